use super::*;
use crate::{
    Act,
    archive::{ReadBack, everything, read_back},
    attachments,
    clock::Now,
    db::Db,
    demo::{self, DemoOptions},
    history::{self, Actor, Entity},
    import::{self, ImportKind, ImportOptions},
    money::Money,
    table::{CsvOptions, csv, xlsx},
};
use serde_json::Map;

fn act(title: &str) -> Act {
    Act::new(Now::as_of("2026-11-22".parse().unwrap()), Actor::CommandLine, title)
}

async fn company() -> Db {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let act = act("Sample data");
    let options = DemoOptions { records: 160, seed: 7, today: act.now.today };
    demo::fill(&mut tx, &act, &options).await.unwrap();
    // What spreadsheets would run, and what CSV has to quote.
    let hostile = hardware::DeviceInput {
        name: "=HYPERLINK(\"http://x\")".into(),
        asset_tag: Some("@1".into()),
        serial: Some("+49;\"30\"".into()),
        notes: Some("two\nlines, and a comma".into()),
        price: Some(Money::new(123_456, "JPY")),
        ..Default::default()
    };
    hardware::create(&mut tx, &act, hostile).await.unwrap();
    tx.commit().await.unwrap();
    db
}

async fn export(db: &Db, kind: Kind) -> Vec<u8> {
    let mut conn = db.read().await.unwrap();
    let today = "2026-11-22".parse().unwrap();
    let query = ListQuery { sort: "name".into(), ..ListQuery::default() };
    let table = table(&mut conn, kind, &query, &Columns::All, today).await.unwrap();
    csv(&table, CsvOptions::default()).unwrap()
}

async fn import(db: &Db, kind: ImportKind, bytes: &[u8]) -> import::ImportReport {
    let options = ImportOptions::new(kind);
    import::commit(db, None, bytes, &options, &act("Import"), |_, _| {}).await.unwrap()
}

#[tokio::test]
async fn the_hardware_that_is_written_is_the_hardware_that_is_read() {
    let db = company().await;
    let written = export(&db, Kind::Device).await;
    let again = import(&db, ImportKind::Hardware, &written).await;
    assert_eq!((again.new, again.updated, again.problems.len()), (0, 0, 0), "{again:?}");
    assert_eq!(again.left_out, Vec::<String>::new());
    let other = Db::in_memory().await.unwrap();
    let report = import(&other, ImportKind::Hardware, &written).await;
    assert_eq!((report.new, report.problems.len()), (report.rows, 0), "{report:?}");
    assert_eq!(
        String::from_utf8(export(&other, Kind::Device).await).unwrap(),
        String::from_utf8(written).unwrap()
    );
}

#[tokio::test]
async fn the_licenses_that_are_written_are_the_licenses_that_are_read() {
    let db = company().await;
    let written = export(&db, Kind::License).await;
    let again = import(&db, ImportKind::Licenses, &written).await;
    assert_eq!((again.new, again.updated, again.problems.len()), (0, 0, 0));
    assert_eq!(again.left_out, Vec::<String>::new());
}

