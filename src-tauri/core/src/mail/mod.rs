//! Email by SMTP: off unless it is set up, and the only thing that ever opens a connection. The password of the
//! account is in the keyring; a locked keyring is never asked to open by this.

pub(crate) mod message;
mod model;
mod smtp;

pub use model::{MailSecurity, MailSettings, MailView};

use crate::{
    Act, Error, Result,
    clock::Now,
    db::Db,
    secrets::{self, Keyring, KeyringState, SecretString, Slot},
    settings,
};
use lettre::Message;
use sqlx::SqliteConnection;
use std::time::Duration;

/// The name the settings, and the password in the keyring, are kept under.
const NAME: &str = "mail";

/// The settings as they are kept; the defaults, which send nothing, before that.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn settings(conn: &mut SqliteConnection) -> Result<MailSettings> {
    settings::of(conn, NAME).await
}

/// The settings with what is known of the password.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn view(conn: &mut SqliteConnection) -> Result<MailView> {
    let settings = settings(conn).await?;
    let password = secrets::fields_of(conn, NAME).await?.into_iter().next().map(|field| field.state);
    Ok(MailView { ready: settings.ready(), password: password.unwrap_or_default(), settings })
}

/// Keeps the settings after checking them.
///
/// # Errors
/// [`Error::Field`] for an address that is none, a port out of range, and an open connection to another computer.
pub async fn set(conn: &mut SqliteConnection, settings: MailSettings) -> Result<MailSettings> {
    let checked = settings.checked()?;
    settings::keep(conn, NAME, &checked).await?;
    Ok(checked)
}

/// The settings as they would be kept.
///
/// # Errors
/// Like [`set`].
pub fn check(settings: MailSettings) -> Result<MailSettings> {
    settings.checked()
}

/// Stores the password of the account; an empty one deletes it. Call it without an open write transaction.
///
/// # Errors
/// Those of [`secrets::save`]; for an empty one those of [`secrets::clear`].
pub async fn set_password(db: &Db, keyring: &Keyring, act: &Act, password: SecretString) -> Result<()> {
    use secrets::ExposeSecret;
    let slot = Slot::setting(NAME);
    if password.expose_secret().is_empty() {
        return secrets::clear(db, keyring, act, &slot).await;
    }
    secrets::save(db, keyring, act, &slot, password, &secrets::About::default()).await
}

/// The way to the server, with the password where one is needed.
///
/// # Errors
/// [`Error::Keyring`] when the keyring is not open: it is asked by nobody but the user. [`Error::Refused`] when no
/// account is set up.
pub async fn open(db: &Db, keyring: &Keyring, settings: &MailSettings) -> Result<Post> {
    if !settings.ready() {
        return Err(Error::Refused("No mail account is set up. Enter a server and an address first.".into()));
    }
    let password = match &settings.username {
        None => None,
        Some(_) => {
            let state = keyring.status().await;
            if state != KeyringState::Ready {
                let message = format!("The password of the mail account cannot be read. {}", state.message());
                return Err(Error::Keyring { state, message });
            }
            let password = secrets::fetch(db, keyring, &Slot::setting(NAME)).await;
            Some(password.map_err(|error| match error {
                Error::NotFound { .. } | Error::Refused(_) => Error::Refused(
                    "The mail account has a user name, and its password is not in the keyring. Enter it in the settings of reminders.".into(),
                ),
                other => other,
            })?)
        }
    };
    Ok(Post { settings: settings.clone(), password })
}

/// An account that mail can be sent with.
#[derive(Debug)]
pub struct Post {
    settings: MailSettings,
    password: Option<SecretString>,
}

impl Post {
    /// Sends a message and returns once the server took it. The error says in words why it did not.
    pub(crate) async fn send(&self, message: Message) -> Result<(), String> {
        let transport = smtp::transport(&self.settings, self.password.as_ref())?;
        let sending = tokio::task::spawn_blocking(move || smtp::send(&transport, &message));
        // Each step of the conversation has its own time limit; this one ends a server that only dawdles.
        match tokio::time::timeout(GIVE_UP, sending).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => Err(format!("the message was not sent: {error}")),
            Err(_) => Err("the server did not take the message in time".to_owned()),
        }
    }
}

/// How long a whole message may take.
const GIVE_UP: Duration = Duration::from_secs(90);

/// Sends a message that says it is a test, to the addresses of the settings, as they are given and not yet kept.
/// Without `password` the stored one is used.
///
/// # Errors
/// [`Error::Refused`] with what the server said; [`Error::Field`] for settings that cannot be.
pub async fn test(
    db: &Db,
    keyring: &Keyring,
    now: &Now,
    given: MailSettings,
    password: Option<SecretString>,
) -> Result<()> {
    let settings = given.checked()?;
    let post = match password {
        Some(password) if settings.username.is_some() && settings.ready() => {
            Post { settings, password: Some(password) }
        }
        _ => open(db, keyring, &settings).await?,
    };
    for to in &post.settings.to {
        let mail = message::test(&post.settings, to, now)?;
        post.send(mail).await.map_err(|why| {
            Error::Refused(format!("No mail was sent to {to}: {why}. The settings are as you left them."))
        })?;
    }
    Ok(())
}
