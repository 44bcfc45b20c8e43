//! Text to records: delimiter, line ends and quoted line breaks.

use super::{
    bounds,
    encoding::{self, Candidate},
    headers,
};
use crate::{Error, Result};
use zeroize::Zeroizing;

/// The most characters one cell may have: more is an unclosed quotation mark or no inventory.
pub const MAX_CELL: usize = 100_000;
/// The most columns of a table.
pub const MAX_COLUMNS: usize = 500;
const DELIMITERS: [(u8, &str); 4] = [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab"), (b'|', "pipe")];

/// A file as rows of cells.
#[derive(Debug)]
pub struct Sheet {
    pub encoding: String,
    /// The encodings the file may be in, where that is a question.
    pub encodings: Vec<Candidate>,
    /// comma, semicolon, tab or pipe; JSON for a file of objects.
    pub delimiter: &'static str,
    pub delimiter_byte: u8,
    /// LF, CRLF or CR.
    pub line_ends: &'static str,
    /// The header row as it stands in the file.
    pub raw_headers: Vec<String>,
    /// The same, told apart.
    pub headers: Vec<String>,
    pub records: Vec<Record>,
}

/// A row of the file.
#[derive(Debug)]
pub struct Record {
    /// Its number among the records; the header is 1.
    pub number: u32,
    pub cells: Vec<String>,
}

impl Sheet {
    /// Whether the cells are values of JSON, which no spreadsheet wraps.
    pub fn is_json(&self) -> bool {
        self.delimiter == "JSON"
    }
}

impl Record {
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.as_str())
    }
}

/// Reads a file.
///
/// # Errors
/// [`Error::Import`] when it is empty, no text, has no rows under its header, or a quotation mark is left open.
pub fn sheet(bytes: &[u8], encoding: Option<&str>, delimiter: Option<&str>) -> Result<Sheet> {
    let decoded = encoding::decode(bytes, encoding)?;
    let (text, named) = named_delimiter(without_type(&decoded.text));
    let (byte, name) = match delimiter {
        Some(wanted) => *DELIMITERS
            .iter()
            .find(|(_, name)| *name == wanted)
            .ok_or_else(|| Error::field("delimiter", "Choose comma, semicolon, tab or pipe."))?,
        None => named.unwrap_or_else(|| detect_delimiter(text)),
    };
    let scan = scan(text, byte)?;
    if let Some(record) = scan.open_quote {
        return Err(open_quote(record));
    }
    let mut rows = reader(text, byte).into_records();
    let mut raw_headers: Vec<String> = match rows.next() {
        Some(row) => strings(&row.map_err(unreadable)?),
        None => {
            return Err(Error::Import(
                "The file is empty. Nothing was written: choose a file with a header row and data.".into(),
            ));
        }
    };
    if raw_headers.len() > MAX_COLUMNS {
        return Err(Error::Import(format!(
            "The header row has {} columns, more than {MAX_COLUMNS}. Nothing was written: is the delimiter right?",
            raw_headers.len()
        )));
    }
    if let Some(long) = raw_headers.iter().map(|header| header.chars().count()).find(|length| *length > 1000)
    {
        return Err(Error::Import(format!(
            "The header row has a cell of {long} characters. Nothing was written: the first row must name the columns."
        )));
    }
    let mut records = Vec::new();
    for (index, row) in rows.enumerate() {
        let cells = strings(&row.map_err(unreadable)?);
        let number = u32::try_from(index + 2).map_err(|_| {
            Error::Import("The file has too many rows. Nothing was written: split it.".into())
        })?;
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            records.push(Record { number, cells });
        }
    }
    if records.is_empty() {
        return Err(Error::Import(
            "The file has a header row and nothing under it. Nothing was written: choose a file with data."
                .into(),
        ));
    }
    // A delimiter at the end of every line makes a column of nothing.
    while raw_headers.last().is_some_and(|header| header.trim().is_empty())
        && records.iter().all(|record| record.cell(raw_headers.len() - 1).trim().is_empty())
    {
        raw_headers.pop();
    }
    Ok(Sheet {
        encoding: decoded.encoding,
        encodings: decoded.candidates,
        delimiter: name,
        delimiter_byte: byte,
        line_ends: scan.line_ends,
        headers: headers::tell_apart(&raw_headers),
        raw_headers,
        records,
    })
}

/// The rows of a file as they are, the header row too; what they mean is another's to say.
///
/// # Errors
/// Those of [`sheet`], but for a file with nothing under its header.
pub fn rows(bytes: &[u8]) -> Result<Vec<Zeroizing<Vec<String>>>> {
    let decoded = encoding::decode(bytes, None)?;
    let text = Zeroizing::new(decoded.text);
    let (text, named) = named_delimiter(without_type(&text));
    let (delimiter, _) = named.unwrap_or_else(|| detect_delimiter(text));
    if let Some(record) = scan(text, delimiter)?.open_quote {
        return Err(open_quote(record));
    }
    reader(text, delimiter)
        .into_records()
        .map(|row| Ok(Zeroizing::new(strings(&row.map_err(unreadable)?))))
        .collect()
}

