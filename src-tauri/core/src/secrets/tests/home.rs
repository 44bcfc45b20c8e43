//! Copies beside their original: what one file put, no other one deletes, replaces or calls an orphan.

use super::*;
use crate::backup;
use std::path::Path;
use tempfile::TempDir;

/// A database with one credential, in a folder of its own.
async fn original(vault: &MemoryVault) -> (TempDir, Db, Keyring) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(folder.path(), &Now::read()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let row = row! { "id": CREDENTIAL, "name": "Router", "name_key": "router" };
    history::insert(&mut tx, &act(), Entity::Credential, row).await.unwrap();
    tx.commit().await.unwrap();
    keep(&db, 0).await;
    (folder, db, Keyring::over_vault(vault, Duration::from_secs(5)))
}

async fn open(folder: &Path) -> Db {
    Db::open(folder, &Now::read()).await.unwrap()
}

/// What a backup of the database is like, opened in a folder of its own.
async fn backed_up(db: &Db) -> (TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    backup::back_up(db, &folder.path().join("holdfast.db"), &Now::read(), backup::Replace::Older)
        .await
        .unwrap();
    let copy = open(folder.path()).await;
    (folder, copy)
}

/// The files as they lie there, as a file manager or a synced folder copies them.
async fn copied_by_hand(from: &Path) -> (TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["holdfast.db", "holdfast.db-wal"] {
        if from.join(name).exists() {
            std::fs::copy(from.join(name), folder.path().join(name)).unwrap();
        }
    }
    let copy = open(folder.path()).await;
    (folder, copy)
}

async fn execute(db: &Db, sql: &'static str) {
    sqlx::query(sql).execute(&mut *db.read().await.unwrap()).await.unwrap();
}

/// A database of before homes were known: no token in the file, no home in the keyring.
async fn forget_home(db: &Db, vault: &MemoryVault) {
    execute(db, "DELETE FROM value_home").await;
    vault.forget(&format!("home-{}", db.database_id()));
}

async fn state(db: &Db, keyring: &Keyring) -> HomeState {
    home(db, keyring).await.unwrap().state
}

#[tokio::test]
async fn copies_read_the_values_of_their_original_and_delete_none() {
    for by_hand in [false, true] {
        let vault = MemoryVault::new();
        let (folder, db, keyring) = original(&vault).await;
        set(&db, &keyring, "of the original").await.unwrap();
        assert_eq!(state(&db, &keyring).await, HomeState::Home);
        let before = vault.all_names();
        let (_copies, copy) =
            if by_hand { copied_by_hand(folder.path()).await } else { backed_up(&db).await };
        let report = home(&copy, &keyring).await.unwrap();
        assert_eq!((report.state, report.values), (HomeState::Copy, 1), "by hand: {by_hand}");
        let path = folder.path().join("holdfast.db").canonicalize().unwrap();
        assert_eq!(report.home.as_deref(), path.to_str());

        assert_eq!(value(&copy, &keyring).await, "of the original");
        set(&copy, &keyring, "of the copy").await.unwrap();
        assert_eq!(value(&copy, &keyring).await, "of the copy");
        assert_eq!(value(&db, &keyring).await, "of the original");
        // Nobody calls the other's values orphans, and each still deletes its own.
        for db in [&db, &copy] {
            assert_eq!(orphans(db, &keyring).await.unwrap(), Orphans::default());
        }
        set(&copy, &keyring, "another of the copy").await.unwrap();
        assert_eq!(vault.all_names().len(), 2, "the copy replaced what it had put itself");
        clear(&copy, &keyring, &act(), &slot()).await.unwrap();
        sweep(&copy, &keyring).await.unwrap();
        assert_eq!(status(&copy, &keyring).await.unwrap().unfinished, 0);
        assert_eq!(vault.all_names(), before);
        assert_eq!(value(&db, &keyring).await, "of the original");
        assert_eq!(state(&db, &keyring).await, HomeState::Home);
    }
}

#[tokio::test]
async fn a_backup_has_neither_token_nor_journal() {
    let vault = MemoryVault::new();
    let (_folder, db, keyring) = original(&vault).await;
    set(&db, &keyring, "kept").await.unwrap();
    let staged = stage(&db, &keyring, &Now::read(), vec![secret("waits")]).await.unwrap();
    let (_copies, copy) = backed_up(&db).await;
    for table in ["SELECT count(*) || '' FROM secret_op", "SELECT count(*) || '' FROM value_home"] {
        assert_eq!(text(&db, table).await, "1", "{table}");
        assert_eq!(text(&copy, table).await, "0", "{table}");
    }
    drop(staged);
}

