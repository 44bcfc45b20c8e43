//! When a term is billed, and over which months what is billed is spread: pure.

use super::rules::{Checked, rounded, with_tax};
use crate::{dates, money};
use chrono::{Datelike, NaiveDate};

/// How sure a bill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Of a recorded term.
    Committed,
    /// Of a period that comes by itself, unless somebody cancels.
    Renews,
    /// Of a renewal that somebody would have to order.
    Expected,
}

/// One bill of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The billing date.
    pub on: NaiveDate,
    /// Minor units, without tax.
    pub minor: i64,
    /// Minor units, with tax.
    pub with_tax: i64,
    /// First day of the period it pays for.
    pub starts_on: NaiveDate,
    /// Length of that period; at least 1.
    pub months: u32,
    pub certainty: Certainty,
    /// How many price rises are to be assumed before this bill: one at the next renewal, then one a year.
    pub rises: u32,
}

impl Bill {
    /// What falls on each month (its first day), spare minor units on the first ones; the parts sum to `total`.
    pub fn spread(&self, total: i64) -> impl Iterator<Item = (NaiveDate, i64)> {
        let first = self.starts_on.with_day(1).unwrap_or(self.starts_on);
        (0..)
            .zip(money::spread(total, self.months))
            .filter_map(move |(offset, part)| Some((dates::add_months(first, offset)?, part)))
    }

    /// An amount after the rises of a price by `rise` hundredths of a percent a year, rounded at each of them.
    pub fn risen(&self, minor: i64, rise: i32) -> i64 {
        let factor = i128::from(10_000 + rise.max(-10_000));
        let mut amount = i128::from(minor);
        for _ in 0..self.rises {
            amount = rounded(amount * factor, 10_000).min(i128::from(money::MAX_MINOR));
        }
        i64::try_from(amount).unwrap_or(money::MAX_MINOR)
    }
}

/// Which bills are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Bills that were before this day and whose period ended before it are left out.
    pub from: NaiveDate,
    /// The last billing date.
    pub until: NaiveDate,
    /// Prices stand as recorded until this day; rises are counted from it.
    pub today: NaiveDate,
}

/// The bills of a term, by date.
///
/// A recorded term with both its days known yields bills that sum to its cost exactly. A price paid once falls on
/// the purchase date, else the start; without either there is no date to bill it on. A term without an end, billed
/// by a rhythm, goes on, and so does one that renews itself (counted from the first start, so that the 31st does not
/// drift). With `by_hand` the same is expected of a term that somebody would have to renew.
pub fn bills(rules: &Checked, renewed: bool, by_hand: bool, span: Span) -> Vec<Bill> {
    let Some(bill) = rules.bill().filter(|bill| *bill > 0) else { return Vec::new() };
    let mut found = committed(rules, bill, span);
    let open = !renewed && rules.cancelled_on.is_none();
    if open && (rules.auto_renews || by_hand) {
        renewals(rules, bill, span, &mut found);
    }
    found.retain(|bill| touches(bill, span));
    found
}

/// Whether a term has a price that no known day belongs to: it is in no month.
pub fn undated(rules: &Checked) -> bool {
    rules.bill().is_some_and(|bill| bill > 0)
        && rules.starts_on.is_none()
        && match rules.billing_months {
            None => rules.purchased_on.is_none(),
            Some(_) => rules.ends_on.is_none(),
        }
}

fn touches(bill: &Bill, span: Span) -> bool {
    let last = dates::term_end(bill.starts_on, bill.months).unwrap_or(bill.on);
    bill.on <= span.until && (bill.on >= span.from || last >= span.from)
        || bill.starts_on <= span.until && last >= span.from
}

fn one(rules: &Checked, on: NaiveDate, bill: i64, starts_on: NaiveDate, months: u32) -> Bill {
    Bill {
        on,
        minor: bill,
        with_tax: with_tax(bill, rules.tax_rate).unwrap_or(bill),
        starts_on,
        months: months.max(1),
        certainty: Certainty::Committed,
        rises: 0,
    }
}