#[tokio::test]
async fn a_license_with_all_its_fields_arrives_elsewhere_as_it_was() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let act = act("Add");
    let person = |name: &str| crate::people::PersonInput {
        name: name.into(),
        email: Some(format!("{name}@Example.com")),
        ..Default::default()
    };
    let term = crate::terms::TermInput {
        starts_on: Some("2025-12-28".into()),
        ends_on: Some("2026-12-27".into()),
        seats: Some(5),
        price: Some(Money::new(1_299, "KWD")),
        price_per_seat: true,
        billing_months: Some(1),
        auto_renews: true,
        renewal_months: Some(24),
        notice_days: Some(30),
        order_number: Some("00042".into()),
        purchased_on: Some("2025-12-01".into()),
        ..Default::default()
    };
    let input = licenses::LicenseInput {
        name: "Prism".into(),
        publisher: Some("-Minus Software".into()),
        vendor: Some("Softpoint".into()),
        metric: licenses::LicenseMetric::Concurrent,
        reassignable: false,
        maintained: Some(true),
        notes: Some("'=quoted\nline".into()),
        terms: vec![term],
        ..Default::default()
    };
    let id = licenses::create(&mut tx, &act, input).await.unwrap();
    for name in ["anna", "ben"] {
        let holder = crate::people::create(&mut tx, &act, person(name)).await.unwrap();
        let seat = licenses::AssignmentInput {
            license_id: id.clone(),
            person_id: Some(holder),
            quantity: 1,
            ..Default::default()
        };
        licenses::assign(&mut tx, &act, seat).await.unwrap();
    }
    let unlimited = licenses::LicenseInput {
        name: "Site license".into(),
        kind: licenses::LicenseKind::Perpetual,
        terms: vec![crate::terms::TermInput::default()],
        ..Default::default()
    };
    licenses::create(&mut tx, &act, unlimited).await.unwrap();
    tx.commit().await.unwrap();

    let written = export(&db, Kind::License).await;
    let other = Db::in_memory().await.unwrap();
    let report = import(&other, ImportKind::Licenses, &written).await;
    assert_eq!((report.new, report.updated, report.problems.len()), (2, 1, 0), "{report:?}");
    let read = String::from_utf8(export(&other, Kind::License).await).unwrap();
    assert_eq!(read, String::from_utf8(written).unwrap());
    assert_eq!(read.lines().filter(|line| line.starts_with("Prism")).count(), 2, "{read}");
}

#[tokio::test]
async fn everything_is_read_back_whole() {
    let db = company().await;
    {
        let mut tx = db.write().await.unwrap();
        let act = act("More");
        let id = crate::any_list::ids(&mut tx, Kind::Vendor, &ListQuery::default(), act.now.today)
            .await
            .unwrap()
            .remove(0);
        attachments::add(&mut tx, &act, Kind::Vendor, &id, "a.bin", &[0, 255, 13, 10]).await.unwrap();
        tx.commit().await.unwrap();
    }
    let now = Now::read();
    let written = everything(&mut db.read().await.unwrap(), &now).await.unwrap();
    let other = Db::in_memory().await.unwrap();
    let act = act("Import everything");
    let mut tx = other.write().await.unwrap();
    let done = read_back(&mut tx, &act, &written).await.unwrap();
    tx.commit().await.unwrap();
    assert!(done.added > 300 && done.unchanged == 0, "{done:?}");

    let parts = |bytes: &[u8]| -> Map<String, Value> {
        let Value::Object(mut file) = serde_json::from_slice(bytes).unwrap() else { panic!("no object") };
        file.remove("holdfast");
        for rows in file.values_mut().filter_map(Value::as_array_mut) {
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                for column in ["created_at", "updated_at", "version"] {
                    row.remove(column);
                }
            }
        }
        file
    };
    let read = everything(&mut other.read().await.unwrap(), &now).await.unwrap();
    assert_eq!(parts(&read), parts(&written));

    // A second time there is nothing to add, and the one act is taken back by its batch.
    let mut tx = other.write().await.unwrap();
    assert_eq!(
        read_back(&mut tx, &act, &written).await.unwrap(),
        ReadBack { added: 0, unchanged: done.added }
    );
    history::undo(&mut tx, &super::tests::act("Undo"), &act.batch).await.unwrap();
    assert!(demo::is_empty(&mut tx).await.unwrap());
}

