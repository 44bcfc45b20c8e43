//! Which automatic backups there are, and removing those that nobody needs any more.
//!
//! A file is one of them when its name has their form, what stands beside it says that it is of this database, and it has the
//! length that was written. It is removed only when it is byte for byte what was written, and its last change is in the history
//! of this database: a backup that holds what the database has not, as after a restore, is kept until a person deletes it.

use super::super::store;
use super::{
    Slip,
    rule::{self, Stamp},
    settings,
};
use crate::{
    Result,
    clock::Now,
    db::{self, Db},
    files::suffixed,
};
use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// So many of the databases that were kept aside before a restore stay whatever their age.
const BEFORE_RESTORE: usize = 3;

/// The automatic backups of this database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupList {
    /// Where they go now.
    pub folder: PathBuf,
    /// What they take up.
    pub total_bytes: u64,
    /// What they may take up.
    pub limit_bytes: u64,
    /// The newest first.
    pub backups: Vec<Listed>,
}

/// An automatic backup that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    pub file: PathBuf,
    /// RFC 3339.
    pub made_at: String,
    pub bytes: u64,
    /// Hexadecimal digits, as they were when it was written.
    pub sha256: String,
    pub checked: Checked,
}

/// Whether a backup is still what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// Byte for byte.
    Whole,
    /// It is not: a disk that fails, or another program.
    Changed,
    Unreadable,
    /// Nobody asked.
    NotLookedAt,
}

/// The automatic backups in the folder that is chosen, the newest first. `check` reads each of them and compares it with what
/// was written.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn list(db: &Db, check: bool) -> Result<BackupList> {
    let settings = settings(&mut *db.read().await?).await?;
    let folder = super::place(db, &settings);
    let mut found = own(&folder, db.database_id());
    found.sort_by_key(|own| std::cmp::Reverse(own.stamp));
    let backups: Vec<Listed> = found
        .into_iter()
        .map(|Own { file, slip, whole, .. }| {
            let checked = match (check, whole) {
                (_, false) => Checked::Changed,
                (false, true) => Checked::NotLookedAt,
                (true, true) => match slip.fits(&file) {
                    Ok(true) => Checked::Whole,
                    Ok(false) => Checked::Changed,
                    Err(_) => Checked::Unreadable,
                },
            };
            Listed { file, made_at: slip.made_at, bytes: slip.bytes, sha256: slip.sha256, checked }
        })
        .collect();
    Ok(BackupList {
        folder,
        total_bytes: backups.iter().map(|listed| listed.bytes).fold(0, u64::saturating_add),
        limit_bytes: settings.limit_bytes(),
        backups,
    })
}

/// A file that an automatic backup of this database made.
#[derive(Debug)]
struct Own {
    file: PathBuf,
    stamp: Stamp,
    slip: Slip,
    /// It has the length that was written.
    whole: bool,
}

fn own(folder: &Path, database_id: &str) -> Vec<Own> {
    let mut own = of_any(folder);
    own.retain(|own| own.slip.database_id == database_id);
    own
}

/// An automatic backup of whatever database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub file: PathBuf,
    pub database_id: String,
}

/// The automatic backups that a data folder may go back to, the newest first. `database` says where they are, if it can be
/// read; else they are looked for in the data folder.
pub(crate) async fn found(data_folder: &Path, database: &Path) -> Vec<Found> {
    let chosen = async {
        let mut conn = store::still(database).await?;
        settings(&mut conn).await
    };
    let chosen = chosen.await.ok().and_then(|settings| settings.folder).map(PathBuf::from);
    let mut all: Vec<Own> = chosen
        .into_iter()
        .chain([data_folder.join(super::FOLDER)])
        .flat_map(|folder| of_any(&folder))
        .filter(|own| own.whole)
        .collect();
    all.sort_by_key(|own| std::cmp::Reverse(own.stamp));
    all.into_iter().map(|own| Found { file: own.file, database_id: own.slip.database_id }).collect()
}

fn of_any(folder: &Path) -> Vec<Own> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let own = |entry: fs::DirEntry| {
        let stamp = Stamp::parse(entry.file_name().to_str()?)?;
        let file = entry.path();
        // A link is nobody's backup.
        let found = fs::symlink_metadata(&file).ok().filter(fs::Metadata::is_file)?;
        let slip = Slip::beside(&file)?;
        let whole = found.len() == slip.bytes;
        Some(Own { file, stamp, slip, whole })
    };
    entries.filter_map(own).collect()
}

