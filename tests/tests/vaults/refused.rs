//! Wrong passwords, damaged files, and files that ask for too much.

use super::outside::{PASSWORD, Workshop, secret};
use anyhow::Result;
use holdfast_core::vaults::{self, Error};
use proptest::prelude::*;
use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

/// One vault of each format that has a header of its own.
static VAULTS: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(|| {
    let workshop = Workshop::new().expect("a folder");
    vec![
        ("KDB", workshop.file_keepass(1, PASSWORD, None).expect("KDB")),
        ("KDBX 3", workshop.file_keepass(2, PASSWORD, None).expect("KDBX 3")),
        ("KDBX 4", workshop.pykeepass("chacha20", "argon2id", PASSWORD, None).expect("KDBX 4")),
    ]
});

fn refusal(bytes: &[u8], password: &str) -> Error {
    match vaults::open(bytes, Some(&secret(password)), None) {
        Ok(vault) => panic!("opened: {} entries", vault.entries.len()),
        Err(error) => error,
    }
}

#[test]
fn a_wrong_password_is_told_from_a_damaged_file() {
    for (name, bytes) in VAULTS.iter() {
        for wrong in ["", "other", "TEST-PASS Ü"] {
            let error = refusal(bytes, wrong);
            assert!(matches!(error, Error::Field { field: "password", .. }), "{name}, {wrong:?}: {error}");
        }
        let error = vaults::open(bytes, None, None).unwrap_err();
        assert!(matches!(error, Error::Field { field: "password", .. }), "{name}: {error}");
        let error = vaults::open(bytes, Some(&secret(PASSWORD)), Some(b"a key file")).unwrap_err();
        assert!(matches!(error, Error::Field { field: "password", .. }), "{name}: {error}");
        assert!(error.to_string().contains("key file"), "{error}");

        // Past the header, in the encrypted part.
        for place in [bytes.len() / 2, bytes.len() - 40] {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0x10;
            let error = refusal(&damaged, PASSWORD);
            assert!(matches!(error, Error::Import(_)), "{name} at {place}: {error}");
            assert!(error.to_string().contains("damaged"), "{name} at {place}: {error}");
        }
        for kept in [0, 3, 12, 60, 130, bytes.len() / 2, bytes.len() - 1] {
            let error = refusal(&bytes[..kept], PASSWORD);
            assert!(matches!(error, Error::Import(_)), "{name} cut to {kept}: {error}");
        }
    }
}

/// The place of a key derivation setting in a KDBX 4 header: before it stand the lengths of name and value.
fn place_of(bytes: &[u8], name: u8) -> usize {
    let named = [1, 0, 0, 0, name];
    bytes.windows(named.len()).position(|window| window == named).expect("the setting") + named.len() + 4
}

#[test]
fn costly_key_derivations_are_refused_at_once() {
    let vault = |wanted: &str| VAULTS.iter().find(|(name, _)| *name == wanted).expect("one").1.clone();
    let mut memory = vault("KDBX 4");
    let at = place_of(&memory, b'M');
    memory[at..at + 8].copy_from_slice(&(4_u64 << 30).to_le_bytes());
    let mut passes = vault("KDBX 4");
    let at = place_of(&passes, b'I');
    passes[at..at + 8].copy_from_slice(&4_000_000_000_u64.to_le_bytes());
    let mut threads = vault("KDBX 4");
    let at = place_of(&threads, b'P');
    threads[at..at + 4].copy_from_slice(&60_000_u32.to_le_bytes());
    let mut rounds = vault("KDBX 3");
    let at = rounds.windows(3).position(|window| window == [6, 8, 0]).expect("the field") + 3;
    rounds[at..at + 8].copy_from_slice(&u64::MAX.to_le_bytes());
    let mut rounds_of_kdb = vault("KDB");
    rounds_of_kdb[120..124].copy_from_slice(&u32::MAX.to_le_bytes());
    for (what, bytes) in [
        ("4096 MiB", memory),
        ("4000000000 passes", passes),
        ("60000 threads", threads),
        ("18446744073709551615 rounds", rounds),
        ("4294967295 rounds", rounds_of_kdb),
    ] {
        let begun = Instant::now();
        let error = refusal(&bytes, PASSWORD).to_string();
        assert!(error.contains(what), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(1), "{what}: {:?}", begun.elapsed());
    }
}

