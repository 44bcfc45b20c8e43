//! `cargo xtask check`: what a person runs before a commit. It installs nothing.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::process::{self, FEATURES};
use crate::{bindings, capability, setup, ui, walls};

/// Every check, the quick ones first.
///
/// # Errors
/// The first check that fails, something missing that the checks need, or an argument.
pub fn check(arguments: &[String]) -> Result<()> {
    ensure!(arguments.is_empty(), "check takes no arguments, and was given {arguments:?}");
    setup::look()?;

    process::run(&mut process::cargo(&["fmt", "--all", "--check"]))?;
    println!("$ the walls between the parts");
    walls::check(&process::root())?;
    capability::verify(&process::root())?;

    ui::script("format:check")?;
    ui::script("lint")?;
    ui::script("check")?;

    ui::build_if_missing()?;
    process::run(
        process::cargo(&["clippy", "--workspace", "--all-targets"])
            .args(FEATURES)
            .args(["--", "-D", "warnings"]),
    )?;
    bindings::verify()?;
    licenses()
}

/// Licenses, sources and banned crates of every dependency, by deny.toml.
fn licenses() -> Result<()> {
    let Some(program) = setup::cargo_deny_path() else {
        println!("cargo-deny is not installed: licenses and sources of dependencies not checked.");
        println!("`cargo xtask setup deny` installs it, which takes minutes.");
        return Ok(());
    };
    // It reads the manifests of every platform's crates, and a build fetches only those of this one.
    process::run(&mut process::cargo(&["fetch", "--locked"]))?;
    process::run(
        Command::new(program)
            .args(["--offline", "check", "bans", "licenses", "sources"])
            .current_dir(process::root()),
    )
}
