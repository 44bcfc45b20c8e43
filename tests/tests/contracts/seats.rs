//! Seats over years: true-ups, over-use, who has them and who gives them back.

use super::place::*;
use chrono::NaiveDate;
use holdfast_core::{
    clock::Now,
    db::Db,
    history,
    ids::Kind,
    licenses::{self, AssignmentInput, LicenseInput},
    lifecycle,
    money::Money,
    people,
    reminders::{self, DeadlineKind},
    terms::{self, Owner, RenewalInput, TermInput},
    trash,
};
use sqlx::SqliteConnection;

/// Five yearly terms, dearer every year, seats added in the last one, and three more given out than bought.
async fn five_years(conn: &mut SqliteConnection) -> String {
    let input = LicenseInput {
        name: "Prism".into(),
        publisher: Some("GraphPad".into()),
        vendor: Some("Statcon".into()),
        terms: vec![yearly_term("2022-03-01", "2023-02-28", 6, 40_000)],
        min_free_seats: Some(1),
        ..LicenseInput::default()
    };
    let id = licenses::create(conn, &act("Add"), input).await.unwrap();
    for (year, cents) in [(2023, 42_000), (2024, 44_100), (2025, 46_305), (2026, 48_620)] {
        let today = NaiveDate::from_ymd_opt(year, 2, 1).unwrap();
        let mut term = terms::propose_renewal(conn, Owner::License(&id), None, today).await.unwrap().term;
        term.price = Some(Money::new(cents, "EUR"));
        let input = RenewalInput { term, vendor: None };
        lifecycle::renew(conn, &act("Renew"), Kind::License, &id, input).await.unwrap();
    }
    let license = licenses::get(conn, &id, day(TODAY)).await.unwrap();
    let last = &license.terms[0].id;
    let added = terms::propose_true_up(conn, Owner::License(&id), last, day("2026-09-01"), 3).await.unwrap();
    lifecycle::add_term(conn, &act("Add seats"), Kind::License, &id, added.term).await.unwrap();
    let mut seats = Vec::new();
    for number in 0..12 {
        let person_id = Some(person(conn, &format!("Person {number}")).await);
        seats.push(AssignmentInput { license_id: id.clone(), person_id, quantity: 1, ..Default::default() });
    }
    licenses::assign_all(conn, &act("Assign"), seats).await.unwrap();
    id
}

#[tokio::test]
async fn five_years_of_a_license_with_a_true_up_and_over_use() {
    let folder = tempfile::tempdir().unwrap();
    let now = Now::as_of(day(TODAY));
    let db = Db::open(folder.path(), &now).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let id = five_years(&mut tx).await;
    tx.commit().await.unwrap();
    db.close().await;

    // A restart, then Trash and back.
    let db = Db::open(folder.path(), &now).await.unwrap();
    let mut tx = db.write().await.unwrap();
    trash::delete(&mut tx, &act("Delete"), Kind::License, &id).await.unwrap();
    assert!(reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap().is_empty());
    trash::restore(&mut tx, &act("Restore"), Kind::License, &id).await.unwrap();

    let license = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let terms: Vec<(String, String, u32, i64, bool)> = license
        .terms
        .iter()
        .map(|term| {
            let text = |day: &Option<String>| day.clone().unwrap();
            let cost = term.cost.clone().unwrap().minor;
            (
                text(&term.fields.starts_on),
                text(&term.fields.ends_on),
                term.fields.seats.unwrap(),
                cost,
                term.in_force,
            )
        })
        .collect();
    // 2024 is a leap year: its term ends on the last of February all the same.
    assert_eq!(
        terms,
        [
            // 181 of 365 days for three seats at € 486.20.
            ("2026-09-01".into(), "2027-02-28".into(), 3, 3 * 24_110, true),
            ("2026-03-01".into(), "2027-02-28".into(), 6, 6 * 48_620, true),
            ("2025-03-01".into(), "2026-02-28".into(), 6, 6 * 46_305, false),
            ("2024-03-01".into(), "2025-02-28".into(), 6, 6 * 44_100, false),
            ("2023-03-01".into(), "2024-02-29".into(), 6, 6 * 42_000, false),
            ("2022-03-01".into(), "2023-02-28".into(), 6, 6 * 40_000, false),
        ]
    );
    let changes: Vec<Option<i32>> = license.terms.iter().map(|term| term.price_change).collect();
    assert_eq!(changes, [None, Some(500), Some(500), Some(500), Some(500), None]);
    assert_eq!((license.seats.bought, license.seats.used, license.seats.over), (Some(9), 12, 3));
    assert_eq!(license.terms[0].cancel_by.as_deref(), Some("2027-01-31"));

    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    let seen: Vec<(DeadlineKind, &str, i64)> =
        due.iter().map(|due| (due.kind, due.due_on.as_str(), due.amount.as_ref().unwrap().minor)).collect();
    // From March on all nine seats are there for the whole year.
    let together = 9 * 48_620;
    assert_eq!(
        seen,
        [
            (DeadlineKind::LicenseCancelBy, "2027-01-31", together),
            (DeadlineKind::LicenseEnds, "2027-02-28", together),
        ]
    );
    let row = licenses::compliance(&mut tx, day(TODAY)).await.unwrap().licenses.remove(0);
    assert_eq!((row.bought, row.used, row.free, row.over), (Some(9), 12, Some(0), 3));
    assert_eq!(licenses::list(&mut tx, &only("over_used"), day(TODAY)).await.unwrap().total, 1);
    let next = terms::propose_renewal(&mut tx, Owner::License(&id), None, day(TODAY)).await.unwrap();
    assert_eq!((next.term.seats, next.renews.len()), (Some(9), 2));

    // One term for both from March on.
    let renewal = RenewalInput { term: next.term, vendor: None };
    lifecycle::renew(&mut tx, &act("Renew"), Kind::License, &id, renewal).await.unwrap();
    let license = licenses::get(&mut tx, &id, day("2027-03-01")).await.unwrap();
    assert_eq!((license.seats.bought, license.seats.over), (Some(9), 3));
    assert!(license.terms[1].renewed && license.terms[2].renewed);
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    assert_eq!(due.iter().map(|due| due.due_on.as_str()).collect::<Vec<_>>(), ["2028-01-31", "2028-02-29"]);
}

