//! What is changed of many things at once, and what comes of it.

use crate::{fields::CustomValues, ids::Kind, table::Cell};
use serde::{Deserialize, Serialize};

/// What is changed, of every chosen thing alike.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct BulkEdit {
    /// New values by the names of their fields, as [`super::fields`] has them; null empties a field.
    pub set: CustomValues,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
    /// By how much the price changes, in hundredths of a percent: of a device its own, of a license or contract that of
    /// every open term.
    pub price_by: Option<i32>,
    /// Leaves out things that cannot take the change; without it nothing is changed where one cannot.
    pub skip_refused: bool,
}

/// A field that can be changed of many things at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BulkField {
    /// As [`BulkEdit::set`] takes it.
    pub name: String,
    pub label: String,
    pub of: FieldOwner,
    /// The name of the field in the list that it is from.
    pub field: String,
    /// The kind of thing that its value is the id of.
    pub link: Option<Kind>,
}

/// From which list of fields one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum FieldOwner {
    Thing,
    /// The leading open term of a license or contract.
    Term,
    /// Those that people define.
    Custom,
}

/// What changes of a thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BulkChange {
    pub id: String,
    pub name: String,
    pub changes: Vec<CellChange>,
    /// Why it cannot take the change.
    pub refused: Option<String>,
}

/// A field of a thing before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CellChange {
    pub label: String,
    pub before: Cell,
    pub after: Cell,
}

/// What an edit of many things does, or did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BulkReport {
    pub changed: u32,
    /// Have it that way already.
    pub unchanged: u32,
    pub refused: u32,
    /// Some of the things, those that are refused first.
    pub things: Vec<BulkChange>,
    /// Whether it was written.
    pub written: bool,
}
