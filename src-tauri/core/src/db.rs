//! Opening the one file, safely: look first, read-only; refuse what is foreign, newer or damaged without
//! touching it; keep a dated copy before migrating; migrate in one transaction.

use crate::{Error, Result, clock::Now, ids};
use sqlx::{
    ConnectOptions, Connection, Row, Sqlite, SqliteConnection, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fs::{self, File, OpenOptions},
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

/// "HFst" in the file header marks a Holdfast database.
const APPLICATION_ID: i64 = 0x4846_7374;

/// Every schema change, in order; `PRAGMA user_version` counts how many a file has. Never edited once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_foundation.sql"),
    include_str!("../migrations/0003_vault.sql"),
    include_str!("../migrations/0005_reminders.sql"),
];

/// The data folder unless the caller names one: `HOLDFAST_DATA_DIR`, else the platform's place for user data.
pub fn data_folder(named: Option<PathBuf>) -> Result<PathBuf> {
    if let Some(folder) =
        named.or_else(|| std::env::var_os("HOLDFAST_DATA_DIR").filter(|v| !v.is_empty()).map(PathBuf::from))
    {
        return Ok(folder);
    }
    directories::ProjectDirs::from("app", "holdfast", "Holdfast")
        .map(|dirs| dirs.data_local_dir().to_owned())
        .ok_or_else(|| {
            Error::Refused("This user has no home folder. Name a data folder with HOLDFAST_DATA_DIR.".into())
        })
}

/// The database file within a data folder.
pub fn database_file(folder: &Path) -> PathBuf {
    folder.join("holdfast.db")
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Db {
    pool: SqlitePool,
    folder: PathBuf,
    database_id: String,
}

impl Db {
    /// Opens the database of a data folder, making folder (0700) and file (0600) when they are missing.
    pub async fn open(folder: &Path, now: &Now) -> Result<Db> {
        make_private_folder(folder)?;
        let file = database_file(folder);
        let found = look(&file).await?;
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(false)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(Duration::from_secs(5))
            .synchronous(SqliteSynchronous::Normal)
            .optimize_on_close(true, None)
            .disable_statement_logging();
        if found.is_none() {
            match make_private_file(&file) {
                // Window and command line started together, and the other one was first.
                Err(Error::Folder { source, .. }) if source.kind() == std::io::ErrorKind::AlreadyExists => {}
                made => drop(made?),
            }
        }
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await
            .map_err(|error| opening(&file, error))?;
        let known = MIGRATIONS.len() as i64;
        let version = found.unwrap_or(0);
        if version > 0 && version < known {
            let copy = folder.join(format!("before-schema-{known}-{}.db", now.today));
            copy_into(&pool, &copy).await?;
        }
        let database_id = migrate(&pool, version).await.map_err(|error| match error {
            Error::Database(error) => opening(&file, error),
            other => other,
        })?;
        Ok(Db { pool, folder: folder.to_owned(), database_id })
    }

    /// A database in memory, for tests.
    pub async fn in_memory() -> Result<Db> {
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
        let pool =
            SqlitePoolOptions::new().max_connections(1).min_connections(1).connect_with(options).await?;
        let database_id = migrate(&pool, 0).await?;
        Ok(Db { pool, folder: PathBuf::new(), database_id })
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<sqlx::pool::PoolConnection<Sqlite>> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction for writing; it takes the write lock at once, so that two writers wait, never fail midway.
    /// Dropped without `commit`, it leaves nothing behind.
    pub async fn write(&self) -> Result<Transaction<'static, Sqlite>> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Made with the file and kept in it; part of the names under which values stand in the keyring.
    pub fn database_id(&self) -> &str {
        &self.database_id
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Writes a consistent copy to `target`, which must not exist.
    pub(crate) async fn copy_to(&self, target: &Path) -> Result<()> {
        copy_into(&self.pool, target).await
    }

    /// What `PRAGMA integrity_check` and the check of links find; empty when all is well.
    pub async fn check(&self) -> Result<Vec<String>> {
        let mut conn = self.read().await?;
        let mut findings: Vec<String> =
            sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *conn).await?;
        findings.retain(|line| line != "ok");
        let links = sqlx::query("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1")
            .fetch_all(&mut *conn)
            .await?;
        for link in links {
            findings.push(format!(
                "{} rows of {} point to nothing",
                link.try_get::<i64, _>(1)?,
                link.try_get::<String, _>(0)?
            ));
        }
        Ok(findings)
    }

    /// The schema number of the open file.
    pub fn schema_version() -> i64 {
        MIGRATIONS.len() as i64
    }
}

/// Takes the lock that says "a window has this folder open". Held until dropped; the command line never takes it.
pub fn lock_for_window(folder: &Path) -> Result<File> {
    let file = open_lock(folder, "window.lock")?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => Err(Error::AlreadyOpen),
    }
}

/// Opens (and makes, 0600) a lock file beside the database.
pub(crate) fn open_lock(folder: &Path, name: &str) -> Result<File> {
    make_private_folder(folder)?;
    let path = folder.join(name);
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    private_mode(&mut options);
    options.open(&path).map_err(|source| Error::Folder { path: folder.to_owned(), source })
}

/// Makes a folder for this user alone within the data folder.
pub(crate) fn make_folder_within(folder: &Path, name: &str) -> Result<PathBuf> {
    let path = folder.join(name);
    make_private_folder(&path)?;
    Ok(path)
}

/// Looks at a file without touching it. None: there is none yet. Some(n): a Holdfast file of schema n.
async fn look(path: &Path) -> Result<Option<i64>> {
    let mut head = [0_u8; 16];
    let length = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
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
        // Made by an earlier start that was cut off before its first transaction.
        return Ok(Some(0));
    }
    if &head != b"SQLite format 3\0" {
        return Err(Error::ForeignFile(path.to_owned()));
    }
    let mut conn = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(|error| opening(path, error))?;
    let looked = async {
        let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut conn).await?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut conn).await?;
        let tables: i64 =
            sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut conn).await?;
        Ok::<_, sqlx::Error>((application, version, tables))
    }
    .await;
    let _ = conn.close().await;
    let (application, version, tables) = looked.map_err(|error| opening(path, error))?;
    let known = MIGRATIONS.len() as i64;
    match (application, version) {
        (0, 0) if tables == 0 => Ok(Some(0)),
        (APPLICATION_ID, found) if found > known => {
            Err(Error::NewerSchema { path: path.to_owned(), found, known })
        }
        (APPLICATION_ID, found) => Ok(Some(found)),
        _ => Err(Error::ForeignFile(path.to_owned())),
    }
}

