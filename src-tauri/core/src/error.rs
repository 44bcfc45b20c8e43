//! One error type with stable codes. A code exists only when somebody acts on it.

use std::path::PathBuf;

/// What went wrong, in words for the person at the screen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A field holds something that cannot be kept. `field` is the field's name in the input type.
    #[error("{message}")]
    Field { field: String, message: String },
    /// A filter that could not be understood, with the place.
    #[error("{}", .0.message)]
    Filter(crate::filter::FilterError),
    /// Another live thing has this unique value already.
    #[error("{message}")]
    Taken { field: String, message: String, other_id: Option<String> },
    #[error("There is no {kind} with the id {id}.")]
    NotFound { kind: String, id: String },
    /// The row was changed since it was read.
    #[error(
        "This was changed elsewhere since you opened it. Nothing was overwritten: reload to see the other version."
    )]
    Conflict { expected: u32, actual: u32 },
    /// An undo that would overwrite later work.
    #[error("{0}")]
    UndoRefused(String),
    #[error("{0}")]
    Import(String),
    #[error("{message}")]
    Keyring { state: crate::secrets::KeyringState, message: String },
    /// A value that was not handed out, because that could not be recorded; with the reason.
    #[error(
        "The use of this secret could not be recorded, so it was not given out. {0} Fix that, or use it without recording."
    )]
    Unrecorded(String),
    #[error(
        "{0} is not a Holdfast database. It was not touched: choose another folder, or move the file away."
    )]
    ForeignFile(PathBuf),
    #[error(
        "{path} was written by a newer Holdfast (schema {found}, this one knows {known}). It was not touched: update Holdfast to open it."
    )]
    NewerSchema { path: PathBuf, found: i64, known: i64 },
    #[error(
        "{path} is damaged: {detail}. It was not touched: restore a backup, or save what can be read of the database, in the window or with “holdfast doctor --repair”."
    )]
    Damaged { path: PathBuf, detail: String },
    #[error(
        "Holdfast cannot write in {path}: {source}. Nothing was saved: give yourself write permission, or choose another folder."
    )]
    Folder { path: PathBuf, source: std::io::Error },
    /// No room left for what should be written.
    #[error(
        "There is no room left on the disk that holds {path}. Nothing was saved, and what was there is unchanged: make room on it, then try again."
    )]
    Full { path: PathBuf },
    #[error("Another Holdfast window has this data folder open.")]
    AlreadyOpen,
    /// A passphrase is asked for before anything is done with values.
    #[error("Holdfast is locked. Unlock it with your passphrase, then try again.")]
    Locked,
    #[error("{0}")]
    Refused(String),
    #[error("{context}: {source}")]
    Io { context: String, source: std::io::Error },
    #[error("{}", in_words(.0))]
    Database(#[from] sqlx::Error),
    /// The user stopped it.
    #[error("{0}")]
    Cancelled(String),
    #[error("{0}")]
    Internal(String),
}

/// What a failure of the database means; SQLite's own words only where nothing better is known.
fn in_words(error: &sqlx::Error) -> String {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    match code.map(|code| code & 0xff) {
        // SQLITE_CORRUPT, SQLITE_NOTADB
        Some(11 | 26) => "The database is damaged: parts of it cannot be read. Save what can be read of it with “holdfast doctor --repair”, or restore a backup.".to_owned(),
        // SQLITE_FULL
        Some(13) => "There is no room left on the disk. Nothing was saved: make some, then try again.".to_owned(),
        // SQLITE_IOERR
        Some(10) => "The disk answered with an error. Nothing was saved: see that it has room and is there, then try again.".to_owned(),
        // SQLITE_READONLY
        Some(8) => "The database cannot be written to: its folder, its medium or its file is read-only. Nothing was saved.".to_owned(),
        // SQLITE_BUSY, SQLITE_LOCKED
        Some(5 | 6) => "Another Holdfast is writing just now. Nothing was saved: try again in a moment.".to_owned(),
        _ => format!("The database refused: {error}"),
    }
}

