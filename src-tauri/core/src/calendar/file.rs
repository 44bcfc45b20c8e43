//! The file that other calendars read: rewritten whenever what it shows has changed.

use super::{
    ics::{self, Event},
    store::{self, Kept},
};
use crate::{
    Result,
    clock::Now,
    db::Db,
    files::{self, FileFormat},
    ids,
    reminders::{
        self, Deadline,
        answers::{self, Answer},
        engine::DeadlineKey,
        policy, words,
    },
    settings,
};
use chrono::{DateTime, Days, NaiveDate, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

/// How far the file looks ahead, in days.
const AHEAD: u32 = 760;
/// How far back it keeps what is still open, in days.
const BEHIND: i32 = 365;
/// A cancelled event stays so many days, so that every calendar sees that it is gone.
const CANCELLED_DAYS: i64 = 60;
/// The name the settings are kept under.
const NAME: &str = "calendar_file";

/// Where the file is written; None: it is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct CalendarFile {
    pub path: Option<String>,
    /// When the file there was last written, RFC 3339; None while there is none.
    pub written_at: Option<String>,
}

/// Where the file is written unless another place is chosen.
pub fn default_path(db: &Db) -> PathBuf {
    db.folder().join("holdfast.ics")
}

/// Where the file is written, and when it last was.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn file_settings(conn: &mut SqliteConnection) -> Result<CalendarFile> {
    let kept: CalendarFile = settings::of(conn, NAME).await?;
    let written_at = kept.path.as_deref().and_then(written_at);
    Ok(CalendarFile { written_at, ..kept })
}

