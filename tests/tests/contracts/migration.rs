//! A file of the first schema is brought to the present one: nothing is lost, and older acts can still be undone.

use super::place::*;
use holdfast_core::{
    clock::Now,
    db::{self, Db},
    history, licenses,
    list::ListQuery,
    reminders,
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

const FIRST: &str = include_str!("../../../src-tauri/core/migrations/0001_foundation.sql");

/// A license of two terms, one renewing the other, with a seat; and the record of the act that wrote its notes.
const ROWS: &str = "
    INSERT INTO meta VALUES ('database_id', 'd');
    INSERT INTO vendor (id, name, name_key, created_at, updated_at, version) VALUES ('v', 'Statcon', 'statcon', '', '', 1);
    INSERT INTO person (id, name, name_key, created_at, updated_at, version) VALUES ('p', 'Anna', 'anna', '', '', 1);
    INSERT INTO license (id, name, name_key, vendor_id, notes, created_at, updated_at, version)
      VALUES ('l', 'Prism', 'prism', 'v', 'new', '', '', 2);
    INSERT INTO term (id, license_id, starts_on, ends_on, seats, price_minor, price_currency, cost_minor, created_at, updated_at, version)
      VALUES ('a', 'l', '2025-01-01', '2025-12-31', 3, 900, 'EUR', 900, '', '', 1);
    INSERT INTO term (id, license_id, renews_term_id, starts_on, ends_on, seats, price_minor, price_currency, cost_minor, ends_due, created_at, updated_at, version)
      VALUES ('b', 'l', 'a', '2026-01-01', '2026-12-31', 3, 1000, 'EUR', 1000, '2026-12-31', '', '', 1);
    INSERT INTO device (id, name, name_key, created_at, updated_at, version) VALUES ('d', 'NAS', 'nas', '', '', 1);
    INSERT INTO warranty (id, device_id, starts_on, ends_on, until_on, created_at, updated_at, version)
      VALUES ('w', 'd', '2025-01-01', '2026-12-31', '2026-12-31', '', '', 1),
        ('x', 'd', '2027-03-01', '2028-02-29', '2028-02-29', '', '', 1);
    INSERT INTO assignment (id, license_id, person_id, quantity, from_on, created_at, updated_at, version)
      VALUES ('s', 'l', 'p', 2, '2025-01-01', '', '', 1);
    INSERT INTO batch (id, at, actor, title) VALUES ('edit', '', 'window', 'Edit');
    INSERT INTO change (id, at, actor, batch, entity, entity_id, subject_id, action, before, after)
      SELECT 'c', '', 'window', 'edit', 'license', 'l', 'l', 'updated',
        json_object('id', id, 'name', name, 'notes', 'old', 'version', 1), json_object('id', id, 'name', name, 'notes', notes, 'version', 2)
        FROM license;
    PRAGMA application_id = 1212576628;
    PRAGMA user_version = 1;";

#[tokio::test]
async fn a_file_of_the_first_schema_is_brought_along() {
    let folder = tempfile::tempdir().unwrap();
    let file = db::database_file(folder.path());
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut raw = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(FIRST).execute(&mut raw).await.unwrap();
    sqlx::raw_sql(ROWS).execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();

    let now = Now::as_of(day(TODAY));
    let db = Db::open(folder.path(), &now).await.unwrap();
    assert!(db.check().await.unwrap().is_empty());
    let copy = format!("before-schema-{}-{TODAY}.db", Db::schema_version());
    assert!(folder.path().join(copy).is_file(), "a dated copy stands beside it");
    let mut tx = db.write().await.unwrap();
    let license = licenses::get(&mut tx, "l", day(TODAY)).await.unwrap();
    let renewed: Vec<(&str, bool)> =
        license.terms.iter().map(|term| (term.id.as_str(), term.renewed)).collect();
    assert_eq!(renewed, [("b", false), ("a", true)]);
    assert_eq!((license.seats.bought, license.seats.used), (Some(3), 2));
    let listed = licenses::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap();
    assert_eq!((listed.total, listed.rows[0].seats), (1, Some(3)));
    // What figures are read from was filled: a year of the second term alone, its next period, the gap of the device.
    assert_eq!(listed.rows[0].yearly.as_ref().map(|money| money.minor), Some(1000));
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    let due: Vec<(&str, Option<i64>)> = due
        .iter()
        .map(|deadline| (deadline.due_on.as_str(), deadline.amount.as_ref().map(|money| money.minor)))
        .collect();
    assert_eq!(due, [("2026-12-31", Some(1000)), ("2027-01-01", None), ("2028-02-29", None)]);
    history::undo(&mut tx, &act("Undo"), "edit").await.unwrap();
    let back = licenses::get(&mut tx, "l", day(TODAY)).await.unwrap();
    assert_eq!(back.fields.notes.as_deref(), Some("old"));
}
