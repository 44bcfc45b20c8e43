//! The rules of terms, pure: which days count, cancel-by, renewals, and which deadlines a term has.

use super::{bills, model::TermInput};
use crate::{
    Error, Result,
    dates::{self, Length, Notice, Rhythm, Rolled, Rolling},
    fields, input,
    money::{Currency, Exact, Money, rounded},
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
    /// How many months a renewal adds, where somebody said it.
    pub renewal_months: Option<u32>,
    /// Of a true-up: the term that it adds to, and follows.
    pub base: Option<Box<Checked>>,
    /// The first day of the chain of terms that it renews, whose day of the month is kept.
    pub anchor: Option<NaiveDate>,
    /// Another term took over from it.
    pub renewed: bool,
    /// The first day of that one.
    pub taken_over_on: Option<NaiveDate>,
    /// It renews the term before it from the very next day: its first period is no first one.
    pub continues: bool,
}

/// How long a term goes on for when it renews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// At least 1.
    pub months: u32,
    /// Nobody said it, and the term's own length does not tell: the shorter of term and billing period.
    pub assumed: bool,
}

/// The open deadlines of a term, None where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Due {
    pub ends: Option<NaiveDate>,
    pub cancel: Option<NaiveDate>,
    pub maintenance: Option<NaiveDate>,
}

