//! Deadlines over all domains: what ends, or must be done, when.

pub mod answers;
pub mod engine;
pub mod inbox;
mod model;
pub mod policy;
pub mod preview;
mod store;
pub mod words;

pub use model::{Deadline, DeadlineKind, Subject};

use crate::{
    Result,
    dates::{self, Notice},
    ids::Kind,
    input,
    money::{Money, Totals},
    terms,
};
use chrono::{Days, NaiveDate};
use sqlx::SqliteConnection;
use std::collections::HashMap;
use store::{DueRow, RollingRow};

/// The open deadlines, overdue ones included, by date; with `within` only those up to that many days ahead.
/// What was answered as done is closed.
///
/// Terms of one license that end on the same day are one deadline with their amounts added up, each currency
/// for itself. Auto-renewing terms past their end are rolled here, when read: they yield a
/// renewal to confirm, and the end and the cancel-by of the period that runs.
pub async fn deadlines(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    within: Option<u32>,
) -> Result<Vec<Deadline>> {
    let until = within.and_then(|days| today.checked_add_days(Days::new(u64::from(days))));
    open_deadlines(conn, today, until, None).await
}

/// The open deadlines of what was bought from a vendor, by date.
pub async fn of_vendor(
    conn: &mut SqliteConnection,
    vendor_id: &str,
    today: NaiveDate,
) -> Result<Vec<Deadline>> {
    open_deadlines(conn, today, None, Some(vendor_id)).await
}

async fn open_deadlines(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    until: Option<NaiveDate>,
    vendor_id: Option<&str>,
) -> Result<Vec<Deadline>> {
    let mut found = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in store::due(conn, today, until, vendor_id).await? {
        let Some(deadline) = row.into_deadline(today) else { continue };
        add(&mut found, &mut places, deadline);
    }
    for row in store::rolling(conn, today, vendor_id).await? {
        for deadline in row.into_deadlines(today)? {
            let inside = until.is_none_or(|until| deadline.due_on <= input::day(until));
            if inside {
                add(&mut found, &mut places, deadline);
            }
        }
    }
    let answers = answers::all(conn).await?;
    found.retain(|deadline| answers.to(deadline) != Some(answers::Answer::Done));
    found.sort_by(|a, b| {
        (&a.due_on, a.kind, &a.subject.name, &a.subject.id).cmp(&(
            &b.due_on,
            b.kind,
            &b.subject.name,
            &b.subject.id,
        ))
    });
    Ok(found)
}

/// Adds a deadline, or its amount to the one with the same id.
fn add(found: &mut Vec<Deadline>, places: &mut HashMap<String, usize>, deadline: Deadline) {
    if let Some(same) = places.get(&deadline.id).and_then(|place| found.get_mut(*place)) {
        let mut totals = Totals::default();
        for amount in same.amounts.iter().chain(&deadline.amounts) {
            totals.add(amount);
        }
        same.amounts = totals.into_vec();
        same.amount = match same.amounts.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        same.auto_renews |= deadline.auto_renews;
        return;
    }
    places.insert(deadline.id.clone(), found.len());
    found.push(deadline);
}

#[expect(clippy::too_many_arguments, reason = "the fields of one deadline, put together in one place")]
fn deadline(
    kind: DeadlineKind,
    subject: Subject,
    tag: Option<String>,
    vendor: Option<String>,
    due: NaiveDate,
    today: NaiveDate,
    amount: Option<Money>,
    auto_renews: bool,
    until: Option<String>,
) -> Deadline {
    Deadline {
        id: format!("{}/{}/{}", crate::text_enum::word(&kind), subject.id, input::day(due)),
        kind,
        subject,
        tag,
        vendor,
        due_on: input::day(due),
        days_left: dates::days_until(due, today),
        amounts: amount.iter().cloned().collect(),
        amount,
        auto_renews,
        until,
    }
}

impl DueRow {
    fn into_deadline(self, today: NaiveDate) -> Option<Deadline> {
        let kind = DeadlineKind::parse(&self.kind)?;
        let subject =
            Subject { kind: Kind::parse(&self.subject_kind)?, id: self.subject_id, name: self.subject_name };
        let cancels = matches!(kind, DeadlineKind::LicenseCancelBy | DeadlineKind::ContractCancelBy);
        let until = self.term_ends_on.filter(|_| cancels);
        let amount = Money::from_columns(self.amount_minor, self.amount_currency);
        let due = input::stored(Some(&self.due_on))?;
        Some(deadline(kind, subject, self.tag, self.vendor, due, today, amount, self.auto_renews, until))
    }
}

impl RollingRow {
    /// The renewal to confirm, and the end and the cancel-by of the period that runs.
    fn into_deadlines(self, today: NaiveDate) -> Result<Vec<Deadline>> {
        let rolling = terms::rolling(Some(&self.rolls_from), Some(self.rolls_months), Some(self.renews_for));
        let notice = Notice { months: self.notice_months.unwrap_or(0), days: self.notice_days.unwrap_or(0) };
        let Some((rolling, rolled)) = rolling.and_then(|rolling| Some((rolling, rolling.on(today)?))) else {
            return Ok(Vec::new());
        };
        let amount = Money::from_columns(self.cost_minor, self.price_currency);
        let Some(subject_kind) = Kind::parse(&self.subject_kind) else { return Ok(Vec::new()) };
        let (ends, cancel) = match subject_kind {
            Kind::Contract => (DeadlineKind::ContractEnds, DeadlineKind::ContractCancelBy),
            _ => (DeadlineKind::LicenseEnds, DeadlineKind::LicenseCancelBy),
        };
        let subject = Subject { kind: subject_kind, id: self.subject_id, name: self.name };
        let mut list = Vec::new();
        if let Some(renewed_on) = rolling.rhythm.boundary(0) {
            list.push(deadline(
                DeadlineKind::RenewalConfirm,
                subject.clone(),
                None,
                self.vendor.clone(),
                renewed_on,
                today,
                amount.clone(),
                true,
                Some(input::day(rolled.ends_on)),
            ));
        }
        list.push(deadline(
            ends,
            subject.clone(),
            None,
            self.vendor.clone(),
            rolled.ends_on,
            today,
            amount.clone(),
            true,
            None,
        ));
        if let Some(cancel_by) = dates::cancel_by(rolled.ends_on, notice) {
            list.push(deadline(
                cancel,
                subject,
                None,
                self.vendor,
                cancel_by,
                today,
                amount,
                true,
                Some(input::day(rolled.ends_on)),
            ));
        }
        Ok(list)
    }
}
