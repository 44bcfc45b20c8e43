//! Differences between the database and the keyring. Only what this file put itself can belong to nothing: under the id
//! of another file, or one that copies shared, an item may well be somebody's only password.

use super::{
    Keyring, KeyringState, Orphans, home,
    model::{ALL_VALUES, name_prefix},
    store,
};
use crate::{Error, Result, db::Db};
use sqlx::Connection;
use std::collections::HashSet;

pub(super) async fn find(db: &Db, keyring: &Keyring) -> Result<Orphans> {
    let state = keyring.status().await;
    if state != KeyringState::Ready {
        return Err(Error::Keyring { state, message: state.message().to_owned() });
    }
    let patience = keyring.patience().await?;
    let found = async {
        let own = home::own_ids(db, keyring, patience).await?;
        let names = keyring.names(ALL_VALUES, patience).await?;
        Ok((own, names.into_iter().collect::<HashSet<String>>()))
    };
    let (own, found) = match found.await {
        Ok(found) => found,
        Err(failure) => return Err(keyring.explain(failure).await),
    };
    let mut known = HashSet::new();
    let mut orphans = Orphans::default();
    let mut seen = Vec::new();
    // One look at rows and journal: between two, a save could go from the one to the other.
    let mut conn = db.read().await?;
    let mut tx = conn.begin().await?;
    for (row, spot) in store::all_places(&mut tx, db.database_id()).await? {
        let names = spot.names();
        let there = names.iter().all(|name| found.contains(name));
        seen.push((row.id.clone(), if there { "set" } else { "missing" }));
        if !there {
            orphans.rows.push(row);
        }
        known.extend(names);
    }
    for entry in store::journal(&mut tx).await? {
        known.extend(entry.spot(db.database_id()).names());
    }
    drop(tx);
    drop(conn);
    keep(db, &seen).await;
    let prefixes: Vec<String> = own.iter().map(|id| name_prefix(id)).collect();
    orphans.items = found
        .into_iter()
        .filter(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)) && !known.contains(name))
        .collect();
    orphans.items.sort();
    Ok(orphans)
}

pub(super) async fn delete(db: &Db, keyring: &Keyring, items: &[String]) -> Result<u32> {
    let found = find(db, keyring).await?;
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

/// Keeps what was seen; where nothing can be written the answer stands all the same.
async fn keep(db: &Db, seen: &[(String, &str)]) {
    let kept = async {
        let mut tx = db.write().await?;
        for (id, state) in seen {
            store::mark(&mut tx, id, state).await?;
        }
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    if let Err(error) = kept.await {
        tracing::warn!(%error, "which values were found could not be kept");
    }
}
