//! What needs an answer: every open deadline that is overdue, near, or told already, in groups, with the money at stake and the
//! one next act. The list is the open deadlines themselves, so nothing can be missing from it.

use super::{
    answers::{self, Answer, Answers},
    model::{Deadline, DeadlineKind},
    policy::{self, Policies},
};
use crate::{
    Result,
    money::{Money, Totals},
};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};

/// How far it looks ahead, in days; what was to be told earlier is listed from that day on.
pub(crate) const AHEAD: u32 = 90;
/// How far it looks ahead for a value that is to be rotated. Values rotate every 90 days or so: all of them would always
/// be near.
pub(crate) const AHEAD_TO_ROTATE: u32 = 14;
/// So many days earlier than its step weekends and holidays can bring a reminder.
const EARLIER: u32 = 31;
/// Warranty ends and replacements leave "overdue" this many days after their date.
const OLD_AFTER: i32 = 30;

/// Where a deadline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InboxGroupName {
    Overdue,
    /// Today and the next 7 days.
    ThisWeek,
    /// Up to 30 days ahead.
    Days30,
    /// Up to 90 days ahead.
    Days90,
    /// Farther ahead, and told already by steps of its own.
    Later,
    Snoozed,
    /// Warranty ends and replacements over 30 days past.
    Older,
}

/// The one act that settles a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum NextAct {
    /// Renew, or let it end.
    Renew,
    /// Cancel in time, or let it renew.
    DecideToCancel,
    /// Enter the dates and the price of a renewal that came about by itself.
    ConfirmRenewal,
    /// Buy more coverage, or let it end.
    ExtendWarranty,
    ReplaceDevice,
    TakeBack,
    RotateCredential,
    ReplaceCredential,
}

impl NextAct {
    /// What a deadline of this kind asks for next.
    pub fn of(kind: DeadlineKind) -> NextAct {
        match kind {
            DeadlineKind::LicenseEnds | DeadlineKind::ContractEnds | DeadlineKind::MaintenanceEnds => {
                NextAct::Renew
            }
            DeadlineKind::LicenseCancelBy | DeadlineKind::ContractCancelBy => NextAct::DecideToCancel,
            DeadlineKind::RenewalConfirm => NextAct::ConfirmRenewal,
            DeadlineKind::WarrantyEnds => NextAct::ExtendWarranty,
            DeadlineKind::DeviceReplace => NextAct::ReplaceDevice,
            DeadlineKind::LoanReturn => NextAct::TakeBack,
            DeadlineKind::CredentialRotate => NextAct::RotateCredential,
            DeadlineKind::CredentialExpires => NextAct::ReplaceCredential,
        }
    }
}

/// A deadline with what was answered and what comes next.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InboxEntry {
    pub deadline: Deadline,
    pub next_act: NextAct,
    /// Seen, and without further messages.
    pub acknowledged: bool,
    /// The day it comes back, while it is snoozed.
    pub snoozed_until: Option<String>,
    /// No message comes of this thing, whatever its dates.
    pub muted: bool,
    /// The last day of notice for the same term, when that is still ahead: a day to snooze until.
    pub cancel_by: Option<String>,
    /// What it adds to the sums, per currency. Each thing counts once, at its nearest date: this is empty where an earlier
    /// deadline of the same term has it.
    pub at_stake: Vec<Money>,
}

/// Deadlines of the same urgency, by date.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InboxGroup {
    pub name: InboxGroupName,
    pub entries: Vec<InboxEntry>,
    /// What its entries put at stake together, per currency.
    pub at_stake: Vec<Money>,
}

/// What waits for an answer on a day.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Inbox {
    /// Local date, YYYY-MM-DD.
    pub today: String,
    /// Those that have entries, the most urgent first.
    pub groups: Vec<InboxGroup>,
    /// Overdue or due within a week, and neither acknowledged nor muted: the number to show on badges.
    pub waiting: u32,
    /// When there is nothing in any group: the first deadline beyond them.
    pub next: Option<Deadline>,
}

