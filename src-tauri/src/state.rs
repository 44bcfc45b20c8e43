//! What lives as long as the window: the open data folder, or the reason why it did not open.

use crate::{
    events,
    ipc_error::{Answer, IpcError},
    vault::Vault,
};
use holdfast_core::{
    Act, Error,
    clock::Now,
    db::{self, Db},
    history::{self, Actor},
    secrets::{self, Keyring},
};
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};
use tauri::AppHandle;
use tempfile::TempDir;

/// The open data folder.
#[derive(Debug)]
pub(crate) struct Opened {
    pub db: Db,
    pub keyring: Keyring,
    /// Says to other windows that this folder is taken; given back by dropping it.
    _lock: File,
    /// The number of the last change the window was told of.
    seen: AtomicI64,
}

/// The state of the one window.
#[derive(Debug)]
pub(crate) struct Shell {
    pub profile: Option<String>,
    folder: Option<PathBuf>,
    opened: Result<Opened, IpcError>,
    /// What may be done with values now.
    pub vault: Vault,
    pub import: Mutex<Option<crate::commands::transfer::Import>>,
    certificate: Mutex<Option<crate::commands::contracts::CertificateFile>>,
    /// Copies of attachments that other programs look at; removed at the end.
    copies: OnceLock<TempDir>,
}

impl Shell {
    /// Locks and opens the data folder. It never fails: what went wrong is what every command then answers.
    pub(crate) async fn open(folder: Result<PathBuf, Error>, profile: Option<String>) -> Shell {
        let (folder, opened) = match folder {
            Ok(folder) => {
                let opened = Opened::open(&folder, profile.as_deref()).await;
                (Some(folder), opened)
            }
            Err(error) => (None, Err(error)),
        };
        let opened = opened.map_err(|error| {
            tracing::error!(code = ?error.code(), %error, "the data folder did not open");
            IpcError::from(error)
        });
        let vault = match &opened {
            Ok(opened) => Vault::for_database(&opened.db).await,
            Err(_) => Vault::default(),
        };
        Shell {
            profile,
            folder,
            opened,
            vault,
            import: Mutex::default(),
            certificate: Mutex::default(),
            copies: OnceLock::new(),
        }
    }

    pub(crate) fn opened(&self) -> Answer<&Opened> {
        self.opened.as_ref().map_err(Clone::clone)
    }

    /// The open data folder, for a command that has to do with values.
    ///
    /// # Errors
    /// [`Error::Locked`] while the window is locked.
    pub(crate) fn unlocked(&self) -> Answer<&Opened> {
        let opened = self.opened()?;
        self.vault.check()?;
        Ok(opened)
    }

    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// A folder of this user alone, gone when the window ends.
    pub(crate) fn copies(&self) -> Result<&Path, Error> {
        if let Some(folder) = self.copies.get() {
            return Ok(folder.path());
        }
        let made = tempfile::Builder::new()
            .prefix("holdfast-")
            .tempdir()
            .map_err(|source| Error::io("A folder for temporary copies could not be made", source))?;
        Ok(self.copies.get_or_init(|| made).path())
    }

    /// Removes the copies of attachments. What a program still holds open stays, on systems where that is so.
    pub(crate) fn remove_copies(&self) {
        if let Some(folder) = self.copies.get()
            && let Err(error) = std::fs::remove_dir_all(folder.path())
        {
            tracing::warn!(%error, "copies of attachments were left behind");
        }
    }

    /// The file that is being imported.
    pub(crate) fn import(&self) -> std::sync::MutexGuard<'_, Option<crate::commands::transfer::Import>> {
        self.import.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The certificate file that is being read.
    pub(crate) fn certificate(
        &self,
    ) -> std::sync::MutexGuard<'_, Option<crate::commands::contracts::CertificateFile>> {
        self.certificate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Opened {
    async fn open(folder: &Path, profile: Option<&str>) -> Result<Opened, Error> {
        let lock = db::lock_for_window(folder)?;
        let db = Db::open(folder, &Now::read()).await?;
        let seen = history::last_change(&mut *db.read().await?).await?;
        let keyring = Keyring::open(&secrets::service_name(profile));
        Ok(Opened { db, keyring, _lock: lock, seen: AtomicI64::new(seen) })
    }

    /// Tells the window that data changed by its own doing.
    pub(crate) async fn wrote(&self, app: &AppHandle) {
        self.news().await;
        events::data_changed(app);
    }

    /// Whether something was written since the last look, by whomever.
    pub(crate) async fn news(&self) -> bool {
        let last = async { history::last_change(&mut *self.db.read().await?).await }.await;
        match last {
            Ok(last) => self.seen.swap(last, Ordering::Relaxed) != last,
            Err(error) => {
                tracing::warn!(%error, "the history could not be looked at");
                false
            }
        }
    }
}

/// An act of the person at the window, now.
pub(crate) fn act(title: impl Into<String>) -> Act {
    Act::new(Now::read(), Actor::Window, title)
}
