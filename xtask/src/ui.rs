//! The web part: its npm scripts and its build.

use std::process::Command;

use anyhow::Result;

use crate::process;

/// npm in the folder of the UI.
pub fn npm(arguments: &[&str]) -> Command {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(process::root().join("ui"));
    command
}

/// Runs a script of ui/package.json.
///
/// # Errors
/// When the script fails.
pub fn script(name: &str) -> Result<()> {
    process::run(&mut npm(&["run", "--silent", name]))
}

/// Builds ui/dist, which the window is compiled around.
///
/// # Errors
/// When the build fails.
pub fn build() -> Result<()> {
    script("build")
}

/// Builds ui/dist only when there is none: enough for lints, which need it to exist.
///
/// # Errors
/// When the build fails.
pub fn build_if_missing() -> Result<()> {
    if process::root().join("ui/dist/index.html").is_file() { Ok(()) } else { build() }
}
