//! When a term is billed, and over which months what is billed is spread: pure.

use super::rules::{Checked, with_tax};
use crate::{
    dates::{self, Rhythm},
    money::{self, rounded},
};
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
    /// Of a period that is shorter than a billing period: its days, and those of the full period it is a part of.
    pub part: Option<Part>,
    /// The length of the renewal that it belongs to is assumed.
    pub assumed: bool,
}

/// A part of a billing period, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Part {
    pub days: u32,
    pub of: u32,
}

/// A billing period and how much of a bill it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub starts_on: NaiveDate,
    /// Its months, a begun one included; at least 1.
    pub months: u32,
    /// None is a full one.
    pub part: Option<Part>,
}

impl Period {
    /// What it costs where a full one costs `bill`, rounded once.
    pub fn of(&self, bill: i64) -> i64 {
        let Some(part) = self.part else { return bill };
        let share = rounded(i128::from(bill) * i128::from(part.days), i128::from(part.of.max(1)));
        i64::try_from(share).unwrap_or(bill)
    }
}

/// Where the full period is that a broken one is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    /// It begins with the broken one: a last period.
    Begins,
    /// It ends with the broken one: a first period, up to where the full ones begin.
    Ends,
}

/// The billing periods of `every` months from a rhythm's boundary 0 until `last`. A broken last one is a part of the
/// period that would begin there; `only` says what a broken one is a part of that is the only one.
fn periods(rhythm: Rhythm, last: NaiveDate, every: u32, only: Broken) -> Vec<Period> {
    let every = every.max(1);
    let mut found = Vec::new();
    for k in 0.. {
        let Some(passed) = every.checked_mul(k) else { break };
        let (Some(starts_on), Some(end)) = (rhythm.boundary(passed), rhythm.last_day(passed + every)) else {
            break;
        };
        if starts_on > last {
            break;
        }
        if end <= last {
            found.push(Period { starts_on, months: every, part: None });
            continue;
        }
        let full = match only {
            Broken::Ends if k == 0 => full_until(last, every).unwrap_or(end - starts_on),
            _ => end - starts_on,
        };
        let (days, of) = (days(last - starts_on), days(full));
        let months = dates::months_touched(starts_on, last).unwrap_or(1);
        found.push(Period { starts_on, months, part: (days < of).then_some(Part { days, of }) });
        break;
    }
    found
}

/// From the first to the last day of the full period that ends on a day.
fn full_until(last: NaiveDate, every: u32) -> Option<chrono::TimeDelta> {
    Some(last - dates::sub_months(last.succ_opt()?, every)?)
}

/// Days from a first to a last day, both counted.
fn days(apart: chrono::TimeDelta) -> u32 {
    u32::try_from(apart.num_days() + 1).unwrap_or(1)
}

/// The periods of the recorded term, each with its share of a bill. One where the days or the rhythm are not known.
pub fn shares(rules: &Checked) -> Vec<Period> {
    let once = |start: Option<NaiveDate>| {
        vec![Period { starts_on: start.unwrap_or(NaiveDate::MIN), months: 1, part: None }]
    };
    match (rules.billing_months, rules.starts_on, rules.recorded_until()) {
        (Some(every), Some(start), Some(last)) => {
            let first = Some(last) == rules.counted_end() && !rules.continues;
            let only = if first { Broken::Ends } else { Broken::Begins };
            let rhythm = rules.length().map_or(Rhythm::at(start, rules.anchor), |length| length.rhythm);
            periods(rhythm, last, every, only)
        }
        (_, start, _) => once(start),
    }
}

/// The periods that a term is paid for, each with what it costs: the recorded ones, and those that it went on for until
/// it was cancelled. None without a price.
pub fn parts(rules: &Checked) -> Option<Vec<(Period, i64)>> {
    let (bill, (onward, _)) = (rules.bill()?, rules.bill_onward()?);
    let recorded = shares(rules).into_iter().map(|period| (period, period.of(bill)));
    let renewals = gone_on(rules).map(|period| (period, period.of(onward)));
    Some(recorded.chain(renewals).collect())
}

/// The periods after the recorded end of a term that was cancelled after it had gone on; none of any other.
pub fn gone_on(rules: &Checked) -> impl Iterator<Item = Period> {
    rules.gone_on_until().into_iter().flat_map(|last| {
        let periods = onward(rules, 0).map(|(_, period)| period);
        periods.take_while(move |period| period.starts_on <= last)
    })
}

