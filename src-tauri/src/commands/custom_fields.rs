//! Fields that people define for a kind of thing.

use crate::{
    commands::history::BatchRef,
    ipc_error::Answer,
    state::{Shell, batch},
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
    Ok(custom::counted(&mut *shell.opened()?.db.read().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn create_custom_field(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    input: CustomFieldInput,
) -> Answer<BatchRef> {
    batch!(shell, &app, format!("Add field {}", input.label.trim()), |tx, act| {
        custom::create(tx, act, kind, input).await
    })
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
    batch!(shell, &app, format!("Edit field {}", input.label.trim()), |tx, act| {
        custom::update(tx, act, &id, version, input).await
    })
}

#[tauri::command]
#[specta::specta]
pub async fn order_custom_fields(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    ids: Vec<String>,
) -> Answer<BatchRef> {
    batch!(shell, &app, "Order fields", |tx, act| custom::order(tx, act, kind, &ids).await)
}

/// Takes a field and its values away; an undo brings them back.
#[tauri::command]
#[specta::specta]
pub async fn remove_custom_field(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    let label = custom::label(&mut *shell.opened()?.db.read().await?, &id).await?;
    batch!(shell, &app, format!("Remove field {label}"), |tx, act| custom::remove(tx, act, &id).await)
}
