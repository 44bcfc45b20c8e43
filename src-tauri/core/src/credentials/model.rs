//! A credential: everything about a secret except the secret.

use crate::secrets::{SecretField, SecretState};
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
    pub contract_id: Option<String>,
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
    /// Of the main value.
    pub secret: SecretState,
    /// All values, the main one included.
    pub secrets: Vec<SecretField>,
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
    /// Of the main value.
    pub secret: SecretState,
    /// Whether it has one-time codes.
    pub has_codes: bool,
    /// How many of its values are not on this computer.
    pub missing: u32,
    /// Of the main value: 0 to 4, None where that says nothing.
    pub strength: Option<u8>,
    pub changed_on: Option<String>,
    pub rotate_on: Option<String>,
    pub expires_on: Option<String>,
}
