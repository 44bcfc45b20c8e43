//! `cargo xtask test`: every test there is.

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
    process::run(
        process::cargo(&["test", "--workspace"])
            .args(FEATURES)
            .args(arguments)
            .env("HOLDFAST_TEST_BIN_DIR", process::target_dir().join("debug"))
            .env("HOLDFAST_TAURI_DRIVER", setup::tauri_driver_path()),
    )
}
