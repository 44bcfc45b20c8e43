//! The domains through their use cases, on a database in memory.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::NaiveDate;
use holdfast_core::{
    Act, Error, attachments,
    clock::Now,
    credentials,
    db::Db,
    error::ErrorCode,
    filter,
    hardware::{self, DeviceInput, WarrantyInput},
    history::{self, Actor},
    ids::Kind,
    licenses::{self, AssignmentInput, LicenseInput},
    list::ListQuery,
    money::Money,
    overview, people,
    reminders::{
        self, DeadlineKind,
        policy::{self, ReminderRuleInput},
    },
    search, secrets,
    terms::TermInput,
    trash, vendors,
};

const TODAY: &str = "2026-11-22";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn act(title: &str) -> Act {
    Act::new(Now::as_of(day(TODAY)), Actor::CommandLine, title)
}

fn query(filter: &str) -> ListQuery {
    ListQuery { filter: filter.into(), ..ListQuery::default() }
}

/// A subscription of 25 seats at € 719.40 a seat that renews itself and must be cancelled a month before.
fn subscription() -> LicenseInput {
    LicenseInput {
        name: "Adobe Creative Cloud".into(),
        publisher: Some("Adobe".into()),
        vendor: Some("Bechtle".into()),
        terms: vec![TermInput {
            starts_on: Some("2025-12-28".into()),
            ends_on: Some("2026-12-27".into()),
            seats: Some(25),
            price: Some(Money::new(71_940, "EUR")),
            price_per_seat: true,
            auto_renews: true,
            notice_months: Some(1),
            ..TermInput::default()
        }],
        tags: vec!["Design".into()],
        ..LicenseInput::default()
    }
}

async fn person(db: &Db, name: &str) -> String {
    let mut tx = db.write().await.unwrap();
    let input = people::PersonInput { name: name.into(), ..people::PersonInput::default() };
    let id = people::create(&mut tx, &act("Add"), input).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_license_yields_its_deadlines_cost_and_over_use() {
    let db = Db::in_memory().await.unwrap();
    let anna = person(&db, "Anna Krüger").await;
    let mut tx = db.write().await.unwrap();
    let id = licenses::create(&mut tx, &act("Add"), subscription()).await.unwrap();
    let seats =
        AssignmentInput { license_id: id.clone(), person_id: Some(anna), quantity: 28, ..Default::default() };
    licenses::assign(&mut tx, &act("Assign"), seats).await.unwrap();

    let license = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!((license.seats.bought, license.seats.used, license.seats.over), (Some(25), 28, 3));
    assert_eq!(license.terms[0].cancel_by.as_deref(), Some("2026-11-27"));
    assert_eq!(license.terms[0].cost, Some(Money::new(25 * 71_940, "EUR")));

    let due = reminders::deadlines(&mut tx, day(TODAY), Some(90)).await.unwrap();
    let found: Vec<(DeadlineKind, &str, i32)> =
        due.iter().map(|d| (d.kind, d.due_on.as_str(), d.days_left)).collect();
    assert_eq!(
        found,
        [(DeadlineKind::LicenseCancelBy, "2026-11-27", 5), (DeadlineKind::LicenseEnds, "2026-12-27", 35)]
    );
    assert_eq!(due[0].id, format!("license_cancel_by/{id}/2026-11-27"));
    assert_eq!(due[0].vendor.as_deref(), Some("Bechtle"));

    let first = overview::get(&mut tx, day(TODAY)).await.unwrap();
    assert_eq!(first.over_used[0].used, 28);
    assert_eq!(first.renewals, [Money::new(25 * 71_940, "EUR")]);
    let december = first.months.iter().find(|month| month.month == "2026-12").unwrap();
    // It renews itself on the 28th: expected, and not recorded.
    assert!(december.licenses.is_empty());
    assert_eq!(december.licenses_expected, [Money::new(25 * 71_940, "EUR")]);
    assert_eq!(december.expected[0].on, "2026-12-28");

    let over = ListQuery { only: Some("over_used".into()), ..ListQuery::default() };
    let listed = licenses::list(&mut tx, &over, day(TODAY)).await.unwrap();
    assert_eq!((listed.total, listed.rows[0].seats, listed.rows[0].used), (1, Some(25), 28));
    assert_eq!(
        licenses::sums(&mut tx, &over, day(TODAY)).await.unwrap().yearly,
        [Money::new(25 * 71_940, "EUR")]
    );
}

#[tokio::test]
async fn a_term_past_its_end_rolls_when_read_and_a_renewal_answers_it() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let id = licenses::create(&mut tx, &act("Add"), subscription()).await.unwrap();
    let later = day("2027-02-01");
    let kinds: Vec<(DeadlineKind, String)> = reminders::deadlines(&mut tx, later, None)
        .await
        .unwrap()
        .into_iter()
        .map(|d| (d.kind, d.due_on))
        .collect();
    assert_eq!(
        kinds,
        [
            (DeadlineKind::RenewalConfirm, "2026-12-28".to_owned()),
            (DeadlineKind::LicenseCancelBy, "2027-11-27".to_owned()),
            (DeadlineKind::LicenseEnds, "2027-12-27".to_owned()),
        ]
    );
    let listed = licenses::list(&mut tx, &query(""), later).await.unwrap();
    assert_eq!(listed.rows[0].renewed_until.as_deref(), Some("2027-12-27"));
    assert_eq!(listed.rows[0].seats, Some(25));

    let license = licenses::get(&mut tx, &id, later).await.unwrap();
    let mut input = license.fields.clone();
    input.terms.push(TermInput {
        renews_term_id: Some(license.terms[0].id.clone()),
        starts_on: Some("2026-12-28".into()),
        ends_on: Some("2027-12-27".into()),
        seats: Some(30),
        ..TermInput::default()
    });
    licenses::update(&mut tx, &act("Renew"), &id, license.version, input).await.unwrap();
    let due = reminders::deadlines(&mut tx, later, None).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].kind, due[0].due_on.as_str()), (DeadlineKind::LicenseEnds, "2027-12-27"));
    assert_eq!(licenses::get(&mut tx, &id, later).await.unwrap().seats.bought, Some(30));
}

