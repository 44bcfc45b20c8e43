//! `cargo xtask test`: every test there is.

use std::process::Command;

use anyhow::Result;

use crate::process::{self, FEATURES};
use crate::setup::{self, Need};
use crate::ui;

/// Tests the UI, then builds the programs, then tests them and everything below them.
/// The arguments go to `cargo test`.
///
/// # Errors
/// The first step that fails.
pub fn test(arguments: &[String]) -> Result<()> {
    setup::system(&[Need::Build, Need::Display, Need::WebDriver, Need::Vaults, Need::Readers])?;
    setup::node_modules()?;
    setup::tauri_driver()?;

    ui::build()?;
    ui::script("test")?;

    // All targets, because that is what `cargo test` selects: the features come out the same, and so the programs
    // that the tests start are built from the very crates that the tests link.
    process::run(process::cargo(&["build", "--workspace", "--all-targets"]).args(FEATURES))?;
    process::run(tests(&mut process::cargo(&["test", "--workspace"])).args(arguments))?;
    if arguments.is_empty() { odd_day() } else { Ok(()) }
}

/// A few programs once more, on a day that has been trouble: a leap day that ends while they run, where it is a day later
/// than in most of the world. The tests of the core set their own days; these ask the clock.
fn odd_day() -> Result<()> {
    println!("$ on {DAY}, {ZONE}");
    let mut command = process::cargo(&["test", "--workspace"]);
    for program in PROGRAMS {
        command.args(["--test", program]);
    }
    process::run(tests(&mut command).env("HOLDFAST_NOW", DAY).env("TZ", ZONE))
}

const DAY: &str = "2028-02-29T23:58:00";
const ZONE: &str = "Pacific/Kiritimati";
/// The command line, rules that look at today, and a window.
const PROGRAMS: [&str; 4] = ["cli", "domains", "cost", "story_calendar"];

fn tests(command: &mut Command) -> &mut Command {
    command
        .args(FEATURES)
        .env("HOLDFAST_TEST_BIN_DIR", process::target_dir().join("debug"))
        .env("HOLDFAST_TAURI_DRIVER", setup::tauri_driver_path())
}
