//! Commands about categories, models, and the settings of the Hardware screen.

use super::history::BatchRef;
use crate::{
    ipc_error::Answer,
    state::{Shell, batch, perform, set},
};
use holdfast_core::hardware::{
    settings::{self, HardwareSettings},
    templates::{self, CategoryInput, DeviceCategory, DeviceDefaults, DeviceModel, ModelInput},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_categories(shell: State<'_, Shell>) -> Answer<Vec<DeviceCategory>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(templates::categories(&mut conn).await?)
}

/// Adds a category, or with its id and version changes one.
#[tauri::command]
#[specta::specta]
pub async fn save_category(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: Option<String>,
    version: u32,
    input: CategoryInput,
) -> Answer<BatchRef> {
    batch!(shell, &app, format!("Save category {}", input.name.trim()), |tx, act| {
        templates::save_category(tx, act, id.as_deref().map(|id| (id, version)), &input).await
    })
}

#[tauri::command]
#[specta::specta]
pub async fn remove_category(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    batch!(shell, &app, "Remove category", |tx, act| templates::remove_category(tx, act, &id).await)
}

/// Gives devices without an expected life that of their category; returns how many there were.
#[tauri::command]
#[specta::specta]
pub async fn fill_expected_life(app: AppHandle, shell: State<'_, Shell>) -> Answer<u32> {
    perform!(shell, &app, "Expected life by category", |tx, act| templates::fill_expected_life(tx, act).await)
}

#[tauri::command]
#[specta::specta]
pub async fn list_models(shell: State<'_, Shell>) -> Answer<Vec<DeviceModel>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(templates::models(&mut conn).await?)
}

/// Adds a model, or with its id and version changes one.
#[tauri::command]
#[specta::specta]
pub async fn save_model(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: Option<String>,
    version: u32,
    input: ModelInput,
) -> Answer<BatchRef> {
    batch!(shell, &app, format!("Save model {}", input.name.trim()), |tx, act| {
        templates::save_model(tx, act, id.as_deref().map(|id| (id, version)), &input).await
    })
}

#[tauri::command]
#[specta::specta]
pub async fn remove_model(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    batch!(shell, &app, "Remove model", |tx, act| templates::remove_model(tx, act, &id).await)
}

/// What a new device of a model or a category starts with.
#[tauri::command]
#[specta::specta]
pub async fn device_defaults(
    shell: State<'_, Shell>,
    category: Option<String>,
    manufacturer: Option<String>,
    model: Option<String>,
) -> Answer<DeviceDefaults> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(templates::defaults(&mut conn, category.as_deref(), manufacturer.as_deref(), model.as_deref()).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_hardware_settings(shell: State<'_, Shell>) -> Answer<HardwareSettings> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(settings::get(&mut conn).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn set_hardware_settings(
    app: AppHandle,
    shell: State<'_, Shell>,
    settings: HardwareSettings,
) -> Answer<()> {
    set!(shell, |tx| settings::set(tx, &settings).await)?;
    shell.opened()?.wrote(&app).await;
    Ok(())
}
