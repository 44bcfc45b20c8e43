//! How the credentials stand.

use crate::{desktop::dialogs, events, ipc_error::Answer, state::Shell};
use holdfast_core::{
    Error,
    clock::Now,
    credential_health::{self, HealthReport, LeakList},
    reports::{self, Reported},
};
use std::sync::Arc;
use tauri::{AppHandle, State};

/// Lets the person choose the file of leaked passwords to compare with; its name, or None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn pick_leak_list(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<String>> {
    let picked = dialogs::pick_file(&app, "List of leaked passwords", "Text", &["txt"]).await;
    let Some(path) = picked else { return Ok(None) };
    *shell.leaks() = Some(Arc::new(LeakList::open(&path)?));
    Ok(Some(dialogs::file_name(&path)))
}

/// How the credentials stand. `with_leaks` also looks them up in the file that was picked.
#[tauri::command]
#[specta::specta]
pub async fn credential_health(
    app: AppHandle,
    shell: State<'_, Shell>,
    with_leaks: bool,
) -> Answer<Reported<HealthReport>> {
    let opened = shell.unlocked()?;
    let leaks = shell.leaks().clone().filter(|_| with_leaks);
    if with_leaks && leaks.is_none() {
        return Err(Error::Refused("Choose the list of leaked passwords first.".into()).into());
    }
    let today = Now::read().today;
    let progress = |done, total| events::health_progress(&app, done, total);
    let data =
        credential_health::report(&opened.db, &opened.keyring, today, leaks.as_deref(), progress).await?;
    Ok(Reported { table: reports::credentials(&data), data })
}
