//! Handing a file or an address to the program of this computer that is for its like.

use crate::ipc_error::IpcError;
use holdfast_core::Error;
use std::path::Path;
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

/// Opens a file or a folder. When that fails, `otherwise` says in plain words what did not happen and what to do; what
/// the launcher said goes to the log.
pub(crate) fn file(app: &AppHandle, path: &Path, otherwise: impl Into<String>) -> Result<(), IpcError> {
    said(app.opener().open_path(path.to_string_lossy(), None::<&str>), otherwise)
}

/// Opens an address in the browser, the mail program or what calls; like [`file`].
pub(crate) fn address(app: &AppHandle, address: &str, otherwise: impl Into<String>) -> Result<(), IpcError> {
    said(app.opener().open_url(address, None::<&str>), otherwise)
}

fn said<E: std::fmt::Display>(answer: Result<(), E>, otherwise: impl Into<String>) -> Result<(), IpcError> {
    answer.map_err(|error| {
        tracing::warn!(%error, "no program took what was to be opened");
        Error::Refused(otherwise.into()).into()
    })
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn what_the_launcher_says_is_for_the_log() {
        let raw = "Launcher \"gio\" exited with unix_wait_status(512)";
        let refused = said(Err(raw), "No program here opens “plan.vsd”.").unwrap_err();
        assert_eq!(refused.message, "No program here opens “plan.vsd”.");
        assert!(said(Ok::<(), String>(()), "").is_ok());
    }
}
