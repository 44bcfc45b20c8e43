//! Who has a device on which day, and what the core refuses.

use super::place::{TODAY, act, act_on, begin, day, device, field_of, just, laptop, person, to};
use chrono::NaiveDate;
use holdfast_core::{
    db::Db, hardware, hardware::DeviceInput, hardware::DeviceStatus, hardware::custody,
    hardware::custody::CustodyAct, hardware::custody::CustodyAmendment, hardware::custody::CustodyInput,
    hardware::plan, history, licenses, licenses::AssignmentInput, licenses::LicenseInput, lifecycle,
    money::Money, people, people::PersonInput, reminders, reminders::DeadlineKind, terms::TermInput,
};
use std::collections::BTreeMap;

#[tokio::test]
async fn two_years_of_custody_know_the_holder_on_any_day() {
    let (_db, mut tx) = begin().await;
    let (anna, ben) = (person(&mut tx, "Anna").await, person(&mut tx, "Ben").await);
    let id = device(&mut tx, laptop("HF-1")).await;
    let steps: Vec<(CustodyInput, &str)> = vec![
        (to(CustodyAct::HandOut, &anna, "2024-11-25"), "2024-11-25"),
        (
            CustodyInput { repaired_by: Some("Lenovo".into()), ..just(CustodyAct::RepairOut, "2025-02-28") },
            "2025-02-28",
        ),
        (just(CustodyAct::RepairIn, "2025-03-10"), "2025-03-10"),
        (
            CustodyInput { location: Some("Branch".into()), ..just(CustodyAct::Move, "2025-06-01") },
            "2025-06-01",
        ),
        (
            CustodyInput {
                condition: Some("scratched lid".into()),
                location: Some("Store".into()),
                ..just(CustodyAct::TakeBack, "2025-12-31")
            },
            "2025-12-31",
        ),
        (
            CustodyInput {
                return_by: Some("2026-03-01".into()),
                accessories: Some("charger".into()),
                ..to(CustodyAct::Lend, &ben, "2026-02-01")
            },
            "2026-02-01",
        ),
        (just(CustodyAct::TakeBack, "2026-02-20"), "2026-02-20"),
        (to(CustodyAct::HandOut, &ben, "2026-02-20"), "2026-02-20"),
        (just(CustodyAct::Lose, "2026-09-09"), "2026-09-09"),
        (just(CustodyAct::BringBack, "2026-09-12"), "2026-09-12"),
    ];
    for (input, today) in &steps {
        custody::perform(&mut tx, &act_on("Custody", today), &id, input).await.unwrap();
    }

    // The state of every day, told by an independent walk over what was done.
    let mut walked: BTreeMap<NaiveDate, (Option<&str>, &str, DeviceStatus)> = BTreeMap::new();
    for (from, holder, place, status) in [
        ("2024-11-25", Some("Anna"), "Store", DeviceStatus::InUse),
        ("2025-02-28", Some("Anna"), "Store", DeviceStatus::InRepair),
        ("2025-03-10", Some("Anna"), "Store", DeviceStatus::InUse),
        ("2025-06-01", Some("Anna"), "Branch", DeviceStatus::InUse),
        ("2025-12-31", None, "Store", DeviceStatus::InStock),
        ("2026-02-01", Some("Ben"), "Store", DeviceStatus::InUse),
        ("2026-02-20", Some("Ben"), "Store", DeviceStatus::InUse),
        ("2026-09-09", Some("Ben"), "Store", DeviceStatus::Lost),
        ("2026-09-12", Some("Ben"), "Store", DeviceStatus::InUse),
    ] {
        walked.insert(day(from), (holder, place, status));
    }
    let mut on = day("2024-11-25");
    while on <= day(TODAY) {
        let (_, (holder, place, status)) = walked.range(..=on).next_back().unwrap();
        let state = custody::on_day(&mut tx, &id, on).await.unwrap().unwrap();
        assert_eq!(
            (state.holder.as_deref(), state.location.as_deref(), state.status),
            (*holder, Some(*place), *status),
            "{on}"
        );
        on = on.succ_opt().unwrap();
    }
    assert_eq!(
        custody::on_day(&mut tx, &id, day("2024-11-24")).await.unwrap(),
        None,
        "nothing is known before"
    );

    let held = custody::held_by(&mut tx, &anna).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!((held[0].from.as_str(), held[0].until.as_deref()), ("2024-11-25", Some("2025-12-31")));
    let held = custody::held_by(&mut tx, &ben).await.unwrap();
    let periods: Vec<(&str, Option<&str>)> =
        held.iter().map(|period| (period.from.as_str(), period.until.as_deref())).collect();
    assert_eq!(periods, [("2026-02-20", None), ("2026-02-01", Some("2026-02-20"))]);

    let report = plan::custody(&mut tx, day("2025-04-01"), None).await.unwrap();
    assert_eq!((report.lines.len(), report.held), (1, 1));
    assert_eq!(report.lines[0].holder.as_deref(), Some("Anna"));
    let of_ben = plan::custody(&mut tx, day("2025-04-01"), Some(&ben)).await.unwrap();
    assert!(of_ben.lines.is_empty());
}

