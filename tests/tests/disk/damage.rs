//! `doctor --json` answers JSON, whatever became of the file.

use super::done;
use holdfast_tests::sandbox::Sandbox;
use proptest::prelude::*;
use std::fs;

const PAGE: usize = 4096;

#[derive(Debug, Clone)]
enum Harm {
    /// Of the pages, taken modulo their number, this one is all the same byte.
    Page(usize, u8),
    /// This page holds what another one holds.
    Moved(usize, usize),
    /// So many bytes at this place are of one value.
    Bytes(usize, usize, u8),
    Cut(usize),
}

fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(page, byte)| Harm::Page(page, byte)),
        (any::<usize>(), any::<usize>()).prop_map(|(page, from)| Harm::Moved(page, from)),
        (any::<usize>(), 1..200_usize, any::<u8>())
            .prop_map(|(at, length, byte)| Harm::Bytes(at, length, byte)),
        // The first page, where the marks and the tables stand.
        (0..PAGE, 1..40_usize, any::<u8>()).prop_map(|(at, length, byte)| Harm::Bytes(at, length, byte)),
        any::<usize>().prop_map(Harm::Cut),
    ]
}

fn harmed(whole: &[u8], harm: &Harm) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let pages = whole.len() / PAGE;
    match harm {
        Harm::Page(page, byte) => bytes[page % pages * PAGE..][..PAGE].fill(*byte),
        Harm::Moved(page, from) => {
            bytes[page % pages * PAGE..][..PAGE].copy_from_slice(&whole[from % pages * PAGE..][..PAGE]);
        }
        Harm::Bytes(at, length, byte) => {
            let at = at % whole.len();
            let end = (at + length).min(whole.len());
            bytes[at..end].fill(*byte);
        }
        Harm::Cut(at) => bytes.truncate(1 + at % (whole.len() - 1)),
    }
    bytes
}

#[test]
fn the_doctor_answers_json_of_a_file_damaged_anywhere() {
    let sandbox = Sandbox::new().unwrap();
    done(&sandbox, &["demo", "--records", "60"]);
    let file = sandbox.data_dir().join("holdfast.db");
    let whole = fs::read(&file).unwrap();
    let config = ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(harms in prop::collection::vec(harm(), 1..4))| {
        let mut bytes = whole.clone();
        for harm in &harms {
            if bytes.len() > PAGE {
                bytes = harmed(&bytes, harm);
            }
        }
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(sandbox.data_dir().join(format!("holdfast.db{end}")));
        }
        fs::write(&file, &bytes).unwrap();
        let outcome = super::run(&sandbox, &["doctor", "--json"]);
        let answer = outcome.json().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let healthy = answer["healthy"].as_bool();
        prop_assert!(healthy.is_some(), "{answer}");
        prop_assert_eq!(outcome.status, Some(if healthy == Some(true) { 0 } else { 1 }));
        prop_assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    });
}
