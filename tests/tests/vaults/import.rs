//! A vault taken over: seen first, then all or none, in one act that can be undone.

use super::{
    outside::{PASSWORD, Workshop, python, secret},
    place::{Place, holds},
};
use anyhow::{Context, Result};
use holdfast_core::{
    Cancel, Error, attachments,
    credentials::{self, CredentialKind},
    history, licenses,
    list::ListQuery,
    secrets::{self, ExposeSecret, Slot},
    vaults::{self, EntryResult, VaultOptions},
};

const BITWARDEN: &[u8] = include_bytes!("../../fixtures/vaults/bitwarden.json");
const CANARY: &[&str] =
    &["tr0ub4dor", "4711", "9041", "4111111111111111", "JBSWY3DPEHPK3PXP", "BEGIN OPENSSH"];

fn one_time_code(seed: &str) -> String {
    let seed = credentials::totp::seed(&secret(seed), "x").expect("a seed");
    credentials::totp::code(&seed, 59).expect("a code").code
}

#[tokio::test]
async fn a_vault_comes_in_whole_and_its_values_are_in_the_keyring_alone() -> Result<()> {
    let place = Place::open().await?;
    let report = place.import(BITWARDEN).await?;
    assert_eq!((report.rows, report.new, report.updated, report.unchanged), (5, 4, 0, 0));
    assert_eq!(report.skipped.len(), 1);
    assert_eq!((report.skipped[0].row, report.skipped[0].name.as_str()), (5, "Old mail"));
    assert!(report.plain_text && report.problems.is_empty());
    assert_eq!(report.unsupported.len(), 3);

    let login = place.credential("Registrar").await?;
    assert_eq!(login.fields.username.as_deref(), Some("ops@northwind.example"));
    assert_eq!(login.fields.url.as_deref(), Some("https://registrar.example/login"));
    assert_eq!(login.fields.tags, ["Domains", "IT"]);
    assert_eq!(
        (login.fields.changed_on.as_deref(), login.fields.notes.as_deref()),
        (Some("2026-03-04"), None)
    );
    assert_eq!(place.value(&login, "password").await?, " tr0ub4dor & 3 ");
    assert_eq!(place.value(&login, "Notes").await?, "Ask for the transfer lock.");
    assert_eq!(place.value(&login, "PIN").await?, "9041");
    assert_eq!(place.one_time_code(&login).await?, one_time_code("JBSWY3DPEHPK3PXP"));
    let main = login.secrets.iter().find(|field| field.field == "password").context("a password")?;
    assert!(main.strength.is_some() && main.changed_on.as_deref() == Some("2026-03-04"));
    let note = place.credential("Alarm codes").await?;
    assert_eq!(note.fields.kind, CredentialKind::SecureNote);
    assert_eq!(place.value(&note, "password").await?, "Gate 1: 4711\nGate 2: 0815");
    assert_eq!(place.items().await?, report.secrets as usize);
    let database = place.database_bytes()?;
    assert!(holds(&database, "Registrar"), "the search would find what is there");
    for canary in CANARY {
        assert!(!holds(&database, canary), "{canary} is in the database");
    }
    Ok(())
}

#[tokio::test]
async fn a_second_run_changes_nothing_and_an_undo_takes_all_back() -> Result<()> {
    let place = Place::open().await?;
    let first = place.import(BITWARDEN).await?;
    let again = place.import(BITWARDEN).await?;
    assert_eq!((again.new, again.updated, again.unchanged, again.secrets, again.batch), (0, 0, 4, 0, None));
    assert_eq!(place.items().await?, first.secrets as usize);
    place.undo(&first.batch.context("a batch")?).await?;
    assert!(place.credentials().await?.is_empty());
    assert_eq!(place.items().await?, first.secrets as usize, "their values are in Trash with them");
    let third = place.import(BITWARDEN).await?;
    assert_eq!(third.new, 4, "what was taken back can come again");
    Ok(())
}

