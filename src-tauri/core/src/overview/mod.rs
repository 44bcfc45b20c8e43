//! The first screen, read over all domains.

mod bundles;
mod forecast;
mod model;
mod store;
mod vendor;

pub use model::{Bundle, CostMonth, Counts, OverUsed, Overview, VendorFigures};
pub use vendor::vendor_figures;

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
        let lines = deadlines.iter().filter(|deadline| !joined.contains(deadline.id.as_str()));
        lines.filter(|deadline| days.contains(&deadline.days_left)).count() as u32
    };
    Ok(Overview {
        today: today.to_string(),
        older: older.len() as u32,
        answers: count(i32::MIN..i32::MAX),
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
        deadlines,
    })
}
