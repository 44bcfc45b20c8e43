//! Files kept with a thing. The paths are chosen and read in Rust; the window never names one.

use crate::{
    commands::history::BatchRef,
    desktop::{dialogs, opening},
    ipc_error::{Answer, kept},
    state::{Shell, act},
};
use holdfast_core::{
    Error,
    attachments::{self, Attachment},
    backup,
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
    let opened = shell.opened()?;
    let Some(paths) = dialogs::pick_files(&app, "Attach files").await else { return Ok(None) };
    let mut files = Vec::new();
    for path in paths {
        let name = dialogs::file_name(&path);
        files.push((name, dialogs::read(&path, attachments::MAX_BYTES).await?));
    }
    let act = act(match files.as_slice() {
        [(name, _)] => format!("Attach {name}"),
        several => format!("Attach {} files", several.len()),
    });
    let mut tx = opened.db.write().await?;
    for (name, bytes) in &files {
        attachments::add(&mut tx, &act, kind, &id, name, bytes).await?;
    }
    let all = attachments::list(&mut tx, &id).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(Some(all))
}

#[tauri::command]
#[specta::specta]
pub async fn list_attachments(shell: State<'_, Shell>, id: String) -> Answer<Vec<Attachment>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(attachments::list(&mut conn, &id).await?)
}

/// Shows a file in the program that opens its like: a copy for this user alone, gone when the window ends.
#[tauri::command]
#[specta::specta]
pub async fn open_attachment(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<()> {
    let (name, bytes) = {
        let mut conn = shell.opened()?.db.read().await?;
        attachments::read(&mut conn, &id).await?
    };
    if runs_when_opened(&name) {
        return Err(Error::Refused(format!(
            "“{name}” is a program. Opening it would run it, so it was not opened."
        ))
        .into());
    }
    let copy = shell.private_copy(&dialogs::plain_name(&name), &bytes)?;
    opening::file(
        &app,
        &copy,
        format!(
            "No program on this computer opens “{name}”, or the one for it did not start. The file is kept as it was. Save it with “Save as”, or install a program for its kind."
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
    backup::write_private(&path, &bytes)?;
    Ok(Some(path.display().to_string()))
}

#[tauri::command]
#[specta::specta]
pub async fn remove_attachment(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Remove attachment");
    let mut tx = opened.db.write().await?;
    attachments::remove(&mut tx, &act, &id).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(BatchRef { batch: act.batch })
}

/// Whether a desktop would start such a file instead of showing it.
fn runs_when_opened(name: &str) -> bool {
    const PROGRAMS: [&str; 19] = [
        "appimage", "bat", "cmd", "com", "command", "cpl", "desktop", "exe", "hta", "jar", "js", "jse",
        "lnk", "msi", "ps1", "scr", "sh", "vbs", "wsf",
    ];
    let extension =
        name.trim_end_matches(['.', ' ']).rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    extension.is_some_and(|extension| PROGRAMS.contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    use super::runs_when_opened;

    #[test]
    fn programs_are_not_opened() {
        for name in ["Invoice.pdf.EXE", "run.sh", "a.desktop", "x.exe. "] {
            assert!(runs_when_opened(name), "{name}");
        }
        for name in ["Invoice.pdf", "exe", "photo.jpeg", "notes.txt", "README"] {
            assert!(!runs_when_opened(name), "{name}");
        }
    }
}
