//! A stock-take: what should be at a location, what was scanned there, and what that says.

use crate::{hardware::DeviceLink, locations::LocationLink};
use serde::{Deserialize, Serialize};

/// What a device, or a code, turned out to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Expected here, and scanned.
    Found,
    /// Expected here, and not scanned (yet).
    #[default]
    Missing,
    /// Holdfast has it at another location.
    WrongPlace,
    /// Nothing that should be anywhere: a code that nobody knows, or a device that left the house.
    Unexpected,
}

/// A device that was expected or scanned, or a code that no device has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockTakeItem {
    pub id: String,
    pub finding: Finding,
    pub device: Option<DeviceLink>,
    /// Who has it.
    pub holder: Option<String>,
    /// As it was scanned or typed; None while it was not.
    pub code: Option<String>,
    pub scanned_at: Option<String>,
    /// Where Holdfast had it.
    pub place: Option<String>,
    /// What is wrong with it, in words.
    pub why: Option<String>,
    /// At the end: moved here, or marked as lost.
    pub settled: Option<Settled>,
}

/// What was made of an item at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    #[default]
    Moved,
    Lost,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Tally {
    pub expected: u32,
    pub found: u32,
    pub missing: u32,
    pub wrong_place: u32,
    pub unexpected: u32,
}

/// A stock-take with its lines and their count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockTake {
    pub id: String,
    pub location: LocationLink,
    /// Whether what stands in the locations within it belongs to it.
    pub nested: bool,
    pub started_on: String,
    /// None while it runs.
    pub finished_on: Option<String>,
    pub notes: Option<String>,
    pub tally: Tally,
    /// The latest scans first, then what is missing, by name.
    pub items: Vec<StockTakeItem>,
}

/// A line of the list of stock-takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StockTakeRow {
    pub id: String,
    pub location: String,
    pub started_on: String,
    pub finished_on: Option<String>,
    pub tally: Tally,
}

/// What a scan was, and how the stock-take stands after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Scan {
    pub item: StockTakeItem,
    /// It had been scanned before.
    pub again: bool,
    pub tally: Tally,
    /// What undo takes; None when it had been scanned before.
    pub batch: Option<String>,
}

/// How a stock-take ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct FinishInput {
    /// Devices that were scanned here and belong here from now on.
    pub move_here: Vec<String>,
    /// Missing devices that are marked as lost.
    pub mark_lost: Vec<String>,
    pub notes: Option<String>,
}
