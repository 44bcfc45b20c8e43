//! SQL of the answers.

use super::{AnswerLine, AnswerWord};
use crate::{
    Result, input,
    reminders::{
        engine::{DeadlineKey, Voice},
        model::{Deadline, DeadlineKind},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// What was answered to a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Done,
    Acknowledged,
    Snoozed { until: NaiveDate, set_at: DateTime<Utc> },
}

impl Answer {
    /// What may still be told.
    pub fn voice(self) -> Voice {
        match self {
            Answer::Done | Answer::Acknowledged => Voice::Silent,
            Answer::Snoozed { until, set_at } => Voice::Snoozed { until, set_at },
        }
    }
}

/// Answers by deadline.
#[derive(Debug, Clone, Default)]
pub struct Answers(HashMap<DeadlineKey, Answer>);

impl Answers {
    /// What was answered to this deadline; None when nothing was.
    pub fn to(&self, deadline: &Deadline) -> Option<Answer> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&deadline.key()?).copied()
    }
}

type AnswerRow = (String, String, String, String, Option<String>, String);

pub(super) async fn all(conn: &mut SqliteConnection) -> Result<Answers> {
    let rows: Vec<AnswerRow> =
        sqlx::query_as("SELECT kind, subject_id, due_on, answer, until_on, answered_at FROM reminder_answer")
            .fetch_all(conn)
            .await?;
    Ok(Answers(rows.into_iter().filter_map(read).collect()))
}

fn read(
    (kind, subject_id, due_on, answer, until_on, answered_at): AnswerRow,
) -> Option<(DeadlineKey, Answer)> {
    let key =
        DeadlineKey { kind: DeadlineKind::parse(&kind)?, subject_id, due_on: input::stored(Some(&due_on))? };
    let answer = match answer.as_str() {
        "done" => Answer::Done,
        "acknowledged" => Answer::Acknowledged,
        _ => {
            Answer::Snoozed { until: input::stored(until_on.as_deref())?, set_at: answered_at.parse().ok()? }
        }
    };
    Some((key, answer))
}

pub(super) async fn of_subject(conn: &mut SqliteConnection, subject_id: &str) -> Result<Vec<AnswerLine>> {
    let rows: Vec<AnswerRow> = sqlx::query_as(
        "SELECT kind, subject_id, due_on, answer, until_on, answered_at FROM reminder_answer
          WHERE subject_id = ? ORDER BY answered_at DESC, due_on DESC",
    )
    .bind(subject_id)
    .fetch_all(conn)
    .await?;
    let line = |row: AnswerRow| {
        let (due_on, until, at) = (row.2.clone(), row.4.clone(), row.5.clone());
        let (key, answer) = read(row)?;
        let (answer, until) = match answer {
            Answer::Done => (AnswerWord::Done, None),
            Answer::Acknowledged => (AnswerWord::Acknowledged, None),
            Answer::Snoozed { .. } => (AnswerWord::Snoozed, until),
        };
        Some(AnswerLine { kind: key.kind, due_on, answer, until, at })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

pub(super) async fn find(conn: &mut SqliteConnection, key: &DeadlineKey) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM reminder_answer WHERE kind = ? AND subject_id = ? AND due_on = ?")
        .bind(key.kind.as_str())
        .bind(&key.subject_id)
        .bind(key.due_on.to_string())
        .fetch_optional(conn)
        .await?)
}
