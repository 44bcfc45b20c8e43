//! What an entry would become: the fields of a credential or a license, its values, its files. Pure.

use super::{model::VaultOptions, source::Source};
use crate::{
    attachments,
    credentials::{self, CredentialInput, CredentialKind},
    licenses::{LicenseInput, LicenseKind},
    secrets::{About, ExposeSecret, FieldName, SecretString, VALUE_BYTES},
    terms::TermInput,
    text::name_key,
};
use holdfast_vaults::{STRANGE_SEED, VaultEntry, VaultField, VaultKind, host, read_seed};
use secrecy::SecretSlice;
use std::collections::BTreeMap;

/// The most characters a tag and the name of a value have.
const NAME_CHARS: usize = 60;

/// What an entry is called that has neither a name, nor an address, nor a user name.
const UNTITLED: &str = "Untitled";

/// Where an entry goes.
#[derive(Debug, Clone)]
pub(super) enum Thing {
    Credential(CredentialInput),
    License(LicenseInput),
}

/// A value and what it is called; None is the only key of a license.
#[derive(Debug)]
pub(super) struct DraftValue {
    pub name: Option<FieldName>,
    pub value: SecretString,
    pub about: About,
}

/// An entry as it would be written.
#[derive(Debug)]
pub(super) struct Draft {
    pub row: u32,
    /// Of the record it was exported from.
    pub own_id: Option<String>,
    pub source: Option<Source>,
    /// Its name is a stand-in: the file has none.
    pub untitled: bool,
    pub thing: Thing,
    pub values: Vec<DraftValue>,
    pub files: Vec<(String, SecretSlice<u8>)>,
    pub skipped: Option<String>,
    pub problems: Vec<String>,
    pub notices: Vec<String>,
}

impl Draft {
    /// The name of the credential or license that it would become.
    pub fn name(&self) -> &str {
        match &self.thing {
            Thing::Credential(input) => &input.name,
            Thing::License(input) => &input.name,
        }
    }

    /// Its tags.
    pub fn tags(&self) -> &[String] {
        match &self.thing {
            Thing::Credential(input) => &input.tags,
            Thing::License(input) => &input.tags,
        }
    }
}

/// The name under which a value is shown.
pub(super) fn value_name(name: Option<&FieldName>) -> String {
    match name {
        None => "license key".to_owned(),
        Some(name) if name.is_totp() => "one-time codes".to_owned(),
        Some(name) => name.to_string(),
    }
}

/// Collects values under names of their own.
struct Values {
    list: Vec<DraftValue>,
    about: About,
}

impl Values {
    fn add(&mut self, name: Option<FieldName>, value: SecretString) {
        self.list.push(DraftValue { name, value, about: self.about.clone() });
    }

    /// Under this name, or with a number when it is taken.
    fn add_named(&mut self, name: &str, value: SecretString) {
        let base = cut(name.trim());
        let mut number = 1_u32;
        loop {
            let name = if number == 1 { base.clone() } else { numbered(&base, number) };
            number += 1;
            let Ok(parsed) = FieldName::parse(&name) else {
                if number > 2 {
                    return;
                }
                continue;
            };
            let reserved = parsed.is_password() || parsed.is_totp();
            let key = name_key(parsed.as_str());
            let known =
                |value: &DraftValue| value.name.as_ref().is_some_and(|known| name_key(known.as_str()) == key);
            if !reserved && !self.list.iter().any(known) {
                self.add(Some(parsed), value);
                return;
            }
        }
    }
}

fn cut(name: &str) -> String {
    let name = if name.is_empty() { "Field" } else { name };
    name.chars().take(NAME_CHARS).collect::<String>().trim().to_owned()
}

fn numbered(base: &str, number: u32) -> String {
    let suffix = format!(" ({number})");
    let kept: String = base.chars().take(NAME_CHARS - suffix.chars().count()).collect();
    format!("{}{suffix}", kept.trim_end())
}

