//! The outer header of a KDBX file: the cipher, and what deriving the key would cost. It is read, and checked against
//! the limits, before any key is derived. Field numbers are those of the KeePass file format, versions 3.1 and 4.1.

use super::super::{bytes::Bytes, limits};
use crate::{Error, Result};
use std::collections::HashMap;

/// How the outer layer is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Cipher {
    Aes256,
    Twofish,
    ChaCha20,
}

impl Cipher {
    fn of(id: &[u8]) -> Option<Cipher> {
        match id {
            AES256 => Some(Cipher::Aes256),
            TWOFISH => Some(Cipher::Twofish),
            CHACHA20 => Some(Cipher::ChaCha20),
            _ => None,
        }
    }

    fn iv_bytes(self) -> usize {
        match self {
            Cipher::Aes256 | Cipher::Twofish => 16,
            Cipher::ChaCha20 => 12,
        }
    }
}

/// How the key is derived, within the limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Derivation {
    Aes {
        seed: [u8; 32],
        rounds: u64,
    },
    Argon2 {
        /// Argon2id, else Argon2d.
        id: bool,
        /// 0x10 or 0x13.
        version: u32,
        salt: Vec<u8>,
        /// Bytes.
        memory: u64,
        iterations: u32,
        lanes: u32,
        secret: Vec<u8>,
        associated: Vec<u8>,
    },
}

/// How protected values are hidden within the XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InnerKey {
    pub cipher: u32,
    pub key: Vec<u8>,
}

/// What only a header of version 3 has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version3 {
    pub inner: InnerKey,
    pub stream_start: [u8; 32],
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Header<'a> {
    /// None for version 4, which keeps these in the encrypted part.
    pub(super) version3: Option<Version3>,
    pub(super) cipher: Cipher,
    pub(super) compressed: bool,
    pub(super) master_seed: [u8; 32],
    pub(super) iv: &'a [u8],
    pub(super) derivation: Derivation,
    /// The header itself, as its hashes cover it.
    pub(super) bytes: &'a [u8],
    /// What follows it.
    pub(super) body: &'a [u8],
}

const SIGNATURE: [u8; 8] = [0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5];
const AES256: &[u8] =
    &[0x31, 0xc1, 0xf2, 0xe6, 0xbf, 0x71, 0x43, 0x50, 0xbe, 0x58, 0x05, 0x21, 0x6a, 0xfc, 0x5a, 0xff];
const TWOFISH: &[u8] =
    &[0xad, 0x68, 0xf2, 0x9f, 0x57, 0x6f, 0x4b, 0xb9, 0xa3, 0x6a, 0xd4, 0x7a, 0xf9, 0x65, 0x34, 0x6c];
const CHACHA20: &[u8] =
    &[0xd6, 0x03, 0x8a, 0x2b, 0x8b, 0x6f, 0x4c, 0xb5, 0xa5, 0x24, 0x33, 0x9a, 0x31, 0xdb, 0xb5, 0x9a];
const KDF_AES_3: &[u8] =
    &[0xc9, 0xd9, 0xf3, 0x9a, 0x62, 0x8a, 0x44, 0x60, 0xbf, 0x74, 0x0d, 0x08, 0xc1, 0x8a, 0x4f, 0xea];
const KDF_AES_4: &[u8] =
    &[0x7c, 0x02, 0xbb, 0x82, 0x79, 0xa7, 0x4a, 0xc0, 0x92, 0x7d, 0x11, 0x4a, 0x00, 0x64, 0x82, 0x38];
const KDF_ARGON2D: &[u8] =
    &[0xef, 0x63, 0x6d, 0xdf, 0x8c, 0x29, 0x44, 0x4b, 0x91, 0xf7, 0xa9, 0xa4, 0x03, 0xe3, 0x0a, 0x0c];
const KDF_ARGON2ID: &[u8] =
    &[0x9e, 0x29, 0x8b, 0x19, 0x56, 0xdb, 0x47, 0x73, 0xb2, 0x3d, 0xfc, 0x3e, 0xc6, 0xf0, 0xa1, 0xe6];

