//! From elements to entries.

use super::{
    super::{
        kdbx::header::damaged,
        limits,
        model::{Tally, VaultAttachment, VaultEntry, VaultFile, VaultFormat, filled},
        otp::{self, KeepassOtp},
        own,
        room::Room,
    },
    references,
    values::{self, Value, from_base64},
};
use crate::{Error, Result};
use chrono::NaiveDate;
use secrecy::SecretSlice;
use secrecy::SecretString;
use std::{collections::HashMap, rc::Rc};
use zeroize::{Zeroize, Zeroizing};

/// An element at its end.
pub(super) struct Element<'a> {
    pub name: &'a str,
    pub protected: bool,
    pub compressed: bool,
    pub reference: Option<&'a str>,
    pub value: Value,
}

/// An entry while it is read.
#[derive(Default)]
struct Draft {
    uuid: String,
    strings: Vec<(String, Zeroizing<String>, bool)>,
    files: Vec<(String, FileSource)>,
    tags: String,
    expires: bool,
    expires_on: Option<NaiveDate>,
    changed_on: Option<NaiveDate>,
    path: Vec<Rc<Group>>,
    custom: HashMap<String, String>,
}

enum FileSource {
    Inline(Zeroizing<Vec<u8>>),
    Reference(String),
}

#[derive(Default, Clone)]
struct Group {
    uuid: String,
    name: String,
}

pub(super) struct Document<'a> {
    format: VaultFormat,
    header_hash: Option<&'a [u8; 32]>,
    root_seen: bool,
    groups: Vec<Rc<Group>>,
    /// The entry being read; entries of its history are not kept.
    entry: Option<Draft>,
    in_history: u32,
    /// Key of the String or Binary being read.
    key: Option<String>,
    string: Option<(Zeroizing<String>, bool)>,
    binary: Option<FileSource>,
    binaries: HashMap<String, Zeroizing<Vec<u8>>>,
    recycle_bin: Option<String>,
    templates: Option<String>,
    drafts: Vec<Draft>,
    /// For what is unpacked, and what stands once in the file and is copied into several entries.
    room: Room,
    tally: Tally,
}

