//! The order of writes that loses no value and leaves none behind, wherever it is cut off.
//!
//! A save: (1) the journal names the new value; (2) it is put in the keyring; (3) read back and compared;
//! (4) in one transaction the row points to it and the journal names the old one for deletion; (5) the old one
//! is deleted; (6) the journal forgets it. Every value has a name of its own; nothing is overwritten in place.
//! One lock file beside the database is held from the first step to the last: window and command line may run
//! at the same time.

use super::{
    Keyring, SecretTable, StagedSecret, SweepReport,
    backend::Failure,
    model::{label_of, names_of, parts_of},
    store::{self, DELETE, PUT},
};
use crate::{
    Act, Error, Result,
    clock::Now,
    credentials,
    db::{self, Db},
    history,
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
    table: SecretTable,
    id: &str,
    value: SecretString,
    hint: Option<String>,
) -> Result<()> {
    let new = NewValue::named(value)?;
    let patience = keyring.patience().await?;
    let _lock = lock(db).await?;
    // (1)
    let mut tx = db.write().await?;
    if store::place(&mut tx, table, id).await?.is_none() {
        return Err(Error::not_found(table.name(), id));
    }
    store::enter(&mut tx, &new.reference, id, PUT, new.parts, &act.now.timestamp()).await?;
    tx.commit().await?;
    // (2) and (3)
    if let Err(failure) = put_and_compare(db, keyring, &new, patience).await {
        abandon(db, keyring, &new.reference, new.parts, &failure, patience).await;
        return Err(keyring.explain(failure).await);
    }
    // (4)
    let mut tx = db.write().await?;
    let old = take_over(&mut tx, act, table, id, (&new.reference, new.parts), hint.as_deref()).await?;
    tx.commit().await?;
    // (5) and (6)
    if let Some((reference, parts)) = old {
        finish_delete(db, keyring, &reference, parts, patience).await;
    }
    Ok(())
}

pub(super) async fn clear(db: &Db, keyring: &Keyring, act: &Act, table: SecretTable, id: &str) -> Result<()> {
    let _lock = lock(db).await?;
    let mut tx = db.write().await?;
    let place = store::place(&mut tx, table, id).await?.ok_or_else(|| Error::not_found(table.name(), id))?;
    let Some(reference) = place.reference else { return Ok(()) };
    store::set_place(&mut tx, table, id, None, None).await?;
    store::enter(&mut tx, &reference, id, DELETE, place.parts, &act.now.timestamp()).await?;
    history::note(&mut tx, act, table.into(), id, &place.subject, "secret deleted").await?;
    tx.commit().await?;
    // Without a keyring the value goes at the next sweep.
    if let Ok(patience) = keyring.patience().await {
        finish_delete(db, keyring, &reference, place.parts, patience).await;
    }
    Ok(())
}

pub(super) async fn stage(
    db: &Db,
    keyring: &Keyring,
    now: &Now,
    values: Vec<SecretString>,
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
        if let Err(failure) = put_and_compare(db, keyring, new, patience).await {
            for begun in values.iter().take(done + 1) {
                abandon(db, keyring, &begun.reference, begun.parts, &failure, patience).await;
            }
            // The rest was never put.
            if let Ok(mut tx) = db.write().await {
                for unbegun in values.iter().skip(done + 1) {
                    store::strike(&mut tx, &unbegun.reference, PUT).await?;
                }
                tx.commit().await?;
            }
            return Err(keyring.explain(failure).await);
        }
    }
    Ok(values
        .into_iter()
        .map(|new| StagedSecret { reference: new.reference, parts: new.parts, _lock: Arc::clone(&lock) })
        .collect())
}

/// Points a row to a value that stands in the keyring already, within the caller's transaction.
/// Returns the row's old value, which is in the journal for deletion.
pub(super) async fn take_over(
    conn: &mut SqliteConnection,
    act: &Act,
    table: SecretTable,
    id: &str,
    (reference, parts): (&str, u32),
    hint: Option<&str>,
) -> Result<Option<(String, u32)>> {
    if !store::strike(conn, reference, PUT).await? {
        return Err(Error::Refused(
            "The value was swept away before it was needed. Nothing was changed: try again.".into(),
        ));
    }
    let place = store::place(conn, table, id).await?.ok_or_else(|| Error::not_found(table.name(), id))?;
    store::set_place(conn, table, id, Some((reference, parts)), hint).await?;
    if let Some(old) = &place.reference {
        store::enter(conn, old, id, DELETE, place.parts, &act.now.timestamp()).await?;
    }
    if table == SecretTable::Credential {
        credentials::secret_changed(conn, act, id).await?;
    }
    history::note(conn, act, table.into(), id, &place.subject, "secret set").await?;
    Ok(place.reference.map(|old| (old, place.parts)))
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
    for (name, part) in names.iter().zip(&parts) {
        if keyring.get(name, patience).await?.as_slice() != part.as_bytes() {
            return Err(Failure::Other("what was read back is not what was stored".to_owned()));
        }
    }
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
        Ok(()) => forget(db, reference, DELETE).await,
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
