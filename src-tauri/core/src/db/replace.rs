//! Another database in the place of the one of a data folder. The new one is made ready beside it and takes its name in one
//! step, while nobody else has the old one open: killed at any moment, the folder has the old state or the new one.

use super::{
    Db, Error, PrivateFolder, Result, copy_into, database_file, for_writing, look, make_private_file,
    make_private_folder, make_stranger, migrate, on_disk, opening,
    reading::{about, copy_to},
};
use crate::files::{self, suffixed};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

/// A copy of a file that was brought to the current schema, and that belongs to nobody.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(super) _folder: PrivateFolder,
    pub file: PathBuf,
    /// The schema that the original has.
    pub schema: i64,
    /// Logs beside the original, left by a crash: what they hold is in the copy.
    pub logs: Vec<PathBuf>,
}

/// Copies a file with its logs into a folder, checks the copy whole, and brings it to the current schema. The original is
/// only read, and so is its folder.
///
/// # Errors
/// [`Error::ForeignFile`], [`Error::NewerSchema`] and [`Error::Damaged`], all about the original.
pub(crate) async fn make_ready(original: &Path, folder: PrivateFolder) -> Result<Ready> {
    let logs = ["-wal", "-journal"].map(|end| suffixed(original, end));
    let logs = logs.into_iter().filter(|log| look::holds_something(log)).collect();
    let (folder, file) = copy_to(original, folder)?;
    let schema = match look::look(&file).await.map_err(|error| about(error, original))? {
        Some(schema) if schema > 0 => schema,
        _ => return Err(Error::ForeignFile(original.to_owned())),
    };
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(for_writing(&file))
        .await
        .map_err(|error| about(opening(&file, error), original))?;
    let db = Db { pool, folder: folder.path().to_owned(), database_id: String::new(), only_reading: None };
    let findings = db.check().await;
    let done = match findings {
        Ok(findings) if findings.is_empty() => migrate(&db.pool, schema).await.map(drop),
        Ok(findings) => Err(Error::Damaged { path: original.to_owned(), detail: in_words(&findings) }),
        Err(error) => Err(error),
    };
    // Closing brings the log into the file.
    db.close().await;
    done.map_err(|error| match error {
        Error::Database(error) => about(opening(&file, error), original),
        other => other,
    })?;
    make_stranger(&file).await.map_err(|error| on_disk(&file, error))?;
    files::sync_file(&file).map_err(|source| files::failed(&file, source))?;
    Ok(Ready { _folder: folder, file, schema, logs })
}

/// What the check found, without the words of SQLite for a check that it could not end.
pub(super) fn in_words(findings: &[String]) -> String {
    let found: Vec<&str> = findings
        .iter()
        .map(|line| if line.contains("(code:") { "parts of it cannot be read" } else { line.as_str() })
        .take(3)
        .collect();
    match found.as_slice() {
        [first, rest @ ..] if rest.iter().all(|line| line == first) => (*first).to_owned(),
        _ => found.join("; "),
    }
}

/// Puts a database that was made ready in the folder's place for it. What was there is kept aside first, under a name that
/// begins with `name`; where that is, None when nothing was there.
///
/// # Errors
/// [`Error::Refused`] while somebody has the database open, [`Error::Full`] and [`Error::Folder`] where there is no place
/// for what is kept aside. The folder then has what it had.
pub(crate) async fn put_in_place(folder: &Path, ready: Ready, name: &str) -> Result<Option<PathBuf>> {
    make_private_folder(folder)?;
    let file = database_file(folder);
    let kept = match look::look(&file).await {
        Ok(Some(schema)) if schema > 0 => match taken(&file).await {
            Ok(mut conn) => match keep(&mut conn, folder, name).await {
                Ok(kept) => {
                    swap(&ready, &file, Some(conn)).await?;
                    Some(kept)
                }
                Err(Error::Damaged { .. }) => {
                    drop(conn.close().await);
                    Some(replace_unread(folder, &ready, name).await?)
                }
                Err(error) => {
                    drop(conn.close().await);
                    return Err(error);
                }
            },
            Err(Error::Damaged { .. }) => Some(replace_unread(folder, &ready, name).await?),
            Err(error) => return Err(error),
        },
        // Nothing was ever in it.
        Ok(Some(_)) => {
            swap(&ready, &file, Some(taken(&file).await?)).await?;
            None
        }
        Ok(None) => {
            swap(&ready, &file, None).await?;
            None
        }
        Err(Error::Damaged { .. }) => Some(replace_unread(folder, &ready, name).await?),
        Err(error) => return Err(error),
    };
    files::sync_folder(folder);
    Ok(kept)
}

