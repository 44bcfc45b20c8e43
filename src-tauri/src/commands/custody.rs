//! Commands about who has a device.

use super::history::BatchRef;
use crate::{
    ipc_error::Answer,
    state::{Shell, batch, perform},
};
use holdfast_core::{
    Error,
    hardware::{
        self, Device,
        custody::{self, CustodyAmendment, CustodyInput, CustodyState, HeldPeriod},
    },
    lifecycle,
};
use tauri::{AppHandle, State};

/// Hands out, lends, takes back, moves, sends for repair and so on: the same with each device, or with none.
#[tauri::command]
#[specta::specta]
pub async fn record_custody(
    app: AppHandle,
    shell: State<'_, Shell>,
    devices: Vec<String>,
    input: CustodyInput,
) -> Answer<BatchRef> {
    let title =
        lifecycle::custody::title(&mut *shell.opened()?.db.read().await?, &devices, input.act).await?;
    batch!(shell, &app, title, |tx, act| lifecycle::custody::perform(tx, act, &devices, &input).await)
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
    perform!(shell, &app, "Edit custody", |tx, act| {
        let id = custody::amend(tx, act, &entry_id, &input).await?;
        hardware::get(tx, &id, act.now.today).await
    })
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
