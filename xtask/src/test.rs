//! `cargo xtask test`: every test there is.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::process::{self, FEATURES};
use crate::setup::{self, Need};
use crate::ui;

/// Tests the UI, then builds the programs, then tests them and everything below them.
/// The arguments go to `cargo test`.
///
/// # Errors
/// The first step that fails.
pub fn test(arguments: &[String]) -> Result<()> {
    setup::system(&[
        Need::Build,
        Need::Display,
        Need::WebDriver,
        Need::Browser,
        Need::Vaults,
        Need::Readers,
    ])?;
    setup::node_modules()?;
    setup::tauri_driver()?;

    ui::build()?;
    ui::script("test")?;
    ui::script("test:browser")?;

    // All targets, because that is what `cargo test` selects: the features come out the same, and so the programs
    // that the tests start are built from the very crates that the tests link.
    process::run(process::cargo(&["build", "--workspace", "--all-targets"]).args(FEATURES))?;
    process::run(tests(process::cargo(&["test", "--workspace"])).args(arguments))?;
    if arguments.is_empty() { odd_day() } else { Ok(()) }
}

/// A few tests once more, on a day that has been trouble: a leap day that ends while they run, where it is a day later
/// than in most of the world. The tests of the core set their own days; these ask the clock.
fn odd_day() -> Result<()> {
    println!("$ on {DAY}, {ZONE}");
    let all = || tests(process::cargo(&["test", "--workspace", "--test", "all"]));
    let listed =
        all().args(["--", "--list"]).stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    ensure!(listed.status.success(), "the tests cannot be listed");
    let listed = String::from_utf8_lossy(&listed.stdout);
    let names = chosen(&listed)?;
    process::run(all().args(["--", "--exact"]).args(names).env("HOLDFAST_NOW", DAY).env("TZ", ZONE))
}

/// The names of the tests in [`FILES`], from what a test program lists.
fn chosen(listed: &str) -> Result<Vec<&str>> {
    let names = listed.lines().filter_map(|line| line.strip_suffix(": test"));
    let of = |name: &str, file: &str| name.strip_prefix(file).is_some_and(|rest| rest.starts_with("::"));
    for file in FILES {
        ensure!(names.clone().any(|name| of(name, file)), "no test begins with {file}::");
    }
    Ok(names.filter(|name| FILES.iter().any(|file| of(name, file))).collect())
}

const DAY: &str = "2028-02-29T23:58:00";
const ZONE: &str = "Pacific/Kiritimati";
/// The command line, rules that look at today, and a window.
const FILES: [&str; 4] = ["cli", "domains", "cost", "story_calendar"];

fn tests(mut command: Command) -> Command {
    command
        .args(FEATURES)
        .env("HOLDFAST_TEST_BIN_DIR", process::target_dir().join("debug"))
        .env("HOLDFAST_TAURI_DRIVER", setup::tauri_driver_path());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_chosen_by_its_whole_name() {
        let listed = "cli::a: test\ncost::b: test\ndomains::c: test\nstory_calendar::d: test\nvault_cli::e: test\n\
                      vaults::cli::f: test\ncost::calendar::g: test\ncost::h: benchmark\n\n7 tests, 1 benchmark\n";
        let names = chosen(listed).unwrap();
        assert_eq!(names, ["cli::a", "cost::b", "domains::c", "story_calendar::d", "cost::calendar::g"]);
        assert!(chosen("cli::a: test\n").is_err(), "a file that is gone is told");
    }
}
