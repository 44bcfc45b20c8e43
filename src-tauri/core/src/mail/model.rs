//! The mail account, without its password.

use crate::{Error, Result, reminders::policy::tidy_addresses, secrets::SecretState, text::blank_to_none};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// How the connection is kept from being read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// Begins in the open and must turn to TLS before anything is said; usually port 587.
    #[default]
    Starttls,
    /// TLS from the first byte; usually port 465.
    Tls,
    /// Open; only to a server on this computer.
    None,
}

/// Where mail is handed in, from whom, and to whom it goes unless a policy names somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct MailSettings {
    /// Empty: no account is set up.
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    /// None: the server wants no login.
    pub username: Option<String>,
    pub from: String,
    pub to: Vec<String>,
    /// One message a day with all that is due, instead of one for each reminder.
    pub digest: bool,
}

impl Default for MailSettings {
    fn default() -> Self {
        MailSettings {
            host: String::new(),
            port: 587,
            security: MailSecurity::Starttls,
            username: None,
            from: String::new(),
            to: Vec::new(),
            digest: true,
        }
    }
}

/// The settings as they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MailView {
    pub settings: MailSettings,
    /// Whether the password is in the keyring, when last seen.
    pub password: SecretState,
    /// An account is set up.
    pub ready: bool,
}

impl MailSettings {
    /// Whether mail can be sent at all: a server, a sender and somebody to send to.
    pub fn ready(&self) -> bool {
        !self.host.is_empty() && !self.from.is_empty() && !self.to.is_empty()
    }

    /// Checks them and brings them into their kept form. An empty host turns mail off.
    pub(super) fn checked(self) -> Result<MailSettings> {
        let checked = MailSettings {
            host: self.host.trim().to_owned(),
            username: blank_to_none(self.username),
            from: self.from.trim().to_owned(),
            to: tidy_addresses("to", &self.to)?,
            ..self
        };
        if checked.host.is_empty() {
            return Ok(checked);
        }
        if !is_host(&checked.host) {
            return Err(Error::field(
                "host",
                format!(
                    "“{}” is not a server name. Enter one such as mail.example.com, without a port.",
                    checked.host
                ),
            ));
        }
        if checked.port == 0 {
            return Err(Error::field("port", "Name the port, usually 587, or 465 with TLS from the start."));
        }
        if checked.security == MailSecurity::None && !is_loopback(&checked.host) {
            return Err(Error::field(
                "security",
                "Only a server on this computer may be spoken to in the open. Choose STARTTLS or TLS.",
            ));
        }
        if checked.from.parse::<lettre::Address>().is_err() {
            return Err(Error::field("from", "Enter the email address that messages come from."));
        }
        if checked.to.is_empty() {
            return Err(Error::field("to", "Name at least one address to send to."));
        }
        Ok(checked)
    }
}

fn is_host(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
        || (text.len() <= 253
            && text.split('.').all(|label| {
                !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
            }))
}

/// Whether a name or address stays on this computer.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> MailSettings {
        MailSettings {
            host: " mail.example.com ".into(),
            from: "it@example.com".into(),
            to: vec!["anna@example.com".into(), "ANNA@example.com".into(), " ".into()],
            username: Some(" ".into()),
            ..MailSettings::default()
        }
    }

    #[test]
    fn settings_are_tidied() {
        let checked = account().checked().unwrap();
        assert_eq!((checked.host.as_str(), checked.username.as_deref()), ("mail.example.com", None));
        assert_eq!(checked.to, ["anna@example.com"]);
        assert!(checked.ready() && !MailSettings::default().ready());
    }

    #[test]
    fn wrong_settings_are_refused_by_field() {
        type Fault = (&'static str, fn(&mut MailSettings));
        let faults: [Fault; 7] = [
            ("host", |mail| mail.host = "mail.example.com:25".into()),
            ("host", |mail| mail.host = "https://mail".into()),
            ("port", |mail| mail.port = 0),
            ("security", |mail| mail.security = MailSecurity::None),
            ("from", |mail| mail.from = "it".into()),
            ("to", |mail| mail.to.clear()),
            ("to", |mail| mail.to = vec!["a b@example.com".into()]),
        ];
        for (field, fault) in faults {
            let mut mail = account();
            fault(&mut mail);
            assert_eq!(mail.checked().unwrap_err().field_name(), Some(field));
        }
    }

    #[test]
    fn the_open_is_for_this_computer_alone() {
        for (host, fine) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("::1", true),
            ("127.example.com", false),
            ("10.0.0.1", false),
            ("localhost.example.com", false),
        ] {
            let mail = MailSettings { host: host.into(), security: MailSecurity::None, ..account() };
            assert_eq!(mail.checked().is_ok(), fine, "{host}");
        }
    }
}
