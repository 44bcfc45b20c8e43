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
    store::{self, PUT, Place, Spot},
    sweep::{delete_parts, finish_delete, forget},
    turn::{self, Doing},
};
use crate::{
    Act, Error, Result, credentials,
    db::Db,
    history::{self, Table},
    ids::new_id,
    row, settings,
};
use secrecy::{ExposeSecret, SecretString};
use sqlx::SqliteConnection;
use std::time::Duration;

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

    /// Where it will stand, under an id of this file.
    pub(super) fn spot(&self, home: &str) -> Spot {
        Spot { home: home.to_owned(), reference: self.reference.clone(), parts: self.parts }
    }
}

pub(super) async fn save(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    slot: &Slot,
    value: SecretString,
    about: &About,
) -> Result<()> {
    let new = NewValue::named(value)?;
    let (state, patience) = keyring.reachable().await?;
    let _turn = turn::take(db, Doing::Saving.or_prompting(state)).await?;
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
    // (4)
    let mut tx = db.write().await?;
    let old = take_over(&mut tx, act, slot, (&new.reference, new.parts), about).await?;
    tx.commit().await?;
    keyring.reached(Step::Taken);
    // (5) and (6)
    finish_delete(db, keyring, &spots(db, &old), patience).await;
    Ok(())
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
    history::remove_as(&mut tx, act, Table::SecretValue, id, "secret forgotten").await?;
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
/// Returns the values that are kept no longer; they are in the journal for deletion.
pub(super) async fn take_over(
    conn: &mut SqliteConnection,
    act: &Act,
    slot: &Slot,
    (reference, parts): (&str, u32),
    about: &About,
) -> Result<Vec<Place>> {
    let Some(home) = store::take_put(conn, reference).await? else {
        return Err(Error::Refused(
            "The value was swept away before it was needed. Nothing was changed: try again.".into(),
        ));
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
    let changed_on = about.changed_on.unwrap_or(act.now.today);
    let row = row! {
        "id": new_id(), "owner": slot.owner.name(), "owner_id": slot.id, "subject_id": subject,
        "field": slot.field.as_str(), "field_key": slot.field.key_form(), "ref": reference, "parts": parts,
        "home_id": home,
        "changed_on": changed_on.to_string(), "strength": about.strength, "hint": about.hint, "position": position,
    };
    history::insert_as(conn, act, Table::SecretValue, row, "secret set").await?;
    if slot.owner == SecretOwner::Credential && slot.field.is_password() {
        credentials::secret_changed(conn, act, &slot.id, Some(changed_on)).await?;
    }
    expire(conn, act, slot.owner, &slot.id, &slot.field.key_form()).await
}

/// Makes a previous value the current one again; what is current gives way to it.
pub(super) async fn restore(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    let value = store::by_id(conn, id).await?.ok_or_else(|| Error::not_found("value", id))?;
    if value.retired_at.is_none() {
        return Ok(());
    }
    if let Some(current) = store::current_beside(conn, &value).await? {
        retire(conn, act, &current, "secret replaced").await?;
    }
    let changes = row! { "retired_at": Option::<String>::None };
    history::update_as(conn, act, Table::SecretValue, id, None, changes, "secret restored").await?;
    if value.owner == SecretOwner::Credential.name() && value.field == "password" {
        let changed_on = value.changed_on.as_deref().and_then(|day| day.parse().ok());
        credentials::secret_changed(conn, act, &value.owner_id, changed_on).await?;
    }
    Ok(())
}

async fn retire(conn: &mut SqliteConnection, act: &Act, place: &Place, action: &str) -> Result<()> {
    let changes = row! { "retired_at": act.now.timestamp() };
    history::update_as(conn, act, Table::SecretValue, &place.id, None, changes, action).await?;
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
        _ => settings::vault(conn).await?.previous_values,
    };
    let gone = store::surplus(conn, owner_id, field_key, keep).await?;
    for place in &gone {
        history::remove_as(conn, act, Table::SecretValue, &place.id, "secret expired").await?;
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
