//! Writes planned entries through the domains' own use cases, within the caller's transaction.

use super::{
    draft::{Draft, Thing},
    plan::{Planned, Put, Target, merge_credential, merge_license},
    store,
};
use crate::{
    Act, Cancel, Error, Result, attachments,
    credentials::{self, Checked, CredentialInput},
    ids::Kind,
    licenses::{self, LicenseInput},
    secrets::{self, About, ExposeSecret, Slot, StagedSecret},
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// Staged values by entry and value; empty in a dry run, which then stores none.
pub(super) type Staged = HashMap<(usize, usize), StagedSecret>;

/// How many new credentials are written together.
const TOGETHER: usize = 100;

/// Writes every new and changed entry, until `cancel` says to stop. `progress` gets entries done and entries in all.
pub(super) async fn write(
    conn: &mut SqliteConnection,
    act: &Act,
    plan: &[Planned],
    staged: &Staged,
    cancel: &Cancel,
    mut progress: impl FnMut(u32, u32) + Send,
) -> Result<()> {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut new = Vec::new();
    for (place, planned) in plan.iter().enumerate() {
        cancel.check()?;
        let in_entry = |error| in_entry(planned.draft.row, planned.draft.name(), error);
        if let Some(credential) = NewEntry::of(place, planned, staged, act.now.today) {
            let input = credential.input();
            new.push((credential, Checked::new(conn, act, input).await.map_err(in_entry)?));
        } else if planned.writes() {
            one(conn, act, place, planned, staged).await.map_err(in_entry)?;
        } else {
            remember(conn, planned).await?;
        }
        let done = place + 1;
        if new.len() == TOGETHER || done == plan.len() {
            together(conn, act, std::mem::take(&mut new)).await?;
        }
        if done % 50 == 0 || done == plan.len() {
            progress(count(done), count(plan.len()));
        }
    }
    Ok(())
}

/// An entry that is a new credential, which a vault mostly is.
struct NewEntry<'a> {
    draft: &'a Draft,
    fields: &'a CredentialInput,
    new_files: &'a [usize],
    /// None of the same name as another.
    values: Vec<(secrets::FieldName, &'a StagedSecret, &'a About)>,
    today: NaiveDate,
}

impl<'a> NewEntry<'a> {
    /// None for every other entry.
    fn of(place: usize, planned: &'a Planned, staged: &'a Staged, today: NaiveDate) -> Option<NewEntry<'a>> {
        let draft = &planned.draft;
        let (Thing::Credential(fields), None, true) = (&draft.thing, &planned.target, planned.writes())
        else {
            return None;
        };
        let mut values: Vec<(secrets::FieldName, _, _)> = Vec::new();
        for put in &planned.puts {
            let Some((name, about)) = named(draft, put) else { continue };
            if values.iter().any(|(known, _, _)| known.is_same(&name)) {
                return None;
            }
            if let Some(staged) = staged.get(&(place, put.value)) {
                values.push((name, staged, about));
            }
        }
        Some(NewEntry { draft, fields, new_files: &planned.new_files, values, today })
    }

    /// Its fields, the day of its main value among them.
    fn input(&self) -> CredentialInput {
        let mut input = self.fields.clone();
        if let Some((_, _, about)) = self.values.iter().find(|(name, _, _)| name.is_password()) {
            input.changed_on = Some(about.day(self.today).to_string());
        }
        input
    }
}

