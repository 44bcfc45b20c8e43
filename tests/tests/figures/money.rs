//! What a year costs, what was spent, and what is only expected.

use super::place::{TODAY, act, day, euros, license, term};
use holdfast_core::cost;
use holdfast_core::db::Db;
use holdfast_core::licenses::{self, LicenseInput, LicenseKind};
use holdfast_core::list::ListQuery;
use holdfast_core::money::Money;
use holdfast_core::overview;
use holdfast_core::terms::{Owner, RenewalInput, TermInput};

#[tokio::test]
async fn a_year_costs_what_is_in_force_on_the_day() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let monthly = |start: &str, end: Option<&str>, money: Money| TermInput {
        price: Some(money),
        billing_months: Some(1),
        ..term(start, end)
    };
    // Counts: 12 x 10.01; a rolled one of 1,200.00; in dollars 12 x 5.00, beside euros of the same license.
    license(&mut tx, "Endless", vec![monthly("2026-01-01", None, euros(1_001))]).await;
    license(
        &mut tx,
        "Rolled",
        vec![TermInput { auto_renews: true, ..term("2023-01-01", Some("2023-12-31")) }],
    )
    .await;
    let both = vec![
        monthly("2026-01-01", Some("2026-12-31"), euros(2_000)),
        monthly("2026-01-01", Some("2026-12-31"), Money::new(500, "USD")),
    ];
    let both = license(&mut tx, "Both", both).await;
    // Not: lapsed, to come, bought for good.
    license(&mut tx, "Lapsed", vec![term("2024-01-01", Some("2024-12-31"))]).await;
    license(&mut tx, "To come", vec![term("2027-01-01", Some("2027-12-31"))]).await;
    let bought = LicenseInput {
        name: "Bought".into(),
        kind: LicenseKind::Perpetual,
        terms: vec![TermInput { seats: Some(3), ..term("2020-01-01", None) }],
        ..LicenseInput::default()
    };
    let bought = licenses::create(&mut tx, &act("Add"), bought).await.unwrap();
    // Cancelled to 15 Dec: it counts until then.
    let cancelled = TermInput {
        cancelled_on: Some("2026-10-01".into()),
        cancel_effective_on: Some("2026-12-15".into()),
        ..monthly("2026-01-16", Some("2027-01-15"), euros(3_000))
    };
    license(&mut tx, "Cancelled", vec![cancelled]).await;

    // 120.12 + 1,200.00 + 240.00 + 360.00, and 60.00 in dollars.
    let sums = licenses::sums(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().yearly;
    assert_eq!(sums, [euros(192_012), Money::new(6_000, "USD")]);
    let after = licenses::sums(&mut tx, &ListQuery::default(), day("2026-12-16")).await.unwrap().yearly;
    assert_eq!(after, [euros(156_012), Money::new(6_000, "USD")], "the cancelled one is over");
    let rows = licenses::list(
        &mut tx,
        &ListQuery { sort: "yearly".into(), descending: true, ..Default::default() },
        day(TODAY),
    )
    .await
    .unwrap()
    .rows;
    let named: Vec<(&str, i64)> =
        rows.iter().filter_map(|row| Some((row.name.as_str(), row.yearly.as_ref()?.minor))).collect();
    assert_eq!(named, [("Rolled", 120_000), ("Cancelled", 36_000), ("Both", 24_000), ("Endless", 12_012)]);
    let row = rows.iter().find(|row| row.id == both).unwrap();
    assert_eq!(row.yearly_amounts, [euros(24_000), Money::new(6_000, "USD")], "no currency is dropped");
    // What was paid once for good is no yearly sum of the compliance report either.
    let compliance = licenses::compliance(&mut tx, day(TODAY)).await.unwrap();
    let row = compliance.licenses.iter().find(|row| row.license_id == bought).unwrap();
    assert_eq!(
        (row.once, row.seat_price.clone(), row.unused_cost.clone()),
        (true, Some(euros(40_000)), None)
    );
    assert!(compliance.unused.is_empty(), "{:?}", compliance.unused);
}

