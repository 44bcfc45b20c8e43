//! Opening the one file, safely: look first, read-only; refuse what is foreign, newer or damaged without
//! touching it; keep a dated copy before migrating; migrate in one transaction.

mod look;
mod objects;
mod pages;
mod reading;
mod replace;
mod rescue;
mod salvage;
mod tighten;
mod trouble;

use crate::{
    Error, Result,
    clock::Now,
    files::{self, PrivateFolder, suffixed},
    ids,
};
use look::look;
use reading::OnlyReading;
pub(crate) use replace::{Ready, make_ready, put_in_place};
pub(crate) use rescue::{Rescued, put_rescued, put_rescued_elsewhere, rescue};
pub use salvage::{GoneRow, KnownBy, LostLink, TableSaved};
use sqlx::{
    ConnectOptions, Connection, Row, Sqlite, SqliteConnection, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteOwnedBuf, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
pub(crate) use tighten::is_copy;
#[cfg(unix)]
use tighten::tighten;
use tokio::sync::OnceCell;
pub(crate) use trouble::{meanwhile, on_disk, opening};

/// "HFst" in the file header marks a Holdfast database.
pub(crate) const APPLICATION_ID: i64 = 0x4846_7374;

/// Every schema change, in order; `PRAGMA user_version` counts how many a file has. Never edited once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_foundation.sql"),
    include_str!("../migrations/0002_contracts.sql"),
    include_str!("../migrations/0003_vault.sql"),
    include_str!("../migrations/0004_custody.sql"),
    include_str!("../migrations/0005_reminders.sql"),
    include_str!("../migrations/0006_terms.sql"),
    include_str!("../migrations/0007_identity.sql"),
    include_str!("../migrations/0008_vault_sources.sql"),
    include_str!("../migrations/0009_import.sql"),
    include_str!("../migrations/0010_renewals.sql"),
    include_str!("../migrations/0011_custom_fields.sql"),
    include_str!("../migrations/0012_acts.sql"),
];

/// What no copy has: what makes a file the home of its values, and the keyring's journal.
pub(crate) const NOT_COPIED: [&str; 2] = ["secret_op", "value_home"];

/// What the name of a database begins with that was kept aside before a restore.
pub(crate) const BEFORE_RESTORE: &str = "before-restore-";

/// What the name of a damaged database begins with that was kept aside, once what could be read of it was saved.
pub(crate) const DAMAGED: &str = "damaged-";

/// The data folder unless the caller names one: `HOLDFAST_DATA_DIR`, else the platform's place for user data.
///
/// # Errors
/// [`Error::Refused`] when none is named and the user has no home folder.
pub fn data_folder(named: Option<PathBuf>) -> Result<PathBuf> {
    if let Some(folder) =
        named.or_else(|| std::env::var_os("HOLDFAST_DATA_DIR").filter(|v| !v.is_empty()).map(PathBuf::from))
    {
        return Ok(folder);
    }
    own_folder().ok_or_else(|| {
        Error::Refused("This user has no home folder. Name a data folder with HOLDFAST_DATA_DIR.".into())
    })
}

/// The folder that is Holdfast's own when nobody names another. None without a home folder.
pub fn own_folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("app", "holdfast", "Holdfast").map(|dirs| dirs.data_local_dir().to_owned())
}

/// The database file within a data folder.
pub fn database_file(folder: &Path) -> PathBuf {
    folder.join("holdfast.db")
}

/// A transaction that may write; dropped without `commit`, it leaves nothing behind.
pub type WriteTransaction = Transaction<'static, Sqlite>;

/// An open database.
#[derive(Debug, Clone)]
pub struct Db {
    pool: SqlitePool,
    folder: PathBuf,
    database_id: String,
    /// Set where nothing can be written.
    only_reading: Option<Arc<OnlyReading>>,
}

impl Db {
    /// Opens the database of a data folder, making folder (0700) and file (0600) when they are missing, and taking
    /// what others may read of Holdfast's own files away from them.
    ///
    /// # Errors
    /// [`Error::ForeignFile`], [`Error::NewerSchema`] and [`Error::Damaged`], with the folder left as it was;
    /// [`Error::Folder`] when it cannot be written in.
    pub async fn open(folder: &Path, now: &Now) -> Result<Db> {
        make_private_folder(folder)?;
        let file = database_file(folder);
        let found = look(&file).await?;
        #[cfg(unix)]
        tighten(folder);
        files::sweep(folder);
        let options = for_writing(&file);
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
        match prepare(&pool, folder, found.unwrap_or(0), now).await {
            Ok(database_id) => Ok(Db { pool, folder: folder.to_owned(), database_id, only_reading: None }),
            Err(error) => {
                // Closing takes the log files away again that opening made.
                pool.close().await;
                Err(match error {
                    Error::Database(error) => opening(&file, error),
                    other => other,
                })
            }
        }
    }

