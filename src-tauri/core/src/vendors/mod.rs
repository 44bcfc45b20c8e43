//! Vendors: use cases.

pub(crate) mod model;
mod similar;
mod store;

pub use model::{Contact, SimilarVendor, Vendor, VendorCounts, VendorFields, VendorInput, VendorRow};

use crate::{
    Act, Error, Result, fields,
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    reminders, row, tags,
    text::{blank_to_none, name_key},
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// The page of the list that the query asks for, with the next deadline of each vendor as of a day.
///
/// # Errors
/// [`Error::Filter`] with the place of what could not be understood, [`Error::Database`] when the database cannot be
/// read.
pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<VendorRow>> {
    let due: Vec<(String, Option<String>, u32)> = reminders::by_vendor(conn, today)
        .await?
        .into_iter()
        .map(|(vendor, due)| (vendor, due.next, due.overdue))
        .collect();
    let due = serde_json::to_string(&due).map_err(|error| Error::Internal(error.to_string()))?;
    store::list(conn, query, &due, today).await
}

/// A vendor with its contacts, tags and the number of things bought there; also one in Trash.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id, [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Vendor> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Vendor, id))?;
    let counts = store::counts(conn, id).await?;
    let contacts = store::contacts(conn, id).await?;
    Ok(found.into_vendor(contacts, tags::of(conn, id).await?, counts))
}

/// Adds a vendor with its contacts and returns its id.
///
/// # Errors
/// [`Error::Field`] for a missing name of the vendor or of a contact, and for a value that its field does not take;
/// [`Error::Taken`] when another vendor has the name; [`Error::Database`] when it cannot be written.
pub async fn create(conn: &mut SqliteConnection, act: &Act, input: VendorInput) -> Result<String> {
    let id = new_id();
    let mut row = checked(conn, &input, None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Entity::Vendor, row).await?;
    set_contacts(conn, act, &id, &input.contacts).await?;
    fields::add_extras(conn, act, Kind::Vendor, &id, &input).await?;
    Ok(id)
}

/// Changes a vendor that still has this version.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Conflict`] when it is not there, or has another version by now; else like
/// [`create`].
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: VendorInput,
) -> Result<()> {
    let row = checked(conn, &input, Some(id)).await?;
    history::update(conn, act, Entity::Vendor, id, Some(version), row).await?;
    set_contacts(conn, act, id, &input.contacts).await?;
    fields::set_extras(conn, act, Kind::Vendor, id, &input).await?;
    history::settle(conn, act, Entity::Vendor, id, version).await
}

/// Live vendors whose names look like this one written in another way, without `except`; by name. For a warning
/// before one is entered twice.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn similar(
    conn: &mut SqliteConnection,
    name: &str,
    except: Option<&str>,
) -> Result<Vec<SimilarVendor>> {
    if blank_to_none(Some(name.to_owned())).is_none() {
        return Ok(Vec::new());
    }
    let mut found = store::names(conn).await?;
    found.retain(|vendor| Some(vendor.id.as_str()) != except && similar::alike(&vendor.name, name));
    Ok(found)
}

/// Everything that names a vendor as its own, in Trash or not: licenses, contracts, terms, devices, credentials.
pub(crate) async fn linked_rows(conn: &mut SqliteConnection, id: &str) -> Result<Vec<(Entity, String)>> {
    let rows = store::linked_rows(conn, id).await?;
    Ok(rows.into_iter().filter_map(|(table, id)| Some((Entity::parse(&table)?, id))).collect())
}

/// The files kept with a vendor.
pub(crate) async fn attachment_rows(conn: &mut SqliteConnection, id: &str) -> Result<Vec<String>> {
    store::attachment_rows(conn, id).await
}

/// The live vendor of this name, made when there is none. Also says whether it was made.
///
/// # Errors
/// [`Error::Field`] for a blank name, [`Error::Database`] when the database cannot be read or written.
pub async fn find_or_create(conn: &mut SqliteConnection, act: &Act, name: &str) -> Result<(String, bool)> {
    let name = input::required("vendor", "a vendor", name)?;
    if let Some((id, _)) = store::by_key(conn, &name_key(&name)).await? {
        return Ok((id, false));
    }
    let input = VendorInput { name, ..VendorInput::default() };
    Ok((create(conn, act, input).await?, true))
}

/// The id for an optional name: none for a blank one. The present link stays where the name is its own, also
/// while that one is in Trash.
pub(crate) async fn id_for(
    conn: &mut SqliteConnection,
    act: &Act,
    name: &Option<String>,
    current: Option<String>,
) -> Result<Option<String>> {
    let Some(name) = crate::text::blank_to_none(name.clone()) else { return Ok(None) };
    let key = history::text_in(conn, Entity::Vendor, current.as_deref(), "name_key").await?;
    if key.as_deref() == Some(name_key(&name).as_str()) {
        return Ok(current);
    }
    Ok(Some(find_or_create(conn, act, &name).await?.0))
}

async fn checked(conn: &mut SqliteConnection, input: &VendorInput, own_id: Option<&str>) -> Result<Row> {
    let name = input::required("name", "the vendor's name", &input.name)?;
    let key = name_key(&name);
    if let Some((other_id, other)) = store::by_key(conn, &key).await?
        && own_id != Some(other_id.as_str())
    {
        let message = format!("There is a vendor “{other}” already. Open that one, or choose another name.");
        return Err(Error::Taken { field: "name".into(), message, other_id: Some(other_id) });
    }
    fields::written(input)
}

async fn set_contacts(
    conn: &mut SqliteConnection,
    act: &Act,
    vendor_id: &str,
    contacts: &[Contact],
) -> Result<()> {
    let kept: Vec<&str> = contacts.iter().filter_map(|contact| contact.id.as_deref()).collect();
    for old in store::contacts(conn, vendor_id).await? {
        if let Some(id) = old.id.filter(|id| !kept.contains(&id.as_str())) {
            history::remove(conn, act, Entity::Contact, &id).await?;
        }
    }
    for (position, contact) in contacts.iter().enumerate() {
        input::required(&format!("contacts.{position}.name"), "the contact's name", &contact.name)?;
        let mut row = fields::written(contact)?;
        row.extend(row! { "vendor_id": vendor_id, "position": position });
        match &contact.id {
            Some(id) => {
                history::update(conn, act, Entity::Contact, id, None, row).await?;
            }
            None => {
                row.insert("id".into(), new_id().into());
                history::insert(conn, act, Entity::Contact, row).await?;
            }
        }
    }
    Ok(())
}
