//! The first screen, read over all domains.

mod bundles;
mod forecast;
mod model;
mod store;
mod vendor;

pub use model::{Bundle, CostMonth, Counts, GroupStake, KindStake, OverUsed, Overview, VendorFigures};
pub use vendor::vendor_figures;

use crate::{
    Result,
    list::ListQuery,
    money::Totals,
    people,
    reminders::{
        Deadline, DeadlineKind,
        inbox::{self, InboxGroupName},
    },
    settings,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

pub async fn get(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Overview> {
    let inbox = inbox::get(conn, today).await?;
    let (mut older, mut snoozed) = (0, 0);
    let (mut entries, mut groups, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for group in inbox.groups {
        // It looks no farther ahead than its last heading says.
        let near = group
            .entries
            .iter()
            .filter(|entry| i64::from(entry.deadline.days_left) <= i64::from(inbox::AHEAD));
        all.extend(near.map(|entry| entry.deadline.clone()));
        match group.name {
            InboxGroupName::Later => {}
            InboxGroupName::Older => older = group.entries.len() as u32,
            InboxGroupName::Snoozed => snoozed = group.entries.len() as u32,
            name => {
                entries.extend(group.entries);
                groups.push(GroupStake { name, at_stake: group.at_stake });
            }
        }
    }
    let deadlines: Vec<_> = entries.iter().map(|entry| entry.deadline.clone()).collect();
    // What is snoozed still costs, and still has to come back.
    let mut renewals = Totals::default();
    for deadline in &all {
        let renews = matches!(
            deadline.kind,
            DeadlineKind::LicenseEnds | DeadlineKind::ContractEnds | DeadlineKind::RenewalConfirm
        );
        if renews && deadline.days_left >= 0 {
            deadline.amounts.iter().for_each(|amount| renewals.add(amount));
        }
    }
    let counts = store::counts(conn).await?;
    let coverage = store::coverage(conn, today).await?;
    let bundles = bundles::bundles(&deadlines, &store::models(conn, &deadlines).await?);
    let joined = bundles::joined(&bundles);
    let count = |days: std::ops::Range<i32>| {
        let open = entries.iter().filter(|entry| !entry.acknowledged).map(|entry| &entry.deadline);
        let lines = open.filter(|deadline| !joined.contains(deadline.id.as_str()));
        lines.filter(|deadline| days.contains(&deadline.days_left)).count() as u32
    };
    Ok(Overview {
        today: today.to_string(),
        older,
        snoozed,
        waiting: inbox.waiting,
        kinds: kinds(&deadlines),
        groups,
        answers: count(i32::MIN..i32::MAX),
        overdue: count(i32::MIN..0),
        this_week: count(0..8),
        renewals: renewals.into_vec(),
        devices: coverage.devices,
        devices_covered: coverage.covered,
        devices_ending: coverage.ending,
        over_used: store::over_used(conn, today).await?,
        months: forecast::next_twelve_months(conn, today).await?,
        credentials_to_rotate: all
            .iter()
            .filter(|deadline| deadline.kind == DeadlineKind::CredentialRotate && deadline.days_left <= 14)
            .count() as u32,
        left_holding: people::list(conn, &left_holding(), today).await?,
        loans_overdue: all
            .iter()
            .filter(|deadline| deadline.kind == DeadlineKind::LoanReturn && deadline.days_left < 0)
            .count() as u32,
        empty: counts.vendors
            + counts.licenses
            + counts.contracts
            + counts.devices
            + counts.credentials
            + counts.people
            == 0,
        counts,
        last_backup_at: settings::last_backup_at(conn).await?,
        sample: settings::sample_batch(conn).await?.is_some(),
        bundles,
        entries,
    })
}

/// What is due of each kind, and what it costs.
fn kinds(deadlines: &[Deadline]) -> Vec<KindStake> {
    let stake = |kind: DeadlineKind| {
        let of_kind: Vec<&Deadline> = deadlines.iter().filter(|deadline| deadline.kind == kind).collect();
        let overdue = of_kind.iter().filter(|deadline| deadline.days_left < 0).count() as u32;
        let count = of_kind.len() as u32;
        KindStake { kind, count, overdue, at_stake: inbox::at_stake(of_kind.into_iter()) }
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
