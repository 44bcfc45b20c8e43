//! `cargo xtask bench`.

use anyhow::Result;

use crate::process;
use crate::setup::{self, Need};

/// Builds the benchmark optimised and runs it with the given arguments.
///
/// # Errors
/// When set-up, the build or the benchmark fails.
pub fn bench(arguments: &[String]) -> Result<()> {
    setup::system(&[Need::Build])?;
    process::run(
        process::cargo(&["run", "--release", "--package", "holdfast-tests", "--example", "bench", "--"])
            .args(arguments),
    )
}
