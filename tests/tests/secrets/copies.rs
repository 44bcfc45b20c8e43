//! Copies of a database used beside their original, with a real keyring: nothing of the original is lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use anyhow::{Context, Result};
use holdfast_tests::cli::{Outcome, holdfast_in};
use holdfast_tests::sandbox::Sandbox;
use holdfast_tests::session::Session;

use super::probe::Probe;
use super::{SERVICE, items};

/// A new folder that only its owner may enter.
fn private(sandbox: &Sandbox, name: &str) -> Result<PathBuf> {
    let folder = sandbox.path(name);
    fs::create_dir_all(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    Ok(folder)
}

/// The data folder as it lies there, copied file by file.
fn copied(sandbox: &Sandbox, name: &str) -> Result<PathBuf> {
    let folder = private(sandbox, name)?;
    for entry in fs::read_dir(sandbox.data_dir())? {
        let path = entry?.path();
        if path.is_file() {
            fs::copy(&path, folder.join(path.file_name().context("a name")?))?;
        }
    }
    Ok(folder)
}

fn holdfast(sandbox: &Sandbox, session: &Session<'_>, arguments: &[&str]) -> Result<Outcome> {
    holdfast_in(sandbox, session, arguments)
}

fn text(path: &std::path::Path) -> &str {
    path.to_str().unwrap_or_default()
}

/// A backup in a folder of its own.
fn backed_up(sandbox: &Sandbox, session: &Session<'_>, name: &str) -> Result<PathBuf> {
    let folder = private(sandbox, name)?;
    let done = holdfast(sandbox, session, &["backup", text(&folder.join("holdfast.db"))])?;
    anyhow::ensure!(done.status == Some(0), "{done:?}");
    Ok(folder)
}

#[test]
fn an_undo_in_a_backup_opened_elsewhere_deletes_no_value() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    let batch = probe.ask("import 60")?;
    let batch = batch.strip_prefix("ok ").context("a batch")?.to_owned();
    assert_eq!(items(&session)?, 60);
    let folder = backed_up(&sandbox, &session, "elsewhere")?;
    let undone = holdfast(&sandbox, &session, &["--data-dir", text(&folder), "undo", &batch])?;
    assert_eq!(undone.status, Some(0), "{undone:?}");
    assert_eq!(probe.ask("values")?, "ok 60 of 60");
    let doctor = holdfast(&sandbox, &session, &["--data-dir", text(&folder), "doctor", "--json"])?.json()?;
    assert_eq!(doctor["home"]["state"], "copy", "{doctor}");
    let live = sandbox.data_dir().join("holdfast.db").canonicalize()?;
    assert_eq!(doctor["home"]["home"], text(&live));
    assert_eq!(items(&session)?, 60);
    Ok(())
}

#[test]
fn a_copy_taken_during_an_import_leaves_that_alone() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("save before")?, "ok");
    probe.order("import 150")?;
    holdfast_tests::background::wait_until("the import is under way", || {
        items(&session).is_ok_and(|count| count > 20)
    })?;
    let folder = copied(&sandbox, "synced")?;
    for arguments in [&["doctor"][..], &["credential", "health"], &["doctor", "--json"]] {
        holdfast(&sandbox, &session, &[&["--data-dir", text(&folder)], arguments].concat())?;
    }
    let answer = probe.answer()?.context("an answer")?;
    assert!(answer.starts_with("ok "), "{answer}");
    assert_eq!(probe.ask("values")?, "ok 150 of 150");
    assert_eq!(probe.ask("fetch")?, "ok before");
    Ok(())
}

#[test]
fn a_save_has_its_turn_in_the_middle_of_an_import() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    let mut other = Probe::of(&session, "Switch")?;
    probe.order("import 400")?;
    holdfast_tests::background::wait_until("the import is under way", || {
        items(&session).is_ok_and(|count| count > 20)
    })?;
    // Both are through before the import is: its values stand there still without rows.
    assert_eq!(other.ask("save one")?, "ok");
    assert_eq!(other.ask("save two")?, "ok");
    assert_eq!(other.ask("values")?, "ok 0 of 0", "the import goes on");
    assert!(other.ask("sweep")?.starts_with("ok "), "what is staged is left alone");
    let answer = probe.answer()?.context("an answer")?;
    assert!(answer.starts_with("ok "), "{answer}");
    assert_eq!(probe.ask("values")?, "ok 400 of 400");
    assert_eq!(other.ask("fetch")?, "ok two");
    Ok(())
}

#[test]
fn killed_in_the_middle_of_an_import_only_entries_of_the_journal_are_left() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("save before")?, "ok");
    probe.order("import 200")?;
    holdfast_tests::background::wait_until("the import is under way", || {
        items(&session).is_ok_and(|count| count > 20)
    })?;
    probe.program.signal("KILL")?;
    drop(probe);
    let cut_off = items(&session)?;
    assert!(cut_off > 20, "{cut_off}");
    // The command line finishes it, and says healthy only then.
    let doctor = holdfast(&sandbox, &session, &["doctor", "--json"])?;
    let report = doctor.json()?;
    assert_eq!(
        (&report["healthy"], &report["keyring"]["unfinished"]),
        (&true.into(), &0.into()),
        "{doctor:?}"
    );
    assert_eq!(items(&session)?, 1);
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("fetch")?, "ok before");
    assert_eq!(probe.ask("values")?, "ok 0 of 0");
    Ok(())
}