/// Checks a term; fields are named `prefix.field` in messages.
///
/// # Errors
/// [`Error::Field`] for days that are none or in the wrong order, a term that renews itself and has no end, a
/// cancellation outside the term, an amount that cannot be kept exactly, and numbers that are hard to believe.
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
        renewal_months: term.renewal_months.filter(|months| *months > 0),
        base: None,
        anchor: None,
        renewed: false,
        taken_over_on: None,
        continues: false,
    };
    if let (Some(start), Some(end)) = (checked.starts_on, checked.ends_on)
        && end < start
    {
        return Err(Error::field(&at("ends_on"), "The end is before the start."));
    }
    if checked.auto_renews && checked.ends_on.is_none() {
        return Err(Error::field(
            &at("ends_on"),
            "A term that renews itself needs the date on which it does.",
        ));
    }
    fields::bounds(prefix, term)?;
    check_cancellation(&at, &checked)?;
    if let Some(price) = &checked.price {
        price.check(&at("price"))?;
        let unknown = checked.price_per_seat && checked.seats.is_none();
        if !unknown && !checked.is_exact() {
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
    /// Makes a true-up follow the term it adds to: it ends, renews and is cancelled with that one.
    pub fn follow(&mut self, base: &Checked) {
        self.auto_renews = base.auto_renews;
        self.notice = base.notice;
        self.renewal_months = base.renewal_months;
        self.cancelled_on = base.cancelled_on;
        self.cancel_effective_on = base.cancel_effective_on;
        let later = self.starts_on.filter(|start| base.counted_end().is_some_and(|end| *start > end));
        self.ends_on = match later {
            // It was bought in a period that came by itself.
            Some(start) => {
                let period = base.going_on().and_then(|rolling| rolling.on(start));
                period.map(|period| period.ends_on).or(self.ends_on)
            }
            None => base.ends_on,
        };
        self.base = Some(Box::new(base.clone()));
    }

    /// The term itself, of a true-up the one that it follows.
    fn leader(&self) -> &Checked {
        self.base.as_deref().unwrap_or(self)
    }

    /// The last day in force as recorded: when a cancellation takes effect, else the end, of a term that had renewed
    /// itself when it was cancelled that of the last renewal. None never ends.
    pub fn last_day(&self) -> Option<NaiveDate> {
        match self.cancelled_on {
            None => self.ends_on,
            Some(given) => {
                let known = self.cancel_effective_on.or_else(|| self.gone_on_until()).or(self.ends_on);
                known.or_else(|| self.leader().notice_ends(given))
            }
        }
    }

    /// Of a term that was cancelled after it had renewed itself, with no last day given: the end of the renewal in
    /// which the notice runs out. None for any other, one that was cancelled before its recorded end among them.
    pub fn gone_on_until(&self) -> Option<NaiveDate> {
        let given = self.cancelled_on.filter(|_| self.cancel_effective_on.is_none())?;
        let (leader, rolling) = (self.leader(), self.going_on()?);
        leader.going_on()?.on(given)?;
        Some(rolling.on(dates::notice_runs_out(given, leader.notice)?)?.ends_on)
    }

    /// The last day of the billing period in which a notice given on a day runs out; without periods that day.
    fn notice_ends(&self, given: NaiveDate) -> Option<NaiveDate> {
        let out = dates::notice_runs_out(given, self.notice)?;
        match (self.billing_months, self.starts_on) {
            (Some(every), Some(start)) => {
                let rhythm = Rhythm::at(start, self.anchor);
                rhythm.last_day(rhythm.reached(every, out).unwrap_or(0).checked_add(every)?)
            }
            (_, start) => start.filter(|start| out < *start).or(Some(out)),
        }
    }

    /// The days as they count; None without a known start and end.
    pub fn length(&self) -> Option<Length> {
        Some(dates::length(self.starts_on?, self.ends_on?, self.anchor))
    }

    /// The end as it counts: the day before one that is written as the anniversary of the start.
    pub fn counted_end(&self) -> Option<NaiveDate> {
        let end = self.ends_on?;
        match &self.base {
            Some(base) if base.ends_on == Some(end) => base.counted_end(),
            Some(_) => Some(end),
            None => Some(self.length().map_or(end, |length| length.last)),
        }
    }

    /// The last day that is paid for: as [`Checked::last_day`], an end on the anniversary counted from the day before.
    pub fn last_paid(&self) -> Option<NaiveDate> {
        let last = self.last_day()?;
        if Some(last) == self.ends_on { self.counted_end() } else { Some(last) }
    }

    /// The last day that the recorded term is paid for, without what it went on for by itself.
    pub fn recorded_until(&self) -> Option<NaiveDate> {
        if self.gone_on_until().is_some() { self.counted_end() } else { self.last_paid() }
    }

    /// How long it goes on for when it renews. Where nobody said it, a term of at most 12 whole months renews for as
    /// long as it is; any other is not confirmed, and the shorter of term and billing period is assumed.
    pub fn renewal(&self) -> Renewal {
        if let Some(base) = &self.base {
            return base.renewal();
        }
        let whole = self.length().and_then(|length| length.whole);
        if let Some(months) = self.renewal_months.or(whole.filter(|months| *months <= 12)) {
            return Renewal { months, assumed: false };
        }
        let term = self.starts_on.zip(self.ends_on).map(|_| self.period_months());
        let shorter = [term, self.billing_months].into_iter().flatten().min();
        Renewal { months: shorter.unwrap_or(12).max(1), assumed: true }
    }

    /// Boundaries from the day after the counted end on: months from the first start where the term is whole months
    /// long, else from that day.
    pub fn onward(&self) -> Option<Rhythm> {
        let next = self.counted_end()?.succ_opt()?;
        let length = self.leader().length().filter(|length| length.whole.is_some());
        Some(Rhythm::at(next, length.map(|length| length.rhythm.parts().0)))
    }

    /// How it goes on by itself after its end; None when it does not.
    pub fn rolling(&self) -> Option<Rolling> {
        self.going_on().filter(|_| self.cancelled_on.is_none())
    }

    /// How it goes on by itself after its end until somebody cancels it; None when it does not.
    fn going_on(&self) -> Option<Rolling> {
        if !self.auto_renews || self.renewed {
            return None;
        }
        Some(Rolling { rhythm: self.onward()?, every: self.renewal().months })
    }

    /// One bill: the price, times the seats when it is per seat. None without a price, without a number of seats where it
    /// is for one of them, or past 2^53.
    pub fn bill(&self) -> Option<i64> {
        let price = self.price.as_ref()?.minor;
        let times = if self.price_per_seat { i64::from(self.seats?) } else { 1 };
        price.checked_mul(times).filter(|minor| *minor <= crate::money::MAX_MINOR)
    }

    /// The months that a bill pays for: a billing period, or where it is paid once the whole term, begun months
    /// counted. At least 1.
    pub fn paid_months(&self) -> u32 {
        self.billing_months.unwrap_or_else(|| self.leader().period_months()).max(1)
    }

    /// What a billing period costs once the term went on, and its months. A true-up that was paid once for a part of
    /// its term goes on at the price that a seat of the whole term has.
    pub fn bill_onward(&self) -> Option<(i64, u32)> {
        let (own, whole) = (self.bill()?, self.paid_months());
        let part = self.base.as_deref().filter(|base| self.starts_on > base.starts_on);
        let Some(base) = part.filter(|_| self.billing_months.is_none()) else {
            return Some((own, whole));
        };
        if let Some(minor) = base.price_of_seats(self) {
            return Some((minor, base.paid_months()));
        }
        // The other way round: what it cost for its days, for all days of the term.
        let days = |term: &Checked| Some((term.counted_end()? - term.starts_on?).num_days() + 1);
        let scaled = days(base).zip(days(self)).filter(|(_, part)| *part > 0);
        let scaled = scaled.map(|(all, part)| rounded(i128::from(own) * i128::from(all), i128::from(part)));
        Some((scaled.and_then(|minor| i64::try_from(minor).ok()).unwrap_or(own), whole))
    }

    /// What the seats of a true-up cost at the price of this term's seats.
    fn price_of_seats(&self, added: &Checked) -> Option<i64> {
        let (price, other) = (self.price.as_ref()?, added.price.as_ref()?);
        if price.currency != other.currency {
            return None;
        }
        let total = i128::from(price.minor) * i128::from(added.seats?);
        let bought = if self.price_per_seat { 1 } else { i128::from(self.seats.filter(|seats| *seats > 0)?) };
        i64::try_from(rounded(total, bought)).ok().filter(|minor| *minor <= crate::money::MAX_MINOR)
    }

    /// What the whole recorded term costs, in minor units: the sum of its bills, those included that it went on for
    /// until it was cancelled. None without a price or past 2^53.
    pub fn cost(&self) -> Option<i64> {
        total(bills::parts(self)?.into_iter().map(|(_, minor)| Some(minor)))
    }

    /// The cost with tax, rounded bill by bill as invoices are; the cost itself where no rate is known. None without
    /// a price or past 2^53.
    pub fn cost_with_tax(&self) -> Option<i64> {
        total(bills::parts(self)?.into_iter().map(|(_, minor)| with_tax(minor, self.tax_rate)))
    }

    /// Whether the bills that were entered can be kept exactly.
    fn is_exact(&self) -> bool {
        let Some(bill) = self.bill() else { return false };
        total(bills::shares(self).iter().map(|share| with_tax(share.of(bill), self.tax_rate))).is_some()
    }

    /// What it costs a year, exactly. A perpetual or one-off purchase has none.
    pub fn yearly_exact(&self) -> Option<Exact> {
        if self.billing_months.is_none() && self.ends_on.is_none() {
            return None;
        }
        let (bill, months) = self.bill_onward()?;
        Some(Exact::new(i128::from(bill) * 12, i128::from(months)))
    }

    /// What it costs a year, rounded once, for display. A perpetual or one-off purchase has none.
    pub fn yearly(&self) -> Option<i64> {
        self.yearly_exact()?.rounded()
    }

    /// Length of the term in months, begun ones included. A term without a known start is taken for as long as it
    /// is said to renew for, else for its billing period, else for a year.
    pub fn period_months(&self) -> u32 {
        let whole = self.length().and_then(|length| length.whole);
        let touched = || dates::months_touched(self.starts_on?, self.ends_on?);
        whole.or_else(touched).or(self.renewal_months).or(self.billing_months).unwrap_or(12)
    }

    /// Last day on which notice counts: only for auto-renewing terms that are not cancelled.
    pub fn cancel_by(&self) -> Option<NaiveDate> {
        if !self.auto_renews || self.cancelled_on.is_some() {
            return None;
        }
        dates::cancel_by(self.counted_end()?, self.notice)
    }

    /// The open deadlines. A renewed term has none: the next one took them over. A cancelled one has only
    /// the end of a maintenance that was paid for.
    pub fn due(&self) -> Due {
        if self.renewed {
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
        self.rolling()?.on(today)
    }

    /// The last day in force for whoever counts in SQL; None goes on.
    pub fn goes_until(&self) -> Option<NaiveDate> {
        if self.rolling().is_some() {
            return None;
        }
        let over = self.taken_over_on.and_then(|on| on.pred_opt());
        [self.last_day(), over].into_iter().flatten().min()
    }

    /// Whether the term is in force on a day, a rolled period included. An unknown start counts as begun. From the
    /// first day of the term that renews it, only that one is.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|start| start <= day) && self.goes_until().is_none_or(|last| day <= last)
    }

    /// The price of a year, for a seat where it is per seat, in the currency: what two terms are compared by.
    pub fn comparable(&self) -> Option<(i64, &str, bool)> {
        let price = self.price.as_ref()?;
        let months =
            if self.billing_months.is_none() && self.ends_on.is_none() { 12 } else { self.paid_months() };
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

/// The sum of bills; None past 2^53, or where one of them is.
fn total(mut bills: impl Iterator<Item = Option<i64>>) -> Option<i64> {
    let sum = bills.try_fold(0_i64, |sum, bill| sum.checked_add(bill?));
    sum.filter(|minor| *minor <= crate::money::MAX_MINOR)
}

/// An amount with tax, rounded to the minor unit. None past 2^53.
pub fn with_tax(minor: i64, rate: Option<u32>) -> Option<i64> {
    let Some(rate) = rate else { return Some(minor) };
    let total = rounded(i128::from(minor) * (10_000 + i128::from(rate)), 10_000);
    i64::try_from(total).ok().filter(|minor| *minor <= crate::money::MAX_MINOR)
}

/// Seats on a day: the sum over the terms in force, None for unlimited; and whether no term is in force.
pub fn seats_on<'a>(terms: impl Iterator<Item = &'a Checked>, day: NaiveDate) -> (Option<u32>, bool) {
    let (mut sum, mut unlimited, mut ended) = (0_u32, false, true);
    for rules in terms.filter(|rules| rules.in_force(day)) {
        ended = false;
        match rules.seats {
            Some(seats) => sum = sum.saturating_add(seats),
            None => unlimited = true,
        }
    }
    ((!unlimited).then_some(sum), ended)
}

#[cfg(test)]
mod tests;
