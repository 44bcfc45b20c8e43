//! The order of writes that loses no value and leaves none behind, wherever it is cut off.
//!
//! A save: (1) the journal names the new value; (2) it is put in the keyring; (3) read back and compared;
//! (4) in one transaction it gets its row, the one it replaces becomes a previous value, and the journal names for
//! deletion what is not kept any longer; (5) that is deleted; (6) the journal forgets it. Every value has a name of
//! its own; nothing is overwritten in place.
//! A turn ([`super::turn`]) is held from the first step to the last: window and command line may run at the same time.

use super::{
    About, Keyring, SecretOwner, Slot, Step,
    backend::Failure,
    home,
    model::{label_of, parts_of},
    staging::StagedSecret,
    store::{self, PUT, Place, Spot},
    sweep::{delete_parts, finish_delete, forget},
    turn::{self, Doing},
};
use crate::{
    Act, Error, Result,
    db::Db,
    history::{self, Entity},
    ids::new_id,
    row, settings,
};
use chrono::NaiveDate;
use secrecy::{ExposeSecret, SecretString};
use sqlx::SqliteConnection;
use std::{collections::HashMap, time::Duration};

/// A value under the name it will have. Dropping it wipes it.
pub(super) struct NewValue {
    pub reference: String,
    value: SecretString,
    pub parts: u32,
}

impl NewValue {
    pub(super) fn named(value: SecretString) -> Result<NewValue> {
        let parts = parts_of(value.expose_secret()).map_err(|message| Error::field("secret", message))?;
        let parts = u32::try_from(parts.len()).map_err(|_| Error::Internal("too many parts".into()))?;
        Ok(NewValue { reference: uuid::Uuid::new_v4().hyphenated().to_string(), value, parts })
    }

    /// A value for the row that names it so already.
    pub(super) fn again(reference: String, value: SecretString) -> Result<NewValue> {
        Ok(NewValue { reference, ..NewValue::named(value)? })
    }

    /// Where it will stand, under an id of this file.
    pub(super) fn spot(&self, home: &str) -> Spot {
        Spot { home: home.to_owned(), reference: self.reference.clone(), parts: self.parts }
    }
}

/// The day of the last change of a credential's main value, which its caller is to write: see `credentials::save`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "the credential is to be told"]
pub struct Changed {
    pub credential_id: String,
    pub on: Option<NaiveDate>,
}

/// A value that stands in the keyring and waits for its row. No sweep runs before it is dropped.
#[derive(Debug)]
pub struct PutValue {
    reference: String,
    parts: u32,
    patience: Duration,
    gone: Vec<Place>,
    _turn: turn::Turn,
}

/// Steps (1) to (3) of a save.
pub(super) async fn put(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    slot: &Slot,
    value: SecretString,
) -> Result<PutValue> {
    let new = NewValue::named(value)?;
    let (state, patience) = keyring.reachable().await?;
    let turn = turn::take(db, Doing::Saving.or_prompting(state)).await?;
    // Nobody is asked for the keyring's password for a thing that is not there.
    if store::subject(&mut *db.read().await?, slot).await?.is_none() {
        return Err(Error::not_found(slot.owner.name(), &slot.id));
    }
    let home = match home::for_new_values(db, keyring, patience).await {
        Ok(home) => home,
        Err(failure) => return Err(keyring.explain(failure).await),
    };
    let spot = new.spot(&home);
    // (1)
    let mut tx = db.write().await?;
    store::enter(&mut tx, &spot, &slot.id, PUT, &act.now.timestamp()).await?;
    tx.commit().await?;
    keyring.reached(Step::Named);
    // (2) and (3)
    if let Err(failure) = put_and_compare(keyring, &new, &spot, patience).await {
        abandon(db, keyring, &spot, &failure, patience).await;
        return Err(keyring.explain(failure).await);
    }
    let NewValue { reference, parts, .. } = new;
    Ok(PutValue { reference, parts, patience, gone: Vec::new(), _turn: turn })
}

impl PutValue {
    /// Step (4), in the caller's transaction.
    ///
    /// # Errors
    /// [`Error::Refused`] when the value was swept away meanwhile.
    pub async fn take(
        &mut self,
        conn: &mut SqliteConnection,
        act: &Act,
        slot: &Slot,
        about: &About,
    ) -> Result<Option<Changed>> {
        let (gone, changed) = take_over(conn, act, slot, (&self.reference, self.parts), about).await?;
        self.gone = gone;
        Ok(changed)
    }

