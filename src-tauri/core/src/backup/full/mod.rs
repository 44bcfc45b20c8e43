//! The full backup: one encrypted file with the database and every value of the keyring that it names, previous ones and
//! those in Trash included. It opens without Holdfast: `age -d FILE | tar x`.
//!
//! The values go from the keyring into the encrypting stream and touch no disk. The copy of the database, which holds none,
//! lies meanwhile in a folder of this user's alone. What was written is opened again with the passphrase and compared, and
//! that the values were handed out stands in the history, before the file takes its name.

mod archive;
mod read;
mod words;

pub use read::{Held, ValuesBack, preview, restore, verify};

use super::{Replace, given_up, records, store};
use crate::{
    Act, Error, Result,
    db::{self, Db},
    files::{self, FileFormat, Growing, Place, PrivateFolder},
    secrets::{self, HandedOut, Keyring, KeyringState, OrphanRow, SecretString},
    settings,
    vaults::check_passphrase,
};
use archive::{About, Compare, Writer};
use serde::Serialize;
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// How often a backup begins anew because values went while it ran.
const TRIES: usize = 3;

/// What may be done for a full backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub replace: Replace,
    /// Values that cannot be read are left out, instead of writing no file.
    pub skip_unreadable: bool,
}

/// A full backup, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FullBackup {
    /// False when values could not be read and were not to be skipped: then no file was written.
    pub written: bool,
    /// Size of the file.
    #[cfg_attr(feature = "specta", specta(type = f64))]
    pub bytes: u64,
    /// Values in the file.
    pub values: u32,
    /// Values that could not be read, and so are not in the file.
    pub unread: Vec<OrphanRow>,
    /// Why its day could not be noted in the database. The backup is whole.
    pub unnoted: Option<String>,
}

impl FullBackup {
    /// The values that could not be read, in words: the first few by name, and how many more.
    pub fn unread_in_words(&self) -> String {
        const NAMED: usize = 10;
        let named = self.unread.iter().take(NAMED).map(|row| {
            let previous = if row.previous { " (a previous one)" } else { "" };
            format!("“{}” of “{}”{previous}", row.field, row.name)
        });
        let mut words = named.collect::<Vec<_>>().join(", ");
        if NAMED < self.unread.len() {
            words.push_str(&format!(", and {} more", self.unread.len() - NAMED));
        }
        words
    }
}

/// Whether a file is a full backup, or looks like one until it is opened.
pub fn is_full(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|found| found.is_file())
        && FileFormat::look(file).is_ok_and(|format| format == FileFormat::Age)
}

/// Writes a full backup to `target`, in one step: whole and compared, or not at all. An older full backup of the same
/// database that opens with the same passphrase is replaced; nothing else is.
///
/// `progress` gets values read and values in all.
///
/// # Errors
/// [`Error::Field`] on `passphrase` for a weak one; [`Error::Refused`] for a place where no full backup may be written, and,
/// with [`Replace::Older`], for what [`question`] would ask about; [`Error::Keyring`] when the keyring does not answer;
/// [`Error::Unrecorded`] when it cannot be recorded that the values are handed out. Then no file was written, and what stood
/// there is unchanged.
pub async fn back_up(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    target: &Path,
    passphrase: &SecretString,
    options: Options,
    mut progress: impl FnMut(u32, u32) + Send,
) -> Result<FullBackup> {
    check_passphrase(passphrase)?;
    let place = Place::of(target)?;
    if let (Some(why), Replace::Older) = (standing(db, &place, passphrase).await?, options.replace) {
        return Err(Error::Refused(format!(
            "{} {why} It was not touched: name another file, or say --replace to give it up.",
            target.display()
        )));
    }
    for _ in 0..TRIES {
        if let Some(done) = attempt(db, keyring, act, &place, passphrase, options, &mut progress).await? {
            return Ok(done);
        }
    }
    Err(Error::Refused(
        "Values were deleted again and again while the backup was being made. No file was written: try again when nobody else changes them."
            .into(),
    ))
}

/// What a person is asked before a full backup takes this place; None when nothing stands in the way.
///
/// # Errors
/// [`Error::Refused`] where none may be written, whatever the answer; [`Error::Field`] for a weak passphrase.
pub async fn question(db: &Db, target: &Path, passphrase: &SecretString) -> Result<Option<String>> {
    check_passphrase(passphrase)?;
    let why = standing(db, &Place::of(target)?, passphrase).await?;
    Ok(why.map(|why| format!("{} {why}", target.display())))
}

