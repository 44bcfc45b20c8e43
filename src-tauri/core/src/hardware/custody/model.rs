//! Who has a device, where, since when: acts and entries.

use crate::{hardware::DeviceStatus, money::Money};
use serde::{Deserialize, Serialize};

/// What is done with a device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CustodyAct {
    HandOut,
    /// Handed out until a day.
    Lend,
    TakeBack,
    Move,
    RepairOut,
    RepairIn,
    Retire,
    Dispose,
    Lose,
    /// A lost one found, a retired one taken into service again.
    BringBack,
    /// How it stood when its custody was first written down.
    Recorded,
    /// Another state entered in its form or by an import.
    #[default]
    Edited,
}

impl CustodyAct {
    /// The title of the act in the history: "Hand out".
    pub fn title(self) -> &'static str {
        match self {
            CustodyAct::HandOut => "Hand out",
            CustodyAct::Lend => "Lend",
            CustodyAct::TakeBack => "Take back",
            CustodyAct::Move => "Move",
            CustodyAct::RepairOut => "Send for repair",
            CustodyAct::RepairIn => "Take in from repair",
            CustodyAct::Retire => "Retire",
            CustodyAct::Dispose => "Dispose of",
            CustodyAct::Lose => "Mark as lost",
            CustodyAct::BringBack => "Bring back",
            CustodyAct::Recorded | CustodyAct::Edited => "Edit",
        }
    }
}

/// What one enters about an act. Dates are YYYY-MM-DD.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct CustodyInput {
    pub act: CustodyAct,
    /// None is today. Never in the future, never before what was last written down for the device.
    pub on: Option<String>,
    /// Hand out, lend: to whom.
    pub person_id: Option<String>,
    /// Where it goes: the name of a location, created when there is none such. None leaves it where it is.
    pub location: Option<String>,
    /// Lend: the day by which it is to be back.
    pub return_by: Option<String>,
    /// Repair: who repairs it.
    pub repaired_by: Option<String>,
    /// What goes with it: charger, bag.
    pub accessories: Option<String>,
    pub condition: Option<String>,
    pub note: Option<String>,
    /// Dispose: what it was sold for.
    pub proceeds: Option<Money>,
    /// Dispose: how its data were wiped.
    pub wipe_note: Option<String>,
    /// Retire, dispose: release the seats that are assigned to the device in the same act.
    pub release_seats: bool,
}

/// One act of a device's custody, with the state after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CustodyEntry {
    pub id: String,
    pub act: CustodyAct,
    pub on: String,
    pub holder_id: Option<String>,
    pub holder: Option<String>,
    pub location: Option<String>,
    pub status: DeviceStatus,
    pub return_by: Option<String>,
    pub repaired_by: Option<String>,
    pub accessories: Option<String>,
    pub condition: Option<String>,
    pub note: Option<String>,
}

/// What may be mended in an entry afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct CustodyAmendment {
    /// Not before the entry before it, not after the one that follows.
    pub on: Option<String>,
    pub return_by: Option<String>,
    pub accessories: Option<String>,
    pub condition: Option<String>,
    pub note: Option<String>,
}

/// Where a device was on a day, and with whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CustodyState {
    pub holder_id: Option<String>,
    pub holder: Option<String>,
    pub location: Option<String>,
    pub status: DeviceStatus,
    /// The day of the entry that says so; for a device without entries the day on which it was entered.
    pub since: String,
    pub return_by: Option<String>,
}

/// A stretch of time in which a person had a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldPeriod {
    pub device_id: String,
    pub device: String,
    pub asset_tag: Option<String>,
    pub serial: Option<String>,
    pub from: String,
    /// The day it was given back or passed on; None while it is held.
    pub until: Option<String>,
    pub return_by: Option<String>,
    pub condition: Option<String>,
}
