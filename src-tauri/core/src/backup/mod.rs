//! A copy of the database that is checked before it takes its name. Secrets are not in it: the database
//! holds none.
//!
//! A backup takes the place of an older one of the same database and of nothing else. One that holds what the database
//! has not (more than twice its records, or later changes) is given up only when a person says so.
//!
//! [`full`] is the one that holds the values too. The way back is [`restore`]; [`verify`] proves beforehand that a file has one.

pub mod full;
mod restore;
pub mod scheduled;
mod store;

pub use restore::{Count, Difference, Present, Preview, Restored, Verified, preview, restore, verify};
pub(crate) use restore::{people_say, preview_over};

use crate::{
    Error, Result,
    clock::Now,
    db::{self, Db},
    files::{self, FileFormat, Place, PrivateFolder},
    settings,
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use store::Facts;

/// What may be replaced by a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    /// An older backup of the same database that holds at most twice its records.
    Older,
    /// Any backup of the same database, since a person said so.
    Any,
}

/// A backup that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    pub bytes: u64,
    /// Why its day could not be noted in the database: a full disk, a read-only folder. The backup is whole.
    pub unnoted: Option<String>,
}

/// Writes a checked copy of the database to `target`, replacing an older backup there in one step.
///
/// The copy is made beside the target under another name (0600), brought to the disk, opened again and
/// examined; only then does it take the target's name. What killed processes left beside it is removed.
///
/// # Errors
/// [`Error::Refused`] for the data folder, a folder, a device, a file that is no Holdfast database or the backup of
/// another one, and, with [`Replace::Older`], for what [`question`] would ask about. On any failure an older backup
/// stays as it was.
pub async fn back_up(db: &Db, target: &Path, now: &Now, replace: Replace) -> Result<BackedUp> {
    let place = Place::of(target)?;
    if let (Some(why), Replace::Older) = (standing(db, &place).await?, replace) {
        return Err(Error::Refused(format!(
            "{} {why} It was not touched: name another file, or say --replace to give it up.",
            target.display()
        )));
    }
    files::sweep(&place.folder);
    let Draft { _part, file: copy, bytes } = checked_copy(db, &place.folder, target).await?;
    fs::rename(&copy, &place.path).map_err(|source| files::failed(target, source))?;
    files::sync_folder(&place.folder);
    let unnoted = note(db, now).await.err().map(|error| error.to_string());
    Ok(BackedUp { bytes, unnoted })
}

/// How often a copy is made anew that was overtaken by writing.
const TRIES: u32 = 5;

/// A whole copy on the way to its name, in a folder of its own that goes with this value.
struct Draft {
    _part: PrivateFolder,
    file: PathBuf,
    bytes: u64,
}

/// Makes a copy of the database in a folder, brings it to the disk, and examines it: it is whole, and has as many rows of
/// everything as the database. `target` is named where there is no room for it.
async fn checked_copy(db: &Db, folder: &Path, target: &Path) -> Result<Draft> {
    for _ in 0..TRIES {
        let part = PrivateFolder::part(folder)?;
        let file = part.path().join("holdfast.db");
        let before = store::row_counts(&mut *db.read().await?).await?;
        db.copy_to(&file).await.map_err(|error| match error {
            Error::Full { .. } => Error::Full { path: target.to_owned() },
            Error::Folder { source, .. } => Error::Folder { path: folder.to_owned(), source },
            other => other,
        })?;
        let after = store::row_counts(&mut *db.read().await?).await?;
        let damaged = |detail| Error::Damaged { path: db::database_file(db.folder()), detail };
        if let Some(detail) = store::examine(&file).await?.into_iter().next() {
            return Err(damaged(detail));
        }
        let copied = store::row_counts_of(&file).await?;
        match (before.differs(&copied, &after), before == after) {
            (None, _) => {
                let bytes = fs::metadata(&file).map(|found| found.len()).unwrap_or_default();
                return Ok(Draft { _part: part, file, bytes });
            }
            (Some(table), true) => {
                return Err(damaged(format!("a copy of it has not as many rows of “{table}” as itself")));
            }
            // Somebody wrote meanwhile, and more than fits between two looks.
            (Some(_), false) => {}
        }
    }
    Err(Error::Refused(format!(
        "The database was written to all the while it was copied, {TRIES} times. No backup was made, and an older one is as it was: try again in a moment."
    )))
}

