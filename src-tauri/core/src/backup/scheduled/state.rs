//! What was chosen about automatic backups, what came of them, and when another is due.

use super::{Occasion, words};
use crate::{Error, Result, clock::Now, db::Db, settings as chosen};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::path::PathBuf;

/// The names under which this is kept among the settings.
const SETTINGS: &str = "backups";
const NOTED: &str = "backups_noted";
/// After so long a failed one is tried again.
const RETRY: TimeDelta = TimeDelta::minutes(10);
/// Imports within this time have one backup.
const IMPORTS: TimeDelta = TimeDelta::hours(1);
/// A clock may be set back by so much without anything being due anew.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// After so many days without a working backup somebody is told.
pub(super) const TOLD_AFTER: i64 = 3;

/// What the user chose about automatic backups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct BackupSettings {
    pub on: bool,
    /// Where they go; None for the folder `backups` in the data folder.
    pub folder: Option<String>,
    /// How much all of them may take up, in MB of 1,000,000 bytes.
    pub limit_mb: u32,
}

impl Default for BackupSettings {
    fn default() -> Self {
        BackupSettings { on: true, folder: None, limit_mb: 2_000 }
    }
}

impl BackupSettings {
    /// The limit in bytes.
    pub fn limit_bytes(&self) -> u64 {
        u64::from(self.limit_mb).saturating_mul(1_000_000)
    }
}

/// The last backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    pub file: PathBuf,
    pub bytes: u64,
    pub sha256: String,
    pub made_at: String,
}

/// What came of automatic backups. All instants are RFC 3339.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Noted {
    /// Since when one is to be made: the first try, or when they were turned on again.
    pub since: Option<String>,
    pub tried_at: Option<String>,
    pub worked_at: Option<String>,
    pub last: Option<Made>,
    /// Why the last try failed; None when it worked.
    pub trouble: Option<String>,
    /// The day on which somebody was told that none works, YYYY-MM-DD.
    pub told_on: Option<String>,
}

/// How automatic backups stand, for everybody who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Standing {
    pub on: bool,
    /// When the last one was made, RFC 3339; None when there was none yet.
    pub last_at: Option<String>,
    /// Its size, such as “1.4 MB”.
    pub last_size: Option<String>,
    /// Why the last try failed; None when it worked.
    pub trouble: Option<String>,
    /// That none has worked for more than three days, in words; None where one has, or they are turned off.
    pub overdue: Option<String>,
}

/// What the user chose; on, in the data folder and up to 2 GB before that.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn settings(conn: &mut SqliteConnection) -> Result<BackupSettings> {
    chosen::of(conn, SETTINGS).await
}

/// How automatic backups stand on a day.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn standing(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Standing> {
    let settings = settings(conn).await?;
    let noted = noted(conn).await?;
    let overdue = settings.on.then(|| noted.overdue(today)).flatten();
    Ok(Standing {
        on: settings.on,
        overdue: overdue.map(|days| words::overdue(days, noted.trouble.as_deref())),
        last_at: noted.worked_at,
        last_size: noted.last.map(|made| words::size(made.bytes)),
        trouble: noted.trouble,
    })
}

/// That no backup has worked for more than three days, in words, where nobody was told so today yet.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn to_be_told(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Option<String>> {
    let told = noted(conn).await?.told_on == Some(today.to_string());
    Ok(standing(conn, today).await?.overdue.filter(|_| !told))
}

/// Notes that somebody was told so today.
pub async fn was_told(db: &Db, today: NaiveDate) {
    note(db, |_, noted| noted.told_on = Some(today.to_string())).await;
}

pub(super) async fn noted(conn: &mut SqliteConnection) -> Result<Noted> {
    chosen::of(conn, NOTED).await
}

/// Keeps what was chosen. Turned on again, they have their three days from now.
pub(super) async fn choose(conn: &mut SqliteConnection, now: &Now, settings: &BackupSettings) -> Result<()> {
    if !(100..=1_000_000).contains(&settings.limit_mb) {
        return Err(Error::field("limit_mb", "Choose a limit from 100 MB to 1 TB."));
    }
    let before = self::settings(conn).await?;
    let mut noted = noted(conn).await?;
    if before.folder != settings.folder {
        // What kept the other folder from being written says nothing of this one.
        (noted.trouble, noted.tried_at) = (None, noted.worked_at.clone());
    }
    if settings.on && !before.on {
        noted.since = Some(now.timestamp());
    }
    chosen::keep(conn, NOTED, &noted).await?;
    chosen::keep(conn, SETTINGS, settings).await
}

/// Notes that a backup was made. Where that cannot be written, the backup is there all the same.
pub(super) async fn note_made(db: &Db, now: &Now, made: &Made) {
    let at = now.timestamp();
    note(db, |_, noted| {
        noted.since.get_or_insert_with(|| at.clone());
        (noted.tried_at, noted.worked_at) = (Some(at.clone()), Some(at.clone()));
        noted.last = Some(made.clone());
        (noted.trouble, noted.told_on) = (None, None);
    })
    .await;
    if let Err(error) = super::super::note(db, now).await {
        tracing::warn!(%error, "the day of the backup could not be noted");
    }
}

/// Notes that a try failed. Where another folder was chosen meanwhile, that says nothing of it and would only keep it
/// waiting for the next try.
pub(super) async fn note_trouble(db: &Db, now: &Now, tried: &BackupSettings, trouble: &str) {
    let at = now.timestamp();
    note(db, |settings, noted| {
        if settings.folder != tried.folder {
            return;
        }
        noted.since.get_or_insert_with(|| at.clone());
        noted.tried_at = Some(at.clone());
        noted.trouble = Some(trouble.to_owned());
    })
    .await;
}

async fn note(db: &Db, change: impl FnOnce(&BackupSettings, &mut Noted)) {
    let kept = async {
        let mut tx = db.write().await?;
        let mut noted = noted(&mut tx).await?;
        change(&settings(&mut tx).await?, &mut noted);
        chosen::keep(&mut tx, NOTED, &noted).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    if let Err(error) = kept.await {
        tracing::warn!(%error, "what came of the automatic backup could not be noted");
    }
}

fn instant(text: Option<&String>) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(text?).ok()?.to_utc())
}

impl Noted {
    /// Whether an occasion calls for a backup now. What is dated later than now, since a clock was wrong, counts for nothing.
    pub(super) fn calls_for(&self, occasion: Occasion, now: &Now) -> bool {
        let past = |text| instant(text).filter(|at: &DateTime<Utc>| *at <= now.after(SKEW));
        let (worked, tried) = (past(self.worked_at.as_ref()), past(self.tried_at.as_ref()));
        match occasion {
            Occasion::Asked => true,
            Occasion::BeforeImport => worked.is_none_or(|at| IMPORTS <= now.at - at),
            Occasion::Daily => {
                let today = worked.is_some_and(|at| now.today <= Now::at(at).today);
                let waits = self.trouble.is_some() && tried.is_some_and(|at| now.at - at < RETRY);
                !today && !waits
            }
        }
    }

    /// For how many days none has worked, where those are more than three.
    fn overdue(&self, today: NaiveDate) -> Option<i64> {
        let from = instant(self.worked_at.as_ref()).max(instant(self.since.as_ref()))?;
        let days = (today - Now::at(from).today).num_days();
        // After a clock was wrong nobody knows for how long.
        let unknown = days < 0 && self.trouble.is_some();
        (TOLD_AFTER < days || unknown).then_some(days.max(0))
    }
}
