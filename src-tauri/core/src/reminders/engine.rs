//! Which reminders are due: a pure function of the open deadlines, what was told already, and the time.
//!
//! It is driven by the level, not by the day: a step that is reached and was not told is due, whenever it is
//! looked at. So a computer that slept, a clock that jumped or a crash delays a reminder and never loses it.
//! After a gap only the tightest reached step is told; the looser ones are recorded as passed.

use super::model::DeadlineKind;
use crate::clock::Now;
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A deadline this many days past when it is first seen is recorded as passed, without a message.
const TOO_OLD: u64 = 30;
/// Hours by which a row may be dated later than now and still count: a clock is set right by seconds, or by hours
/// where another system set it to local time. What lies farther ahead was written by a clock that was wrong.
const CLOCK_SLACK: i64 = 12;
/// How far back free days are skipped; nobody has more of them in a row.
const FREE_DAYS: usize = 31;

/// What a deadline is known by. Moving the date makes another one, so that a renewed thing starts afresh.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeadlineKey {
    pub kind: DeadlineKind,
    pub subject_id: String,
    pub due_on: NaiveDate,
}

/// How a reminder reaches somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ReminderChannel {
    /// Of the operating system's desktop.
    Notification,
    Email,
}

impl ReminderChannel {
    /// All channels.
    pub const ALL: [ReminderChannel; 2] = [ReminderChannel::Notification, ReminderChannel::Email];

    /// The word in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            ReminderChannel::Notification => "notification",
            ReminderChannel::Email => "email",
        }
    }

    /// The channel that [`ReminderChannel::as_str`] writes as this word; None for any other word.
    pub fn parse(word: &str) -> Option<ReminderChannel> {
        ReminderChannel::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// A channel and whom it reaches there: each recipient is told once, whatever happened to the others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Outlet {
    pub channel: ReminderChannel,
    /// An email address; empty for the desktop.
    pub to: String,
}

impl Outlet {
    /// The notifications of the desktop.
    pub fn notification() -> Outlet {
        Outlet { channel: ReminderChannel::Notification, to: String::new() }
    }

    /// Email to this address.
    pub fn email(to: impl Into<String>) -> Outlet {
        Outlet { channel: ReminderChannel::Email, to: to.into() }
    }
}

/// Whether, and since when, a deadline may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Voice {
    #[default]
    Open,
    /// Answered, acknowledged or muted: no message at all.
    Silent,
    /// Silent until a day; from then on it is told again, whatever was told before the snooze was set.
    Snoozed { until: NaiveDate, set_at: DateTime<Utc> },
}

/// A deadline with what the policy and the answers say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub key: DeadlineKey,
    /// Days before the due date, in any order.
    pub steps: Vec<u32>,
    pub outlets: Vec<Outlet>,
    pub voice: Voice,
}

/// Which days are free: a step that falls on one is told on the working day before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FreeDays {
    pub weekends: bool,
    pub holidays: BTreeSet<NaiveDate>,
}

impl FreeDays {
    /// The day on which a step is told; None where the calendar ends.
    pub fn told_on(&self, due_on: NaiveDate, step: u32) -> Option<NaiveDate> {
        let mut day = due_on.checked_sub_days(Days::new(u64::from(step)))?;
        for _ in 0..FREE_DAYS {
            let weekend = self.weekends && matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            if !weekend && !self.holidays.contains(&day) {
                break;
            }
            day = day.pred_opt()?;
        }
        Some(day)
    }
}

/// How far a reminder came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// A process has taken it on; `alive` while that process holds its lock.
    Claimed { alive: bool },
    /// The channel took it.
    Delivered,
    /// The channel refused it; not before this instant again.
    Failed { retry_at: DateTime<Utc> },
    /// A tighter step was told, or it was too old when first seen.
    Passed,
}

/// A row of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub progress: Progress,
    pub at: DateTime<Utc>,
}

