//! Commands about credentials.

use crate::{
    ipc_error::Answer,
    state::{Shell, act},
};
use holdfast_core::{
    clock::Now,
    credentials::{self, Credential, CredentialInput, CredentialRow},
    list::{ListQuery, Page},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_credentials(shell: State<'_, Shell>, query: ListQuery) -> Answer<Page<CredentialRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(credentials::list(&mut conn, &query, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_credential(shell: State<'_, Shell>, id: String) -> Answer<Credential> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(credentials::get(&mut conn, &id).await?)
}

/// What is secret in its address is kept as values.
/// `version` is that of the credential as it was opened; another one by now is a conflict.
#[tauri::command]
#[specta::specta]
pub async fn update_credential(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    version: u32,
    input: CredentialInput,
) -> Answer<Credential> {
    let in_address = input.url.as_deref().is_some_and(credentials::addresses::has_secret);
    let opened = if in_address { shell.unlocked()? } else { shell.opened()? };
    let act = act(format!("Edit credential {}", input.name.trim()));
    let credential = credentials::edit(&opened.db, &opened.keyring, &act, &id, version, input).await?;
    opened.wrote(&app).await;
    Ok(credential)
}
