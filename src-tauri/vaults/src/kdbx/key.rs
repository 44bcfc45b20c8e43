//! From what the user has (a password, a key file, or both) to the key that opens a file.

use super::{
    super::limits,
    header::{Derivation, damaged},
};
use crate::{Error, Result, cancel::Cancel};
use aes::{
    Aes256,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use quick_xml::{Reader, events::Event};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A key of 32 bytes, wiped when dropped.
pub(in super::super) type Key = Zeroizing<[u8; 32]>;

pub(in super::super) fn sha256(parts: &[&[u8]]) -> Key {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    Zeroizing::new(hash.finalize().into())
}

/// What version 2 of the formats makes of password and key file. An empty password beside a key file counts as none.
///
/// # Errors
/// [`Error::Field`] on `password` when there is neither; on `key_file` for a key file that is damaged.
pub(super) fn composite(password: Option<&SecretString>, key_file: Option<&[u8]>) -> Result<Key> {
    let password = password.filter(|password| key_file.is_none() || !password.expose_secret().is_empty());
    let password = password.map(|password| sha256(&[password.expose_secret().as_bytes()]));
    let key = key_file.map(key_of_file).transpose()?;
    match (&password, &key) {
        (None, None) => Err(password_needed()),
        _ => Ok(sha256(&[
            password.as_ref().map_or(&[][..], |password| password.as_slice()),
            key.as_ref().map_or(&[][..], |key| key.as_slice()),
        ])),
    }
}

pub(in super::super) fn password_needed() -> Error {
    Error::field("password", "This file is encrypted. Enter its password, or choose its key file.")
}

pub(in super::super) fn wrong_key(with_key_file: bool) -> Error {
    let message = if with_key_file {
        "Password and key file do not open this file. Nothing was written: check both, and whether capitals are locked."
    } else {
        "This password does not open the file. Nothing was written: check whether capitals are locked, and whether the file needs a key file too."
    };
    Error::field("password", message)
}

/// The key in a key file: XML of version 1 or 2, 32 bytes, 64 hexadecimal digits, or else the hash of any file.
pub(in super::super) fn key_of_file(file: &[u8]) -> Result<Key> {
    if file.len() > limits::KEY_FILE_BYTES {
        return Err(Error::field("key_file", "The key file is larger than 64 MB. Choose the right file."));
    }
    if let Some(key) = xml_key(file)? {
        return Ok(key);
    }
    if let Ok(key) = <[u8; 32]>::try_from(file) {
        return Ok(Zeroizing::new(key));
    }
    let hexadecimal = (file.len() == 64).then(|| std::str::from_utf8(file).ok().and_then(from_hex)).flatten();
    if let Some(key) = hexadecimal.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok()) {
        return Ok(Zeroizing::new(key));
    }
    Ok(sha256(&[file]))
}

/// The key of an XML key file; None when the file is no such XML.
fn xml_key(file: &[u8]) -> Result<Option<Key>> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if !file.trim_ascii_start().starts_with(b"<") {
        return Ok(None);
    }
    let Ok(text) = std::str::from_utf8(file) else { return Ok(None) };
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let (mut version, mut data, mut hash) = (String::new(), Zeroizing::new(String::new()), None);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                path.push(start.name().as_ref().to_owned());
                if path.len() > 8 {
                    return Ok(None);
                }
                hash = hash.or_else(|| {
                    let attribute = start.try_get_attribute("Hash").ok().flatten()?;
                    Some(attribute.value.to_string())
                });
            }
            Ok(Event::End(_)) => drop(path.pop()),
            Ok(Event::Text(text)) => {
                let place: Vec<&str> = path.iter().map(String::as_str).collect();
                match place.as_slice() {
                    ["KeyFile", "Meta", "Version"] => version.push_str(text.as_ref()),
                    ["KeyFile", "Key", "Data"] => data.push_str(text.as_ref()),
                    _ => {}
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if data.is_empty() {
        return Ok(None);
    }
    let broken = || Error::field("key_file", "The key file is damaged. Take another copy of it.");
    let compact: Zeroizing<String> = Zeroizing::new(data.split_whitespace().collect());
    let bytes = if version.trim().starts_with('2') {
        let bytes = from_hex(&compact).ok_or_else(broken)?;
        // The first four bytes of its hash stand beside the key.
        let expected = hash.as_deref().and_then(from_hex);
        if expected.is_some_and(|expected| !sha256(&[&bytes]).starts_with(&expected)) {
            return Err(broken());
        }
        bytes
    } else {
        Zeroizing::new(STANDARD.decode(compact.as_bytes()).map_err(|_| broken())?)
    };
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| broken())?;
    Ok(Some(Zeroizing::new(key)))
}

