//! The program that keeps a value, and how it is told what to do.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result};
use holdfast_tests::background::Background;
use holdfast_tests::session::Session;

/// The program that keeps a value, in its own process.
pub struct Probe {
    pub program: Background,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Probe {
    pub fn start(session: &Session<'_>) -> Result<Probe> {
        Probe::of(session, "Router")
    }

    /// One that keeps the value of the credential of this name.
    pub fn of(session: &Session<'_>, credential: &str) -> Result<Probe> {
        Probe::run(session.command(env!("CARGO_BIN_EXE_keyring_probe")), credential)
    }

    /// One with another data folder.
    pub fn at(session: &Session<'_>, folder: &Path) -> Result<Probe> {
        let mut command = session.command(env!("CARGO_BIN_EXE_keyring_probe"));
        command.env("HOLDFAST_DATA_DIR", folder);
        Probe::run(command, "Router")
    }

    fn run(mut command: Command, credential: &str) -> Result<Probe> {
        command.args(["1500", "4000", credential]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = Background::start(&mut command)?;
        let orders = program.child().stdin.take().context("no input")?;
        let output = program.child().stdout.take().context("no output")?;
        let mut probe = Probe { program, orders, answers: BufReader::new(output).lines() };
        probe.ask("state")?;
        Ok(probe)
    }

    pub fn order(&mut self, order: &str) -> Result<()> {
        Ok(writeln!(self.orders, "{order}")?)
    }

    /// The next answer; None when the program ended before it gave one.
    pub fn answer(&mut self) -> Result<Option<String>> {
        Ok(self.answers.next().transpose()?)
    }

    pub fn ask(&mut self, order: &str) -> Result<String> {
        self.order(order)?;
        Ok(self.answers.next().context("the probe ended")??)
    }
}
