//! What fields suggest while one types.

use crate::{ipc_error::Answer, state::Shell};
use holdfast_core::{
    choices::{self as earlier, ChoiceField},
    clock::Now,
    contracts, filter, hardware, licenses,
    list::ListQuery,
    people, vendors,
};
use serde::Serialize;
use tauri::State;

/// How many suggestions a field shows.
const SUGGESTIONS: u32 = 20;

/// A thing to choose, with a line that tells it from another of the same name.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Choice {
    pub id: String,
    pub name: String,
    pub detail: String,
}

/// Values of this field that were entered before and contain `text`.
#[tauri::command]
#[specta::specta]
pub async fn choices(shell: State<'_, Shell>, what: ChoiceField, text: String) -> Answer<Vec<String>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(earlier::suggest(&mut conn, what, &text, SUGGESTIONS).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn find_people(shell: State<'_, Shell>, text: String) -> Answer<Vec<Choice>> {
    let mut conn = shell.opened()?.db.read().await?;
    let page = people::list(&mut conn, &first(text), Now::read().today).await?;
    Ok(page
        .rows
        .into_iter()
        .map(|row| choice(row.id, row.fields.name, [row.fields.department, row.fields.email]))
        .collect())
}

#[tauri::command]
#[specta::specta]
pub async fn find_devices(shell: State<'_, Shell>, text: String) -> Answer<Vec<Choice>> {
    let mut conn = shell.opened()?.db.read().await?;
    let page = hardware::list(&mut conn, &first(text), Now::read().today).await?;
    Ok(page
        .rows
        .into_iter()
        .map(|row| choice(row.id, row.fields.name, [row.fields.asset_tag, row.fields.serial]))
        .collect())
}

#[tauri::command]
#[specta::specta]
pub async fn find_licenses(shell: State<'_, Shell>, text: String) -> Answer<Vec<Choice>> {
    let mut conn = shell.opened()?.db.read().await?;
    let page = licenses::list(&mut conn, &first(text), Now::read().today).await?;
    Ok(page
        .rows
        .into_iter()
        .map(|row| choice(row.id, row.fields.name, [row.fields.publisher, row.fields.vendor]))
        .collect())
}

#[tauri::command]
#[specta::specta]
pub async fn find_contracts(shell: State<'_, Shell>, text: String) -> Answer<Vec<Choice>> {
    let mut conn = shell.opened()?.db.read().await?;
    let page = contracts::list(&mut conn, &first(text), Now::read().today).await?;
    Ok(page
        .rows
        .into_iter()
        .map(|row| choice(row.id, row.fields.name, [row.fields.vendor, row.fields.reference]))
        .collect())
}

#[tauri::command]
#[specta::specta]
pub async fn find_vendors(shell: State<'_, Shell>, text: String) -> Answer<Vec<Choice>> {
    let mut conn = shell.opened()?.db.read().await?;
    let page = vendors::list(&mut conn, &first(text), Now::read().today).await?;
    Ok(page
        .rows
        .into_iter()
        .map(|row| choice(row.id, row.fields.name, [row.fields.account_number, row.fields.website]))
        .collect())
}

fn first(text: String) -> ListQuery {
    ListQuery {
        filter: filter::of_words(&text),
        sort: "name".into(),
        limit: Some(SUGGESTIONS),
        ..ListQuery::default()
    }
}

fn choice(id: String, name: String, about: [Option<String>; 2]) -> Choice {
    let about: Vec<String> = about.into_iter().flatten().collect();
    Choice { id, name, detail: about.join(" · ") }
}
