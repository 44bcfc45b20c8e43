use super::*;
use crate::{
    money::Money,
    terms::{TermInput, rules::check},
};

mod properties;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn year() -> Span {
    Span { from: day("2026-11-01"), until: day("2027-10-31"), today: day("2026-11-22") }
}

fn dates_of(term: &TermInput) -> Vec<String> {
    let found = bills(&check("t", term).unwrap(), false, year());
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
    let expected = bills(&rules, true, span);
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
    let renewed = Checked { renewed: true, ..rules };
    assert!(bills(&renewed, true, span).iter().all(|bill| bill.on < span.from));
}

#[test]
fn what_was_paid_once_is_spread_over_its_months() {
    let span = Span { from: day("2025-01-01"), until: day("2027-12-31"), today: day("2026-11-22") };
    let found = bills(&check("t", &yearly()).unwrap(), false, span);
    let months: Vec<(String, i64)> =
        found[0].spread(found[0].minor).map(|(month, part)| (month.to_string(), part)).collect();
    assert_eq!((months.len(), months[0].clone()), (12, ("2025-12-01".to_owned(), 9)));
    assert_eq!(months[11], ("2026-11-01".to_owned(), 8));
}

/// Days, billing months, whether it renews itself, the price; and the bills of a year, in minor units.
#[test]
fn each_period_is_billed_once_however_its_end_is_written() {
    let every_month = |days: &[&str]| -> Vec<(String, i64)> {
        days.iter().map(|day| (format!("2026-{day}"), 1_000)).collect()
    };
    let bill = |on: &str, minor: i64| vec![(on.to_owned(), minor)];
    let fifteenth: Vec<String> = (1..=12).map(|month| format!("{month:02}-15")).collect();
    let fifteenth: Vec<&str> = fifteenth.iter().map(String::as_str).collect();
    let last_days = [
        "01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30",
        "12-31",
    ];
    let thirtieth = [
        "01-30", "02-28", "03-30", "04-30", "05-30", "06-30", "07-30", "08-30", "09-30", "10-30", "11-30",
        "12-30",
    ];
    for (start, end, every, auto_renews, price, expected) in [
        ("2025-01-01", "2026-01-01", Some(12), true, 120_000, bill("2026-01-01", 120_000)),
        ("2025-01-01", "2025-12-31", Some(12), true, 70_000, bill("2026-01-01", 70_000)),
        ("2024-01-01", "2026-01-01", None, true, 50_000, bill("2026-01-01", 50_000)),
        ("2023-01-01", "2026-01-01", Some(36), true, 90_000, bill("2026-01-01", 90_000)),
        ("2025-01-15", "2026-01-15", Some(12), true, 12_000, bill("2026-01-15", 12_000)),
        ("2025-01-15", "2026-01-15", None, true, 12_000, bill("2026-01-15", 12_000)),
        ("2025-01-15", "2026-01-15", Some(12), false, 12_000, Vec::new()),
        ("2024-02-29", "2025-02-28", Some(12), true, 12_000, bill("2026-02-28", 12_000)),
        ("2024-02-29", "2025-02-27", Some(12), true, 12_000, bill("2026-02-28", 12_000)),
        ("2025-01-15", "2025-02-15", Some(1), true, 1_000, every_month(&fifteenth)),
        ("2025-01-15", "2026-01-15", Some(1), true, 1_000, every_month(&fifteenth)),
        ("2025-01-31", "2025-02-28", Some(1), true, 1_000, every_month(&last_days)),
        ("2024-10-31", "2024-11-30", Some(1), true, 1_000, every_month(&last_days)),
        ("2024-10-31", "2024-11-29", Some(1), true, 1_000, every_month(&last_days)),
        ("2024-10-30", "2024-11-29", Some(1), true, 1_000, every_month(&thirtieth)),
        // A first term up to the calendar year; what it renews for is assumed, and billed by its days.
        (
            "2025-10-10",
            "2025-12-31",
            Some(12),
            true,
            100_000,
            [("2026-01-01", 24_658), ("2026-04-01", 24_932), ("2026-07-01", 25_205), ("2026-10-01", 25_205)]
                .map(|(on, minor)| (on.to_owned(), minor))
                .to_vec(),
        ),
        // The last two months of fourteen: 59 of 365 days.
        ("2025-01-01", "2026-02-28", Some(12), false, 100_000, bill("2026-01-01", 16_164)),
    ] {
        let term = TermInput {
            starts_on: Some(start.into()),
            ends_on: Some(end.into()),
            billing_months: every,
            auto_renews,
            price: Some(Money::new(price, "EUR")),
            ..TermInput::default()
        };
        let span = Span { from: day("2026-01-01"), until: day("2026-12-31"), today: day("2025-11-22") };
        let found: Vec<(String, i64)> = bills(&check("t", &term).unwrap(), false, span)
            .into_iter()
            .filter(|bill| bill.on >= span.from)
            .map(|bill| (bill.on.to_string(), bill.minor))
            .collect();
        assert_eq!(found, expected, "{start} to {end} every {every:?}");
    }
}

