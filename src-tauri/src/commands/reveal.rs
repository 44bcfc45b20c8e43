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
    secrets::{self, ExposeSecret, FieldName, HandedOut, Recording, SecretString, Slot, Wanted},
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
pub async fn one_time_code(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    unrecorded: Option<bool>,
) -> Answer<OneTimeCode> {
    let opened = shell.unlocked()?;
    let (act, recording) = (act("Show one-time code"), Recording::waived_if(unrecorded.unwrap_or_default()));
    let code = code_of(opened, &id, &act, HandedOut::Revealed, recording).await?;
    opened.wrote(&app).await;
    Ok(code)
}

/// Shows one value. `unrecorded` lets it be shown even when that cannot be recorded; the person was asked.
#[tauri::command]
#[specta::specta]
pub async fn reveal_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    field: String,
    unrecorded: Option<bool>,
) -> Answer<Revealed> {
    let field = FieldName::parse(&field)?;
    let title = format!("Show {}", named(&field));
    shown(&app, &shell, Wanted::Current(&Slot::credential(id, field)), title, unrecorded.unwrap_or_default())
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn reveal_license_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    key_id: String,
    unrecorded: Option<bool>,
) -> Answer<Revealed> {
    let slot = Slot::license_key(key_id);
    shown(&app, &shell, Wanted::Current(&slot), "Show key".to_owned(), unrecorded.unwrap_or_default()).await
}

/// Shows one previous value.
#[tauri::command]
#[specta::specta]
pub async fn reveal_previous_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    value_id: String,
    unrecorded: Option<bool>,
) -> Answer<Revealed> {
    let title = "Show a previous value".to_owned();
    shown(&app, &shell, Wanted::Value(&value_id), title, unrecorded.unwrap_or_default()).await
}

/// Shows a value that was made or read in and is not stored yet.
#[tauri::command]
#[specta::specta]
pub async fn reveal_held_value(shell: State<'_, Shell>, token: String) -> Answer<Revealed> {
    shell.unlocked()?;
    let value = shell.lock.held.get(&token)?;
    Ok(Revealed { value: value.expose_secret().to_owned(), seconds: SHOWN_FOR })
}

/// Draws the code by which a phone joins a Wi-Fi. The network's name is the credential's user name, else its name.
#[tauri::command]
#[specta::specta]
pub async fn reveal_wifi_code(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    unrecorded: Option<bool>,
) -> Answer<RevealedCode> {
    let opened = shell.unlocked()?;
    let credential = credentials::get(&mut *opened.db.read().await?, &id).await?;
    if credential.fields.kind != CredentialKind::Wifi {
        return Err(Error::Refused("Only a Wi-Fi has a code to scan.".into()).into());
    }
    let network = credential.fields.username.as_ref().unwrap_or(&credential.fields.name);
    let has_password =
        credential.secrets.iter().any(|field| field.field == "password" && !field.id.is_empty());
    let text = if has_password {
        let slot = Slot::credential(&id, FieldName::password());
        let title = "Show Wi-Fi code".to_owned();
        let value =
            reveal(&app, &shell, Wanted::Current(&slot), title, unrecorded.unwrap_or_default()).await?;
        qr::wifi_text(network, Some(&value))
    } else {
        qr::wifi_text(network, None)
    };
    Ok(RevealedCode { drawing: qr::draw(&text)?.expose_secret().to_owned(), seconds: SHOWN_FOR })
}

async fn shown(
    app: &AppHandle,
    shell: &Shell,
    wanted: Wanted<'_>,
    title: String,
    unrecorded: bool,
) -> Answer<Revealed> {
    let value = reveal(app, shell, wanted, title, unrecorded).await?;
    Ok(Revealed { value: value.expose_secret().to_owned(), seconds: SHOWN_FOR })
}

/// A value for the page; counted, and recorded first.
async fn reveal(
    app: &AppHandle,
    shell: &Shell,
    wanted: Wanted<'_>,
    title: String,
    unrecorded: bool,
) -> Answer<SecretString> {
    let opened = shell.unlocked()?;
    shell.lock.count_reveal()?;
    let (act, how) = (act(title), HandedOut::Revealed);
    let recording = Recording::waived_if(unrecorded);
    let value = secrets::hand_out(&opened.db, &opened.keyring, &act, wanted, how, recording).await?;
    opened.wrote(app).await;
    Ok(value)
}
