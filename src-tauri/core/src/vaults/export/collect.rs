//! Credentials and licenses as entries, their values read from the keyring.

use super::{UnreadValue, store};
use crate::{
    Error, Result, attachments,
    credentials::{self, Credential},
    db::Db,
    input, licenses,
    secrets::{self, Keyring, Known, SecretField, SecretState, SecretString},
};
use holdfast_vaults::{LicenseFacts, VaultAttachment, VaultEntry, VaultKind, outer_name, secret};
use secrecy::SecretSlice;
use sqlx::Connection;
use std::collections::HashSet;

/// All that goes into the file.
pub(super) struct Collected {
    pub entries: Vec<VaultEntry>,
    /// Of every value that was read.
    pub value_ids: Vec<String>,
    pub unread: Vec<UnreadValue>,
}

/// A thing before its values are read.
struct Outline {
    entry: VaultEntry,
    values: Vec<Wanted>,
}

struct Wanted {
    id: String,
    place: Place,
    /// Where its value is.
    known: Option<Known>,
}

enum Place {
    Main,
    Codes,
    Field(String),
}

pub(super) async fn collect(
    db: &Db,
    keyring: &Keyring,
    ids: &[String],
    mut progress: impl FnMut(u32, u32) + Send,
) -> Result<Collected> {
    let outlines = outlines(db, ids).await?;
    let total = super::count(outlines.iter().map(|outline| outline.values.len()).sum());
    let (mut entries, mut value_ids, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    let mut done = 0;
    for Outline { mut entry, values } in outlines {
        for wanted in values {
            let found = match &wanted.known {
                Some(known) => secrets::fetch_known(db, keyring, known).await?,
                None => None,
            };
            match found {
                Some((id, value)) => {
                    put(&mut entry, wanted.place, value);
                    value_ids.push(id);
                }
                None => unread.push(UnreadValue {
                    id: entry.id.clone().unwrap_or_default(),
                    name: entry.title.clone(),
                    value: match wanted.place {
                        Place::Main => "password".to_owned(),
                        Place::Codes => "one-time codes".to_owned(),
                        Place::Field(name) => name,
                    },
                }),
            }
            done += 1;
            progress(done, total);
        }
        entries.push(entry);
    }
    Ok(Collected { entries, value_ids, unread })
}

fn put(entry: &mut VaultEntry, place: Place, value: SecretString) {
    match place {
        Place::Main => entry.password = Some(value),
        Place::Codes => entry.totp = Some(value),
        Place::Field(name) => entry.add_field(&name, Some(value), true),
    }
}

/// What there is to write, all of it as it was at one moment: others may write meanwhile.
async fn outlines(db: &Db, ids: &[String]) -> Result<Vec<Outline>> {
    let mut conn = db.read().await?;
    let mut conn = conn.begin().await?;
    let chosen: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let wanted = |id: &String| chosen.is_empty() || chosen.contains(id.as_str());
    let mut outlines = Vec::new();
    for id in store::credentials(&mut conn).await?.into_iter().filter(wanted) {
        let credential = credentials::get(&mut conn, &id).await?;
        let mut outline = credential_outline(credential, super::count(outlines.len() + 1));
        outline.entry.files = files(&mut conn, &id).await?;
        outlines.push(outline);
    }
    for id in store::licenses(&mut conn).await?.into_iter().filter(wanted) {
        let number = super::count(outlines.len() + 1);
        outlines.push(license_outline(&mut conn, &id, number).await?);
    }
    if let Some(unknown) = ids.iter().find(|id| !outlines.iter().any(|one| one.entry.id.as_ref() == Some(id)))
    {
        return Err(Error::not_found("credential or license with a key", unknown));
    }
    for wanted in outlines.iter_mut().flat_map(|outline| &mut outline.values) {
        wanted.known = secrets::known(&mut conn, &wanted.id).await?;
    }
    Ok(outlines)
}

fn stored(field: &SecretField) -> bool {
    field.state != SecretState::None
}

fn credential_outline(credential: Credential, number: u32) -> Outline {
    let fields = credential.fields;
    let mut entry = VaultEntry::new(number);
    entry.id = Some(credential.id);
    entry.own = true;
    entry.kind = VaultKind::Credential(fields.kind);
    entry.title = fields.name;
    entry.username = fields.username;
    entry.url = fields.url;
    entry.notes = fields.notes.and_then(secret);
    entry.tags = fields.tags;
    entry.expires_on = input::stored(fields.expires_on.as_deref());
    entry.changed_on = input::stored(fields.changed_on.as_deref());
    let values = credential
        .secrets
        .into_iter()
        .filter(stored)
        .map(|field| Wanted {
            place: match field.field.as_str() {
                "password" => Place::Main,
                "totp" => Place::Codes,
                name => Place::Field(name.to_owned()),
            },
            id: field.id,
            known: None,
        })
        .collect();
    Outline { entry, values }
}

async fn license_outline(conn: &mut sqlx::SqliteConnection, id: &str, number: u32) -> Result<Outline> {
    // No date is asked of it that depends on today.
    let license = licenses::get(conn, id, chrono::NaiveDate::MIN).await?;
    let fields = license.fields;
    let mut entry = VaultEntry::new(number);
    entry.id = Some(license.id);
    entry.own = true;
    entry.kind = VaultKind::SoftwareLicense(Box::new(LicenseFacts {
        publisher: fields.publisher,
        version: fields.edition,
        registered_name: fields.registered_name,
        registered_email: fields.registered_email,
        order_number: None,
        purchased_on: None,
    }));
    entry.title = fields.name;
    entry.notes = fields.notes.and_then(secret);
    entry.tags = fields.tags;
    entry.files = files(conn, id).await?;
    let mut values = Vec::new();
    for key in license.keys {
        for field in secrets::fields_of(conn, &key.id).await?.into_iter().filter(stored) {
            let place = match (&key.label, &key.holder) {
                (None, None) if !values.iter().any(|value: &Wanted| matches!(value.place, Place::Main)) => {
                    Place::Main
                }
                (Some(label), _) => Place::Field(label.clone()),
                (None, Some(holder)) => Place::Field(format!("Key of {holder}")),
                (None, None) => Place::Field("Key".to_owned()),
            };
            values.push(Wanted { id: field.id, place, known: None });
        }
    }
    Ok(Outline { entry, values })
}

async fn files(conn: &mut sqlx::SqliteConnection, id: &str) -> Result<Vec<VaultAttachment>> {
    let mut files: Vec<VaultAttachment> = Vec::new();
    for attachment in attachments::list(conn, id).await? {
        let (name, bytes) = attachments::read(conn, &attachment.id).await?;
        let name = outer_name(&name);
        let taken = files.iter().filter(|file| file.name == name).count();
        // KeePass wants a name of its own for each.
        let name = if taken == 0 { name } else { format!("{} {name}", taken + 1) };
        files.push(VaultAttachment { name, bytes: SecretSlice::from(bytes) });
    }
    Ok(files)
}
