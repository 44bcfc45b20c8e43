//! The rules of terms, pure: cost, cancel-by, rolling, and which deadlines a term has.

use super::model::TermInput;
use crate::{
    Error, Result,
    dates::{self, Notice, Rolled},
    input,
    money::{Currency, Money},
};
use chrono::NaiveDate;

/// A term whose fields were read and checked.
#[derive(Debug, Clone)]
pub struct Checked {
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub maintenance_ends_on: Option<NaiveDate>,
    pub cancelled_on: Option<NaiveDate>,
    pub cancel_effective_on: Option<NaiveDate>,
    pub purchased_on: Option<NaiveDate>,
    pub seats: Option<u32>,
    pub price: Option<Money>,
    pub price_per_seat: bool,
    /// Hundredths of a percent.
    pub tax_rate: Option<u32>,
    pub billing_months: Option<u32>,
    pub auto_renews: bool,
    pub notice: Notice,
}

/// The open deadlines of a term, None where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Due {
    pub ends: Option<NaiveDate>,
    pub cancel: Option<NaiveDate>,
    pub maintenance: Option<NaiveDate>,
}

/// Checks a term; fields are named `prefix.field` in messages.
pub fn check(prefix: &str, term: &TermInput) -> Result<Checked> {
    let at = |field: &str| format!("{prefix}.{field}");
    let checked = Checked {
        starts_on: input::date(&at("starts_on"), &term.starts_on)?,
        ends_on: input::date(&at("ends_on"), &term.ends_on)?,
        maintenance_ends_on: input::date(&at("maintenance_ends_on"), &term.maintenance_ends_on)?,
        cancelled_on: input::date(&at("cancelled_on"), &term.cancelled_on)?,
        cancel_effective_on: input::date(&at("cancel_effective_on"), &term.cancel_effective_on)?,
        purchased_on: input::date(&at("purchased_on"), &term.purchased_on)?,
        seats: term.seats,
        price: term.price.as_ref().map(|price| {
            let code = Currency::parse(&price.currency).map(|currency| currency.code().to_owned());
            Money::new(price.minor, code.unwrap_or_else(|| price.currency.clone()))
        }),
        price_per_seat: term.price_per_seat,
        tax_rate: term.tax_rate,
        billing_months: term.billing_months.filter(|months| *months > 0),
        auto_renews: term.auto_renews,
        notice: Notice { months: term.notice_months.unwrap_or(0), days: term.notice_days.unwrap_or(0) },
    };
    if let (Some(start), Some(end)) = (checked.starts_on, checked.ends_on)
        && end < start
    {
        return Err(Error::field(&at("ends_on"), "The end lies before the start."));
    }
    if checked.auto_renews && checked.ends_on.is_none() {
        return Err(Error::field(
            &at("ends_on"),
            "A term that renews itself needs the date on which it does.",
        ));
    }
    if checked.seats.is_some_and(|seats| seats > 10_000_000) {
        return Err(Error::field(&at("seats"), "That many seats are hard to believe."));
    }
    if checked.notice.months > 120 || checked.notice.days > 3650 {
        return Err(Error::field(
            &at("notice_months"),
            "A notice period of over ten years is hard to believe.",
        ));
    }
    if checked.billing_months.is_some_and(|months| months > 120) {
        return Err(Error::field(&at("billing_months"), "A billing period has at most 120 months."));
    }
    if checked.tax_rate.is_some_and(|rate| rate > 10_000) {
        return Err(Error::field(&at("tax_rate"), "A tax of over 100 % is hard to believe."));
    }
    check_cancellation(&at, &checked)?;
    if let Some(price) = &checked.price {
        price.check(&at("price"))?;
        let unknown = checked.price_per_seat && checked.seats.is_none();
        if !unknown && checked.cost_with_tax().is_none() {
            return Err(Error::field(&at("price"), "Price times seats is too large to keep exactly."));
        }
    }
    Ok(checked)
}

fn check_cancellation(at: &impl Fn(&str) -> String, checked: &Checked) -> Result<()> {
    let Some(last) = checked.cancel_effective_on else { return Ok(()) };
    let field = at("cancel_effective_on");
    if checked.cancelled_on.is_none() {
        return Err(Error::field(&at("cancelled_on"), "Say on which day it was cancelled."));
    }
    if checked.ends_on.is_some_and(|end| last > end) {
        return Err(Error::field(
            &field,
            "The term ends before that day. Enter its renewal, and cancel that.",
        ));
    }
    if checked.starts_on.is_some_and(|start| last < start) {
        return Err(Error::field(&field, "The cancellation takes effect before the start."));
    }
    Ok(())
}

