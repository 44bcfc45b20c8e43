//! The export, opened by another program than ours.

use super::{
    outside::{Workshop, python, secret},
    place::{Place, holds},
};
use anyhow::{Context, Result};
use holdfast_core::{
    Error, attachments,
    credentials::{self, CredentialInput, CredentialKind},
    history,
    ids::Kind,
    secrets::{self, FieldName, Keyring, Slot},
    vaults,
};
use serde_json::json;
use std::path::Path;

const PASSPHRASE: &str = "wound-lantern-oblige-trapeze-vivid";
const SEED: &str = "otpauth://totp/Mail:ops?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Mail";
const KEY: &str =
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

/// A few credentials of every kind of trouble.
async fn furnished() -> Result<Place> {
    let place = Place::open().await?;
    let act = place.act("Furnish");
    for (input, values) in [
        (
            CredentialInput {
                name: "Mail “admin” <&>".into(),
                username: Some("ops@northwind.example".into()),
                url: Some("https://mail.example/?a=1&b=2".into()),
                notes: Some("Line one\nLine two".into()),
                expires_on: Some("2027-01-31".into()),
                tags: vec!["mail".into(), "24; 7, always".into()],
                ..CredentialInput::default()
            },
            vec![
                ("password", " p & <ä> \"q\" "),
                ("totp", SEED),
                ("Recovery codes", "1111\n2222\r\n3333"),
                ("Notes", "a secret one"),
            ],
        ),
        (
            CredentialInput {
                name: "Jump host".into(),
                kind: CredentialKind::SshKey,
                ..CredentialInput::default()
            },
            vec![("password", KEY), ("Passphrase", "\u{1}control\u{7f}")],
        ),
        (
            CredentialInput {
                name: "Alarm".into(),
                kind: CredentialKind::SecureNote,
                notes: Some("open\u{b}note".into()),
                ..CredentialInput::default()
            },
            vec![("password", "Gate: 4711")],
        ),
        (CredentialInput { name: "Without a value".into(), ..CredentialInput::default() }, vec![]),
    ] {
        let mut tx = place.db.write().await?;
        let id = credentials::create(&mut tx, &act, input).await?;
        attachments::add(&mut tx, &act, Kind::Credential, &id, "notes.txt", b"attached \0 bytes").await?;
        tx.commit().await?;
        for (name, value) in values {
            let name = FieldName::parse(name)?;
            credentials::set_secret(&place.db, &place.keyring, &act, &id, name, secret(value)).await?;
        }
    }
    let workshop = Workshop::new()?;
    let file = workshop.path("export.1pux");
    python(&["make_1pux.py", &file.display().to_string()])?;
    place.import(&std::fs::read(&file)?).await?;
    Ok(place)
}

async fn export(place: &Place, target: &Path) -> holdfast_core::Result<vaults::VaultExport> {
    let act = place.act("Export");
    vaults::export(&place.db, &place.keyring, &act, &[], secret(PASSPHRASE), target, |_, _| {}).await
}

