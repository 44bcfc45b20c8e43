//! What is replaced when and for how much.

use super::place::{TODAY, act, begin, day, device, laptop};
use chrono::{Datelike, Days};
use holdfast_core::{
    Error, hardware, hardware::DeviceInput, hardware::plan, hardware::plan::PlanBy,
    hardware::plan::PlanQuery, hardware::plan::PlanReason, hardware::templates,
    hardware::templates::CategoryInput, hardware::templates::ModelInput, money::Money,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::BTreeMap;

#[tokio::test]
async fn templates_fill_a_new_device_and_price_its_replacement() {
    let (_db, mut tx) = begin().await;
    let category = CategoryInput {
        name: "Laptop".into(),
        expected_life_months: Some(48),
        warranty_months: Some(36),
        depreciation_months: Some(36),
        residual_percent: Some(10),
    };
    templates::save_category(&mut tx, &act("Save"), None, &category).await.unwrap();
    let taken = CategoryInput { name: " laptop ".into(), ..CategoryInput::default() };
    let error = templates::save_category(&mut tx, &act("Save"), None, &taken).await.unwrap_err();
    assert!(matches!(error, Error::Taken { .. }));
    let model = ModelInput {
        name: "ThinkPad T14".into(),
        manufacturer: Some("Lenovo".into()),
        category: Some("Laptop".into()),
        price: Some(Money::new(160_000, "EUR")),
        ..ModelInput::default()
    };
    templates::save_model(&mut tx, &act("Save"), None, &model).await.unwrap();
    let defaults = templates::defaults(&mut tx, None, Some("lenovo"), Some("thinkpad t14")).await.unwrap();
    assert_eq!((defaults.expected_life_months, defaults.warranty_months), (Some(48), Some(36)));
    assert_eq!(defaults.price, Some(Money::new(160_000, "EUR")));

    let bought = DeviceInput {
        purchased_on: Some("2024-11-22".into()),
        price: Some(Money::new(120_000, "EUR")),
        ..laptop("HF-1")
    };
    let id = device(&mut tx, bought).await;
    let shown = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(shown.replacement.cost, Some(Money::new(160_000, "EUR")));
    // 24 of 36 months of 90 % are gone.
    let book = shown.book_value.unwrap();
    assert_eq!((book.value.minor, book.residual.minor), (48_000, 12_000));
    assert_eq!(book.written_off_on.as_deref(), Some("2027-11-22"));
    assert_eq!(shown.replacement.due_on, None);
    assert_eq!(templates::fill_expected_life(&mut tx, &act("Fill")).await.unwrap(), 1);
    let shown = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(shown.replacement.due_on.as_deref(), Some("2028-11-22"));
    let listed = templates::models(&mut tx).await.unwrap();
    assert_eq!((listed[0].devices, listed[0].in_stock), (1, 1));
}

#[tokio::test]
async fn the_refresh_plan_places_every_device_once_and_follows_a_move() {
    let (_db, mut tx) = begin().await;
    let mut dice = StdRng::seed_from_u64(11);
    let mut natural: BTreeMap<String, String> = BTreeMap::new();
    for number in 0..200_u32 {
        let bought = day("2020-01-01").checked_add_days(Days::new(dice.random_range(0..2400))).unwrap();
        let life: u32 = dice.random_range(24..=84);
        let currency = if number % 5 == 0 { "USD" } else { "EUR" };
        let input = DeviceInput {
            purchased_on: Some(bought.to_string()),
            expected_life_months: (number % 10 != 9).then_some(life),
            price: Some(Money::new(i64::from(number) * 100 + 1, currency)),
            ..laptop(&format!("HF-{number}"))
        };
        let id = device(&mut tx, input).await;
        if number % 10 != 9 {
            let months = bought.year() * 12 + bought.month0() as i32 + life as i32;
            let quarter = format!("{}-Q{}", months.div_euclid(12), months.rem_euclid(12) / 3 + 1);
            natural.insert(id, quarter);
        }
    }
    let query = PlanQuery { by: PlanBy::Life, years: 5, category: None };
    let report = plan::refresh(&mut tx, &query, day(TODAY)).await.unwrap();
    assert_eq!((report.quarters.len(), report.years.len()), (17, 5));
    assert_eq!(report.quarters[0].quarter, "2026-Q4");
    let mut seen = 0;
    for quarter in &report.quarters {
        for planned in &quarter.devices {
            assert_eq!(natural[&planned.device.id], quarter.quarter);
            assert_eq!(planned.reason, PlanReason::LifeEnds);
            seen += 1;
        }
    }
    for planned in &report.overdue.devices {
        assert!(natural[&planned.device.id].as_str() < "2026-Q4");
    }
    assert_eq!(seen + report.overdue.devices.len() as u32 + report.later + report.undated, 200);
    assert_eq!(report.undated, 20);
    // Years add up to the whole, each currency by itself.
    let of_years: i64 = report.years.iter().flat_map(|year| &year.cost).map(|money| money.minor).sum();
    assert_eq!(of_years, report.cost.iter().map(|money| money.minor).sum::<i64>());
    assert_eq!(report.cost.len(), 2);

    let moved = report.quarters[2].devices[0].device.id.clone();
    hardware::move_replacement(&mut tx, &act("Move"), std::slice::from_ref(&moved), Some("2028-Q3"))
        .await
        .unwrap();
    let after = plan::refresh(&mut tx, &query, day(TODAY)).await.unwrap();
    let place = after
        .quarters
        .iter()
        .find(|quarter| quarter.devices.iter().any(|planned| planned.device.id == moved))
        .unwrap();
    assert_eq!(place.quarter, "2028-Q3");
    assert_eq!(after.cost, report.cost, "a move changes when, not how much");
    let shown = hardware::get(&mut tx, &moved, day(TODAY)).await.unwrap();
    assert_eq!(shown.replacement.due_on.as_deref(), Some("2028-09-30"));
    assert_eq!(shown.replacement.moved_to.as_deref(), Some("2028-Q3"));
    // It stays moved when the device is edited, and comes back.
    let input = DeviceInput { notes: Some("x".into()), ..shown.fields };
    hardware::update(&mut tx, &act("Edit"), &moved, shown.version, input).await.unwrap();
    hardware::move_replacement(&mut tx, &act("Back"), &[moved], None).await.unwrap();
    assert_eq!(plan::refresh(&mut tx, &query, day(TODAY)).await.unwrap(), report);
    for wrong in ["2026-Q3", "2027-Q5", "soon"] {
        let error = hardware::move_replacement(&mut tx, &act("Move"), &[], Some(wrong)).await.unwrap_err();
        assert_eq!(error.field_name(), Some("quarter"), "{wrong}");
    }
}