/// What an entry of this program's vault would become.
pub(super) fn of(mut entry: VaultEntry, program: &str, options: VaultOptions) -> Draft {
    let mut problems = Vec::new();
    let source = Source::of(&entry, program);
    let mut untitled = entry.untitled;
    let mut notices = std::mem::take(&mut entry.remarks);
    seed_among_fields(&mut entry);
    let tags = tags(&entry.folder, &entry.tags, &mut notices);
    let mut name = entry.title.trim().to_owned();
    if name.is_empty() {
        let stand_in = entry.url.as_deref().and_then(host).or_else(|| entry.username.clone());
        name = stand_in.unwrap_or_else(|| UNTITLED.to_owned());
        untitled = true;
        notices.push(format!("Without a name; it is called “{name}”."));
    }
    let (url, in_address) = match &entry.url {
        Some(url) => {
            let (clean, values) = credentials::part_address(url, entry.username.as_deref(), &[]);
            (Some(clean), values)
        }
        None => (None, Vec::new()),
    };
    if !in_address.is_empty() {
        notices.push("Its address has a password or a key in it, which goes to the keyring.".to_owned());
    }
    let about = About { changed_on: entry.changed_on, ..About::default() };
    let mut values = Values { list: Vec::new(), about };
    let mut open_notes = None;
    let open = options.open_notes || entry.own;
    let thing = match entry.kind {
        VaultKind::Credential(kind) => {
            // The text of a note is what it is for.
            let (main, notes) = match (kind, entry.password, entry.notes) {
                (CredentialKind::SecureNote, None, notes) => (notes, None),
                (_, main, notes) => (main, notes),
            };
            if let Some(main) = main {
                values.add(Some(FieldName::password()), main);
            }
            if let Some(seed) = entry.totp {
                values.add(Some(FieldName::totp()), seed);
            }
            take_notes(notes, open, &mut values, &mut open_notes, &mut notices);
            Thing::Credential(CredentialInput {
                name,
                kind,
                username: entry.username,
                url,
                notes: open_notes,
                expires_on: entry.expires_on.map(|date| date.to_string()),
                tags,
                ..CredentialInput::default()
            })
        }
        VaultKind::SoftwareLicense(facts) => {
            if let Some(key) = entry.password {
                values.add(None, key);
            }
            if let Some(seed) = entry.totp {
                values.add_named("One-time codes", seed);
            }
            take_notes(entry.notes, open, &mut values, &mut open_notes, &mut notices);
            let address = url.into_iter().collect::<Vec<_>>();
            let notes: Vec<String> = open_notes.into_iter().chain(address).collect();
            let purchased_on = facts.purchased_on.map(|date| date.to_string());
            let term = TermInput { purchased_on, order_number: facts.order_number, ..TermInput::default() };
            Thing::License(LicenseInput {
                name,
                publisher: facts.publisher,
                edition: facts.version,
                kind: LicenseKind::Perpetual,
                registered_name: facts.registered_name.or(entry.username),
                registered_email: facts.registered_email,
                notes: (!notes.is_empty()).then(|| notes.join("\n")),
                terms: vec![term],
                tags,
                ..LicenseInput::default()
            })
        }
    };
    for (name, value) in in_address {
        values.add_named(name.as_str(), value);
    }
    for field in entry.fields {
        values.add_named(&field.name, field.value);
    }
    let mut files = Vec::new();
    for file in entry.files {
        if let Some(key) = private_key(file.bytes.expose_secret()) {
            values.add_named(&file.name, key);
        } else if !options.files {
            notices.push(format!("The file “{}” is left out.", file.name));
        } else if file.bytes.expose_secret().len() > attachments::MAX_BYTES {
            notices.push(format!("The file “{}” is larger than 25 MB and is left out.", file.name));
        } else {
            files.push((file.name, file.bytes));
        }
    }
    for value in &values.list {
        let bytes = value.value.expose_secret().len();
        if bytes > VALUE_BYTES {
            problems.push(format!(
                "“{}” has {bytes} bytes; a value in the keyring has at most {VALUE_BYTES}. Attach it as a file in its own program.",
                value_name(value.name.as_ref())
            ));
        }
    }
    if let Thing::Credential(input) = &thing {
        for value in &mut values.list {
            if let Some(name) = &value.name {
                value.about.strength = credentials::about_secret(input, name, &value.value).strength;
            }
        }
    }
    if entry.skipped.is_some() {
        problems.clear();
    }
    let own_id = entry.id.filter(|_| entry.own);
    Draft {
        row: entry.number,
        own_id,
        source,
        untitled,
        thing,
        values: values.list,
        files,
        skipped: entry.skipped,
        problems,
        notices,
    }
}

