//! A license: what may be used, by how many, who uses it, until when.

use crate::{
    money::Money,
    terms::{Term, TermInput},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LicenseKind {
    #[default]
    Subscription,
    Perpetual,
    Oem,
    Trial,
    OpenSource,
}

/// What a seat is counted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LicenseMetric {
    #[default]
    User,
    Device,
    Core,
    Concurrent,
    Site,
}

/// What one enters about a license, its terms included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct LicenseInput {
    pub name: String,
    pub publisher: Option<String>,
    /// Name of a vendor; it is created when there is none such.
    pub vendor: Option<String>,
    pub edition: Option<String>,
    pub category: Option<String>,
    pub kind: LicenseKind,
    pub metric: LicenseMetric,
    pub reassignable: bool,
    /// Warn when fewer seats than this are free.
    pub min_free_seats: Option<u32>,
    /// Whether maintenance or support comes with it; None when unknown.
    pub maintained: Option<bool>,
    pub registered_name: Option<String>,
    pub registered_email: Option<String>,
    pub notes: Option<String>,
    /// All terms: those left out are removed, those without id are new.
    pub terms: Vec<TermInput>,
    pub tags: Vec<String>,
}

impl Default for LicenseInput {
    fn default() -> Self {
        LicenseInput {
            name: String::new(),
            publisher: None,
            vendor: None,
            edition: None,
            category: None,
            kind: LicenseKind::default(),
            metric: LicenseMetric::default(),
            reassignable: true,
            min_free_seats: None,
            maintained: None,
            registered_name: None,
            registered_email: None,
            notes: None,
            terms: Vec::new(),
            tags: Vec::new(),
        }
    }
}

/// A license as its page shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct License {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: LicenseInput,
    pub vendor_id: Option<String>,
    /// Newest first.
    pub terms: Vec<Term>,
    pub assignments: Vec<Assignment>,
    pub keys: Vec<LicenseKey>,
    pub seats: Seats,
}

/// Seats on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Seats {
    /// None is unlimited; 0 when no term is in force.
    pub bought: Option<u32>,
    pub used: u32,
    pub over: u32,
    /// No term is in force.
    pub ended: bool,
    /// Bought and not used; None is unlimited.
    pub free: Option<u32>,
    /// Fewer seats are free than the license's minimum.
    pub few_free: bool,
    /// The first day on which a term that begins, or the end of one, leaves more seats used than bought.
    pub over_from: Option<SeatsChange>,
}

/// Seats as they will be from a day on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SeatsChange {
    pub on: String,
    /// No term is known that is in force from then on.
    pub ended: bool,
    pub bought: u32,
    pub used: u32,
    pub over: u32,
}

#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Assignment {
    pub id: String,
    pub person_id: Option<String>,
    pub device_id: Option<String>,
    /// The holder's name.
    pub holder: String,
    pub department: Option<String>,
    pub quantity: u32,
    pub from_on: Option<String>,
    pub until_on: Option<String>,
    /// The holder's last day, when it is past.
    pub left_on: Option<String>,
    pub notes: Option<String>,
    /// The product key that goes with these seats.
    pub key_id: Option<String>,
    pub key_label: Option<String>,
}

/// Seats of somebody who left.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reclaimable {
    pub assignment_id: String,
    pub license_id: String,
    pub license: String,
    /// Whether the seats may be given to somebody else.
    pub reassignable: bool,
    pub quantity: u32,
    pub person_id: String,
    pub person: String,
    /// The last day.
    pub left_on: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct AssignmentInput {
    pub license_id: String,
    pub person_id: Option<String>,
    pub device_id: Option<String>,
    pub quantity: u32,
    /// None is today.
    pub from_on: Option<String>,
    /// The last day; None is open.
    pub until_on: Option<String>,
    pub notes: Option<String>,
    /// A product key of the license that goes with these seats.
    pub key_id: Option<String>,
}

/// A product key; its value is in the OS keyring.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LicenseKey {
    pub id: String,
    pub label: Option<String>,
    /// Last characters, when the user wants them.
    pub hint: Option<String>,
    /// none, set, missing or unknown.
    pub secret_state: String,
    /// The seat it is tied to; None for a key of the whole license.
    pub assignment_id: Option<String>,
    /// Who has that seat.
    pub holder: Option<String>,
}

/// A line of the license list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LicenseRow {
    pub id: String,
    pub name: String,
    pub publisher: Option<String>,
    pub vendor: Option<String>,
    pub category: Option<String>,
    pub kind: LicenseKind,
    pub starts_on: Option<String>,
    pub ends_on: Option<String>,
    /// The next last day of notice; of an unconfirmed renewal that of the period that runs.
    pub cancel_by: Option<String>,
    /// For an unconfirmed renewal: the end of the period that runs today.
    pub renewed_until: Option<String>,
    pub auto_renews: bool,
    pub cancelled: bool,
    /// None is unlimited.
    pub seats: Option<u32>,
    pub used: u32,
    pub min_free_seats: Option<u32>,
    pub metric: LicenseMetric,
    pub reassignable: bool,
    /// As entered.
    pub price: Option<Money>,
    pub price_per_seat: bool,
    /// What a year of the terms in force today costs, for display: in the currency that it costs most in.
    pub yearly: Option<Money>,
    /// The same per currency, largest first.
    pub yearly_amounts: Vec<Money>,
    pub notes: Option<String>,
}

/// The list's foot: what a year of all rows that match costs, per currency, of the terms in force today.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LicenseSums {
    pub yearly: Vec<Money>,
}
