//! Values (passwords, keys) live in the operating system's keyring and nowhere else. The database knows where
//! one is and whether it was found, never what it is.

mod backend;
mod harden;
mod journal;
mod model;
mod os;
mod status;
mod store;
#[cfg(test)]
mod tests;
mod worker;

pub use harden::harden_process;
pub use model::{KeyringState, KeyringStatus, OrphanRow, Orphans, SecretTable, SweepReport};
pub use secrecy::{ExposeSecret, SecretString};
pub use worker::Keyring;

use crate::{
    Act, Error, Result,
    clock::Now,
    db::Db,
    history::{self, Table},
};
use backend::Failure;
use model::{name_prefix, names_of};
use sqlx::SqliteConnection;
use std::{collections::HashSet, sync::Arc, time::Duration};
use zeroize::{Zeroize, Zeroizing};

impl From<SecretTable> for Table {
    fn from(table: SecretTable) -> Table {
        match table {
            SecretTable::Credential => Table::Credential,
            SecretTable::LicenseKey => Table::LicenseKey,
        }
    }
}

/// A value that stands in the keyring already and waits for its row. While one exists no other save or sweep
/// runs on this database: drop it soon. Dropped without [`adopt`], its value goes at the next sweep.
#[derive(Debug)]
pub struct StagedSecret {
    reference: String,
    parts: u32,
    _lock: Arc<journal::JournalLock>,
}

/// The name under which this application's items stand in the keyring. Development, tests and sample data use a
/// profile, so that they never see the real ones.
pub fn service_name(profile: Option<&str>) -> String {
    match profile.map(str::trim).filter(|profile| !profile.is_empty()) {
        Some(profile) => format!("app.holdfast.Holdfast.{profile}"),
        None => "app.holdfast.Holdfast".to_owned(),
    }
}

/// Stores a value for a row in place of the one it had. For a credential, today becomes the day of its last change.
/// `hint` (the last characters of a license key, if the user wants them seen) is kept for license keys only.
///
/// Call it without an open write transaction. When it fails, the old value stands unchanged: [`Error::Field`] for an
/// empty value or one over 64 KiB, [`Error::Keyring`] with the state and the way out for everything about the keyring.
/// A locked keyring prompts, and the call waits up to 120 seconds for the user.
pub async fn save(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    table: SecretTable,
    row_id: &str,
    value: SecretString,
    hint: Option<String>,
) -> Result<()> {
    journal::save(db, keyring, act, table, row_id, value, hint).await
}

/// The value of a row. One that is not in this computer's keyring is marked missing and says so in the error;
/// nothing is ever deleted by this.
pub async fn fetch(db: &Db, keyring: &Keyring, table: SecretTable, row_id: &str) -> Result<SecretString> {
    let patience = keyring.patience().await?;
    let mut looked_for = String::new();
    loop {
        let place = store::place(&mut *db.read().await?, table, row_id).await?;
        let place = place.ok_or_else(|| Error::not_found(table.name(), row_id))?;
        let Some(reference) = place.reference else {
            return Err(Error::Refused("No value is stored here yet.".into()));
        };
        match read_parts(db, keyring, &reference, place.parts, patience).await {
            Ok(value) => {
                if place.state != "set" {
                    mark(db, table, row_id, &reference, "set").await?;
                }
                return Ok(value);
            }
            // A save may have replaced it between the two looks: then the row names another one now.
            Err(Failure::NoEntry) if reference != looked_for => looked_for = reference,
            Err(Failure::NoEntry) => {
                // A keyring that is not made yet says the same: only a ready one is believed.
                let state = keyring.status().await;
                if state != KeyringState::Ready {
                    return Err(Error::Keyring { state, message: state.message().to_owned() });
                }
                mark(db, table, row_id, &reference, "missing").await?;
                return Err(Error::Keyring {
                    state,
                    message: "This value is not in this computer's keyring. Restore it from a backup, or set it again."
                        .to_owned(),
                });
            }
            Err(failure) => return Err(keyring.explain(failure).await),
        }
    }
}

/// Deletes the value of a row. Without a keyring the row forgets it at once, and the value goes at the next sweep.
/// A row without a value is left as it is. Call it without an open write transaction.
pub async fn clear(db: &Db, keyring: &Keyring, act: &Act, table: SecretTable, row_id: &str) -> Result<()> {
    journal::clear(db, keyring, act, table, row_id).await
}

