use super::*;
use crate::{
    attachments,
    clock::Now,
    contracts::{self, ContractInput},
    credentials::{self, CredentialInput},
    db::Db,
    demo::{DemoOptions, fill, is_empty},
    hardware::{self, DeviceInput},
    history::Actor,
    licenses::{self, AssignmentInput, LicenseInput},
    list::ListQuery,
    people::{self, PersonInput},
    secrets::{self, About, FieldName, Keyring, Slot},
    terms::TermInput,
};
use chrono::NaiveDate;

fn today() -> NaiveDate {
    "2027-06-14".parse().unwrap()
}

fn act(title: &str) -> Act {
    Act::new(Now::as_of(today()), Actor::Window, title)
}

async fn sample(records: u32) -> Db {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    fill(&mut tx, &act("Sample data"), &DemoOptions { records, seed: 1, today: today() }).await.unwrap();
    tx.commit().await.unwrap();
    db
}

async fn first(conn: &mut SqliteConnection, table: Entity) -> String {
    let row = history::rows(conn, table).await.unwrap().into_iter().next().unwrap();
    row.get("id").and_then(Value::as_str).unwrap().to_owned()
}

async fn count_of(conn: &mut SqliteConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(conn).await.unwrap()
}

async fn store(db: &Db, keyring: &Keyring, slot: &Slot, value: &str) {
    let value = secrets::SecretString::from(value.to_owned());
    secrets::save(db, keyring, &act("Store"), slot, value, &About::default()).await.unwrap();
}

#[tokio::test]
async fn all_of_it_goes_with_every_change_and_value() {
    let db = sample(120).await;
    let keyring = Keyring::in_memory();
    let mut tx = db.write().await.unwrap();
    let login = first(&mut tx, Entity::Credential).await;
    let license = first(&mut tx, Entity::License).await;
    let device = first(&mut tx, Entity::Device).await;
    let edit = act("Edit");
    let before = licenses::get(&mut tx, &license, today()).await.unwrap();
    let mut changed = before.fields.clone();
    changed.notes = Some("Ask Anna".into());
    changed.terms.push(TermInput { ends_on: Some("2030-01-31".into()), ..TermInput::default() });
    licenses::update(&mut tx, &edit, &license, before.version, changed).await.unwrap();
    let key = licenses::add_key(&mut tx, &edit, &license, None).await.unwrap();
    attachments::add(&mut tx, &edit, Kind::Device, &device, "invoice.pdf", b"%PDF-1.7 of the sample")
        .await
        .unwrap();
    trash::delete(&mut tx, &act("Delete"), Kind::Device, &device).await.unwrap();
    tx.commit().await.unwrap();
    store(&db, &keyring, &Slot::credential(&login, FieldName::password()), "one").await;
    store(&db, &keyring, &Slot::credential(&login, FieldName::password()), "two").await;
    store(&db, &keyring, &Slot::license_key(&key), "AAAA-BBBB").await;

    let told = removal(&mut db.read().await.unwrap()).await.unwrap();
    assert_eq!((told.changed, told.values, told.unlinked, told.stock_takes), (3, 3, 0, 0), "{told:?}");
    assert!(120 <= told.things, "places are things too: {told:?}");

    let mut tx = db.write().await.unwrap();
    let gone = act("Remove sample data");
    assert_eq!(remove(&mut tx, &gone).await.unwrap(), told);
    tx.commit().await.unwrap();
    secrets::sweep(&db, &keyring).await.unwrap();
    assert_eq!(secrets::orphans(&db, &keyring).await.unwrap(), secrets::Orphans::default());

    let mut tx = db.write().await.unwrap();
    assert!(is_empty(&mut tx).await.unwrap());
    for table in Entity::ALL {
        assert_eq!(history::rows(&mut tx, table).await.unwrap().len(), 0, "{}", table.name());
    }
    for (what, sql) in [
        ("files", "SELECT count(*) FROM attachment_content"),
        ("search", "SELECT count(*) FROM search_entry"),
        ("the journal", "SELECT count(*) FROM secret_op"),
        ("what things were", "SELECT count(*) FROM change WHERE before IS NOT NULL OR after IS NOT NULL"),
        ("other acts", "SELECT count(*) - 1 FROM batch"),
    ] {
        assert_eq!(count_of(&mut tx, sql).await, 0, "{what}");
    }
    assert_eq!(settings::sample_batch(&mut tx).await.unwrap(), None);
    let undo = history::undo(&mut tx, &act("Undo"), &gone.batch).await.unwrap_err().to_string();
    assert!(undo.contains("for good"), "{undo}");
    let again = remove(&mut tx, &act("Remove")).await.unwrap_err().to_string();
    assert!(again.contains("no sample data"), "{again}");
}

