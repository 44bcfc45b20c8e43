//! Handing a message to a server, and what its refusals mean.

use super::model::{MailSecurity, MailSettings};
use lettre::{
    Message, SmtpTransport, Transport,
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use secrecy::{ExposeSecret, SecretString};
use std::{error::Error as _, io, time::Duration};

/// How long one step of the conversation may take.
const STEP: Duration = Duration::from_secs(20);
/// The most characters of a server's own words that are shown.
const MOST_WORDS: usize = 200;

/// The connection that the settings describe. Nothing is opened yet.
pub(super) fn transport(
    settings: &MailSettings,
    password: Option<&SecretString>,
) -> Result<SmtpTransport, String> {
    let parameters = || TlsParameters::new(settings.host.clone()).map_err(|error| explain(&error));
    let tls = match settings.security {
        MailSecurity::Starttls => Tls::Required(parameters()?),
        MailSecurity::Tls => Tls::Wrapper(parameters()?),
        MailSecurity::None => Tls::None,
    };
    let mut builder = SmtpTransport::builder_dangerous(settings.host.as_str())
        .port(settings.port)
        .tls(tls)
        .timeout(Some(STEP));
    if let (Some(user), Some(password)) = (&settings.username, password) {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
    }
    Ok(builder.build())
}

/// Hands the message in; the error says why it was not taken, as part of a sentence.
pub(super) fn send(transport: &SmtpTransport, message: &Message) -> Result<(), String> {
    transport.send(message).map(drop).map_err(|error| explain(&error))
}

fn explain(error: &Error) -> String {
    if let Some(code) = error.status() {
        let code = code.to_string();
        let said = words(error);
        return match code.as_str() {
            "450" | "451" | "452" | "421" => format!("the server asks to come back later ({code}{said})"),
            "530" => format!("the server wants a user name and a password first ({code}{said})"),
            "535" | "534" => {
                format!("the server does not accept the user name or the password ({code}{said})")
            }
            _ => format!("the server refused it ({code}{said})"),
        };
    }
    if timed_out(error) {
        return "the server did not answer in time".to_owned();
    }
    if error.is_tls() || innermost(error).contains("certificate") {
        return format!("the connection is not safe: {}", innermost(error));
    }
    format!("the server could not be spoken to: {}", innermost(error))
}

/// What the server said, cut and in one line; nothing when it said nothing.
fn words(error: &Error) -> String {
    let said: String = innermost(error).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let said: String = said.trim().chars().take(MOST_WORDS).collect();
    if said.is_empty() { said } else { format!(": {said}") }
}

fn innermost(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    text
}

/// A read that runs out of time reads as "would block" on some systems.
fn timed_out(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>()
            && matches!(io.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
        {
            return true;
        }
        source = inner.source();
    }
    false
}
