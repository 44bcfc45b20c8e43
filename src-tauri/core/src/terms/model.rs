//! Terms: what was bought from when until when, for how much, and by when it must be cancelled.

use crate::money::Money;
use serde::{Deserialize, Serialize};

/// What one enters about a term. Dates are YYYY-MM-DD; both are days in force.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct TermInput {
    /// None for a new one.
    pub id: Option<String>,
    /// The term this one renews.
    pub renews_term_id: Option<String>,
    pub starts_on: Option<String>,
    /// None is perpetual.
    pub ends_on: Option<String>,
    pub maintenance_ends_on: Option<String>,
    /// None is unlimited.
    pub seats: Option<u32>,
    /// For one billing period, per seat or in total.
    pub price: Option<Money>,
    pub price_per_seat: bool,
    /// Billed every n months; None is once for the whole term.
    pub billing_months: Option<u32>,
    pub auto_renews: bool,
    pub notice_months: Option<u32>,
    pub notice_days: Option<u32>,
    pub cancelled_on: Option<String>,
    pub order_number: Option<String>,
    pub purchase_order: Option<String>,
    pub purchased_on: Option<String>,
}

/// A term as its license shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Term {
    pub id: String,
    pub fields: TermInput,
    /// What the whole term costs.
    pub cost: Option<Money>,
    /// Last day on which notice counts; only for auto-renewing terms that are not cancelled.
    pub cancel_by: Option<String>,
    /// Another term renews this one.
    pub renewed: bool,
    pub in_force: bool,
    /// For an auto-renewing term past its end: the period that runs today, unconfirmed.
    pub rolled: Option<RolledTerm>,
}

/// Where an unconfirmed renewal stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RolledTerm {
    pub starts_on: String,
    pub ends_on: String,
    pub cancel_by: Option<String>,
}
