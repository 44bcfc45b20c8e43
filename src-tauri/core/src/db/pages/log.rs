//! The log beside a file: pages that were written and are not in the file yet.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

const HEAD: usize = 32;
const FRAME: usize = 24;

/// The pages of a log, as of the last transaction in it that is whole.
#[derive(Debug)]
pub(super) struct Log {
    pub file: File,
    /// The size of a page.
    pub size: usize,
    /// How many pages the database has with it.
    pub count: u32,
    places: HashMap<u32, u64>,
}

impl Log {
    /// None where there is none, or nothing in it counts.
    pub(super) fn open(path: &Path) -> Option<Log> {
        let file = File::open(path).ok()?;
        let mut from = BufReader::new(&file);
        let mut head = [0; HEAD];
        from.read_exact(&mut head).ok()?;
        let number = |at: usize| long(&head, at);
        let highest_first = match number(0)? {
            0x377f_0682 => false,
            0x377f_0683 => true,
            _ => return None,
        };
        let size = number(8)? as usize;
        let mut sum = sum((0, 0), head.get(..24)?, highest_first);
        if !super::SIZES.contains(&size) || sum != (number(24)?, number(28)?) {
            return None;
        }
        let salt = head.get(16..24)?;
        let (mut places, mut open, mut count) = (HashMap::new(), HashMap::new(), None);
        let mut at = HEAD as u64;
        let mut frame = vec![0; FRAME + size];
        while from.read_exact(&mut frame).is_ok() {
            sum = self::sum(sum, frame.get(..8)?, highest_first);
            sum = self::sum(sum, frame.get(FRAME..)?, highest_first);
            if frame.get(8..16)? != salt || sum != (long(&frame, 16)?, long(&frame, 20)?) {
                break;
            }
            open.insert(long(&frame, 0)?, at + FRAME as u64);
            // The last page of a transaction says how many pages there are then.
            let pages = long(&frame, 4)?;
            if 0 < pages {
                places.extend(open.drain());
                count = Some(pages);
            }
            at += frame.len() as u64;
        }
        drop(from);
        Some(Log { size, count: count?, places, file })
    }

    /// Where the bytes of a page begin.
    pub(super) fn place(&self, number: u32) -> Option<u64> {
        self.places.get(&number).copied()
    }
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The running checksum of a log after more bytes of it.
fn sum(before: (u32, u32), bytes: &[u8], highest_first: bool) -> (u32, u32) {
    let number = |four: &[u8]| -> u32 {
        let four = four.try_into().unwrap_or_default();
        if highest_first { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
    };
    bytes.chunks_exact(8).fold(before, |(one, two), eight| {
        let (first, second) = eight.split_at(4);
        let one = one.wrapping_add(number(first)).wrapping_add(two);
        (one, two.wrapping_add(number(second)).wrapping_add(one))
    })
}
