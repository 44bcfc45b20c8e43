//! What the first screen says.

use crate::{
    backup::scheduled::Standing,
    cost::CostSums,
    list::Page,
    money::Money,
    people::PersonRow,
    reminders::{
        Deadline, DeadlineKind,
        inbox::{InboxEntry, InboxGroupName},
    },
};
use serde::Serialize;

/// All figures and lists of the first screen.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Overview {
    /// Local date, YYYY-MM-DD.
    pub today: String,
    /// Overdue and the next 90 days (values to rotate: 14), by date; what is snoozed or older is left out.
    pub entries: Vec<InboxEntry>,
    /// What they cost together, group by group.
    pub groups: Vec<GroupStake>,
    /// The same by kind, in the order of the kinds.
    pub kinds: Vec<KindStake>,
    /// Deadlines that come back on a later day.
    pub snoozed: Aside,
    /// Deadlines of equal devices on one day, which are one line.
    pub bundles: Vec<Bundle>,
    /// How many deadlines are listed, those of equal devices one by one.
    pub listed: u32,
    /// Overdue or due within a week, and neither acknowledged nor muted: the number on badges.
    pub waiting: u32,
    /// Overdue more than the listed ones: warranty ends and replacements past for over 30 days.
    pub older: Aside,
    /// Of those that wait: past.
    pub overdue: u32,
    /// Of those that wait: today or within a week.
    pub this_week: u32,
    /// What the listed and the snoozed deadlines put at stake, per currency, largest first: each thing once, at its nearest
    /// date. The groups and what is snoozed add up to it, and so do the kinds and what is snoozed.
    pub renewals: Vec<Money>,
    pub devices: u32,
    pub devices_covered: u32,
    /// Warranties that end within the next 30 days.
    pub devices_ending: u32,
    pub over_used: Vec<OverUsed>,
    pub months: Vec<CostMonth>,
    /// What licenses and contracts of these months come to in the renewal forecast: the months without hardware.
    pub forecast: CostSums,
    /// Values to be rotated that are listed: overdue, or within 14 days.
    pub credentials_to_rotate: u32,
    /// People who left and still have devices, seats or logins: the first of them, and how many there are.
    pub left_holding: Page<PersonRow>,
    /// Lent devices that should be back.
    pub loans_overdue: u32,
    pub counts: Counts,
    /// RFC 3339, or None when never.
    pub last_backup_at: Option<String>,
    pub backups: Standing,
    /// Whether nothing at all was entered yet.
    pub empty: bool,
    /// Whether the sample data is in it.
    pub sample: bool,
}

/// Deadlines that stand beside the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Aside {
    pub count: u32,
    /// Per currency, as in the groups.
    pub at_stake: Vec<Money>,
}

/// What the deadlines of one urgency put at stake together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GroupStake {
    pub name: InboxGroupName,
    /// Per currency; each thing counts once, at its nearest date.
    pub at_stake: Vec<Money>,
}

/// The deadlines of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KindStake {
    pub kind: DeadlineKind,
    pub count: u32,
    pub overdue: u32,
    /// Per currency; each thing counts once, at its nearest date.
    pub at_stake: Vec<Money>,
}

/// Deadlines of one kind and one day, of devices of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Bundle {
    /// Maker and model.
    pub model: String,
    /// Ids of the deadlines, in the order of the list; at least two.
    pub deadlines: Vec<String>,
}

/// A license of which more seats are used than bought.
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
    /// Of recorded terms.
    pub licenses: Vec<Money>,
    pub contracts: Vec<Money>,
    /// Of renewals that nobody recorded yet: those that come by themselves, and those that somebody would order.
    pub licenses_expected: Vec<Money>,
    pub contracts_expected: Vec<Money>,
    /// Replacement of devices at the end of their expected life.
    pub hardware: Vec<Money>,
    /// The largest of the expected bills, by day; at most five.
    pub expected: Vec<ExpectedBill>,
    /// How many more are expected.
    pub more_expected: u32,
}

/// A bill of a renewal that nobody recorded yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExpectedBill {
    /// YYYY-MM-DD.
    pub on: String,
    pub name: String,
    pub amount: Money,
}

/// What a vendor's page says beyond its own fields.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VendorFigures {
    pub years: crate::cost::VendorYears,
    /// The next open deadline of anything bought from it, today or later: the one that the list of vendors shows.
    pub next: Option<Deadline>,
    /// Open deadlines that are past.
    pub overdue: u32,
}

/// Live things of each kind.
#[derive(Debug, Clone, Default, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Counts {
    pub vendors: u32,
    pub licenses: u32,
    pub contracts: u32,
    pub devices: u32,
    pub credentials: u32,
    pub people: u32,
    pub locations: u32,
}
