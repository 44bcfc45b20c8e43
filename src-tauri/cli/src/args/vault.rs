//! The words of vaults: what `import --as credentials` and `export credentials` take.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What only `import --as credentials` takes.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "With --as credentials")]
pub struct VaultFlags {
    /// Read the vault's password from stdin; without it a terminal asks for it
    #[arg(long)]
    pub password_stdin: bool,
    /// The vault's key file
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Keep notes readable in the database, not as values in the keyring
    #[arg(long)]
    pub open_notes: bool,
    /// Leave out attached files; taken over, they are kept in the database, which is not encrypted
    #[arg(long)]
    pub no_files: bool,
}

impl VaultFlags {
    /// The first flag that was given.
    pub fn given(&self) -> Option<&'static str> {
        [
            (self.password_stdin, "--password-stdin"),
            (self.key_file.is_some(), "--key-file"),
            (self.open_notes, "--open-notes"),
            (self.no_files, "--no-files"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }
}

#[derive(Debug, Args)]
pub struct Export {
    /// What to write
    pub what: ExportWhat,
    /// The form of the file
    #[arg(long, value_name = "FORMAT")]
    pub format: ExportFormat,
    /// The file; an older one there is replaced once the new one is checked
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Only this credential, or license with its keys; may be given several times
    #[arg(long = "id", value_name = "ID")]
    pub ids: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportWhat {
    /// All credentials and license keys, with their values
    Credentials,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A KDBX 4.1 file for KeePass and KeePassXC; its passphrase is read from stdin, or asked for twice
    Kdbx,
}
