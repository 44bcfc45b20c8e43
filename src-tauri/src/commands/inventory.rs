//! Commands about this computer, and the reports about hardware.

use super::history::BatchRef;
use crate::{
    ipc_error::{Answer, IpcError},
    state::{Shell, batch, perform},
};
use holdfast_core::{
    Error,
    clock::Now,
    hardware::{
        self, Device,
        plan::{self, CustodyReport, PlanQuery, RefreshPlan, WarrantyReport},
    },
    inventory::{self, Computer, InventoryPreview},
    reports::{self, CustodyShow, RefreshRows, Reported, WarrantyShow},
};
use tauri::{AppHandle, State};

/// Reads this computer, and says which device it is and what would be written.
#[tauri::command]
#[specta::specta]
pub async fn read_this_computer(
    shell: State<'_, Shell>,
    device_id: Option<String>,
) -> Answer<InventoryPreview> {
    let today = Now::read().today;
    let computer = tauri::async_runtime::spawn_blocking(move || inventory::read(today))
        .await
        .map_err(IpcError::internal)?;
    let mut conn = shell.opened()?.db.read().await?;
    Ok(inventory::preview(&mut conn, computer, device_id.as_deref()).await?)
}

/// Adds the computer as a device, or brings the given device up to date.
#[tauri::command]
#[specta::specta]
pub async fn keep_this_computer(
    app: AppHandle,
    shell: State<'_, Shell>,
    computer: Computer,
    device_id: Option<String>,
) -> Answer<Device> {
    perform!(shell, &app, "Read this computer", |tx, act| {
        let id = inventory::keep(tx, act, &computer, device_id.as_deref()).await?;
        hardware::get(tx, &id, act.now.today).await
    })
}

/// What must be replaced in the coming years, quarter by quarter.
#[tauri::command]
#[specta::specta]
pub async fn refresh_plan(
    shell: State<'_, Shell>,
    query: PlanQuery,
    rows: RefreshRows,
) -> Answer<Reported<RefreshPlan>> {
    let mut conn = shell.opened()?.db.read().await?;
    let data = plan::refresh(&mut conn, &query, Now::read().today).await?;
    Ok(Reported { table: reports::refresh(&data, rows), data })
}

/// Moves the replacement of devices to a quarter, or with none back to the end of their lives.
#[tauri::command]
#[specta::specta]
pub async fn move_replacement(
    app: AppHandle,
    shell: State<'_, Shell>,
    devices: Vec<String>,
    quarter: Option<String>,
) -> Answer<BatchRef> {
    batch!(
        shell,
        &app,
        match &quarter {
            Some(quarter) => format!("Move replacement to {}", quarter.trim()),
            None => "Move replacement back".to_owned(),
        },
        |tx, act| hardware::move_replacement(tx, act, &devices, quarter.as_deref()).await
    )
}

/// How well the hardware is covered.
#[tauri::command]
#[specta::specta]
pub async fn warranty_report(
    shell: State<'_, Shell>,
    show: WarrantyShow,
) -> Answer<Reported<WarrantyReport>> {
    let mut conn = shell.opened()?.db.read().await?;
    let data = plan::warranty(&mut conn, Now::read().today).await?;
    Ok(Reported { table: reports::warranty(&data, show), data })
}

/// Who had what at the end of a day, today unless said otherwise; with a person, what that one had.
#[tauri::command]
#[specta::specta]
pub async fn custody_report(
    shell: State<'_, Shell>,
    day: Option<String>,
    person_id: Option<String>,
    show: CustodyShow,
) -> Answer<Reported<CustodyReport>> {
    let day = match day {
        Some(day) => day.parse().map_err(|_| Error::field("day", "Write a date like 2026-12-31."))?,
        None => Now::read().today,
    };
    let mut conn = shell.opened()?.db.read().await?;
    let data = plan::custody(&mut conn, day, person_id.as_deref()).await?;
    Ok(Reported { table: reports::custody(&data, show), data })
}
