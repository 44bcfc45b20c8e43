//! A private session bus, with a real keyring or without one.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

use crate::background::{Background, wait_until};
use crate::sandbox::Sandbox;

/// Opens the keyring of a test. It may not be empty.
const PASSWORD: &[u8] = b"test-pass";

/// A bus that starts no program by itself: what answers on it was started by the test, and a prompt that
/// nobody could answer is refused at once instead of waiting for ever. Its limits are those of a real session: without
/// them secret-tool, which asks for all items at once, fails beyond 128 of them.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=@RUNTIME@</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_replies_per_connection">50000</limit>
  <limit name="max_match_rules_per_connection">50000</limit>
  <limit name="max_names_per_connection">50000</limit>
</busconfig>
"#;

/// A desktop session without a desktop. Ends when dropped.
#[derive(Debug)]
pub struct Session<'a> {
    sandbox: &'a Sandbox,
    /// Dropped, and so ended, before the bus it talks on.
    keyring: Option<Background>,
    bus: Option<(Background, String)>,
}

impl<'a> Session<'a> {
    /// A session bus with an unlocked keyring that answers.
    ///
    /// # Errors
    /// When a program does not start or the keyring does not answer.
    pub fn with_keyring(sandbox: &'a Sandbox) -> Result<Self> {
        let mut session = Self::without_provider(sandbox)?;
        session.start_keyring()?;
        Ok(session)
    }

    /// A session bus on which no keyring can be reached.
    ///
    /// # Errors
    /// When the bus does not start.
    pub fn without_provider(sandbox: &'a Sandbox) -> Result<Self> {
        let runtime = sandbox.path("run");
        let config = sandbox.path("bus.conf");
        std::fs::write(&config, BUS.replace("@RUNTIME@", &runtime.to_string_lossy()))?;
        let mut command = sandbox.command("dbus-daemon");
        command.args(["--nofork", "--print-address=1", "--config-file"]).arg(&config);
        let bus = Background::start_and_read_line(&mut command)?;
        Ok(Self { sandbox, keyring: None, bus: Some(bus) })
    }

    /// No session bus at all, as in a shell over ssh.
    pub fn absent(sandbox: &'a Sandbox) -> Self {
        Self { sandbox, keyring: None, bus: None }
    }

    /// Where the bus of this session is reached; None where there is none.
    #[must_use]
    pub fn bus(&self) -> Option<&str> {
        self.bus.as_ref().map(|(_, address)| address.as_str())
    }

    /// A program in this session.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = self.sandbox.command(program);
        self.join(&mut command);
        command
    }

    /// Lets a program take part in this session. Its bus stands for that of the system too, so that no test hears the
    /// real one.
    pub fn join(&self, command: &mut Command) {
        if let Some((_, address)) = &self.bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", address).env("DBUS_SYSTEM_BUS_ADDRESS", address);
        }
    }

    /// Sends a signal to everyone who listens, as a service of the system does.
    ///
    /// # Errors
    /// When it cannot be sent.
    pub fn signal(&self, path: &str, name: &str, arguments: &[&str]) -> Result<()> {
        let mut command = self.command("dbus-send");
        command.args(["--session", "--type=signal", path, name]).args(arguments);
        succeeded("dbus-send", command.output()?).map(drop)
    }

    /// Starts the keyring, unlocked; what an earlier one stored is there again.
    ///
    /// # Errors
    /// When it does not start or does not answer.
    pub fn start_keyring(&mut self) -> Result<()> {
        self.keyring = None;
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets", "--control-directory"]);
        command.arg(self.sandbox.path("run/keyring"));
        let mut keyring =
            Background::start(command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()))?;
        keyring.child().stdin.take().context("the keyring has no input")?.write_all(PASSWORD)?;
        self.keyring = Some(keyring);
        wait_until("the keyring stores", || self.store("probe", "holdfast-harness", "probe", "probe").is_ok())
    }

    /// Ends the keyring, as a crash would. Its items stay on disk.
    pub fn stop_keyring(&mut self) {
        self.keyring = None;
    }

    /// Lets the keyring hang: it takes requests and answers none.
    ///
    /// # Errors
    /// When no keyring runs.
    pub fn hang_keyring(&self) -> Result<()> {
        self.keyring.as_ref().context("no keyring runs")?.signal("STOP")
    }

    /// Wakes a keyring that was made to hang.
    ///
    /// # Errors
    /// When no keyring runs.
    pub fn wake_keyring(&self) -> Result<()> {
        self.keyring.as_ref().context("no keyring runs")?.signal("CONT")
    }

    /// Locks the keyring. No prompt can be shown here, so it stays locked until it is started anew.
    ///
    /// # Errors
    /// When the keyring does not answer.
    pub fn lock(&self) -> Result<()> {
        let output = self
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
            .args(["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"])
            .arg("array:objpath:/org/freedesktop/secrets/collection/login")
            .output()?;
        succeeded("dbus-send", output).map(drop)
    }

    /// Stores a value with secret-tool under one service and user.
    ///
    /// # Errors
    /// When the keyring refuses or cannot be reached.
    pub fn store(&self, label: &str, service: &str, user: &str, value: &str) -> Result<()> {
        let mut command = self.command("secret-tool");
        command.args(["store", "--label", label, "service", service, "username", user]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot start secret-tool")?;
        child.stdin.take().context("secret-tool has no input")?.write_all(value.as_bytes())?;
        succeeded("secret-tool", child.wait_with_output()?).map(drop)
    }

    /// The value that secret-tool finds under one service and user, if there is one.
    ///
    /// # Errors
    /// When secret-tool cannot be started, or what it says is not UTF-8.
    pub fn secret_tool_lookup(&self, service: &str, user: &str) -> Result<Option<String>> {
        let output =
            self.command("secret-tool").args(["lookup", "service", service, "username", user]).output()?;
        let value = String::from_utf8(output.stdout)?;
        Ok((output.status.success() && !value.is_empty()).then_some(value))
    }

    /// Everything that secret-tool finds under a service: labels, attributes and values, as it prints them. Where the
    /// keyring does not answer it in time, as on a busy machine, it is asked again: no answer is not "nothing there".
    ///
    /// # Errors
    /// When secret-tool cannot be started, or is refused again and again.
    pub fn secret_tool_search(&self, service: &str) -> Result<String> {
        const TRIES: usize = 3;
        let arguments = ["search", "--all", "--unlock", "service", service];
        let mut output = self.command("secret-tool").args(arguments).output()?;
        for _ in 1..TRIES {
            if output.status.success() {
                break;
            }
            output = self.command("secret-tool").args(arguments).output()?;
        }
        let output = succeeded("secret-tool", output)?;
        // It prints the attributes as if they were complaints.
        let (found, attributes) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        Ok(format!("{found}{attributes}"))
    }
}

fn succeeded(program: &str, output: Output) -> Result<Output> {
    if output.status.success() {
        return Ok(output);
    }
    bail!("{program} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim())
}
