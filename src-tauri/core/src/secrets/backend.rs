//! What a store of values must do, and the one in memory that tests use.

use super::KeyringState;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use zeroize::Zeroizing;

/// Why a store did not do what it was asked. No variant holds a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// There is no such item; also said by a keyring that has no default collection yet.
    NoEntry,
    /// Locked, and the prompt was dismissed or could not be shown.
    NoAccess,
    /// The connection to the keyring is gone, or never came about.
    Lost(String),
    /// No answer within the deadline.
    TimedOut,
    Other(String),
}

impl Failure {
    /// Whether the keyring could not be reached at all, so that asking for anything else is in vain.
    pub(super) fn is_silence(&self) -> bool {
        matches!(self, Failure::TimedOut | Failure::Lost(_) | Failure::NoAccess)
    }
}

/// A store of values by name, used by one thread. Every call may block for as long as a prompt stands open.
pub(super) trait SecretBackend: Send {
    /// Stores a value; one that stands under the name already is replaced.
    fn put(&mut self, name: &str, label: &str, value: &[u8]) -> Result<(), Failure>;
    fn get(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, Failure>;
    fn delete(&mut self, name: &str) -> Result<(), Failure>;
    /// The names of all items that begin with `prefix`.
    fn names(&mut self, prefix: &str) -> Result<Vec<String>, Failure>;
}

/// Values in memory, shared by every backend made from it.
#[derive(Clone)]
pub(super) struct MemoryVault(Arc<Mutex<Contents>>);

struct Contents {
    state: KeyringState,
    items: BTreeMap<String, Zeroizing<Vec<u8>>>,
    #[cfg(test)]
    fault: Option<Fault>,
    #[cfg(test)]
    pause: Option<std::time::Duration>,
    /// How often it was asked for anything.
    #[cfg(test)]
    calls: usize,
}

/// A failure that a test orders.
#[cfg(test)]
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// How many calls still go well.
    pub after: u32,
    /// Whether the failing call does its work before it fails.
    pub done: bool,
    /// Whether all later calls fail too, without doing anything.
    pub lasting: bool,
    pub failure: Failure,
}

impl MemoryVault {
    pub(super) fn new() -> MemoryVault {
        MemoryVault(Arc::new(Mutex::new(Contents {
            state: KeyringState::Ready,
            items: BTreeMap::new(),
            #[cfg(test)]
            fault: None,
            #[cfg(test)]
            pause: None,
            #[cfg(test)]
            calls: 0,
        })))
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn state(&self) -> KeyringState {
        self.contents().state
    }

    pub(super) fn set_state(&self, state: KeyringState) {
        self.contents().state = state;
    }

    /// Runs one call, with the failure that a test may have ordered.
    fn call<T>(&self, work: impl FnOnce(&mut Contents) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut contents = self.contents();
        #[cfg(test)]
        {
            contents.calls += 1;
        }
        #[cfg(test)]
        if let Some(fault) = contents.fault.clone() {
            if fault.after == 0 {
                let later = Fault { done: false, ..fault.clone() };
                contents.fault = fault.lasting.then_some(later);
                if fault.done {
                    let _ = work(&mut contents);
                }
                return Err(fault.failure);
            }
            contents.fault = Some(Fault { after: fault.after - 1, ..fault });
        }
        if contents.state == KeyringState::Locked {
            return Err(Failure::NoAccess);
        }
        work(&mut contents)
    }
}

#[cfg(test)]
impl MemoryVault {
    pub(super) fn order(&self, fault: Option<Fault>) {
        self.contents().fault = fault;
    }

    /// The next value that is put waits so long.
    pub(super) fn pause_next(&self, pause: std::time::Duration) {
        self.contents().pause = Some(pause);
    }

    fn wait(&self) {
        let pause = self.contents().pause.take();
        if let Some(pause) = pause {
            std::thread::sleep(pause);
        }
    }

    /// The names of all values; where databases are at home is left out.
    pub(super) fn all_names(&self) -> Vec<String> {
        self.contents().items.keys().filter(|name| name.starts_with("v1-")).cloned().collect()
    }

    pub(super) fn calls(&self) -> usize {
        self.contents().calls
    }

    pub(super) fn forget(&self, name: &str) {
        self.contents().items.remove(name);
    }
}

impl SecretBackend for MemoryVault {
    fn put(&mut self, name: &str, _label: &str, value: &[u8]) -> Result<(), Failure> {
        #[cfg(test)]
        if name.starts_with("v1-") {
            self.wait();
        }
        self.call(|contents| {
            contents.items.insert(name.to_owned(), Zeroizing::new(value.to_vec()));
            Ok(())
        })
    }

    fn get(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        self.call(|contents| contents.items.get(name).cloned().ok_or(Failure::NoEntry))
    }

    fn delete(&mut self, name: &str) -> Result<(), Failure> {
        self.call(|contents| contents.items.remove(name).map(|_| ()).ok_or(Failure::NoEntry))
    }

    fn names(&mut self, prefix: &str) -> Result<Vec<String>, Failure> {
        self.call(|contents| {
            Ok(contents.items.keys().filter(|name| name.starts_with(prefix)).cloned().collect())
        })
    }
}
