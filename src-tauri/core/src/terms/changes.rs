//! What to begin with when a term is renewed or topped up: pure.

use super::{
    bills,
    model::{Proposal, TermInput},
    rules::{self, Checked},
};
use crate::{
    Error, Result,
    dates::Rhythm,
    input,
    money::{Money, rounded},
    words::long_date,
};
use chrono::NaiveDate;

/// A term with what was read from it.
#[derive(Debug)]
pub struct Read<'a> {
    pub input: &'a TermInput,
    pub rules: Checked,
    pub renewed: bool,
}

impl Read<'_> {
    /// Whether the term is in force on a day; a renewed one does not roll.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.rules.in_force(day)
    }
}

/// Reads all terms of an owner. Those that another one took over from are marked, true-ups follow their base, and a
/// renewal knows where its chain began.
///
/// # Errors
/// The first field that cannot be kept, as [`rules::check`] names it.
pub fn read(terms: &[TermInput]) -> Result<Vec<Read<'_>>> {
    let taken_over = renewed_ids(terms);
    let mut all = terms
        .iter()
        .enumerate()
        .map(|(index, input)| {
            let renewed = input.id.as_deref().is_some_and(|id| taken_over.contains(&id));
            Ok(Read { input, rules: rules::check(&format!("terms.{index}"), input)?, renewed })
        })
        .collect::<Result<Vec<_>>>()?;
    let anchors: Vec<Option<NaiveDate>> = all.iter().map(|term| first_start(&all, term)).collect();
    let over: Vec<Option<NaiveDate>> = all.iter().map(|term| taken_over_on(&all, term)).collect();
    let continues: Vec<bool> = all.iter().map(|term| before(&all, term).is_some()).collect();
    for (((term, anchor), over), continues) in all.iter_mut().zip(anchors).zip(over).zip(continues) {
        term.rules.anchor = anchor;
        term.rules.taken_over_on = over;
        term.rules.renewed = term.renewed;
        term.rules.continues = continues;
    }
    let bases: Vec<Option<Checked>> = all
        .iter()
        .map(|term| Some(find(&all, term.input.adds_to_term_id.as_deref()?).ok()?.rules.clone()))
        .collect();
    for (term, base) in all.iter_mut().zip(bases) {
        if let Some(base) = base {
            term.rules.follow(&base);
        }
    }
    Ok(all)
}

/// The first day of the term that took over from one, or from what it adds to.
fn taken_over_on(all: &[Read<'_>], term: &Read<'_>) -> Option<NaiveDate> {
    let names = [&term.input.id, &term.input.adds_to_term_id];
    all.iter()
        .filter(|other| other.input.renews_term_id.is_some() && names.contains(&&other.input.renews_term_id))
        .filter_map(|other| other.rules.starts_on)
        .min()
}

/// The terms as they count: what a true-up says of its end, renewal, notice and cancellation is what its base says.
///
/// # Errors
/// As [`read`].
pub fn settled(terms: &[TermInput]) -> Result<Vec<TermInput>> {
    let settled = |term: &Read<'_>| {
        let mut input = term.input.clone();
        if let Some(base) = input.adds_to_term_id.as_deref().and_then(|id| by_id(terms, id)) {
            input.ends_on = input::iso(term.rules.ends_on);
            input.auto_renews = base.auto_renews;
            input.notice_months = base.notice_months;
            input.notice_days = base.notice_days;
            input.renewal_months = base.renewal_months;
            input.cancelled_on.clone_from(&base.cancelled_on);
            input.cancel_effective_on.clone_from(&base.cancel_effective_on);
        }
        input
    };
    Ok(read(terms)?.iter().map(settled).collect())
}

fn by_id<'a>(terms: &'a [TermInput], id: &str) -> Option<&'a TermInput> {
    terms.iter().find(|term| term.id.as_deref() == Some(id))
}

/// The ids of the terms that another one renews, with their true-ups.
pub(super) fn renewed_ids(terms: &[TermInput]) -> Vec<&str> {
    let mut renewed: Vec<&str> = terms.iter().filter_map(|term| term.renews_term_id.as_deref()).collect();
    let with_them: Vec<&str> = terms
        .iter()
        .filter(|term| term.adds_to_term_id.as_deref().is_some_and(|base| renewed.contains(&base)))
        .filter_map(|term| term.id.as_deref())
        .collect();
    renewed.extend(with_them);
    renewed
}

