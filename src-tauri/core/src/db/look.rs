//! What a file is, found out without touching it or its folder.

use super::{APPLICATION_ID, MIGRATIONS, opening};
use crate::{Error, Result, files::suffixed};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

/// Looks at a file without touching it or its folder. None: there is none yet. Some(n): a Holdfast file of schema n.
pub(super) async fn look(path: &Path) -> Result<Option<i64>> {
    let mut head = [0_u8; 16];
    let length = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            refuse_lost(path, "it is not there")?;
            return Ok(None);
        }
        Err(source) => return Err(Error::Folder { path: path.to_owned(), source }),
        Ok(mut file) => {
            let length = file.metadata().map(|meta| meta.len()).unwrap_or(0);
            if length > 0 && file.read_exact(&mut head).is_err() {
                return Err(Error::ForeignFile(path.to_owned()));
            }
            length
        }
    };
    if length == 0 {
        refuse_lost(path, "it is empty")?;
        // Made by an earlier start that was cut off before its first transaction.
        return Ok(Some(0));
    }
    if &head != b"SQLite format 3\0" {
        return Err(Error::ForeignFile(path.to_owned()));
    }
    let (wal, shm) = (suffixed(path, "-wal"), suffixed(path, "-shm"));
    let alone = !shm.exists();
    // A file that nobody has open and nobody left behind in a crash is whole in itself. Read as one that does not
    // change, it gets no log files beside it. Read so too is one whose last change was cut off before a log was in use:
    // rolling it back takes a connection that writes, and what it is shows all the same.
    let cut_off = holds_something(&suffixed(path, "-journal"));
    let settled = cut_off || (alone && !wal.exists());
    let mut seen = read_marks(path, settled).await;
    if settled && !cut_off && seen.is_err() && (wal.exists() || shm.exists()) {
        // Somebody opened it meanwhile, and it was read while it changed.
        seen = read_marks(path, false).await;
    }
    let known = MIGRATIONS.len() as i64;
    let ours = seen.as_ref().is_ok_and(|marks| marks.application == APPLICATION_ID && marks.version <= known);
    if alone && !settled && !ours {
        // A crash left the log without its index, and looking made one.
        let _ = fs::remove_file(&shm);
    }
    let Marks { application, version, tables } = seen.map_err(|error| opening(path, error))?;
    match (application, version) {
        (0, 0) if tables == 0 => Ok(Some(0)),
        (APPLICATION_ID, found) if found > known => {
            Err(Error::NewerSchema { path: path.to_owned(), found, known })
        }
        (APPLICATION_ID, found) => Ok(Some(found)),
        _ => Err(Error::ForeignFile(path.to_owned())),
    }
}

/// The schema of a Holdfast file that nobody changes, read without making a file beside it.
pub(super) async fn look_still(path: &Path) -> Result<i64> {
    let marks = read_marks(path, true).await.map_err(|error| opening(path, error))?;
    match marks.application {
        APPLICATION_ID => Ok(marks.version),
        _ => Err(Error::ForeignFile(path.to_owned())),
    }
}

/// What a file says it is.
struct Marks {
    application: i64,
    version: i64,
    tables: i64,
}

/// Reads a file's marks, and of one of ours its id, so that a file that is cut off or overwritten shows now.
/// `settled` says that nobody else has it open.
async fn read_marks(path: &Path, settled: bool) -> Result<Marks, sqlx::Error> {
    let mut conn = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(settled)
        .disable_statement_logging()
        .connect()
        .await?;
    let marks = async {
        let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut conn).await?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut conn).await?;
        let tables: i64 =
            sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut conn).await?;
        if application == APPLICATION_ID && (1..=MIGRATIONS.len() as i64).contains(&version) {
            sqlx::query("SELECT value FROM meta WHERE key = 'database_id'").fetch_optional(&mut conn).await?;
        }
        Ok::<_, sqlx::Error>(Marks { application, version, tables })
    }
    .await;
    let _ = conn.close().await;
    marks
}

/// Refuses to take for new what was lost: a database that is gone or empty, while its log or a copy of it is there.
fn refuse_lost(path: &Path, how: &str) -> Result<()> {
    let wal = suffixed(path, "-wal");
    let detail = if holds_something(&wal) {
        format!(
            "{how}, but its log {} holds data. Opening it would empty the log; keep both files for repair, or move them away to begin anew",
            named(&wal)
        )
    } else if let Some(copy) = copy_beside(path) {
        format!(
            "{how}, but {} is beside it, a copy of a database. Copy that one to {} to go on from it, or move it elsewhere to begin anew",
            copy.strip_prefix(path.parent().unwrap_or(path)).unwrap_or(&copy).display(),
            named(path)
        )
    } else {
        return Ok(());
    };
    Err(Error::Damaged { path: path.to_owned(), detail })
}

pub(super) fn holds_something(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.len() > 0)
}

/// A Holdfast database under another name in the same folder, the newest by name; else the newest automatic backup in it.
fn copy_beside(path: &Path) -> Option<PathBuf> {
    let newest_in = |folder: &Path| {
        let copies = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        copies.filter(|copy| copy != path && is_ours(copy)).max()
    };
    let folder = path.parent()?;
    newest_in(folder).or_else(|| newest_in(&folder.join(crate::backup::scheduled::FOLDER)))
}

/// Whether a file is a Holdfast database by its header.
fn is_ours(path: &Path) -> bool {
    let mut head = [0_u8; 72];
    fs::metadata(path).is_ok_and(|found| found.is_file())
        && File::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok())
        && head.starts_with(b"SQLite format 3\0")
        && head.ends_with(&(APPLICATION_ID as u32).to_be_bytes())
}

fn named(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
