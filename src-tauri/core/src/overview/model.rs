//! What the first screen says.

use crate::{list::Page, money::Money, people::PersonRow, reminders::Deadline};
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Overview {
    /// Local date, YYYY-MM-DD.
    pub today: String,
    /// Overdue and the next 90 days, by date.
    pub deadlines: Vec<Deadline>,
    /// Overdue more than the listed ones: warranty ends and replacements past for over 30 days.
    pub older: u32,
    pub overdue: u32,
    pub this_week: u32,
    /// Renewals in the next 90 days, per currency, largest first.
    pub renewals: Vec<Money>,
    pub devices: u32,
    pub devices_covered: u32,
    /// Warranties that end within the next 30 days.
    pub devices_ending: u32,
    pub over_used: Vec<OverUsed>,
    pub months: Vec<CostMonth>,
    pub credentials_to_rotate: u32,
    /// People who left and still have devices, seats or logins: the first of them, and how many there are.
    pub left_holding: Page<PersonRow>,
    /// Lent devices that should be back.
    pub loans_overdue: u32,
    pub counts: Counts,
    /// RFC 3339, or None when never.
    pub last_backup_at: Option<String>,
    /// Whether nothing at all was entered yet.
    pub empty: bool,
    /// Whether the sample data is in it.
    pub sample: bool,
}

#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OverUsed {
    pub license_id: String,
    pub name: String,
    pub used: u32,
    pub bought: u32,
}

/// What falls due to be paid in a calendar month, per currency.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CostMonth {
    /// YYYY-MM.
    pub month: String,
    pub licenses: Vec<Money>,
    /// Replacement of devices at the end of their expected life.
    pub hardware: Vec<Money>,
}

/// Live things of each kind.
#[derive(Debug, Clone, Default, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Counts {
    pub vendors: u32,
    pub licenses: u32,
    pub devices: u32,
    pub credentials: u32,
    pub people: u32,
}
