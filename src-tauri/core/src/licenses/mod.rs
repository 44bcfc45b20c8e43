//! Licenses: use cases.

mod compliance;
pub(crate) mod model;
mod seats;
mod store;

pub use compliance::{Compliance, ComplianceRow, PublisherRow, compliance};
pub use model::{
    Assignment, AssignmentInput, License, LicenseFields, LicenseInput, LicenseKey, LicenseKind,
    LicenseMetric, LicenseRow, LicenseSums, Reclaimable, Seats, SeatsChange,
};
pub use seats::{
    assign, assign_all, change, check_assign, check_release, reclaim_all, reclaimable, release, swap,
};
pub(crate) use store::{held as held_sql, open as open_sql};

use crate::{
    Act, Error, Result, fields,
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    row,
    secrets::{ExposeSecret, SecretString},
    tags,
    terms::{self, Owner, figures},
    text::blank_to_none,
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
) -> Result<Page<LicenseRow>> {
    store::list(conn, query, today).await
}

/// What a year of all rows that match costs, per currency: of what is in force today, at prices as they stand, rounded once
/// and never converted.
///
/// # Errors
/// Like [`list`].
pub async fn sums(conn: &mut SqliteConnection, query: &ListQuery, today: NaiveDate) -> Result<LicenseSums> {
    let mut sum = figures::Yearly::default();
    for (currency, minor, months) in store::yearly(conn, query, today).await? {
        sum.add(&currency, minor, months);
    }
    Ok(LicenseSums { yearly: sum.into_vec() })
}

/// A license with its terms, seats, assignments and keys as they stand on a day; also one in Trash.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id, [`Error::Field`] for a stored term that breaks the rules of
/// terms, [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection, id: &str, today: NaiveDate) -> Result<License> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::License, id))?;
    let terms = terms::of_owner(conn, Owner::License(id), today).await?;
    let assignments = store::assignments(conn, id, today).await?;
    let keys = store::keys(conn, id).await?;
    let seats = seats::on(&terms, &assignments, found.min_free_seats(), today)?;
    Ok(found.into_license(terms, assignments, keys, seats, tags::of(conn, id).await?))
}

/// Adds a license with its terms, tags and custom fields, and returns its id.
///
/// # Errors
/// [`Error::Field`] for a missing name, too many seats to keep free, a term that breaks the rules of terms, and a value
/// that its field does not take; [`Error::Database`] when it cannot be written.
pub async fn create(conn: &mut SqliteConnection, act: &Act, input: LicenseInput) -> Result<String> {
    let id = new_id();
    let mut row = checked(conn, act, &input, None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Entity::License, row).await?;
    terms::set(conn, act, Owner::License(&id), &input.terms).await?;
    fields::add_extras(conn, act, Kind::License, &id, &input).await?;
    Ok(id)
}

/// Changes a license that still has this version, its terms included.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Conflict`] when it is not there, or has another version by now; else like
/// [`create`].
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: LicenseInput,
) -> Result<()> {
    let row = checked(conn, act, &input, Some(id)).await?;
    let changed = history::update(conn, act, Entity::License, id, Some(version), row).await?;
    tracing::trace!(changed, "license fields written");
    terms::set(conn, act, Owner::License(id), &input.terms).await?;
    fields::set_extras(conn, act, Kind::License, id, &input).await?;
    history::settle(conn, act, Entity::License, id, version).await
}

/// Adds a place for a product key; its value is stored by the secrets module.
///
/// # Errors
/// [`Error::Database`] when the license is not there, or nothing can be written.
pub async fn add_key(
    conn: &mut SqliteConnection,
    act: &Act,
    license_id: &str,
    label: Option<String>,
) -> Result<String> {
    let id = new_id();
    let row = row! { "id": id, "license_id": license_id, "label": blank_to_none(label) };
    history::insert(conn, act, Entity::LicenseKey, row).await?;
    Ok(id)
}

/// What a key is called; a blank label is none.
///
/// # Errors
/// [`Error::NotFound`] when there is no such key, [`Error::Database`] when it cannot be written.
pub async fn label_key(
    conn: &mut SqliteConnection,
    act: &Act,
    key_id: &str,
    label: Option<String>,
) -> Result<String> {
    let license_id = license_of_key(conn, key_id).await?;
    let row = row! { "label": blank_to_none(label) };
    history::update(conn, act, Entity::LicenseKey, key_id, None, row).await?;
    Ok(license_id)
}

/// Removes a key; its value leaves the keyring with the next sweep, and no undo brings that back.
/// Answers the license's id.
///
/// # Errors
/// Like [`label_key`].
pub async fn remove_key(conn: &mut SqliteConnection, act: &Act, key_id: &str) -> Result<String> {
    let license_id = license_of_key(conn, key_id).await?;
    history::remove(conn, act, Entity::LicenseKey, key_id).await?;
    Ok(license_id)
}

/// The last characters of a key, for people to tell keys apart: five of a long one, four of a short one, none of one
/// that they would give away.
pub fn hint_of(key: &SecretString) -> Option<String> {
    let text = key.expose_secret().trim();
    let length = text.chars().count();
    let shown = match length {
        0..12 => return None,
        12..20 => 4,
        _ => 5,
    };
    Some(text.chars().skip(length - shown).collect())
}

/// The license a key belongs to.
///
/// # Errors
/// [`Error::NotFound`] when there is no such key, [`Error::Database`] when the database cannot be read.
pub async fn license_of_key(conn: &mut SqliteConnection, key_id: &str) -> Result<String> {
    store::license_of_key(conn, key_id).await?.ok_or_else(|| Error::not_found("license key", key_id))
}

async fn checked(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &LicenseInput,
    own_id: Option<&str>,
) -> Result<Row> {
    input::required("name", "the license's name", &input.name)?;
    let mut row = fields::written(input)?;
    row.extend(fields::links(conn, act, Entity::License, input, own_id).await?);
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::hint_of;
    use crate::secrets::SecretString;

    #[test]
    fn a_hint_shows_no_more_than_a_third_of_a_key() {
        for (key, hint) in [
            ("12345678901", None),
            (" ABCD-EFGH-12 ", Some("H-12")),
            ("AAAAA-BBBBB-CCCCC-7KQ2X", Some("7KQ2X")),
            ("", None),
        ] {
            assert_eq!(hint_of(&SecretString::from(key)).as_deref(), hint, "{key}");
        }
    }
}
