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
    Error, Result, dates,
    ids::Kind,
    input,
    money::{Money, Totals},
    terms,
};
use chrono::{Days, NaiveDate};
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};
use store::DueRow;

/// The open deadlines, overdue ones included, by date; with `within` only those up to that many days ahead.
/// What was answered as done is closed.
///
/// Terms of one license that end on the same day are one deadline with their amounts added up, each currency
/// for itself. Auto-renewing terms past their end are rolled here, when read: they yield a
/// renewal to confirm, and the end and the cancel-by of the period that runs.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read, [`Error::Field`] for a stored term that breaks the rules of
/// terms.
pub async fn deadlines(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    within: Option<u32>,
) -> Result<Vec<Deadline>> {
    let until = within.and_then(|days| today.checked_add_days(Days::new(u64::from(days))));
    open_deadlines(conn, today, until, None).await
}

/// The open deadlines of what was bought from a vendor, by date.
///
/// # Errors
/// Like [`deadlines`].
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
    let rolled = Rolled::read(conn, today).await?;
    for row in store::due(conn, today, until, vendor_id, &rolled.terms).await? {
        let Some(deadline) = row.into_deadline(today) else { continue };
        add(&mut found, &mut places, deadline);
    }
    for (owner, deadline) in rolled.deadlines {
        let inside = until.is_none_or(|until| deadline.due_on <= input::day(until));
        if inside && vendor_id.is_none_or(|vendor| owner.as_deref() == Some(vendor)) {
            add(&mut found, &mut places, deadline);
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

/// The nearest open deadline of each vendor that is not past, and how many are: what [`of_vendor`] lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct VendorDue {
    /// YYYY-MM-DD.
    pub next: Option<String>,
    pub overdue: u32,
}

/// The deadlines of all vendors at once, by the vendor's id. Vendors without any are left out.
pub(crate) async fn by_vendor(
    conn: &mut SqliteConnection,
    today: NaiveDate,
) -> Result<HashMap<String, VendorDue>> {
    let mut found: HashMap<String, VendorDue> = HashMap::new();
    let rolled = Rolled::read(conn, today).await?;
    for (vendor, next, overdue) in store::by_vendor(conn, today, &rolled.terms).await? {
        found.insert(vendor, VendorDue { next, overdue });
    }
    let answers = answers::all(conn).await?;
    let mut seen = HashSet::new();
    for (vendor, deadline) in rolled.deadlines {
        let Some(vendor) = vendor else { continue };
        if answers.to(&deadline) == Some(answers::Answer::Done)
            || !seen.insert((vendor.clone(), deadline.id.clone()))
        {
            continue;
        }
        let due = found.entry(vendor).or_default();
        if deadline.days_left < 0 {
            due.overdue = due.overdue.saturating_add(1);
        } else {
            due.next = [due.next.take(), Some(deadline.due_on)].into_iter().flatten().min();
        }
    }
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
        // The end of maintenance has a term too, and says nothing of it.
        let until = self.term_ends_on.filter(|_| cancels || kind == DeadlineKind::WarrantyEnds);
        let amount = Money::from_columns(self.amount_minor, self.amount_currency);
        let due = input::stored(Some(&self.due_on))?;
        Some(deadline(kind, subject, self.tag, self.vendor, due, today, amount, self.auto_renews, until))
    }
}

/// What terms that renewed themselves yield, with the vendor of each.
struct Rolled {
    /// Their ids, as a JSON array.
    terms: String,
    deadlines: Vec<(Option<String>, Deadline)>,
}

impl Rolled {
    async fn read(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Rolled> {
        let all = terms::rolled(conn, today).await?;
        let ids: Vec<&str> = all.iter().map(|now| now.term.id.as_str()).collect();
        let ids = serde_json::to_string(&ids).map_err(|error| Error::Internal(error.to_string()))?;
        let mut deadlines = Vec::new();
        if !all.is_empty() {
            let owners = store::term_owners(conn, &ids).await?;
            let owners: HashMap<&str, &store::TermOwner> =
                owners.iter().map(|owner| (owner.term_id.as_str(), owner)).collect();
            for now in &all {
                let Some(owner) = owners.get(now.term.id.as_str()) else { continue };
                deadlines.extend(of_rolled(now, owner, today));
            }
        }
        Ok(Rolled { terms: ids, deadlines })
    }
}

/// The renewal to confirm, and the end and the cancel-by of the period that runs.
fn of_rolled(
    now: &terms::RolledNow,
    owner: &store::TermOwner,
    today: NaiveDate,
) -> Vec<(Option<String>, Deadline)> {
    let day = |text: &Option<String>| input::stored(text.as_deref());
    let Some(period) = &now.term.rolled else { return Vec::new() };
    let renewed_on = day(&now.term.counted_end).and_then(|end| end.succ_opt());
    let ends_on = day(&Some(period.ends_on.clone()));
    let cancel_by = day(&period.cancel_by);
    let (ends, cancel) = match now.owner {
        Kind::Contract => (DeadlineKind::ContractEnds, DeadlineKind::ContractCancelBy),
        _ => (DeadlineKind::LicenseEnds, DeadlineKind::LicenseCancelBy),
    };
    let currency = now.term.fields.price.as_ref().map(|price| price.currency.clone());
    let amount = Money::from_columns(now.next_minor, currency);
    let until = Some(period.ends_on.clone());
    [
        (DeadlineKind::RenewalConfirm, renewed_on, until.clone()),
        (ends, ends_on, None),
        (cancel, cancel_by, until),
    ]
    .into_iter()
    .filter_map(|(kind, due, until)| {
        let subject = Subject { kind: now.owner, id: now.owner_id.clone(), name: owner.name.clone() };
        let (vendor, amount) = (owner.vendor.clone(), amount.clone());
        let deadline = deadline(kind, subject, None, vendor, due?, today, amount, true, until);
        Some((owner.vendor_id.clone(), deadline))
    })
    .collect()
}
