//! What will be told of one thing, when and to whom, in words.

use super::{
    answers::{self, Answer},
    engine::{FreeDays, ReminderChannel},
    model::{Deadline, DeadlineKind},
    policy::{self, ChosenFor, Policies, PolicyKind, ReminderPolicy},
};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// A reminder to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlannedStep {
    /// YYYY-MM-DD.
    pub on: String,
    /// Days before the due date.
    pub step: u32,
}

/// What will be told of one deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeadlinePreview {
    pub kind: DeadlineKind,
    /// What its policy and rules are set for: certificates have steps of their own.
    pub policy: PolicyKind,
    pub due_on: String,
    /// Days before the due date that hold for it, the farthest first.
    pub steps: Vec<u32>,
    /// Where they were chosen.
    pub steps_of: ChosenFor,
    /// Those still ahead, the next one first.
    pub planned: Vec<PlannedStep>,
    pub channels: Vec<ReminderChannel>,
    /// Who gets the email.
    pub email_to: Vec<String>,
    /// One sentence: "Next: 4 Dec 2026, 30 days before, by notification."
    pub words: String,
}

/// The deadlines of one thing, each with what will be told of it. `mail_to` are the addresses of the mail settings,
/// empty when no account is set up.
///
/// # Errors
/// Like [`super::deadlines`].
pub async fn of_subject(
    conn: &mut SqliteConnection,
    subject_id: &str,
    today: NaiveDate,
    mail_to: &[String],
) -> Result<Vec<DeadlinePreview>> {
    let deadlines = super::deadlines(conn, today, None).await?;
    let policies = policy::all(conn).await?;
    let answers = answers::all(conn).await?;
    Ok(deadlines
        .iter()
        .filter(|deadline| deadline.subject.id == subject_id)
        .map(|deadline| preview(deadline, &policies, answers.to(deadline), today, mail_to))
        .collect())
}

/// What a policy means for a kind of date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KindPreview {
    pub kind: PolicyKind,
    /// "7 and 1 days before, by notification. Next: Prism on 27 Nov."
    pub words: String,
}

/// What a policy would mean before it is kept, kind by kind, in words. The rules of categories and things hold.
///
/// # Errors
/// Like [`policy::set`].
pub async fn of_policy(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    draft: ReminderPolicy,
    mail_to: &[String],
) -> Result<(Vec<KindPreview>, Policies)> {
    let policies = policy::as_if(conn, draft.checked()?).await?;
    let ahead = policies.farthest_step().saturating_add(MONTH);
    let deadlines = super::deadlines(conn, today, Some(ahead)).await?;
    let answers = answers::all(conn).await?;
    let mut next: HashMap<PolicyKind, (String, &Deadline)> = HashMap::new();
    for deadline in &deadlines {
        let planned = preview(deadline, &policies, answers.to(deadline), today, mail_to).planned;
        let Some(first) = planned.into_iter().next() else { continue };
        let known = next.entry(policies.kind_of(deadline)).or_insert_with(|| (first.on.clone(), deadline));
        if first.on < known.0 {
            *known = (first.on, deadline);
        }
    }
    let words = PolicyKind::ALL.into_iter().map(|kind| KindPreview {
        kind,
        words: kind_words(&policies, kind, next.get(&kind), today, mail_to),
    });
    Ok((words.collect(), policies))
}

/// So many days past the farthest step are looked at for the next reminder.
const MONTH: u32 = 31;

fn kind_words(
    policies: &Policies,
    kind: PolicyKind,
    next: Option<&(String, &Deadline)>,
    today: NaiveDate,
    mail_to: &[String],
) -> String {
    let steps = policies.policy.kind(kind).steps;
    let own = policies.recipients(kind);
    let email_to = match (policies.policy.email && !mail_to.is_empty(), own.is_empty()) {
        (false, _) => Vec::new(),
        (true, true) => mail_to.to_vec(),
        (true, false) => own,
    };
    let mut ways = Vec::new();
    if policies.policy.notifications {
        ways.push("notification".to_owned());
    }
    if !email_to.is_empty() {
        ways.push(format!("email to {}", email_to.join(", ")));
    }
    if ways.is_empty() {
        return "No message: notifications and email are off.".to_owned();
    }
    if steps.is_empty() {
        return "No message: no reminder is set. It still shows in the window.".to_owned();
    }
    let rule = format!("{}, by {}.", all_before(&steps), ways.join(" and "));
    match next {
        Some((on, deadline)) => {
            let day = on.parse().map_or_else(|_| on.clone(), |day| short_date(day, today));
            format!("{rule} Next: {} on {day}.", deadline.named())
        }
        None => rule,
    }
}

/// "90, 30 and 7 days before", "7 days before and on the day", "on the day".
fn all_before(steps: &[i32]) -> String {
    let ahead: Vec<String> = steps.iter().filter(|step| 0 < **step).map(i32::to_string).collect();
    let days = match ahead.as_slice() {
        [] => None,
        [one] if one == "1" => Some("1 day before".to_owned()),
        [one] => Some(format!("{one} days before")),
        [first @ .., last] => Some(format!("{} and {last} days before", first.join(", "))),
    };
    match (days, steps.contains(&0)) {
        (Some(days), true) => format!("{days}, and on the day"),
        (Some(days), false) => days,
        (None, _) => "On the day".to_owned(),
    }
}