/// Finishes saves and deletions that were cut off. It does nothing unless the keyring is unlocked already, and
/// never raises a prompt. Call it at start, and after something was purged or taken back.
pub async fn sweep(db: &Db, keyring: &Keyring) -> Result<SweepReport> {
    journal::sweep(db, keyring).await
}

/// Puts values in the keyring, each read back, for rows that are about to be written. All or none.
/// Fails like [`save`]; call it without an open write transaction.
pub async fn stage(
    db: &Db,
    keyring: &Keyring,
    now: &Now,
    values: Vec<SecretString>,
) -> Result<Vec<StagedSecret>> {
    journal::stage(db, keyring, now, values).await
}

/// Gives a staged value to a row, in the caller's transaction: nothing counts before that commits. The value the row
/// had goes at the next sweep. Refused when the staged value is gone.
pub async fn adopt(
    conn: &mut SqliteConnection,
    act: &Act,
    staged: &StagedSecret,
    table: SecretTable,
    row_id: &str,
    hint: Option<String>,
) -> Result<()> {
    let value = (staged.reference.as_str(), staged.parts);
    journal::take_over(conn, act, table, row_id, value, hint.as_deref()).await?;
    Ok(())
}

/// Records in the history that a value was handed out, without the value.
pub async fn record_copied(db: &Db, act: &Act, table: SecretTable, row_id: &str) -> Result<()> {
    let mut tx = db.write().await?;
    let place = store::place(&mut tx, table, row_id).await?;
    let place = place.ok_or_else(|| Error::not_found(table.name(), row_id))?;
    history::note(&mut tx, act, table.into(), row_id, &place.subject, "secret copied").await?;
    tx.commit().await?;
    Ok(())
}

/// Compares this database with the keyring, looking only at items under its own id. Rows whose value is not there
/// are marked missing, found ones set. Needs an unlocked keyring, else [`Error::Keyring`]; deletes nothing.
pub async fn orphans(db: &Db, keyring: &Keyring) -> Result<Orphans> {
    let state = keyring.status().await;
    if state != KeyringState::Ready {
        return Err(Error::Keyring { state, message: state.message().to_owned() });
    }
    let patience = keyring.patience().await?;
    let prefix = name_prefix(db.database_id());
    let found = match keyring.names(&prefix, patience).await {
        Ok(names) => names.into_iter().collect::<HashSet<String>>(),
        Err(failure) => return Err(keyring.explain(failure).await),
    };
    let mut tx = db.write().await?;
    let mut known = HashSet::new();
    let mut orphans = Orphans::default();
    for (table, id, reference, parts) in store::all_places(&mut tx).await? {
        let names = names_of(db.database_id(), &reference, parts);
        let there = names.iter().all(|name| found.contains(name));
        store::mark(&mut tx, table, &id, &reference, if there { "set" } else { "missing" }).await?;
        if !there {
            orphans.rows.push(OrphanRow { table, id });
        }
        known.extend(names);
    }
    for entry in store::journal(&mut tx).await? {
        known.extend(names_of(db.database_id(), &entry.reference, entry.parts));
    }
    tx.commit().await?;
    orphans.items = found.into_iter().filter(|name| !known.contains(name)).collect();
    orphans.items.sort();
    Ok(orphans)
}

/// The status line: how the keyring stands, read without a prompt, and what this database waits for.
pub async fn status(db: &Db, keyring: &Keyring) -> Result<KeyringStatus> {
    let state = keyring.status().await;
    let (missing, unfinished) = store::counts(&mut *db.read().await?).await?;
    Ok(KeyringStatus { state, message: state.message().to_owned(), missing, unfinished })
}

async fn mark(db: &Db, table: SecretTable, id: &str, reference: &str, state: &str) -> Result<()> {
    let mut tx = db.write().await?;
    store::mark(&mut tx, table, id, reference, state).await?;
    tx.commit().await?;
    Ok(())
}

async fn read_parts(
    db: &Db,
    keyring: &Keyring,
    reference: &str,
    parts: u32,
    patience: Duration,
) -> Result<SecretString, Failure> {
    let mut pieces: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    for name in names_of(db.database_id(), reference, parts) {
        pieces.push(keyring.get(&name, patience).await?);
    }
    // Room for all of it from the start: growing would leave copies behind.
    let mut whole = Vec::with_capacity(pieces.iter().map(|piece| piece.len()).sum());
    for piece in &pieces {
        whole.extend_from_slice(piece);
    }
    match String::from_utf8(whole) {
        Ok(text) => Ok(SecretString::from(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(Failure::Other("the stored value is not text".to_owned()))
        }
    }
}