/// How many rows each table of a backup has.
pub(crate) async fn rows_of(file: &Path) -> Result<std::collections::BTreeMap<String, i64>> {
    Ok(store::row_counts_of(file).await?.into_inner())
}

/// What a person is asked before a backup takes this place; None when nothing stands in the way.
///
/// # Errors
/// [`Error::Refused`] where no backup may be written, whatever the answer.
pub async fn question(db: &Db, target: &Path) -> Result<Option<String>> {
    let why = standing(db, &Place::of(target)?).await?;
    Ok(why.map(|why| format!("{} {why}", target.display())))
}

async fn note(db: &Db, now: &Now) -> Result<()> {
    let mut tx = db.write().await?;
    settings::set_last_backup_at(&mut tx, &now.timestamp()).await?;
    tx.commit().await?;
    Ok(())
}

/// What the file in a place has that the database has not; None when there is none, or nothing is lost with it.
async fn standing(db: &Db, place: &Place) -> Result<Option<String>> {
    place.refuse_own(db.folder())?;
    let Some(found) = &place.found else { return Ok(None) };
    if place.beside_a_database() || belongs_to_a_folder(&place.path) {
        return Err(
            place.refused("is in use as a database, not a backup. It was not touched: name another file.")
        );
    }
    if found.len() == 0 {
        return Ok(None);
    }
    let other = match FileFormat::look(&place.path) {
        Ok(FileFormat::Database) => store::facts_of(&place.path).await,
        Ok(_) => Ok(None),
        Err(source) => return Err(Error::folder(&place.folder, source)),
    };
    let other = match other {
        Ok(Some(other)) => other,
        Ok(None) => {
            return Err(
                place.refused("exists and is no Holdfast backup. It was not touched: name another file.")
            );
        }
        Err(_) => {
            return Ok(Some("is a backup that cannot be read, so that nobody knows what it holds.".into()));
        }
    };
    let mut conn = db.read().await?;
    let own = store::facts(&mut conn).await?;
    if own.database_id != other.database_id {
        return Err(place.refused(&format!(
            "is the backup of another database, with {}; this one has {}. It was not touched: if that one is lost, go back to this backup before anything else; else name another file.",
            records(&other),
            records(&own)
        )));
    }
    let known = match &other.last_act {
        Some(act) => store::knows(&mut conn, act).await?,
        None => true,
    };
    Ok(given_up(&own, &other, known))
}

/// What would be lost with a backup of the same database. `known` says that its last act is in the history here.
fn given_up(own: &Facts, other: &Facts, known: bool) -> Option<String> {
    if own.schema < other.schema || !known {
        return Some(format!(
            "has changes that this database has not, as a newer backup has. It holds {}, the database {}.",
            records(other),
            records(own)
        ));
    }
    (own.records.saturating_mul(2) < other.records).then(|| {
        format!(
            "is a backup with more than twice as much: {}; the database has {}.",
            records(other),
            records(own)
        )
    })
}

fn records(facts: &Facts) -> String {
    match facts.records {
        1 => "1 record".to_owned(),
        number => format!("{number} records"),
    }
}

/// Whether a database stands in a data folder, be it the one of another profile, user or copy.
fn belongs_to_a_folder(path: &Path) -> bool {
    let beside = |name: &str| path.with_file_name(name).exists();
    path.file_name().is_some_and(|name| name == "holdfast.db")
        && (beside("window.lock") || beside("secrets.lock"))
}
