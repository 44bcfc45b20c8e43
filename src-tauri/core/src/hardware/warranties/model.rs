//! Warranty claims, coverage by name, and the settings of the Hardware screen.

use crate::hardware::{WarrantyInput, WarrantyKind};
use serde::{Deserialize, Serialize};

/// What covers a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum CoverSource {
    Warranty { kind: WarrantyKind, provider: Option<String> },
    Contract { id: String, name: String },
}

/// What came of a claim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ClaimOutcome {
    #[default]
    Open,
    Repaired,
    Replaced,
    Refunded,
    Refused,
}

/// What one enters about a claim. Dates are YYYY-MM-DD.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ClaimInput {
    /// The warranty it was claimed under, when it is known.
    pub warranty_id: Option<String>,
    /// None is today.
    pub claimed_on: Option<String>,
    /// The maker's case number.
    pub number: Option<String>,
    pub fault: String,
    pub outcome: ClaimOutcome,
    pub closed_on: Option<String>,
    pub note: Option<String>,
}

/// A claim under a warranty, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WarrantyClaim {
    pub id: String,
    pub fields: ClaimInput,
}

/// How long a warranty lasts that many devices get at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum BulkStart {
    /// Each from its own purchase date.
    #[default]
    Purchase,
    /// Each from the day its present coverage ends, as an extension.
    CoverageEnd,
    /// All from the date of the warranty itself.
    Given,
}

/// One warranty for many devices.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct BulkWarranty {
    pub warranty: WarrantyInput,
    pub start: BulkStart,
    /// Put it in the place of warranties of the same kind, rather than beside them.
    pub replace: bool,
}

/// What a bulk act did, and which devices it left as they are, with the reason.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BulkResult {
    pub changed: u32,
    pub left_out: Vec<LeftOut>,
    /// What undo takes; None when nothing was changed.
    pub batch: Option<String>,
}

/// A device that was left as it is, with the reason in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LeftOut {
    pub id: String,
    pub name: String,
    pub reason: String,
}

/// A maker's own warranty page: `{serial}` stands for the device's serial; a page that takes none has no such sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WarrantyPage {
    /// The beginning of the manufacturer's name as devices have it, in any case.
    pub manufacturer: String,
    pub url: String,
}
