//! People: use cases.

pub(crate) mod model;
mod store;

pub use model::{
    HeldDevice, HeldSeat, KnownLogin, PastSeat, Person, PersonFields, PersonInput, PersonLink, PersonRow,
};

use crate::{
    Act, Error, Result, fields,
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    row, tags,
    text::{blank_to_none, name_key},
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// The page of the list that the query asks for, as it stands on a day.
///
/// # Errors
/// [`Error::Filter`] with the place of what could not be understood, [`Error::Database`] when the database cannot be
/// read.
pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<PersonRow>> {
    store::list(conn, query, today).await
}

/// A person with the devices, seats and logins they have on a day; also one in Trash.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id, [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection, id: &str, today: NaiveDate) -> Result<Person> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Person, id))?;
    let parts = store::Parts {
        tags: tags::of(conn, id).await?,
        reports: store::reports(conn, id).await?,
        devices: store::devices_held(conn, id).await?,
        seats: store::seats_held(conn, id, today).await?,
        past_seats: store::past_seats(conn, id, today).await?,
        logins: store::logins(conn, id).await?,
    };
    Ok(found.into_person(parts, today))
}

/// Adds a person and returns the id.
///
/// # Errors
/// [`Error::Field`] for a missing name, an email address without an @, days that are none or in the wrong order, a
/// manager that cannot be, and a value that its field does not take; [`Error::Taken`] when somebody else has the email
/// address; [`Error::Database`] when nothing can be written.
pub async fn create(conn: &mut SqliteConnection, act: &Act, input: PersonInput) -> Result<String> {
    let id = new_id();
    let mut row = checked(conn, act, &input, None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Entity::Person, row).await?;
    fields::add_extras(conn, act, Kind::Person, &id, &input).await?;
    Ok(id)
}

/// Changes a person who still has this version.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Conflict`] when the person is not there, or has another version by now; else like
/// [`create`].
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: PersonInput,
) -> Result<()> {
    let row = checked(conn, act, &input, Some(id)).await?;
    history::update(conn, act, Entity::Person, id, Some(version), row).await?;
    fields::set_extras(conn, act, Kind::Person, id, &input).await?;
    history::settle(conn, act, Entity::Person, id, version).await
}

/// Seats that a device holds, for its page.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn seats_of_device(
    conn: &mut SqliteConnection,
    device_id: &str,
    today: NaiveDate,
) -> Result<Vec<HeldSeat>> {
    store::seats_of_device(conn, device_id, today).await
}

/// The live person that somebody means by an id, email address, user name, employee number, or by the exact name.
///
/// # Errors
/// [`Error::Refused`] when there is none, or several.
pub async fn resolve(conn: &mut SqliteConnection, text: &str) -> Result<PersonLink> {
    let text = text.trim();
    let found = store::by_words(conn, text, &name_key(text)).await?;
    match found.as_slice() {
        [] => Err(Error::Refused(format!("Nobody has the name, email address or user name “{text}”."))),
        [one] => Ok(one.clone()),
        several => {
            let ids: Vec<String> =
                several.iter().map(|link| format!("{} ({})", link.name, link.id)).collect();
            Err(Error::Refused(format!(
                "Several people are called “{text}”: {}. Use an email address or the id.",
                ids.join("; ")
            )))
        }
    }
}

/// Who knows a credential besides its owner, by name.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn knowers(conn: &mut SqliteConnection, credential_id: &str) -> Result<Vec<PersonLink>> {
    let known = store::who_knows(conn, credential_id).await?;
    Ok(known.into_iter().map(|knows| PersonLink { id: knows.id, name: knows.name }).collect())
}

/// Says who knows a credential besides its owner: exactly these people.
///
/// # Errors
/// [`Error::Database`] when the credential or a person is not there, or nothing can be written.
pub async fn set_knowers(
    conn: &mut SqliteConnection,
    act: &Act,
    credential_id: &str,
    person_ids: &[String],
) -> Result<()> {
    let present = store::who_knows(conn, credential_id).await?;
    for knows in present.iter().filter(|knows| !person_ids.contains(&knows.id)) {
        history::remove(conn, act, Entity::CredentialAccess, &knows.access_id).await?;
    }
    let mut entered: Vec<&String> = Vec::new();
    for person_id in person_ids {
        if present.iter().any(|knows| &knows.id == person_id) || entered.contains(&person_id) {
            continue;
        }
        entered.push(person_id);
        let row = row! {
            "id": new_id(), "credential_id": credential_id, "person_id": person_id, "since_on": act.now.today.to_string(),
        };
        history::insert(conn, act, Entity::CredentialAccess, row).await?;
    }
    Ok(())
}

/// A manager has managers, never, over whatever many, oneself.
async fn check_manager(
    conn: &mut SqliteConnection,
    manager_id: Option<&str>,
    own_id: Option<&str>,
) -> Result<()> {
    let Some(manager_id) = manager_id else { return Ok(()) };
    if Some(manager_id) == own_id {
        return Err(Error::field("manager_id", "Nobody is their own manager."));
    }
    let above = store::above(conn, manager_id).await?;
    let Some(manager) = above.first() else {
        return Err(Error::field("manager_id", "Choose a person who is there."));
    };
    if above.iter().any(|link| Some(link.id.as_str()) == own_id) {
        return Err(Error::field("manager_id", format!("{} has this person as manager.", manager.name)));
    }
    Ok(())
}

async fn checked(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &PersonInput,
    own_id: Option<&str>,
) -> Result<Row> {
    input::required("name", "the person's name", &input.name)?;
    let email = blank_to_none(input.email.clone());
    let email_key = email.as_deref().map(name_key);
    if let Some(key) = &email_key {
        if !key.contains('@') {
            return Err(Error::field("email", "An email address has an @ in it."));
        }
        if let Some((other_id, other)) = store::by_email_key(conn, key).await?
            && own_id != Some(other_id.as_str())
        {
            let message = format!("{other} has this email address already.");
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
    let manager_id = blank_to_none(input.manager_id.clone());
    check_manager(conn, manager_id.as_deref(), own_id).await?;
    let mut row = fields::written(input)?;
    row.extend(fields::links(conn, act, Entity::Person, input, own_id).await?);
    Ok(row)
}
