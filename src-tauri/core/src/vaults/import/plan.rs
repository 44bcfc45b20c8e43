//! Which entry is which record, and what would change.

use super::{
    draft::{self, Draft, DraftValue, Thing, value_name},
    matching::{self, Known, Match, is_equal},
    model::{EntryResult, VaultOptions},
    source, store,
    stored::{Compare, Stored},
};
use crate::{
    Cancel, Result, attachments,
    credentials::{self, CredentialInput},
    input,
    licenses::{self, LicenseInput, LicenseKey},
    secrets::{ExposeSecret, SecretField, SecretState, Slot},
    text::name_key,
};
use chrono::NaiveDate;
use holdfast_vaults::VaultFile;
use sqlx::SqliteConnection;

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
    /// Matched by an id: its name may be another one by now.
    pub by_id: bool,
    /// The target is known to be just this entry.
    pub remembered: bool,
    /// It could be one of several records.
    pub doubtful: bool,
    known: Option<KnownValues>,
}

/// What of that by which things are told apart an entry may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Renames {
    /// They are what it was matched by.
    Nothing,
    /// Its name is a stand-in, which overwrites none.
    AllButName,
    All,
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
            remembered: false,
            doubtful: false,
            known: None,
        }
    }

    /// Whether the entry's name, user name and address may be others than the record's.
    pub fn renames(&self) -> Renames {
        match (self.by_id, self.draft.untitled) {
            (false, _) => Renames::Nothing,
            (true, true) => Renames::AllButName,
            (true, false) => Renames::All,
        }
    }

    /// Whether anything would be written for it.
    pub fn writes(&self) -> bool {
        matches!(self.result, EntryResult::New | EntryResult::Update)
    }
}

/// Entries and records before they are matched.
pub(super) struct Prepared {
    drafts: Vec<Draft>,
    records: Vec<Known>,
}

/// Everything that matching needs of the database.
pub(super) async fn prepare(
    conn: &mut SqliteConnection,
    file: &VaultFile,
    options: VaultOptions,
) -> Result<Prepared> {
    let program = source::program(file);
    let drafts = file.entries.iter().map(|entry| draft::of(entry.clone(), &program, options)).collect();
    Ok(Prepared { drafts, records: store::known(conn).await? })
}

/// An entry that could be one of several is no match, and a problem unless such are taken as new.
const DOUBTFUL: &str = "A login or license of this name, user name and address is here, and it cannot be told whether this is the same one: its values differ, and more than one could be meant. Give each a name of its own, or take entries in doubt as new ones.";

/// Plans every entry but for its values ([`compare_values`]).
pub(super) async fn plan(
    conn: &mut SqliteConnection,
    prepared: Prepared,
    matches: Vec<Option<Match>>,
    options: VaultOptions,
    today: NaiveDate,
) -> Result<Vec<Planned>> {
    let mut planned = Vec::with_capacity(prepared.drafts.len());
    for (draft, found) in prepared.drafts.into_iter().zip(matches) {
        let mut one = Planned::new(draft);
        one.doubtful = found == Some(Match::Doubtful);
        if one.doubtful && !options.doubtful_as_new {
            one.draft.problems.push(DOUBTFUL.to_owned());
        }
        if one.draft.skipped.is_some() {
            one.result = EntryResult::Skipped;
        } else if !one.draft.problems.is_empty() {
            one.result = EntryResult::Problem;
        } else if let Some(Match::Record { id, by_id, remembered }) = found {
            (one.by_id, one.remembered) = (by_id, remembered);
            onto(conn, &mut one, &id, today).await?;
        } else {
            one.puts = (0..one.draft.values.len()).map(|value| Put { value, key_id: None }).collect();
            one.new_files = (0..one.draft.files.len()).collect();
        }
        planned.push(one);
    }
    Ok(planned)
}

/// Plans the import of a file. A connection is taken for as long as it is needed.
pub(super) async fn of_file(
    db: &crate::db::Db,
    compare: Compare<'_>,
    file: &VaultFile,
    options: VaultOptions,
    today: NaiveDate,
    cancel: &Cancel,
) -> Result<Vec<Planned>> {
    let mut stored = Stored::new(compare);
    let prepared = prepare(&mut *db.read().await?, file, options).await?;
    let found = matching::matches(&prepared.drafts, &prepared.records, &mut stored, cancel).await?;
    let mut plan = plan(&mut *db.read().await?, prepared, found, options, today).await?;
    compare_values(&mut plan, &mut stored, cancel).await?;
    Ok(plan)
}