impl Checked {
    /// The last day in force as recorded: when a cancellation takes effect, else the end. None never ends.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let effective = self.cancelled_on.and(self.cancel_effective_on);
        effective.or(self.ends_on)
    }

    /// How many times the price is billed within the term: once, or every n months from the start.
    /// A monthly term without a known start or end counts one period.
    pub fn billing_periods(&self) -> u32 {
        match (self.billing_months, self.starts_on, self.last_day()) {
            (Some(every), Some(start), Some(end)) => {
                dates::term_months(start, end).map_or(1, |months| months.div_ceil(every).max(1))
            }
            _ => 1,
        }
    }

    /// One bill: the price, times the seats when it is per seat. None without a price, without a number of seats where it
    /// is for one of them, or past 2^53.
    pub fn bill(&self) -> Option<i64> {
        let price = self.price.as_ref()?.minor;
        let times = if self.price_per_seat { i64::from(self.seats?) } else { 1 };
        price.checked_mul(times).filter(|minor| *minor <= crate::money::MAX_MINOR)
    }

    /// What the whole term costs, in minor units. None without a price or past 2^53.
    pub fn cost(&self) -> Option<i64> {
        self.bill()?
            .checked_mul(i64::from(self.billing_periods()))
            .filter(|minor| *minor <= crate::money::MAX_MINOR)
    }

    /// The cost with tax, rounded once; the cost itself where no rate is known. None without a price or past 2^53.
    pub fn cost_with_tax(&self) -> Option<i64> {
        with_tax(self.cost()?, self.tax_rate)
    }

    /// What it costs a year, rounded once, for display. A perpetual or one-off purchase has none.
    pub fn yearly(&self) -> Option<i64> {
        let bill = self.bill()?;
        let per_months =
            |months: u32| (i128::from(bill) * 12 + i128::from(months) / 2) / i128::from(months.max(1));
        let yearly = match (self.billing_months, self.ends_on) {
            (Some(every), _) => per_months(every),
            (None, None) => return None,
            (None, Some(_)) => per_months(self.period_months()),
        };
        i64::try_from(yearly).ok()
    }

    /// Length of the term in months: what a renewal adds. A term without a known start is taken for its
    /// billing period, else a year.
    pub fn period_months(&self) -> u32 {
        match (self.starts_on, self.ends_on) {
            (Some(start), Some(end)) => dates::term_months(start, end).unwrap_or(12),
            _ => self.billing_months.unwrap_or(12),
        }
    }

    /// Last day on which notice counts: only for auto-renewing terms that are not cancelled.
    pub fn cancel_by(&self) -> Option<NaiveDate> {
        if !self.auto_renews || self.cancelled_on.is_some() {
            return None;
        }
        dates::cancel_by(self.ends_on?, self.notice)
    }

    /// The open deadlines. A renewed term has none: the next one took them over. A cancelled one has only
    /// the end of a maintenance that was paid for.
    pub fn due(&self, renewed: bool) -> Due {
        if renewed {
            return Due::default();
        }
        let cancelled = self.cancelled_on.is_some();
        Due {
            ends: self.ends_on.filter(|_| !cancelled),
            cancel: self.cancel_by(),
            maintenance: self.maintenance_ends_on,
        }
    }

    /// The period that runs on `today` for an auto-renewing term past its end; None when nothing rolled.
    pub fn rolled(&self, today: NaiveDate) -> Option<Rolled> {
        let end = self.ends_on?;
        if !self.auto_renews || self.cancelled_on.is_some() || today <= end {
            return None;
        }
        dates::roll(self.starts_on, end, self.period_months(), today)
    }

    /// Whether the term is in force on a day, a rolled period included. An unknown start counts as begun.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.plainly_in_force(day)
            || self.starts_on.is_none_or(|start| start <= day) && self.rolled(day).is_some()
    }

    /// Whether the recorded days contain a day: what counts for a renewed term, which does not roll, since the
    /// one that renews it took over.
    pub fn plainly_in_force(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|start| start <= day) && self.last_day().is_none_or(|last| day <= last)
    }

    /// The price of a year, for a seat where it is per seat, in the currency: what two terms are compared by.
    pub fn comparable(&self) -> Option<(i64, &str, bool)> {
        let price = self.price.as_ref()?;
        let months = match (self.billing_months, self.ends_on) {
            (Some(every), _) => every,
            (None, Some(_)) => self.period_months(),
            (None, None) => 12,
        };
        let yearly = i128::from(price.minor) * 12 / i128::from(months.max(1));
        Some((i64::try_from(yearly).ok()?, price.currency.as_str(), self.price_per_seat))
    }

    /// The change of price against an earlier term, in hundredths of a percent. None where they are in different
    /// currencies, one is per seat and the other is not, or the earlier one was free.
    pub fn price_change(&self, earlier: &Checked) -> Option<i32> {
        let ((new, currency, per_seat), (old, old_currency, old_per_seat)) =
            (self.comparable()?, earlier.comparable()?);
        if currency != old_currency || per_seat != old_per_seat || old <= 0 {
            return None;
        }
        let change = (i128::from(new) - i128::from(old)) * 10_000;
        i32::try_from(rounded(change, i128::from(old))).ok()
    }
}