/// Brings a file of schema `from` to the current one, in one transaction, and returns the database id.
async fn migrate(pool: &SqlitePool, from: i64) -> Result<String> {
    let known = MIGRATIONS.len() as i64;
    if from < known {
        let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
        // Another process may have been first.
        let at: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *tx).await?;
        if at > known {
            return Err(Error::Refused(
                "A newer Holdfast changed this data a moment ago. Update Holdfast to open it.".into(),
            ));
        }
        for migration in MIGRATIONS.iter().skip(usize::try_from(at).unwrap_or(0)) {
            sqlx::raw_sql(*migration).execute(&mut *tx).await?;
        }
        if at == 0 {
            set_pragma(&mut tx, "application_id", APPLICATION_ID).await?;
            sqlx::query("INSERT INTO meta (key, value) VALUES ('database_id', ?)")
                .bind(ids::new_id())
                .execute(&mut *tx)
                .await?;
        }
        set_pragma(&mut tx, "user_version", known).await?;
        tx.commit().await?;
    }
    let id = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'database_id'").fetch_one(pool).await?;
    Ok(id)
}

async fn set_pragma(conn: &mut SqliteConnection, name: &'static str, value: i64) -> Result<()> {
    sqlx::query(crate::list::own_sql(format!("PRAGMA {name} = {value}"))).execute(conn).await?;
    Ok(())
}

async fn copy_into(pool: &SqlitePool, target: &Path) -> Result<()> {
    if target.exists() {
        fs::remove_file(target)
            .map_err(|e| Error::io(format!("{} could not be replaced", target.display()), e))?;
    }
    make_private_file(target)?;
    sqlx::query("VACUUM INTO ?").bind(target.to_string_lossy().into_owned()).execute(pool).await?;
    Ok(())
}

/// Says what SQLite's failure to open means for the person.
fn opening(path: &Path, error: sqlx::Error) -> Error {
    let code =
        error.as_database_error().and_then(|e| e.code().map(|code| code.into_owned())).unwrap_or_default();
    let primary = code.parse::<u32>().map(|code| code & 0xff).unwrap_or(0);
    match primary {
        // SQLITE_CORRUPT
        11 => Error::Damaged { path: path.to_owned(), detail: error.to_string() },
        // SQLITE_NOTADB
        26 => Error::ForeignFile(path.to_owned()),
        // SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM
        3 | 8 | 14 => Error::Folder {
            path: path.parent().unwrap_or(path).to_owned(),
            source: std::io::Error::new(std::io::ErrorKind::PermissionDenied, error.to_string()),
        },
        _ => Error::Database(error),
    }
}

/// Makes the folder for this user alone (0700) when it is missing.
fn make_private_folder(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| Error::Folder { path: folder.to_owned(), source })
}

/// Makes an empty file for this user alone (0600).
pub(crate) fn make_private_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    private_mode(&mut options);
    options
        .open(path)
        .map_err(|source| Error::Folder { path: path.parent().unwrap_or(path).to_owned(), source })
}

fn private_mode(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}