/// Few bytes that ask for minutes or gigabytes: refused before the work.
#[test]
fn bombs_are_refused_before_they_go_off() -> Result<()> {
    let mut rounds = VAULTS.iter().find(|(name, _)| *name == "KDBX 3").expect("one").1.clone();
    let at = rounds.windows(3).position(|window| window == [6, 8, 0]).expect("the field") + 3;
    rounds[at..at + 8].copy_from_slice(&1_000_000_000_u64.to_le_bytes());
    assert!(refusal(&rounds, PASSWORD).to_string().contains("1000000000 rounds"));

    let workshop = Workshop::new()?;
    let path = workshop.path("bomb.1pux");
    super::outside::python(&["make_1pux.py", &path.display().to_string(), "300"])?;
    let bomb = std::fs::read(&path)?;
    assert!(bomb.len() < 1_000_000, "{} bytes", bomb.len());
    let error = vaults::open(&bomb, None, None).unwrap_err().to_string();
    assert!(error.contains("unpacks to more than 256 MB"), "{error}");

    let crowd = format!("{{\"encrypted\":false,\"items\":[{}{{}}]}}", "{},".repeat(100_000));
    let error = vaults::open(crowd.as_bytes(), None, None).unwrap_err().to_string();
    assert!(error.contains("more than 100000 entries"), "{error}");
    let table = format!("name,url,username,password\n{}", "a,b,c,d\n".repeat(4_300_000));
    assert_eq!(vaults::look(table.as_bytes()), None, "no password table is that large");
    Ok(())
}

/// A chain of references that doubles at every step, in a file of some kilobytes.
#[test]
fn chains_of_references_are_bounded() -> Result<()> {
    let mut entries = String::new();
    for number in 0..400_u32 {
        let next = format!("{:032x}", number + 1);
        let password = format!("{{REF:P@I:{next}}}").repeat(30);
        let id = uuid_text(number);
        entries.push_str(&format!(
            "<Entry><UUID>{id}</UUID><String><Key>Title</Key><Value>E{number}</Value></String><String><Key>Password</Key><Value>{password}</Value></String></Entry>"
        ));
    }
    let xml = format!("<KeePassFile><Root><Group><Name>V</Name>{entries}</Group></Root></KeePassFile>");
    let vault = vaults::open(xml.as_bytes(), None, None)?;
    assert_eq!(vault.entries.len(), 400);
    let lost = vault.entries.iter().filter(|entry| !entry.remarks.is_empty()).count();
    assert!(lost >= 390, "what could not be followed is said: {lost}");
    Ok(())
}

/// An id that is a number, in base 64.
fn uuid_text(number: u32) -> String {
    super::again::base64(&u128::from(number).to_be_bytes())
}

#[test]
fn entities_and_document_types_are_refused() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><KeePassFile><Root><Group><Entry><String><Key>Title</Key><Value>&b;</Value></String></Entry></Group></Root></KeePassFile>"#;
    let error = vaults::open(bomb.as_bytes(), None, None).unwrap_err().to_string();
    assert!(error.contains("document type"), "{error}");
    let outside = bomb.replace(r#"<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>"#, "");
    let error = vaults::open(outside.as_bytes(), None, None).unwrap_err().to_string();
    assert!(error.contains("entity"), "{error}");
    let deep = format!("<KeePassFile><Root>{}", "<Group>".repeat(100_000));
    assert!(vaults::open(deep.as_bytes(), None, None).is_err());
}