#[tokio::test]
async fn terms_with_the_same_end_are_one_deadline() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let mut input = subscription();
    input.terms[0].auto_renews = false;
    let mut more = input.terms[0].clone();
    more.seats = Some(3);
    more.starts_on = Some("2026-06-01".into());
    input.terms.push(more);
    let id = licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].amount, Some(Money::new(28 * 71_940, "EUR")));
    assert_eq!(licenses::get(&mut tx, &id, day(TODAY)).await.unwrap().seats.bought, Some(28));
}

#[tokio::test]
async fn trash_keeps_every_link_and_restore_brings_them_back() {
    let db = Db::in_memory().await.unwrap();
    let anna = person(&db, "Anna").await;
    let mut tx = db.write().await.unwrap();
    let id = licenses::create(&mut tx, &act("Add"), subscription()).await.unwrap();
    let seat =
        AssignmentInput { license_id: id.clone(), person_id: Some(anna), quantity: 1, ..Default::default() };
    licenses::assign(&mut tx, &act("Assign"), seat).await.unwrap();
    attachments::add(&mut tx, &act("Attach"), Kind::License, &id, "invoice.pdf", b"%PDF").await.unwrap();
    trash::delete(&mut tx, &act("Delete"), Kind::License, &id).await.unwrap();
    assert_eq!(licenses::list(&mut tx, &query(""), day(TODAY)).await.unwrap().total, 0);
    assert!(reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap().is_empty());
    assert!(search::find(&mut tx, "Adobe", 10).await.unwrap().is_empty());
    trash::restore(&mut tx, &act("Restore"), Kind::License, &id).await.unwrap();
    let license = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!((license.assignments.len(), license.terms.len(), license.fields.tags.len()), (1, 1, 1));
    assert_eq!(attachments::list(&mut tx, &id).await.unwrap()[0].name, "invoice.pdf");
    assert_eq!(search::find(&mut tx, "Adobe", 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_taken_name_is_refused_on_entry_and_on_restore() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let input = |name: &str| vendors::VendorInput { name: name.into(), ..Default::default() };
    let first = vendors::create(&mut tx, &act("Add"), input("Dell  Inc.")).await.unwrap();
    let error = vendors::create(&mut tx, &act("Add"), input(" DELL inc.")).await.unwrap_err();
    assert_eq!((error.code(), error.field_name()), (ErrorCode::Taken, Some("name")));
    trash::delete(&mut tx, &act("Delete"), Kind::Vendor, &first).await.unwrap();
    vendors::create(&mut tx, &act("Add"), input("dell inc.")).await.unwrap();
    let error = trash::restore(&mut tx, &act("Restore"), Kind::Vendor, &first).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Taken);
}

#[tokio::test]
async fn an_old_version_is_refused_and_nothing_is_overwritten() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let id = vendors::create(
        &mut tx,
        &act("Add"),
        vendors::VendorInput { name: "Acme".into(), ..Default::default() },
    )
    .await
    .unwrap();
    let seen = vendors::get(&mut tx, &id).await.unwrap();
    let mut mine = seen.fields.clone();
    mine.notes = Some("mine".into());
    vendors::update(&mut tx, &act("Edit"), &id, seen.version, mine).await.unwrap();
    let mut theirs = seen.fields.clone();
    theirs.notes = Some("theirs".into());
    let error = vendors::update(&mut tx, &act("Edit"), &id, seen.version, theirs).await.unwrap_err();
    assert!(matches!(error, Error::Conflict { expected: 1, actual: 2 }), "{error:?}");
    assert_eq!(vendors::get(&mut tx, &id).await.unwrap().fields.notes.as_deref(), Some("mine"));
}

