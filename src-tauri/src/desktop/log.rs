//! The log: one file in the data folder, for this user alone, never with a value of the keyring in it.

use holdfast_core::Error;
use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::Path,
    sync::{Mutex, PoisonError},
};
use tracing_subscriber::EnvFilter;

/// At this size, in bytes, the file of the last run is set aside.
const FULL: u64 = 2 * 1024 * 1024;
/// What is written unless HOLDFAST_LOG says otherwise.
const USUAL: &str = "warn,holdfast_core=info,holdfast_desktop=info";

/// The open file; before there is one, messages go to the standard error output.
static FILE: Mutex<Option<File>> = Mutex::new(None);

/// Begins to log. Panics are logged by their place alone: their message may quote data.
pub(crate) fn start() {
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter())
        .with_ansi(false)
        .with_writer(|| Output)
        .try_init();
    if logging.is_err() {
        return;
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
}

/// Writes to `logs/holdfast.log` of the data folder from here on; the one before it is `holdfast.old.log`.
pub(crate) fn to_folder(folder: &Path) -> Result<(), Error> {
    let logs = folder.join("logs");
    let file = open(&logs)
        .map_err(|source| Error::io(format!("The log in {} could not be opened", logs.display()), source))?;
    *FILE.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    Ok(())
}

fn filter() -> EnvFilter {
    EnvFilter::try_from_env("HOLDFAST_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL))
}

fn open(logs: &Path) -> std::io::Result<File> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(logs)?;
    let path = logs.join("holdfast.log");
    if fs::metadata(&path).is_ok_and(|meta| meta.len() > FULL) {
        fs::rename(&path, logs.join("holdfast.old.log"))?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The file, else the standard error output. A full disk must not end the program for want of a log line.
struct Output;

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match FILE.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(file) => drop(file.write_all(bytes)),
            None => drop(std::io::stderr().write_all(bytes)),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_log_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("logs");
        open(&logs).unwrap().set_len(FULL + 1).unwrap();
        let fresh = open(&logs).unwrap();
        assert_eq!(fresh.metadata().unwrap().len(), 0);
        assert_eq!(fs::metadata(logs.join("holdfast.old.log")).unwrap().len(), FULL + 1);
    }

    #[cfg(unix)]
    #[test]
    fn the_log_is_for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("logs");
        let file = open(&logs).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&logs).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
