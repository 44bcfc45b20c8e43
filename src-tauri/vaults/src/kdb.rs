//! KDB, the files of KeePass 1: one header of fixed size, then groups and entries as numbered fields.

use super::{
    bytes::Bytes,
    kdbx::{
        header::{Cipher, Derivation, damaged},
        key::{Key, derive, key_of_file, password_needed, sha256, wrong_key},
        payload::decrypt,
    },
    limits,
    model::{Tally, VaultAttachment, VaultEntry, VaultFile, VaultFormat, filled, secret},
};
use crate::{Error, Result, cancel::Cancel};
use chrono::NaiveDate;
use encoding_rs::WINDOWS_1252;
use secrecy::SecretSlice;
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use zeroize::Zeroizing;

const SIGNATURE: [u8; 8] = [0x03, 0xd9, 0xa2, 0x9a, 0x65, 0xfb, 0x4b, 0xb5];
const HEADER_BYTES: usize = 124;
const FLAG_AES: u32 = 2;
const FLAG_TWOFISH: u32 = 8;
/// The date that stands for "never".
const NEVER_YEAR: i32 = 2999;

#[derive(Debug)]
struct Header<'a> {
    cipher: Cipher,
    master_seed: [u8; 16],
    iv: [u8; 16],
    groups: u32,
    entries: u32,
    content_hash: [u8; 32],
    derivation: Derivation,
    body: &'a [u8],
}

pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// Reads a KDB file; errors are those of [`super::kdbx::read`].
pub(super) fn read(
    bytes: &[u8],
    password: Option<&SecretString>,
    key_file: Option<&[u8]>,
    cancel: &Cancel,
) -> Result<VaultFile> {
    let header = header(bytes)?;
    let key_file_key = key_file.map(key_of_file).transpose()?;
    let password = password.filter(|password| key_file.is_none() || !password.expose_secret().is_empty());
    let mut last = password_needed();
    for composite in composites(password, key_file_key.as_ref()) {
        match open(&header, &composite, key_file.is_some(), cancel) {
            Ok(content) => return entries(&header, &content),
            Err(error @ Error::Cancelled(_)) => return Err(error),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn header(file: &[u8]) -> Result<Header<'_>> {
    let cut = || damaged("its header ends too early");
    let mut bytes = Bytes::new(file);
    bytes.take(SIGNATURE.len()).ok_or_else(cut)?;
    let flags = bytes.u32().ok_or_else(cut)?;
    let version = bytes.u32().ok_or_else(cut)?;
    if version >> 8 != 0x0003_0000 >> 8 {
        return Err(Error::Import(
            "This KeePass 1 file has a version that Holdfast does not know. Nothing was written: open it in KeePass 1.x or KeePassXC, save it and import it again.".into(),
        ));
    }
    let cipher = match (flags & FLAG_AES != 0, flags & FLAG_TWOFISH != 0) {
        (true, _) => Cipher::Aes256,
        (false, true) => Cipher::Twofish,
        _ => return Err(damaged("its header names no cipher")),
    };
    let master_seed = bytes.array().ok_or_else(cut)?;
    let iv = bytes.array().ok_or_else(cut)?;
    let groups = bytes.u32().ok_or_else(cut)?;
    let entries = bytes.u32().ok_or_else(cut)?;
    let content_hash = bytes.array().ok_or_else(cut)?;
    let seed = bytes.array().ok_or_else(cut)?;
    let rounds = u64::from(bytes.u32().ok_or_else(cut)?);
    debug_assert_eq!(bytes.rest().len() + HEADER_BYTES, file.len());
    if rounds > limits::AES_ROUNDS {
        return Err(Error::Import(format!(
            "This file asks for {rounds} rounds to derive its key, more than Holdfast gives to one file. Nothing was written: choose milder key settings in its own program, save it and import it again."
        )));
    }
    let too_many = |count: u32| usize::try_from(count).is_ok_and(|count| count > limits::ENTRIES);
    if too_many(groups) || too_many(entries) {
        return Err(damaged("it claims to have more entries than any vault"));
    }
    if bytes.rest().is_empty() || !bytes.rest().len().is_multiple_of(16) {
        return Err(damaged("it ends too early"));
    }
    let derivation = Derivation::Aes { seed, rounds };
    Ok(Header { cipher, master_seed, iv, groups, entries, content_hash, derivation, body: bytes.rest() })
}

/// The keys that password and key file may mean: KeePass 1 took passwords in the Windows code page, others in UTF-8.
fn composites(password: Option<&SecretString>, key_file: Option<&Key>) -> Vec<Key> {
    let Some(password) = password else { return key_file.cloned().into_iter().collect() };
    let text = password.expose_secret();
    let (encoded, _, lossy) = WINDOWS_1252.encode(text);
    let mut forms = vec![sha256(&[text.as_bytes()])];
    if !lossy && encoded.as_ref() != text.as_bytes() {
        forms.insert(0, sha256(&[&encoded]));
    }
    match key_file {
        Some(key_file) => {
            forms.iter().map(|password| sha256(&[password.as_slice(), key_file.as_slice()])).collect()
        }
        None => forms,
    }
}

/// Decrypts the body. Only the hash of all of it tells whether that was right.
fn open(
    header: &Header<'_>,
    composite: &Key,
    with_key_file: bool,
    cancel: &Cancel,
) -> Result<Zeroizing<Vec<u8>>> {
    let derived = derive(&header.derivation, composite.as_slice(), cancel)?;
    let key = sha256(&[&header.master_seed, derived.as_slice()]);
    let content =
        decrypt(header.cipher, &key, &header.iv, header.body).map_err(|_| wrong_key(with_key_file))?;
    if sha256(&[&content]).as_slice() == header.content_hash {
        return Ok(content);
    }
    // Padding fits by chance once in 256 times; with a group's first field after it, hardly ever.
    let mut bytes = Bytes::new(&content);
    let first = bytes.u16().zip(bytes.counted());
    match first {
        Some((0..=9, value)) if value.len() <= 1024 => Err(damaged("its content was changed")),
        _ => Err(wrong_key(with_key_file)),
    }
}

struct Group {
    id: u32,
    path: Vec<String>,
    /// Deleted entries of KeePass 1 go to a group of this name at the top.
    backup: bool,
}

fn entries(header: &Header<'_>, content: &[u8]) -> Result<VaultFile> {
    let mut bytes = Bytes::new(content);
    let mut groups: HashMap<u32, Group> = HashMap::new();
    let mut path: Vec<String> = Vec::new();
    for _ in 0..header.groups {
        let group = group(&mut bytes, &mut path)?;
        groups.insert(group.id, group);
    }
    let mut list = Vec::new();
    let mut tally = Tally::default();
    for _ in 0..header.entries {
        let number = u32::try_from(list.len() + 1).unwrap_or(u32::MAX);
        list.extend(entry(&mut bytes, &groups, number, &mut tally)?);
    }
    Ok(VaultFile {
        format: VaultFormat::Kdb,
        source: "KeePass 1 (KDB)".to_owned(),
        entries: list,
        unsupported: tally.done(),
    })
}

/// Fields up to the one that ends a group or entry.
fn fields<'a>(bytes: &mut Bytes<'a>) -> Result<Vec<(u16, &'a [u8])>> {
    let cut = || damaged("its content ends too early");
    let mut fields = Vec::new();
    loop {
        let number = bytes.u16().ok_or_else(cut)?;
        let value = bytes.counted().ok_or_else(cut)?;
        if number == 0xffff {
            return Ok(fields);
        }
        if fields.len() > 64 {
            return Err(damaged("an entry of it has too many fields"));
        }
        fields.push((number, value));
    }
}

fn group(bytes: &mut Bytes<'_>, path: &mut Vec<String>) -> Result<Group> {
    let (mut id, mut name, mut level) = (0, String::new(), 0);
    for (number, value) in fields(bytes)? {
        match number {
            1 => id = value.try_into().map(u32::from_le_bytes).unwrap_or_default(),
            2 => name = text(value),
            8 => level = value.try_into().map(u16::from_le_bytes).unwrap_or_default(),
            _ => {}
        }
    }
    path.truncate(usize::from(level));
    if path.len() >= limits::DEPTH {
        return Err(damaged("it nests its groups too deep"));
    }
    path.push(name);
    let backup = path.first().is_some_and(|first| first == "Backup");
    Ok(Group { id, path: path.clone(), backup })
}

/// An entry; None for those in which KeePass 1 keeps its own settings.
fn entry(
    bytes: &mut Bytes<'_>,
    groups: &HashMap<u32, Group>,
    number: u32,
    tally: &mut Tally,
) -> Result<Option<VaultEntry>> {
    let mut entry = VaultEntry::new(number);
    let (mut file_name, mut file) = (String::new(), &[][..]);
    for (number, value) in fields(bytes)? {
        match number {
            1 => entry.id = uuid::Uuid::from_slice(value).ok().map(|uuid| uuid.hyphenated().to_string()),
            2 => {
                let id = value.try_into().map(u32::from_le_bytes).unwrap_or_default();
                if let Some(group) = groups.get(&id) {
                    entry.folder = group.path.clone();
                    if group.backup {
                        entry.skipped =
                            Some("It is in the group “Backup”, where deleted entries go.".to_owned());
                    }
                }
            }
            4 => entry.title = text(value).trim().to_owned(),
            5 => entry.url = filled(text(value)),
            6 => entry.username = filled(text(value)),
            7 => entry.password = secret(text(value)),
            8 => entry.notes = secret(text(value)).filter(|notes| !notes.expose_secret().trim().is_empty()),
            0xa => entry.changed_on = day(value),
            0xc => entry.expires_on = day(value),
            0xd => file_name = text(value),
            0xe => file = value,
            _ => {}
        }
    }
    let own_settings = entry.title == "Meta-Info"
        && entry.username.as_deref() == Some("SYSTEM")
        && entry.url.as_deref() == Some("$")
        && file_name == "bin-stream";
    if own_settings {
        tally.add("Settings that KeePass 1 keeps as entries");
        return Ok(None);
    }
    if !file.is_empty() {
        entry.files.push(VaultAttachment {
            name: filled(&file_name).unwrap_or_else(|| "file".to_owned()),
            bytes: SecretSlice::from(file.to_vec()),
        });
    }
    Ok(Some(entry))
}

/// UTF-8 up to the zero that ends it.
fn text(value: &[u8]) -> String {
    let end = value.iter().position(|byte| *byte == 0).unwrap_or(value.len());
    String::from_utf8_lossy(value.get(..end).unwrap_or_default()).into_owned()
}

/// A date packed in five bytes: 14 bits for the year, 4 for the month, 5 for the day, then the time of day.
fn day(value: &[u8]) -> Option<NaiveDate> {
    let [first, second, third, _, _] = *value else { return None };
    let (first, second, third) = (u32::from(first), u32::from(second), u32::from(third));
    let year = i32::try_from(first << 6 | second >> 2).ok()?;
    if year == NEVER_YEAR {
        return None;
    }
    NaiveDate::from_ymd_opt(year, (second & 3) << 2 | third >> 6, third >> 1 & 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_date_is_read() {
        // 2026-12-31 23:59:58, and the date that means never.
        let pack = |year: u32, month: u32, day: u32| {
            [
                (year >> 6) as u8,
                ((year & 63) << 2 | month >> 2) as u8,
                ((month & 3) << 6 | day << 1) as u8 | 1,
                0,
                0,
            ]
        };
        assert_eq!(day(&pack(2026, 12, 31)), NaiveDate::from_ymd_opt(2026, 12, 31));
        assert_eq!(day(&pack(2999, 12, 28)), None);
        assert_eq!(day(&pack(2026, 13, 1)), None);
        assert_eq!(day(&[1, 2, 3]), None);
    }

    #[test]
    fn passwords_are_tried_in_both_encodings() {
        let secret = |text: &str| SecretString::from(text.to_owned());
        assert_eq!(composites(Some(&secret("plain")), None).len(), 1);
        let forms = composites(Some(&secret("süß")), None);
        assert_eq!(forms, [sha256(&[b"s\xfc\xdf"]), sha256(&["süß".as_bytes()])]);
        assert_eq!(composites(Some(&secret("пароль")), None).len(), 1);
        assert!(composites(None, None).is_empty());
    }
}
