//! The operating system's keyring: the one file that talks to it.

use super::backend::{Failure, SecretBackend};
use keyring::{CredentialStore, Entry, Error};
use std::{collections::HashMap, sync::Arc};
use zeroize::Zeroizing;

/// An open connection to the keyring, under one service name.
pub(super) struct OsKeyring {
    store: Arc<CredentialStore>,
    service: String,
}

impl OsKeyring {
    /// Connects; it fails where no keyring answers.
    pub(super) fn open(service: &str) -> Result<OsKeyring, Failure> {
        let store = platform_store().map_err(failure)?;
        Ok(OsKeyring { store, service: service.to_owned() })
    }

    fn entry(&self, name: &str, modifiers: &[(&str, &str)]) -> Result<Entry, Failure> {
        let modifiers: HashMap<&str, &str> = modifiers.iter().copied().collect();
        self.store.build(&self.service, name, Some(&modifiers)).map_err(failure)
    }
}

impl SecretBackend for OsKeyring {
    fn put(&mut self, name: &str, label: &str, value: &[u8]) -> Result<(), Failure> {
        self.entry(name, &modifiers_of_put(label))?.set_secret(value).map_err(failure)
    }

    fn get(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        self.entry(name, &[])?.get_secret().map(Zeroizing::new).map_err(failure)
    }

    fn delete(&mut self, name: &str) -> Result<(), Failure> {
        self.entry(name, &[])?.delete_credential().map_err(failure)
    }

    /// The store asks for each item by itself and waits for every answer, which is too slow for thousands.
    #[cfg(all(unix, not(target_os = "macos")))]
    fn names(&mut self, prefix: &str) -> Result<Vec<String>, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::Other(error.to_string()))?;
        let names = runtime.block_on(super::status::names(&self.service))?;
        Ok(names.into_iter().filter(|name| name.starts_with(prefix)).collect())
    }

    #[cfg(not(all(unix, not(target_os = "macos"))))]
    fn names(&mut self, prefix: &str) -> Result<Vec<String>, Failure> {
        let pattern = pattern_of(&self.service);
        let spec: HashMap<&str, &str> = HashMap::from([(SEARCH_KEY, pattern.as_str())]);
        let found = match self.store.search(&spec) {
            Ok(found) => found,
            Err(Error::NoEntry) => Vec::new(),
            Err(error) => return Err(failure(error)),
        };
        Ok(found
            .iter()
            .filter_map(Entry::get_specifiers)
            .filter(|(service, name)| *service == self.service && name.starts_with(prefix))
            .map(|(_, name)| name)
            .collect())
    }
}

/// Says what an error means. Only words that hold no bytes of a value are kept.
fn failure(error: Error) -> Failure {
    match error {
        Error::NoEntry => Failure::NoEntry,
        Error::NoStorageAccess(_) => Failure::NoAccess,
        Error::PlatformFailure(cause) => Failure::Lost(cause.to_string()),
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Zeroizing::new(bytes));
            Failure::Other("the stored value is malformed".to_owned())
        }
        Error::Ambiguous(_) => Failure::Other("the keyring holds several items of the same name".to_owned()),
        other => Failure::Other(other.to_string()),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn platform_store() -> keyring::Result<Arc<CredentialStore>> {
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "windows")]
fn platform_store() -> keyring::Result<Arc<CredentialStore>> {
    let store = windows_native_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "macos")]
fn platform_store() -> keyring::Result<Arc<CredentialStore>> {
    let store = apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}

/// The attribute by which a store finds the items of a service.
#[cfg(target_os = "macos")]
const SEARCH_KEY: &str = "service";
#[cfg(target_os = "windows")]
const SEARCH_KEY: &str = "pattern";

#[cfg(target_os = "macos")]
fn pattern_of(service: &str) -> String {
    service.to_owned()
}

/// Windows finds by a regular expression over names that hold the service.
#[cfg(target_os = "windows")]
fn pattern_of(service: &str) -> String {
    service.replace('.', "\\.")
}

#[cfg(all(unix, not(target_os = "macos")))]
fn modifiers_of_put(label: &str) -> Vec<(&'static str, &str)> {
    vec![("label", label)]
}

/// Kept on this computer: the default would carry values to other computers of a Windows domain.
#[cfg(target_os = "windows")]
fn modifiers_of_put(_label: &str) -> Vec<(&'static str, &str)> {
    vec![("persistence", "Local")]
}

#[cfg(target_os = "macos")]
fn modifiers_of_put(_label: &str) -> Vec<(&'static str, &str)> {
    Vec::new()
}
