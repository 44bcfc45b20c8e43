//! `cargo xtask bundle`: the packages that users install.

use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::setup::{self, Need};
use crate::ui;

/// The release of Tauri's packaging tool, in step with the crates.
const TAURI_CLI: &str = "2.12.5";

/// Builds the UI, the optimised window and its packages for this system.
///
/// # Errors
/// When set-up or a build fails.
pub fn bundle() -> Result<()> {
    setup::system(&[Need::Build])?;
    setup::node_modules()?;
    ui::build()?;
    process::run(
        process::cargo(&["build", "--release", "--package", "holdfast-cli"])
            .env("CARGO_TARGET_DIR", process::target_dir()),
    )?;
    let npx = if cfg!(windows) { "npx.cmd" } else { "npx" };
    let mut command = Command::new(npx);
    // Packaging alone needs the tool, so it is fetched here and not with every checkout's UI packages.
    command.args([
        "--yes",
        &format!("@tauri-apps/cli@{TAURI_CLI}"),
        "build",
        "--config",
        &with_command_line(),
    ]);
    process::run(command.current_dir(process::root().join("src-tauri")))?;
    println!("The packages are in {}", process::target_dir().join("release/bundle").display());
    Ok(())
}

/// Configuration that puts the `holdfast` command into the packages of Linux, beside the window.
fn with_command_line() -> String {
    let program = process::target_dir().join("release/holdfast");
    let program = program.display().to_string();
    let files = serde_json::json!({ "files": { "/usr/bin/holdfast": program } });
    serde_json::json!({ "bundle": { "linux": { "deb": files, "rpm": files } } }).to_string()
}
