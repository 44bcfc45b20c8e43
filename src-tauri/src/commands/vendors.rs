//! Commands about vendors.

use crate::{
    ipc_error::{Answer, kept},
    state::{Shell, act},
};
use holdfast_core::{
    clock::Now,
    list::{ListQuery, Page},
    vendors::{self, Vendor, VendorInput, VendorRow},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_vendors(shell: State<'_, Shell>, query: ListQuery) -> Answer<Page<VendorRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(vendors::list(&mut conn, &query, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_vendor(shell: State<'_, Shell>, id: String) -> Answer<Vendor> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(vendors::get(&mut conn, &id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn create_vendor(app: AppHandle, shell: State<'_, Shell>, input: VendorInput) -> Answer<Vendor> {
    let opened = shell.opened()?;
    let act = act(format!("Add vendor {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    let id = vendors::create(&mut tx, &act, input).await?;
    let vendor = vendors::get(&mut tx, &id).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(vendor)
}

/// `version` is that of the vendor as it was opened; another one by now is a conflict.
#[tauri::command]
#[specta::specta]
pub async fn update_vendor(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    version: u32,
    input: VendorInput,
) -> Answer<Vendor> {
    let opened = shell.opened()?;
    let act = act(format!("Edit vendor {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    vendors::update(&mut tx, &act, &id, version, input).await?;
    let vendor = vendors::get(&mut tx, &id).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(vendor)
}
