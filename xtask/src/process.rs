//! Starting other programs, and where the project keeps its files.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// Cargo arguments that every build of the workspace shares: with other features
/// Cargo would compile the window's dependencies a second time.
pub const FEATURES: [&str; 2] = ["--features", "holdfast-desktop/custom-protocol"];

/// The folder of the workspace.
pub fn root() -> PathBuf {
    // As cargo says when it runs, not as it was when this was compiled: checkouts may share a target folder.
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("xtask"), PathBuf::from);
    xtask.parent().unwrap_or(&xtask).to_path_buf()
}

/// The folder Cargo builds into.
pub fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A program of this workspace as built by `cargo build`.
pub fn built(name: &str) -> PathBuf {
    target_dir().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The folder for programs this project installs for itself, apart from the user's own.
pub fn tools_dir() -> PathBuf {
    match std::env::home_dir() {
        Some(home) => home.join(".cache/holdfast/tools"),
        None => target_dir().join("holdfast-tools"),
    }
}

/// Cargo, the one that runs this command, in the workspace folder.
pub fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a program to its end, its output shown as it comes.
///
/// # Errors
/// When the program cannot be started or ends with a failure.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = describe(command);
    println!("$ {shown}");
    let status = command.status().with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// Runs a program to its end and gives what it wrote to standard output.
///
/// # Errors
/// When the program cannot be started or ends with a failure.
pub fn output(command: &mut Command) -> Result<Vec<u8>> {
    let shown = describe(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {shown}"))?;
    if !output.status.success() {
        bail!("`{shown}` ended with {}", output.status);
    }
    Ok(output.stdout)
}

/// Where a program is found, if it is on the PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|dir| {
            [dir.join(program), dir.join(format!("{program}.exe")), dir.join(format!("{program}.cmd"))]
        })
        .find(|candidate| candidate.is_file())
}

/// A program in the background; ends when dropped. Ctrl+C in the terminal reaches it too.
#[derive(Debug)]
pub struct Background {
    child: Child,
}

impl Background {
    /// Starts a program and goes on.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn start(command: &mut Command) -> Result<Self> {
        let shown = describe(command);
        let child = command.spawn().with_context(|| format!("cannot start {shown}"))?;
        Ok(Self { child })
    }

    /// The running program, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether the program has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // A failure means that it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn describe(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
