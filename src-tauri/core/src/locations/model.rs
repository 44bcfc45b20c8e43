//! A location: where devices stand and people work. Locations lie within each other.

use crate::fields::{CustomValues, Field, FieldKind, Fields, List};
use serde::{Deserialize, Serialize};

/// What one enters about a location.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
#[fields(row = LocationFields)]
pub struct LocationInput {
    #[field(Text, label = "Name", required, key = Name, single, search = Title, list = Shown, width = "minmax(220px, 2fr)", headers = "location locationname site room standort raum")]
    pub name: String,
    /// The location it lies within.
    #[field(ById(Location), label = "Within", headers = "parent parentlocation inside übergeordnet")]
    pub parent_id: Option<String>,
    #[field(Notes, label = "Address", search = Body, list = Shown, width = "minmax(140px, 1.5fr)", headers = "adresse street anschrift")]
    pub address: Option<String>,
    #[field(Notes, label = "Notes", search = Body, headers = "note comments comment remarks bemerkung bemerkungen notizen kommentar")]
    pub notes: Option<String>,
    #[field(Tags, label = "Tags", search = Body, headers = "labels schlagworte")]
    pub tags: Vec<String>,
    #[field(custom)]
    pub custom: CustomValues,
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

/// A location to link to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LocationLink {
    pub id: String,
    pub name: String,
}

/// A line of the list of locations.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LocationRow {
    pub id: String,
    #[serde(flatten)]
    pub fields: LocationFields,
    /// The names from the outermost location to this one, as "House A › Floor 2 › Room 12".
    pub path: String,
    /// How many locations it lies within.
    pub depth: u32,
    /// Live devices that stand here.
    pub devices: u32,
    /// Live devices here and in the locations within.
    pub devices_within: u32,
    /// Live people who work here.
    pub people: u32,
}

/// The columns of the list of locations that are computed.
pub(crate) const COMPUTED: &[Field<'static>] = &[
    Field {
        name: "path",
        label: "Path",
        kind: FieldKind::Text,
        list: List::Offered,
        width: "minmax(160px, 2fr)",
        sort: "t.path_key",
        ..Field::BLANK
    },
    Field {
        name: "devices",
        label: "Devices",
        kind: FieldKind::Count,
        list: List::Shown,
        width: "80px",
        sort: "devices",
        ..Field::BLANK
    },
    Field {
        name: "devices_within",
        label: "With sub-locations",
        kind: FieldKind::Count,
        list: List::Shown,
        width: "140px",
        sort: "devices_within",
        ..Field::BLANK
    },
    Field {
        name: "people",
        label: "People",
        kind: FieldKind::Count,
        list: List::Shown,
        width: "72px",
        sort: "people",
        ..Field::BLANK
    },
];