    /// Steps (5) and (6), once that is committed.
    pub async fn finish(self, db: &Db, keyring: &Keyring) {
        keyring.reached(Step::Taken);
        finish_delete(db, keyring, &spots(db, &self.gone), self.patience).await;
    }
}

/// Makes the current value of a slot a previous one, as far as previous ones are kept.
pub(super) async fn clear(db: &Db, keyring: &Keyring, act: &Act, slot: &Slot) -> Result<()> {
    let _turn = turn::take(db, Doing::Deleting).await?;
    let mut tx = db.write().await?;
    if store::subject(&mut tx, slot).await?.is_none() {
        return Err(Error::not_found(slot.owner.name(), &slot.id));
    }
    let Some(place) = store::current(&mut tx, slot).await? else { return Ok(()) };
    retire(&mut tx, act, &place, "secret deleted").await?;
    let gone = expire(&mut tx, act, slot.owner, &place.owner_id, &place.field_key).await?;
    tx.commit().await?;
    delete_soon(db, keyring, &gone).await;
    Ok(())
}

/// Deletes one value for good, current or previous.
pub(super) async fn forget_value(db: &Db, keyring: &Keyring, act: &Act, id: &str) -> Result<()> {
    let _turn = turn::take(db, Doing::Deleting).await?;
    let mut tx = db.write().await?;
    let place = store::by_id(&mut tx, id).await?.ok_or_else(|| Error::not_found("value", id))?;
    history::remove_as(&mut tx, act, Entity::SecretValue, id, "secret forgotten").await?;
    tx.commit().await?;
    delete_soon(db, keyring, &[place]).await;
    Ok(())
}

/// Deletes values that are in the journal for that. Without a keyring they go at the next sweep.
async fn delete_soon(db: &Db, keyring: &Keyring, gone: &[Place]) {
    if gone.is_empty() {
        return;
    }
    if let Ok(patience) = keyring.patience().await {
        finish_delete(db, keyring, &spots(db, gone), patience).await;
    }
}

fn spots(db: &Db, places: &[Place]) -> Vec<Spot> {
    places.iter().map(|place| place.spot(db.database_id())).collect()
}

/// Gives a slot a value that stands in the keyring already, within the caller's transaction.
/// Returns the values that are kept no longer, which are in the journal for deletion, and what the credential is to be told.
pub(super) async fn take_over(
    conn: &mut SqliteConnection,
    act: &Act,
    slot: &Slot,
    (reference, parts): (&str, u32),
    about: &About,
) -> Result<(Vec<Place>, Option<Changed>)> {
    let Some(home) = store::take_put(conn, reference).await? else {
        return Err(swept());
    };
    let subject = store::subject(conn, slot).await?;
    let subject = subject.ok_or_else(|| Error::not_found(slot.owner.name(), &slot.id))?;
    let old = store::current(conn, slot).await?;
    let position = match &old {
        Some(old) => old.position,
        None => store::next_position(conn, slot).await?,
    };
    if let Some(old) = &old {
        retire(conn, act, old, "secret replaced").await?;
    }
    let put = Put { reference, parts, home };
    history::insert_as(
        conn,
        act,
        Entity::SecretValue,
        row_of(act, slot, &subject, &put, about, position),
        SET,
    )
    .await?;
    let is_main = slot.owner == SecretOwner::Credential && slot.field.is_password();
    let changed =
        is_main.then(|| Changed { credential_id: slot.id.clone(), on: Some(about.day(act.now.today)) });
    let gone = match old {
        Some(_) => expire(conn, act, slot.owner, &slot.id, &slot.field.key_form()).await?,
        None => Vec::new(),
    };
    Ok((gone, changed))
}

const SET: &str = "secret set";

/// A value that stands in the keyring.
struct Put<'a> {
    reference: &'a str,
    parts: u32,
    home: Option<String>,
}

fn row_of(
    act: &Act,
    slot: &Slot,
    subject: &str,
    put: &Put<'_>,
    about: &About,
    position: u32,
) -> history::Row {
    row! {
        "id": new_id(), "owner": slot.owner.name(), "owner_id": slot.id, "subject_id": subject,
        "field": slot.field.as_str(), "field_key": slot.field.key_form(), "ref": put.reference, "parts": put.parts,
        "home_id": put.home, "changed_on": about.day(act.now.today).to_string(),
        "strength": about.strength, "hint": about.hint, "position": position,
    }
}

