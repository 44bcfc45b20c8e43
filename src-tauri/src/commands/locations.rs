//! Commands about locations.

use crate::{
    ipc_error::Answer,
    state::{Shell, perform},
};
use holdfast_core::{
    clock::Now,
    list::{ListQuery, Page},
    locations::{self, Location, LocationInput, LocationRow},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_locations(shell: State<'_, Shell>, query: ListQuery) -> Answer<Page<LocationRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(locations::list(&mut conn, &query, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_location(shell: State<'_, Shell>, id: String) -> Answer<Location> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(locations::get(&mut conn, &id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn create_location(
    app: AppHandle,
    shell: State<'_, Shell>,
    input: LocationInput,
) -> Answer<Location> {
    perform!(shell, &app, format!("Add location {}", input.name.trim()), |tx, act| {
        let id = locations::create(tx, act, input).await?;
        locations::get(tx, &id).await
    })
}

/// `version` is that of the location as it was opened; another one by now is a conflict.
#[tauri::command]
#[specta::specta]
pub async fn update_location(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    version: u32,
    input: LocationInput,
) -> Answer<Location> {
    perform!(shell, &app, format!("Edit location {}", input.name.trim()), |tx, act| {
        locations::update(tx, act, &id, version, input).await?;
        locations::get(tx, &id).await
    })
}
