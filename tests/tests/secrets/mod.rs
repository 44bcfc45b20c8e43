//! Values in a real keyring: found there by another program, nowhere else, and safe whatever the keyring does.
#![cfg(target_os = "linux")]

mod copies;
mod faults;
pub mod probe;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Result;
use holdfast_tests::background::{Background, wait_until};
use holdfast_tests::sandbox::Sandbox;
use holdfast_tests::session::Session;
use probe::Probe;

const SERVICE: &str = "app.holdfast.Holdfast.test";
const CANARY: &str = "canary-7f3a-never-on-disk";

/// The files below a folder that hold a text.
pub fn files_with(folder: &Path, text: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_with(&path, text)?);
        } else if fs::read(&path)?.windows(text.len()).any(|window| window == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}

pub fn items(session: &Session<'_>) -> Result<usize> {
    // Values; where databases are at home stands there too.
    Ok(session.secret_tool_search(SERVICE)?.matches("attribute.username = v1-").count())
}

#[test]
fn a_value_is_in_the_keyring_and_nowhere_else() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("state")?, "ok ready");
    assert_eq!(probe.ask(&format!("save {CANARY}"))?, "ok");

    let found = session.secret_tool_search(SERVICE)?;
    assert!(found.contains(CANARY), "{found}");
    assert!(found.contains("label = Holdfast secret "), "{found}");
    assert!(found.contains("attribute.username = v1-"), "{found}");
    assert!(!found.contains("Router"), "a name says nothing of the thing: {found}");

    // While the program runs, its journal file is there too.
    assert!(!files_with(&sandbox.data_dir(), "Router")?.is_empty(), "the search would find what is there");
    assert_eq!(files_with(&sandbox.data_dir(), CANARY)?, [""; 0]);
    drop(probe);

    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("fetch")?, format!("ok {CANARY}"));
    assert_eq!(probe.ask("save another")?, "ok");
    let found = session.secret_tool_search(SERVICE)?;
    assert!(found.contains("secret = another") && !found.contains(CANARY), "{found}");
    let long = "0123456789".repeat(700);
    assert_eq!(probe.ask(&format!("save {long}"))?, "ok");
    assert_eq!(probe.ask("fetch")?, format!("ok {long}"));
    assert_eq!(items(&session)?, 3, "a long value stands in parts");
    assert_eq!(probe.ask("orphans")?, "ok 0 items, 0 rows");
    assert_eq!(probe.ask("clear")?, "ok");
    assert_eq!(items(&session)?, 0);
    assert_eq!(files_with(&sandbox.data_dir(), CANARY)?, [""; 0]);
    Ok(())
}

#[test]
fn a_locked_keyring_says_so_and_a_restarted_one_is_found_again() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let mut session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("save kept")?, "ok");
    session.lock()?;
    assert_eq!(probe.ask("state")?, "ok locked");
    for order in ["fetch", "save lost"] {
        let answer = probe.ask(order)?;
        assert!(answer.starts_with("error locked ") && answer.contains("Unlock"), "{order}: {answer}");
    }
    assert_eq!(probe.ask("unlock")?, "ok locked", "nobody can answer the prompt here");
    assert_eq!(probe.ask("sweep")?, "ok 0 waiting, skipped: false", "nothing was begun");

    // The program keeps running while its keyring is stopped and another takes its place.
    session.stop_keyring();
    let answer = probe.ask("fetch")?;
    assert!(answer.starts_with("error no_provider "), "{answer}");
    session.start_keyring()?;
    assert_eq!(probe.ask("fetch")?, "ok kept");
    assert_eq!(probe.ask("sweep")?, "ok 0 waiting, skipped: false");
    assert_eq!(probe.ask("save new")?, "ok");
    assert_eq!(items(&session)?, 1);
    Ok(())
}

#[test]
fn without_a_keyring_or_a_session_the_way_out_is_named() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::without_provider(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("state")?, "ok no_provider");
    let answer = probe.ask(&format!("save {CANARY}"))?;
    assert!(answer.starts_with("error no_provider ") && answer.contains("gnome-keyring"), "{answer}");
    drop(probe);
    drop(session);

    let session = Session::absent(&sandbox);
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("state")?, "ok no_session");
    let answer = probe.ask(&format!("save {CANARY}"))?;
    assert!(answer.starts_with("error no_session "), "{answer}");
    assert_eq!(probe.ask("sweep")?, "ok 0 waiting, skipped: false", "nothing was begun");
    assert_eq!(files_with(&sandbox.data_dir(), CANARY)?, [""; 0], "there is no fallback to a file");
    Ok(())
}

#[test]
fn a_keyring_that_is_not_made_yet_is_told_from_a_locked_one() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::without_provider(&sandbox)?;
    let mut daemon = session.command("gnome-keyring-daemon");
    daemon.args(["--foreground", "--components=secrets"]).stdin(Stdio::null()).stdout(Stdio::null());
    let _daemon = Background::start(daemon.stderr(Stdio::null()))?;
    let mut probe = Probe::start(&session)?;
    wait_until("the keyring answers", || probe.ask("state").is_ok_and(|state| state != "ok no_provider"))?;
    assert_eq!(probe.ask("state")?, "ok not_created");
    for order in ["save lost", "fetch", "orphans"] {
        let answer = probe.ask(order)?;
        assert!(answer.starts_with("error not_created "), "{order}: {answer}");
    }
    assert_eq!(probe.ask("unlock")?, "ok not_created", "nobody can answer the prompt here");
    Ok(())
}

#[test]
fn a_hung_keyring_is_given_up_in_time_and_used_again() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("save kept")?, "ok");
    session.hang_keyring()?;
    let begun = Instant::now();
    for order in ["state", "fetch", "save lost"] {
        let answer = probe.ask(order)?;
        assert!(answer.contains("not_answering"), "{order}: {answer}");
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    session.wake_keyring()?;
    assert_eq!(probe.ask("fetch")?, "ok kept");
    assert_eq!(probe.ask("save new")?, "ok");
    assert_eq!(probe.ask("sweep")?, "ok 0 waiting, skipped: false");
    assert_eq!(items(&session)?, 1);
    Ok(())
}
