//! What holds for the list of every kind alike: choosing all of it, its tags, its file, its saved views.

use crate::{
    commands::history::BatchRef,
    desktop::{clipboard::Clipboard, dialogs},
    ipc_error::{Answer, kept},
    state::{Shell, act},
};
use holdfast_core::{
    backup,
    clock::Now,
    ids::Kind,
    list::ListQuery,
    lists::{self, ExportColumn},
    settings::{self, SavedView},
    tags,
};
use tauri::{AppHandle, State};

/// The ids of all rows that a list shows, however many.
#[tauri::command]
#[specta::specta]
pub async fn list_ids(shell: State<'_, Shell>, kind: Kind, query: ListQuery) -> Answer<Vec<String>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(lists::ids(&mut conn, kind, &query, Now::read().today).await?)
}

/// Writes what a list shows as CSV where the person says. The path that was written; None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn export_list(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    query: ListQuery,
    columns: Vec<ExportColumn>,
    name: String,
) -> Answer<Option<String>> {
    let opened = shell.opened()?;
    let today = Now::read().today;
    let bytes = {
        let mut conn = opened.db.read().await?;
        lists::export(&mut conn, kind, &query, &columns, today).await?
    };
    let name = dialogs::plain_name(&format!("{name} {today}.csv"));
    let Some(path) = dialogs::save_file(&app, "Export as CSV", &name).await else { return Ok(None) };
    backup::write_private(&path, &bytes)?;
    Ok(Some(path.display().to_string()))
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
    let opened = shell.opened()?;
    let act = act(format!("Change the tags of {} ({kind})", ids.len()));
    let mut tx = opened.db.write().await?;
    tags::change(&mut tx, &act, kind, &ids, &add, &remove).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(BatchRef { batch: act.batch })
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
    let mut tx = shell.opened()?.db.write().await?;
    let views = settings::save_view(&mut tx, view).await?;
    kept(tx.commit().await)?;
    Ok(views)
}

#[tauri::command]
#[specta::specta]
pub async fn delete_view(shell: State<'_, Shell>, id: String) -> Answer<Vec<SavedView>> {
    let mut tx = shell.opened()?.db.write().await?;
    let views = settings::delete_view(&mut tx, &id).await?;
    kept(tx.commit().await)?;
    Ok(views)
}
