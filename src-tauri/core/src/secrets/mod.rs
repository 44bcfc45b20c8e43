//! Values (passwords, keys) live in the operating system's keyring and nowhere else. The database knows where
//! one is and whether it was found, never what it is.

mod backend;
mod harden;
mod journal;
mod model;
mod os;
mod slots;
mod status;
mod store;
#[cfg(test)]
mod tests;
mod worker;

pub use harden::harden_process;
pub use model::{KeyringState, KeyringStatus, OrphanRow, Orphans, SweepReport, VALUE_BYTES};
pub use secrecy::{ExposeSecret, SecretString};
pub use slots::{About, FieldName, PreviousValue, SecretField, SecretOwner, SecretState, Slot};
pub use worker::{Keyring, Step};

use crate::{
    Act, Error, Result,
    clock::Now,
    db::Db,
    history::{self, Table},
    row,
};
use backend::Failure;
use model::{name_prefix, names_of, parts_of};
use sqlx::SqliteConnection;
use std::{collections::HashSet, sync::Arc, time::Duration};
use store::Place;
use zeroize::{Zeroize, Zeroizing};

/// A value that stands in the keyring already and waits for its place. While one exists no other save or sweep
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

/// Stores a value in a slot. The one it had becomes a previous value; of those the newest few are kept
/// ([`crate::settings::VaultSettings`]). For the main value of a credential, today becomes the day of its last change.
///
/// Call it without an open write transaction. When it fails, the old value stands unchanged: [`Error::Field`] for an
/// empty value or one over 64 KiB, [`Error::Keyring`] with the state and the way out for everything about the keyring.
/// A locked keyring prompts, and the call waits up to 120 seconds for the user.
pub async fn save(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    slot: &Slot,
    value: SecretString,
    about: &About,
) -> Result<()> {
    journal::save(db, keyring, act, slot, value, about).await
}

/// Whether a value can be stored at all.
///
/// # Errors
/// [`Error::Field`] for an empty one and for one over 64 KiB.
pub fn check_size(value: &SecretString) -> Result<()> {
    parts_of(value.expose_secret()).map(drop).map_err(|message| Error::field("secret", message))
}

/// The current value of a slot. One that is not in this computer's keyring is marked missing and says so in the
/// error; nothing is ever deleted by this.
pub async fn fetch(db: &Db, keyring: &Keyring, slot: &Slot) -> Result<SecretString> {
    fetch_wanted(db, keyring, Wanted::Current(slot)).await
}

/// One value by its own id, current or previous; otherwise like [`fetch`].
pub async fn fetch_value(db: &Db, keyring: &Keyring, id: &str) -> Result<SecretString> {
    fetch_wanted(db, keyring, Wanted::Value(id)).await
}

/// A value as it was found at one moment, whatever became of it since.
#[derive(Debug)]
pub(crate) struct Known(Place);

/// A value as it is now; None when there is none of this id.
pub(crate) async fn known(conn: &mut SqliteConnection, id: &str) -> Result<Option<Known>> {
    Ok(store::by_id(conn, id).await?.map(Known))
}

/// The value that was found, and its id. Where it was replaced and forgotten meanwhile, the one that is in its place
/// now. None when it is not on this computer, or was taken out for good.
pub(crate) async fn fetch_known(
    db: &Db,
    keyring: &Keyring,
    known: &Known,
) -> Result<Option<(String, SecretString)>> {
    let mut id = known.0.id.clone();
    loop {
        match fetch_value(db, keyring, &id).await {
            Ok(value) => return Ok(Some((id, value))),
            Err(Error::Keyring { state: KeyringState::Ready, .. }) => {}
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
        let mut conn = db.read().await?;
        if store::by_id(&mut conn, &id).await?.is_some() {
            return Ok(None);
        }
        match store::current_beside(&mut conn, &known.0).await? {
            Some(current) if current.id != id => id = current.id,
            _ => return Ok(None),
        }
    }
}

/// What is looked for: whatever a slot has now, or one value whatever became of it.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    Current(&'a Slot),
    Value(&'a str),
}

impl Wanted<'_> {
    async fn place(self, db: &Db) -> Result<Place> {
        let mut conn = db.read().await?;
        let slot = match self {
            Wanted::Value(id) => {
                let place = store::by_id(&mut conn, id).await?;
                return place.ok_or_else(|| Error::not_found("value", id));
            }
            Wanted::Current(slot) => slot,
        };
        match store::current(&mut conn, slot).await? {
            Some(place) => Ok(place),
            None if store::subject(&mut conn, slot).await?.is_some() => {
                Err(Error::Refused("No value is stored here yet.".into()))
            }
            None => Err(Error::not_found(slot.owner.name(), &slot.id)),
        }
    }
}

