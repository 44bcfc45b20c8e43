//! What lives as long as the window: the open data folder, or the reason why it did not open.

use crate::{
    commands::vault_files::VaultImport,
    events,
    ipc_error::{Answer, IpcError},
    lock::Lock,
};
use holdfast_core::{
    Act, Error,
    clock::Now,
    credential_health::LeakList,
    db::{self, Db},
    files::{self, FileFormat, PrivateFolder},
    history::{self, Actor},
    secrets::{self, Keyring},
};
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};
use tauri::AppHandle;

/// The open data folder.
#[derive(Debug)]
pub(crate) struct Opened {
    pub db: Db,
    pub keyring: Keyring,
    /// Says to other windows that this folder is taken; given back by dropping it. None where nothing can be written.
    _lock: Option<File>,
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
    pub lock: Lock,
    /// The file of leaked passwords that was chosen for the report on the credentials.
    leaks: Mutex<Option<Arc<LeakList>>>,
    pub import: Mutex<Option<crate::commands::import::Import>>,
    certificate: Mutex<Option<crate::commands::contracts::CertificateFile>>,
    vault_file: Mutex<Option<VaultImport>>,
    /// The backup that was chosen to be checked or restored, while its passphrase is asked for.
    backup_file: Mutex<Option<PathBuf>>,
    /// Copies of attachments that other programs look at; removed at the end.
    copies: OnceLock<PrivateFolder>,
}

impl Shell {
    /// Locks and opens the data folder. It never fails: what went wrong is what every command then answers.
    pub(crate) async fn open(folder: Result<PathBuf, Error>, profile: Option<String>) -> Shell {
        let (folder, opened) = match folder {
            Ok(folder) => {
                crate::ipc_error::data_is_in(&folder);
                let opened = Opened::open(&folder, profile.as_deref()).await;
                (Some(folder), opened)
            }
            Err(error) => (None, Err(error)),
        };
        let opened = opened.map_err(|error| {
            tracing::error!(code = ?error.code(), %error, "the data folder did not open");
            IpcError::from(error)
        });
        let lock = match &opened {
            Ok(opened) => Lock::for_database(&opened.db).await,
            Err(_) => Lock::default(),
        };
        Shell {
            profile,
            folder,
            opened,
            lock,
            leaks: Mutex::default(),
            import: Mutex::default(),
            certificate: Mutex::default(),
            vault_file: Mutex::default(),
            backup_file: Mutex::default(),
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
        self.lock.check()?;
        Ok(opened)
    }

    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Writes a file where the person said.
    ///
    /// # Errors
    /// Those of [`files::save`].
    pub(crate) fn save(&self, path: &Path, bytes: &[u8], format: FileFormat) -> Result<(), Error> {
        files::save(path, bytes, format, self.folder().unwrap_or(Path::new("")))
    }

    /// A copy that other programs may look at, for this user alone and gone when the window ends.
    pub(crate) fn private_copy(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
        files::write_copy(self.private_folder()?, name, bytes)
    }

    /// A folder for this user alone, gone when the window ends.
    pub(crate) fn private_folder(&self) -> Result<&PrivateFolder, Error> {
        match self.copies.get() {
            Some(folder) => Ok(folder),
            None => {
                let made = PrivateFolder::new()?;
                Ok(self.copies.get_or_init(|| made))
            }
        }
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
    pub(crate) fn import(&self) -> std::sync::MutexGuard<'_, Option<crate::commands::import::Import>> {
        self.import.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file of leaked passwords that was chosen.
    pub(crate) fn leaks(&self) -> std::sync::MutexGuard<'_, Option<Arc<LeakList>>> {
        self.leaks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The certificate file that is being read.
    pub(crate) fn certificate(
        &self,
    ) -> std::sync::MutexGuard<'_, Option<crate::commands::contracts::CertificateFile>> {
        self.certificate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The backup that was chosen.
    pub(crate) fn backup_file(&self) -> std::sync::MutexGuard<'_, Option<PathBuf>> {
        self.backup_file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The vault that is being imported.
    pub(crate) fn vault_file(&self) -> std::sync::MutexGuard<'_, Option<VaultImport>> {
        self.vault_file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Opened {
    async fn open(folder: &Path, profile: Option<&str>) -> Result<Opened, Error> {
        let (lock, db) = match db::lock_for_window(folder) {
            Ok(lock) => (Some(lock), Db::open_to_read(folder, &Now::read()).await?),
            // Several windows may show what none of them can change.
            Err(why) => (None, Db::open_only_to_read(folder, why).await?),
        };
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

/// One act of the person at the window: begins, does the work within one transaction, commits, and tells the window. When
/// the work fails, nothing is kept. A macro, since an async closure that borrows cannot yet be shown to be `Send`.
macro_rules! perform {
    ($shell:expr, $app:expr, $title:expr, |$tx:ident, $act:ident| $work:expr) => {{
        let $act = &$crate::state::act($title);
        let opened = $shell.opened()?;
        let mut begun = opened.db.write().await?;
        let $tx = &mut begun;
        let done = $crate::ipc_error::done($work)?;
        $crate::ipc_error::kept(begun.commit().await)?;
        opened.wrote($app).await;
        $crate::ipc_error::Answer::Ok(done)
    }};
}

/// [`perform!`], answered with the act, which undo takes.
macro_rules! batch {
    ($shell:expr, $app:expr, $title:expr, |$tx:ident, $act:ident| $work:expr) => {
        $crate::state::perform!($shell, $app, $title, |$tx, $act| {
            $crate::ipc_error::done($work)?;
            Ok($crate::commands::history::BatchRef { batch: $act.batch.clone() })
        })
    };
}

/// A choice of the person that is no act: nobody undoes it, and no list shows it.
macro_rules! set {
    ($shell:expr, |$tx:ident| $work:expr) => {{
        let mut begun = $shell.opened()?.db.write().await?;
        let $tx = &mut begun;
        let done = $crate::ipc_error::done($work)?;
        $crate::ipc_error::kept(begun.commit().await)?;
        $crate::ipc_error::Answer::Ok(done)
    }};
}

pub(crate) use {batch, perform, set};

/// The import of files by the person at the window, now.
pub(crate) fn import_act(files: &str) -> Act {
    Act::import(Now::read(), Actor::Window, files)
}

/// An act of the person at the window, now.
pub(crate) fn act(title: impl Into<String>) -> Act {
    Act::new(Now::read(), Actor::Window, title)
}
