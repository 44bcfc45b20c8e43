//! The order of writes that loses no value and leaves none behind, wherever it is cut off.
//!
//! A save: (1) the journal names the new value; (2) it is put in the keyring; (3) read back and compared;
//! (4) in one transaction it gets its row, the one it replaces becomes a previous value, and the journal names for
//! deletion what is not kept any longer; (5) that is deleted; (6) the journal forgets it. Every value has a name of
//! its own; nothing is overwritten in place.
//! One lock file beside the database is held from the first step to the last: window and command line may run
//! at the same time.

use super::{
    About, Keyring, SecretOwner, Slot, StagedSecret, Step, SweepReport,
    backend::Failure,
    model::{label_of, names_of, parts_of},
    store::{self, DELETE, PUT, Place},
};
use crate::{
    Act, Error, Result,
    clock::Now,
    credentials,
    db::{self, Db},
    history::{self, Table},
    ids::new_id,
    row, settings,
};
use secrecy::{ExposeSecret, SecretString};
use sqlx::SqliteConnection;
use std::{
    fs::{File, TryLockError},
    sync::Arc,
    time::Duration,
};
use tokio::time::Instant;

/// How long an act waits for another one that may be waiting for the user in turn, and how often it looks.
const LOCK_PATIENCE: Duration = Duration::from_secs(150);
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Held from the first step of an act to its last; let go when dropped. A database in memory needs none.
#[derive(Debug)]
pub(super) struct JournalLock(#[expect(dead_code, reason = "holding the open file is its use")] Option<File>);

async fn lock(db: &Db) -> Result<JournalLock> {
    if db.folder().as_os_str().is_empty() {
        return Ok(JournalLock(None));
    }
    let file = db::open_lock(db.folder(), "secrets.lock")?;
    let give_up = Instant::now() + LOCK_PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(JournalLock(Some(file))),
            Err(TryLockError::WouldBlock) if Instant::now() < give_up => tokio::time::sleep(LOCK_PAUSE).await,
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Refused(
                    "Another Holdfast is still waiting for the system keyring. Answer its prompt, then try again.".into(),
                ));
            }
            Err(TryLockError::Error(source)) => {
                return Err(Error::io("the lock for secrets could not be taken", source));
            }
        }
    }
}

/// A value under the name it will have. Dropping it wipes it.
struct NewValue {
    reference: String,
    value: SecretString,
    parts: u32,
}