/// The major version of a KDBX file; None when it is none.
pub(in super::super) fn major_version(file: &[u8]) -> Option<u16> {
    let mut bytes = Bytes::new(file);
    let signature: [u8; 8] = bytes.array()?;
    if signature != SIGNATURE {
        return None;
    }
    bytes.u16()?;
    bytes.u16()
}

/// Reads the header of a KDBX file of version 3 or 4.
///
/// # Errors
/// [`Error::Import`] for a header that is damaged, names something unknown, or asks for more than the limits allow.
pub(in super::super) fn read(file: &[u8]) -> Result<Header<'_>> {
    let long_fields = match major_version(file) {
        Some(3) => false,
        Some(4) => true,
        Some(version) => {
            return Err(Error::Import(format!(
                "This KeePass file has the format version {version}, which Holdfast does not know. Nothing was written: save it as KDBX 4 in KeePass or KeePassXC, or update Holdfast."
            )));
        }
        None => return Err(damaged("its first bytes are not those of a KeePass file")),
    };
    let mut bytes = Bytes::new(file.get(12..).unwrap_or_default());
    let fields = fields(&mut bytes, long_fields).ok_or_else(|| damaged("its header ends too early"))?;
    let header_bytes = file.get(..file.len() - bytes.rest().len()).unwrap_or_default();
    let field = |number: u8| fields.get(&number).copied();
    let cipher = field(2).and_then(Cipher::of).ok_or_else(|| unknown("cipher"))?;
    let compressed = match field(3).and_then(number_of) {
        Some(0) => false,
        Some(1) => true,
        _ => return Err(unknown("compression")),
    };
    let master_seed = array(field(4), "master seed")?;
    let iv = field(7).filter(|iv| iv.len() == cipher.iv_bytes()).ok_or_else(|| missing("start vector"))?;
    let (derivation, version3) = if long_fields {
        (derivation(field(11).ok_or_else(|| missing("key derivation"))?)?, None)
    } else {
        let rounds = field(6).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
        let rounds = rounds.ok_or_else(|| missing("number of rounds"))?;
        let seed = array(field(5), "transform seed")?;
        let inner = InnerKey {
            cipher: field(10).and_then(number_of).ok_or_else(|| missing("inner cipher"))?,
            key: field(8).ok_or_else(|| missing("inner key"))?.to_vec(),
        };
        let version3 = Version3 { inner, stream_start: array(field(9), "start bytes")? };
        (checked_aes(seed, rounds)?, Some(version3))
    };
    Ok(Header {
        version3,
        cipher,
        compressed,
        master_seed,
        iv,
        derivation,
        bytes: header_bytes,
        body: bytes.rest(),
    })
}

/// Numbered fields up to the one that ends the header. A number that stands twice counts the last time.
fn fields<'a>(bytes: &mut Bytes<'a>, long: bool) -> Option<HashMap<u8, &'a [u8]>> {
    let mut fields = HashMap::new();
    loop {
        let number = bytes.byte()?;
        let value = if long {
            bytes.counted()?
        } else {
            let count = bytes.u16()?;
            bytes.take(usize::from(count))?
        };
        if number == 0 {
            return Some(fields);
        }
        fields.insert(number, value);
    }
}

fn number_of(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_le_bytes)
}

fn array(bytes: Option<&[u8]>, what: &str) -> Result<[u8; 32]> {
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| missing(what))
}