#[tokio::test]
async fn undo_takes_back_a_whole_act_or_says_what_stands_in_the_way() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let add = act("Add a license");
    let id = licenses::create(&mut tx, &add, subscription()).await.unwrap();
    let seen = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let edit = act("Edit");
    let mut input = seen.fields.clone();
    input.name = "Adobe CC".into();
    input.tags.clear();
    input.terms[0].seats = Some(30);
    licenses::update(&mut tx, &edit, &id, seen.version, input).await.unwrap();

    let refused = history::undo(&mut tx, &act("Undo"), &add.batch).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::UndoRefused);
    tx.rollback().await.unwrap();

    // The refusal may leave half an undo in the transaction: the caller drops it. Do it anew, committed.
    let mut tx = db.write().await.unwrap();
    let id = licenses::create(&mut tx, &add, subscription()).await.unwrap();
    let seen = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let mut input = seen.fields.clone();
    input.name = "Adobe CC".into();
    input.terms[0].seats = Some(30);
    input.tags.clear();
    licenses::update(&mut tx, &edit, &id, seen.version, input).await.unwrap();
    history::undo(&mut tx, &act("Undo the edit"), &edit.batch).await.unwrap();
    let back = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!((back.fields.name.as_str(), back.seats.bought), ("Adobe Creative Cloud", Some(25)));
    assert_eq!(back.fields.tags, ["Design"]);
    assert!(back.version > seen.version + 1, "an undo is a new version");
    history::undo(&mut tx, &act("Undo the rest"), &add.batch).await.unwrap();
    assert_eq!(licenses::list(&mut tx, &query(""), day(TODAY)).await.unwrap().total, 0);
    assert_eq!(vendors::list(&mut tx, &query(""), day(TODAY)).await.unwrap().total, 0);
    let again = history::undo(&mut tx, &act("Undo"), &add.batch).await.unwrap_err();
    assert_eq!(again.code(), ErrorCode::UndoRefused);
}

#[tokio::test]
async fn undo_refuses_when_later_things_hang_on_it() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let add = act("Add a vendor");
    vendors::create(&mut tx, &add, vendors::VendorInput { name: "Bechtle".into(), ..Default::default() })
        .await
        .unwrap();
    licenses::create(&mut tx, &act("Add a license"), subscription()).await.unwrap();
    let error = history::undo(&mut tx, &act("Undo"), &add.batch).await.unwrap_err();
    assert!(error.to_string().contains("license"), "{error}");
}

