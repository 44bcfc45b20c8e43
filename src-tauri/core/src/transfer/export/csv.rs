//! CSV (RFC 4180) that spreadsheets and the import read.

use crate::{
    Error, Result,
    table::{Cell, Table},
};

/// How a CSV file is written. The default is what programs expect: comma, UTF-8 without a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// Begins the file with a byte order mark, by which spreadsheets know UTF-8.
    pub bom: bool,
    /// `,`; or `;`, which spreadsheets expect where the comma is the decimal mark.
    pub separator: char,
}

impl Default for CsvOptions {
    fn default() -> Self {
        CsvOptions { bom: false, separator: ',' }
    }
}

/// The table with its headings, lines ended by CR LF. Totals stay out: a file of rows is what is read back.
pub fn csv(table: &Table, options: CsvOptions) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if options.bom {
        bytes.extend_from_slice("\u{feff}".as_bytes());
    }
    let separator = u8::try_from(options.separator)
        .map_err(|_| Error::field("separator", "The separator is a comma or a semicolon."))?;
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(::csv::Terminator::CRLF)
        .from_writer(bytes);
    let failed = |error: ::csv::Error| Error::Internal(format!("the CSV could not be written: {error}"));
    let headings: Vec<String> = table.columns.iter().map(|column| guarded(&column.heading)).collect();
    writer.write_record(&headings).map_err(failed)?;
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(cell).collect();
        writer.write_record(&cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Error::Internal(format!("the CSV could not be written: {error}")))
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Code(text) => guarded(text),
        other => other.plain(),
    }
}

/// Signs with which a spreadsheet takes a text for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text that no spreadsheet runs: with an apostrophe before it, when it would. One more is put before a text that
/// looks as if it had been given one.
fn guarded(text: &str) -> String {
    let after = text.trim_start_matches('\'');
    if after.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// The text that was guarded.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_made_harmless() {
        for text in ["=1+1", "+49 30 1234", "-1", "@SUM(A1)", "\t=1", "'=1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "a=1", "1-2", "'quoted'", "Ünïcode"] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn a_guarded_text_is_read_back_as_it_was(text in "['=+@a\\-\t ]{0,6}") {
            let guarded = guarded(&text);
            prop_assert!(!guarded.starts_with(FORMULA));
            prop_assert_eq!(unguarded(&guarded), text);
        }
    }
}
