//! A value is recorded before it is handed out.

use super::*;
use crate::error::ErrorCode;

async fn out(db: &Db, keyring: &Keyring, recording: Recording) -> Result<SecretString> {
    hand_out(db, keyring, &act(), Wanted::Current(&slot()), HandedOut::Copied, recording).await
}

async fn recorded(db: &Db) -> String {
    text(db, "SELECT count(*) || '' FROM change WHERE action = 'secret copied'").await
}

/// The one connection of a database in memory takes no writes, as on a full disk.
async fn refuse_writes(db: &Db, refuse: bool) {
    let sql = if refuse { "PRAGMA query_only = ON" } else { "PRAGMA query_only = OFF" };
    sqlx::query(sql).execute(&mut *db.read().await.unwrap()).await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_recorded_is_handed_out_only_when_that_is_waived() {
    let (db, _, keyring) = bench().await;
    set(&db, &keyring, "canary").await.unwrap();
    assert_eq!(out(&db, &keyring, Recording::Needed).await.unwrap().expose_secret(), "canary");
    assert_eq!(recorded(&db).await, "1");

    refuse_writes(&db, true).await;
    let refused = out(&db, &keyring, Recording::Needed).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Unrecorded, "{refused}");
    assert!(!refused.to_string().contains("canary"));
    assert_eq!(out(&db, &keyring, Recording::Waived).await.unwrap().expose_secret(), "canary");
    let many = record_values(&db, &act(), &["any".to_owned()], HandedOut::Exported).await;
    assert_eq!(many.unwrap_err().code(), ErrorCode::Unrecorded);
    refuse_writes(&db, false).await;
    assert_eq!(recorded(&db).await, "1");
}

#[tokio::test]
async fn a_value_that_is_not_there_leaves_no_record() {
    let (db, vault, keyring) = bench().await;
    set(&db, &keyring, "gone").await.unwrap();
    vault.forget(&vault.all_names()[0]);
    out(&db, &keyring, Recording::Waived).await.unwrap_err();
    assert_eq!(recorded(&db).await, "0");
}
