//! Values in the operating system's keyring. None of these commands returns one: a value goes in, or from the
//! keyring straight to the clipboard.

use crate::{
    desktop::clipboard::Clipboard,
    events,
    ipc_error::Answer,
    state::{Opened, Shell, act},
};
use holdfast_core::{
    Error,
    credentials::{self, Credential},
    secrets::{self, FieldName, HandedOut, KeyringStatus, Slot},
    settings,
};
use secrecy::SecretString;
use serde::Serialize;
use tauri::{AppHandle, State};

/// Something was put on the clipboard.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Copied {
    /// Until it is taken off again; 0 when it stays.
    pub seconds: u32,
}

#[tauri::command]
#[specta::specta]
pub async fn keyring_status(shell: State<'_, Shell>) -> Answer<KeyringStatus> {
    let opened = shell.opened()?;
    Ok(secrets::status(&opened.db, &opened.keyring).await?)
}

/// Asks the system to unlock its keyring; it shows its own prompt. What waited for that is finished then.
#[tauri::command]
#[specta::specta]
pub async fn unlock_keyring(app: AppHandle, shell: State<'_, Shell>) -> Answer<KeyringStatus> {
    let opened = shell.opened()?;
    if opened.keyring.unlock().await?.usable() {
        secrets::sweep(&opened.db, &opened.keyring).await?;
    }
    tell(&app, opened).await
}

/// Stores a credential's value in place of the one it had.
#[tauri::command]
#[specta::specta]
pub async fn set_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    value: String,
) -> Answer<Credential> {
    let value = SecretString::from(value);
    let opened = shell.opened()?;
    let act = act("Set secret");
    credentials::set_secret(&opened.db, &opened.keyring, &act, &id, FieldName::password(), value).await?;
    changed(&app, opened, &id).await
}

#[tauri::command]
#[specta::specta]
pub async fn delete_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
) -> Answer<Credential> {
    let opened = shell.opened()?;
    let act = act("Delete secret");
    let slot = Slot::credential(&id, FieldName::password());
    secrets::clear(&opened.db, &opened.keyring, &act, &slot).await?;
    changed(&app, opened, &id).await
}

#[tauri::command]
#[specta::specta]
pub async fn copy_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    clipboard: State<'_, Clipboard>,
    id: String,
) -> Answer<Copied> {
    copy(&app, shell.opened()?, &clipboard, &Slot::credential(id, FieldName::password())).await
}

#[tauri::command]
#[specta::specta]
pub async fn copy_license_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    clipboard: State<'_, Clipboard>,
    key_id: String,
) -> Answer<Copied> {
    copy(&app, shell.opened()?, &clipboard, &Slot::license_key(key_id)).await
}

/// Copies the user name of a credential; it is no secret and stays.
#[tauri::command]
#[specta::specta]
pub async fn copy_username(
    app: AppHandle,
    shell: State<'_, Shell>,
    clipboard: State<'_, Clipboard>,
    id: String,
) -> Answer<Copied> {
    let mut conn = shell.opened()?.db.read().await?;
    let name = credentials::username(&mut conn, &id).await?;
    let name = name.ok_or_else(|| Error::Refused("This credential has no user name.".into()))?;
    clipboard.copy_plain(&app, &name)?;
    Ok(Copied { seconds: 0 })
}

/// Takes a copied value off the clipboard now, if it is still there.
#[tauri::command]
#[specta::specta]
pub async fn clear_clipboard(app: AppHandle, clipboard: State<'_, Clipboard>) -> Answer<()> {
    clipboard.clear_now(&app).await;
    Ok(())
}

async fn copy(app: &AppHandle, opened: &Opened, clipboard: &Clipboard, slot: &Slot) -> Answer<Copied> {
    let value = secrets::fetch(&opened.db, &opened.keyring, slot).await?;
    let seconds = settings::get(&mut *opened.db.read().await?).await?.clipboard_seconds;
    clipboard.copy_secret(app, &value, seconds)?;
    secrets::record(&opened.db, &act("Copy secret"), slot, HandedOut::Copied).await?;
    opened.wrote(app).await;
    Ok(Copied { seconds })
}

async fn changed(app: &AppHandle, opened: &Opened, id: &str) -> Answer<Credential> {
    opened.wrote(app).await;
    tell(app, opened).await?;
    Ok(credentials::get(&mut *opened.db.read().await?, id).await?)
}

async fn tell(app: &AppHandle, opened: &Opened) -> Answer<KeyringStatus> {
    let status = secrets::status(&opened.db, &opened.keyring).await?;
    events::keyring_changed(app, status.clone());
    Ok(status)
}
