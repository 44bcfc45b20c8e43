//! Writes KDBX 4.1 through the keepass crate, with a key derivation that is worth its name.

use crate::{
    Error, Result,
    model::{CredentialKind, VaultEntry, VaultKind, word},
    own::{self, Main},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use keepass::{
    Database, DatabaseKey,
    config::{DatabaseConfig, KdfConfig},
    db::{CustomDataItem, CustomDataValue, EntryId, EntryMut, GroupId, Times, Value, fields},
};
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;

/// Argon2id: 64 MiB, ten passes, about a second on a slow laptop.
const MEMORY: u64 = 64 * 1024 * 1024;
const PASSES: u64 = 10;
const LANES: u32 = 2;

/// The file with all entries, encrypted.
pub fn write(entries: &[VaultEntry], passphrase: &SecretString) -> Result<Vec<u8>> {
    let mut config = DatabaseConfig::default();
    config.kdf_config = KdfConfig::Argon2id {
        iterations: PASSES,
        memory: MEMORY,
        parallelism: LANES,
        version: argon2::Version::Version13,
    };
    let mut database = Database::with_config(config);
    database.meta.generator = Some("Holdfast".to_owned());
    database.meta.database_name = Some("Holdfast".to_owned());
    database.root_mut().name = "Holdfast".to_owned();
    let mut groups: HashMap<&'static str, GroupId> = HashMap::new();
    for entry in entries {
        let name = group_name(&entry.kind);
        let group_id = *groups.entry(name).or_insert_with(|| {
            let mut root = database.root_mut();
            let mut group = root.add_group();
            group.name = name.to_owned();
            group.id()
        });
        let missing = || Error::Internal("a group of the vault went missing".into());
        let mut group = database.group_mut(group_id).ok_or_else(missing)?;
        let id = entry
            .id
            .as_deref()
            .and_then(|id| uuid::Uuid::parse_str(id).ok())
            .unwrap_or_else(uuid::Uuid::new_v4);
        let added = group.add_entry_with_id(EntryId::from(id));
        fill(added.map_err(|_| Error::Internal("two entries with one id".into()))?, entry);
    }
    let mut file = Vec::new();
    let key = DatabaseKey::new().with_password(passphrase.expose_secret());
    database
        .save(&mut file, key)
        .map_err(|error| Error::Internal(format!("the vault could not be written: {error}")))?;
    Ok(file)
}

fn group_name(kind: &VaultKind) -> &'static str {
    match kind {
        VaultKind::SoftwareLicense(_) => "License keys",
        VaultKind::Credential(kind) => match kind {
            CredentialKind::Login => "Logins",
            CredentialKind::ApiKey => "API keys",
            CredentialKind::Wifi => "Wi-Fi",
            CredentialKind::SshKey => "SSH keys",
            CredentialKind::CertificateKey => "Certificate keys",
            CredentialKind::SecureNote => "Secure notes",
            CredentialKind::Other => "Other",
        },
    }
}

fn fill(mut target: EntryMut<'_>, entry: &VaultEntry) {
    let main = Main::of(entry);
    plain(&mut target, fields::TITLE, &entry.title);
    plain(&mut target, fields::USERNAME, entry.username.as_deref().unwrap_or_default());
    plain(&mut target, fields::URL, entry.url.as_deref().unwrap_or_default());
    let value = entry.password.as_ref().map_or("", |value| value.expose_secret());
    let notes = entry.notes.as_ref().map_or("", |notes| notes.expose_secret());
    match main {
        Main::Password => {
            target.set_protected(fields::PASSWORD, value);
            plain(&mut target, fields::NOTES, notes);
        }
        Main::Notes => {
            target.set_protected(fields::PASSWORD, "");
            target.set_protected(fields::NOTES, value);
            if !notes.is_empty() {
                plain(&mut target, own::REMARKS, notes);
            }
        }
        Main::Field => {
            target.set_protected(fields::PASSWORD, "");
            target.set_protected(own::MAIN_FIELD, value);
            plain(&mut target, fields::NOTES, notes);
        }
    }
    if let Some(seed) = &entry.totp {
        target.set_protected(fields::OTP, seed.expose_secret());
    }
    for field in &entry.fields {
        target.set_protected(own::outer_name(&field.name), field.value.expose_secret());
    }
    for file in &entry.files {
        target.add_attachment(&file.name, Value::protected(file.bytes.expose_secret().to_vec()));
    }
    let kind = match &entry.kind {
        VaultKind::Credential(kind) => word(kind),
        VaultKind::SoftwareLicense(facts) => {
            let mut facts = facts.clone();
            for (name, fact) in own::FACTS {
                if let Some(text) = fact(&mut facts) {
                    plain(&mut target, name, text);
                }
            }
            own::LICENSE.to_owned()
        }
    };
    custom(&mut target, own::KIND, kind);
    custom(&mut target, own::MAIN, main.word().to_owned());
    // KeePass parts tags at these signs.
    if entry.tags.iter().any(|tag| tag.contains([';', ',', '\t'])) {
        custom(&mut target, own::TAGS, serde_json::json!(entry.tags).to_string());
    }
    target.tags.clone_from(&entry.tags);
    times(&mut target.times, entry);
}

/// A text that is no secret. What XML cannot carry as it is (control characters, a carriage return) is encrypted
/// like a value, which carries every byte.
fn plain(target: &mut EntryMut<'_>, name: &str, text: &str) {
    let carried =
        |c: char| matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(carried) {
        target.set_unprotected(name, text);
    } else {
        target.set_protected(name, text);
    }
}

fn custom(target: &mut EntryMut<'_>, key: &str, value: String) {
    let item = CustomDataItem { value: Some(CustomDataValue::String(value)), last_modification_time: None };
    target.custom_data.insert(key.to_owned(), item);
}

fn times(times: &mut Times, entry: &VaultEntry) {
    if let Some(day) = entry.changed_on {
        times.last_modification = Some(noon(day));
    }
    times.expires = Some(entry.expires_on.is_some());
    if let Some(day) = entry.expires_on {
        times.expiry = noon(day);
    }
}

/// KeePass keeps instants in UTC. At noon it is the same day from Hawaii to Auckland.
fn noon(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default())
}
