//! Commands about categories, models, and the settings of the Hardware screen.

use super::history::BatchRef;
use crate::{
    ipc_error::{Answer, kept},
    state::{Shell, act},
};
use holdfast_core::hardware::{
    templates::{self, CategoryInput, DeviceCategory, DeviceDefaults, DeviceModel, ModelInput},
    warranties::{self, HardwareSettings},
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
    let opened = shell.opened()?;
    let act = act(format!("Save category {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    templates::save_category(&mut tx, &act, id.as_deref().map(|id| (id, version)), &input).await?;
    opened.keep(&app, tx, act).await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_category(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Remove category");
    let mut tx = opened.db.write().await?;
    templates::remove_category(&mut tx, &act, &id).await?;
    opened.keep(&app, tx, act).await
}

/// Gives devices without an expected life that of their category; returns how many there were.
#[tauri::command]
#[specta::specta]
pub async fn fill_expected_life(app: AppHandle, shell: State<'_, Shell>) -> Answer<u32> {
    let opened = shell.opened()?;
    let act = act("Expected life by category");
    let mut tx = opened.db.write().await?;
    let filled = templates::fill_expected_life(&mut tx, &act).await?;
    opened.keep(&app, tx, act).await?;
    Ok(filled)
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
    let opened = shell.opened()?;
    let act = act(format!("Save model {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    templates::save_model(&mut tx, &act, id.as_deref().map(|id| (id, version)), &input).await?;
    opened.keep(&app, tx, act).await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_model(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Remove model");
    let mut tx = opened.db.write().await?;
    templates::remove_model(&mut tx, &act, &id).await?;
    opened.keep(&app, tx, act).await
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
    Ok(warranties::settings(&mut conn).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn set_hardware_settings(
    app: AppHandle,
    shell: State<'_, Shell>,
    settings: HardwareSettings,
) -> Answer<()> {
    let opened = shell.opened()?;
    let mut tx = opened.db.write().await?;
    warranties::set_settings(&mut tx, &settings).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(())
}
