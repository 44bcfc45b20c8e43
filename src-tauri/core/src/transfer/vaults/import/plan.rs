//! Which entry is which record, and what would change.

use super::{
    super::{super::cancel::Cancel, model::VaultFile, otp},
    draft::{self, Draft, DraftValue, Thing, value_name},
    model::{EntryResult, VaultOptions},
    store,
};
use crate::{
    Error, Result, attachments,
    credentials::{self, CredentialInput},
    db::Db,
    input,
    licenses::{self, LicenseInput, LicenseKey},
    secrets::{self, ExposeSecret, Keyring, KeyringState, SecretField, SecretState, SecretString, Slot},
    text::name_key,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet, VecDeque};

/// The record that an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub id: String,
    pub version: u32,
}

/// A value that is to be stored.
#[derive(Debug)]
pub(super) struct Put {
    /// Its place among the draft's values.
    pub value: usize,
    /// The license key whose value it replaces; None for a new one, and for credentials.
    pub key_id: Option<String>,
}

/// An entry and what would happen to it.
#[derive(Debug)]
pub(super) struct Planned {
    pub draft: Draft,
    pub result: EntryResult,
    pub target: Option<Target>,
    /// Fields, tags or notes of the target change.
    pub fields_differ: bool,
    pub puts: Vec<Put>,
    /// Places among the draft's files.
    pub new_files: Vec<usize>,
    pub changes: Vec<String>,
    /// Matched by the id it was exported with: its name may be another one by now.
    pub by_id: bool,
    known: Option<KnownValues>,
}

/// The values that a target has, without the values.
#[derive(Debug)]
enum KnownValues {
    Credential(Vec<SecretField>),
    License(Vec<LicenseKey>),
}

impl Planned {
    fn new(draft: Draft) -> Planned {
        Planned {
            draft,
            result: EntryResult::New,
            target: None,
            fields_differ: false,
            puts: Vec::new(),
            new_files: Vec::new(),
            changes: Vec::new(),
            by_id: false,
            known: None,
        }
    }

    pub fn writes(&self) -> bool {
        matches!(self.result, EntryResult::New | EntryResult::Update)
    }
}

/// What stored values are compared with.
#[derive(Clone, Copy)]
pub(super) enum Compare<'a> {
    With(&'a Db, &'a Keyring),
    /// Without a keyring a value that is stored is taken for the one in the file.
    Not,
}

type Known = HashMap<(String, String, String), VecDeque<String>>;

/// Plans every entry but for its values ([`compare_values`]). The n-th equal entry of a file is the n-th equal record.
pub(super) async fn plan(
    conn: &mut SqliteConnection,
    file: &VaultFile,
    options: VaultOptions,
    today: NaiveDate,
) -> Result<Vec<Planned>> {
    let exported: HashSet<&str> =
        file.entries.iter().filter(|entry| entry.own).filter_map(|entry| entry.id.as_deref()).collect();
    // What an entry names by its id is no match for another one.
    let (mut by_id, mut known_credentials, mut known_licenses) = (HashSet::new(), Known::new(), Known::new());
    for row in store::credentials(conn).await? {
        if exported.contains(row.id.as_str()) {
            by_id.insert(row.id);
            continue;
        }
        let key = credential_key(row.name_key, row.username.as_deref(), row.url.as_deref());
        known_credentials.entry(key).or_default().push_back(row.id);
    }
    for row in store::licenses(conn).await? {
        if exported.contains(row.id.as_str()) {
            by_id.insert(row.id);
            continue;
        }
        let key = license_key(row.name_key, row.publisher.as_deref());
        known_licenses.entry(key).or_default().push_back(row.id);
    }
    let mut planned = Vec::with_capacity(file.entries.len());
    for entry in &file.entries {
        let mut one = Planned::new(draft::of(entry.clone(), options));
        if one.draft.skipped.is_some() {
            one.result = EntryResult::Skipped;
        } else if !one.draft.problems.is_empty() {
            one.result = EntryResult::Problem;
        } else {
            let own_id = one.draft.own_id.as_ref().and_then(|id| by_id.take(id));
            one.by_id = own_id.is_some();
            let matched = || match &one.draft.thing {
                Thing::Credential(input) => {
                    let key = credential_key(
                        name_key(&input.name),
                        input.username.as_deref(),
                        input.url.as_deref(),
                    );
                    known_credentials.get_mut(&key).and_then(VecDeque::pop_front)
                }
                Thing::License(input) => {
                    let key = license_key(name_key(&input.name), input.publisher.as_deref());
                    known_licenses.get_mut(&key).and_then(VecDeque::pop_front)
                }
            };
            match own_id.or_else(matched) {
                Some(id) => onto(conn, &mut one, &id, today).await?,
                None => {
                    one.puts = (0..one.draft.values.len()).map(|value| Put { value, key_id: None }).collect();
                    one.new_files = (0..one.draft.files.len()).collect();
                }
            }
        }
        planned.push(one);
    }
    Ok(planned)
}

