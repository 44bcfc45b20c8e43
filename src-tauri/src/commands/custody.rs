//! Commands about who has a device, its claims, and many devices at once.

use super::history::BatchRef;
use crate::{
    ipc_error::Answer,
    state::{Opened, Shell, act},
};
use holdfast_core::{
    Act, Error,
    clock::Now,
    db::WriteTransaction,
    hardware::{
        self, Device, DeviceInput, DeviceWarning,
        bulk::{self, BulkAdd, BulkCheck},
        custody::{self, CustodyAmendment, CustodyInput, CustodyState, HeldPeriod},
        warranties::{self, BulkResult, BulkWarranty, ClaimInput},
    },
    lifecycle,
};
use serde::Serialize;
use tauri::{AppHandle, State};

/// Devices that were added in one act.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Added {
    pub ids: Vec<String>,
    pub batch: String,
}

/// Hands out, lends, takes back, moves, sends for repair and so on: the same with each device, or with none.
#[tauri::command]
#[specta::specta]
pub async fn record_custody(
    app: AppHandle,
    shell: State<'_, Shell>,
    devices: Vec<String>,
    input: CustodyInput,
) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let mut tx = opened.db.write().await?;
    let act = act(lifecycle::custody::title(&mut tx, &devices, input.act).await?);
    lifecycle::custody::perform(&mut tx, &act, &devices, &input).await?;
    opened.keep(&app, tx, act).await
}

/// Mends the day, the return date or the words of an entry.
#[tauri::command]
#[specta::specta]
pub async fn amend_custody(
    app: AppHandle,
    shell: State<'_, Shell>,
    entry_id: String,
    input: CustodyAmendment,
) -> Answer<Device> {
    let opened = shell.opened()?;
    let act = act("Edit custody");
    let mut tx = opened.db.write().await?;
    let id = custody::amend(&mut tx, &act, &entry_id, &input).await?;
    read_back(&app, opened, tx, act, &id).await
}

/// With whom and where a device was at the end of a day.
#[tauri::command]
#[specta::specta]
pub async fn custody_on(shell: State<'_, Shell>, id: String, day: String) -> Answer<Option<CustodyState>> {
    let day = day.parse().map_err(|_| Error::field("day", "Write a date like 2026-12-31."))?;
    let mut conn = shell.opened()?.db.read().await?;
    Ok(custody::on_day(&mut conn, &id, day).await?)
}

/// What a person has and had.
#[tauri::command]
#[specta::specta]
pub async fn held_by_person(shell: State<'_, Shell>, id: String) -> Answer<Vec<HeldPeriod>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(custody::held_by(&mut conn, &id).await?)
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
    let opened = shell.opened()?;
    let act = act(format!("Add devices {}", input.device.name.trim()));
    let mut tx = opened.db.write().await?;
    let ids = bulk::add(&mut tx, &act, &input).await?;
    let BatchRef { batch } = opened.keep(&app, tx, act).await?;
    Ok(Added { ids, batch })
}

/// Gives many devices a warranty in one act.
#[tauri::command]
#[specta::specta]
pub async fn set_warranties(
    app: AppHandle,
    shell: State<'_, Shell>,
    devices: Vec<String>,
    input: BulkWarranty,
) -> Answer<BulkResult> {
    let opened = shell.opened()?;
    let act = act(format!("Warranty of {} devices", devices.len()));
    let mut tx = opened.db.write().await?;
    let result = warranties::set_for(&mut tx, &act, &devices, &input).await?;
    opened.keep(&app, tx, act).await?;
    Ok(result)
}

#[tauri::command]
#[specta::specta]
pub async fn add_claim(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    input: ClaimInput,
) -> Answer<Device> {
    let opened = shell.opened()?;
    let act = act("Add claim");
    let mut tx = opened.db.write().await?;
    warranties::add_claim(&mut tx, &act, &id, &input).await?;
    read_back(&app, opened, tx, act, &id).await
}

#[tauri::command]
#[specta::specta]
pub async fn change_claim(
    app: AppHandle,
    shell: State<'_, Shell>,
    claim_id: String,
    input: ClaimInput,
) -> Answer<Device> {
    let opened = shell.opened()?;
    let act = act("Edit claim");
    let mut tx = opened.db.write().await?;
    let id = warranties::change_claim(&mut tx, &act, &claim_id, &input).await?;
    read_back(&app, opened, tx, act, &id).await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_claim(app: AppHandle, shell: State<'_, Shell>, claim_id: String) -> Answer<Device> {
    let opened = shell.opened()?;
    let act = act("Remove claim");
    let mut tx = opened.db.write().await?;
    let id = warranties::remove_claim(&mut tx, &act, &claim_id).await?;
    read_back(&app, opened, tx, act, &id).await
}

/// Commits a change of one device, which is read back within it.
async fn read_back(
    app: &AppHandle,
    opened: &Opened,
    mut tx: WriteTransaction,
    act: Act,
    id: &str,
) -> Answer<Device> {
    let device = hardware::get(&mut tx, id, act.now.today).await?;
    opened.keep(app, tx, act).await?;
    Ok(device)
}
