//! Failures as they cross to the window: a code to act on, words for the person, the field they belong to.

use holdfast_core::{Error, error::ErrorCode, ids, vaults};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// The error of every command.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct IpcError {
    pub code: ErrorCode,
    pub message: String,
    /// The field of the input the message belongs to.
    pub field: Option<String>,
}

/// What commands return.
pub(crate) type Answer<T> = Result<T, IpcError>;

impl IpcError {
    /// A failure nobody foresaw. The cause goes to the log under a reference, which is all the window says of it.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> IpcError {
        let id = ids::new_id();
        let reference = id.rsplit('-').next().unwrap_or(&id).to_owned();
        tracing::error!(reference, %cause, "internal error");
        IpcError {
            code: ErrorCode::Internal,
            message: format!(
                "Something went wrong inside Holdfast, and this was not done. The log has the cause under {reference}."
            ),
            field: None,
        }
    }
}

/// The data folder of this window, so that a full disk can be named.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Says once where the data is.
pub(crate) fn data_is_in(folder: &Path) {
    let _ = FOLDER.set(folder.to_owned());
}

impl From<Error> for IpcError {
    fn from(error: Error) -> IpcError {
        let error = match FOLDER.get() {
            Some(folder) => error.on_disk_of(folder),
            None => error,
        };
        match &error {
            Error::Database(_) | Error::Internal(_) => IpcError::internal(&error),
            _ => {
                tracing::debug!(code = ?error.code(), "refused");
                IpcError {
                    code: error.code(),
                    message: error.to_string(),
                    field: error.field_name().map(str::to_owned),
                }
            }
        }
    }
}

impl From<vaults::Error> for IpcError {
    fn from(error: vaults::Error) -> IpcError {
        Error::from(error).into()
    }
}

/// What a use case of the core answered; it says which error that may be.
pub(crate) fn done<T>(answer: Result<T, Error>) -> Result<T, Error> {
    answer
}

/// The end of a write: what a commit says, as the window hears it.
pub(crate) fn kept<E: Into<Error>>(committed: Result<(), E>) -> Answer<()> {
    committed.map_err(|error| IpcError::from(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_error_keeps_its_field_and_words() {
        let error = IpcError::from(Error::field("seats", "Whole numbers only."));
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Field, Some("seats")));
        assert_eq!(error.message, "Whole numbers only.");
    }

    #[test]
    fn internals_stay_inside() {
        let error = IpcError::from(Error::Internal("SELECT * FROM credential".into()));
        assert_eq!(error.code, ErrorCode::Internal);
        assert!(!error.message.contains("SELECT"), "{}", error.message);
    }

    #[test]
    fn two_internal_errors_are_told_apart() {
        let (one, other) = (IpcError::internal("a"), IpcError::internal("a"));
        assert_ne!(one.message, other.message);
    }
}
