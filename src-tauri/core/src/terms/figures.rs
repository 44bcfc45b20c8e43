//! What terms come to: when seats come and go, what a year costs, what the next period costs. Pure.

use super::{
    bills::{self, Certainty, Span},
    changes::Read,
    rules::Checked,
};
use crate::money::{Exact, MAX_MINOR, Money, Totals};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The days after a day on which seats come or go: a term begins, or the day after the last one of a term that does not
/// go on by itself.
pub fn seat_changes(all: &[Read<'_>], after: NaiveDate) -> Vec<NaiveDate> {
    let begins = all.iter().filter_map(|term| term.rules.starts_on);
    let ends = all.iter().filter_map(|term| term.rules.goes_until()?.succ_opt());
    let mut days: Vec<NaiveDate> = begins.chain(ends).filter(|day| *day > after).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// A bill, and the months it pays for: twelve of these months are what a year costs, exactly. None for what has no yearly
/// figure: no price, or one that was paid once for good.
pub fn year_parts(rules: &Checked) -> Option<(i64, u32)> {
    let (year, months) = rules.yearly_exact()?.parts();
    Some((i64::try_from(year / 12).ok()?, u32::try_from(months).ok()?))
}

/// What the period costs that comes next, in minor units without tax, at the present price: what its bills in a
/// forecast add up to. It comes after the recorded end; with a day, after the period that runs on that day. None for a
/// term without an end or a price.
pub fn next_cost(rules: &Checked, today: Option<NaiveDate>) -> Option<i64> {
    rules.bill()?;
    let going_on = Checked {
        auto_renews: true,
        cancelled_on: None,
        cancel_effective_on: None,
        renewed: false,
        taken_over_on: None,
        ..rules.clone()
    };
    let rolling = going_on.rolling()?;
    let runs = today.and_then(|today| rolling.on(today)).map(|runs| runs.ends_on);
    let next = rolling.on(runs.or(going_on.counted_end())?.succ_opt()?)?;
    let span = Span { from: next.starts_on, until: next.ends_on, today: next.starts_on };
    let bills = bills::bills(&going_on, false, span);
    let of_it =
        bills.iter().filter(|bill| bill.certainty != Certainty::Committed && bill.on >= next.starts_on);
    Some(of_it.fold(0_i64, |sum, bill| sum.saturating_add(bill.minor)).min(MAX_MINOR))
}

/// A sum of yearly costs per currency, exact until it is shown: each bill times twelve by its months, rounded once.
#[derive(Debug, Clone, Default)]
pub struct Yearly(BTreeMap<String, Exact>);

impl Yearly {
    /// Adds bills of one currency that each pay for so many months.
    pub fn add(&mut self, currency: &str, minor: i64, months: u32) {
        let more = Exact::new(i128::from(minor) * 12, i128::from(months));
        let sum = self.0.entry(currency.to_owned()).or_insert(Exact::new(0, 1));
        *sum = sum.plus(more);
    }

    /// Rounded, the largest first; what costs nothing is left out.
    pub fn into_vec(self) -> Vec<Money> {
        let mut totals = Totals::default();
        for (currency, sum) in self.0 {
            if let Some(minor) = sum.rounded().filter(|minor| *minor > 0) {
                totals.add(&Money::new(minor, currency));
            }
        }
        totals.into_vec()
    }
}

#[cfg(test)]
mod tests;
