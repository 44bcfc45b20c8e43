//! Reports about hardware: the refresh plan, the coverage by warranties, and the custody.

use crate::{
    hardware::{DeviceLink, DeviceStatus},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// What ends for a device that the plan is made by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PlanBy {
    /// The end of its expected life.
    #[default]
    Life,
    /// The end of its coverage.
    Coverage,
    /// Whichever comes first.
    Earliest,
}

/// Why a device is in its quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PlanReason {
    LifeEnds,
    CoverageEnds,
    /// Moved there by hand.
    Moved,
}

/// Which devices to plan for, and how far ahead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct PlanQuery {
    pub by: PlanBy,
    /// How many calendar years, this one included: 1 to 5; 0 takes 3.
    pub years: u32,
    /// Only devices of this category.
    pub category: Option<String>,
}

/// A device of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlannedDevice {
    pub device: DeviceLink,
    pub category: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub holder: Option<String>,
    pub status: DeviceStatus,
    pub reason: PlanReason,
    /// The end that puts it there; of a moved one, where it would be else.
    pub ends_on: Option<String>,
    /// The price of its model today, else what it cost itself.
    pub cost: Option<Money>,
    /// What it is worth today, by depreciation.
    pub value: Option<Money>,
}

/// What must be replaced in one quarter, or is overdue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlanQuarter {
    /// 2027-Q3.
    pub quarter: String,
    pub year: i32,
    pub devices: Vec<PlannedDevice>,
    /// Per currency, largest first.
    pub cost: Vec<Money>,
    /// Devices whose cost is not known.
    pub unpriced: u32,
}

/// What must be replaced in one calendar year, per currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlanYear {
    pub year: i32,
    pub devices: u32,
    pub cost: Vec<Money>,
    pub unpriced: u32,
}

/// What must be replaced in the coming years, and what it will cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RefreshPlan {
    pub as_of: String,
    pub by: PlanBy,
    /// What should have been replaced before this quarter.
    pub overdue: PlanQuarter,
    /// Every quarter from this one to the end of the last year.
    pub quarters: Vec<PlanQuarter>,
    /// The overdue ones count to this year.
    pub years: Vec<PlanYear>,
    pub cost: Vec<Money>,
    /// Devices whose end lies behind the last year.
    pub later: u32,
    /// Devices of which no end is known.
    pub undated: u32,
}

/// How well a group of devices is covered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CoverageGroup {
    /// The category or the manufacturer; empty where none is known.
    pub name: String,
    pub devices: u32,
    /// Covered today, those for life among them.
    pub covered: u32,
    pub lifetime: u32,
    /// Covered today, and not in 90 days.
    pub ending: u32,
    /// Was covered, and is not today.
    pub ended: u32,
    /// Nothing covers it, or covered it ever.
    pub never: u32,
}

/// How one device is covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CoverageLine {
    pub device: DeviceLink,
    pub category: Option<String>,
    pub manufacturer: Option<String>,
    pub holder: Option<String>,
    /// A date, "lifetime", or None.
    pub covered_until: Option<String>,
    /// Days before that which nothing covers: the first and the last of the next ones.
    pub gap: Option<(String, String)>,
    pub covered_today: bool,
    /// Negative when past; None for lifetime and for no coverage.
    pub days_left: Option<i32>,
}

/// How well the hardware is covered on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WarrantyReport {
    pub as_of: String,
    pub all: CoverageGroup,
    pub categories: Vec<CoverageGroup>,
    pub manufacturers: Vec<CoverageGroup>,
    /// By end of coverage, those without one first.
    pub devices: Vec<CoverageLine>,
}

/// Whose a device was on a day, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CustodyLine {
    pub device: DeviceLink,
    pub category: Option<String>,
    pub status: DeviceStatus,
    pub holder_id: Option<String>,
    pub holder: Option<String>,
    pub department: Option<String>,
    pub location: Option<String>,
    /// The day of the entry that says so.
    pub since: String,
    pub return_by: Option<String>,
}

/// Who had what at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CustodyReport {
    pub on: String,
    /// By holder, then device; those that nobody has last.
    pub lines: Vec<CustodyLine>,
    pub held: u32,
    pub lent: u32,
}
