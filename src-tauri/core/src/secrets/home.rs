//! Where values are at home. Every copy of a database has its ids and so could reach the same items of the keyring; only
//! one file may take values out of it. The keyring says which: for each id one item with a random token and the path
//! of the database. The file has the token too. Where both agree the file is at home; anywhere else it is a stranger,
//! which reads values and deletes none.

use super::{
    Keyring, KeyringState,
    backend::Failure,
    model::{HomeReport, HomeState},
    store,
};
use crate::{
    Error, Result,
    clock::Now,
    db::{self, Db},
    ids::new_id,
};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, time::Duration};

/// What the keyring's own window shows for the item.
const LABEL: &str = "Holdfast: where this database is at home";

/// What a file is to the values of one id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    Home,
    /// The keyring knows no home, and this file may become it without a question.
    Free,
    /// The keyring knows no home, and a person has to say whether this file is it.
    Unconfirmed,
    /// The home is the database at this path; an empty one when that is not known.
    Elsewhere(String),
}

/// The item of the keyring.
#[derive(Debug, Serialize, Deserialize)]
struct HomeItem {
    token: String,
    path: String,
}

/// The name of the item: no name of a value begins like it.
fn item_name(id: &str) -> String {
    format!("home-{id}")
}

/// The database as the keyring names it. One in memory has no path.
fn path_of(db: &Db) -> String {
    if db.folder().as_os_str().is_empty() {
        return String::new();
    }
    let file = db::database_file(db.folder());
    file.canonicalize().unwrap_or(file).to_string_lossy().into_owned()
}

/// Whether the database is in the folder that nobody has to name.
fn in_own_folder(db: &Db) -> bool {
    let own = db::own_folder().and_then(|own| own.canonicalize().ok());
    own.is_some() && own == db.folder().canonicalize().ok()
}

/// The item of an id. A keyring that is not there, or not made yet, knows no item either: only a ready one is believed.
async fn item_of(keyring: &Keyring, id: &str, patience: Duration) -> Result<Option<HomeItem>, Failure> {
    match keyring.get(&item_name(id), patience).await {
        Ok(bytes) => Ok(Some(
            serde_json::from_slice(&bytes).unwrap_or(HomeItem { token: String::new(), path: String::new() }),
        )),
        Err(Failure::NoEntry) if keyring.status().await == KeyringState::Ready => Ok(None),
        Err(Failure::NoEntry) => Err(Failure::NoAccess),
        Err(failure) => Err(failure),
    }
}

/// What this file is to the values of an id. Nothing is written.
pub(super) async fn standing(
    db: &Db,
    keyring: &Keyring,
    id: &str,
    patience: Duration,
) -> Result<Standing, Failure> {
    let item = item_of(keyring, id, patience).await?;
    let claim = async { store::claim(&mut *db.read().await?, id).await }.await.map_err(failed)?;
    Ok(match (item, claim) {
        (Some(item), Some(claim)) if item.token == claim.token && item.path == path_of(db) => Standing::Home,
        (Some(item), _) => Standing::Elsewhere(item.path),
        (None, Some(_)) => Standing::Free,
        (None, None) if in_own_folder(db) => Standing::Free,
        (None, None) => Standing::Unconfirmed,
    })
}

/// Like [`standing`]; what is free becomes this file's.
pub(super) async fn settled(
    db: &Db,
    keyring: &Keyring,
    id: &str,
    patience: Duration,
) -> Result<Standing, Failure> {
    match standing(db, keyring, id, patience).await? {
        Standing::Free => {
            claim(db, keyring, id, false, patience).await?;
            Ok(Standing::Home)
        }
        standing => Ok(standing),
    }
}

/// The standing of several ids, each asked once.
#[derive(Debug, Default)]
pub(super) struct Standings(HashMap<String, Standing>);

impl Standings {
    pub(super) async fn of(
        &mut self,
        db: &Db,
        keyring: &Keyring,
        id: &str,
        patience: Duration,
    ) -> Result<Standing, Failure> {
        if let Some(known) = self.0.get(id) {
            return Ok(known.clone());
        }
        let standing = settled(db, keyring, id, patience).await?;
        self.0.insert(id.to_owned(), standing.clone());
        Ok(standing)
    }
}

