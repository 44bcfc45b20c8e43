//! What Holdfast writes beside KeePass's own fields, so that its entries come back as what they were: the kind, where
//! the main value stands, and tags that KeePass would take apart. Other programs keep it and do not show it.

use super::model::{LicenseFacts, VaultEntry, VaultKind, filled};
use crate::model::{CredentialKind, variant};
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;

/// Custom data of an entry: its kind, `license` or that of a credential.
pub(super) const KIND: &str = "holdfast.kind";
/// Custom data: the field with the main value, where that is not the password.
pub(super) const MAIN: &str = "holdfast.main";
/// Custom data: the tags as a JSON list.
pub(super) const TAGS: &str = "holdfast.tags";

/// The field for notes that are no secret, where KeePass's own hold the main value.
pub(super) const REMARKS: &str = "Remarks";

pub(super) const LICENSE: &str = "license";

/// Where an entry's main value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Main {
    Password,
    Notes,
    /// A field: KeePass's password has one line only.
    Field,
}

/// The field for main values of several lines.
pub(super) const MAIN_FIELD: &str = "Value";

impl Main {
    pub fn of(entry: &VaultEntry) -> Main {
        let several_lines =
            entry.password.as_ref().is_some_and(|value| value.expose_secret().contains(['\n', '\r']));
        match &entry.kind {
            VaultKind::Credential(CredentialKind::SecureNote) => Main::Notes,
            _ if several_lines => Main::Field,
            _ => Main::Password,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Main::Password => "Password",
            Main::Notes => "Notes",
            Main::Field => MAIN_FIELD,
        }
    }
}

/// A fact of a license and the field it is written to.
type Fact = (&'static str, fn(&mut LicenseFacts) -> &mut Option<String>);

pub(super) const FACTS: [Fact; 5] = [
    ("Publisher", |facts| &mut facts.publisher),
    ("Edition", |facts| &mut facts.version),
    ("Registered to", |facts| &mut facts.registered_name),
    ("Registered e-mail", |facts| &mut facts.registered_email),
    ("Order number", |facts| &mut facts.order_number),
];

/// What stands behind a field's name that KeePass or Holdfast's own facts take.
const SET_APART: &str = " (field)";

fn is_taken(name: &str) -> bool {
    let name = name.trim_end_matches(SET_APART);
    ["Title", "UserName", "Password", "URL", "Notes", "otp", REMARKS, MAIN_FIELD].contains(&name)
        || FACTS.iter().any(|(fact, _)| *fact == name)
}

/// A field's name in a KeePass file: one that XML can carry, and none that means something else there.
pub fn outer_name(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let name = name.trim();
    if is_taken(name) { format!("{name}{SET_APART}") } else { name.to_owned() }
}

fn inner_name(name: &str) -> &str {
    name.strip_suffix(SET_APART).filter(|inner| is_taken(inner)).unwrap_or(name)
}

/// Makes of a KeePass entry what it was in Holdfast, when its custom data says that it was written there.
pub(super) fn restore(entry: &mut VaultEntry, custom: &HashMap<String, String>) {
    let Some(kind) = custom.get(KIND) else { return };
    entry.own = true;
    entry.folder = Vec::new();
    if let Some(tags) = custom.get(TAGS).and_then(|tags| serde_json::from_str::<Vec<String>>(tags).ok()) {
        entry.tags = tags;
    }
    match custom.get(MAIN).map(String::as_str) {
        Some("Notes") => {
            entry.password = entry.notes.take();
            entry.notes = take_field(entry, REMARKS);
        }
        Some(MAIN_FIELD) => entry.password = take_field(entry, MAIN_FIELD),
        _ => {}
    }
    if kind == LICENSE {
        let mut facts = LicenseFacts::default();
        for (name, fact) in FACTS {
            *fact(&mut facts) = take_field(entry, name).and_then(|text| filled(text.expose_secret()));
        }
        entry.kind = VaultKind::SoftwareLicense(Box::new(facts));
    } else {
        entry.kind = VaultKind::Credential(variant(kind));
    }
    for field in &mut entry.fields {
        field.name = inner_name(&field.name).to_owned();
    }
}

fn take_field(entry: &mut VaultEntry, name: &str) -> Option<SecretString> {
    let place = entry.fields.iter().position(|field| field.name == name)?;
    Some(entry.fields.remove(place).value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_something_else_come_back_as_they_were() {
        for name in ["PIN", "Notes", "Notes (field)", "otp", "Publisher", "Extra (field)", "Value"] {
            let outer = outer_name(name);
            assert!(!["Notes", "otp", "Publisher", "Value"].contains(&outer.as_str()), "{outer}");
            assert_eq!(inner_name(&outer), name);
        }
        assert_eq!(outer_name(" a\u{1}b "), "a b");
    }
}
