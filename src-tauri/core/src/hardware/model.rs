//! A device and its warranties.

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
    pub expected_life_months: Option<u32>,
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

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Device {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: DeviceInput,
    pub vendor_id: Option<String>,
    pub holder: Option<String>,
    pub warranties: Vec<Warranty>,
    pub coverage: Coverage,
    /// Licenses assigned to this device.
    pub seats: Vec<crate::people::HeldSeat>,
    /// Other live devices with the same serial.
    pub same_serial: Vec<String>,
}

/// What the warranties say together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Coverage {
    pub covered_today: bool,
    /// A date, "lifetime", or None.
    pub covered_until: Option<String>,
    /// A hole before covered_until: first and last uncovered day.
    pub gap: Option<(String, String)>,
}

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
    pub holder: Option<String>,
    pub location: Option<String>,
    pub vendor: Option<String>,
    pub purchased_on: Option<String>,
    pub price: Option<Money>,
    /// A date, "lifetime", or None.
    pub covered_until: Option<String>,
}