#[test]
fn a_broken_period_is_charged_by_its_days() {
    let cost = |start: &str, end: &str, every: u32| {
        let term = TermInput {
            starts_on: Some(start.into()),
            ends_on: Some(end.into()),
            billing_months: Some(every),
            price: Some(Money::new(100_000, "EUR")),
            ..TermInput::default()
        };
        let rules = check("t", &term).unwrap();
        let part = shares(&rules).last().unwrap().part.map(|part| (part.days, part.of));
        (rules.cost(), part)
    };
    assert_eq!(cost("2025-10-10", "2025-12-31", 12), (Some(22_740), Some((83, 365))));
    assert_eq!(cost("2025-01-01", "2026-02-28", 12), (Some(116_164), Some((59, 365))));
    // The full period that would begin there has a leap day, and so has the one that would end there.
    assert_eq!(cost("2026-01-01", "2027-06-30", 12), (Some(149_589), Some((181, 365))));
    assert_eq!(cost("2027-01-01", "2028-06-30", 12), (Some(149_727), Some((182, 366))));
    assert_eq!(cost("2028-02-01", "2028-06-30", 12), (Some(41_257), Some((151, 366))));
    // A single one ends a full period, here one without a leap day: the one that would begin there has it.
    assert_eq!(cost("2027-09-01", "2027-12-31", 12), (Some(33_425), Some((122, 365))));
    assert_eq!(cost("2026-01-01", "2026-12-31", 12), (Some(100_000), None));
    assert_eq!(cost("2026-01-01", "2027-01-01", 12), (Some(100_000), None));
}

#[test]
fn tax_is_rounded_on_every_bill() {
    let monthly = TermInput {
        starts_on: Some("2026-01-01".into()),
        ends_on: Some("2026-12-31".into()),
        billing_months: Some(1),
        tax_rate: Some(1900),
        auto_renews: true,
        price: Some(Money::new(1001, "EUR")),
        ..TermInput::default()
    };
    let rules = check("t", &monthly).unwrap();
    assert_eq!(rules.cost_with_tax(), Some(14_292));
    for year in [2026, 2027] {
        let day = |text: &str| day(&format!("{year}-{text}"));
        let span = Span { from: day("01-01"), until: day("12-31"), today: day("01-01") };
        let gross: i64 = bills(&rules, false, span)
            .iter()
            .filter(|bill| bill.on >= span.from)
            .map(|bill| bill.with_tax)
            .sum();
        assert_eq!(gross, 14_292, "{year}");
    }
}

#[test]
fn a_rise_reaches_the_next_renewal_of_an_endless_one() {
    let endless = TermInput {
        starts_on: Some("2024-03-01".into()),
        ends_on: None,
        billing_months: Some(12),
        ..yearly()
    };
    let span = Span { from: day("2026-11-01"), until: day("2028-10-31"), today: day("2026-11-22") };
    let risen: Vec<(String, i64)> = bills(&check("t", &endless).unwrap(), false, span)
        .iter()
        .filter(|bill| bill.on >= span.from)
        .map(|bill| (bill.on.to_string(), bill.risen(10_000, 250)))
        .collect();
    assert_eq!(risen, [("2027-03-01".to_owned(), 10_250), ("2028-03-01".to_owned(), 10_506)]);
}

