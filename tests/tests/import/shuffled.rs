//! Random tables, imported again with rows put in, taken out, reversed and shuffled: what did not differ is as it was.

use anyhow::{Result, ensure};
use holdfast_core::import::{ImportKind, ImportOptions};
use holdfast_tests::counts::times;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};
use std::collections::HashSet;

use super::{
    place::*,
    same::{Kept, KeptDevice, counts, kept, kept_devices},
};

/// Tables of each kind, each of them two databases and a dozen imports. `HOLDFAST_TABLES` says how many.
fn tables() -> u64 {
    times("HOLDFAST_TABLES", 80)
}

fn pick<'a>(random: &mut StdRng, of: &[&'a str]) -> &'a str {
    of.get(random.random_range(0..of.len())).copied().unwrap_or_default()
}

/// Rows that often share a name, a day, a price; keys that are nobody else's; people who hold one or several.
fn license(random: &mut StdRng, number: usize) -> String {
    let key =
        if random.random_bool(0.4) { format!("KEY-{number:04}-QQXX-{number:04}") } else { String::new() };
    let holder = random.random_range(0..8);
    let holder = if holder < 5 { format!("Person {holder},p{holder}@x.example") } else { ",".to_owned() };
    format!(
        "{},{},{},{},{},{key},{holder}\n",
        pick(random, &["Office", "Office", "Viewer", "Figma"]),
        pick(random, &["1", "1", "2", "3", ""]),
        pick(random, &["2020-01-02", "2020-01-02", "2021-03-04", ""]),
        pick(random, &["100.00", "100.00", "250.00", ""]),
        pick(random, &["2027-12-31", "2026-06-30", ""]),
    )
}

const LICENSE_HEADER: &str =
    "name,seats,purchase date,purchase cost,expiration date,license key,full name,email\n";

fn device(random: &mut StdRng, number: usize) -> String {
    let tag = if random.random_bool(0.3) { format!("T-{number}") } else { String::new() };
    let serial = if random.random_bool(0.3) { format!("SN{number:05}") } else { String::new() };
    let holder = random.random_range(0..8);
    let holder = if holder < 4 { format!("Person {holder},p{holder}@x.example") } else { ",".to_owned() };
    format!(
        "{},{tag},{serial},{},{},{holder},{}\n",
        pick(random, &["Screen", "Screen", "Dock", "PC"]),
        pick(random, &["S24", "S27"]),
        pick(random, &["2024-05-06", "2024-05-06", ""]),
        pick(random, &["Room 1", "Room 2", ""]),
    )
}

const DEVICE_HEADER: &str = "name,asset tag,serial,model,purchase date,full name,email,location\n";

struct Case {
    base: Vec<String>,
    added: Vec<String>,
    random: StdRng,
    header: &'static str,
    options: ImportOptions,
}

impl Case {
    fn new(seed: u64, kind: ImportKind) -> Case {
        let mut random = StdRng::seed_from_u64(seed);
        let (row, header): (fn(&mut StdRng, usize) -> String, _) = match kind {
            ImportKind::Licenses => (license, LICENSE_HEADER),
            _ => (device, DEVICE_HEADER),
        };
        let (many, more) = (random.random_range(1..9), random.random_range(1..4));
        let base = (0..many).map(|number| row(&mut random, number)).collect();
        let added = (0..more).map(|number| row(&mut random, 100 + number)).collect();
        Case { base, added, random, header, options: ImportOptions::new(kind) }
    }

    fn file(&self, rows: &[String]) -> Vec<u8> {
        format!("{}{}", self.header, rows.concat()).into_bytes()
    }

    fn shuffled(&mut self, mut rows: Vec<String>) -> Vec<u8> {
        rows.shuffle(&mut self.random);
        self.file(&rows)
    }

    fn some(&mut self) -> Vec<String> {
        let rows = self.base.clone();
        rows.into_iter().filter(|_| self.random.random_bool(0.6)).collect()
    }
}

/// What is to stay with each record: its id and name, and all that hangs on it.
trait Stays: Clone + PartialEq + std::fmt::Debug {
    /// Whether this is `old`, with nothing gone; holders that free seats went to may have come.
    fn keeps(&self, old: &Self) -> bool;
    fn keys(&self) -> &[String];
}

