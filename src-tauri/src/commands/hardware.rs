//! Commands about devices.

use crate::{
    ipc_error::{Answer, kept},
    state::{Shell, act},
};
use holdfast_core::{
    clock::Now,
    hardware::{self, Device, DeviceInput, DeviceRow},
    list::{ListQuery, Page},
};
use tauri::{AppHandle, State};

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
    let opened = shell.opened()?;
    let act = act(format!("Add device {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    let id = hardware::add(&mut tx, &act, input).await?;
    let device = hardware::get(&mut tx, &id, act.now.today).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(device)
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
    let opened = shell.opened()?;
    let act = act(format!("Edit device {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    hardware::update(&mut tx, &act, &id, version, input).await?;
    let device = hardware::get(&mut tx, &id, act.now.today).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(device)
}
