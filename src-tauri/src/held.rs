//! Values that were made or read in and are not stored yet. They stay on this side; the page knows them by a token.

use crate::ipc_error::Answer;
use holdfast_core::{Error, ids, secrets::SecretString};
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long a value waits to be stored, and how many may wait.
const WAITS: Duration = Duration::from_secs(15 * 60);
const MOST: usize = 32;

/// The values that wait. No `Debug` shows one.
#[derive(Debug, Default)]
pub(crate) struct Held(Mutex<VecDeque<Value>>);

#[derive(Debug)]
struct Value {
    token: String,
    value: SecretString,
    since: Instant,
}

impl Held {
    fn values(&self) -> MutexGuard<'_, VecDeque<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a value until it is stored, and returns the token by which the page knows it.
    pub(crate) fn keep(&self, value: SecretString) -> String {
        let token = ids::new_id();
        let mut values = self.values();
        values.retain(|held| held.since.elapsed() < WAITS);
        while values.len() >= MOST {
            values.pop_front();
        }
        values.push_back(Value { token: token.clone(), value, since: Instant::now() });
        token
    }

    /// A value that waits to be stored.
    ///
    /// # Errors
    /// [`Error::Refused`] when it was forgotten meanwhile.
    pub(crate) fn get(&self, token: &str) -> Answer<SecretString> {
        let values = self.values();
        let found = values.iter().find(|held| held.token == token && held.since.elapsed() < WAITS);
        found.map(|held| held.value.clone()).ok_or_else(|| {
            Error::Refused("This value waited too long and was forgotten. Make it again.".into()).into()
        })
    }

    pub(crate) fn forget(&self, token: &str) {
        self.values().retain(|held| held.token != token);
    }

    pub(crate) fn clear(&self) {
        self.values().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_core::secrets::ExposeSecret;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[test]
    fn held_values_are_few_and_go_when_told() {
        let values = Held::default();
        let first = values.keep(secret("0"));
        let tokens: Vec<String> = (0..MOST).map(|n| values.keep(secret(&format!("made-{n}")))).collect();
        assert!(values.get(&first).is_err());
        assert_eq!(values.get(&tokens[3]).unwrap().expose_secret(), "made-3");
        values.forget(&tokens[3]);
        assert!(values.get(&tokens[3]).is_err());
        assert!(!format!("{values:?}").contains("made-"), "no value is printed");
    }
}
