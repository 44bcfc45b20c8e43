//! The commands of capabilities/reveal.json: the only ones that give a value to the page. One a call, counted and
//! recorded; the page shows it for a short time.

use crate::{
    commands::secrets::{code_of, named},
    ipc_error::Answer,
    state::{Shell, act},
};
use holdfast_core::{
    Error,
    credentials::{self, CredentialKind, qr, totp::OneTimeCode},
    secrets::{self, ExposeSecret, FieldName, HandedOut, Slot},
};
use serde::Serialize;
use tauri::{AppHandle, State};

/// How long the page shows a value, in seconds.
const SHOWN_FOR: u32 = 20;

/// A value for the page to show, for a short time.
#[derive(Serialize, specta::Type)]
pub struct Revealed {
    pub value: String,
    /// How long it may be shown, in seconds.
    pub seconds: u32,
}

/// A drawing for the page to show, for a short time.
#[derive(Serialize, specta::Type)]
pub struct RevealedCode {
    /// SVG.
    pub drawing: String,
    /// How long it may be shown, in seconds.
    pub seconds: u32,
}

/// The one-time code that is valid now. The seed stays in the keyring.
#[tauri::command]
#[specta::specta]
pub async fn one_time_code(shell: State<'_, Shell>, id: String) -> Answer<OneTimeCode> {
    code_of(shell.unlocked()?, &Slot::credential(id, FieldName::totp())).await
}

/// Shows one value.
#[tauri::command]
#[specta::specta]
pub async fn reveal_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    field: String,
) -> Answer<Revealed> {
    let field = FieldName::parse(&field)?;
    let title = format!("Show {}", named(&field));
    reveal(&app, &shell, &Slot::credential(id, field), title).await
}

#[tauri::command]
#[specta::specta]
pub async fn reveal_license_key(app: AppHandle, shell: State<'_, Shell>, key_id: String) -> Answer<Revealed> {
    reveal(&app, &shell, &Slot::license_key(key_id), "Show key".to_owned()).await
}

/// Shows one previous value.
#[tauri::command]
#[specta::specta]
pub async fn reveal_previous_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    value_id: String,
) -> Answer<Revealed> {
    let opened = shell.unlocked()?;
    shell.vault.count_reveal()?;
    let value = secrets::fetch_value(&opened.db, &opened.keyring, &value_id).await?;
    let act = act("Show a previous value");
    secrets::record_value(&opened.db, &act, &value_id, HandedOut::Revealed).await?;
    opened.wrote(&app).await;
    Ok(Revealed { value: value.expose_secret().to_owned(), seconds: SHOWN_FOR })
}

/// Shows a value that was made or read in and is not stored yet.
#[tauri::command]
#[specta::specta]
pub async fn reveal_held_value(shell: State<'_, Shell>, token: String) -> Answer<Revealed> {
    shell.unlocked()?;
    let value = shell.vault.held(&token)?;
    Ok(Revealed { value: value.expose_secret().to_owned(), seconds: SHOWN_FOR })
}

/// Draws the code by which a phone joins a Wi-Fi. The network's name is the credential's user name, else its name.
#[tauri::command]
#[specta::specta]
pub async fn reveal_wifi_code(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<RevealedCode> {
    let opened = shell.unlocked()?;
    let credential = credentials::get(&mut *opened.db.read().await?, &id).await?;
    if credential.fields.kind != CredentialKind::Wifi {
        return Err(Error::Refused("Only a Wi-Fi has a code to scan.".into()).into());
    }
    let network = credential.fields.username.as_ref().unwrap_or(&credential.fields.name);
    let has_password =
        credential.secrets.iter().any(|field| field.field == "password" && !field.id.is_empty());
    let text = if has_password {
        shell.vault.count_reveal()?;
        let slot = Slot::credential(&id, FieldName::password());
        let value = secrets::fetch(&opened.db, &opened.keyring, &slot).await?;
        secrets::record(&opened.db, &act("Show Wi-Fi code"), &slot, HandedOut::Revealed).await?;
        opened.wrote(&app).await;
        qr::wifi_text(network, Some(&value))
    } else {
        qr::wifi_text(network, None)
    };
    Ok(RevealedCode { drawing: qr::draw(&text)?.expose_secret().to_owned(), seconds: SHOWN_FOR })
}

async fn reveal(app: &AppHandle, shell: &Shell, slot: &Slot, title: String) -> Answer<Revealed> {
    let opened = shell.unlocked()?;
    shell.vault.count_reveal()?;
    let value = secrets::fetch(&opened.db, &opened.keyring, slot).await?;
    secrets::record(&opened.db, &act(title), slot, HandedOut::Revealed).await?;
    opened.wrote(app).await;
    Ok(Revealed { value: value.expose_secret().to_owned(), seconds: SHOWN_FOR })
}
