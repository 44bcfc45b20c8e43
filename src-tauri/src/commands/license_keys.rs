//! The keys of a license: added, replaced, removed. Their values are in the keyring.

use crate::{
    commands::secrets::NewValue,
    ipc_error::{Answer, kept},
    state::{Opened, Shell, act},
};
use holdfast_core::{
    clock::Now,
    licenses::{self, License},
    secrets::{self, About, Slot},
};
use secrecy::SecretString;
use serde::Deserialize;
use tauri::{AppHandle, State};

/// A new value of a license: what it is called, which seat it is for, and whether its last characters are shown.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct LicenseKeyInput {
    pub label: Option<String>,
    /// None for a key of the whole license.
    pub assignment_id: Option<String>,
    pub hint: bool,
}

/// Adds a key to a license, for all of it or for one seat.
#[tauri::command]
#[specta::specta]
pub async fn add_license_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    license_id: String,
    input: LicenseKeyInput,
    value: NewValue,
) -> Answer<License> {
    let opened = shell.unlocked()?;
    let act = act("Add key");
    let value = shell.value(&value)?;
    let about = about_key(&value, input.hint);
    let staged = secrets::stage(&opened.db, &opened.keyring, &act.now, vec![value]).await?;
    let mut tx = opened.db.write().await?;
    let key_id = licenses::add_key(&mut tx, &act, &license_id, input.label, input.assignment_id).await?;
    for one in &staged {
        secrets::adopt(&mut tx, &act, one, &Slot::license_key(&key_id), &about).await?;
    }
    let license = licenses::get(&mut tx, &license_id, act.now.today).await?;
    kept(tx.commit().await)?;
    drop(staged);
    opened.wrote(&app).await;
    Ok(license)
}

/// Stores a key in place of the one that was there.
#[tauri::command]
#[specta::specta]
pub async fn set_license_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    license_id: String,
    key_id: String,
    hint: bool,
    value: NewValue,
) -> Answer<License> {
    let opened = shell.unlocked()?;
    let value = shell.value(&value)?;
    let about = about_key(&value, hint);
    let slot = Slot::license_key(key_id);
    secrets::save(&opened.db, &opened.keyring, &act("Set key"), &slot, value, &about).await?;
    opened.wrote(&app).await;
    license(opened, &license_id).await
}

/// Changes what a key is called and which seat it is for. `hint` of the input is not looked at.
#[tauri::command]
#[specta::specta]
pub async fn update_license_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    key_id: String,
    input: LicenseKeyInput,
) -> Answer<License> {
    let opened = shell.opened()?;
    let act = act("Edit key");
    let mut tx = opened.db.write().await?;
    let id = licenses::update_key(&mut tx, &act, &key_id, input.label, input.assignment_id).await?;
    kept(tx.commit().await)?;
    opened.wrote(&app).await;
    license(opened, &id).await
}

/// Removes a key; its value leaves the keyring for good, and the page asks before.
#[tauri::command]
#[specta::specta]
pub async fn remove_license_key(app: AppHandle, shell: State<'_, Shell>, key_id: String) -> Answer<License> {
    let opened = shell.unlocked()?;
    let mut tx = opened.db.write().await?;
    let id = licenses::remove_key(&mut tx, &act("Remove key"), &key_id).await?;
    kept(tx.commit().await)?;
    if let Err(error) = secrets::sweep(&opened.db, &opened.keyring).await {
        tracing::warn!(%error, "the key's value waits for the next sweep");
    }
    opened.wrote(&app).await;
    license(opened, &id).await
}

async fn license(opened: &Opened, id: &str) -> Answer<License> {
    Ok(licenses::get(&mut *opened.db.read().await?, id, Now::read().today).await?)
}

fn about_key(value: &SecretString, hint: bool) -> About {
    About { hint: hint.then(|| licenses::hint_of(value)).flatten(), ..About::default() }
}
