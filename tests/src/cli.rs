//! The command line, as a person or a script runs it.

use std::io::Write;
use std::process::{Output, Stdio};

use anyhow::{Context, Result};

use crate::programs;
use crate::sandbox::Sandbox;
use crate::session::Session;

/// What one run of `holdfast` left behind.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The exit code; none when a signal ended it.
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    fn of(output: &Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The standard output as JSON.
    ///
    /// # Errors
    /// When it is not JSON; the message carries all that was said.
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_str(&self.stdout).with_context(|| format!("not JSON: {self:?}"))
    }
}

/// Runs `holdfast` on the data folder of a sandbox, without a session.
///
/// # Errors
/// When the program has not been built or cannot be started.
pub fn holdfast(sandbox: &Sandbox, arguments: &[&str]) -> Result<Outcome> {
    holdfast_in(sandbox, &Session::absent(sandbox), arguments)
}

/// Runs `holdfast` on the data folder of a sandbox, within a session.
///
/// # Errors
/// When the program has not been built or cannot be started.
pub fn holdfast_in(sandbox: &Sandbox, session: &Session<'_>, arguments: &[&str]) -> Result<Outcome> {
    let mut command = sandbox.command(programs::built("holdfast")?);
    session.join(&mut command);
    let output = command.args(arguments).stdin(Stdio::null()).output().context("cannot start holdfast")?;
    Ok(Outcome::of(&output))
}

/// Like [`holdfast_in`], with a text on its input.
///
/// # Errors
/// When the program has not been built or cannot be started.
pub fn holdfast_fed(
    sandbox: &Sandbox,
    session: &Session<'_>,
    arguments: &[&str],
    input: &str,
) -> Result<Outcome> {
    let mut command = sandbox.command(programs::built("holdfast")?);
    session.join(&mut command);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().context("cannot start holdfast")?;
    running.stdin.take().context("it takes no input")?.write_all(input.as_bytes())?;
    Ok(Outcome::of(&running.wait_with_output()?))
}
