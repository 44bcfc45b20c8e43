//! Bitwarden's JSON, plain or with a password of its own. (The kind that only the same account can open stays closed:
//! its key is on Bitwarden's server.)

mod protected;

use super::{
    limits,
    loose::{Loose, list},
    model::{Tally, VaultEntry, VaultFile, VaultFormat, VaultKind, filled},
    otp,
};
use crate::{
    Error, Result,
    credentials::CredentialKind,
    secrets::{ExposeSecret, SecretString},
};
use chrono::{DateTime, Local, NaiveDate};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// What tells the kinds of export apart.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Envelope {
    encrypted: bool,
    password_protected: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Export {
    #[serde(deserialize_with = "list")]
    folders: Vec<Folder>,
    #[serde(deserialize_with = "list")]
    collections: Vec<Folder>,
    #[serde(deserialize_with = "list")]
    items: Vec<Item>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Folder {
    id: String,
    name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Item {
    folder_id: Option<String>,
    #[serde(deserialize_with = "list")]
    collection_ids: Vec<String>,
    #[serde(rename = "type")]
    kind: u32,
    name: Option<String>,
    notes: Option<SecretString>,
    #[serde(deserialize_with = "list")]
    fields: Vec<Field>,
    login: Option<Login>,
    card: Option<BTreeMap<String, Loose>>,
    identity: Option<BTreeMap<String, Loose>>,
    ssh_key: Option<SshKey>,
    #[serde(deserialize_with = "list")]
    password_history: Vec<serde::de::IgnoredAny>,
    #[serde(deserialize_with = "list")]
    attachments: Vec<serde::de::IgnoredAny>,
    revision_date: Option<String>,
    deleted_date: Option<String>,
    archived_date: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Field {
    name: Option<String>,
    value: Loose,
    #[serde(rename = "type")]
    kind: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Login {
    #[serde(deserialize_with = "list")]
    uris: Vec<Uri>,
    username: Option<String>,
    password: Option<SecretString>,
    totp: Option<SecretString>,
    #[serde(rename = "fido2Credentials", deserialize_with = "list")]
    passkeys: Vec<serde::de::IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Uri {
    uri: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SshKey {
    private_key: Option<SecretString>,
    public_key: Option<SecretString>,
    key_fingerprint: Option<SecretString>,
}

/// The kind of Bitwarden export that a file is; None when it is none.
pub(super) fn format_of(bytes: &[u8]) -> Option<VaultFormat> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default()).into_owned();
    if !start.trim_start_matches('\u{feff}').trim_start().starts_with('{') || !start.contains("\"encrypted\"")
    {
        return None;
    }
    let envelope: Envelope = serde_json::from_slice(without_mark(bytes)).ok()?;
    Some(if envelope.encrypted { VaultFormat::BitwardenProtected } else { VaultFormat::BitwardenJson })
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Reads an export.
///
/// # Errors
/// [`Error::Field`] on `password` for one that does not open it; [`Error::Import`] for a damaged file, and for one that
/// only the account that wrote it can open.
pub(super) fn read(bytes: &[u8], password: Option<&SecretString>) -> Result<VaultFile> {
    let bytes = without_mark(bytes);
    let envelope: Envelope = serde_json::from_slice(bytes).map_err(unreadable)?;
    if !envelope.encrypted {
        return entries(serde_json::from_slice(bytes).map_err(unreadable)?, VaultFormat::BitwardenJson);
    }
    if !envelope.password_protected {
        return Err(Error::Import(
            "This Bitwarden file is bound to the account that exported it: nobody else can open it. Nothing was written: export again as “.json (Encrypted)” with “Password protected”, or as “.json”."
                .into(),
        ));
    }
    let plain = protected::open(bytes, password)?;
    entries(serde_json::from_slice(&plain).map_err(unreadable)?, VaultFormat::BitwardenProtected)
}

/// The place is named, never the text around it.
fn unreadable(error: serde_json::Error) -> Error {
    Error::Import(format!(
        "This Bitwarden file is damaged in line {}, column {}. Nothing was written: export it again.",
        error.line(),
        error.column()
    ))
}

fn entries(export: Export, format: VaultFormat) -> Result<VaultFile> {
    if export.items.len() > limits::ENTRIES {
        return Err(Error::Import(format!(
            "This file has more than {} entries. Nothing was written: split it in its own program.",
            limits::ENTRIES
        )));
    }
    let folders: HashMap<String, String> =
        export.folders.into_iter().chain(export.collections).map(|folder| (folder.id, folder.name)).collect();
    let mut tally = Tally::default();
    let entries =
        (1..).zip(export.items).map(|(number, item)| entry(number, item, &folders, &mut tally)).collect();
    let source = match format {
        VaultFormat::BitwardenProtected => "Bitwarden JSON with password",
        _ => "Bitwarden JSON",
    };
    Ok(VaultFile { format, source: source.to_owned(), entries, unsupported: tally.done() })
}

fn entry(number: u32, item: Item, folders: &HashMap<String, String>, tally: &mut Tally) -> VaultEntry {
    let mut entry = VaultEntry::new(number);
    entry.title = item.name.unwrap_or_default().trim().to_owned();
    entry.notes = item.notes.filter(|notes| !notes.expose_secret().trim().is_empty());
    entry.changed_on = item.revision_date.as_deref().and_then(day);
    if item.deleted_date.is_some() {
        entry.skipped = Some("It is in Bitwarden's trash.".to_owned());
    }
    if item.archived_date.is_some() {
        entry.tags.push("archived".to_owned());
    }
    for id in item.folder_id.iter().chain(&item.collection_ids) {
        let Some(path) = folders.get(id) else { continue };
        let parts: Vec<String> = path.split('/').filter_map(filled).collect();
        // One folder is the entry's own; the collections it is in besides are tags.
        if entry.folder.is_empty() {
            entry.folder = parts;
        } else {
            entry.tags.extend(parts.last().cloned());
        }
    }
    let kind = match item.kind {
        1 => CredentialKind::Login,
        2 => CredentialKind::SecureNote,
        5 => CredentialKind::SshKey,
        _ => CredentialKind::Other,
    };
    entry.kind = VaultKind::Credential(kind);
    if let Some(login) = item.login {
        login_of(login, &mut entry, tally);
    }
    for (name, value) in item.card.into_iter().chain(item.identity).flatten() {
        let hidden = matches!(name.as_str(), "number" | "code" | "ssn" | "passportNumber" | "licenseNumber");
        entry.add_field(&spaced(&name), value.0, hidden);
    }
    if let Some(key) = item.ssh_key {
        entry.add_password("Private key", key.private_key);
        entry.add_field("Public key", key.public_key, false);
        entry.add_field("Fingerprint", key.key_fingerprint, false);
    }
    for field in item.fields {
        match field.kind {
            // Linked to another field of the same entry.
            3 => tally.add("Linked fields"),
            kind => entry.add_field(field.name.as_deref().unwrap_or_default(), field.value.0, kind == 1),
        }
    }
    for _ in item.password_history {
        tally.add("Earlier passwords");
    }
    for _ in item.attachments {
        tally.add("Attachments, which Bitwarden leaves out of this format");
    }
    entry
}

fn login_of(login: Login, entry: &mut VaultEntry, tally: &mut Tally) {
    entry.username = login.username.and_then(filled);
    entry.password = login.password.filter(|password| !password.expose_secret().is_empty());
    for uri in login.uris {
        entry.add_url(uri.uri.unwrap_or_default());
    }
    if let Some(totp) = login.totp.filter(|totp| !totp.expose_secret().trim().is_empty()) {
        match otp::read(totp.expose_secret(), &entry.title) {
            Some(seed) => entry.totp = Some(seed),
            None => {
                tally.add("One-time codes of another kind, kept as fields");
                entry.add_field("One-time code seed", Some(totp), true);
            }
        }
    }
    for _ in login.passkeys {
        tally.add("Passkeys");
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.with_timezone(&Local).date_naive())
}

/// "cardholderName" as "Cardholder name".
fn spaced(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        match letter {
            _ if words.is_empty() => words.extend(letter.to_uppercase()),
            _ if letter.is_uppercase() => {
                words.push(' ');
                words.extend(letter.to_lowercase());
            }
            _ => words.push(letter),
        }
    }
    words
}
