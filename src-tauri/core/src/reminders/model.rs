//! Deadlines: derived, never typed.

use super::engine::DeadlineKey;
use crate::{ids::Kind, money::Money};
use serde::{Deserialize, Serialize};

/// What happens, or must be done, on the day of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
    LoanReturn,
    CredentialRotate,
    CredentialExpires,
}

impl DeadlineKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [DeadlineKind; 11] = [
        DeadlineKind::LicenseEnds,
        DeadlineKind::LicenseCancelBy,
        DeadlineKind::MaintenanceEnds,
        DeadlineKind::ContractEnds,
        DeadlineKind::ContractCancelBy,
        DeadlineKind::RenewalConfirm,
        DeadlineKind::WarrantyEnds,
        DeadlineKind::DeviceReplace,
        DeadlineKind::LoanReturn,
        DeadlineKind::CredentialRotate,
        DeadlineKind::CredentialExpires,
    ];

    /// The word in files, JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            DeadlineKind::LicenseEnds => "license_ends",
            DeadlineKind::LicenseCancelBy => "license_cancel_by",
            DeadlineKind::MaintenanceEnds => "maintenance_ends",
            DeadlineKind::ContractEnds => "contract_ends",
            DeadlineKind::ContractCancelBy => "contract_cancel_by",
            DeadlineKind::RenewalConfirm => "renewal_confirm",
            DeadlineKind::WarrantyEnds => "warranty_ends",
            DeadlineKind::DeviceReplace => "device_replace",
            DeadlineKind::LoanReturn => "loan_return",
            DeadlineKind::CredentialRotate => "credential_rotate",
            DeadlineKind::CredentialExpires => "credential_expires",
        }
    }

    /// The kind that [`DeadlineKind::as_str`] writes as this word; None for any other word.
    pub fn parse(word: &str) -> Option<DeadlineKind> {
        DeadlineKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// A renewal stands behind it: its amount is what the next period costs.
    pub fn costs(self) -> bool {
        use DeadlineKind::*;
        matches!(self, LicenseEnds | ContractEnds | MaintenanceEnds | RenewalConfirm)
    }
}

/// The thing that a deadline is about.
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
    /// What a device is labelled with, to tell it from its equals: its asset tag, or else its serial number.
    pub tag: Option<String>,
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
    /// For a cancel-by: the day the term ends; for a renewal to confirm: the end of the period that runs; for a hole in
    /// coverage, which is the end of a warranty too: its last day.
    pub until: Option<String>,
}

impl Deadline {
    /// Its name, and the tag that tells it from others of that name: "`ThinkPad T14 (NB-0012)`".
    pub fn named(&self) -> String {
        match &self.tag {
            Some(tag) if !self.subject.name.contains(tag.as_str()) => {
                format!("{} ({tag})", self.subject.name)
            }
            _ => self.subject.name.clone(),
        }
    }

    /// What it is known by; None for a date that cannot be read.
    pub fn key(&self) -> Option<DeadlineKey> {
        let due_on = self.due_on.parse().ok()?;
        Some(DeadlineKey { kind: self.kind, subject_id: self.subject.id.clone(), due_on })
    }
}