pub(in super::super) fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.trim().as_bytes();
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, odd) = text.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    let bytes: Option<Vec<u8>> =
        pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect();
    bytes.map(Zeroizing::new)
}

/// So many rounds are made between two looks at whether to go on: a tenth of a second.
const ROUNDS_AT_ONCE: u64 = 1 << 20;

/// Makes a guess expensive, as the header says.
///
/// # Errors
/// [`Error::Cancelled`] when it was stopped.
pub(in super::super) fn derive(derivation: &Derivation, key: &[u8], cancel: &Cancel) -> Result<Key> {
    cancel.check()?;
    match derivation {
        Derivation::Aes { seed, rounds } => {
            let cipher = Aes256::new(&(*seed).into());
            let Some((left, right)) = key.split_at_checked(16) else {
                return Err(Error::Internal("a key of the wrong size".into()));
            };
            let mut blocks = [block(left), block(right)];
            let mut left = *rounds;
            while left > 0 {
                let now = left.min(ROUNDS_AT_ONCE);
                for _ in 0..now {
                    cipher.encrypt_blocks(&mut blocks);
                }
                left -= now;
                cancel.check()?;
            }
            let [left, right] = blocks;
            Ok(sha256(&[&left, &right]))
        }
        Derivation::Argon2 { id, version, salt, memory, iterations, lanes, secret, associated } => {
            let config = argon2::Config {
                ad: associated,
                hash_length: 32,
                lanes: *lanes,
                mem_cost: u32::try_from(memory / 1024).unwrap_or(u32::MAX),
                secret,
                thread_mode: argon2::ThreadMode::Parallel,
                time_cost: *iterations,
                variant: if *id { argon2::Variant::Argon2id } else { argon2::Variant::Argon2d },
                version: if *version == 0x10 {
                    argon2::Version::Version10
                } else {
                    argon2::Version::Version13
                },
            };
            let derived = argon2::hash_raw(key, salt, &config)
                .map_err(|_| damaged("its key derivation settings are not valid"))?;
            cancel.check()?;
            let derived = Zeroizing::new(derived);
            let key = <[u8; 32]>::try_from(derived.as_slice());
            Ok(Zeroizing::new(key.map_err(|_| Error::Internal("a derived key of the wrong size".into()))?))
        }
    }
}

fn block(half: &[u8]) -> aes::Block {
    let mut block = aes::Block::default();
    for (to, from) in block.iter_mut().zip(half) {
        *to = *from;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_read_in_each_of_its_forms() {
        let raw: [u8; 32] = std::array::from_fn(|place| place as u8);
        let hex: String = raw.iter().map(|byte| format!("{byte:02X}")).collect();
        let grouped: String = hex
            .as_bytes()
            .chunks(8)
            .map(|group| format!("\n\t\t{}", String::from_utf8_lossy(group)))
            .collect();
        let hash: String = sha256(&[&raw]).iter().take(4).map(|byte| format!("{byte:02X}")).collect();
        let one = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<KeyFile><Meta><Version>1.00</Version></Meta><Key><Data>{}</Data></Key></KeyFile>",
            STANDARD.encode(raw)
        );
        let two = format!(
            "\u{feff}<?xml version=\"1.0\"?><KeyFile><Meta><Version>2.0</Version></Meta><Key><Data Hash=\"{hash}\">{grouped}\n</Data></Key></KeyFile>"
        );
        for file in [raw.as_slice(), hex.as_bytes(), one.as_bytes(), two.as_bytes()] {
            assert_eq!(key_of_file(file).unwrap().as_slice(), raw);
        }
        let other = b"any file may be a key";
        assert_eq!(key_of_file(other).unwrap(), sha256(&[other]));
        let broken = two.replace(&hash, "00000000");
        assert!(matches!(key_of_file(broken.as_bytes()), Err(Error::Field { field: "key_file", .. })));
    }

    #[test]
    fn deriving_a_key_can_be_stopped() {
        let cancel = Cancel::default();
        cancel.cancel();
        let endless = Derivation::Aes { seed: [1; 32], rounds: u64::MAX };
        assert!(matches!(derive(&endless, &[2; 32], &cancel), Err(Error::Cancelled(_))));
        let later = Cancel::default();
        let stop = later.clone();
        let working = std::thread::spawn(move || derive(&endless, &[2; 32], &later));
        stop.cancel();
        assert!(matches!(working.join().unwrap(), Err(Error::Cancelled(_))));
    }

    #[test]
    fn an_empty_password_counts_only_without_a_key_file() {
        let empty = SecretString::from(String::new());
        assert!(composite(Some(&empty), None).is_ok());
        assert_eq!(
            composite(Some(&empty), Some(&[1; 32])).unwrap(),
            composite(None, Some(&[1; 32])).unwrap()
        );
        assert!(matches!(composite(None, None), Err(Error::Field { field: "password", .. })));
    }
}
