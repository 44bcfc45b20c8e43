//! Tags, pasted serials, copies and parts.

use super::place::{TODAY, act, begin, day, device, field_of, laptop, person};
use holdfast_core::{
    Error, hardware,
    hardware::DeviceInput,
    hardware::DeviceStatus,
    hardware::WarrantyInput,
    hardware::bulk,
    hardware::bulk::BulkAdd,
    hardware::settings::{self as hardware_settings, HardwareSettings},
    history,
    list::ListQuery,
};

#[tokio::test]
async fn asset_tags_follow_the_pattern_without_gaps_or_doubles() {
    let (_db, mut tx) = begin().await;
    let settings = HardwareSettings {
        asset_tag_pattern: Some("HF-{####}".into()),
        asset_tag_always: true,
        ..HardwareSettings::default()
    };
    hardware_settings::set(&mut tx, &settings).await.unwrap();
    device(&mut tx, DeviceInput { asset_tag: Some("hf-0041".into()), ..laptop("X") }).await;
    device(&mut tx, DeviceInput { asset_tag: Some("OLD-9999".into()), ..laptop("Y") }).await;
    let untagged = DeviceInput { asset_tag: None, ..laptop("Z") };
    let id = hardware::add(&mut tx, &act("Add"), untagged.clone()).await.unwrap();
    assert_eq!(hardware::input_of(&mut tx, &id).await.unwrap().asset_tag.as_deref(), Some("HF-0042"));

    let ten = BulkAdd { device: untagged.clone(), count: Some(10), tags: true, ..BulkAdd::default() };
    let check = bulk::check(&mut tx, &ten).await.unwrap();
    assert_eq!(check.tags, Some(("HF-0043".to_owned(), "HF-0052".to_owned())));
    let whole = act("Ten");
    let ids = bulk::add(&mut tx, &whole, &ten).await.unwrap();
    let mut tags = Vec::new();
    for id in &ids {
        tags.push(hardware::input_of(&mut tx, id).await.unwrap().asset_tag.unwrap());
    }
    let expected: Vec<String> = (43..=52).map(|number| format!("HF-{number:04}")).collect();
    assert_eq!(tags, expected);
    // One act: taken back whole. Its numbers stay with it in Trash, for it may come back.
    history::undo(&mut tx, &act("Undo"), &whole.batch).await.unwrap();
    assert_eq!(hardware::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().total, 3);
    assert_eq!(hardware::next_asset_tag(&mut tx).await.unwrap().as_deref(), Some("HF-0053"));

    let second = DeviceInput { asset_tag: Some("HF-0042".into()), ..untagged };
    let error = hardware::create(&mut tx, &act("Add"), second).await.unwrap_err();
    assert!(matches!(&error, Error::Taken { field, .. } if field == "asset_tag"), "{error}");
    let wrong = HardwareSettings { asset_tag_pattern: Some("HF-".into()), ..HardwareSettings::default() };
    let error = hardware_settings::set(&mut tx, &wrong).await.unwrap_err();
    assert_eq!(error.field_name(), Some("asset_tag_pattern"));
}

#[tokio::test]
async fn pasted_serials_are_named_line_by_line_and_all_or_none_are_added() {
    let (_db, mut tx) = begin().await;
    device(&mut tx, laptop("HF-1")).await;
    let mut lines: Vec<String> = (0..500).map(|number| format!("PF{number:06}")).collect();
    lines[99] = "pf000007".into();
    lines[249] = "N/A".into();
    lines[499] = "sn-hf-1".into();
    let mut input = BulkAdd {
        device: DeviceInput { asset_tag: None, ..laptop("") },
        serials: lines.join("\r\n"),
        ..BulkAdd::default()
    };
    let check = bulk::check(&mut tx, &input).await.unwrap();
    let remarks: Vec<(u32, &str, bool)> =
        check.remarks.iter().map(|remark| (remark.line, remark.message.as_str(), remark.known)).collect();
    assert_eq!(
        remarks,
        [
            (100, "Line 8 has this serial already.", false),
            (250, "Makers write this where there is no serial.", false),
            (500, "“ThinkPad T14” has this serial already.", true),
        ]
    );
    let error = bulk::add(&mut tx, &act("Add"), &input).await.unwrap_err();
    let (field, message) = field_of(&error);
    assert_eq!(field, "serials");
    assert!(
        message.contains("Line 100, pf000007")
            && message.contains("2 more lines")
            && message.contains("Nothing was added")
    );
    let all = hardware::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap();
    assert_eq!(all.total, 1);

    lines[99] = "PF100007".into();
    lines[249] = "PF100249".into();
    input.serials = lines.join("\r");
    assert!(bulk::add(&mut tx, &act("Add"), &input).await.is_err(), "the doubled serial is a decision");
    input.known_serials = true;
    input.count = Some(499);
    let error = bulk::add(&mut tx, &act("Add"), &input).await.unwrap_err();
    assert!(error.to_string().contains("499 devices, and 500 serials"), "{error}");
    input.count = Some(500);
    let whole = act("Add 500");
    assert_eq!(bulk::add(&mut tx, &whole, &input).await.unwrap().len(), 500);
    history::undo(&mut tx, &act("Undo"), &whole.batch).await.unwrap();
    let all = hardware::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap();
    assert_eq!(all.total, 1);
}