#[tokio::test]
async fn a_device_knows_its_coverage_and_doubled_serials_are_named() {
    let db = Db::in_memory().await.unwrap();
    let anna = person(&db, "Anna Krüger").await;
    let mut tx = db.write().await.unwrap();
    let device = |tag: &str| DeviceInput {
        name: "ThinkPad T14".into(),
        asset_tag: Some(tag.into()),
        serial: Some("PF4GX7K2".into()),
        holder_id: Some(anna.clone()),
        location: Some("Hamburg".into()),
        purchased_on: Some("2024-01-15".into()),
        expected_life_months: Some(48),
        warranties: vec![WarrantyInput {
            starts_on: Some("2024-01-15".into()),
            months: Some(36),
            ..Default::default()
        }],
        ..DeviceInput::default()
    };
    let id = hardware::create(&mut tx, &act("Add"), device("NB-0217")).await.unwrap();
    let taken = hardware::create(&mut tx, &act("Add"), device("nb-0217")).await.unwrap_err();
    assert_eq!(taken.field_name(), Some("asset_tag"));
    hardware::create(&mut tx, &act("Add"), device("NB-0218")).await.unwrap();
    let seen = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(seen.coverage.covered_until.as_deref(), Some("2027-01-15"));
    assert_eq!(seen.same_serial, ["ThinkPad T14"]);
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    assert_eq!(due[0].kind, DeadlineKind::WarrantyEnds);
    assert_eq!(due[2].due_on, "2028-01-15");
    for text in ["4gx7", "NB-02", "hamb", "krüg kruger"] {
        let total = hardware::list(&mut tx, &query(text), day(TODAY)).await.unwrap().total;
        assert_eq!(total, 2, "{text}");
    }
    assert_eq!(search::find(&mut tx, "4GX7", 10).await.unwrap().len(), 2);
    assert_eq!(people::get(&mut tx, &anna, day(TODAY)).await.unwrap().devices.len(), 2);
}

#[tokio::test]
async fn lists_sort_in_sql_page_and_name_what_they_cannot_sort_by() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    for name in ["ännchen", "Zoom", "acronis", "Mural"] {
        licenses::create(&mut tx, &act("Add"), LicenseInput { name: name.into(), ..Default::default() })
            .await
            .unwrap();
    }
    let page = ListQuery {
        sort: "name".into(),
        descending: true,
        offset: 1,
        limit: Some(2),
        ..ListQuery::default()
    };
    let listed = licenses::list(&mut tx, &page, day(TODAY)).await.unwrap();
    let names: Vec<&str> = listed.rows.iter().map(|row| row.fields.name.as_str()).collect();
    assert_eq!((listed.total, names), (4, vec!["Zoom", "Mural"]));
    let bad = ListQuery { sort: "price; DROP TABLE license".into(), ..ListQuery::default() };
    assert_eq!(licenses::list(&mut tx, &bad, day(TODAY)).await.unwrap_err().field_name(), Some("sort"));
    let text = "\"' OR 1=1 --";
    let quoted = licenses::list(&mut tx, &query(&filter::of_words(text)), day(TODAY)).await.unwrap();
    assert_eq!(quoted.total, 0);
    assert_eq!(
        licenses::list(&mut tx, &query(text), day(TODAY)).await.unwrap_err().field_name(),
        Some("filter")
    );
    for text in ["name:\"' OR 1=1 --\"", "name:'%'", "name=\"*\"", "vendor:\"')--\""] {
        assert_eq!(licenses::list(&mut tx, &query(text), day(TODAY)).await.unwrap().total, 0, "{text}");
    }
}

#[tokio::test]
async fn a_rotation_follows_the_day_the_value_changed() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let input =
        credentials::CredentialInput { name: "Firewall".into(), rotate_days: Some(90), ..Default::default() };
    let id = credentials::create(&mut tx, &act("Add"), input).await.unwrap();
    assert!(reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap().is_empty());
    let changed = secrets::Changed { credential_id: id, on: Some(act("Set").now.today) };
    credentials::secret_changed(&mut tx, &act("Set"), Some(changed)).await.unwrap();
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    assert_eq!((due[0].kind, due[0].days_left), (DeadlineKind::CredentialRotate, 90));
}

