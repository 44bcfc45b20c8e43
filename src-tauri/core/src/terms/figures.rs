//! What terms come to on a day: whether one counts then, what a year of it costs, what its next period costs. Pure.

use super::{
    bills::{self, Certainty, Span},
    changes::Read,
    rules::{Checked, rounded},
};
use crate::{
    dates::Rolled,
    money::{MAX_MINOR, Money, Totals},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The last day on which a term counts by itself: its last day in force, or the day before its renewal begins, where
/// that comes earlier. None is without end. What renews itself counts on after it.
pub fn counts_until(all: &[Read<'_>], term: &Read<'_>) -> Option<NaiveDate> {
    let last = term.rules.last_day();
    if !term.renewed {
        return last;
    }
    let renewed_by = |id: &Option<String>| {
        all.iter()
            .filter(|other| id.is_some() && other.input.renews_term_id == *id)
            .filter_map(|other| other.rules.starts_on)
            .min()
    };
    // A true-up is renewed with what it adds to.
    let begins = renewed_by(&term.input.id).or_else(|| renewed_by(&term.input.adds_to_term_id));
    [last, begins.and_then(|day| day.pred_opt())].into_iter().flatten().min()
}

/// The first period after the recorded end of a term that goes on by itself; None for one that does not.
pub fn first_roll(term: &Read<'_>) -> Option<Rolled> {
    if term.renewed {
        return None;
    }
    term.rules.rolled(term.rules.ends_on?.succ_opt()?)
}

/// Whether a term counts on a day, with its seats and its price. A rolled period does; an unknown start has begun.
pub fn in_force(all: &[Read<'_>], term: &Read<'_>, day: NaiveDate) -> bool {
    let begun = term.rules.starts_on.is_none_or(|start| start <= day);
    let within = counts_until(all, term).is_none_or(|last| day <= last);
    begun && (within || !term.renewed && term.rules.rolled(day).is_some())
}

/// Seats on a day: the sum over the terms in force, None for unlimited; and whether no term is in force.
pub fn seats_on(all: &[Read<'_>], day: NaiveDate) -> (Option<u32>, bool) {
    let (mut sum, mut unlimited, mut ended) = (0_u32, false, true);
    for term in all.iter().filter(|term| in_force(all, term, day)) {
        ended = false;
        match term.rules.seats {
            Some(seats) => sum = sum.saturating_add(seats),
            None => unlimited = true,
        }
    }
    ((!unlimited).then_some(sum), ended)
}

/// The days after a day on which seats come or go: a term begins, or the day after the last one of a term that does not
/// go on by itself.
pub fn seat_changes(all: &[Read<'_>], after: NaiveDate) -> Vec<NaiveDate> {
    let begins = all.iter().filter_map(|term| term.rules.starts_on);
    let ends = all
        .iter()
        .filter(|term| first_roll(term).is_none())
        .filter_map(|term| counts_until(all, term)?.succ_opt());
    let mut days: Vec<NaiveDate> = begins.chain(ends).filter(|day| *day > after).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// One bill, and the months it pays for: twelve of these months are a year's cost. None for what has no yearly figure:
/// no price, or one that was paid once for good.
pub fn year_parts(rules: &Checked) -> Option<(i64, u32)> {
    let bill = rules.bill()?;
    match (rules.billing_months, rules.ends_on) {
        (Some(every), _) => Some((bill, every.max(1))),
        (None, Some(_)) => Some((bill, rules.period_months().max(1))),
        (None, None) => None,
    }
}

/// What the period after the end of a term costs, in minor units without tax, at its present price: what its bills in
/// a forecast add up to. None for a term without an end or a price.
pub fn next_cost(rules: &Checked) -> Option<i64> {
    let cost = rules.cost()?;
    let going_on = Checked {
        auto_renews: true,
        cancelled_on: None,
        cancel_effective_on: None,
        maintenance_ends_on: None,
        ..rules.clone()
    };
    let end = going_on.ends_on?;
    let next = going_on.rolled(end.succ_opt()?)?;
    let span = Span { from: next.starts_on, until: next.ends_on, today: end };
    let sum = bills::bills(&going_on, false, false, span)
        .iter()
        .filter(|bill| bill.certainty != Certainty::Committed && bill.on >= next.starts_on)
        .fold(0_i64, |sum, bill| sum.saturating_add(bill.minor));
    // A period that no bill falls into costs what the term did.
    Some(if sum > 0 { sum.min(MAX_MINOR) } else { cost })
}

/// A sum of yearly costs per currency, exact until it is shown: each bill times twelve by its months, rounded once.
#[derive(Debug, Clone, Default)]
pub struct Yearly(BTreeMap<String, Fraction>);

impl Yearly {
    /// Adds bills of one currency that each pay for so many months.
    pub fn add(&mut self, currency: &str, minor: i64, months: u32) {
        self.0.entry(currency.to_owned()).or_default().add(i128::from(minor) * 12, i128::from(months.max(1)));
    }

    /// Rounded, the largest first; what costs nothing is left out.
    pub fn into_vec(self) -> Vec<Money> {
        let mut totals = Totals::default();
        for (currency, sum) in self.0 {
            let minor = sum.times(1, 1);
            if minor > 0 {
                totals.add(&Money::new(minor, currency));
            }
        }
        totals.into_vec()
    }
}

/// A whole number of minor units by another: kept exactly while it grows, and rounded once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    over: i128,
    under: i128,
}

impl Default for Fraction {
    fn default() -> Fraction {
        Fraction { over: 0, under: 1 }
    }
}

impl Fraction {
    /// Adds `over / under`; `under` is above zero.
    pub fn add(&mut self, over: i128, under: i128) {
        let exact = || {
            let sum = self.over.checked_mul(under)?.checked_add(over.checked_mul(self.under)?)?;
            let under = self.under.checked_mul(under)?;
            let shared = divisor(sum, under).max(1);
            Some(Fraction { over: sum / shared, under: under / shared })
        };
        // Past 38 digits of a common denominator, both are rounded to a millionth of a minor unit.
        const FINE: i128 = 1_000_000;
        *self = exact().unwrap_or_else(|| Fraction {
            over: rounded(self.over.saturating_mul(FINE), self.under)
                .saturating_add(rounded(over.saturating_mul(FINE), under)),
            under: FINE,
        });
    }

    /// The amount times `times` by `by`, rounded once.
    pub fn times(self, times: u32, by: u32) -> i64 {
        let over = self.over.saturating_mul(i128::from(times));
        let under = self.under.saturating_mul(i128::from(by.max(1)));
        i64::try_from(rounded(over, under)).unwrap_or(MAX_MINOR).min(MAX_MINOR)
    }
}

fn divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