/// The renewal of a term, to be looked through: the day after its end, the same length, price and terms, and one
/// term for it and for all true-ups with the same end. A term that renewed itself already is proposed to be
/// confirmed up to the end of the period that runs.
///
/// # Errors
/// [`Error::Refused`] when the term does not end, was taken over, or is not among `terms`.
pub fn propose_renewal(terms: &[TermInput], term_id: &str, today: NaiveDate) -> Result<Proposal> {
    let all = read(terms)?;
    let last = find(&all, term_id)?;
    // A true-up is renewed with what it adds to.
    let last = match last.input.adds_to_term_id.as_deref().map(|base| find(&all, base)) {
        Some(Ok(base)) if base.rules.ends_on == last.rules.ends_on => base,
        _ => last,
    };
    if last.renewed {
        return Err(Error::Refused("This term was renewed already: renew the later one.".into()));
    }
    let (Some(end), Some(onward)) = (last.rules.counted_end(), last.rules.onward()) else {
        return Err(Error::Refused("This term has no end. There is nothing to renew.".into()));
    };
    let together = renewed_together(&all, last);
    let renewal = last.rules.renewal();
    // What somebody orders anew is as long as before, unless another length was agreed on.
    let months = if last.rules.auto_renews || last.rules.renewal_months.is_some() {
        renewal.months
    } else {
        last.rules.period_months()
    };
    let assumed = last.rules.auto_renews && renewal.assumed;
    let rolled = last.rules.rolled(today);
    let ends_on = match rolled {
        Some(rolled) => Some(rolled.ends_on),
        None => onward.last_day(months),
    };
    let seats = together
        .iter()
        .map(|term| term.rules.seats)
        .try_fold(0_u32, |sum, seats| Some(sum.saturating_add(seats?)));
    // Several periods in one term tell no longer for how long it renews.
    let one_period = ends_on == onward.last_day(renewal.months);
    let known = last.rules.auto_renews && !renewal.assumed && !one_period;
    let mut term = TermInput {
        id: None,
        renews_term_id: last.input.id.clone(),
        adds_to_term_id: None,
        starts_on: input::iso(onward.boundary(0)),
        ends_on: input::iso(ends_on),
        maintenance_ends_on: None,
        seats,
        cancelled_on: None,
        cancel_effective_on: None,
        order_number: None,
        purchase_order: None,
        purchased_on: None,
        vendor: None,
        renewal_months: last.input.renewal_months.or(known.then_some(renewal.months)),
        ..last.input.clone()
    };
    // Another length than was paid for at once, or several of them: the price stays that of one.
    let paid_for = last.rules.bill_onward().map_or(months, |(_, months)| months);
    if term.billing_months.is_none() && paid_for <= 120 && ends_on != onward.last_day(paid_for) {
        term.billing_months = Some(paid_for);
    }
    // A price in total, for more seats: the true-ups' share is added for a whole period.
    if !last.rules.price_per_seat && together.len() > 1 {
        term.price = whole_price(&together, last);
    }
    let mut why = match (rolled, together.len()) {
        (Some(rolled), _) => format!(
            "It renewed automatically on {} and runs until {}. Confirm price and dates, or change them.",
            onward.boundary(0).map(long_date).unwrap_or_default(),
            long_date(rolled.ends_on)
        ),
        (None, 1) => format!("{} after {}, at the last price.", count(months, "month"), long_date(end)),
        (None, several) => format!(
            "{} after {}, at the last price, for the term and {} together.",
            count(months, "month"),
            long_date(end),
            count(u32::try_from(several - 1).unwrap_or(u32::MAX), "true-up")
        ),
    };
    if assumed {
        why.push_str(&format!(" The renewal length is not confirmed: {} assumed.", count(months, "month")));
    }
    let renews = together.iter().filter_map(|term| term.input.id.clone()).collect();
    Ok(Proposal { term, renews, why })
}

/// Seats added to a running term until its end, at its price for the days that are left.
///
/// # Errors
/// A field that cannot be: no such term, none that is open on that day, no seats to add.
pub fn propose_true_up(
    terms: &[TermInput],
    term_id: &str,
    starts_on: NaiveDate,
    seats: u32,
) -> Result<Proposal> {
    let all = read(terms)?;
    let base = find(&all, term_id)?;
    if seats == 0 {
        return Err(Error::field("seats", "Add at least one seat."));
    }
    if base.rules.seats.is_none() {
        return Err(Error::field("seats", "This term has no limit of seats. There is nothing to add."));
    }
    if !base.in_force(starts_on) {
        return Err(Error::field("starts_on", "The term is not in force on that day."));
    }
    if base.rules.rolled(starts_on).is_some() {
        return Err(Error::Refused(
            "This term renewed itself and nobody confirmed it yet. Confirm the renewal, then add seats to it.".into(),
        ));
    }
    let (first, last) = (base.rules.starts_on, base.rules.last_day());
    let share = match (first, base.rules.last_paid()) {
        (Some(first), Some(last)) => Some(((last - starts_on).num_days() + 1, (last - first).num_days() + 1)),
        _ => None,
    };
    let (price, price_per_seat) = added_price(&base.rules, seats, share);
    let term = TermInput {
        adds_to_term_id: base.input.adds_to_term_id.clone().or_else(|| base.input.id.clone()),
        starts_on: Some(starts_on.to_string()),
        ends_on: input::iso(last),
        seats: Some(seats),
        price,
        price_per_seat,
        tax_rate: base.rules.tax_rate,
        // Paid once: a part of a period.
        billing_months: if share.is_some() { None } else { base.rules.billing_months },
        auto_renews: base.rules.auto_renews && last.is_some(),
        notice_months: base.input.notice_months,
        notice_days: base.input.notice_days,
        renewal_months: base.input.renewal_months,
        ..TermInput::default()
    };
    let why = match share {
        Some((left, whole)) => format!("{left} of {whole} days of the term are left."),
        None => "The term's days are not known, so the price is that of a whole period.".to_owned(),
    };
    Ok(Proposal { term, renews: Vec::new(), why })
}

