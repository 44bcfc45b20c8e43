//! What the command line leaves in a data folder: nothing where it refused, and nothing that others may read.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use holdfast_tests::{
    cli::{Outcome, holdfast},
    programs,
    sandbox::Sandbox,
};

const SHEET: &str = "name,seats\nFigma,3\n";
const KEYS: &str = "Item Name,Serial Number\nSketch,AAAA-BBBB-CCCC\n";

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    holdfast(sandbox, arguments).unwrap()
}

fn fails(sandbox: &Sandbox, arguments: &[&str], parts: &[&str]) {
    let outcome = run(sandbox, arguments);
    assert_eq!(outcome.status, Some(1), "{arguments:?}: {outcome:?}");
    for part in parts {
        assert!(outcome.stderr.contains(part), "{part:?} is not in {outcome:?}");
    }
    assert!(!outcome.stderr.contains("(code") && !outcome.stderr.contains("panicked"), "{outcome:?}");
}

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

fn with_demo() -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::new().unwrap();
    let made = run(&sandbox, &["demo", "--records", "60"]);
    assert_eq!(made.status, Some(0), "{made:?}");
    let file = sandbox.data_dir().join("holdfast.db");
    (sandbox, file)
}

/// Every command refuses the folder and leaves it byte for byte as it was.
fn refused_untouched(sandbox: &Sandbox, parts: &[&str]) {
    fs::write(sandbox.path("sheet.csv"), SHEET).unwrap();
    let before = contents(&sandbox.data_dir());
    for arguments in [
        &["due"][..],
        &["list", "licenses"],
        &["demo", "--add"],
        &["doctor"],
        &["backup", "copy.db"],
        &["import", "sheet.csv", "--as", "licenses"],
        &["import", "sheet.csv", "--as", "licenses", "--dry-run"],
    ] {
        fails(sandbox, arguments, parts);
        assert_eq!(contents(&sandbox.data_dir()), before, "{arguments:?}");
    }
    assert!(!sandbox.path("copy.db").exists());
}

#[test]
fn an_import_that_writes_nothing_begins_no_database() {
    let sandbox = Sandbox::new().unwrap();
    for (name, text) in [
        ("sheet.csv", SHEET),
        ("empty.csv", ""),
        ("problem.csv", "name,seats\nFigma,lots\n"),
        ("keys.csv", KEYS),
    ] {
        fs::write(sandbox.path(name), text).unwrap();
    }
    let dry = run(&sandbox, &["import", "sheet.csv", "--as", "licenses", "--dry-run", "--json"]);
    assert_eq!((dry.status, &dry.json().unwrap()["new"]), (Some(0), &1.into()), "{dry:?}");
    fails(&sandbox, &["import", "empty.csv", "--as", "licenses"], &["empty"]);
    fails(&sandbox, &["import", "problem.csv", "--as", "licenses"], &["Row 2, seats", "whole number"]);
    let none = run(&sandbox, &["import", "problem.csv", "--as", "licenses", "--skip-problems"]);
    assert!(none.status == Some(0) && none.stdout.contains("1 left out"), "{none:?}");
    // Without a session there is no keyring.
    fails(&sandbox, &["import", "keys.csv", "--as", "licenses"], &["keyring", "Nothing was written"]);
    assert!(contents(&sandbox.data_dir()).is_empty());

    // A mistyped folder stays away, and commands that read say so.
    let mistyped = ["--data-dir", "mistyped"];
    let dry =
        run(&sandbox, &[&["import", "sheet.csv", "--as", "licenses", "--dry-run"][..], &mistyped].concat());
    assert_eq!(dry.status, Some(0), "{dry:?}");
    assert!(!sandbox.path("mistyped").exists());
    fails(&sandbox, &[&["due"][..], &mistyped].concat(), &["no Holdfast database"]);

    let done = run(&sandbox, &["import", "sheet.csv", "--as", "licenses", "--json"]);
    assert_eq!((done.status, &done.json().unwrap()["new"]), (Some(0), &1.into()), "{done:?}");
    let listed = run(&sandbox, &["list", "licenses", "--json"]).json().unwrap();
    assert_eq!(listed["total"], 1);
}