#[tokio::test]
async fn thirds_of_a_cent_are_rounded_once() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    // 100.00 for three years, 200.00 for six, 25.00 for nine months: 33.33 a year each, 100.00 together.
    for (name, cents, start, end) in [
        ("A", 10_000, "2025-01-01", "2027-12-31"),
        ("B", 20_000, "2024-01-01", "2029-12-31"),
        ("C", 2_500, "2026-06-01", "2027-02-28"),
    ] {
        let paid = TermInput { price: Some(euros(cents)), ..term(start, Some(end)) };
        license(&mut tx, name, vec![paid]).await;
    }
    let rows = licenses::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.yearly == Some(euros(3_333))));
    let sums = licenses::sums(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().yearly;
    assert_eq!(sums, [euros(10_000)]);
}

#[tokio::test]
async fn spend_marks_renewals_that_are_still_to_come() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    license(
        &mut tx,
        "Yearly",
        vec![TermInput { auto_renews: true, ..term("2025-12-10", Some("2026-12-09")) }],
    )
    .await;
    license(&mut tx, "Paid", vec![term("2026-03-01", Some("2027-02-28"))]).await;
    let spend = cost::spend(&mut tx, day("2026-01-01"), day("2026-12-31"), day(TODAY)).await.unwrap();
    assert_eq!((spend.total, spend.expected), (vec![euros(240_000)], vec![euros(120_000)]));
    assert_eq!(spend.vendors[0].expected, [euros(120_000)]);
    // Once the day has come it was billed, though nobody confirmed it.
    let spend = cost::spend(&mut tx, day("2026-01-01"), day("2026-12-31"), day("2026-12-11")).await.unwrap();
    assert_eq!((spend.total, spend.expected), (vec![euros(240_000)], vec![]));
}

#[tokio::test]
async fn from_an_early_renewal_on_only_its_own_seats_and_price_count() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let first = TermInput {
        seats: Some(10),
        billing_months: Some(1),
        price: Some(euros(1_000)),
        ..term("2026-01-01", Some("2026-12-31"))
    };
    let suite = license(&mut tx, "Suite", vec![first]).await;
    let old = licenses::get(&mut tx, &suite, day(TODAY)).await.unwrap().terms[0].id.clone();
    let renewal = TermInput {
        renews_term_id: Some(old),
        seats: Some(15),
        billing_months: Some(1),
        price: Some(euros(1_500)),
        ..term("2026-11-01", Some("2027-10-31"))
    };
    let input = RenewalInput { term: renewal, vendor: None };
    holdfast_core::terms::renew(&mut tx, &act("Renew"), Owner::License(&suite), input).await.unwrap();
    for (on, seats, yearly) in
        [("2026-10-31", 10, 12_000), ("2026-11-01", 15, 18_000), ("2026-12-31", 15, 18_000)]
    {
        let on = day(on);
        let page = licenses::get(&mut tx, &suite, on).await.unwrap();
        assert_eq!(page.seats.bought, Some(seats), "{on}");
        let row = licenses::list(&mut tx, &ListQuery::default(), on).await.unwrap().rows.remove(0);
        assert_eq!((row.seats, row.yearly), (Some(seats), Some(euros(yearly))), "{on}");
    }
    // Ten months at 10.00 and two at 15.00.
    let spend = cost::spend(&mut tx, day("2026-01-01"), day("2026-12-31"), day(TODAY)).await.unwrap();
    assert_eq!(spend.total, [euros(13_000)]);
}

#[tokio::test]
async fn an_imported_subscription_without_a_rhythm_is_expected_on_its_day() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    license(&mut tx, "Imported", vec![term("2026-01-16", Some("2027-01-15"))]).await;
    let first = overview::get(&mut tx, day(TODAY)).await.unwrap();
    let month = first.months.iter().find(|month| month.month == "2027-01").unwrap();
    assert_eq!((month.licenses.clone(), month.licenses_expected.clone()), (vec![], vec![euros(120_000)]));
    let days: Vec<(&str, &str)> =
        month.expected.iter().map(|bill| (bill.on.as_str(), bill.name.as_str())).collect();
    assert_eq!(days, [("2027-01-16", "Imported")]);
    assert_eq!(first.forecast.expected, [euros(120_000)]);
}
