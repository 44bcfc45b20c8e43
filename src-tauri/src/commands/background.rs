//! Staying at work without the window.

use crate::{
    desktop::background::{self, Background},
    ipc_error::Answer,
    state::{Shell, set},
};
use holdfast_core::settings::{self, BackgroundSettings};
use serde::Serialize;
use tauri::{AppHandle, State};

/// How Holdfast stays at work without its window.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct BackgroundView {
    pub start_at_login: bool,
    pub close_to_tray: bool,
    /// This desktop has a tray; without one, closing the window ends Holdfast whatever is chosen.
    pub tray: bool,
}

#[tauri::command]
#[specta::specta]
pub async fn background(app: AppHandle, shell: State<'_, Shell>) -> Answer<BackgroundView> {
    let mut conn = shell.opened()?.db.read().await?;
    let chosen = settings::background(&mut conn).await?;
    Ok(BackgroundView {
        start_at_login: background::starts_at_login(&app),
        close_to_tray: chosen.close_to_tray,
        tray: background::has_tray().await,
    })
}

#[tauri::command]
#[specta::specta]
pub async fn set_background(
    app: AppHandle,
    shell: State<'_, Shell>,
    chosen: State<'_, Background>,
    start_at_login: bool,
    close_to_tray: bool,
) -> Answer<BackgroundView> {
    background::start_at_login(&app, start_at_login)?;
    let settings = BackgroundSettings { close_to_tray };
    set!(shell, |tx| settings::set_background(tx, &settings).await)?;
    chosen.choose(&app, close_to_tray).await;
    self::background(app, shell).await
}
