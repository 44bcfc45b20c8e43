//! What holds of the bills of any term: they sum to its cost, none is lost, no day is paid for twice.

use super::*;
use proptest::prelude::*;

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
        let found = bills(&rules, false, all);
        // A price for each of an unknown number of seats is no cost.
        prop_assert_eq!(rules.cost().is_none(), per_seat && seats.is_none());
        prop_assert_eq!(found.iter().map(|bill| bill.minor).sum::<i64>(), rules.cost().unwrap_or(0));
        prop_assert_eq!(
            found.iter().map(|bill| bill.with_tax).sum::<i64>(),
            rules.cost_with_tax().unwrap_or(0)
        );
        for bill in &found {
            prop_assert_eq!(bill.spread(bill.minor).map(|(_, part)| part).sum::<i64>(), bill.minor);
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
            let found = bills(&rules, false, Span { from, until, today: from });
            found.into_iter().map(|bill| bill.on).filter(|on| (from.max(start + chrono::Duration::days(later))..=until).contains(on)).collect()
        };
        prop_assert_eq!(dates(from), dates(day("1997-01-01")));
    }

    /// However the end is written, the same is billed.
    #[test]
    fn both_styles_of_an_end_are_billed_the_same(
        days in 0i64..9000, months in 1u32..61, every in proptest::option::of(1u32..30),
        auto_renews in any::<bool>(), by_hand in any::<bool>(),
    ) {
        let start = day("1998-01-31") + chrono::Duration::days(days);
        let of = |end: Option<NaiveDate>| {
            let term = TermInput {
                starts_on: Some(start.to_string()),
                ends_on: end.map(|end| end.to_string()),
                price: Some(Money::new(123_457, "EUR")),
                billing_months: every,
                auto_renews,
                ..TermInput::default()
            };
            let rules = check("t", &term).unwrap();
            let span = Span { from: start, until: start + chrono::Duration::days(4000), today: start };
            (rules.cancel_by(), rules.cost(), rules.yearly(), bills(&rules, by_hand, span))
        };
        prop_assert_eq!(of(dates::term_end(start, months)), of(dates::add_months(start, months)));
    }

    /// Full periods cost the price, and a broken one its days' share of it; no day is paid for twice or not at all.
    #[test]
    fn days_are_paid_for_once(days in 0i64..9000, length in 0i64..2500, every in 1u32..40) {
        let start = day("1998-01-31") + chrono::Duration::days(days);
        let term = TermInput {
            starts_on: Some(start.to_string()),
            ends_on: Some((start + chrono::Duration::days(length)).to_string()),
            price: Some(Money::new(1_000_000, "EUR")),
            billing_months: Some(every),
            ..TermInput::default()
        };
        let rules = check("t", &term).unwrap();
        let found = shares(&rules);
        let last = rules.last_paid().unwrap();
        let mut next = start;
        for (place, period) in found.iter().enumerate() {
            prop_assert_eq!(period.starts_on, next);
            next = dates::add_months(start, (place as u32 + 1) * every).unwrap();
            if let Some(part) = period.part {
                prop_assert_eq!(place + 1, found.len());
                prop_assert_eq!(i64::from(part.days), (last - period.starts_on).num_days() + 1);
                prop_assert!(part.days < part.of);
                let share = 1_000_000.0 * f64::from(part.days) / f64::from(part.of);
                prop_assert!((period.of(1_000_000) as f64 - share).abs() <= 0.5);
            }
        }
        prop_assert!(found.last().is_some_and(|period| period.starts_on <= last) && next > last);
    }

    /// An assumed length is billed like the same one that somebody said, and marked.
    #[test]
    fn what_is_assumed_is_billed_as_if_it_was_said(
        days in 0i64..9000, length in 0i64..2500, every in proptest::option::of(1u32..40),
        known in any::<bool>(), auto_renews in any::<bool>(),
    ) {
        let start = day("1998-01-31") + chrono::Duration::days(days);
        let end = start + chrono::Duration::days(length);
        let term = TermInput {
            starts_on: known.then(|| start.to_string()),
            ends_on: Some(end.to_string()),
            price: Some(Money::new(123_457, "EUR")),
            billing_months: every,
            auto_renews,
            ..TermInput::default()
        };
        let rules = check("t", &term).unwrap();
        let said = TermInput { renewal_months: Some(rules.renewal().months), ..term };
        let said = check("t", &said).unwrap();
        let span = Span { from: start, until: end + chrono::Duration::days(4000), today: start };
        let mut assumed = bills(&rules, true, span);
        let marked = auto_renews && rules.renewal().assumed;
        for bill in assumed.iter_mut().filter(|bill| bill.certainty != Certainty::Committed) {
            prop_assert_eq!(bill.assumed, marked);
            bill.assumed = false;
        }
        prop_assert_eq!(assumed, bills(&said, true, span));
        prop_assert_eq!(rules.yearly(), said.yearly());
    }

    /// In the long run renewals cost what a year is said to cost, however long they are.
    #[test]
    fn renewals_cost_what_a_year_does(
        days in 0i64..9000, length in 20i64..1500, every in proptest::option::of(1u32..40),
        said in proptest::option::of(1u32..40), known in any::<bool>(),
    ) {
        let start = day("1998-01-31") + chrono::Duration::days(days);
        let end = start + chrono::Duration::days(length);
        let term = TermInput {
            starts_on: known.then(|| start.to_string()),
            ends_on: Some(end.to_string()),
            price: Some(Money::new(10_000_000, "EUR")),
            billing_months: every,
            renewal_months: said,
            auto_renews: true,
            ..TermInput::default()
        };
        let rules = check("t", &term).unwrap();
        let months = rules.renewal().months;
        // Renewals of whole bills and of parts of them, over at least eighty years.
        let renewals = 80 * 12 / months + 1;
        let next = rules.onward().unwrap();
        let until = next.last_day(renewals * months).unwrap();
        let span = Span { from: end, until, today: end };
        let paid: i64 =
            bills(&rules, false, span).iter().filter(|bill| bill.certainty == Certainty::Renews).map(|bill| bill.minor).sum();
        let (paid, yearly) = (paid as f64 * 12.0 / f64::from(renewals * months), rules.yearly().unwrap() as f64);
        prop_assert!((paid / yearly - 1.0).abs() < 0.01, "{} a year, {} said", paid, yearly);
    }
}