/// Rows of a file with commas that writes a quotation mark within a cell as `\"` and a backslash as `\\`.
pub fn backslash_rows(bytes: &[u8]) -> Result<Vec<Zeroizing<Vec<String>>>> {
    let text = Zeroizing::new(encoding::decode(bytes, None)?.text);
    // Where a quotation mark is escaped otherwise, cells are counted too high or too low, never past the bounds of a row.
    scan(&text, b',')?;
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .double_quote(false)
        .escape(Some(b'\\'))
        .from_reader(text.as_bytes());
    reader.into_records().map(|row| Ok(Zeroizing::new(strings(&row.map_err(unreadable)?)))).collect()
}

fn open_quote(record: u32) -> Error {
    Error::Import(format!(
        "A quotation mark that opens in row {record} is never closed. Nothing was written: close it in the file, or save the sheet as CSV again."
    ))
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The cells of a row, line breaks within them as LF.
fn strings(row: &csv::StringRecord) -> Vec<String> {
    row.iter()
        .map(|cell| {
            if cell.contains('\r') { cell.replace("\r\n", "\n").replace('\r', "\n") } else { cell.to_owned() }
        })
        .collect()
}

fn unreadable(error: csv::Error) -> Error {
    Error::Import(format!(
        "The file could not be read as CSV: {error}. Nothing was written: save the sheet as CSV again."
    ))
}

/// The text without a first line `#TYPE …`, which PowerShell writes.
fn without_type(text: &str) -> &str {
    let start = text.trim_start_matches('\u{feff}');
    let first = start.get(..6).filter(|first| first.eq_ignore_ascii_case("#type "));
    match (first, start.find(['\r', '\n'])) {
        (Some(_), Some(end)) => start.get(end..).unwrap_or_default().trim_start_matches(['\r', '\n']),
        _ => text,
    }
}

/// The text without a first line `sep=;`, as Excel writes and reads it, and the delimiter that line names.
fn named_delimiter(text: &str) -> (&str, Option<(u8, &'static str)>) {
    let plain = || (text, None);
    let Some(rest) = text.strip_prefix("sep=") else { return plain() };
    let mut bytes = rest.bytes();
    let Some(named) = bytes.next().and_then(|byte| DELIMITERS.iter().find(|(known, _)| *known == byte))
    else {
        return plain();
    };
    match rest.get(1..).map(|rest| rest.trim_start_matches(['\r', '\n'])) {
        Some(rest) if matches!(bytes.next(), Some(b'\r' | b'\n')) => (rest, Some(*named)),
        _ => plain(),
    }
}

/// The delimiter that splits the first rows most evenly into most cells.
fn detect_delimiter(text: &str) -> (u8, &'static str) {
    let mut end = text.len().min(200_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or(text);
    let rate = |delimiter: u8| -> (usize, usize) {
        let widths: Vec<usize> = reader(sample, delimiter)
            .into_records()
            .take(100)
            .map_while(Result::ok)
            .map(|row| row.len())
            .collect();
        let Some(header) = widths.first().copied() else { return (0, 0) };
        let even = widths.iter().filter(|width| **width == header).count();
        // A header of one cell was not split at all.
        if header < 2 { (0, 0) } else { (even * 100 / widths.len().max(1), header) }
    };
    let mut best = ((b',', "comma"), (0, 0));
    for candidate in DELIMITERS {
        let (even, width) = rate(candidate.0);
        let score = (even.saturating_mul(width.min(4)), width);
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

struct Scan {
    line_ends: &'static str,
    /// The record in which a quotation mark opens and is never closed.
    open_quote: Option<u32>,
}

/// Counts line ends outside of quotation marks, by the rules of CSV.
///
/// # Errors
/// [`Error::Import`] for a text with more than a table may have.
fn scan(text: &str, delimiter: u8) -> Result<Scan> {
    #[derive(PartialEq)]
    enum At {
        CellStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }
    let (mut at, mut row, mut opened) = (At::CellStart, 1_u32, 1_u32);
    let (mut lf, mut crlf, mut cr) = (0_u32, 0_u32, 0_u32);
    let mut row_has_text = false;
    let mut measure = bounds::Measure::default();
    let bytes = text.as_bytes();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut iter = bytes.iter().copied().enumerate().peekable();
    while let Some((place, byte)) = iter.next() {
        match (&at, byte) {
            (At::Quoted, b'"') => at = At::QuoteInQuoted,
            (At::Quoted, _) => {}
            (At::QuoteInQuoted, b'"') => at = At::Quoted,
            (At::CellStart, b'"') => {
                (at, opened, row_has_text) = (At::Quoted, row, true);
            }
            (_, b'\n') | (_, b'\r') => {
                if byte == b'\n' {
                    lf += 1;
                } else if iter.peek().is_some_and(|(_, next)| *next == b'\n') {
                    iter.next();
                    crlf += 1;
                } else {
                    cr += 1;
                }
                measure.row(place, !row_has_text)?;
                row += u32::from(row_has_text);
                (at, row_has_text) = (At::CellStart, false);
            }
            (_, byte) => {
                at = if byte == delimiter { At::CellStart } else { At::Plain };
                if byte == delimiter {
                    measure.cell()?;
                }
                row_has_text = true;
            }
        }
    }
    measure.row(bytes.len(), !row_has_text)?;
    let line_ends = if crlf >= lf && crlf >= cr && crlf > 0 {
        "CRLF"
    } else if cr > lf {
        "CR"
    } else {
        "LF"
    };
    Ok(Scan { line_ends, open_quote: (at == At::Quoted).then_some(opened) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Sheet {
        sheet(text.as_bytes(), None, None).map_err(|e| e.to_string()).unwrap()
    }

    #[test]
    fn delimiters_and_line_ends_are_found() {
        for (text, delimiter, line_ends) in [
            ("a,b\n1,2\n", "comma", "LF"),
            ("a;b;c\r\n1,5;2;3\r\n", "semicolon", "CRLF"),
            ("a\tb\r1\t2\r", "tab", "CR"),
            ("a|b\n1|\"x\r\ny\"\n", "pipe", "LF"),
            ("name\nFigma\n", "comma", "LF"),
            ("sep=;\r\nname\r\nFigma\r\n", "semicolon", "CRLF"),
        ] {
            let sheet = read(text);
            assert_eq!((sheet.delimiter, sheet.line_ends), (delimiter, line_ends), "{text:?}");
            assert_eq!(sheet.records.len(), 1, "{text:?}");
        }
    }

    #[test]
    fn quoted_line_breaks_stay_in_their_cell_and_blank_lines_are_no_rows() {
        let sheet = read("name,notes\r\nA,\"one\r\ntwo, \"\"three\"\"\"\r\n\r\n,\r\nB,x\r\n");
        let cells: Vec<(u32, &str, &str)> =
            sheet.records.iter().map(|record| (record.number, record.cell(0), record.cell(1))).collect();
        assert_eq!(cells, [(2, "A", "one\ntwo, \"three\""), (4, "B", "x")]);
    }

    #[test]
    fn a_line_of_powershell_and_a_column_of_nothing_are_no_part_of_the_table() {
        for text in [
            "#TYPE Selected.System.Management\r\n\"name\",\"seats\"\r\n\"A\",\"1\"\r\n",
            "\u{feff}#type X\nname,seats\nA,1\n",
            "name;seats;\nA;1;\n",
            "name,seats,,\nA,1,,\n",
        ] {
            let sheet = read(text);
            assert_eq!(sheet.headers, ["name", "seats"], "{text:?}");
            assert_eq!((sheet.records[0].cell(0), sheet.records[0].cell(1)), ("A", "1"), "{text:?}");
        }
        assert_eq!(read("name;;\nA;;x\n").headers.len(), 3);
        assert_eq!(read("#types,name\n1,A\n").headers, ["#types", "name"]);
    }

    #[test]
    fn what_cannot_be_read_says_what_and_what_to_do() {
        for (text, part) in [
            ("name,seats\n", "nothing under it"),
            ("name,seats\n,\n", "nothing under it"),
            ("name,notes\nA,\"open\nB,x\n", "row 2 is never closed"),
        ] {
            let message = sheet(text.as_bytes(), None, None).map(|_| ()).unwrap_err().to_string();
            assert!(message.contains(part) && message.contains("Nothing was written"), "{message}");
        }
        let wide = vec!["x"; 600].join(",") + "\n1\n";
        assert!(sheet(wide.as_bytes(), None, None).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-z\",;\t|\r\nä]{0,60}") {
            let _ = sheet(text.as_bytes(), None, None);
        }

        #[test]
        fn written_rows_read_back(rows in prop::collection::vec(prop::collection::vec("[a-zé\",;\n]{0,6}", 3), 1..8)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["one", "two", "three"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let kept: Vec<&Vec<String>> = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
            match sheet(&bytes, None, Some("comma")) {
                Ok(sheet) => {
                    let read: Vec<&Vec<String>> = sheet.records.iter().map(|record| &record.cells).collect();
                    prop_assert_eq!(read, kept);
                }
                Err(_) => prop_assert!(kept.is_empty()),
            }
        }
    }
}
