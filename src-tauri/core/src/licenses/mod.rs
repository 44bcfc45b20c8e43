//! Licenses: use cases.

mod model;
mod store;

pub use model::{
    Assignment, AssignmentInput, License, LicenseInput, LicenseKey, LicenseKind, LicenseMetric, LicenseRow,
    LicenseSums, Seats,
};

use crate::{
    Act, Error, Result,
    history::{self, Row, Table},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    row, tags, terms,
    text::{blank_to_none, name_key},
    text_enum, vendors,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<LicenseRow>> {
    store::list(conn, query, today).await
}

/// Yearly cost of all rows that match, per currency; prices as they stand, never converted.
pub async fn sums(conn: &mut SqliteConnection, query: &ListQuery, today: NaiveDate) -> Result<LicenseSums> {
    Ok(LicenseSums { yearly: store::yearly(conn, query, today).await? })
}

pub async fn get(conn: &mut SqliteConnection, id: &str, today: NaiveDate) -> Result<License> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::License, id))?;
    let terms = terms::of_license(conn, id, today).await?;
    let assignments = store::assignments(conn, id, today).await?;
    let keys = store::keys(conn, id).await?;
    let (bought, ended) = terms::seats_on(terms.iter());
    let used = assignments
        .iter()
        .filter(|seat| open_on(seat, today))
        .fold(0_u32, |sum, seat| sum.saturating_add(seat.quantity));
    let seats = Seats { bought, used, over: bought.map_or(0, |bought| used.saturating_sub(bought)), ended };
    Ok(found.into_license(terms, assignments, keys, seats, tags::of(conn, id).await?))
}

pub async fn create(conn: &mut SqliteConnection, act: &Act, input: LicenseInput) -> Result<String> {
    let id = new_id();
    let mut row = checked(conn, act, &input, None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Table::License, row).await?;
    terms::set(conn, act, &id, &input.terms).await?;
    tags::set(conn, act, Kind::License, &id, &input.tags).await?;
    Ok(id)
}

/// Changes a license that still has this version, its terms included.
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: LicenseInput,
) -> Result<()> {
    let row = checked(conn, act, &input, Some(id)).await?;
    let changed = history::update(conn, act, Table::License, id, Some(version), row).await?;
    tracing::trace!(changed, "license fields written");
    terms::set(conn, act, id, &input.terms).await?;
    tags::set(conn, act, Kind::License, id, &input.tags).await?;
    history::settle(conn, act, Table::License, id, version).await
}

/// Gives seats to a person or a device. More than were bought is allowed, and shown.
pub async fn assign(conn: &mut SqliteConnection, act: &Act, input: AssignmentInput) -> Result<String> {
    if !(1..=1_000_000).contains(&input.quantity) {
        return Err(Error::field("quantity", "Assign at least one seat."));
    }
    if input.person_id.is_some() == input.device_id.is_some() {
        return Err(Error::field("person_id", "Choose a person or a device."));
    }
    let from_on = input::date("from_on", &input.from_on)?.unwrap_or(act.now.today);
    let id = new_id();
    let row = row! {
        "id": id, "license_id": input.license_id, "person_id": input.person_id, "device_id": input.device_id,
        "quantity": input.quantity, "from_on": from_on.to_string(), "notes": blank_to_none(input.notes),
    };
    history::insert(conn, act, Table::Assignment, row).await?;
    Ok(id)
}

/// Takes seats back from yesterday's end on; returns the license's id.
pub async fn release(conn: &mut SqliteConnection, act: &Act, assignment_id: &str) -> Result<String> {
    let license_id = store::license_of(conn, assignment_id)
        .await?
        .ok_or_else(|| Error::not_found("assignment", assignment_id))?;
    let last_day = act.now.today.pred_opt().unwrap_or(act.now.today);
    let row = row! { "until_on": last_day.to_string() };
    history::update_as(conn, act, Table::Assignment, assignment_id, None, row, "released").await?;
    Ok(license_id)
}

/// Adds a place for a product key, for the whole license or for one seat of it; its value is stored by the secrets
/// module.
pub async fn add_key(
    conn: &mut SqliteConnection,
    act: &Act,
    license_id: &str,
    label: Option<String>,
    assignment_id: Option<String>,
) -> Result<String> {
    let id = new_id();
    let assignment_id = seat_of(conn, license_id, assignment_id).await?;
    let row = row! {
        "id": id, "license_id": license_id, "label": blank_to_none(label), "assignment_id": assignment_id,
    };
    history::insert(conn, act, Table::LicenseKey, row).await?;
    Ok(id)
}

/// Changes what a key is called and whose it is; its value stays. Returns the license's id.
pub async fn update_key(
    conn: &mut SqliteConnection,
    act: &Act,
    key_id: &str,
    label: Option<String>,
    assignment_id: Option<String>,
) -> Result<String> {
    let license_id = history::text_in(conn, Table::LicenseKey, Some(key_id), "license_id").await?;
    let license_id = license_id.ok_or_else(|| Error::not_found("license key", key_id))?;
    let assignment_id = seat_of(conn, &license_id, assignment_id).await?;
    let row = row! { "label": blank_to_none(label), "assignment_id": assignment_id };
    history::update(conn, act, Table::LicenseKey, key_id, None, row).await?;
    Ok(license_id)
}

/// Removes a key with its value; the value leaves the keyring for good. Returns the license's id.
pub async fn remove_key(conn: &mut SqliteConnection, act: &Act, key_id: &str) -> Result<String> {
    let license_id = history::text_in(conn, Table::LicenseKey, Some(key_id), "license_id").await?;
    let license_id = license_id.ok_or_else(|| Error::not_found("license key", key_id))?;
    history::remove(conn, act, Table::LicenseKey, key_id).await?;
    Ok(license_id)
}

/// The seat a key is for, which must be one of the license.
async fn seat_of(
    conn: &mut SqliteConnection,
    license_id: &str,
    assignment_id: Option<String>,
) -> Result<Option<String>> {
    let Some(id) = blank_to_none(assignment_id) else { return Ok(None) };
    if store::license_of(conn, &id).await?.as_deref() == Some(license_id) {
        return Ok(Some(id));
    }
    Err(Error::field("assignment_id", "Choose a seat of this license."))
}

fn open_on(seat: &Assignment, today: NaiveDate) -> bool {
    let day = |text: &Option<String>| input::stored(text.as_deref());
    day(&seat.from_on).is_none_or(|from| from <= today)
        && day(&seat.until_on).is_none_or(|until| until >= today)
}

async fn checked(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &LicenseInput,
    own_id: Option<&str>,
) -> Result<Row> {
    let name = input::required("name", "the license's name", &input.name)?;
    let text = |text: &Option<String>| blank_to_none(text.clone());
    let linked = history::text_in(conn, Table::License, own_id, "vendor_id").await?;
    let vendor_id = vendors::id_for(conn, act, &input.vendor, linked).await?;
    Ok(row! {
        "name": name, "name_key": name_key(&name), "publisher": text(&input.publisher),
        "vendor_id": vendor_id,
        "edition": text(&input.edition), "category": text(&input.category),
        "kind": text_enum::word(&input.kind), "metric": text_enum::word(&input.metric),
        "reassignable": input.reassignable, "maintained": input.maintained.map(i64::from),
        "registered_name": text(&input.registered_name), "registered_email": text(&input.registered_email),
        "notes": text(&input.notes),
    })
}
