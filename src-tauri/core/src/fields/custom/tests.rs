//! What holds for fields that people define: they are like those that a kind has by itself.

use super::*;
use crate::{
    any_list, archive,
    clock::Now,
    db::Db,
    export::{self, Columns},
    fields::Value,
    hardware::{self, DeviceInput},
    history::{Actor, Said},
    import::{self, ImportKind, ImportOptions},
    list::ListQuery,
    money::Money,
    table::{self, CsvOptions},
    vendors::{self, VendorInput},
};

fn act(title: &str) -> Act {
    Act::new(Now::as_of("2026-06-15".parse().unwrap()), Actor::Window, title)
}

fn input(label: &str, value_type: CustomType) -> CustomFieldInput {
    CustomFieldInput {
        label: label.into(),
        value_type,
        choices: Vec::new(),
        required: false,
        default: None,
        shown: false,
    }
}

fn text(text: &str) -> CustomValue {
    CustomValue::Text(text.into())
}

/// Two values of each type, in ascending order.
fn examples() -> Vec<(CustomFieldInput, CustomValue, CustomValue)> {
    use CustomType as T;
    let choice = CustomFieldInput { choices: vec!["Blue".into(), "Red".into()], ..input("Color", T::Choice) };
    let money = |minor| CustomValue::Money(Money::new(minor, "EUR"));
    vec![
        (input("Cost center", T::Text), text("alphawing"), text("betawing")),
        (input("Remarks", T::Notes), text("first\nline"), text("second\nline")),
        (input("Floor", T::Number), CustomValue::Number(-2), CustomValue::Number(14)),
        (input("Leased until", T::Day), text("2026-03-01"), text("2027-12-31")),
        (input("Deposit", T::Money), money(5_000), money(120_000)),
        (input("Insured", T::YesNo), CustomValue::YesNo(false), CustomValue::YesNo(true)),
        (choice, text("Blue"), text("Red")),
        (input("Manual", T::Url), text("https://a.example/"), text("https://b.example/")),
        (input("Owner's mail", T::Email), text("a@example.com"), text("b@example.com")),
        (input("Hotline", T::Phone), text("+49 1"), text("+49 2")),
    ]
}

async fn device(conn: &mut SqliteConnection, name: &str, custom: CustomValues) -> Result<String> {
    let input = DeviceInput { name: name.into(), custom, ..Default::default() };
    hardware::create(conn, &act("Add device"), input).await
}

async fn custom_of(conn: &mut SqliteConnection, id: &str) -> CustomValues {
    hardware::input_of(conn, id).await.unwrap().custom
}

#[tokio::test]
async fn each_type_is_stored_changed_undone_told_sorted_and_found() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let mut names = Vec::new();
    for (input, ..) in examples() {
        let id = create(&mut conn, &act("Define"), Kind::Device, input).await.unwrap();
        names.push(get(&mut conn, &id).await.unwrap().unwrap().name);
    }
    assert_eq!(names[0], "cost_center");
    let values = |second: bool| -> CustomValues {
        let examples = examples().into_iter();
        names.iter().cloned().zip(examples.map(|(_, a, b)| Some(if second { b } else { a }))).collect()
    };
    let one = device(&mut conn, "One", values(false)).await.unwrap();
    let other = device(&mut conn, "Other", values(true)).await.unwrap();
    assert_eq!(custom_of(&mut conn, &one).await, values(false));

    for (name, (input, ..)) in names.iter().zip(examples()) {
        for (descending, order) in [(false, [&one, &other]), (true, [&other, &one])] {
            let sort = format!("{PREFIX}{name}");
            let query = ListQuery { sort, descending, ..Default::default() };
            let ids = any_list::ids(&mut conn, Kind::Device, &query, act("").now.today).await.unwrap();
            assert_eq!(ids.iter().collect::<Vec<_>>(), order, "sorted by {}", input.label);
        }
    }
    for (word, id) in [("alphawing", &one), ("betawing", &other), ("Red", &other), ("2027-12-31", &other)] {
        let query = ListQuery { filter: word.into(), ..Default::default() };
        let ids = any_list::ids(&mut conn, Kind::Device, &query, act("").now.today).await.unwrap();
        assert_eq!(ids, std::slice::from_ref(id), "found by {word}");
    }

    let change = act("Change");
    let found = hardware::input_of(&mut conn, &one).await.unwrap();
    let version = history::version(&mut conn, Entity::Device, &one).await.unwrap();
    let changed = DeviceInput { custom: values(true), ..found };
    hardware::update(&mut conn, &change, &one, version, changed).await.unwrap();
    assert_eq!(custom_of(&mut conn, &one).await, values(true));
    let told = history::of_subject(&mut conn, &one, 100).await.unwrap();
    assert_eq!(told.len(), 2, "an act is one entry: {told:?}");
    let labels: Vec<&str> = told[0].changes.iter().map(|change| change.label.as_str()).collect();
    let defined: Vec<String> = examples().into_iter().map(|(input, ..)| input.label).collect();
    assert_eq!(labels, defined);
    let told = &told[0].changes;
    for (input, ..) in examples() {
        let told = told.iter().find(|change| change.label == input.label);
        assert!(told.is_some_and(|told| told.before.is_some() && told.after.is_some()), "{}", input.label);
    }
    let deposit = told.iter().find(|change| change.label == "Deposit").unwrap();
    assert_eq!(deposit.after, Some(Said::Money(Money::new(120_000, "EUR"))));
    let back = act("Back");
    history::undo(&mut conn, &back, &change.batch).await.unwrap();
    assert_eq!(custom_of(&mut conn, &one).await, values(false));
    history::undo(&mut conn, &act("Again"), &back.batch).await.unwrap();
    assert_eq!(custom_of(&mut conn, &one).await, values(true));
}

