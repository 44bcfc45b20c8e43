//! The lock of the window, the settings of the vault, the keyring's state, and how the credentials stand.

use crate::{
    desktop::{dialogs, window},
    events::{self, VaultEvent},
    ipc_error::Answer,
    state::{Shell, act, set},
    vault::{self, VaultStatus},
};
use holdfast_core::{
    Error,
    clock::Now,
    health::{self, HealthReport, LeakList},
    lock as passphrase,
    secrets::{self, Orphans, SecretString},
    settings::{self, VaultSettings},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn vault_status(shell: State<'_, Shell>) -> Answer<VaultStatus> {
    Ok(shell.vault.status())
}

/// The person did something in the window: the time until it locks begins anew.
#[tauri::command]
#[specta::specta]
pub async fn vault_activity(shell: State<'_, Shell>) -> Answer<()> {
    shell.vault.touch();
    Ok(())
}

/// Hides values and empties the clipboard of them; with a passphrase, asks for it from now on.
#[tauri::command]
#[specta::specta]
pub async fn lock_vault(app: AppHandle, shell: State<'_, Shell>) -> Answer<VaultStatus> {
    vault::lock(&app, VaultEvent::Asked).await;
    Ok(shell.vault.status())
}

/// Unlocks. Without a passphrase only where none is set and the settings of the lock could not be read at start: then the
/// person's word is enough.
#[tauri::command]
#[specta::specta]
pub async fn unlock_vault(
    app: AppHandle,
    shell: State<'_, Shell>,
    passphrase: Option<String>,
) -> Answer<VaultStatus> {
    let typed = passphrase.map(SecretString::from);
    if shell.vault.is_unread() {
        // What could not be read at start may be readable now; without it no value could be had either.
        let mut conn = shell.opened()?.db.read().await?;
        let has_passphrase = passphrase::is_set(&mut conn).await?;
        shell.vault.learn(has_passphrase, settings::vault(&mut conn).await.ok());
    }
    match typed {
        None if shell.vault.status().confirm => shell.vault.tried(true),
        None => {
            events::vault(&app, shell.vault.status(), VaultEvent::Settings);
            return Err(Error::field("passphrase", "Enter your passphrase.").into());
        }
        Some(typed) => confirm(&shell, typed).await?,
    }
    events::vault(&app, shell.vault.status(), VaultEvent::Unlocked);
    Ok(shell.vault.status())
}

/// Sets the passphrase of the lock. One that is set already has to be given.
#[tauri::command]
#[specta::specta]
pub async fn set_passphrase(
    app: AppHandle,
    shell: State<'_, Shell>,
    current: Option<String>,
    chosen: String,
) -> Answer<VaultStatus> {
    let (current, chosen) = (current.map(SecretString::from), SecretString::from(chosen));
    let opened = shell.opened()?;
    if shell.vault.status().has_passphrase {
        let typed = current.ok_or_else(|| Error::field("current", "Enter the passphrase you have now."))?;
        confirm(&shell, typed).await?;
    }
    passphrase::set(&opened.db, &opened.keyring, &act("Set passphrase"), chosen).await?;
    shell.vault.set_passphrase(true);
    opened.wrote(&app).await;
    events::vault(&app, shell.vault.status(), VaultEvent::Settings);
    Ok(shell.vault.status())
}

/// Takes the passphrase of the lock away, also a forgotten one: it is a curtain, and whoever has this session open
/// can have the values by other ways. The page asks before.
#[tauri::command]
#[specta::specta]
pub async fn remove_passphrase(app: AppHandle, shell: State<'_, Shell>) -> Answer<VaultStatus> {
    let opened = shell.opened()?;
    passphrase::remove(&opened.db, &opened.keyring, &act("Remove passphrase")).await?;
    shell.vault.set_passphrase(false);
    opened.wrote(&app).await;
    events::vault(&app, shell.vault.status(), VaultEvent::Unlocked);
    Ok(shell.vault.status())
}

#[tauri::command]
#[specta::specta]
pub async fn get_vault_settings(shell: State<'_, Shell>) -> Answer<VaultSettings> {
    Ok(settings::vault(&mut *shell.opened()?.db.read().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn set_vault_settings(
    app: AppHandle,
    shell: State<'_, Shell>,
    settings: VaultSettings,
) -> Answer<()> {
    shell.unlocked()?;
    set!(shell, |tx| settings::set_vault(tx, &settings).await)?;
    window::hide_from_screenshots(&app, settings.hide_from_screenshots);
    shell.vault.choose(settings);
    events::vault(&app, shell.vault.status(), VaultEvent::Settings);
    Ok(())
}

/// Compares this database with the keyring: values that are not on this computer, and items that belong to nothing.
#[tauri::command]
#[specta::specta]
pub async fn check_keyring(app: AppHandle, shell: State<'_, Shell>) -> Answer<Orphans> {
    let opened = shell.unlocked()?;
    let found = secrets::orphans(&opened.db, &opened.keyring).await?;
    super::keyring::tell(&app, opened).await?;
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

/// Lets the person choose the file of leaked passwords to compare with; its name, or None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn pick_leak_list(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<String>> {
    let picked = dialogs::pick_file(&app, "List of leaked passwords", "Text", &["txt"]).await;
    let Some(path) = picked else { return Ok(None) };
    shell.vault.set_leaks(LeakList::open(&path)?);
    Ok(Some(dialogs::file_name(&path)))
}

/// How the credentials stand. `with_leaks` also looks them up in the file that was picked.
#[tauri::command]
#[specta::specta]
pub async fn credential_health(
    app: AppHandle,
    shell: State<'_, Shell>,
    with_leaks: bool,
) -> Answer<HealthReport> {
    let opened = shell.unlocked()?;
    let leaks = shell.vault.leaks().filter(|_| with_leaks);
    if with_leaks && leaks.is_none() {
        return Err(Error::Refused("Choose the list of leaked passwords first.".into()).into());
    }
    let today = Now::read().today;
    let progress = |done, total| events::health_progress(&app, done, total);
    Ok(health::report(&opened.db, &opened.keyring, today, leaks.as_deref(), progress).await?)
}

/// Tries a passphrase; right ones unlock.
async fn confirm(shell: &Shell, typed: SecretString) -> Answer<()> {
    shell.vault.may_try()?;
    let opened = shell.opened()?;
    let right = passphrase::matches(&opened.db, &opened.keyring, typed).await?;
    shell.vault.tried(right);
    if right { Ok(()) } else { Err(Error::field("passphrase", "This is not the passphrase.").into()) }
}
