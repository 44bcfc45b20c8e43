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
    assert_eq!(check("t", &renewing).unwrap().due(), Due::default());
}

#[test]
fn bad_fields_are_named() {
    let field_of = |input: &TermInput| check("terms.0", input).unwrap_err().field_name().map(str::to_owned);
    assert_eq!(field_of(&term(Some("2026-02-01"), Some("2026-01-01"))).as_deref(), Some("terms.0.ends_on"));
    assert_eq!(field_of(&term(Some("2026-02-31"), None)).as_deref(), Some("terms.0.starts_on"));
    let mut price = term(None, None);
    price.price = Some(Money::new(-1, "EUR"));
    assert_eq!(field_of(&price).as_deref(), Some("terms.0.price"));
    price.price = Some(Money::new(1, "XXQ"));
    assert_eq!(field_of(&price).as_deref(), Some("terms.0.price"));
}

/// Days, billing, what was said; the months of a renewal and whether they are assumed.
#[test]
fn a_renewal_is_as_long_as_somebody_said_or_as_the_first_term_tells() {
    for (start, end, every, said, months, assumed) in [
        (Some("2020-08-01"), "2023-07-31", Some(12), Some(12), 12, false),
        (Some("2020-08-01"), "2023-07-31", Some(12), None, 12, true),
        (Some("2020-08-01"), "2023-07-31", None, None, 36, true),
        (Some("2024-08-29"), "2025-08-28", Some(12), None, 12, false),
        (Some("2024-08-29"), "2025-08-29", Some(1), None, 12, false),
        (Some("2024-08-29"), "2024-09-28", Some(1), None, 1, false),
        (Some("2025-01-01"), "2026-02-28", Some(12), None, 12, true),
        (Some("2025-01-01"), "2026-02-28", Some(24), None, 14, true),
        (Some("2025-10-10"), "2025-12-31", Some(12), None, 3, true),
        (None, "2025-12-31", Some(12), None, 12, true),
        (None, "2025-12-31", Some(3), None, 3, true),
        (None, "2025-12-31", None, None, 12, true),
        (None, "2025-12-31", None, Some(24), 24, false),
    ] {
        let input = TermInput {
            billing_months: every,
            renewal_months: said,
            auto_renews: true,
            ..term(start, Some(end))
        };
        let renewal = check("t", &input).unwrap().renewal();
        assert_eq!((renewal.months, renewal.assumed), (months, assumed), "{start:?} to {end}");
    }
    let field = check("t", &TermInput { renewal_months: Some(121), ..term(None, None) }).unwrap_err();
    assert_eq!(field.field_name(), Some("t.renewal_months"));
}

#[test]
fn a_long_first_term_renews_for_a_year_at_a_time() {
    for said in [Some(12), None] {
        let input = TermInput {
            billing_months: Some(12),
            renewal_months: said,
            auto_renews: true,
            notice_months: Some(3),
            ..term(Some("2020-08-01"), Some("2023-07-31"))
        };
        let rules = check("t", &input).unwrap();
        let rolled = rules.rolled(day("2023-09-01")).unwrap();
        assert_eq!(rolled.ends_on, day("2024-07-31"));
        assert_eq!(dates::cancel_by(rolled.ends_on, rules.notice), Some(day("2024-04-30")));
    }
}

/// Start, end, renewal months, notice months, the day on which it was cancelled; the last day, and the cost of the
/// whole at 10.00 for a year, or paid once.
#[test]
fn one_cancelled_after_it_renewed_itself_is_over_with_that_renewal() {
    for (start, end, every, said, notice, given, last, cost) in [
        // Within the first term it is over with that one, on its last day too.
        (Some("2024-01-01"), "2024-12-31", Some(12), None, 0, "2024-12-31", "2024-12-31", 1_000),
        (Some("2024-01-01"), "2024-12-31", Some(12), None, 3, "2024-11-15", "2024-12-31", 1_000),
        (Some("2024-01-01"), "2024-12-31", Some(12), None, 0, "2025-01-01", "2025-12-31", 2_000),
        (Some("2024-01-01"), "2024-12-31", Some(12), None, 3, "2026-03-31", "2026-12-31", 3_000),
        // The notice runs out in the next one.
        (Some("2024-01-01"), "2024-12-31", Some(12), None, 3, "2026-11-15", "2027-12-31", 4_000),
        // An end on the anniversary counts from the day before, and so do the renewals.
        (Some("2024-01-15"), "2025-01-15", Some(12), None, 0, "2025-01-20", "2026-01-14", 2_000),
        (Some("2024-01-31"), "2024-02-28", Some(1), None, 0, "2024-04-30", "2024-05-30", 4_000),
        (Some("2021-05-01"), "2024-04-30", Some(12), Some(12), 0, "2024-06-01", "2025-04-30", 4_000),
        // Paid once for a year, renewed for three months twice: 90 and 91 of 365 days.
        (Some("2024-01-01"), "2024-12-31", None, Some(3), 0, "2025-05-05", "2025-06-30", 1_000 + 247 + 249),
        (None, "2024-12-31", None, None, 0, "2025-05-05", "2025-12-31", 2_000),
    ] {
        let input = TermInput {
            price: Some(Money::new(1_000, "EUR")),
            seats: Some(3),
            billing_months: every,
            renewal_months: said,
            auto_renews: true,
            notice_months: Some(notice),
            cancelled_on: Some(given.into()),
            ..term(start, Some(end))
        };
        let rules = check("t", &input).unwrap();
        let what = format!("{start:?} to {end}, cancelled {given}");
        assert_eq!(rules.last_day(), Some(day(last)), "{what}");
        assert_eq!(rules.goes_until(), Some(day(last)), "{what}");
        assert_eq!(rules.cost(), Some(cost), "{what}");
        assert_eq!((rules.rolling(), rules.cancel_by(), rules.due()), (None, None, Due::default()), "{what}");
        // Billed as it ran, and never after.
        let span =
            bills::Span { from: day("2020-01-01"), until: day("2040-01-01"), today: day("2024-06-01") };
        let billed = bills::bills(&rules, true, span);
        let known = if start.is_some() { cost } else { cost - 1_000 };
        assert_eq!(billed.iter().map(|bill| bill.minor).sum::<i64>(), known, "{what}");
        assert!(
            billed.iter().all(|bill| bill.certainty == bills::Certainty::Committed && bill.on <= day(last))
        );
        // It does not go on where it would not have, and a day that was given stands.
        let by_hand = TermInput { auto_renews: false, ..input.clone() };
        assert_eq!(check("t", &by_hand).unwrap().last_day(), Some(day(end)), "{what}");
        let told = TermInput { cancel_effective_on: Some(end.into()), ..input };
        assert_eq!(check("t", &told).unwrap().last_day(), Some(day(end)), "{what}");
    }
}

/// A stored term is never refused for what it went on to cost.
#[test]
fn a_cancelled_term_of_any_price_can_be_read() {
    let input = TermInput {
        price: Some(Money::new(crate::money::MAX_MINOR, "EUR")),
        auto_renews: true,
        cancelled_on: Some("2026-05-05".into()),
        ..term(Some("2024-01-01"), Some("2024-12-31"))
    };
    let rules = check("t", &input).unwrap();
    assert_eq!((rules.last_day(), rules.cost()), (Some(day("2026-12-31")), None));
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
