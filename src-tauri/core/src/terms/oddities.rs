//! What is odd about terms, and may well be meant: pure.

use super::{
    changes::{Read, count, find, read},
    figures,
    model::TermInput,
    rules::{self, Renewal},
};
use crate::{Result, Warning, dates, input};
use chrono::NaiveDate;

/// What is odd about these terms.
///
/// `used` is how many seats are given out today; None where there are none to give.
///
/// # Errors
/// The first field that cannot be kept at all.
pub fn warnings(terms: &[TermInput], used: Option<u32>, today: NaiveDate) -> Result<Vec<Warning>> {
    let all = read(terms)?;
    let mut found = Vec::new();
    for (index, term) in all.iter().enumerate() {
        let at = |field: &str| format!("terms.{index}.{field}");
        let rules = &term.rules;
        if let (Some(start), Some(end)) = (rules.starts_on, rules.ends_on)
            && rules.auto_renews
            && rules.cancel_by().is_some_and(|by| by < start)
        {
            let days = (end - start).num_days() + 1;
            found.push(Warning::new(
                at("notice_months"),
                format!(
                    "The notice is longer than the term of {days} days: it could never be cancelled in time."
                ),
            ));
        }
        if let (Some(bought), Some(end)) = (rules.purchased_on, rules.ends_on)
            && end < bought
        {
            found.push(Warning::new(at("purchased_on"), "It was bought after its end."));
        }
        if let (Some(maintained), Some(start)) = (rules.maintenance_ends_on, rules.starts_on)
            && maintained < start
        {
            found.push(Warning::new(at("maintenance_ends_on"), "The maintenance ends before the start."));
        }
        if let Some(last) = rules.gone_on_until().filter(|_| rules.base.is_none()) {
            found.push(Warning::new(at("cancelled_on"), format!("It had renewed itself by then: it is taken to run until {last}. For another last day enter its renewal, and cancel that.")));
        } else if let (Some(cancelled), Some(end)) = (rules.cancelled_on, rules.ends_on)
            && rules.auto_renews
            && dates::cancel_by(rules.counted_end().unwrap_or(end), rules.notice)
                .is_some_and(|by| cancelled > by)
        {
            found.push(Warning::new(
                at("cancelled_on"),
                "That was after the last day of notice. Check that the vendor accepted it.",
            ));
        }
        let written = input::stored(term.input.ends_on.as_deref()).filter(|_| rules.base.is_some());
        if written.is_some() && written != rules.ends_on {
            found.push(Warning::new(at("ends_on"), extended(rules.ends_on)));
        }
        if rules.price.is_some() && rules.price_per_seat && rules.seats.is_none() {
            found.push(Warning::new(
                at("seats"),
                "The price is for a seat. Enter how many seats there are; without it the cost is not known.",
            ));
        }
        let renewal = rules.renewal();
        if rules.auto_renews && renewal.assumed && !term.renewed && rules.base.is_none() {
            found.push(Warning::new(at("renewal_months"), assumed(renewal)));
        }
        overlaps(&all, index, &mut found);
    }
    if let Some(used) = used {
        too_few_seats(&all, used, today, &mut found);
    }
    Ok(found)
}

/// What is said of added seats that would end on another day than the term that they add to.
fn extended(end: Option<NaiveDate>) -> String {
    let end = end.map_or_else(|| "has no end".to_owned(), |end| format!("ends on {end}"));
    format!(
        "Added seats end with the term that they add to, which {end}; the end written here is not kept. Seats for a shorter time are a term of their own."
    )
}

/// What is said of a renewal whose length nobody said.
pub(crate) fn assumed(renewal: Renewal) -> String {
    format!(
        "The renewal length is not confirmed: {} assumed, the shorter of term and billing period. Enter for how many months it renews.",
        count(renewal.months, "month")
    )
}

