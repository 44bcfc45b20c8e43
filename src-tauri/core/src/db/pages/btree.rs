//! A page of a tree: what it holds, and whether all of it can be believed.

use super::record::varint;
use std::ops::Range;

/// What a page of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Rows of a table.
    TableLeaf,
    /// The way to the rows of a table.
    TableInner,
    /// Keys of an index, or rows of a table that is kept by its key.
    IndexLeaf,
    /// The way to them, which holds some of them itself.
    IndexInner,
}

impl Kind {
    /// Whether it belongs to a table whose rows have numbers.
    pub(crate) fn of_table(self) -> bool {
        matches!(self, Kind::TableLeaf | Kind::TableInner)
    }

    /// Whether other pages are below it.
    pub(crate) fn is_inner(self) -> bool {
        matches!(self, Kind::TableInner | Kind::IndexInner)
    }
}

/// Where a record is: its beginning in the page, and the page where the rest of it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Payload {
    pub length: u64,
    pub local: Range<usize>,
    pub overflow: Option<u32>,
}

/// An entry of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The page with what comes before this entry.
    pub child: Option<u32>,
    /// The number of the row; of an inner page the highest one below `child`.
    pub rowid: Option<i64>,
    pub payload: Option<Payload>,
}

/// A page of a tree.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub kind: Kind,
    /// What can be read, in order.
    pub entries: Vec<Entry>,
    /// The page with what comes after all entries.
    pub right: Option<u32>,
    /// Nothing in it contradicts anything else in it.
    pub sound: bool,
    /// Its entries reach to its end, from where it is filled.
    pub full: bool,
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Reads a page of which `usable` bytes are used. The first page of a file has its marks before its tree, `from` bytes. None
/// for what is no page of a tree.
pub(crate) fn page(bytes: &[u8], usable: usize, from: usize) -> Option<Page> {
    let bytes = bytes.get(..usable)?;
    let kind = match bytes.get(from)? {
        0x0d => Kind::TableLeaf,
        0x05 => Kind::TableInner,
        0x0a => Kind::IndexLeaf,
        0x02 => Kind::IndexInner,
        _ => return None,
    };
    let number = short(bytes, from + 3)?;
    let right = if kind.is_inner() { Some(long(bytes, from + 8)?) } else { None };
    let pointers = from + if kind.is_inner() { 12 } else { 8 };
    let head = pointers + 2 * number;
    if usable < head {
        return None;
    }
    let content = match short(bytes, from + 5)? {
        0 => 65_536,
        start => start,
    };
    let mut sound =
        head <= content && content <= usable && bytes.get(from + 7).is_some_and(|free| *free <= 60);
    let mut entries = Vec::with_capacity(number);
    let mut places = Vec::with_capacity(number);
    for nth in 0..number {
        let at = short(bytes, pointers + 2 * nth)?;
        let found = if at < head { None } else { entry(bytes, kind, at) };
        match found {
            Some((entry, end)) => {
                sound &= content <= at;
                places.push((at, end));
                entries.push(entry);
            }
            None => sound = false,
        }
    }
    places.sort_unstable();
    sound &= places.windows(2).all(|pair| matches!(pair, [(_, end), (next, _)] if end <= next));
    let rowids: Vec<i64> = entries.iter().filter_map(|entry| entry.rowid).collect();
    sound &= rowids.windows(2).all(|pair| matches!(pair, [one, next] if one < next));
    let full = places.iter().any(|(_, end)| *end == usable);
    Some(Page { kind, entries, right, sound, full })
}

/// The entry at a place, and where it ends.
fn entry(bytes: &[u8], kind: Kind, at: usize) -> Option<(Entry, usize)> {
    let mut at = at;
    let child = match kind.is_inner() {
        true => {
            let child = long(bytes, at)?;
            at += 4;
            Some(child)
        }
        false => None,
    };
    let mut number = || {
        let (number, taken) = varint(bytes.get(at..)?)?;
        at += taken;
        Some(number)
    };
    let length = if kind == Kind::TableInner { None } else { Some(number()?) };
    let rowid = if kind.of_table() { Some(number()? as i64) } else { None };
    let payload = match length {
        None => None,
        Some(length) => {
            let local = local(length, bytes.len(), kind)?;
            let end = at.checked_add(local)?;
            bytes.get(at..end)?;
            let overflow = if (local as u64) < length { Some(long(bytes, end)?) } else { None };
            let payload = Payload { length, local: at..end, overflow };
            at = end + if payload.overflow.is_some() { 4 } else { 0 };
            Some(payload)
        }
    };
    Some((Entry { child, rowid, payload }, at))
}

/// How many bytes of a record stand in the page itself.
fn local(length: u64, usable: usize, kind: Kind) -> Option<usize> {
    // No record is longer than SQLite makes one.
    if 1_000_000_000 < length {
        return None;
    }
    let length = usize::try_from(length).ok()?;
    let least = (usable - 12) * 32 / 255 - 23;
    let most = if kind == Kind::TableLeaf { usable - 35 } else { (usable - 12) * 64 / 255 - 23 };
    if length <= most {
        return Some(length);
    }
    let rest = least + (length - least) % (usable - 4);
    Some(if rest <= most { rest } else { least })
}