fn credential_key(name: String, username: Option<&str>, url: Option<&str>) -> (String, String, String) {
    let url = url.map(|url| name_key(url).trim_end_matches('/').to_owned());
    (name, username.map(name_key).unwrap_or_default(), url.unwrap_or_default())
}

fn license_key(name: String, publisher: Option<&str>) -> (String, String, String) {
    (name, publisher.map(name_key).unwrap_or_default(), String::new())
}

/// Compares the values of matched entries with the stored ones. Call it without a connection in hand.
pub(super) async fn compare_values(
    plan: &mut [Planned],
    compare: Compare<'_>,
    cancel: &Cancel,
) -> Result<()> {
    for one in plan {
        cancel.check()?;
        let id = match &one.target {
            Some(target) => target.id.clone(),
            None => continue,
        };
        match one.known.take() {
            Some(KnownValues::Credential(stored)) => credential_values(one, &id, &stored, compare).await?,
            Some(KnownValues::License(keys)) => license_values(one, &keys, compare).await?,
            None => {}
        }
        let differs = one.fields_differ || !one.puts.is_empty() || !one.new_files.is_empty();
        one.result = if differs { EntryResult::Update } else { EntryResult::Unchanged };
    }
    Ok(())
}

/// Plans an entry onto the record it is.
async fn onto(conn: &mut SqliteConnection, one: &mut Planned, id: &str, today: NaiveDate) -> Result<()> {
    match one.draft.thing.clone() {
        Thing::Credential(new) => {
            let credential = credentials::get(conn, id).await?;
            one.target = Some(Target { id: id.to_owned(), version: credential.version });
            let mut merged = credential.fields.clone();
            one.changes = merge_credential(&mut merged, &new, one.by_id);
            one.fields_differ = merged != credential.fields;
            one.known = Some(KnownValues::Credential(credential.secrets));
        }
        Thing::License(new) => {
            let license = licenses::get(conn, id, today).await?;
            one.target = Some(Target { id: id.to_owned(), version: license.version });
            let mut merged = license.fields.clone();
            one.changes = merge_license(&mut merged, &new);
            one.fields_differ = merged != license.fields;
            one.known = Some(KnownValues::License(license.keys));
        }
    }
    let stored = store::files(conn, id).await?;
    for (place, (name, bytes)) in one.draft.files.iter().enumerate() {
        let sha256 = attachments::sha256(bytes.expose_secret());
        if !stored.iter().any(|file| file.name == name.trim() && file.sha256 == sha256) {
            one.new_files.push(place);
            one.changes.push(format!("file “{name}” added"));
        }
    }
    Ok(())
}

/// The file's fields onto a credential; what the file leaves blank stays. Says what changes.
pub(super) fn merge_credential(
    fields: &mut CredentialInput,
    new: &CredentialInput,
    by_id: bool,
) -> Vec<String> {
    let mut changes = Vec::new();
    // Else they are what it was matched by.
    if by_id {
        if fields.name != new.name {
            changes.push(changed("name", Some(&fields.name), Some(&new.name)));
            fields.name.clone_from(&new.name);
        }
        for (label, old, new) in
            [("user name", &mut fields.username, &new.username), ("URL", &mut fields.url, &new.url)]
        {
            if new.is_some() && old != new {
                changes.push(changed(label, old.as_deref(), new.as_deref()));
                old.clone_from(new);
            }
        }
    }
    if new.expires_on.is_some() && new.expires_on != fields.expires_on {
        changes.push(changed("expires on", fields.expires_on.as_deref(), new.expires_on.as_deref()));
        fields.expires_on.clone_from(&new.expires_on);
    }
    merge_notes(&mut fields.notes, new.notes.as_deref(), &mut changes);
    merge_tags(&mut fields.tags, &new.tags, &mut changes);
    changes
}

/// The same for a license; its terms stay as they are.
pub(super) fn merge_license(fields: &mut LicenseInput, new: &LicenseInput) -> Vec<String> {
    let mut changes = Vec::new();
    for (label, old, new) in [
        ("edition", &mut fields.edition, &new.edition),
        ("registered to", &mut fields.registered_name, &new.registered_name),
        ("registered e-mail", &mut fields.registered_email, &new.registered_email),
    ] {
        if new.is_some() && old != new {
            changes.push(changed(label, old.as_deref(), new.as_deref()));
            old.clone_from(new);
        }
    }
    merge_notes(&mut fields.notes, new.notes.as_deref(), &mut changes);
    merge_tags(&mut fields.tags, &new.tags, &mut changes);
    changes
}

fn merge_notes(notes: &mut Option<String>, new: Option<&str>, changes: &mut Vec<String>) {
    let new = new.map(str::trim).filter(|new| !new.is_empty());
    if let Some(new) = new.filter(|new| notes.as_deref() != Some(*new)) {
        changes.push(if notes.is_some() { "notes changed" } else { "notes added" }.to_owned());
        *notes = Some(new.to_owned());
    }
}