#[tokio::test]
async fn what_changed_in_the_vault_is_an_update_and_the_old_value_stays_restorable() -> Result<()> {
    let place = Place::open().await?;
    place.import(BITWARDEN).await?;
    let text = std::str::from_utf8(BITWARDEN)?;
    let newer = text
        .replace("tr0ub4dor", "correct horse")
        .replace("2026-03-04", "2026-05-06")
        .replace("9041", "5555")
        .replace("Customer number", "Account number");
    let file = vaults::open(newer.as_bytes(), None, None)?;
    let (preview, rows) =
        vaults::preview(&place.db, Some(&place.keyring), &file, VaultOptions::default(), &place.now).await?;
    assert_eq!((preview.rows, preview.updated, preview.unchanged, preview.skipped), (5, 1, 3, 1));
    assert!(preview.compared && preview.secrets == 3);
    let row = rows.iter().find(|row| row.name == "Registrar").context("a row")?;
    assert_eq!(row.result, EntryResult::Update);
    assert_eq!(row.changes, ["“password” changed", "“Account number” added", "“PIN” changed"]);
    let shown = serde_json::to_string(&(&preview, &rows))?;
    assert!(!shown.contains("correct horse") && !shown.contains("5555") && !shown.contains("tr0ub"));

    let report = place.import(newer.as_bytes()).await?;
    assert_eq!((report.updated, report.unchanged, report.secrets), (1, 3, 3));
    let login = place.credential("Registrar").await?;
    assert_eq!(place.value(&login, "password").await?, " correct horse & 3 ");
    assert_eq!(login.fields.changed_on.as_deref(), Some("2026-05-06"));
    let previous = &login.secrets.iter().find(|field| field.field == "password").context("it")?.previous;
    assert_eq!(previous.len(), 1);
    place.undo(&report.batch.context("a batch")?).await?;
    let login = place.credential("Registrar").await?;
    assert_eq!(place.value(&login, "password").await?, " tr0ub4dor & 3 ");
    assert_eq!(place.value(&login, "PIN").await?, "9041");
    Ok(())
}