#[tokio::test]
async fn a_copy_taken_in_the_middle_of_an_import_sweeps_nothing_of_it() {
    let vault = MemoryVault::new();
    let (folder, db, keyring) = original(&vault).await;
    let values = (0..20).map(|n| secret(&format!("value {n}"))).collect();
    let staged = stage(&db, &keyring, &Now::read(), values).await.unwrap();
    let (_copies, copy) = copied_by_hand(folder.path()).await;
    assert_eq!(status(&copy, &keyring).await.unwrap().unfinished, 20, "its journal came along");
    sweep(&copy, &keyring).await.unwrap();
    assert_eq!(vault.all_names().len(), 20);
    assert_eq!(status(&copy, &keyring).await.unwrap().unfinished, 0, "it lets go of what is not its own");
    let mut tx = db.write().await.unwrap();
    adopt(&mut tx, &act(), &staged[0], &slot(), &About::default()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(value(&db, &keyring).await, "value 0");
}

#[tokio::test]
async fn a_database_of_before_is_confirmed_by_a_person_and_waits_until_then() {
    let vault = MemoryVault::new();
    let (_folder, db, keyring) = original(&vault).await;
    set(&db, &keyring, "old").await.unwrap();
    forget_home(&db, &vault).await;
    let report = home(&db, &keyring).await.unwrap();
    assert_eq!((report.state, report.values), (HomeState::Unconfirmed, 1));
    // It works meanwhile, but what it had is not deleted.
    set(&db, &keyring, "new").await.unwrap();
    assert_eq!(value(&db, &keyring).await, "new");
    assert_eq!(sweep(&db, &keyring).await.unwrap().waiting, 1);
    assert_eq!(vault.all_names().len(), 2);

    assert_eq!(adopt_home(&db, &keyring).await.unwrap().state, HomeState::Home);
    assert_eq!(sweep(&db, &keyring).await.unwrap(), SweepReport { finished: 1, waiting: 0, skipped: false });
    assert_eq!(vault.all_names().len(), 1);
    assert_eq!(value(&db, &keyring).await, "new");
}

#[tokio::test]
async fn a_moved_database_is_a_stranger_until_it_is_adopted_and_the_former_home_after_that() {
    let vault = MemoryVault::new();
    let (folder, db, keyring) = original(&vault).await;
    set(&db, &keyring, "first").await.unwrap();
    let (_moved, moved) = copied_by_hand(folder.path()).await;
    assert_eq!(state(&moved, &keyring).await, HomeState::Copy);
    let adopted = adopt_home(&moved, &keyring).await.unwrap();
    assert_eq!((adopted.state, adopted.values), (HomeState::Home, 0));
    let former = home(&db, &keyring).await.unwrap();
    assert_eq!(former.state, HomeState::Copy);
    assert!(former.message.contains(&former.home.unwrap()), "it says where the home is");

    // What the former home puts from now on is its own, and never an orphan to the new one.
    set(&db, &keyring, "of the former home").await.unwrap();
    assert_eq!(orphans(&moved, &keyring).await.unwrap(), Orphans::default());
    assert_eq!(value(&moved, &keyring).await, "first");
    set(&moved, &keyring, "of the new home").await.unwrap();
    assert_eq!(vault.all_names().len(), 2, "the new home may delete what it is the home of");
    assert_eq!(value(&db, &keyring).await, "of the former home");
}

#[tokio::test]
async fn nothing_is_deleted_while_nobody_can_say_whose_it_is() {
    let vault = MemoryVault::new();
    let (_folder, db, keyring) = original(&vault).await;
    set(&db, &keyring, "kept").await.unwrap();
    for silent in [KeyringState::Locked, KeyringState::NoProvider, KeyringState::NotCreated] {
        vault.set_state(silent);
        assert_eq!(state(&db, &keyring).await, HomeState::Unknown, "{silent:?}");
        assert!(sweep(&db, &keyring).await.is_ok());
    }
    clear(&db, &keyring, &act(), &slot()).await.unwrap();
    assert_eq!(vault.all_names().len(), 1, "it waits in the journal");
    vault.set_state(KeyringState::Ready);
    sweep(&db, &keyring).await.unwrap();
    assert!(vault.all_names().is_empty());
}

#[tokio::test]
async fn an_undo_in_a_copy_detaches_rows_and_nothing_else() {
    let vault = MemoryVault::new();
    let (_folder, db, keyring) = original(&vault).await;
    keep(&db, 3).await;
    let batch = act();
    save(&db, &keyring, &batch, &slot(), secret("kept"), &About::default()).await.unwrap();
    let (_copies, copy) = backed_up(&db).await;
    let mut tx = copy.write().await.unwrap();
    history::undo(&mut tx, &act(), &batch.batch).await.unwrap();
    tx.commit().await.unwrap();
    let previous = text(&copy, "SELECT id FROM secret_value").await;
    forget(&copy, &keyring, &act(), &previous).await.unwrap();
    sweep(&copy, &keyring).await.unwrap();
    assert_eq!(value(&db, &keyring).await, "kept");
}

#[tokio::test]
async fn twenty_copies_beside_their_original_lose_it_nothing() {
    let vault = MemoryVault::new();
    let (folder, db, keyring) = original(&vault).await;
    set(&db, &keyring, "steady").await.unwrap();
    let mut copies = Vec::new();
    for number in 0..20 {
        let (kept, copy) =
            if number % 2 == 0 { backed_up(&db).await } else { copied_by_hand(folder.path()).await };
        sweep(&copy, &keyring).await.unwrap();
        set(&copy, &keyring, &format!("of copy {number}")).await.unwrap();
        if number % 3 == 0 {
            clear(&copy, &keyring, &act(), &slot()).await.unwrap();
        }
        let items = orphans(&copy, &keyring).await.unwrap().items;
        assert_eq!(delete_orphans(&copy, &keyring, &items).await.unwrap(), 0);
        copies.push((number, kept, copy));
    }
    sweep(&db, &keyring).await.unwrap();
    assert_eq!(orphans(&db, &keyring).await.unwrap(), Orphans::default());
    assert_eq!(value(&db, &keyring).await, "steady");
    for (number, _, copy) in &copies {
        if number % 3 != 0 {
            assert_eq!(value(copy, &keyring).await, format!("of copy {number}"));
        }
    }
}
