//! Commands about people.

use crate::{
    ipc_error::{Answer, kept},
    state::{Shell, act},
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
    let opened = shell.opened()?;
    let act = act(format!("Add person {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    let id = people::create(&mut tx, &act, input).await?;
    let person = people::get(&mut tx, &id, act.now.today).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(person)
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
    let opened = shell.opened()?;
    let act = act(format!("Edit person {}", input.name.trim()));
    let mut tx = opened.db.write().await?;
    people::update(&mut tx, &act, &id, version, input).await?;
    let person = people::get(&mut tx, &id, act.now.today).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    Ok(person)
}
