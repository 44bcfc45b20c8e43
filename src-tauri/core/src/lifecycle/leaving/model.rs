//! Someone leaves: what is to be returned, released and rotated.

use crate::{
    hardware::{DeviceLink, custody::HeldPeriod},
    lifecycle::checklist::ChecklistItem,
    money::Money,
    people::{HeldSeat, PersonLink},
};
use serde::{Deserialize, Serialize};

/// Everything a person still has, and what was done so far. Empty of open things, the person has left completely.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Leaving {
    pub person: PersonLink,
    pub email: Option<String>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub leaves_on: Option<String>,
    /// The last day is past.
    pub left: bool,
    pub devices: Vec<ToReturn>,
    pub seats: Vec<ToRelease>,
    pub logins: Vec<ToRotate>,
    /// Accesses that the start brought, and what else is to be done.
    pub tasks: Vec<LeavingTask>,
    /// People who need another manager.
    pub reports: Vec<PersonLink>,
    /// What was returned, released, rotated and done, in that order of time.
    pub done: Vec<ChecklistItem>,
    /// How many devices, seats, logins and tasks are open.
    pub open: u32,
}

/// A device that the person still holds.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ToReturn {
    pub device: DeviceLink,
    pub held: HeldPeriod,
    /// What the person got with it.
    pub accessories: Option<String>,
    /// What it is worth today, by depreciation.
    pub value: Option<Money>,
}

/// Seats that the person still has.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ToRelease {
    pub seat: HeldSeat,
    /// Nobody else may use the seat afterwards.
    pub lost_on_release: bool,
}

/// A credential that the person owns or knows.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ToRotate {
    pub credential_id: String,
    pub name: String,
    pub username: Option<String>,
    pub owner: bool,
    pub changed_on: Option<String>,
    /// Its value was changed since the last day, or today.
    pub rotated: bool,
    /// Who else knows it.
    pub others: Vec<PersonLink>,
}

/// Something else to be done, and not done yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LeavingTask {
    pub id: String,
    pub label: String,
    /// An access that was given at the start; else a task entered for the leaving.
    pub from_start: bool,
}

/// One line of the leaving page, ticked off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum LeavingStep {
    /// The device is back.
    Return {
        device_id: String,
        on: Option<String>,
        /// Where it goes; None leaves it where it is.
        location: Option<String>,
        condition: Option<String>,
        note: Option<String>,
    },
    /// The seats of an assignment are free.
    Release { assignment_id: String },
    /// The login was rotated, and the person neither owns nor knows it any more.
    Rotate { credential_id: String, new_owner_id: Option<String>, note: Option<String> },
    /// An access was taken away, a task is done.
    Task { id: String, note: Option<String> },
}
