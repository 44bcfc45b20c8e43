//! Commands about stock-takes.

use super::history::BatchRef;
use crate::{
    ipc_error::Answer,
    state::{Shell, batch, perform},
};
use holdfast_core::stocktake::{self, FinishInput, Scan, StockTake, StockTakeRow};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_stock_takes(shell: State<'_, Shell>) -> Answer<Vec<StockTakeRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(stocktake::list(&mut conn).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_stock_take(shell: State<'_, Shell>, id: String) -> Answer<StockTake> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(stocktake::get(&mut conn, &id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn start_stock_take(
    app: AppHandle,
    shell: State<'_, Shell>,
    location_id: String,
    nested: bool,
) -> Answer<StockTake> {
    perform!(shell, &app, "Begin stock-take", |tx, act| {
        let id = stocktake::start(tx, act, &location_id, nested).await?;
        stocktake::get(tx, &id).await
    })
}

/// Takes a scanned or typed code.
#[tauri::command]
#[specta::specta]
pub async fn scan_code(app: AppHandle, shell: State<'_, Shell>, id: String, code: String) -> Answer<Scan> {
    perform!(shell, &app, format!("Scan {}", code.trim()), |tx, act| {
        stocktake::scan(tx, act, &id, &code).await
    })
}

/// Takes a scan back.
#[tauri::command]
#[specta::specta]
pub async fn unscan_code(app: AppHandle, shell: State<'_, Shell>, item_id: String) -> Answer<BatchRef> {
    batch!(shell, &app, "Take back a scan", |tx, act| stocktake::unscan(tx, act, &item_id).await)
}

/// Ends a stock-take, which is its own report from then on.
#[tauri::command]
#[specta::specta]
pub async fn finish_stock_take(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    input: FinishInput,
) -> Answer<BatchRef> {
    batch!(shell, &app, "Finish stock-take", |tx, act| stocktake::finish(tx, act, &id, &input).await)
}
