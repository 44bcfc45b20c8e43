//! What SQLite's failures mean for the person: which disk is full, which folder is closed, which file is damaged.

use crate::{Error, files};
use std::{fs::File, io::Read, path::Path};

/// SQLite's primary code of a failure.
fn primary(error: &sqlx::Error) -> u32 {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.map_or(0, |code| code & 0xff)
}

/// Says what SQLite's failure to open means for the person.
pub(crate) fn opening(path: &Path, error: sqlx::Error) -> Error {
    match primary(&error) {
        // SQLITE_CORRUPT
        11 => Error::Damaged { path: path.to_owned(), detail: how_damaged(path) },
        // SQLITE_NOTADB
        26 => Error::ForeignFile(path.to_owned()),
        _ => on_disk(path, error),
    }
}

/// Says what SQLite's failure in the midst of its use means: a page that is damaged shows when somebody needs it.
pub(crate) fn meanwhile(path: &Path, error: sqlx::Error) -> Error {
    match primary(&error) {
        // SQLITE_CORRUPT, SQLITE_NOTADB
        11 | 26 => Error::Damaged { path: path.to_owned(), detail: how_damaged(path) },
        _ => on_disk(path, error),
    }
}

/// Says what SQLite's failure to write or read a file has to do with the disk; any other stays as it is.
pub(crate) fn on_disk(path: &Path, error: sqlx::Error) -> Error {
    let code = primary(&error);
    // SQLITE_PERM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
    if !matches!(code, 3 | 8 | 10 | 13 | 14) {
        return Error::Database(error);
    }
    let folder = path.parent().unwrap_or(path);
    match files::unwritable(folder) {
        Some(source) => Error::folder(folder, source),
        // It was full a moment ago, or the quota of this user is used up.
        None if code == 13 => Error::Full { path: folder.to_owned() },
        None if code == 10 => Error::io(
            format!("{} could not be read or written, and nothing was saved", path.display()),
            std::io::Error::other("the disk answered with an error"),
        ),
        None => Error::Folder {
            path: folder.to_owned(),
            source: std::io::Error::new(
                std::io::ErrorKind::PermissionDenied,
                "the folder or the files in it do not allow it",
            ),
        },
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
