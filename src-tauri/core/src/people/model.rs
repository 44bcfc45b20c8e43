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
    pub manager: Option<String>,
    /// Whether the last day lies before today.
    pub left: bool,
    pub devices: Vec<HeldDevice>,
    pub seats: Vec<HeldSeat>,
}

#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldDevice {
    pub id: String,
    pub name: String,
    pub asset_tag: Option<String>,
    pub serial: Option<String>,
}

#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldSeat {
    pub assignment_id: String,
    pub license_id: String,
    pub license: String,
    pub quantity: u32,
    pub from_on: Option<String>,
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
    pub leaves_on: Option<String>,
    pub devices: u32,
    pub seats: u32,
}
