//! Which value: whose it is, under which name, and what is known of it without having it.

use crate::{
    Error, Result,
    text::{blank_to_none, name_key},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most characters a field's name may have.
const NAME_CHARS: usize = 60;

/// The kinds of rows that have values in the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SecretOwner {
    Credential,
    LicenseKey,
    /// A secret of Holdfast's own, such as the password of a mail account; its id is the setting's name.
    Setting,
}

impl SecretOwner {
    /// The word in the database; the table's name where there is one.
    pub fn name(self) -> &'static str {
        match self {
            SecretOwner::Credential => "credential",
            SecretOwner::LicenseKey => "license_key",
            SecretOwner::Setting => "setting",
        }
    }
}

impl TryFrom<String> for SecretOwner {
    type Error = Error;

    fn try_from(word: String) -> Result<SecretOwner> {
        [SecretOwner::Credential, SecretOwner::LicenseKey, SecretOwner::Setting]
            .into_iter()
            .find(|owner| owner.name() == word)
            .ok_or_else(|| Error::Internal(format!("{word} owns no values")))
    }
}

/// The name of a value within its owner. Names are compared as names of things are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldName(String);

impl FieldName {
    /// The main value of a credential of any kind: password, API key, private key, text of a note.
    pub fn password() -> FieldName {
        FieldName("password".to_owned())
    }

    /// The seed of one-time codes, kept as an otpauth URI.
    pub fn totp() -> FieldName {
        FieldName("totp".to_owned())
    }

    /// The only value of a license key and of a setting.
    pub fn key() -> FieldName {
        FieldName("key".to_owned())
    }

    /// A name that a person chose; `password` and `totp` are the ones above, however they are written.
    ///
    /// # Errors
    /// [`Error::Field`] for a blank name and for one of more than 60 characters.
    pub fn parse(text: &str) -> Result<FieldName> {
        let name = blank_to_none(Some(text.to_owned()))
            .ok_or_else(|| Error::field("field", "Enter a name for the value."))?;
        if name.chars().count() > NAME_CHARS {
            return Err(Error::field(
                "field",
                format!("The name of a value has at most {NAME_CHARS} characters."),
            ));
        }
        match name_key(&name).as_str() {
            "password" => Ok(FieldName::password()),
            "totp" => Ok(FieldName::totp()),
            _ => Ok(FieldName(name)),
        }
    }

    /// The name as it is shown and kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which names are equal.
    pub(super) fn key_form(&self) -> String {
        name_key(&self.0)
    }

    /// Whether both name the same value.
    pub fn is_same(&self, other: &FieldName) -> bool {
        self.key_form() == other.key_form()
    }

    /// Whether it is the main value of a credential.
    pub fn is_password(&self) -> bool {
        self.0 == "password"
    }

    /// Whether it is the seed of one-time codes.
    pub fn is_totp(&self) -> bool {
        self.0 == "totp"
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The place of one current value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slot {
    pub owner: SecretOwner,
    /// Of the credential or the license key; the setting's name.
    pub id: String,
    pub field: FieldName,
}

impl Slot {
    /// The place of one value of the credential with this id.
    pub fn credential(id: impl Into<String>, field: FieldName) -> Slot {
        Slot { owner: SecretOwner::Credential, id: id.into(), field }
    }

    /// The place of the only value of the license key with this id.
    pub fn license_key(id: impl Into<String>) -> Slot {
        Slot { owner: SecretOwner::LicenseKey, id: id.into(), field: FieldName::key() }
    }

    /// The place of the only value of the setting of this name.
    pub fn setting(name: impl Into<String>) -> Slot {
        Slot { owner: SecretOwner::Setting, id: name.into(), field: FieldName::key() }
    }
}

/// What is kept in the database about a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The last characters of a license key, when the user wants them seen.
    pub hint: Option<String>,
    /// 0 (guessed at once) to 4 (very hard to guess); None where that says nothing.
    pub strength: Option<u8>,
    /// The day it was changed, when that was not today: an import knows it from its file.
    pub changed_on: Option<chrono::NaiveDate>,
}

impl About {
    /// The day it was changed.
    pub(crate) fn day(&self, today: chrono::NaiveDate) -> chrono::NaiveDate {
        self.changed_on.unwrap_or(today)
    }
}

/// Whether a value is where it should be.
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

/// A current value, without the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SecretField {
    /// Of this value; a new one has another id.
    pub id: String,
    /// `password`, `totp`, `key`, or a name of the user's.
    pub field: String,
    pub state: SecretState,
    pub changed_on: Option<String>,
    /// 0 to 4; None where that says nothing.
    pub strength: Option<u8>,
    pub hint: Option<String>,
    /// Newest first; each can be restored.
    pub previous: Vec<PreviousValue>,
}

/// A value that another one replaced, or that was deleted, and that is still in the keyring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PreviousValue {
    pub id: String,
    pub field: String,
    pub state: SecretState,
    pub changed_on: Option<String>,
    /// RFC 3339.
    pub retired_at: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_values_are_compared_as_people_read_them() {
        assert_eq!(FieldName::parse("  Password ").unwrap(), FieldName::password());
        assert!(FieldName::parse("TOTP").unwrap().is_totp());
        assert_eq!(FieldName::parse("Recovery  codes").unwrap().key_form(), "recovery codes");
        assert_eq!(FieldName::parse(" ").unwrap_err().field_name(), Some("field"));
        assert!(FieldName::parse(&"x".repeat(61)).is_err());
        assert!(FieldName::parse(&"ß".repeat(60)).is_ok());
    }
}
