//! Warranties, contracts and claims, against a calendar of the tests' own.

use super::place::{TODAY, act, begin, day, device, laptop};
use chrono::Days;
use holdfast_core::{
    contracts, contracts::ContractInput, hardware, hardware::DeviceInput, hardware::WarrantyInput,
    hardware::warranties, hardware::warranties::BulkStart, hardware::warranties::BulkWarranty,
    hardware::warranties::ClaimInput, hardware::warranties::ClaimOutcome, history, list::ListQuery,
    terms::TermInput,
};
use rand::{Rng, SeedableRng, rngs::StdRng};

/// Days in a month by the rule of the Gregorian calendar, not by the library under test.
fn days_in(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[tokio::test]
async fn warranty_ends_agree_with_a_calendar_of_its_own() {
    let (_db, mut tx) = begin().await;
    let mut dice = StdRng::seed_from_u64(5);
    let (mut leap, mut clamped) = (0, 0);
    for round in 0..10_000_u32 {
        let (year, month) = (dice.random_range(1990..2060), dice.random_range(1..=12));
        // Month ends come up often.
        let last = days_in(year, month);
        let of_month = if round % 3 == 0 { last } else { dice.random_range(1..=last) };
        let months: u32 = dice.random_range(1..=240);
        let ahead = year * 12 + month as i32 - 1 + months as i32;
        let (end_year, end_month) = (ahead.div_euclid(12), ahead.rem_euclid(12) as u32 + 1);
        let end_day = of_month.min(days_in(end_year, end_month));
        let expected = format!("{end_year:04}-{end_month:02}-{end_day:02}");
        leap += u32::from(end_month == 2 && end_day == 29);
        clamped += u32::from(end_day < of_month);
        let warranty = WarrantyInput {
            starts_on: Some(format!("{year:04}-{month:02}-{of_month:02}")),
            months: Some(months),
            ..WarrantyInput::default()
        };
        let span = hardware::coverage::check("warranty", &warranty).unwrap();
        let end = span.ends_on.unwrap();
        assert_eq!(end.to_string(), expected, "{warranty:?}");
        assert!(span.covers(end) && !span.covers(end.succ_opt().unwrap()));
        // A hundred of them all the way through the database.
        if round % 100 == 0 {
            let input =
                DeviceInput { name: "X".into(), warranties: vec![warranty], ..DeviceInput::default() };
            let id = device(&mut tx, input).await;
            let stored = hardware::get(&mut tx, &id, end).await.unwrap();
            assert_eq!(stored.coverage.covered_until.as_deref(), Some(expected.as_str()));
            assert_eq!((stored.coverage.covered_today, stored.coverage.days_left), (true, Some(0)));
        }
    }
    assert!(leap > 20 && clamped > 200, "the cases that matter came up: {leap} leap days, {clamped} clamped");
}

#[tokio::test]
async fn forty_warranties_are_set_and_extended_in_one_act() {
    let (_db, mut tx) = begin().await;
    let mut ids = Vec::new();
    for number in 0..40_u32 {
        let bought = day("2024-01-31").checked_add_days(Days::new(u64::from(number))).unwrap();
        let purchased_on = (number != 7).then(|| bought.to_string());
        ids.push(device(&mut tx, DeviceInput { purchased_on, ..laptop(&format!("HF-{number}")) }).await);
    }
    let three_years = BulkWarranty {
        warranty: WarrantyInput {
            months: Some(36),
            provider: Some("Lenovo".into()),
            ..WarrantyInput::default()
        },
        ..BulkWarranty::default()
    };
    let set = act("Set");
    let result = warranties::set_for(&mut tx, &set, &ids, &three_years).await.unwrap();
    assert_eq!((result.changed, result.left_out.len()), (39, 1));
    assert_eq!(result.left_out[0].reason, "It has no purchase date.");
    assert_eq!(result.left_out[0].name, "ThinkPad T14 (HF-7)");
    let first = hardware::get(&mut tx, &ids[0], day(TODAY)).await.unwrap();
    assert_eq!(first.coverage.covered_until.as_deref(), Some("2027-01-31"));

    let a_year_more = BulkWarranty {
        warranty: WarrantyInput {
            kind: hardware::WarrantyKind::Extended,
            months: Some(12),
            ..WarrantyInput::default()
        },
        start: BulkStart::CoverageEnd,
        replace: false,
    };
    let extend = act("Extend");
    let result = warranties::set_for(&mut tx, &extend, &ids, &a_year_more).await.unwrap();
    assert_eq!((result.changed, result.left_out.len()), (39, 1));
    let first = hardware::get(&mut tx, &ids[0], day(TODAY)).await.unwrap();
    assert_eq!(first.coverage.covered_until.as_deref(), Some("2028-01-31"));
    assert_eq!((first.warranties.len(), first.coverage.gap.clone()), (2, None));
    let listed = hardware::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap();
    assert_eq!(listed.rows.iter().filter(|row| row.cover_days_left.is_some()).count(), 39);

    history::undo(&mut tx, &act("Undo"), &extend.batch).await.unwrap();
    let first = hardware::get(&mut tx, &ids[0], day(TODAY)).await.unwrap();
    assert_eq!(first.coverage.covered_until.as_deref(), Some("2027-01-31"));
    history::undo(&mut tx, &act("Undo"), &set.batch).await.unwrap();
    assert_eq!(hardware::get(&mut tx, &ids[0], day(TODAY)).await.unwrap().coverage.covered_until, None);
}

#[tokio::test]
async fn a_contract_covers_beside_the_warranty() {
    let (_db, mut tx) = begin().await;
    let warranty = WarrantyInput { ends_on: Some("2026-12-31".into()), ..WarrantyInput::default() };
    let id = device(&mut tx, DeviceInput { warranties: vec![warranty], ..laptop("HF-1") }).await;
    let contract = ContractInput {
        name: "Server care".into(),
        device_ids: vec![id.clone()],
        terms: vec![TermInput {
            starts_on: Some("2026-01-01".into()),
            ends_on: Some("2028-06-30".into()),
            ..TermInput::default()
        }],
        ..ContractInput::default()
    };
    contracts::create(&mut tx, &act("Add"), contract).await.unwrap();
    let shown = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(shown.coverage.covered_until.as_deref(), Some("2028-06-30"));
    let by = serde_json::to_value(shown.coverage.by.unwrap()).unwrap();
    assert_eq!((by["source"].as_str(), by["name"].as_str()), (Some("contract"), Some("Server care")));
    // An edit of the device forgets nothing of it.
    let input = DeviceInput { notes: Some("x".into()), ..shown.fields };
    hardware::update(&mut tx, &act("Edit"), &id, shown.version, input).await.unwrap();
    let listed = hardware::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap();
    assert_eq!(listed.rows[0].covered_until.as_deref(), Some("2028-06-30"));
}

#[tokio::test]
async fn claims_stay_in_the_log_when_their_warranty_goes() {
    let (_db, mut tx) = begin().await;
    let warranty = WarrantyInput { ends_on: Some("2027-12-31".into()), ..WarrantyInput::default() };
    let id = device(&mut tx, DeviceInput { warranties: vec![warranty], ..laptop("HF-1") }).await;
    let shown = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let mut claim = ClaimInput {
        warranty_id: Some(shown.warranties[0].id.clone()),
        claimed_on: Some("2026-11-02".into()),
        number: Some("SR-4711".into()),
        fault: "Hinge broken".into(),
        ..ClaimInput::default()
    };
    let claim_id = warranties::add_claim(&mut tx, &act("Claim"), &id, &claim).await.unwrap();
    claim.outcome = ClaimOutcome::Repaired;
    claim.closed_on = Some("2026-11-01".into());
    let error = warranties::change_claim(&mut tx, &act("Claim"), &claim_id, &claim).await.unwrap_err();
    assert_eq!(error.field_name(), Some("closed_on"));
    claim.closed_on = Some("2026-11-12".into());
    warranties::change_claim(&mut tx, &act("Claim"), &claim_id, &claim).await.unwrap();

    let shown = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let input = DeviceInput { warranties: Vec::new(), ..shown.fields };
    let edit = act("Edit");
    hardware::update(&mut tx, &edit, &id, shown.version, input).await.unwrap();
    let claims = warranties::claims(&mut tx, &id).await.unwrap();
    assert_eq!((claims.len(), claims[0].fields.outcome), (1, ClaimOutcome::Repaired));
    assert_eq!(claims[0].fields.warranty_id, None);
    history::undo(&mut tx, &act("Undo"), &edit.batch).await.unwrap();
    let claims = warranties::claims(&mut tx, &id).await.unwrap();
    assert_eq!(claims[0].fields.warranty_id.as_deref(), Some(shown.warranties[0].id.as_str()));
}
