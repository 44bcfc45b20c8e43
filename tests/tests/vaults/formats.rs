//! Bitwarden, 1Password, and the tables of browsers and password managers.

use super::outside::{PASSWORD, Workshop, day, entry, field, python, secret, text};
use anyhow::Result;
use holdfast_core::{
    credentials::CredentialKind,
    secrets::ExposeSecret,
    vaults::{self, VaultFile, VaultFormat, VaultKind},
};

const BITWARDEN: &str = include_str!("../../fixtures/vaults/bitwarden.json");

fn kind(kind: CredentialKind) -> VaultKind {
    VaultKind::Credential(kind)
}

fn parts(vault: &VaultFile) -> Vec<(&str, u32)> {
    vault.unsupported.iter().map(|part| (part.what.as_str(), part.count)).collect()
}

fn check_bitwarden(vault: &VaultFile) {
    let titles: Vec<&str> = vault.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Registrar", "Alarm codes", "Company card", "Jump host", "Old mail"]);
    let login = entry(vault, "Registrar");
    assert_eq!(login.username.as_deref(), Some("ops@northwind.example"));
    assert_eq!(login.url.as_deref(), Some("https://registrar.example/login"));
    assert_eq!(field(login, "URL (2)"), "https://portal.registrar.example");
    assert_eq!(text(&login.password), " tr0ub4dor & 3 ", "spaces belong to a password");
    assert!(text(&login.totp).contains("secret=JBSWY3DPEHPK3PXP"));
    assert_eq!((field(login, "Customer number"), field(login, "PIN")), ("447-10", "9041"));
    assert_eq!(login.fields.len(), 3, "an empty field is none");
    assert_eq!(login.folder, ["IT", "Domains"]);
    assert_eq!(day(login.changed_on), "2026-03-04");
    let note = entry(vault, "Alarm codes");
    assert_eq!(
        (note.kind.clone(), text(&note.notes)),
        (kind(CredentialKind::SecureNote), "Gate 1: 4711\nGate 2: 0815")
    );
    let card = entry(vault, "Company card");
    assert_eq!((field(card, "Number"), field(card, "Exp year")), ("4111111111111111", "2029"));
    let key = entry(vault, "Jump host");
    assert_eq!(key.kind, kind(CredentialKind::SshKey));
    assert!(text(&key.password).starts_with("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
    assert!(entry(vault, "Old mail").skipped.as_deref().is_some_and(|reason| reason.contains("trash")));
    assert_eq!(parts(vault), [("Passkeys", 1), ("Linked fields", 1), ("Earlier passwords", 2)]);
}

#[test]
fn bitwarden_json_is_read_and_shows_no_value() -> Result<()> {
    let look = vaults::look(BITWARDEN.as_bytes()).expect("a vault");
    assert_eq!(
        (look.format, look.plain_text, look.needs_password),
        (VaultFormat::BitwardenJson, true, false)
    );
    let vault = vaults::open(BITWARDEN.as_bytes(), None, None)?;
    check_bitwarden(&vault);
    let shown = format!("{vault:?}");
    for value in ["tr0ub4dor", "4711", "9041", "JBSWY3DPEHPK3PXP", "BEGIN OPENSSH"] {
        assert!(!shown.contains(value), "{value}");
    }
    Ok(())
}

#[test]
fn password_protected_bitwarden_json_opens_with_each_key_derivation() -> Result<()> {
    let workshop = Workshop::new()?;
    for kdf in ["pbkdf2", "argon2id"] {
        let file = workshop.path("protected.json");
        python(&["make_bitwarden.py", &file.display().to_string(), kdf, PASSWORD])?;
        let bytes = std::fs::read(&file)?;
        let look = vaults::look(&bytes).expect("a vault");
        assert_eq!((look.format, look.needs_password), (VaultFormat::BitwardenProtected, true));
        assert!(!look.plain_text && !look.takes_key_file);
        check_bitwarden(&vaults::open(&bytes, Some(&secret(PASSWORD)), None)?);
        let error = vaults::open(&bytes, Some(&secret("other")), None).unwrap_err();
        assert!(matches!(error, vaults::Error::Field { field: "password", .. }), "{kdf}: {error}");
        let text = String::from_utf8(bytes)?;
        let at = text.find("\"data\": \"2.").expect("data") + 60;
        let swapped = if &text[at..=at] == "A" { "B" } else { "A" };
        let damaged = format!("{}{swapped}{}", &text[..at], &text[at + 1..]);
        let error = vaults::open(damaged.as_bytes(), Some(&secret(PASSWORD)), None).unwrap_err();
        assert!(matches!(&error, vaults::Error::Import(text) if text.contains("damaged")), "{kdf}: {error}");
        let costly = text
            .replace("\"kdfIterations\": 5000", "\"kdfIterations\": 4000000000")
            .replace("\"kdfMemory\": 16", "\"kdfMemory\": 4096");
        let error = vaults::open(costly.as_bytes(), Some(&secret(PASSWORD)), None).unwrap_err();
        assert!(error.to_string().contains("asks for"), "{kdf}: {error}");
    }
    Ok(())
}

#[test]
fn a_bitwarden_file_that_cannot_be_read_says_why_and_shows_no_text() {
    let bound = br#"{"encrypted": true, "encKeyValidation_DO_NOT_EDIT": "2.a|b|c", "items": []}"#;
    let error = vaults::open(bound, None, None).unwrap_err();
    assert!(error.to_string().contains("Password protected"), "{error}");
    let wrong = BITWARDEN.replace("\"type\": 1,", "\"type\": \"tr0ub4dor\",");
    let error = vaults::open(wrong.as_bytes(), None, None).unwrap_err().to_string();
    assert!(error.contains("damaged in line") && !error.contains("tr0ub"), "{error}");
}

#[test]
fn a_1pux_archive_is_read_with_files_and_licenses() -> Result<()> {
    let workshop = Workshop::new()?;
    let file = workshop.path("export.1pux");
    python(&["make_1pux.py", &file.display().to_string()])?;
    let bytes = std::fs::read(&file)?;
    assert_eq!(vaults::look(&bytes).expect("a vault").format, VaultFormat::OnePux);
    let vault = vaults::open(&bytes, None, None)?;
    assert_eq!(vault.entries.len(), 5);
    let login = entry(&vault, "SaaS admin");
    assert_eq!((login.username.as_deref(), text(&login.password)), (Some("ops"), "p4ss \"x\""));
    assert_eq!(
        (login.url.as_deref(), field(login, "URL (2)")),
        (Some("https://saas.example/login"), "https://saas.example/admin")
    );
    assert!(text(&login.totp).contains("secret=JBSWY3DPEHPK3PXP"));
    assert_eq!((field(login, "PIN"), field(login, "Contact")), ("9041", "help@saas.example"));
    assert_eq!((field(login, "Since"), field(login, "Until")), ("2026-03-04", "2029-12"));
    assert_eq!((text(&login.notes), day(login.changed_on)), ("Ask Lena.", "2026-03-04".to_owned()));
    let document = &login.files[0];
    assert_eq!(
        (document.name.as_str(), document.bytes.expose_secret()),
        ("contract.pdf", b"%PDF-1.4 mini".as_slice())
    );
    assert_eq!(login.tags, ["cloud"]);

    let license = entry(&vault, "CAD suite");
    let VaultKind::SoftwareLicense(facts) = &license.kind else { panic!("{:?}", license.kind) };
    assert_eq!(text(&license.password), "CAD2-AAAA-BBBB-9F3K");
    assert_eq!((facts.publisher.as_deref(), facts.version.as_deref()), (Some("Draftworks"), Some("2026")));
    assert_eq!(facts.registered_name.as_deref(), Some("Northwind Ltd"));
    assert_eq!(facts.registered_email.as_deref(), Some("it@northwind.example"));
    assert_eq!(
        (facts.order_number.as_deref(), day(facts.purchased_on)),
        (Some("SO-17"), "2026-03-04".to_owned())
    );
    assert_eq!(
        (field(license, "company"), license.tags.as_slice()),
        ("Northwind", &["archived".to_owned()][..])
    );

    let key = entry(&vault, "Deploy key");
    assert_eq!(
        (key.kind.clone(), field(key, "Public key")),
        (kind(CredentialKind::SshKey), "ssh-ed25519 AAAA")
    );
    assert!(text(&key.password).starts_with("-----BEGIN PRIVATE KEY-----"));
    let wifi = entry(&vault, "Guest Wi-Fi");
    assert_eq!(
        (wifi.kind.clone(), wifi.username.as_deref()),
        (kind(CredentialKind::Wifi), Some("Northwind-Guest"))
    );
    assert_eq!((text(&wifi.password), field(wifi, "base station password")), ("wlan-key", "station"));
    assert!(entry(&vault, "Old wrapped one").skipped.is_some());
    assert_eq!(parts(&vault), [("Links between items", 1), ("Earlier passwords", 1)]);
    Ok(())
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused() -> Result<()> {
    let workshop = Workshop::new()?;
    let file = workshop.path("bomb.1pux");
    python(&["make_1pux.py", &file.display().to_string(), "600"])?;
    let bytes = std::fs::read(&file)?;
    assert!(bytes.len() < 2 * 1024 * 1024, "{} bytes", bytes.len());
    let error = vaults::open(&bytes, None, None).unwrap_err().to_string();
    assert!(error.contains("unpacks to more than 256 MB"), "{error}");
    let cut = vaults::open(&bytes[..bytes.len() / 2], None, None).unwrap_err();
    assert!(matches!(cut, vaults::Error::Import(_)), "{cut}");
    Ok(())
}

fn table(text: &str) -> VaultFile {
    vaults::open(text.as_bytes(), None, None).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Each program's table with one login in it.
#[test]
fn the_tables_of_each_program_bring_the_same_login() {
    const OTP: &str = "JBSWY3DPEHPK3PXP";
    for (source, csv) in [
        ("KeePassXC CSV", format!("\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\",\"TOTP\",\"Icon\",\"Last Modified\",\"Created\"\n\"Root/IT/Mail\",\"Mail\",\"ops\",\" a,\"\"b \",\"https://m.example\",\"two\nlines\",\"otpauth://totp/Mail:none?secret={OTP}\",\"0\",\"2026-03-04T12:00:00Z\",\"2026-03-04T12:00:00Z\"\n")),
        ("KeePass CSV", "\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\n\"Mail\",\"ops\",\" a,\\\"b \",\"https://m.example\",\"two\nlines\"\n".to_owned()),
        ("Bitwarden CSV", format!("folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\nIT/Mail,,login,Mail,\"two\nlines\",\"PIN: 9041\nSite: x: y\",0,https://m.example,ops,\" a,\"\"b \",{OTP}\n")),
        ("1Password CSV", format!("Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\nMail,https://m.example,ops,\" a,\"\"b \",otpauth://totp/x?secret={OTP},false,false,IT;Mail,\"two\nlines\"\n")),
        ("LastPass CSV", format!("url,username,password,totp,extra,name,grouping,fav\nhttps://m.example,ops,\" a,\"\"b \",{OTP},\"two\nlines\",Mail,IT\\Mail,0\n")),
        ("Browser CSV", "name,url,username,password,note\nMail,https://m.example,ops,\" a,\"\"b \",\"two\nlines\"\n".to_owned()),
        ("Firefox CSV", "\"url\",\"username\",\"password\",\"httpRealm\",\"formActionOrigin\",\"guid\",\"timeCreated\",\"timeLastUsed\",\"timePasswordChanged\"\n\"https://m.example\",\"ops\",\" a,\"\"b \",,\"https://m.example\",\"{1}\",\"1772625600000\",\"1772625600000\",\"1772625600000\"\n".to_owned()),
        ("Safari CSV", format!("Title,URL,Username,Password,Notes,OTPAuth\nMail,https://m.example,ops,\" a,\"\"b \",\"two\nlines\",otpauth://totp/x?secret={OTP}\n")),
        ("Dashlane CSV", format!("username,username2,username3,title,password,note,url,category,otpUrl\nops,ops2,,Mail,\" a,\"\"b \",\"two\nlines\",https://m.example,IT,otpauth://totp/x?secret={OTP}\n")),
        ("NordPass CSV", "name,url,additional_urls,username,password,note,cardholdername,cardnumber,cvc,pin,expirydate,zipcode,folder,full_name,phone_number,email,address1,address2,city,country,state,type,custom_fields\nMail,https://m.example,\"[\"\"https://n.example\"\"]\",ops,\" a,\"\"b \",\"two\nlines\",,,,,,,IT,,,,,,,,,password,\"[{\"\"type\"\":\"\"hidden\"\",\"\"label\"\":\"\"PIN\"\",\"\"value\"\":\"\"9041\"\"}]\"\n".to_owned()),
        ("Proton Pass CSV", format!("type,name,url,email,username,password,note,totp,createTime,modifyTime,vault\nlogin,Mail,\"https://m.example, https://n.example\",me@m.example,ops,\" a,\"\"b \",\"two\nlines\",otpauth://totp/x?secret={OTP},1772625600,1772625600,IT\n")),
        ("RoboForm CSV", format!("Name,Url,MatchUrl,Login,Pwd,Note,Folder,RfFieldsV2\nMail,https://m.example,https://m.example,ops,\" a,\"\"b \",\"two\nlines\",/IT,\"User ID$,,,txt,ops\",\"Password$,,,pwd,x\",\"TOTP KEY$,,,txt,{OTP}\",\"PIN,,,pwd,9041\"\n")),
        ("Keeper CSV", format!("IT\\Mail,Mail,ops,\" a,\"\"b \",https://m.example,\"two\nlines\",,TFC:Keeper,otpauth://totp/x?secret={OTP},PIN,9041\n")),
        ("Keeper CSV", "Folder,Title,Login,Password,Website Address,Notes,Shared Folder,Custom Fields\nIT,Mail,ops,\" a,\"\"b \",https://m.example,\"two\nlines\",,PIN,9041\n".to_owned()),
        ("Enpass CSV", format!("\"Title\",\"Field\",\"Value\",\"Field\",\"Value\",\"Note\"\n\"Mail\",\"Username\",\"ops\",\"*Password\",\" a,\"\"b \",\"Website\",\"https://m.example\",\"TOTP\",\"{OTP}\",\"*PIN\",\"9041\",\"two\nlines\"\n")),
        ("ITFlow credentials", format!("Name,Description,Username,Password,TOTP,URI\nMail,\"two\nlines\",ops,\" a,\"\"b \",{OTP},https://m.example\n")),
        ("Password table", "Titel;Benutzername;Passwort;URL;Notizen;PIN\nMail;ops;\" a,\"\"b \";https://m.example;\"two\nlines\";9041\n".to_owned()),
    ] {
        let vault = table(&csv);
        assert_eq!(vault.source, source, "{csv}");
        assert_eq!(vault.entries.len(), 1, "{source}");
        let login = &vault.entries[0];
        assert_eq!(login.title, if source == "Firefox CSV" { "m.example" } else { "Mail" }, "{source}");
        assert_eq!(login.kind, kind(CredentialKind::Login), "{source}");
        assert_eq!(login.username.as_deref(), Some("ops"), "{source}");
        assert_eq!(text(&login.password), " a,\"b ", "{source}");
        assert_eq!(login.url.as_deref(), Some("https://m.example"), "{source}");
        let notes = if source == "Firefox CSV" { "" } else { "two\nlines" };
        assert_eq!(text(&login.notes), notes, "{source}");
        if csv.contains(OTP) {
            assert!(text(&login.totp).contains(&format!("secret={OTP}")), "{source}");
        }
        if csv.contains("9041") {
            assert_eq!(field(login, "PIN"), "9041", "{source}");
        }
        if csv.contains("n.example") {
            assert_eq!(field(login, "URL (2)"), "https://n.example", "{source}");
        }
        if csv.contains("2026-03") || csv.contains("1772625600") {
            assert_eq!(day(login.changed_on), "2026-03-04", "{source}");
        }
        let in_folder = csv.contains("IT") && source != "1Password CSV" && source != "Password table";
        assert_eq!(login.folder.first().map(String::as_str), in_folder.then_some("IT"), "{source}");
    }
}

#[test]
fn lastpass_secure_notes_become_what_they_are() {
    let csv = "url,username,password,extra,name,grouping,fav\n\
        http://sn,,,Just a note,Plain,,0\n\
        http://sn,,,\"NoteType:Software License\nLanguage:en-US\nLicense Key:AAAA-BBBB-CCCC-9F3K\nLicensee:Northwind\nVersion:12\nPublisher:Draftworks\nSupport Email:help@d.example\nNotes:keep: this\nand this\",CAD,Licenses,0\n\
        http://sn,,,\"NoteType:SSH Key\nPassphrase:pp\nPrivate Key:-----BEGIN KEY-----\nab:cd\n-----END KEY-----\nHostname:h\",Key,,0\n\
        http://sn,,,\"NoteType:Server\nHostname:srv.example\nUsername:root\nPassword:p\",Srv,,0\n";
    let vault = table(csv);
    let plain = entry(&vault, "Plain");
    assert_eq!(
        (plain.kind.clone(), text(&plain.notes), plain.url.as_deref()),
        (kind(CredentialKind::SecureNote), "Just a note", None)
    );
    let cad = entry(&vault, "CAD");
    let VaultKind::SoftwareLicense(facts) = &cad.kind else { panic!("{:?}", cad.kind) };
    assert_eq!(
        (facts.publisher.as_deref(), facts.registered_name.as_deref()),
        (Some("Draftworks"), Some("Northwind"))
    );
    assert_eq!((text(&cad.password), text(&cad.notes)), ("AAAA-BBBB-CCCC-9F3K", "keep: this\nand this"));
    assert_eq!(field(cad, "Support Email"), "help@d.example");
    let key = entry(&vault, "Key");
    assert_eq!(key.kind, kind(CredentialKind::SshKey));
    assert_eq!(text(&key.password), "-----BEGIN KEY-----\nab:cd\n-----END KEY-----");
    assert_eq!((field(key, "Passphrase"), field(key, "Hostname")), ("pp", "h"));
    let server = entry(&vault, "Srv");
    assert_eq!(
        (server.url.as_deref(), server.username.as_deref(), text(&server.password)),
        (Some("srv.example"), Some("root"), "p")
    );
}

#[test]
fn tables_name_rows_of_other_kinds_and_recycle_bins() {
    let vault = table(
        "Group,Title,Username,Password,URL,Notes\nRoot/Recycle Bin,Old,a,b,,\nRoot,New,a,b,,\nRoot,Bare,,,,\n",
    );
    assert!(entry(&vault, "Old").skipped.as_deref().is_some_and(|reason| reason.contains("Recycle Bin")));
    assert_eq!(entry(&vault, "New").skipped, None);
    assert!(entry(&vault, "Bare").skipped.as_deref().is_some_and(|reason| reason.contains("nothing in it")));
    let vault = table(
        "name,url,username,password,note,cardholdername,cardnumber,folder,type\nIT,,,,,,,,folder\nCard,,,,,Lena,4111,,credit_card\nN,,,,text,,,,note\n",
    );
    assert!(entry(&vault, "IT").skipped.is_some());
    assert_eq!(
        (entry(&vault, "Card").kind.clone(), field(entry(&vault, "Card"), "cardnumber")),
        (kind(CredentialKind::Other), "4111")
    );
    assert_eq!(entry(&vault, "N").kind, kind(CredentialKind::SecureNote));
}

#[test]
fn keepass_1_tables_escape_with_backslashes() {
    let vault = table(
        "\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\r\n\"A \\\"b\\\"\",\"me\",\"p\\\\q\\\"r,\",\"\",\"\"\r\n",
    );
    assert_eq!((vault.source.as_str(), vault.entries.len()), ("KeePass CSV", 1));
    assert_eq!(vault.entries[0].title, "A \"b\"");
    assert_eq!(text(&vault.entries[0].password), "p\\q\"r,");
}

#[test]
fn the_same_header_row_with_doubled_marks_loses_nothing() {
    const HEADERS: &str = "\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\r\n";
    for (cell, value) in [
        ("ab\"\"cd,ef", "ab\"cd,ef"),
        ("p\"\"w;rd,N \\ €", "p\"w;rd,N \\ €"),
        ("back\\slash", "back\\slash"),
        ("\"\"first", "\"first"),
        ("plain, with a comma", "plain, with a comma"),
    ] {
        let vault = table(&format!("{HEADERS}\"A\",\"bob\",\"{cell}\",\"https://a.example/\",\"note\"\r\n"));
        let entry = &vault.entries[0];
        assert_eq!(text(&entry.password), value, "{cell}");
        assert_eq!(entry.url.as_deref(), Some("https://a.example/"), "{cell}");
    }
    let uneven = format!("{HEADERS}\"A\",\"bob\",\"a\",\"b\",\"c\",\"d\"\r\n");
    assert!(
        vaults::open(uneven.as_bytes(), None, None).is_err(),
        "a row with a cell too many is not guessed at"
    );
}

#[test]
fn tables_of_other_things_are_no_vaults() {
    for other in [
        "Name,Description,Contact Name,Phone,Website,Account Number,Notes\nAcme,d,Bo,1,https://acme.example,7,n\n",
        "Item name,serial number,Category,manufacturer,purchase date,purchase cost\nCAD,AAAA-BBBB,x,Draftworks,2026-01-01,12\n",
        "First Name,Last Name,Email,Username,Activated,Location\nBo,Li,bo@x.example,bo,yes,HQ\n",
        "Asset Tag,Name,Serial,Model,URL,Notes\nA1,Laptop,S1,M,https://x.example,n\n",
    ] {
        assert_eq!(vaults::look(other.as_bytes()), None, "{other}");
    }
}
