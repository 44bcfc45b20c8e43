//! Taking out of the keyring what the journal names for that, and nothing that another file may need.

use super::{
    Keyring, KeyringState, Step, SweepReport,
    backend::Failure,
    home::{Standing, Standings},
    store::{self, DELETE, OpRow, PUT, Spot},
    turn::{self, Doing},
};
use crate::{Error, Result, db::Db};
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

/// How long the sweeper works before it lets others have a turn.
const TURN: Duration = Duration::from_millis(400);

/// Finishes what was begun and cut off. Values that wait for their rows just now are left alone.
pub(super) async fn sweep(db: &Db, keyring: &Keyring) -> Result<SweepReport> {
    let journal = store::journal(&mut *db.read().await?).await?;
    if journal.is_empty() {
        return Ok(SweepReport::default());
    }
    if keyring.status().await != KeyringState::Ready {
        return Ok(SweepReport { skipped: true, waiting: count(journal.len()), ..SweepReport::default() });
    }
    let patience = keyring.patience().await?;
    let mut report = SweepReport::default();
    // Entries that were looked at and have to wait.
    let mut left: HashSet<(String, String)> = HashSet::new();
    loop {
        let _turn = turn::take(db, Doing::Sweeping).await?;
        let alone = turn::nothing_staged(db)?;
        let journal = store::journal(&mut *db.read().await?).await?;
        let (staged, open): (Vec<OpRow>, Vec<OpRow>) =
            journal.into_iter().partition(|entry| alone.is_none() && entry.op == PUT);
        report.waiting = count(staged.len() + open.len());
        let begun = Instant::now();
        let mut standings = Standings::default();
        let mut more = false;
        for entry in open {
            let key = (entry.reference.clone(), entry.op.clone());
            if left.contains(&key) {
                continue;
            }
            if begun.elapsed() >= TURN {
                more = true;
                break;
            }
            match finish(db, keyring, &entry, &mut standings, patience).await? {
                Outcome::Finished => {
                    report.finished += 1;
                    report.waiting = report.waiting.saturating_sub(1);
                }
                Outcome::Waits => {
                    left.insert(key);
                }
                Outcome::Silence => return Ok(report),
            }
        }
        if !more {
            return Ok(report);
        }
    }
}

enum Outcome {
    Finished,
    Waits,
    /// The keyring does not answer: nothing else will go either.
    Silence,
}

async fn finish(
    db: &Db,
    keyring: &Keyring,
    entry: &OpRow,
    standings: &mut Standings,
    patience: Duration,
) -> Result<Outcome> {
    let spot = entry.spot(db.database_id());
    // A value that a row points to is never deleted, whatever the journal says.
    let kept = store::in_use(&mut *db.read().await?, &entry.reference).await?;
    if !kept {
        match delete_at_home(db, keyring, &spot, standings, patience).await {
            Ok(true) => {}
            Ok(false) => return Ok(Outcome::Waits),
            Err(failure) if failure.is_silence() => return Ok(Outcome::Silence),
            Err(failure) => {
                tracing::warn!(?failure, "a value waits for the next sweep");
                return Ok(Outcome::Waits);
            }
        }
    }
    let mut tx = db.write().await?;
    store::strike(&mut tx, &entry.reference, &entry.op).await?;
    tx.commit().await?;
    Ok(Outcome::Finished)
}

/// Deletes a value where this file is at home. A stranger lets go of it and leaves it to its home. False while nobody
/// said whose it is.
async fn delete_at_home(
    db: &Db,
    keyring: &Keyring,
    spot: &Spot,
    standings: &mut Standings,
    patience: Duration,
) -> Result<bool, Failure> {
    match standings.of(db, keyring, &spot.home, patience).await? {
        Standing::Home => delete_parts(keyring, spot, patience).await.map(|()| true),
        Standing::Elsewhere(_) => Ok(true),
        Standing::Free | Standing::Unconfirmed => Ok(false),
    }
}

/// Steps (5) and (6) of a save. The act itself has succeeded by now: what fails here is left to the sweeper.
pub(super) async fn finish_delete(db: &Db, keyring: &Keyring, gone: &[Spot], patience: Duration) {
    let mut standings = Standings::default();
    for spot in gone {
        match delete_at_home(db, keyring, spot, &mut standings, patience).await {
            Ok(true) => {
                keyring.reached(Step::Deleted);
                forget(db, std::slice::from_ref(spot), DELETE).await;
                keyring.reached(Step::Forgotten);
            }
            Ok(false) => {}
            Err(failure) => tracing::warn!(?failure, "an old value waits for the sweeper"),
        }
    }
}

/// Deletes the items of a value. Only for one that this file put or is the home of.
pub(super) async fn delete_parts(keyring: &Keyring, spot: &Spot, patience: Duration) -> Result<(), Failure> {
    for name in spot.names() {
        keyring.delete(&name, patience).await?;
    }
    Ok(())
}

/// Takes entries out of the journal.
pub(super) async fn forget(db: &Db, spots: &[Spot], op: &str) {
    let struck = async {
        let mut tx = db.write().await?;
        for spot in spots {
            store::strike(&mut tx, &spot.reference, op).await?;
        }
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