/// [`of_file`] within the caller's transaction, without a keyring.
pub(super) async fn without_values(
    conn: &mut SqliteConnection,
    file: &VaultFile,
    options: VaultOptions,
    today: NaiveDate,
) -> Result<Vec<Planned>> {
    let (mut stored, never) = (Stored::new(Compare::Not), Cancel::default());
    let prepared = prepare(conn, file, options).await?;
    let found = matching::matches(&prepared.drafts, &prepared.records, &mut stored, &never).await?;
    let mut plan = plan(conn, prepared, found, options, today).await?;
    compare_values(&mut plan, &mut stored, &never).await?;
    Ok(plan)
}

/// Compares the values of matched entries with the stored ones. Call it without a connection in hand.
async fn compare_values(plan: &mut [Planned], stored: &mut Stored<'_>, cancel: &Cancel) -> Result<()> {
    for one in plan {
        cancel.check()?;
        let id = match &one.target {
            Some(target) => target.id.clone(),
            None => continue,
        };
        match one.known.take() {
            Some(KnownValues::Credential(fields)) => credential_values(one, &id, &fields, stored).await?,
            Some(KnownValues::License(keys)) => license_values(one, &keys, stored).await?,
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
            one.changes = merge_credential(&mut merged, &new, one.renames());
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
    renames: Renames,
) -> Vec<String> {
    let mut changes = Vec::new();
    if renames == Renames::All && fields.name != new.name {
        changes.push(changed("name", Some(&fields.name), Some(&new.name)));
        fields.name.clone_from(&new.name);
    }
    if renames != Renames::Nothing {
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
        ("registered email", &mut fields.registered_email, &new.registered_email),
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
    fields: &[SecretField],
    stored: &mut Stored<'_>,
) -> Result<()> {
    for (place, value) in one.draft.values.iter().enumerate() {
        let Some(name) = &value.name else { continue };
        let known = fields.iter().find(|field| name_key(&field.field) == name_key(name.as_str()));
        let slot = Slot::credential(id, name.clone());
        match differs(value, known, &slot, stored).await? {
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

async fn license_values(one: &mut Planned, keys: &[LicenseKey], stored: &mut Stored<'_>) -> Result<()> {
    for (place, value) in one.draft.values.iter().enumerate() {
        let label = value.name.as_ref().map(|name| name_key(name.as_str())).unwrap_or_default();
        let same_label = |key: &&LicenseKey| {
            key.assignment_id.is_none() && key.label.as_deref().map(name_key).unwrap_or_default() == label
        };
        let candidates: Vec<&LicenseKey> = keys.iter().filter(same_label).collect();
        let (mut equal, mut known) = (false, 0);
        for key in &candidates {
            known += usize::from(key.secret_state != "none");
            equal = equal || is_equal(value, &Slot::license_key(&key.id), stored).await?;
        }
        if equal || (known > 0 && !stored.can_compare()) {
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
    stored: &mut Stored<'_>,
) -> Result<Difference> {
    let Some(known) = known.filter(|known| known.state != SecretState::None) else {
        return Ok(Difference::Missing);
    };
    if !stored.can_compare() || is_equal(value, slot, stored).await? {
        return Ok(Difference::None);
    }
    if stored.value(slot).await?.is_none() {
        return Ok(Difference::Missing);
    }
    let (of_file, of_stored) = (value.about.changed_on, input::stored(known.changed_on.as_deref()));
    Ok(match (of_stored, of_file) {
        (Some(stored), Some(file)) if file < stored => Difference::Newer(stored),
        _ => Difference::Other,
    })
}

fn kept(value: &DraftValue, day: NaiveDate) -> String {
    let name = value_name(value.name.as_ref());
    let file = value.about.changed_on.map(|day| day.to_string()).unwrap_or_default();
    format!("“{name}” was changed here on {day}, after the file's {file}; it is kept.")
}
