//! A person starts with a kit and leaves with everything settled, each act to be taken back by itself.

use super::place::{TODAY, act, begin, day, device, just, laptop, person, to};
use holdfast_core::{
    Error,
    credentials::{self, CredentialInput},
    db::WriteTransaction,
    hardware::{
        self,
        custody::{self, CustodyAct},
        templates::{self, ModelInput},
    },
    history,
    licenses::{self, AssignmentInput, LicenseInput},
    lifecycle::{
        checklist::{self, ChecklistProcess},
        leaving::{self, Leaving, LeavingStep},
        starting::{self, KitInput, KitItemInput, KitItemKind, StartDevice, StartInput},
    },
    people::{self, PersonInput},
    terms::TermInput,
};

async fn license(tx: &mut WriteTransaction, name: &str, seats: u32) -> String {
    let input = LicenseInput {
        name: name.into(),
        terms: vec![TermInput { seats: Some(seats), ..TermInput::default() }],
        ..LicenseInput::default()
    };
    licenses::create(tx, &act("Add"), input).await.unwrap()
}

async fn page(tx: &mut WriteTransaction, person: &str) -> Leaving {
    leaving::get(tx, person, day(TODAY)).await.unwrap()
}

fn sizes(page: &Leaving) -> (usize, usize, usize, usize, u32) {
    (page.devices.len(), page.seats.len(), page.logins.len(), page.done.len(), page.open)
}

/// Somebody with three devices, five seats and four logins, two of which are another's.
async fn somebody(tx: &mut WriteTransaction) -> (String, String) {
    let (anna, ben) = (person(tx, "Anna").await, person(tx, "Ben").await);
    for tag in ["HF-1", "HF-2", "HF-3"] {
        let id = device(tx, laptop(tag)).await;
        custody::perform(tx, &act("Out"), &id, &to(CustodyAct::HandOut, &anna, "2026-05-03")).await.unwrap();
    }
    for number in 1..=5 {
        let seat = AssignmentInput {
            license_id: license(tx, &format!("License {number}"), 2).await,
            person_id: Some(anna.clone()),
            quantity: 1,
            ..AssignmentInput::default()
        };
        licenses::assign(tx, &act("Assign"), seat).await.unwrap();
    }
    for number in 1..=4 {
        let owner = if number <= 2 { &anna } else { &ben };
        let login = CredentialInput {
            name: format!("Login {number}"),
            person_id: Some(owner.clone()),
            ..CredentialInput::default()
        };
        let id = credentials::create(tx, &act("Add"), login).await.unwrap();
        if number > 2 {
            people::set_knowers(tx, &act("Knows"), &id, std::slice::from_ref(&anna)).await.unwrap();
        }
    }
    (anna, ben)
}

#[tokio::test]
async fn the_leaving_page_empties_to_zero_and_every_act_can_be_undone() {
    let (_db, mut tx) = begin().await;
    let (anna, ben) = somebody(&mut tx).await;
    leaving::set_last_day(&mut tx, &act("Last day"), &anna, Some("2026-11-20".into())).await.unwrap();
    let before = page(&mut tx, &anna).await;
    assert!(before.left);
    assert_eq!(sizes(&before), (3, 5, 4, 0, 12));

    let mut steps: Vec<LeavingStep> = Vec::new();
    steps.extend(before.devices.iter().map(|line| LeavingStep::Return {
        device_id: line.device.id.clone(),
        on: None,
        location: Some("Store".into()),
        condition: Some("good".into()),
        note: None,
    }));
    steps.extend(
        before
            .seats
            .iter()
            .map(|line| LeavingStep::Release { assignment_id: line.seat.assignment_id.clone() }),
    );
    steps.extend(before.logins.iter().map(|line| LeavingStep::Rotate {
        credential_id: line.credential_id.clone(),
        new_owner_id: line.owner.then(|| ben.clone()),
        note: None,
    }));
    let mut batches = Vec::new();
    for (done, step) in (1_u32..).zip(&steps) {
        let one = act("Settle");
        leaving::settle(&mut tx, &one, &anna, std::slice::from_ref(step)).await.unwrap();
        batches.push(one.batch);
        let now = page(&mut tx, &anna).await;
        assert_eq!((now.open, now.done.len()), (12 - done, done as usize));
    }
    let empty = page(&mut tx, &anna).await;
    assert_eq!(sizes(&empty), (0, 0, 0, 12, 0));
    let person = people::get(&mut tx, &anna, day(TODAY)).await.unwrap();
    assert!(person.devices.is_empty() && person.seats.is_empty() && person.logins.is_empty());
    assert_eq!(
        people::get(&mut tx, &ben, day(TODAY)).await.unwrap().logins.len(),
        4,
        "Ben owns them all now"
    );

    // Each act by itself, and in no order of its own: it opens again what it settled, and nothing else.
    for (place, batch) in batches.iter().enumerate() {
        history::undo(&mut tx, &act("Undo"), batch).await.unwrap();
        let one = page(&mut tx, &anna).await;
        assert_eq!((one.open, one.done.len()), (1, 11), "{:?}", steps[place]);
        let again = act("Settle");
        leaving::settle(&mut tx, &again, &anna, &still(&one, &steps[place])).await.unwrap();
        assert_eq!(page(&mut tx, &anna).await.open, 0);
        history::undo(&mut tx, &act("Undo"), &again.batch).await.unwrap();
        leaving::settle(&mut tx, &act("Settle"), &anna, &still(&one, &steps[place])).await.unwrap();
    }
}

