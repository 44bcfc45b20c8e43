//! Workbooks: XLSX, XLSM and ODS. A cell becomes the text that says what it holds: a day as YYYY-MM-DD, a number with a
//! point, an amount with its currency, a share as a percentage. Formulas give what they last gave.

mod ods;
mod xlsx;
mod zip;

use self::zip::Kind;
use crate::{
    Error, MAX_CELL, MAX_COLUMNS, Result,
    bounds::{ROWS, too_many_rows},
    headers,
    read::{Record, Sheet, check_headers},
};

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub name: String,
    /// The person who made the file hid it.
    pub hidden: bool,
}

/// The cells of a sheet that hold something: row, column, text. Rows and columns count from 0, in their order.
type Cells = Vec<(u32, u32, String)>;

/// Whether a file is a workbook, by its first bytes; also an old one, which is refused with the way out.
pub fn is_workbook(bytes: &[u8]) -> bool {
    is_old(bytes) || zip::kind(bytes).is_some()
}

/// The container of Excel 97 to 2003, and of every Office file with a password.
fn is_old(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// Reads a sheet of a workbook: the one that is named, else the first that is not hidden and has rows under a header.
///
/// # Errors
/// [`Error::Import`] for a file that is damaged, too large, protected by a password or of Excel 2003; [`Error::Field`] for
/// `sheet`, naming those there are.
pub fn workbook(bytes: &[u8], named: Option<&str>) -> Result<Sheet> {
    if is_old(bytes) {
        return Err(refused(
            "it is an Excel 97-2003 file (.xls), or it has a password. Save it as .xlsx without a password",
        ));
    }
    let Some(kind) = zip::kind(bytes) else { return Err(refused("it is no workbook")) };
    zip::check(bytes)?;
    let mut book = match kind {
        Kind::Xlsx => Book::Xlsx(Box::new(xlsx::open(bytes)?)),
        Kind::Ods => Book::Ods(ods::open(bytes)?),
    };
    let tabs = book.tabs();
    let mut wanted: Vec<&Tab> = match named {
        Some(named) => tabs.iter().filter(|tab| tab.name == named).collect(),
        None => tabs.iter().filter(|tab| !tab.hidden).collect(),
    };
    if wanted.is_empty() {
        let names: Vec<&str> = tabs.iter().map(|tab| tab.name.as_str()).collect();
        return match named {
            Some(named) => Err(Error::field(
                "sheet",
                format!("The workbook has no sheet “{named}”. It has: {}.", names.join(", ")),
            )),
            None => Err(refused("it has no sheet that is not hidden")),
        };
    }
    let first = wanted.remove(0);
    let mut found = sheet_of(book.cells(&first.name)?, first, &tabs, kind);
    for tab in wanted {
        if !matches!(found, Err(Error::Import(_))) {
            break;
        }
        let cells = book.cells(&tab.name)?;
        // What is wrong with the first sheet is told when no other has rows.
        if let Ok(other) = sheet_of(cells, tab, &tabs, kind) {
            found = Ok(other);
        }
    }
    found
}

enum Book<'a> {
    Xlsx(Box<xlsx::Open<'a>>),
    Ods(ods::Open),
}

impl Book<'_> {
    fn tabs(&self) -> Vec<Tab> {
        match self {
            Book::Xlsx(open) => xlsx::tabs(open),
            Book::Ods(open) => open.tabs(),
        }
    }

    fn cells(&mut self, name: &str) -> Result<Cells> {
        match self {
            Book::Xlsx(open) => xlsx::cells(open, name),
            Book::Ods(open) => open.cells(name),
        }
    }
}

/// The first row that holds anything names the columns.
fn sheet_of(cells: Cells, tab: &Tab, tabs: &[Tab], kind: Kind) -> Result<Sheet> {
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    for (row, column, text) in cells {
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let is_header = rows.first().is_none_or(|(first, _)| *first == row);
        if MAX_COLUMNS <= column {
            if is_header {
                return Err(refused(&format!("its header row reaches past {MAX_COLUMNS} columns")));
            }
            // Nothing under no header is part of the table.
            continue;
        }
        if rows.last().is_none_or(|(last, _)| *last != row) {
            rows.push((row, Vec::new()));
        }
        let Some((_, cells)) = rows.last_mut() else { continue };
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            // One sign more than a cell may have says that it is too long.
            *cell = if text.len() <= MAX_CELL { text } else { text.chars().take(MAX_CELL + 1).collect() };
        }
    }
    if (ROWS as usize) < rows.len().saturating_sub(1) {
        return Err(too_many_rows());
    }
    let mut rows = rows.into_iter();
    let Some((_, raw_headers)) = rows.next() else {
        return Err(refused(&format!("the sheet “{}” is empty", tab.name)));
    };
    check_headers(&raw_headers)?;
    let records: Vec<Record> =
        rows.map(|(row, cells)| Record { number: row.saturating_add(1), cells }).collect();
    if records.is_empty() {
        return Err(refused(&format!("the sheet “{}” has a header row and nothing under it", tab.name)));
    }
    Ok(Sheet {
        encoding: "UTF-8".to_owned(),
        encodings: Vec::new(),
        delimiter: kind.name(),
        delimiter_byte: b',',
        line_ends: "LF",
        headers: headers::tell_apart(&raw_headers),
        raw_headers,
        records,
        tabs: tabs.to_vec(),
        tab: Some(tab.name.clone()),
    })
}

/// A number as text: whole ones without a point, none with an exponent.
fn number(value: f64) -> String {
    // What a spreadsheet computes has noise in the 16th digit: 0.1 + 0.2 is 0.3.
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") }
}

fn refused(why: &str) -> Error {
    Error::Import(format!("The workbook cannot be imported: {why}. Nothing was written."))
}

#[cfg(test)]
mod tests;
