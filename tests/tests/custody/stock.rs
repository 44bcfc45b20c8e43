//! Stock-takes.

use super::place::{TODAY, act, begin, day, device, laptop};
use holdfast_core::{
    hardware, hardware::DeviceInput, hardware::DeviceStatus, history, locations, locations::LocationInput,
    stocktake, stocktake::Finding, stocktake::FinishInput, stocktake::Settled,
};

#[tokio::test]
async fn a_stock_take_finds_misses_and_says_what_does_not_belong() {
    let (_db, mut tx) = begin().await;
    let house = LocationInput { name: "House".into(), ..LocationInput::default() };
    let house = locations::create(&mut tx, &act("Add"), house).await.unwrap();
    let room =
        LocationInput { name: "Room".into(), parent_id: Some(house.clone()), ..LocationInput::default() };
    locations::create(&mut tx, &act("Add"), room).await.unwrap();
    let at = |tag: &str, place: &str| DeviceInput { location: Some(place.into()), ..laptop(tag) };
    let here = device(&mut tx, at("HF-1", "House")).await;
    let inside = device(&mut tx, at("HF-2", "Room")).await;
    let missing = device(&mut tx, at("HF-3", "Room")).await;
    let elsewhere = device(&mut tx, at("HF-4", "Branch")).await;
    let retired = DeviceInput { status: DeviceStatus::Retired, ..at("HF-5", "House") };
    device(&mut tx, retired).await;
    device(&mut tx, DeviceInput { status: DeviceStatus::InRepair, ..at("HF-6", "House") }).await;

    let id = stocktake::start(&mut tx, &act("Begin"), &house, true).await.unwrap();
    assert!(stocktake::start(&mut tx, &act("Begin"), &house, true).await.is_err(), "one at a time");
    let take = stocktake::get(&mut tx, &id).await.unwrap();
    assert_eq!((take.tally.expected, take.tally.missing), (3, 3), "neither what is retired nor what is away");

    let mut scan = async |code: &str| stocktake::scan(&mut tx, &act("Scan"), &id, code).await.unwrap();
    assert_eq!(scan("HF-1\r").await.item.finding, Finding::Found);
    assert_eq!(scan("\tsn-hf-2\r\n").await.item.finding, Finding::Found);
    let wrong = scan("holdfast:device/HF-4").await;
    assert_eq!((wrong.item.finding, wrong.item.place.as_deref()), (Finding::WrongPlace, Some("Branch")));
    let left = scan("hf-5").await;
    assert_eq!((left.item.finding, left.item.why.as_deref()), (Finding::Unexpected, Some("It is retired.")));
    let unknown = scan("4006381333931").await;
    assert_eq!((unknown.item.finding, unknown.item.device.clone()), (Finding::Unexpected, None));
    let again = scan("4006381333931").await;
    assert!(again.again && again.batch.is_none());
    assert!(scan("HF-1").await.again);
    let tally = scan("HF-1").await.tally;
    assert_eq!((tally.found, tally.missing, tally.wrong_place, tally.unexpected), (2, 1, 1, 2));
    assert!(stocktake::scan(&mut tx, &act("Scan"), &id, " \r\n").await.is_err());

    stocktake::unscan(&mut tx, &act("Back"), &unknown.item.id).await.unwrap();
    let input = FinishInput {
        move_here: vec![elsewhere.clone()],
        mark_lost: vec![missing.clone()],
        notes: Some("Two of three".into()),
    };
    let bad = FinishInput { mark_lost: vec![here.clone()], ..FinishInput::default() };
    let error = stocktake::finish(&mut tx, &act("Finish"), &id, &bad).await.unwrap_err();
    assert_eq!(error.field_name(), Some("mark_lost.0"));
    let finish = act("Finish");
    stocktake::finish(&mut tx, &finish, &id, &input).await.unwrap();
    let report = stocktake::get(&mut tx, &id).await.unwrap();
    assert_eq!(report.finished_on.as_deref(), Some(TODAY));
    assert_eq!((report.tally.found, report.tally.missing, report.tally.unexpected), (2, 1, 1));
    let settled: Vec<Option<Settled>> = report.items.iter().map(|item| item.settled).collect();
    assert_eq!(settled.iter().flatten().count(), 2);
    for (id, seen) in [(&here, true), (&inside, true), (&missing, false), (&elsewhere, true)] {
        let shown = hardware::get(&mut tx, id, day(TODAY)).await.unwrap();
        assert_eq!(shown.last_seen_on.is_some(), seen, "{id}");
    }
    let moved = hardware::get(&mut tx, &elsewhere, day(TODAY)).await.unwrap();
    assert_eq!(moved.fields.location.as_deref(), Some("House"));
    let lost = hardware::get(&mut tx, &missing, day(TODAY)).await.unwrap();
    assert_eq!(lost.fields.status, DeviceStatus::Lost);
    assert!(stocktake::scan(&mut tx, &act("Scan"), &id, "HF-1").await.is_err(), "it is finished");

    history::undo(&mut tx, &act("Undo"), &finish.batch).await.unwrap();
    let open = stocktake::get(&mut tx, &id).await.unwrap();
    assert_eq!(open.finished_on, None);
    assert_eq!(
        hardware::get(&mut tx, &missing, day(TODAY)).await.unwrap().fields.status,
        DeviceStatus::InStock
    );
    assert_eq!(stocktake::list(&mut tx).await.unwrap()[0].tally, open.tally);
}

#[tokio::test]
async fn a_serial_that_two_devices_have_asks_for_the_tag() {
    let (_db, mut tx) = begin().await;
    let house = LocationInput { name: "House".into(), ..LocationInput::default() };
    let house = locations::create(&mut tx, &act("Add"), house).await.unwrap();
    for tag in ["HF-1", "HF-2"] {
        let twin = DeviceInput { serial: Some("TWIN".into()), location: Some("House".into()), ..laptop(tag) };
        device(&mut tx, twin).await;
    }
    let id = stocktake::start(&mut tx, &act("Begin"), &house, false).await.unwrap();
    let error = stocktake::scan(&mut tx, &act("Scan"), &id, "twin").await.unwrap_err();
    assert_eq!(error.field_name(), Some("code"));
    assert!(error.to_string().contains("2 devices have this serial"), "{error}");
    let scan = stocktake::scan(&mut tx, &act("Scan"), &id, "hf-2").await.unwrap();
    assert_eq!((scan.item.finding, scan.tally.missing), (Finding::Found, 1));
}
