//! The programs that write vaults for these tests and read ours: File::KeePass, pykeepass, keepassxc-cli.

use anyhow::{Context, Result, ensure};
use holdfast_core::{
    secrets::{ExposeSecret, SecretString},
    vaults::{VaultEntry, VaultFile},
};
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

pub const PASSWORD: &str = "test-pass ü";

/// A folder for the files of one test.
pub struct Workshop {
    folder: TempDir,
}

impl Workshop {
    pub fn new() -> Result<Workshop> {
        Ok(Workshop { folder: tempfile::Builder::new().prefix("holdfast-vaults-").tempdir()? })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A key file that is none of KeePass's own forms.
    pub fn key_file(&self) -> Result<PathBuf> {
        let path = self.path("photo.jpg");
        std::fs::write(&path, b"not a photo, but good enough for a key file")?;
        Ok(path)
    }

    /// KDB (version 1) or KDBX 3 (version 2), by File::KeePass.
    pub fn file_keepass(&self, version: u8, password: &str, key_file: Option<&Path>) -> Result<Vec<u8>> {
        let file = self.path("perl.vault");
        let mut command = Command::new("perl");
        command
            .arg(fixture("make_keepass.pl"))
            .arg(&file)
            .arg(version.to_string())
            .arg(password)
            .args(key_file);
        done(&mut command)?;
        Ok(std::fs::read(file)?)
    }

    /// KDBX 4 by pykeepass.
    pub fn pykeepass(
        &self,
        cipher: &str,
        kdf: &str,
        password: &str,
        key_file: Option<&Path>,
    ) -> Result<Vec<u8>> {
        let file = self.path("python.kdbx");
        let mut command = Command::new(PYTHON);
        command.arg(fixture("make_kdbx4.py")).arg(&file).args([cipher, kdf, password]).args(key_file);
        done(&mut command)?;
        Ok(std::fs::read(file)?)
    }

    /// Runs keepassxc-cli with the password on its standard input; its standard output.
    pub fn keepassxc(&self, password: &str, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new("keepassxc-cli");
        command.args(arguments).env("HOME", self.folder.path()).env("XDG_CONFIG_HOME", self.folder.path());
        let output = with_input(&mut command, &format!("{password}\n"))?;
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// Debian's own Python, for which the package is installed; another one may come first on the PATH.
const PYTHON: &str = "/usr/bin/python3";

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vaults").join(name)
}

/// Runs a script of the fixtures, named by the first argument; its standard output.
pub fn python(arguments: &[&str]) -> Result<String> {
    let (script, rest) = arguments.split_first().context("no script")?;
    let output = done(Command::new(PYTHON).arg(fixture(script)).args(rest))?;
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs a program that must succeed.
pub fn done(command: &mut Command) -> Result<Output> {
    with_input(command, "")
}

fn with_input(command: &mut Command, input: &str) -> Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {command:?}; `cargo xtask setup` installs it"))?;
    child.stdin.take().context("no input")?.write_all(input.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output)
}

pub fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

pub fn text(value: &Option<SecretString>) -> &str {
    value.as_ref().map_or("", |value| value.expose_secret())
}

pub fn field<'a>(entry: &'a VaultEntry, name: &str) -> &'a str {
    entry.fields.iter().find(|field| field.name == name).map_or("", |field| field.value.expose_secret())
}

pub fn entry<'a>(vault: &'a VaultFile, title: &str) -> &'a VaultEntry {
    vault.entries.iter().find(|entry| entry.title == title).unwrap_or_else(|| {
        let titles: Vec<&str> = vault.entries.iter().map(|entry| entry.title.as_str()).collect();
        panic!("no entry {title:?} among {titles:?}")
    })
}

pub fn day(date: Option<chrono::NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