/// Removes what the rule has no place for, but never `made`, which was made just now; what was removed. What cannot be
/// looked at or removed stays until the next time.
pub(super) async fn prune(db: &Db, now: &Now, folder: &Path, limit: u64, made: &Path) -> Vec<PathBuf> {
    let mut removed = Vec::new();
    let mut known = Vec::new();
    for own in own(folder, db.database_id()).into_iter().filter(|own| own.whole) {
        if own.file == made || is_known(db, &own.file).await {
            known.push(own);
        }
    }
    let sizes: Vec<(Stamp, u64)> = known.iter().map(|own| (own.stamp, own.slip.bytes)).collect();
    for place in rule::surplus(&sizes, now.today, limit) {
        let Some(own) = known.get(place).filter(|own| own.file != made) else { continue };
        if own.slip.fits(&own.file).is_ok_and(|fits| fits) && remove(&own.file) {
            removed.push(own.file.clone());
        }
    }
    clear_slips(folder, db.database_id());
    removed.extend(prune_kept_aside(db, now).await);
    removed
}

/// Whether a file is a backup of this database that holds nothing the database does not know of.
async fn is_known(db: &Db, file: &Path) -> bool {
    let look = async {
        let Some(facts) = store::facts_of(file).await? else { return Ok(false) };
        if facts.database_id != db.database_id() || Db::schema_version() < facts.schema {
            return Ok(false);
        }
        match &facts.last_act {
            Some(act) => store::knows(&mut *db.read().await?, act).await,
            None => Ok(true),
        }
    };
    let known: Result<bool> = look.await;
    known.unwrap_or_else(|error| {
        tracing::warn!(file = %file.display(), %error, "this backup could not be looked at, and is kept");
        false
    })
}

fn remove(file: &Path) -> bool {
    match fs::remove_file(file) {
        Ok(()) => {
            tracing::info!(file = %file.display(), "removed an automatic backup that others have taken the place of");
            true
        }
        Err(error) => {
            tracing::warn!(file = %file.display(), %error, "an automatic backup could not be removed");
            false
        }
    }
}

/// Removes what stood beside backups that are gone, or never got their name.
fn clear_slips(folder: &Path, database_id: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Some(name) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.strip_suffix(super::slip::ENDING))
            .map(str::to_owned)
        else {
            continue;
        };
        let gone = Stamp::parse(&name).is_some() && folder.join(&name).symlink_metadata().is_err();
        let of_this =
            || Slip::read(&path).is_some_and(|slip| slip.name == name && slip.database_id == database_id);
        if gone
            && of_this()
            && let Err(error) = fs::remove_file(&path)
        {
            tracing::warn!(file = %path.display(), %error, "what stood beside a backup that is gone could not be removed");
        }
    }
}

/// Of the databases that were kept aside before a restore, the newest three stay. The others come under the same rule, and go
/// only where this database knows all that they hold.
async fn prune_kept_aside(db: &Db, now: &Now) -> Vec<PathBuf> {
    let entries = fs::read_dir(db.folder()).into_iter().flatten().flatten();
    let mut aside: Vec<(Stamp, PathBuf)> = entries
        .filter_map(|entry| Some((kept_aside(entry.file_name().to_str()?)?, entry.path())))
        .filter(|(_, file)| fs::symlink_metadata(file).is_ok_and(|found| found.is_file()))
        .collect();
    aside.sort_by_key(|(stamp, _)| std::cmp::Reverse(*stamp));
    let mut known = Vec::new();
    for (stamp, file) in aside.into_iter().skip(BEFORE_RESTORE) {
        // One that was damaged was kept with its logs, for repair.
        let logs = ["-wal", "-journal"].iter().any(|end| suffixed(&file, end).exists());
        if !logs && is_known(db, &file).await {
            known.push((stamp, file));
        }
    }
    let sizes: Vec<(Stamp, u64)> = known.iter().map(|(stamp, _)| (*stamp, 0)).collect();
    let surplus = rule::surplus(&sizes, now.today, u64::MAX);
    let going = surplus.into_iter().filter_map(|place| known.get(place)).map(|(_, file)| file);
    going.filter(|file| remove(file)).cloned().collect()
}

/// The day in the name of a database that was kept aside before a restore, and its number on that day.
fn kept_aside(name: &str) -> Option<Stamp> {
    let inner = name.strip_prefix(db::BEFORE_RESTORE)?.strip_suffix(".db")?;
    let (day, rest) = inner.split_at_checked("2027-02-28".len())?;
    let day: NaiveDate = day.parse().ok()?;
    let number = match rest {
        "" => 1,
        rest => rest.strip_prefix('-')?.parse().ok()?,
    };
    Some(Stamp { day, time: NaiveTime::MIN, number })
}
