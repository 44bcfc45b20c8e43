//! The first screen, and the deadlines.

use crate::{ipc_error::Answer, state::Shell};
use holdfast_core::{
    clock::Now,
    overview::{self as summary, Overview},
    reminders::{self, Deadline},
};
use tauri::State;

#[tauri::command]
#[specta::specta]
pub async fn overview(shell: State<'_, Shell>) -> Answer<Overview> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(summary::get(&mut conn, Now::read().today).await?)
}

/// Open deadlines by date, overdue ones included; None for all.
#[tauri::command]
#[specta::specta]
pub async fn deadlines(shell: State<'_, Shell>, within_days: Option<u32>) -> Answer<Vec<Deadline>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(reminders::deadlines(&mut conn, Now::read().today, within_days).await?)
}
