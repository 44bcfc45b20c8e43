//! Commands about people who start and leave, and about who knows which login.

use super::history::BatchRef;
use crate::{
    ipc_error::Answer,
    state::{Shell, batch},
};
use holdfast_core::{
    clock::Now,
    lifecycle::{
        checklist::{self, ChecklistProcess},
        leaving::{self, Leaving, LeavingStep},
        starting::{self, Kit, KitInput, StartDevice, StartInput, StartPlan, Starting},
    },
    people::{self, PersonLink},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_kits(shell: State<'_, Shell>) -> Answer<Vec<Kit>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(starting::kits(&mut conn).await?)
}

/// Adds a kit, or with its id and version changes one.
#[tauri::command]
#[specta::specta]
pub async fn save_kit(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: Option<String>,
    version: u32,
    input: KitInput,
) -> Answer<BatchRef> {
    batch!(shell, &app, format!("Save kit {}", input.name.trim()), |tx, act| {
        starting::save_kit(tx, act, id.as_deref().map(|id| (id, version)), &input).await
    })
}

#[tauri::command]
#[specta::specta]
pub async fn remove_kit(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    batch!(shell, &app, "Remove kit", |tx, act| starting::remove_kit(tx, act, &id).await)
}

/// What giving a kit would take: the devices in stock, the seats that are free.
#[tauri::command]
#[specta::specta]
pub async fn plan_start(shell: State<'_, Shell>, person_id: String, kit_id: String) -> Answer<StartPlan> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(starting::plan(&mut conn, &person_id, &kit_id, Now::read().today).await?)
}

/// Gives a kit in one act, and writes the checklist.
#[tauri::command]
#[specta::specta]
pub async fn give_kit(app: AppHandle, shell: State<'_, Shell>, input: StartInput) -> Answer<BatchRef> {
    let person = people::resolve(&mut *shell.opened()?.db.read().await?, &input.person_id).await?;
    batch!(shell, &app, format!("Start of {}", person.name), |tx, act| {
        starting::give(tx, act, &input).await
    })
}

#[tauri::command]
#[specta::specta]
pub async fn get_starting(shell: State<'_, Shell>, person_id: String) -> Answer<Starting> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(starting::get(&mut conn, &person_id, Now::read().today).await?)
}

/// Hands out a device for an open line of the starting list, and ticks it off.
#[tauri::command]
#[specta::specta]
pub async fn give_device(
    app: AppHandle,
    shell: State<'_, Shell>,
    item_id: String,
    device: StartDevice,
) -> Answer<BatchRef> {
    batch!(shell, &app, "Hand out for a start", |tx, act| {
        starting::give_device(tx, act, &item_id, &device).await
    })
}

/// Adds a line in the user's own words to the starting or the leaving list.
#[tauri::command]
#[specta::specta]
pub async fn add_checklist_item(
    app: AppHandle,
    shell: State<'_, Shell>,
    person_id: String,
    process: ChecklistProcess,
    label: String,
) -> Answer<BatchRef> {
    batch!(shell, &app, "Add to the checklist", |tx, act| {
        checklist::add(tx, act, &person_id, process, &label).await
    })
}

/// Ticks a line off, or opens it again.
#[tauri::command]
#[specta::specta]
pub async fn tick_checklist_item(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    done: bool,
    note: Option<String>,
) -> Answer<BatchRef> {
    let item = checklist::get(&mut *shell.opened()?.db.read().await?, &id).await?;
    batch!(
        shell,
        &app,
        format!("{} {}", if done { "Done:" } else { "Open again:" }, item.label),
        |tx, act| checklist::tick(tx, act, &id, done, note).await
    )
}

#[tauri::command]
#[specta::specta]
pub async fn remove_checklist_item(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    batch!(shell, &app, "Take off the checklist", |tx, act| checklist::remove(tx, act, &id).await)
}

/// What a person still has, and what was done so far.
#[tauri::command]
#[specta::specta]
pub async fn get_leaving(shell: State<'_, Shell>, person_id: String) -> Answer<Leaving> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(leaving::get(&mut conn, &person_id, Now::read().today).await?)
}

/// Sets a person's last day; none when the person stays after all.
#[tauri::command]
#[specta::specta]
pub async fn set_last_day(
    app: AppHandle,
    shell: State<'_, Shell>,
    person_id: String,
    day: Option<String>,
) -> Answer<BatchRef> {
    let person = people::resolve(&mut *shell.opened()?.db.read().await?, &person_id).await?;
    batch!(shell, &app, format!("Last day of {}", person.name), |tx, act| {
        leaving::set_last_day(tx, act, &person_id, day).await
    })
}

/// Ticks lines of the leaving page off: all of them, or none.
#[tauri::command]
#[specta::specta]
pub async fn settle_leaving(
    app: AppHandle,
    shell: State<'_, Shell>,
    person_id: String,
    steps: Vec<LeavingStep>,
) -> Answer<BatchRef> {
    let person = people::resolve(&mut *shell.opened()?.db.read().await?, &person_id).await?;
    batch!(shell, &app, format!("{}: {}", person.name, leaving::title(&steps)), |tx, act| {
        leaving::settle(tx, act, &person_id, &steps).await
    })
}

/// Who knows a credential besides its owner.
#[tauri::command]
#[specta::specta]
pub async fn credential_knowers(shell: State<'_, Shell>, credential_id: String) -> Answer<Vec<PersonLink>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(people::knowers(&mut conn, &credential_id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn set_credential_knowers(
    app: AppHandle,
    shell: State<'_, Shell>,
    credential_id: String,
    people_ids: Vec<String>,
) -> Answer<BatchRef> {
    batch!(shell, &app, "Who knows a login", |tx, act| {
        people::set_knowers(tx, act, &credential_id, &people_ids).await
    })
}