/// The inbox of a day.
///
/// # Errors
/// Like [`super::deadlines`].
pub async fn get(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Inbox> {
    let answers = answers::all(conn).await?;
    let policies = policy::all(conn).await?;
    let ahead = AHEAD.max(policies.farthest_step().saturating_add(EARLIER));
    let mut deadlines = super::deadlines(conn, today, Some(ahead)).await?;
    deadlines.retain(|deadline| is_listed(deadline, &policies, today));
    let mut inbox = sorted(deadlines, &answers, &policies, today);
    let quiet = |group: &InboxGroup| matches!(group.name, InboxGroupName::Snoozed | InboxGroupName::Older);
    if inbox.groups.iter().all(quiet) {
        let beyond = super::deadlines(conn, today, None).await?;
        inbox.next = beyond.into_iter().find(|deadline| !is_listed(deadline, &policies, today));
    }
    Ok(inbox)
}

/// Whether it is overdue, near, or the first of its reminders was due.
fn is_listed(deadline: &Deadline, policies: &Policies, today: NaiveDate) -> bool {
    let ahead = if deadline.kind == DeadlineKind::CredentialRotate { AHEAD_TO_ROTATE } else { AHEAD };
    if i64::from(deadline.days_left) <= i64::from(ahead) {
        return true;
    }
    let Some(key) = deadline.key() else { return false };
    let free = policies.policy.free_days();
    let reached = |step: &u32| free.told_on(key.due_on, *step).is_some_and(|day| day <= today);
    policies.of(deadline).steps.iter().any(reached)
}

/// Whether a group stands among what needs attention: overdue, or within the days that are looked ahead.
pub(crate) fn is_near(name: InboxGroupName) -> bool {
    use InboxGroupName::*;
    matches!(name, Overdue | ThisWeek | Days30 | Days90)
}

/// Ids of the credentials whose value is to be rotated: what the inbox lists of them, not snoozed. The one number of all
/// screens.
///
/// # Errors
/// Like [`super::deadlines`].
pub async fn to_rotate(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Vec<String>> {
    let inbox = get(conn, today).await?;
    let listed = inbox.groups.into_iter().filter(|group| is_near(group.name)).flat_map(|group| group.entries);
    Ok(listed
        .filter(|entry| entry.deadline.kind == DeadlineKind::CredentialRotate)
        .map(|entry| entry.deadline.subject.id)
        .collect())
}

/// How many deadlines wait for an answer, as the inbox counts them.
///
/// # Errors
/// Like [`super::deadlines`].
pub async fn waiting(conn: &mut SqliteConnection, today: NaiveDate) -> Result<u32> {
    let deadlines = super::deadlines(conn, today, Some(7)).await?;
    let answers = answers::all(conn).await?;
    let policies = policy::all(conn).await?;
    Ok(sorted(deadlines, &answers, &policies, today).waiting)
}

fn sorted(deadlines: Vec<Deadline>, answers: &Answers, policies: &Policies, today: NaiveDate) -> Inbox {
    let cancel_by = cancel_days(&deadlines);
    let mut stakes = stakes(&deadlines);
    let mut groups: Vec<InboxGroup> = [
        InboxGroupName::Overdue,
        InboxGroupName::ThisWeek,
        InboxGroupName::Days30,
        InboxGroupName::Days90,
        InboxGroupName::Later,
        InboxGroupName::Snoozed,
        InboxGroupName::Older,
    ]
    .into_iter()
    .map(|name| InboxGroup { name, entries: Vec::new(), at_stake: Vec::new() })
    .collect();
    for deadline in deadlines {
        let answer = answers.to(&deadline);
        let snoozed_until = match answer {
            Some(Answer::Snoozed { until, .. }) if today < until => Some(until.to_string()),
            _ => None,
        };
        let name = group_of(&deadline, snoozed_until.is_some());
        let entry = InboxEntry {
            next_act: NextAct::of(deadline.kind),
            acknowledged: answer == Some(Answer::Acknowledged),
            snoozed_until,
            muted: policies.of(&deadline).muted(),
            cancel_by: cancel_by.get(&(deadline.subject.id.clone(), deadline.due_on.clone())).cloned(),
            at_stake: stakes.remove(&deadline.id).unwrap_or_default(),
            deadline,
        };
        if let Some(group) = groups.iter_mut().find(|group| group.name == name) {
            group.entries.push(entry);
        }
    }
    for group in &mut groups {
        group.at_stake = total(group.entries.iter().map(|entry| &entry.at_stake));
    }
    let waiting = groups
        .iter()
        .filter(|group| matches!(group.name, InboxGroupName::Overdue | InboxGroupName::ThisWeek))
        .flat_map(|group| &group.entries)
        .filter(|entry| !entry.acknowledged && !entry.muted)
        .count();
    groups.retain(|group| !group.entries.is_empty());
    Inbox {
        today: today.to_string(),
        groups,
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        next: None,
    }
}

fn group_of(deadline: &Deadline, snoozed: bool) -> InboxGroupName {
    match deadline.days_left {
        _ if snoozed => InboxGroupName::Snoozed,
        days if days < 0 && is_older(deadline) => InboxGroupName::Older,
        days if days < 0 => InboxGroupName::Overdue,
        days if days <= 7 => InboxGroupName::ThisWeek,
        days if days <= 30 => InboxGroupName::Days30,
        days if i64::from(days) <= i64::from(AHEAD) => InboxGroupName::Days90,
        _ => InboxGroupName::Later,
    }
}

/// Whether it left "overdue" for the line of older ones.
pub fn is_older(deadline: &Deadline) -> bool {
    matches!(deadline.kind, DeadlineKind::WarrantyEnds | DeadlineKind::DeviceReplace)
        && deadline.days_left < -OLD_AFTER
}

/// What each deadline puts at stake, by its id: what the next period costs, or a new device. A term's last day of notice, its
/// end and the renewal to be confirmed are about the same money, which counts once, at the nearest of these dates. Give
/// it all open deadlines, by date, so that every screen counts alike.
pub(crate) fn stakes(deadlines: &[Deadline]) -> HashMap<String, Vec<Money>> {
    let mut found = HashMap::new();
    let mut seen = HashSet::new();
    for deadline in deadlines.iter().filter(|deadline| !deadline.amounts.is_empty()) {
        let end = deadline.until.as_deref().unwrap_or(&deadline.due_on);
        if seen.insert((deadline.subject.id.as_str(), end)) {
            found.insert(deadline.id.clone(), deadline.amounts.clone());
        }
    }
    found
}

/// Sums per currency, largest first.
pub(crate) fn total<'a>(amounts: impl Iterator<Item = &'a Vec<Money>>) -> Vec<Money> {
    let mut totals = Totals::default();
    amounts.flatten().for_each(|amount| totals.add(amount));
    totals.into_vec()
}

/// The cancel-by day of each end: (subject, end) to day.
fn cancel_days(deadlines: &[Deadline]) -> HashMap<(String, String), String> {
    deadlines
        .iter()
        .filter(|deadline| {
            matches!(deadline.kind, DeadlineKind::LicenseCancelBy | DeadlineKind::ContractCancelBy)
                && 0 < deadline.days_left
        })
        .filter_map(|deadline| {
            let end = deadline.until.clone()?;
            Some(((deadline.subject.id.clone(), end), deadline.due_on.clone()))
        })
        .collect()
}