/// The billing periods of each renewal, from the k-th on, with its number. Each is billed as a term of its own would be,
/// a broken period by its days.
fn onward(rules: &Checked, first: u32) -> impl Iterator<Item = (u32, Period)> {
    let months = rules.renewal().months.max(1);
    let (rhythm, every) = (rules.onward(), rules.bill_onward().map_or(months, |(_, every)| every));
    (first..)
        .map_while(move |k| {
            let begun = rhythm?.after(k.checked_mul(months)?)?;
            Some((k, periods(begun, begun.last_day(months)?, every, Broken::Begins)))
        })
        .flat_map(|(k, periods)| periods.into_iter().map(move |period| (k, period)))
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
/// drift). With `by_hand` the same is expected of a term that somebody would have to renew. What a later term renewed
/// is not billed from that one's first day on.
pub fn bills(rules: &Checked, by_hand: bool, span: Span) -> Vec<Bill> {
    let Some(bill) = rules.bill().filter(|bill| *bill > 0) else { return Vec::new() };
    let mut found = committed(rules, bill, span);
    let open = !rules.renewed && rules.cancelled_on.is_none();
    if open && (rules.auto_renews || by_hand) {
        renewals(rules, span, &mut found);
    }
    let (onward, assumed) = (rules.bill_onward().map_or(bill, |(onward, _)| onward), rules.renewal().assumed);
    found.extend(gone_on(rules).map(|period| Bill { assumed, ..one(rules, onward, period) }));
    if let Some(over) = rules.taken_over_on {
        found.retain(|bill| bill.on < over || bill.starts_on < over);
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

fn one(rules: &Checked, bill: i64, period: Period) -> Bill {
    let minor = period.of(bill);
    Bill {
        on: period.starts_on,
        minor,
        with_tax: with_tax(minor, rules.tax_rate).unwrap_or(minor),
        starts_on: period.starts_on,
        months: period.months.max(1),
        certainty: Certainty::Committed,
        rises: 0,
        part: period.part,
        assumed: false,
    }
}

fn committed(rules: &Checked, bill: i64, span: Span) -> Vec<Bill> {
    let full = |starts_on: NaiveDate, months: u32| Period { starts_on, months, part: None };
    match (rules.billing_months, rules.starts_on, rules.recorded_until()) {
        (None, starts_on, _) => {
            let Some(on) = rules.purchased_on.or(starts_on) else { return Vec::new() };
            let start = starts_on.unwrap_or(on);
            // Something bought for good has no months to spread it over.
            let months = rules.counted_end().and_then(|end| dates::months_touched(start, end));
            let months = rules.length().and_then(|length| length.whole).or(months);
            let period = if let Some(months) = months { full(start, months) } else { full(on, 1) };
            vec![Bill { on, ..one(rules, bill, period) }]
        }
        (Some(_), Some(_), Some(_)) => {
            shares(rules).into_iter().map(|period| one(rules, bill, period)).collect()
        }
        // Without an end it goes on from period to period; the first one is what was ordered.
        (Some(every), Some(start), None) => {
            let rhythm = Rhythm::at(start, rules.anchor);
            let next = first_from(rhythm, every, span.today).max(1);
            reaching(rhythm, every, span)
                .map(|(k, on)| Bill {
                    certainty: if k == 0 { Certainty::Committed } else { Certainty::Renews },
                    rises: k.checked_sub(next).map_or(0, |passed| 1 + passed * every / 12),
                    ..one(rules, bill, full(on, every))
                })
                .collect()
        }
        // In force since an unknown day: counted back from the end.
        (Some(every), None, Some(end)) => {
            let Some(after) = end.succ_opt() else { return Vec::new() };
            let mut found: Vec<Bill> = (1..)
                .map_while(|k: u32| dates::sub_months(after, k.checked_mul(every)?))
                .take_while(|on| dates::term_end(*on, every).is_some_and(|last| last >= span.from))
                .map(|on| one(rules, bill, full(on, every)))
                .collect();
            found.reverse();
            found
        }
        (Some(_), None, None) => Vec::new(),
    }
}

/// The bills after the recorded end, as long as nobody cancels.
fn renewals(rules: &Checked, span: Span, found: &mut Vec<Bill>) {
    let (Some(rhythm), Some((bill, _))) = (rules.onward(), rules.bill_onward()) else { return };
    let Some(end) = rules.counted_end() else { return };
    let renewal = rules.renewal();
    let months = renewal.months.max(1);
    let certainty = if rules.auto_renews { Certainty::Renews } else { Certainty::Expected };
    let next = first_from(rhythm, months, span.today.max(end));
    let first = rhythm.reached(months, span.from).unwrap_or(0) / months;
    let reaching = onward(rules, first).take_while(|(_, period)| period.starts_on <= span.until);
    found.extend(reaching.map(|(k, period)| Bill {
        certainty,
        rises: k.checked_sub(next).map_or(0, |passed| 1 + passed * months / 12),
        assumed: rules.auto_renews && renewal.assumed,
        ..one(rules, bill, period)
    }));
}

/// The number of the first boundary of a rhythm on a day or after it.
fn first_from(rhythm: Rhythm, every: u32, day: NaiveDate) -> u32 {
    match rhythm.reached(every, day) {
        None => 0,
        Some(months) => months / every.max(1) + u32::from(rhythm.boundary(months) != Some(day)),
    }
}

/// The k-th boundaries of a rhythm whose periods reach into a span.
fn reaching(rhythm: Rhythm, every: u32, span: Span) -> impl Iterator<Item = (u32, NaiveDate)> {
    let every = every.max(1);
    let first = rhythm.reached(every, span.from).unwrap_or(0) / every;
    (first..)
        .map_while(move |k| Some((k, rhythm.boundary(k.checked_mul(every)?)?)))
        .take_while(move |(_, on)| *on <= span.until)
}

#[cfg(test)]
mod tests;