#[tokio::test]
async fn what_cannot_be_done_says_why_and_leaves_everything_as_it_was() {
    let (_db, mut tx) = begin().await;
    let (anna, ben) = (person(&mut tx, "Anna").await, person(&mut tx, "Ben").await);
    let gone =
        PersonInput { name: "Carl".into(), leaves_on: Some("2026-01-31".into()), ..PersonInput::default() };
    let carl = people::create(&mut tx, &act("Add"), gone).await.unwrap();
    let id = device(&mut tx, laptop("HF-1")).await;
    let mut refused = async |input: CustodyInput| {
        let error = custody::perform(&mut tx, &act("Custody"), &id, &input).await.unwrap_err();
        let (field, message) = field_of(&error);
        (field.to_owned(), message)
    };
    assert_eq!(
        refused(just(CustodyAct::TakeBack, TODAY)).await,
        ("act".to_owned(), "Nobody has ThinkPad T14 (HF-1): it is in stock.".to_owned())
    );
    let (field, message) = refused(to(CustodyAct::HandOut, &carl, TODAY)).await;
    assert_eq!((field.as_str(), message.as_str()), ("person_id", "Carl left on 31 Jan 2026."));
    assert_eq!(refused(to(CustodyAct::HandOut, &anna, "2026-11-23")).await.0, "on");
    assert_eq!(refused(to(CustodyAct::Lend, &anna, TODAY)).await.0, "return_by");
    assert_eq!(refused(just(CustodyAct::HandOut, TODAY)).await.0, "person_id");
    let same_place = CustodyInput { location: Some("store".into()), ..just(CustodyAct::Move, TODAY) };
    assert!(refused(same_place).await.1.contains("is in Store already"));

    custody::perform(&mut tx, &act("Out"), &id, &to(CustodyAct::HandOut, &anna, "2026-05-03")).await.unwrap();
    let mut refused = async |input: CustodyInput| {
        let error = custody::perform(&mut tx, &act("Custody"), &id, &input).await.unwrap_err();
        field_of(&error).1
    };
    assert_eq!(
        refused(to(CustodyAct::HandOut, &ben, TODAY)).await,
        "Anna has ThinkPad T14 (HF-1) since 3 May 2026. Take it back first."
    );
    assert_eq!(
        refused(just(CustodyAct::TakeBack, "2026-05-02")).await,
        "The last entry of ThinkPad T14 (HF-1) is of 3 May 2026. Choose that day or a later one."
    );
    let entries = custody::entries(&mut tx, &id).await.unwrap();
    assert_eq!(entries.len(), 2, "how it stood before, and the hand-over");
    let device = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(device.holder.as_deref(), Some("Anna"));
}

#[tokio::test]
async fn several_devices_are_handed_out_together_or_not_at_all() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let anna = person(&mut tx, "Anna").await;
    let (one, two) = (device(&mut tx, laptop("HF-1")).await, device(&mut tx, laptop("HF-2")).await);
    custody::perform(&mut tx, &act("Out"), &two, &to(CustodyAct::HandOut, &anna, TODAY)).await.unwrap();
    tx.commit().await.unwrap();

    let ids = [one.clone(), two.clone()];
    let mut tx = db.write().await.unwrap();
    let input = to(CustodyAct::HandOut, &anna, TODAY);
    lifecycle::custody::perform(&mut tx, &act("Both"), &ids, &input).await.unwrap_err();
    drop(tx);
    let mut tx = db.write().await.unwrap();
    assert_eq!(hardware::get(&mut tx, &one, day(TODAY)).await.unwrap().holder, None);

    let both = act("Take back 1");
    lifecycle::custody::perform(&mut tx, &both, &ids[1..], &just(CustodyAct::TakeBack, TODAY)).await.unwrap();
    let title = lifecycle::custody::title(&mut tx, &ids, CustodyAct::HandOut).await.unwrap();
    assert_eq!(title, "Hand out 2 devices");
    history::undo(&mut tx, &act("Undo"), &both.batch).await.unwrap();
    assert_eq!(hardware::get(&mut tx, &two, day(TODAY)).await.unwrap().holder.as_deref(), Some("Anna"));
}

