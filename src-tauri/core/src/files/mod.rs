//! Files that the user names: the one place that writes them, and the one that reads them.
//!
//! Writing never costs the user a file that was not meant. Refused are Holdfast's own folder, every SQLite file,
//! vaults, devices and folders, and any file that is of another format than what is written. A file takes its name
//! in one step, whole and on the disk, or not at all.

mod format;
mod part;
mod place;
mod stream;
#[cfg(test)]
mod tests;

pub use format::FileFormat;
pub use part::PrivateFolder;
pub(crate) use part::{places, sweep};
pub(crate) use place::{Place, same_file, suffixed};
pub(crate) use stream::Growing;

use crate::{Error, Result};
use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Read, Seek, Write},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// The largest table that is read, in bytes.
pub const TABLE_BYTES: u64 = 256 * 1024 * 1024;
/// The largest export of everything that is read, in bytes: attachments stand in it.
pub const EVERYTHING_BYTES: u64 = 1024 * 1024 * 1024;

/// Writes bytes to a file for this user alone (0600), in one step: whole or not at all. `data_folder` is the one in
/// use. A link is followed to the file it leads to.
///
/// # Errors
/// [`Error::Refused`] for a place where no such file belongs, [`Error::Folder`], [`Error::Full`] and [`Error::Io`]
/// where it cannot be written. What stood there is unchanged then.
pub fn save(target: &Path, bytes: &[u8], format: FileFormat, data_folder: &Path) -> Result<()> {
    save_checked(target, bytes, format, data_folder, |_| Ok(()))
}

/// Like [`save`]; the file takes its name only when `check` is content with what was read back from it.
pub(crate) fn save_checked(
    target: &Path,
    bytes: &[u8],
    format: FileFormat,
    data_folder: &Path,
    check: impl FnOnce(&[u8]) -> Result<()>,
) -> Result<()> {
    let place = Place::of(target)?;
    place.refuse_unfit(format, data_folder)?;
    write(&place, bytes, check)
}

/// Writes a small file of Holdfast's own where no other is, for this user alone (0600), in one step: whole or not at all.
///
/// # Errors
/// [`Error::Refused`], [`Error::Folder`], [`Error::Full`] and [`Error::Io`] where it cannot be written.
pub(crate) fn write_own(target: &Path, bytes: &[u8]) -> Result<()> {
    write(&Place::of(target)?, bytes, |_| Ok(()))
}

/// Refuses a place where [`save`] would, before the work is done.
///
/// # Errors
/// [`Error::Refused`] with the reason.
pub fn check(target: &Path, format: FileFormat, data_folder: &Path) -> Result<()> {
    Place::of(target)?.refuse_unfit(format, data_folder)
}

/// Writes a file to a folder that is Holdfast's own and that nobody else writes in.
///
/// # Errors
/// [`Error::Folder`], [`Error::Full`] and [`Error::Io`] where it cannot be written.
pub fn write_copy(folder: &PrivateFolder, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let inner = tempfile::Builder::new()
        .tempdir_in(folder.path())
        .map_err(|source| Error::folder(folder.path(), source))?
        .keep();
    let path = inner.join(name);
    let mut file = crate::db::make_private_file(&path)?;
    file.write_all(bytes).map_err(|source| failed(&path, source))?;
    Ok(path)
}

fn write(place: &Place, bytes: &[u8], check: impl FnOnce(&[u8]) -> Result<()>) -> Result<()> {
    sweep(&place.folder);
    let mut part = part::file_in(&place.folder)?;
    let file = part.as_file_mut();
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| file.rewind())
        .map_err(|source| failed(&place.named, source))?;
    // By the same handle: where locks bind everybody, another one could not read it.
    let mut read = Zeroizing::new(Vec::with_capacity(bytes.len() + 1));
    file.read_to_end(&mut read).map_err(|source| failed(&place.named, source))?;
    if read.as_slice() != bytes {
        return Err(failed(
            &place.named,
            std::io::Error::other("what was read back is not what was written"),
        ));
    }
    check(&read)?;
    part.persist(&place.path).map_err(|error| failed(&place.named, error.error))?;
    sync_folder(&place.folder);
    Ok(())
}

/// Brings a file that was written by others to the disk. It is opened for writing: Windows flushes no other.
pub(crate) fn sync_file(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().read(true).write(true).open(path)?.sync_all()
}

/// Brings names in a folder to the disk. Folders cannot be synced everywhere; the files themselves are safe already.
pub(crate) fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}

/// What a failed write means for the person.
pub(crate) fn failed(target: &Path, source: std::io::Error) -> Error {
    if is_full(&source) {
        return Error::Full { path: target.to_owned() };
    }
    Error::io(format!("{} could not be written; what stood there is unchanged", target.display()), source)
}

/// Whether there was no room left, or no more of what this user may have.
pub(crate) fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

/// Why nothing can be written in a folder; None when it can.
pub(crate) fn unwritable(folder: &Path) -> Option<std::io::Error> {
    let probe = || {
        let mut file =
            tempfile::Builder::new().prefix(part::FILE).suffix(part::ENDING).tempfile_in(folder)?;
        file.write_all(&[0; 64 * 1024])?;
        file.as_file().sync_all()
    };
    probe().err().map(part::plain)
}

/// Reads a file that the user named, of at most `limit` bytes.
///
/// # Errors
/// [`Error::Import`] for one that is larger, also when it grows meanwhile; for a folder, a device or a pipe, which
/// have no end that could be known; and for one that cannot be read.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let shown = path.display();
    let failed = |source| {
        Error::Import(format!(
            "{shown} could not be read ({source}). Nothing was written: check the path and your right to read it."
        ))
    };
    let no_file = || {
        Error::Import(format!(
            "{shown} is no file that could be read to its end, but a folder, a device or a pipe. Nothing was written: save it as a file first."
        ))
    };
    let large = || {
        Error::Import(format!(
            "{shown} is larger than {} MB, the most that is read. Nothing was written: split it.",
            limit / (1024 * 1024)
        ))
    };
    // Looked at before it is opened: opening a pipe waits for somebody to write.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(no_file());
    }
    let file = File::open(path).map_err(failed)?;
    let found = file.metadata().map_err(failed)?;
    if !found.is_file() {
        return Err(no_file());
    }
    if limit < found.len() {
        return Err(large());
    }
    let room = usize::try_from(found.len()).map_err(|_| large())?;
    // Room for all of it from the start: growing would leave copies of what may be secret.
    let mut bytes = Vec::with_capacity(room + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if limit < bytes.len() as u64 {
        return Err(large());
    }
    Ok(bytes)
}
