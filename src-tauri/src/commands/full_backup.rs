//! The full backup: one encrypted file with the database and every value. Its passphrase comes from the page and is forgotten
//! with the call; where the file is, the page learns only by name.

use crate::{
    desktop::dialogs,
    events,
    ipc_error::Answer,
    state::{Shell, act},
};
use holdfast_core::{
    Error,
    backup::{
        Preview, Replace, Restored,
        full::{self, FullBackup, Options},
    },
    clock::Now,
    secrets::{self, ExposeSecret, Keyring, SecretString},
    vaults::check_passphrase,
};
use serde::Serialize;
use std::path::{Path, PathBuf};
use tauri::{AppHandle, State};

/// A full backup that was written.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct WrittenFullBackup {
    pub path: String,
    pub backup: FullBackup,
}

/// What became of checking or restoring a backup that the person chose.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum BackupAnswer {
    /// Nothing was chosen, or not gone on with.
    Cancelled,
    /// It is a full backup: it goes on with its passphrase.
    Passphrase {
        /// The name of the file.
        file: String,
    },
    Done {
        /// In words, a line for each.
        text: String,
    },
}

/// Writes a full backup where the person says. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn full_backup(
    app: AppHandle,
    shell: State<'_, Shell>,
    passphrase: String,
    again: String,
) -> Answer<Option<WrittenFullBackup>> {
    const TITLE: &str = "Full backup";
    let (passphrase, again) = (SecretString::from(passphrase), SecretString::from(again));
    let opened = shell.unlocked()?;
    check_passphrase(&passphrase)?;
    if passphrase.expose_secret() != again.expose_secret() {
        return Err(Error::field("again", "The passphrases do not match.").into());
    }
    let name = format!("holdfast-{}.tar.age", Now::read().today);
    let Some(path) = dialogs::save_file(&app, TITLE, &name).await else { return Ok(None) };
    let mut options = Options { replace: Replace::Older, skip_unreadable: false };
    if let Some(why) = full::question(&opened.db, &path, &passphrase).await? {
        let question = format!("{why} Replace it all the same?");
        if !dialogs::ask(&app, TITLE, &question, "Replace", "Keep it").await {
            return Ok(None);
        }
        options.replace = Replace::Any;
    }
    loop {
        // The dialogs may have stood open for long.
        shell.unlocked()?;
        let progress = |done, total| events::import_progress(&app, done, total);
        let act = act(TITLE);
        let backup =
            full::back_up(&opened.db, &opened.keyring, &act, &path, &passphrase, options, progress).await?;
        if backup.written {
            opened.wrote(&app).await;
            return Ok(Some(WrittenFullBackup { path: path.display().to_string(), backup }));
        }
        let question = format!(
            "Some secrets could not be read, and would not be in the backup: {}. Write it without them?",
            backup.unread_in_words()
        );
        if !dialogs::ask(&app, TITLE, &question, "Write it", "Cancel").await {
            return Ok(None);
        }
        options.skip_unreadable = true;
    }
}

/// The file to go on with: the one that was chosen before, when there is a passphrase for it; else a new choice.
pub(super) async fn chosen(
    app: &AppHandle,
    shell: &Shell,
    title: &str,
    passphrase: Option<&SecretString>,
) -> Answer<Option<PathBuf>> {
    match passphrase {
        Some(_) => match shell.backup_file().clone() {
            Some(path) => Ok(Some(path)),
            None => Err(Error::Refused("No backup is chosen any more. Choose it again.".into()).into()),
        },
        None => {
            let path = dialogs::pick_file(app, title, "Backups", &["db", "age"]).await;
            shell.backup_file().clone_from(&path);
            Ok(path)
        }
    }
}

/// Asks for the passphrase of a full backup.
pub(super) fn needs_passphrase(path: &Path) -> BackupAnswer {
    BackupAnswer::Passphrase { file: dialogs::file_name(path) }
}

/// What a restore of a backup would do.
pub(super) async fn preview(
    folder: &Path,
    path: &Path,
    passphrase: Option<&SecretString>,
) -> Result<Preview, Error> {
    match passphrase {
        Some(passphrase) => full::preview(folder, path, passphrase).await,
        None => holdfast_core::backup::preview(folder, path).await,
    }
}

/// Restores a backup, while this process has the database closed.
pub(super) async fn restore(
    app: &AppHandle,
    shell: &Shell,
    folder: &Path,
    path: &Path,
    passphrase: Option<&SecretString>,
) -> Result<Restored, Error> {
    let now = Now::read();
    let Some(passphrase) = passphrase else {
        return holdfast_core::backup::restore(folder, path, &now).await;
    };
    let keyring = match shell.opened() {
        Ok(opened) => opened.keyring.clone(),
        Err(_) => Keyring::open(&secrets::service_name(shell.profile.as_deref())),
    };
    let progress = |done, total| events::import_progress(app, done, total);
    full::restore(folder, path, passphrase, &keyring, &now, progress).await
}
