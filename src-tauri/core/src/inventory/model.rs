//! What a computer says about itself.

use crate::hardware::DeviceLink;
use serde::{Deserialize, Serialize};

/// The computer Holdfast runs on: only what was read, and of the rest why it was not. Printed as JSON, it can be
/// imported on another computer; its single values carry the names of the import's fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Computer {
    /// The number of this format: 1.
    pub inventory: u32,
    /// YYYY-MM-DD.
    pub taken_on: String,
    pub name: Option<String>,
    /// Laptop, Desktop, Server, Tablet or Virtual machine, by its chassis.
    pub category: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub operating_system: Option<String>,
    pub cpu: Option<String>,
    /// Physical cores.
    pub cores: Option<u32>,
    /// As the operating system has it to use, such as "15.4 GiB".
    pub memory: Option<String>,
    /// The disks in one line.
    pub storage: Option<String>,
    /// The first adapter's address.
    pub mac: Option<String>,
    pub disks: Vec<Disk>,
    pub network: Vec<Adapter>,
    pub not_read: Vec<NotRead>,
}

/// A disk of a computer, as the system describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Disk {
    /// As the system calls it: nvme0n1, disk0.
    pub name: String,
    pub model: Option<String>,
    /// NVMe SSD, SSD, hard disk or virtual disk; None when it does not say.
    pub kind: Option<String>,
    /// In decimal units, as disks are labelled: "512 GB".
    pub size: Option<String>,
}

/// A network adapter that is a piece of hardware.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Adapter {
    pub name: String,
    pub mac: String,
}

/// Something that was not read, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct NotRead {
    pub field: String,
    pub why: String,
}

/// What a device was recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    Serial,
    Mac,
    Name,
}

/// A computer beside the device it is, before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InventoryPreview {
    pub computer: Computer,
    /// The device it is taken for; None: it would be a new one.
    pub device: Option<DeviceLink>,
    pub matched_by: Option<MatchedBy>,
    /// What would be written.
    pub changes: Vec<InventoryChange>,
}

/// A field of the device that would change, in words; `before` is None when it was empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InventoryChange {
    pub field: String,
    pub before: Option<String>,
    pub after: String,
}