impl Stays for Kept {
    fn keeps(&self, old: &Kept) -> bool {
        self.id == old.id
            && self.keys == old.keys
            && old.holders.iter().all(|holder| self.holders.contains(holder))
            && (&self.name, self.seats, &self.bought, self.price)
                == (&old.name, old.seats, &old.bought, old.price)
    }

    fn keys(&self) -> &[String] {
        &self.keys
    }
}

impl Stays for KeptDevice {
    fn keeps(&self, old: &KeptDevice) -> bool {
        self == old
    }

    fn keys(&self) -> &[String] {
        &[]
    }
}

async fn check<T: Stays>(
    seed: u64,
    kind: ImportKind,
    look: impl AsyncFn(&Place) -> Result<Vec<T>>,
) -> Result<()> {
    let mut case = Case::new(seed, kind);
    let place = Place::in_memory().await?;
    let base = case.base.clone();
    let first = place.import(&case.file(&base), &case.options).await?;
    ensure!(first.problems.is_empty(), "{:?}", first.problems);
    let before = look(&place).await?;

    // The same, reversed, shuffled, in part: nothing happens.
    let reversed: Vec<String> = base.iter().rev().cloned().collect();
    let part = case.some();
    for file in [case.file(&base), case.file(&reversed), case.shuffled(base.clone()), case.shuffled(part)] {
        if file.len() == case.header.len() {
            continue;
        }
        let report = place.import(&file, &case.options).await?;
        ensure!(
            (report.new, report.updated, report.problems.len(), &report.batch) == (0, 0, 0, &None),
            "{}\n{report:?}",
            String::from_utf8_lossy(&file)
        );
    }
    ensure!(look(&place).await? == before, "unchanged rows changed something");

    // Rows put in: what was there stays as it was, and the new file is settled by then.
    let longer = case.shuffled([base.clone(), case.added.clone()].concat());
    let report = place.import(&longer, &case.options).await?;
    let told = || format!("{}\n{report:?}\n{before:#?}", String::from_utf8_lossy(&longer));
    ensure!(report.problems.is_empty(), "{}", told());
    ensure!(u64::from(report.new + report.updated) <= case.added.len() as u64, "{}", told());
    let after = look(&place).await?;
    ensure!(before.iter().all(|old| after.iter().any(|new| new.keeps(old))), "{}\n{after:#?}", told());
    let again = place.import(&longer, &case.options).await?;
    ensure!((again.new, again.updated, again.problems.len()) == (0, 0, 0), "{again:?}\n{}", told());

    // Rows put in and others taken out at once: a row that may be one of those is asked about, and whatever happens no
    // key goes from one license to another, and rows that are there still have all they had.
    let place = Place::in_memory().await?;
    place.import(&case.file(&base), &case.options).await?;
    let before = look(&place).await?;
    let kept_rows = case.some();
    let mixed = case.shuffled([kept_rows, case.added.clone()].concat());
    let skipping = ImportOptions { skip_problems: true, ..case.options.clone() };
    let report = place.import(&mixed, &skipping).await?;
    let after = look(&place).await?;
    let told = || {
        format!(
            "{}\n{}\n{report:?}\n{before:#?}\n{after:#?}",
            String::from_utf8_lossy(&case.file(&base)),
            String::from_utf8_lossy(&mixed)
        )
    };
    ensure!(counts(&report).0 + counts(&report).1 <= u32::try_from(case.added.len())?, "{}", told());
    let mut seen = HashSet::new();
    ensure!(
        after.iter().flat_map(Stays::keys).all(|key| seen.insert(key.clone())),
        "a key stands twice {}",
        told()
    );
    let same_keys = |new: &T, old: &T| old.keys().iter().all(|key| new.keys().contains(key));
    ensure!(before.iter().all(|old| after.iter().any(|new| same_keys(new, old))), "{}", told());
    let again = place.import(&mixed, &skipping).await?;
    ensure!((again.new, again.updated) == (0, 0), "{again:?}\n{}", told());
    Ok(())
}

#[tokio::test]
async fn licenses_keep_what_is_theirs() -> Result<()> {
    for seed in 0..tables() {
        check(seed, ImportKind::Licenses, kept)
            .await
            .map_err(|error| error.context(format!("table {seed}")))?;
    }
    Ok(())
}

#[tokio::test]
async fn devices_keep_what_is_theirs() -> Result<()> {
    for seed in 0..tables() {
        check(seed, ImportKind::Hardware, kept_devices)
            .await
            .map_err(|error| error.context(format!("table {seed}")))?;
    }
    Ok(())
}
