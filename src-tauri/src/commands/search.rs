//! Find anything.

use crate::{ipc_error::Answer, state::Shell};
use holdfast_core::search::{self as finding, Found};
use tauri::State;

/// How many matches the palette shows.
const MATCHES: u32 = 20;

/// The best matches of any kind for the words of `text`.
#[tauri::command]
#[specta::specta]
pub async fn search(shell: State<'_, Shell>, text: String) -> Answer<Vec<Found>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(finding::find(&mut conn, &text, MATCHES).await?)
}