#[test]
fn a_dry_run_says_that_the_keyring_is_not_ready() {
    let sandbox = Sandbox::new().unwrap();
    fs::write(sandbox.path("keys.csv"), KEYS).unwrap();
    let dry = run(&sandbox, &["import", "keys.csv", "--as", "licenses", "--dry-run", "--json"]);
    assert_eq!(dry.status, Some(0), "{dry:?}");
    let report = dry.json().unwrap();
    let notice = &report["notices"][0];
    assert_eq!((&notice["row"], &notice["column"]), (&1.into(), &"Serial Number".into()));
    let message = notice["message"].as_str().unwrap();
    assert!(message.contains("would stop") && message.contains("--map \"Serial Number\"=-"), "{message}");
}

#[test]
fn left_out_rows_are_counted_for_the_reader() {
    let sandbox = Sandbox::new().unwrap();
    fs::write(sandbox.path("sheet.csv"), "name,seats\nFigma,3\nSketch,-3\nNova,lots\n").unwrap();
    let outcome = run(&sandbox, &["import", "sheet.csv", "--as", "licenses", "--skip-problems"]);
    assert!(
        outcome.stdout.contains("3 rows read: 1 new, 0 updated, 0 unchanged, 2 left out."),
        "{outcome:?}"
    );
    assert!(outcome.stderr.contains("cannot be below zero"), "{outcome:?}");
}

#[test]
fn a_database_cut_in_half_is_refused_and_its_folder_left_as_it_was() {
    let (sandbox, file) = with_demo();
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    refused_untouched(&sandbox, &["is damaged", "only", "restore a backup"]);
    let doctor = run(&sandbox, &["doctor", "--json"]).json().unwrap();
    assert_eq!(doctor["code"], "damaged");
}

#[test]
fn a_newer_database_is_refused_and_its_folder_left_as_it_was() {
    let (sandbox, file) = with_demo();
    let mut bytes = fs::read(&file).unwrap();
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&file, bytes).unwrap();
    refused_untouched(&sandbox, &["newer Holdfast", "99", "update Holdfast"]);
    let doctor = run(&sandbox, &["doctor", "--json"]).json().unwrap();
    assert_eq!(doctor["code"], "newer_schema");
}

#[test]
fn a_newer_database_that_is_in_use_is_refused_too() {
    let (sandbox, file) = with_demo();
    // The version stands in the log alone while a connection holds the file.
    let script = format!(
        "PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99;\n.shell '{}' due\n",
        programs::built("holdfast").unwrap().display()
    );
    let output = sqlite_with(&sandbox, &file, &script);
    assert!(output.contains("newer Holdfast"), "{output}");
}