#[tokio::test]
async fn over_use_that_a_known_term_brings_is_announced() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let input = LicenseInput {
        name: "Prism".into(),
        terms: vec![yearly_term("2026-01-01", "2026-12-31", 5, 1_000)],
        min_free_seats: Some(2),
        ..LicenseInput::default()
    };
    let id = licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let holder = person(&mut tx, "Anna").await;
    let seat = AssignmentInput {
        license_id: id.clone(),
        person_id: Some(holder),
        quantity: 4,
        ..Default::default()
    };
    licenses::assign(&mut tx, &act("Assign"), seat).await.unwrap();
    let seats = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap().seats;
    assert_eq!((seats.free, seats.few_free, seats.over_from), (Some(1), true, None));
    assert_eq!(licenses::list(&mut tx, &only("few_free"), day(TODAY)).await.unwrap().total, 1);

    let mut term = terms::propose_renewal(&mut tx, Owner::License(&id), None, day(TODAY)).await.unwrap().term;
    term.seats = Some(3);
    let renewal = RenewalInput { term, vendor: None };
    lifecycle::renew(&mut tx, &act("Renew"), Kind::License, &id, renewal).await.unwrap();
    let seats = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap().seats;
    assert_eq!(seats.over, 0);
    let change = seats.over_from.unwrap();
    assert_eq!((change.on.as_str(), change.bought, change.used, change.over), ("2027-01-01", 3, 4, 1));
}

