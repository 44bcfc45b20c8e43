//! A location: where devices stand and people work. Locations lie within each other.

use serde::{Deserialize, Serialize};

/// What one enters about a location.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct LocationInput {
    pub name: String,
    /// The location it lies within.
    pub parent_id: Option<String>,
    pub address: Option<String>,
    pub notes: Option<String>,
    pub tags: Vec<String>,
}

/// A location as its page shows it. Its devices and its people are lists of their own, by `belongs_to`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Location {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: LocationInput,
    /// The locations around it, the outermost first.
    pub within: Vec<LocationLink>,
    /// The locations directly within it, by name.
    pub children: Vec<LocationRow>,
    pub devices: u32,
    /// Devices here and in the locations within.
    pub devices_within: u32,
    pub people: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LocationLink {
    pub id: String,
    pub name: String,
}

/// A line of the list of locations.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LocationRow {
    pub id: String,
    pub name: String,
    pub parent_id: Option<String>,
    /// The names from the outermost location to this one, as "House A › Floor 2 › Room 12".
    pub path: String,
    /// How many locations it lies within.
    pub depth: u32,
    pub address: Option<String>,
    /// Live devices that stand here.
    pub devices: u32,
    /// Live devices here and in the locations within.
    pub devices_within: u32,
    /// Live people who work here.
    pub people: u32,
}
