//! What every vault format comes down to. Values are secret from the moment they are read; no `Debug` shows one.

use super::limits;
use chrono::NaiveDate;
use secrecy::SecretSlice;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// The formats that vaults come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum VaultFormat {
    /// KeePass 1.
    Kdb,
    /// KeePass 2, up to version 3.1 of the format.
    Kdbx3,
    /// KeePass 2 and KeePassXC, version 4 of the format.
    Kdbx4,
    /// The plain-text XML of KeePass 2.
    KeepassXml,
    BitwardenJson,
    /// Bitwarden's JSON with a password of its own.
    BitwardenProtected,
    /// 1Password's unencrypted archive.
    OnePux,
    /// A table of any of the programs that write one.
    Csv,
}

impl VaultFormat {
    /// Whether anybody who gets the file can read what is in it.
    pub fn plain_text(self) -> bool {
        matches!(
            self,
            VaultFormat::KeepassXml | VaultFormat::BitwardenJson | VaultFormat::OnePux | VaultFormat::Csv
        )
    }

    /// Whether a key file can open it.
    pub fn takes_key_file(self) -> bool {
        matches!(self, VaultFormat::Kdb | VaultFormat::Kdbx3 | VaultFormat::Kdbx4)
    }
}

/// A vault, opened and read.
#[derive(Debug, Clone)]
pub struct VaultFile {
    pub format: VaultFormat,
    /// The format as people call it, such as "KeePass (KDBX 4)" or "LastPass CSV".
    pub source: String,
    /// Every entry of the file, those in its recycle bin included.
    pub entries: Vec<VaultEntry>,
    /// What the file has and Holdfast does not take, each with how often.
    pub unsupported: Vec<Unsupported>,
}

/// A part of a vault that is not taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Unsupported {
    pub what: String,
    pub count: u32,
}

/// What kind of credential an entry is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    #[default]
    Login,
    ApiKey,
    Wifi,
    SshKey,
    CertificateKey,
    SecureNote,
    Other,
}

/// The word of a unit variant, as serde writes it.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The variant of such a word; an unknown one is the default.
pub(super) fn variant<T: serde::de::DeserializeOwned + Default>(word: &str) -> T {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).unwrap_or_default()
}

/// What an entry becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultKind {
    Credential(CredentialKind),
    /// A license; its key is the entry's password.
    SoftwareLicense(Box<LicenseFacts>),
}

/// What a vault knows of a software license, besides name, key and notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LicenseFacts {
    pub publisher: Option<String>,
    pub version: Option<String>,
    pub registered_name: Option<String>,
    pub registered_email: Option<String>,
    pub purchased_on: Option<NaiveDate>,
    pub order_number: Option<String>,
}

/// One entry of a vault.
#[derive(Debug, Clone)]
pub struct VaultEntry {
    /// Its place in the file: for a table the row, the header being 1; else counted from 1.
    pub number: u32,
    /// Its id in its own program, where the file says one.
    pub id: Option<String>,
    /// Written by Holdfast: its kind is sure, and its notes were never secret.
    pub own: bool,
    pub kind: VaultKind,
    pub title: String,
    /// The file gives it no title; what stands there was taken from elsewhere.
    pub untitled: bool,
    pub username: Option<String>,
    pub url: Option<String>,
    pub password: Option<SecretString>,
    /// An otpauth URI, or the seed alone in base32.
    pub totp: Option<SecretString>,
    /// Secret until the user decides otherwise: vaults keep them encrypted.
    pub notes: Option<SecretString>,
    pub fields: Vec<VaultField>,
    pub files: Vec<VaultAttachment>,
    /// The folders it stands in, outermost first.
    pub folder: Vec<String>,
    /// Whether the file says in which folders its entries stand; where it does not, `folder` is empty and says nothing.
    pub folders_known: bool,
    pub tags: Vec<String>,
    pub expires_on: Option<NaiveDate>,
    /// When the entry was last changed in its vault.
    pub changed_on: Option<NaiveDate>,
    /// Why it is not taken over; None when it is.
    pub skipped: Option<String>,
    /// What somebody should know who takes it over.
    pub remarks: Vec<String>,
}

