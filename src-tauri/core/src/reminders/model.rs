//! Deadlines: derived, never typed.

use crate::{ids::Kind, money::Money};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    LicenseEnds,
    LicenseCancelBy,
    ContractEnds,
    ContractCancelBy,
    MaintenanceEnds,
    RenewalConfirm,
    WarrantyEnds,
    DeviceReplace,
    CredentialRotate,
    CredentialExpires,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Subject {
    pub kind: Kind,
    pub id: String,
    pub name: String,
}

/// A date on which something ends or must be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Deadline {
    /// kind/subject/due date: stable as long as the date stands.
    pub id: String,
    pub kind: DeadlineKind,
    pub subject: Subject,
    pub vendor: Option<String>,
    /// YYYY-MM-DD.
    pub due_on: String,
    /// Negative when past.
    pub days_left: i32,
    /// What the next period costs in total. None where nobody said, or where it is in several currencies.
    pub amount: Option<Money>,
    /// The same per currency, largest first: terms that end together may be paid in different ones.
    pub amounts: Vec<Money>,
    /// The term behind it renews itself.
    pub auto_renews: bool,
    /// For a cancel-by: the day the term ends; for a renewal to confirm: the end of the period that runs.
    pub until: Option<String>,
}
