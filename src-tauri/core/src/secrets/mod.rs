//! Values (passwords, keys) live in the operating system's keyring and nowhere else. The database knows where
//! one is and whether it was found, never what it is.

mod backend;
mod harden;
mod home;
mod journal;
mod model;
mod orphans;
mod os;
mod reading;
mod restoring;
mod slots;
mod staging;
mod status;
mod store;
mod sweep;
#[cfg(test)]
mod tests;
mod turn;
mod worker;

pub use harden::harden_process;
pub use journal::{Changed, PutValue};
pub use model::{
    HomeReport, HomeState, KeyringState, KeyringStatus, OrphanRow, Orphans, SweepReport, VALUE_BYTES,
};
pub use reading::{HandedOut, Recording, Wanted};
pub use secrecy::{ExposeSecret, SecretString};
pub use slots::{About, FieldName, PreviousValue, SecretField, SecretOwner, SecretState, Slot};
pub use staging::StagedSecret;
pub use worker::{Keyring, Step};

use crate::{
    Act, Error, Result,
    clock::Now,
    db::Db,
    history::{self, Entity},
    row,
};
use model::parts_of;
use sqlx::SqliteConnection;

/// The name under which this application's items stand in the keyring. Development, tests and sample data use a
/// profile, so that they never see the real ones.
pub fn service_name(profile: Option<&str>) -> String {
    match profile.map(str::trim).filter(|profile| !profile.is_empty()) {
        Some(profile) => format!("app.holdfast.Holdfast.{profile}"),
        None => "app.holdfast.Holdfast".to_owned(),
    }
}

/// Stores a value in a slot. The one it had becomes a previous value; of those the newest few are kept
/// ([`crate::settings::SecretSettings`]). A value of a credential is stored by `credentials::save`, which writes the day of its last change.
///
/// Call it without an open write transaction. When it fails, the old value stands unchanged: [`Error::Field`] for an
/// empty value or one over 64 KiB, [`Error::Keyring`] with the state and the way out for everything about the keyring.
/// A locked keyring prompts, and the call waits up to 120 seconds for the user.
///
/// # Errors
/// Those named above; [`Error::NotFound`] when the slot's owner is not there, [`Error::Refused`] when another Holdfast
/// is at the keyring for too long, [`Error::Database`] when nothing can be written.
pub async fn save(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    slot: &Slot,
    value: SecretString,
    about: &About,
) -> Result<()> {
    let mut put = put(db, keyring, act, slot, value).await?;
    let mut tx = db.write().await?;
    let _ = put.take(&mut tx, act, slot, about).await?;
    tx.commit().await?;
    put.finish(db, keyring).await;
    Ok(())
}

/// Puts a value in the keyring, for a slot that takes it in a transaction of the caller's: [`save`] in steps, for one who
/// has more to write with it.
///
/// # Errors
/// Those of [`save`].
pub async fn put(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    slot: &Slot,
    value: SecretString,
) -> Result<PutValue> {
    journal::put(db, keyring, act, slot, value).await
}

/// Whether a value can be stored at all.
///
/// # Errors
/// [`Error::Field`] for an empty one and for one over 64 KiB.
pub fn check_size(value: &SecretString) -> Result<()> {
    parts_of(value.expose_secret()).map(drop).map_err(|message| Error::field("secret", message))
}

/// The current value of a slot, for this process alone; what goes to a person goes through [`hand_out`]. One that is not
/// in this computer's keyring is marked missing and says so in the error; nothing is ever deleted by this.
///
/// # Errors
/// [`Error::Keyring`] when the keyring cannot be read, or the value is not in it; [`Error::Refused`] when the slot is
/// empty; [`Error::NotFound`] when its owner is not there.
pub async fn fetch(db: &Db, keyring: &Keyring, slot: &Slot) -> Result<SecretString> {
    Ok(reading::fetch(db, keyring, Wanted::Current(slot)).await?.1)
}

