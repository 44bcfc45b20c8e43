//! Programs that run beside a test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// How long anything that runs beside a test may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// A program in the background with everything it starts; killed when dropped.
#[derive(Debug)]
pub struct Background {
    child: Child,
}

impl Background {
    /// Starts a program in a process group of its own.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn start(command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().with_context(|| format!("cannot start {program}"))?;
        Ok(Self { child })
    }

    /// Starts a program that says in its first line of output how to reach it, and gives that line.
    ///
    /// # Errors
    /// When the program cannot be started or ends without a word.
    pub fn start_and_read_line(command: &mut Command) -> Result<(Self, String)> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut started =
            Self::start(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let output = started.child.stdout.take().with_context(|| format!("{program} has no output"))?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("{program} did not start");
        }
        Ok((started, line.trim().to_owned()))
    }

    /// The running program, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Sends a signal, such as `STOP` or `CONT`, to the program and everything it started.
    ///
    /// # Errors
    /// When the program has ended.
    pub fn signal(&self, name: &str) -> Result<()> {
        // The group carries the id of its first process, so this reaches nothing else.
        let group = format!("-{}", self.child.id());
        let status = Command::new("sh")
            .args(["-c", "kill -s \"$0\" -- \"$1\"", name, &group])
            .stderr(Stdio::null())
            .status()?;
        if status.success() { Ok(()) } else { bail!("no process takes {name}: it has ended") }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if self.signal("KILL").is_err() {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

/// The end of a wait: whoever looks again and again asks it between two looks.
#[derive(Debug)]
pub struct Deadline {
    started: Instant,
    limit: Duration,
}

impl Deadline {
    /// That of anything that runs beside a test, [`PATIENCE`] from now.
    #[must_use]
    pub fn patience() -> Self {
        Self::within(PATIENCE)
    }

    /// This long from now.
    #[must_use]
    pub fn within(limit: Duration) -> Self {
        Self { started: Instant::now(), limit }
    }

    /// # Errors
    /// When the time is up; `what` was waited for.
    pub fn check(&self, what: &str) -> Result<()> {
        if self.limit < self.started.elapsed() {
            bail!("waited {} seconds in vain: {what}", self.limit.as_secs());
        }
        Ok(())
    }

    /// Lets a moment pass until the next look.
    ///
    /// # Errors
    /// When the time is up; `what` was waited for.
    pub async fn pause(&self, what: &str) -> Result<()> {
        self.check(what)?;
        tokio::time::sleep(BETWEEN_LOOKS).await;
        Ok(())
    }
}

/// Looks until something is so.
///
/// # Errors
/// When it is not so within [`PATIENCE`]; `what` is named.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) -> Result<()> {
    let deadline = Deadline::patience();
    while !is_so() {
        deadline.check(what)?;
        sleep(BETWEEN_LOOKS);
    }
    Ok(())
}

/// Looks until something that is asked of the window is so.
///
/// # Errors
/// When it is not so within [`PATIENCE`]; `what` is named.
pub async fn wait(what: &str, mut is_so: impl AsyncFnMut() -> bool) -> Result<()> {
    wait_within(PATIENCE, what, async || Ok(is_so().await)).await
}

/// Like [`wait`], with another limit, and over at once when it cannot be asked.
///
/// # Errors
/// When it is not so within the limit, `what` is named; or that of asking.
pub async fn wait_within(
    limit: Duration,
    what: &str,
    mut is_so: impl AsyncFnMut() -> Result<bool>,
) -> Result<()> {
    let deadline = Deadline::within(limit);
    while !is_so().await? {
        deadline.pause(what).await?;
    }
    Ok(())
}

/// Looks for a while whether something that must not change stays as it is: no state says that nothing will happen.
///
/// # Errors
/// When it is not so at one of the looks, `what` is named; or that of asking.
pub async fn stays(length: Duration, what: &str, mut is_so: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let end = Deadline::within(length);
    while end.check(what).is_ok() {
        ensure!(is_so().await?, "it did not stay so: {what}");
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Ok(())
}
