//! A credential: everything about a secret except the secret.

use serde::{Deserialize, Serialize};

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

/// Whether the value is where it should be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SecretState {
    /// None was ever stored.
    #[default]
    None,
    /// In this computer's keyring, when last seen.
    Set,
    /// Not in this computer's keyring.
    Missing,
    /// Not looked for yet.
    Unknown,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct CredentialInput {
    pub name: String,
    pub kind: CredentialKind,
    pub username: Option<String>,
    pub url: Option<String>,
    /// Not secret, and said so beside the field.
    pub notes: Option<String>,
    /// Name of a vendor; it is created when there is none such.
    pub vendor: Option<String>,
    pub license_id: Option<String>,
    pub device_id: Option<String>,
    pub person_id: Option<String>,
    pub rotate_days: Option<u32>,
    pub expires_on: Option<String>,
    /// When the value was last changed; set by storing one, editable for one changed elsewhere.
    pub changed_on: Option<String>,
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Credential {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: CredentialInput,
    pub vendor_id: Option<String>,
    pub license: Option<String>,
    pub device: Option<String>,
    pub person: Option<String>,
    pub secret: SecretState,
    pub rotate_on: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CredentialRow {
    pub id: String,
    pub name: String,
    pub kind: CredentialKind,
    pub username: Option<String>,
    pub url: Option<String>,
    pub vendor: Option<String>,
    pub secret: SecretState,
    pub changed_on: Option<String>,
    pub rotate_on: Option<String>,
    pub expires_on: Option<String>,
}
