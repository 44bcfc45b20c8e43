//! Automatic backups: how they stand, when and where they are made, and making one now.

use crate::{
    desktop::{backups::Backups, dialogs},
    events,
    ipc_error::Answer,
    state::Shell,
};
use holdfast_core::{
    Error,
    backup::scheduled::{self, Occasion, Standing},
    clock::Now,
};
use serde::Serialize;
use tauri::{AppHandle, State};

/// Automatic backups as the page shows them.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct BackupsView {
    pub standing: Standing,
    /// Where they go.
    pub folder: String,
    /// A folder was chosen; else it is the one in the data folder.
    pub chosen: bool,
    /// How many are there, and what they take up of what they may, in words.
    pub sum: String,
    pub limit_mb: u32,
    /// How many of the last days, weeks and months keep their last backup.
    pub kept: Kept,
}

#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
pub struct Kept {
    pub days: u32,
    pub weeks: u32,
    pub months: u32,
}

#[tauri::command]
#[specta::specta]
pub async fn automatic_backups(shell: State<'_, Shell>) -> Answer<BackupsView> {
    let db = &shell.opened()?.db;
    let (settings, standing) = {
        let mut conn = db.read().await?;
        (scheduled::settings(&mut conn).await?, scheduled::standing(&mut conn, Now::read().today).await?)
    };
    let list = scheduled::list(db, false).await?;
    let number = |most: usize| u32::try_from(most).unwrap_or(u32::MAX);
    Ok(BackupsView {
        standing,
        folder: list.folder.display().to_string(),
        chosen: settings.folder.is_some(),
        sum: list.sum_in_words(),
        limit_mb: settings.limit_mb,
        kept: Kept {
            days: number(scheduled::DAYS),
            weeks: number(scheduled::WEEKS),
            months: number(scheduled::MONTHS),
        },
    })
}

/// Turns them on or off, and limits what they take up.
#[tauri::command]
#[specta::specta]
pub async fn set_automatic_backups(
    app: AppHandle,
    shell: State<'_, Shell>,
    backups: State<'_, Backups>,
    on: bool,
    limit_mb: u32,
) -> Answer<BackupsView> {
    scheduled::choose(&shell.opened()?.db, &Now::read(), on, limit_mb).await?;
    changed(&app, &backups);
    automatic_backups(shell).await
}

/// Asks for another folder; unchanged when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn choose_backup_folder(
    app: AppHandle,
    shell: State<'_, Shell>,
    backups: State<'_, Backups>,
) -> Answer<BackupsView> {
    shell.opened()?;
    if let Some(folder) = dialogs::pick_folder(&app, "Folder for backups").await {
        scheduled::choose_folder(&shell.opened()?.db, &Now::read(), Some(&folder)).await?;
        changed(&app, &backups);
    }
    automatic_backups(shell).await
}

/// Back to the folder in the data folder.
#[tauri::command]
#[specta::specta]
pub async fn reset_backup_folder(
    app: AppHandle,
    shell: State<'_, Shell>,
    backups: State<'_, Backups>,
) -> Answer<BackupsView> {
    scheduled::choose_folder(&shell.opened()?.db, &Now::read(), None).await?;
    changed(&app, &backups);
    automatic_backups(shell).await
}

/// Makes one now, also where they are turned off. Where it is.
#[tauri::command]
#[specta::specta]
pub async fn back_up_automatically(app: AppHandle, shell: State<'_, Shell>) -> Answer<String> {
    let round = scheduled::run(&shell.opened()?.db, &Now::read(), Occasion::Asked).await?;
    events::data_changed(&app);
    match round.made {
        Some(made) => Ok(made.file.display().to_string()),
        None => Err(Error::Refused(round.trouble.unwrap_or_else(|| "No backup was made.".to_owned())).into()),
    }
}

fn changed(app: &AppHandle, backups: &Backups) {
    events::data_changed(app);
    backups.wake();
}