/// A further value of an entry.
#[derive(Debug, Clone)]
pub struct VaultField {
    pub name: String,
    pub value: SecretString,
    /// Hidden in its own program too.
    pub protected: bool,
}

/// A file on an entry.
#[derive(Debug, Clone)]
pub struct VaultAttachment {
    pub name: String,
    pub bytes: SecretSlice<u8>,
}

impl VaultEntry {
    /// A login with nothing in it.
    pub fn new(number: u32) -> VaultEntry {
        VaultEntry {
            number,
            id: None,
            own: false,
            kind: VaultKind::Credential(CredentialKind::Login),
            title: String::new(),
            untitled: false,
            username: None,
            url: None,
            password: None,
            totp: None,
            notes: None,
            fields: Vec::new(),
            files: Vec::new(),
            folder: Vec::new(),
            folders_known: true,
            tags: Vec::new(),
            expires_on: None,
            changed_on: None,
            skipped: None,
            remarks: Vec::new(),
        }
    }

    /// Adds a field, unless its value is empty. A name that is taken gets a number.
    pub fn add_field(&mut self, name: &str, value: Option<SecretString>, protected: bool) {
        let Some(value) = value.filter(|value| !value.expose_secret().is_empty()) else { return };
        if self.fields.len() >= limits::FIELDS {
            self.skipped = Some(format!("It has more than {} fields.", limits::FIELDS));
            return;
        }
        let base = match name.trim() {
            "" => "Field",
            name => name,
        };
        let mut name = base.to_owned();
        let mut number = 2;
        while self.fields.iter().any(|field| field.name.eq_ignore_ascii_case(&name)) {
            name = format!("{base} ({number})");
            number += 1;
        }
        self.fields.push(VaultField { name, value, protected });
    }

    /// The first address is the entry's own, further ones become fields.
    pub(super) fn add_url(&mut self, url: String) {
        let url = url.trim();
        if url.is_empty() || self.url.as_deref() == Some(url) {
            return;
        }
        match &self.url {
            None => self.url = Some(url.to_owned()),
            Some(_) => self.add_field("URL (2)", Some(SecretString::from(url)), false),
        }
    }

    /// Takes the first password; a further one becomes a field.
    pub(super) fn add_password(&mut self, name: &str, value: Option<SecretString>) {
        let Some(value) = value.filter(|value| !value.expose_secret().is_empty()) else { return };
        match &self.password {
            None => self.password = Some(value),
            Some(_) => self.add_field(name, Some(value), true),
        }
    }

    /// A seed that cannot be kept as one; its name is none that stands for a seed.
    pub(super) fn add_strange_seed(&mut self, value: Option<SecretString>) {
        self.add_field(STRANGE_SEED, value, true);
    }

    /// Whether it becomes a license.
    pub fn is_license(&self) -> bool {
        matches!(self.kind, VaultKind::SoftwareLicense(_))
    }

    /// Nothing in it that could be kept.
    pub(super) fn is_empty(&self) -> bool {
        self.username.is_none()
            && self.url.is_none()
            && self.password.is_none()
            && self.totp.is_none()
            && self.notes.is_none()
            && self.fields.is_empty()
            && self.files.is_empty()
    }
}

/// The field for seeds of codes that Holdfast cannot make.
pub const STRANGE_SEED: &str = "One-time code seed";

/// A text that is not blank, without outer spaces.
pub(super) fn filled(text: impl AsRef<str>) -> Option<String> {
    let text = text.as_ref().trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A value that is not empty. Spaces belong to it.
pub fn secret(text: impl Into<String>) -> Option<SecretString> {
    let text: String = text.into();
    (!text.is_empty()).then(|| SecretString::from(text))
}

/// Counts what is not taken over.
#[derive(Debug, Default)]
pub(super) struct Tally(Vec<Unsupported>);

impl Tally {
    pub fn add(&mut self, what: &str) {
        match self.0.iter_mut().find(|known| known.what == what) {
            Some(known) => known.count = known.count.saturating_add(1),
            None => self.0.push(Unsupported { what: what.to_owned(), count: 1 }),
        }
    }

    pub fn done(self) -> Vec<Unsupported> {
        self.0
    }
}
