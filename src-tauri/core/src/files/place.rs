//! Where a file may be written.

use super::FileFormat;
use crate::{Error, Result};
use std::{
    fs::{self, Metadata},
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// A place for a file: its folder is there, links are followed.
#[derive(Debug)]
pub(crate) struct Place {
    /// As the person named it.
    pub named: PathBuf,
    pub path: PathBuf,
    pub folder: PathBuf,
    /// Of the file that stands there.
    pub found: Option<Metadata>,
}

/// Whether a name, or the link that it is, stands for a device or an open file of a process. `/dev/stdout` leads to
/// whatever file the output goes to, which must not be replaced under the one who reads it.
fn is_of_the_system(target: &Path) -> bool {
    let is =
        |path: &Path| path.starts_with("/proc") || path.starts_with("/dev") && !path.starts_with("/dev/shm");
    cfg!(unix) && (is(target) || fs::read_link(target).is_ok_and(|link| is(&link)))
}

impl Place {
    /// # Errors
    /// [`Error::Refused`] where its folder is not there, and for a folder, a device, a pipe, or a link that leads
    /// nowhere.
    pub(crate) fn of(target: &Path) -> Result<Place> {
        let refused = |why: &str| Error::Refused(format!("{} {why}", target.display()));
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        if !parent.is_dir() {
            return Err(Error::Refused(format!(
                "There is no folder {}. Nothing was written: make it, or name another place.",
                parent.display()
            )));
        }
        let is_folder = || refused("is a folder. Nothing was written: name a file in it.");
        let is_device = || {
            refused(
                "is a device or a pipe. Nothing was written: name a file; where a command can write to the standard output, leave the file out.",
            )
        };
        if is_of_the_system(target) {
            return Err(is_device());
        }
        let name = target.file_name().ok_or_else(is_folder)?;
        let unreadable = |source| Error::folder(parent, source);
        let path = match fs::symlink_metadata(target) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                parent.canonicalize().map_err(unreadable)?.join(name)
            }
            Err(source) => return Err(unreadable(source)),
            Ok(_) => target.canonicalize().map_err(|_| {
                refused("is a link that leads nowhere. Nothing was written: name another file.")
            })?,
        };
        let found = fs::metadata(&path).ok();
        match &found {
            Some(found) if found.is_dir() => return Err(is_folder()),
            Some(found) if !found.is_file() => return Err(is_device()),
            _ => {}
        }
        let folder = path.parent().map_or_else(|| PathBuf::from("."), Path::to_owned);
        Ok(Place { named: target.to_owned(), path, folder, found })
    }

    /// Refuses a place where a file of this format does not belong.
    pub(crate) fn refuse_unfit(&self, format: FileFormat, data_folder: &Path) -> Result<()> {
        self.refuse_own(data_folder)?;
        let found = match &self.found {
            None => FileFormat::Empty,
            Some(_) => FileFormat::look(&self.path).map_err(|source| Error::folder(&self.folder, source))?,
        };
        if found == FileFormat::Database || self.beside_a_database() {
            return Err(self.refused(
                "is a database, or belongs to one. Nothing was written and it was not touched: name another file.",
            ));
        }
        if format.replaces(found) {
            return Ok(());
        }
        if found == FileFormat::Vault {
            return Err(self.refused(
                "exists and holds passwords of a password manager. It was not touched: name another file.",
            ));
        }
        Err(self.refused(&format!(
            "exists and is no {}. It was not touched: name another file, or move it away first.",
            format.name()
        )))
    }

    /// Refuses what is in the data folder, however it is reached: by a link, by another spelling of its name, or as
    /// a second name of a file in it.
    pub(crate) fn refuse_own(&self, data_folder: &Path) -> Result<()> {
        if data_folder.as_os_str().is_empty() {
            return Ok(());
        }
        let database = crate::db::database_file(data_folder);
        if self.is(&database) || ["-wal", "-shm"].iter().any(|end| self.is(&suffixed(&database, end))) {
            return Err(self.refused(
                "is the database itself. Nothing was written: name another file, best on another disk.",
            ));
        }
        let within = self.folder.ancestors().any(|folder| same_file(folder, data_folder));
        let second_name = || {
            let own = fs::read_dir(data_folder).into_iter().flatten().flatten();
            self.found.as_ref().is_some_and(has_names) && own.into_iter().any(|own| self.is(&own.path()))
        };
        if within || second_name() {
            return Err(
                self.refused("is in Holdfast's own data folder. Nothing was written: name a file elsewhere.")
            );
        }
        Ok(())
    }

    fn is(&self, other: &Path) -> bool {
        same_file(&self.path, other)
    }

    /// Whether SQLite keeps a log beside this file, or this would be the log of a database beside it.
    pub(crate) fn beside_a_database(&self) -> bool {
        const ENDS: [&str; 3] = ["-wal", "-shm", "-journal"];
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let lower = name.to_lowercase();
        let of_another = ENDS.iter().filter(|end| lower.ends_with(*end)).any(|end| {
            name.get(..name.len() - end.len()).is_some_and(|stem| {
                let database = self.path.with_file_name(stem);
                !stem.is_empty()
                    && FileFormat::look(&database).is_ok_and(|found| found == FileFormat::Database)
            })
        });
        of_another || ENDS.iter().any(|end| suffixed(&self.path, end).exists())
    }

    pub(crate) fn refused(&self, why: &str) -> Error {
        Error::Refused(format!("{} {why}", self.named.display()))
    }
}

pub(crate) fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether a file may have several names.
#[cfg(unix)]
fn has_names(found: &Metadata) -> bool {
    1 < std::os::unix::fs::MetadataExt::nlink(found)
}

#[cfg(not(unix))]
fn has_names(_found: &Metadata) -> bool {
    true
}

/// Whether two paths lead to the same thing on the disk, both being there.
pub(crate) fn same_file(left: &Path, right: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // By number, not by name: a file system that takes upper case for lower has many spellings of one name.
        matches!((fs::metadata(left), fs::metadata(right)),
            (Ok(left), Ok(right)) if (left.dev(), left.ino()) == (right.dev(), right.ino()))
    }
    #[cfg(not(unix))]
    {
        matches!((left.canonicalize(), right.canonicalize()), (Ok(left), Ok(right)) if left == right)
    }
}