#[test]
fn what_is_no_vault_says_which_ones_there_are() -> Result<()> {
    for bytes in [
        &b""[..],
        b"\0\0\0\0",
        b"name,seats\nA,1\n",
        b"%PDF-1.7",
        b"{\"a\": 1}",
        b"PK\x03\x04rest",
        b"<html></html>",
    ] {
        assert_eq!(vaults::look(bytes), None);
        let error = vaults::open(bytes, None, None).unwrap_err();
        assert!(error.to_string().contains("KeePass"), "{error}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever stands in a header: an answer, soon. Derivations that the limits allow are not waited for: the
    /// changed bytes leave the numbers of rounds alone.
    #[test]
    fn changed_headers_never_panic(
        which in 0_usize..3,
        changes in prop::collection::vec((0_usize..256, any::<u8>()), 1..6),
    ) {
        let (name, bytes) = &VAULTS[which];
        let mut bytes = bytes.clone();
        let costs: Vec<(usize, usize)> = match *name {
            "KDB" => vec![(120, 4)],
            "KDBX 3" => {
                let at = bytes.windows(3).position(|window| window == [6, 8, 0]).expect("the field");
                vec![(at + 3, 8)]
            }
            _ => {
                let (memory, passes) = (place_of(&bytes, b'M'), place_of(&bytes, b'I'));
                vec![(memory, 8), (passes, 8)]
            }
        };
        for (place, value) in changes {
            if place < bytes.len() && !costs.iter().any(|(start, length)| (*start..start + length).contains(&place)) {
                bytes[place] = value;
            }
        }
        let _ = vaults::look(&bytes);
        let _ = vaults::open(&bytes, Some(&secret(PASSWORD)), None);
    }

    /// Costs of any size are either refused or small enough to be waited for.
    #[test]
    fn cut_and_changed_bodies_never_panic(which in 0_usize..3, kept in 0.0_f64..1.0, place in 0.0_f64..1.0, value: u8) {
        let (_, bytes) = &VAULTS[which];
        let at = |share: f64| (bytes.len() as f64 * share) as usize;
        let mut changed = bytes[..at(kept)].to_vec();
        if let Some(byte) = changed.get_mut(at(place)).filter(|_| at(place) >= 256) {
            *byte = value;
        }
        let _ = vaults::open(&changed, Some(&secret(PASSWORD)), None);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(<KeePassFile>|<Root>|<Group>|<Entry>|<String>|<Key>Title</Key>|<Value>x|</[A-Za-z]{1,8}>|&amp;|[<>&;a-z\"]){0,40}") {
        let _ = vaults::open(format!("<KeePassFile>{text}").as_bytes(), None, None);
    }

    #[test]
    fn any_table_is_read_or_refused(rows in prop::collection::vec("[a-z:;,/\"{}\\[\\]\\n]{0,40}", 1..8)) {
        for header in ["url,username,password,totp,extra,name,grouping,fav", "name,url,username,password,note,cardholdername,folder,type,custom_fields,additional_urls", "Name,Url,MatchUrl,Login,Pwd,Note,Folder,RfFieldsV2"] {
            let table = format!("{header}\n{}", rows.join("\n"));
            let _ = vaults::open(table.as_bytes(), None, None);
        }
    }

    #[test]
    fn any_json_is_read_or_refused(cut in 0.0_f64..1.0, place in 0.0_f64..1.0, letter in "[\\[\\]{}\",:0a]") {
        let whole = include_str!("../../fixtures/vaults/bitwarden.json");
        let at = |share: f64| whole.floor_char_boundary((whole.len() as f64 * share) as usize);
        let mut changed = whole.to_owned();
        changed.insert_str(at(place), &letter);
        let _ = vaults::open(changed.as_bytes(), None, None);
        let _ = vaults::open(&whole.as_bytes()[..at(cut)], None, None);
    }
}
