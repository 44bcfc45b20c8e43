//! The first screen, read over all domains.

mod forecast;
mod model;
mod store;

pub use model::{CostMonth, Counts, OverUsed, Overview};

use crate::{
    Result,
    money::Totals,
    reminders::{self, DeadlineKind},
    settings,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// How far the first screen looks ahead, in days.
const AHEAD: u32 = 90;
/// Warranty ends and replacements leave "overdue" this many days after their date.
const OLD_AFTER: i32 = 30;

pub async fn get(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Overview> {
    let all = reminders::deadlines(conn, today, Some(AHEAD)).await?;
    let is_old = |deadline: &reminders::Deadline| {
        matches!(deadline.kind, DeadlineKind::WarrantyEnds | DeadlineKind::DeviceReplace)
            && deadline.days_left < -OLD_AFTER
    };
    let (older, deadlines): (Vec<_>, Vec<_>) = all.into_iter().partition(is_old);
    let mut renewals = Totals::default();
    for deadline in &deadlines {
        let renews = matches!(deadline.kind, DeadlineKind::LicenseEnds | DeadlineKind::RenewalConfirm);
        if renews && deadline.days_left >= 0 {
            deadline.amounts.iter().for_each(|amount| renewals.add(amount));
        }
    }
    let counts = store::counts(conn).await?;
    let coverage = store::coverage(conn, today).await?;
    let count = |days: std::ops::Range<i32>| {
        deadlines.iter().filter(|deadline| days.contains(&deadline.days_left)).count() as u32
    };
    Ok(Overview {
        today: today.to_string(),
        older: older.len() as u32,
        overdue: count(i32::MIN..0),
        this_week: count(0..8),
        renewals: renewals.into_vec(),
        devices: coverage.devices,
        devices_covered: coverage.covered,
        devices_ending: coverage.ending,
        over_used: store::over_used(conn, today).await?,
        months: forecast::next_twelve_months(conn, today).await?,
        credentials_to_rotate: deadlines
            .iter()
            .filter(|deadline| deadline.kind == DeadlineKind::CredentialRotate && deadline.days_left <= 14)
            .count() as u32,
        empty: counts.vendors + counts.licenses + counts.devices + counts.credentials + counts.people == 0,
        counts,
        last_backup_at: settings::last_backup_at(conn).await?,
        sample: settings::sample_batch(conn).await?.is_some(),
        deadlines,
    })
}
