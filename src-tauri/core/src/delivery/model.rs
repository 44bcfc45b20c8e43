//! What a round of telling does, and what came of it.

use crate::{
    clock::Now,
    reminders::{Deadline, engine::ReminderChannel},
};
use serde::Serialize;

/// How a round is run.
#[derive(Debug, Clone)]
pub struct Round {
    pub now: Now,
    /// Only these channels.
    pub channels: Vec<ReminderChannel>,
    /// Somebody, or their timer, asked for it now: delivery time, quiet hours, pauses after failures and the one
    /// digest a day do not hold it back.
    pub asked_for: bool,
}

impl Round {
    /// As the window tells by itself.
    pub fn by_itself(now: Now) -> Round {
        Round { now, channels: ReminderChannel::ALL.to_vec(), asked_for: false }
    }

    /// As somebody asks for it.
    pub fn asked_for(now: Now, channels: Vec<ReminderChannel>) -> Round {
        Round { now, channels, asked_for: true }
    }
}

/// A reminder that was told, or would be.
#[derive(Debug, Clone)]
pub struct Told {
    pub deadline: Deadline,
    /// Days before the due date.
    pub step: u32,
    pub channel: ReminderChannel,
    /// An email address; empty for the desktop.
    pub to: String,
}

/// What a channel refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Refusal {
    pub channel: ReminderChannel,
    /// An email address; empty for the desktop.
    pub to: String,
    /// How many reminders wait for another attempt.
    pub reminders: u32,
    /// In words, as part of a sentence.
    pub error: String,
}

/// What came of a round.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub told: Vec<Told>,
    pub refusals: Vec<Refusal>,
    /// Why email was not tried though some is due: above all a locked keyring.
    pub mail_waits: Option<String>,
    /// Told once more, since an earlier process ended between sending and recording it.
    pub repeated: u32,
}

impl Report {
    /// Whether everything that was due now is told.
    pub fn complete(&self) -> bool {
        self.refusals.is_empty() && self.mail_waits.is_none()
    }
}

/// A failure that stands: shown until an attempt succeeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StandingFailure {
    pub channel: ReminderChannel,
    pub to: String,
    pub reminders: u32,
    pub error: String,
    /// Of the last attempt, RFC 3339.
    pub at: String,
    /// Not before this instant again, RFC 3339.
    pub retry_at: String,
    pub attempts: u32,
}

/// A line of what was told of a thing, for its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SentLine {
    /// RFC 3339.
    pub at: String,
    pub kind: crate::reminders::DeadlineKind,
    pub due_on: String,
    pub step: u32,
    pub channel: ReminderChannel,
    pub to: String,
    /// None: it was delivered.
    pub error: Option<String>,
}
