//! The passphrase of the window's lock. It is a curtain before a screen left alone: the protection of the values is
//! the login of the operating system, and the command line does not ask for it.

use crate::{
    Act, Error, Result,
    db::Db,
    secrets::{self, About, ExposeSecret, Keyring, SecretString, Slot},
};
use argon2::{Config, Variant, Version};
use rand::{TryRngCore, rngs::OsRng};
use sqlx::SqliteConnection;

/// The setting under which the verifier is kept, as a value of the keyring.
const SETTING: &str = "app_lock";
/// The least and most characters of a passphrase.
const LENGTHS: std::ops::RangeInclusive<usize> = 6..=1_000;

/// Whether a passphrase is set.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn is_set(conn: &mut SqliteConnection) -> Result<bool> {
    secrets::is_set(conn, &Slot::setting(SETTING)).await
}

/// Sets the passphrase, or another one. Kept is an Argon2id verifier, in the keyring.
///
/// # Errors
/// [`Error::Field`] for one that is too short; else like [`secrets::save`].
pub async fn set(db: &Db, keyring: &Keyring, act: &Act, passphrase: SecretString) -> Result<()> {
    if !LENGTHS.contains(&passphrase.expose_secret().chars().count()) {
        return Err(Error::field("passphrase", "Choose a passphrase of at least 6 characters."));
    }
    let verifier = on_a_thread(move || verifier_of(&passphrase)).await??;
    secrets::save(db, keyring, act, &Slot::setting(SETTING), verifier, &About::default()).await
}

/// Whether this is the passphrase. Takes about a tenth of a second, on purpose.
///
/// # Errors
/// Like [`secrets::fetch`]: without the keyring nothing can be compared.
pub async fn matches(db: &Db, keyring: &Keyring, passphrase: SecretString) -> Result<bool> {
    let verifier = secrets::fetch(db, keyring, &Slot::setting(SETTING)).await?;
    on_a_thread(move || {
        argon2::verify_encoded(verifier.expose_secret(), passphrase.expose_secret().as_bytes())
            .map_err(|error| Error::Internal(format!("the verifier of the lock: {error}")))
    })
    .await?
}

/// Takes the passphrase away; also for one that was forgotten. Works without a keyring.
///
/// # Errors
/// Those of [`secrets::clear`].
pub async fn remove(db: &Db, keyring: &Keyring, act: &Act) -> Result<()> {
    secrets::clear(db, keyring, act, &Slot::setting(SETTING)).await
}

/// Argon2id with 64 MiB, three passes and one lane (RFC 9106, section 4, its second choice).
fn verifier_of(passphrase: &SecretString) -> Result<SecretString> {
    let mut salt = [0_u8; 16];
    OsRng
        .try_fill_bytes(&mut salt)
        .map_err(|error| Error::Internal(format!("no random numbers: {error}")))?;
    let config = Config {
        variant: Variant::Argon2id,
        version: Version::Version13,
        mem_cost: 64 * 1024,
        time_cost: 3,
        lanes: 1,
        ..Config::default()
    };
    argon2::hash_encoded(passphrase.expose_secret().as_bytes(), &salt, &config)
        .map(SecretString::from)
        .map_err(|error| Error::Internal(format!("the verifier of the lock: {error}")))
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Now, history::Actor};

    fn text(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    fn act() -> Act {
        Act::new(Now::read(), Actor::Window, "Lock")
    }

    #[tokio::test]
    async fn the_lock_opens_to_its_passphrase_alone() {
        let (db, keyring) = (Db::in_memory().await.unwrap(), Keyring::in_memory());
        assert!(!is_set(&mut db.read().await.unwrap()).await.unwrap());
        let short = set(&db, &keyring, &act(), text("12345")).await.unwrap_err();
        assert_eq!(short.field_name(), Some("passphrase"));
        set(&db, &keyring, &act(), text("open sesame")).await.unwrap();
        assert!(is_set(&mut db.read().await.unwrap()).await.unwrap());
        assert!(matches(&db, &keyring, text("open sesame")).await.unwrap());
        assert!(!matches(&db, &keyring, text("open Sesame")).await.unwrap());
        set(&db, &keyring, &act(), text("another one")).await.unwrap();
        assert!(!matches(&db, &keyring, text("open sesame")).await.unwrap());
        remove(&db, &keyring, &act()).await.unwrap();
        assert!(!is_set(&mut db.read().await.unwrap()).await.unwrap());
        assert!(matches(&db, &keyring, text("another one")).await.is_err());
    }

    #[tokio::test]
    async fn the_verifier_is_not_the_passphrase() {
        let (db, keyring) = (Db::in_memory().await.unwrap(), Keyring::in_memory());
        set(&db, &keyring, &act(), text("open sesame")).await.unwrap();
        let verifier = secrets::fetch(&db, &keyring, &Slot::setting(SETTING)).await.unwrap();
        assert!(verifier.expose_secret().starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
        assert!(!verifier.expose_secret().contains("sesame"));
    }
}