/// Names the term in force whose seats are fewer than those in use; and one that begins later and leaves too few.
fn too_few_seats(all: &[Read<'_>], used: u32, today: NaiveDate, found: &mut Vec<Warning>) {
    let seats = |day: NaiveDate| rules::seats_on(all.iter().map(|term| &term.rules), day);
    if let (Some(bought), false) = seats(today)
        && used > bought
    {
        let field = all
            .iter()
            .position(|term| term.in_force(today))
            .map_or_else(|| "terms".to_owned(), |index| format!("terms.{index}.seats"));
        let more = used - bought;
        found.push(Warning::new(field, format!("{used} seats are in use: that is {more} more than bought.")));
        return;
    }
    for day in figures::seat_changes(all, today) {
        let (Some(bought), false) = seats(day) else { continue };
        if used <= bought {
            continue;
        }
        // By the term that begins then, else by the one that was over the day before.
        let begins = all.iter().position(|term| term.rules.starts_on == Some(day));
        let ends = || {
            all.iter().position(|term| term.rules.goes_until().and_then(|last| last.succ_opt()) == Some(day))
        };
        let Some(index) = begins.or_else(ends) else { continue };
        let message = format!("From {day} on there are {bought} seats, and {used} are in use today.");
        found.push(Warning::new(format!("terms.{index}.seats"), message));
    }
}

/// Names a renewal that begins before the renewed term is over or leaves a hole, and terms beside each other that
/// nothing links.
fn overlaps(all: &[Read<'_>], index: usize, found: &mut Vec<Warning>) {
    let Some(term) = all.get(index) else { return };
    let at = format!("terms.{index}.starts_on");
    let Some(start) = term.rules.starts_on else { return };
    if let Some(earlier) = term.input.renews_term_id.as_deref().and_then(|id| find(all, id).ok()) {
        match earlier.rules.last_paid() {
            Some(last) if start <= last => {
                found.push(Warning::new(at, format!("It begins before the term it renews is over ({last}): from {start} on only its own seats and price count.")));
            }
            Some(last) if last.succ_opt().is_some_and(|next| start > next) => {
                let days = (start - last).num_days() - 1;
                found.push(Warning::new(
                    at,
                    format!(
                        "Between the term it renews and this one lie {} without any.",
                        count(u32::try_from(days).unwrap_or(u32::MAX), "day")
                    ),
                ));
            }
            None => found.push(Warning::new(at, "The term it renews has no end.")),
            _ => {}
        }
        return;
    }
    if term.input.adds_to_term_id.is_some() {
        return;
    }
    let beside = all.iter().take(index).chain(all.iter().skip(index + 1)).find(|other| {
        let linked = other.input.renews_term_id.is_some() && other.input.renews_term_id == term.input.id
            || other.input.adds_to_term_id.is_some();
        !linked
            && other.rules.ends_on != term.rules.ends_on
            && other.rules.starts_on.is_some_and(|began| began < start)
            && other.rules.last_day().is_none_or(|last| start <= last)
    });
    if let Some(other) = beside {
        let until =
            other.rules.last_day().map_or_else(|| "has no end".to_owned(), |last| format!("ends on {last}"));
        found.push(Warning::new(at, format!("It begins while another term runs, which {until}: their seats and costs add up. If it replaces that one, enter it as its renewal.")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn term(id: &str, start: &str, end: &str) -> TermInput {
        TermInput {
            id: Some(id.into()),
            starts_on: Some(start.into()),
            ends_on: Some(end.into()),
            seats: Some(25),
            price: Some(Money::new(12_000, "EUR")),
            price_per_seat: true,
            order_number: Some("SO-1".into()),
            ..TermInput::default()
        }
    }

    #[test]
    fn an_end_that_leaves_too_few_seats_is_foretold() {
        let found = |terms: &[TermInput]| -> Vec<(String, String)> {
            let found = warnings(terms, Some(27), day("2026-11-22")).unwrap();
            found.into_iter().map(|warning| (warning.field, warning.message)).collect()
        };
        let base = term("a", "2026-01-01", "2027-12-31");
        let extra = TermInput { seats: Some(5), ..term("b", "2026-01-01", "2027-02-28") };
        let expected = "From 2027-03-01 on there are 25 seats, and 27 are in use today.";
        let few: Vec<_> =
            found(&[base, extra]).into_iter().filter(|(field, _)| field == "terms.1.seats").collect();
        assert_eq!(few, [("terms.1.seats".to_owned(), expected.to_owned())]);
        // When the last one ends there are none, which the end itself says.
        assert!(found(&[TermInput { seats: Some(30), ..term("a", "2026-01-01", "2027-12-31") }]).is_empty());
    }

    #[test]
    fn odd_terms_are_named_and_usual_ones_are_not() {
        let fields = |terms: &[TermInput], used: Option<u32>| -> Vec<String> {
            let found = warnings(terms, used, day("2026-11-22")).unwrap();
            found.into_iter().map(|warning| warning.field).collect()
        };
        let first = term("a", "2025-12-28", "2026-12-27");
        let renewal = TermInput { renews_term_id: Some("a".into()), ..term("b", "2026-12-28", "2027-12-27") };
        assert!(fields(&[renewal.clone(), first.clone()], Some(25)).is_empty());
        assert_eq!(fields(&[renewal.clone(), first.clone()], Some(28)), ["terms.1.seats"]);
        let fewer = TermInput { seats: Some(20), ..renewal.clone() };
        assert_eq!(fields(&[fewer, first.clone()], Some(25)), ["terms.0.seats"]);
        let early = TermInput { starts_on: Some("2026-12-01".into()), ..renewal.clone() };
        assert_eq!(fields(&[early, first.clone()], None), ["terms.0.starts_on"]);
        let late = TermInput { starts_on: Some("2027-02-01".into()), ..renewal };
        assert_eq!(fields(&[late, first.clone()], None), ["terms.0.starts_on"]);
        let beside = term("c", "2026-06-01", "2027-05-31");
        assert_eq!(fields(&[first.clone(), beside], None), ["terms.1.starts_on"]);
        let odd = TermInput {
            auto_renews: true,
            notice_months: Some(13),
            purchased_on: Some("2027-02-01".into()),
            maintenance_ends_on: Some("2020-01-01".into()),
            ..first
        };
        assert_eq!(
            fields(std::slice::from_ref(&odd), None),
            ["terms.0.notice_months", "terms.0.purchased_on", "terms.0.maintenance_ends_on"]
        );
        let long = TermInput {
            ends_on: Some("2028-12-27".into()),
            auto_renews: true,
            ..term("d", "2025-12-28", "")
        };
        assert_eq!(fields(std::slice::from_ref(&long), None), ["terms.0.renewal_months"]);
        assert!(fields(&[TermInput { renewal_months: Some(12), ..long }], None).is_empty());
    }

    #[test]
    fn added_seats_with_an_end_of_their_own_are_named() {
        let base = term("a", "2026-01-01", "2026-12-31");
        let found = |end: Option<&str>| {
            let added = TermInput {
                adds_to_term_id: Some("a".into()),
                ends_on: end.map(Into::into),
                ..term("b", "2026-05-17", "")
            };
            let found = warnings(&[base.clone(), added], None, day("2026-11-22")).unwrap();
            found.into_iter().map(|warning| (warning.field, warning.message)).next()
        };
        assert_eq!((found(Some("2026-12-31")), found(None)), (None, None));
        for end in ["2026-08-31", "2027-08-31"] {
            let (field, message) = found(Some(end)).unwrap();
            assert_eq!(field, "terms.1.ends_on");
            assert!(
                message.contains("which ends on 2026-12-31; the end written here is not kept"),
                "{message}"
            );
        }
    }

    #[test]
    fn a_cancellation_after_the_term_renewed_itself_is_named() {
        let found = |given: &str| {
            let cancelled = TermInput {
                auto_renews: true,
                notice_months: Some(1),
                cancelled_on: Some(given.into()),
                ..term("a", "2026-01-01", "2026-12-31")
            };
            let found = warnings(&[cancelled], None, day("2026-11-22")).unwrap();
            found.into_iter().map(|warning| warning.message).next()
        };
        assert_eq!(found("2026-11-30"), None);
        assert!(found("2026-12-01").unwrap().contains("after the last day of notice"));
        assert!(found("2027-02-01").unwrap().contains("taken to run until 2027-12-31"));
    }
}
