//! Credentials: use cases of everything about them but the value.

mod model;
mod store;

pub use model::{Credential, CredentialInput, CredentialKind, CredentialRow, SecretState};

use crate::{
    Act, Error, Result,
    history::{self, Row, Table},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    row, tags,
    text::{blank_to_none, name_key},
    text_enum, vendors,
};
use chrono::{Days, NaiveDate};
use sqlx::SqliteConnection;

pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<CredentialRow>> {
    store::list(conn, query, today).await
}

pub async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Credential> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Credential, id))?;
    Ok(found.into_credential(tags::of(conn, id).await?))
}

pub async fn create(conn: &mut SqliteConnection, act: &Act, input: CredentialInput) -> Result<String> {
    let id = new_id();
    let mut row = checked(conn, act, &input, None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Table::Credential, row).await?;
    tags::set(conn, act, Kind::Credential, &id, &input.tags).await?;
    Ok(id)
}

/// Changes a credential that still has this version. Its value stays as it is.
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: CredentialInput,
) -> Result<()> {
    let row = checked(conn, act, &input, Some(id)).await?;
    history::update(conn, act, Table::Credential, id, Some(version), row).await?;
    tags::set(conn, act, Kind::Credential, id, &input.tags).await?;
    history::settle(conn, act, Table::Credential, id, version).await
}

/// The value was stored today: moves the date of change and the rotate-by date.
pub async fn secret_changed(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    let credential = get(conn, id).await?;
    let today = act.now.today;
    let row = row! {
        "changed_on": today.to_string(),
        "rotate_due": input::iso(rotate_due(Some(today), credential.fields.rotate_days)),
    };
    history::update(conn, act, Table::Credential, id, None, row).await?;
    Ok(())
}

/// The user name, for copying.
pub async fn username(conn: &mut SqliteConnection, id: &str) -> Result<Option<String>> {
    Ok(get(conn, id).await?.fields.username)
}

fn rotate_due(changed_on: Option<NaiveDate>, rotate_days: Option<u32>) -> Option<NaiveDate> {
    changed_on?.checked_add_days(Days::new(u64::from(rotate_days.filter(|days| *days > 0)?)))
}

async fn checked(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &CredentialInput,
    own_id: Option<&str>,
) -> Result<Row> {
    let name = input::required("name", "the credential's name", &input.name)?;
    let changed_on = input::date("changed_on", &input.changed_on)?;
    let expires_on = input::date("expires_on", &input.expires_on)?;
    if input.rotate_days.is_some_and(|days| days > 36_500) {
        return Err(Error::field("rotate_days", "Rotate at least once in a hundred years."));
    }
    let text = |text: &Option<String>| blank_to_none(text.clone());
    let linked = history::text_in(conn, Table::Credential, own_id, "vendor_id").await?;
    let vendor_id = vendors::id_for(conn, act, &input.vendor, linked).await?;
    Ok(row! {
        "name": name, "name_key": name_key(&name), "kind": text_enum::word(&input.kind),
        "username": text(&input.username), "url": text(&input.url), "notes": text(&input.notes),
        "vendor_id": vendor_id,
        "license_id": text(&input.license_id), "device_id": text(&input.device_id), "person_id": text(&input.person_id),
        "rotate_days": input.rotate_days, "expires_on": input::iso(expires_on), "changed_on": input::iso(changed_on),
        "rotate_due": input::iso(rotate_due(changed_on, input.rotate_days)), "expires_due": input::iso(expires_on),
    })
}
