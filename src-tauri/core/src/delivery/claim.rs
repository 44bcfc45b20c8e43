//! Who is telling a reminder right now: a file beside the database that its process holds locked. The claim in the
//! ledger names the file; when the process is gone, so is the lock, and the claim is free.

use crate::{Error, Result, db, ids};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

const FOLDER: &str = "claims";

/// The right to claim reminders, as long as this lives.
#[derive(Debug)]
pub(super) struct Claimant {
    name: String,
    path: Option<PathBuf>,
    _lock: Option<File>,
}

impl Claimant {
    /// A claimant with a lock of its own. A database in memory has one process and needs none.
    pub fn new(folder: &Path) -> Result<Claimant> {
        let name = ids::new_id();
        if folder.as_os_str().is_empty() {
            return Ok(Claimant { name, path: None, _lock: None });
        }
        let claims = db::make_folder_within(folder, FOLDER)?;
        clear(&claims);
        // Locked before it has its name, so that nobody finds it free.
        let (draft, path) = (claims.join(format!("{name}.new")), claims.join(&name));
        let lock = db::make_private_file(&draft)?;
        let taken = lock.try_lock().map_err(|error| match error {
            TryLockError::Error(source) => source,
            TryLockError::WouldBlock => std::io::ErrorKind::WouldBlock.into(),
        });
        taken
            .and_then(|()| fs::rename(&draft, &path))
            .map_err(|source| Error::io("The lock for sending reminders could not be taken", source))?;
        Ok(Claimant { name, path: Some(path), _lock: Some(lock) })
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Claimant {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether a claimant of this name still runs.
pub(super) fn alive(folder: &Path, name: &str) -> bool {
    // Names of ours hold no separator; another text names no claimant.
    if folder.as_os_str().is_empty() || name.contains(['/', '\\', '.']) {
        return false;
    }
    held(&folder.join(FOLDER).join(name))
}

fn held(path: &Path) -> bool {
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => matches!(file.try_lock(), Err(TryLockError::WouldBlock)),
        Err(_) => false,
    }
}

/// Removes what processes left behind that ended without tidying up.
fn clear(claims: &Path) {
    for entry in fs::read_dir(claims).into_iter().flatten().flatten() {
        let path = entry.path();
        if !held(&path) && path.extension().is_none() {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claimant_is_alive_as_long_as_it_lives() {
        let folder = tempfile::tempdir().unwrap();
        let one = Claimant::new(folder.path()).unwrap();
        let other = Claimant::new(folder.path()).unwrap();
        assert!(alive(folder.path(), one.name()) && alive(folder.path(), other.name()));
        let name = one.name().to_owned();
        drop(one);
        assert!(!alive(folder.path(), &name));
        assert!(alive(folder.path(), other.name()));
        for odd in ["../window.lock", "", "nobody"] {
            assert!(!alive(folder.path(), odd), "{odd}");
        }
    }

    #[test]
    fn what_a_killed_process_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        drop(Claimant::new(folder.path()).unwrap());
        let left = folder.path().join(FOLDER).join("left-behind");
        fs::write(&left, b"").unwrap();
        assert!(!alive(folder.path(), "left-behind"));
        let claimant = Claimant::new(folder.path()).unwrap();
        assert!(!left.exists() && alive(folder.path(), claimant.name()));
    }
}