    /// A database in memory: for tests, and for trying out what must not leave a file.
    ///
    /// # Errors
    /// [`Error::Database`] when it cannot be made.
    pub async fn in_memory() -> Result<Db> {
        let pool = in_memory_pool().await?;
        let image = EMPTY.get_or_try_init(empty).await?;
        pool.acquire().await?.deserialize(None, SqliteOwnedBuf::try_from(image.as_slice())?, false).await?;
        let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
        let database_id = name_anew(&mut tx).await?;
        tx.commit().await?;
        Ok(Db { pool, folder: PathBuf::new(), database_id, only_reading: None })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// [`Error::Database`] when no connection is free in time, or none can be opened.
    pub async fn read(&self) -> Result<sqlx::pool::PoolConnection<Sqlite>> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction for writing; it takes the write lock at once, so that two writers wait, never fail midway.
    /// Dropped without `commit`, it leaves nothing behind. What was committed is on the disk.
    ///
    /// # Errors
    /// Where the database was opened only to be read: why it can be no more.
    pub async fn write(&self) -> Result<WriteTransaction> {
        if let Some(why) = &self.only_reading {
            return Err(why.refusal());
        }
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// The data folder; empty for a database in memory.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Made with the file and kept in it; part of the names under which values stand in the keyring.
    pub fn database_id(&self) -> &str {
        &self.database_id
    }

    /// Closes all connections, and waits for those in use.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Why nothing can be written, where the database was opened only to be read.
    pub fn unwritable(&self) -> Option<String> {
        self.only_reading.as_ref().map(|why| why.refusal().to_string())
    }

    /// Writes a consistent copy to `target`, which must not exist.
    pub(crate) async fn copy_to(&self, target: &Path) -> Result<()> {
        copy_into(&self.pool, target).await
    }

    /// What `PRAGMA integrity_check` and the check of links find; empty when all is well.
    ///
    /// # Errors
    /// [`Error::Database`] when no connection can be had; what breaks the check itself is a finding.
    pub async fn check(&self) -> Result<Vec<String>> {
        let mut conn = self.read().await?;
        // A file that is damaged enough breaks the check itself: that is a finding too.
        let broken = |error: sqlx::Error| format!("the check broke off: {error}");
        let mut findings: Vec<String> =
            match sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *conn).await {
                Ok(lines) => lines,
                Err(error) => vec![broken(error)],
            };
        findings.retain(|line| line != "ok");
        let links = sqlx::query("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1")
            .fetch_all(&mut *conn)
            .await;
        let links = links.unwrap_or_else(|error| {
            findings.push(broken(error));
            Vec::new()
        });
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
///
/// # Errors
/// [`Error::AlreadyOpen`] when another window has it, [`Error::Folder`] or [`Error::Full`] when the lock file cannot
/// be made.
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
    options.open(&path).map_err(|source| Error::folder(folder, source))
}

/// Makes a folder for this user alone within the data folder.
pub(crate) fn make_folder_within(folder: &Path, name: &str) -> Result<PathBuf> {
    let path = folder.join(name);
    make_private_folder(&path)?;
    Ok(path)
}

/// Keeps a dated copy before a migration, migrates, and returns the database id.
async fn prepare(pool: &SqlitePool, folder: &Path, version: i64, now: &Now) -> Result<String> {
    let known = MIGRATIONS.len() as i64;
    if version > 0 && version < known {
        keep_copy(pool, folder, &format!("before-schema-{known}-{}", now.today)).await?;
    }
    migrate(pool, version).await
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
        objects::renew(&mut tx).await?;
        if at > 0 {
            crate::upgrade::after(&mut tx, at).await?;
        }
        if at == 0 {
            set_pragma(&mut tx, "application_id", APPLICATION_ID).await?;
            name_anew(&mut tx).await?;
        }
        set_pragma(&mut tx, "user_version", known).await?;
        tx.commit().await?;
    } else if objects::is_old(&mut *pool.acquire().await?).await? {
        let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
        objects::renew(&mut tx).await?;
        tx.commit().await?;
    }
    let id = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'database_id'").fetch_one(pool).await?;
    Ok(id)
}

/// A file of the current schema that belongs to nobody yet, as bytes: a database in memory begins as a copy of it, which takes
/// a tenth of the time of migrating.
static EMPTY: OnceCell<Vec<u8>> = OnceCell::const_new();

async fn empty() -> Result<Vec<u8>> {
    let pool = in_memory_pool().await?;
    migrate(&pool, 0).await?;
    let mut conn = pool.acquire().await?;
    sqlx::query("DELETE FROM value_home").execute(&mut *conn).await?;
    sqlx::query("DELETE FROM meta WHERE key = 'database_id'").execute(&mut *conn).await?;
    Ok(conn.serialize(None).await?.to_vec())
}

async fn in_memory_pool() -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
    Ok(SqlitePoolOptions::new().max_connections(1).min_connections(1).connect_with(options).await?)
}