/// Makes this file the home of an id. The file has its token first: cut off between the two, it claims again.
/// `anew` puts another token in place of one that a copy may have too.
async fn claim(db: &Db, keyring: &Keyring, id: &str, anew: bool, patience: Duration) -> Result<(), Failure> {
    let token = async {
        let mut tx = db.write().await?;
        let known = store::claim(&mut tx, id).await?.filter(|_| !anew);
        let token = match known {
            Some(known) => known.token,
            None => {
                let token = uuid::Uuid::new_v4().simple().to_string();
                store::set_claim(&mut tx, id, &token, false, &Now::read().timestamp()).await?;
                token
            }
        };
        tx.commit().await?;
        Ok::<_, Error>(token)
    }
    .await
    .map_err(failed)?;
    let item = HomeItem { token, path: path_of(db) };
    let text = serde_json::to_string(&item).map_err(|error| Failure::Other(error.to_string()))?;
    keyring.put(&item_name(id), LABEL, &text, patience).await?;
    match item_of(keyring, id, patience).await? {
        Some(found) if found.token == item.token && found.path == item.path => Ok(()),
        _ => Err(Failure::Other("what was read back is not what was stored".to_owned())),
    }
}

/// The id under which this file puts new values: one that it made itself and is at home in. A stranger makes another.
/// Call it in the turn of the act that puts them.
pub(super) async fn for_new_values(
    db: &Db,
    keyring: &Keyring,
    patience: Duration,
) -> Result<String, Failure> {
    let own = async { store::own_claims(&mut *db.read().await?).await }.await.map_err(failed)?;
    for id in own {
        if settled(db, keyring, &id, patience).await? == Standing::Home {
            return Ok(id);
        }
    }
    let id = new_id();
    let made = async {
        let mut tx = db.write().await?;
        let token = uuid::Uuid::new_v4().simple().to_string();
        store::set_claim(&mut tx, &id, &token, true, &Now::read().timestamp()).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    made.await.map_err(failed)?;
    claim(db, keyring, &id, false, patience).await?;
    Ok(id)
}

/// The ids that this file made itself and is at home in; a free one becomes its home again.
pub(super) async fn own_ids(db: &Db, keyring: &Keyring, patience: Duration) -> Result<Vec<String>, Failure> {
    let own = async { store::own_claims(&mut *db.read().await?).await }.await.map_err(failed)?;
    let mut at_home = Vec::new();
    for id in own {
        if settled(db, keyring, &id, patience).await? == Standing::Home {
            at_home.push(id);
        }
    }
    Ok(at_home)
}

/// What this file is: home, copy, or not confirmed. Never prompts. An id that is free and has values becomes this file's.
pub(super) async fn report(db: &Db, keyring: &Keyring) -> Result<HomeReport> {
    let used = store::ids_in_use(&mut *db.read().await?, db.database_id()).await?;
    let has_own = used.iter().any(|used| used.values > 0 && used.id != db.database_id());
    let mut report = HomeReport { state: HomeState::Unknown, home: None, values: 0, message: String::new() };
    if keyring.status().await == KeyringState::Ready {
        let patience = keyring.patience().await?;
        report.state = HomeState::Home;
        for store::IdInUse { id, values, entries } in used {
            // Nothing is claimed, and nothing asked, before there is something to own.
            let idle = values + entries == 0;
            let standing = match idle {
                true => standing(db, keyring, &id, patience).await,
                false => settled(db, keyring, &id, patience).await,
            };
            match standing {
                Ok(Standing::Home | Standing::Free) => {}
                Ok(Standing::Unconfirmed) if idle => {}
                // A restored full backup: its values are its own, and those under the id of before another file's.
                Ok(Standing::Elsewhere(_)) if idle && has_own => {}
                Ok(Standing::Unconfirmed) => {
                    if report.state == HomeState::Home {
                        report.state = HomeState::Unconfirmed;
                    }
                    report.values += values;
                }
                Ok(Standing::Elsewhere(path)) => {
                    report.state = HomeState::Copy;
                    report.home = report.home.or(Some(path).filter(|path| !path.is_empty()));
                    report.values += values;
                }
                Err(_) => {
                    report = HomeReport { state: HomeState::Unknown, home: None, values: 0, ..report };
                    break;
                }
            }
        }
    }
    let here = path_of(db);
    report.message = report.state.message(report.home.as_deref(), &here);
    Ok(report)
}

/// Makes this file the home of all values it names. The home until now is the stranger from then on.
pub(super) async fn adopt(db: &Db, keyring: &Keyring) -> Result<HomeReport> {
    let patience = keyring.patience().await?;
    let used = store::ids_in_use(&mut *db.read().await?, db.database_id()).await?;
    for store::IdInUse { id, .. } in used {
        let adopted = match standing(db, keyring, &id, patience).await {
            Ok(Standing::Home | Standing::Free) => Ok(()),
            Ok(_) => claim(db, keyring, &id, true, patience).await,
            Err(failure) => Err(failure),
        };
        if let Err(failure) = adopted {
            return Err(keyring.explain(failure).await);
        }
    }
    report(db, keyring).await
}

/// A failure of the database, where one of the keyring is expected.
fn failed(error: Error) -> Failure {
    Failure::Other(error.to_string())
}
