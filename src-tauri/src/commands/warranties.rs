//! Commands about warranties and what was claimed under them.

use crate::{
    ipc_error::Answer,
    state::{Shell, perform},
};
use holdfast_core::hardware::{
    self, Device,
    warranties::{self, BulkResult, BulkWarranty, ClaimInput},
};
use tauri::{AppHandle, State};

/// Gives many devices a warranty in one act.
#[tauri::command]
#[specta::specta]
pub async fn set_warranties(
    app: AppHandle,
    shell: State<'_, Shell>,
    devices: Vec<String>,
    input: BulkWarranty,
) -> Answer<BulkResult> {
    perform!(shell, &app, format!("Warranty of {} devices", devices.len()), |tx, act| {
        warranties::set_for(tx, act, &devices, &input).await
    })
}

#[tauri::command]
#[specta::specta]
pub async fn add_claim(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    input: ClaimInput,
) -> Answer<Device> {
    perform!(shell, &app, "Add claim", |tx, act| {
        warranties::add_claim(tx, act, &id, &input).await?;
        hardware::get(tx, &id, act.now.today).await
    })
}

#[tauri::command]
#[specta::specta]
pub async fn change_claim(
    app: AppHandle,
    shell: State<'_, Shell>,
    claim_id: String,
    input: ClaimInput,
) -> Answer<Device> {
    perform!(shell, &app, "Edit claim", |tx, act| {
        let id = warranties::change_claim(tx, act, &claim_id, &input).await?;
        hardware::get(tx, &id, act.now.today).await
    })
}

#[tauri::command]
#[specta::specta]
pub async fn remove_claim(app: AppHandle, shell: State<'_, Shell>, claim_id: String) -> Answer<Device> {
    perform!(shell, &app, "Remove claim", |tx, act| {
        let id = warranties::remove_claim(tx, act, &claim_id).await?;
        hardware::get(tx, &id, act.now.today).await
    })
}
