//! Values that come back with a database, from a full backup: into the keyring, and under an id of this file. What stands
//! there under the ids of before is another database's, and stays as it is.

use super::{
    Keyring, OrphanRow, home,
    journal::{NewValue, put_and_compare},
    store::{self, PUT, Spot},
    turn::{self, Doing},
};
use crate::{Result, clock::Now, db::Db};
use secrecy::{ExposeSecret, SecretString};
use sqlx::SqliteConnection;
use std::time::Duration;

/// Every value that a database names: the current ones, the previous ones, those of things in Trash, and settings'.
pub(super) async fn named(conn: &mut SqliteConnection, database_id: &str) -> Result<Vec<OrphanRow>> {
    Ok(store::all_places(conn, database_id).await?.into_iter().map(|(row, _)| row).collect())
}

/// Puts values in the keyring, each for the row of its id, and lets the rows say where they stand now. In one turn, so
/// that a few at a time let others have theirs. Those whose row is gone are left out, and those that stand there already
/// are not put again: so a restore that was cut off goes on where it was. How many rows have theirs now.
///
/// The row keeps the name of its value, and the journal knows it before it is put: cut off, the row still names the
/// place of before, and the value is put again under the same name.
pub(super) async fn put_back(
    db: &Db,
    keyring: &Keyring,
    now: &Now,
    values: Vec<(String, SecretString)>,
) -> Result<u32> {
    let (state, patience) = keyring.reachable().await?;
    let _turn = turn::take(db, Doing::Restoring.or_prompting(state)).await?;
    let home = match home::for_new_values(db, keyring, patience).await {
        Ok(home) => home,
        Err(failure) => return Err(keyring.explain(failure).await),
    };
    let mut wanted: Vec<(String, NewValue)> = Vec::new();
    let mut done = 0;
    for (id, value) in values {
        let Some(place) = store::by_id(&mut *db.read().await?, &id).await? else { continue };
        let there = place.home_id.as_deref() == Some(&home)
            && stands(keyring, &place.spot(&home), &value, patience).await;
        if there {
            done += 1;
        } else {
            wanted.push((id, NewValue::again(place.reference, value)?));
        }
    }
    let mut tx = db.write().await?;
    for (id, new) in &wanted {
        store::enter(&mut tx, &new.spot(&home), id, PUT, &now.timestamp()).await?;
    }
    tx.commit().await?;
    for (id, new) in &wanted {
        let spot = new.spot(&home);
        if let Err(failure) = put_and_compare(keyring, new, &spot, patience).await {
            // What was never put leaves the journal with the rest at the next sweep.
            return Err(keyring.explain(failure).await);
        }
        let mut tx = db.write().await?;
        store::moved(&mut tx, id, &spot).await?;
        store::strike(&mut tx, &spot.reference, PUT).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// Whether this very value stands there.
async fn stands(keyring: &Keyring, spot: &Spot, value: &SecretString, patience: Duration) -> bool {
    super::reading::read_parts(keyring, spot, patience)
        .await
        .is_ok_and(|found| found.expose_secret() == value.expose_secret())
}
