//! The mail account that reminders are sent with.

use crate::{
    desktop::scheduler::Scheduler,
    ipc_error::Answer,
    state::{Shell, act, set},
};
use holdfast_core::{
    clock::Now,
    mail::{self as post, MailSettings, MailView},
};
use secrecy::SecretString;
use tauri::State;

#[tauri::command]
#[specta::specta]
pub async fn mail_settings(shell: State<'_, Shell>) -> Answer<MailView> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(post::view(&mut conn).await?)
}

/// Keeps the account; a password that is given goes to the keyring first, an empty one is deleted there.
#[tauri::command]
#[specta::specta]
pub async fn set_mail_settings(
    shell: State<'_, Shell>,
    scheduler: State<'_, Scheduler>,
    settings: MailSettings,
    password: Option<String>,
) -> Answer<MailView> {
    let opened = if password.is_some() { shell.unlocked()? } else { shell.opened()? };
    let settings = post::check(settings)?;
    if let Some(password) = password.map(SecretString::from) {
        post::set_password(&opened.db, &opened.keyring, &act("Set mail password"), password).await?;
    }
    set!(shell, |tx| post::set(tx, settings).await)?;
    scheduler.wake();
    let mut conn = opened.db.read().await?;
    Ok(post::view(&mut conn).await?)
}

/// Sends a test message with settings as they are typed; without a password the stored one is used.
#[tauri::command]
#[specta::specta]
pub async fn test_mail(
    shell: State<'_, Shell>,
    settings: MailSettings,
    password: Option<String>,
) -> Answer<()> {
    let opened = shell.unlocked()?;
    let password = password.filter(|password| !password.is_empty()).map(SecretString::from);
    Ok(post::test(&opened.db, &opened.keyring, &Now::read(), settings, password).await?)
}
