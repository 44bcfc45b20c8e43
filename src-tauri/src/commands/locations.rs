//! Commands about locations.

use crate::{
    ipc_error::Answer,
    state::{Shell, act},
};
use holdfast_core::{
    list::{ListQuery, Page},
    locations::{self, Location, LocationInput, LocationRow},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_locations(shell: State<'_, Shell>, query: ListQuery) -> Answer<Page<LocationRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(locations::list(&mut conn, &query).await?)
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
    let opened = shell.opened()?;
    let act = act(format!("Add location {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    let id = locations::create(&mut tx, &act, input).await?;
    let location = locations::get(&mut tx, &id).await?;
    opened.keep(&app, tx, act).await?;
    Ok(location)
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
    let opened = shell.opened()?;
    let act = act(format!("Edit location {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    locations::update(&mut tx, &act, &id, version, input).await?;
    let location = locations::get(&mut tx, &id).await?;
    opened.keep(&app, tx, act).await?;
    Ok(location)
}
