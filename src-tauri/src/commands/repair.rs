//! The way out of a damaged database: what can be read in a new one, or the newest automatic backup in its place. Both begin
//! Holdfast anew.

use crate::{
    commands::full_backup::{self, BackupAnswer},
    desktop::dialogs,
    ipc_error::Answer,
    state::Shell,
};
use holdfast_core::{Error, clock::Now, db, repair};
use serde::Serialize;
use std::path::Path;
use tauri::{AppHandle, State};

/// What was saved of a damaged database.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RepairAnswer {
    /// In words, a line for each.
    pub text: String,
    /// Nothing is gone.
    pub complete: bool,
    /// There is an automatic backup that would restore.
    pub has_backup: bool,
}

/// Saves what can be read of the damaged database, and puts that in its place. Holdfast begins anew with [`start_again`], once
/// the person has read what is gone.
#[tauri::command]
#[specta::specta]
pub async fn repair_database(app: AppHandle, shell: State<'_, Shell>) -> Answer<RepairAnswer> {
    let folder = folder(&shell)?;
    let lock = closed(&shell, folder).await?;
    let repaired = repair::repair(folder, &Now::read()).await;
    drop(lock);
    let repaired = match repaired {
        Err(error) if shell.opened().is_ok() => {
            // It is closed by now, and nothing else goes on without it.
            dialogs::tell(&app, "Save what can be read", &error.to_string()).await;
            app.request_restart();
            return Err(error.into());
        }
        repaired => repaired?,
    };
    Ok(RepairAnswer {
        text: repaired.in_words(),
        complete: repaired.is_complete(),
        has_backup: repaired.backup.is_some(),
    })
}

/// Puts the newest automatic backup that would restore in the place of the database, after a question that says what that
/// changes, and begins Holdfast anew.
#[tauri::command]
#[specta::specta]
pub async fn restore_newest_backup(app: AppHandle, shell: State<'_, Shell>) -> Answer<BackupAnswer> {
    const TITLE: &str = "Restore the newest backup";
    let folder = folder(&shell)?;
    let preview = repair::newest_backup(folder).await.ok_or_else(|| {
        Error::Refused(
            "There is no automatic backup that would restore. If you have a backup elsewhere, choose it."
                .into(),
        )
    })?;
    let question = format!("{}\n\nRestore it? Holdfast then starts again.", preview.in_words());
    if !dialogs::ask(&app, TITLE, &question, "Restore", "Cancel").await {
        return Ok(BackupAnswer::Cancelled);
    }
    let lock = closed(&shell, folder).await?;
    let restored = full_backup::restore(&app, &shell, folder, &preview.backup.file, None).await;
    drop(lock);
    let text = match restored {
        Ok(restored) => restored.in_words(),
        Err(error) => error.to_string(),
    };
    dialogs::tell(&app, TITLE, &text).await;
    app.request_restart();
    Ok(BackupAnswer::Done { text })
}

/// Begins Holdfast anew, with the database that is there now.
#[tauri::command]
#[specta::specta]
pub async fn start_again(app: AppHandle) -> Answer<()> {
    app.request_restart();
    Ok(())
}

fn folder(shell: &Shell) -> Result<&Path, Error> {
    shell.folder().ok_or_else(|| Error::Refused("There is no data folder.".into()))
}

/// Sees to it that nobody has the database open, this window included.
async fn closed(shell: &Shell, folder: &Path) -> Answer<Option<std::fs::File>> {
    match shell.opened() {
        Ok(_) => {
            shell.unlocked()?.db.close().await;
            Ok(None)
        }
        Err(_) => Ok(Some(db::lock_for_window(folder)?)),
    }
}