fn merge_tags(tags: &mut Vec<String>, new: &[String], changes: &mut Vec<String>) {
    for tag in new {
        if !tags.iter().any(|known| name_key(known) == name_key(tag)) {
            changes.push(format!("tag “{tag}” added"));
            tags.push(tag.clone());
        }
    }
}

fn changed(label: &str, old: Option<&str>, new: Option<&str>) -> String {
    format!("{label} {} → {}", old.unwrap_or("blank"), new.unwrap_or("blank"))
}

async fn credential_values(
    one: &mut Planned,
    id: &str,
    stored: &[SecretField],
    compare: Compare<'_>,
) -> Result<()> {
    for (place, value) in one.draft.values.iter().enumerate() {
        let Some(name) = &value.name else { continue };
        let known = stored.iter().find(|field| name_key(&field.field) == name_key(name.as_str()));
        let slot = Slot::credential(id, name.clone());
        match differs(value, known, &slot, compare).await? {
            Difference::None => {}
            Difference::Newer(day) => one.draft.notices.push(kept(value, day)),
            Difference::Missing => {
                one.changes.push(format!("“{}” added", value_name(Some(name))));
                one.puts.push(Put { value: place, key_id: None });
            }
            Difference::Other => {
                one.changes.push(format!("“{}” changed", value_name(Some(name))));
                one.puts.push(Put { value: place, key_id: None });
            }
        }
    }
    Ok(())
}

async fn license_values(one: &mut Planned, keys: &[LicenseKey], compare: Compare<'_>) -> Result<()> {
    for (place, value) in one.draft.values.iter().enumerate() {
        let label = value.name.as_ref().map(|name| name_key(name.as_str())).unwrap_or_default();
        let same_label = |key: &&LicenseKey| {
            key.assignment_id.is_none() && key.label.as_deref().map(name_key).unwrap_or_default() == label
        };
        let candidates: Vec<&LicenseKey> = keys.iter().filter(same_label).collect();
        let (mut equal, mut known) = (false, 0);
        for key in &candidates {
            known += usize::from(key.secret_state != "none");
            equal = equal || is_stored(value, &Slot::license_key(&key.id), compare).await?;
        }
        if equal || (known > 0 && matches!(compare, Compare::Not)) {
            continue;
        }
        // One key of this label is replaced; beside several the new one stands on its own.
        let key_id = match candidates.as_slice() {
            [only] => Some(only.id.clone()),
            _ => None,
        };
        let what = if known > 0 && key_id.is_some() { "changed" } else { "added" };
        one.changes.push(format!("“{}” {what}", value_name(value.name.as_ref())));
        one.puts.push(Put { value: place, key_id });
    }
    Ok(())
}

enum Difference {
    None,
    /// There is no such value, or not on this computer.
    Missing,
    Other,
    /// The stored one is of a later day than the file's.
    Newer(NaiveDate),
}

async fn differs(
    value: &DraftValue,
    known: Option<&SecretField>,
    slot: &Slot,
    compare: Compare<'_>,
) -> Result<Difference> {
    let Some(known) = known.filter(|known| known.state != SecretState::None) else {
        return Ok(Difference::Missing);
    };
    let Compare::With(db, keyring) = compare else { return Ok(Difference::None) };
    match stored(db, keyring, slot).await? {
        None => Ok(Difference::Missing),
        Some(stored) if equal(slot, &stored, &value.value) => Ok(Difference::None),
        Some(_) => {
            let of_file = value.about.changed_on;
            let of_stored = input::stored(known.changed_on.as_deref());
            Ok(match (of_stored, of_file) {
                (Some(stored), Some(file)) if file < stored => Difference::Newer(stored),
                _ => Difference::Other,
            })
        }
    }
}

async fn is_stored(value: &DraftValue, slot: &Slot, compare: Compare<'_>) -> Result<bool> {
    let Compare::With(db, keyring) = compare else { return Ok(false) };
    let stored = stored(db, keyring, slot).await?;
    Ok(stored.is_some_and(|stored| stored.expose_secret() == value.value.expose_secret()))
}

/// The stored value; None when there is none, or none on this computer.
async fn stored(db: &Db, keyring: &Keyring, slot: &Slot) -> Result<Option<SecretString>> {
    match secrets::fetch(db, keyring, slot).await {
        Ok(stored) => Ok(Some(stored)),
        Err(Error::Refused(_) | Error::Keyring { state: KeyringState::Ready, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn equal(slot: &Slot, left: &SecretString, right: &SecretString) -> bool {
    left.expose_secret() == right.expose_secret() || (slot.field.is_totp() && otp::same_codes(left, right))
}

fn kept(value: &DraftValue, day: NaiveDate) -> String {
    let name = value_name(value.name.as_ref());
    let file = value.about.changed_on.map(|day| day.to_string()).unwrap_or_default();
    format!("“{name}” was changed here on {day}, after the file's {file}; it is kept.")
}
