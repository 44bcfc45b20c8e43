//! CSV (RFC 4180) that spreadsheets and the import read.

use super::{Cell, Table, plain_amount};
use crate::{Error, Result};
use std::borrow::Cow;

/// How a CSV file is written. The default is what programs expect: comma, UTF-8 without a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// Begins the file with a byte order mark, by which spreadsheets know UTF-8.
    pub bom: bool,
    /// `,`; or `;`, which spreadsheets expect where the comma is the decimal mark.
    pub separator: char,
    /// An amount is two cells, the number and its currency, so that a spreadsheet counts with it. Otherwise it is one,
    /// as the import reads it.
    pub split_amounts: bool,
}

impl Default for CsvOptions {
    fn default() -> Self {
        CsvOptions { bom: false, separator: ',', split_amounts: false }
    }
}

/// The table with its headings, lines ended by CR LF. Totals stay out: a file of rows is what is read back.
///
/// # Errors
/// [`Error::Field`] for a separator other than a comma or a semicolon.
pub fn csv(table: &Table, options: CsvOptions) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if options.bom {
        bytes.extend_from_slice("\u{feff}".as_bytes());
    }
    if !SEPARATORS.contains(&options.separator) {
        return Err(Error::field("separator", "The separator is a comma or a semicolon."));
    }
    let separator = options.separator;
    let split: Vec<bool> = (0..table.columns.len())
        .map(|place| {
            let is_amount = |row: &Vec<Cell>| matches!(row.get(place), Some(Cell::Money(_)));
            options.split_amounts && table.rows.iter().any(is_amount)
        })
        .collect();
    let mut headings = Vec::new();
    for (column, split) in table.columns.iter().zip(&split) {
        headings.push(guarded(&column.heading, separator));
        if *split {
            headings.push(guarded(&format!("{} (currency)", column.heading), separator));
        }
    }
    bytes.extend_from_slice(csv_line(&headings, separator).as_bytes());
    for row in &table.rows {
        let mut cells = Vec::with_capacity(headings.len());
        for (value, split) in row.iter().zip(&split) {
            match (split, value) {
                (true, Cell::Money(money)) => cells.extend([plain_amount(money), money.currency.clone()]),
                (true, other) => cells.extend([cell(other, separator), String::new()]),
                (false, other) => cells.push(cell(other, separator)),
            }
        }
        bytes.extend_from_slice(csv_line(&cells, separator).as_bytes());
    }
    Ok(bytes)
}

/// A line of a CSV file with its end. A cell is quoted when any program could take a sign in it for the end of the cell,
/// whichever separator that program expects. Texts are to be [`guarded`] before.
pub fn csv_line(cells: &[String], separator: char) -> String {
    let mut line = String::new();
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            line.push(separator);
        }
        // A line of one blank cell would be a blank line.
        let quoted = cell.contains(|c| SEPARATORS.contains(&c) || matches!(c, '"' | '\n' | '\r'))
            || (cells.len() == 1 && cell.is_empty());
        if quoted {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
    }
    line.push_str("\r\n");
    line
}

fn cell(cell: &Cell, separator: char) -> String {
    match cell {
        Cell::Text(text) | Cell::Code(text) => guarded(text, separator),
        other => other.plain(),
    }
}

/// What programs take for the end of a cell, one or the other of them by the computer's region.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// Signs with which a spreadsheet takes a text for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether a spreadsheet would run what begins here, spaces and quotation marks aside.
fn is_formula(text: &str) -> bool {
    let skipped = |c: char| matches!(c, '\'' | '"') || (c.is_whitespace() && !FORMULA.contains(&c));
    text.trim_start_matches(skipped).starts_with(FORMULA)
}

/// Whether a text looks as if it had been given the apostrophe that keeps digits as they are.
fn is_kept_number(text: &str) -> bool {
    let digits = text.trim().trim_start_matches('\'');
    text.trim_start().starts_with('\'') && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// Where a cell may begin in this text: at its start, and behind what a program that expects another separator takes for
/// the end of a cell or of a line.
fn begins_cell(before: Option<char>, here: char, separator: char) -> bool {
    match before {
        // The two signs of one line end.
        Some('\r') if here == '\n' => false,
        None | Some('\n' | '\r') => true,
        Some(c) => c != separator && SEPARATORS.contains(&c),
    }
}

/// A text that no spreadsheet runs, whichever separator it expects: with an apostrophe before each part that it would
/// run. One more is put before a part that looks as if it had been given one.
pub fn guarded(text: &str, separator: char) -> String {
    let mut safe = String::with_capacity(text.len() + 1);
    let mut before = None;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if begins_cell(before, c, separator) && (is_formula(rest) || (at == 0 && is_kept_number(rest))) {
            safe.push('\'');
        }
        safe.push(c);
        before = Some(c);
    }
    safe
}

