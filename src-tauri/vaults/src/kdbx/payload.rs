//! The encrypted part of a KDBX file, from the outer layer to the XML. Every step has a check of its own, so that a
//! wrong password is told from a damaged file, and nothing unpacks past the limit.

use super::{
    super::{bytes::Bytes, room::Room},
    header::{Cipher, Header, InnerKey, damaged},
    key::{Key, derive, sha256, wrong_key},
};
use crate::{Error, Result, cancel::Cancel};
use aes::{Aes256, cipher::BlockModeDecrypt, cipher::KeyIvInit, cipher::block_padding::Pkcs7};
use chacha20::{ChaCha20, cipher::StreamCipher};
use flate2::read::GzDecoder;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha512};
use twofish::Twofish;
use zeroize::Zeroizing;

/// An attachment's bytes.
pub(super) type Binary = Zeroizing<Vec<u8>>;

/// What the outer layer hides.
pub(super) struct Payload {
    pub xml: Zeroizing<Vec<u8>>,
    pub inner: InnerKey,
    /// Version 4 keeps attachments beside the XML.
    pub binaries: Vec<Binary>,
}

/// Decrypts the body with the composite key.
///
/// # Errors
/// [`Error::Field`] on `password` for a key that does not fit, [`Error::Import`] for a damaged body.
pub(super) fn open(
    header: &Header<'_>,
    composite: &Key,
    with_key_file: bool,
    room: &mut Room,
    cancel: &Cancel,
) -> Result<Payload> {
    match &header.version3 {
        Some(version3) => {
            let whole = header.cipher == Cipher::ChaCha20 || header.body.len().is_multiple_of(16);
            if header.body.is_empty() || !whole {
                return Err(damaged("it ends too early"));
            }
            let derived = derive(&header.derivation, composite.as_slice(), cancel)?;
            let key = sha256(&[&header.master_seed, derived.as_slice()]);
            let start = header.body.get(..32).ok_or_else(|| damaged("it ends too early"))?;
            if decrypt_start(header.cipher, &key, header.iv, start)?.as_slice() != version3.stream_start {
                return Err(wrong_key(with_key_file));
            }
            let plain = decrypt(header.cipher, &key, header.iv, header.body)?;
            let packed = hashed_blocks(plain.get(32..).unwrap_or_default())?;
            let xml = unpack(header.compressed, packed, room)?;
            Ok(Payload { xml, inner: version3.inner.clone(), binaries: Vec::new() })
        }
        None => {
            let mut body = Bytes::new(header.body);
            let cut = || damaged("it ends too early");
            let (hash, mac) = (body.take(32).ok_or_else(cut)?, body.take(32).ok_or_else(cut)?);
            if sha256(&[header.bytes]).as_slice() != hash {
                return Err(damaged("its header was changed"));
            }
            let derived = derive(&header.derivation, composite.as_slice(), cancel)?;
            let mac_key = Sha512::new()
                .chain_update(header.master_seed)
                .chain_update(derived.as_slice())
                .chain_update([1])
                .finalize();
            let mac_key = Zeroizing::new(<[u8; 64]>::from(mac_key));
            if !fits(mac, block_key(u64::MAX, &mac_key).as_slice(), &[header.bytes])? {
                return Err(wrong_key(with_key_file));
            }
            let blocks = authentic_blocks(body, &mac_key)?;
            let key = sha256(&[&header.master_seed, derived.as_slice()]);
            let packed = decrypt(header.cipher, &key, header.iv, &blocks)?;
            let plain = unpack(header.compressed, packed, room)?;
            inner_header(&plain)
        }
    }
}

pub(in super::super) fn decrypt(
    cipher: Cipher,
    key: &Key,
    iv: &[u8],
    body: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let mut plain = Zeroizing::new(body.to_vec());
    let kept = match cipher {
        Cipher::Aes256 => cbc::Decryptor::<Aes256>::new_from_slices(key.as_slice(), iv)
            .ok()
            .and_then(|cbc| cbc.decrypt_padded::<Pkcs7>(&mut plain).ok().map(<[u8]>::len)),
        Cipher::Twofish => cbc::Decryptor::<Twofish>::new_from_slices(key.as_slice(), iv)
            .ok()
            .and_then(|cbc| cbc.decrypt_padded::<Pkcs7>(&mut plain).ok().map(<[u8]>::len)),
        Cipher::ChaCha20 => ChaCha20::new_from_slices(key.as_slice(), iv).ok().map(|mut stream| {
            stream.apply_keystream(&mut plain);
            body.len()
        }),
    };
    plain.truncate(kept.ok_or_else(|| damaged("its encrypted part does not end as it should"))?);
    Ok(plain)
}

