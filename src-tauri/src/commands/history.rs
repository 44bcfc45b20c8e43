//! Trash, undo, and what happened to a thing.

use crate::{
    ipc_error::Answer,
    state::{Shell, batch, perform},
};
use holdfast_core::{
    demo,
    history::{self, HistoryEntry, ImportAct, Undone},
    ids::Kind,
    secrets, trash,
};
use serde::Serialize;
use tauri::{AppHandle, State};

/// How many entries a thing's History shows.
const ENTRIES: u32 = 200;

/// How many imports are listed.
const IMPORTS: u32 = 20;

/// An act that can be undone.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct BatchRef {
    pub batch: String,
}

/// Moves a thing to Trash.
#[tauri::command]
#[specta::specta]
pub async fn delete_thing(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
) -> Answer<BatchRef> {
    delete(&app, &shell, kind, vec![id]).await
}

/// Moves things to Trash as one act.
#[tauri::command]
#[specta::specta]
pub async fn delete_things(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    ids: Vec<String>,
) -> Answer<BatchRef> {
    delete(&app, &shell, kind, ids).await
}

async fn delete(app: &AppHandle, shell: &Shell, kind: Kind, ids: Vec<String>) -> Answer<BatchRef> {
    let title = match ids.len() {
        1 => format!("Delete {kind}"),
        count => format!("Delete {count} things ({kind})"),
    };
    batch!(shell, app, title, |tx, act| {
        for id in &ids {
            trash::delete(tx, act, kind, id).await?;
        }
        Ok(())
    })
}

/// Takes a thing out of Trash.
#[tauri::command]
#[specta::specta]
pub async fn restore_thing(app: AppHandle, shell: State<'_, Shell>, kind: Kind, id: String) -> Answer<()> {
    perform!(shell, &app, format!("Restore {kind}"), |tx, act| trash::restore(tx, act, kind, &id).await)
}

/// Takes an act back, whole or not at all.
#[tauri::command]
#[specta::specta]
pub async fn undo_batch(app: AppHandle, shell: State<'_, Shell>, batch: String) -> Answer<Undone> {
    // It may put another value in place of one, or bring one back.
    let opened = shell.unlocked()?;
    let undone = perform!(shell, &app, "Undo", |tx, act| {
        let undone = history::undo(tx, act, &batch).await?;
        demo::after_undo(tx, act, &batch).await?;
        Ok(undone)
    })?;
    // What was cut off before is finished; a keyring that is locked keeps it for the next start.
    if let Err(error) = secrets::sweep(&opened.db, &opened.keyring).await {
        tracing::warn!(%error, "the sweep after an undo was not finished");
    }
    Ok(undone)
}

/// Does an undone act again, whole or not at all.
#[tauri::command]
#[specta::specta]
pub async fn redo_batch(app: AppHandle, shell: State<'_, Shell>, batch: String) -> Answer<Undone> {
    // It may put another value in place of one, or bring one back.
    let opened = shell.unlocked()?;
    let redone = perform!(shell, &app, "Redo", |tx, act| history::redo(tx, act, &batch).await)?;
    if let Err(error) = secrets::sweep(&opened.db, &opened.keyring).await {
        tracing::warn!(%error, "the sweep after a redo was not finished");
    }
    Ok(redone)
}

/// The newest imports, and what became of them.
#[tauri::command]
#[specta::specta]
pub async fn imports(shell: State<'_, Shell>) -> Answer<Vec<ImportAct>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(history::imports(&mut conn, IMPORTS).await?)
}

/// The newest changes of a thing and its parts.
#[tauri::command]
#[specta::specta]
pub async fn history_of(shell: State<'_, Shell>, id: String) -> Answer<Vec<HistoryEntry>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(history::of_subject(&mut conn, &id, ENTRIES).await?)
}
