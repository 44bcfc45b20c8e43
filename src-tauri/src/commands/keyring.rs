//! The state of the operating system's keyring, and what is taken from it to the clipboard.

use crate::{
    desktop::{clipboard::Clipboard, watch},
    events,
    ipc_error::Answer,
    state::{Opened, Shell, act},
};
use holdfast_core::{
    Error,
    credentials::{
        self, Credential,
        parting::{self, AddressStatus},
    },
    secrets::{self, HandedOut, HomeReport, KeyringStatus, Orphans, Recording, Slot, Wanted},
    settings,
};
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
        watch::part_addresses(&app, opened).await;
    }
    tell(&app, opened).await
}

/// Addresses from before an upgrade with passwords in them, and the copies of the file that still hold such.
#[tauri::command]
#[specta::specta]
pub async fn address_status(shell: State<'_, Shell>) -> Answer<AddressStatus> {
    Ok(parting::status(&shell.opened()?.db).await?)
}

/// Deletes the copies that `address_status` names, for good; the page asks before. How many went.
#[tauri::command]
#[specta::specta]
pub async fn delete_old_copies(shell: State<'_, Shell>) -> Answer<u32> {
    Ok(parting::delete_copies(&shell.unlocked()?.db).await?)
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

/// Whether this database is the home of its values, or a copy. It never raises a prompt.
#[tauri::command]
#[specta::specta]
pub async fn home_of_values(shell: State<'_, Shell>) -> Answer<HomeReport> {
    let opened = shell.opened()?;
    Ok(secrets::home(&opened.db, &opened.keyring).await?)
}

/// Makes this database the home of the values it names; the one until now deletes none of them any more. The page asks
/// before. What waited for that is finished then.
#[tauri::command]
#[specta::specta]
pub async fn adopt_home(app: AppHandle, shell: State<'_, Shell>) -> Answer<HomeReport> {
    let opened = shell.unlocked()?;
    let home = secrets::adopt_home(&opened.db, &opened.keyring).await?;
    secrets::sweep(&opened.db, &opened.keyring).await?;
    tell(&app, opened).await?;
    Ok(home)
}

/// Puts a value on the clipboard; recorded first.
pub(super) async fn copy(
    app: &AppHandle,
    opened: &Opened,
    clipboard: &Clipboard,
    slot: &Slot,
    unrecorded: bool,
) -> Answer<Copied> {
    let (act, how) = (act("Copy secret"), HandedOut::Copied);
    let recording = Recording::waived_if(unrecorded);
    let value =
        secrets::hand_out(&opened.db, &opened.keyring, &act, Wanted::Current(slot), how, recording).await?;
    let seconds = settings::get(&mut *opened.db.read().await?).await?.clipboard_seconds;
    clipboard.copy_secret(app, &value, seconds)?;
    opened.wrote(app).await;
    Ok(Copied { seconds })
}

pub(super) async fn changed(app: &AppHandle, opened: &Opened, id: &str) -> Answer<Credential> {
    opened.wrote(app).await;
    tell(app, opened).await?;
    Ok(credentials::get(&mut *opened.db.read().await?, id).await?)
}

pub(super) async fn tell(app: &AppHandle, opened: &Opened) -> Answer<KeyringStatus> {
    let status = secrets::status(&opened.db, &opened.keyring).await?;
    events::keyring_changed(app, status.clone());
    Ok(status)
}

/// Compares this database with the keyring: values that are not on this computer, and items that belong to nothing.
#[tauri::command]
#[specta::specta]
pub async fn check_keyring(app: AppHandle, shell: State<'_, Shell>) -> Answer<Orphans> {
    let opened = shell.unlocked()?;
    let found = secrets::orphans(&opened.db, &opened.keyring).await?;
    tell(&app, opened).await?;
    opened.wrote(&app).await;
    Ok(found)
}

/// Deletes items of the keyring that belong to nothing, as `check_keyring` named them. How many went. It cannot be
/// undone; the page asks before.
#[tauri::command]
#[specta::specta]
pub async fn delete_orphans(shell: State<'_, Shell>, items: Vec<String>) -> Answer<u32> {
    let opened = shell.unlocked()?;
    Ok(secrets::delete_orphans(&opened.db, &opened.keyring, &items).await?)
}
