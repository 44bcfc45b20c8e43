//! What happens to files: nothing of the user's is lost to a name mistyped, a full disk, a power cut or a kill.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod backups;
mod bounds;
mod damage;
mod full;
mod overwriting;
#[cfg(target_os = "linux")]
mod power;
mod repair;
mod restore;

use holdfast_tests::{
    cli::{Outcome, holdfast},
    sandbox::Sandbox,
};
use std::{fs, path::Path};

pub fn run(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    holdfast(sandbox, arguments).unwrap()
}

/// Runs a command that must do what it is asked.
pub fn done(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    let outcome = run(sandbox, arguments);
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {outcome:?}");
    outcome
}

/// A refusal in words that holds each of `parts`.
pub fn refused(sandbox: &Sandbox, arguments: &[&str], parts: &[&str]) {
    let outcome = run(sandbox, arguments);
    assert_eq!(outcome.status, Some(1), "{arguments:?}: {outcome:?}");
    for part in parts {
        assert!(outcome.stderr.contains(part), "{part:?} is not in {outcome:?}");
    }
    assert!(!outcome.stderr.contains("(code") && !outcome.stderr.contains("panicked"), "{outcome:?}");
}

/// A table of licenses of these names.
pub fn licenses(names: impl IntoIterator<Item = String>) -> String {
    names.into_iter().fold("name,seats\n".to_owned(), |table, name| format!("{table}{name},1\n"))
}

/// A folder with so many licenses.
pub fn with_licenses(count: u32) -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    add_licenses(&sandbox, 0..count);
    sandbox
}

pub fn add_licenses(sandbox: &Sandbox, numbers: std::ops::Range<u32>) {
    fs::write(sandbox.path("in.csv"), licenses(numbers.map(|number| format!("License {number}")))).unwrap();
    done(sandbox, &["import", "in.csv", "--as", "licenses"]);
}

pub fn count(sandbox: &Sandbox, arguments: &[&str]) -> u64 {
    let listed = done(sandbox, &[&["list", "licenses", "--limit", "1", "--json"], arguments].concat());
    listed.json().unwrap()["total"].as_u64().unwrap()
}

pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
