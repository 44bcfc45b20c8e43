//! The bytes that a file may still unpack or grow to. What a file says of sizes is not believed: it is counted while it
//! is read, and the reading ends where the room does.

use super::limits;
use crate::{Error, Result};
use std::io::Read;
use zeroize::Zeroizing;

/// How many bytes are read at a time.
const CHUNK: usize = 64 * 1024;

/// The bytes that are left to one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room(u64);

impl Default for Room {
    fn default() -> Room {
        Room(limits::UNPACKED_BYTES)
    }
}

impl Room {
    /// Takes so many bytes.
    ///
    /// # Errors
    /// [`Error::Import`] when fewer are left.
    pub fn take(&mut self, bytes: usize) -> Result<()> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.0 = self.0.checked_sub(bytes).ok_or_else(too_large)?;
        Ok(())
    }

    /// Whether so many bytes are left; they are taken then.
    pub fn try_take(&mut self, bytes: usize) -> bool {
        self.take(bytes).is_ok()
    }

    /// Everything that a reader unpacks; None when what is packed is damaged.
    ///
    /// # Errors
    /// [`Error::Import`] as soon as it is more than what is left.
    pub fn unpack(&mut self, mut packed: impl Read) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let mut whole = Zeroizing::new(Vec::new());
        let mut chunk = Zeroizing::new([0_u8; CHUNK]);
        loop {
            let read = match packed.read(chunk.as_mut_slice()) {
                Ok(0) => return Ok(Some(whole)),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return Ok(None),
            };
            self.take(read)?;
            let needed = whole.len() + read;
            if needed > whole.capacity() {
                // Growing in place would leave a copy behind.
                let mut grown = Zeroizing::new(Vec::with_capacity(needed.next_power_of_two()));
                grown.extend_from_slice(&whole);
                whole = grown;
            }
            whole.extend_from_slice(chunk.get(..read).unwrap_or_default());
        }
    }
}

pub(super) fn too_large() -> Error {
    Error::Import(format!(
        "This file unpacks to more than {} MB. Nothing was written: take large attachments out of it, or export fewer vaults at a time, and import it again.",
        limits::UNPACKED_BYTES / (1024 * 1024)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_ends_where_the_room_does() {
        let mut room = Room(100_000);
        let bytes = vec![7_u8; 70_000];
        assert_eq!(room.unpack(bytes.as_slice()).unwrap().unwrap().as_slice(), bytes);
        // Without an end: it is not waited for.
        assert!(room.unpack(std::io::repeat(7)).unwrap_err().to_string().contains("more than"));
        assert!(!Room(3).try_take(4) && Room(3).try_take(3));
    }
}