/// The database for this connection alone, its log brought into it.
pub(super) async fn taken(file: &Path) -> Result<SqliteConnection> {
    let mut conn = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging()
        .connect()
        .await
        .map_err(|error| opening(file, error))?;
    for step in
        ["PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE", "COMMIT"]
    {
        if let Err(error) = sqlx::query(step).execute(&mut conn).await {
            let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
            drop(conn.close().await);
            return Err(match code.map(|code| code & 0xff) {
                Some(5 | 6) => in_use(file),
                _ => opening(file, error),
            });
        }
    }
    Ok(conn)
}

fn in_use(file: &Path) -> Error {
    Error::Refused(format!(
        "Another program has {} open. Nothing was changed: close the Holdfast window and what else uses it, then try again.",
        file.display()
    ))
}

/// Keeps what a connection reads as a whole database beside the original.
async fn keep(conn: &mut SqliteConnection, folder: &Path, name: &str) -> Result<PathBuf> {
    let part = PrivateFolder::part(folder)?;
    let copy = part.path().join("holdfast.db");
    copy_into(&mut *conn, &copy).await.map_err(|error| match error {
        Error::Database(error) => opening(&database_file(folder), error),
        other => other,
    })?;
    let target = super::free_name(folder, name)?;
    fs::rename(&copy, &target).map_err(|source| files::failed(&target, source))?;
    files::sync_folder(folder);
    Ok(target)
}

/// Gives the new database its name. `conn` holds the old one meanwhile, so that nobody begins to use it.
pub(super) async fn swap(ready: &Ready, file: &Path, conn: Option<SqliteConnection>) -> Result<()> {
    let mut conn = conn;
    if cfg!(windows)
        && let Some(conn) = conn.take()
    {
        // There nothing is renamed over what is open.
        drop(conn.close().await);
    }
    if conn.is_some() || cfg!(windows) {
        // All is in the file by now; what an exclusive connection leaves in its journal is empty.
        let _ = fs::remove_file(suffixed(file, "-journal"));
    }
    let done = fs::rename(&ready.file, file).map_err(|source| files::failed(file, source));
    if let Some(conn) = conn {
        drop(conn.close().await);
    }
    done
}

/// Like [`put_in_place`] over what cannot be read: its bytes are kept, and its logs with them under the same name. Where
/// only a log was left, that is what the answer names.
async fn replace_unread(folder: &Path, ready: &Ready, name: &str) -> Result<PathBuf> {
    let kept = keep_bytes(folder, name)?;
    remove_logs(folder)?;
    swap(ready, &database_file(folder), None).await?;
    Ok(kept)
}

/// Keeps a copy of the database byte for byte, and of its logs.
pub(super) fn keep_bytes(folder: &Path, name: &str) -> Result<PathBuf> {
    let file = database_file(folder);
    let target = super::free_name(folder, name)?;
    const ENDS: [&str; 3] = ["-wal", "-journal", ""];
    for end in ENDS {
        let (from, to) = (suffixed(&file, end), suffixed(&target, end));
        if !from.exists() {
            continue;
        }
        let mut copy = make_private_file(&to)?;
        File::open(&from)
            .and_then(|mut original| std::io::copy(&mut original, &mut copy))
            .and_then(|_| copy.sync_all())
            .map_err(|source| files::failed(&to, source))?;
    }
    files::sync_folder(folder);
    let kept = ["", "-wal", "-journal"].map(|end| suffixed(&target, end));
    Ok(kept.into_iter().find(|kept| kept.exists()).unwrap_or(target))
}

/// Removes the logs of the old file: they would be read into the new one.
pub(super) fn remove_logs(folder: &Path) -> Result<()> {
    let file = database_file(folder);
    for end in ["-wal", "-shm", "-journal"] {
        match fs::remove_file(suffixed(&file, end)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::folder(folder, error));
            }
            _ => {}
        }
    }
    Ok(())
}
