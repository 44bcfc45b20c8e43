//! A credential: everything about a secret except the secret.

use crate::{
    fields::{Choice, CustomValues, Field, FieldKind, Fields, List, Word, choice},
    secrets::{SecretField, SecretState},
};
pub use holdfast_vaults::CredentialKind;
use serde::{Deserialize, Serialize};

impl Word for CredentialKind {
    const WORDS: &'static [Choice<'static>] = &[
        choice("login", "Login", "password|web login"),
        choice("api_key", "API key", "token"),
        choice("wifi", "Wi-Fi", "wlan|wireless router"),
        choice("ssh_key", "SSH key", ""),
        choice("certificate_key", "Certificate key", ""),
        choice("secure_note", "Secure note", "note"),
        choice("other", "Other", ""),
    ];
}

/// What one enters about a credential; its values are stored apart from it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
#[fields(row = CredentialFields)]
pub struct CredentialInput {
    #[field(Text, label = "Name", required, key = Name, headers = "title entry credential credentialname titel bezeichnung", search = Title, list = Shown, width = "minmax(150px, 2fr)")]
    pub name: String,
    #[field(Choice, label = "Kind", headers = "type typ", list = Shown, width = "104px")]
    pub kind: CredentialKind,
    #[field(Code, label = "User name", headers = "login loginname user account benutzername benutzer anmeldename utilisateur usuario", search = Codes, list = Shown, width = "minmax(110px, 1.2fr)")]
    pub username: Option<String>,
    #[field(Url, label = "Web address", headers = "url uri website loginurl loginuri adresse webadresse", search = Body, list = Offered, width = "minmax(110px, 1fr)")]
    pub url: Option<String>,
    /// Not secret, and said so beside the field.
    #[field(Notes, label = "Notes", headers = "note comments comment description bemerkung notizen", search = Body)]
    pub notes: Option<String>,
    /// Name of a vendor; it is created when there is none such.
    #[field(Named(Vendor), label = "Vendor", list = Shown)]
    pub vendor: Option<String>,
    #[field(ById(License), label = "License")]
    pub license_id: Option<String>,
    #[field(ById(Contract), label = "Contract")]
    pub contract_id: Option<String>,
    #[field(ById(Device), label = "Device")]
    pub device_id: Option<String>,
    #[field(ById(Person), label = "Person")]
    pub person_id: Option<String>,
    #[field(Count, most = 36_500, label = "Rotate every (days)")]
    pub rotate_days: Option<u32>,
    #[field(Day, label = "Expires", headers = "expirationdate expiry expiration validuntil ablaufdatum gültigbis", list = Shown, width = "150px")]
    pub expires_on: Option<String>,
    /// When the value was last changed; set by storing one, editable for one changed elsewhere.
    #[field(Day, label = "Changed", list = Offered)]
    pub changed_on: Option<String>,
    #[field(Tags, label = "Tags", search = Body)]
    pub tags: Vec<String>,
    #[field(custom)]
    pub custom: CustomValues,
}

/// A credential as its page shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Credential {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: CredentialInput,
    pub vendor_id: Option<String>,
    pub license: Option<String>,
    pub contract: Option<String>,
    pub device: Option<String>,
    pub person: Option<String>,
    /// Of the main value.
    pub secret: SecretState,
    /// All values, the main one included.
    pub secrets: Vec<SecretField>,
    pub rotate_on: Option<String>,
}

/// A line of the credential list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CredentialRow {
    pub id: String,
    #[serde(flatten)]
    pub fields: CredentialFields,
    /// Of the main value.
    pub secret: SecretState,
    /// Whether it has one-time codes.
    pub has_codes: bool,
    /// How many of its values are not on this computer.
    pub missing: u32,
    /// Of the main value: 0 to 4, None where that says nothing.
    pub strength: Option<u8>,
    pub rotate_on: Option<String>,
}

/// The columns of the list of credentials that are computed.
pub(crate) const COMPUTED: &[Field<'static>] = &[
    Field {
        name: "secret",
        label: "Value",
        kind: FieldKind::Text,
        list: List::Shown,
        width: "92px",
        sort: "secret_state",
        ..Field::BLANK
    },
    Field {
        name: "strength",
        label: "Strength",
        kind: FieldKind::Count,
        list: List::Offered,
        sort: "strength",
        ..Field::BLANK
    },
    Field {
        name: "rotate_on",
        label: "Rotate by",
        kind: FieldKind::Day,
        list: List::Shown,
        width: "150px",
        sort: "c.rotate_due",
        ..Field::BLANK
    },
];