#[tokio::test]
async fn keepassxc_shows_every_field_file_expiry_and_code() -> Result<()> {
    let place = furnished().await?;
    let target = place.path("vault.kdbx");
    let report = export(&place, &target).await?;
    assert_eq!((report.credentials, report.licenses, report.files), (7, 1, 5));
    assert!(report.unread.is_empty());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&target)?.permissions().mode() & 0o777, 0o600);
    }
    let bytes = std::fs::read(&target)?;
    assert_eq!(bytes.get(8..12), Some([1, 0, 4, 0].as_slice()), "version 4.1");
    for canary in ["4711", "b3BlbnNzaC1r", "JBSWY3DP", "northwind", "CAD2-AAAA"] {
        assert!(!holds(&bytes, canary), "{canary} is readable");
    }

    let workshop = Workshop::new()?;
    let path = target.to_str().context("a path")?;
    let show = |entry: &str, attributes: &[&str]| -> Result<String> {
        let mut arguments = vec!["show", "-q", "-s"];
        for attribute in attributes {
            arguments.extend(["-a", attribute]);
        }
        arguments.extend([path, entry]);
        workshop.keepassxc(PASSPHRASE, &arguments)
    };
    let mail = "Logins/Mail “admin” <&>";
    assert_eq!(show(mail, &["Password"])?, " p & <ä> \"q\" \n");
    assert_eq!(show(mail, &["UserName", "URL"])?, "ops@northwind.example\nhttps://mail.example/?a=1&b=2\n");
    assert_eq!(show(mail, &["Notes"])?, "Line one\nLine two\n");
    assert_eq!(show(mail, &["Recovery codes"])?, "1111\n2222\r\n3333\n");
    assert_eq!(show(mail, &["Notes (field)"])?, "a secret one\n");
    let all = workshop.keepassxc(PASSPHRASE, &["show", "-q", "--show-attachments", path, mail])?;
    assert!(all.contains("Tags: ") && all.contains("notes.txt"), "{all}");
    assert_eq!(show("SSH keys/Jump host", &["Value"])?, format!("{KEY}\n"));
    assert_eq!(show("Secure notes/Alarm", &["Notes"])?, "Gate: 4711\n");
    assert_eq!(
        show("License keys/CAD suite", &["Password", "Publisher"])?,
        "CAD2-AAAA-BBBB-9F3K\nDraftworks\n"
    );

    let code = workshop.keepassxc(PASSPHRASE, &["show", "-q", "-t", path, mail])?;
    let seed = credentials::totp::seed(&secret(SEED), "x")?;
    let now = system_time();
    let valid: Vec<String> = [now - 30, now]
        .iter()
        .map(|at| Ok(credentials::totp::code(&seed, *at)?.code))
        .collect::<Result<_>>()?;
    assert!(valid.contains(&code.trim().to_owned()), "{code} is none of {valid:?}");

    let out = workshop.path("attached");
    let out_path = out.to_str().context("a path")?;
    workshop.keepassxc(PASSPHRASE, &["attachment-export", "-q", path, mail, "notes.txt", out_path])?;
    assert_eq!(std::fs::read(&out)?, b"attached \0 bytes");
    let read: serde_json::Value = serde_json::from_str(&python(&["read_kdbx.py", path, PASSPHRASE])?)?;
    let entry = &read["Mail “admin” <&>"];
    assert_eq!(entry["expiry"], "2027-01-31T12:00:00+00:00");
    assert_eq!((&entry["password"], &entry["group"]), (&json!(" p & <ä> \"q\" "), &json!("Logins")));
    assert_eq!(entry["files"], json!({ "notes.txt": 16 }));
    assert_eq!((&read["Jump host"]["expires"], &read["Alarm"]["password"]), (&json!(false), &json!(null)));
    Ok(())
}

#[tokio::test]
async fn an_export_comes_back_onto_what_it_was_made_of() -> Result<()> {
    let place = furnished().await?;
    let target = place.path("vault.kdbx");
    export(&place, &target).await?;
    let bytes = std::fs::read(&target)?;
    let report = place.import_as(&bytes, Some(PASSPHRASE), vaults::VaultOptions::default()).await?;
    assert_eq!((report.rows, report.new, report.updated), (8, 0, 0), "{report:?}");
    assert_eq!((report.unchanged, report.skipped.len()), (8, 0), "{:?}", report.skipped);

    // A new computer: the database is there, the keyring is empty.
    let fresh = Place { keyring: Keyring::in_memory(), ..place };
    let missing = secrets::orphans(&fresh.db, &fresh.keyring).await?.rows.len();
    assert!(missing > 10, "{missing} values are not here");
    let report = fresh.import_as(&bytes, Some(PASSPHRASE), vaults::VaultOptions::default()).await?;
    assert_eq!((report.new, report.updated), (0, 7), "{report:?}");
    let still = secrets::orphans(&fresh.db, &fresh.keyring).await?.rows;
    assert!(still.iter().all(|row| row.previous), "{still:?}");
    let mail = fresh.credential("Mail “admin” <&>").await?;
    assert_eq!(fresh.value(&mail, "Recovery codes").await?, "1111\n2222\r\n3333");
    assert_eq!(mail.fields.tags, ["24; 7, always", "mail"]);
    let host = fresh.credential("Jump host").await?;
    assert_eq!(
        (host.fields.kind, fresh.value(&host, "password").await?.as_str()),
        (CredentialKind::SshKey, KEY)
    );

    // Another database: as new, with notes where they were.
    let other = Place::open().await?;
    let report = other.import_as(&bytes, Some(PASSPHRASE), vaults::VaultOptions::default()).await?;
    assert_eq!((report.new, report.licenses), (8, 1));
    let mail = other.credential("Mail “admin” <&>").await?;
    assert_eq!(mail.fields.notes.as_deref(), Some("Line one\nLine two"));
    assert_eq!(other.value(&mail, "Notes").await?, "a secret one");
    assert_eq!(mail.fields.expires_on.as_deref(), Some("2027-01-31"));
    let alarm = other.credential("Alarm").await?;
    assert_eq!(
        (alarm.fields.kind, other.value(&alarm, "password").await?.as_str()),
        (CredentialKind::SecureNote, "Gate: 4711")
    );
    Ok(())
}

