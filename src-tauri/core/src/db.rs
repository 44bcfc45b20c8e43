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
    include_str!("../migrations/0002_contracts.sql"),
    include_str!("../migrations/0003_vault.sql"),
    include_str!("../migrations/0004_custody.sql"),
    include_str!("../migrations/0005_reminders.sql"),
    include_str!("../migrations/0006_terms.sql"),
    include_str!("../migrations/0007_identity.sql"),
    include_str!("../migrations/0008_vault_sources.sql"),
    include_str!("../migrations/0009_import.sql"),
];

/// The data folder unless the caller names one: `HOLDFAST_DATA_DIR`, else the platform's place for user data.
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
        match prepare(&pool, folder, found.unwrap_or(0), now).await {
            Ok(database_id) => Ok(Db { pool, folder: folder.to_owned(), database_id }),
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
    pub async fn write(&self) -> Result<WriteTransaction> {
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

/// Keeps a dated copy before a migration, migrates, and returns the database id.
async fn prepare(pool: &SqlitePool, folder: &Path, version: i64, now: &Now) -> Result<String> {
    let known = MIGRATIONS.len() as i64;
    if version > 0 && version < known {
        let copy = folder.join(format!("before-schema-{known}-{}.db", now.today));
        copy_into(pool, &copy).await?;
    }
    migrate(pool, version).await
}

/// Looks at a file without touching it or its folder. None: there is none yet. Some(n): a Holdfast file of schema n.
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
    let (wal, shm) = (beside(path, "-wal"), beside(path, "-shm"));
    let alone = !shm.exists();
    // A file that nobody has open and nobody left behind in a crash is whole in itself. Read as one that does not
    // change, it gets no log files beside it.
    let settled = alone && !wal.exists();
    let mut seen = read_marks(path, settled).await;
    if settled && seen.is_err() && (wal.exists() || shm.exists()) {
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

/// The path of a file that SQLite keeps beside a database.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Takes from other users what they may do with Holdfast's files, and with the folder where it is Holdfast's own.
/// A folder that was named (a home, `/tmp`) is its owner's to open or close. What cannot be changed stays as it is;
/// `doctor` names it.
#[cfg(unix)]
fn tighten(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let database = database_file(folder);
    let mut paths: Vec<(PathBuf, u32)> = vec![
        (beside(&database, "-wal"), 0o600),
        (beside(&database, "-shm"), 0o600),
        (folder.join("window.lock"), 0o600),
        (folder.join("secrets.lock"), 0o600),
        (folder.join("secrets-next.lock"), 0o600),
        (folder.join("secrets-staged.lock"), 0o600),
        (database, 0o600),
    ];
    let copies = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    paths.extend(copies.filter(|path| is_copy(path)).map(|path| (path, 0o600)));
    if own_folder().is_some_and(|own| own == folder) {
        paths.push((folder.to_owned(), 0o700));
    }
    for (path, mode) in paths {
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        let open_to_others = found.permissions().mode() & 0o077 != 0;
        if open_to_others
            && !found.is_symlink()
            && let Err(error) = fs::set_permissions(&path, fs::Permissions::from_mode(mode))
        {
            tracing::warn!(path = %path.display(), %error, "others may read this, and it could not be changed");
        }
    }
}

/// Whether a file is a copy that was kept before a migration.
pub(crate) fn is_copy(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("before-schema-") && name.ends_with(".db")
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
        if at > 0 {
            crate::upgrade::after(&mut tx, at).await?;
        }
        if at == 0 {
            set_pragma(&mut tx, "application_id", APPLICATION_ID).await?;
            let id = ids::new_id();
            sqlx::query("INSERT INTO meta (key, value) VALUES ('database_id', ?)")
                .bind(&id)
                .execute(&mut *tx)
                .await?;
            // Nobody else can be the home of an id that was made just now.
            sqlx::query("INSERT INTO value_home (id, token, own, claimed_at) VALUES (?, ?, 1, ?)")
                .bind(&id)
                .bind(uuid::Uuid::new_v4().simple().to_string())
                .bind(Now::read().timestamp())
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
    make_stranger(target).await
}

/// Takes out of a copy what makes a file the home of its values, and the keyring's journal: what is to be done there is
/// the original's to do.
async fn make_stranger(copy: &Path) -> Result<()> {
    let mut conn = SqliteConnectOptions::new()
        .filename(copy)
        .journal_mode(SqliteJournalMode::Delete)
        .disable_statement_logging()
        .connect()
        .await?;
    for table in ["secret_op", "value_home"] {
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

/// Says what SQLite's failure to open means for the person.
fn opening(path: &Path, error: sqlx::Error) -> Error {
    let code =
        error.as_database_error().and_then(|e| e.code().map(|code| code.into_owned())).unwrap_or_default();
    let primary = code.parse::<u32>().map(|code| code & 0xff).unwrap_or(0);
    match primary {
        // SQLITE_CORRUPT
        11 => Error::Damaged { path: path.to_owned(), detail: how_damaged(path) },
        // SQLITE_NOTADB
        26 => Error::ForeignFile(path.to_owned()),
        // SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM
        3 | 8 | 14 => Error::Folder {
            path: path.parent().unwrap_or(path).to_owned(),
            source: std::io::Error::new(
                std::io::ErrorKind::PermissionDenied,
                "the folder or the files in it do not allow it",
            ),
        },
        _ => Error::Database(error),
    }
}

/// What is wrong with a file that SQLite calls corrupt, as far as its header tells.
fn how_damaged(path: &Path) -> String {
    let mut head = [0_u8; 32];
    let read = File::open(path).and_then(|mut file| {
        file.read_exact(&mut head)?;
        Ok(file.metadata()?.len())
    });
    let number = |from: usize, to: usize| -> u64 {
        head.get(from..to).unwrap_or_default().iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    // Page size and number of pages; a page size of 1 stands for 65,536.
    let page = if number(16, 18) == 1 { 65_536 } else { number(16, 18) };
    match read {
        Ok(length) if length < page * number(28, 32) => {
            format!("of {} bytes only {length} are there", page * number(28, 32))
        }
        _ => "parts of it cannot be read".to_owned(),
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
