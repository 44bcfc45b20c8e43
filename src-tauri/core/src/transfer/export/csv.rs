//! CSV (RFC 4180) that spreadsheets and the import read.

use crate::{
    Error, Result,
    table::{Cell, Table, plain_amount},
};

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
    let split: Vec<bool> = (0..table.columns.len())
        .map(|place| {
            let is_amount = |row: &Vec<Cell>| matches!(row.get(place), Some(Cell::Money(_)));
            options.split_amounts && table.rows.iter().any(is_amount)
        })
        .collect();
    let mut headings = Vec::new();
    for (column, split) in table.columns.iter().zip(&split) {
        headings.push(guarded(&column.heading));
        if *split {
            headings.push(guarded(&format!("{} (currency)", column.heading)));
        }
    }
    writer.write_record(&headings).map_err(failed)?;
    for row in &table.rows {
        let mut cells = Vec::with_capacity(headings.len());
        for (value, split) in row.iter().zip(&split) {
            match (split, value) {
                (true, Cell::Money(money)) => cells.extend([plain_amount(money), money.currency.clone()]),
                (true, other) => cells.extend([cell(other), String::new()]),
                (false, other) => cells.push(cell(other)),
            }
        }
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
    use crate::{money::Money, table::Column};
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
        fn a_guarded_text_is_read_back_as_it_was(text in "['=+@a\\-\t ]{0,6}") {
            let guarded = guarded(&text);
            prop_assert!(!guarded.starts_with(FORMULA));
            prop_assert_eq!(unguarded(&guarded), text);
        }
    }
}