#[tokio::test]
async fn values_that_are_not_here_are_named_and_the_history_knows_what_left() -> Result<()> {
    let place = furnished().await?;
    let mail = place.credential("Mail “admin” <&>").await?;
    let slot = Slot::credential(&mail.id, FieldName::parse("Recovery codes")?);
    let names = secrets::fields_of(&mut *place.db.read().await?, &mail.id).await?;
    let lost = names.iter().find(|field| field.field == "Recovery codes").context("it")?.id.clone();
    // Its item is taken out of the keyring behind Holdfast's back: another name stands in the row.
    let mut tx = place.db.write().await?;
    sqlx::query("UPDATE secret_value SET ref = 'elsewhere' WHERE id = ?")
        .bind(&lost)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    let target = place.path("vault.kdbx");
    let report = export(&place, &target).await?;
    assert_eq!(report.unread.len(), 1);
    assert_eq!(
        (report.unread[0].name.as_str(), report.unread[0].value.as_str()),
        ("Mail “admin” <&>", "Recovery codes")
    );
    let entries = history::of_subject(&mut *place.db.read().await?, &mail.id, 50).await?;
    let exported = entries.iter().filter(|entry| entry.action == "secret exported").count();
    assert_eq!(exported, 3, "password, codes and the secret notes; not the lost one");
    assert!(secrets::fetch(&place.db, &place.keyring, &slot).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_selection_alone_is_written() -> Result<()> {
    let place = furnished().await?;
    let host = place.credential("Jump host").await?;
    let target = place.path("one.kdbx");
    let act = place.act("Export");
    let ids = [host.id.clone()];
    let report =
        vaults::export(&place.db, &place.keyring, &act, &ids, secret(PASSPHRASE), &target, |_, _| {}).await?;
    assert_eq!((report.credentials, report.licenses, report.values), (1, 0, 2));
    let vault = vaults::open(&std::fs::read(&target)?, Some(&secret(PASSPHRASE)), None)?;
    assert_eq!(vault.entries.len(), 1);
    let unknown = ["nobody".to_owned()];
    let error =
        vaults::export(&place.db, &place.keyring, &act, &unknown, secret(PASSPHRASE), &target, |_, _| {})
            .await;
    assert!(matches!(error, Err(Error::NotFound { .. })), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn weak_passphrases_and_wrong_targets_are_refused_and_leave_files_alone() -> Result<()> {
    let place = furnished().await?;
    let target = place.path("vault.kdbx");
    for weak in ["", "password", "holdfast2026", "Summer2026!"] {
        let error = vaults::check_passphrase(&secret(weak)).unwrap_err();
        assert_eq!(error.field_name(), Some("passphrase"), "{weak}");
        let act = place.act("Export");
        let refused =
            vaults::export(&place.db, &place.keyring, &act, &[], secret(weak), &target, |_, _| {}).await;
        assert!(refused.is_err() && !target.exists(), "{weak}");
    }
    let other = place.path("report.pdf");
    std::fs::write(&other, b"%PDF-1.7")?;
    let error = export(&place, &other).await.unwrap_err();
    assert!(error.to_string().contains("no KeePass file"), "{error}");
    assert_eq!(std::fs::read(&other)?, b"%PDF-1.7");
    let database = holdfast_core::db::database_file(place.db.folder());
    assert!(export(&place, &database).await.is_err());
    assert!(export(&place, &place.path("nowhere/vault.kdbx")).await.is_err());
    export(&place, &target).await?;
    let first = std::fs::read(&target)?;
    export(&place, &target).await?;
    assert_ne!(std::fs::read(&target)?, first, "a vault is replaced by the newer one");
    let leftovers: Vec<_> = std::fs::read_dir(target.parent().context("a folder")?)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.contains(".part"))
        .collect();
    assert!(leftovers.is_empty(), "{leftovers:?}");
    let empty = Place::open().await?;
    let error = export(&empty, &empty.path("empty.kdbx")).await.unwrap_err();
    assert!(error.to_string().contains("nothing to export"), "{error}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_export_beside_a_writer_is_of_one_moment() -> Result<()> {
    let place = Place::open().await?;
    let act = place.act("Furnish");
    let mut ids = Vec::new();
    for number in 0..5 {
        let mut tx = place.db.write().await?;
        let input = CredentialInput { name: format!("Login {number}"), ..CredentialInput::default() };
        let id = credentials::create(&mut tx, &act, input).await?;
        tx.commit().await?;
        let name = FieldName::parse("password")?;
        credentials::set_secret(&place.db, &place.keyring, &act, &id, name, secret("first")).await?;
        ids.push(id);
    }
    let (db, keyring, act) = (place.db.clone(), place.keyring.clone(), place.act("Rotate"));
    let last = ids.last().context("a login")?.clone();
    let mut rotated = false;
    // Once the first value is read, the last one is replaced so often that its row is gone.
    let progress = move |_, _| {
        if std::mem::replace(&mut rotated, true) {
            return;
        }
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                for turn in 0..12 {
                    let name = FieldName::parse("password").expect("a name");
                    let value = secret(&format!("turn {turn}"));
                    credentials::set_secret(&db, &keyring, &act, &last, name, value).await.expect("stored");
                }
            });
        });
    };
    let target = place.path("vault.kdbx");
    let act = place.act("Export");
    let report =
        vaults::export(&place.db, &place.keyring, &act, &[], secret(PASSPHRASE), &target, progress).await?;
    assert_eq!((report.credentials, report.values, report.unread.len()), (5, 5, 0), "{report:?}");
    let vault = vaults::open(&std::fs::read(&target)?, Some(&secret(PASSPHRASE)), None)?;
    let values: Vec<&str> = vault
        .entries
        .iter()
        .filter_map(|entry| Some(secrets::ExposeSecret::expose_secret(entry.password.as_ref()?)))
        .collect();
    assert_eq!(values, ["first", "first", "first", "first", "turn 11"]);
    Ok(())
}