/// The settings of the key derivation, a dictionary of typed values (version 4).
fn derivation(bytes: &[u8]) -> Result<Derivation> {
    let values = dictionary(bytes).ok_or_else(|| damaged("its key derivation settings are cut off"))?;
    let bytes_of = |key: &str| values.get(key.as_bytes()).copied();
    let number = |key: &str| -> Result<u64> {
        let value = bytes_of(key).ok_or_else(|| missing("key derivation setting"))?;
        match value.len() {
            4 => Ok(u64::from(number_of(value).unwrap_or_default())),
            8 => Ok(value.try_into().map(u64::from_le_bytes).unwrap_or_default()),
            _ => Err(damaged("a key derivation setting has the wrong size")),
        }
    };
    match bytes_of("$UUID") {
        Some(id) if id == KDF_AES_3 || id == KDF_AES_4 => {
            checked_aes(array(bytes_of("S"), "transform seed")?, number("R")?)
        }
        Some(id) if id == KDF_ARGON2D || id == KDF_ARGON2ID => {
            let version = number("V")?;
            if !matches!(version, 0x10 | 0x13) {
                return Err(unknown("version of Argon2"));
            }
            checked_argon2(Derivation::Argon2 {
                id: id == KDF_ARGON2ID,
                version: u32::try_from(version).unwrap_or_default(),
                salt: bytes_of("S").ok_or_else(|| missing("salt"))?.to_vec(),
                memory: number("M")?,
                iterations: u32::try_from(number("I")?).unwrap_or(u32::MAX),
                lanes: u32::try_from(number("P")?).unwrap_or(u32::MAX),
                secret: bytes_of("K").unwrap_or_default().to_vec(),
                associated: bytes_of("A").unwrap_or_default().to_vec(),
            })
        }
        _ => Err(unknown("key derivation")),
    }
}

fn dictionary(bytes: &[u8]) -> Option<HashMap<&[u8], &[u8]>> {
    let mut bytes = Bytes::new(bytes);
    let mut values = HashMap::new();
    // The low byte of the version changes compatibly.
    if bytes.u16()? >> 8 != 1 {
        return None;
    }
    loop {
        if bytes.byte()? == 0 {
            return Some(values);
        }
        let key = bytes.counted()?;
        values.insert(key, bytes.counted()?);
    }
}

fn checked_aes(seed: [u8; 32], rounds: u64) -> Result<Derivation> {
    if rounds > limits::AES_ROUNDS {
        return Err(too_costly(&format!("{rounds} rounds")));
    }
    Ok(Derivation::Aes { seed, rounds })
}

/// Refuses settings of Argon2 that are not valid, or would take too much memory or time.
pub(in super::super) fn checked_argon2(derivation: Derivation) -> Result<Derivation> {
    let Derivation::Argon2 { memory, iterations, lanes, ref salt, .. } = derivation else {
        return Ok(derivation);
    };
    if memory > limits::ARGON2_MEMORY {
        return Err(too_costly(&format!("{} MiB of memory", memory / (1024 * 1024))));
    }
    if lanes > limits::ARGON2_LANES {
        return Err(too_costly(&format!("{lanes} threads")));
    }
    if memory.saturating_mul(u64::from(iterations)) > limits::ARGON2_WORK {
        return Err(too_costly(&format!("{iterations} passes over {} MiB", memory / (1024 * 1024))));
    }
    // The bounds of RFC 9106.
    if lanes == 0 || iterations == 0 || salt.len() < 8 || memory / 1024 < 8 * u64::from(lanes) {
        return Err(damaged("its key derivation settings are not valid"));
    }
    Ok(derivation)
}

fn too_costly(what: &str) -> Error {
    Error::Import(format!(
        "This file asks for {what} to derive its key, more than Holdfast gives to one file. Nothing was written: open it in its own program, choose milder key settings there, save it and import it again."
    ))
}

fn missing(what: &str) -> Error {
    damaged(&format!("its header has no {what}"))
}

fn unknown(what: &str) -> Error {
    Error::Import(format!(
        "This KeePass file uses a {what} that Holdfast does not know. Nothing was written: save it with AES, Twofish or ChaCha20 and with Argon2 or AES-KDF, and import it again."
    ))
}

/// The file itself is broken, whatever the password is.
pub(in super::super) fn damaged(detail: &str) -> Error {
    Error::Import(format!(
        "This file is damaged: {detail}. Nothing was written: take another copy or a backup of it."
    ))
}
