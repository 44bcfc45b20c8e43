//! `cargo xtask bundle`: the packages that users install.

use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::setup::{self, Need};
use crate::ui;

/// Builds the UI, the optimised window and its packages for this system.
///
/// # Errors
/// When set-up or a build fails.
pub fn bundle() -> Result<()> {
    setup::system(&[Need::Build])?;
    setup::node_modules()?;
    ui::build()?;
    let program = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let tauri = process::root().join("ui/node_modules/.bin").join(program);
    process::run(Command::new(tauri).arg("build").current_dir(process::root().join("src-tauri")))?;
    println!("The packages are in {}", process::target_dir().join("release/bundle").display());
    Ok(())
}
