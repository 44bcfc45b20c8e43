//! The copies of the file that were kept before a migration: they still hold what an upgrade took out of it.

use super::{addresses, parting, store};
use crate::{Error, Result, db};
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Those of a folder that hold addresses with secrets in them, the oldest schema first.
pub(super) async fn with_secrets(folder: &Path) -> Vec<PathBuf> {
    if folder.as_os_str().is_empty() {
        return Vec::new();
    }
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut copies: Vec<PathBuf> = files.filter(|path| db::is_copy(path) && path.is_file()).collect();
    copies.sort();
    let mut found = Vec::new();
    for copy in copies {
        if holds_secrets(&copy).await {
            found.push(copy);
        }
    }
    found
}

/// A copy that cannot be opened says nothing. It is opened as a file that does not change, which leaves none beside it.
async fn holds_secrets(copy: &Path) -> bool {
    let options = SqliteConnectOptions::new().filename(copy).read_only(true).immutable(true);
    let Ok(mut conn) = options.disable_statement_logging().connect().await else { return false };
    let addresses = store::addresses(&mut conn).await.unwrap_or_default();
    addresses.iter().any(|row| match row.place.as_str() {
        "notes" => parting::part_lines(&row.text).is_some(),
        _ => addresses::has_secret(&row.text),
    })
}

pub(super) fn delete(copy: &Path) -> Result<()> {
    fs::remove_file(copy)
        .map_err(|error| Error::io(format!("{} could not be deleted", copy.display()), error))
}
