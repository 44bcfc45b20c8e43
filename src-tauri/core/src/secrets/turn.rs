//! Whose turn it is at the keyring: window and command line may run at the same time, and what they write to the
//! keyring and its journal goes one after the other, in the order in which they came.
//!
//! Two lock files: whoever waits holds the first one until it has the second, so that an act of many turns lets the
//! one who waits go before its own next turn. A third one is held by whoever has values that stand in the keyring
//! and wait for their rows, so that nobody sweeps them.

use crate::{
    Error, Result,
    db::{self, Db},
};
use std::{
    fs::{File, TryLockError},
    io::{Read, Seek, Write},
    time::Duration,
};
use tokio::time::Instant;

/// How long an act waits for others, one of which may be waiting for the user in turn; and how often it looks.
const PATIENCE: Duration = Duration::from_secs(150);
const PAUSE: Duration = Duration::from_millis(10);

/// What an act does in its turn, for others who wait.
#[derive(Debug, Clone, Copy)]
pub(super) enum Doing {
    Saving,
    Deleting,
    Importing,
    Restoring,
    Sweeping,
    /// The keyring is locked: its prompt has to be answered first.
    Prompting,
}

impl Doing {
    fn words(self) -> &'static str {
        match self {
            Doing::Saving => "is storing a value",
            Doing::Deleting => "is deleting a value",
            Doing::Importing => "is storing the values of an import",
            Doing::Restoring => "is putting the values of a full backup into the keyring",
            Doing::Sweeping => "is finishing what was cut off earlier",
            Doing::Prompting => "is waiting until you answer the prompt of the system keyring",
        }
    }

    /// What an act does that may have to wait for the prompt first.
    pub(super) fn or_prompting(self, state: super::KeyringState) -> Doing {
        if state == super::KeyringState::Locked { Doing::Prompting } else { self }
    }
}

/// Held from the first step of an act to its last; let go when dropped. A database in memory needs none.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "holding the open file is its use")] Option<File>);

/// Waits for a turn.
pub(super) async fn take(db: &Db, doing: Doing) -> Result<Turn> {
    take_within(db, doing, PATIENCE).await
}

pub(super) async fn take_within(db: &Db, doing: Doing, patience: Duration) -> Result<Turn> {
    if db.folder().as_os_str().is_empty() {
        return Ok(Turn(None));
    }
    let give_up = Instant::now() + patience;
    let next = db::open_lock(db.folder(), "secrets-next.lock")?;
    let turn = db::open_lock(db.folder(), "secrets.lock")?;
    for file in [&next, &turn] {
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < give_up => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::WouldBlock) => return Err(waited(&turn, patience)),
                Err(TryLockError::Error(source)) => {
                    return Err(Error::io("the lock for secrets could not be taken", source));
                }
            }
        }
    }
    note(&turn, doing);
    Ok(Turn(Some(turn)))
}

/// Writes into the lock file what is done under it. It is only for those who wait.
fn note(mut turn: &File, doing: Doing) {
    let text = format!("{}\n", doing.words());
    let _ = turn
        .rewind()
        .and_then(|()| turn.write_all(text.as_bytes()))
        .and_then(|()| turn.set_len(text.len() as u64));
}

/// Says for what an act waited in vain.
fn waited(mut turn: &File, patience: Duration) -> Error {
    let mut text = String::new();
    let read = turn.rewind().and_then(|()| turn.take(200).read_to_string(&mut text));
    let known = [
        Doing::Saving,
        Doing::Deleting,
        Doing::Importing,
        Doing::Restoring,
        Doing::Sweeping,
        Doing::Prompting,
    ]
    .into_iter()
    .find(|doing| read.is_ok() && doing.words() == text.trim());
    let doing = known.map_or("is using the system keyring", Doing::words);
    let seconds = patience.as_secs();
    Error::Refused(format!(
        "Another Holdfast {doing}. This waited {seconds} seconds for it, and nothing was saved: try again when that is done."
    ))
}

/// Held as long as values wait in the keyring for their rows.
#[derive(Debug)]
pub(super) struct Staging(#[expect(dead_code, reason = "holding the open file is its use")] Option<File>);

/// Says that values will wait. Call it in a turn: nobody sweeps then.
pub(super) fn stage(db: &Db) -> Result<Staging> {
    if db.folder().as_os_str().is_empty() {
        return Ok(Staging(None));
    }
    let file = db::open_lock(db.folder(), "secrets-staged.lock")?;
    file.lock_shared().map_err(|source| Error::io("the lock for secrets could not be taken", source))?;
    Ok(Staging(Some(file)))
}

/// Whether no value waits anywhere for its row, held so until dropped. Call it in a turn.
pub(super) fn nothing_staged(db: &Db) -> Result<Option<Staging>> {
    if db.folder().as_os_str().is_empty() {
        return Ok(Some(Staging(None)));
    }
    let file = db::open_lock(db.folder(), "secrets-staged.lock")?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Staging(Some(file)))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(Error::io("the lock for secrets could not be taken", source)),
    }
}
