//! Kits: what a role needs on the first day, and giving them.

use crate::{hardware::DeviceLink, lifecycle::checklist::ChecklistItem, people::PersonLink};
use serde::{Deserialize, Serialize};

/// What an item of a kit gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum KitItemKind {
    /// A device of a model.
    Model,
    /// Seats of a license.
    License,
    /// Something to be done by hand: a group, a badge, a mailbox.
    #[default]
    Access,
}

/// An item of a kit: a model, a license or an access, and how many of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct KitItemInput {
    pub kind: KitItemKind,
    pub model_id: Option<String>,
    pub license_id: Option<String>,
    /// What an access is called; for the others read only, the name of the model or license.
    pub label: Option<String>,
    pub quantity: u32,
}

impl Default for KitItemInput {
    fn default() -> Self {
        KitItemInput { kind: KitItemKind::Access, model_id: None, license_id: None, label: None, quantity: 1 }
    }
}

/// A kit as one enters it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct KitInput {
    pub name: String,
    pub notes: Option<String>,
    /// All items, in their order.
    pub items: Vec<KitItemInput>,
}

/// A kit as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Kit {
    pub id: String,
    pub version: u32,
    pub fields: KitInput,
}

/// What giving a kit would take, to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StartPlan {
    pub person: PersonLink,
    pub kit: String,
    pub items: Vec<StartPlanItem>,
}

/// An item of a kit, and what there is to give for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StartPlanItem {
    /// Its place in the kit, from 0; what [`StartInput`] names.
    pub item: u32,
    pub kind: KitItemKind,
    pub label: String,
    pub quantity: u32,
    /// Of a model: the devices in stock, the ones bought longest ago first.
    pub in_stock: Vec<DeviceLink>,
    /// Of a license: seats that are free; None is unlimited.
    pub free: Option<u32>,
    /// The person has it already.
    pub has: bool,
}

/// A kit for a person: what is given at once; the rest stays on the checklist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct StartInput {
    pub person_id: String,
    pub kit_id: String,
    /// None is today.
    pub on: Option<String>,
    pub devices: Vec<StartDevice>,
    /// The kit's license items whose seats are assigned.
    pub licenses: Vec<u32>,
    /// Items that the person does not get.
    pub left_out: Vec<u32>,
}

/// A device to be handed out for an item of the kit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct StartDevice {
    /// The kit's item it is for.
    pub item: u32,
    pub device_id: String,
    pub accessories: Option<String>,
    pub condition: Option<String>,
}

/// How far a person's start is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Starting {
    pub person: PersonLink,
    pub starts_on: Option<String>,
    pub items: Vec<ChecklistItem>,
    pub open: u32,
}
