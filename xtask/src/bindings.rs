//! `cargo xtask bindings`: what is generated from the Rust commands, the types of the UI and what its window may call.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::{self, FEATURES};
use crate::setup::{self, Need};
use crate::{capability, ui};

/// Writes src-tauri/capabilities/main.json and ui/src/lib/ipc/bindings.ts anew; the first alone needs nothing built.
///
/// # Errors
/// When set-up or the generation fails, or an argument is not known.
pub fn write(arguments: &[String]) -> Result<()> {
    capability::write(&process::root())?;
    match arguments.first().map(String::as_str) {
        None => {}
        Some("capability") => return Ok(()),
        Some(unknown) => bail!("bindings knows \"capability\", not {unknown:?}"),
    }
    setup::system(&[Need::Build])?;
    setup::node_modules()?;
    ui::build_if_missing()?;
    run_bindings_tests(test().env("HOLDFAST_WRITE_BINDINGS", "1"))
}

/// Fails when ui/src/lib/ipc/bindings.ts is not what the Rust commands say.
///
/// # Errors
/// When it is out of date or the comparison cannot be made.
pub fn verify() -> Result<()> {
    run_bindings_tests(&mut test())
        .context("ui/src/lib/ipc/bindings.ts does not pass; when the commands changed, `cargo xtask bindings` writes it anew")
}

/// The same selection as `cargo xtask test`, so that nothing is compiled twice.
fn test() -> Command {
    let mut command = process::cargo(&["test", "--workspace", "--lib"]);
    command.args(FEATURES).arg("bindings");
    command
}

fn run_bindings_tests(command: &mut Command) -> Result<()> {
    println!("$ cargo test --workspace --lib bindings");
    let output = command.stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        print!("{text}");
        bail!("the test of the bindings failed");
    }
    if !text
        .lines()
        .any(|line| line.starts_with("test ") && line.contains("bindings") && line.ends_with("ok"))
    {
        bail!("no test of the bindings ran");
    }
    Ok(())
}