#[tokio::test]
async fn what_is_not_named_stays_and_null_empties() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let color = CustomFieldInput { default: Some(text("grey")), ..input("Color", CustomType::Text) };
    create(&mut conn, &act("Define"), Kind::Device, color).await.unwrap();
    let id = device(&mut conn, "One", CustomValues::new()).await.unwrap();
    assert_eq!(
        custom_of(&mut conn, &id).await["color"],
        Some(text("grey")),
        "a new thing begins with the default"
    );
    for (said, kept) in
        [(None, Some(text("grey"))), (Some(Some(text(" red "))), Some(text("red"))), (Some(None), None)]
    {
        let found = hardware::input_of(&mut conn, &id).await.unwrap();
        let version = history::version(&mut conn, Entity::Device, &id).await.unwrap();
        let custom = said.clone().map(|said| ("color".to_owned(), said)).into_iter().collect();
        hardware::update(&mut conn, &act("Change"), &id, version, DeviceInput { custom, ..found })
            .await
            .unwrap();
        assert_eq!(custom_of(&mut conn, &id).await.get("color").cloned().flatten(), kept, "{said:?}");
    }
    // Emptied on purpose it stays empty, though the field has a default.
    let none = device(&mut conn, "Two", [("color".to_owned(), None)].into()).await.unwrap();
    assert!(custom_of(&mut conn, &none).await.is_empty());
}

#[tokio::test]
async fn what_a_field_does_not_take_is_refused_at_the_field() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    for (input, ..) in examples() {
        create(&mut conn, &act("Define"), Kind::Device, input).await.unwrap();
    }
    let strict = CustomFieldInput { required: true, ..input("Inventory", CustomType::Text) };
    create(&mut conn, &act("Define"), Kind::Device, strict).await.unwrap();
    for (name, value) in [
        ("floor", Some(text("two"))),
        ("leased_until", Some(text("31.12.2026"))),
        ("leased_until", Some(CustomValue::Number(3))),
        ("deposit", Some(text("12"))),
        ("deposit", Some(CustomValue::Money(Money::new(1, "XXQ")))),
        ("insured", Some(CustomValue::Number(1))),
        ("color", Some(text("Green"))),
        ("manual", Some(text("https://user:secret@a.example/"))),
        ("owner_s_mail", Some(text("nobody"))),
        ("inventory", Some(text("  "))),
        ("inventory", None),
        ("no_such", Some(text("x"))),
    ] {
        let custom = [(name.to_owned(), value.clone())].into();
        let error = device(&mut conn, "One", custom).await.unwrap_err();
        assert_eq!(error.field_name(), Some(format!("{PREFIX}{name}").as_str()), "{value:?}: {error}");
    }
    // A file of another program knows nothing of it.
    device(&mut conn, "Two", CustomValues::new()).await.unwrap();
}

