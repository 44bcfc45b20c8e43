//! Reading where nothing can be written: a full disk, a folder or a medium that is read-only.

use super::{Db, Error, PrivateFolder, Result, database_file, for_writing, look, migrate};
use crate::files::{self, suffixed};
use sqlx::{
    ConnectOptions, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

/// How often a copy is made anew when somebody wrote meanwhile.
const TRIES: usize = 3;

/// That a database is only read, and why.
#[derive(Debug)]
pub(super) struct OnlyReading {
    why: Why,
    /// What is read, where that is a copy.
    _copy: Option<PrivateFolder>,
}

#[derive(Debug)]
enum Why {
    Full(PathBuf),
    Folder(PathBuf, std::io::ErrorKind, String),
}

impl OnlyReading {
    /// What keeps it from being written, in half a sentence.
    fn reason(&self) -> String {
        match &self.why {
            Why::Full(_) => "the disk is full".to_owned(),
            Why::Folder(_, std::io::ErrorKind::ReadOnlyFilesystem, _) => "the disk is read-only".to_owned(),
            Why::Folder(_, std::io::ErrorKind::PermissionDenied, _) => {
                "you are not allowed to write in its folder".to_owned()
            }
            Why::Folder(_, _, words) => format!("its folder cannot be written in ({words})"),
        }
    }

    /// What a write is answered with.
    pub(super) fn refusal(&self) -> Error {
        match &self.why {
            Why::Full(path) => Error::Full { path: path.clone() },
            Why::Folder(path, kind, words) => {
                Error::Folder { path: path.clone(), source: std::io::Error::new(*kind, words.clone()) }
            }
        }
    }
}

impl Db {
    /// Why nothing can be written, in half a sentence such as "the disk is full"; None where writing works.
    pub fn why_only_read(&self) -> Option<String> {
        self.only_reading.as_ref().map(|why| why.reason())
    }

    /// Opens a database that is there; where nothing can be written, only to be read. A write is refused then with the
    /// reason ([`Db::unwritable`]).
    ///
    /// # Errors
    /// Those of [`Db::open`], but for a disk that is full or a folder that cannot be written in.
    pub async fn open_to_read(folder: &Path, now: &crate::clock::Now) -> Result<Db> {
        match Db::open(folder, now).await {
            Err(why) => Db::open_only_to_read(folder, why).await,
            opened => opened,
        }
    }

    /// Opens a database that is there to be read and never written, since nothing can be written in its folder: `why` is
    /// how that was noticed.
    ///
    /// # Errors
    /// `why` itself where it has to do with something else, or there is no database; else those of [`Db::open`].
    pub async fn open_only_to_read(folder: &Path, why: Error) -> Result<Db> {
        let file = database_file(folder);
        if !file.exists() {
            return Err(why);
        }
        let why = match why {
            Error::Full { path } => Why::Full(path),
            Error::Folder { path, source } => Why::Folder(path, source.kind(), source.to_string()),
            other => return Err(other),
        };
        let log = ["-wal", "-journal"].iter().any(|end| look::holds_something(&suffixed(&file, end)));
        // Whole in itself, and of this version: nothing needs to be written to read it.
        if !log && look::look_still(&file).await? == Db::schema_version() {
            let pool = still(&file).await?;
            return finished(pool, folder, OnlyReading { why, _copy: None }).await;
        }
        let original = file;
        let (copy, file) = copy_elsewhere(&original)?;
        let version = look::look(&file).await.map_err(|error| about(error, &original))?.unwrap_or(0);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(for_writing(&file)).await?;
        migrate(&pool, version).await?;
        // Closing brings the log into the file.
        pool.close().await;
        let pool = still(&file).await?;
        finished(pool, folder, OnlyReading { why, _copy: Some(copy) }).await
    }
}

/// The same error about the file that was copied.
pub(super) fn about(error: Error, original: &Path) -> Error {
    let path = original.to_owned();
    match error {
        Error::Damaged { detail, .. } => Error::Damaged { path, detail },
        Error::ForeignFile(_) => Error::ForeignFile(path),
        Error::NewerSchema { found, known, .. } => Error::NewerSchema { path, found, known },
        other => other,
    }
}

async fn finished(pool: SqlitePool, folder: &Path, only_reading: OnlyReading) -> Result<Db> {
    let database_id =
        sqlx::query_scalar("SELECT value FROM meta WHERE key = 'database_id'").fetch_one(&pool).await?;
    Ok(Db { pool, folder: folder.to_owned(), database_id, only_reading: Some(Arc::new(only_reading)) })
}

/// Opens a file that nobody changes.
async fn still(file: &Path) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .immutable(true)
        .foreign_keys(true)
        .disable_statement_logging();
    Ok(SqlitePoolOptions::new().max_connections(4).connect_with(options).await?)
}

/// A copy of the database and its log, for this process, wherever there is room.
fn copy_elsewhere(file: &Path) -> Result<(PrivateFolder, PathBuf)> {
    let mut failed = None;
    for place in files::places() {
        match PrivateFolder::within(&place).and_then(|folder| copy_to(file, folder)) {
            Ok(copied) => return Ok(copied),
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(|| Error::Internal("there is no place for a copy".to_owned())))
}

pub(super) fn copy_to(file: &Path, folder: PrivateFolder) -> Result<(PrivateFolder, PathBuf)> {
    let target = folder.path().join("holdfast.db");
    for _ in 0..TRIES {
        let before = stamps(file);
        for end in ["", "-wal", "-journal"] {
            let (from, to) = (suffixed(file, end), suffixed(&target, end));
            if !end.is_empty() && !look::holds_something(&from) {
                let _ = fs::remove_file(&to);
                continue;
            }
            let _ = fs::remove_file(&to);
            let mut copy = super::make_private_file(&to)?;
            File::open(&from)
                .and_then(|mut original| std::io::copy(&mut original, &mut copy))
                .map_err(|source| files::failed(&to, source))?;
        }
        if stamps(file) == before {
            return Ok((folder, target));
        }
    }
    Err(Error::Refused(
        "Another program is writing to the database just now, and it could not be read meanwhile. Try again in a moment."
            .into(),
    ))
}

/// By what a change of the database or its log shows.
fn stamps(file: &Path) -> Vec<Option<(u64, Option<SystemTime>)>> {
    let stamp = |end: &&str| {
        let found = fs::metadata(suffixed(file, end)).ok()?;
        Some((found.len(), found.modified().ok()))
    };
    ["", "-wal", "-journal"].iter().map(stamp).collect()
}