fn written_at(path: &str) -> Option<String> {
    let changed = std::fs::metadata(path).and_then(|file| file.modified()).ok()?;
    Some(DateTime::<Utc>::from(changed).to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// Keeps where the file is written. The old one stays where it is.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be written.
pub async fn keep_file(conn: &mut SqliteConnection, path: Option<&Path>) -> Result<()> {
    let path = path.map(|path| path.display().to_string());
    settings::keep(conn, NAME, &CalendarFile { path, written_at: None }).await
}

/// Brings the file up to date, and says whether it was written. It is replaced as a whole, so that a reader sees the
/// old or the new one.
///
/// # Errors
/// [`crate::Error::Io`] when the file cannot be written; what it should hold is kept and written next time.
pub async fn sync(db: &Db, now: &Now) -> Result<bool> {
    let mut conn = db.read().await?;
    let Some(path) = file_settings(&mut conn).await?.path.map(PathBuf::from) else { return Ok(false) };
    let wanted = wanted(&mut conn, now).await?;
    let alarm_at = policy::get(&mut conn).await?.opening();
    let kept = store::all(&mut conn).await?;
    drop(conn);
    if !changes(&kept, wanted.clone(), now).is_empty() {
        let mut tx = db.write().await?;
        // Looked at once more: window and command line may do this at the same time.
        let kept = store::all(&mut tx).await?;
        for change in &changes(&kept, wanted, now) {
            match change {
                Change::Write(kept) => store::write(&mut tx, kept).await?,
                Change::Remove(uid) => store::remove(&mut tx, uid).await?,
            }
        }
        tx.commit().await?;
    }
    let kept = store::all(&mut *db.read().await?).await?;
    let events: Vec<Event> = kept.into_iter().map(|kept| kept.event).collect();
    let text = ics::calendar(&events, alarm_at);
    if std::fs::read(&path).is_ok_and(|present| present == text.as_bytes()) {
        return Ok(false);
    }
    write_file(db, &path, &text)?;
    Ok(true)
}

/// What an event shows of its deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    summary: String,
    description: String,
    alarms: Vec<u32>,
}

async fn wanted(conn: &mut SqliteConnection, now: &Now) -> Result<BTreeMap<DeadlineKey, Shown>> {
    let policies = policy::all(conn).await?;
    let answers = answers::all(conn).await?;
    let free = policies.policy.free_days();
    let mut wanted = BTreeMap::new();
    for deadline in reminders::deadlines(conn, now.today, Some(AHEAD)).await? {
        let Some(key) = deadline.key().filter(|_| -BEHIND <= deadline.days_left) else { continue };
        let resolved = policies.of(&deadline);
        let days_before = |day: NaiveDate| u32::try_from((key.due_on - day).num_days()).ok();
        let alarms = match answers.to(&deadline) {
            _ if resolved.muted() => Vec::new(),
            Some(Answer::Done | Answer::Acknowledged) => Vec::new(),
            Some(Answer::Snoozed { until, .. }) if now.today < until => {
                days_before(until).into_iter().collect()
            }
            _ => resolved
                .steps
                .iter()
                .filter_map(|step| days_before(free.told_on(key.due_on, *step)?))
                .collect(),
        };
        wanted.insert(key, shown(&deadline, alarms));
    }
    Ok(wanted)
}

fn shown(deadline: &Deadline, alarms: Vec<u32>) -> Shown {
    Shown { summary: words::headline(deadline), description: ics::description(deadline), alarms }
}

#[derive(Debug)]
enum Change {
    Write(Kept),
    Remove(String),
}

/// What differs between the kept events and the wanted ones. Where one date of a thing went and another came, the
/// event moves.
fn changes(kept: &[Kept], wanted: BTreeMap<DeadlineKey, Shown>, now: &Now) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut missing = wanted;
    let mut gone: HashMap<(reminders::DeadlineKind, String), Vec<&Kept>> = HashMap::new();
    for kept in kept {
        match missing.remove(&kept.key) {
            Some(shown) if kept.event.cancelled || shown_by(&kept.event) != shown => {
                changes.push(Change::Write(changed(kept, &kept.key, shown, now)));
            }
            Some(_) => {}
            None => gone.entry((kept.key.kind, kept.key.subject_id.clone())).or_default().push(kept),
        }
    }
    for (key, shown) in missing {
        let moved = gone.get_mut(&(key.kind, key.subject_id.clone())).and_then(|gone| {
            gone.iter().position(|kept| !kept.event.cancelled).map(|place| gone.remove(place))
        });
        changes.push(Change::Write(match moved {
            Some(kept) => changed(kept, &key, shown, now),
            None => Kept {
                event: Event {
                    uid: format!("{}@holdfast", ids::new_id()),
                    sequence: 0,
                    created_at: now.at,
                    changed_at: now.at,
                    day: key.due_on,
                    summary: shown.summary,
                    description: shown.description,
                    alarms: shown.alarms,
                    cancelled: false,
                },
                key,
            },
        }));
    }
    for kept in gone.into_values().flatten() {
        let over = kept.key.due_on.checked_add_days(Days::new(BEHIND.unsigned_abs().into()));
        if !kept.event.cancelled && over.is_some_and(|over| now.today <= over) {
            let mut cancelled = kept.clone();
            cancelled.event.cancelled = true;
            cancelled.event.sequence += 1;
            cancelled.event.changed_at = now.at;
            changes.push(Change::Write(cancelled));
        } else if !kept.event.cancelled || TimeDelta::days(CANCELLED_DAYS) < now.at - kept.event.changed_at {
            changes.push(Change::Remove(kept.event.uid.clone()));
        }
    }
    changes
}

fn shown_by(event: &Event) -> Shown {
    Shown {
        summary: event.summary.clone(),
        description: event.description.clone(),
        alarms: event.alarms.clone(),
    }
}

fn changed(kept: &Kept, key: &DeadlineKey, shown: Shown, now: &Now) -> Kept {
    Kept {
        key: key.clone(),
        event: Event {
            sequence: kept.event.sequence + 1,
            changed_at: now.at,
            day: key.due_on,
            summary: shown.summary,
            description: shown.description,
            alarms: shown.alarms,
            cancelled: false,
            ..kept.event.clone()
        },
    }
}

/// Writes a calendar file in place of the one that is there; it is for this user alone.
///
/// # Errors
/// Those of [`files::save`]; then the old one is as it was.
pub fn write_file(db: &Db, path: &Path, text: &str) -> Result<()> {
    files::save(path, text.as_bytes(), FileFormat::Calendar, away_from(db, path))
}

/// Refuses a place where no calendar file belongs, before it is kept.
///
/// # Errors
/// [`crate::Error::Refused`] for a database, the data folder, and what is no calendar file.
pub fn check_place(db: &Db, path: &Path) -> Result<()> {
    files::check(path, FileFormat::Calendar, away_from(db, path))
}

/// The folder to stay out of. One calendar file is Holdfast's own and stands in the data folder, though others read it.
fn away_from<'a>(db: &'a Db, path: &Path) -> &'a Path {
    if path == default_path(db) { Path::new("") } else { db.folder() }
}