#[tokio::test]
async fn labels_are_one_and_names_stay() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let kind = Kind::Device;
    for (label, name) in [
        ("Größe (cm)", "grosse_cm"),
        ("GROSSE cm", "grosse_cm_2"),
        ("Цвет", "field"),
        ("Status 2", "status_2"),
    ] {
        let id = create(&mut conn, &act("Define"), kind, input(label, CustomType::Text)).await.unwrap();
        assert_eq!(get(&mut conn, &id).await.unwrap().unwrap().name, name);
    }
    for label in ["", "größe (CM)", "Serial", "status", &"x".repeat(61)] {
        let error =
            create(&mut conn, &act("Define"), kind, input(label, CustomType::Text)).await.unwrap_err();
        assert_eq!(error.field_name(), Some("label"), "{label}: {error}");
    }
    // Another kind has fields of its own.
    create(&mut conn, &act("Define"), Kind::Vendor, input("Größe (cm)", CustomType::Text)).await.unwrap();
    let field = list(&mut conn, Some(kind)).await.unwrap().remove(0);
    let renamed = CustomFieldInput { label: "Height".into(), ..field.input.clone() };
    update(&mut conn, &act("Rename"), &field.id, field.version, renamed).await.unwrap();
    assert_eq!(get(&mut conn, &field.id).await.unwrap().unwrap().name, "grosse_cm");
}

#[tokio::test]
async fn a_removed_field_and_its_values_come_back() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let id =
        create(&mut conn, &act("Define"), Kind::Vendor, input("Region", CustomType::Text)).await.unwrap();
    let custom: CustomValues = [("region".to_owned(), Some(text("North")))].into();
    let vendor = VendorInput { name: "Kontor".into(), custom: custom.clone(), ..Default::default() };
    let vendor = vendors::create(&mut conn, &act("Add"), vendor).await.unwrap();
    let gone = act("Remove field");
    remove(&mut conn, &gone, &id).await.unwrap();
    assert!(list(&mut conn, Some(Kind::Vendor)).await.unwrap().is_empty());
    assert!(vendors::get(&mut conn, &vendor).await.unwrap().fields.custom.is_empty());
    let entries = history::of_subject(&mut conn, &vendor, 10).await.unwrap();
    let told = entries.iter().find(|entry| entry.batch == gone.batch).unwrap();
    assert_eq!(
        (told.changes[0].label.as_str(), &told.changes[0].before),
        ("Region", &Some(Said::Text("North".into())))
    );
    // The same label again is another field.
    let again =
        create(&mut conn, &act("Define"), Kind::Vendor, input("Region", CustomType::Number)).await.unwrap();
    assert_eq!(get(&mut conn, &again).await.unwrap().unwrap().name, "region_2");
    remove(&mut conn, &act("Remove"), &again).await.unwrap();
    history::undo(&mut conn, &act("Undo"), &gone.batch).await.unwrap();
    assert_eq!(list(&mut conn, Some(Kind::Vendor)).await.unwrap().len(), 1);
    assert_eq!(vendors::get(&mut conn, &vendor).await.unwrap().fields.custom, custom);
}

#[tokio::test]
async fn a_definition_that_is_used_since_is_not_undone() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let define = act("Define");
    create(&mut conn, &define, Kind::Device, input("Color", CustomType::Text)).await.unwrap();
    device(&mut conn, "One", [("color".to_owned(), Some(text("red")))].into()).await.unwrap();
    let refused = history::undo(&mut conn, &act("Undo"), &define.batch).await;
    assert!(matches!(refused, Err(Error::UndoRefused(_))), "{refused:?}");
}

