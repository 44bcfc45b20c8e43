//! What a vendor is due by, and how devices are covered and valued.

use super::place::{TODAY, act, contract, day, device, euros, license, term};
use holdfast_core::contracts;
use holdfast_core::credentials::{self, CredentialInput};
use holdfast_core::db::Db;
use holdfast_core::export;
use holdfast_core::hardware::{self, DeviceInput, DeviceStatus, plan};
use holdfast_core::ids::Kind;
use holdfast_core::licenses;
use holdfast_core::list::ListQuery;
use holdfast_core::people::{self, PersonInput};
use holdfast_core::reminders::{self, DeadlineKind};
use holdfast_core::terms::TermInput;
use holdfast_core::vendors::{self, VendorInput};
use sqlx::SqliteConnection;

#[tokio::test]
async fn a_vendor_is_due_by_anything_that_was_bought_from_it() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    vendors::create(&mut tx, &act("Add"), VendorInput { name: "Acme".into(), ..VendorInput::default() })
        .await
        .unwrap();
    assert_eq!(next_due(&mut tx).await, (None, 0));
    // Each is nearer than what came before it.
    let maintained = TermInput { maintenance_ends_on: Some("2027-09-30".into()), ..term("2020-01-01", None) };
    license(&mut tx, "Maintained", vec![maintained]).await;
    assert_eq!(next_due(&mut tx).await, (Some("2027-09-30".into()), 0), "maintenance");
    let rolled =
        TermInput { auto_renews: true, notice_months: Some(3), ..term("2024-09-01", Some("2025-08-31")) };
    // Renewed until 31 Aug 2027, to be cancelled by 31 May 2027; to be confirmed since 1 Sep 2025.
    let rolled = license(&mut tx, "Rolled", vec![rolled]).await;
    assert_eq!(next_due(&mut tx).await, (Some("2027-05-31".into()), 1), "a rolled term");
    let row = licenses::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().rows;
    let row = row.into_iter().find(|row| row.id == rolled).unwrap();
    assert_eq!(
        (row.renewed_until.as_deref(), row.cancel_by.as_deref()),
        (Some("2027-08-31"), Some("2027-05-31"))
    );
    let login = CredentialInput {
        name: "Portal".into(),
        vendor: Some("Acme".into()),
        changed_on: Some("2026-11-01".into()),
        rotate_days: Some(180),
        ..CredentialInput::default()
    };
    credentials::create(&mut tx, &act("Add"), login).await.unwrap();
    assert_eq!(next_due(&mut tx).await, (Some("2027-04-30".into()), 1), "a credential");
    let laptop = DeviceInput {
        name: "Laptop".into(),
        vendor: Some("Acme".into()),
        purchased_on: Some("2024-02-15".into()),
        expected_life_months: Some(36),
        ..DeviceInput::default()
    };
    hardware::create(&mut tx, &act("Add"), laptop.clone()).await.unwrap();
    assert_eq!(next_due(&mut tx).await, (Some("2027-02-15".into()), 1), "a replacement");
    let anna =
        people::create(&mut tx, &act("Add"), PersonInput { name: "Anna".into(), ..PersonInput::default() })
            .await
            .unwrap();
    let lent =
        hardware::create(&mut tx, &act("Add"), DeviceInput { name: "Lent".into(), ..laptop }).await.unwrap();
    let lend = hardware::custody::CustodyInput {
        act: hardware::custody::CustodyAct::Lend,
        person_id: Some(anna),
        return_by: Some("2026-12-01".into()),
        ..Default::default()
    };
    hardware::custody::perform(&mut tx, &act("Lend"), &lent, &lend).await.unwrap();
    assert_eq!(next_due(&mut tx).await, (Some("2026-12-01".into()), 1), "a loan");
}

#[tokio::test]
async fn a_contract_that_renewed_itself_covers_its_devices_in_every_list() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    // The contract's recorded term ended 334 days ago, and it renewed itself until 23 Dec 2026.
    let rack = device(&mut tx, "Server", &[("2022-01-01", "2024-12-31")]).await;
    let yearly = TermInput { auto_renews: true, ..term("2024-12-24", Some("2025-12-23")) };
    let care = contract(&mut tx, "Care", &[&rack], vec![yearly]).await;
    let page = hardware::get(&mut tx, &rack, day(TODAY)).await.unwrap().coverage;
    assert_eq!(
        (page.covered_today, page.covered_until.as_deref(), page.days_left),
        (true, Some("2026-12-23"), Some(31))
    );
    let sorted = ListQuery { sort: "covered_until".into(), ..ListQuery::default() };
    let row = hardware::list(&mut tx, &sorted, day(TODAY)).await.unwrap().rows.remove(0);
    assert_eq!((row.covered_until.as_deref(), row.cover_days_left), (Some("2026-12-23"), Some(31)));
    let report = plan::warranty(&mut tx, day(TODAY)).await.unwrap();
    assert_eq!((report.all.covered, report.all.ending, report.all.ended), (1, 1, 0));
    assert_eq!(report.devices[0].covered_until.as_deref(), Some("2026-12-23"));
    let by = plan::PlanQuery { by: plan::PlanBy::Coverage, ..plan::PlanQuery::default() };
    let refresh = plan::refresh(&mut tx, &by, day(TODAY)).await.unwrap();
    assert!(refresh.overdue.devices.is_empty());
    assert_eq!(refresh.quarters[0].devices[0].ends_on.as_deref(), Some("2026-12-23"));
    let listed = export::Columns::Listed;
    let table =
        export::table(&mut tx, Kind::Device, &ListQuery::default(), &listed, day(TODAY)).await.unwrap();
    let cells: Vec<String> = table.rows[0].iter().map(|cell| cell.plain()).collect();
    assert!(cells.contains(&"2026-12-23".to_owned()), "the export says the same: {cells:?}");
    // Its end is the contract's deadline alone: the warranty before it says nothing.
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    assert!(due.iter().all(|deadline| deadline.subject.id != rack), "{due:?}");
    // Cancelled, it covers until its last day.
    let term_id = contracts::get(&mut tx, &care, day(TODAY)).await.unwrap().terms[0].id.clone();
    let cancellation = holdfast_core::terms::CancellationInput { term_id, ..Default::default() };
    holdfast_core::lifecycle::cancel(&mut tx, &act("Cancel"), Kind::Contract, &care, &cancellation)
        .await
        .unwrap();
    let later = hardware::get(&mut tx, &rack, day("2026-12-24")).await.unwrap().coverage;
    assert_eq!((later.covered_today, later.covered_until.as_deref()), (false, Some("2026-12-23")));
}