fn sqlite_with(sandbox: &Sandbox, file: &Path, script: &str) -> String {
    let input = sandbox.path("script.sql");
    fs::write(&input, script).unwrap();
    let mut command = sandbox.command("sqlite3");
    command.arg(file).stdin(fs::File::open(input).unwrap());
    told(&command.output().unwrap())
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_foreign_database_is_refused_and_its_folder_left_as_it_was() {
    let sandbox = Sandbox::new().unwrap();
    let file = sandbox.data_dir().join("holdfast.db");
    let made = Command::new("sqlite3")
        .arg(&file)
        .arg("PRAGMA journal_mode = WAL; CREATE TABLE other (x); PRAGMA user_version = 1;")
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    refused_untouched(&sandbox, &["not a Holdfast database"]);
    fs::write(&file, "%PDF-1.7 an invoice, put here by mistake").unwrap();
    refused_untouched(&sandbox, &["not a Holdfast database"]);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn opening_closes_to_others_what_is_holdfasts_own() {
    let (sandbox, file) = with_demo();
    // A named folder is its owner's to open or close; the file in it is not for others.
    set_mode(&sandbox.data_dir(), 0o755);
    set_mode(&file, 0o644);
    assert_eq!(run(&sandbox, &["due"]).status, Some(0));
    assert_eq!((mode(&sandbox.data_dir()), mode(&file)), (0o755, 0o600));

    // The folder that nobody named is Holdfast's own.
    let own = sandbox.path("home/.local/share/holdfast");
    fs::create_dir(&own).unwrap();
    fs::copy(&file, own.join("holdfast.db")).unwrap();
    set_mode(&own, 0o755);
    set_mode(&own.join("holdfast.db"), 0o644);
    let mut command = sandbox.command(programs::built("holdfast").unwrap());
    let output = command.env_remove("HOLDFAST_DATA_DIR").arg("due").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!((mode(&own), mode(&own.join("holdfast.db"))), (0o700, 0o600));
}

#[test]
fn a_folder_without_write_permission_is_told_and_stays_as_it_was() {
    let (sandbox, file) = with_demo();
    let folder = sandbox.data_dir();
    fs::write(sandbox.path("sheet.csv"), SHEET).unwrap();
    let before = contents(&folder);
    let program = sandbox.path("holdfast");
    fs::copy(programs::built("holdfast").unwrap(), &program).unwrap();
    let root = fs::metadata(&folder).unwrap().uid() == 0;
    if root {
        // Permissions do not bind root: the folder and the program are given to somebody else.
        set_mode(&sandbox.path(""), 0o755);
        for path in [&folder, &file] {
            std::os::unix::fs::chown(path, Some(65_534), Some(65_534)).unwrap();
        }
        set_mode(&sandbox.path("sheet.csv"), 0o644);
        set_mode(&program, 0o755);
    }
    set_mode(&folder, 0o555);
    let empty = sandbox.path("empty");
    fs::create_dir(&empty).unwrap();
    set_mode(&empty, 0o555);
    for arguments in [
        &["demo", "--add"][..],
        &["import", "sheet.csv", "--as", "licenses"],
        &["demo", "--data-dir", "empty"],
        &["import", "sheet.csv", "--as", "licenses", "--data-dir", "empty"],
    ] {
        let mut command = if root { sandbox.command("setpriv") } else { sandbox.command(&program) };
        if root {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        }
        let output = command.args(arguments).output().unwrap();
        let told = told(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
        assert!(
            told.contains("cannot write in") && told.contains("Nothing was saved"),
            "{arguments:?}: {told}"
        );
        assert!(!told.contains("(code"), "{told}");
    }
    set_mode(&folder, 0o755);
    assert_eq!(contents(&folder), before);
    assert!(contents(&empty).is_empty());
}

#[test]
fn ten_megabytes_in_one_cell_are_a_problem_of_that_cell() {
    let sandbox = Sandbox::new().unwrap();
    let huge = format!("name,notes\nFigma,{}\nSketch,short\n", "x".repeat(10 * 1024 * 1024));
    fs::write(sandbox.path("huge.csv"), huge).unwrap();
    let import = ["import", "huge.csv", "--as", "licenses", "--json"];
    let refused = run(&sandbox, &import);
    assert_eq!(refused.status, Some(1), "{}", refused.stderr);
    let report = refused.json().unwrap();
    let problem = &report["problems"][0];
    assert_eq!((&problem["row"], &problem["column"]), (&2.into(), &"notes".into()));
    assert!(refused.stdout.len() < 2000, "the cell itself is not repeated");
    let skipped = run(&sandbox, &[&import[..], &["--skip-problems"]].concat()).json().unwrap();
    assert_eq!(skipped["new"], 1);
}

#[test]
fn a_number_of_days_below_zero_is_told() {
    let (sandbox, _) = with_demo();
    let outcome = run(&sandbox, &["due", "--within", "-5"]);
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("cannot be below zero"), "{outcome:?}");
    let all = run(&sandbox, &["due", "--json"]).json().unwrap();
    let far = run(&sandbox, &["due", "--within", "3000000", "--json"]).json().unwrap();
    assert_eq!(far, all);
}