#[tokio::test]
async fn another_type_says_first_what_each_value_becomes() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let id = create(&mut conn, &act("Define"), Kind::Device, input("Shelf", CustomType::Text)).await.unwrap();
    let mut devices = Vec::new();
    for (name, shelf) in [("A", "7"), ("B", "7"), ("C", "cellar"), ("D", "12")] {
        let custom = [("shelf".to_owned(), Some(text(shelf)))].into();
        devices.push(device(&mut conn, name, custom).await.unwrap());
    }
    let number = input("Shelf", CustomType::Number);
    let said = preview(&mut conn, &id, &number).await.unwrap();
    let said: Vec<_> =
        said.iter().map(|c| (c.before.as_str(), c.after.as_deref(), c.things, c.example.as_str())).collect();
    assert_eq!(said, [("cellar", None, 1, "C"), ("7", Some("7"), 2, "A"), ("12", Some("12"), 1, "D")]);
    let change = act("Change type");
    update(&mut conn, &change, &id, 1, number).await.unwrap();
    assert_eq!(custom_of(&mut conn, &devices[0]).await["shelf"], Some(CustomValue::Number(7)));
    assert!(custom_of(&mut conn, &devices[2]).await.is_empty());
    // The History says what became of each value, also of the one that no number could keep.
    for (device, before, after) in [
        (&devices[2], Said::Text("cellar".into()), None),
        (&devices[0], Said::Text("7".into()), Some(Said::Number(7))),
    ] {
        let told = history::of_subject(&mut conn, device, 10).await.unwrap();
        let of_change = told.iter().filter(|entry| entry.batch == change.batch);
        let changes: Vec<_> = of_change.flat_map(|entry| &entry.changes).collect();
        assert!(
            changes
                .iter()
                .any(|c| c.label == "Shelf" && c.before == Some(before.clone()) && c.after == after),
            "{changes:?}"
        );
    }
    history::undo(&mut conn, &act("Undo"), &change.batch).await.unwrap();
    assert_eq!(custom_of(&mut conn, &devices[2]).await["shelf"], Some(text("cellar")));
}

/// From every type to every other: text keeps everything, what goes there and back is the same or nothing, and what is
/// kept is what the field takes.
#[test]
fn no_conversion_makes_up_a_value() {
    let types: Vec<_> = examples();
    for (from, first, second) in &types {
        for (to, ..) in &types {
            for value in [first, second] {
                let Some(after) = convert::converted(value, from.value_type, to) else { continue };
                let field = CustomField {
                    id: String::new(),
                    version: 1,
                    kind: Kind::Device,
                    name: "x".into(),
                    used: 0,
                    input: to.clone(),
                };
                assert_eq!(value_of(&field, Some(after.clone()), None).unwrap(), Some(after.clone()));
                if let Some(back) = convert::converted(&after, to.value_type, from) {
                    assert_eq!(&back, value, "{:?} by {:?}", from.value_type, to.value_type);
                }
                let kept = Value::from(after.clone());
                assert_eq!(CustomValue::try_from(kept), Ok(after));
            }
        }
        let as_text = input("T", CustomType::Text);
        assert!(convert::converted(first, from.value_type, &as_text).is_some());
    }
}

/// What CSV, XLSX and JSON write of a kind's own fields and of those that people defined, an empty database reads back.
#[tokio::test]
async fn files_bring_them_back() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let mut custom = CustomValues::new();
    for (input, first, _) in examples() {
        let id = create(&mut conn, &act("Define"), Kind::Device, input).await.unwrap();
        custom.insert(get(&mut conn, &id).await.unwrap().unwrap().name, Some(first));
    }
    let id = device(&mut conn, "One", custom.clone()).await.unwrap();
    let (query, today) = (ListQuery::default(), act("").now.today);
    let table = export::table(&mut conn, Kind::Device, &query, &Columns::All, today).await.unwrap();
    let rows = any_list::rows(&mut conn, Kind::Device, &query, today).await.unwrap();
    let files = [
        table::csv(&table, CsvOptions::default()).unwrap(),
        table::xlsx(std::slice::from_ref(&table)).unwrap(),
        serde_json::to_vec(&serde_json::json!({ "rows": rows })).unwrap(),
    ];
    let everything = archive::everything(&mut conn, &act("").now).await.unwrap();
    drop(conn);

    // The same definitions, and no device.
    for file in files {
        let db = Db::in_memory().await.unwrap();
        let mut conn = db.write().await.unwrap();
        for (input, ..) in examples() {
            create(&mut conn, &act("Define"), Kind::Device, input).await.unwrap();
        }
        conn.commit().await.unwrap();
        let options = ImportOptions::new(ImportKind::Hardware);
        for result in ["new", "unchanged"] {
            let report = import::commit(&db, None, &file, &options, &act("Import"), |_, _| {}).await.unwrap();
            let counts = if result == "new" { report.new } else { report.unchanged };
            assert_eq!(counts, 1, "{result}: {report:?}");
        }
        let mut conn = db.write().await.unwrap();
        let ids = any_list::ids(&mut conn, Kind::Device, &query, today).await.unwrap();
        assert_eq!(custom_of(&mut conn, &ids[0]).await, custom);
    }

    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    archive::read_back(&mut conn, &act("Read"), &everything).await.unwrap();
    assert_eq!(custom_of(&mut conn, &id).await, custom);
    assert_eq!(list(&mut conn, None).await.unwrap().len(), examples().len());
}