/// The first 32 bytes alone, without what padding would say.
fn decrypt_start(cipher: Cipher, key: &Key, iv: &[u8], start: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    use aes::cipher::block_padding::NoPadding;
    let mut plain = Zeroizing::new(start.to_vec());
    let done = match cipher {
        Cipher::Aes256 => cbc::Decryptor::<Aes256>::new_from_slices(key.as_slice(), iv)
            .is_ok_and(|cbc| cbc.decrypt_padded::<NoPadding>(&mut plain).is_ok()),
        Cipher::Twofish => cbc::Decryptor::<Twofish>::new_from_slices(key.as_slice(), iv)
            .is_ok_and(|cbc| cbc.decrypt_padded::<NoPadding>(&mut plain).is_ok()),
        Cipher::ChaCha20 => return decrypt(cipher, key, iv, start),
    };
    if done { Ok(plain) } else { Err(damaged("its start vector has the wrong size")) }
}

/// Version 3: numbered blocks, each with its hash.
fn hashed_blocks(plain: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Bytes::new(plain);
    let mut whole = Zeroizing::new(Vec::with_capacity(plain.len()));
    let cut = || damaged("it ends too early");
    loop {
        bytes.u32().ok_or_else(cut)?;
        let hash = bytes.take(32).ok_or_else(cut)?;
        let block = bytes.counted().ok_or_else(cut)?;
        // The block that ends them is empty, and so is its hash.
        let intact = if block.is_empty() { hash == [0; 32] } else { sha256(&[block]).as_slice() == hash };
        if !intact {
            return Err(damaged("a part of it was changed"));
        }
        if block.is_empty() {
            return Ok(whole);
        }
        whole.extend_from_slice(block);
    }
}

/// Version 4: blocks that only somebody with the key can have written.
fn authentic_blocks(mut bytes: Bytes<'_>, mac_key: &[u8; 64]) -> Result<Vec<u8>> {
    let mut whole = Vec::with_capacity(bytes.rest().len());
    let cut = || damaged("it ends too early");
    for number in 0_u64.. {
        let mac = bytes.take(32).ok_or_else(cut)?;
        let block = bytes.counted().ok_or_else(cut)?;
        let length = u32::try_from(block.len()).unwrap_or(u32::MAX).to_le_bytes();
        if !fits(mac, block_key(number, mac_key).as_slice(), &[&number.to_le_bytes(), &length, block])? {
            return Err(damaged("a part of it was changed"));
        }
        if block.is_empty() {
            break;
        }
        whole.extend_from_slice(block);
    }
    Ok(whole)
}

fn block_key(number: u64, mac_key: &[u8; 64]) -> Zeroizing<[u8; 64]> {
    let key = Sha512::new().chain_update(number.to_le_bytes()).chain_update(mac_key).finalize();
    Zeroizing::new(key.into())
}

/// Whether the parts have this HMAC-SHA-256, compared in constant time.
pub(in super::super) fn fits(mac: &[u8], key: &[u8], parts: &[&[u8]]) -> Result<bool> {
    let mut hmac = Hmac::<Sha256>::new_from_slice(key).map_err(|error| Error::Internal(error.to_string()))?;
    for part in parts {
        hmac.update(part);
    }
    Ok(hmac.verify_slice(mac).is_ok())
}

fn unpack(compressed: bool, packed: Zeroizing<Vec<u8>>, room: &mut Room) -> Result<Zeroizing<Vec<u8>>> {
    if !compressed {
        return Ok(packed);
    }
    let plain = room.unpack(GzDecoder::new(packed.as_slice()))?;
    plain.ok_or_else(|| damaged("its compressed part cannot be unpacked"))
}

/// Version 4: the inner header, with the attachments, before the XML.
fn inner_header(plain: &[u8]) -> Result<Payload> {
    let mut bytes = Bytes::new(plain);
    let (mut cipher, mut key, mut binaries) = (None, None, Vec::new());
    let cut = || damaged("its inner header ends too early");
    loop {
        let number = bytes.byte().ok_or_else(cut)?;
        let value = bytes.counted().ok_or_else(cut)?;
        match number {
            0 => break,
            1 => cipher = value.try_into().ok().map(u32::from_le_bytes),
            2 => key = Some(value.to_vec()),
            // The first byte is a flag for memory protection.
            3 => binaries.push(Zeroizing::new(value.get(1..).unwrap_or_default().to_vec())),
            _ => {}
        }
    }
    match (cipher, key) {
        (Some(cipher), Some(key)) => Ok(Payload {
            xml: Zeroizing::new(bytes.rest().to_vec()),
            inner: InnerKey { cipher, key },
            binaries,
        }),
        _ => Err(damaged("its inner header has no key")),
    }
}
