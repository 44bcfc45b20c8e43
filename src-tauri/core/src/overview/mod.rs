//! The first screen, read over all domains.

mod bundles;
mod forecast;
mod model;
mod store;
mod vendor;

pub use model::{
    Aside, Bundle, CostMonth, Counts, ExpectedBill, GroupStake, KindStake, OverUsed, Overview, VendorFigures,
};
pub use vendor::vendor_figures;

use crate::{
    Result,
    backup::scheduled,
    list::ListQuery,
    people,
    reminders::{
        Deadline, DeadlineKind,
        inbox::{self, InboxEntry, InboxGroupName},
    },
    settings,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// What the first screen says on a day. Deadlines, what waits and what is at stake are the inbox's own figures.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read, [`crate::Error::Field`] for a stored term that breaks
/// the rules of terms.
pub async fn get(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Overview> {
    let inbox = inbox::get(conn, today).await?;
    let (mut older, mut snoozed) = (Aside::default(), Aside::default());
    let (mut entries, mut groups, mut loans_overdue) = (Vec::new(), Vec::new(), 0);
    for group in inbox.groups {
        let loans = group.entries.iter().map(|entry| &entry.deadline);
        let late = |deadline: &&Deadline| deadline.kind == DeadlineKind::LoanReturn && deadline.days_left < 0;
        loans_overdue += loans.filter(late).count() as u32;
        let aside = Aside { count: group.entries.len() as u32, at_stake: group.at_stake.clone() };
        match group.name {
            InboxGroupName::Older => older = aside,
            InboxGroupName::Snoozed => snoozed = aside,
            name if inbox::is_near(name) => {
                entries.extend(group.entries);
                groups.push(GroupStake { name, at_stake: group.at_stake });
            }
            _ => {}
        }
    }
    let deadlines: Vec<_> = entries.iter().map(|entry| entry.deadline.clone()).collect();
    // What is snoozed still costs, and comes back.
    let renewals = inbox::total(groups.iter().map(|group| &group.at_stake).chain([&snoozed.at_stake]));
    let counts = store::counts(conn).await?;
    let coverage = store::coverage(conn, today).await?;
    let bundles = bundles::bundles(&deadlines, &store::models(conn, &deadlines).await?);
    let count = |days: std::ops::Range<i32>| {
        let waits = entries.iter().filter(|entry| !entry.acknowledged && !entry.muted);
        waits.filter(|entry| days.contains(&entry.deadline.days_left)).count() as u32
    };
    let (months, forecast) = forecast::next_twelve_months(conn, today).await?;
    Ok(Overview {
        today: today.to_string(),
        older,
        snoozed,
        waiting: inbox.waiting,
        kinds: kinds(&entries),
        groups,
        listed: entries.len() as u32,
        overdue: count(i32::MIN..0),
        this_week: count(0..8),
        renewals,
        devices: coverage.devices,
        devices_covered: coverage.covered,
        devices_ending: coverage.ending,
        over_used: store::over_used(conn, today).await?,
        months,
        forecast,
        credentials_to_rotate: deadlines
            .iter()
            .filter(|deadline| deadline.kind == DeadlineKind::CredentialRotate)
            .count() as u32,
        left_holding: people::list(conn, &left_holding(), today).await?,
        loans_overdue,
        empty: counts.vendors
            + counts.licenses
            + counts.contracts
            + counts.devices
            + counts.credentials
            + counts.people
            == 0,
        counts,
        last_backup_at: settings::last_backup_at(conn).await?,
        backups: scheduled::standing(conn, today).await?,
        sample: settings::sample_batch(conn).await?.is_some(),
        bundles,
        entries,
    })
}

/// What is listed of each kind, and what it puts at stake.
fn kinds(entries: &[InboxEntry]) -> Vec<KindStake> {
    let stake = |kind: DeadlineKind| {
        let of_kind: Vec<&InboxEntry> = entries.iter().filter(|entry| entry.deadline.kind == kind).collect();
        let overdue = of_kind.iter().filter(|entry| entry.deadline.days_left < 0).count() as u32;
        let count = of_kind.len() as u32;
        KindStake {
            kind,
            count,
            overdue,
            at_stake: inbox::total(of_kind.iter().map(|entry| &entry.at_stake)),
        }
    };
    DeadlineKind::ALL.into_iter().map(stake).filter(|stake| 0 < stake.count).collect()
}

/// The people who left and still have something, those gone longest first.
fn left_holding() -> ListQuery {
    ListQuery {
        only: Some("left_holding".into()),
        sort: "leaves_on".into(),
        limit: Some(10),
        ..ListQuery::default()
    }
}
