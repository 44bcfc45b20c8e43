//! The keys of a license, entered by hand. Their values are in the keyring.

use crate::{
    commands::history::BatchRef,
    ipc_error::Answer,
    state::{Opened, Shell, act, batch, perform},
};
use holdfast_core::{
    Error,
    clock::Now,
    licenses::{self, License},
    secrets::{self, About, ExposeSecret, SecretString, Slot},
};
use serde::Serialize;
use tauri::{AppHandle, State};

/// A license whose keys changed, and the act that can be taken back.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct KeysChanged {
    pub license: License,
    pub batch: String,
}

/// Adds a key. Its value stands in the keyring before the license names it: both or neither.
#[tauri::command]
#[specta::specta]
pub async fn add_license_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    license_id: String,
    label: Option<String>,
    value: String,
    keep_hint: bool,
) -> Answer<KeysChanged> {
    let (value, about) = taken(value, keep_hint)?;
    let opened = shell.unlocked()?;
    let staged = secrets::stage(&opened.db, &opened.keyring, &Now::read(), vec![value]).await?;
    perform!(shell, &app, "Add license key", |tx, act| {
        let key_id = licenses::add_key(tx, act, &license_id, label).await?;
        for staged in &staged {
            secrets::adopt(tx, act, staged, &Slot::license_key(&key_id), &about).await?;
        }
        let license = licenses::get(tx, &license_id, act.now.today).await?;
        Ok(KeysChanged { license, batch: act.batch.clone() })
    })
}

/// Puts another value in place of a key's. The old one stays as a previous value, as far as these are kept.
#[tauri::command]
#[specta::specta]
pub async fn replace_license_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    key_id: String,
    value: String,
    keep_hint: bool,
) -> Answer<License> {
    let (value, about) = taken(value, keep_hint)?;
    let opened = shell.unlocked()?;
    let slot = Slot::license_key(&key_id);
    let act = act("Replace license key");
    secrets::save(&opened.db, &opened.keyring, &act, &slot, value, &about).await?;
    let fields = secrets::fields_of(&mut *opened.db.read().await?, &key_id).await?;
    for previous in fields.iter().flat_map(|field| &field.previous) {
        secrets::forget(&opened.db, &opened.keyring, &act, &previous.id).await?;
    }
    opened.wrote(&app).await;
    license_with(opened, &key_id).await
}

/// Calls a key something else.
#[tauri::command]
#[specta::specta]
pub async fn label_license_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    key_id: String,
    label: Option<String>,
) -> Answer<KeysChanged> {
    perform!(shell, &app, "Rename license key", |tx, act| {
        let license_id = licenses::label_key(tx, act, &key_id, label).await?;
        let license = licenses::get(tx, &license_id, act.now.today).await?;
        Ok(KeysChanged { license, batch: act.batch.clone() })
    })
}

/// Removes a key and its value, for good.
#[tauri::command]
#[specta::specta]
pub async fn delete_license_key(app: AppHandle, shell: State<'_, Shell>, key_id: String) -> Answer<BatchRef> {
    let opened = shell.unlocked()?;
    let deleted =
        batch!(shell, &app, "Delete license key", |tx, act| licenses::remove_key(tx, act, &key_id).await)?;
    // A keyring that is locked keeps the value until the next start.
    if let Err(error) = secrets::sweep(&opened.db, &opened.keyring).await {
        tracing::warn!(%error, "the value of a deleted key waits in the keyring");
    }
    Ok(deleted)
}

/// The value as it is stored, and the part of it that may be shown.
fn taken(value: String, keep_hint: bool) -> Answer<(SecretString, About)> {
    let value = SecretString::from(value);
    if value.expose_secret().trim().is_empty() {
        return Err(Error::field("value", "Enter the key.").into());
    }
    let value = SecretString::from(value.expose_secret().trim());
    let hint = keep_hint.then(|| licenses::hint_of(&value)).flatten();
    Ok((value, About { hint, ..About::default() }))
}

async fn license_with(opened: &Opened, key_id: &str) -> Answer<License> {
    let mut conn = opened.db.read().await?;
    let license_id = licenses::license_of_key(&mut conn, key_id).await?;
    Ok(licenses::get(&mut conn, &license_id, Now::read().today).await?)
}
