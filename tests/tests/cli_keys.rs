//! License keys of an import: in the keyring, nowhere on disk, and in Trash with the undo.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;

use holdfast_tests::{
    cli::{holdfast, holdfast_in},
    sandbox::Sandbox,
    session::Session,
};

const KEY: &str = "CANARY-KEY-77Q2-NEVER-ON-DISK";
const SERVICE: &str = "app.holdfast.Holdfast.test";
const IMPORT: [&str; 5] = ["import", "keys.csv", "--as", "licenses", "--json"];

fn with_sheet() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    fs::write(sandbox.path("keys.csv"), format!("Item Name,Serial Number,Seats\nSketch,{KEY},5\n")).unwrap();
    sandbox
}

#[test]
fn without_a_keyring_nothing_is_written_and_the_way_out_is_named() {
    let sandbox = with_sheet();
    let refused = holdfast(&sandbox, &IMPORT).unwrap();
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(1), ""), "{refused:?}");
    assert!(refused.stderr.contains("--map"), "{refused:?}");
    assert!(!refused.stderr.contains(KEY), "{refused:?}");
    assert_eq!(fs::read_dir(sandbox.data_dir()).unwrap().count(), 0);
    let without = holdfast(&sandbox, &[&IMPORT[..], &["--map", "Serial Number=-"]].concat()).unwrap();
    assert_eq!(without.json().unwrap()["new"], 1, "{without:?}");
}

#[test]
fn keys_go_to_the_keyring_and_into_trash_with_the_undo() {
    let sandbox = with_sheet();
    let session = Session::with_keyring(&sandbox).unwrap();
    let within = |arguments: &[&str]| {
        let outcome = holdfast_in(&sandbox, &session, arguments).unwrap();
        assert_eq!(outcome.status, Some(0), "{arguments:?}: {outcome:?}");
        assert!(!outcome.stdout.contains(KEY) && !outcome.stderr.contains(KEY), "{arguments:?}");
        outcome
    };
    let report = within(&IMPORT).json().unwrap();
    assert!(session.secret_tool_search(SERVICE).unwrap().contains(KEY));
    let doctor = within(&["doctor", "--json"]).json().unwrap();
    assert_eq!((&doctor["keyring"]["state"], &doctor["healthy"]), (&"ready".into(), &true.into()));
    let files: Vec<_> =
        fs::read_dir(sandbox.data_dir()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes()), "{}", file.display());
    }

    let undone = within(&["undo", "--json", report["batch"].as_str().unwrap()]).json().unwrap();
    assert!(session.secret_tool_search(SERVICE).unwrap().contains(KEY), "an undo deletes no value");
    assert_eq!(within(&["list", "licenses", "--json"]).json().unwrap()["total"], 0);
    within(&["doctor"]);
    within(&["undo", undone["batch"].as_str().unwrap()]);
    assert_eq!(within(&["list", "licenses", "--json"]).json().unwrap()["total"], 1);
    let doctor = within(&["doctor", "--json"]).json().unwrap();
    assert_eq!((&doctor["keyring"]["missing"], &doctor["home"]["state"]), (&0.into(), &"home".into()));

    let leftover = format!("v1-{}-left-over", doctor["database"].as_str().unwrap());
    session.store("left over", SERVICE, &leftover, "x").unwrap();
    let orphaned = holdfast_in(&sandbox, &session, &["doctor", "--json"]).unwrap();
    assert_eq!(orphaned.status, Some(1), "{orphaned:?}");
    assert_eq!(orphaned.json().unwrap()["orphans"]["items"][0], leftover.as_str());
}
