//! `cargo xtask bench`.

use anyhow::Result;

use crate::process::{self, FEATURES};
use crate::setup::{self, Need};
use crate::ui;

/// Builds what is measured optimised, then measures: the core beside the bare SQL with the given arguments, and the idle
/// window. With `idle [SECONDS]` only the window; with `values [COUNT]` only the import of a vault, which takes minutes.
///
/// # Errors
/// When set-up, a build or a benchmark fails.
pub fn bench(arguments: &[String]) -> Result<()> {
    match arguments.split_first() {
        Some((first, seconds)) if first == "idle" => idle(seconds),
        Some((first, count)) if first == "values" => values(count),
        _ => {
            core(arguments)?;
            idle(&[])
        }
    }
}

fn core(arguments: &[String]) -> Result<()> {
    setup::system(&[Need::Build])?;
    process::run(example("bench").args(arguments))
}

fn values(count: &[String]) -> Result<()> {
    setup::system(&[Need::Build, Need::Display])?;
    process::run(&mut process::cargo(&["build", "--release", "--package", "holdfast-cli"]))?;
    process::run(
        example("values").args(count).env("HOLDFAST_TEST_BIN_DIR", process::target_dir().join("release")),
    )
}

fn idle(seconds: &[String]) -> Result<()> {
    setup::system(&[Need::Build, Need::Display])?;
    setup::node_modules()?;
    ui::build()?;
    let packages = ["build", "--release", "--package", "holdfast-desktop", "--package", "holdfast-cli"];
    process::run(process::cargo(&packages).args(FEATURES))?;
    process::run(
        example("idle").args(seconds).env("HOLDFAST_TEST_BIN_DIR", process::target_dir().join("release")),
    )
}

fn example(name: &str) -> std::process::Command {
    process::cargo(&["run", "--release", "--package", "holdfast-tests", "--example", name, "--"])
}
