//! Whatever writes a file for the user: it never takes the place of a database, a vault or another document.

use super::{count, done, names, refused, run, with_licenses};
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

/// The files of a folder with their bytes, but for second names of the database, which opening it may change.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let own = files.filter(|path| !path.ends_with("linked.csv") && !path.ends_with("second-name.csv"));
    own.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn no_command_writes_over_a_database_a_vault_or_the_data_folder() {
    let sandbox = with_licenses(3);
    done(&sandbox, &["backup", "usb.db"]);
    fs::write(sandbox.path("vault.kdbx"), b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\x01\0\x04\0").unwrap();
    fs::write(sandbox.path("letter.odt"), b"PK\x03\x04mimetype").unwrap();
    fs::write(sandbox.path("bad.csv"), "name,seats\nFigma,lots\nSketch,2\n").unwrap();
    fs::write(sandbox.path("dates.json"), "{\"a\": 1}").unwrap();
    symlink(sandbox.data_dir().join("holdfast.db"), sandbox.path("linked.csv")).unwrap();
    symlink(sandbox.data_dir(), sandbox.path("way-in")).unwrap();
    fs::hard_link(sandbox.data_dir().join("holdfast.db"), sandbox.path("second-name.csv")).unwrap();
    let before = contents(&sandbox.path(""));
    for target in [
        "data/holdfast.db",
        "data/holdfast.db-wal",
        "data/new.csv",
        "way-in/new.csv",
        "linked.csv",
        "second-name.csv",
        "usb.db",
        "usb.db-wal",
        "vault.kdbx",
        "letter.odt",
        "/dev/null",
        "data",
    ] {
        for writing in [
            &["export", "licenses", "--format", "csv", "-o"][..],
            &["export", "licenses", "--format", "xlsx", "-o"],
            &["export", "licenses", "--format", "pdf", "-o"],
            &["export", "all", "--format", "json", "-o"],
            &["import", "bad.csv", "--as", "licenses", "--skip-problems", "--rejects"],
        ] {
            refused(&sandbox, &[writing, &[target]].concat(), &[target]);
        }
    }
    refused(
        &sandbox,
        &["export", "licenses", "--format", "csv", "-o", "dates.json"],
        &["no CSV file", "not touched"],
    );
    assert_eq!(contents(&sandbox.path("")), before, "nothing was touched");
    assert_eq!(count(&sandbox, &[]), 3);
    assert_eq!(run(&sandbox, &["doctor", "--json"]).json().unwrap()["healthy"], true);
    assert!(!sandbox.data_dir().join("new.csv").exists());

    // An older export of the same kind is replaced.
    for file in ["list.csv", "list.xlsx", "list.pdf", "list.json"] {
        for _ in 0..2 {
            done(&sandbox, &["export", "licenses", "-o", file]);
        }
    }
    let left = names(&sandbox.path(""));
    assert!(left.iter().all(|name| !name.contains(".part")), "{left:?}");
}

#[test]
fn labels_stay_out_of_the_data_folder_too() {
    let sandbox = holdfast_tests::sandbox::Sandbox::new().unwrap();
    done(&sandbox, &["demo", "--records", "60"]);
    refused(&sandbox, &["labels", "--all", "-o", "data/holdfast.db"], &["the database itself"]);
    refused(&sandbox, &["labels", "--all", "-o", "data/labels.pdf"], &["data folder"]);
    assert_eq!(run(&sandbox, &["doctor", "--json"]).json().unwrap()["healthy"], true);
    for _ in 0..2 {
        done(&sandbox, &["labels", "--all", "-o", "labels.pdf"]);
    }
}
