//! Commands about licenses.

use crate::{
    commands::history::BatchRef,
    ipc_error::{Answer, kept},
    state::{Shell, act},
};
use holdfast_core::{
    Warning,
    clock::Now,
    licenses::{
        self, AssignmentInput, Compliance, License, LicenseInput, LicenseRow, LicenseSums, Reclaimable,
    },
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

/// Gives seats to several holders as one act: to all of them, or with an error to none.
#[tauri::command]
#[specta::specta]
pub async fn assign_many_seats(
    app: AppHandle,
    shell: State<'_, Shell>,
    inputs: Vec<AssignmentInput>,
) -> Answer<BatchRef> {
    let act = act(match inputs.len() {
        1 => "Assign seats".to_owned(),
        holders => format!("Assign seats to {holders}"),
    });
    let opened = shell.opened()?;
    let mut tx = opened.db.write().await?;
    licenses::assign_all(&mut tx, &act, inputs).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(BatchRef { batch: act.batch })
}

/// Changes quantity, days, key and notes of an assignment; its holder stays.
#[tauri::command]
#[specta::specta]
pub async fn change_assignment(
    app: AppHandle,
    shell: State<'_, Shell>,
    assignment_id: String,
    input: AssignmentInput,
) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Change seats");
    let mut tx = opened.db.write().await?;
    licenses::change(&mut tx, &act, &assignment_id, input).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(BatchRef { batch: act.batch })
}

/// Gives the seats of an assignment to another person or device.
#[tauri::command]
#[specta::specta]
pub async fn swap_seats(
    app: AppHandle,
    shell: State<'_, Shell>,
    assignment_id: String,
    person_id: Option<String>,
    device_id: Option<String>,
) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Swap seats");
    let mut tx = opened.db.write().await?;
    licenses::swap(&mut tx, &act, &assignment_id, person_id, device_id).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(BatchRef { batch: act.batch })
}

/// Takes back several assignments as one act.
#[tauri::command]
#[specta::specta]
pub async fn release_many_seats(
    app: AppHandle,
    shell: State<'_, Shell>,
    assignment_ids: Vec<String>,
) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Release seats");
    let mut tx = opened.db.write().await?;
    for id in &assignment_ids {
        licenses::release(&mut tx, &act, id).await?;
    }
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(BatchRef { batch: act.batch })
}

/// Takes back every seat of a person.
#[tauri::command]
#[specta::specta]
pub async fn reclaim_seats(app: AppHandle, shell: State<'_, Shell>, person_id: String) -> Answer<BatchRef> {
    let opened = shell.opened()?;
    let act = act("Reclaim all seats");
    let mut tx = opened.db.write().await?;
    licenses::reclaim_all(&mut tx, &act, &person_id).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(BatchRef { batch: act.batch })
}

/// Open seats of people who left.
#[tauri::command]
#[specta::specta]
pub async fn reclaimable_seats(shell: State<'_, Shell>) -> Answer<Vec<Reclaimable>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(licenses::reclaimable(&mut conn, Now::read().today).await?)
}

/// What is odd about giving these seats; the field of a warning about one holder is its place in the list.
#[tauri::command]
#[specta::specta]
pub async fn check_assign(shell: State<'_, Shell>, inputs: Vec<AssignmentInput>) -> Answer<Vec<Warning>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(licenses::check_assign(&mut conn, &inputs, Now::read().today).await?)
}

/// What is odd about taking these seats back.
#[tauri::command]
#[specta::specta]
pub async fn check_release(shell: State<'_, Shell>, assignment_ids: Vec<String>) -> Answer<Vec<Warning>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(licenses::check_release(&mut conn, &assignment_ids).await?)
}

/// Bought against used, for each license and publisher.
#[tauri::command]
#[specta::specta]
pub async fn license_compliance(shell: State<'_, Shell>) -> Answer<Compliance> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(licenses::compliance(&mut conn, Now::read().today).await?)
}
