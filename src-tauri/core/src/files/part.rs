//! Files on the way to their name, and folders that last as long as a process. Each carries a lock of the operating
//! system: when its process is gone, however it ended, the next one removes what is left.

use crate::{Error, Result, clock};
use std::{
    fs::{self, File, OpenOptions},
    io::ErrorKind,
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::{NamedTempFile, TempDir};

/// Files on the way.
pub(super) const FILE: &str = ".holdfast-new-";
/// Folders with a database on the way.
const BACKUP: &str = ".holdfast-backup-";
/// Folders for copies, in the folder for temporary files.
const COPIES: &str = "holdfast-";
pub(super) const ENDING: &str = ".part";
/// In each of these folders, held by who made it.
const LOCK: &str = ".holdfast-lock";
/// What every name of a part begins with; earlier versions had no more than this, and no lock.
const OWN: &str = ".holdfast-";
/// A part without a lock is of an earlier version, which is done within this time.
const OLD: Duration = Duration::from_secs(3600);
/// How often a part is made anew that somebody swept up before it had its lock.
const TRIES: usize = 10;

/// A folder for this user alone (0700), gone with this value; when the process is killed, with the next one.
#[derive(Debug)]
pub struct PrivateFolder {
    /// Held as long as the folder is in use, and let go before it is removed: Windows removes nothing that is open.
    _lock: File,
    folder: TempDir,
}

impl PrivateFolder {
    /// A folder for temporary copies. What killed processes left there is removed.
    ///
    /// # Errors
    /// [`Error::Folder`] or [`Error::Full`] when none can be made.
    pub fn new() -> Result<PrivateFolder> {
        PrivateFolder::within(&std::env::temp_dir())
    }

    /// Like [`Self::new`], in a place of the caller's choice.
    pub(crate) fn within(place: &Path) -> Result<PrivateFolder> {
        let made = PrivateFolder::make(place, COPIES, "")?;
        sweep_copies(place, made.path());
        Ok(made)
    }

    /// A folder for a database on the way to its name, beside it.
    pub(crate) fn part(place: &Path) -> Result<PrivateFolder> {
        PrivateFolder::make(place, BACKUP, ENDING)
    }

    fn make(place: &Path, prefix: &str, ending: &str) -> Result<PrivateFolder> {
        let failed = |source| Error::folder(place, plain(source));
        for _ in 0..TRIES {
            let folder =
                tempfile::Builder::new().prefix(prefix).suffix(ending).tempdir_in(place).map_err(failed)?;
            match crate::db::make_private_file(&folder.path().join(LOCK)) {
                Ok(lock) => {
                    // Where locks are not to be had, others cannot take it for free either.
                    let _ = lock.try_lock();
                    if folder.path().join(LOCK).exists() {
                        return Ok(PrivateFolder { _lock: lock, folder });
                    }
                }
                Err(Error::Folder { source, .. })
                    if matches!(source.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Err(failed(ErrorKind::Interrupted.into()))
    }

    /// Where the folder is, as long as this lives.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// An error without the path of the file on the way, a name that nobody knows; tempfile puts it behind the system's words.
pub(super) fn plain(error: std::io::Error) -> std::io::Error {
    let said = error.to_string();
    match said.split_once(" at path ") {
        Some((what, _)) => std::io::Error::new(error.kind(), what),
        None => error,
    }
}

/// A new file on the way to its name, locked.
pub(super) fn file_in(folder: &Path) -> Result<NamedTempFile> {
    let failed = |source| Error::folder(folder, plain(source));
    for _ in 0..TRIES {
        let part =
            tempfile::Builder::new().prefix(FILE).suffix(ENDING).tempfile_in(folder).map_err(failed)?;
        let _ = part.as_file().try_lock();
        if part.path().exists() {
            return Ok(part);
        }
    }
    Err(failed(ErrorKind::Interrupted.into()))
}

/// Removes from a folder what killed processes left on the way to a name. What a living one writes stays.
pub(crate) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if !name.starts_with(OWN) || !name.ends_with(ENDING) {
            continue;
        }
        let path = entry.path();
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        let old = found.modified().is_ok_and(|at| OLD < clock::since(at));
        if found.is_dir() {
            clear_folder(&path, old);
        } else if found.is_file() && (old || name.starts_with(FILE)) && free(&path).is_some() {
            told(&path, fs::remove_file(&path));
        }
    }
}

/// Removes copies for temporary use whose process is gone. Other users' are left to them.
fn sweep_copies(place: &Path, own: &Path) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let path = entry.path();
        let named = entry.file_name().to_str().is_some_and(|name| name.starts_with(COPIES));
        if named && path != own && path.join(LOCK).is_file() && same_owner(&path, own) {
            clear_folder(&path, false);
        }
    }
}

fn clear_folder(path: &Path, old: bool) {
    let lock = path.join(LOCK);
    let gone = if lock.exists() { free(&lock) } else { None };
    if gone.is_some() || (old && !lock.exists()) {
        told(path, fs::remove_dir_all(path));
    }
}

/// The lock of what nobody holds any more; None while somebody does.
fn free(path: &Path) -> Option<File> {
    let file = OpenOptions::new().read(true).write(true).open(path).ok()?;
    file.try_lock().is_ok().then_some(file)
}

fn told(path: &Path, removed: std::io::Result<()>) {
    match removed {
        Ok(()) => tracing::info!(path = %path.display(), "removed what a process left that was ended midway"),
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "this was left behind and could not be removed")
        }
    }
}

#[cfg(unix)]
fn same_owner(left: &Path, right: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((fs::symlink_metadata(left), fs::symlink_metadata(right)),
        (Ok(left), Ok(right)) if left.is_dir() && left.uid() == right.uid())
}

#[cfg(not(unix))]
fn same_owner(left: &Path, _right: &Path) -> bool {
    fs::symlink_metadata(left).is_ok_and(|found| found.is_dir())
}

/// Where temporary copies can be made, best first: a full disk may hold the usual place too.
pub(crate) fn places() -> Vec<PathBuf> {
    let mut places = vec![std::env::temp_dir()];
    #[cfg(target_os = "linux")]
    {
        places
            .extend(std::env::var_os("XDG_RUNTIME_DIR").filter(|place| !place.is_empty()).map(PathBuf::from));
        places.push(PathBuf::from("/dev/shm"));
    }
    places
}
