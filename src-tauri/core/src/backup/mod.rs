//! A copy of the database that is checked before it takes its name. Secrets are not in it: the database
//! holds none.

mod store;

use crate::{Error, Result, clock::Now, db, db::Db, settings};
use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Writes a checked copy of the database to `target`, replacing an older backup there in one step.
///
/// The copy is made beside the target under another name (0600), brought to the disk, opened again and
/// examined; only then does it take the target's name. Refused for the database itself, for a folder, and for
/// a file that is no Holdfast database. On any failure an older backup stays as it was.
pub async fn back_up(db: &Db, target: &Path, now: &Now) -> Result<()> {
    let parent = parent_of(target);
    refuse_unfit(db, target, &parent)?;
    let part = tempfile::Builder::new()
        .prefix(".holdfast-backup-")
        .suffix(".part")
        .tempdir_in(&parent)
        .map_err(|source| Error::Folder { path: parent.clone(), source })?;
    let copy = part.path().join("holdfast.db");
    db.copy_to(&copy).await?;
    File::open(&copy).and_then(|file| file.sync_all()).map_err(|source| failed(target, source))?;
    if let Some(detail) = store::examine(&copy).await?.into_iter().next() {
        return Err(Error::Damaged { path: db::database_file(db.folder()), detail });
    }
    if target.exists() && !same_application(&copy, target) {
        return Err(Error::Refused(format!(
            "{} exists and is no Holdfast backup. It was not touched: name another file.",
            target.display()
        )));
    }
    fs::rename(&copy, target).map_err(|source| failed(target, source))?;
    sync_folder(&parent);
    let mut tx = db.write().await?;
    settings::set_last_backup_at(&mut tx, &now.timestamp()).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes bytes to a file for this user alone, in one step: whole or not at all.
pub fn write_private(target: &Path, bytes: &[u8]) -> Result<()> {
    write_checked(target, bytes, |_| Ok(()))
}

/// Like [`write_private`]; the file takes its name only when `check` is content with what was read back from it.
pub(crate) fn write_checked(
    target: &Path,
    bytes: &[u8],
    check: impl FnOnce(&[u8]) -> Result<()>,
) -> Result<()> {
    let parent = parent_of(target);
    let mut file = tempfile::Builder::new()
        .prefix(".holdfast-")
        .suffix(".part")
        .tempfile_in(&parent)
        .map_err(|source| Error::Folder { path: parent.clone(), source })?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(|source| failed(target, source))?;
    let read = Zeroizing::new(fs::read(file.path()).map_err(|source| failed(target, source))?);
    check(&read)?;
    file.persist(target).map_err(|error| failed(target, error.error))?;
    sync_folder(&parent);
    Ok(())
}

/// Refuses a target that is the database itself, a folder, or in a folder that is not there.
pub(crate) fn refuse_database(db: &Db, target: &Path) -> Result<()> {
    refuse_unfit(db, target, &parent_of(target))
}

fn refuse_unfit(db: &Db, target: &Path, parent: &Path) -> Result<()> {
    if !parent.is_dir() {
        return Err(Error::Refused(format!(
            "There is no folder {}. Nothing was written: make it, or name another place.",
            parent.display()
        )));
    }
    if target.is_dir() {
        return Err(Error::Refused(format!(
            "{} is a folder. Nothing was written: name a file in it.",
            target.display()
        )));
    }
    let live = db::database_file(db.folder());
    let beside = [live.clone(), suffixed(&live, "-wal"), suffixed(&live, "-shm")];
    let same = |path: &PathBuf| {
        path == target || matches!((path.canonicalize(), target.canonicalize()), (Ok(a), Ok(b)) if a == b)
    };
    if beside.iter().any(same) {
        return Err(Error::Refused(format!(
            "{} is the database itself. Nothing was written: name another file, best on another disk.",
            target.display()
        )));
    }
    Ok(())
}

/// Whether two files are SQLite databases that belong to the same application, by their headers.
fn same_application(left: &Path, right: &Path) -> bool {
    let mark = |path: &Path| -> Option<[u8; 20]> {
        let mut head = [0_u8; 72];
        File::open(path).and_then(|mut file| file.read_exact(&mut head)).ok()?;
        let mut mark = [0_u8; 20];
        mark.get_mut(..16)?.copy_from_slice(head.get(..16)?);
        mark.get_mut(16..)?.copy_from_slice(head.get(68..)?);
        Some(mark)
    };
    matches!((mark(left), mark(right)), (Some(left), Some(right)) if left == right)
}

fn parent_of(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn failed(target: &Path, source: std::io::Error) -> Error {
    Error::io(format!("{} could not be written; what stood there is unchanged", target.display()), source)
}

/// Brings the new name to the disk too. Folders cannot be synced everywhere; the file itself is safe already.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}
