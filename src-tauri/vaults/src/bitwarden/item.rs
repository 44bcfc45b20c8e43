//! One item of Bitwarden. Every kind keeps its values in an object of its own, and newer versions add kinds: an object
//! that is not known is read like one that is.

use super::super::{
    limits,
    loose::{List, Loose, list, too_many},
};
use secrecy::SecretString;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::fmt;

#[derive(Debug, Default)]
pub(super) struct Item {
    pub id: Option<String>,
    pub folder_id: Option<String>,
    pub collection_ids: Vec<String>,
    pub kind: u32,
    pub name: Option<String>,
    pub notes: Option<SecretString>,
    pub fields: Vec<Field>,
    pub login: Option<Login>,
    pub ssh_key: Option<SshKey>,
    /// The values of cards, identities, bank accounts and all other kinds, in the order of the file.
    pub parts: Vec<Part>,
    pub password_history: usize,
    pub attachments: usize,
    pub revision_date: Option<String>,
    pub deleted_date: Option<String>,
    pub archived_date: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Field {
    pub name: Option<String>,
    pub value: Loose,
    #[serde(rename = "type")]
    pub kind: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Login {
    #[serde(deserialize_with = "list")]
    pub uris: Vec<Uri>,
    pub username: Option<String>,
    pub password: Option<SecretString>,
    pub totp: Option<SecretString>,
    #[serde(rename = "fido2Credentials", deserialize_with = "list")]
    pub passkeys: Vec<IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Uri {
    pub uri: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct SshKey {
    pub private_key: Option<SecretString>,
    pub public_key: Option<SecretString>,
    /// Called `fingerprint` in older exports.
    #[serde(alias = "fingerprint")]
    pub key_fingerprint: Option<SecretString>,
}

/// Values by their names, those of objects and lists within it under names put together.
#[derive(Debug, Default)]
pub(super) struct Part(pub Vec<(String, SecretString)>);

/// What says something about an item, and nothing that somebody keeps in it.
const BOOKKEEPING: [&str; 3] = ["secureNote", "permissions", "localData"];

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Item, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Item;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an item")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
                let mut item = Item::default();
                let counted = |list: List<IgnoredAny>| list.0.len();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "id" => item.id = map.next_value()?,
                        "folderId" => item.folder_id = map.next_value()?,
                        "collectionIds" => {
                            item.collection_ids = map.next_value::<List<String>>()?.0;
                        }
                        "type" => item.kind = map.next_value()?,
                        "name" => item.name = map.next_value()?,
                        "notes" => item.notes = map.next_value()?,
                        "fields" => item.fields = map.next_value::<List<Field>>()?.0,
                        "login" => item.login = map.next_value()?,
                        "sshKey" => item.ssh_key = map.next_value()?,
                        "passwordHistory" => item.password_history = counted(map.next_value()?),
                        "attachments" => item.attachments = counted(map.next_value()?),
                        "revisionDate" => item.revision_date = map.next_value()?,
                        "deletedDate" => item.deleted_date = map.next_value()?,
                        "archivedDate" => item.archived_date = map.next_value()?,
                        name if BOOKKEEPING.contains(&name) => drop(map.next_value::<IgnoredAny>()?),
                        // A text or number beside the objects is bookkeeping: it leaves no value.
                        _ => item.parts.push(map.next_value()?),
                    }
                }
                Ok(item)
            }
        }
        deserializer.deserialize_map(Members)
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Part, D::Error> {
        let mut part = Part::default();
        Values { name: "", part: &mut part }.deserialize(deserializer)?;
        Ok(part)
    }
}

/// Collects what stands under a name.
struct Values<'a> {
    name: &'a str,
    part: &'a mut Part,
}

impl Values<'_> {
    fn keep<E: serde::de::Error>(&mut self, value: impl Into<String>) -> Result<(), E> {
        let value: String = value.into();
        if !self.name.is_empty() && !value.is_empty() {
            if self.part.0.len() >= limits::FIELDS {
                return Err(too_many());
            }
            self.part.0.push((self.name.to_owned(), SecretString::from(value)));
        }
        Ok(())
    }

    fn named(&self, name: &str) -> String {
        if self.name.is_empty() {
            spaced(name)
        } else {
            format!("{} {}", self.name, spaced(name).to_lowercase())
        }
    }
}

impl<'de> DeserializeSeed<'de> for Values<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Values<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: serde::de::Error>(mut self, text: &str) -> Result<(), E> {
        self.keep(text)
    }

    fn visit_bool<E: serde::de::Error>(mut self, truth: bool) -> Result<(), E> {
        self.keep(if truth { "yes" } else { "no" })
    }

    fn visit_i64<E: serde::de::Error>(mut self, number: i64) -> Result<(), E> {
        self.keep(number.to_string())
    }

    fn visit_u64<E: serde::de::Error>(mut self, number: u64) -> Result<(), E> {
        self.keep(number.to_string())
    }

    fn visit_f64<E: serde::de::Error>(mut self, number: f64) -> Result<(), E> {
        self.keep(number.to_string())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        // Equal names get numbers where they become fields.
        while list.next_element_seed(Values { name: self.name, part: &mut *self.part })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let name = self.named(&key);
            map.next_value_seed(Values { name: &name, part: &mut *self.part })?;
        }
        Ok(())
    }
}

/// "cardholderName" as "Cardholder name"; what is always written in capitals stays so.
fn spaced(name: &str) -> String {
    match name {
        "iban" => return "IBAN".to_owned(),
        "swiftCode" => return "SWIFT code".to_owned(),
        "ssn" => return "SSN".to_owned(),
        "pin" => return "PIN".to_owned(),
        _ => {}
    }
    let mut words = String::new();
    for letter in name.chars() {
        match letter {
            _ if words.is_empty() => words.extend(letter.to_uppercase()),
            _ if letter.is_uppercase() => {
                words.push(' ');
                words.extend(letter.to_lowercase());
            }
            _ => words.push(letter),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn values(text: &str) -> Vec<(String, String)> {
        let item: Item = serde_json::from_str(text).unwrap();
        let parts = item.parts.iter().flat_map(|part| &part.0);
        parts.map(|(name, value)| (name.clone(), value.expose_secret().to_owned())).collect()
    }

    #[test]
    fn kinds_of_today_and_of_tomorrow_keep_every_value() {
        let found = values(
            r#"{"type": 9, "name": "x", "reprompt": 1, "favorite": true, "secureNote": {"type": 0}, "card": null,
                "bankAccount": {"bankName": "Hausbank", "iban": "DE00", "swiftCode": "X", "pin": "0042"},
                "vehicle": {"plateNumber": "B-HF 7", "owner": {"firstName": "Kim", "age": 41}, "keys": ["a", "b", ""], "leased": false, "none": null}}"#,
        );
        let expected = [
            ("Bank name", "Hausbank"),
            ("IBAN", "DE00"),
            ("SWIFT code", "X"),
            ("PIN", "0042"),
            ("Plate number", "B-HF 7"),
            ("Owner first name", "Kim"),
            ("Owner age", "41"),
            ("Keys", "a"),
            ("Keys", "b"),
            ("Leased", "no"),
        ];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn the_older_name_of_a_fingerprint_is_read() {
        let item: Item = serde_json::from_str(r#"{"sshKey": {"fingerprint": "SHA256:a"}}"#).unwrap();
        assert!(item.ssh_key.unwrap().key_fingerprint.is_some());
    }
}