/// The text that was guarded in a file with this separator.
pub fn unguarded(text: &str, separator: u8) -> Cow<'_, str> {
    let separator = char::from(separator);
    if !text.contains('\'') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut before = None;
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let begins = begins_cell(before, c, separator);
        before = Some(c);
        if c == '\'' && begins && (is_formula(rest) || (at == 0 && is_kept_number(rest))) {
            // What stands behind the apostrophe does not begin a cell a second time.
            continue;
        }
        plain.push(c);
    }
    if plain == text { Cow::Borrowed(text) } else { Cow::Owned(plain) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{money::Money, table::Column};
    use proptest::prelude::*;

    #[test]
    fn formulas_are_made_harmless() {
        for text in ["=1+1", "+49 30 1234", "-1", "@SUM(A1)", "'=1", " =1", "\"=1", "'0012"] {
            assert_eq!(guarded(text, ','), format!("'{text}"));
        }
        for text in ["", "a=1", "1-2", "'quoted'", "Ünïcode", "x,=1", "a; b", "0012"] {
            assert_eq!(guarded(text, ','), text);
        }
    }

    #[test]
    fn formulas_behind_another_separator_are_made_harmless_too() {
        for (text, separator, safe) in [
            ("x;=1+1;y", ',', "x;'=1+1;y"),
            ("x,=1+1,y", ';', "x,'=1+1,y"),
            ("x,=1+1,y", ',', "x,=1+1,y"),
            ("x\t@a|-1", ';', "x\t'@a|'-1"),
            ("x; \"=1\"", ',', "x;' \"=1\""),
            ("one\n=1", ',', "one\n'=1"),
            ("\t=1", ',', "'\t'=1"),
            ("one\r\n=1", ',', "one\r\n'=1"),
            ("a;b - c", ',', "a;b - c"),
        ] {
            assert_eq!(guarded(text, separator), safe, "{text}");
        }
        let mut table = Table::new("T", vec![Column::left("n", "Name"), Column::left("o", "Notes")]);
        table.push(vec![Cell::text("x;=1+1;y"), Cell::text("plain")]);
        let bytes = csv(&table, CsvOptions::default()).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "Name,Notes\r\n\"x;'=1+1;y\",plain\r\n");
    }

    #[test]
    fn amounts_are_a_number_and_a_currency_where_that_is_asked_for() {
        let mut table = Table::new("T", vec![Column::left("n", "Name"), Column::right("p", "Price")]);
        table.push(vec![Cell::text("a, \"b\""), Cell::Money(Money::new(-123_450, "EUR"))]);
        table.push(vec![Cell::text("c"), Cell::Empty]);
        table.push(vec![Cell::text("d"), Cell::Money(Money::new(500, "JPY"))]);
        let text = |options: CsvOptions| String::from_utf8(csv(&table, options).unwrap()).unwrap();
        assert_eq!(
            text(CsvOptions { split_amounts: true, ..CsvOptions::default() }),
            "Name,Price,Price (currency)\r\n\"a, \"\"b\"\"\",-1234.50,EUR\r\nc,,\r\nd,500,JPY\r\n"
        );
        assert_eq!(
            text(CsvOptions { bom: true, separator: ';', split_amounts: false }),
            "\u{feff}Name;Price\r\n\"a, \"\"b\"\"\";-1234.50 EUR\r\nc;\r\nd;500 JPY\r\n"
        );
    }

    proptest! {
        #[test]
        fn a_guarded_text_is_read_back_as_it_was(text in "['=+@a0\\-\t ;,|\"\n\r]{0,9}", semicolon in any::<bool>()) {
            let separator = if semicolon { ';' } else { ',' };
            let guarded = guarded(&text, separator);
            prop_assert!(!guarded.starts_with(FORMULA));
            prop_assert_eq!(unguarded(&guarded, separator as u8), text);
        }

        /// A program that splits at another sign finds no cell that begins a formula.
        #[test]
        fn no_program_finds_a_formula(texts in prop::collection::vec("[=+@a\\-\t ;,|\"\n]{0,9}", 2..4), semicolon in any::<bool>()) {
            let separator = if semicolon { ';' } else { ',' };
            let mut table = Table::new("T", (0..texts.len()).map(|_| Column::left("n", "N")).collect());
            table.push(texts.iter().map(|text| Cell::text(text.as_str())).collect());
            let bytes = csv(&table, CsvOptions { separator, ..CsvOptions::default() }).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            for other in SEPARATORS.into_iter().filter(|other| *other != separator) {
                for line in text.lines() {
                    for part in line.split(other).skip(1) {
                        let skipped = |c: char| c == '"' || c == ' ';
                        prop_assert!(!part.trim_start_matches(skipped).starts_with(['=', '+', '-', '@']), "{:?}", text);
                    }
                }
            }
        }
    }
}
