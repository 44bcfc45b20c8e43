//! A device and its warranties.

use super::{
    custody::CustodyEntry,
    warranties::{CoverSource, WarrantyClaim},
};
use crate::money::Money;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DeviceStatus {
    Ordered,
    InStock,
    #[default]
    InUse,
    InRepair,
    Retired,
    Disposed,
    Lost,
}

impl DeviceStatus {
    /// Left the house: it has no deadlines, is not counted as equipment and cannot be handed out.
    pub fn gone(self) -> bool {
        matches!(self, DeviceStatus::Retired | DeviceStatus::Disposed | DeviceStatus::Lost)
    }

    /// As it stands in a sentence: "in repair".
    pub fn in_words(self) -> String {
        crate::text_enum::word(&self).replace('_', " ")
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum WarrantyKind {
    #[default]
    Manufacturer,
    Extended,
    SupportPack,
}

/// What one enters about a device, its warranties included. Dates are YYYY-MM-DD.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct DeviceInput {
    pub asset_tag: Option<String>,
    pub name: String,
    pub category: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub status: DeviceStatus,
    pub holder_id: Option<String>,
    /// Name of a location; it is created when there is none such.
    pub location: Option<String>,
    /// Name of a vendor; it is created when there is none such.
    pub vendor: Option<String>,
    pub purchased_on: Option<String>,
    pub price: Option<Money>,
    pub order_number: Option<String>,
    pub operating_system: Option<String>,
    pub mac: Option<String>,
    pub ip: Option<String>,
    pub cpu: Option<String>,
    pub memory: Option<String>,
    pub storage: Option<String>,
    /// The device it belongs to: a dock to its laptop, a server to its rack.
    pub parent_id: Option<String>,
    pub expected_life_months: Option<u32>,
    /// Months of straight-line depreciation; None takes the category's.
    pub depreciation_months: Option<u32>,
    /// What is left at the end of depreciation, in the currency of the price; None takes the category's share.
    pub residual: Option<Money>,
    pub disposed_on: Option<String>,
    /// What it was sold for.
    pub proceeds: Option<Money>,
    /// How its data were wiped, by whom, with which certificate.
    pub wipe_note: Option<String>,
    pub notes: Option<String>,
    /// All warranties: those left out are removed, those without id are new.
    pub warranties: Vec<WarrantyInput>,
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct WarrantyInput {
    pub id: Option<String>,
    pub kind: WarrantyKind,
    pub provider: Option<String>,
    pub reference: Option<String>,
    pub starts_on: Option<String>,
    /// From the start; the anniversary itself is covered. Ignored where ends_on is given.
    pub months: Option<u32>,
    pub ends_on: Option<String>,
    pub lifetime: bool,
    pub coverage: Option<String>,
    pub void: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Warranty {
    pub id: String,
    pub fields: WarrantyInput,
    /// Given, or start + months; None for lifetime or when neither is known.
    pub ends_on: Option<String>,
    pub covers_today: bool,
}

/// A device as its page shows it: whose, where, covered until when and by whom, what hangs on it, when it must be
/// replaced and for how much.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Device {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: DeviceInput,
    pub vendor_id: Option<String>,
    pub location_id: Option<String>,
    pub holder: Option<String>,
    pub parent: Option<DeviceLink>,
    /// What belongs to it, by name.
    pub children: Vec<DeviceLink>,
    pub warranties: Vec<Warranty>,
    pub coverage: Coverage,
    /// Newest first.
    pub claims: Vec<WarrantyClaim>,
    /// The maker's own warranty page with the serial filled in, where one is known.
    pub warranty_page: Option<String>,
    /// Whom to call: where it was bought, and who gives its warranties.
    pub support: Vec<Support>,
    /// Licenses assigned to this device.
    pub seats: Vec<crate::people::HeldSeat>,
    /// Credentials linked to this device.
    pub logins: Vec<DeviceLogin>,
    /// Other live devices with the same serial.
    pub same_serial: Vec<String>,
    /// Newest first.
    pub custody: Vec<CustodyEntry>,
    /// Lent, and to be back by this day.
    pub return_by: Option<String>,
    /// When it was last in somebody's hands or scanned in a stock-take.
    pub last_seen_on: Option<String>,
    pub replacement: Replacement,
    pub book_value: Option<BookValue>,
}

/// Another device, as a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceLink {
    pub id: String,
    pub name: String,
    pub asset_tag: Option<String>,
    pub serial: Option<String>,
}

/// A credential on a device; never its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceLogin {
    pub id: String,
    pub name: String,
    pub username: Option<String>,
}

/// A vendor to call about a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Support {
    pub vendor_id: String,
    pub vendor: String,
    pub account_number: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub hours: Option<String>,
    pub portal_url: Option<String>,
}

/// When a device is to be replaced, and what that costs today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Replacement {
    /// The end of its expected life, or of the quarter it was moved to.
    pub due_on: Option<String>,
    /// The quarter it was moved to by hand, such as 2027-Q3.
    pub moved_to: Option<String>,
    /// The price of its model, else what it cost itself.
    pub cost: Option<Money>,
}

/// What a device is worth on a day, by straight-line depreciation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BookValue {
    pub on: String,
    pub value: Money,
    pub months: u32,
    pub residual: Money,
    /// The day from which only the residual value is left.
    pub written_off_on: Option<String>,
    /// The value on the day of the purchase, on each anniversary, and on the day it is written off.
    pub years: Vec<ValueOn>,
}

/// What a device is worth at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ValueOn {
    pub on: String,
    pub value: Money,
}

/// What the warranties say together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Coverage {
    pub covered_today: bool,
    /// A date, "lifetime", or None.
    pub covered_until: Option<String>,
    /// Negative when past; None for lifetime and for no coverage.
    pub days_left: Option<i32>,
    /// What covers it longest.
    pub by: Option<CoverSource>,
    /// A hole before covered_until: first and last uncovered day.
    pub gap: Option<(String, String)>,
}

/// Something odd about a device that may well be right: it is shown, and kept when the user goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceWarning {
    /// The field of the input it belongs to.
    pub field: String,
    pub message: String,
}

/// A line of the Hardware list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceRow {
    pub id: String,
    pub asset_tag: Option<String>,
    pub name: String,
    pub serial: Option<String>,
    pub category: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub status: DeviceStatus,
    pub holder_id: Option<String>,
    pub holder: Option<String>,
    pub location: Option<String>,
    pub vendor: Option<String>,
    pub operating_system: Option<String>,
    pub purchased_on: Option<String>,
    pub price: Option<Money>,
    /// A date, "lifetime", or None.
    pub covered_until: Option<String>,
    /// Negative when past; None for lifetime and for no coverage.
    pub cover_days_left: Option<i32>,
    pub replace_on: Option<String>,
    /// Lent, and to be back by this day.
    pub return_by: Option<String>,
    pub last_seen_on: Option<String>,
}
