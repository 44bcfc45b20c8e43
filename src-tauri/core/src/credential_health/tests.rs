//! The report over an in-memory keyring.

use super::*;
use crate::{
    Act,
    clock::Now,
    credentials::{self, CredentialInput},
    history::Actor,
    secrets::{FieldName, Slot},
    vendors,
};
use std::io::Write;

fn act() -> Act {
    Act::new(Now::read(), Actor::Window, "Set")
}

fn login(name: &str) -> CredentialInput {
    CredentialInput { name: name.to_owned(), ..CredentialInput::default() }
}

/// Adds a credential, with a value when it has one, and returns its id.
async fn add(db: &Db, keyring: &Keyring, input: CredentialInput, value: &str) -> String {
    let mut tx = db.write().await.unwrap();
    let id = credentials::create(&mut tx, &act(), input).await.unwrap();
    tx.commit().await.unwrap();
    if !value.is_empty() {
        let value = SecretString::from(value.to_owned());
        credentials::set_secret(db, keyring, &act(), &id, FieldName::password(), value).await.unwrap();
    }
    id
}

async fn look(db: &Db, keyring: &Keyring, today: NaiveDate, leaks: Option<&LeakList>) -> HealthReport {
    report(db, keyring, today, leaks, |_, _| {}).await.unwrap()
}

fn of<'a>(report: &'a HealthReport, id: &str) -> &'a [HealthFinding] {
    report.rows.iter().find(|row| row.id == id).map(|row| row.findings.as_slice()).unwrap_or_default()
}

const STRONG: &str = "shove-gopher-tint-anvil-mumbo-quirk";

#[tokio::test]
async fn each_finding_is_made_and_what_is_well_is_left_out() {
    let (db, keyring) = (Db::in_memory().await.unwrap(), Keyring::in_memory());
    let today = Now::read().today;
    let owned = |name: &str| CredentialInput { vendor: Some("Acme".into()), ..login(name) };
    let well = add(&db, &keyring, owned("Well"), STRONG).await;
    let weak = add(&db, &keyring, owned("Weak"), "summer1").await;
    let twin = add(&db, &keyring, owned("One"), "vat-lemon-harbor-ninth-oxygen-blot").await;
    let other = add(&db, &keyring, owned("Two"), "vat-lemon-harbor-ninth-oxygen-blot").await;
    let expired = CredentialInput { expires_on: Some("2020-01-01".into()), ..owned("Ended") };
    let expired = add(&db, &keyring, expired, "").await;
    let rotated = CredentialInput { rotate_days: Some(30), ..owned("Rotated") };
    let rotated = add(&db, &keyring, rotated, "tulip-crane-orbit-hazel-fudge-skimp").await;
    let nobodys = add(&db, &keyring, login("Nobody's"), "").await;

    let now = look(&db, &keyring, today, None).await;
    assert!(of(&now, &well).is_empty());
    assert_eq!(of(&now, &weak), [HealthFinding::Weak]);
    assert_eq!(of(&now, &twin), [HealthFinding::Reused]);
    let row = now.rows.iter().find(|row| row.id == twin).unwrap();
    assert_eq!(row.twins, [Twin { id: other, name: "Two".into() }]);
    assert_eq!(of(&now, &expired), [HealthFinding::Expired, HealthFinding::NoValue]);
    assert_eq!(of(&now, &nobodys), [HealthFinding::NoValue, HealthFinding::NoOwner]);
    assert!(of(&now, &rotated).is_empty());
    assert_eq!((now.credentials, now.values, now.checked, now.leaks_checked), (7, 5, 5, false));

    let later = look(&db, &keyring, today.checked_add_days(Days::new(400)).unwrap(), None).await;
    assert_eq!(of(&later, &well), [HealthFinding::Old]);
    assert_eq!(of(&later, &rotated), [HealthFinding::Due], "a rotation of its own is due, not old");
    let counted = later.counts.iter().find(|count| count.finding == HealthFinding::Old).unwrap();
    assert_eq!(counted.count, 4);
}

#[tokio::test]
async fn a_leaked_value_is_named_first_and_a_missing_one_is_told() {
    let (db, keyring) = (Db::in_memory().await.unwrap(), Keyring::in_memory());
    let id = add(&db, &keyring, login("Shop"), "password").await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824\r\n").unwrap();
    let leaks = LeakList::open(file.path()).unwrap();
    let report = look(&db, &keyring, Now::read().today, Some(&leaks)).await;
    assert_eq!(of(&report, &id), [HealthFinding::Leaked, HealthFinding::Weak, HealthFinding::NoOwner]);
    assert_eq!(report.rows[0].leaked, Some(9_545_824));
    assert!(report.leaks_checked);

    let elsewhere = look(&db, &Keyring::in_memory(), Now::read().today, Some(&leaks)).await;
    assert_eq!(of(&elsewhere, &id), [HealthFinding::Missing, HealthFinding::Weak, HealthFinding::NoOwner]);
    assert_eq!(elsewhere.checked, 0);
}

#[tokio::test]
async fn a_strength_that_was_not_known_is_noted_and_is_no_change() {
    let (db, keyring) = (Db::in_memory().await.unwrap(), Keyring::in_memory());
    let id = add(&db, &keyring, login("Imported"), "").await;
    let act = act();
    let slot = Slot::credential(&id, FieldName::password());
    let value = SecretString::from("summer1".to_owned());
    secrets::save(&db, &keyring, &act, &slot, value, &secrets::About::default()).await.unwrap();
    look(&db, &keyring, Now::read().today, None).await;
    let mut tx = db.write().await.unwrap();
    let field = secrets::fields_of(&mut tx, &id).await.unwrap().remove(0);
    assert!(field.strength.is_some_and(|score| score < strength::GOOD));
    crate::history::undo(&mut tx, &super::tests::act(), &act.batch).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_lists_conditions_agree_with_the_report() {
    let (db, keyring) = (Db::in_memory().await.unwrap(), Keyring::in_memory());
    add(&db, &keyring, login("Weak"), "summer1").await;
    add(&db, &keyring, CredentialInput { rotate_days: Some(30), ..login("Rotated") }, STRONG).await;
    add(&db, &keyring, CredentialInput { expires_on: Some("2020-01-01".into()), ..login("Ended") }, "").await;
    let mut tx = db.write().await.unwrap();
    let vendor = vendors::id_for(&mut tx, &act(), &Some("Acme".into()), None).await.unwrap();
    assert!(vendor.is_some());
    tx.commit().await.unwrap();
    let today = Now::read().today.checked_add_days(Days::new(400)).unwrap();
    let report = look(&db, &keyring, today, None).await;
    for (only, finding) in [
        ("weak", HealthFinding::Weak),
        ("old", HealthFinding::Old),
        ("due", HealthFinding::Due),
        ("to_rotate", HealthFinding::Due),
        ("no_value", HealthFinding::NoValue),
        ("expired", HealthFinding::Expired),
        ("no_owner", HealthFinding::NoOwner),
        ("missing", HealthFinding::Missing),
    ] {
        let query = crate::list::ListQuery { only: Some(only.into()), ..Default::default() };
        let listed = credentials::list(&mut db.read().await.unwrap(), &query, today).await.unwrap();
        let counted = report.counts.iter().find(|count| count.finding == finding).unwrap().count;
        assert_eq!(listed.total, counted, "{only}");
        assert!(only == "missing" || counted > 0, "{only} finds something");
    }
}