#[tokio::test]
async fn a_vault_that_holds_more_than_an_export_is_not_replaced() -> Result<()> {
    let place = furnished().await?;
    let target = place.path("vault.kdbx");
    export(&place, &target).await?;
    let before = std::fs::read(&target)?;
    // Another passphrase: nobody knows what is in it.
    let other = secret("granite-otter-plumb-sextant-yawl");
    let act = place.act("Export");
    let error =
        vaults::export(&place.db, &place.keyring, &act, &[], other, &target, |_, _| {}).await.unwrap_err();
    assert!(error.to_string().contains("does not open with this passphrase"), "{error}");
    // An entry that somebody added in KeePassXC.
    let workshop = Workshop::new()?;
    let path = target.to_str().context("a path")?;
    workshop.keepassxc(PASSPHRASE, &["add", "-q", path, "My own"])?;
    let added = std::fs::read(&target)?;
    assert_ne!(added, before);
    let error = export(&place, &target).await.unwrap_err();
    assert!(
        error.to_string().contains("did not write") && error.to_string().contains("not touched"),
        "{error}"
    );
    assert_eq!(std::fs::read(&target)?, added);
    Ok(())
}

/// The time as keepassxc-cli reads it.
#[expect(clippy::disallowed_methods, reason = "another program knows no clock of ours")]
fn system_time() -> i64 {
    chrono::Utc::now().timestamp()
}
