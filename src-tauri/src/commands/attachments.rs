//! Files kept with a thing. The paths are chosen and read in Rust; the window never names one.

use crate::{
    commands::history::BatchRef,
    desktop::{dialogs, opening},
    ipc_error::Answer,
    state::{Shell, batch, perform},
};
use holdfast_core::{
    attachments::{self, Attachment},
    files::FileFormat,
    ids::Kind,
};
use tauri::{AppHandle, State};

/// Lets the person choose files and adds them, all or none. None when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub async fn attach_files(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
) -> Answer<Option<Vec<Attachment>>> {
    let Some(paths) = dialogs::pick_files(&app, "Attach files").await else { return Ok(None) };
    let mut files = Vec::new();
    for path in paths {
        let name = dialogs::file_name(&path);
        files.push((name, dialogs::read(&path, attachments::MAX_BYTES).await?));
    }
    perform!(
        shell,
        &app,
        match files.as_slice() {
            [(name, _)] => format!("Attach {name}"),
            several => format!("Attach {} files", several.len()),
        },
        |tx, act| {
            for (name, bytes) in &files {
                attachments::add(tx, act, kind, &id, name, bytes).await?;
            }
            let all = attachments::list(tx, &id).await?;
            Ok(Some(all))
        }
    )
}

#[tauri::command]
#[specta::specta]
pub async fn list_attachments(shell: State<'_, Shell>, id: String) -> Answer<Vec<Attachment>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(attachments::list(&mut conn, &id).await?)
}

/// Shows a document, a picture or text in the program that opens its like: a copy for this user alone, gone when the
/// window ends. Anything else could be a program: after a question it is saved where the person says, and not opened.
#[tauri::command]
#[specta::specta]
pub async fn open_attachment(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<()> {
    let (name, bytes) = {
        let mut conn = shell.opened()?.db.read().await?;
        attachments::read(&mut conn, &id).await?
    };
    let plain = dialogs::plain_name(&name);
    if !attachments::is_shown(&name) {
        let question = format!(
            "“{plain}” is no document, picture or text that Holdfast opens: it may be a program, or hold one. It can be saved as a file. Open it only if you know where it comes from."
        );
        if dialogs::ask(&app, "Save this file?", &question, "Save…", "Cancel").await
            && let Some(path) = dialogs::save_file(&app, "Save as", &plain).await
        {
            shell.save(&path, &bytes, FileFormat::of(&bytes))?;
        }
        return Ok(());
    }
    let copy = shell.private_copy(&plain, &bytes)?;
    opening::file(
        &app,
        &copy,
        format!(
            "No program on this computer opens “{plain}”, or the one for it did not start. The file is kept as it was. Save it with “Save as”, or install a program for its kind."
        ),
    )
}

/// Writes a copy of a file where the person says. Where it was written; None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_attachment(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<Option<String>> {
    let (name, bytes) = {
        let mut conn = shell.opened()?.db.read().await?;
        attachments::read(&mut conn, &id).await?
    };
    let name = dialogs::plain_name(&name);
    let Some(path) = dialogs::save_file(&app, "Save as", &name).await else { return Ok(None) };
    shell.save(&path, &bytes, FileFormat::of(&bytes))?;
    Ok(Some(path.display().to_string()))
}

#[tauri::command]
#[specta::specta]
pub async fn remove_attachment(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    batch!(shell, &app, "Remove attachment", |tx, act| attachments::remove(tx, act, &id).await)
}