fn committed(rules: &Checked, bill: i64, span: Span) -> Vec<Bill> {
    let last = rules.last_day();
    match (rules.billing_months, rules.starts_on, last) {
        (None, starts_on, _) => {
            let Some(on) = rules.purchased_on.or(starts_on) else { return Vec::new() };
            let start = starts_on.unwrap_or(on);
            // Something bought for good has no months to spread it over.
            let months = rules.ends_on.and_then(|end| dates::term_months(start, end));
            let mut paid =
                one(rules, on, bill, if months.is_some() { start } else { on }, months.unwrap_or(1));
            paid.with_tax = rules.cost_with_tax().unwrap_or(paid.with_tax);
            vec![paid]
        }
        (Some(every), Some(start), Some(end)) => {
            let total = dates::term_months(start, end).unwrap_or(1);
            let count = rules.billing_periods();
            // The tax is rounded once, on the whole.
            let gross = rules.cost_with_tax().map(|gross| money::spread(gross, count));
            (0..count)
                .filter_map(|k| {
                    let on = dates::add_months(start, k.checked_mul(every)?)?;
                    let left = total.saturating_sub(k * every);
                    let mut paid = one(rules, on, bill, on, every.min(left));
                    let part = gross.as_ref().and_then(|parts| parts.get(usize::try_from(k).ok()?));
                    paid.with_tax = part.copied().unwrap_or(paid.with_tax);
                    Some(paid)
                })
                .collect()
        }
        // Without an end it goes on from period to period; the first one is what was ordered.
        (Some(every), Some(start), None) => {
            let next = first_from(start, every, span.today);
            rhythm(start, every, span.from, span.until)
                .map(|(k, on)| Bill {
                    certainty: if k == 0 { Certainty::Committed } else { Certainty::Renews },
                    rises: (k.saturating_sub(next) * every) / 12,
                    ..one(rules, on, bill, on, every)
                })
                .collect()
        }
        // In force since an unknown day: counted back from the end.
        (Some(every), None, Some(end)) => {
            let Some(after) = end.succ_opt() else { return Vec::new() };
            let mut found: Vec<Bill> = (1..)
                .map_while(|k: u32| dates::sub_months(after, k.checked_mul(every)?))
                .take_while(|on| dates::term_end(*on, every).is_some_and(|last| last >= span.from))
                .map(|on| one(rules, on, bill, on, every))
                .collect();
            found.reverse();
            found
        }
        (Some(_), None, None) => Vec::new(),
    }
}

/// The periods after the recorded end.
fn renewals(rules: &Checked, bill: i64, span: Span, found: &mut Vec<Bill>) {
    let Some(end) = rules.ends_on else { return };
    let Some(anchor) = rules.starts_on.or_else(|| end.succ_opt()) else { return };
    let period = rules.period_months().max(1);
    let every = rules.billing_months.unwrap_or(period).min(period).max(1);
    let bills_of_a_period = period.div_ceil(every);
    let certainty = if rules.auto_renews { Certainty::Renews } else { Certainty::Expected };
    // How many periods were over when the recorded term ended.
    let recorded = if rules.starts_on.is_some() { 1 } else { 0 };
    let next = first_from(anchor, period, span.today.max(end));
    for (k, starts_on) in rhythm(anchor, period, span.from, span.until) {
        if k < recorded || starts_on <= end {
            continue;
        }
        let rises = k.checked_sub(next).map_or(0, |passed| 1 + passed * period / 12);
        for part in 0..bills_of_a_period {
            let Some(on) = dates::add_months(anchor, k * period + part * every) else { break };
            let months = every.min(period - part * every);
            found.push(Bill { certainty, rises, ..one(rules, on, bill, on, months) });
        }
    }
}

/// The number of the first boundary of a rhythm on a day or after it.
fn first_from(anchor: NaiveDate, every: u32, day: NaiveDate) -> u32 {
    rhythm(anchor, every, day, NaiveDate::MAX).find(|(_, on)| *on >= day).map_or(0, |(k, _)| k)
}

