//! LastPass keeps everything but logins as secure notes, their fields as lines of the text.

use super::super::model::{LicenseFacts, VaultEntry, VaultKind, filled, secret};
use crate::model::CredentialKind;
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

/// The address of what is no login.
const SECURE_NOTE: &str = "http://sn";

/// Turns a secure note, which comes as a login at a fixed address, into what it is.
pub(super) fn untangle(entry: &mut VaultEntry) {
    if entry.url.as_deref() != Some(SECURE_NOTE) {
        return;
    }
    entry.url = None;
    entry.kind = VaultKind::Credential(CredentialKind::SecureNote);
    let text = match &entry.notes {
        Some(notes) if notes.expose_secret().starts_with("NoteType:") => {
            Zeroizing::new(notes.expose_secret().to_owned())
        }
        _ => return,
    };
    entry.notes = None;
    let mut kind = String::new();
    let mut license = LicenseFacts::default();
    for (name, value) in lines(&text) {
        match (kind.as_str(), name) {
            (_, "NoteType") => kind = value.trim().to_owned(),
            (_, "Language") => {}
            (_, "Notes") => entry.notes = filled(&*value).and_then(secret),
            ("Software License", "License Key")
            | ("Wi-Fi Password", "Password")
            | ("SSH Key", "Private Key")
            | ("Server" | "Database" | "Email Account" | "Instant Messenger" | "Membership", "Password") => {
                entry.add_password(name, secret(value.as_str()));
            }
            ("Wi-Fi Password", "SSID") | (_, "Username") if entry.username.is_none() => {
                entry.username = filled(&*value);
            }
            ("Server" | "Database", "Hostname") => entry.add_url(value.to_string()),
            ("Software License", "Licensee") => license.registered_name = filled(&*value),
            ("Software License", "Version") => license.version = filled(&*value),
            ("Software License", "Publisher") => license.publisher = filled(&*value),
            ("Software License", "Order Number") => license.order_number = filled(&*value),
            _ => entry.add_field(
                name,
                secret(value.as_str()),
                matches!(name, "Passphrase" | "Security Code" | "Number"),
            ),
        }
    }
    entry.kind = match kind.as_str() {
        "Software License" => VaultKind::SoftwareLicense(Box::new(license)),
        "Wi-Fi Password" => VaultKind::Credential(CredentialKind::Wifi),
        "SSH Key" => VaultKind::Credential(CredentialKind::SshKey),
        "Server" | "Database" | "Email Account" | "Instant Messenger" => {
            VaultKind::Credential(CredentialKind::Login)
        }
        _ => VaultKind::Credential(CredentialKind::Other),
    };
}

/// Names and values; a line without a name goes on with the value before it, and notes go on to the end.
fn lines(text: &str) -> Vec<(&str, Zeroizing<String>)> {
    let mut lines: Vec<(&str, Zeroizing<String>)> = Vec::new();
    for line in text.lines() {
        let in_notes = lines.last().is_some_and(|(name, _)| *name == "Notes");
        match line.split_once(':') {
            Some((name, value)) if !in_notes && is_name(name) => {
                lines.push((name, Zeroizing::new(value.to_owned())));
            }
            _ => {
                if let Some((_, value)) = lines.last_mut() {
                    value.push('\n');
                    value.push_str(line);
                }
            }
        }
    }
    lines
}

/// Field names are words in title case; a line of a private key or a sentence is none.
fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
        && name.len() <= 40
        && name.chars().all(|c| c.is_alphanumeric() || " -/()&'".contains(c))
}