#[test]
fn leftovers_are_counted_and_not_called_healthy() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    for order in ["save first", "die 4"] {
        assert_eq!(probe.ask(order)?, "ok");
    }
    probe.order("save second")?;
    assert_eq!(probe.answer()?, None);
    session.lock()?;
    let doctor = holdfast(&sandbox, &session, &["doctor", "--json"])?;
    let report = doctor.json()?;
    assert_eq!(
        (&report["healthy"], &report["keyring"]["unfinished"]),
        (&false.into(), &1.into()),
        "{doctor:?}"
    );
    assert_eq!((doctor.status, &report["home"]["state"]), (Some(1), &"unknown".into()));
    let words = holdfast(&sandbox, &session, &["doctor"])?;
    assert!(words.stderr.contains("not finished"), "{words:?}");
    Ok(())
}

#[test]
fn twenty_copies_opened_and_used_beside_the_original_lose_it_nothing() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    let batch = probe.ask("import 12")?;
    let batch = batch.strip_prefix("ok ").context("a batch")?.to_owned();
    assert_eq!(probe.ask("save of the original")?, "ok");
    for number in 0..20 {
        let name = format!("copy-{number}");
        let folder = match number % 2 {
            0 => backed_up(&sandbox, &session, &name)?,
            _ => copied(&sandbox, &name)?,
        };
        let mut copy = Probe::at(&session, &folder)?;
        assert!(copy.ask("home")?.starts_with("ok copy "), "{name}");
        assert_eq!(copy.ask("fetch")?, "ok of the original", "{name}");
        assert_eq!(copy.ask("sweep")?, "ok 0 waiting, skipped: false");
        assert_eq!(copy.ask("orphans")?, "ok 0 items, 0 rows");
        if number % 3 == 0 {
            assert!(copy.ask(&format!("undo {batch}"))?.starts_with("ok "), "{name}");
        }
        assert_eq!(copy.ask(&format!("save of {name}"))?, "ok");
        assert_eq!(copy.ask("fetch")?, format!("ok of {name}"));
        if number % 4 == 0 {
            assert_eq!(copy.ask("clear")?, "ok");
        }
        assert_eq!(copy.ask("orphans")?, "ok 0 items, 0 rows");
    }
    assert_eq!(probe.ask("sweep")?, "ok 0 waiting, skipped: false");
    assert_eq!(probe.ask("orphans")?, "ok 0 items, 0 rows", "no value of a copy is called an orphan");
    assert_eq!(probe.ask("values")?, "ok 12 of 12");
    assert_eq!(probe.ask("fetch")?, "ok of the original");
    assert!(probe.ask("home")?.starts_with("ok home "));
    Ok(())
}

#[test]
fn doctor_says_what_a_file_is_and_makes_it_the_home_when_told() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("save kept")?, "ok");
    drop(probe);
    let doctor = |folder: &str, more: &[&str]| -> Result<serde_json::Value> {
        let done =
            holdfast(&sandbox, &session, &[&["--data-dir", folder, "doctor", "--json"], more].concat())?;
        assert_eq!(done.status, Some(0), "{done:?}");
        done.json()
    };
    let live = text(&sandbox.data_dir()).to_owned();
    assert_eq!(doctor(&live, &[])?["home"]["state"], "home");
    let folder = copied(&sandbox, "moved")?;
    let moved = text(&folder).to_owned();
    assert_eq!(doctor(&moved, &[])?["home"]["state"], "copy");
    assert_eq!(doctor(&moved, &["--adopt"])?["home"]["state"], "home");
    let former = doctor(&live, &[])?;
    assert_eq!(former["home"]["state"], "copy", "{former}");
    assert_eq!(former["home"]["home"], text(&folder.join("holdfast.db").canonicalize()?));
    assert_eq!(former["orphans"]["items"], serde_json::json!([]));
    let words = holdfast(&sandbox, &session, &["doctor"])?;
    assert!(words.stdout.contains("a copy") && words.stderr.contains("doctor --adopt"), "{words:?}");
    Ok(())
}

#[test]
fn the_command_line_finishes_what_was_cut_off_after_it_wrote_a_value() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    for order in ["save first", "die 3"] {
        assert_eq!(probe.ask(order)?, "ok");
    }
    probe.order("save second")?;
    assert_eq!(probe.answer()?, None);
    assert_eq!(items(&session)?, 2);
    let set = holdfast(&sandbox, &session, &["credential", "set", "Router", "--generate"])?;
    assert_eq!(set.status, Some(0), "{set:?}");
    assert_eq!(items(&session)?, 1, "{}", session.secret_tool_search(SERVICE)?);
    Ok(())
}
