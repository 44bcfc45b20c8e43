//! Settings, where the data lives, backup, and the sample data of a first start.

use crate::{
    commands::{
        full_backup::{self, BackupAnswer},
        history::BatchRef,
    },
    desktop::{dialogs, opening},
    ipc_error::Answer,
    state::{Shell, batch, perform, set},
};
use holdfast_core::{
    Error,
    backup::{self, Replace, full},
    clock::Now,
    db,
    demo::{self, DemoOptions, SampleRemoval},
    secrets::{self, SecretString},
    settings::{self as chosen, Settings},
};
use serde::Serialize;
use tauri::{AppHandle, State};

/// The sample company: large enough that every screen has something to show.
const SAMPLE_RECORDS: u32 = 250;
const SAMPLE_SEED: u64 = 1;

/// About this Holdfast.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct AppInfo {
    pub version: String,
    pub data_folder: String,
    pub database_file: String,
    /// Set for development and tests, whose keyring entries are kept apart.
    pub profile: Option<String>,
    /// RFC 3339, or None when never.
    pub last_backup_at: Option<String>,
    /// Of the last full backup: RFC 3339, or None when never.
    pub last_full_backup_at: Option<String>,
}

#[tauri::command]
#[specta::specta]
pub async fn get_settings(shell: State<'_, Shell>) -> Answer<Settings> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(chosen::get(&mut conn).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn set_settings(shell: State<'_, Shell>, settings: Settings) -> Answer<()> {
    set!(shell, |tx| chosen::set(tx, &settings).await)
}

/// Answers also when the data folder did not open, so that the page that says so can name it.
#[tauri::command]
#[specta::specta]
pub async fn app_info(app: AppHandle, shell: State<'_, Shell>) -> Answer<AppInfo> {
    let (last_backup_at, last_full_backup_at) = match shell.opened() {
        Ok(opened) => {
            let mut conn = opened.db.read().await?;
            (chosen::last_backup_at(&mut conn).await?, chosen::last_full_backup_at(&mut conn).await?)
        }
        Err(_) => (None, None),
    };
    let folder = shell.folder();
    let shown = |path: &std::path::Path| path.display().to_string();
    Ok(AppInfo {
        version: app.package_info().version.to_string(),
        data_folder: folder.map(shown).unwrap_or_default(),
        database_file: folder.map(|folder| shown(&db::database_file(folder))).unwrap_or_default(),
        profile: shell.profile.clone(),
        last_backup_at,
        last_full_backup_at,
    })
}

#[tauri::command]
#[specta::specta]
pub async fn open_data_folder(app: AppHandle, shell: State<'_, Shell>) -> Answer<()> {
    let folder = shell.folder().ok_or_else(|| Error::Refused("There is no data folder.".into()))?;
    opening::file(
        &app,
        folder,
        format!("No program on this computer showed the folder. It is {}.", folder.display()),
    )
}

/// Writes a copy of the database where the person says. The path that was written; None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn back_up_now(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<String>> {
    let opened = shell.opened()?;
    let now = Now::read();
    let name = format!("holdfast-{}.db", now.today);
    let Some(path) = dialogs::save_file(&app, "Back up", &name).await else { return Ok(None) };
    let mut replace = Replace::Older;
    if let Some(why) = backup::question(&opened.db, &path).await? {
        let question = format!("{why} Replace it all the same?");
        if !dialogs::ask(&app, "Back up", &question, "Replace", "Keep it").await {
            return Ok(None);
        }
        replace = Replace::Any;
    }
    backup::back_up(&opened.db, &path, &now, replace).await?;
    opened.wrote(&app).await;
    Ok(Some(path.display().to_string()))
}

