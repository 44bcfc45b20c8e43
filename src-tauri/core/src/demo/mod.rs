//! Sample data: a believable mid-size company, dates around today, the same for the same seed and date
//! (ids aside). No secret values, so it needs no keyring. It is one act of the history, and goes in one act with all
//! that was changed in it since.

mod contracts;
mod credentials;
mod hardware;
mod licenses;
mod people;
mod products;
mod removal;
mod upkeep;
mod vendors;
mod words;

pub use removal::{SampleRemoval, removal, remove};

use crate::{Act, Result, list::ListQuery, settings};
use chrono::{Days, NaiveDate};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use sqlx::SqliteConnection;

/// What sample data to make.
#[derive(Debug, Clone, Copy)]
pub struct DemoOptions {
    /// How many things in all: devices, people, licenses, contracts, credentials and vendors.
    pub records: u32,
    pub seed: u64,
    /// The date around which everything begins and ends.
    pub today: NaiveDate,
}

/// How many things of each kind were made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DemoCounts {
    pub vendors: u32,
    pub people: u32,
    pub licenses: u32,
    pub contracts: u32,
    pub hardware: u32,
    pub credentials: u32,
}

impl DemoCounts {
    /// A mix as such a company has it; the parts sum to `records`.
    fn of(records: u32) -> DemoCounts {
        let (vendors, people, licenses, contracts, credentials) =
            (records / 20, records / 5, records / 5, records / 20, records / 10);
        let hardware = records - vendors - people - licenses - contracts - credentials;
        DemoCounts { vendors, people, licenses, contracts, hardware, credentials }
    }

    /// All of them together.
    pub fn total(&self) -> u32 {
        self.vendors + self.people + self.licenses + self.contracts + self.hardware + self.credentials
    }
}

/// Whether no thing of any kind is there (Trash aside).
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn is_empty(conn: &mut SqliteConnection) -> Result<bool> {
    let query = ListQuery { limit: Some(0), ..ListQuery::default() };
    // Which rows are live does not depend on the date.
    let any_day = NaiveDate::default();
    Ok(crate::vendors::list(conn, &query, any_day).await?.total == 0
        && crate::people::list(conn, &query, any_day).await?.total == 0
        && crate::licenses::list(conn, &query, any_day).await?.total == 0
        && crate::contracts::list(conn, &query, any_day).await?.total == 0
        && crate::hardware::list(conn, &query, any_day).await?.total == 0
        && crate::credentials::list(conn, &query, any_day).await?.total == 0)
}

/// Fills the database. Into an empty one it is marked as the sample data, removable as such; asset tags and
/// addresses that go beside existing things carry a mark of the act, so that they never collide.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read or written.
pub async fn fill(conn: &mut SqliteConnection, act: &Act, options: &DemoOptions) -> Result<DemoCounts> {
    let alone = is_empty(conn).await?;
    let mark = if alone { String::new() } else { act.batch.chars().rev().take(6).collect() };
    let counts = DemoCounts::of(options.records);
    let mut company = Company {
        dice: Dice { rng: StdRng::seed_from_u64(options.seed), today: options.today },
        mark,
        ..Company::default()
    };
    vendors::fill(conn, act, &mut company, counts.vendors).await?;
    people::fill(conn, act, &mut company, counts.people).await?;
    hardware::fill(conn, act, &mut company, counts.hardware).await?;
    licenses::fill(conn, act, &mut company, counts.licenses).await?;
    contracts::fill(conn, act, &mut company, counts.contracts).await?;
    credentials::fill(conn, act, &mut company, counts.credentials).await?;
    upkeep::fill(conn, act, &company).await?;
    if alone {
        settings::set_sample_batch(conn, Some(&act.batch)).await?;
    }
    Ok(counts)
}

/// Call after an undo of `batch` by `act`: what else is taken back goes to Trash, sample data goes for good.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read or written.
pub async fn after_undo(conn: &mut SqliteConnection, act: &Act, batch: &str) -> Result<()> {
    if settings::sample_batch(conn).await?.as_deref() == Some(batch) {
        remove(conn, act).await?;
    }
    Ok(())
}

/// What later kinds refer to.
#[derive(Debug, Default)]
struct Company {
    dice: Dice,
    /// Sets tags and addresses apart from those that are there already; empty in an empty folder.
    mark: String,
    vendors: Vec<String>,
    people: Vec<String>,
    devices: Vec<String>,
}

impl Company {
    /// A vendor's name: by a fixed place for the leading cast, so that related things share one.
    fn vendor(&self, place: usize) -> Option<String> {
        self.vendors.get(place % self.vendors.len().max(1)).cloned()
    }
}

/// All chance comes from here.
#[derive(Debug)]
struct Dice {
    rng: StdRng,
    today: NaiveDate,
}

