//! Commands about licenses.

use crate::{
    ipc_error::{Answer, kept},
    state::{Shell, act},
};
use holdfast_core::{
    clock::Now,
    licenses::{self, AssignmentInput, License, LicenseInput, LicenseRow, LicenseSums},
    list::{ListQuery, Page},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_licenses(shell: State<'_, Shell>, query: ListQuery) -> Answer<Page<LicenseRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(licenses::list(&mut conn, &query, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_license(shell: State<'_, Shell>, id: String) -> Answer<License> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(licenses::get(&mut conn, &id, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn create_license(app: AppHandle, shell: State<'_, Shell>, input: LicenseInput) -> Answer<License> {
    let opened = shell.opened()?;
    let act = act(format!("Add license {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    let id = licenses::create(&mut tx, &act, input).await?;
    let license = licenses::get(&mut tx, &id, act.now.today).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(license)
}

/// `version` is that of the license as it was opened; another one by now is a conflict.
#[tauri::command]
#[specta::specta]
pub async fn update_license(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    version: u32,
    input: LicenseInput,
) -> Answer<License> {
    let opened = shell.opened()?;
    let act = act(format!("Edit license {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    licenses::update(&mut tx, &act, &id, version, input).await?;
    let license = licenses::get(&mut tx, &id, act.now.today).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(license)
}

/// Yearly cost of all rows of a list.
#[tauri::command]
#[specta::specta]
pub async fn license_sums(shell: State<'_, Shell>, query: ListQuery) -> Answer<LicenseSums> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(licenses::sums(&mut conn, &query, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn assign_seats(
    app: AppHandle,
    shell: State<'_, Shell>,
    input: AssignmentInput,
) -> Answer<License> {
    let opened = shell.opened()?;
    let act = act("Assign seats");
    let id = input.license_id.clone();
    let mut tx = opened.db.write().await?;
    licenses::assign(&mut tx, &act, input).await?;
    let license = licenses::get(&mut tx, &id, act.now.today).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(license)
}

#[tauri::command]
#[specta::specta]
pub async fn release_seats(
    app: AppHandle,
    shell: State<'_, Shell>,
    assignment_id: String,
) -> Answer<License> {
    let opened = shell.opened()?;
    let act = act("Release seats");
    let mut tx = opened.db.write().await?;
    let id = licenses::release(&mut tx, &act, &assignment_id).await?;
    let license = licenses::get(&mut tx, &id, act.now.today).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(license)
}
