//! A person: who holds devices and seats.

use serde::{Deserialize, Serialize};

/// What one enters about a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct PersonInput {
    pub name: String,
    pub email: Option<String>,
    pub username: Option<String>,
    pub employee_number: Option<String>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub phone: Option<String>,
    /// Name of a location; it is created when there is none such.
    pub location: Option<String>,
    pub manager_id: Option<String>,
    /// YYYY-MM-DD.
    pub starts_on: Option<String>,
    pub leaves_on: Option<String>,
    pub notes: Option<String>,
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Person {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: PersonInput,
    pub location_id: Option<String>,
    pub manager: Option<String>,
    /// The people who name this one as their manager, by name.
    pub reports: Vec<PersonLink>,
    /// Whether the last day lies before today.
    pub left: bool,
    pub devices: Vec<HeldDevice>,
    pub seats: Vec<HeldSeat>,
    /// Seats that were given back, the latest first.
    pub past_seats: Vec<PastSeat>,
    /// Credentials the person owns or knows, by name.
    pub logins: Vec<KnownLogin>,
}

/// Another person, as a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PersonLink {
    pub id: String,
    pub name: String,
}

/// A credential that a person owns or knows; never its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KnownLogin {
    pub credential_id: String,
    pub name: String,
    pub username: Option<String>,
    /// Its owner; else one who knows it.
    pub owner: bool,
    /// When its value was last changed.
    pub changed_on: Option<String>,
}

/// A seat that a person had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PastSeat {
    pub license_id: String,
    pub license: String,
    pub quantity: u32,
    pub from_on: Option<String>,
    pub until_on: Option<String>,
}

#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldDevice {
    pub id: String,
    pub name: String,
    pub asset_tag: Option<String>,
    pub serial: Option<String>,
    /// Lent, and to be back by this day.
    pub return_by: Option<String>,
}

#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldSeat {
    pub assignment_id: String,
    pub license_id: String,
    pub license: String,
    pub quantity: u32,
    pub from_on: Option<String>,
    /// The last day; None is open.
    pub until_on: Option<String>,
}

#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PersonRow {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    pub department: Option<String>,
    pub job_title: Option<String>,
    pub location: Option<String>,
    pub username: Option<String>,
    pub employee_number: Option<String>,
    pub phone: Option<String>,
    pub manager: Option<String>,
    pub starts_on: Option<String>,
    pub leaves_on: Option<String>,
    pub devices: u32,
    pub seats: u32,
    /// Credentials the person owns or knows.
    pub logins: u32,
}