/// Ends of coverage of a device: the day, and of a hole its last one.
async fn ends(conn: &mut SqliteConnection, id: &str, on: &str) -> Vec<(String, Option<String>)> {
    let all = reminders::deadlines(conn, day(on), None).await.unwrap();
    let own = all
        .into_iter()
        .filter(|deadline| deadline.kind == DeadlineKind::WarrantyEnds && deadline.subject.id == id);
    own.map(|deadline| (deadline.due_on, deadline.until)).collect()
}

async fn next_due(conn: &mut SqliteConnection) -> (Option<String>, u32) {
    let rows = vendors::list(conn, &ListQuery::default(), day(TODAY)).await.unwrap().rows;
    let acme = rows.into_iter().find(|row| row.fields.name == "Acme").unwrap();
    (acme.next_due_on, acme.overdue)
}

#[tokio::test]
async fn a_hole_in_coverage_is_a_deadline_on_its_first_day() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let gapped = device(&mut tx, "NAS", &[("2024-01-01", "2026-12-31"), ("2027-03-01", "2029-02-28")]).await;
    let hole = ("2027-01-01".to_owned(), Some("2027-02-28".to_owned()));
    let end = ("2029-02-28".to_owned(), None);
    assert_eq!(ends(&mut tx, &gapped, TODAY).await, [hole.clone(), end.clone()]);
    assert_eq!(ends(&mut tx, &gapped, "2027-02-28").await, [hole, end.clone()], "until its last day");
    assert_eq!(ends(&mut tx, &gapped, "2027-03-01").await, [end], "it is over");
    let report = plan::warranty(&mut tx, day(TODAY)).await.unwrap();
    assert_eq!(report.devices[0].gap, Some(("2027-01-01".into(), "2027-02-28".into())));
    let headline = {
        let all = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
        reminders::words::headline(&all[0])
    };
    assert_eq!(headline, "NAS is not covered from 1 Jan 2027 to 28 Feb 2027");
    // A contract that renews itself fills it, and what left the house needs none.
    let care = TermInput { auto_renews: true, ..term("2026-06-01", Some("2027-05-31")) };
    contract(&mut tx, "Care", &[&gapped], vec![care]).await;
    assert_eq!(ends(&mut tx, &gapped, TODAY).await, []);
    let gone = device(&mut tx, "Old", &[("2024-01-01", "2026-12-31"), ("2027-03-01", "2029-02-28")]).await;
    let shown = hardware::get(&mut tx, &gone, day(TODAY)).await.unwrap();
    let input = DeviceInput { status: DeviceStatus::Disposed, ..shown.fields };
    hardware::update(&mut tx, &act("Dispose"), &gone, shown.version, input).await.unwrap();
    assert_eq!(ends(&mut tx, &gone, TODAY).await, []);
}

#[tokio::test]
async fn what_is_gone_has_no_value_and_what_is_maintained_no_price() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let laptop = DeviceInput {
        name: "Laptop".into(),
        price: Some(euros(120_000)),
        purchased_on: Some("2025-11-22".into()),
        depreciation_months: Some(36),
        ..DeviceInput::default()
    };
    let id = hardware::create(&mut tx, &act("Add"), laptop.clone()).await.unwrap();
    let value = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap().book_value.unwrap().value;
    assert_eq!(value, euros(80_000));
    let sold =
        DeviceInput { status: DeviceStatus::Disposed, disposed_on: Some("2026-11-20".into()), ..laptop };
    hardware::update(&mut tx, &act("Sell"), &id, 1, sold).await.unwrap();
    assert!(hardware::get(&mut tx, &id, day(TODAY)).await.unwrap().book_value.is_none());
    let before = hardware::get(&mut tx, &id, day("2026-11-19")).await.unwrap().book_value;
    assert_eq!(before.unwrap().value, euros(83_334), "on the day before it still had one");
    let maintained = TermInput { maintenance_ends_on: Some("2026-12-31".into()), ..term("2020-01-01", None) };
    license(&mut tx, "Maintained", vec![maintained]).await;
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    let maintenance = due.iter().find(|deadline| deadline.kind == DeadlineKind::MaintenanceEnds).unwrap();
    assert_eq!((maintenance.amount.clone(), maintenance.amounts.len()), (None, 0));
}