#[tokio::test]
async fn a_copy_leaves_out_what_is_its_own() {
    let (_db, mut tx) = begin().await;
    let anna = person(&mut tx, "Anna").await;
    let warranty = WarrantyInput {
        starts_on: Some("2026-01-01".into()),
        months: Some(36),
        reference: Some("C-1".into()),
        ..WarrantyInput::default()
    };
    let original = DeviceInput {
        holder_id: Some(anna),
        status: DeviceStatus::InUse,
        mac: Some("8C:16:45:AA:10:FE".into()),
        warranties: vec![warranty],
        ..laptop("HF-1")
    };
    let id = device(&mut tx, original).await;
    let copy = bulk::copy_of(&mut tx, &id).await.unwrap();
    assert_eq!((&copy.serial, &copy.mac, &copy.holder_id, &copy.asset_tag), (&None, &None, &None, &None));
    assert_eq!((copy.status, copy.model.as_deref()), (DeviceStatus::InStock, Some("ThinkPad T14")));
    assert_eq!((copy.warranties[0].months, &copy.warranties[0].reference), (Some(36), &None));
    device(&mut tx, copy).await;
}

#[tokio::test]
async fn devices_belong_to_each_other_without_loops() {
    let (_db, mut tx) = begin().await;
    let rack = device(&mut tx, DeviceInput { name: "Rack".into(), ..DeviceInput::default() }).await;
    let server =
        DeviceInput { name: "Server".into(), parent_id: Some(rack.clone()), ..DeviceInput::default() };
    let server = device(&mut tx, server).await;
    let disk =
        DeviceInput { name: "Shelf".into(), parent_id: Some(server.clone()), ..DeviceInput::default() };
    let shelf = device(&mut tx, disk).await;
    let mut refused = async |id: &str, parent: &str| {
        let opened = hardware::get(&mut tx, id, day(TODAY)).await.unwrap();
        let input = DeviceInput { parent_id: Some(parent.to_owned()), ..opened.fields };
        let error = hardware::update(&mut tx, &act("Edit"), id, opened.version, input).await.unwrap_err();
        let (field, message) = field_of(&error);
        (field.to_owned(), message)
    };
    assert_eq!(
        refused(&rack, &shelf).await,
        ("parent_id".to_owned(), "“Shelf” belongs to this device itself.".to_owned())
    );
    assert_eq!(refused(&rack, &rack).await.1, "A device does not belong to itself.");
    assert_eq!(refused(&rack, "nowhere").await.1, "Choose a device that is there.");
    let shown = hardware::get(&mut tx, &server, day(TODAY)).await.unwrap();
    assert_eq!(shown.parent.unwrap().name, "Rack");
    assert_eq!(shown.children[0].name, "Shelf");
}

#[tokio::test]
async fn doubled_serials_and_odd_dates_are_warned_of() {
    let (_db, mut tx) = begin().await;
    device(&mut tx, laptop("HF-1")).await;
    let input = DeviceInput {
        serial: Some(" sn-hf-1 ".into()),
        purchased_on: Some("2026-06-01".into()),
        warranties: vec![WarrantyInput { ends_on: Some("2026-05-01".into()), ..WarrantyInput::default() }],
        ..laptop("HF-2")
    };
    let warnings = hardware::warnings(&mut tx, &input, None, day(TODAY)).await.unwrap();
    let fields: Vec<&str> = warnings.iter().map(|warning| warning.field.as_str()).collect();
    assert_eq!(fields, ["serial", "warranties.0.ends_on"]);
    assert_eq!(warnings[0].message, "“ThinkPad T14” has this serial already.");
    let id = device(&mut tx, input.clone()).await;
    let own = hardware::warnings(&mut tx, &laptop("HF-1"), Some(&id), day(TODAY)).await.unwrap();
    assert_eq!(own.len(), 1, "the other one still has it");
}
