//! Which files in the data folder are Holdfast's own, and that nobody else may read them.

#[cfg(unix)]
use super::{BEFORE_RESTORE, DAMAGED, database_file, own_folder, suffixed};
use std::path::Path;
#[cfg(unix)]
use std::{fs, path::PathBuf};

/// Takes from other users what they may do with Holdfast's files, and with the folder where it is Holdfast's own.
/// A folder that was named (a home, `/tmp`) is its owner's to open or close. What cannot be changed stays as it is;
/// `doctor` names it.
#[cfg(unix)]
pub(super) fn tighten(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let database = database_file(folder);
    let mut paths: Vec<(PathBuf, u32)> = vec![
        (suffixed(&database, "-wal"), 0o600),
        (suffixed(&database, "-shm"), 0o600),
        (folder.join("window.lock"), 0o600),
        (folder.join("backup.lock"), 0o600),
        (folder.join("secrets.lock"), 0o600),
        (folder.join("secrets-next.lock"), 0o600),
        (folder.join("secrets-staged.lock"), 0o600),
        (database, 0o600),
    ];
    let copies = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    paths.extend(
        copies
            .filter(|path| is_copy(path) || is_named(path, BEFORE_RESTORE) || is_named(path, DAMAGED))
            .map(|path| (path, 0o600)),
    );
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
    is_named(path, "before-schema-") && path.extension().is_some_and(|ending| ending == "db")
}

fn is_named(path: &Path, start: &str) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(start))
}