/// None when a value was deleted since the database was copied: then all of it is done anew.
async fn attempt(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    place: &Place,
    passphrase: &SecretString,
    options: Options,
    progress: &mut (impl FnMut(u32, u32) + Send),
) -> Result<Option<FullBackup>> {
    let (folder, copy) = copied(db).await?;
    if let Some(detail) = store::examine(&copy).await?.into_iter().next() {
        return Err(Error::Damaged { path: db::database_file(db.folder()), detail });
    }
    let facts = store::facts_of(&copy).await?;
    let facts = facts.ok_or_else(|| Error::Internal("a copy is no database".to_owned()))?;
    let rows = store::named(&copy).await?;
    let about = About::new(act.now.timestamp(), facts, rows.len());
    let growing = Growing::begin(place)?;
    let failed = |source| files::failed(&place.named, source);
    let mut writer = {
        let (handle, passphrase) = (growing.handle(place)?, passphrase.clone());
        let at = u64::try_from(act.now.at.timestamp()).unwrap_or_default();
        let begun = tokio::task::spawn_blocking(move || {
            let mut writer = Writer::begin(handle, &passphrase, &about, at)?;
            writer.database(&copy)?;
            Ok(writer)
        });
        joined(begun.await)?.map_err(failed)?
    };
    drop(folder);
    let (mut ids, mut unread) = (Vec::new(), Vec::new());
    let total = count(rows.len());
    for (done, row) in rows.into_iter().enumerate() {
        progress(count(done), total);
        match secrets::fetch_value(db, keyring, &row.id).await {
            Ok(value) => {
                writer.value(&row, &value).map_err(failed)?;
                ids.push(row.id);
            }
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(Error::Keyring { state: KeyringState::Ready, .. }) => unread.push(row),
            Err(error) => return Err(error),
        }
    }
    progress(total, total);
    let mut report = FullBackup { written: false, bytes: 0, values: count(ids.len()), unread, unnoted: None };
    if !report.unread.is_empty() && !options.skip_unreadable {
        return Ok(Some(report));
    }
    let seal = joined(tokio::task::spawn_blocking(move || writer.finish()).await)?.map_err(failed)?;
    let (written, passphrase, named) = (growing.written(place)?, passphrase.clone(), place.named.clone());
    let compared = tokio::task::spawn_blocking(move || {
        let mut compare = Compare::with(&seal, &named);
        archive::read(written, &named, &passphrase, &mut compare)?;
        compare.finish()
    });
    joined(compared.await)??;
    // Recorded before anybody can have them: a file that could not take its name then was announced, never the other way
    // round.
    secrets::record_values(db, act, &ids, HandedOut::Exported).await?;
    report.bytes = growing.finish(place)?;
    report.written = true;
    report.unnoted = note(db, act).await.err().map(|error| error.to_string());
    Ok(Some(report))
}

/// A copy of the database, which holds no values, on the disk that has the database; elsewhere when that is full.
async fn copied(db: &Db) -> Result<(PrivateFolder, PathBuf)> {
    let own = Some(db.folder().to_owned()).filter(|folder| !folder.as_os_str().is_empty());
    let mut failed = None;
    for (number, place) in own.into_iter().chain(files::places()).enumerate() {
        let folder = match (number, db.folder().as_os_str().is_empty()) {
            (0, false) => PrivateFolder::part(&place),
            _ => PrivateFolder::within(&place),
        };
        let made = async {
            let folder = folder?;
            let copy = folder.path().join("holdfast.db");
            db.copy_to(&copy).await?;
            Ok((folder, copy))
        };
        match made.await {
            Err(error @ (Error::Full { .. } | Error::Folder { .. })) => failed = Some(error),
            made => return made,
        }
    }
    Err(failed.unwrap_or_else(|| Error::Internal("there is no place for a copy".to_owned())))
}

async fn note(db: &Db, act: &Act) -> Result<()> {
    let mut tx = db.write().await?;
    // It is a backup of the database too.
    settings::set_last_backup_at(&mut tx, &act.now.timestamp()).await?;
    settings::set_last_full_backup_at(&mut tx, &act.now.timestamp()).await?;
    tx.commit().await?;
    Ok(())
}

/// What the file in a place has that the database has not; None when there is none, or nothing is lost with it.
async fn standing(db: &Db, place: &Place, passphrase: &SecretString) -> Result<Option<String>> {
    place.refuse_unfit(FileFormat::Age, db.folder())?;
    if place.found.as_ref().is_none_or(|found| found.len() == 0) {
        return Ok(None);
    }
    let path = place.path.clone();
    let (named, passphrase) = (place.named.clone(), passphrase.clone());
    let looking = tokio::task::spawn_blocking(move || {
        let file = File::open(&path).map_err(|source| Error::folder(&path, source))?;
        archive::about(file, &named, &passphrase)
    });
    let other = match joined(looking.await)? {
        Ok(about) => about.facts(),
        Err(Error::Field { .. }) => {
            return Err(place.refused(
                "exists and does not open with this passphrase, so that nobody knows what it holds. It was not touched: name another file, or move it away first.",
            ));
        }
        Err(_) => {
            return Err(place.refused(
                "exists and is no full backup that could be read. It was not touched: name another file, or move it away first.",
            ));
        }
    };
    let mut conn = db.read().await?;
    let own = store::facts(&mut conn).await?;
    if own.database_id != other.database_id {
        return Err(place.refused(&format!(
            "is the full backup of another database, with {}. It was not touched: name another file.",
            records(&other)
        )));
    }
    let known = match &other.last_act {
        Some(act) => store::knows(&mut conn, act).await?,
        None => true,
    };
    Ok(given_up(&own, &other, known))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The answer of work that was done on a thread of its own.
fn joined<T>(done: std::result::Result<T, tokio::task::JoinError>) -> Result<T> {
    done.map_err(|error| Error::Internal(error.to_string()))
}
