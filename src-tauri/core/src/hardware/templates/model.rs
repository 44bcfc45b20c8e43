//! Categories with their defaults, and models that are bought again and again.

use crate::money::Money;
use serde::{Deserialize, Serialize};

/// What the devices of a category have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct CategoryInput {
    pub name: String,
    pub expected_life_months: Option<u32>,
    pub warranty_months: Option<u32>,
    /// Months of straight-line depreciation.
    pub depreciation_months: Option<u32>,
    /// Whole percent of the price that is left at the end of depreciation.
    pub residual_percent: Option<u32>,
}

/// A category of devices with its defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceCategory {
    pub id: String,
    pub version: u32,
    pub fields: CategoryInput,
    /// Live devices of this category.
    pub devices: u32,
}

/// A model as a template of devices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ModelInput {
    pub name: String,
    pub manufacturer: Option<String>,
    pub category: Option<String>,
    pub expected_life_months: Option<u32>,
    pub warranty_months: Option<u32>,
    /// What one costs today: the replacement cost of all devices of this model.
    pub price: Option<Money>,
    pub operating_system: Option<String>,
    pub notes: Option<String>,
}

/// A model of devices with its defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceModel {
    pub id: String,
    pub version: u32,
    pub fields: ModelInput,
    /// Live devices of this model, and those of them in stock.
    pub devices: u32,
    pub in_stock: u32,
}

/// What a new device of a model or a category starts with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceDefaults {
    pub category: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub operating_system: Option<String>,
    pub expected_life_months: Option<u32>,
    pub warranty_months: Option<u32>,
    pub depreciation_months: Option<u32>,
    pub residual_percent: Option<u32>,
    pub price: Option<Money>,
    /// The next asset tag of the pattern, when there is one.
    pub asset_tag: Option<String>,
}
