//! Several values of one owner, those that were replaced, and what an undo makes of them.

use super::*;
use crate::credentials;

async fn undo(db: &Db, batch: &str) -> Result<String> {
    let act = act();
    let mut tx = db.write().await?;
    history::undo(&mut tx, &act, batch).await?;
    tx.commit().await?;
    Ok(act.batch)
}

async fn fields(db: &Db) -> Vec<SecretField> {
    fields_of(&mut db.read().await.unwrap(), CREDENTIAL).await.unwrap()
}

/// Stores a value of the credential and returns the act.
async fn set_field(db: &Db, keyring: &Keyring, field: &str, value: &str) -> String {
    let act = act();
    let slot = Slot::credential(CREDENTIAL, FieldName::parse(field).unwrap());
    save(db, keyring, &act, &slot, secret(value), &About::default()).await.unwrap();
    act.batch
}

async fn read_value(db: &Db, keyring: &Keyring, id: &str) -> String {
    fetch_value(db, keyring, id).await.unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn replaced_values_stay_as_many_as_are_kept_and_come_back() {
    let (db, vault, keyring) = bench().await;
    keep(&db, 2).await;
    for value in ["one", "two", "three", "four"] {
        set(&db, &keyring, value).await.unwrap();
    }
    assert_eq!(vault.all_names().len(), 3, "the oldest left the keyring");
    let field = fields(&db).await.remove(0);
    assert_eq!(field.previous.len(), 2);
    let oldest = &field.previous[1];
    assert_eq!(read_value(&db, &keyring, &oldest.id).await, "two");

    let mut tx = db.write().await.unwrap();
    restore(&mut tx, &act(), &oldest.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(value(&db, &keyring).await, "two");
    let field = fields(&db).await.remove(0);
    assert_eq!((field.id.as_str(), field.previous.len()), (oldest.id.as_str(), 2));
    assert_eq!(read_value(&db, &keyring, &field.previous[0].id).await, "four");

    forget(&db, &keyring, &act(), &field.previous[0].id).await.unwrap();
    assert_eq!(vault.all_names().len(), 2);
    assert_eq!(fields(&db).await[0].previous.len(), 1);
    assert_eq!(orphans(&db, &keyring).await.unwrap(), Orphans::default());
}

#[tokio::test]
async fn a_restored_value_brings_its_day_back() {
    let (db, _, keyring) = bench().await;
    keep(&db, 2).await;
    let about = About { changed_on: "2026-01-31".parse().ok(), ..About::default() };
    save(&db, &keyring, &act(), &slot(), secret("old"), &about).await.unwrap();
    assert_eq!(text(&db, "SELECT changed_on FROM credential").await, "2026-01-31");
    set(&db, &keyring, "new").await.unwrap();
    assert_ne!(text(&db, "SELECT changed_on FROM credential").await, "2026-01-31");
    let previous = fields(&db).await[0].previous[0].id.clone();
    let mut tx = db.write().await.unwrap();
    restore(&mut tx, &act(), &previous).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(text(&db, "SELECT changed_on FROM credential").await, "2026-01-31");
}

#[tokio::test]
async fn a_credential_has_several_values_under_names_of_their_own() {
    let (db, vault, keyring) = bench().await;
    for (field, value) in [("Recovery codes", "r1"), ("totp", "t1"), ("password", "p1"), ("PIN", "1")] {
        set_field(&db, &keyring, field, value).await;
    }
    set_field(&db, &keyring, "recovery  CODES", "r2").await;
    let names: Vec<String> = fields(&db).await.into_iter().map(|field| field.field).collect();
    assert_eq!(names, ["password", "totp", "recovery  CODES", "PIN"], "a replaced value keeps its place");
    assert_eq!(vault.all_names().len(), 4);

    let slot = |name: &str| Slot::credential(CREDENTIAL, FieldName::parse(name).unwrap());
    let mut tx = db.write().await.unwrap();
    let taken = rename(&mut tx, &act(), &slot("PIN"), &FieldName::totp()).await.unwrap_err();
    assert_eq!(taken.field_name(), Some("field"));
    rename(&mut tx, &act(), &slot("recovery codes"), &FieldName::parse("Codes").unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let value = fetch(&db, &keyring, &slot("codes")).await.unwrap();
    assert_eq!(value.expose_secret(), "r2");
    assert!(fetch(&db, &keyring, &slot("recovery codes")).await.is_err());
}

#[tokio::test]
async fn an_undone_value_steps_back_and_can_be_had_again() {
    let (db, vault, keyring) = bench().await;
    keep(&db, 3).await;
    set(&db, &keyring, "old").await.unwrap();
    let changed = set_field(&db, &keyring, "password", "new").await;
    let undone = undo(&db, &changed).await.unwrap();
    sweep(&db, &keyring).await.unwrap();
    assert_eq!(value(&db, &keyring).await, "old");
    undo(&db, &undone).await.unwrap();
    sweep(&db, &keyring).await.unwrap();
    assert_eq!(value(&db, &keyring).await, "new");
    assert_eq!(vault.all_names().len(), 2);

    let batch = act();
    clear(&db, &keyring, &batch, &slot()).await.unwrap();
    assert!(fetch(&db, &keyring, &slot()).await.is_err());
    undo(&db, &batch.batch).await.unwrap();
    assert_eq!(value(&db, &keyring).await, "new", "a deleted value that is kept comes back");
}

#[tokio::test]
async fn undoing_what_brought_a_credential_puts_its_values_into_trash_with_it() {
    let (db, vault, keyring) = bench().await;
    keep(&db, 3).await;
    let staged =
        stage(&db, &keyring, &Now::read(), vec![secret("p"), secret("t"), secret("x")]).await.unwrap();
    let import = act();
    let mut tx = db.write().await.unwrap();
    let mut staged = staged.into_iter();
    let fields = ["password", "totp", "Token"].map(|name| credentials::NewSecret {
        field: FieldName::parse(name).unwrap(),
        staged: staged.next().unwrap(),
        about: About::default(),
    });
    let new = credentials::NewCredential {
        fields: credentials::CredentialInput { name: "Imported".into(), ..Default::default() },
        secrets: fields.into(),
        attachments: vec![("key.pem".into(), b"public".to_vec())],
    };
    let id = credentials::create_whole(&mut tx, &import, &new).await.unwrap();
    tx.commit().await.unwrap();
    drop(new);
    assert_eq!(vault.all_names().len(), 3);
    let slot = Slot::credential(&id, FieldName::password());
    save(&db, &keyring, &act(), &slot, secret("later"), &About::default()).await.unwrap();
    let refused = undo(&db, &import.batch).await.unwrap_err();
    assert_eq!(refused.code(), crate::error::ErrorCode::UndoRefused, "a value was stored since");
    assert_eq!(vault.all_names().len(), 4);

    let later = history::of_subject(&mut db.read().await.unwrap(), &id, 1).await.unwrap().remove(0);
    undo(&db, &later.batch).await.unwrap();
    let undone = undo(&db, &import.batch).await.unwrap();
    sweep(&db, &keyring).await.unwrap();
    assert_eq!(vault.all_names().len(), 4, "an undo deletes no value, previous ones neither");
    let trash = "SELECT count(*) || '' FROM credential WHERE deleted_at IS NOT NULL";
    assert_eq!(text(&db, trash).await, "1");
    assert_eq!(orphans(&db, &keyring).await.unwrap(), Orphans::default());
    undo(&db, &undone).await.unwrap();
    assert_eq!(text(&db, trash).await, "0");
    for (name, expected) in [("password", "p"), ("totp", "t"), ("Token", "x")] {
        let slot = Slot::credential(&id, FieldName::parse(name).unwrap());
        assert_eq!(fetch(&db, &keyring, &slot).await.unwrap().expose_secret(), expected, "{name}");
    }
}

/// An import writes the values of many new credentials together: they stand as those that are written one by one.
#[tokio::test]
async fn values_written_together_stand_like_those_written_one_by_one() {
    let (db, _, keyring) = bench().await;
    let names = ["PIN", "totp", "Answer", "password"];
    let values = ["1", "2", "3", "4", "1", "2", "3", "4"].map(secret).to_vec();
    let staged = stage(&db, &keyring, &Now::read(), values).await.unwrap();
    let act = act();
    let long_ago = chrono::NaiveDate::from_ymd_opt(2020, 2, 29).unwrap();
    let about = |name: &str| match name {
        "Answer" => About { hint: Some("blue".into()), ..About::default() },
        "password" => About { strength: Some(3), changed_on: Some(long_ago), ..About::default() },
        _ => About::default(),
    };
    let named = |name: &str| credentials::CredentialInput { name: name.into(), ..Default::default() };
    let mut tx = db.write().await.unwrap();
    let single = credentials::create(&mut tx, &act, named("Single")).await.unwrap();
    let many = credentials::create(&mut tx, &act, named("Many")).await.unwrap();
    for (name, staged) in names.into_iter().zip(&staged) {
        let slot = Slot::credential(&single, FieldName::parse(name).unwrap());
        credentials::adopt(&mut tx, &act, staged, &slot, &about(name)).await.unwrap();
    }
    let abouts = names.map(about);
    let together: Vec<_> = names
        .into_iter()
        .zip(&staged[4..])
        .zip(&abouts)
        .map(|((name, staged), about)| {
            (Slot::credential(&many, FieldName::parse(name).unwrap()), staged, about)
        })
        .collect();
    adopt_new(&mut tx, &act, &together).await.unwrap();
    let gone = adopt_new(&mut tx, &act, &together).await.unwrap_err();
    assert!(gone.to_string().contains("swept away"), "{gone}");
    tx.commit().await.unwrap();

    let stored = "SELECT group_concat(concat_ws('|', s.field, s.field_key, s.position, s.changed_on, s.strength, s.hint,
                         s.home_id IS NOT NULL, s.parts, s.state, c.action), ';' ORDER BY s.position)
                    FROM secret_value s JOIN change c ON c.entity_id = s.id WHERE s.subject_id = ";
    let mut conn = db.read().await.unwrap();
    let mut of = async |id: &str| -> String {
        let sql = crate::list::own_sql(format!("{stored}'{id}'"));
        sqlx::query_scalar(sql).fetch_one(&mut *conn).await.unwrap()
    };
    let (single, many) = (of(&single).await, of(&many).await);
    assert_eq!(single, many);
    assert_eq!(single.matches(';').count(), 3, "{single}");
    drop(conn);
    let left = "SELECT count(*) || '' FROM secret_op";
    assert_eq!(text(&db, left).await, "0", "nothing is left in the journal");
}

/// A key that an import gave to a license of before goes, and comes back with its value.
#[tokio::test]
async fn an_undone_key_comes_back_with_its_value() {
    let (db, vault, keyring) = bench().await;
    let staged = stage(&db, &keyring, &Now::read(), vec![secret("AAAA-1111")]).await.unwrap();
    let import = act();
    let mut tx = db.write().await.unwrap();
    let key = crate::licenses::add_key(&mut tx, &import, "l1", Some("Second".into())).await.unwrap();
    adopt(&mut tx, &import, &staged[0], &Slot::license_key(&key), &About::default()).await.unwrap();
    tx.commit().await.unwrap();
    drop(staged);
    let undone = undo(&db, &import.batch).await.unwrap();
    sweep(&db, &keyring).await.unwrap();
    assert_eq!(text(&db, "SELECT count(*) || '' FROM license_key").await, "1");
    assert_eq!(vault.all_names().len(), 1, "its value waits for it");
    undo(&db, &undone).await.unwrap();
    let value = fetch(&db, &keyring, &Slot::license_key(&key)).await.unwrap();
    assert_eq!(value.expose_secret(), "AAAA-1111");
}

/// A secret of Holdfast's own has no Trash; its undo can be undone all the same.
#[tokio::test]
async fn an_undone_setting_comes_back_with_its_value() {
    let (db, _, keyring) = bench().await;
    let (batch, slot) = (act(), Slot::setting("mail"));
    save(&db, &keyring, &batch, &slot, secret("smtp"), &About::default()).await.unwrap();
    let undone = undo(&db, &batch.batch).await.unwrap();
    sweep(&db, &keyring).await.unwrap();
    assert!(fetch(&db, &keyring, &slot).await.is_err());
    undo(&db, &undone).await.unwrap();
    assert_eq!(fetch(&db, &keyring, &slot).await.unwrap().expose_secret(), "smtp");
}

#[tokio::test]
async fn the_history_names_the_value_that_was_set() {
    let (db, _, keyring) = bench().await;
    set_field(&db, &keyring, "Recovery codes", "r1").await;
    set_field(&db, &keyring, "Recovery codes", "r2").await;
    let entries = history::of_subject(&mut db.read().await.unwrap(), CREDENTIAL, 50).await.unwrap();
    let sets: Vec<_> = entries.iter().filter(|entry| entry.action == "secret set").collect();
    assert_eq!(sets.len(), 2);
    assert_eq!(sets[0].changes[0].after, Some(crate::history::Said::Text("Recovery codes".into())));
    assert!(entries.iter().all(|entry| entry.action != "secret replaced"), "said once is enough");
}

#[tokio::test]
async fn a_license_key_takes_its_value_along() {
    let (db, vault, keyring) = bench().await;
    let slot = Slot::license_key("k1");
    save(&db, &keyring, &act(), &slot, secret("AAAA"), &About::default()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    history::remove(&mut tx, &act(), Entity::LicenseKey, "k1").await.unwrap();
    tx.commit().await.unwrap();
    sweep(&db, &keyring).await.unwrap();
    assert!(vault.all_names().is_empty());
}

#[tokio::test]
async fn a_setting_keeps_one_value_and_no_previous_ones() {
    let (db, vault, keyring) = bench().await;
    keep(&db, 3).await;
    let slot = Slot::setting("mail");
    for value in ["one", "two"] {
        save(&db, &keyring, &act(), &slot, secret(value), &About::default()).await.unwrap();
    }
    assert_eq!(fetch(&db, &keyring, &slot).await.unwrap().expose_secret(), "two");
    assert_eq!(vault.all_names().len(), 1);
    clear(&db, &keyring, &act(), &slot).await.unwrap();
    assert!(vault.all_names().is_empty());
}
