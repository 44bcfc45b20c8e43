//! Commands about licenses.

use crate::{
    commands::history::BatchRef,
    ipc_error::Answer,
    state::{Shell, batch, perform},
};
use holdfast_core::{
    Warning,
    clock::Now,
    licenses::{
        self, AssignmentInput, Compliance, License, LicenseInput, LicenseRow, LicenseSums, Reclaimable,
    },
    list::{ListQuery, Page},
    reports::{self, ComplianceView, Reported},
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
    perform!(shell, &app, format!("Add license {}", input.name.trim()), |tx, act| {
        let id = licenses::create(tx, act, input).await?;
        licenses::get(tx, &id, act.now.today).await
    })
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
    perform!(shell, &app, format!("Edit license {}", input.name.trim()), |tx, act| {
        licenses::update(tx, act, &id, version, input).await?;
        licenses::get(tx, &id, act.now.today).await
    })
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
    let id = input.license_id.clone();
    perform!(shell, &app, "Assign seats", |tx, act| {
        licenses::assign(tx, act, input).await?;
        licenses::get(tx, &id, act.now.today).await
    })
}

#[tauri::command]
#[specta::specta]
pub async fn release_seats(
    app: AppHandle,
    shell: State<'_, Shell>,
    assignment_id: String,
) -> Answer<License> {
    perform!(shell, &app, "Release seats", |tx, act| {
        let id = licenses::release(tx, act, &assignment_id).await?;
        licenses::get(tx, &id, act.now.today).await
    })
}

/// Gives seats to several holders as one act: to all of them, or with an error to none.
#[tauri::command]
#[specta::specta]
pub async fn assign_many_seats(
    app: AppHandle,
    shell: State<'_, Shell>,
    inputs: Vec<AssignmentInput>,
) -> Answer<BatchRef> {
    batch!(
        shell,
        &app,
        match inputs.len() {
            1 => "Assign seats".to_owned(),
            holders => format!("Assign seats to {holders}"),
        },
        |tx, act| licenses::assign_all(tx, act, inputs).await
    )
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
    batch!(shell, &app, "Change seats", |tx, act| licenses::change(tx, act, &assignment_id, input).await)
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
    batch!(shell, &app, "Swap seats", |tx, act| {
        licenses::swap(tx, act, &assignment_id, person_id, device_id).await
    })
}

/// Takes back several assignments as one act.
#[tauri::command]
#[specta::specta]
pub async fn release_many_seats(
    app: AppHandle,
    shell: State<'_, Shell>,
    assignment_ids: Vec<String>,
) -> Answer<BatchRef> {
    batch!(shell, &app, "Release seats", |tx, act| {
        for id in &assignment_ids {
            licenses::release(tx, act, id).await?;
        }
        Ok(())
    })
}

/// Takes back every seat of a person.
#[tauri::command]
#[specta::specta]
pub async fn reclaim_seats(app: AppHandle, shell: State<'_, Shell>, person_id: String) -> Answer<BatchRef> {
    batch!(shell, &app, "Reclaim all seats", |tx, act| licenses::reclaim_all(tx, act, &person_id).await)
}

/// Open seats of people who left.
#[tauri::command]
#[specta::specta]
pub async fn reclaimable_seats(shell: State<'_, Shell>) -> Answer<Reported<Vec<Reclaimable>>> {
    let mut conn = shell.opened()?.db.read().await?;
    let data = licenses::reclaimable(&mut conn, Now::read().today).await?;
    Ok(Reported { table: reports::reclaimable(&data), data })
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
pub async fn license_compliance(
    shell: State<'_, Shell>,
    view: ComplianceView,
) -> Answer<Reported<Compliance>> {
    let mut conn = shell.opened()?.db.read().await?;
    let data = licenses::compliance(&mut conn, Now::read().today).await?;
    Ok(Reported { table: reports::compliance(&data, view), data })
}
