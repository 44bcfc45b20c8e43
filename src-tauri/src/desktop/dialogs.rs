//! File dialogs, and the files chosen in them. Paths stay on this side.

use holdfast_core::{Error, files, text};
use std::path::{Path, PathBuf};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath, MessageDialogButtons, MessageDialogKind};
use tokio::sync::oneshot;

/// A table or a vault to import; None when cancelled.
pub(crate) async fn pick_tables(app: &AppHandle, title: &str) -> Option<Vec<PathBuf>> {
    let (answer, chosen) = oneshot::channel();
    dialog(app, title)
        .add_filter(
            "Tables and vaults",
            &["csv", "tsv", "txt", "xlsx", "xlsm", "ods", "json", "kdbx", "kdb", "xml", "1pux"],
        )
        .add_filter("All files", &["*"])
        .pick_files(|paths| drop(answer.send(paths)));
    Some(chosen.await.ok()??.into_iter().filter_map(path).collect())
}

/// One file of certain kinds; None when cancelled.
pub(crate) async fn pick_file(
    app: &AppHandle,
    title: &str,
    kind: &str,
    extensions: &[&str],
) -> Option<PathBuf> {
    let (answer, chosen) = oneshot::channel();
    dialog(app, title)
        .add_filter(kind, extensions)
        .add_filter("All files", &["*"])
        .pick_file(|path| drop(answer.send(path)));
    path(chosen.await.ok()??)
}

/// A folder; None when cancelled.
pub(crate) async fn pick_folder(app: &AppHandle, title: &str) -> Option<PathBuf> {
    let (answer, chosen) = oneshot::channel();
    dialog(app, title).pick_folder(|path| drop(answer.send(path)));
    path(chosen.await.ok()??)
}

/// Any files; None when cancelled.
pub(crate) async fn pick_files(app: &AppHandle, title: &str) -> Option<Vec<PathBuf>> {
    let (answer, chosen) = oneshot::channel();
    dialog(app, title).pick_files(|paths| drop(answer.send(paths)));
    Some(chosen.await.ok()??.into_iter().filter_map(path).collect())
}

/// A place for a new file; None when cancelled. The dialog asks before it names a file that is there.
pub(crate) async fn save_file(app: &AppHandle, title: &str, name: &str) -> Option<PathBuf> {
    let (answer, chosen) = oneshot::channel();
    dialog(app, title).set_file_name(name).save_file(|path| drop(answer.send(path)));
    path(chosen.await.ok()??)
}

/// A question with two answers, asked by the system; whether `yes` was chosen.
pub(crate) async fn ask(app: &AppHandle, title: &str, question: &str, yes: &str, no: &str) -> bool {
    let (answer, chosen) = oneshot::channel();
    let buttons = MessageDialogButtons::OkCancelCustom(yes.to_owned(), no.to_owned());
    let mut message =
        app.dialog().message(question).title(title).kind(MessageDialogKind::Warning).buttons(buttons);
    if let Some(window) = app.get_webview_window(super::window::LABEL) {
        message = message.parent(&window);
    }
    message.show(|yes| {
        let _ = answer.send(yes);
    });
    chosen.await.unwrap_or(false)
}

/// Says something that a person has to read before it goes on.
pub(crate) async fn tell(app: &AppHandle, title: &str, text: &str) {
    let (read, was_read) = oneshot::channel();
    let mut message = app.dialog().message(text).title(title).kind(MessageDialogKind::Info);
    if let Some(window) = app.get_webview_window(super::window::LABEL) {
        message = message.parent(&window);
    }
    message.show(|_| {
        let _ = read.send(());
    });
    let _ = was_read.await;
}

fn dialog(app: &AppHandle, title: &str) -> FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file().set_title(title);
    match app.get_webview_window(super::window::LABEL) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

fn path(chosen: FilePath) -> Option<PathBuf> {
    chosen.into_path().inspect_err(|error| tracing::warn!(%error, "the chosen file has no path")).ok()
}

/// The last part of a path, as people name the file.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A name that is one part of a path on every system, and reads as it is.
pub(crate) fn plain_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if text::is_unseen(c) || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    match plain.trim_matches(['.', ' ']) {
        "" => "file".to_owned(),
        plain => plain.to_owned(),
    }
}

/// Reads a chosen file of at most `limit` bytes.
pub(crate) async fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Error> {
    let path = path.to_owned();
    let reading = tokio::task::spawn_blocking(move || files::read(&path, limit as u64));
    reading.await.map_err(|error| Error::Internal(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leaves_its_folder() {
        for (name, expected) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("Invoice 1.pdf", "Invoice 1.pdf"),
            ("..", "file"),
            ("a\nb", "a_b"),
            ("invoice\u{202e}fdp.exe", "invoice_fdp.exe"),
        ] {
            assert_eq!(plain_name(name), expected);
        }
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_or_missing_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, b"12345").unwrap();
        assert_eq!(read(&path, 5).await.unwrap(), b"12345");
        assert!(matches!(read(&path, 4).await, Err(Error::Import(_))));
        assert!(matches!(read(&folder.path().join("none.csv"), 5).await, Err(Error::Import(_))));
    }
}