#[tokio::test]
async fn seats_are_swapped_released_and_reclaimed() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let mut input = LicenseInput {
        name: "Windows (OEM)".into(),
        reassignable: false,
        terms: vec![TermInput { seats: Some(2), ..TermInput::default() }],
        ..LicenseInput::default()
    };
    let oem = licenses::create(&mut tx, &act("Add"), input.clone()).await.unwrap();
    input.name = "Prism".into();
    input.reassignable = true;
    let prism = licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let key = licenses::add_key(&mut tx, &act("Add key"), &oem, Some("Volume".into())).await.unwrap();
    let (anna, bruno) = (person(&mut tx, "Anna").await, person(&mut tx, "Bruno").await);
    let notebook = device(&mut tx, "NB 1", None).await;
    let seat =
        |license: &str, person: Option<&str>, device: Option<&str>, key: Option<&str>| AssignmentInput {
            license_id: license.into(),
            person_id: person.map(Into::into),
            device_id: device.map(Into::into),
            quantity: 1,
            from_on: Some("2026-01-01".into()),
            key_id: key.map(Into::into),
            ..AssignmentInput::default()
        };
    let bad = |input: AssignmentInput, field: &'static str| (input, field);
    for (input, field) in [
        bad(AssignmentInput { quantity: 0, ..seat(&prism, Some(&anna), None, None) }, "quantity"),
        bad(seat(&prism, None, None, None), "person_id"),
        bad(seat(&prism, Some(&anna), Some(&notebook), None), "person_id"),
        bad(seat(&prism, Some("nobody"), None, None), "person_id"),
        bad(seat(&prism, None, Some("nothing"), None), "device_id"),
        bad(seat(&prism, Some(&anna), None, Some(&key)), "key_id"),
        bad(
            AssignmentInput { until_on: Some("2025-01-01".into()), ..seat(&prism, Some(&anna), None, None) },
            "until_on",
        ),
    ] {
        let error = licenses::assign(&mut tx, &act("Assign"), input).await.unwrap_err();
        assert_eq!(error.field_name(), Some(field));
    }

    let seats = vec![
        seat(&oem, None, Some(&notebook), Some(&key)),
        seat(&prism, Some(&anna), None, None),
        seat(&oem, Some(&anna), None, None),
    ];
    assert!(licenses::check_assign(&mut tx, &seats, day(TODAY)).await.unwrap().is_empty());
    let careful = LicenseInput {
        name: "Careful".into(),
        min_free_seats: Some(1),
        terms: vec![TermInput { seats: Some(2), ..TermInput::default() }],
        ..LicenseInput::default()
    };
    let careful = licenses::create(&mut tx, &act("Add"), careful).await.unwrap();
    let one = seat(&careful, Some(&anna), None, None);
    assert!(
        licenses::check_assign(&mut tx, std::slice::from_ref(&one), day(TODAY)).await.unwrap().is_empty()
    );
    let both = [one, seat(&careful, Some(&bruno), None, None)];
    let few = licenses::check_assign(&mut tx, &both, day(TODAY)).await.unwrap();
    assert_eq!(few.len(), 1);
    assert_eq!(few[0].message, "“Careful” would have 0 seats free; at least 1 should stay free.");
    let gone = people::PersonInput {
        name: "Cem".into(),
        leaves_on: Some("2025-06-30".into()),
        ..Default::default()
    };
    let gone = people::create(&mut tx, &act("Add"), gone).await.unwrap();
    let odd =
        licenses::check_assign(&mut tx, &[seat(&prism, Some(&gone), None, None)], day(TODAY)).await.unwrap();
    let said: Vec<_> = odd.iter().map(|warning| (warning.field.as_str(), warning.message.as_str())).collect();
    assert_eq!(said, [("0", "Cem left on 30 Jun 2025.")]);
    let ids = licenses::assign_all(&mut tx, &act("Assign"), seats.clone()).await.unwrap();
    let odd = licenses::check_assign(&mut tx, &seats[1..], day(TODAY)).await.unwrap();
    let fields: Vec<&str> = odd.iter().map(|warning| warning.field.as_str()).collect();
    // Anna has both already, and the OEM license has no seat left.
    assert_eq!(fields.len(), 3, "{odd:?}");
    assert!(fields.contains(&"quantity") && fields.contains(&"0") && fields.contains(&"1"), "{odd:?}");
    let held = licenses::get(&mut tx, &oem, day(TODAY)).await.unwrap();
    let keyed = held.assignments.iter().find(|seat| seat.device_id.is_some()).unwrap();
    assert_eq!(keyed.key_label.as_deref(), Some("Volume"));

    let odd = licenses::check_release(&mut tx, &ids).await.unwrap();
    assert_eq!(odd.len(), 2, "both OEM seats may not be given on: {odd:?}");

    // From one device to another, with the key; the old one ends the day before.
    let other = device(&mut tx, "NB 2", None).await;
    licenses::swap(&mut tx, &act("Swap"), &ids[0], None, Some(other.clone())).await.unwrap();
    let held = licenses::get(&mut tx, &oem, day(TODAY)).await.unwrap();
    let devices: Vec<(Option<&str>, Option<&str>)> =
        held.assignments.iter().map(|seat| (seat.device_id.as_deref(), seat.key_id.as_deref())).collect();
    assert!(devices.contains(&(Some(other.as_str()), Some(key.as_str()))), "{devices:?}");
    assert_eq!(held.seats.used, 2);
    assert_eq!(licenses::get(&mut tx, &oem, day("2026-11-21")).await.unwrap().seats.used, 2);

    // Anna leaves: her seats are named, and one act takes them all back.
    let input = people::PersonInput {
        name: "Anna".into(),
        leaves_on: Some("2026-11-15".into()),
        ..people::PersonInput::default()
    };
    people::update(&mut tx, &act("Edit"), &anna, 1, input).await.unwrap();
    let open = licenses::reclaimable(&mut tx, day(TODAY)).await.unwrap();
    assert_eq!(open.iter().map(|seat| seat.license.as_str()).collect::<Vec<_>>(), ["Prism", "Windows (OEM)"]);
    let reclaim = act("Reclaim");
    assert_eq!(licenses::reclaim_all(&mut tx, &reclaim, &anna).await.unwrap(), 2);
    assert!(licenses::reclaimable(&mut tx, day(TODAY)).await.unwrap().is_empty());
    assert_eq!(licenses::get(&mut tx, &prism, day(TODAY)).await.unwrap().seats.used, 0);
    history::undo(&mut tx, &act("Undo"), &reclaim.batch).await.unwrap();
    assert_eq!(licenses::reclaimable(&mut tx, day(TODAY)).await.unwrap().len(), 2);
    assert_eq!(licenses::reclaim_all(&mut tx, &act("Reclaim"), &bruno).await.unwrap(), 0);
}
