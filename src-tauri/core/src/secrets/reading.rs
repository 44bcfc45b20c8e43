//! Reading values, for this process and for a person. What goes to a person is recorded first.

use super::{
    Keyring, KeyringState, Slot,
    backend::Failure,
    store::{self, Place, Spot},
};
use crate::{
    Act, Error, Result,
    db::Db,
    history::{self, Entity},
};
use secrecy::SecretString;
use sqlx::SqliteConnection;
use std::time::Duration;
use zeroize::{Zeroize, Zeroizing};

/// What is looked for: whatever a slot has now, or one value whatever became of it.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    Current(&'a Slot),
    /// By its own id, current or previous.
    Value(&'a str),
}

impl Wanted<'_> {
    pub(super) async fn place(self, db: &Db) -> Result<Place> {
        let mut conn = db.read().await?;
        let slot = match self {
            Wanted::Value(id) => {
                let place = store::by_id(&mut conn, id).await?;
                return place.ok_or_else(|| Error::not_found("value", id));
            }
            Wanted::Current(slot) => slot,
        };
        match store::current(&mut conn, slot).await? {
            Some(place) => Ok(place),
            None if store::subject(&mut conn, slot).await?.is_some() => {
                Err(Error::Refused("No value is stored here yet.".into()))
            }
            None => Err(Error::not_found(slot.owner.name(), &slot.id)),
        }
    }
}

/// The value, and the row it was read by.
pub(super) async fn fetch(db: &Db, keyring: &Keyring, wanted: Wanted<'_>) -> Result<(Place, SecretString)> {
    let patience = keyring.patience().await?;
    let mut looked_for = String::new();
    loop {
        let place = wanted.place(db).await?;
        match read_parts(keyring, &place.spot(db.database_id()), patience).await {
            Ok(value) => {
                if place.state != "set" {
                    mark(db, &place.id, "set").await;
                }
                return Ok((place, value));
            }
            // A save may have replaced it between the two looks: then the slot names another one now.
            Err(Failure::NoEntry) if place.reference != looked_for => looked_for = place.reference,
            Err(Failure::NoEntry) => {
                // A keyring that is not made yet says the same: only a ready one is believed.
                let state = keyring.status().await;
                if state != KeyringState::Ready {
                    return Err(Error::Keyring { state, message: state.message().to_owned() });
                }
                mark(db, &place.id, "missing").await;
                return Err(Error::Keyring {
                    state,
                    message: "This value is not in this computer's keyring. Restore it from a backup, or set it again."
                        .to_owned(),
                });
            }
            Err(failure) => return Err(keyring.explain(failure).await),
        }
    }
}

/// Where a value goes, for the History.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandedOut {
    Copied,
    Revealed,
    Exported,
    /// Printed by the command line.
    Printed,
}

impl HandedOut {
    fn action(self) -> &'static str {
        match self {
            HandedOut::Copied => "secret copied",
            HandedOut::Revealed => "secret revealed",
            HandedOut::Exported => "secret exported",
            HandedOut::Printed => "secret printed",
        }
    }
}

/// What happens when it cannot be recorded that a value is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recording {
    /// It is not handed out.
    #[default]
    Needed,
    /// It is handed out all the same: the person asked for that.
    Waived,
}

impl Recording {
    /// As an option or a command says it.
    pub fn waived_if(unrecorded: bool) -> Recording {
        if unrecorded { Recording::Waived } else { Recording::Needed }
    }
}

pub(super) async fn hand_out(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    wanted: Wanted<'_>,
    how: HandedOut,
    recording: Recording,
) -> Result<SecretString> {
    let (place, value) = fetch(db, keyring, wanted).await?;
    match (record(db, act, std::slice::from_ref(&place.id), how).await, recording) {
        (Ok(()), _) => Ok(value),
        (Err(error), Recording::Waived) => {
            tracing::warn!(%error, "a value is handed out unrecorded");
            Ok(value)
        }
        (Err(error), Recording::Needed) => Err(Error::Unrecorded(error.to_string())),
    }
}

/// Records that values are handed out, before they are.
pub(super) async fn record(db: &Db, act: &Act, value_ids: &[String], how: HandedOut) -> Result<()> {
    let mut tx = db.write().await?;
    for id in value_ids {
        if let Some(place) = store::by_id(&mut tx, id).await? {
            note(&mut tx, act, &place, how).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn note(conn: &mut SqliteConnection, act: &Act, place: &Place, how: HandedOut) -> Result<()> {
    history::note(conn, act, Entity::SecretValue, &place.id, &place.subject_id, how.action()).await
}

/// Notes whether a value was found. Where nothing can be written it is read all the same.
async fn mark(db: &Db, id: &str, state: &str) {
    let marked = async {
        let mut tx = db.write().await?;
        store::mark(&mut tx, id, state).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    if let Err(error) = marked.await {
        tracing::warn!(%error, "whether a value was found could not be kept");
    }
}

pub(super) async fn read_parts(
    keyring: &Keyring,
    spot: &Spot,
    patience: Duration,
) -> Result<SecretString, Failure> {
    let mut pieces: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    for name in spot.names() {
        pieces.push(keyring.get(&name, patience).await?);
    }
    // Room for all of it from the start: growing would leave copies behind.
    let mut whole = Vec::with_capacity(pieces.iter().map(|piece| piece.len()).sum());
    for piece in &pieces {
        whole.extend_from_slice(piece);
    }
    match String::from_utf8(whole) {
        Ok(text) => Ok(SecretString::from(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(Failure::Other("the stored value is not text".to_owned()))
        }
    }
}
