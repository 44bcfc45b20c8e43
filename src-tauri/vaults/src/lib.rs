//! The vaults of other programs: a file in, its entries out, whatever the format; and entries in, a KDBX file out.
//!
//! Files are measured before anything is derived, unpacked or kept. Nothing here knows the database or the keyring.

mod bitwarden;
mod bytes;
mod cancel;
mod compare;
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
pub mod totp;
mod writing;

pub use cancel::Cancel;
pub use compare::same;
pub use kdbx::read as read_kdbx;
pub use limits::{FILE_BYTES, KEY_FILE_BYTES};
pub use model::{
    CredentialKind, LicenseFacts, STRANGE_SEED, Unsupported, VaultAttachment, VaultEntry, VaultField,
    VaultFile, VaultFormat, VaultKind, secret,
};
pub use otp::{read as read_seed, same_codes};
pub use own::outer_name;
pub use tables::host;
pub use writing::write;

use secrecy::SecretString;
use serde::Serialize;

/// Why a file is refused, in words for the person who chose it; never with a value of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was given to open it does not: `field` is `password`, `key_file` or `secret`.
    #[error("{message}")]
    Field { field: &'static str, message: String },
    #[error("{0}")]
    Import(String),
    /// The person stopped it.
    #[error("{0}")]
    Cancelled(String),
    #[error("{0}")]
    Internal(String),
}

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    fn field(field: &'static str, message: impl Into<String>) -> Error {
        Error::Field { field, message: message.into() }
    }
}

impl From<holdfast_sheets::Error> for Error {
    fn from(error: holdfast_sheets::Error) -> Error {
        match error {
            holdfast_sheets::Error::Field { field, message } => Error::Field { field, message },
            holdfast_sheets::Error::Import(message) => Error::Import(message),
        }
    }
}

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