/// One value by its own id, current or previous; otherwise like [`fetch`].
///
/// # Errors
/// [`Error::NotFound`] when there is no value with this id; [`Error::Keyring`] like [`fetch`].
pub async fn fetch_value(db: &Db, keyring: &Keyring, id: &str) -> Result<SecretString> {
    Ok(reading::fetch(db, keyring, Wanted::Value(id)).await?.1)
}

/// A value as it was found at one moment, whatever became of it since.
#[derive(Debug)]
pub(crate) struct Known(store::Place);

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

/// A value for a person. That it is handed out, and how, stands in the history before this returns it.
///
/// # Errors
/// Like [`fetch`]; [`Error::Unrecorded`] when it could not be recorded, unless that is waived.
pub async fn hand_out(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    wanted: Wanted<'_>,
    how: HandedOut,
    recording: Recording,
) -> Result<SecretString> {
    reading::hand_out(db, keyring, act, wanted, how, recording).await
}

/// Records that many values are about to be handed out. Call it before they are.
///
/// # Errors
/// [`Error::Unrecorded`] with the reason when they could not be recorded: then hand out none of them.
pub async fn record_values(db: &Db, act: &Act, value_ids: &[String], how: HandedOut) -> Result<()> {
    reading::record(db, act, value_ids, how).await.map_err(|error| Error::Unrecorded(error.to_string()))
}

/// The values of an owner, without the values: current ones in their order, each with its previous ones.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn fields_of(conn: &mut SqliteConnection, owner_id: &str) -> Result<Vec<SecretField>> {
    store::fields(conn, owner_id).await
}

/// Whether a slot has a value, on this computer or another.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn is_set(conn: &mut SqliteConnection, slot: &Slot) -> Result<bool> {
    Ok(store::current(conn, slot).await?.is_some())
}

/// Takes the value out of a slot. It becomes a previous value, or leaves the keyring when none are kept: then
/// without a keyring at the next sweep. An empty slot is left as it is. Call it without an open write transaction.
///
/// # Errors
/// [`Error::NotFound`] when the slot's owner is not there, [`Error::Refused`] when another Holdfast is at the keyring
/// for too long, [`Error::Database`] when nothing can be written.
pub async fn clear(db: &Db, keyring: &Keyring, act: &Act, slot: &Slot) -> Result<()> {
    journal::clear(db, keyring, act, slot).await
}

/// Makes a previous value the current one, and the current one a previous one. Needs no keyring. Those of a credential
/// are restored by `credentials::restore`.
///
/// # Errors
/// [`Error::NotFound`] when there is no value with this id, [`Error::Database`] when nothing can be written.
pub async fn restore(conn: &mut SqliteConnection, act: &Act, value_id: &str) -> Result<Option<Changed>> {
    journal::restore(conn, act, value_id).await
}

/// Deletes one value, current or previous, from the keyring for good; it cannot be undone.
/// Call it without an open write transaction.
///
/// # Errors
/// [`Error::NotFound`] when there is no value with this id; else like [`clear`].
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
        history::update(conn, act, Entity::SecretValue, &value.id, None, changes).await?;
    }
    Ok(())
}

/// Finishes saves and deletions that were cut off. It does nothing unless the keyring is unlocked already, and
/// never raises a prompt. Call it at start, and after something was purged, replaced or stopped. What belongs to another
/// file is left to that.
///
/// # Errors
/// [`Error::Refused`] when another Holdfast is at the keyring for too long, [`Error::Keyring`] when the keyring goes
/// away meanwhile, [`Error::Database`] when the journal cannot be read or written.
pub async fn sweep(db: &Db, keyring: &Keyring) -> Result<SweepReport> {
    sweep::sweep(db, keyring).await
}

/// What this database is to its values: their home or a copy. Never raises a prompt. A database that nobody else can be
/// the home of is made it by this.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read, [`Error::Keyring`] when the keyring goes away meanwhile.
pub async fn home(db: &Db, keyring: &Keyring) -> Result<HomeReport> {
    home::report(db, keyring).await
}

/// Makes this database the home of the values it names: a folder that was moved, a restored backup. The database that
/// was their home until now deletes none of them any more. A person decides that.
///
/// # Errors
/// [`Error::Keyring`] when the keyring cannot be had. A locked one prompts.
pub async fn adopt_home(db: &Db, keyring: &Keyring) -> Result<HomeReport> {
    home::adopt(db, keyring).await
}