#[tokio::test]
async fn a_loan_is_a_deadline_until_it_is_back() {
    let (_db, mut tx) = begin().await;
    let anna = person(&mut tx, "Anna").await;
    let id = device(&mut tx, laptop("HF-1")).await;
    let loan =
        CustodyInput { return_by: Some("2026-11-30".into()), ..to(CustodyAct::Lend, &anna, "2026-11-20") };
    custody::perform(&mut tx, &act("Lend"), &id, &loan).await.unwrap();
    let due = reminders::deadlines(&mut tx, day(TODAY), Some(30)).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(
        (due[0].kind, due[0].due_on.as_str(), due[0].days_left),
        (DeadlineKind::LoanReturn, "2026-11-30", 8)
    );

    let entry = custody::entries(&mut tx, &id).await.unwrap()[0].id.clone();
    let later = CustodyAmendment { return_by: Some("2026-12-15".into()), ..CustodyAmendment::default() };
    custody::amend(&mut tx, &act("Amend"), &entry, &later).await.unwrap();
    let due = reminders::deadlines(&mut tx, day(TODAY), Some(30)).await.unwrap();
    assert_eq!(due[0].due_on, "2026-12-15");

    // Away for repair the loan goes on; back with the owner it is over.
    custody::perform(&mut tx, &act("Out"), &id, &just(CustodyAct::RepairOut, "2026-11-21")).await.unwrap();
    assert_eq!(
        hardware::get(&mut tx, &id, day(TODAY)).await.unwrap().return_by.as_deref(),
        Some("2026-12-15")
    );
    custody::perform(&mut tx, &act("Back"), &id, &just(CustodyAct::TakeBack, TODAY)).await.unwrap();
    assert!(reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap().is_empty());
    let early = CustodyAmendment { on: Some("2026-11-19".into()), ..CustodyAmendment::default() };
    let last = custody::entries(&mut tx, &id).await.unwrap()[0].id.clone();
    assert_eq!(
        custody::amend(&mut tx, &act("Amend"), &last, &early).await.unwrap_err().field_name(),
        Some("on")
    );
}

#[tokio::test]
async fn an_edit_of_the_holder_is_written_down_too() {
    let (_db, mut tx) = begin().await;
    let anna = person(&mut tx, "Anna").await;
    let id = device(&mut tx, laptop("HF-1")).await;
    let opened = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let input = DeviceInput {
        holder_id: Some(anna),
        status: DeviceStatus::InUse,
        location: Some("Office".into()),
        ..opened.fields
    };
    let edit = act("Edit");
    hardware::update(&mut tx, &edit, &id, opened.version, input.clone()).await.unwrap();
    let entries = custody::entries(&mut tx, &id).await.unwrap();
    let acts: Vec<CustodyAct> = entries.iter().map(|entry| entry.act).collect();
    assert_eq!(acts, [CustodyAct::HandOut, CustodyAct::Recorded]);
    assert_eq!(entries[1].location.as_deref(), Some("Store"));
    // Saving the same again writes nothing down.
    let again = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    hardware::update(&mut tx, &act("Edit"), &id, again.version, input).await.unwrap();
    assert_eq!(custody::entries(&mut tx, &id).await.unwrap().len(), 2);
    history::undo(&mut tx, &act("Undo"), &edit.batch).await.unwrap();
    assert!(custody::entries(&mut tx, &id).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_leaves_the_house_releases_its_seats_first() {
    let (_db, mut tx) = begin().await;
    let id = device(&mut tx, laptop("HF-1")).await;
    let license = LicenseInput {
        name: "Prism".into(),
        terms: vec![TermInput { seats: Some(5), ..TermInput::default() }],
        ..LicenseInput::default()
    };
    let license = licenses::create(&mut tx, &act("Add"), license).await.unwrap();
    let seat = AssignmentInput {
        license_id: license,
        device_id: Some(id.clone()),
        quantity: 1,
        ..Default::default()
    };
    licenses::assign(&mut tx, &act("Assign"), seat).await.unwrap();

    let retire = just(CustodyAct::Retire, TODAY);
    let error = custody::perform(&mut tx, &act("Retire"), &id, &retire).await.unwrap_err();
    assert_eq!(error.field_name(), Some("release_seats"));
    assert!(error.to_string().contains("ThinkPad T14 (HF-1) has licenses: Prism"), "{error}");
    let opened = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let input = DeviceInput { status: DeviceStatus::Disposed, ..opened.fields };
    let error = hardware::update(&mut tx, &act("Edit"), &id, opened.version, input).await.unwrap_err();
    assert_eq!(error.field_name(), Some("status"));

    let dispose = CustodyInput {
        release_seats: true,
        proceeds: Some(Money::new(15_000, "EUR")),
        wipe_note: Some("nwipe, certificate 4711".into()),
        ..just(CustodyAct::Dispose, TODAY)
    };
    let whole = act("Dispose");
    lifecycle::custody::perform(&mut tx, &whole, std::slice::from_ref(&id), &dispose).await.unwrap();
    let device = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!((device.fields.status, device.seats.len()), (DeviceStatus::Disposed, 0));
    assert_eq!(device.fields.disposed_on.as_deref(), Some(TODAY));
    assert_eq!(device.fields.proceeds, Some(Money::new(15_000, "EUR")));
    history::undo(&mut tx, &act("Undo"), &whole.batch).await.unwrap();
    let device = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!((device.fields.status, device.seats.len()), (DeviceStatus::InStock, 1));
    assert_eq!(device.fields.disposed_on, None);
}
