//! Values of the keyring that entries are compared with, in memory, each read once.

use crate::{
    Error, Result,
    db::Db,
    secrets::{self, Keyring, KeyringState, SecretString, Slot},
};
use std::collections::HashMap;

/// What stored values are compared with.
#[derive(Clone, Copy)]
pub(super) enum Compare<'a> {
    With(&'a Db, &'a Keyring),
    /// Without a keyring a value that is stored is taken for the one in the file.
    Not,
}

/// Stored values, wiped when dropped. Call [`Self::value`] without a connection in hand.
pub(super) struct Stored<'a> {
    compare: Compare<'a>,
    seen: HashMap<Slot, Option<SecretString>>,
}

impl<'a> Stored<'a> {
    /// Nothing is read before a value is asked for.
    pub fn new(compare: Compare<'a>) -> Stored<'a> {
        Stored { compare, seen: HashMap::new() }
    }

    /// Whether there is a keyring to compare with.
    pub fn can_compare(&self) -> bool {
        matches!(self.compare, Compare::With(..))
    }

    /// The stored value; None when there is none, or none on this computer, and when there is nothing to compare with.
    ///
    /// # Errors
    /// [`Error::Keyring`] when the keyring cannot be read, [`Error::NotFound`] when the slot's owner is not there,
    /// [`Error::Database`] when the database cannot be read.
    pub async fn value(&mut self, slot: &Slot) -> Result<Option<&SecretString>> {
        let Compare::With(db, keyring) = self.compare else { return Ok(None) };
        if !self.seen.contains_key(slot) {
            let value = match secrets::fetch(db, keyring, slot).await {
                Ok(value) => Some(value),
                Err(Error::Refused(_) | Error::Keyring { state: KeyringState::Ready, .. }) => None,
                Err(error) => return Err(error),
            };
            self.seen.insert(slot.clone(), value);
        }
        Ok(self.seen.get(slot).and_then(Option::as_ref))
    }
}
