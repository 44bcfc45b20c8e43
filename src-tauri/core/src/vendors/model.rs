//! A vendor: whom one buys from and calls.

use serde::{Deserialize, Serialize};

/// What a person enters about a vendor. Blank texts count as empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct VendorInput {
    pub name: String,
    pub website: Option<String>,
    pub portal_url: Option<String>,
    pub address: Option<String>,
    pub account_number: Option<String>,
    pub support_phone: Option<String>,
    pub support_email: Option<String>,
    pub support_hours: Option<String>,
    pub sla: Option<String>,
    pub notes: Option<String>,
    pub contacts: Vec<Contact>,
    pub tags: Vec<String>,
}

/// Somebody at a vendor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Contact {
    /// None for a new one.
    pub id: Option<String>,
    pub name: String,
    pub role: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub primary: bool,
}

/// A vendor as its page shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Vendor {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: VendorInput,
    pub counts: VendorCounts,
}

/// How many live things hang on a vendor.
#[derive(Debug, Clone, Default, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VendorCounts {
    pub licenses: u32,
    pub contracts: u32,
    pub devices: u32,
    pub credentials: u32,
}

/// A vendor that may be the same as one that is being entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SimilarVendor {
    pub id: String,
    pub name: String,
}

/// A line of the vendor list.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VendorRow {
    pub id: String,
    pub name: String,
    pub website: Option<String>,
    pub account_number: Option<String>,
    pub support_phone: Option<String>,
    pub support_email: Option<String>,
    pub licenses: u32,
    pub contracts: u32,
    pub devices: u32,
    pub credentials: u32,
    /// The next open deadline of anything bought from it, today or later: the first that its page shows.
    pub next_due_on: Option<String>,
    /// How many of its open deadlines are past.
    pub overdue: u32,
}
