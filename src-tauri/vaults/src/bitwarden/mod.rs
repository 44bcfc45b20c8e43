//! Bitwarden's JSON, plain or with a password of its own. (The kind that only the same account can open stays closed:
//! its key is on Bitwarden's server.)

mod item;
mod protected;

use super::{
    limits,
    loose::{is_too_many, list},
    model::{Tally, VaultEntry, VaultFile, VaultFormat, VaultKind, filled},
    otp,
};
use crate::{Error, Result, cancel::Cancel, model::CredentialKind};
use chrono::{DateTime, Local, NaiveDate};
use item::{Item, Login};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::collections::HashMap;

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
pub(super) fn read(bytes: &[u8], password: Option<&SecretString>, cancel: &Cancel) -> Result<VaultFile> {
    if bytes.len() > limits::TEXT_BYTES {
        return Err(Error::Import(format!(
            "This Bitwarden file is larger than {} MB. Nothing was written: export fewer vaults at a time.",
            limits::TEXT_BYTES / (1024 * 1024)
        )));
    }
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
    let plain = protected::open(bytes, password, cancel)?;
    entries(serde_json::from_slice(&plain).map_err(unreadable)?, VaultFormat::BitwardenProtected)
}

/// The place is named, never the text around it.
fn unreadable(error: serde_json::Error) -> Error {
    if is_too_many(&error) {
        return Error::Import(format!(
            "This file has more than {} entries, or more than {} values in one. Nothing was written: split it in its own program.",
            limits::ENTRIES,
            limits::FIELDS
        ));
    }
    Error::Import(format!(
        "This Bitwarden file is damaged in line {}, column {}. Nothing was written: export it again.",
        error.line(),
        error.column()
    ))
}

fn entries(export: Export, format: VaultFormat) -> Result<VaultFile> {
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
    entry.id = item.id.and_then(filled);
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
    for (name, value) in item.parts.into_iter().flat_map(|part| part.0) {
        let hidden = ["number", "code", "ssn", "pin", "iban"];
        let hidden =
            name.rsplit(' ').next().is_some_and(|last| hidden.contains(&last.to_lowercase().as_str()));
        entry.add_field(&name, Some(value), hidden);
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
    for _ in 0..item.password_history {
        tally.add("Earlier passwords");
    }
    for _ in 0..item.attachments {
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
                entry.add_strange_seed(Some(totp));
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