/// Like [`take_over`], for many values of credentials that have none yet, each in its order and of a name of its own. The
/// days of change are the caller's.
pub(super) async fn take_over_new(
    conn: &mut SqliteConnection,
    act: &Act,
    values: &[(Slot, &StagedSecret, &About)],
) -> Result<()> {
    let references: Vec<&str> = values.iter().map(|(_, staged, _)| staged.reference.as_str()).collect();
    let mut homes = store::take_puts(conn, &references).await?;
    let mut further: HashMap<&str, u32> = HashMap::new();
    let mut rows = Vec::with_capacity(values.len());
    for (slot, staged, about) in values {
        let home = homes.remove(&staged.reference).ok_or_else(swept)?;
        let position = match store::fixed_position(&slot.field) {
            Some(position) => position,
            None => {
                let next = further.entry(&slot.id).or_insert(store::FIRST_FURTHER);
                *next += 1;
                *next - 1
            }
        };
        let put = Put { reference: &staged.reference, parts: staged.parts, home };
        rows.push(row_of(act, slot, &slot.id, &put, about, position));
    }
    history::insert_all(conn, act, Entity::SecretValue, rows, SET).await
}

fn swept() -> Error {
    Error::Refused("The value was swept away before it was needed. Nothing was changed: try again.".into())
}

/// Makes a previous value the current one again; what is current gives way to it.
pub(super) async fn restore(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<Option<Changed>> {
    let value = store::by_id(conn, id).await?.ok_or_else(|| Error::not_found("value", id))?;
    if value.retired_at.is_none() {
        return Ok(None);
    }
    if let Some(current) = store::current_beside(conn, &value).await? {
        retire(conn, act, &current, "secret replaced").await?;
    }
    let changes = row! { "retired_at": Option::<String>::None };
    history::update_as(conn, act, Entity::SecretValue, id, None, changes, "secret restored").await?;
    let is_main = value.owner == SecretOwner::Credential.name() && value.field == "password";
    let on = value.changed_on.as_deref().and_then(|day| day.parse().ok());
    Ok(is_main.then_some(Changed { credential_id: value.owner_id, on }))
}

async fn retire(conn: &mut SqliteConnection, act: &Act, place: &Place, action: &str) -> Result<()> {
    let changes = row! { "retired_at": act.now.timestamp() };
    history::update_as(conn, act, Entity::SecretValue, &place.id, None, changes, action).await?;
    Ok(())
}

/// Enters for deletion the previous values of a field that are more than the user keeps.
async fn expire(
    conn: &mut SqliteConnection,
    act: &Act,
    owner: SecretOwner,
    owner_id: &str,
    field_key: &str,
) -> Result<Vec<Place>> {
    let keep = match owner {
        SecretOwner::Setting => 0,
        _ => settings::secrets(conn).await?.previous_values,
    };
    let gone = store::surplus(conn, owner_id, field_key, keep).await?;
    for place in &gone {
        history::remove_as(conn, act, Entity::SecretValue, &place.id, "secret expired").await?;
    }
    Ok(gone)
}

pub(super) async fn put_and_compare(
    keyring: &Keyring,
    new: &NewValue,
    spot: &Spot,
    patience: Duration,
) -> Result<(), Failure> {
    let names = spot.names();
    let parts = parts_of(new.value.expose_secret()).map_err(Failure::Other)?;
    let label = label_of(&new.reference);
    for (name, part) in names.iter().zip(&parts) {
        keyring.put(name, &label, part, patience).await?;
    }
    keyring.reached(Step::Put);
    for (name, part) in names.iter().zip(&parts) {
        if keyring.get(name, patience).await?.as_slice() != part.as_bytes() {
            return Err(Failure::Other("what was read back is not what was stored".to_owned()));
        }
    }
    keyring.reached(Step::Compared);
    Ok(())
}

/// Tries to take back a value that no row will point to; what does not succeed is left to the sweeper.
async fn abandon(db: &Db, keyring: &Keyring, spot: &Spot, failure: &Failure, patience: Duration) {
    if failure.is_silence() {
        return;
    }
    if delete_parts(keyring, spot, patience).await.is_ok() {
        forget(db, std::slice::from_ref(spot), PUT).await;
    }
}