/// Gives an empty database an id of its own, and returns that.
async fn name_anew(conn: &mut SqliteConnection) -> Result<String> {
    let id = ids::new_id();
    sqlx::query("INSERT INTO meta (key, value) VALUES ('database_id', ?)")
        .bind(&id)
        .execute(&mut *conn)
        .await?;
    // Nobody else can be the home of an id that was made just now.
    sqlx::query("INSERT INTO value_home (id, token, own, claimed_at) VALUES (?, ?, 1, ?)")
        .bind(&id)
        .bind(uuid::Uuid::new_v4().simple().to_string())
        .bind(Now::read().timestamp())
        .execute(conn)
        .await?;
    Ok(id)
}

async fn set_pragma(conn: &mut SqliteConnection, name: &'static str, value: i64) -> Result<()> {
    sqlx::query(crate::list::own_sql(format!("PRAGMA {name} = {value}"))).execute(conn).await?;
    Ok(())
}

/// How the database is opened for use. What was committed is on the disk before anybody hears of it: the values of the
/// keyring are, and rows and values must not part.
fn for_writing(file: &Path) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(Duration::from_secs(5))
        .synchronous(SqliteSynchronous::Full)
        .optimize_on_close(true, None)
        .disable_statement_logging();
    if cfg!(target_os = "macos") {
        // There a plain sync stops at the disk's own memory, which a power cut empties.
        options.pragma("fullfsync", "1").pragma("checkpoint_fullfsync", "1")
    } else {
        options
    }
}

/// Keeps a copy in the data folder under a name that is free. It takes the name whole.
async fn keep_copy(pool: &SqlitePool, folder: &Path, name: &str) -> Result<()> {
    let part = PrivateFolder::part(folder)?;
    let copy = part.path().join("holdfast.db");
    copy_into(pool, &copy).await?;
    let target = free_name(folder, name)?;
    fs::rename(&copy, &target).map_err(|source| files::failed(&target, source))?;
    files::sync_folder(folder);
    Ok(())
}

/// The place in a folder for a copy of a name: that name, or the first number behind it that is free.
fn free_name(folder: &Path, name: &str) -> Result<PathBuf> {
    let free = |number: &u32| match number {
        1 => folder.join(format!("{name}.db")),
        number => folder.join(format!("{name}-{number}.db")),
    };
    // A log that was kept without its file has the name too.
    let taken = |path: &PathBuf| ["", "-wal", "-journal"].iter().any(|end| suffixed(path, end).exists());
    let target = (1..=u32::MAX).map(|number| free(&number)).find(|path| !taken(path));
    target.ok_or_else(|| Error::Internal("no name is free for a copy".to_owned()))
}

/// Writes a consistent copy, which is on the disk then.
async fn copy_into(source: impl sqlx::Executor<'_, Database = Sqlite>, target: &Path) -> Result<()> {
    make_private_file(target)?;
    sqlx::query("VACUUM INTO ?")
        .bind(target.to_string_lossy().into_owned())
        .execute(source)
        .await
        .map_err(|error| on_disk(target, error))?;
    make_stranger(target).await.map_err(|error| on_disk(target, error))?;
    files::sync_file(target).map_err(|source| files::failed(target, source))
}

/// Takes out of a copy what makes a file the home of its values, and the keyring's journal: what is to be done there is
/// the original's to do.
async fn make_stranger(copy: &Path) -> Result<(), sqlx::Error> {
    let mut conn = SqliteConnectOptions::new()
        .filename(copy)
        .journal_mode(SqliteJournalMode::Delete)
        .disable_statement_logging()
        .connect()
        .await?;
    for table in NOT_COPIED {
        // A copy before a migration may be of a schema that has no such table yet.
        let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)")
            .bind(table)
            .fetch_one(&mut conn)
            .await?;
        if known {
            sqlx::query(crate::list::own_sql(format!("DELETE FROM {table}"))).execute(&mut conn).await?;
        }
    }
    conn.close().await?;
    Ok(())
}

/// Makes a data folder that is missing.
pub(crate) fn begin_folder(folder: &Path) -> Result<()> {
    make_private_folder(folder)
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
    builder.create(folder).map_err(|source| Error::folder(folder, source))
}

/// Makes an empty file for this user alone (0600).
pub(crate) fn make_private_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    private_mode(&mut options);
    options.open(path).map_err(|source| Error::folder(path.parent().unwrap_or(path), source))
}

fn private_mode(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}
