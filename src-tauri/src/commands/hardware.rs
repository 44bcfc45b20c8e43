//! Commands about devices.

use crate::{
    ipc_error::Answer,
    state::{Shell, perform},
};
use holdfast_core::{
    clock::Now,
    hardware::{
        self, Device, DeviceInput, DeviceRow, DeviceWarning,
        bulk::{self, BulkAdd, BulkCheck},
    },
    list::{ListQuery, Page},
};
use serde::Serialize;
use tauri::{AppHandle, State};

/// Devices that were added in one act.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Added {
    pub ids: Vec<String>,
    pub batch: String,
}

#[tauri::command]
#[specta::specta]
pub async fn list_devices(shell: State<'_, Shell>, query: ListQuery) -> Answer<Page<DeviceRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(hardware::list(&mut conn, &query, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_device(shell: State<'_, Shell>, id: String) -> Answer<Device> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(hardware::get(&mut conn, &id, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn create_device(app: AppHandle, shell: State<'_, Shell>, input: DeviceInput) -> Answer<Device> {
    perform!(shell, &app, format!("Add device {}", input.name.trim()), |tx, act| {
        let id = hardware::add(tx, act, input).await?;
        hardware::get(tx, &id, act.now.today).await
    })
}

/// `version` is that of the device as it was opened; another one by now is a conflict.
#[tauri::command]
#[specta::specta]
pub async fn update_device(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    version: u32,
    input: DeviceInput,
) -> Answer<Device> {
    perform!(shell, &app, format!("Edit device {}", input.name.trim()), |tx, act| {
        hardware::update(tx, act, &id, version, input).await?;
        hardware::get(tx, &id, act.now.today).await
    })
}

/// What is odd about an input, such as a serial that another device has.
#[tauri::command]
#[specta::specta]
pub async fn check_device(
    shell: State<'_, Shell>,
    input: DeviceInput,
    id: Option<String>,
) -> Answer<Vec<DeviceWarning>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(hardware::warnings(&mut conn, &input, id.as_deref(), Now::read().today).await?)
}

/// A device as the beginning of another one like it.
#[tauri::command]
#[specta::specta]
pub async fn copy_device(shell: State<'_, Shell>, id: String) -> Answer<DeviceInput> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(bulk::copy_of(&mut conn, &id).await?)
}

/// What a bulk add would do, and what is wrong with which line.
#[tauri::command]
#[specta::specta]
pub async fn check_bulk_add(shell: State<'_, Shell>, input: BulkAdd) -> Answer<BulkCheck> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(bulk::check(&mut conn, &input).await?)
}

/// Adds all of them, or none.
#[tauri::command]
#[specta::specta]
pub async fn bulk_add_devices(app: AppHandle, shell: State<'_, Shell>, input: BulkAdd) -> Answer<Added> {
    perform!(shell, &app, format!("Add devices {}", input.device.name.trim()), |tx, act| {
        Ok(Added { ids: bulk::add(tx, act, &input).await?, batch: act.batch.clone() })
    })
}
