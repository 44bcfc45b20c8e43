//! One item of 1Password as an entry.

use super::{
    super::{
        loose::{Loose, list},
        model::{LicenseFacts, Tally, VaultAttachment, VaultEntry, VaultKind, filled},
        otp,
    },
    Files,
};
use crate::{Result, model::CredentialKind};
use chrono::{DateTime, Local, NaiveDate};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Item {
    uuid: String,
    category_uuid: String,
    /// Seconds since 1970.
    updated_at: Option<i64>,
    state: String,
    trashed: bool,
    details: Details,
    overview: Overview,
    item: Option<Box<Item>>,
}

impl Item {
    /// Early versions of the format put each item in an object of its own.
    pub fn unwrapped(self) -> Item {
        match self.item {
            Some(inner) => *inner,
            None => self,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Details {
    #[serde(deserialize_with = "list")]
    login_fields: Vec<LoginField>,
    notes_plain: Option<SecretString>,
    #[serde(deserialize_with = "list")]
    sections: Vec<Section>,
    #[serde(deserialize_with = "list")]
    password_history: Vec<serde::de::IgnoredAny>,
    document_attributes: Option<Document>,
    password: Option<SecretString>,
    #[serde(rename = "passkey")]
    passkey: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct LoginField {
    value: Loose,
    id: String,
    name: String,
    field_type: String,
    designation: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Section {
    title: String,
    #[serde(deserialize_with = "list")]
    fields: Vec<Field>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Field {
    title: String,
    id: String,
    value: Value,
}

/// A value says its type by the one name it has.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Value {
    concealed: Loose,
    string: Loose,
    totp: Loose,
    url: Loose,
    phone: Loose,
    menu: Loose,
    gender: Loose,
    credit_card_type: Loose,
    credit_card_number: Loose,
    email: Email,
    /// Seconds since 1970.
    date: Option<i64>,
    /// Such as 202912.
    month_year: Option<i64>,
    address: Option<Address>,
    ssh_key: Option<SshKey>,
    file: Option<Document>,
    reference: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Email {
    #[serde(rename_all = "snake_case")]
    Parts {
        email_address: Option<String>,
    },
    Text(String),
    #[default]
    None,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Address {
    street: Option<String>,
    city: Option<String>,
    zip: Option<String>,
    state: Option<String>,
    country: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SshKey {
    private_key: Option<SecretString>,
    metadata: SshMetadata,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SshMetadata {
    public_key: Option<SecretString>,
    fingerprint: Option<SecretString>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Document {
    file_name: String,
    document_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Overview {
    title: String,
    url: Option<String>,
    #[serde(deserialize_with = "list")]
    urls: Vec<Url>,
    #[serde(deserialize_with = "list")]
    tags: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Url {
    url: String,
}

const SOFTWARE_LICENSE: &str = "100";

fn kind_of(category: &str) -> VaultKind {
    VaultKind::Credential(match category {
        // Login, password, database, server, e-mail account.
        "001" | "005" | "102" | "110" | "111" => CredentialKind::Login,
        "003" => CredentialKind::SecureNote,
        "109" => CredentialKind::Wifi,
        "112" => CredentialKind::ApiKey,
        "114" => CredentialKind::SshKey,
        SOFTWARE_LICENSE => return VaultKind::SoftwareLicense(Box::default()),
        _ => CredentialKind::Other,
    })
}

/// The field that holds what an item of this category is for.
fn main_field(category: &str) -> &'static [&'static str] {
    match category {
        SOFTWARE_LICENSE => &["reg_code"],
        "109" => &["wireless_password"],
        "112" => &["credential"],
        "102" | "110" => &["password"],
        "111" => &["pop_password"],
        _ => &[],
    }
}

fn user_field(category: &str) -> &'static [&'static str] {
    match category {
        "109" => &["network_name"],
        "102" | "110" | "112" => &["username"],
        "111" => &["pop_username"],
        _ => &[],
    }
}

pub(super) fn entry(number: u32, item: Item, files: &mut Files<'_>, tally: &mut Tally) -> Result<VaultEntry> {
    let mut entry = VaultEntry::new(number);
    entry.id = filled(&item.uuid);
    entry.kind = kind_of(&item.category_uuid);
    entry.title = item.overview.title.trim().to_owned();
    entry.tags = item.overview.tags.iter().filter_map(filled).collect();
    entry.changed_on = item.updated_at.and_then(day);
    if item.trashed {
        entry.skipped = Some("It is in 1Password's trash.".to_owned());
    }
    if item.state == "archived" {
        entry.tags.push("archived".to_owned());
    }
    entry.add_url(item.overview.url.unwrap_or_default());
    for url in item.overview.urls {
        entry.add_url(url.url);
    }
    entry.notes = item.details.notes_plain.filter(|notes| !notes.expose_secret().trim().is_empty());
    for field in item.details.login_fields {
        login_field(field, &mut entry);
    }
    entry.add_password("Password", item.details.password);
    let mut license = LicenseFacts::default();
    for section in item.details.sections {
        for field in section.fields {
            one_field(field, &section.title, &item.category_uuid, &mut entry, &mut license, files, tally)?;
        }
    }
    if let VaultKind::SoftwareLicense(facts) = &mut entry.kind {
        **facts = license;
    }
    if let Some(document) = item.details.document_attributes {
        attach(document, &mut entry, files, tally)?;
    }
    for _ in item.details.password_history {
        tally.add("Earlier passwords");
    }
    if item.details.passkey.is_some() {
        tally.add("Passkeys");
    }
    Ok(entry)
}

fn login_field(field: LoginField, entry: &mut VaultEntry) {
    let Some(value) = field.value.0 else { return };
    match field.designation.as_deref() {
        Some("username") if entry.username.is_none() => entry.username = filled(value.expose_secret()),
        Some("password") => entry.add_password("Password", Some(value)),
        _ => {
            // Fields of the web page the login was saved on; buttons and ticks say nothing.
            if matches!(field.field_type.as_str(), "C" | "B" | "I") {
                return;
            }
            let name = filled(&field.name).unwrap_or(field.id);
            entry.add_field(&name, Some(value), field.field_type == "P");
        }
    }
}

fn one_field(
    field: Field,
    section: &str,
    category: &str,
    entry: &mut VaultEntry,
    license: &mut LicenseFacts,
    files: &mut Files<'_>,
    tally: &mut Tally,
) -> Result<()> {
    let value = field.value;
    let title = match (filled(&field.title), filled(section)) {
        (Some(title), Some(section)) if entry.fields.iter().any(|known| known.name == title) => {
            format!("{section}: {title}")
        }
        (Some(title), _) => title,
        (None, _) => field.id.clone(),
    };
    if let Some(document) = value.file {
        return attach(document, entry, files, tally);
    }
    if let Some(key) = value.ssh_key {
        entry.add_password("Private key", key.private_key);
        entry.add_field("Public key", key.metadata.public_key, false);
        entry.add_field("Fingerprint", key.metadata.fingerprint, false);
        return Ok(());
    }
    if value.reference.is_some() {
        tally.add("Links between items");
        return Ok(());
    }
    if let Some(totp) = value.totp.0 {
        match otp::read(totp.expose_secret(), &entry.title) {
            Some(seed) if entry.totp.is_none() => entry.totp = Some(seed),
            Some(_) => entry.add_field(&title, Some(totp), true),
            None => entry.add_strange_seed(Some(totp)),
        }
        return Ok(());
    }
    if field.id == "expires" && value.date.is_some() {
        entry.expires_on = value.date.and_then(day);
        return Ok(());
    }
    let concealed = value.concealed.0.or(value.credit_card_number.0);
    let protected = concealed.is_some();
    let text = |text: String| Some(SecretString::from(text));
    let plain = value
        .string
        .0
        .or(value.url.0)
        .or(value.phone.0)
        .or(value.menu.0)
        .or(value.gender.0)
        .or(value.credit_card_type.0)
        .or(match value.email {
            Email::Parts { email_address: Some(address) } | Email::Text(address) => text(address),
            _ => None,
        })
        .or(value.date.and_then(day).and_then(|day| text(day.to_string())))
        .or(value.month_year.and_then(|month| text(format!("{}-{:02}", month / 100, month % 100))))
        .or(value.address.map(address).and_then(text));
    let Some(value) = concealed.or(plain).filter(|value| !value.expose_secret().is_empty()) else {
        return Ok(());
    };
    let id = field.id.as_str();
    if main_field(category).contains(&id) {
        entry.add_password(&title, Some(value));
    } else if user_field(category).contains(&id) && entry.username.is_none() {
        entry.username = filled(value.expose_secret());
    } else if category != SOFTWARE_LICENSE || !license_fact(id, &value, license) {
        entry.add_field(&title, Some(value), protected);
    }
    Ok(())
}

/// Takes what a license has a place for.
fn license_fact(id: &str, value: &SecretString, license: &mut LicenseFacts) -> bool {
    let text = filled(value.expose_secret());
    match id {
        "product_version" => license.version = text,
        "publisher_name" => license.publisher = text,
        "reg_name" => license.registered_name = text,
        "reg_email" => license.registered_email = text,
        "order_number" => license.order_number = text,
        "order_date" => license.purchased_on = text.and_then(|text| text.parse().ok()),
        _ => return false,
    }
    true
}

fn attach(
    document: Document,
    entry: &mut VaultEntry,
    files: &mut Files<'_>,
    tally: &mut Tally,
) -> Result<()> {
    match files.attachment(&document.document_id)? {
        Some(bytes) => entry.files.push(VaultAttachment {
            name: filled(&document.file_name).unwrap_or_else(|| "file".to_owned()),
            bytes,
        }),
        None => tally.add("Files that the archive lacks"),
    }
    Ok(())
}

fn address(address: Address) -> String {
    [address.street, address.zip, address.city, address.state, address.country]
        .into_iter()
        .flatten()
        .filter_map(filled)
        .collect::<Vec<_>>()
        .join(", ")
}

fn day(seconds: i64) -> Option<NaiveDate> {
    DateTime::from_timestamp(seconds, 0).map(|instant| instant.with_timezone(&Local).date_naive())
}