async fn fetch_wanted(db: &Db, keyring: &Keyring, wanted: Wanted<'_>) -> Result<SecretString> {
    let patience = keyring.patience().await?;
    let mut looked_for = String::new();
    loop {
        let place = wanted.place(db).await?;
        match read_parts(db, keyring, &place.reference, place.parts, patience).await {
            Ok(value) => {
                if place.state != "set" {
                    mark(db, &place.id, "set").await?;
                }
                return Ok(value);
            }
            // A save may have replaced it between the two looks: then the slot names another one now.
            Err(Failure::NoEntry) if place.reference != looked_for => looked_for = place.reference,
            Err(Failure::NoEntry) => {
                // A keyring that is not made yet says the same: only a ready one is believed.
                let state = keyring.status().await;
                if state != KeyringState::Ready {
                    return Err(Error::Keyring { state, message: state.message().to_owned() });
                }
                mark(db, &place.id, "missing").await?;
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

/// The values of an owner, without the values: current ones in their order, each with its previous ones.
pub async fn fields_of(conn: &mut SqliteConnection, owner_id: &str) -> Result<Vec<SecretField>> {
    store::fields(conn, owner_id).await
}

/// Whether a slot has a value, on this computer or another.
pub async fn is_set(conn: &mut SqliteConnection, slot: &Slot) -> Result<bool> {
    Ok(store::current(conn, slot).await?.is_some())
}

/// Takes the value out of a slot. It becomes a previous value, or leaves the keyring when none are kept: then
/// without a keyring at the next sweep. An empty slot is left as it is. Call it without an open write transaction.
pub async fn clear(db: &Db, keyring: &Keyring, act: &Act, slot: &Slot) -> Result<()> {
    journal::clear(db, keyring, act, slot).await
}

/// Makes a previous value the current one, and the current one a previous one. Needs no keyring.
pub async fn restore(conn: &mut SqliteConnection, act: &Act, value_id: &str) -> Result<()> {
    journal::restore(conn, act, value_id).await
}

/// Deletes one value, current or previous, from the keyring for good; it cannot be undone.
/// Call it without an open write transaction.
pub async fn forget(db: &Db, keyring: &Keyring, act: &Act, value_id: &str) -> Result<()> {
    journal::forget_value(db, keyring, act, value_id).await
}

/// Gives the value of a slot, and the previous ones of the same name, another name.
///
/// # Errors
/// [`Error::Field`] when another value of the owner has that name.
pub async fn rename(conn: &mut SqliteConnection, act: &Act, slot: &Slot, name: &FieldName) -> Result<()> {
    let (from, to) = (slot.field.key_form(), name.key_form());
    let values = store::all_of(conn, &slot.id).await?;
    if from != to && values.iter().any(|value| value.field_key == to) {
        return Err(Error::field("field", format!("There is a value called “{name}” already.")));
    }
    for value in values.iter().filter(|value| value.field_key == from) {
        let changes = row! { "field": name.as_str(), "field_key": to };
        history::update(conn, act, Table::SecretValue, &value.id, None, changes).await?;
    }
    Ok(())
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
    stage_watched(db, keyring, now, values, |_| Ok(())).await
}

/// Like [`stage`], for many values. `watch` is told before each how many are done; an error of it stops the work, and
/// is the answer. What was put by then goes at the next sweep.
pub async fn stage_watched(
    db: &Db,
    keyring: &Keyring,
    now: &Now,
    values: Vec<SecretString>,
    watch: impl FnMut(usize) -> Result<()> + Send,
) -> Result<Vec<StagedSecret>> {
    journal::stage(db, keyring, now, values, watch).await
}

/// Gives a staged value to a slot, in the caller's transaction: nothing counts before that commits. What is no
/// longer kept goes at the next sweep. Refused when the staged value is gone.
pub async fn adopt(
    conn: &mut SqliteConnection,
    act: &Act,
    staged: &StagedSecret,
    slot: &Slot,
    about: &About,
) -> Result<()> {
    journal::take_over(conn, act, slot, (staged.reference.as_str(), staged.parts), about).await?;
    Ok(())
}

/// Where a value went, for the History.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandedOut {
    Copied,
    Revealed,
    Exported,
    /// Printed by the command line.
    Printed,
}

impl HandedOut {
    fn action(self) -> &'static str {
        match self {
            HandedOut::Copied => "secret copied",
            HandedOut::Revealed => "secret revealed",
            HandedOut::Exported => "secret exported",
            HandedOut::Printed => "secret printed",
        }
    }
}

/// Records in the history that a value was handed out, without the value.
pub async fn record(db: &Db, act: &Act, slot: &Slot, how: HandedOut) -> Result<()> {
    let mut tx = db.write().await?;
    let place = store::current(&mut tx, slot).await?;
    let place = place.ok_or_else(|| Error::not_found(slot.owner.name(), &slot.id))?;
    note(&mut tx, act, &place, how).await?;
    tx.commit().await?;
    Ok(())
}

/// Like [`record`], for a value known by its own id.
pub async fn record_value(db: &Db, act: &Act, value_id: &str, how: HandedOut) -> Result<()> {
    let mut tx = db.write().await?;
    let place = store::by_id(&mut tx, value_id).await?.ok_or_else(|| Error::not_found("value", value_id))?;
    note(&mut tx, act, &place, how).await?;
    tx.commit().await?;
    Ok(())
}

/// Like [`record_value`], for many values at once.
pub async fn record_values(db: &Db, act: &Act, value_ids: &[String], how: HandedOut) -> Result<()> {
    let mut tx = db.write().await?;
    for id in value_ids {
        if let Some(place) = store::by_id(&mut tx, id).await? {
            note(&mut tx, act, &place, how).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn note(conn: &mut SqliteConnection, act: &Act, place: &Place, how: HandedOut) -> Result<()> {
    history::note(conn, act, Table::SecretValue, &place.id, &place.subject_id, how.action()).await
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
    for (row, reference, parts) in store::all_places(&mut tx).await? {
        let names = names_of(db.database_id(), &reference, parts);
        let there = names.iter().all(|name| found.contains(name));
        store::mark(&mut tx, &row.id, if there { "set" } else { "missing" }).await?;
        if !there {
            orphans.rows.push(row);
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

/// Deletes items of the keyring that [`orphans`] named, and nothing else: each is looked at again. How many went.
/// It cannot be undone.
pub async fn delete_orphans(db: &Db, keyring: &Keyring, items: &[String]) -> Result<u32> {
    let found = orphans(db, keyring).await?;
    let patience = keyring.patience().await?;
    let mut gone = 0;
    for name in found.items.iter().filter(|name| items.contains(name)) {
        if let Err(failure) = keyring.delete(name, patience).await {
            return Err(keyring.explain(failure).await);
        }
        gone += 1;
    }
    Ok(gone)
}

/// The status line: how the keyring stands, read without a prompt, and what this database waits for.
pub async fn status(db: &Db, keyring: &Keyring) -> Result<KeyringStatus> {
    let state = keyring.status().await;
    let (missing, unfinished) = store::counts(&mut *db.read().await?).await?;
    Ok(KeyringStatus { state, message: state.message().to_owned(), missing, unfinished })
}

async fn mark(db: &Db, id: &str, state: &str) -> Result<()> {
    let mut tx = db.write().await?;
    store::mark(&mut tx, id, state).await?;
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
