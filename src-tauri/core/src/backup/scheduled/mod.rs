//! Backups by themselves: once a day and before an import, whoever is at work (the window, or `holdfast remind` from a timer),
//! in a folder of the user's choice.
//!
//! Each is a whole, checked copy of its own, with its SHA-256 beside it. What is kept of them is a rule over dates
//! ([`rule`]); only what this database's automatic backups made, and whose last change this database knows, is ever removed
//! ([`prune`]). That one could not be made is noted and told; it keeps nobody from anything.

mod prune;
mod rule;
mod slip;
mod state;
mod words;

pub(crate) use prune::found;
pub use prune::{BackupList, Checked, Listed, list};
pub use rule::{DAYS, MONTHS, WEEKS};
pub(super) use slip::Slip;
pub use state::{BackupSettings, Standing, settings, standing, to_be_told, was_told};
pub use words::size;

use crate::{
    Error, Result,
    clock::Now,
    credentials::parting,
    db::{self, Db},
    files, history,
};
use rule::Stamp;
use state::Made;
use std::{
    fs,
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

/// The folder within the data folder where automatic backups are until another place is chosen.
pub(crate) const FOLDER: &str = "backups";
/// Held while a backup is made, so that several processes make one.
const LOCK: &str = "backup.lock";
/// How long one waits for another that is making a backup.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at the lock.
const LOOK: Duration = Duration::from_millis(50);

/// Why a backup is thought of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Somebody looks at the clock: it is made once a day, and where that fails tried again after ten minutes.
    Daily,
    /// Much is about to be written: it is made unless one was within the hour.
    BeforeImport,
    /// A person asks for it: it is made, also where automatic backups are turned off.
    Asked,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// The backup; of an asked one also that which another process made meanwhile. None where none was to be made.
    pub made: Option<BackupFile>,
    /// Older backups that were removed.
    pub removed: Vec<PathBuf>,
    /// Why none could be made, in words.
    pub trouble: Option<String>,
}

/// An automatic backup.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BackupFile {
    pub file: PathBuf,
    pub bytes: u64,
    /// Hexadecimal digits; they stand in the file beside it too.
    pub sha256: String,
    /// RFC 3339.
    pub made_at: String,
}

/// Makes an automatic backup if the occasion calls for one, and removes those that nobody needs any more. What goes wrong
/// with the backup itself is in the answer, and noted.
///
/// # Errors
/// [`Error::Database`] where the database cannot be read.
pub async fn run(db: &Db, now: &Now, occasion: Occasion) -> Result<Round> {
    let asked = occasion == Occasion::Asked;
    // A database in memory has no place, and what is only read is noted nowhere.
    if db.folder().as_os_str().is_empty() || (db.unwritable().is_some() && !asked) {
        return Ok(Round::default());
    }
    let (before, settings) = {
        let mut conn = db.read().await?;
        (state::noted(&mut conn).await?, settings(&mut conn).await?)
    };
    if !called_for(db, now, occasion).await? {
        return Ok(Round::default());
    }
    let lock = match lock(db, occasion).await {
        Ok(Some(lock)) => lock,
        Ok(None) => return Ok(Round::default()),
        Err(error) => return Ok(failed(db, now, &settings, error).await),
    };
    // Another process may have been first, while this one waited or looked.
    let noted = state::noted(&mut *db.read().await?).await?;
    let done = match noted.last {
        Some(made) if noted.worked_at != before.worked_at && made.file.exists() => {
            Ok(Round { made: Some(made.into()), ..Round::default() })
        }
        _ if !called_for(db, now, occasion).await? => Ok(Round::default()),
        _ => make(db, now, &settings).await,
    };
    drop(lock);
    match done {
        Ok(round) => Ok(round),
        Err(error) => Ok(failed(db, now, &settings, error).await),
    }
}

/// Makes a backup before much is written, at most once an hour. Why there is none, where one was called for: it is to be said,
/// and hinders nothing.
pub async fn before_import(db: &Db, now: &Now) -> Option<String> {
    match run(db, now, Occasion::BeforeImport).await {
        Ok(round) => round.trouble,
        Err(error) => Some(error.to_string()),
    }
}

