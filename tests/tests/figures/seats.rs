//! Seats of licenses and people, on any day.

use super::place::{TODAY, act, day, euros, license, only, term};
use holdfast_core::cost::{self, CostQuery};
use holdfast_core::db::Db;
use holdfast_core::licenses::{self, AssignmentInput};
use holdfast_core::lifecycle::leaving;
use holdfast_core::list::ListQuery;
use holdfast_core::overview;
use holdfast_core::people::{self, PersonInput};
use holdfast_core::terms::TermInput;

#[tokio::test]
async fn a_seat_with_a_last_day_counts_for_its_license_and_its_person_alike() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let suite = license(
        &mut tx,
        "Suite",
        vec![TermInput { seats: Some(5), ..term("2026-01-01", Some("2028-12-31")) }],
    )
    .await;
    let ben =
        PersonInput { name: "Ben".into(), leaves_on: Some("2026-10-31".into()), ..PersonInput::default() };
    let ben = people::create(&mut tx, &act("Add"), ben).await.unwrap();
    let seat = AssignmentInput {
        license_id: suite.clone(),
        person_id: Some(ben.clone()),
        quantity: 1,
        from_on: Some("2026-01-01".into()),
        until_on: Some("2027-12-31".into()),
        ..AssignmentInput::default()
    };
    licenses::assign(&mut tx, &act("Assign"), seat).await.unwrap();
    for (on, count) in [(TODAY, 1), ("2027-12-31", 1), ("2028-01-01", 0)] {
        let on = day(on);
        assert_eq!(licenses::get(&mut tx, &suite, on).await.unwrap().seats.used, count, "{on}: the license");
        let row = people::list(&mut tx, &ListQuery::default(), on).await.unwrap().rows.remove(0);
        assert_eq!(row.seats, count, "{on}: the person");
        let there = count as usize;
        let of = ListQuery { belongs_to: Some(ben.clone()), ..ListQuery::default() };
        assert_eq!(
            licenses::list(&mut tx, &of, on).await.unwrap().total,
            count,
            "{on}: the person's licenses"
        );
        assert_eq!(
            people::list(&mut tx, &only("left_holding"), on).await.unwrap().total,
            count,
            "{on}: left and holds"
        );
        assert_eq!(licenses::reclaimable(&mut tx, on).await.unwrap().len(), there, "{on}: reclaimable");
        assert_eq!(leaving::get(&mut tx, &ben, on).await.unwrap().seats.len(), there, "{on}: leaving");
        assert_eq!(overview::get(&mut tx, on).await.unwrap().left_holding.total, count, "{on}: overview");
    }
}

#[tokio::test]
async fn a_seat_that_begins_later_counts_from_its_first_day() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let term = TermInput { seats: Some(5), ..term("2026-01-01", Some("2028-12-31")) };
    let suite = license(&mut tx, "Suite", vec![term]).await;
    let eve = PersonInput { name: "Eve".into(), ..PersonInput::default() };
    let eve = people::create(&mut tx, &act("Add"), eve).await.unwrap();
    let seat = AssignmentInput {
        license_id: suite.clone(),
        person_id: Some(eve),
        quantity: 2,
        from_on: Some("2027-02-01".into()),
        ..AssignmentInput::default()
    };
    licenses::assign(&mut tx, &act("Assign"), seat).await.unwrap();
    for (on, count) in [(TODAY, 0), ("2027-01-31", 0), ("2027-02-01", 2)] {
        let on = day(on);
        assert_eq!(licenses::get(&mut tx, &suite, on).await.unwrap().seats.used, count, "{on}: the license");
        let row = people::list(&mut tx, &ListQuery::default(), on).await.unwrap().rows.remove(0);
        assert_eq!(row.seats, count, "{on}: the person");
        let row = licenses::list(&mut tx, &ListQuery::default(), on).await.unwrap().rows.remove(0);
        assert_eq!(row.used, count, "{on}: the list");
    }
}

#[tokio::test]
async fn over_use_is_foretold_for_ends_too() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let base = TermInput { seats: Some(5), ..term("2026-01-01", Some("2027-12-31")) };
    let extra = TermInput { seats: Some(3), ..term("2026-01-01", Some("2027-02-28")) };
    let suite = license(&mut tx, "Suite", vec![base, extra]).await;
    let ann =
        people::create(&mut tx, &act("Add"), PersonInput { name: "Ann".into(), ..PersonInput::default() })
            .await
            .unwrap();
    let seats = AssignmentInput {
        license_id: suite.clone(),
        person_id: Some(ann),
        quantity: 7,
        from_on: Some("2026-01-01".into()),
        ..AssignmentInput::default()
    };
    licenses::assign(&mut tx, &act("Assign"), seats).await.unwrap();
    let page = licenses::get(&mut tx, &suite, day(TODAY)).await.unwrap();
    let change = page.seats.over_from.unwrap();
    assert_eq!(
        (change.on.as_str(), change.bought, change.used, change.over, change.ended),
        ("2027-03-01", 5, 7, 2, false)
    );
    let later = licenses::get(&mut tx, &suite, day("2027-03-01")).await.unwrap().seats;
    let change = later.over_from.unwrap();
    assert_eq!((later.over, change.on.as_str(), change.over, change.ended), (2, "2028-01-01", 7, true));
}

#[tokio::test]
async fn a_price_per_seat_without_seats_is_asked_about() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let per_seat = TermInput { price_per_seat: true, ..term("2026-01-01", Some("2026-12-31")) };
    let odd = holdfast_core::terms::check(&mut tx, None, std::slice::from_ref(&per_seat), None, day(TODAY))
        .await
        .unwrap();
    assert_eq!(odd.iter().map(|warning| warning.field.as_str()).collect::<Vec<_>>(), ["terms.0.seats"]);
    let open = license(&mut tx, "Open", vec![per_seat]).await;
    let page = licenses::get(&mut tx, &open, day(TODAY)).await.unwrap();
    assert_eq!(page.terms[0].cost, None, "not counted as one");
    let forecast = cost::forecast(&mut tx, &CostQuery::default(), day(TODAY)).await.unwrap();
    assert!(forecast.sums.total.is_empty());
    assert_eq!(forecast.unseated.iter().map(|thing| thing.name.as_str()).collect::<Vec<_>>(), ["Open"]);
    assert!(licenses::sums(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().yearly.is_empty());
}

#[tokio::test]
async fn what_seats_cost_is_rounded_once_in_the_compliance_report() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    // 100.00 for three seats: 33.333… each.
    let three = TermInput {
        seats: Some(3),
        price: Some(euros(10_000)),
        billing_months: Some(12),
        ..term("2026-01-01", Some("2026-12-31"))
    };
    let suite = license(&mut tx, "Suite", vec![three]).await;
    let eve = PersonInput { name: "Eve".into(), ..PersonInput::default() };
    let eve = people::create(&mut tx, &act("Add"), eve).await.unwrap();
    let seat = AssignmentInput {
        license_id: suite,
        person_id: Some(eve),
        quantity: 1,
        from_on: Some("2026-01-01".into()),
        ..AssignmentInput::default()
    };
    licenses::assign(&mut tx, &act("Assign"), seat).await.unwrap();
    let report = licenses::compliance(&mut tx, day(TODAY)).await.unwrap();
    assert_eq!(report.licenses[0].free, Some(2));
    assert_eq!(report.licenses[0].seat_price, Some(euros(3333)));
    assert_eq!(report.licenses[0].unused_cost, Some(euros(6667)), "not twice 33.33");
}