#[tokio::test]
async fn an_undo_leaves_alone_what_was_added_to_a_thing_later() {
    let db = Db::in_memory().await.unwrap();
    let anna = person(&db, "Anna").await;
    let mut tx = db.write().await.unwrap();
    let add = act("Add");
    let id = licenses::create(&mut tx, &add, subscription()).await.unwrap();
    let seat =
        AssignmentInput { license_id: id.clone(), person_id: Some(anna), quantity: 1, ..Default::default() };
    licenses::assign(&mut tx, &act("Assign"), seat).await.unwrap();
    let error = history::undo(&mut tx, &act("Undo"), &add.batch).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::UndoRefused);
    tx.rollback().await.unwrap();
    // Reminders of its own are added to it too.
    let mut tx = db.write().await.unwrap();
    let add = act("Add");
    let id = licenses::create(&mut tx, &add, subscription()).await.unwrap();
    let own = ReminderRuleInput {
        subject_id: Some(id),
        subject_kind: Some(Kind::License),
        steps: Some(vec![120]),
        ..ReminderRuleInput::default()
    };
    policy::set_rule(&mut tx, &act("Own days"), own).await.unwrap();
    let error = history::undo(&mut tx, &act("Undo"), &add.batch).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::UndoRefused, "{error}");
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn a_changed_part_is_a_new_version_of_the_thing() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let id = licenses::create(&mut tx, &act("Add"), subscription()).await.unwrap();
    let seen = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let mut mine = seen.fields.clone();
    mine.terms[0].purchase_order = Some("PO 4471".into());
    licenses::update(&mut tx, &act("Edit"), &id, seen.version, mine).await.unwrap();
    let error =
        licenses::update(&mut tx, &act("Edit"), &id, seen.version, seen.fields.clone()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Conflict);
    let now = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    licenses::update(&mut tx, &act("Nothing"), &id, now.version, now.fields.clone()).await.unwrap();
    assert_eq!(licenses::get(&mut tx, &id, day(TODAY)).await.unwrap().version, now.version);
}

#[tokio::test]
async fn a_link_into_the_trash_survives_an_edit() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let id = licenses::create(&mut tx, &act("Add"), subscription()).await.unwrap();
    let seen = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let vendor = seen.vendor_id.clone().unwrap();
    trash::delete(&mut tx, &act("Delete"), Kind::Vendor, &vendor).await.unwrap();
    let mut input = seen.fields.clone();
    input.notes = Some("mended".into());
    licenses::update(&mut tx, &act("Edit"), &id, seen.version, input).await.unwrap();
    assert_eq!(licenses::get(&mut tx, &id, day(TODAY)).await.unwrap().vendor_id, Some(vendor.clone()));
    trash::restore(&mut tx, &act("Restore"), Kind::Vendor, &vendor).await.unwrap();
}

#[tokio::test]
async fn a_year_costs_all_open_terms_in_one_spelling_of_the_currency() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let mut input = subscription();
    input.terms[0].price = Some(Money::new(1000, "eur"));
    let mut true_up = input.terms[0].clone();
    true_up.starts_on = Some("2026-06-28".into());
    true_up.seats = Some(5);
    true_up.billing_months = Some(12);
    input.terms.push(true_up);
    licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let sums = licenses::sums(&mut tx, &query(""), day(TODAY)).await.unwrap();
    assert_eq!(sums.yearly, [Money::new(30_000, "EUR")]);
}

#[tokio::test]
async fn a_warranty_that_has_not_begun_covers_nothing_today() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let warranty = WarrantyInput {
        starts_on: Some("2027-01-01".into()),
        ends_on: Some("2029-01-01".into()),
        ..Default::default()
    };
    let input = DeviceInput { name: "Server".into(), warranties: vec![warranty], ..Default::default() };
    hardware::create(&mut tx, &act("Add"), input).await.unwrap();
    assert_eq!(overview::get(&mut tx, day(TODAY)).await.unwrap().devices_covered, 0);
    let out = ListQuery { only: Some("out_of_coverage".into()), ..ListQuery::default() };
    assert_eq!(hardware::list(&mut tx, &out, day(TODAY)).await.unwrap().total, 1);
    assert_eq!(hardware::list(&mut tx, &out, day("2027-06-01")).await.unwrap().total, 0);
}
