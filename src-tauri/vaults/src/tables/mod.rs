//! Password tables: CSV files of browsers and password managers.

mod cells;
mod common;
mod enpass;
mod lastpass;
mod shapes;

pub use cells::host;

use super::{
    limits,
    model::{Tally, VaultEntry, VaultFile, VaultFormat},
};
use crate::{Error, Result};
use shapes::{Habit, Shape};
use zeroize::Zeroizing;

type Row = Zeroizing<Vec<String>>;

/// How a table is laid out.
enum Layout {
    Columns { shape: &'static Shape, headers: Vec<String>, first_row: usize },
    Enpass { first_row: usize },
}

impl Layout {
    fn source(&self) -> &'static str {
        match self {
            Layout::Columns { shape, .. } => shape.name,
            Layout::Enpass { .. } => "Enpass CSV",
        }
    }
}

/// The name of the password table that a file is; None when it is none.
pub(super) fn name_of(bytes: &[u8]) -> Option<&'static str> {
    layout(&rows(bytes).ok()?).map(|layout| layout.source())
}

/// Reads a table.
///
/// # Errors
/// [`Error::Import`] when it cannot be read as CSV, or is no table of passwords.
pub(super) fn read(bytes: &[u8]) -> Result<VaultFile> {
    let rows = rows(bytes)?;
    let layout = layout(&rows).ok_or_else(|| {
        Error::Import(
            "This table has no columns that Holdfast knows as logins. Nothing was written: name them in the first row, such as name, username, password, url, notes, totp."
                .into(),
        )
    })?;
    let first_row = match &layout {
        Layout::Columns { first_row, .. } | Layout::Enpass { first_row } => *first_row,
    };
    let filled = |row: &Row| row.iter().any(|cell| !cell.trim().is_empty());
    let mut tally = Tally::default();
    let mut entries: Vec<VaultEntry> = Vec::new();
    for (place, row) in rows.iter().enumerate().skip(first_row).filter(|(_, row)| filled(row)) {
        if entries.len() >= limits::ENTRIES {
            return Err(Error::Import(format!(
                "This table has more than {} entries. Nothing was written: split it.",
                limits::ENTRIES
            )));
        }
        let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
        let mut entry = match &layout {
            Layout::Enpass { .. } => enpass::entry(number, row),
            Layout::Columns { shape, headers, .. } => cells::entry(number, row, shape, headers, &mut tally),
        };
        if matches!(&layout, Layout::Columns { shape, .. } if shape.habit == Habit::LastPass) {
            lastpass::untangle(&mut entry);
        }
        entries.push(entry);
    }
    if entries.is_empty() {
        return Err(Error::Import(
            "The table has a header row and nothing under it. Nothing was written: export it again.".into(),
        ));
    }
    Ok(VaultFile {
        format: VaultFormat::Csv,
        source: layout.source().to_owned(),
        entries,
        unsupported: tally.done(),
    })
}

/// KeePass 1 escapes with backslashes, all others by doubling. Tables with its header row exist in both ways: the one in
/// which every row has as many cells as there are headers is right.
fn rows(bytes: &[u8]) -> Result<Vec<Row>> {
    if bytes.len() > limits::TEXT_BYTES {
        return Err(Error::Import(format!(
            "The table is larger than {} MB. Nothing was written: split it.",
            limits::TEXT_BYTES / (1024 * 1024)
        )));
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if !start.starts_with(b"\"Account\",\"Login Name\",\"Password\"") {
        return Ok(holdfast_sheets::rows(bytes)?);
    }
    let even = |rows: &[Row]| {
        let width = rows.first().map_or(0, |headers| headers.len());
        rows.iter().all(|row| row.len() == width)
    };
    // The program that escapes writes neither doubled marks within a cell nor a backslash that stands alone.
    let doubled = doubles(bytes) || lone_backslash(bytes);
    let (by_backslash, by_doubling) = (holdfast_sheets::backslash_rows(bytes), holdfast_sheets::rows(bytes));
    match (by_backslash, by_doubling) {
        (_, Ok(rows)) if doubled && even(&rows) => Ok(rows),
        (Ok(rows), _) if even(&rows) => Ok(rows),
        (_, Ok(rows)) if even(&rows) => Ok(rows),
        _ => Err(Error::Import(
            "Rows of this table have more or fewer cells than its header row, so that passwords could be cut off. Nothing \
             was written: export it again, best as KDBX or XML."
                .into(),
        )),
    }
}

/// Whether a backslash escapes nothing.
fn lone_backslash(bytes: &[u8]) -> bool {
    let mut bytes = bytes.iter();
    while let Some(byte) = bytes.next() {
        if *byte == b'\\' && !matches!(bytes.next(), Some(b'\\' | b'"')) {
            return true;
        }
    }
    false
}

/// Whether a quotation mark within a cell is doubled: two of them with no separator or line end on either side.
fn doubles(bytes: &[u8]) -> bool {
    let ends = |byte: Option<&u8>| byte.is_none_or(|byte| matches!(byte, b',' | b'\n' | b'\r'));
    bytes.windows(2).enumerate().any(|(at, pair)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        pair == b"\"\"" && !ends(before) && before != Some(&b'\\') && !ends(bytes.get(at + 2))
    })
}

fn layout(rows: &[Row]) -> Option<Layout> {
    let headers = rows.first()?;
    if let Some(shape) = shapes::of(headers) {
        return Some(Layout::Columns { shape, headers: headers.to_vec(), first_row: 1 });
    }
    if let Some(first_row) = enpass::first_row(rows) {
        return Some(Layout::Enpass { first_row });
    }
    // Keeper writes no header row: six columns at least, an address or nothing in the fifth.
    let address = |row: &Row| row.get(4).is_some_and(|cell| cell.contains("://"));
    let fits = |row: &Row| row.len() >= 6 && (address(row) || row.get(4).is_some_and(String::is_empty));
    let keeper = rows.iter().all(fits) && rows.iter().any(address);
    keeper.then(|| Layout::Columns {
        shape: shapes::keeper(),
        headers: shapes::KEEPER_HEADERS.map(str::to_owned).to_vec(),
        first_row: 0,
    })
}