/// A field under the name that stands for seeds is one, where it can be read as such; else it gets a name that says
/// what it is.
fn seed_among_fields(entry: &mut VaultEntry) {
    // A second one got a number.
    let plain = |name: &str| name.split_once(" (").map_or(name.to_owned(), |(name, _)| name.to_owned());
    let is_seed = |name: &str| FieldName::parse(&plain(name)).is_ok_and(|name| name.is_totp());
    let (seeds, fields) =
        std::mem::take(&mut entry.fields).into_iter().partition(|field| is_seed(&field.name));
    entry.fields = fields;
    let seeds: Vec<VaultField> = seeds;
    for seed in seeds {
        match read_seed(seed.value.expose_secret(), &entry.title) {
            Some(seed) if entry.totp.is_none() => entry.totp = Some(seed),
            _ => entry.add_field(STRANGE_SEED, Some(seed.value), true),
        }
    }
}

/// Notes to be read without the keyring; closed ones are a value. So are those with a secret in an address.
fn take_notes(
    notes: Option<SecretString>,
    open: bool,
    values: &mut Values,
    open_notes: &mut Option<String>,
    notices: &mut Vec<String>,
) {
    match notes {
        Some(notes) if open && credentials::addresses::out_of_text(notes.expose_secret()).is_some() => {
            notices.push(
                "An address in its notes has a password or a key in it: the notes go to the keyring."
                    .to_owned(),
            );
            values.add_named("Notes", notes);
        }
        Some(notes) if open => *open_notes = Some(notes.expose_secret().to_owned()),
        Some(notes) => values.add_named("Notes", notes),
        None => {}
    }
}

/// Folders and tags, each once.
fn tags(folder: &[String], tags: &[String], notices: &mut Vec<String>) -> Vec<String> {
    let mut all = BTreeMap::new();
    for tag in folder.iter().chain(tags) {
        let tag = tag.trim();
        let short = cut(tag);
        if short.len() < tag.len() {
            notices.push(format!("The tag “{tag}” is shortened to {NAME_CHARS} characters."));
        }
        if !tag.is_empty() {
            all.entry(name_key(&short)).or_insert(short);
        }
    }
    all.into_values().collect()
}