/// What was told, and what is being told: by deadline and outlet, then by step.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    rows: HashMap<DeadlineKey, BTreeMap<(Outlet, u32), Entry>>,
}

impl Ledger {
    /// Enters a row in place of the one with the same key.
    pub fn enter(&mut self, key: &DeadlineKey, outlet: &Outlet, step: u32, entry: Entry) {
        self.rows.entry(key.clone()).or_default().insert((outlet.clone(), step), entry);
    }

    /// The row of a step.
    pub fn row(&self, key: &DeadlineKey, outlet: &Outlet, step: u32) -> Option<&Entry> {
        self.rows.get(key)?.get(&(outlet.clone(), step))
    }

    /// Rows of one deadline on one outlet, tightest step first.
    fn of<'a>(
        &'a self,
        key: &DeadlineKey,
        outlet: &'a Outlet,
    ) -> impl Iterator<Item = (u32, &'a Entry)> + use<'a> {
        self.rows
            .get(key)
            .into_iter()
            .flatten()
            .filter(move |((of, _), _)| of == outlet)
            .map(|((_, step), entry)| (*step, entry))
    }
}

/// A step that is due on an outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    pub key: DeadlineKey,
    pub outlet: Outlet,
    /// Days before the due date.
    pub step: u32,
    /// Looser steps that were never told: to be recorded as passed together with this one, not before it is told.
    pub skipped: Vec<u32>,
    /// Too old when first seen: to be recorded as passed, without a message.
    pub silent: bool,
}

/// What is due now: for each deadline and outlet at most one step, the tightest that is reached, unless it or a
/// tighter one was told. Rows dated later than now, by more than a clock's correction, count for nothing, except
/// that what a living process is about to tell is left to it.
pub fn due(watched: &[Watched], free: &FreeDays, ledger: &Ledger, now: &Now) -> Vec<Reminder> {
    let latest = now.after(TimeDelta::hours(CLOCK_SLACK));
    let mut reminders = Vec::new();
    for deadline in watched {
        let heard_since = match deadline.voice {
            Voice::Silent => continue,
            Voice::Snoozed { until, .. } if now.today < until => continue,
            Voice::Snoozed { set_at, .. } => Some(set_at).filter(|set_at| *set_at <= now.at),
            Voice::Open => None,
        };
        let due_on = deadline.key.due_on;
        let reached = |step: &u32| free.told_on(due_on, *step).is_some_and(|day| day <= now.today);
        let Some(step) = deadline.steps.iter().copied().filter(reached).min() else { continue };
        for outlet in &deadline.outlets {
            let mut first_seen = heard_since.is_none();
            let mut settled = BTreeSet::new();
            let mut waits = false;
            for (of, entry) in ledger.of(&deadline.key, outlet) {
                if entry.progress == (Progress::Claimed { alive: true }) {
                    waits = true;
                }
                if latest < entry.at || heard_since.is_some_and(|since| entry.at <= since) {
                    continue;
                }
                first_seen = false;
                match entry.progress {
                    Progress::Delivered | Progress::Passed => drop(settled.insert(of)),
                    Progress::Failed { retry_at } => waits |= now.at < retry_at,
                    Progress::Claimed { .. } => {}
                }
            }
            if waits || settled.iter().any(|told| *told <= step) {
                continue;
            }
            let mut skipped: Vec<u32> = deadline
                .steps
                .iter()
                .copied()
                .filter(|looser| step < *looser && !settled.contains(looser))
                .collect();
            skipped.sort_unstable();
            skipped.dedup();
            let too_old = due_on.checked_add_days(Days::new(TOO_OLD)).is_some_and(|day| day < now.today);
            reminders.push(Reminder {
                key: deadline.key.clone(),
                outlet: outlet.clone(),
                step,
                skipped,
                silent: first_seen && too_old,
            });
        }
    }
    reminders
}

#[cfg(test)]
mod tests;
