//! How much a table may ask of this computer before it is refused: seen in one pass over its bytes, before anything of
//! it is kept.

use crate::{Error, Result};

/// The most rows of one file.
pub const ROWS: u32 = 250_000;
/// The most bytes of one row.
const ROW_BYTES: usize = 16 * 1024 * 1024;
/// The most cells of one row. Spreadsheets end at 16,384 columns.
const ROW_CELLS: u32 = 20_000;
/// The most cells of one file.
const CELLS: u32 = 10_000_000;
/// The most bytes of the texts of a workbook's sheet, each counted wherever it stands: one text can stand in every cell.
const TEXT_BYTES: usize = 128 * 1024 * 1024;
/// The most values of a JSON table.
pub const JSON_VALUES: u64 = 5_000_000;

/// What a table was found to have so far.
#[derive(Debug, Default)]
pub struct Measure {
    rows: u32,
    cells: u32,
    row_cells: u32,
    row_start: usize,
    text: usize,
}

impl Measure {
    /// A cell ends.
    pub fn cell(&mut self) -> Result<()> {
        self.row_cells += 1;
        self.cells += 1;
        if ROW_CELLS < self.row_cells {
            return Err(too_much(&format!("row {} has more than {ROW_CELLS} cells", self.rows + 1)));
        }
        if CELLS < self.cells {
            return Err(too_much(&format!("it has more than {} million cells", CELLS / 1_000_000)));
        }
        Ok(())
    }

    /// A cell's text of so many bytes is kept.
    pub fn text(&mut self, bytes: usize) -> Result<()> {
        self.text = self.text.saturating_add(bytes);
        if TEXT_BYTES < self.text {
            let limit = TEXT_BYTES / (1024 * 1024);
            return Err(too_much(&format!("its texts have more than {limit} MB")));
        }
        Ok(())
    }

    /// A row ends before this byte; `blank` ones count for nothing.
    pub fn row(&mut self, end: usize, blank: bool) -> Result<()> {
        if ROW_BYTES < end.saturating_sub(self.row_start) {
            let limit = ROW_BYTES / (1024 * 1024);
            return Err(too_much(&format!("row {} is longer than {limit} MB", self.rows + 1)));
        }
        self.cell()?;
        self.row_cells = 0;
        self.row_start = end;
        self.rows += u32::from(!blank);
        // One more, for the header row.
        if ROWS < self.rows.saturating_sub(1) {
            return Err(too_many_rows());
        }
        Ok(())
    }
}

/// Refuses JSON of more than so many values, counted by their separators.
///
/// # Errors
/// [`Error::Import`] with the limit.
pub fn check_json(bytes: &[u8], limit: u64) -> Result<()> {
    let (mut values, mut in_text, mut escaped) = (0_u64, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => values += 1,
            _ => {}
        }
    }
    if limit < values {
        return Err(too_much(&format!("it has more than {} million values", limit / 1_000_000)));
    }
    Ok(())
}

/// What is said of a table with more than [`ROWS`].
pub fn too_many_rows() -> Error {
    too_much(&format!("it has more than {ROWS} rows"))
}

fn too_much(why: &str) -> Error {
    Error::Import(format!("The file is too large to be read: {why}. Nothing was written: split it."))
}

#[cfg(test)]
mod tests {
    use super::{super::read, *};

    fn refused(bytes: &[u8]) -> String {
        let error = read::sheet(bytes, None, None).map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::Import(_)), "{error:?}");
        read::rows(bytes).map(|_| ()).unwrap_err();
        error.to_string()
    }

    #[test]
    fn a_table_is_bounded_in_rows_cells_and_length() {
        let rows = |count: u32| format!("name\n{}", "a\n".repeat(count as usize));
        assert!(read::sheet(rows(ROWS).as_bytes(), None, None).is_ok());
        assert!(refused(rows(ROWS + 1).as_bytes()).contains("250000 rows"));
        let wide = format!("name,x\na{}\n", ",".repeat(ROW_CELLS as usize + 1));
        assert!(refused(wide.as_bytes()).contains("row 2 has more than 20000 cells"));
        let long = format!("name,x\na,{}\n", "y".repeat(ROW_BYTES));
        assert!(refused(long.as_bytes()).contains("row 2 is longer than 16 MB"));
        let quoted = format!("name,x\na,\"{}\"\n", "y\n,".repeat(ROW_BYTES / 3 + 1));
        assert!(refused(quoted.as_bytes()).contains("row 2 is longer"));
        let unended = format!("name,x\na,{}", "y".repeat(ROW_BYTES));
        assert!(refused(unended.as_bytes()).contains("row 2 is longer"));
        let cells = format!("name\n{}", format!("{}\n", ",".repeat(19_998)).repeat(501));
        assert!(refused(cells.as_bytes()).contains("10 million cells"));
    }

    #[test]
    fn json_is_bounded_by_its_values_and_text_counts_for_one() {
        let text = format!("[{{\"name\": \"a,[{{\\\",\"}}{}]", ",{}".repeat(10));
        // The list, the object, and ten times a separator and an object.
        assert!(check_json(text.as_bytes(), 22).is_ok());
        assert!(check_json(text.as_bytes(), 21).is_err());
        let many = format!("[{{}}{}]", ",{}".repeat(JSON_VALUES as usize));
        let error = check_json(many.as_bytes(), JSON_VALUES).unwrap_err().to_string();
        assert!(error.contains("5 million values"), "{error}");
    }
}
