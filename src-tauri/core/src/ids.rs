//! Ids are UUIDv7 as hyphenated lower-case text: sortable by age, readable in any SQLite tool.

use serde::{Deserialize, Serialize};

/// A new id, unique on every computer.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().hyphenated().to_string()
}

/// The kinds of things a person keeps, each with a list and a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Vendor,
    License,
    Contract,
    Device,
    Credential,
    Person,
    Location,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 7] = [
        Kind::Vendor,
        Kind::License,
        Kind::Contract,
        Kind::Device,
        Kind::Credential,
        Kind::Person,
        Kind::Location,
    ];

    /// The word used in files, JSON and the database; also the table's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Vendor => "vendor",
            Kind::License => "license",
            Kind::Contract => "contract",
            Kind::Device => "device",
            Kind::Credential => "credential",
            Kind::Person => "person",
            Kind::Location => "location",
        }
    }

    /// The kind that [`Kind::as_str`] writes as this word; None for any other word.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