/// An amount with tax, rounded to the minor unit. None past 2^53.
pub fn with_tax(minor: i64, rate: Option<u32>) -> Option<i64> {
    let Some(rate) = rate else { return Some(minor) };
    let total = rounded(i128::from(minor) * (10_000 + i128::from(rate)), 10_000);
    i64::try_from(total).ok().filter(|minor| *minor <= crate::money::MAX_MINOR)
}

/// The quotient, rounded half away from zero. The divisor is above zero.
pub(crate) fn rounded(dividend: i128, divisor: i128) -> i128 {
    let half = divisor / 2;
    (if dividend < 0 { dividend - half } else { dividend + half }) / divisor.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn term(start: Option<&str>, end: Option<&str>) -> TermInput {
        TermInput { starts_on: start.map(Into::into), ends_on: end.map(Into::into), ..TermInput::default() }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn cost_counts_seats_and_billing_periods() {
        let mut monthly = term(Some("2026-01-01"), Some("2026-12-31"));
        monthly.price = Some(Money::new(1250, "EUR"));
        monthly.billing_months = Some(1);
        assert_eq!(check("t", &monthly).unwrap().cost(), Some(12 * 1250));
        monthly.price_per_seat = true;
        monthly.seats = Some(25);
        let checked = check("t", &monthly).unwrap();
        assert_eq!(checked.cost(), Some(12 * 25 * 1250));
        assert_eq!(checked.yearly(), Some(12 * 25 * 1250));
    }

    #[test]
    fn three_years_paid_once_are_a_third_a_year() {
        let mut paid = term(Some("2024-01-15"), Some("2027-01-14"));
        paid.price = Some(Money::new(10_000, "EUR"));
        let checked = check("t", &paid).unwrap();
        assert_eq!((checked.cost(), checked.yearly()), (Some(10_000), Some(3_333)));
    }

    #[test]
    fn only_an_open_auto_renewing_term_has_a_cancel_by() {
        let mut renewing = term(Some("2025-12-28"), Some("2026-12-27"));
        assert_eq!(check("t", &renewing).unwrap().cancel_by(), None);
        renewing.auto_renews = true;
        renewing.notice_months = Some(1);
        assert_eq!(check("t", &renewing).unwrap().cancel_by(), Some(day("2026-11-27")));
        renewing.cancelled_on = Some("2026-10-01".into());
        assert_eq!(check("t", &renewing).unwrap().due(false), Due::default());
    }

    #[test]
    fn bad_fields_are_named() {
        let field_of =
            |input: &TermInput| check("terms.0", input).unwrap_err().field_name().map(str::to_owned);
        assert_eq!(
            field_of(&term(Some("2026-02-01"), Some("2026-01-01"))).as_deref(),
            Some("terms.0.ends_on")
        );
        assert_eq!(field_of(&term(Some("2026-02-31"), None)).as_deref(), Some("terms.0.starts_on"));
        let mut price = term(None, None);
        price.price = Some(Money::new(-1, "EUR"));
        assert_eq!(field_of(&price).as_deref(), Some("terms.0.price"));
        price.price = Some(Money::new(1, "XXQ"));
        assert_eq!(field_of(&price).as_deref(), Some("terms.0.price"));
    }

    proptest! {
        #[test]
        fn a_rolled_term_stays_in_force(days in 0i64..12000, months in 1u32..37, later in 0i64..5000) {
            let start = day("1995-01-31") + chrono::Duration::days(days);
            let mut input = TermInput {
                starts_on: Some(start.to_string()),
                ends_on: dates::term_end(start, months).map(|end| end.to_string()),
                ..TermInput::default()
            };
            let today = start + chrono::Duration::days(later);
            let plain = check("t", &input).unwrap();
            prop_assert_eq!(plain.in_force(today), today <= plain.ends_on.unwrap());
            prop_assert_eq!(plain.period_months(), months);
            input.auto_renews = true;
            prop_assert!(check("t", &input).unwrap().in_force(today));
        }
    }
}
