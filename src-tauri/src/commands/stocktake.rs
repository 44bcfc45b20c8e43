//! Commands about stock-takes.

use super::history::BatchRef;
use crate::{
    ipc_error::Answer,
    state::{Shell, act},
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
    let opened = shell.opened()?;
    let act = act("Begin stock-take");
    let mut tx = opened.db.write().await?;
    let id = stocktake::start(&mut tx, &act, &location_id, nested).await?;
    let take = stocktake::get(&mut tx, &id).await?;
    opened.keep(&app, tx, act).await?;
    Ok(take)
}

/// Takes a scanned or typed code.
#[tauri::command]
#[specta::specta]
pub async fn scan_code(app: AppHandle, shell: State<'_, Shell>, id: String, code: String) -> Answer<Scan> {
    let opened = shell.opened()?;
    let act = act(format!("Scan {}", code.trim()));
    let mut tx = opened.db.write().await?;
    let scan = stocktake::scan(&mut tx, &act, &id, &code).await?;
    opened.keep(&app, tx, act).await?;
    Ok(scan)
}

/// Takes a scan back.
#[tauri::command]
#[specta::specta]
pub async fn unscan_code(app: AppHandle, shell: State<'_, Shell>, item_id: String) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Take back a scan");
    let mut tx = opened.db.write().await?;
    stocktake::unscan(&mut tx, &act, &item_id).await?;
    opened.keep(&app, tx, act).await
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
    let opened = shell.opened()?;
    let act = act("Finish stock-take");
    let mut tx = opened.db.write().await?;
    stocktake::finish(&mut tx, &act, &id, &input).await?;
    opened.keep(&app, tx, act).await
}
