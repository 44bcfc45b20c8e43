//! The way back for a damaged database: what can be read of it is saved into a new one, which takes its place, and what is gone is
//! said. The damaged file is kept. How it is read, `db/salvage` says; the way back to a backup is [`crate::backup`].

mod words;

use crate::{
    Error, Result,
    backup::{self, Preview, scheduled},
    clock::Now,
    db::{self, KnownBy, LostLink, Rescued, TableSaved},
    files,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What was saved of a damaged database.
#[derive(Debug, Clone, Serialize)]
pub struct Repaired {
    /// Where what was saved is.
    pub file: PathBuf,
    /// Where the damaged database is kept; None where it stays in its place.
    pub kept: Option<PathBuf>,
    /// How many pages the damaged file has.
    pub pages: u32,
    /// How many of those that something led to could not be read.
    pub damaged_pages: u32,
    /// Every table, by name.
    pub tables: Vec<TableSaved>,
    /// Links that lost what they led to.
    pub links: Vec<LostLink>,
    /// Whether the new file is the home of its values as the damaged one was.
    pub home_kept: bool,
    /// The newest automatic backup that would restore, and how it differs from what was saved. None where there is none.
    pub backup: Option<Preview>,
}

impl Repaired {
    /// Whether nothing is gone, as far as anybody can know.
    pub fn is_complete(&self) -> bool {
        self.links.is_empty() && self.tables.iter().all(TableSaved::is_whole)
    }
}

/// Saves what can be read of a folder's damaged database, and puts that in its place. The damaged one is kept beside it, byte for
/// byte. Nothing is taken out of the keyring.
///
/// Call it while this process has the database closed.
///
/// # Errors
/// [`Error::Refused`] for a database that is whole or not there, and while somebody has it open; [`Error::ForeignFile`] for a
/// file with nothing of Holdfast in it; [`Error::NewerSchema`]; [`Error::Full`] and [`Error::Folder`]. The folder then has
/// what it had.
pub async fn repair(folder: &Path, now: &Now) -> Result<Repaired> {
    let rescued = rescued(folder).await?;
    let kept = db::put_rescued(folder, &rescued.ready, &format!("{}{}", db::DAMAGED, now.today)).await?;
    answer(folder, rescued, db::database_file(folder), Some(kept)).await
}

/// Saves what can be read of a folder's damaged database into a file that is not there yet. The damaged one stays in its place.
/// What is written is a copy: it reads the values it names, and deletes none.
///
/// # Errors
/// [`Error::Refused`] for a file that is there; else those of [`repair`].
pub async fn save_to(folder: &Path, target: &Path) -> Result<Repaired> {
    if target.exists() {
        return Err(Error::Refused(format!(
            "{} is there already. Nothing was changed: name another file.",
            target.display()
        )));
    }
    let rescued = rescued(folder).await?;
    db::put_rescued_elsewhere(&rescued.ready, target).await?;
    answer(folder, rescued, target.to_owned(), None).await
}

/// The newest automatic backup that would restore in the place of a database, and how it differs from that. None where there
/// is none.
pub async fn newest_backup(folder: &Path) -> Option<Preview> {
    newest_over(folder, &db::database_file(folder)).await
}

async fn rescued(folder: &Path) -> Result<Rescued> {
    files::sweep(folder);
    let newest = scheduled::found(folder, &db::database_file(folder)).await.into_iter().next();
    db::rescue(folder, newest.map(|found| found.database_id)).await
}

async fn newest_over(folder: &Path, database: &Path) -> Option<Preview> {
    for found in scheduled::found(folder, database).await {
        match backup::preview_over(database, &found.file).await {
            Ok(preview) if preview.backup.as_written != Some(false) => return Some(preview),
            Ok(_) => tracing::warn!("an automatic backup is not what was written"),
            Err(error) => tracing::warn!(%error, "an automatic backup would not restore"),
        }
    }
    None
}

async fn answer(folder: &Path, rescued: Rescued, file: PathBuf, kept: Option<PathBuf>) -> Result<Repaired> {
    let mut salvaged = rescued.salvaged;
    let backup = newest_over(folder, &file).await;
    // Where neither pages nor an index say how many rows there were, the backup says how many there were at least.
    let backed_up = match &backup {
        Some(preview) if preview.same_database == Some(true) => {
            backup::rows_of(&preview.backup.file).await.unwrap_or_default()
        }
        _ => Default::default(),
    };
    for table in salvaged.tables.iter_mut().filter(|table| table.expected.is_none()) {
        if let Some(rows) = backed_up.get(&table.table).and_then(|rows| u64::try_from(*rows).ok()) {
            (table.expected, table.expected_by) = (Some(rows), Some(KnownBy::Backup));
        }
    }
    let homes = salvaged.tables.iter().find(|table| table.table == "value_home");
    Ok(Repaired {
        home_kept: kept.is_some() && homes.is_some_and(|homes| 0 < homes.saved),
        file,
        kept,
        pages: salvaged.pages,
        damaged_pages: salvaged.damaged,
        tables: salvaged.tables,
        links: salvaged.links,
        backup,
    })
}
