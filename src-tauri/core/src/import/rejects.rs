//! The left-out rows as a file: to be mended and imported again.

use super::{
    model::{ImportOptions, PreviewRow, RowResult},
    sheet_of,
};
use crate::{Error, Result};
use std::collections::HashSet;

/// The rows with problems as they stand in the file, under its header row, in UTF-8 with a byte order mark. They
/// may hold license keys: write the file for this user alone.
pub fn rejects_csv(bytes: &[u8], options: &ImportOptions, rows: &[PreviewRow]) -> Result<Vec<u8>> {
    let problems: HashSet<u32> =
        rows.iter().filter(|row| row.result == RowResult::Problem).map(|row| row.row).collect();
    let sheet = sheet_of(bytes, options.encoding.as_deref(), options.delimiter.as_deref())?;
    let mut writer = csv::WriterBuilder::new()
        .delimiter(sheet.delimiter_byte)
        .flexible(true)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let unwritten = |error: csv::Error| Error::Internal(format!("the left-out rows: {error}"));
    writer.write_record(&sheet.raw_headers).map_err(unwritten)?;
    for record in sheet.records.iter().filter(|record| problems.contains(&record.number)) {
        writer.write_record(&record.cells).map_err(unwritten)?;
    }
    writer.into_inner().map_err(|error| Error::Internal(format!("the left-out rows: {error}")))
}
