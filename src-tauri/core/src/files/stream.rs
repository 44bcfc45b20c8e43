//! A file that is too large to be put together in memory, on its way to its name.

use super::{failed, part, place::Place, sweep, sync_folder};
use crate::Result;
use std::{fs::File, io::Seek};
use tempfile::NamedTempFile;

/// A file for this user alone (0600) that is written bit by bit. It takes its name in one step; dropped before, it leaves
/// nothing behind, and what a killed process leaves the next one removes.
#[derive(Debug)]
pub(crate) struct Growing {
    part: NamedTempFile,
}

impl Growing {
    /// Begins one beside the place where it will stand.
    pub(crate) fn begin(place: &Place) -> Result<Growing> {
        sweep(&place.folder);
        Ok(Growing { part: part::file_in(&place.folder)? })
    }

    /// A handle to write by. Where locks bind everybody, another way to the file could not be used.
    pub(crate) fn handle(&self, place: &Place) -> Result<File> {
        self.part.as_file().try_clone().map_err(|source| failed(&place.named, source))
    }

    /// A handle to read what was written by, from the disk and from the beginning.
    pub(crate) fn written(&self, place: &Place) -> Result<File> {
        let read = || {
            let mut file = self.part.as_file().try_clone()?;
            file.sync_all()?;
            file.rewind()?;
            Ok(file)
        };
        read().map_err(|source| failed(&place.named, source))
    }

    /// Gives the file its name, and says how many bytes it has.
    pub(crate) fn finish(self, place: &Place) -> Result<u64> {
        let bytes = self.part.as_file().metadata().map(|found| found.len()).unwrap_or_default();
        self.part.persist(&place.path).map_err(|error| failed(&place.named, error.error))?;
        sync_folder(&place.folder);
        Ok(bytes)
    }
}
