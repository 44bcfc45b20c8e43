//! What holds for the list of every kind alike: choosing all of it, its tags, its saved views.

use crate::{
    commands::history::BatchRef,
    desktop::clipboard::Clipboard,
    ipc_error::Answer,
    state::{Shell, batch, set},
};
use holdfast_core::{
    any_list,
    clock::Now,
    ids::Kind,
    list::ListQuery,
    settings::{self, SavedView},
    tags,
};
use tauri::{AppHandle, State};

/// The ids of all rows that a list shows, however many.
#[tauri::command]
#[specta::specta]
pub async fn list_ids(shell: State<'_, Shell>, kind: Kind, query: ListQuery) -> Answer<Vec<String>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(any_list::ids(&mut conn, kind, &query, Now::read().today).await?)
}

/// Gives things tags and takes others off, as one act.
#[tauri::command]
#[specta::specta]
pub async fn tag_things(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    ids: Vec<String>,
    add: Vec<String>,
    remove: Vec<String>,
) -> Answer<BatchRef> {
    batch!(shell, &app, format!("Change the tags of {} ({kind})", ids.len()), |tx, act| {
        tags::change(tx, act, kind, &ids, &add, &remove).await
    })
}

/// Puts a text that is shown on the clipboard; it is no secret and stays.
#[tauri::command]
#[specta::specta]
pub async fn copy_text(app: AppHandle, clipboard: State<'_, Clipboard>, text: String) -> Answer<()> {
    clipboard.copy_plain(&app, &text)
}

#[tauri::command]
#[specta::specta]
pub async fn saved_views(shell: State<'_, Shell>) -> Answer<Vec<SavedView>> {
    Ok(settings::views(&mut *shell.opened()?.db.read().await?).await?)
}

/// Keeps a view; one of the same list and name is replaced. All views as they are then.
#[tauri::command]
#[specta::specta]
pub async fn save_view(shell: State<'_, Shell>, view: SavedView) -> Answer<Vec<SavedView>> {
    set!(shell, |tx| settings::save_view(tx, view).await)
}

#[tauri::command]
#[specta::specta]
pub async fn delete_view(shell: State<'_, Shell>, id: String) -> Answer<Vec<SavedView>> {
    set!(shell, |tx| settings::delete_view(tx, &id).await)
}
