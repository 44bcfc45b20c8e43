//! The language of filters, for the box in which one is written.

use crate::{ipc_error::Answer, state::Shell};
use holdfast_core::{
    clock::Now,
    filter::{self, Completions, FilterField, FilterReading},
    ids::Kind,
};
use tauri::State;

/// How a filter is read: its parts in words, and what is wrong with it.
#[tauri::command]
#[specta::specta]
pub async fn read_filter(shell: State<'_, Shell>, kind: Kind, text: String) -> Answer<FilterReading> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(filter::explain(&mut conn, kind, &text, Now::read().today).await?)
}

/// Ways to go on with a filter from a place in it, in characters.
#[tauri::command]
#[specta::specta]
pub async fn complete_filter(
    shell: State<'_, Shell>,
    kind: Kind,
    text: String,
    at: u32,
) -> Answer<Completions> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(filter::complete(&mut conn, kind, &text, at).await?)
}

/// The fields that a list can be filtered by.
#[tauri::command]
#[specta::specta]
pub async fn filter_fields(shell: State<'_, Shell>, kind: Kind) -> Answer<Vec<FilterField>> {
    Ok(filter::fields(&mut *shell.opened()?.db.read().await?, kind).await?)
}