#[tokio::test]
async fn a_file_that_is_not_whole_or_not_ours_is_refused() {
    let db = company().await;
    let written = everything(&mut db.read().await.unwrap(), &Now::read()).await.unwrap();
    let mut file: Value = serde_json::from_slice(&written).unwrap();
    let refused = async |file: &Value| {
        let other = Db::in_memory().await.unwrap();
        let mut tx = other.write().await.unwrap();
        let done = read_back(&mut tx, &act("Import"), file.to_string().as_bytes()).await;
        match done {
            Err(Error::Import(message)) => message,
            Ok(_) => tx.commit().await.unwrap_err().to_string(),
            Err(other) => panic!("{other:?}"),
        }
    };
    assert!(refused(&json!([])).await.contains("no export"));
    assert!(refused(&json!({ "rows": [] })).await.contains("no export"));
    let mut newer = file.clone();
    newer["holdfast"]["format"] = json!(FORMAT + 1);
    assert!(refused(&newer).await.contains("newer"));
    let mut foreign = file.clone();
    foreign["vendor"][0]["name) VALUES ('x'); DROP TABLE vendor; --"] = json!("x");
    assert!(refused(&foreign).await.contains("does not know"));
    file["vendor"] = json!([]);
    assert!(refused(&file).await.contains("to nothing"));
}

#[tokio::test]
async fn a_changed_thing_is_not_overwritten() {
    let db = company().await;
    let written = everything(&mut db.read().await.unwrap(), &Now::read()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let id = crate::any_list::ids(&mut tx, Kind::Vendor, &ListQuery::default(), act("").now.today)
        .await
        .unwrap()
        .remove(0);
    history::update(&mut tx, &act("Edit"), Entity::Vendor, &id, None, crate::row! { "notes": "new" })
        .await
        .unwrap();
    let error = read_back(&mut tx, &act("Import"), &written).await.unwrap_err();
    assert!(matches!(&error, Error::Import(message) if message.contains("changed since")), "{error}");
}

#[tokio::test]
async fn columns_are_picked_by_name_and_unknown_ones_named() {
    let db = company().await;
    let mut conn = db.read().await.unwrap();
    let today = "2026-11-22".parse().unwrap();
    let names = ["holder".to_owned(), "name".to_owned()];
    let query = ListQuery::default();
    let picked =
        table(&mut conn, Kind::Device, &query, &Columns::Named(names.to_vec()), today).await.unwrap();
    assert_eq!(
        picked.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(),
        ["holder", "name"]
    );
    let unknown = Columns::Named(vec!["colour".into()]);
    let error = table(&mut conn, Kind::Device, &query, &unknown, today).await.unwrap_err();
    assert_eq!(error.field_name(), Some("columns"));
    for kind in [Kind::License, Kind::Contract, Kind::Device, Kind::Credential, Kind::Vendor, Kind::Person] {
        for columns in [Columns::All, Columns::Listed] {
            let table = table(&mut conn, kind, &query, &columns, today).await.unwrap();
            assert!(!table.rows.is_empty(), "{kind:?}");
            assert!(xlsx(std::slice::from_ref(&table)).unwrap().starts_with(b"PK"));
        }
        let things: Value =
            serde_json::from_slice(&json(&mut conn, kind, &query, &Now::read()).await.unwrap()).unwrap();
        assert!(things["rows"].as_array().unwrap().len() > 3);
    }
}

#[tokio::test]
async fn a_contract_says_for_how_long_it_renews() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let term = crate::terms::TermInput {
        starts_on: Some("2025-12-28".into()),
        ends_on: Some("2026-12-27".into()),
        auto_renews: true,
        renewal_months: Some(17),
        ..Default::default()
    };
    let input = contracts::ContractInput { name: "Care".into(), terms: vec![term], ..Default::default() };
    contracts::create(&mut tx, &act("Add"), input).await.unwrap();
    let (query, today) = (ListQuery::default(), "2026-11-22".parse().unwrap());
    let all = table(&mut tx, Kind::Contract, &query, &Columns::All, today).await.unwrap();
    let place = all.columns.iter().position(|column| column.name == "renewal_months").unwrap();
    assert_eq!(all.rows[0][place].plain(), "17");
}