/// What one added seat costs for its share of the days (per seat), or all of them (in total).
fn added_price(base: &Checked, seats: u32, share: Option<(i64, i64)>) -> (Option<Money>, bool) {
    let Some(price) = &base.price else { return (None, base.price_per_seat) };
    let money =
        |minor: i128| i64::try_from(minor).ok().map(|minor| Money::new(minor, price.currency.clone()));
    let (left, whole) = share.unwrap_or((1, 1));
    // All bills of the term for one price.
    let term = if share.is_some() {
        let paid = bills::shares(base).into_iter().chain(bills::gone_on(base));
        paid.map(|period| i128::from(period.of(price.minor))).sum()
    } else {
        i128::from(price.minor)
    };
    let (left, whole) = (i128::from(left), i128::from(whole.max(1)));
    if base.price_per_seat {
        return (money(rounded(term * left, whole)), true);
    }
    let bought = i128::from(base.seats.unwrap_or(1).max(1));
    (money(rounded(term * i128::from(seats) * left, whole * bought)), false)
}

/// The price in total of one period of a term and its true-ups: the seats of all at what a seat of the term costs.
fn whole_price(together: &[&Read<'_>], base: &Read<'_>) -> Option<Money> {
    let price = base.rules.price.as_ref()?;
    let bought = i128::from(base.rules.seats?.max(1));
    let seats: i128 = together.iter().filter_map(|term| term.rules.seats).map(i128::from).sum();
    let minor = i64::try_from(rounded(i128::from(price.minor) * seats, bought)).ok()?;
    Some(Money::new(minor, price.currency.clone()))
}

/// A term and the open ones that a renewal takes over with it: its true-ups, and seats beside it until the same day.
pub(super) fn renewed_together<'a, 'b>(all: &'a [Read<'b>], base: &'a Read<'b>) -> Vec<&'a Read<'b>> {
    let mut together = vec![base];
    together.extend(all.iter().filter(|term| {
        let adds = term.input.adds_to_term_id.is_some() && term.input.adds_to_term_id == base.input.id;
        let beside =
            term.input.adds_to_term_id.is_none() && base.rules.seats.is_some() && term.rules.seats.is_some();
        term.input.id != base.input.id
            && !term.renewed
            && term.rules.cancelled_on.is_none()
            && (adds || beside && term.rules.ends_on == base.rules.ends_on)
    }));
    together
}

pub(super) fn find<'a, 'b>(all: &'a [Read<'b>], id: &str) -> Result<&'a Read<'b>> {
    all.iter().find(|term| term.input.id.as_deref() == Some(id)).ok_or_else(|| Error::not_found("term", id))
}

/// The term that one renews from the day after its end on. The end may be written as the anniversary, which is the
/// renewal's first day.
fn before<'a, 'b>(all: &'a [Read<'b>], term: &Read<'_>) -> Option<&'a Read<'b>> {
    let earlier = find(all, term.input.renews_term_id.as_deref()?).ok()?;
    let (start, end) = (term.rules.starts_on?, earlier.rules.ends_on?);
    (end == start || end.succ_opt() == Some(start)).then_some(earlier)
}

/// The start of the first term of an unbroken chain of renewals in one rhythm: what the 31st is counted from.
fn first_start(all: &[Read<'_>], last: &Read<'_>) -> Option<NaiveDate> {
    let own = last.rules.starts_on?;
    let mut first = own;
    let mut link = before(all, last);
    // No chain is longer than the list, even one that runs in a circle.
    for _ in 0..all.len() {
        let Some(earlier) = link else { break };
        let Some(began) = earlier.rules.starts_on else { break };
        if Rhythm::at(own, Some(began)).parts().0 == began {
            first = began;
        }
        link = before(all, earlier);
    }
    Some(first)
}

/// "1 month", "12 months".
pub(super) fn count(number: u32, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

#[cfg(test)]
mod tests;