/// Says of a backup that the person chooses whether it would restore, and what it holds. A full one needs its passphrase:
/// called again with it, the same file is checked.
#[tauri::command]
#[specta::specta]
pub async fn check_backup(
    app: AppHandle,
    shell: State<'_, Shell>,
    passphrase: Option<String>,
) -> Answer<BackupAnswer> {
    let passphrase = passphrase.map(SecretString::from);
    let path = full_backup::chosen(&app, &shell, "Check a backup", passphrase.as_ref()).await?;
    let Some(path) = path else { return Ok(BackupAnswer::Cancelled) };
    let verified = match &passphrase {
        None if full::is_full(&path) => return Ok(full_backup::needs_passphrase(&path)),
        None => backup::verify(&path).await?,
        Some(passphrase) => full::verify(&path, passphrase).await?,
    };
    Ok(BackupAnswer::Done { text: verified.in_words() })
}

/// Puts a backup that the person chooses in the place of the database, after a question that says what that changes, and
/// begins Holdfast anew. Works also where the database did not open. A full one needs its passphrase: called again with it,
/// the same file is restored.
#[tauri::command]
#[specta::specta]
pub async fn restore_backup(
    app: AppHandle,
    shell: State<'_, Shell>,
    passphrase: Option<String>,
) -> Answer<BackupAnswer> {
    const TITLE: &str = "Restore a backup";
    if shell.opened().is_ok() {
        shell.unlocked()?;
    }
    let folder = shell.folder().ok_or_else(|| Error::Refused("There is no data folder.".into()))?;
    let passphrase = passphrase.map(SecretString::from);
    let path = full_backup::chosen(&app, &shell, TITLE, passphrase.as_ref()).await?;
    let Some(path) = path else { return Ok(BackupAnswer::Cancelled) };
    if passphrase.is_none() && full::is_full(&path) {
        return Ok(full_backup::needs_passphrase(&path));
    }
    let preview = full_backup::preview(folder, &path, passphrase.as_ref()).await?;
    let question = format!("{}\n\nRestore it? Holdfast then starts again.", preview.in_words());
    if !dialogs::ask(&app, TITLE, &question, "Restore", "Cancel").await {
        return Ok(BackupAnswer::Cancelled);
    }
    let lock = match shell.opened() {
        Ok(opened) => {
            opened.db.close().await;
            None
        }
        Err(_) => Some(db::lock_for_window(folder)?),
    };
    let restored = full_backup::restore(&app, &shell, folder, &path, passphrase.as_ref()).await;
    drop(lock);
    let text = match restored {
        Ok(restored) => restored.in_words(),
        Err(error) => error.to_string(),
    };
    dialogs::tell(&app, TITLE, &text).await;
    app.request_restart();
    Ok(BackupAnswer::Done { text })
}

/// Fills an empty database with a sample company.
#[tauri::command]
#[specta::specta]
pub async fn add_sample_data(app: AppHandle, shell: State<'_, Shell>) -> Answer<BatchRef> {
    batch!(shell, &app, "Sample data", |tx, act| {
        if !demo::is_empty(tx).await? {
            return Err(
                Error::Refused("There is data already. The sample data was not added to it.".into()).into()
            );
        }
        let options = DemoOptions { records: SAMPLE_RECORDS, seed: SAMPLE_SEED, today: act.now.today };
        demo::fill(tx, act, &options).await
    })
}

/// What removing the sample data means, for the question before it.
#[tauri::command]
#[specta::specta]
pub async fn sample_removal(shell: State<'_, Shell>) -> Answer<SampleRemoval> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(demo::removal(&mut conn).await?)
}

/// Removes the sample data for good, with what was changed and stored in it since. Whether its values are gone from the
/// keyring too; else they go once it is unlocked.
#[tauri::command]
#[specta::specta]
pub async fn remove_sample_data(app: AppHandle, shell: State<'_, Shell>) -> Answer<bool> {
    let opened = shell.unlocked()?;
    perform!(shell, &app, "Remove sample data", |tx, act| demo::remove(tx, act).await)?;
    match secrets::sweep(&opened.db, &opened.keyring).await {
        Ok(report) => Ok(report.waiting == 0),
        Err(error) => {
            tracing::warn!(%error, "the sweep after removing the sample data was not finished");
            Ok(false)
        }
    }
}