/// The step as the page offers it now.
fn still(page: &Leaving, step: &LeavingStep) -> Vec<LeavingStep> {
    match step {
        LeavingStep::Release { .. } => page
            .seats
            .iter()
            .map(|line| LeavingStep::Release { assignment_id: line.seat.assignment_id.clone() })
            .collect(),
        other => vec![other.clone()],
    }
}

#[tokio::test]
async fn all_lines_are_settled_together_or_none_is() {
    let (_db, mut tx) = begin().await;
    let (anna, _) = somebody(&mut tx).await;
    let stray = device(&mut tx, laptop("HF-9")).await;
    let before = page(&mut tx, &anna).await;
    let back = |device_id: &str| LeavingStep::Return {
        device_id: device_id.into(),
        on: None,
        location: None,
        condition: None,
        note: None,
    };
    let steps = [back(&before.devices[0].device.id), back(&stray)];
    let error = leaving::settle(&mut tx, &act("Settle"), &anna, &steps).await.unwrap_err();
    assert_eq!(error.field_name(), Some("steps.1.device_id"));
    assert!(error.to_string().contains("is not with this person"), "{error}");

    let logins: Vec<LeavingStep> = before
        .logins
        .iter()
        .map(|line| LeavingStep::Rotate {
            credential_id: line.credential_id.clone(),
            new_owner_id: Some(anna.clone()),
            note: None,
        })
        .collect();
    let error = leaving::settle(&mut tx, &act("Settle"), &anna, &logins).await.unwrap_err();
    assert_eq!(error.field_name(), Some("steps.0.new_owner_id"));
    let none = leaving::settle(&mut tx, &act("Settle"), &anna, &[]).await.unwrap_err();
    assert_eq!(none.field_name(), Some("steps"));
}

#[tokio::test]
async fn a_kit_is_given_in_one_act_and_taken_back_in_one() {
    let (_db, mut tx) = begin().await;
    let model = ModelInput {
        name: "ThinkPad T14".into(),
        manufacturer: Some("Lenovo".into()),
        ..ModelInput::default()
    };
    let model_id = templates::save_model(&mut tx, &act("Model"), None, &model).await.unwrap();
    let prism = license(&mut tx, "Prism", 3).await;
    let kit = KitInput {
        name: "Engineer".into(),
        notes: None,
        items: vec![
            KitItemInput {
                kind: KitItemKind::Model,
                model_id: Some(model_id),
                quantity: 2,
                ..KitItemInput::default()
            },
            KitItemInput {
                kind: KitItemKind::License,
                license_id: Some(prism.clone()),
                ..KitItemInput::default()
            },
            KitItemInput { label: Some("Door badge".into()), ..KitItemInput::default() },
        ],
    };
    let kit_id = starting::save_kit(&mut tx, &act("Kit"), None, &kit).await.unwrap();
    let same = KitInput { name: " engineer ".into(), ..KitInput::default() };
    let error = starting::save_kit(&mut tx, &act("Kit"), None, &same).await.unwrap_err();
    assert!(matches!(error, Error::Taken { .. }), "{error}");

    let zoe = person(&mut tx, "Zoe").await;
    let stock = device(&mut tx, laptop("HF-1")).await;
    let plan = starting::plan(&mut tx, &zoe, &kit_id, day(TODAY)).await.unwrap();
    let in_stock: Vec<&str> = plan.items[0].in_stock.iter().map(|link| link.id.as_str()).collect();
    assert_eq!((in_stock.as_slice(), plan.items[1].free), ([stock.as_str()].as_slice(), Some(3)));

    let chosen = |device: &str| StartDevice { item: 0, device_id: device.into(), ..StartDevice::default() };
    let mut input = StartInput {
        person_id: zoe.clone(),
        kit_id,
        devices: vec![chosen(&stock), chosen(&stock)],
        licenses: vec![1],
        ..StartInput::default()
    };
    let twice = starting::give(&mut tx, &act("Start"), &input).await.unwrap_err();
    assert_eq!(twice.field_name(), Some("devices.1.device_id"));
    input.devices.pop();
    let whole = act("Start of Zoe");
    starting::give(&mut tx, &whole, &input).await.unwrap();
    let start = starting::get(&mut tx, &zoe, day(TODAY)).await.unwrap();
    assert_eq!((start.items.len(), start.open), (4, 2), "the second device and the badge are open");
    let given = people::get(&mut tx, &zoe, day(TODAY)).await.unwrap();
    assert_eq!((given.devices.len(), given.seats.len()), (1, 1));

    // The second device comes later, from the list.
    let later = device(&mut tx, laptop("HF-2")).await;
    let open = start.items.iter().find(|item| item.done_on.is_none()).unwrap();
    starting::give_device(&mut tx, &act("Later"), &open.id, &chosen(&later)).await.unwrap();
    let badge = start.items.iter().find(|item| item.label == "Door badge").unwrap();
    checklist::tick(&mut tx, &act("Badge"), &badge.id, true, None).await.unwrap();
    assert_eq!(starting::get(&mut tx, &zoe, day(TODAY)).await.unwrap().open, 0);
    let leaves = page(&mut tx, &zoe).await;
    assert_eq!(sizes(&leaves), (2, 1, 0, 0, 4), "the badge is to be taken away");
    assert!(leaves.tasks[0].from_start);

    let error = history::undo(&mut tx, &act("Undo"), &whole.batch).await.unwrap_err();
    assert!(
        error.to_string().contains("was changed after “Start of Zoe”"),
        "the badge was given since: {error}"
    );
}

