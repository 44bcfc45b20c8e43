//! What every command stands on: the data folder, today's date, and where answers go.

use crate::{args::Global, output};
use anyhow::Result;
use holdfast_core::{
    Act, Error,
    clock::Now,
    db::{self, Db},
    files::{self, FileFormat},
    history::Actor,
    secrets::{self, Keyring},
};
use std::path::{Path, PathBuf};

/// The options that all commands share, resolved.
#[derive(Debug)]
pub struct Context {
    pub folder: PathBuf,
    pub json: bool,
    pub now: Now,
}

impl Context {
    /// Resolves the data folder as the window does.
    pub fn new(global: &Global) -> Result<Context> {
        let now = global.as_of.map_or_else(Now::read, Now::as_of);
        Ok(Context { folder: db::data_folder(global.data_dir.clone())?, json: global.json, now })
    }

    /// Opens a database that is there. A mistyped folder is an error, not an empty answer.
    pub async fn open(&self) -> Result<Db> {
        self.refuse_none()?;
        Ok(Db::open(&self.folder, &self.now).await?)
    }

    /// Like [`Self::open`], for what only reads: a full disk or a read-only folder does not hinder it.
    pub async fn open_to_read(&self) -> Result<Db> {
        self.refuse_none()?;
        Ok(Db::open_to_read(&self.folder, &self.now).await?)
    }

    /// Refuses a folder without a database.
    pub fn refuse_none(&self) -> Result<()> {
        if !self.has_database() {
            return Err(Error::Refused(format!(
                "There is no Holdfast database in {}. Nothing was made: name the right folder with --data-dir, or begin one with “holdfast import”, “holdfast demo” or the window.",
                self.folder.display()
            ))
            .into());
        }
        Ok(())
    }

    /// Writes a file where the user said.
    pub fn save(&self, path: &Path, bytes: &[u8], format: FileFormat) -> Result<()> {
        Ok(files::save(path, bytes, format, &self.folder)?)
    }

    /// Whether the folder has a database.
    pub fn has_database(&self) -> bool {
        db::database_file(&self.folder).exists()
    }

    /// Opens the database, beginning one when there is none.
    pub async fn open_or_begin(&self) -> Result<Db> {
        Ok(Db::open(&self.folder, &self.now).await?)
    }

    /// An act of this command for the history.
    pub fn act(&self, title: impl Into<String>) -> Act {
        Act::new(self.now, Actor::CommandLine, title)
    }

    /// The act of an import.
    pub fn import_act(&self, files: &str) -> Act {
        Act::import(self.now, Actor::CommandLine, files)
    }

    /// Finishes in the keyring what was cut off, by whomever, if that is unlocked already; it never prompts. Call it after a
    /// command that wrote or removed values. What cannot be finished now waits, and `doctor` counts it.
    pub async fn sweep(&self, db: &Db) {
        if let Err(error) = secrets::sweep(db, &self.keyring()).await {
            output::message(&format!(
                "What was asked for is done; the keyring is still to be tidied: {error}"
            ));
        }
    }

    /// The keyring the window uses; `HOLDFAST_PROFILE` sets another apart.
    pub fn keyring(&self) -> Keyring {
        let profile = std::env::var("HOLDFAST_PROFILE").ok().filter(|profile| !profile.is_empty());
        Keyring::open(&secrets::service_name(profile.as_deref()))
    }
}
