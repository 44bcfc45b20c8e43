//! What the user says to a deadline: done, acknowledge, snooze. Renewing is no answer of its own: the new term
//! takes the deadline over. Muting is a rule of the thing.

mod store;

pub use store::{Answer, Answers};

use super::{engine::DeadlineKey, model::DeadlineKind};
use crate::{
    Act, Error, Result,
    history::{self, Entity},
    ids::{Kind, new_id},
    input, row,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

/// A deadline as the window and scripts name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeadlineRef {
    pub kind: DeadlineKind,
    pub subject_kind: Kind,
    pub subject_id: String,
    /// YYYY-MM-DD.
    pub due_on: String,
}

/// An answer to give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum AnswerInput {
    /// Closed for this date.
    Done,
    /// No further message; it stays listed, marked as seen.
    Acknowledge,
    /// Silent until this day (YYYY-MM-DD), then told again.
    Snooze { until: String },
    /// As if it had not been answered.
    Reopen,
}

/// All answers that stand.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn all(conn: &mut SqliteConnection) -> Result<Answers> {
    store::all(conn).await
}

/// Answers deadlines, in the caller's act: taking that back asks again.
///
/// # Errors
/// [`Error::Field`] for a snooze that does not reach beyond today, [`Error::NotFound`] for a thing that is not there.
pub async fn give(
    conn: &mut SqliteConnection,
    act: &Act,
    deadlines: &[DeadlineRef],
    answer: &AnswerInput,
) -> Result<()> {
    let (word, until) = match answer {
        AnswerInput::Done => (Some("done"), None),
        AnswerInput::Acknowledge => (Some("acknowledged"), None),
        AnswerInput::Snooze { until } => (Some("snoozed"), Some(snooze_until(until, act.now.today)?)),
        AnswerInput::Reopen => (None, None),
    };
    for deadline in deadlines {
        let due_on = input::date("due_on", &Some(deadline.due_on.clone()))?
            .ok_or_else(|| Error::field("due_on", "Name the date of the deadline."))?;
        let key = DeadlineKey { kind: deadline.kind, subject_id: deadline.subject_id.clone(), due_on };
        let there = history::text_in(conn, deadline.subject_kind.into(), Some(&key.subject_id), "id").await?;
        there.ok_or_else(|| Error::not_found(deadline.subject_kind, &key.subject_id))?;
        let found = store::find(conn, &key).await?;
        let Some(word) = word else {
            if let Some(id) = found {
                history::remove(conn, act, Entity::ReminderAnswer, &id).await?;
            }
            continue;
        };
        let mut row = row! {
            "answer": word, "until_on": until.map(|day| day.to_string()), "answered_at": act.now.timestamp(),
        };
        match found {
            Some(id) => {
                history::update(conn, act, Entity::ReminderAnswer, &id, None, row).await?;
            }
            None => {
                row.extend(row! {
                    "id": new_id(), "kind": key.kind.as_str(), "subject_kind": deadline.subject_kind.as_str(),
                    "subject_id": key.subject_id, "due_on": key.due_on.to_string(),
                });
                history::insert(conn, act, Entity::ReminderAnswer, row).await?;
            }
        }
    }
    Ok(())
}

/// What was answered to a deadline of a thing, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AnswerLine {
    pub kind: DeadlineKind,
    /// YYYY-MM-DD.
    pub due_on: String,
    pub answer: AnswerWord,
    /// Of a snooze: the day it comes back.
    pub until: Option<String>,
    /// RFC 3339.
    pub at: String,
}

/// An answer as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum AnswerWord {
    Done,
    Acknowledged,
    Snoozed,
}

/// The answers that stand for one thing, the latest first.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn of_subject(conn: &mut SqliteConnection, subject_id: &str) -> Result<Vec<AnswerLine>> {
    store::of_subject(conn, subject_id).await
}

/// What an act of answering is called in the history.
pub fn title(answer: &AnswerInput, count: usize) -> String {
    let what = match answer {
        AnswerInput::Done => "Mark as done".to_owned(),
        AnswerInput::Acknowledge => "Acknowledge".to_owned(),
        AnswerInput::Snooze { until } => format!("Snooze until {until}"),
        AnswerInput::Reopen => "Ask again".to_owned(),
    };
    if count == 1 { what } else { format!("{what} ({count} deadlines)") }
}

fn snooze_until(text: &str, today: NaiveDate) -> Result<NaiveDate> {
    let until = input::date("until", &Some(text.to_owned()))?
        .ok_or_else(|| Error::field("until", "Say until which day."))?;
    if until <= today {
        return Err(Error::field("until", "Choose a day after today."));
    }
    Ok(until)
}
