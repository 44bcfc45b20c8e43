//! The password-protected export: the same JSON, encrypted with a key of its own.
//! <https://bitwarden.com/help/encrypted-export/>; the key derivation is that of the account's master key.

use super::super::{
    kdbx::{
        header::{Cipher, Derivation, checked_argon2, damaged},
        key::{Key, derive, password_needed, sha256, wrong_key},
        payload::{decrypt, fits},
    },
    limits,
};
use crate::{Error, Result, cancel::Cancel};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::Sha256;
use zeroize::Zeroizing;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Protected {
    salt: String,
    /// 0: PBKDF2 with SHA-256; 1: Argon2id.
    kdf_type: u32,
    kdf_iterations: u32,
    /// MiB.
    kdf_memory: Option<u32>,
    kdf_parallelism: Option<u32>,
    #[serde(rename = "encKeyValidation_DO_NOT_EDIT")]
    validation: String,
    data: String,
}

/// Decrypts the JSON within.
pub(super) fn open(
    bytes: &[u8],
    password: Option<&SecretString>,
    cancel: &Cancel,
) -> Result<Zeroizing<Vec<u8>>> {
    let file: Protected = serde_json::from_slice(bytes).map_err(super::unreadable)?;
    let password = password.ok_or_else(password_needed)?;
    let master = master_key(&file, password, cancel)?;
    let (key, mac_key) = (expanded(&master, b"enc")?, expanded(&master, b"mac")?);
    let unit = |text: &str| Unit::parse(text).ok_or_else(|| damaged("its encrypted part cannot be read"));
    let (validation, data) = (unit(&file.validation)?, unit(&file.data)?);
    if !validation.authentic(&mac_key)? {
        return Err(wrong_key(false));
    }
    if !data.authentic(&mac_key)? {
        return Err(damaged("a part of it was changed"));
    }
    decrypt(Cipher::Aes256, &key, &data.iv, &data.text)
}

fn master_key(file: &Protected, password: &SecretString, cancel: &Cancel) -> Result<Key> {
    let password = password.expose_secret().as_bytes();
    match file.kdf_type {
        0 => {
            if file.kdf_iterations > limits::PBKDF2_ITERATIONS || file.kdf_iterations == 0 {
                return Err(Error::Import(format!(
                    "This file asks for {} rounds to derive its key, which Holdfast does not accept. Nothing was written: export it again.",
                    file.kdf_iterations
                )));
            }
            let mut key: Key = Zeroizing::default();
            pbkdf2::pbkdf2_hmac::<Sha256>(password, file.salt.as_bytes(), file.kdf_iterations, key.as_mut_slice());
            Ok(key)
        }
        1 => {
            let derivation = checked_argon2(Derivation::Argon2 {
                id: true,
                version: 0x13,
                salt: sha256(&[file.salt.as_bytes()]).to_vec(),
                memory: u64::from(file.kdf_memory.unwrap_or_default()) * 1024 * 1024,
                iterations: file.kdf_iterations,
                lanes: file.kdf_parallelism.unwrap_or_default(),
                secret: Vec::new(),
                associated: Vec::new(),
            })?;
            derive(&derivation, password, cancel)
        }
        _ => Err(Error::Import(
            "This Bitwarden file derives its key in a way that Holdfast does not know. Nothing was written: export it as “.json”, import that and delete it."
                .into(),
        )),
    }
}

/// HKDF-Expand with SHA-256 (RFC 5869) to one block.
fn expanded(key: &Key, info: &[u8]) -> Result<Key> {
    let mut hmac =
        Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(|error| Error::Internal(error.to_string()))?;
    hmac.update(info);
    hmac.update(&[1]);
    Ok(Zeroizing::new(hmac.finalize().into_bytes().into()))
}

/// A text that Bitwarden encrypted: `2.iv|text|mac`, AES-256-CBC with HMAC-SHA-256.
struct Unit {
    iv: Vec<u8>,
    text: Vec<u8>,
    mac: Vec<u8>,
}

impl Unit {
    fn parse(text: &str) -> Option<Unit> {
        let mut parts = text.strip_prefix("2.")?.split('|').map(|part| STANDARD.decode(part));
        let unit = Unit { iv: parts.next()?.ok()?, text: parts.next()?.ok()?, mac: parts.next()?.ok()? };
        (parts.next().is_none() && unit.iv.len() == 16).then_some(unit)
    }

    fn authentic(&self, mac_key: &Key) -> Result<bool> {
        fits(&self.mac, mac_key.as_slice(), &[&self.iv, &self.text])
    }
}
