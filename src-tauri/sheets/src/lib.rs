//! Tables as spreadsheets and other programs write them: bytes in, rows out. Which encoding a file is in, what parts
//! its cells and lines, and how much it may hold. What the rows mean is another's to say.

mod bounds;
mod encoding;
mod headers;
mod read;
mod workbook;

pub use bounds::{JSON_VALUES, ROWS, check_json, too_many_rows};
pub use encoding::{Candidate, Decoded, decode, question};
pub use headers::{header_key, is_unseen, name_key, row_key, tell_apart};
pub use read::{MAX_CELL, MAX_COLUMNS, Record, Sheet, backslash_rows, rows, sheet};
pub use workbook::{Tab, is_workbook, workbook};

/// Why a file is refused, in words for the person who chose it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the person said about the file does not fit it; `field` is the option's name.
    #[error("{message}")]
    Field { field: &'static str, message: String },
    #[error("{0}")]
    Import(String),
}

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    fn field(field: &'static str, message: impl Into<String>) -> Error {
        Error::Field { field, message: message.into() }
    }
}
