//! People: use cases.

mod model;
mod store;

pub use model::{HeldDevice, HeldSeat, Person, PersonInput, PersonRow};

use crate::{
    Act, Error, Result,
    history::{self, Row, Table},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    locations, row, tags,
    text::{blank_to_none, name_key},
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<PersonRow>> {
    store::list(conn, query, today).await
}

pub async fn get(conn: &mut SqliteConnection, id: &str, today: NaiveDate) -> Result<Person> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Person, id))?;
    let devices = store::devices_held(conn, id).await?;
    let seats = store::seats_held(conn, id, today).await?;
    Ok(found.into_person(tags::of(conn, id).await?, devices, seats, today))
}

pub async fn create(conn: &mut SqliteConnection, act: &Act, input: PersonInput) -> Result<String> {
    let id = new_id();
    let mut row = checked(conn, act, &input, None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Table::Person, row).await?;
    tags::set(conn, act, Kind::Person, &id, &input.tags).await?;
    Ok(id)
}

/// Changes a person who still has this version.
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: PersonInput,
) -> Result<()> {
    let row = checked(conn, act, &input, Some(id)).await?;
    history::update(conn, act, Table::Person, id, Some(version), row).await?;
    tags::set(conn, act, Kind::Person, id, &input.tags).await?;
    history::settle(conn, act, Table::Person, id, version).await
}

/// Seats that a device holds, for its page.
pub async fn seats_of_device(
    conn: &mut SqliteConnection,
    device_id: &str,
    today: NaiveDate,
) -> Result<Vec<HeldSeat>> {
    store::seats_of_device(conn, device_id, today).await
}

async fn checked(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &PersonInput,
    own_id: Option<&str>,
) -> Result<Row> {
    let name = input::required("name", "the person's name", &input.name)?;
    let email = blank_to_none(input.email.clone());
    let email_key = email.as_deref().map(name_key);
    if let Some(key) = &email_key {
        if !key.contains('@') {
            return Err(Error::field("email", "An e-mail address has an @ in it."));
        }
        if let Some((other_id, other)) = store::by_email_key(conn, key).await?
            && own_id != Some(other_id.as_str())
        {
            let message = format!("{other} has this e-mail address already.");
            return Err(Error::Taken { field: "email".into(), message, other_id: Some(other_id) });
        }
    }
    let starts_on = input::date("starts_on", &input.starts_on)?;
    let leaves_on = input::date("leaves_on", &input.leaves_on)?;
    if let (Some(starts), Some(leaves)) = (starts_on, leaves_on)
        && leaves < starts
    {
        return Err(Error::field("leaves_on", "The last day lies before the first."));
    }
    if own_id.is_some() && input.manager_id.as_deref() == own_id {
        return Err(Error::field("manager_id", "Nobody is their own manager."));
    }
    let text = |text: &Option<String>| blank_to_none(text.clone());
    let linked = history::text_in(conn, Table::Person, own_id, "location_id").await?;
    let location_id = locations::id_for(conn, act, &input.location, linked).await?;
    Ok(row! {
        "name": name, "name_key": name_key(&name), "email": email, "email_key": email_key,
        "username": text(&input.username), "employee_number": text(&input.employee_number),
        "job_title": text(&input.job_title), "department": text(&input.department), "phone": text(&input.phone),
        "location_id": location_id, "manager_id": text(&input.manager_id),
        "starts_on": input::iso(starts_on), "leaves_on": input::iso(leaves_on), "notes": text(&input.notes),
    })
}