/// Puts values in the keyring, each read back, for rows that are about to be written. All or none. Nobody sweeps them
/// while they are held, and other saves have their turns between them.
/// Fails like [`save`]; call it without an open write transaction.
///
/// # Errors
/// [`Error::Field`], [`Error::Keyring`], [`Error::Refused`] and [`Error::Database`] in the cases of [`save`].
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
///
/// # Errors
/// Those of [`stage`], and what `watch` answers.
pub async fn stage_watched(
    db: &Db,
    keyring: &Keyring,
    now: &Now,
    values: Vec<SecretString>,
    watch: impl FnMut(usize) -> Result<()> + Send,
) -> Result<Vec<StagedSecret>> {
    staging::stage(db, keyring, now, values, watch).await
}

/// Every value that a database names, without the values: current and previous ones, those of things in Trash, and those
/// of settings.
pub(crate) async fn named(conn: &mut SqliteConnection, database_id: &str) -> Result<Vec<OrphanRow>> {
    restoring::named(conn, database_id).await
}

/// Puts values in the keyring for rows that name them already, by the ids of the rows: a restored database. How many rows
/// have theirs now. A few at a time, so that other saves have their turns between them.
/// Fails like [`save`]; those before the one that failed stay where they were put.
pub(crate) async fn put_back(
    db: &Db,
    keyring: &Keyring,
    now: &Now,
    values: Vec<(String, SecretString)>,
) -> Result<u32> {
    restoring::put_back(db, keyring, now, values).await
}

/// Gives a staged value to a slot, in the caller's transaction: nothing counts before that commits. What is no
/// longer kept goes at the next sweep. Refused when the staged value is gone. A credential takes one by
/// `credentials::adopt`.
///
/// # Errors
/// [`Error::Refused`] when the staged value is gone, [`Error::NotFound`] when the slot's owner is not there,
/// [`Error::Database`] when nothing can be written.
pub async fn adopt(
    conn: &mut SqliteConnection,
    act: &Act,
    staged: &StagedSecret,
    slot: &Slot,
    about: &About,
) -> Result<Option<Changed>> {
    let staged = (staged.reference.as_str(), staged.parts);
    Ok(journal::take_over(conn, act, slot, staged, about).await?.1)
}

/// Like [`adopt`], for values of credentials that were just made and have none yet. Names are unique within each. A caller
/// who gives a credential its main value also gives it the day of change.
pub(crate) async fn adopt_new(
    conn: &mut SqliteConnection,
    act: &Act,
    values: &[(Slot, &StagedSecret, &About)],
) -> Result<()> {
    journal::take_over_new(conn, act, values).await
}

/// Compares this database with the keyring. Rows whose value is not there are marked missing, found ones set. Items that
/// belong to nothing are looked for only under the ids that this file made itself and is at home in. Needs an unlocked
/// keyring, else [`Error::Keyring`]; deletes nothing.
///
/// # Errors
/// [`Error::Keyring`] with the state when the keyring is not unlocked or fails, [`Error::Database`] when the database
/// cannot be read.
pub async fn orphans(db: &Db, keyring: &Keyring) -> Result<Orphans> {
    orphans::find(db, keyring).await
}

/// Deletes items of the keyring that [`orphans`] named, and nothing else: each is looked at again. How many went.
/// It cannot be undone.
///
/// # Errors
/// Like [`orphans`]. What was deleted before the keyring failed is gone.
pub async fn delete_orphans(db: &Db, keyring: &Keyring, items: &[String]) -> Result<u32> {
    orphans::delete(db, keyring, items).await
}

/// The status line: how the keyring stands, read without a prompt, and what this database waits for.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn status(db: &Db, keyring: &Keyring) -> Result<KeyringStatus> {
    let state = keyring.status().await;
    let (missing, unfinished) = store::counts(&mut *db.read().await?).await?;
    Ok(KeyringStatus { state, message: state.message().to_owned(), missing, unfinished })
}
