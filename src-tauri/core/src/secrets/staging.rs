//! Values that stand in the keyring before the rows that will point to them are written: many of them, in batches, so
//! that nobody waits long for a turn, and each batch named in the journal by one transaction before any of it is put.

use super::{
    Keyring, home,
    journal::{NewValue, put_and_compare},
    store::{self, PUT},
    sweep,
    turn::{self, Doing, Staging},
};
use crate::{Result, clock::Now, db::Db};
use secrecy::SecretString;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// A value that stands in the keyring already and waits for its row. Nobody sweeps it while it exists. Dropped without
/// [`super::adopt`], it goes at the next sweep.
#[derive(Debug)]
pub struct StagedSecret {
    pub(super) reference: String,
    pub(super) parts: u32,
    _waiting: Arc<Staging>,
}

/// How many values the first batch has, and the most that one has.
const FIRST: usize = 8;
const MOST: usize = 64;
/// How long a batch should take: another act waits at most so long, and a little, for its turn.
const WANTED: Duration = Duration::from_millis(400);

/// How many values the next batch should have, by the time that this one took.
fn next_size(size: usize, took: Duration) -> usize {
    let each = took.as_micros() / u128::try_from(size.max(1)).unwrap_or(1);
    let fitting = WANTED.as_micros().checked_div(each).unwrap_or(u128::MAX);
    usize::try_from(fitting).unwrap_or(MOST).clamp(1, MOST)
}

pub(super) async fn stage(
    db: &Db,
    keyring: &Keyring,
    now: &Now,
    values: Vec<SecretString>,
    mut watch: impl FnMut(usize) -> Result<()> + Send,
) -> Result<Vec<StagedSecret>> {
    let values = values.into_iter().map(NewValue::named).collect::<Result<Vec<_>>>()?;
    let (state, patience) = match values.is_empty() {
        true => return Ok(Vec::new()),
        false => keyring.reachable().await?,
    };
    let mut waiting: Option<Arc<Staging>> = None;
    let (mut done, mut size) = (0, FIRST);
    let mut rest = values.as_slice();
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(size.min(rest.len()));
        watch(done)?;
        let turn = turn::take(db, Doing::Importing.or_prompting(state)).await?;
        let begun = Instant::now();
        if waiting.is_none() {
            waiting = Some(Arc::new(turn::stage(db)?));
        }
        // Each time anew: another file may have been made the home meanwhile.
        let home = match home::for_new_values(db, keyring, patience).await {
            Ok(home) => home,
            Err(failure) => return Err(keyring.explain(failure).await),
        };
        let mut tx = db.write().await?;
        for new in batch {
            store::enter(&mut tx, &new.spot(&home), "import", PUT, &now.timestamp()).await?;
        }
        tx.commit().await?;
        for (place, new) in batch.iter().enumerate() {
            if place > 0
                && let Err(stopped) = watch(done + place)
            {
                // What was put is left to the sweeper: taking it out takes as long as putting it in did.
                strike_unbegun(db, batch.get(place..).unwrap_or_default()).await?;
                return Err(stopped);
            }
            if let Err(failure) = put_and_compare(keyring, new, &new.spot(&home), patience).await {
                strike_unbegun(db, batch.get(place + 1..).unwrap_or_default()).await?;
                drop((turn, waiting));
                if !failure.is_silence() {
                    let _ = sweep::sweep(db, keyring).await;
                }
                return Err(keyring.explain(failure).await);
            }
        }
        drop(turn);
        done += batch.len();
        size = next_size(batch.len(), begun.elapsed());
        rest = after;
    }
    let Some(waiting) = waiting else { return Ok(Vec::new()) };
    Ok(values
        .into_iter()
        .map(|new| StagedSecret {
            reference: new.reference,
            parts: new.parts,
            _waiting: Arc::clone(&waiting),
        })
        .collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_as_large_as_its_time_allows() {
        for (size, millis, next) in
            [(8, 400, 8), (8, 800, 4), (8, 8_000, 1), (8, 10, 64), (64, 0, 64), (1, 50, 8), (0, 0, 64)]
        {
            assert_eq!(next_size(size, Duration::from_millis(millis)), next, "{size} in {millis} ms");
        }
    }
}
