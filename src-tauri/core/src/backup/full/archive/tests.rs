use super::*;
use crate::{backup::store::Facts, secrets::SecretOwner};
use proptest::prelude::*;
use std::io::{Seek, SeekFrom};

const PASSPHRASE: &str = "correct horse battery staple";

fn row(id: &str) -> OrphanRow {
    OrphanRow {
        id: id.to_owned(),
        owner: SecretOwner::Credential,
        owner_id: "c".to_owned(),
        subject_id: "c".to_owned(),
        name: "Router".to_owned(),
        field: "password".to_owned(),
        previous: false,
    }
}

fn about_this(values: usize) -> About {
    let facts = Facts { database_id: "d".into(), schema: 11, last_act: None, records: 3 };
    About::new("2026-12-01T10:00:00Z".into(), facts, values)
}

/// What stands in a file, as it was read.
#[derive(Default)]
struct Found {
    database: Vec<u8>,
    values: Vec<(String, String)>,
}

impl Visitor for Found {
    fn database(&mut self, from: &mut dyn Read) -> Result<()> {
        from.read_to_end(&mut self.database).map(drop).map_err(|_| damaged(Path::new("f")))
    }

    fn value(&mut self, stored: Stored) -> Result<()> {
        self.values.push((stored.id, stored.value.expose_secret().to_owned()));
        Ok(())
    }
}

/// A file with these values, and what must be found in it.
fn written(database: &[u8], values: &[(String, String)]) -> (File, Seal) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    std::fs::write(&copy, database).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    let pass = SecretString::from(PASSPHRASE);
    let mut writer =
        Writer::begin(file.try_clone().unwrap(), &pass, &about_this(values.len()), 1_800_000_000).unwrap();
    writer.database(&copy).unwrap();
    for (id, value) in values {
        writer.value(&row(id), &SecretString::from(value.as_str())).unwrap();
    }
    let seal = writer.finish().unwrap();
    file.rewind().unwrap();
    (file, seal)
}

fn read_all(file: &File, passphrase: &str, visitor: &mut dyn Visitor) -> Result<About> {
    let mut file = file.try_clone().unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    read(file, Path::new("f"), &SecretString::from(passphrase), visitor)
}

#[test]
fn a_file_holds_what_was_put_in_and_opens_with_its_passphrase_alone() {
    // More than fits into one file of values, among them the longest one and what JSON has to write in another way.
    let mut values: Vec<(String, String)> =
        (0..24).map(|n| (format!("id{n}"), format!("{n}\u{1}\"\\\n").repeat(9_000))).collect();
    values.push(("longest".into(), "\u{1}".repeat(crate::secrets::VALUE_BYTES)));
    values.push(("text".into(), "pässwörd ☂ 漢字".into()));
    let database = [7_u8; 200_001];
    let (file, seal) = written(&database, &values);
    let mut found = Found::default();
    let about = read_all(&file, PASSPHRASE, &mut found).unwrap();
    assert_eq!(about, about_this(values.len()));
    assert_eq!(found.values, values);
    assert!(found.database == database);
    let mut compare = Compare::with(&seal, Path::new("f"));
    read_all(&file, PASSPHRASE, &mut compare).unwrap();
    compare.finish().unwrap();

    let wrong = read_all(&file, "correct horse battery stable", &mut Found::default()).unwrap_err();
    assert_eq!(wrong.field_name(), Some("passphrase"), "{wrong}");

    // Cut off anywhere, or changed anywhere, it is never taken for whole.
    let mut bytes = Vec::new();
    let mut all = file.try_clone().unwrap();
    all.rewind().unwrap();
    all.read_to_end(&mut bytes).unwrap();
    let opened = |bytes: &[u8]| {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        read_all(&file, PASSPHRASE, &mut Found::default())
    };
    for left in [bytes.len() - 1, bytes.len() - 600, bytes.len() / 2, 300, 100, 30] {
        assert!(matches!(opened(&bytes[..left]), Err(Error::Damaged { .. })), "{left} bytes left");
    }
    for at in [400, bytes.len() / 2, bytes.len() - 5] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(matches!(opened(&changed), Err(Error::Damaged { .. })), "byte {at}");
    }
}

#[test]
fn what_differs_from_what_was_written_is_noticed() {
    let pair = |id: &str, value: &str| (id.to_owned(), value.to_owned());
    let (_, seal) = written(b"database", &[pair("a", "one"), pair("b", "two")]);
    for (database, values) in [
        (&b"databasf"[..], vec![pair("a", "one"), pair("b", "two")]),
        (b"database", vec![pair("a", "one")]),
        (b"database", vec![pair("a", "one"), pair("b", "twp")]),
        (b"database", vec![pair("b", "two"), pair("a", "one")]),
        (b"database", vec![pair("a", "one"), pair("b", "two"), pair("c", "three")]),
    ] {
        let (other, _) = written(database, &values);
        let mut compare = Compare::with(&seal, Path::new("f"));
        let read = read_all(&other, PASSPHRASE, &mut compare).and_then(|_| compare.finish());
        assert!(matches!(read, Err(Error::Io { .. })), "{database:?} {values:?}");
    }
}

#[test]
fn other_files_of_age_and_those_that_ask_for_too_much_are_refused() {
    let sealed = |work: u8, passphrase: Option<&str>, inner: &[u8]| {
        let mut file = tempfile::tempfile().unwrap();
        let key = age::x25519::Identity::generate().to_public();
        let mut own = scrypt::Recipient::new(SecretString::from(passphrase.unwrap_or_default()));
        own.set_work_factor(work);
        let recipient: &dyn Recipient = if passphrase.is_some() { &own } else { &key };
        let mut to = Encryptor::with_recipients(iter::once(recipient))
            .unwrap()
            .wrap_output(file.try_clone().unwrap())
            .unwrap();
        to.write_all(inner).unwrap();
        to.finish().unwrap();
        file.rewind().unwrap();
        file
    };
    let mut tar = tar::Builder::new(Vec::new());
    tar.append_data(&mut header(2, 0), "letter.txt", &b"hi"[..]).unwrap();
    let letter = tar.into_inner().unwrap();
    for (file, says) in [
        (sealed(2, Some(PASSPHRASE), &letter), "is no full backup"),
        (sealed(2, None, &letter), "is no full backup"),
        (sealed(2, Some(PASSPHRASE), b""), "is no full backup"),
    ] {
        let error = read_all(&file, PASSPHRASE, &mut Found::default()).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
    // The work stands in the header as text; what it would take is not tried.
    let mut bytes = Vec::new();
    sealed(2, Some(PASSPHRASE), &letter).read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(3).position(|at| at == b" 2\n").unwrap();
    bytes.splice(end + 1..end + 2, *b"21");
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    let error = read_all(&file, PASSPHRASE, &mut Found::default()).unwrap_err();
    assert!(error.to_string().contains("more memory"), "{error}");
}

proptest! {
    #[test]
    fn a_line_gives_back_the_value(value in "\\PC{1,200}|[\\x00-\\x7f]{1,200}") {
        let line = Line { id: "i", name: "n", field: "f", previous: true, owner: "credential", owner_id: "o", value: &value };
        let text = serde_json::to_vec(&line).unwrap();
        prop_assert!(!text.contains(&b'\n'));
        let stored: Stored = serde_json::from_slice(&text).unwrap();
        prop_assert_eq!(stored.value.expose_secret(), value);
    }
}