impl Default for Dice {
    fn default() -> Self {
        Dice { rng: StdRng::seed_from_u64(0), today: NaiveDate::default() }
    }
}

impl Dice {
    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: u32, high: u32) -> u32 {
        self.rng.random_range(low..=high.max(low))
    }

    /// True `percent` times in a hundred.
    fn percent(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    /// One of the choices; None of an empty slice.
    fn one_of<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.choose(&mut self.rng)
    }

    /// One of the words.
    fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.one_of(words).copied().unwrap_or_default()
    }

    /// Letters and digits that are not mistaken for one another.
    fn code(&mut self, length: usize) -> String {
        const SIGNS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        (0..length).filter_map(|_| self.one_of(SIGNS).map(|sign| char::from(*sign))).collect()
    }

    fn ahead(&self, days: u32) -> NaiveDate {
        self.today.checked_add_days(Days::new(u64::from(days))).unwrap_or(self.today)
    }

    fn ago(&self, days: u32) -> NaiveDate {
        self.today.checked_sub_days(Days::new(u64::from(days))).unwrap_or(self.today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Now,
        db::Db,
        history::{Actor, Entity},
        overview,
    };

    async fn filled(records: u32, seed: u64) -> (Db, Act) {
        filled_on(records, seed, "2026-11-22").await
    }

    async fn filled_on(records: u32, seed: u64, day: &str) -> (Db, Act) {
        let db = Db::in_memory().await.unwrap();
        let now = Now::as_of(day.parse().unwrap());
        let act = Act::new(now, Actor::CommandLine, "Sample data");
        let mut tx = db.write().await.unwrap();
        let options = DemoOptions { records, seed, today: now.today };
        assert_eq!(fill(&mut tx, &act, &options).await.unwrap().total(), records);
        tx.commit().await.unwrap();
        (db, act)
    }

    #[tokio::test]
    async fn the_overview_of_the_sample_is_worth_a_look_on_any_day() {
        for day in [
            "2026-11-22",
            "2026-11-30",
            "2026-12-31",
            "2027-01-01",
            "2027-01-31",
            "2027-02-28",
            "2028-02-29",
            "2027-03-28",
            "2027-10-31",
        ] {
            look_at(day).await;
        }
    }

    async fn look_at(day: &str) {
        let (db, act) = filled_on(250, 1, day).await;
        let mut conn = db.read().await.unwrap();
        let overview = overview::get(&mut conn, act.now.today).await.unwrap();
        assert_eq!(overview.counts.devices, 101);
        assert_eq!(overview.counts.vendors, 12);
        assert!((1..=4).contains(&overview.overdue), "{} overdue", overview.overdue);
        assert!(overview.this_week >= 1, "nothing this week");
        assert!((2..=4).contains(&overview.over_used.len()), "{:?}", overview.over_used);
        assert!(overview.devices_covered * 10 > overview.devices * 7, "{overview:?}");
        let of = |only: &str| ListQuery { only: Some(only.into()), limit: Some(0), ..ListQuery::default() };
        assert!(crate::hardware::list(&mut conn, &of("lent"), act.now.today).await.unwrap().total >= 2);
        assert!(crate::hardware::list(&mut conn, &of("in_repair"), act.now.today).await.unwrap().total >= 1);
        assert_eq!(crate::lifecycle::starting::kits(&mut conn).await.unwrap().len(), 1);
        assert!(overview.sample);
    }

    #[tokio::test]
    async fn every_size_adds_up_and_one_undo_empties_it() {
        for records in [1, 7, 19, 60] {
            let (db, act) = filled(records, 3).await;
            let mut tx = db.write().await.unwrap();
            assert!(!is_empty(&mut tx).await.unwrap());
            let undo = Act::new(act.now, Actor::CommandLine, "Undo");
            crate::history::undo(&mut tx, &undo, &act.batch).await.unwrap();
            after_undo(&mut tx, &undo, &act.batch).await.unwrap();
            let left = crate::history::rows(&mut tx, Entity::Device).await.unwrap();
            assert!(left.is_empty(), "nothing of it is in Trash: {left:?}");
            assert!(is_empty(&mut tx).await.unwrap(), "{records}");
            assert_eq!(settings::sample_batch(&mut tx).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn a_second_filling_goes_beside_the_first() {
        let (db, first) = filled(60, 1).await;
        let act = Act::new(first.now, Actor::CommandLine, "More sample data");
        let mut tx = db.write().await.unwrap();
        let options = DemoOptions { records: 60, seed: 1, today: act.now.today };
        fill(&mut tx, &act, &options).await.unwrap();
        assert_eq!(settings::sample_batch(&mut tx).await.unwrap().as_deref(), Some(first.batch.as_str()));
    }
}
