//! Export of values, with everything about them, to one KDBX 4.1 file that KeePass and KeePassXC open.
//!
//! What was written is read back from the disk by the reader of KDBX, which shares no code with the
//! writer, and every value compared, before the file takes its name.

mod collect;
mod store;

use crate::{
    Act, Cancel, Error, Result,
    credentials::strength,
    db::Db,
    files::{self, FileFormat},
    secrets::{self, ExposeSecret, HandedOut, Keyring, SecretString},
};
use collect::Collected;
use holdfast_vaults::{FILE_BYTES, read_kdbx, same};
use serde::Serialize;
use std::path::Path;
use zeroize::Zeroizing;

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VaultExport {
    pub credentials: u32,
    /// Licenses, for their keys.
    pub licenses: u32,
    pub values: u32,
    pub files: u32,
    /// Values that are not on this computer, and so not in the file.
    pub unread: Vec<UnreadValue>,
}

/// A value that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UnreadValue {
    /// Of the credential or license.
    pub id: String,
    pub name: String,
    /// The value's name.
    pub value: String,
}

/// Refuses a passphrase that does not protect a file that anybody may copy.
///
/// # Errors
/// [`Error::Field`] on `passphrase`, with what is wrong with it.
pub fn check_passphrase(passphrase: &SecretString) -> Result<()> {
    if passphrase.expose_secret().is_empty() {
        return Err(Error::field("passphrase", "Choose a passphrase for the file. Nobody can recover it."));
    }
    let found = strength::strength(passphrase, &["holdfast", "keepass", "kdbx"]);
    if found.score >= strength::GOOD {
        return Ok(());
    }
    let why =
        found.warning.map(|warning| format!(" {}", warning.trim_end_matches('.')) + ".").unwrap_or_default();
    Err(Error::field(
        "passphrase",
        format!(
            "This passphrase is too easy to guess for a file with all your logins.{why} Use several words that have nothing to do with each other."
        ),
    ))
}

/// Writes credentials and license keys to a KDBX 4.1 file: those with these ids, or all (Trash left out) when there are
/// none. Values that are not on this computer are named in the answer. The file is for this user alone; what stood
/// there is replaced only when everything succeeded.
///
/// `progress` gets values read and values in all.
///
/// # Errors
/// [`Error::Field`] on `passphrase` for one that is too weak; [`Error::Unrecorded`] when it cannot be recorded, and then no
/// file is written; [`Error::Keyring`] when the keyring does not answer;
/// [`Error::Refused`] for a target that is no vault, and when there is nothing to export.
pub async fn export(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    ids: &[String],
    passphrase: SecretString,
    target: &Path,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<VaultExport> {
    check_passphrase(&passphrase)?;
    files::check(target, FileFormat::Vault, db.folder())?;
    refuse_foreign(target, &passphrase).await?;
    let Collected { entries, value_ids, unread } = collect::collect(db, keyring, ids, progress).await?;
    if entries.is_empty() {
        return Err(Error::Refused("There is nothing to export yet. No file was written.".into()));
    }
    let report = VaultExport {
        credentials: count(entries.iter().filter(|entry| !entry.is_license()).count()),
        licenses: count(entries.iter().filter(|entry| entry.is_license()).count()),
        values: count(value_ids.len()),
        files: count(entries.iter().map(|entry| entry.files.len()).sum()),
        unread,
    };
    // Recorded before anybody can have it: a file that could not be written then was announced, never the other way round.
    secrets::record_values(db, act, &value_ids, HandedOut::Exported).await?;
    let (place, folder) = (target.to_owned(), db.folder().to_owned());
    let written = tokio::task::spawn_blocking(move || -> Result<()> {
        let bytes = holdfast_vaults::write(&entries, &passphrase)?;
        files::save_checked(&place, &bytes, FileFormat::Vault, &folder, |bytes| {
            let found = read_kdbx(bytes, Some(&passphrase), None, &Cancel::default())?;
            Ok(same(&entries, &found.entries)?)
        })
    });
    written.await.map_err(|error| Error::Internal(error.to_string()))??;
    Ok(report)
}

/// A vault may be replaced by a newer export of its kind. One that another program writes, or that nobody can look into,
/// may hold what is nowhere else.
async fn refuse_foreign(target: &Path, passphrase: &SecretString) -> Result<()> {
    if !std::fs::metadata(target).is_ok_and(|found| 0 < found.len()) {
        return Ok(());
    }
    let refused = |why: &str| {
        Error::Refused(format!(
            "{} exists and {why}. It was not touched: name another file, or move it away first.",
            target.display()
        ))
    };
    let bytes = Zeroizing::new(files::read(target, FILE_BYTES as u64)?);
    let passphrase = passphrase.clone();
    let reading =
        tokio::task::spawn_blocking(move || read_kdbx(&bytes, Some(&passphrase), None, &Cancel::default()));
    let Ok(found) = reading.await.map_err(|error| Error::Internal(error.to_string()))? else {
        return Err(refused("does not open with this passphrase, so that nobody knows what it holds"));
    };
    if found.entries.iter().all(|entry| entry.own) {
        return Ok(());
    }
    Err(refused("holds entries that Holdfast did not write"))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
