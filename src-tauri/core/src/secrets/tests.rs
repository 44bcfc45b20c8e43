//! The journal's order of writes on an in-memory keyring that fails where it is told to.

use super::{
    backend::{Failure, Fault, MemoryVault, SecretBackend},
    *,
};
use crate::{
    credentials::{restore, save},
    history::Actor,
    row,
    settings::{self, SecretSettings},
};
use proptest::prelude::*;
use std::time::Duration;

mod handing;
mod home;
mod previous;
mod schema;

const CREDENTIAL: &str = "c1";

fn act() -> Act {
    Act::new(Now::read(), Actor::Window, "Set a value")
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

/// A database with one credential and one license key that keeps no previous values, and a keyring whose faults
/// can be ordered.
async fn bench() -> (Db, MemoryVault, Keyring) {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    history::insert(
        &mut tx,
        &act(),
        Entity::Credential,
        row! { "id": CREDENTIAL, "name": "Router", "name_key": "router" },
    )
    .await
    .unwrap();
    history::insert(&mut tx, &act(), Entity::License, row! { "id": "l1", "name": "CAD", "name_key": "cad" })
        .await
        .unwrap();
    history::insert(
        &mut tx,
        &act(),
        Entity::LicenseKey,
        row! { "id": "k1", "license_id": "l1", "label": "Key" },
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    keep(&db, 0).await;
    let vault = MemoryVault::new();
    let keyring = Keyring::over_vault(&vault, Duration::from_millis(400));
    (db, vault, keyring)
}

fn slot() -> Slot {
    Slot::credential(CREDENTIAL, FieldName::password())
}

async fn set(db: &Db, keyring: &Keyring, value: &str) -> Result<()> {
    save(db, keyring, &act(), &slot(), secret(value), &About::default()).await
}

/// How many replaced values stay.
async fn keep(db: &Db, previous_values: u32) {
    let mut tx = db.write().await.unwrap();
    settings::set_secrets(&mut tx, &SecretSettings { previous_values, ..SecretSettings::default() })
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn value(db: &Db, keyring: &Keyring) -> String {
    fetch(db, keyring, &slot()).await.unwrap().expose_secret().to_owned()
}

async fn text(db: &Db, sql: &'static str) -> String {
    let found: Option<String> =
        sqlx::query_scalar(sql).fetch_one(&mut *db.read().await.unwrap()).await.unwrap();
    found.unwrap_or_default()
}

#[tokio::test]
async fn a_value_is_stored_replaced_and_deleted() {
    let (db, vault, keyring) = bench().await;
    set(&db, &keyring, "first").await.unwrap();
    let first = vault.all_names();
    assert_eq!(first.len(), 1);
    assert!(first[0].starts_with(&format!("v1-{}-", db.database_id())));
    set(&db, &keyring, "second").await.unwrap();
    assert_eq!(value(&db, &keyring).await, "second");
    assert_eq!(vault.all_names().len(), 1);
    assert_ne!(vault.all_names(), first, "a value never overwrites another in place");
    assert_eq!(text(&db, "SELECT changed_on FROM credential").await, Now::read().today.to_string());

    clear(&db, &keyring, &act(), &slot()).await.unwrap();
    assert!(vault.all_names().is_empty());
    assert_eq!(text(&db, "SELECT count(*) || '' FROM secret_value").await, "0");
    let refused = fetch(&db, &keyring, &slot()).await.unwrap_err();
    assert_eq!(refused.code(), crate::error::ErrorCode::Refused);
    assert_eq!(status(&db, &keyring).await.unwrap().unfinished, 0);
}

#[tokio::test]
async fn the_history_tells_of_secrets_without_their_values() {
    let (db, _, keyring) = bench().await;
    set(&db, &keyring, "canary-value").await.unwrap();
    hand_out(&db, &keyring, &act(), Wanted::Current(&slot()), HandedOut::Copied, Recording::Needed)
        .await
        .unwrap();
    clear(&db, &keyring, &act(), &slot()).await.unwrap();
    let entries = history::of_subject(&mut db.read().await.unwrap(), CREDENTIAL, 50).await.unwrap();
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    for action in ["secret set", "secret copied", "secret deleted"] {
        assert!(actions.contains(&action), "{action} is not among {actions:?}");
    }
    let all =
        text(&db, "SELECT group_concat(coalesce(before, '') || coalesce(after, '') || action) FROM change")
            .await;
    assert!(all.contains("secret set") && !all.contains("canary-value"));
}

#[tokio::test]
async fn a_license_key_keeps_its_hint_and_a_long_value_its_parts() {
    let (db, vault, keyring) = bench().await;
    let long = "ä".repeat(5_000);
    let about = About { hint: Some("9XYZ".to_owned()), ..About::default() };
    save(&db, &keyring, &act(), &Slot::license_key("k1"), secret(&long), &about).await.unwrap();
    assert_eq!(vault.all_names().len(), 5);
    let read = fetch(&db, &keyring, &Slot::license_key("k1")).await.unwrap();
    assert_eq!(read.expose_secret(), long);
    assert_eq!(text(&db, "SELECT hint || state || parts FROM secret_value").await, "9XYZset5");
    clear(&db, &keyring, &act(), &Slot::license_key("k1")).await.unwrap();
    assert!(vault.all_names().is_empty());
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused_before_anything_is_written() {
    let (db, vault, keyring) = bench().await;
    let error = set(&db, &keyring, &"x".repeat(70_000)).await.unwrap_err();
    assert_eq!(error.field_name(), Some("secret"));
    assert_eq!(set(&db, &keyring, "").await.unwrap_err().field_name(), Some("secret"));
    let nobody = Slot::credential("nobody", FieldName::password());
    let error = save(&db, &keyring, &act(), &nobody, secret("x"), &About::default()).await.unwrap_err();
    assert_eq!(error.code(), crate::error::ErrorCode::NotFound);
    for state in [
        KeyringState::NotCreated,
        KeyringState::NoProvider,
        KeyringState::NoSession,
        KeyringState::NotAnswering,
        KeyringState::Locked,
    ] {
        vault.set_state(state);
        let error = set(&db, &keyring, "x").await.unwrap_err();
        assert!(matches!(error, Error::Keyring { state: told, .. } if told == state), "{state:?}: {error:?}");
    }
    vault.set_state(KeyringState::Ready);
    sweep(&db, &keyring).await.unwrap();
    assert!(vault.all_names().is_empty());
    assert_eq!(status(&db, &keyring).await.unwrap().unfinished, 0);
    assert_eq!(text(&db, "SELECT count(*) || '' FROM secret_value").await, "0");
}

#[tokio::test]
async fn a_missing_value_is_marked_and_found_again() {
    let (db, vault, keyring) = bench().await;
    set(&db, &keyring, "here").await.unwrap();
    // A keyring that is not made yet also knows no entry: that must not count.
    vault.set_state(KeyringState::NotCreated);
    fetch(&db, &keyring, &slot()).await.unwrap_err();
    assert_eq!(status(&db, &keyring).await.unwrap().missing, 0);
    vault.set_state(KeyringState::Ready);
    let name = vault.all_names().remove(0);
    vault.forget(&name);
    let error = fetch(&db, &keyring, &slot()).await.unwrap_err();
    assert!(error.to_string().contains("not in this computer's keyring"), "{error}");
    assert_eq!(status(&db, &keyring).await.unwrap().missing, 1);
    assert_ne!(text(&db, "SELECT ref FROM secret_value").await, "", "the row still knows its value's name");
    SecretBackend::put(&mut vault.clone(), &name, "", b"back").unwrap();
    assert_eq!(value(&db, &keyring).await, "back");
    assert_eq!(status(&db, &keyring).await.unwrap().missing, 0);
}

#[tokio::test]
async fn staged_values_become_rows_or_are_swept() {
    let (db, vault, keyring) = bench().await;
    set(&db, &keyring, "old").await.unwrap();
    let staged = stage(&db, &keyring, &Now::read(), vec![secret("one"), secret("two")]).await.unwrap();
    assert_eq!(vault.all_names().len(), 3);
    let mut tx = db.write().await.unwrap();
    adopt(&mut tx, &act(), &staged[0], &slot(), &About::default()).await.unwrap();
    let again =
        adopt(&mut tx, &act(), &staged[0], &Slot::license_key("k1"), &About::default()).await.unwrap_err();
    assert_eq!(again.code(), crate::error::ErrorCode::Refused);
    drop(tx);
    assert_eq!(value(&db, &keyring).await, "old", "nothing counts before the commit");
    let mut tx = db.write().await.unwrap();
    adopt(&mut tx, &act(), &staged[0], &slot(), &About::default()).await.unwrap();
    tx.commit().await.unwrap();
    drop(staged);
    assert_eq!(value(&db, &keyring).await, "one");
    let report = sweep(&db, &keyring).await.unwrap();
    assert_eq!(report, SweepReport { finished: 2, waiting: 0, skipped: false });
    assert_eq!(vault.all_names().len(), 1);
    assert_eq!(value(&db, &keyring).await, "one");
}

#[tokio::test]
async fn a_failed_stage_leaves_nothing() {
    let (db, vault, keyring) = bench().await;
    let failure = Failure::Other("full".into());
    vault.order(Some(Fault { after: 3, done: false, lasting: false, failure }));
    stage(&db, &keyring, &Now::read(), vec![secret("one"), secret("two"), secret("three")])
        .await
        .unwrap_err();
    assert!(vault.all_names().is_empty());
    assert_eq!(status(&db, &keyring).await.unwrap().unfinished, 0);
}

#[tokio::test]
async fn orphans_are_looked_for_under_the_own_database_only() {
    let (db, vault, keyring) = bench().await;
    set(&db, &keyring, "mine").await.unwrap();
    let mine = vault.all_names().remove(0);
    let stray = format!("v1-{}-stray", db.database_id());
    let mut backend = vault.clone();
    SecretBackend::put(&mut backend, &stray, "", b"x").unwrap();
    SecretBackend::put(&mut backend, "v1-another-database-y", "", b"x").unwrap();
    assert_eq!(orphans(&db, &keyring).await.unwrap(), Orphans { items: vec![stray.clone()], rows: vec![] });
    vault.forget(&mine);
    let found = orphans(&db, &keyring).await.unwrap();
    let rows: Vec<(&str, &str)> =
        found.rows.iter().map(|row| (row.name.as_str(), row.field.as_str())).collect();
    assert_eq!(rows, [("Router", "password")]);
    assert_eq!(found.items, [stray]);
}

#[tokio::test]
async fn a_stuck_keyring_is_given_up_and_what_it_does_late_is_taken_back() {
    let (db, vault, keyring) = bench().await;
    set(&db, &keyring, "old").await.unwrap();
    vault.pause_next(Duration::from_millis(900));
    let error = set(&db, &keyring, "late").await.unwrap_err();
    assert!(matches!(error, Error::Keyring { state: KeyringState::NotAnswering, .. }), "{error:?}");
    assert_eq!(value(&db, &keyring).await, "old", "another thread answers while the first is stuck");
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(vault.all_names().len(), 1, "the stuck thread took its late value back");
    assert_eq!(status(&db, &keyring).await.unwrap().unfinished, 1);
    sweep(&db, &keyring).await.unwrap();
    assert_eq!(status(&db, &keyring).await.unwrap().unfinished, 0);
    assert_eq!(value(&db, &keyring).await, "old");
}

#[tokio::test]
async fn a_lost_connection_is_opened_again_once() {
    let (db, vault, keyring) = bench().await;
    let failure = Failure::Lost("Broken pipe".into());
    vault.order(Some(Fault { after: 0, done: false, lasting: false, failure: failure.clone() }));
    set(&db, &keyring, "value").await.unwrap();
    assert_eq!(value(&db, &keyring).await, "value");
    vault.order(Some(Fault { after: 0, done: false, lasting: true, failure }));
    set(&db, &keyring, "other").await.unwrap_err();
    vault.order(None);
    assert_eq!(value(&db, &keyring).await, "value");
}

#[tokio::test]
async fn the_sweeper_waits_for_an_unlocked_keyring_and_spares_values_in_use() {
    let (db, vault, keyring) = bench().await;
    set(&db, &keyring, "kept").await.unwrap();
    vault.set_state(KeyringState::Locked);
    clear(&db, &keyring, &act(), &slot()).await.unwrap();
    assert_eq!(sweep(&db, &keyring).await.unwrap(), SweepReport { finished: 0, waiting: 1, skipped: true });
    assert_eq!(vault.all_names().len(), 1);
    assert_eq!(keyring.unlock().await.unwrap(), KeyringState::Ready);
    assert_eq!(sweep(&db, &keyring).await.unwrap(), SweepReport { finished: 1, waiting: 0, skipped: false });
    assert!(vault.all_names().is_empty());

    set(&db, &keyring, "live").await.unwrap();
    let reference = text(&db, "SELECT ref FROM secret_value").await;
    let mut tx = db.write().await.unwrap();
    let spot = store::Spot { home: db.database_id().to_owned(), reference, parts: 1 };
    store::enter(&mut tx, &spot, CREDENTIAL, store::DELETE, "2026-01-01T00:00:00.000Z").await.unwrap();
    tx.commit().await.unwrap();
    sweep(&db, &keyring).await.unwrap();
    assert_eq!(value(&db, &keyring).await, "live");
}

#[tokio::test]
async fn saves_of_one_folder_go_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(folder.path(), &Now::read()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    history::insert(
        &mut tx,
        &act(),
        Entity::Credential,
        row! { "id": CREDENTIAL, "name": "R", "name_key": "r" },
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let vault = MemoryVault::new();
    let keyring = Keyring::over_vault(&vault, Duration::from_secs(5));
    keep(&db, 0).await;
    let staged = stage(&db, &keyring, &Now::read(), vec![secret("held")]).await.unwrap();
    set(&db, &keyring, "meanwhile").await.unwrap();
    let report = sweep(&db, &keyring).await.unwrap();
    assert_eq!((report.finished, report.waiting), (0, 1), "what is staged is nobody's to sweep");
    assert_eq!(vault.all_names().len(), 2);
    drop(staged);
    let (one, two) = tokio::join!(set(&db, &keyring, "one"), set(&db, &keyring, "two"));
    one.unwrap();
    two.unwrap();
    sweep(&db, &keyring).await.unwrap();
    assert_eq!(vault.all_names().len(), 1);
    assert!(["one", "two"].contains(&value(&db, &keyring).await.as_str()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for name in ["secrets.lock", "secrets-next.lock", "secrets-staged.lock"] {
            let mode = folder.path().join(name).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}

/// A database in a folder, and nothing in it.
async fn in_folder() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(folder.path(), &Now::read()).await.unwrap();
    (folder, db)
}

/// Whoever waits for a turn has the next one, however often the one before asks again.
#[tokio::test]
async fn turns_go_in_the_order_in_which_they_were_asked_for() {
    let (_folder, db) = in_folder().await;
    let turns = std::cell::Cell::new(0);
    let busy = async {
        while turns.get() < 40 {
            let turn = turn::take(&db, turn::Doing::Importing).await.unwrap();
            turns.set(turns.get() + 1);
            tokio::time::sleep(Duration::from_millis(30)).await;
            drop(turn);
        }
    };
    let waiting = async {
        while turns.get() == 0 {
            tokio::task::yield_now().await;
        }
        for _ in 0..5 {
            drop(turn::take(&db, turn::Doing::Saving).await.unwrap());
        }
    };
    tokio::select! {
        () = busy => panic!("the other one never had its turn"),
        () = waiting => {}
    }
}

/// Many values cost the keyring one put and one read-back each, and a question a batch.
#[tokio::test]
async fn an_import_asks_the_keyring_little_more_than_it_must() {
    let (db, vault, keyring) = bench().await;
    set(&db, &keyring, "the home is taken").await.unwrap();
    let before = vault.calls();
    let values = (0..500).map(|number| secret(&format!("value {number}"))).collect();
    let staged = stage(&db, &keyring, &Now::read(), values).await.unwrap();
    assert_eq!(staged.len(), 500);
    let calls = vault.calls() - before;
    // A question at each batch, of 64 values at most: so others have their turns between.
    assert!((1_000 + 500 / 64..=1_000 + 500).contains(&calls), "{calls} calls for 500 values");
}

#[tokio::test]
async fn who_waits_in_vain_hears_for_what() {
    let (_folder, db) = in_folder().await;
    for (doing, words) in [
        (turn::Doing::Importing, "is storing the values of an import"),
        (turn::Doing::Prompting, "answer the prompt"),
    ] {
        let held = turn::take(&db, doing).await.unwrap();
        let patience = Duration::from_millis(50);
        let error = turn::take_within(&db, turn::Doing::Saving, patience).await.unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("nothing was saved"), "{error}");
        drop(held);
    }
    drop(turn::take(&db, turn::Doing::Saving).await.unwrap());
}

#[test]
fn service_names_of_profiles_differ() {
    assert_eq!(service_name(None), "app.holdfast.Holdfast");
    assert_eq!(service_name(Some(" ")), "app.holdfast.Holdfast");
    assert_eq!(service_name(Some("test")), "app.holdfast.Holdfast.test");
}

#[derive(Debug, Clone)]
enum Step {
    Save(usize),
    Clear,
    Sweep,
}

fn steps() -> impl Strategy<Value = Vec<(Step, Option<Fault>)>> {
    let step = prop_oneof![
        4 => (1..6_000_usize).prop_map(Step::Save),
        1 => Just(Step::Clear),
        1 => Just(Step::Sweep),
    ];
    let failure = prop_oneof![
        Just(Failure::Other("refused".into())),
        Just(Failure::Lost("Broken pipe".into())),
        Just(Failure::NoAccess),
    ];
    let fault = (0..10_u32, any::<bool>(), any::<bool>(), failure)
        .prop_map(|(after, done, lasting, failure)| Fault { after, done, lasting, failure });
    proptest::collection::vec((step, proptest::option::weighted(0.8, fault)), 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Wherever the keyring fails, the old or the new value is there, and a sweep leaves nothing without a row.
    #[test]
    fn a_failure_at_any_point_loses_and_leaves_nothing(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (db, vault, keyring) = bench().await;
            let mut expected: Option<String> = None;
            for (index, (step, fault)) in steps.into_iter().enumerate() {
                vault.order(fault);
                match step {
                    Step::Save(length) => {
                        let new = format!("{index}{}", "v".repeat(length));
                        if set(&db, &keyring, &new).await.is_ok() {
                            expected = Some(new);
                        }
                    }
                    Step::Clear => {
                        clear(&db, &keyring, &act(), &slot()).await.unwrap();
                        expected = None;
                    }
                    Step::Sweep => {
                        sweep(&db, &keyring).await.unwrap();
                    }
                }
                vault.order(None);
                let found = fetch(&db, &keyring, &slot()).await.ok();
                prop_assert_eq!(found.as_ref().map(|value| value.expose_secret()), expected.as_deref());
            }
            let report = sweep(&db, &keyring).await.unwrap();
            prop_assert_eq!(report.waiting, 0);
            let orphans = orphans(&db, &keyring).await.unwrap();
            prop_assert_eq!(&orphans, &Orphans::default());
            prop_assert_eq!(vault.all_names().is_empty(), expected.is_none());
            Ok(())
        })?;
    }
}
