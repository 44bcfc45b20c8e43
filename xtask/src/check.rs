//! `cargo xtask check`: what a person runs before a commit.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::{self, FEATURES};
use crate::setup::{self, Need};
use crate::{bindings, ui, walls};

const INSTALL_DENY: &str = "--install-deny";

/// Every check, the quick ones first.
///
/// # Errors
/// The first check that fails, or an argument that is not known.
pub fn check(arguments: &[String]) -> Result<()> {
    if let Some(unknown) = arguments.iter().find(|argument| *argument != INSTALL_DENY) {
        anyhow::bail!("check knows {INSTALL_DENY}, not {unknown:?}");
    }
    setup::system(&[Need::Build])?;
    setup::node_modules()?;

    process::run(&mut process::cargo(&["fmt", "--all", "--check"]))?;
    println!("$ the walls between the parts");
    walls::check(&process::root())?;

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
    licenses(arguments.iter().any(|argument| argument == INSTALL_DENY))
}

/// Licenses, sources and banned crates of every dependency, by deny.toml.
fn licenses(install: bool) -> Result<()> {
    let mut program = cargo_deny();
    if program.is_none() && install {
        let tools = process::tools_dir();
        let mut command = process::cargo(&["install", "cargo-deny", "--locked", "--root"]);
        process::run(command.arg(&tools).env_remove("CARGO_TARGET_DIR"))?;
        program = cargo_deny();
    }
    let Some(program) = program else {
        println!("cargo-deny is not installed: licenses and sources of dependencies not checked.");
        println!("`cargo xtask check {INSTALL_DENY}` installs it, which takes minutes.");
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

fn cargo_deny() -> Option<PathBuf> {
    let own = process::tools_dir().join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if own.is_file() { Some(own) } else { process::on_path("cargo-deny") }
}
