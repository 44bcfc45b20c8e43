//! Certificates made by openssl, read from every form they come in, and kept with a contract.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::NaiveDate;
use holdfast_core::{
    Act,
    clock::Now,
    contracts::{self, Certificate, ContractInput, ContractKind, certificate},
    db::Db,
    history::{self, Actor},
    list::ListQuery,
    reminders::{self, DeadlineKind},
    search,
    terms::TermInput,
};
use secrecy::SecretString;
use std::{path::Path, process::Command};

const TODAY: &str = "2026-11-22";
const PASSPHRASE: &str = "Schönes Wetter 7";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn act(title: &str) -> Act {
    Act::new(Now::as_of(day(TODAY)), Actor::CommandLine, title)
}

/// Runs openssl in a folder and returns what it printed.
fn openssl(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}

fn read(folder: &Path, name: &str) -> Certificate {
    certificate::read(&bytes(folder, name), None).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// How openssl makes each kind of key.
const KEYS: [(&str, &[&str], &str, Option<u32>); 3] = [
    ("rsa", &["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "RSA", Some(2048)),
    ("ec", &["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "EC P-256", Some(256)),
    ("ed", &["genpkey", "-algorithm", "ED25519"], "Ed25519", Some(256)),
];

/// A root, an authority below it, and a certificate for two hosts and an address, all with one kind of key:
/// root.pem, ca.pem, leaf.pem, leaf.key.
fn chain(folder: &Path, key: &[&str], host: &str, days: &str) {
    for name in ["root", "ca", "leaf"] {
        let out = format!("{name}.key");
        openssl(folder, &[key, &["-out", &out]].concat());
    }
    std::fs::write(folder.join("ca.cnf"), "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n")
        .unwrap();
    let names = format!(
        "basicConstraints=CA:FALSE\nsubjectAltName=DNS:{host},DNS:*.{host},IP:192.0.2.7,IP:2001:db8::7,email:it@{host}\n"
    );
    std::fs::write(folder.join("leaf.cnf"), names).unwrap();
    openssl(
        folder,
        &[
            "req",
            "-x509",
            "-new",
            "-key",
            "root.key",
            "-subj",
            "/C=DE/O=Test Trust/CN=Test Root",
            "-days",
            "3650",
            "-out",
            "root.pem",
        ],
    );
    openssl(
        folder,
        &["req", "-new", "-key", "ca.key", "-subj", "/C=DE/O=Test Trust/CN=Test CA 1", "-out", "ca.csr"],
    );
    openssl(
        folder,
        &[
            "x509",
            "-req",
            "-in",
            "ca.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-days",
            "1825",
            "-extfile",
            "ca.cnf",
            "-out",
            "ca.pem",
        ],
    );
    let subject = format!("/C=DE/O=Müller, Meier GmbH/CN={host}");
    openssl(folder, &["req", "-new", "-utf8", "-key", "leaf.key", "-subj", &subject, "-out", "leaf.csr"]);
    openssl(
        folder,
        &[
            "x509",
            "-req",
            "-in",
            "leaf.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            days,
            "-extfile",
            "leaf.cnf",
            "-out",
            "leaf.pem",
        ],
    );
}

/// The same chain in every form: leaf alone and all together, text and binary.
fn forms(folder: &Path) -> Vec<&'static str> {
    let cat = |names: &[&str], out: &str| {
        let all: Vec<u8> = names.iter().flat_map(|name| bytes(folder, name)).collect();
        std::fs::write(folder.join(out), all).unwrap();
    };
    openssl(folder, &["x509", "-in", "leaf.pem", "-outform", "DER", "-out", "leaf.der"]);
    openssl(folder, &["x509", "-in", "leaf.pem", "-text", "-out", "text.crt"]);
    openssl(
        folder,
        &["x509", "-in", "leaf.pem", "-trustout", "-addtrust", "serverAuth", "-out", "trusted.pem"],
    );
    cat(&["root.pem", "leaf.key", "ca.pem", "leaf.pem"], "chain.pem");
    openssl(folder, &["crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-out", "chain.p7b"]);
    openssl(
        folder,
        &["crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-outform", "DER", "-out", "chain.p7c"],
    );
    vec!["leaf.pem", "leaf.der", "text.crt", "trusted.pem", "chain.pem", "chain.p7b", "chain.p7c"]
}

/// PKCS #12 as it is written today, and as old Windows and Java wrote it.
fn keystores(folder: &Path) -> Vec<&'static str> {
    let pass = format!("pass:{PASSPHRASE}");
    let export = [
        "pkcs12",
        "-export",
        "-inkey",
        "leaf.key",
        "-in",
        "leaf.pem",
        "-certfile",
        "authorities.pem",
        "-passout",
        &pass,
    ];
    let authorities: Vec<u8> = ["ca.pem", "root.pem"].iter().flat_map(|name| bytes(folder, name)).collect();
    std::fs::write(folder.join("authorities.pem"), authorities).unwrap();
    openssl(folder, &[&export[..], &["-out", "today.p12"]].concat());
    openssl(
        folder,
        &[
            &export[..],
            &["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1", "-out", "old.pfx"],
        ]
        .concat(),
    );
    vec!["today.p12", "old.pfx"]
}

/// A date as openssl prints it, "Nov 22 20:19:51 2027 GMT", as a calendar date.
fn printed(folder: &Path, what: &str) -> (String, String) {
    let text = openssl(folder, &["x509", "-in", "leaf.pem", "-noout", what]);
    let text = text.trim().split_once('=').unwrap().1;
    let at = chrono::NaiveDateTime::parse_from_str(text, "%b %e %H:%M:%S %Y GMT").unwrap();
    (at.date().to_string(), at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[test]
fn chains_of_every_key_in_every_form_are_read_as_openssl_prints_them() {
    for (name, key, algorithm, bits) in KEYS {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        chain(folder, key, "shop.example", "397");
        let (starts_on, not_before) = printed(folder, "-startdate");
        let (ends_on, not_after) = printed(folder, "-enddate");
        let fingerprint = openssl(folder, &["x509", "-in", "leaf.pem", "-noout", "-fingerprint", "-sha256"]);
        let fingerprint = fingerprint.trim().split_once('=').unwrap().1.to_owned();
        let serial = openssl(folder, &["x509", "-in", "leaf.pem", "-noout", "-serial"]);
        let serial = serial.trim().split_once('=').unwrap().1.to_owned();

        let mut found: Vec<(String, Certificate)> =
            forms(folder).into_iter().map(|form| (format!("{name} {form}"), read(folder, form))).collect();
        for store in keystores(folder) {
            let passphrase = SecretString::from(PASSPHRASE);
            let certificate = certificate::read(&bytes(folder, store), Some(&passphrase)).unwrap();
            found.push((format!("{name} {store}"), certificate));
        }
        for (form, certificate) in found {
            assert_eq!(certificate.subject, "CN=shop.example, O=Müller\\, Meier GmbH, C=DE", "{form}");
            assert_eq!(certificate.common_name.as_deref(), Some("shop.example"), "{form}");
            assert_eq!(
                certificate.names,
                ["shop.example", "*.shop.example", "192.0.2.7", "2001:db8::7", "it@shop.example"],
                "{form}"
            );
            assert_eq!(certificate.issuer, "CN=Test CA 1, O=Test Trust, C=DE", "{form}");
            assert_eq!((&certificate.starts_on, &certificate.ends_on), (&starts_on, &ends_on), "{form}");
            assert_eq!(
                (&certificate.not_before, &certificate.not_after),
                (&not_before, &not_after),
                "{form}"
            );
            assert_eq!(certificate.fingerprint, fingerprint, "{form}");
            assert_eq!(certificate.serial.replace(':', ""), serial, "{form}");
            assert_eq!(
                (certificate.key_algorithm.as_str(), certificate.key_bits),
                (algorithm, bits),
                "{form}"
            );
            assert!(certificate.weaknesses.is_empty(), "{form}: {:?}", certificate.weaknesses);
            let above: Vec<&str> = certificate.chain.iter().map(|link| link.subject.as_str()).collect();
            if form.contains("chain") || form.contains("p12") || form.contains("pfx") {
                assert_eq!(
                    above,
                    ["CN=Test CA 1, O=Test Trust, C=DE", "CN=Test Root, O=Test Trust, C=DE"],
                    "{form}"
                );
            } else {
                assert!(above.is_empty(), "{form}");
            }
        }
    }
}

#[test]
fn a_keystore_asks_for_its_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    chain(folder, KEYS[1].1, "shop.example", "397");
    for store in keystores(folder) {
        let file = bytes(folder, store);
        let none = certificate::read(&file, None).unwrap_err();
        assert_eq!(none.field_name(), Some("passphrase"), "{store}: {none}");
        assert!(none.to_string().contains("Enter its passphrase"), "{none}");
        let wrong = certificate::read(&file, Some(&SecretString::from("guess"))).unwrap_err();
        assert_eq!(wrong.field_name(), Some("passphrase"), "{store}: {wrong}");
        assert!(wrong.to_string().contains("does not open"), "{wrong}");
        let cut =
            certificate::read(&file[..file.len() / 2], Some(&SecretString::from(PASSPHRASE))).unwrap_err();
        assert_eq!(cut.field_name(), Some("file"), "{store}: {cut}");
    }
    openssl(
        folder,
        &[
            "pkcs12", "-export", "-inkey", "leaf.key", "-in", "leaf.pem", "-passout", "pass:", "-out",
            "open.p12",
        ],
    );
    assert_eq!(read(folder, "open.p12").common_name.as_deref(), Some("shop.example"));
}

#[test]
fn what_is_weak_or_over_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    openssl(
        folder,
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:1024",
            "-noenc",
            "-sha1",
            "-keyout",
            "k",
            "-subj",
            "/CN=old.example",
            "-addext",
            "basicConstraints=CA:FALSE",
            "-days",
            "10",
            "-out",
            "old.pem",
        ],
    );
    let old = read(folder, "old.pem");
    assert_eq!(old.signature_algorithm, "SHA-1 with RSA");
    assert_eq!(old.key_bits, Some(1024));
    assert_eq!(old.weaknesses.len(), 2, "{:?}", old.weaknesses);
    let fields = |certificate: &Certificate, today: NaiveDate| -> Vec<String> {
        certificate::warnings(certificate, today).into_iter().map(|warning| warning.field).collect()
    };
    let end = day(&old.ends_on);
    assert_eq!(fields(&old, end + chrono::Days::new(1)), ["ends_on", "weaknesses", "weaknesses"]);
    assert_eq!(
        fields(&old, day(&old.starts_on) - chrono::Days::new(1)),
        ["starts_on", "weaknesses", "weaknesses"]
    );

    openssl(
        folder,
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-noenc",
            "-sigopt",
            "rsa_padding_mode:pss",
            "-sigopt",
            "rsa_pss_saltlen:-1",
            "-sha256",
            "-keyout",
            "k",
            "-subj",
            "/CN=new.example",
            "-days",
            "300",
            "-out",
            "pss.pem",
        ],
    );
    let pss = read(folder, "pss.pem");
    assert_eq!(pss.signature_algorithm, "RSA-PSS with SHA-256");
    assert!(pss.weaknesses.is_empty() && fields(&pss, day(&pss.starts_on)).is_empty());
}

#[test]
fn no_file_makes_it_panic_and_each_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    chain(folder, KEYS[0].1, "shop.example", "397");
    forms(folder);
    for name in ["leaf.csr", "leaf.key", "leaf.cnf"] {
        let error = certificate::read(&bytes(folder, name), None).unwrap_err();
        assert_eq!(error.field_name(), Some("file"), "{name}: {error}");
    }
    // Every byte of a certificate changed, and every length of it cut off, reads or says why not.
    for name in ["leaf.der", "chain.p7c"] {
        let whole = bytes(folder, name);
        for place in (0..whole.len()).step_by(3) {
            let mut broken = whole.clone();
            broken[place] ^= 0xFF;
            if let Err(error) = certificate::read(&broken, None) {
                assert!(matches!(error.field_name(), Some("file" | "passphrase")), "{name} {place}: {error}");
            }
            if let Err(error) = certificate::read(&whole[..place], None) {
                assert!(matches!(error.field_name(), Some("file" | "passphrase")), "{name} {place}: {error}");
            }
        }
    }
    let text = String::from_utf8(bytes(folder, "leaf.pem")).unwrap();
    let cut = certificate::read(&text.as_bytes()[..text.len() / 2], None).unwrap_err();
    assert!(cut.to_string().contains("cut off"), "{cut}");
}