impl From<holdfast_vaults::Error> for Error {
    fn from(error: holdfast_vaults::Error) -> Error {
        match error {
            holdfast_vaults::Error::Field { field, message } => Error::field(field, message),
            holdfast_vaults::Error::Import(message) => Error::Import(message),
            holdfast_vaults::Error::Cancelled(message) => Error::Cancelled(message),
            holdfast_vaults::Error::Internal(message) => Error::Internal(message),
        }
    }
}

impl From<holdfast_sheets::Error> for Error {
    fn from(error: holdfast_sheets::Error) -> Error {
        holdfast_vaults::Error::from(error).into()
    }
}

/// Something that is odd but may well be meant: it is shown beside the field and hinders nobody.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Warning {
    /// The field's name in the input type; empty when it is about the whole.
    pub field: String,
    pub message: String,
}

impl Warning {
    /// A remark on one field of a form; `field` is empty when it is about the whole.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Warning {
        Warning { field: field.into(), message: message.into() }
    }
}

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The stable name of a failure, for the window's table of presentations and for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    Field,
    Taken,
    NotFound,
    Conflict,
    UndoRefused,
    Import,
    Keyring,
    ForeignFile,
    NewerSchema,
    Damaged,
    Folder,
    AlreadyOpen,
    Locked,
    Unrecorded,
    Refused,
    Cancelled,
    Internal,
}

impl Error {
    /// A message for one field of a form or one option of a command.
    pub fn field(field: &str, message: impl Into<String>) -> Error {
        Error::Field { field: field.to_owned(), message: message.into() }
    }

    /// There is no such thing of this kind with this id.
    pub fn not_found(kind: impl ToString, id: impl ToString) -> Error {
        Error::NotFound { kind: kind.to_string(), id: id.to_string() }
    }

    /// What the system refused, with what was to be done.
    pub fn io(context: impl Into<String>, source: std::io::Error) -> Error {
        Error::Io { context: context.into(), source }
    }

    /// Why a folder could not be written in.
    pub(crate) fn folder(path: &std::path::Path, source: std::io::Error) -> Error {
        let path = path.to_owned();
        if crate::files::is_full(&source) { Error::Full { path } } else { Error::Folder { path, source } }
    }

    /// The same error, in words about the data folder where it has to do with it: a disk that is full or read-only, a database
    /// that turns out to be damaged.
    pub fn on_disk_of(self, folder: &std::path::Path) -> Error {
        match self {
            Error::Database(error) => crate::db::meanwhile(&crate::db::database_file(folder), error),
            other => other,
        }
    }

    /// The stable name of this failure.
    pub fn code(&self) -> ErrorCode {
        match self {
            Error::Field { .. } | Error::Filter(_) => ErrorCode::Field,
            Error::Taken { .. } => ErrorCode::Taken,
            Error::NotFound { .. } => ErrorCode::NotFound,
            Error::Conflict { .. } => ErrorCode::Conflict,
            Error::UndoRefused(_) => ErrorCode::UndoRefused,
            Error::Import(_) => ErrorCode::Import,
            Error::Keyring { .. } => ErrorCode::Keyring,
            Error::ForeignFile(_) => ErrorCode::ForeignFile,
            Error::NewerSchema { .. } => ErrorCode::NewerSchema,
            Error::Damaged { .. } => ErrorCode::Damaged,
            Error::Folder { .. } | Error::Full { .. } => ErrorCode::Folder,
            Error::AlreadyOpen => ErrorCode::AlreadyOpen,
            Error::Locked => ErrorCode::Locked,
            Error::Unrecorded(_) => ErrorCode::Unrecorded,
            Error::Refused(_) => ErrorCode::Refused,
            Error::Cancelled(_) => ErrorCode::Cancelled,
            Error::Io { .. } | Error::Database(_) | Error::Internal(_) => ErrorCode::Internal,
        }
    }

    /// The field of the input the message belongs to, when there is one.
    pub fn field_name(&self) -> Option<&str> {
        match self {
            Error::Field { field, .. } | Error::Taken { field, .. } => Some(field),
            Error::Filter(_) => Some("filter"),
            _ => None,
        }
    }
}
