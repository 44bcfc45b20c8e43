//! A home that belongs to one test.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

/// Folders and environment of one test; nothing of the user's shows through. Removed when dropped.
#[derive(Debug)]
pub struct Sandbox {
    root: TempDir,
    environment: Vec<(&'static str, OsString)>,
}

impl Sandbox {
    /// Makes fresh folders for home, runtime, data, configuration, cache and Holdfast itself.
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub fn new() -> Result<Self> {
        let root = tempfile::Builder::new().prefix("holdfast-test-").tempdir()?;
        let mut sandbox = Self { root, environment: Vec::new() };
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
        Ok(sandbox)
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

    /// A program that sees this sandbox and nothing else: no display, no session bus.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env_clear().current_dir(self.root.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// Makes a folder that only its owner may enter, as a session expects of its runtime folder.
fn private_folder(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).with_context(|| format!("cannot make {}", path.display()))
}
