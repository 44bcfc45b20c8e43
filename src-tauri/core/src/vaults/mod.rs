//! Vaults of other programs: read, seen before anything happens, taken over in one act; and the export to KDBX.
//!
//! Every format is read into the same [`VaultFile`]; nothing of it is written before [`commit`].

mod bitwarden;
mod bytes;
mod export;
mod import;
mod kdb;
mod kdbx;
mod keepass_xml;
mod limits;
mod loose;
mod model;
mod onepux;
mod otp;
mod own;
mod room;
mod tables;

pub use export::{UnreadValue, VaultExport, check_passphrase, export};
pub use import::{
    EntryResult, SkippedEntry, VaultOptions, VaultPreview, VaultReport, VaultRow, commit, dry_run, preview,
    ready,
};
pub(crate) use import::{Origin, keep_origins, origins};
pub use limits::{FILE_BYTES, KEY_FILE_BYTES};
pub use model::{
    LicenseFacts, Unsupported, VaultAttachment, VaultEntry, VaultField, VaultFile, VaultFormat, VaultKind,
};

use crate::{Error, Result, cancel::Cancel, secrets::SecretString};
use serde::Serialize;

/// What a file is, seen without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VaultLook {
    pub format: VaultFormat,
    /// As people call it.
    pub source: String,
    /// A password, or a key file where [`Self::takes_key_file`], is needed to open it.
    pub needs_password: bool,
    pub takes_key_file: bool,
    /// Anybody who gets the file can read what is in it.
    pub plain_text: bool,
}

/// What vault a file is; None when it is none that Holdfast knows.
pub fn look(bytes: &[u8]) -> Option<VaultLook> {
    let (format, source) = recognise(bytes)?;
    Some(VaultLook {
        format,
        source: source.to_owned(),
        needs_password: !format.plain_text(),
        takes_key_file: format.takes_key_file(),
        plain_text: format.plain_text(),
    })
}

fn recognise(bytes: &[u8]) -> Option<(VaultFormat, &'static str)> {
    if kdb::is_one(bytes) {
        return Some((VaultFormat::Kdb, "KeePass 1 (KDB)"));
    }
    if let Some(version) = kdbx::header::major_version(bytes) {
        return Some(match version {
            ..=3 => (VaultFormat::Kdbx3, "KeePass (KDBX 3)"),
            _ => (VaultFormat::Kdbx4, "KeePass (KDBX 4)"),
        });
    }
    if onepux::is_one(bytes) {
        return Some((VaultFormat::OnePux, "1Password (1PUX)"));
    }
    if keepass_xml::is_one(bytes) {
        return Some((VaultFormat::KeepassXml, "KeePass XML"));
    }
    match bitwarden::format_of(bytes) {
        Some(VaultFormat::BitwardenProtected) => {
            Some((VaultFormat::BitwardenProtected, "Bitwarden JSON with password"))
        }
        Some(format) => Some((format, "Bitwarden JSON")),
        None => Some((VaultFormat::Csv, tables::name_of(bytes)?)),
    }
}

/// Opens and reads a vault. Deriving a key takes as long as the file asks for, seconds mostly: call it off the async
/// threads.
///
/// # Errors
/// [`Error::Field`] on `password` or `key_file` when one is needed or does not open the file; [`Error::Import`] for a
/// file that is damaged, too large, asks for too much memory or time, or is none that Holdfast knows.
pub fn open(bytes: &[u8], password: Option<&SecretString>, key_file: Option<&[u8]>) -> Result<VaultFile> {
    open_unless(&Cancel::default(), bytes, password, key_file)
}

/// [`open`], which `cancel` stops while the key is derived.
///
/// # Errors
/// Those of [`open`]; [`Error::Cancelled`] when it was stopped.
pub fn open_unless(
    cancel: &Cancel,
    bytes: &[u8],
    password: Option<&SecretString>,
    key_file: Option<&[u8]>,
) -> Result<VaultFile> {
    if bytes.len() > FILE_BYTES {
        return Err(Error::Import(format!(
            "The file is larger than {} MB. Nothing was written: take large attachments out of it.",
            FILE_BYTES / (1024 * 1024)
        )));
    }
    let Some((format, _)) = recognise(bytes) else {
        return Err(Error::Import(
            "This is no vault that Holdfast knows. Nothing was written: it reads KeePass (KDBX, KDB, XML), Bitwarden (JSON), 1Password (1PUX), and the password tables (CSV) of browsers and password managers."
                .into(),
        ));
    };
    let mut file = match format {
        VaultFormat::Kdb => kdb::read(bytes, password, key_file, cancel),
        VaultFormat::Kdbx3 | VaultFormat::Kdbx4 => kdbx::read(bytes, password, key_file, cancel),
        VaultFormat::KeepassXml => keepass_xml::read_plain(bytes),
        VaultFormat::BitwardenJson | VaultFormat::BitwardenProtected => {
            bitwarden::read(bytes, password, cancel)
        }
        VaultFormat::OnePux => onepux::read(bytes),
        VaultFormat::Csv => tables::read(bytes),
    }?;
    for entry in &mut file.entries {
        if entry.skipped.is_none() && entry.is_empty() {
            entry.skipped = Some("There is nothing in it but a name.".to_owned());
        }
    }
    Ok(file)
}
