//! A virtual display without a window, and its clipboard as other programs see it.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::background::Background;
use crate::sandbox::Sandbox;

/// An X display. Ends when dropped.
#[derive(Debug)]
pub struct Display {
    name: String,
    _server: Background,
}

impl Display {
    /// # Errors
    /// When Xvfb does not start.
    pub fn start(sandbox: &Sandbox) -> Result<Self> {
        let mut command = sandbox.command("Xvfb");
        command.args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-screen", "0", "320x240x24"]);
        let (server, number) = Background::start_and_read_line(&mut command)?;
        Ok(Self { name: format!(":{number}"), _server: server })
    }

    /// Lets a program show on this display.
    pub fn join(&self, command: &mut Command) {
        command.env("DISPLAY", &self.name);
    }

    /// The text on the clipboard; empty when there is none.
    ///
    /// # Errors
    /// When xclip cannot be started.
    pub fn clipboard(&self, sandbox: &Sandbox) -> Result<String> {
        let mut command = sandbox.command("xclip");
        self.join(&mut command);
        let output =
            command.args(["-selection", "clipboard", "-o"]).output().context("cannot start xclip")?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Puts a text on the clipboard as another program does.
    ///
    /// # Errors
    /// When xclip does not take it.
    pub fn put_on_clipboard(&self, sandbox: &Sandbox, text: &str) -> Result<()> {
        let mut command = sandbox.command("xclip");
        self.join(&mut command);
        command.args(["-selection", "clipboard", "-i"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().context("cannot start xclip")?;
        child.stdin.take().context("xclip has no input")?.write_all(text.as_bytes())?;
        if !child.wait()?.success() {
            bail!("xclip refused");
        }
        Ok(())
    }
}
