//! The lock of the window, and what was chosen about values.

use crate::{
    desktop::window,
    events::{self, LockEvent},
    ipc_error::Answer,
    lock::{self, LockStatus},
    state::{Shell, act, set},
};
use holdfast_core::{
    Error, lock as passphrase,
    secrets::SecretString,
    settings::{self, SecretSettings},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn lock_status(shell: State<'_, Shell>) -> Answer<LockStatus> {
    Ok(shell.lock.status())
}

/// The person did something in the window: the time until it locks begins anew.
#[tauri::command]
#[specta::specta]
pub async fn lock_activity(shell: State<'_, Shell>) -> Answer<()> {
    shell.lock.touch();
    Ok(())
}

/// Hides values and empties the clipboard of them; with a passphrase, asks for it from now on.
#[tauri::command]
#[specta::specta]
pub async fn lock_window(app: AppHandle, shell: State<'_, Shell>) -> Answer<LockStatus> {
    lock::close(&app, LockEvent::Asked).await;
    Ok(shell.lock.status())
}

/// Unlocks. Without a passphrase only where none is set and the settings of the lock could not be read at start: then the
/// person's word is enough.
#[tauri::command]
#[specta::specta]
pub async fn unlock_window(
    app: AppHandle,
    shell: State<'_, Shell>,
    passphrase: Option<String>,
) -> Answer<LockStatus> {
    let typed = passphrase.map(SecretString::from);
    if shell.lock.is_unread() {
        // What could not be read at start may be readable now; without it no value could be had either.
        let mut conn = shell.opened()?.db.read().await?;
        let has_passphrase = passphrase::is_set(&mut conn).await?;
        shell.lock.learn(has_passphrase, settings::secrets(&mut conn).await.ok());
    }
    match typed {
        None if shell.lock.status().confirm => shell.lock.tried(true),
        None => {
            events::lock(&app, shell.lock.status(), LockEvent::Settings);
            return Err(Error::field("passphrase", "Enter your passphrase.").into());
        }
        Some(typed) => confirm(&shell, typed).await?,
    }
    events::lock(&app, shell.lock.status(), LockEvent::Unlocked);
    Ok(shell.lock.status())
}

/// Sets the passphrase of the lock. One that is set already has to be given.
#[tauri::command]
#[specta::specta]
pub async fn set_passphrase(
    app: AppHandle,
    shell: State<'_, Shell>,
    current: Option<String>,
    chosen: String,
) -> Answer<LockStatus> {
    let (current, chosen) = (current.map(SecretString::from), SecretString::from(chosen));
    let opened = shell.opened()?;
    if shell.lock.status().has_passphrase {
        let typed = current.ok_or_else(|| Error::field("current", "Enter the passphrase you have now."))?;
        confirm(&shell, typed).await?;
    }
    passphrase::set(&opened.db, &opened.keyring, &act("Set passphrase"), chosen).await?;
    shell.lock.set_passphrase(true);
    opened.wrote(&app).await;
    events::lock(&app, shell.lock.status(), LockEvent::Settings);
    Ok(shell.lock.status())
}

/// Takes the passphrase of the lock away, also a forgotten one: it is a curtain, and whoever has this session open
/// can have the values by other ways. The page asks before.
#[tauri::command]
#[specta::specta]
pub async fn remove_passphrase(app: AppHandle, shell: State<'_, Shell>) -> Answer<LockStatus> {
    let opened = shell.opened()?;
    passphrase::remove(&opened.db, &opened.keyring, &act("Remove passphrase")).await?;
    shell.lock.set_passphrase(false);
    opened.wrote(&app).await;
    events::lock(&app, shell.lock.status(), LockEvent::Unlocked);
    Ok(shell.lock.status())
}

#[tauri::command]
#[specta::specta]
pub async fn get_secret_settings(shell: State<'_, Shell>) -> Answer<SecretSettings> {
    Ok(settings::secrets(&mut *shell.opened()?.db.read().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn set_secret_settings(
    app: AppHandle,
    shell: State<'_, Shell>,
    settings: SecretSettings,
) -> Answer<()> {
    shell.unlocked()?;
    set!(shell, |tx| settings::set_secrets(tx, &settings).await)?;
    window::hide_from_screenshots(&app, settings.hide_from_screenshots);
    shell.lock.choose(settings);
    events::lock(&app, shell.lock.status(), LockEvent::Settings);
    Ok(())
}

/// Tries a passphrase; right ones unlock.
async fn confirm(shell: &Shell, typed: SecretString) -> Answer<()> {
    shell.lock.may_try()?;
    let opened = shell.opened()?;
    let right = passphrase::matches(&opened.db, &opened.keyring, typed).await?;
    shell.lock.tried(right);
    if right { Ok(()) } else { Err(Error::field("passphrase", "This is not the passphrase.").into()) }
}
