//! Find anything.

use crate::{ipc_error::Answer, state::Shell};
use holdfast_core::search::{self as finding, Found};
use tauri::State;

/// How many matches the palette shows.
const MATCHES: u32 = 20;

/// How many things that were changed last it begins with.
const RECENT: u32 = 6;

/// The best matches of any kind for the words of `text`; for none what was changed last.
#[tauri::command]
#[specta::specta]
pub async fn search(shell: State<'_, Shell>, text: String) -> Answer<Vec<Found>> {
    let mut conn = shell.opened()?.db.read().await?;
    let limit = if text.trim().is_empty() { RECENT } else { MATCHES };
    Ok(finding::everything(&mut conn, &text, limit).await?)
}
