//! The words of vaults: what `import --as credentials` takes.

use clap::Args;
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
    /// Take entries that could be one of several things here as new ones, instead of keeping them out
    #[arg(long)]
    pub doubtful_as_new: bool,
}

impl VaultFlags {
    /// The first flag that was given.
    pub fn given(&self) -> Option<&'static str> {
        [
            (self.password_stdin, "--password-stdin"),
            (self.key_file.is_some(), "--key-file"),
            (self.open_notes, "--open-notes"),
            (self.no_files, "--no-files"),
            (self.doubtful_as_new, "--doubtful-as-new"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }
}
