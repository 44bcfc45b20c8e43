//! `cargo xtask run`: Holdfast built and opened.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::process::{self, Background, FEATURES};
use crate::screen::Screen;
use crate::setup::{self, Need};
use crate::ui;

/// How many things the sample company has, and the seed that makes it the same company every time.
const SAMPLE: [&str; 5] = ["demo", "--records", "250", "--seed", "1"];

/// Builds Holdfast and opens it: with the user's own data on a display, with sample data and a photograph without.
///
/// # Errors
/// When set-up, the build or the window fails.
pub fn run() -> Result<()> {
    let has_display = has_display();
    setup::system(if has_display { &[Need::Build] } else { &[Need::Build, Need::Display] })?;
    setup::node_modules()?;
    ui::build()?;
    process::run(
        process::cargo(&["build", "--package", "holdfast-desktop", "--package", "holdfast-cli"])
            .args(FEATURES),
    )?;
    if has_display {
        return process::run(&mut Command::new(process::built("holdfast-desktop")));
    }
    show_sample(&process::target_dir().join("holdfast-run"))
}

fn has_display() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Fills a folder of its own with the sample company, opens the window on a virtual display and photographs it.
fn show_sample(folder: &Path) -> Result<()> {
    println!("There is no display: showing sample data on a virtual one.");
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let data = folder.join("data");
    std::fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;

    let screen = Screen::start(folder)?;
    let program = |name: &str| {
        let mut command = screen.command(process::built(name));
        command.env("HOLDFAST_DATA_DIR", &data).env("HOLDFAST_PROFILE", "demo");
        command
    };
    process::run(program("holdfast").args(SAMPLE))?;

    let log = folder.join("window.log");
    let output = std::fs::File::create(&log)?;
    let mut window = Background::start(
        program("holdfast-desktop").stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output),
    )?;
    let photograph = folder.join("holdfast.png");
    screen.photograph("Holdfast", &mut window, &photograph).with_context(|| {
        format!("the window said:\n{}", std::fs::read_to_string(&log).unwrap_or_default())
    })?;
    drop(window);

    println!("\nThe window: {}\n\nDue within 30 days:", photograph.display());
    process::run(program("holdfast").args(["due", "--within", "30"]))
}
