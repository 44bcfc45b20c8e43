//! What is to be done, and was done, when a person starts or leaves.

use serde::{Deserialize, Serialize};

/// Whether a checklist is for somebody who starts or who leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ChecklistProcess {
    #[default]
    Starting,
    Leaving,
}

/// What a line of a checklist is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ChecklistKind {
    Device,
    Seat,
    Credential,
    /// Anything else: a group, a badge, a mailbox.
    #[default]
    Access,
}

/// A line of a checklist; open until `done_on` says when it was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChecklistItem {
    pub id: String,
    pub person_id: String,
    pub process: ChecklistProcess,
    pub kind: ChecklistKind,
    pub label: String,
    /// The device, license or credential it is about, when there is one.
    pub subject_id: Option<String>,
    pub done_on: Option<String>,
    pub note: Option<String>,
}
