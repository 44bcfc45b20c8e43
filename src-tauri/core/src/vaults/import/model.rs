//! What an import of a vault is told and what it answers.

use crate::import::Remark;
use holdfast_vaults::{Unsupported, VaultFormat};
use serde::{Deserialize, Serialize};

/// What one may choose about an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct VaultOptions {
    /// Keep notes in the database, where they can be read and searched, and not as values in the keyring.
    pub open_notes: bool,
    /// Take files over. They are kept in the database, which is not encrypted; private keys go to the keyring.
    pub files: bool,
    /// Leave out the entries with problems and take the others.
    pub skip_problems: bool,
    /// Take entries that could be one of several things here as new ones, instead of keeping them out.
    pub doubtful_as_new: bool,
}

impl Default for VaultOptions {
    fn default() -> Self {
        VaultOptions { open_notes: false, files: true, skip_problems: false, doubtful_as_new: false }
    }
}

/// What would happen to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum EntryResult {
    New,
    Update,
    Unchanged,
    /// Kept out, unless it is mended.
    Problem,
    /// Left out on purpose: deleted in its vault, or empty.
    Skipped,
}

/// An entry of the preview, without its values.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VaultRow {
    /// For a table the row, the header being 1; else counted from 1.
    pub row: u32,
    pub result: EntryResult,
    pub name: String,
    /// `login`, `secure_note` and so on, or `license`.
    pub kind: String,
    pub username: Option<String>,
    pub url: Option<String>,
    /// What its folders and tags become.
    pub tags: Vec<String>,
    /// The names of its values, without the values.
    pub values: Vec<String>,
    pub files: u32,
    /// Why it is skipped.
    pub reason: Option<String>,
    pub problems: Vec<Remark>,
    pub notices: Vec<Remark>,
    /// For an update: what changes, in words.
    pub changes: Vec<String>,
}

/// Everything about the import of a vault before it happens.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VaultPreview {
    pub format: VaultFormat,
    /// As people call it, such as "LastPass CSV".
    pub source: String,
    pub plain_text: bool,
    /// Every entry of the file, recycle bins included.
    pub rows: u32,
    pub new: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub problem_rows: u32,
    pub notice_rows: u32,
    /// Entries that could be one of several things here: problems, unless they are taken as new.
    pub doubtful: u32,
    pub skipped: u32,
    /// Entries that become licenses.
    pub licenses: u32,
    /// Values that will go to the keyring.
    pub secrets: u32,
    /// Files that will be kept in the database.
    pub files: u32,
    /// Values of entries that are here already were compared with those in the keyring; else they are taken for equal.
    pub compared: bool,
    pub unsupported: Vec<Unsupported>,
}

/// An entry that was left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SkippedEntry {
    pub row: u32,
    pub name: String,
    pub reason: String,
}

/// The answer of an import, and the JSON of `holdfast import --as credentials`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VaultReport {
    pub source: String,
    /// Every entry of the file, recycle bins included.
    pub rows: u32,
    pub new: u32,
    pub updated: u32,
    pub unchanged: u32,
    /// Entries that are licenses.
    pub licenses: u32,
    /// Values that went to the keyring; in a dry run, those that would.
    pub secrets: u32,
    pub skipped: Vec<SkippedEntry>,
    pub problems: Vec<Remark>,
    pub notices: Vec<Remark>,
    /// Parts of the file that Holdfast does not take over.
    pub unsupported: Vec<Unsupported>,
    /// The file can be read by anybody who gets it, and should be deleted now.
    pub plain_text: bool,
    /// What undo takes; None when nothing was written.
    pub batch: Option<String>,
}
