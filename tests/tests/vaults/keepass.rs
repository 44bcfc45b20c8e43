//! KeePass's files, each written by another program than ours.

use super::outside::{PASSWORD, Workshop, day, entry, field, secret, text};
use anyhow::Result;
use holdfast_core::{
    secrets::ExposeSecret,
    vaults::{self, VaultEntry, VaultFile, VaultFormat},
};

fn attachment(entry: &VaultEntry) -> (&str, &[u8]) {
    let file = entry.files.first().expect("an attachment");
    (&file.name, file.bytes.expose_secret())
}

/// What both scripts write.
fn check_common(vault: &VaultFile) {
    let switch = entry(vault, "Core switch");
    assert_eq!(switch.username.as_deref(), Some("admin"));
    assert_eq!(switch.url.as_deref(), Some("https://switch.example"));
    assert_eq!(text(&switch.notes), "Rack 2\nTop");
    assert_eq!(day(switch.expires_on), "2026-12-31");
    let host = entry(vault, "Backup host");
    assert_eq!((host.username.as_deref(), text(&host.password)), (Some("root"), "second"));
    assert_eq!(attachment(host), ("id_key.txt", b"line one\nline two\n".as_slice()));
    assert_eq!(host.expires_on, None);
    let thrown = entry(vault, "Thrown away");
    assert!(thrown.skipped.is_some() && switch.skipped.is_none() && host.skipped.is_none());
}

#[test]
fn keepass_1_files_open_with_password_key_file_or_both() -> Result<()> {
    let workshop = Workshop::new()?;
    let key_file = workshop.key_file()?;
    let key = std::fs::read(&key_file)?;
    for (password, with_key_file) in [(PASSWORD, false), (PASSWORD, true), ("", true)] {
        let bytes = workshop.file_keepass(1, password, with_key_file.then_some(key_file.as_path()))?;
        let look = vaults::look(&bytes).expect("a vault");
        assert_eq!((look.format, look.needs_password, look.takes_key_file), (VaultFormat::Kdb, true, true));
        let password = (!password.is_empty()).then(|| secret(password));
        let vault = vaults::open(&bytes, password.as_ref(), with_key_file.then_some(key.as_slice()))?;
        check_common(&vault);
        assert_eq!(vault.entries.len(), 3, "the settings that KeePass 1 keeps as entries are none");
        let switch = entry(&vault, "Core switch");
        assert_eq!(text(&switch.password), " pass & <word> ");
        assert_eq!(day(switch.changed_on), "2026-03-04");
        assert_eq!(entry(&vault, "Backup host").folder, ["General", "Servers"]);
    }
    Ok(())
}

#[test]
fn kdbx_3_files_open_with_password_key_file_or_both() -> Result<()> {
    let workshop = Workshop::new()?;
    let key_file = workshop.key_file()?;
    let key = std::fs::read(&key_file)?;
    for (password, with_key_file) in [(PASSWORD, false), (PASSWORD, true), ("", true)] {
        let bytes = workshop.file_keepass(2, password, with_key_file.then_some(key_file.as_path()))?;
        assert_eq!(vaults::look(&bytes).expect("a vault").format, VaultFormat::Kdbx3);
        let password = (!password.is_empty()).then(|| secret(password));
        let vault = vaults::open(&bytes, password.as_ref(), with_key_file.then_some(key.as_slice()))?;
        check_common(&vault);
        assert_eq!(text(&entry(&vault, "Core switch").password), " pass & <word> ");
        let host = entry(&vault, "Backup host");
        assert_eq!((field(host, "PIN"), field(host, "Asset tag")), ("9041", "NW-7"));
        let hidden: Vec<bool> = host.fields.iter().map(|field| field.protected).collect();
        assert!(hidden.contains(&true) && hidden.contains(&false));
        assert_eq!(host.folder, ["Servers"]);
        assert_eq!(host.tags.len(), 2);
        assert_eq!(vault.unsupported.iter().map(|part| part.count).sum::<u32>(), 1, "one earlier version");
    }
    Ok(())
}