/// Writes new credentials with all that they have, in a few commands.
async fn together(conn: &mut SqliteConnection, act: &Act, new: Vec<(NewEntry<'_>, Checked)>) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let (new, checked): (Vec<_>, Vec<_>) = new.into_iter().unzip();
    let ids: Vec<String> = checked.iter().map(|checked| checked.id.clone()).collect();
    credentials::create_all(conn, act, checked, |place, error| match new.get(place) {
        Some(one) => in_entry(one.draft.row, one.draft.name(), error),
        None => error,
    })
    .await?;
    let (mut values, mut sources) = (Vec::new(), Vec::new());
    for (id, one) in ids.iter().zip(new) {
        values.extend(
            one.values.into_iter().map(|(name, staged, about)| (Slot::credential(id, name), staged, about)),
        );
        sources.extend(one.draft.source.as_ref().map(|source| (id.as_str(), source)));
        for file in one.new_files {
            if let Some((name, bytes)) = one.draft.files.get(*file) {
                attachments::add(conn, act, Kind::Credential, id, name, bytes.expose_secret()).await?;
            }
        }
    }
    secrets::adopt_new(conn, act, &values).await?;
    store::remember_new(conn, &sources).await
}

/// Keeps which entry an unchanged record is, where that was not known.
pub(super) async fn remember(conn: &mut SqliteConnection, planned: &Planned) -> Result<()> {
    if let (Some(target), Some(source), false) = (&planned.target, &planned.draft.source, planned.remembered)
    {
        store::remember(conn, kind_of(planned), &target.id, source).await?;
    }
    Ok(())
}

fn kind_of(planned: &Planned) -> Kind {
    match planned.draft.thing {
        Thing::Credential(_) => Kind::Credential,
        Thing::License(_) => Kind::License,
    }
}

/// Says in which entry a domain refused.
fn in_entry(row: u32, name: &str, error: Error) -> Error {
    match error {
        Error::Field { message, .. } | Error::Taken { message, .. } => Error::Import(format!(
            "Entry {row}, “{name}”: {message} Nothing was written: mend it in its own program, and import again."
        )),
        Error::Conflict { .. } | Error::NotFound { .. } => moved(),
        other => other,
    }
}

/// The database is not as it was when the import was planned.
fn moved() -> Error {
    Error::Import(
        "Something was changed here while the import was prepared. Nothing was written: import again.".into(),
    )
}

async fn one(
    conn: &mut SqliteConnection,
    act: &Act,
    place: usize,
    planned: &Planned,
    staged: &Staged,
) -> Result<()> {
    let draft = &planned.draft;
    let (kind, id) = match &draft.thing {
        Thing::Credential(input) => {
            let id = credential(conn, act, input, planned).await?;
            for put in &planned.puts {
                let (Some(staged), Some((name, value))) =
                    (staged.get(&(place, put.value)), named(draft, put))
                else {
                    continue;
                };
                let slot = Slot::credential(&id, name);
                credentials::adopt(conn, act, staged, &slot, value).await?;
            }
            (Kind::Credential, id)
        }
        Thing::License(input) => {
            let id = license(conn, act, input, planned).await?;
            for put in &planned.puts {
                let Some(value) = draft.values.get(put.value) else { continue };
                let key_id = match &put.key_id {
                    Some(key_id) => key_id.clone(),
                    None => {
                        let label = value.name.as_ref().map(ToString::to_string);
                        licenses::add_key(conn, act, &id, label).await?
                    }
                };
                if let Some(staged) = staged.get(&(place, put.value)) {
                    secrets::adopt(conn, act, staged, &Slot::license_key(key_id), &value.about).await?;
                }
            }
            (Kind::License, id)
        }
    };
    if let (Some(source), false) = (&draft.source, planned.remembered) {
        store::remember(conn, kind, &id, source).await?;
    }
    for file in &planned.new_files {
        if let Some((name, bytes)) = draft.files.get(*file) {
            attachments::add(conn, act, kind, &id, name, bytes.expose_secret()).await?;
        }
    }
    Ok(())
}

fn named<'a>(draft: &'a Draft, put: &Put) -> Option<(secrets::FieldName, &'a secrets::About)> {
    let value = draft.values.get(put.value)?;
    Some((value.name.clone()?, &value.about))
}

async fn credential(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &CredentialInput,
    planned: &Planned,
) -> Result<String> {
    let Some(Target { id, version }) = &planned.target else {
        return credentials::create(conn, act, input.clone()).await;
    };
    let credential = credentials::get(conn, id).await?;
    if credential.deleted || credential.version != *version {
        return Err(moved());
    }
    if planned.fields_differ {
        let mut fields = credential.fields;
        merge_credential(&mut fields, input, planned.renames());
        credentials::update(conn, act, id, *version, fields).await?;
    }
    Ok(id.clone())
}

async fn license(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &LicenseInput,
    planned: &Planned,
) -> Result<String> {
    let Some(Target { id, version }) = &planned.target else {
        return licenses::create(conn, act, input.clone()).await;
    };
    let license = licenses::get(conn, id, act.now.today).await?;
    if license.deleted || license.version != *version {
        return Err(moved());
    }
    if planned.fields_differ {
        let mut fields = license.fields;
        merge_license(&mut fields, input);
        licenses::update(conn, act, id, *version, fields).await?;
    }
    Ok(id.clone())
}
