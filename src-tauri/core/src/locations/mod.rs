//! Locations: where devices stand and people work.

pub(crate) mod model;
mod store;

pub use model::{Location, LocationFields, LocationInput, LocationLink, LocationRow};

use crate::{
    Act, Error, Result, fields,
    filter::{self, Filter},
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    row, tags,
    text::{blank_to_none, name_key},
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// In the order of the tree, unless sorted otherwise.
///
/// # Errors
/// [`Error::Filter`] with the place of what could not be understood, [`Error::Database`] when the database cannot be
/// read.
pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<LocationRow>> {
    let filter = filter::read(conn, Kind::Location, &query.filter, today).await?;
    store::list(conn, query, &filter).await
}

/// A location with those around it, those within it and what is there; also one in Trash.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id, [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Location> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Location, id))?;
    let mut within = store::around(conn, id).await?;
    within.retain(|link| link.id != id);
    within.reverse();
    let query = ListQuery { belongs_to: Some(id.to_owned()), ..ListQuery::default() };
    let children = store::list(conn, &query, &Filter::default()).await?.rows;
    let own = ListQuery::default();
    let counted =
        store::list(conn, &own, &Filter::default()).await?.rows.into_iter().find(|row| row.id == id);
    let count = |of: fn(&LocationRow) -> u32| counted.as_ref().map_or(0, of);
    Ok(Location {
        id: id.to_owned(),
        version: found.version,
        deleted: found.deleted,
        devices: count(|row| row.devices),
        devices_within: count(|row| row.devices_within),
        people: count(|row| row.people),
        fields: LocationInput { tags: tags::of(conn, id).await?, ..found.fields },
        within,
        children,
    })
}

/// Adds a location and returns its id.
///
/// # Errors
/// [`Error::Field`] for a missing name, a parent that is not there, and a value that its field does not take;
/// [`Error::Taken`] when another location has the name; [`Error::Database`] when it cannot be written.
pub async fn create(conn: &mut SqliteConnection, act: &Act, input: LocationInput) -> Result<String> {
    let id = new_id();
    let mut row = checked(conn, &input, None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Entity::Location, row).await?;
    fields::add_extras(conn, act, Kind::Location, &id, &input).await?;
    Ok(id)
}

/// Changes a location that still has this version.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Conflict`] when it is not there, or has another version by now; [`Error::Field`]
/// for a parent that lies within it, or is it; else like [`create`].
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: LocationInput,
) -> Result<()> {
    let row = checked(conn, &input, Some(id)).await?;
    history::update(conn, act, Entity::Location, id, Some(version), row).await?;
    fields::set_extras(conn, act, Kind::Location, id, &input).await?;
    history::settle(conn, act, Entity::Location, id, version).await
}

async fn checked(conn: &mut SqliteConnection, input: &LocationInput, own_id: Option<&str>) -> Result<Row> {
    let name = input::required("name", "the location's name", &input.name)?;
    let key = name_key(&name);
    if let Some(other) = store::by_key(conn, &key).await?.filter(|id| own_id != Some(id.as_str())) {
        let message = format!("There is a location “{name}” already.");
        return Err(Error::Taken { field: "name".into(), message, other_id: Some(other) });
    }
    let parent_id = blank_to_none(input.parent_id.clone());
    if let Some(parent) = &parent_id {
        let around = store::around(conn, parent).await?;
        let Some(first) = around.first() else {
            return Err(Error::field("parent_id", "Choose a location that is there."));
        };
        if Some(parent.as_str()) == own_id {
            return Err(Error::field("parent_id", "A location does not lie within itself."));
        }
        if around.iter().any(|link| Some(link.id.as_str()) == own_id) {
            return Err(Error::field(
                "parent_id",
                format!("“{}” lies within this location itself.", first.name),
            ));
        }
    }
    fields::written(input)
}

/// The name of the live location a person means by its name or id.
///
/// # Errors
/// [`Error::Refused`] when there is none such.
pub async fn resolve(conn: &mut SqliteConnection, text: &str) -> Result<LocationLink> {
    let id = match store::by_key(conn, &name_key(text)).await? {
        Some(id) => id,
        None => text.trim().to_owned(),
    };
    let found = store::get(conn, &id).await?.filter(|found| !found.deleted);
    let found = found.ok_or_else(|| Error::Refused(format!("There is no location “{}”.", text.trim())))?;
    Ok(LocationLink { id, name: found.fields.name })
}

/// Makes the location and those around it, the outermost first, each within the one before. One that is there already
/// stays where it is.
///
/// # Errors
/// Those of [`create`].
pub async fn nest(conn: &mut SqliteConnection, act: &Act, around: &[String], name: &str) -> Result<()> {
    let mut parent: Option<String> = None;
    if around.is_empty() {
        return Ok(());
    }
    for name in around.iter().map(String::as_str).chain([name]) {
        parent = match store::by_key(conn, &name_key(name)).await? {
            Some(id) => Some(id),
            None => {
                let input =
                    LocationInput { name: name.to_owned(), parent_id: parent, ..LocationInput::default() };
                Some(create(conn, act, input).await?)
            }
        };
    }
    Ok(())
}

/// The live location of this name, made when there is none. Also says whether it was made.
///
/// # Errors
/// [`Error::Field`] for a blank name, [`Error::Database`] when the database cannot be read or written.
pub async fn find_or_create(conn: &mut SqliteConnection, act: &Act, name: &str) -> Result<(String, bool)> {
    let name = input::required("location", "a location", name)?;
    let key = name_key(&name);
    if let Some(id) = store::by_key(conn, &key).await? {
        return Ok((id, false));
    }
    let id = new_id();
    history::insert(conn, act, Entity::Location, row! { "id": id, "name": name, "name_key": key }).await?;
    Ok((id, true))
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
    let key = history::text_in(conn, Entity::Location, current.as_deref(), "name_key").await?;
    if key.as_deref() == Some(name_key(&name).as_str()) {
        return Ok(current);
    }
    Ok(Some(find_or_create(conn, act, &name).await?.0))
}
