//! A home that belongs to one test.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use anyhow::{Context, Result};
use chrono::{DateTime, Local, NaiveDate, NaiveTime, TimeDelta, Utc};
use holdfast_core::clock::{self, Now};
use tempfile::TempDir;

/// When every sandbox's day begins: far from midnight, and after the time at which reminders are told.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(10, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// What decides about time in all programs, and so is not kept from them: the zone, and libfaketime, which gives a
/// program another clock from outside.
const TIME: [&str; 6] =
    ["TZ", "LD_PRELOAD", "FAKETIME", "FAKETIME_SHARED", "FAKETIME_DONT_FAKE_MONOTONIC", "FAKERANDOM_SEED"];

/// Folders and environment of one test; nothing of the user's shows through. Removed when dropped.
#[derive(Debug)]
pub struct Sandbox {
    root: TempDir,
    environment: Vec<(&'static str, OsString)>,
    /// How far the clock of what runs here is from this program's own.
    ahead: Mutex<TimeDelta>,
}

impl Sandbox {
    /// Makes fresh folders for home, runtime, data, configuration, cache and Holdfast itself.
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub fn new() -> Result<Self> {
        let root = tempfile::Builder::new().prefix("holdfast-test-").tempdir()?;
        let mut sandbox = Self { root, environment: Vec::new(), ahead: Mutex::new(TimeDelta::zero()) };
        for (variable, folder) in [
            ("HOME", "home"),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("HOLDFAST_DATA_DIR", "data"),
        ] {
            let path = sandbox.path(folder);
            private_folder(&path)?;
            sandbox.environment.push((variable, path.into_os_string()));
        }
        sandbox.environment.extend([
            ("HOLDFAST_PROFILE", OsString::from("test")),
            ("LANG", OsString::from("C.UTF-8")),
            ("NO_AT_BRIDGE", OsString::from("1")),
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
        ]);
        sandbox.environment.extend(TIME.iter().filter_map(|name| Some((*name, std::env::var_os(name)?))));
        let mut file = OsString::from("@");
        file.push(sandbox.clock_file());
        sandbox.environment.push((clock::VARIABLE, file));
        sandbox.run_ahead(morning())?;
        Ok(sandbox)
    }

    /// What time it is for every program of this sandbox. It begins at ten in the morning of today and runs on, so that
    /// no test sees midnight pass by chance.
    pub fn now(&self) -> Now {
        Now::at(Now::read().at + *self.ahead.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The local date at [`Self::now`].
    pub fn today(&self) -> NaiveDate {
        self.now().today
    }

    /// Sets the clock of every program of this sandbox, those that run included: to a moment, as [`clock::moment`] reads
    /// it, such as `2028-02-29T23:58:00`. It runs on from there.
    ///
    /// # Errors
    /// When it is no moment, or cannot be written down.
    pub fn set_clock(&self, moment: &str) -> Result<()> {
        let at = clock::moment(moment).with_context(|| format!("{moment:?} is no moment"))?;
        self.run_ahead(at - Now::read().at)
    }

    /// Moves the clock of every program of this sandbox on, or back.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn advance(&self, by: TimeDelta) -> Result<()> {
        self.run_ahead(self.now().at + by - Now::read().at)
    }

    fn run_ahead(&self, ahead: TimeDelta) -> Result<()> {
        let shift = Now::read().at + ahead - system();
        let file = self.clock_file();
        // Moved into place, so that nobody reads half of it.
        let part = file.with_extension("part");
        std::fs::write(&part, shift.num_milliseconds().to_string())?;
        std::fs::rename(&part, &file).with_context(|| format!("cannot write {}", file.display()))?;
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = ahead;
        Ok(())
    }

    fn clock_file(&self) -> PathBuf {
        self.path("clock")
    }

    /// Puts a shell script where it is found before any program of that name; `$SANDBOX` is the root.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add_program(&mut self, name: &str, script: &str) -> Result<()> {
        let folder = self.path("bin");
        private_folder(&folder)?;
        let program = folder.join(name);
        let root = self.root.path().display();
        std::fs::write(&program, format!("#!/bin/sh\nSANDBOX='{root}'\n{script}\n"))
            .with_context(|| format!("cannot write {}", program.display()))?;
        #[cfg(unix)]
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        if let Some((_, path)) = self.environment.iter_mut().find(|(variable, _)| *variable == "PATH") {
            let rest = std::env::split_paths(path).filter(|known| *known != folder).collect::<Vec<_>>();
            *path = std::env::join_paths([folder].into_iter().chain(rest))?;
        }
        Ok(())
    }

    /// A path below the root of the sandbox.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(name)
    }

    /// The folder Holdfast keeps its data in.
    pub fn data_dir(&self) -> PathBuf {
        self.path("data")
    }

    /// How a program gets mounts of its own, which nobody else sees; None where this computer does not allow that.
    #[must_use]
    pub fn mounting(&self) -> Option<&'static [&'static str]> {
        let ways: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];
        ways.into_iter().find(|way| {
            let mut command = self.command("unshare");
            command.args(*way).args(["sh", "-c", "mkdir -p try && mount -t tmpfs none try"]);
            command.output().is_ok_and(|output| output.status.success())
        })
    }

    /// A program that sees this sandbox and nothing else: no display, no session bus.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env_clear().current_dir(self.root.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// What time it is in every sandbox whose clock was not set: for what a test writes itself, without the programs.
pub fn now() -> Now {
    Now::at(Now::read().at + morning())
}

/// Makes a folder that only its owner may enter, as a session expects of its runtime folder.
fn private_folder(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).with_context(|| format!("cannot make {}", path.display()))
}

/// How far ten in the morning of today is from now, the same for all sandboxes of this program.
fn morning() -> TimeDelta {
    static AHEAD: OnceLock<TimeDelta> = OnceLock::new();
    *AHEAD.get_or_init(|| {
        let now = Now::read();
        let morning = now.today.and_time(MORNING).and_local_timezone(Local).earliest();
        morning.map_or_else(TimeDelta::zero, |morning| morning.to_utc() - now.at)
    })
}

/// The clock of the system, from which programs count on.
#[expect(
    clippy::disallowed_methods,
    reason = "the clock of the programs is set by how far it is from this one"
)]
fn system() -> DateTime<Utc> {
    Utc::now()
}