#[test]
fn kdbx_4_files_open_with_each_cipher_and_key_derivation() -> Result<()> {
    let workshop = Workshop::new()?;
    for cipher in ["aes256", "chacha20", "twofish"] {
        for kdf in ["aes", "argon2d", "argon2id"] {
            let bytes = workshop.pykeepass(cipher, kdf, PASSWORD, None)?;
            let vault = vaults::open(&bytes, Some(&secret(PASSWORD)), None)?;
            assert_eq!(vault.format, VaultFormat::Kdbx4, "{cipher} {kdf}");
            check_common(&vault);
            let switch = entry(&vault, "Core switch");
            assert_eq!(text(&switch.password), " pass & <word> ü ");
            assert!(text(&switch.totp).contains("secret=JBSWY3DPEHPK3PXP"), "{cipher} {kdf}");
            assert_eq!(
                (field(switch, "PIN"), switch.tags.as_slice()),
                ("9041", &["network".to_owned(), "24/7".to_owned()][..])
            );
            assert_eq!(entry(&vault, "Backup host").folder, ["Servers", "Linux"]);
            let same = entry(&vault, "Same login");
            assert_eq!(
                (same.username.as_deref(), text(&same.password)),
                (Some("admin"), " pass & <word> ü ")
            );
            assert!(same.remarks.is_empty());
        }
    }
    Ok(())
}

#[test]
fn kdbx_4_files_open_with_a_key_file() -> Result<()> {
    let workshop = Workshop::new()?;
    let key_file = workshop.key_file()?;
    let key = std::fs::read(&key_file)?;
    let bytes = workshop.pykeepass("aes256", "argon2d", PASSWORD, Some(&key_file))?;
    check_common(&vaults::open(&bytes, Some(&secret(PASSWORD)), Some(&key))?);
    let alone = workshop.pykeepass("aes256", "argon2d", "", Some(&key_file))?;
    check_common(&vaults::open(&alone, None, Some(&key))?);
    Ok(())
}

#[test]
fn a_vault_of_keepassxc_opens_as_kdbx_xml_and_csv() -> Result<()> {
    let workshop = Workshop::new()?;
    let file = workshop.path("xc.kdbx");
    let path = file.to_str().expect("a path");
    let doubled = format!("{PASSWORD}\n{PASSWORD}");
    workshop.keepassxc(&doubled, &["db-create", "--set-password", "--decryption-time", "100", path])?;
    workshop.keepassxc(PASSWORD, &["mkdir", path, "Net work"])?;
    workshop.keepassxc(
        &format!("{PASSWORD}\n a \"quoted\", long; one ü"),
        &[
            "add",
            "--username",
            "me@x.example",
            "--url",
            "https://x.example",
            "--notes",
            "n1",
            "-p",
            path,
            "Net work/Portal",
        ],
    )?;
    let check = |vault: &VaultFile| {
        let portal = entry(vault, "Portal");
        assert_eq!(text(&portal.password), " a \"quoted\", long; one ü", "{}", vault.source);
        assert_eq!(portal.username.as_deref(), Some("me@x.example"));
        assert_eq!((portal.url.as_deref(), text(&portal.notes)), (Some("https://x.example"), "n1"));
        assert_eq!(portal.folder, ["Net work"], "{}", vault.source);
        assert!(portal.changed_on.is_some());
    };
    let bytes = std::fs::read(&file)?;
    check(&vaults::open(&bytes, Some(&secret(PASSWORD)), None)?);

    let xml = workshop.keepassxc(PASSWORD, &["export", "-q", "--format", "xml", path])?;
    let look = vaults::look(xml.as_bytes()).expect("a vault");
    assert_eq!((look.format, look.plain_text, look.needs_password), (VaultFormat::KeepassXml, true, false));
    check(&vaults::open(xml.as_bytes(), None, None)?);

    let csv = workshop.keepassxc(PASSWORD, &["export", "-q", "--format", "csv", path])?;
    let vault = vaults::open(csv.as_bytes(), None, None)?;
    assert_eq!(vault.source, "KeePassXC CSV");
    check(&vault);
    Ok(())
}
