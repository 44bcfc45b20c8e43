//! KDBX, versions 3 and 4: the files of KeePass 2 and KeePassXC.
//!
//! Read here and not by the library that writes them, because a file that somebody else made must be measured before
//! its key is derived, unpacked within a limit, and refused in words that tell a wrong password from damage.

pub(super) mod header;
pub(super) mod key;
pub(super) mod payload;
pub(super) mod stream;

use super::{
    keepass_xml,
    model::{VaultFile, VaultFormat},
    room::Room,
};
use crate::{Result, cancel::Cancel};
use secrecy::SecretString;
use stream::InnerStream;

/// Reads a KDBX file.
///
/// # Errors
/// [`crate::Error::Field`] on `password` or `key_file` for what does not open it; [`crate::Error::Import`] for a file
/// that is damaged, unknown, or asks for too much.
pub fn read(
    bytes: &[u8],
    password: Option<&SecretString>,
    key_file: Option<&[u8]>,
    cancel: &Cancel,
) -> Result<VaultFile> {
    let header = header::read(bytes)?;
    let format = if header.version3.is_some() { VaultFormat::Kdbx3 } else { VaultFormat::Kdbx4 };
    let composite = key::composite(password, key_file)?;
    let mut room = Room::default();
    let payload = payload::open(&header, &composite, key_file.is_some(), &mut room, cancel)?;
    let mut stream = InnerStream::new(&payload.inner)?;
    let header_hash = (format == VaultFormat::Kdbx3).then(|| key::sha256(&[header.bytes]));
    keepass_xml::read(&payload.xml, &mut stream, payload.binaries, header_hash.as_deref(), format, room)
}
