//! What a vendor's page says beyond its own fields.

use super::model::VendorFigures;
use crate::{Result, cost, reminders};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// Spending of the years, and the next open deadline of anything bought from the vendor.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read, [`crate::Error::Field`] for a stored term that breaks
/// the rules of terms.
pub async fn vendor_figures(
    conn: &mut SqliteConnection,
    vendor_id: &str,
    today: NaiveDate,
) -> Result<VendorFigures> {
    let years = cost::vendor_years(conn, vendor_id, today).await?;
    let deadlines = reminders::of_vendor(conn, vendor_id, today).await?;
    let overdue = deadlines.iter().filter(|deadline| deadline.days_left < 0).count();
    Ok(VendorFigures {
        years,
        overdue: u32::try_from(overdue).unwrap_or(u32::MAX),
        next: deadlines.into_iter().find(|deadline| deadline.days_left >= 0),
    })
}