/// Turns automatic backups on or off and limits what they take up, in MB.
///
/// # Errors
/// [`Error::Field`] for a limit outside 100 MB to 1 TB; [`Error::Database`] when nothing can be written.
pub async fn choose(db: &Db, now: &Now, on: bool, limit_mb: u32) -> Result<()> {
    let mut tx = db.write().await?;
    let settings = BackupSettings { on, limit_mb, ..settings(&mut tx).await? };
    state::choose(&mut tx, now, &settings).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts the backups that are made from now on into another folder; None for the one in the data folder. Those that were made
/// stay where they are.
///
/// # Errors
/// [`Error::Refused`] for what is no folder, or is within the data folder; [`Error::Folder`] and [`Error::Full`] where nothing
/// can be written in it; [`Error::Database`] when the choice cannot be kept.
pub async fn choose_folder(db: &Db, now: &Now, folder: Option<&Path>) -> Result<()> {
    let folder = match folder {
        Some(folder) => {
            let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
            let own = files::same_file(&whole, &db.folder().join(FOLDER));
            if own { None } else { Some(fit(db, &whole)?) }
        }
        None => None,
    };
    let mut tx = db.write().await?;
    let settings = BackupSettings { folder, ..settings(&mut tx).await? };
    state::choose(&mut tx, now, &settings).await?;
    tx.commit().await?;
    Ok(())
}

/// The folder as it is kept.
fn fit(db: &Db, folder: &Path) -> Result<String> {
    let refused = |why: &str| Error::Refused(format!("{} {why} Choose another folder.", folder.display()));
    if !folder.is_dir() {
        return Err(refused("is no folder."));
    }
    let real = folder.canonicalize().map_err(|source| Error::folder(folder, source))?;
    if real.ancestors().any(|above| files::same_file(above, db.folder())) {
        return Err(refused("is in Holdfast's own data folder."));
    }
    if let Some(source) = files::unwritable(folder) {
        return Err(Error::folder(folder, source));
    }
    let text = folder.to_str().ok_or_else(|| refused("has a name that cannot be kept as text."))?;
    Ok(text.to_owned())
}

/// Where automatic backups go.
pub(crate) fn place(db: &Db, settings: &BackupSettings) -> PathBuf {
    match &settings.folder {
        Some(folder) => PathBuf::from(folder),
        None => db.folder().join(FOLDER),
    }
}

async fn called_for(db: &Db, now: &Now, occasion: Occasion) -> Result<bool> {
    let mut conn = db.read().await?;
    if occasion == Occasion::Asked {
        return Ok(true);
    }
    let settings = settings(&mut conn).await?;
    // A database without a change holds nothing to be lost.
    Ok(settings.on
        && history::last_change(&mut conn).await? > 0
        && state::noted(&mut conn).await?.calls_for(occasion, now))
}

/// The lock under which backups are made; None where another process makes one and nobody waits for it.
async fn lock(db: &Db, occasion: Occasion) -> Result<Option<File>> {
    let file = db::open_lock(db.folder(), LOCK)?;
    let begun = tokio::time::Instant::now();
    loop {
        if file.try_lock().is_ok() {
            return Ok(Some(file));
        }
        if occasion == Occasion::Daily {
            return Ok(None);
        }
        if PATIENCE < begun.elapsed() {
            return Err(Error::Refused(
                "Another Holdfast has been making a backup for over a minute. Try again later.".into(),
            ));
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn make(db: &Db, now: &Now, settings: &BackupSettings) -> Result<Round> {
    let mut conn = db.read().await?;
    if parting::waiting(&mut conn).await? > 0 {
        return Err(Error::Refused(
            "Addresses of an earlier version have passwords in them, and a backup holds none. Unlock the keyring and start Holdfast again: they go there, and backups are made."
                .into(),
        ));
    }
    drop(conn);
    let folder = place(db, settings);
    if settings.folder.is_none() {
        db::make_folder_within(db.folder(), FOLDER)?;
    } else if !folder.is_dir() {
        // Never made anew: it may lie on a disk that is not there, and would then be on another one.
        return Err(Error::Refused(format!(
            "There is no folder {}. Connect the disk it is on, or choose another folder for backups.",
            folder.display()
        )));
    }
    let made = write(db, now, &folder).await?;
    let removed = prune::prune(db, now, &folder, settings.limit_bytes(), &made.file).await;
    state::note_made(db, now, &made).await;
    Ok(Round { made: Some(made.into()), removed, trouble: None })
}

/// Writes a backup and what stands beside it. Neither has its name before it is whole.
async fn write(db: &Db, now: &Now, folder: &Path) -> Result<Made> {
    files::sweep(folder);
    let copy = super::checked_copy(db, folder, folder).await?;
    let failed = |source| files::failed(&copy.file, source);
    let (bytes, sha256) = super::restore::fingerprint(&copy.file, File::open(&copy.file).map_err(failed)?)?;
    let mut stamp = Stamp::new(now.today, now.time);
    let taken = |stamp: &Stamp| {
        let path = folder.join(stamp.name());
        path.symlink_metadata().is_ok() || Slip::place(&path).symlink_metadata().is_ok()
    };
    while taken(&stamp) {
        stamp = stamp.next();
    }
    let file = folder.join(stamp.name());
    let slip = Slip {
        database_id: db.database_id().to_owned(),
        made_at: now.timestamp(),
        bytes,
        sha256,
        name: stamp.name(),
    };
    // First what stands beside it: without that nobody knows a backup for one of these.
    files::write_own(&Slip::place(&file), slip.text().as_bytes())?;
    if let Err(source) = fs::rename(&copy.file, &file) {
        drop(fs::remove_file(Slip::place(&file)));
        return Err(files::failed(&file, source));
    }
    files::sync_folder(folder);
    Ok(Made { file, bytes, sha256: slip.sha256, made_at: slip.made_at })
}

/// `settings` are those of the try.
async fn failed(db: &Db, now: &Now, settings: &BackupSettings, error: Error) -> Round {
    let trouble = error.to_string();
    tracing::warn!(%error, "no automatic backup was made");
    state::note_trouble(db, now, settings, &trouble).await;
    Round { trouble: Some(trouble), ..Round::default() }
}

impl From<Made> for BackupFile {
    fn from(made: Made) -> BackupFile {
        let Made { file, bytes, sha256, made_at } = made;
        BackupFile { file, bytes, sha256, made_at }
    }
}

#[cfg(test)]
mod tests;
