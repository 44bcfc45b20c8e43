//! The stream that hides protected values within the XML, applied to them in the order of the document.

use super::header::{InnerKey, damaged};
use crate::Result;
use chacha20::{
    ChaCha20,
    cipher::{KeyIvInit, StreamCipher},
};
use salsa20::Salsa20;
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

/// The start vector that the format gives to Salsa20.
const SALSA20_IV: [u8; 8] = [0xe8, 0x30, 0x09, 0x4b, 0x97, 0x20, 0x5d, 0x2a];

pub(in super::super) enum InnerStream {
    /// Values stand as they are, as in an XML export.
    Plain,
    Salsa20(Box<Salsa20>),
    ChaCha20(Box<ChaCha20>),
}

impl InnerStream {
    pub(super) fn new(key: &InnerKey) -> Result<InnerStream> {
        let unfit = |_| damaged("its inner key has the wrong size");
        match key.cipher {
            0 => Ok(InnerStream::Plain),
            2 => {
                let hash = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(&key.key)));
                let stream = Salsa20::new_from_slices(hash.as_slice(), &SALSA20_IV).map_err(unfit)?;
                Ok(InnerStream::Salsa20(Box::new(stream)))
            }
            3 => {
                let hash = Zeroizing::new(<[u8; 64]>::from(Sha512::digest(&key.key)));
                let (key, rest) = hash.split_at(32);
                let iv = rest.get(..12).unwrap_or_default();
                let stream = ChaCha20::new_from_slices(key, iv).map_err(unfit)?;
                Ok(InnerStream::ChaCha20(Box::new(stream)))
            }
            _ => Err(damaged("it hides its values in a way that Holdfast does not know")),
        }
    }

    /// Uncovers the next protected bytes.
    pub(in super::super) fn uncover(&mut self, bytes: &mut [u8]) {
        match self {
            InnerStream::Plain => {}
            InnerStream::Salsa20(stream) => stream.apply_keystream(bytes),
            InnerStream::ChaCha20(stream) => stream.apply_keystream(bytes),
        }
    }
}