/// A private key in text form, which belongs in the keyring.
fn private_key(bytes: &[u8]) -> Option<SecretString> {
    let text = std::str::from_utf8(bytes).ok()?;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let armoured = start.starts_with("-----BEGIN") && start.contains("PRIVATE KEY");
    let is_key = (armoured || start.starts_with("PuTTY-User-Key-File")) && text.len() <= VALUE_BYTES;
    is_key.then(|| SecretString::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_vaults::{VaultAttachment, secret};

    fn entry() -> VaultEntry {
        let mut entry = VaultEntry::new(1);
        entry.title = "Mail".to_owned();
        entry.password = secret("p");
        entry.notes = secret("recovery 4711");
        entry
    }

    fn names(draft: &Draft) -> Vec<String> {
        draft.values.iter().map(|value| value_name(value.name.as_ref())).collect()
    }

    #[test]
    fn notes_stay_secret_unless_they_are_asked_for() {
        let draft = of(entry(), "keepass", VaultOptions::default());
        let Thing::Credential(input) = &draft.thing else { panic!() };
        assert_eq!((names(&draft), input.notes.as_deref()), (vec!["password".into(), "Notes".into()], None));
        let draft = of(entry(), "keepass", VaultOptions { open_notes: true, ..VaultOptions::default() });
        let Thing::Credential(input) = &draft.thing else { panic!() };
        assert_eq!((names(&draft).len(), input.notes.as_deref()), (1, Some("recovery 4711")));
        let mut opening = entry();
        opening.notes = secret("see https://kim:4711@nas.example/");
        let draft = of(opening, "keepass", VaultOptions { open_notes: true, ..VaultOptions::default() });
        let Thing::Credential(input) = &draft.thing else { panic!() };
        assert_eq!((names(&draft).len(), input.notes.as_deref(), draft.notices.len()), (2, None, 1));
        let mut note = entry();
        note.kind = VaultKind::Credential(CredentialKind::SecureNote);
        note.password = None;
        let draft = of(note, "keepass", VaultOptions { open_notes: true, ..VaultOptions::default() });
        assert_eq!(draft.values[0].value.expose_secret(), "recovery 4711", "the text of a note is its value");
    }

    #[test]
    fn values_get_names_of_their_own() {
        let mut entry = entry();
        let long = "x".repeat(80);
        for name in ["Password", "TOTP", "Notes", "notes", &long, &long] {
            entry.add_field(name, secret("v"), true);
        }
        let draft = of(entry, "keepass", VaultOptions::default());
        let names = names(&draft);
        assert_eq!(names[..4], ["password", "Notes", "Password (2)", "Notes (2)"]);
        assert!(names.iter().any(|name| name == "One-time code seed"), "{names:?}");
        assert!(names.iter().all(|name| name.chars().count() <= NAME_CHARS), "{names:?}");
        let mut keys: Vec<String> = names.iter().map(|name| name_key(name)).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), names.len(), "{names:?}");
    }

    #[test]
    fn private_keys_go_to_the_keyring_and_other_files_to_the_database() {
        let mut entry = entry();
        for (name, text) in [
            ("id_ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n"),
            ("key.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\n"),
            ("cert.pem", "-----BEGIN CERTIFICATE-----\nabc\n"),
        ] {
            let bytes = SecretSlice::from(text.as_bytes().to_vec());
            entry.files.push(VaultAttachment { name: name.to_owned(), bytes });
        }
        let draft = of(entry, "keepass", VaultOptions::default());
        assert_eq!(names(&draft)[2..], ["id_ed25519", "key.ppk"]);
        assert_eq!(draft.files.len(), 1);
        assert!(draft.values[2].value.expose_secret().ends_with("-----\n"), "as it was, to the last byte");
    }

    #[test]
    fn an_entry_without_a_name_is_called_by_its_address_or_user() {
        let mut nameless = VaultEntry::new(1);
        nameless.url = Some("https://intranet.example/x".to_owned());
        nameless.password = secret("p");
        let draft = of(nameless, "keepass", VaultOptions::default());
        assert_eq!((draft.name(), draft.notices.len()), ("intranet.example", 1));
        let mut bare = VaultEntry::new(2);
        bare.password = secret("p");
        let draft = of(bare, "keepass", VaultOptions::default());
        assert_eq!((draft.name(), draft.problems.len(), draft.notices.len()), ("Untitled", 0, 1));
    }

    #[test]
    fn a_field_named_like_a_seed_is_one_or_says_what_it_is() {
        let mut seed = entry();
        seed.add_field("Totp", secret("JBSW Y3DP EHPK 3PXP"), true);
        assert_eq!(
            names(&of(seed.clone(), "x", VaultOptions::default())),
            ["password", "one-time codes", "Notes"]
        );
        seed.add_field("TOTP ", secret("4711 0815"), true);
        let draft = of(seed, "x", VaultOptions::default());
        assert_eq!(names(&draft), ["password", "one-time codes", "Notes", "One-time code seed"]);
    }

    #[test]
    fn what_is_secret_in_an_address_becomes_values() {
        let mut canary = entry();
        canary.username = Some("kim".to_owned());
        canary.url = Some("https://kim:canary-1@nas.example/?token=canary-2&page=1".to_owned());
        let draft = of(canary.clone(), "x", VaultOptions::default());
        let Thing::Credential(input) = &draft.thing else { panic!() };
        assert_eq!(input.url.as_deref(), Some("https://nas.example/?page=1"));
        assert_eq!(names(&draft), ["password", "Notes", "URL password", "URL token"]);
        assert!(draft.notices.iter().all(|notice| !notice.contains("canary")));
        canary.kind = VaultKind::SoftwareLicense(Box::default());
        let draft = of(canary, "x", VaultOptions::default());
        let Thing::License(input) = &draft.thing else { panic!() };
        assert_eq!(input.notes.as_deref(), Some("https://nas.example/?page=1"));
    }

    #[test]
    fn a_value_too_long_for_the_keyring_is_a_problem() {
        let mut long = entry();
        long.notes = secret("n".repeat(VALUE_BYTES + 1));
        let draft = of(long, "keepass", VaultOptions::default());
        assert!(draft.problems[0].contains("“Notes” has 65537 bytes"), "{:?}", draft.problems);
    }
}