#[tokio::test]
async fn a_renewed_file_renews_the_term_and_the_deadline_moves() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    chain(folder, KEYS[1].1, "shop.example", "30");
    let first = read(folder, "leaf.pem");
    let input = ContractInput {
        vendor: Some("Test Trust".into()),
        // Entered before the file came: what it costs, not when it ends.
        terms: vec![TermInput { purchase_order: Some("PO 1".into()), ..TermInput::default() }],
        ..ContractInput::default()
    };
    let id = contracts::create_from_certificate(&mut tx, &act("Add"), &first, input).await.unwrap();
    let contract = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(
        (contract.fields.name.as_str(), contract.fields.kind),
        ("shop.example", ContractKind::Certificate)
    );
    assert_eq!(contract.terms.len(), 1);
    assert_eq!(contract.terms[0].fields.ends_on.as_ref(), Some(&first.ends_on));
    assert_eq!(contract.terms[0].fields.purchase_order.as_deref(), Some("PO 1"));
    assert_eq!(contract.certificates[0].certificate, first);
    assert!(!contracts::keep_certificate(&mut tx, &act("Again"), &id, &first).await.unwrap());
    let ends = |due: &[reminders::Deadline]| -> Vec<(DeadlineKind, String)> {
        due.iter().map(|deadline| (deadline.kind, deadline.due_on.clone())).collect()
    };
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    assert_eq!(ends(&due), [(DeadlineKind::ContractEnds, first.ends_on.clone())]);
    // Found by a name that stands in the file alone.
    assert_eq!(search::find(&mut tx, "*.shop.exam", 10).await.unwrap()[0].id, id);

    chain(folder, KEYS[2].1, "shop.example", "397");
    let second = read(folder, "leaf.pem");
    let renew = act("Renew");
    assert!(contracts::keep_certificate(&mut tx, &renew, &id, &second).await.unwrap());
    let contract = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(contract.terms.len(), 2);
    assert_eq!(contract.terms[0].fields.renews_term_id.as_ref(), Some(&contract.terms[1].id));
    assert!(contract.terms[1].renewed);
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    assert_eq!(ends(&due), [(DeadlineKind::ContractEnds, second.ends_on.clone())]);
    let other = Certificate { fingerprint: "x".into(), ..first.clone() };
    let older = contracts::keep_certificate(&mut tx, &act("Older"), &id, &other).await.unwrap_err();
    assert_eq!(older.field_name(), Some("file"));

    history::undo(&mut tx, &act("Undo"), &renew.batch).await.unwrap();
    let back = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!((back.terms.len(), back.certificates.len()), (1, 1));

    let weak = Certificate { weaknesses: vec!["It is weak.".into()], ..second };
    contracts::keep_certificate(&mut tx, &act("Weak"), &id, &weak).await.unwrap();
    let query = ListQuery { only: Some("weak".into()), ..ListQuery::default() };
    assert_eq!(contracts::list(&mut tx, &query, day(TODAY)).await.unwrap().total, 1);
    let support = ContractInput { name: "Support".into(), ..ContractInput::default() };
    let other = contracts::create(&mut tx, &act("Add"), support).await.unwrap();
    let none = contracts::keep_certificate(&mut tx, &act("No"), &other, &weak).await.unwrap_err();
    assert_eq!(none.field_name(), Some("file"));
}
