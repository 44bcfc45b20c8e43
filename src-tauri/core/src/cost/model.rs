//! What licenses and contracts cost: forecasts, spending, budgets, exchange rates.

use crate::{
    ids::Kind,
    money::Money,
    terms::bills::{Certainty, Part},
};
use serde::{Deserialize, Serialize};

/// When an amount counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CostView {
    /// Whole, in the month of the billing date.
    #[default]
    Billed,
    /// Evenly over the months it pays for.
    Spread,
}

/// Which costs, and how to look at them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct CostQuery {
    /// The first month, YYYY-MM; None is the present one.
    pub from: Option<String>,
    /// How many months; at most 120.
    pub months: u32,
    pub view: CostView,
    pub with_tax: bool,
    /// What renewals will cost more, in hundredths of a percent: 500 is 5 %. One rise at the next renewal, then one a
    /// year.
    pub rise: i32,
    /// Also expect the renewal of what somebody has to renew by hand.
    pub by_hand: bool,
    pub vendor_id: Option<String>,
    pub category: Option<String>,
}

impl Default for CostQuery {
    fn default() -> Self {
        CostQuery {
            from: None,
            months: 24,
            view: CostView::Billed,
            with_tax: false,
            rise: 0,
            by_hand: true,
            vendor_id: None,
            category: None,
        }
    }
}

/// One amount of one license or contract in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CostLine {
    pub kind: Kind,
    pub id: String,
    pub name: String,
    pub vendor_id: Option<String>,
    pub vendor: Option<String>,
    pub category: Option<String>,
    /// The billing date; spread over months, the first day of the month.
    pub on: String,
    /// YYYY-MM.
    pub month: String,
    pub certainty: Certainty,
    /// It belongs to a renewal for whose length nobody said it: the shorter of term and billing period is assumed.
    pub renewal_assumed: bool,
    /// Of a bill for a part of a billing period: its days, and those of the full one.
    pub part: Option<Part>,
    /// At the recorded price.
    pub amount: Money,
    /// With the rise that was asked for; of a committed one the same.
    pub assumed: Money,
}

/// Sums per currency, largest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CostSums {
    /// Of recorded terms.
    pub committed: Vec<Money>,
    /// Of renewals, at today's price.
    pub expected: Vec<Money>,
    /// Of renewals, with the rise that was asked for.
    pub assumed: Vec<Money>,
    /// Committed and assumed together.
    pub total: Vec<Money>,
}

/// What one month costs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ForecastMonth {
    /// YYYY-MM.
    pub month: String,
    pub sums: CostSums,
}

/// What comes from one vendor or under one category.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CostGroup {
    /// The vendor's id; None for categories, and for what has no vendor.
    pub id: Option<String>,
    /// Empty for what has no vendor or category.
    pub name: String,
    pub sums: CostSums,
}

/// What the months of a query cost: by month, by vendor, by category and in all.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Forecast {
    /// Every month of the window, also without costs.
    pub months: Vec<ForecastMonth>,
    /// The costliest first (by the largest currency).
    pub vendors: Vec<CostGroup>,
    pub categories: Vec<CostGroup>,
    pub sums: CostSums,
    /// The total in the currency of the settings, where rates are entered.
    pub converted: Option<Converted>,
    /// Licenses and contracts with a price and no day to bill it on: they are in no month.
    pub undated: Vec<Undated>,
    /// Licenses and contracts with renewals in these months whose length nobody said: it is assumed.
    pub renewal_assumed: Vec<Undated>,
    /// Licenses and contracts with a price for a seat and no number of seats: what they cost is not known.
    pub unseated: Vec<Undated>,
}

/// A license or contract that a forecast says something of.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Undated {
    pub kind: Kind,
    pub id: String,
    pub name: String,
}

/// Amounts of several currencies as one, by the rates that the user entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Converted {
    pub total: Money,
    /// The rates that were used.
    pub rates: Vec<RateUsed>,
    /// Amounts in currencies without a rate: they are not in the total.
    pub left_out: Vec<Money>,
}

/// An exchange rate that a total was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RateUsed {
    pub from: String,
    pub to: String,
    /// One unit of `from` in `to`, a plain decimal.
    pub rate: String,
    pub on_date: String,
}

/// What was and will be paid to each vendor in some days.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Spend {
    pub from: String,
    pub to: String,
    /// The costliest first; what has no vendor comes last, without a name.
    pub vendors: Vec<VendorSpend>,
    pub total: Vec<Money>,
    /// Of the total: renewals that come by themselves on a later day, unless somebody cancels.
    pub expected: Vec<Money>,
    pub converted: Option<Converted>,
}

/// What was and will be paid to one vendor, per currency.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VendorSpend {
    pub vendor_id: Option<String>,
    pub vendor: String,
    pub licenses: Vec<Money>,
    pub contracts: Vec<Money>,
    /// Devices that were bought in these days.
    pub hardware: Vec<Money>,
    pub total: Vec<Money>,
    /// Of the total: renewals that come by themselves on a later day.
    pub expected: Vec<Money>,
}

/// A vendor's spending, for its page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VendorYears {
    /// What the present fiscal year is called: "2026", or "2026/27" when it begins within a year.
    pub this_year_label: String,
    pub last_year: Vec<Money>,
    pub this_year: Vec<Money>,
    /// From today on.
    pub next_twelve_months: Vec<Money>,
}

/// A fiscal year: first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiscalYear {
    /// The calendar year it begins in.
    pub year: i32,
    pub first: chrono::NaiveDate,
    pub last: chrono::NaiveDate,
}

/// What one enters about a budget.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct BudgetInput {
    /// None for a new one.
    pub id: Option<String>,
    /// The calendar year that the fiscal year begins in.
    pub fiscal_year: i32,
    /// None is for everything that has no budget of its own.
    pub category: Option<String>,
    pub amount: Money,
    pub notes: Option<String>,
}

/// A budget beside what is paid from it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BudgetLine {
    pub id: String,
    pub version: u32,
    pub category: Option<String>,
    pub planned: Money,
    /// Billed until today.
    pub actual: Money,
    /// Still to come in this fiscal year, expected renewals included.
    pub ahead: Money,
    /// Planned less actual and ahead; below zero when it will not do.
    pub left: Money,
    pub notes: Option<String>,
}

/// A fiscal year's plan.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BudgetYear {
    pub fiscal_year: i32,
    pub label: String,
    pub from: String,
    pub to: String,
    pub lines: Vec<BudgetLine>,
    /// Costs of the year that no budget is for: per currency, actual and ahead together.
    pub unplanned: Vec<Money>,
}

/// What one enters about an exchange rate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct RateInput {
    /// None for a new one.
    pub id: Option<String>,
    pub from: String,
    pub to: String,
    /// One unit of `from` in `to`, a plain decimal such as 0.9214.
    pub rate: String,
    /// The day it was looked up for.
    pub on_date: String,
}