/// The k-th boundaries of a rhythm whose periods reach into the days from `from` to `until`.
fn rhythm(
    anchor: NaiveDate,
    every: u32,
    from: NaiveDate,
    until: NaiveDate,
) -> impl Iterator<Item = (u32, NaiveDate)> {
    let elapsed = (from.year() - anchor.year()) * 12 + from.month() as i32 - anchor.month() as i32;
    let every = every.max(1);
    let first = (u32::try_from(elapsed).unwrap_or(0) / every).saturating_sub(1);
    (first..)
        .map_while(move |k| Some((k, dates::add_months(anchor, k.checked_mul(every)?)?)))
        .take_while(move |(_, on)| *on <= until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        money::Money,
        terms::{TermInput, rules::check},
    };
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn year() -> Span {
        Span { from: day("2026-11-01"), until: day("2027-10-31"), today: day("2026-11-22") }
    }

    fn dates_of(term: &TermInput) -> Vec<String> {
        let found = bills(&check("t", term).unwrap(), false, false, year());
        found.into_iter().filter(|bill| bill.on >= year().from).map(|bill| bill.on.to_string()).collect()
    }

    fn yearly() -> TermInput {
        TermInput {
            starts_on: Some("2025-12-28".into()),
            ends_on: Some("2026-12-27".into()),
            price: Some(Money::new(100, "EUR")),
            ..TermInput::default()
        }
    }

    #[test]
    fn a_price_paid_once_is_billed_at_its_start_alone() {
        assert!(dates_of(&yearly()).is_empty());
        let recent = TermInput { starts_on: Some("2026-11-05".into()), ends_on: None, ..yearly() };
        assert_eq!(dates_of(&recent), ["2026-11-05"]);
        let bought = TermInput { purchased_on: Some("2026-11-20".into()), ..yearly() };
        assert_eq!(dates_of(&bought), ["2026-11-20"]);
    }

    #[test]
    fn a_term_that_renews_itself_is_billed_again() {
        let renewing = TermInput { auto_renews: true, ..yearly() };
        assert_eq!(dates_of(&renewing), ["2026-12-28"]);
        let ended =
            TermInput { auto_renews: true, starts_on: None, ends_on: Some("2025-03-31".into()), ..yearly() };
        assert_eq!(dates_of(&ended), ["2027-04-01"]);
    }

    #[test]
    fn a_monthly_bill_comes_every_month_without_drift() {
        let monthly = TermInput {
            starts_on: Some("2026-01-31".into()),
            ends_on: Some("2027-01-30".into()),
            billing_months: Some(1),
            ..yearly()
        };
        assert_eq!(dates_of(&monthly), ["2026-11-30", "2026-12-31"]);
        let rolling = TermInput { auto_renews: true, ..monthly.clone() };
        assert_eq!(dates_of(&rolling).len(), 12);
        let unknown = TermInput { starts_on: None, ..monthly };
        assert_eq!(dates_of(&unknown), ["2026-11-30", "2026-12-31"]);
    }

    #[test]
    fn an_open_ended_one_goes_on_and_a_cancelled_one_stops() {
        let mut open = TermInput {
            starts_on: Some("2024-01-15".into()),
            ends_on: None,
            billing_months: Some(3),
            ..yearly()
        };
        assert_eq!(dates_of(&open), ["2027-01-15", "2027-04-15", "2027-07-15", "2027-10-15"]);
        open.cancelled_on = Some("2026-11-22".into());
        open.cancel_effective_on = Some("2027-04-30".into());
        assert_eq!(dates_of(&open), ["2027-01-15", "2027-04-15"]);
    }

    #[test]
    fn only_with_by_hand_is_another_year_expected() {
        let rules = check("t", &yearly()).unwrap();
        let span = Span { until: day("2029-10-31"), ..year() };
        let expected = bills(&rules, false, true, span);
        let seen: Vec<(String, Certainty, i64)> = expected
            .iter()
            .filter(|bill| bill.on >= span.from)
            .map(|bill| (bill.on.to_string(), bill.certainty, bill.risen(bill.minor, 1000)))
            .collect();
        assert_eq!(
            seen,
            [
                ("2026-12-28".to_owned(), Certainty::Expected, 110),
                ("2027-12-28".to_owned(), Certainty::Expected, 121),
                ("2028-12-28".to_owned(), Certainty::Expected, 133),
            ]
        );
        assert!(bills(&rules, true, true, span).iter().all(|bill| bill.on < span.from));
    }

    #[test]
    fn what_was_paid_once_is_spread_over_its_months() {
        let span = Span { from: day("2025-01-01"), until: day("2027-12-31"), today: day("2026-11-22") };
        let found = bills(&check("t", &yearly()).unwrap(), false, false, span);
        let months: Vec<(String, i64)> =
            found[0].spread(found[0].minor).map(|(month, part)| (month.to_string(), part)).collect();
        assert_eq!((months.len(), months[0].clone()), (12, ("2025-12-01".to_owned(), 9)));
        assert_eq!(months[11], ("2026-11-01".to_owned(), 8));
    }

    proptest! {
        /// Every recorded term with known days: billed and spread both sum to the cost, with and without tax.
        #[test]
        fn bills_and_their_spread_sum_to_the_cost(
            days in 0i64..15000, length in 0i64..2500, every in proptest::option::of(1u32..40),
            price in 1i64..100_000_000, seats in proptest::option::of(1u32..500), per_seat in any::<bool>(),
            tax in proptest::option::of(0u32..3000), bought in proptest::option::of(-400i64..400),
        ) {
            let start = day("1995-01-31") + chrono::Duration::days(days);
            let end = start + chrono::Duration::days(length);
            let term = TermInput {
                starts_on: Some(start.to_string()),
                ends_on: Some(end.to_string()),
                purchased_on: bought.map(|days| (start + chrono::Duration::days(days)).to_string()),
                price: Some(Money::new(price, "EUR")),
                price_per_seat: per_seat,
                seats,
                tax_rate: tax,
                billing_months: every,
                ..TermInput::default()
            };
            let rules = check("t", &term).unwrap();
            let all = Span { from: day("1990-01-01"), until: day("2100-01-01"), today: start };
            let found = bills(&rules, false, false, all);
            prop_assert_eq!(found.iter().map(|bill| bill.minor).sum::<i64>(), rules.cost().unwrap());
            prop_assert_eq!(found.iter().map(|bill| bill.with_tax).sum::<i64>(), rules.cost_with_tax().unwrap());
            for bill in &found {
                prop_assert_eq!(bill.spread(bill.minor).map(|(_, part)| part).sum::<i64>(), bill.minor);
            }
            if every.is_some() {
                let months: u32 = found.iter().map(|bill| bill.months).sum();
                prop_assert_eq!(months, rules.period_months());
            }
        }

        /// A later window finds the same bills of a rhythm as one that begins long before.
        #[test]
        fn a_window_loses_no_bill(
            days in 0i64..9000, months in 1u32..30, every in proptest::option::of(1u32..30),
            later in 0i64..9000, auto_renews in any::<bool>(), known in any::<bool>(), open in any::<bool>(),
        ) {
            let start = day("1998-01-31") + chrono::Duration::days(days);
            let term = TermInput {
                starts_on: known.then(|| start.to_string()),
                ends_on: (!open || auto_renews).then(|| dates::term_end(start, months).unwrap().to_string()),
                price: Some(Money::new(1200, "EUR")),
                billing_months: every,
                auto_renews,
                ..TermInput::default()
            };
            let rules = check("t", &term).unwrap();
            let from = start + chrono::Duration::days(later);
            let until = from + chrono::Duration::days(800);
            let dates = |from: NaiveDate| -> Vec<NaiveDate> {
                let found = bills(&rules, false, false, Span { from, until, today: from });
                found.into_iter().map(|bill| bill.on).filter(|on| (from.max(start + chrono::Duration::days(later))..=until).contains(on)).collect()
            };
            prop_assert_eq!(dates(from), dates(day("1997-01-01")));
        }
    }
}