#[tokio::test]
async fn what_was_added_beside_it_stays_without_its_links() {
    let db = sample(120).await;
    let mut tx = db.write().await.unwrap();
    let (person, device) = (first(&mut tx, Entity::Person).await, first(&mut tx, Entity::Device).await);
    let contract = first(&mut tx, Entity::Contract).await;
    let vendor = first(&mut tx, Entity::Vendor).await;
    let vendor = history::text_in(&mut tx, Entity::Vendor, Some(&vendor), "name").await.unwrap();
    let place = history::rows(&mut tx, Entity::Location).await.unwrap();
    let place = place.first().and_then(|row| row.get("name")).and_then(Value::as_str).unwrap().to_owned();
    let tag = history::rows(&mut tx, Entity::Tag).await.unwrap();
    let tag = tag.first().and_then(|row| row.get("name")).and_then(Value::as_str).unwrap().to_owned();
    let own = act("Add my own");
    let boss = people::create(
        &mut tx,
        &own,
        PersonInput {
            name: "Zoe Own".into(),
            manager_id: Some(person.clone()),
            location: Some(place),
            ..PersonInput::default()
        },
    )
    .await
    .unwrap();
    let term = TermInput {
        starts_on: Some("2027-01-01".into()),
        ends_on: Some("2027-12-31".into()),
        seats: Some(5),
        ..TermInput::default()
    };
    let input = LicenseInput {
        name: "Own license".into(),
        vendor: vendor.clone(),
        terms: vec![term.clone()],
        tags: vec![tag.clone()],
        ..LicenseInput::default()
    };
    let license = licenses::create(&mut tx, &own, input).await.unwrap();
    for (holder, quantity) in [(&person, 2), (&boss, 1)] {
        let seat = AssignmentInput {
            license_id: license.clone(),
            person_id: Some(holder.clone()),
            quantity,
            ..AssignmentInput::default()
        };
        licenses::assign(&mut tx, &own, seat).await.unwrap();
    }
    let laptop = DeviceInput {
        name: "Own laptop".into(),
        vendor,
        holder_id: Some(person.clone()),
        ..DeviceInput::default()
    };
    let laptop = hardware::create(&mut tx, &own, laptop).await.unwrap();
    let input = ContractInput {
        name: "Own support".into(),
        device_ids: vec![device.clone(), laptop.clone()],
        terms: vec![term],
        ..ContractInput::default()
    };
    let support = contracts::create(&mut tx, &own, input).await.unwrap();
    // The sample's contract covers the own laptop as well.
    let theirs = contracts::get(&mut tx, &contract, today()).await.unwrap();
    let mut covering = theirs.fields.clone();
    covering.device_ids.push(laptop.clone());
    contracts::update(&mut tx, &own, &contract, theirs.version, covering).await.unwrap();
    let login = CredentialInput {
        name: "Own login".into(),
        device_id: Some(device.clone()),
        ..CredentialInput::default()
    };
    let login = credentials::create(&mut tx, &own, login).await.unwrap();

    let told = removal(&mut tx).await.unwrap();
    assert_eq!(
        told.unlinked_names,
        ["Own laptop", "Own license", "Own login", "Own support", "Zoe Own"],
        "{told:?}"
    );
    remove(&mut tx, &act("Remove sample data")).await.unwrap();

    let license = licenses::get(&mut tx, &license, today()).await.unwrap();
    assert_eq!((license.fields.vendor, license.fields.tags), (None, vec![tag]));
    let seats = history::rows(&mut tx, Entity::Assignment).await.unwrap();
    assert_eq!(seats.len(), 1, "the seats of who went are free: {seats:?}");
    let laptop = hardware::get(&mut tx, &laptop, today()).await.unwrap();
    assert_eq!((laptop.fields.holder_id, laptop.fields.vendor), (None, None));
    assert_eq!(laptop.coverage.covered_until.as_deref(), Some("2027-12-31"), "by the own contract alone");
    let support = contracts::get(&mut tx, &support, today()).await.unwrap();
    assert_eq!(support.devices.len(), 1);
    let login = credentials::get(&mut tx, &login).await.unwrap();
    assert_eq!(login.fields.device_id, None);
    let zoe = people::get(&mut tx, &boss, today()).await.unwrap();
    assert_eq!((zoe.fields.manager_id, zoe.fields.location), (None, None));
    for (table, left) in
        [(Entity::Vendor, 0), (Entity::Location, 0), (Entity::Person, 1), (Entity::Device, 1)]
    {
        assert_eq!(history::rows(&mut tx, table).await.unwrap().len(), left, "{}", table.name());
    }
    let broken = count_of(&mut tx, "SELECT count(*) FROM pragma_foreign_key_check").await;
    assert_eq!(broken, 0);
    let query = ListQuery { filter: "Own".into(), ..ListQuery::default() };
    assert_eq!(licenses::list(&mut tx, &query, today()).await.unwrap().total, 1);
    tx.commit().await.unwrap();
}
