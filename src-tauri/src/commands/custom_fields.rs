//! Fields that people define for a kind of thing.

use crate::{
    commands::history::BatchRef,
    ipc_error::Answer,
    state::{Shell, act},
};
use holdfast_core::{
    fields::custom::{self, Conversion, CustomField, CustomFieldInput},
    ids::Kind,
};
use tauri::{AppHandle, State};

/// Those of all kinds, each kind's in their order.
#[tauri::command]
#[specta::specta]
pub async fn custom_fields(shell: State<'_, Shell>) -> Answer<Vec<CustomField>> {
    Ok(custom::list(&mut *shell.opened()?.db.read().await?, None).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn create_custom_field(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    input: CustomFieldInput,
) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act(format!("Add the field {}", input.label.trim()));
    let mut tx = opened.db.write().await?;
    custom::create(&mut tx, &act, kind, input).await?;
    opened.keep(&app, tx, act).await
}

/// What the values become with another type or other choices.
#[tauri::command]
#[specta::specta]
pub async fn preview_custom_field(
    shell: State<'_, Shell>,
    id: String,
    input: CustomFieldInput,
) -> Answer<Vec<Conversion>> {
    Ok(custom::preview(&mut *shell.opened()?.db.read().await?, &id, &input).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn update_custom_field(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    version: u32,
    input: CustomFieldInput,
) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act(format!("Change the field {}", input.label.trim()));
    let mut tx = opened.db.write().await?;
    custom::update(&mut tx, &act, &id, version, input).await?;
    opened.keep(&app, tx, act).await
}

#[tauri::command]
#[specta::specta]
pub async fn order_custom_fields(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    ids: Vec<String>,
) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Order fields");
    let mut tx = opened.db.write().await?;
    custom::order(&mut tx, &act, kind, &ids).await?;
    opened.keep(&app, tx, act).await
}

/// Takes a field and its values away; an undo brings them back.
#[tauri::command]
#[specta::specta]
pub async fn remove_custom_field(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Remove field");
    let mut tx = opened.db.write().await?;
    custom::remove(&mut tx, &act, &id).await?;
    opened.keep(&app, tx, act).await
}