#[test]
fn a_cancelled_one_without_an_end_stops_with_the_period_of_its_notice() {
    for (start, every, given, months, days, last) in [
        ("2024-01-15", 1, "2026-11-22", None, None, "2026-12-14"),
        ("2024-01-15", 1, "2026-11-22", Some(1), None, "2027-01-14"),
        ("2024-01-01", 1, "2026-08-31", Some(3), None, "2026-11-30"),
        ("2024-01-31", 1, "2027-02-28", None, None, "2027-03-30"),
        ("2024-03-01", 12, "2026-11-22", None, Some(90), "2027-02-28"),
        ("2024-03-01", 12, "2026-12-22", None, Some(90), "2028-02-29"),
        ("2027-01-01", 1, "2026-11-22", None, None, "2027-01-31"),
    ] {
        let term = TermInput {
            starts_on: Some(start.into()),
            ends_on: None,
            billing_months: Some(every),
            cancelled_on: Some(given.into()),
            notice_months: months,
            notice_days: days,
            ..yearly()
        };
        let rules = check("t", &term).unwrap();
        assert_eq!(rules.last_day(), Some(day(last)), "{start} every {every}, given {given}");
        let span = Span { from: day("2020-01-01"), until: day("2040-01-01"), today: day("2026-11-22") };
        let found = bills(&rules, true, span);
        assert!(found.iter().all(|bill| bill.on <= day(last) && bill.part.is_none()));
        assert_eq!(found.len() as u32 * every, dates::months_touched(day(start), day(last)).unwrap());
    }
    // Without periods it is over when the notice runs out.
    let bought =
        TermInput { starts_on: None, ends_on: None, cancelled_on: Some("2026-11-22".into()), ..yearly() };
    assert_eq!(check("t", &bought).unwrap().last_day(), Some(day("2026-11-22")));
}

/// Start, end, billing months, what was said of the renewal; the first renewals as day, minor units, days and those of a
/// full period, and what a year costs.
#[test]
fn a_renewal_costs_its_share_of_what_was_paid() {
    type Seen = (&'static str, i64, Option<(u32, u32)>);
    for (start, end, every, said, price, seen, yearly) in [
        // Eleven months are assumed, and billed as if somebody had said so.
        (
            Some("2025-06-22"),
            "2026-05-12",
            Some(12),
            None,
            12_000,
            [("2026-05-13", 11_014, Some((335, 365))), ("2027-04-13", 10_984, Some((335, 366)))],
            12_000,
        ),
        (
            Some("2025-06-22"),
            "2026-05-12",
            Some(12),
            Some(11),
            12_000,
            [("2026-05-13", 11_014, Some((335, 365))), ("2027-04-13", 10_984, Some((335, 366)))],
            12_000,
        ),
        // Paid once for 19 begun months, renewed for three of them.
        (
            Some("2026-08-01"),
            "2028-02-11",
            None,
            Some(3),
            190_000,
            [("2028-02-12", 29_585, Some((90, 578))), ("2028-05-12", 30_190, Some((92, 579)))],
            120_000,
        ),
        (
            Some("2026-08-01"),
            "2028-02-11",
            None,
            None,
            190_000,
            [("2028-02-12", 190_000, None), ("2029-09-12", 190_000, None)],
            120_000,
        ),
        // Without a start it is as long as it renews for, else a year.
        (
            None,
            "2026-11-30",
            None,
            Some(36),
            360_000,
            [("2026-12-01", 360_000, None), ("2029-12-01", 360_000, None)],
            120_000,
        ),
        (
            None,
            "2026-11-30",
            None,
            None,
            360_000,
            [("2026-12-01", 360_000, None), ("2027-12-01", 360_000, None)],
            360_000,
        ),
        (
            Some("2025-12-01"),
            "2026-11-30",
            None,
            Some(24),
            360_000,
            [("2026-12-01", 360_000, None), ("2027-12-01", 360_000, None)],
            360_000,
        ),
    ] as [(_, _, _, _, _, [Seen; 2], _); 7]
    {
        let term = TermInput {
            starts_on: start.map(Into::into),
            ends_on: Some(end.into()),
            billing_months: every,
            renewal_months: said,
            auto_renews: true,
            price: Some(Money::new(price, "EUR")),
            ..TermInput::default()
        };
        let rules = check("t", &term).unwrap();
        let span = Span { from: day(end), until: day("2040-01-01"), today: day(end) };
        let renewals = bills(&rules, false, span).into_iter().filter(|bill| bill.on > day(end));
        let found: Vec<_> = renewals
            .take(2)
            .map(|bill| (bill.on.to_string(), bill.minor, bill.part.map(|part| (part.days, part.of))))
            .collect();
        let expected = seen.map(|(on, minor, part)| (on.to_owned(), minor, part));
        assert_eq!(found, expected, "{start:?} to {end}, renews for {said:?}");
        assert_eq!(rules.yearly(), Some(yearly), "{start:?} to {end}, renews for {said:?}");
    }
}