#[tokio::test]
async fn a_value_changed_here_after_the_file_is_kept() -> Result<()> {
    let place = Place::open().await?;
    place.import(BITWARDEN).await?;
    let login = place.credential("Registrar").await?;
    let act = place.act("Rotate");
    let slot = holdfast_core::secrets::FieldName::password();
    credentials::set_secret(&place.db, &place.keyring, &act, &login.id, slot, secret("rotated today"))
        .await?;
    let report = place.import(BITWARDEN).await?;
    assert_eq!((report.updated, report.unchanged), (0, 4));
    assert!(
        report.notices.iter().any(|notice| notice.message.contains("changed here on 2026-11-22")),
        "{:?}",
        report.notices
    );
    let login = place.credential("Registrar").await?;
    assert_eq!(place.value(&login, "password").await?, "rotated today");
    Ok(())
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_needs_no_keyring() -> Result<()> {
    let place = Place::open().await?;
    let file = || vaults::open(BITWARDEN, None, None);
    let dry =
        vaults::dry_run(&mut *place.db.read().await?, &file()?, VaultOptions::default(), &place.now).await?;
    assert_eq!((dry.rows, dry.new, dry.batch.clone()), (5, 4, None));
    assert!(place.credentials().await?.is_empty());
    let wet = place.import(BITWARDEN).await?;
    assert_eq!((dry.new, dry.secrets, dry.skipped.len()), (wet.new, wet.secrets, wet.skipped.len()));
    let dry =
        vaults::dry_run(&mut *place.db.read().await?, &file()?, VaultOptions::default(), &place.now).await?;
    assert_eq!((dry.new, dry.unchanged), (0, 4));
    Ok(())
}

#[tokio::test]
async fn notes_and_files_go_where_the_user_says() -> Result<()> {
    let workshop = Workshop::new()?;
    let bytes = workshop.pykeepass("aes256", "argon2d", PASSWORD, None)?;
    let place = Place::open().await?;
    let options = VaultOptions { open_notes: true, ..VaultOptions::default() };
    let report = place.import_as(&bytes, Some(PASSWORD), options).await?;
    assert_eq!((report.rows, report.new, report.skipped.len(), report.plain_text), (4, 3, 1, false));
    let switch = place.credential("Core switch").await?;
    assert_eq!(switch.fields.notes.as_deref(), Some("Rack 2\nTop"));
    assert_eq!(switch.fields.expires_on.as_deref(), Some("2026-12-31"));
    assert!(switch.secrets.iter().all(|field| field.field != "Notes"));
    let host = place.credential("Backup host").await?;
    assert_eq!(host.fields.tags, ["Linux", "Servers"]);
    let mut conn = place.db.read().await?;
    let files = attachments::list(&mut conn, &host.id).await?;
    let (name, content) = attachments::read(&mut conn, &files[0].id).await?;
    assert_eq!((name.as_str(), content.as_slice()), ("id_key.txt", b"line one\nline two\n".as_slice()));
    drop(conn);
    let again = place.import_as(&bytes, Some(PASSWORD), options).await?;
    assert_eq!((again.new, again.updated, again.unchanged), (0, 0, 3));

    let other = Place::open().await?;
    let without = VaultOptions { files: false, ..VaultOptions::default() };
    let report = other.import_as(&bytes, Some(PASSWORD), without).await?;
    assert!(report.notices.iter().any(|notice| notice.message.contains("“id_key.txt” is left out")));
    let switch = other.credential("Core switch").await?;
    assert_eq!(
        (switch.fields.notes.clone(), other.value(&switch, "Notes").await?),
        (None, "Rack 2\nTop".to_owned())
    );
    Ok(())
}

#[tokio::test]
async fn software_licenses_become_licenses_with_their_key() -> Result<()> {
    let workshop = Workshop::new()?;
    let file = workshop.path("export.1pux");
    python(&["make_1pux.py", &file.display().to_string()])?;
    let bytes = std::fs::read(&file)?;
    let place = Place::open().await?;
    let report = place.import(&bytes).await?;
    assert_eq!((report.new, report.licenses, report.skipped.len()), (4, 1, 1));
    let mut conn = place.db.read().await?;
    let page = licenses::list(&mut conn, &ListQuery::default(), place.now.today).await?;
    let license = licenses::get(&mut conn, &page.rows[0].id, place.now.today).await?;
    drop(conn);
    assert_eq!(
        (license.fields.name.as_str(), license.fields.publisher.as_deref()),
        ("CAD suite", Some("Draftworks"))
    );
    assert_eq!(license.fields.edition.as_deref(), Some("2026"));
    assert_eq!(license.terms[0].fields.order_number.as_deref(), Some("SO-17"));
    assert_eq!(license.terms[0].fields.purchased_on.as_deref(), Some("2026-03-04"));
    let mut keys = Vec::new();
    for key in &license.keys {
        let value = secrets::fetch(&place.db, &place.keyring, &Slot::license_key(&key.id)).await?;
        keys.push((key.label.clone(), value.expose_secret().to_owned()));
    }
    keys.sort();
    assert_eq!(
        keys,
        [(None, "CAD2-AAAA-BBBB-9F3K".to_owned()), (Some("company".to_owned()), "Northwind".to_owned())]
    );
    let again = place.import(&bytes).await?;
    assert_eq!((again.new, again.updated, again.unchanged, again.secrets), (0, 0, 4, 0));
    place.undo(&report.batch.context("a batch")?).await?;
    assert_eq!(place.items().await?, report.secrets as usize, "in Trash with what they belong to");
    Ok(())
}

#[tokio::test]
async fn equal_entries_match_equal_records_one_by_one() -> Result<()> {
    let place = Place::open().await?;
    let table = b"name,url,username,password\nMail,https://m.example/,ops,one\nMail,https://m.example,OPS,two\nMail,,ops,three\n";
    let report = place.import(table).await?;
    assert_eq!(report.new, 3);
    let again = place.import(table).await?;
    assert_eq!((again.new, again.unchanged), (0, 3));
    let fourth = [table.as_slice(), b"Mail,https://m.example,ops,four\n"].concat();
    let report = place.import(&fourth).await?;
    assert_eq!((report.new, report.unchanged), (1, 3));
    Ok(())
}

#[tokio::test]
async fn an_entry_with_a_problem_keeps_all_out_unless_it_is_left_out() -> Result<()> {
    let place = Place::open().await?;
    let long = "n".repeat(70_000);
    let table = format!("name,url,username,password,note\nGood,,a,b,\nLong,,a,b,{long}\n,,,x,\n");
    let report = place.import(table.as_bytes()).await?;
    assert_eq!((report.problems.len(), report.batch.clone()), (1, None));
    assert_eq!(report.problems[0].row, 3);
    assert!(
        report.problems[0].message.contains("70000 bytes")
            && report.problems[0].value.as_deref() == Some("Long")
    );
    assert!(place.credentials().await?.is_empty());
    let report = place
        .import_as(table.as_bytes(), None, VaultOptions { skip_problems: true, ..VaultOptions::default() })
        .await?;
    assert_eq!((report.rows, report.new, report.problems.len()), (3, 2, 1));
    let bare = place.credential("Untitled").await?;
    assert_eq!(place.value(&bare, "password").await?, "x");
    assert!(report.notices.iter().any(|notice| notice.row == 4 && notice.message.contains("Untitled")));
    Ok(())
}

#[tokio::test]
async fn a_record_in_trash_or_changed_meanwhile_is_not_written_over() -> Result<()> {
    let place = Place::open().await?;
    place.import(BITWARDEN).await?;
    let login = place.credential("Registrar").await?;
    let mut tx = place.db.write().await?;
    let row = serde_json::json!({ "deleted_at": "2026-11-22T00:00:00.000Z" });
    let row = row.as_object().context("a row")?.clone();
    history::update_as(
        &mut tx,
        &place.act("Delete"),
        history::Entity::Credential,
        &login.id,
        None,
        row,
        "deleted",
    )
    .await?;
    tx.commit().await?;
    let report = place.import(BITWARDEN).await?;
    assert_eq!((report.new, report.unchanged), (1, 3), "one in Trash is no match");
    Ok(())
}

#[tokio::test]
async fn without_a_keyring_nothing_is_written_and_the_way_out_is_named() -> Result<()> {
    let place = Place::open().await?;
    let nobody = holdfast_core::secrets::Keyring::open("app.holdfast.Holdfast.tests-without-a-session");
    if nobody.status().await == holdfast_core::secrets::KeyringState::Ready {
        return Ok(());
    }
    let file = vaults::open(BITWARDEN, None, None)?;
    let act = place.act("Import");
    let error = vaults::commit(
        &place.db,
        &nobody,
        &file,
        VaultOptions::default(),
        &act,
        &Cancel::default(),
        |_, _| {},
    )
    .await
    .unwrap_err();
    assert!(
        matches!(&error, Error::Keyring { message, .. } if message.contains("Nothing was written")),
        "{error}"
    );
    assert!(place.credentials().await?.is_empty());
    let preview = vaults::preview(
        &place.db,
        Some(&nobody),
        &vaults::open(BITWARDEN, None, None)?,
        VaultOptions::default(),
        &place.now,
    )
    .await?
    .0;
    assert!(!preview.compared && preview.new == 4);
    Ok(())
}

fn cancel_at_once() -> Cancel {
    let cancel = Cancel::default();
    cancel.cancel();
    cancel
}

#[tokio::test]
async fn a_stopped_import_leaves_nothing_behind() -> Result<()> {
    let place = Place::open().await?;
    let file = vaults::open(BITWARDEN, None, None)?;
    let act = place.act("Import");
    let options = VaultOptions::default();
    // Stopped once its values are in the keyring and the first entries are written.
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let many = format!("name,url,username,password\n{}", "Mail,https://m.example,ops,pass\n".repeat(120));
    let many = vaults::open(many.as_bytes(), None, None)?;
    let progress = move |done, total| {
        assert_eq!(total, 240, "a step for each value and each entry");
        assert!(done <= 170, "it went on");
        if done == 170 {
            stop.cancel();
        }
    };
    let error = vaults::commit(&place.db, &place.keyring, &many, options, &act, &cancel, progress).await;
    assert!(matches!(error, Err(Error::Cancelled(_))), "{error:?}");
    assert!(place.credentials().await?.is_empty());
    assert_eq!(place.items().await?, 0, "the sweep takes what was put in the keyring");

    // Stopped while values go to the keyring.
    let stop = cancel_at_once();
    let error = vaults::commit(&place.db, &place.keyring, &many, options, &act, &stop, |_, _| {}).await;
    assert!(matches!(error, Err(Error::Cancelled(_))), "{error:?}");
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let progress = move |done, _| {
        if done == 30 {
            stop.cancel();
        }
    };
    let error = vaults::commit(&place.db, &place.keyring, &many, options, &act, &cancel, progress).await;
    assert!(matches!(error, Err(Error::Cancelled(_))), "{error:?}");
    let waiting = secrets::status(&place.db, &place.keyring).await?.unfinished;
    assert_eq!(waiting, 31, "those that were put wait for the sweep, the others were never begun");
    assert_eq!(place.items().await?, 0);

    // Dropped at any moment.
    for polls in [1, 3, 10, 40] {
        let never = Cancel::default();
        let running = vaults::commit(&place.db, &place.keyring, &file, options, &act, &never, |_, _| {});
        let mut running = std::pin::pin!(running);
        for _ in 0..polls {
            let waited = tokio::time::timeout(std::time::Duration::from_micros(200), &mut running).await;
            if waited.is_ok() {
                break;
            }
        }
    }
    let left = place.credentials().await?.len();
    assert!(left == 0 || left == 4, "all or none: {left}");
    place.items().await?;
    Ok(())
}