impl NewValue {
    fn named(value: SecretString) -> Result<NewValue> {
        let parts = parts_of(value.expose_secret()).map_err(|message| Error::field("secret", message))?;
        let parts = u32::try_from(parts.len()).map_err(|_| Error::Internal("too many parts".into()))?;
        Ok(NewValue { reference: uuid::Uuid::new_v4().hyphenated().to_string(), value, parts })
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
    let patience = keyring.patience().await?;
    let _lock = lock(db).await?;
    // (1)
    let mut tx = db.write().await?;
    if store::subject(&mut tx, slot).await?.is_none() {
        return Err(Error::not_found(slot.owner.name(), &slot.id));
    }
    store::enter(&mut tx, &new.reference, &slot.id, PUT, new.parts, &act.now.timestamp()).await?;
    tx.commit().await?;
    keyring.reached(Step::Named);
    // (2) and (3)
    if let Err(failure) = put_and_compare(db, keyring, &new, patience).await {
        abandon(db, keyring, &new.reference, new.parts, &failure, patience).await;
        return Err(keyring.explain(failure).await);
    }
    // (4)
    let mut tx = db.write().await?;
    let old = take_over(&mut tx, act, slot, (&new.reference, new.parts), about).await?;
    tx.commit().await?;
    keyring.reached(Step::Taken);
    // (5) and (6)
    for place in old {
        finish_delete(db, keyring, &place.reference, place.parts, patience).await;
    }
    Ok(())
}

/// Makes the current value of a slot a previous one, as far as previous ones are kept.
pub(super) async fn clear(db: &Db, keyring: &Keyring, act: &Act, slot: &Slot) -> Result<()> {
    let _lock = lock(db).await?;
    let mut tx = db.write().await?;
    if store::subject(&mut tx, slot).await?.is_none() {
        return Err(Error::not_found(slot.owner.name(), &slot.id));
    }
    let Some(place) = store::current(&mut tx, slot).await? else { return Ok(()) };
    retire(&mut tx, act, &place, "secret deleted").await?;
    let gone = expire(&mut tx, act, slot.owner, &place.owner_id, &place.field_key).await?;
    tx.commit().await?;
    delete_soon(db, keyring, gone).await;
    Ok(())
}

/// Deletes one value for good, current or previous.
pub(super) async fn forget_value(db: &Db, keyring: &Keyring, act: &Act, id: &str) -> Result<()> {
    let _lock = lock(db).await?;
    let mut tx = db.write().await?;
    let place = store::by_id(&mut tx, id).await?.ok_or_else(|| Error::not_found("value", id))?;
    history::remove_as(&mut tx, act, Table::SecretValue, id, "secret forgotten").await?;
    tx.commit().await?;
    delete_soon(db, keyring, vec![place]).await;
    Ok(())
}

/// Deletes values that are in the journal for that. Without a keyring they go at the next sweep.
async fn delete_soon(db: &Db, keyring: &Keyring, gone: Vec<Place>) {
    if gone.is_empty() {
        return;
    }
    if let Ok(patience) = keyring.patience().await {
        for place in gone {
            finish_delete(db, keyring, &place.reference, place.parts, patience).await;
        }
    }
}

pub(super) async fn stage(
    db: &Db,
    keyring: &Keyring,
    now: &Now,
    values: Vec<SecretString>,
    mut watch: impl FnMut(usize) -> Result<()> + Send,
) -> Result<Vec<StagedSecret>> {
    let values = values.into_iter().map(NewValue::named).collect::<Result<Vec<_>>>()?;
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let patience = keyring.patience().await?;
    let lock = Arc::new(lock(db).await?);
    let mut tx = db.write().await?;
    for new in &values {
        store::enter(&mut tx, &new.reference, "import", PUT, new.parts, &now.timestamp()).await?;
    }
    tx.commit().await?;
    for (done, new) in values.iter().enumerate() {
        if let Err(stopped) = watch(done) {
            // What was put is left to the sweeper: taking it out takes as long as putting it in did.
            strike_unbegun(db, values.get(done..).unwrap_or_default()).await?;
            return Err(stopped);
        }
        if let Err(failure) = put_and_compare(db, keyring, new, patience).await {
            for begun in values.iter().take(done + 1) {
                abandon(db, keyring, &begun.reference, begun.parts, &failure, patience).await;
            }
            strike_unbegun(db, values.get(done + 1..).unwrap_or_default()).await?;
            return Err(keyring.explain(failure).await);
        }
    }
    Ok(values
        .into_iter()
        .map(|new| StagedSecret { reference: new.reference, parts: new.parts, _lock: Arc::clone(&lock) })
        .collect())
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
    if !store::strike(conn, reference, PUT).await? {
        return Err(Error::Refused(
            "The value was swept away before it was needed. Nothing was changed: try again.".into(),
        ));
    }
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

/// Finishes what was begun and cut off. Nobody else writes meanwhile, so every entry is an old one.
pub(super) async fn sweep(db: &Db, keyring: &Keyring) -> Result<SweepReport> {
    let journal = store::journal(&mut *db.read().await?).await?;
    if journal.is_empty() {
        return Ok(SweepReport::default());
    }
    if keyring.status().await != super::KeyringState::Ready {
        return Ok(SweepReport { skipped: true, waiting: count(journal.len()), ..SweepReport::default() });
    }
    let patience = keyring.patience().await?;
    let _lock = lock(db).await?;
    let mut report = SweepReport::default();
    let journal = store::journal(&mut *db.read().await?).await?;
    let total = count(journal.len());
    for entry in journal {
        // A value that a row points to is never deleted, whatever the journal says.
        let kept = store::in_use(&mut *db.read().await?, &entry.reference).await?;
        if !kept {
            match delete_parts(db, keyring, &entry.reference, entry.parts, patience).await {
                Ok(()) => {}
                Err(Failure::TimedOut | Failure::Lost(_) | Failure::NoAccess) => break,
                Err(failure) => {
                    tracing::warn!(?failure, "a value waits for the next sweep");
                    continue;
                }
            }
        }
        let mut tx = db.write().await?;
        store::strike(&mut tx, &entry.reference, &entry.op).await?;
        tx.commit().await?;
        report.finished += 1;
    }
    report.waiting = total - report.finished;
    Ok(report)
}

async fn put_and_compare(
    db: &Db,
    keyring: &Keyring,
    new: &NewValue,
    patience: Duration,
) -> Result<(), Failure> {
    let names = names_of(db.database_id(), &new.reference, new.parts);
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

/// Takes values that were never put out of the journal.
async fn strike_unbegun(db: &Db, unbegun: &[NewValue]) -> Result<()> {
    let Ok(mut tx) = db.write().await else { return Ok(()) };
    for new in unbegun {
        store::strike(&mut tx, &new.reference, PUT).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Tries to take back a value that no row will point to; what does not succeed is left to the sweeper.
async fn abandon(
    db: &Db,
    keyring: &Keyring,
    reference: &str,
    parts: u32,
    failure: &Failure,
    patience: Duration,
) {
    if matches!(failure, Failure::TimedOut | Failure::Lost(_) | Failure::NoAccess) {
        return;
    }
    if delete_parts(db, keyring, reference, parts, patience).await.is_ok() {
        forget(db, reference, PUT).await;
    }
}

/// Steps (5) and (6). The act itself has succeeded by now: what fails here is left to the sweeper.
async fn finish_delete(db: &Db, keyring: &Keyring, reference: &str, parts: u32, patience: Duration) {
    match delete_parts(db, keyring, reference, parts, patience).await {
        Ok(()) => {
            keyring.reached(Step::Deleted);
            forget(db, reference, DELETE).await;
            keyring.reached(Step::Forgotten);
        }
        Err(failure) => tracing::warn!(?failure, "an old value waits for the sweeper"),
    }
}

async fn delete_parts(
    db: &Db,
    keyring: &Keyring,
    reference: &str,
    parts: u32,
    patience: Duration,
) -> Result<(), Failure> {
    for name in names_of(db.database_id(), reference, parts) {
        keyring.delete(&name, patience).await?;
    }
    Ok(())
}

async fn forget(db: &Db, reference: &str, op: &str) {
    let struck = async {
        let mut tx = db.write().await?;
        store::strike(&mut tx, reference, op).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    if let Err(error) = struck.await {
        tracing::warn!(%error, "an entry of the keyring's journal waits for the sweeper");
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
