//! A database that is damaged: what can be read is saved, what is gone is said, and the damaged file is kept.

use super::{done, refused, run};
use holdfast_tests::sandbox::Sandbox;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const PAGE: usize = 4096;

fn database(sandbox: &Sandbox) -> PathBuf {
    sandbox.data_dir().join("holdfast.db")
}

fn sql(file: &Path, text: &str) -> String {
    let output = Command::new("sqlite3").arg(file).arg(text).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The pages with rows of a table, by SQLite's own account.
fn leaves(file: &Path, table: &str) -> Vec<usize> {
    let sql = sql(file, &format!("SELECT pageno FROM dbstat WHERE name = '{table}' AND pagetype = 'leaf'"));
    sql.lines().map(|page| page.parse().unwrap()).collect()
}

/// Overwrites pages, and gives the bytes that are then in the file.
fn damage(file: &Path, pages: &[usize]) -> Vec<u8> {
    let mut bytes = fs::read(file).unwrap();
    for page in pages {
        bytes[(page - 1) * PAGE..page * PAGE].fill(0xa5);
    }
    fs::write(file, &bytes).unwrap();
    bytes
}

fn listed(sandbox: &Sandbox, kind: &str) -> serde_json::Value {
    done(sandbox, &["list", kind, "--limit", "1000", "--json"]).json().unwrap()["rows"].clone()
}

#[test]
fn rows_of_a_damaged_page_come_back_from_the_history() {
    let sandbox = Sandbox::new().unwrap();
    done(&sandbox, &["demo", "--records", "120"]);
    done(&sandbox, &["backup", "--auto"]);
    let file = database(&sandbox);
    let (hardware, licenses) = (listed(&sandbox, "hardware"), listed(&sandbox, "licenses"));
    refused(&sandbox, &["doctor", "--repair"], &["is whole", "nothing was changed"]);
    let device_pages = leaves(&file, "device");
    let damaged = damage(&file, &device_pages[..1]);

    let doctor = run(&sandbox, &["doctor"]);
    assert!(doctor.status == Some(1) && doctor.stderr.contains("holdfast doctor --repair"), "{doctor:?}");
    refused(&sandbox, &["list", "hardware"], &["damaged", "doctor --repair"]);

    // Elsewhere first: the database stays as it is.
    let saved = done(&sandbox, &["doctor", "--repair", "--output", "saved.db", "--json"]).json().unwrap();
    assert!(saved["kept"].is_null(), "{saved}");
    assert_eq!(fs::read(&file).unwrap()[100..], damaged[100..]);
    assert_eq!(sql(&sandbox.path("saved.db"), "PRAGMA integrity_check"), "ok");
    refused(&sandbox, &["doctor", "--repair", "--output", "saved.db"], &["is there already"]);

    let repaired = done(&sandbox, &["doctor", "--repair", "--json"]).json().unwrap();
    assert_eq!(sql(&file, "PRAGMA integrity_check"), "ok");
    assert_eq!((listed(&sandbox, "hardware"), listed(&sandbox, "licenses")), (hardware, licenses));
    assert_eq!(fs::read(repaired["kept"].as_str().unwrap()).unwrap()[100..], damaged[100..]);
    let devices =
        repaired["tables"].as_array().unwrap().iter().find(|table| table["table"] == "device").unwrap();
    assert!(
        0 < devices["from_history"].as_u64().unwrap() && devices["saved"] == devices["expected"],
        "{devices}"
    );
    assert_eq!(repaired["backup"]["same_database"], true, "{repaired}");
    done(&sandbox, &["find", "ThinkPad"]);
    refused(&sandbox, &["doctor", "--repair"], &["is whole"]);
}

#[test]
fn what_is_gone_is_named_and_the_newest_backup_is_offered() {
    let sandbox = Sandbox::new().unwrap();
    done(&sandbox, &["demo", "--records", "120"]);
    done(&sandbox, &["backup", "--auto"]);
    let file = database(&sandbox);
    let before = listed(&sandbox, "hardware").as_array().unwrap().len();
    // The history goes with them, and the search text says what they were called.
    let mut pages = leaves(&file, "change");
    pages.extend(leaves(&file, "device").first());
    damage(&file, &pages);

    let repaired = run(&sandbox, &["doctor", "--repair"]);
    assert_eq!(repaired.status, Some(1), "what is gone is a failure to scripts: {repaired:?}");
    let text = &repaired.stdout;
    for part in [
        "What can be read was saved in",
        "The damaged file is kept as it was in",
        "Gone:",
        "  Hardware, ",
        "The newest good backup is",
        "It has, and what was saved has not: ",
        "To go back to it instead: holdfast restore ",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    assert_eq!(sql(&file, "PRAGMA integrity_check"), "ok");
    let left = listed(&sandbox, "hardware").as_array().unwrap().len();
    assert!(0 < left && left < before, "{left} of {before}");
    let gone = text.lines().find(|line| line.starts_with("  Hardware, ")).unwrap();
    assert!(gone.contains(&format!("{} of ", before - left)) && gone.contains('“'), "{gone}");

    let back = text.lines().find_map(|line| line.strip_prefix("To go back to it instead: holdfast restore "));
    done(&sandbox, &["restore", back.unwrap()]);
    assert_eq!(listed(&sandbox, "hardware").as_array().unwrap().len(), before);
}

#[test]
fn what_is_no_database_of_holdfast_is_not_repaired() {
    let sandbox = Sandbox::new().unwrap();
    refused(&sandbox, &["doctor", "--repair"], &["There is no Holdfast database in"]);
    assert!(!database(&sandbox).exists());
    fs::create_dir_all(sandbox.data_dir()).unwrap();
    fs::write(database(&sandbox), "a letter to the bank\n".repeat(900)).unwrap();
    refused(&sandbox, &["doctor", "--repair"], &["is not a Holdfast database"]);
    assert!(fs::read(database(&sandbox)).unwrap().starts_with(b"a letter"));
}
