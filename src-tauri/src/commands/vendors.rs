//! Commands about vendors.

use crate::{
    commands::history::BatchRef,
    ipc_error::{Answer, kept},
    state::{Shell, act},
};
use holdfast_core::{
    clock::Now,
    lifecycle,
    list::{ListQuery, Page},
    overview::{self, VendorFigures},
    vendors::{self, SimilarVendor, Vendor, VendorInput, VendorRow},
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

/// Vendors whose names look like this one written in another way; `except` is the one that is being edited.
#[tauri::command]
#[specta::specta]
pub async fn similar_vendors(
    shell: State<'_, Shell>,
    name: String,
    except: Option<String>,
) -> Answer<Vec<SimilarVendor>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(vendors::similar(&mut conn, &name, except.as_deref()).await?)
}

/// Spending of the years, and the next deadline.
#[tauri::command]
#[specta::specta]
pub async fn vendor_figures(shell: State<'_, Shell>, id: String) -> Answer<VendorFigures> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(overview::vendor_figures(&mut conn, &id, Now::read().today).await?)
}

/// Moves everything of one vendor to another one; the emptied one goes to Trash.
#[tauri::command]
#[specta::specta]
pub async fn merge_vendors(
    app: AppHandle,
    shell: State<'_, Shell>,
    from: String,
    into: String,
) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Merge vendors");
    let mut tx = opened.db.write().await?;
    lifecycle::merge_vendors(&mut tx, &act, &from, &into).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(BatchRef { batch: act.batch })
}
