//! Commands about people.

use crate::{
    ipc_error::Answer,
    state::{Shell, perform},
};
use holdfast_core::{
    clock::Now,
    list::{ListQuery, Page},
    people::{self, Person, PersonInput, PersonRow},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_people(shell: State<'_, Shell>, query: ListQuery) -> Answer<Page<PersonRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(people::list(&mut conn, &query, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_person(shell: State<'_, Shell>, id: String) -> Answer<Person> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(people::get(&mut conn, &id, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn create_person(app: AppHandle, shell: State<'_, Shell>, input: PersonInput) -> Answer<Person> {
    perform!(shell, &app, format!("Add person {}", input.name.trim()), |tx, act| {
        let id = people::create(tx, act, input).await?;
        people::get(tx, &id, act.now.today).await
    })
}

/// `version` is that of the person as it was opened; another one by now is a conflict.
#[tauri::command]
#[specta::specta]
pub async fn update_person(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    version: u32,
    input: PersonInput,
) -> Answer<Person> {
    perform!(shell, &app, format!("Edit person {}", input.name.trim()), |tx, act| {
        people::update(tx, act, &id, version, input).await?;
        people::get(tx, &id, act.now.today).await
    })
}