#[tokio::test]
async fn a_start_that_nothing_followed_is_taken_back_whole() {
    let (_db, mut tx) = begin().await;
    let model = ModelInput {
        name: "ThinkPad T14".into(),
        manufacturer: Some("Lenovo".into()),
        ..ModelInput::default()
    };
    let model_id = templates::save_model(&mut tx, &act("Model"), None, &model).await.unwrap();
    let items =
        vec![KitItemInput { kind: KitItemKind::Model, model_id: Some(model_id), ..KitItemInput::default() }];
    let kit = KitInput { name: "Office".into(), notes: None, items };
    let kit_id = starting::save_kit(&mut tx, &act("Kit"), None, &kit).await.unwrap();
    let zoe = person(&mut tx, "Zoe").await;
    let stock = device(&mut tx, laptop("HF-1")).await;
    let given = StartDevice { item: 0, device_id: stock.clone(), ..StartDevice::default() };
    let input = StartInput { person_id: zoe.clone(), kit_id, devices: vec![given], ..StartInput::default() };
    let whole = act("Start of Zoe");
    starting::give(&mut tx, &whole, &input).await.unwrap();
    history::undo(&mut tx, &act("Undo"), &whole.batch).await.unwrap();
    assert!(starting::get(&mut tx, &zoe, day(TODAY)).await.unwrap().items.is_empty());
    assert_eq!(hardware::get(&mut tx, &stock, day(TODAY)).await.unwrap().holder, None);
}

#[tokio::test]
async fn what_a_person_had_stays_known() {
    let (_db, mut tx) = begin().await;
    let anna = person(&mut tx, "Anna").await;
    let id = device(&mut tx, laptop("HF-1")).await;
    custody::perform(&mut tx, &act("Out"), &id, &to(CustodyAct::HandOut, &anna, "2026-01-05")).await.unwrap();
    custody::perform(&mut tx, &act("Back"), &id, &just(CustodyAct::TakeBack, "2026-02-28")).await.unwrap();
    checklist::add(&mut tx, &act("Task"), &anna, ChecklistProcess::Leaving, "Collect the badge")
        .await
        .unwrap();
    let blank =
        checklist::add(&mut tx, &act("Task"), &anna, ChecklistProcess::Leaving, "  ").await.unwrap_err();
    assert_eq!(blank.field_name(), Some("label"));
    let leaving = page(&mut tx, &anna).await;
    assert_eq!((leaving.open, leaving.tasks[0].label.as_str()), (1, "Collect the badge"));
    let held = custody::held_by(&mut tx, &anna).await.unwrap();
    assert_eq!((held[0].from.as_str(), held[0].until.as_deref()), ("2026-01-05", Some("2026-02-28")));

    let ends = PersonInput {
        name: "Ben".into(),
        starts_on: Some("2026-03-01".into()),
        leaves_on: Some("2026-02-01".into()),
        ..PersonInput::default()
    };
    let error = people::create(&mut tx, &act("Add"), ends).await.unwrap_err();
    assert_eq!(error.field_name(), Some("leaves_on"));
}
