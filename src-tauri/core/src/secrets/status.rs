//! How the Secret Service stands, asked over D-Bus so that no prompt appears; and the prompt itself, when wanted.

use super::KeyringState;
use std::time::Duration;

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) async fn read(_deadline: Duration) -> KeyringState {
    KeyringState::Ready
}

/// These systems unlock the keyring with the login, and ask by themselves otherwise.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) async fn unlock(_deadline: Duration) {}

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use secret_service::{names, read, unlock};

#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service {
    use super::{super::backend::Failure, Duration, KeyringState};
    use futures_util::StreamExt;
    use std::collections::HashMap;
    use tokio::task::JoinSet;
    use zbus::{
        Connection, Proxy,
        zvariant::{OwnedObjectPath, OwnedValue, Value},
    };

    const NAME: &str = "org.freedesktop.secrets";
    const PATH: &str = "/org/freedesktop/secrets";
    const SERVICE: &str = "org.freedesktop.Secret.Service";
    const COLLECTION: &str = "org.freedesktop.Secret.Collection";
    const PROMPT: &str = "org.freedesktop.Secret.Prompt";
    const ITEM: &str = "org.freedesktop.Secret.Item";
    const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
    const NOWHERE: &str = "/";
    /// How many items are asked for at a time, without waiting for the answers to those before.
    const AT_ONCE: usize = 64;
    /// How often a missing default collection is looked for before it counts as missing.
    const LOOKS: u32 = 4;
    const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

    /// The names of all unlocked items of a service, by which the store calls them.
    pub(in crate::secrets) async fn names(service: &str) -> Result<Vec<String>, Failure> {
        let lost = |error: zbus::Error| Failure::Lost(error.to_string());
        let bus = Connection::session().await.map_err(lost)?;
        let sought = HashMap::from([("service", service)]);
        let reply = bus.call_method(Some(NAME), PATH, Some(SERVICE), "SearchItems", &(sought,)).await;
        let reply = reply.map_err(lost)?;
        let (items, _locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            reply.body().deserialize().map_err(lost)?;
        let mut names = Vec::with_capacity(items.len());
        for some in items.chunks(AT_ONCE) {
            let mut asked = JoinSet::new();
            for item in some {
                asked.spawn(attributes(bus.clone(), item.clone()));
            }
            while let Some(answer) = asked.join_next().await {
                let answer = answer.map_err(|error| Failure::Other(error.to_string()))?;
                let mut found = match answer {
                    Ok(found) => found,
                    // It was deleted since.
                    Err(zbus::Error::MethodError(name, ..)) if nothing_there(name.as_str()) => continue,
                    Err(error) => return Err(lost(error)),
                };
                if found.get("service").is_some_and(|of| of == service)
                    && let Some(name) = found.remove("username")
                {
                    names.push(name);
                }
            }
        }
        Ok(names)
    }

    /// The names for "there is no such item". Any other failure says nothing of the item.
    fn nothing_there(error: &str) -> bool {
        matches!(
            error,
            "org.freedesktop.DBus.Error.UnknownObject"
                | "org.freedesktop.DBus.Error.UnknownMethod"
                | "org.freedesktop.DBus.Error.UnknownInterface"
                | "org.freedesktop.Secret.Error.NoSuchObject"
        )
    }

    async fn attributes(bus: Connection, item: OwnedObjectPath) -> zbus::Result<HashMap<String, String>> {
        let asked = (ITEM, "Attributes");
        let reply = bus.call_method(Some(NAME), &item, Some(PROPERTIES), "Get", &asked).await?;
        let value: OwnedValue = reply.body().deserialize()?;
        Ok(value.try_into()?)
    }

    /// The state, within the deadline.
    pub(in crate::secrets) async fn read(deadline: Duration) -> KeyringState {
        tokio::time::timeout(deadline, state()).await.unwrap_or(KeyringState::NotAnswering)
    }

    /// A provider that writes its files just then may say for a moment that there is no default collection (seen
    /// with gnome-keyring under load): only what it goes on saying counts.
    async fn state() -> KeyringState {
        let mut state = look().await;
        for _ in 1..LOOKS {
            if state != KeyringState::NotCreated {
                break;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
            state = look().await;
        }
        state
    }

    async fn look() -> KeyringState {
        let Ok(bus) = Connection::session().await else { return KeyringState::NoSession };
        let collection = match default_collection(&bus).await {
            Ok(Some(collection)) => collection,
            Ok(None) => return KeyringState::NotCreated,
            Err(error) => return of_error(&error),
        };
        match locked(&bus, &collection).await {
            Ok(true) => KeyringState::Locked,
            Ok(false) => KeyringState::Ready,
            Err(error) => match of_error(&error) {
                // The alias points to a collection that is gone.
                KeyringState::NotAnswering => KeyringState::NotCreated,
                state => state,
            },
        }
    }

    /// Raises the system's prompt to unlock the default collection, or to make one, and waits for its end.
    pub(in crate::secrets) async fn unlock(deadline: Duration) {
        match tokio::time::timeout(deadline, prompt_to_unlock()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the keyring could not be unlocked"),
            Err(_) => tracing::warn!("nobody answered the keyring's prompt"),
        }
    }

    async fn prompt_to_unlock() -> zbus::Result<()> {
        let bus = Connection::session().await?;
        // Waits out a moment in which the provider has none: another one must not be made beside it.
        state().await;
        let prompt: OwnedObjectPath = match default_collection(&bus).await? {
            Some(collection) => {
                let reply =
                    bus.call_method(Some(NAME), PATH, Some(SERVICE), "Unlock", &(vec![collection],)).await?;
                let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = reply.body().deserialize()?;
                prompt
            }
            None => {
                let properties = HashMap::from([(
                    "org.freedesktop.Secret.Collection.Label",
                    Value::from("Default keyring"),
                )]);
                let reply = bus
                    .call_method(
                        Some(NAME),
                        PATH,
                        Some(SERVICE),
                        "CreateCollection",
                        &(properties, "default"),
                    )
                    .await?;
                let (_, prompt): (OwnedObjectPath, OwnedObjectPath) = reply.body().deserialize()?;
                prompt
            }
        };
        if prompt.as_str() == NOWHERE {
            return Ok(());
        }
        let proxy = Proxy::new(&bus, NAME, prompt, PROMPT).await?;
        let mut completed = proxy.receive_signal("Completed").await?;
        proxy.call_method("Prompt", &("",)).await?;
        completed.next().await;
        Ok(())
    }

    async fn default_collection(bus: &Connection) -> zbus::Result<Option<OwnedObjectPath>> {
        let reply = bus.call_method(Some(NAME), PATH, Some(SERVICE), "ReadAlias", &("default",)).await?;
        let path: OwnedObjectPath = reply.body().deserialize()?;
        Ok(Some(path).filter(|path| path.as_str() != NOWHERE))
    }

    async fn locked(bus: &Connection, collection: &OwnedObjectPath) -> zbus::Result<bool> {
        let properties = Some("org.freedesktop.DBus.Properties");
        let reply =
            bus.call_method(Some(NAME), collection, properties, "Get", &(COLLECTION, "Locked")).await?;
        let value: OwnedValue = reply.body().deserialize()?;
        Ok(bool::try_from(value)?)
    }

    fn of_error(error: &zbus::Error) -> KeyringState {
        match error {
            zbus::Error::MethodError(name, ..) if nobody_there(name.as_str()) => KeyringState::NoProvider,
            zbus::Error::InputOutput(_) => KeyringState::NoSession,
            _ => KeyringState::NotAnswering,
        }
    }

    /// The bus's names for "nobody has that name, and nobody could be started for it".
    fn nobody_there(error: &str) -> bool {
        matches!(
            error,
            "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner"
        ) || error.starts_with("org.freedesktop.DBus.Error.Spawn.")
    }
}