impl<'a> Document<'a> {
    pub fn new(
        format: VaultFormat,
        binaries: Vec<Zeroizing<Vec<u8>>>,
        header_hash: Option<&'a [u8; 32]>,
        room: Room,
    ) -> Document<'a> {
        let binaries = binaries.into_iter().enumerate().map(|(place, bytes)| (place.to_string(), bytes));
        Document {
            format,
            header_hash,
            root_seen: false,
            groups: Vec::new(),
            entry: None,
            in_history: 0,
            key: None,
            string: None,
            binary: None,
            binaries: binaries.collect(),
            recycle_bin: None,
            templates: None,
            drafts: Vec::new(),
            room,
            tally: Tally::default(),
        }
    }

    /// Whether values marked as protected are hidden: not so in an export.
    pub fn hides_values(&self) -> bool {
        self.format != VaultFormat::KeepassXml
    }

    pub fn open(&mut self, name: &str, path: &[&str]) -> Result<()> {
        match (path, name) {
            ([], "KeePassFile") => self.root_seen = true,
            ([], _) => return Err(damaged("it is not the XML of KeePass")),
            ([.., "Root" | "Group"], "Group") => self.groups.push(Rc::default()),
            ([.., "Group"], "Entry") if self.in_history == 0 => {
                if self.drafts.len() >= limits::ENTRIES {
                    return Err(Error::Import(format!(
                        "This file has more than {} entries. Nothing was written: split it in its own program.",
                        limits::ENTRIES
                    )));
                }
                self.entry = Some(Draft { path: self.groups.clone(), ..Draft::default() });
            }
            ([.., "Entry"], "History") => self.in_history += 1,
            ([.., "History"], "Entry") => self.tally.add("Earlier versions of entries"),
            _ => {}
        }
        Ok(())
    }

    pub fn close(&mut self, element: Element<'_>, path: &[&str]) -> Result<()> {
        match (path, element.name) {
            (["KeePassFile", "Meta"], name) => self.meta(name, element.value)?,
            (["KeePassFile", "Meta", "Binaries"], "Binary") => {
                if let (Some(id), Some(bytes)) = (
                    element.reference,
                    values::attachment(element.value, element.compressed, &mut self.room)?,
                ) {
                    self.binaries.insert(id.to_owned(), bytes);
                }
            }
            (["KeePassFile", "Meta", "CustomIcons"], "Icon") => self.tally.add("Pictures of entries"),
            ([.., "Root" | "Group"], "Group") => drop(self.groups.pop()),
            ([.., "Group"], name @ ("UUID" | "Name")) => self.group(name, element.value),
            ([.., "Group"], "Entry") if self.in_history == 0 => self.drafts.extend(self.entry.take()),
            ([.., "Entry"], "History") => self.in_history = self.in_history.saturating_sub(1),
            _ if self.in_history > 0 || self.entry.is_none() => {}
            ([.., "Entry"], "String") => self.string_done(),
            ([.., "Entry"], "Binary") => self.binary_done(),
            ([.., "Entry"], name @ ("UUID" | "Tags")) => self.of_entry(name, element.value),
            ([.., "Entry", "AutoType"], "Association") => self.tally.add("Auto-type settings"),
            ([.., "Entry", "Times"], name) => self.time(name, element.value),
            ([.., "Entry", "CustomData", "Item"], name) => self.custom(name, element.value),
            ([.., "Entry", "String" | "Binary"], "Key") => {
                self.key = element.value.into_text().map(|text| text.to_string());
            }
            ([.., "Entry", "String"], "Value") => {
                let protected = element.protected;
                let text = element.value.into_text().ok_or_else(|| damaged("a value is not text"))?;
                self.string = Some((text, protected));
            }
            ([.., "Entry", "Binary"], "Value") => {
                self.binary = match element.reference {
                    Some(reference) => Some(FileSource::Reference(reference.to_owned())),
                    None => values::attachment(element.value, element.compressed, &mut self.room)?
                        .map(FileSource::Inline),
                };
            }
            _ => {}
        }
        Ok(())
    }

    fn meta(&mut self, name: &str, value: Value) -> Result<()> {
        let Some(text) = value.into_text() else { return Ok(()) };
        match name {
            "RecycleBinUUID" => self.recycle_bin = real_uuid(&text),
            "EntryTemplatesGroup" => self.templates = real_uuid(&text),
            "HeaderHash" => {
                let hash = from_base64(&text).unwrap_or_default();
                let differs = |expected: &[u8; 32]| !hash.is_empty() && hash.as_slice() != expected;
                if self.header_hash.is_some_and(differs) {
                    return Err(damaged("its header was changed"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn group(&mut self, name: &str, value: Value) {
        let (Some(group), Some(text)) = (self.groups.last_mut(), value.into_text()) else { return };
        let group = Rc::make_mut(group);
        match name {
            "UUID" => group.uuid = text.trim().to_owned(),
            _ => group.name = text.trim().to_owned(),
        }
    }

    fn of_entry(&mut self, name: &str, value: Value) {
        let (Some(entry), Some(text)) = (&mut self.entry, value.into_text()) else { return };
        match name {
            "UUID" => entry.uuid = text.trim().to_owned(),
            _ => entry.tags = text.to_string(),
        }
    }

    fn time(&mut self, name: &str, value: Value) {
        let (Some(entry), Some(text)) = (&mut self.entry, value.into_text()) else { return };
        match name {
            "Expires" => entry.expires = text.trim().eq_ignore_ascii_case("true"),
            "ExpiryTime" => entry.expires_on = values::day(&text),
            "LastModificationTime" => entry.changed_on = values::day(&text),
            _ => {}
        }
    }

    fn custom(&mut self, name: &str, value: Value) {
        let (Some(entry), Some(text)) = (&mut self.entry, value.into_text()) else { return };
        match name {
            "Key" => self.key = Some(text.to_string()),
            "Value" => drop(self.key.take().map(|key| entry.custom.insert(key, text.to_string()))),
            _ => {}
        }
    }

    fn string_done(&mut self) {
        let (key, string) = (self.key.take(), self.string.take());
        if let (Some(entry), Some(key), Some((text, protected))) = (&mut self.entry, key, string) {
            entry.strings.push((key, text, protected));
        }
    }

    fn binary_done(&mut self) {
        let (key, binary) = (self.key.take(), self.binary.take());
        if let (Some(entry), Some(key), Some(source)) = (&mut self.entry, key, binary) {
            entry.files.push((key, source));
        }
    }

    pub fn finish(mut self) -> Result<VaultFile> {
        if !self.root_seen {
            return Err(damaged("it holds no vault"));
        }
        let mut drafts = std::mem::take(&mut self.drafts);
        let unresolved = resolve(&mut drafts, &mut self.room);
        let entries = drafts
            .into_iter()
            .zip(unresolved)
            .enumerate()
            .map(|(place, (draft, unresolved))| self.entry_of(place, draft, unresolved))
            .collect::<Result<Vec<_>>>()?;
        let source = match self.format {
            VaultFormat::Kdbx3 => "KeePass (KDBX 3)",
            VaultFormat::Kdbx4 => "KeePass (KDBX 4)",
            _ => "KeePass XML",
        };
        Ok(VaultFile {
            format: self.format,
            source: source.to_owned(),
            entries,
            unsupported: self.tally.done(),
        })
    }

    fn entry_of(&mut self, place: usize, draft: Draft, unresolved: bool) -> Result<VaultEntry> {
        let mut entry = VaultEntry::new(u32::try_from(place + 1).unwrap_or(u32::MAX));
        entry.id = uuid_of(&draft.uuid);
        let mut codes = KeepassOtp::default();
        for (key, mut text, protected) in draft.strings {
            match key.as_str() {
                "Title" => entry.title = text.trim().to_owned(),
                "UserName" => entry.username = filled(text.as_str()),
                "URL" => entry.url = filled(text.as_str()),
                "Password" => entry.add_password("Password", non_empty(&mut text)),
                "Notes" => entry.notes = non_empty(&mut text).filter(|_| !text_is_blank(&text)),
                _ => match codes.take(&key, &text) {
                    otp::Taken::Yes => {}
                    otp::Taken::No => entry.add_field(&key, non_empty(&mut text), protected),
                    otp::Taken::CounterBased => {
                        self.tally.add("Codes that count (HOTP), kept as fields");
                        entry.add_field(&key, non_empty(&mut text), true);
                    }
                },
            }
        }
        entry.totp = codes.seed(&entry.title);
        for (name, source) in draft.files {
            let bytes = match source {
                FileSource::Inline(bytes) => Some(bytes),
                FileSource::Reference(id) => match self.binaries.get(&id) {
                    Some(bytes) => {
                        self.room.take(bytes.len())?;
                        Some(bytes.clone())
                    }
                    None => None,
                },
            };
            match bytes {
                Some(bytes) => entry.files.push(VaultAttachment {
                    name: filled(&name).unwrap_or_else(|| "file".to_owned()),
                    bytes: SecretSlice::from(bytes.to_vec()),
                }),
                None => self.tally.add("Attachments whose content the file lacks"),
            }
        }
        entry.expires_on = draft.expires_on.filter(|_| draft.expires);
        entry.changed_on = draft.changed_on;
        entry.tags = draft.tags.split([';', ',', '\t']).filter_map(filled).collect();
        let within = |uuid: &Option<String>| {
            uuid.as_ref().and_then(|uuid| draft.path.iter().find(|group| group.uuid == *uuid))
        };
        if let Some(bin) = within(&self.recycle_bin) {
            entry.skipped = Some(format!("It is in the recycle bin “{}”.", bin.name));
        } else if within(&self.templates).is_some() {
            entry.skipped = Some("It is a template for new entries.".to_owned());
        }
        // The outermost group is the file itself.
        for group in draft.path.iter().skip(1).filter(|group| !group.name.is_empty()) {
            self.room.take(group.name.len())?;
            entry.folder.push(group.name.clone());
        }
        own::restore(&mut entry, &draft.custom);
        if unresolved {
            entry
                .remarks
                .push("It refers to a field of another entry that the file does not have.".to_owned());
        }
        Ok(entry)
    }
}

/// Puts the values in place of references such as `{REF:P@I:…}`; says for each entry whether one led nowhere.
fn resolve(drafts: &mut [Draft], room: &mut Room) -> Vec<bool> {
    let refers = |draft: &Draft| draft.strings.iter().any(|(_, text, _)| references::present(text));
    if !drafts.iter().any(refers) {
        return vec![false; drafts.len()];
    }
    let targets = drafts.iter().map(|draft| references::Target {
        id: from_base64(&draft.uuid).map(|bytes| bytes.to_vec()).unwrap_or_default(),
        strings: draft
            .strings
            .iter()
            .filter(|(key, ..)| references::is_referred_to(key))
            .map(|(key, text, _)| (key.clone(), text.clone()))
            .collect(),
    });
    let table = references::Table::new(targets.collect());
    drafts
        .iter_mut()
        .map(|draft| {
            let mut lost = false;
            for (_, text, _) in &mut draft.strings {
                if let Some((resolved, complete)) = table.resolve(text, room) {
                    text.zeroize();
                    *text = resolved;
                    lost |= !complete;
                }
            }
            lost
        })
        .collect()
}

/// The base64 of an id as hyphenated text.
fn uuid_of(text: &str) -> Option<String> {
    let bytes = from_base64(text)?;
    uuid::Uuid::from_slice(&bytes).ok().map(|uuid| uuid.hyphenated().to_string())
}

fn real_uuid(text: &str) -> Option<String> {
    let text = text.trim();
    from_base64(text).filter(|bytes| bytes.iter().any(|byte| *byte != 0)).map(|_| text.to_owned())
}

fn non_empty(text: &mut Zeroizing<String>) -> Option<SecretString> {
    (!text.is_empty()).then(|| SecretString::from(std::mem::take(&mut **text)))
}

fn text_is_blank(text: &str) -> bool {
    !text.is_empty() && text.trim().is_empty()
}
