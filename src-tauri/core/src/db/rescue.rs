//! The way back for a damaged database: what can be read of it in a new file, which takes its place.

use super::{
    Db, Error, PrivateFolder, Result, database_file, for_writing, look, make_private_file, make_stranger,
    migrate, on_disk,
    reading::{about, copy_to},
    replace::{Ready, in_words, keep_bytes, make_ready, remove_logs, swap, taken},
    salvage::{Salvaged, salvage},
};
use crate::files::{self, suffixed};
use sqlx::{
    ConnectOptions, Connection,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// A new database with what could be read of a damaged one.
#[derive(Debug)]
pub(crate) struct Rescued {
    pub ready: Ready,
    pub salvaged: Salvaged,
}

/// Saves what can be read of a folder's damaged database, brought to the current schema and checked whole. The damaged one is only
/// read. `id` is what it was called, should it not say so any more.
///
/// # Errors
/// [`Error::Refused`] for one that is whole or not there; [`Error::ForeignFile`] and [`Error::NewerSchema`];
/// [`Error::Full`] and [`Error::Folder`] where there is no place for the new one.
pub(crate) async fn rescue(folder: &Path, id: Option<String>) -> Result<Rescued> {
    let original = database_file(folder);
    if !look::holds_something(&original) {
        return Err(Error::Refused(format!(
            "There is nothing to be read in {}: it is not there, or empty. Nothing was changed: restore a backup.",
            original.display()
        )));
    }
    match make_ready(&original, PrivateFolder::part(folder)?).await {
        Ok(_) => {
            return Err(Error::Refused(format!(
                "{} is whole: there is nothing to repair, and nothing was changed.",
                original.display()
            )));
        }
        Err(Error::Damaged { .. } | Error::ForeignFile(_)) => {}
        Err(error) => return Err(error),
    }
    let (part, copy) = copy_to(&original, PrivateFolder::part(folder)?)?;
    if look::holds_something(&suffixed(&copy, "-journal")) {
        roll_back(&copy).await;
    }
    let file = part.path().join("saved.db");
    let salvaged = salvage(&copy, &file, id).await.map_err(|error| about(error, &original))?;
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(for_writing(&file))
        .await
        .map_err(|error| on_disk(&file, error))?;
    let db = Db { pool, folder: part.path().to_owned(), database_id: String::new(), only_reading: None };
    let findings = match migrate(&db.pool, salvaged.schema).await {
        Ok(_) => db.check().await,
        Err(error) => Err(error),
    };
    // Closing brings the log into the file.
    db.close().await;
    let findings = findings.map_err(|error| match error {
        Error::Database(error) => on_disk(&file, error),
        other => other,
    })?;
    if !findings.is_empty() {
        return Err(Error::Internal(format!(
            "what was saved of the database is not whole: {}",
            in_words(&findings)
        )));
    }
    files::sync_file(&file).map_err(|source| files::failed(&file, source))?;
    let ready = Ready { _folder: part, file, schema: salvaged.schema, logs: Vec::new() };
    Ok(Rescued { ready, salvaged })
}

/// Takes back what a crash left half done in a file, as far as SQLite can.
async fn roll_back(copy: &Path) {
    let options = SqliteConnectOptions::new().filename(copy).disable_statement_logging();
    if let Ok(mut conn) = options.connect().await {
        let _ = sqlx::query("SELECT count(*) FROM sqlite_schema").fetch_one(&mut conn).await;
        let _ = conn.close().await;
    }
}

/// Puts what was saved in the place of the damaged database, which is kept byte for byte, with its logs, under a name that
/// begins with `name`. Where that is.
///
/// # Errors
/// [`Error::Refused`] while somebody has the database open; those of [`put_in_place`].
pub(crate) async fn put_rescued(folder: &Path, rescued: &Ready, name: &str) -> Result<PathBuf> {
    let file = database_file(folder);
    let kept = keep_bytes(folder, name)?;
    let conn = match taken(&file).await {
        Ok(conn) => Some(conn),
        Err(error @ Error::Refused(_)) => {
            for end in ["", "-wal", "-journal"] {
                let _ = fs::remove_file(suffixed(&kept, end));
            }
            return Err(error);
        }
        // Nobody can have open what SQLite does not open.
        Err(_) => None,
    };
    if conn.is_none() {
        remove_logs(folder)?;
    }
    swap(rescued, &file, conn).await?;
    remove_logs(folder)?;
    files::sync_folder(folder);
    Ok(kept)
}

/// Writes what was saved to a file that is not there yet. It is a copy, and at home nowhere.
///
/// # Errors
/// [`Error::Refused`] for a file that is there; [`Error::Full`] and [`Error::Folder`].
pub(crate) async fn put_rescued_elsewhere(rescued: &Ready, target: &Path) -> Result<()> {
    make_stranger(&rescued.file).await.map_err(|error| on_disk(&rescued.file, error))?;
    let mut copy = match make_private_file(target) {
        Err(Error::Folder { source, .. }) if source.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Error::Refused(format!(
                "{} is there already. Nothing was changed: name another file.",
                target.display()
            )));
        }
        made => made?,
    };
    let copied = File::open(&rescued.file)
        .and_then(|mut saved| std::io::copy(&mut saved, &mut copy))
        .and_then(|_| copy.sync_all());
    copied.map_err(|source| {
        let _ = fs::remove_file(target);
        files::failed(target, source)
    })?;
    if let Some(folder) = target.parent() {
        files::sync_folder(folder);
    }
    Ok(())
}
