//! A database of the first schema, whose values stood on their owners' rows.

use super::*;
use crate::credentials;
use std::path::Path;

const FIRST_SCHEMA: &str = include_str!("../../../migrations/0001_foundation.sql");
const ROWS: &str = "
  PRAGMA application_id = 1212576628; PRAGMA user_version = 1;
  INSERT INTO meta VALUES ('database_id', 'db1');
  INSERT INTO credential (id, name, name_key, changed_on, secret_ref, secret_parts, secret_state, created_at, updated_at, version)
    VALUES ('c1', 'Router', 'router', '2026-01-31', 'r1', 2, 'set', '2026-01-31T00:00:00.000Z', '2026-01-31T00:00:00.000Z', 3),
           ('c2', 'Empty', 'empty', NULL, NULL, 1, 'none', '2026-01-31T00:00:00.000Z', '2026-01-31T00:00:00.000Z', 1);
  INSERT INTO license (id, name, name_key, created_at, updated_at, version) VALUES ('l1', 'CAD', 'cad', 'x', 'x', 1);
  INSERT INTO license_key (id, license_id, secret_ref, secret_state, hint, created_at, updated_at, version)
    VALUES ('k1', 'l1', 'r2', 'missing', '9XYZ', '2026-01-31T00:00:00.000Z', '2026-01-31T00:00:00.000Z', 1),
           ('k2', 'l1', NULL, 'unknown', NULL, '2026-02-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', 1);
  INSERT INTO batch (id, at, actor, title) VALUES ('b1', '2026-01-31T00:00:00.000Z', 'window', 'Edit credential Router'),
    ('b2', '2026-01-31T00:00:00.000Z', 'window', 'Import keys.csv');
  INSERT INTO change (id, at, actor, batch, entity, entity_id, subject_id, action, before, after) VALUES
    ('h1', '2026-01-31T00:00:00.000Z', 'window', 'b1', 'credential', 'c1', 'c1', 'updated',
     '{\"id\":\"c1\",\"name\":\"Old name\",\"name_key\":\"old name\",\"kind\":\"login\",\"changed_on\":\"2026-01-31\",\"secret_ref\":\"r1\",\"secret_parts\":2,\"secret_state\":\"set\",\"version\":2}',
     '{\"id\":\"c1\",\"name\":\"Router\",\"name_key\":\"router\",\"kind\":\"login\",\"changed_on\":\"2026-01-31\",\"secret_ref\":\"r1\",\"secret_parts\":2,\"secret_state\":\"set\",\"version\":3}'),
    ('h2', '2026-01-31T00:00:00.000Z', 'window', 'b2', 'license_key', 'k1', 'l1', 'created', NULL,
     '{\"id\":\"k1\",\"license_id\":\"l1\",\"label\":null,\"secret_ref\":\"r2\",\"created_at\":\"2026-01-31T00:00:00.000Z\",\"version\":1}');
";

/// A data folder as the first release left it.
async fn first_release(folder: &Path) {
    use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
    let file = db_file(folder);
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut conn = options.connect().await.unwrap();
    sqlx::raw_sql(FIRST_SCHEMA).execute(&mut conn).await.unwrap();
    sqlx::raw_sql(ROWS).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

fn db_file(folder: &Path) -> std::path::PathBuf {
    crate::db::database_file(folder)
}

#[tokio::test]
async fn values_of_the_first_schema_are_found_under_their_new_rows() {
    let folder = tempfile::tempdir().unwrap();
    first_release(folder.path()).await;
    let db = Db::open(folder.path(), &Now::read()).await.unwrap();
    assert_eq!(db.check().await.unwrap(), [""; 0]);
    let vault = MemoryVault::new();
    let mut items = vault.clone();
    for (name, value) in [("v1-db1-r1-1", "first "), ("v1-db1-r1-2", "half"), ("v1-db1-r2", "AAAA-9XYZ")] {
        SecretBackend::put(&mut items, name, "", value.as_bytes()).unwrap();
    }
    let keyring = Keyring::over_vault(&vault, Duration::from_secs(5));
    assert_eq!(value(&db, &keyring).await, "first half");
    let key = fetch(&db, &keyring, &Slot::license_key("k1")).await.unwrap();
    assert_eq!(key.expose_secret(), "AAAA-9XYZ");
    assert_eq!(orphans(&db, &keyring).await.unwrap(), Orphans::default(), "nothing was lost or left");

    let mut conn = db.read().await.unwrap();
    let router = credentials::get(&mut conn, "c1").await.unwrap();
    assert_eq!(
        (router.secret, router.secrets[0].changed_on.as_deref()),
        (SecretState::Set, Some("2026-01-31"))
    );
    assert_eq!(credentials::get(&mut conn, "c2").await.unwrap().secret, SecretState::None);
    let license = crate::licenses::get(&mut conn, "l1", Now::read().today).await.unwrap();
    let keys: Vec<(Option<&str>, &str)> =
        license.keys.iter().map(|key| (key.hint.as_deref(), key.secret_state.as_str())).collect();
    assert_eq!(keys, [(Some("9XYZ"), "set"), (None, "none")]);
}

#[tokio::test]
async fn acts_of_before_can_still_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    first_release(folder.path()).await;
    let db = Db::open(folder.path(), &Now::read()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    history::undo(&mut tx, &act(), "b1").await.unwrap();
    let router = credentials::get(&mut tx, "c1").await.unwrap();
    assert_eq!((router.fields.name.as_str(), router.secret), ("Old name", SecretState::Set));
    history::undo(&mut tx, &act(), "b2").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        text(&db, "SELECT group_concat(ref) FROM secret_value").await,
        "r1,r2",
        "its value waits for it"
    );
    assert_eq!(text(&db, "SELECT count(*) || '' FROM secret_op").await, "0");
}