fn preview(
    deadline: &Deadline,
    policies: &Policies,
    answer: Option<Answer>,
    today: NaiveDate,
    mail_to: &[String],
) -> DeadlinePreview {
    let resolved = policies.of(deadline);
    let free = policies.policy.free_days();
    let email_to = match (policies.policy.email && !mail_to.is_empty(), resolved.email_to.is_empty()) {
        (false, _) => Vec::new(),
        (true, true) => mail_to.to_vec(),
        (true, false) => resolved.email_to.clone(),
    };
    let mut channels = Vec::new();
    if policies.policy.notifications {
        channels.push(ReminderChannel::Notification);
    }
    if !email_to.is_empty() {
        channels.push(ReminderChannel::Email);
    }
    let silent = answer.is_some_and(|answer| !matches!(answer, Answer::Snoozed { .. })) || resolved.muted();
    let due_on = deadline.key().map(|key| key.due_on);
    let planned = match due_on {
        Some(due_on) if !silent && !channels.is_empty() => {
            planned(&resolved.steps, &free, due_on, today, answer)
        }
        _ => Vec::new(),
    };
    let words = if let Some(scope) = resolved.muted_by {
        match scope {
            ChosenFor::Category => "Muted with its category: no message comes of this date.".to_owned(),
            ChosenFor::Thing | ChosenFor::Kind => {
                "Muted: no message comes of this, whatever its dates.".to_owned()
            }
        }
    } else if answer == Some(Answer::Acknowledged) {
        "Acknowledged: no further message, still listed.".to_owned()
    } else if channels.is_empty() {
        "No message: notifications and email are off.".to_owned()
    } else if resolved.steps.is_empty() {
        "No message: no reminder is set for this kind of date.".to_owned()
    } else {
        match planned.first() {
            Some(next) => sentence(next, answer, today, &channels, &email_to),
            None => "No further message: every reminder of this date has come. It stays listed until it is answered."
                .to_owned(),
        }
    };
    DeadlinePreview {
        kind: deadline.kind,
        policy: policies.kind_of(deadline),
        due_on: deadline.due_on.clone(),
        steps: resolved.steps,
        steps_of: resolved.steps_of,
        planned,
        channels,
        email_to,
        words,
    }
}

fn planned(
    steps: &[u32],
    free: &FreeDays,
    due_on: NaiveDate,
    today: NaiveDate,
    answer: Option<Answer>,
) -> Vec<PlannedStep> {
    let snoozed = match answer {
        Some(Answer::Snoozed { until, .. }) if today < until => Some(until),
        _ => None,
    };
    let from = snoozed.unwrap_or(today);
    let mut planned: Vec<(NaiveDate, u32)> = steps
        .iter()
        .filter_map(|step| Some((free.told_on(due_on, *step)?, *step)))
        .filter(|(day, _)| from < *day)
        .collect();
    // What is reached by the end of a snooze is told on that day, the tightest step alone.
    let reached =
        steps.iter().copied().filter(|step| free.told_on(due_on, *step).is_some_and(|day| day <= from)).min();
    if let (Some(until), Some(step)) = (snoozed, reached) {
        planned.push((until, step));
    }
    planned.sort_by_key(|(day, step)| (*day, *step));
    // Two steps that free days bring to one day are told as the tighter one.
    planned.dedup_by_key(|(day, _)| *day);
    planned.into_iter().map(|(day, step)| PlannedStep { on: day.to_string(), step }).collect()
}

fn sentence(
    next: &PlannedStep,
    answer: Option<Answer>,
    today: NaiveDate,
    channels: &[ReminderChannel],
    email_to: &[String],
) -> String {
    let day = next.on.parse().map_or_else(|_| next.on.clone(), |day| short_date(day, today));
    let ways: Vec<String> = channels
        .iter()
        .map(|channel| match channel {
            ReminderChannel::Notification => "notification".to_owned(),
            ReminderChannel::Email => format!("email to {}", email_to.join(", ")),
        })
        .collect();
    let snoozed = matches!(answer, Some(Answer::Snoozed { until, .. }) if today < until);
    let lead = if snoozed { "Snoozed. Next" } else { "Next" };
    format!("{lead}: {day}, {}, by {}.", before(next.step), ways.join(" and "))
}

/// "30 days before", "1 day before", "on the day".
pub fn before(step: u32) -> String {
    match step {
        0 => "on the day".to_owned(),
        1 => "1 day before".to_owned(),
        days => format!("{days} days before"),
    }
}

/// "4 Dec", with the year unless it is this one's.
fn short_date(day: NaiveDate, today: NaiveDate) -> String {
    let short = format!("{} {}", day.day(), day.format("%b"));
    if day.year() == today.year() { short } else { format!("{short} {}", day.year()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_read_as_a_sentence() {
        for (steps, words) in [
            (vec![90, 30, 7], "90, 30 and 7 days before"),
            (vec![7], "7 days before"),
            (vec![1], "1 day before"),
            (vec![7, 1, 0], "7 and 1 days before, and on the day"),
            (vec![0], "On the day"),
        ] {
            assert_eq!(all_before(&steps), words);
        }
    }
}
