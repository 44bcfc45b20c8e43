//! What the report on the credentials says.

use crate::{credentials::CredentialKind, secrets::KeyringState};
use serde::Serialize;

/// What is wrong with a credential, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum HealthFinding {
    /// Its value is on the list of leaked passwords.
    Leaked,
    /// A value is not on this computer.
    Missing,
    /// Its last day is past.
    Expired,
    /// To be rotated: overdue or within 14 days, as on every screen.
    Due,
    /// A strength of 0 to 2.
    Weak,
    /// Another credential has the same value.
    Reused,
    /// Not changed for longer than the settings allow, and without a rotation of its own.
    Old,
    /// No value was ever stored for it.
    NoValue,
    /// It belongs to no vendor, license, contract, device or person.
    NoOwner,
}

impl HealthFinding {
    /// All findings, the most pressing first.
    pub const ALL: [HealthFinding; 9] = [
        HealthFinding::Leaked,
        HealthFinding::Missing,
        HealthFinding::Expired,
        HealthFinding::Due,
        HealthFinding::Weak,
        HealthFinding::Reused,
        HealthFinding::Old,
        HealthFinding::NoValue,
        HealthFinding::NoOwner,
    ];
}

/// How many credentials have a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FindingCount {
    pub finding: HealthFinding,
    pub count: u32,
}

/// The report, without what is well.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HealthReport {
    pub as_of: String,
    /// Values are looked at only when it is ready.
    pub keyring: KeyringState,
    /// How many credentials there are in all.
    pub credentials: u32,
    /// How many of them have a main value.
    pub values: u32,
    /// How many of these were read and compared.
    pub checked: u32,
    pub leaks_checked: bool,
    /// One for each finding, also where there are none.
    pub counts: Vec<FindingCount>,
    /// The most pressing first.
    pub rows: Vec<HealthRow>,
}

/// A credential with at least one finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HealthRow {
    pub id: String,
    pub name: String,
    pub kind: CredentialKind,
    pub username: Option<String>,
    pub vendor: Option<String>,
    /// The most pressing first; never empty.
    pub findings: Vec<HealthFinding>,
    /// 0 to 4; None where that says nothing or is not known.
    pub strength: Option<u8>,
    pub changed_on: Option<String>,
    pub rotate_on: Option<String>,
    pub expires_on: Option<String>,
    /// The other credentials with the same value.
    pub twins: Vec<Twin>,
    /// How often the value was seen in leaks; None when it was not, or no list was given.
    pub leaked: Option<u32>,
}

/// A credential with the same value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Twin {
    pub id: String,
    pub name: String,
}
