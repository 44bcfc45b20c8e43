//! Vaults of other programs, from the file that was chosen to its import, and the export of our own. The opened file
//! stays on this side; the page sees names and counts, never a value.

use crate::{
    desktop::{dialogs, watch},
    events,
    ipc_error::Answer,
    state::{Shell, act, import_act},
};
use holdfast_core::{
    Cancel, Error,
    backup::scheduled,
    clock::Now,
    list::Page,
    secrets::SecretString,
    vaults::{
        self, EntryResult, KEY_FILE_BYTES, VaultExport, VaultFile, VaultLook, VaultOptions, VaultPreview,
        VaultReport, VaultRow,
    },
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

/// How often an opening looks whether it was stopped.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// The vault of the wizard, from choosing to importing.
pub(crate) struct VaultImport {
    token: String,
    file_name: String,
    path: PathBuf,
    bytes: Arc<Zeroizing<Vec<u8>>>,
    look: VaultLook,
    key_file: Option<Arc<Zeroizing<Vec<u8>>>>,
    /// None until its password was given, and after a lock.
    opened: Option<Arc<VaultFile>>,
    /// Of the last preview.
    rows: Arc<Vec<VaultRow>>,
    /// Stops the import that runs.
    cancel: Cancel,
    imported: bool,
}

impl std::fmt::Debug for VaultImport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VaultImport").field("look", &self.look).finish_non_exhaustive()
    }
}

impl VaultImport {
    /// A file that was chosen, when it is a vault.
    pub(crate) fn of(token: &str, path: &Path, bytes: &[u8]) -> Option<(VaultImport, VaultLook)> {
        let look = vaults::look(bytes)?;
        let import = VaultImport {
            token: token.to_owned(),
            file_name: dialogs::file_name(path),
            path: path.to_owned(),
            bytes: Arc::new(Zeroizing::new(bytes.to_vec())),
            look: look.clone(),
            key_file: None,
            opened: None,
            rows: Arc::default(),
            cancel: Cancel::default(),
            imported: false,
        };
        Some((import, look))
    }

    /// Forgets what is in the vault; the file stays chosen.
    pub(crate) fn close(&mut self) {
        self.opened = None;
        self.rows = Arc::default();
    }
}

/// Which entries of a preview to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum EntryFilter {
    New,
    Update,
    Unchanged,
    Problem,
    Skipped,
    Notices,
}

impl EntryFilter {
    fn keeps(self, row: &VaultRow) -> bool {
        let result = match self {
            EntryFilter::New => EntryResult::New,
            EntryFilter::Update => EntryResult::Update,
            EntryFilter::Unchanged => EntryResult::Unchanged,
            EntryFilter::Problem => EntryResult::Problem,
            EntryFilter::Skipped => EntryResult::Skipped,
            EntryFilter::Notices => {
                return row.result != EntryResult::Skipped && !row.notices.is_empty();
            }
        };
        row.result == result
    }
}

/// A file that was written.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct WrittenVault {
    pub path: String,
    pub export: VaultExport,
}

/// Lets the person choose the key file of a vault; its name. None when cancelled: then none is used.
#[tauri::command]
#[specta::specta]
pub async fn vault_file_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    token: String,
) -> Answer<Option<String>> {
    with(&shell, &token, |_| ())?;
    let picked = dialogs::pick_file(&app, "Key file of the vault", "Key files", &["keyx", "key"]).await;
    let key_file = match &picked {
        Some(path) => Some(Arc::new(Zeroizing::new(dialogs::read(path, KEY_FILE_BYTES).await?))),
        None => None,
    };
    with(&shell, &token, |import| {
        import.key_file = key_file;
        import.close();
    })?;
    Ok(picked.map(|path| dialogs::file_name(&path)))
}

/// What an import of the vault with these options would do; nothing is written. The password is needed once, and
/// again after a lock.
#[tauri::command]
#[specta::specta]
pub async fn vault_file_preview(
    shell: State<'_, Shell>,
    token: String,
    password: Option<String>,
    options: VaultOptions,
) -> Answer<VaultPreview> {
    let password = password.map(SecretString::from);
    let opened = shell.unlocked()?;
    let file = open(&shell, &token, password).await?;
    let (preview, rows) =
        vaults::preview(&opened.db, Some(&opened.keyring), &file, options, &Now::read()).await?;
    // It may have been locked meanwhile.
    shell.unlocked()?;
    with(&shell, &token, |import| {
        import.rows = Arc::new(rows);
        import.opened = Some(file);
    })?;
    Ok(preview)
}

/// Entries of the last preview.
#[tauri::command]
#[specta::specta]
pub async fn vault_file_rows(
    shell: State<'_, Shell>,
    token: String,
    only: Option<EntryFilter>,
    offset: u32,
    limit: u32,
) -> Answer<Page<VaultRow>> {
    let rows = with(&shell, &token, |import| Arc::clone(&import.rows))?;
    let wanted = || rows.iter().filter(|row| only.is_none_or(|filter| filter.keeps(row)));
    let whole = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    Ok(Page {
        total: u32::try_from(wanted().count()).unwrap_or(u32::MAX),
        rows: wanted().skip(whole(offset)).take(whole(limit)).cloned().collect(),
    })
}

/// Imports the vault: all entries, or with problems none (or, when the options say so, all but those).
#[tauri::command]
#[specta::specta]
pub async fn vault_file_import(
    app: AppHandle,
    shell: State<'_, Shell>,
    token: String,
    options: VaultOptions,
) -> Answer<VaultReport> {
    let opened = shell.unlocked()?;
    let file = open(&shell, &token, None).await?;
    let (name, cancel) = with(&shell, &token, |import| {
        import.cancel = Cancel::default();
        (import.file_name.clone(), import.cancel.clone())
    })?;
    let act = import_act(&name);
    let progress = |done, total| events::import_progress(&app, done, total);
    scheduled::before_import(&opened.db, &act.now).await;
    let report =
        match vaults::commit(&opened.db, &opened.keyring, &file, options, &act, &cancel, progress).await {
            Ok(report) => report,
            Err(error) => {
                // What it put by then goes again, without keeping the page waiting.
                watch::sweep(&app);
                return Err(error.into());
            }
        };
    let refused = !report.problems.is_empty() && !options.skip_problems;
    with(&shell, &token, |import| import.imported = !refused)?;
    if report.batch.is_some() {
        opened.wrote(&app).await;
        super::keyring::tell(&app, opened).await?;
    }
    Ok(report)
}

/// Stops the import of this vault between two entries, or its opening; nothing is written. One that is through stays.
#[tauri::command]
#[specta::specta]
pub async fn vault_file_cancel(shell: State<'_, Shell>, token: String) -> Answer<()> {
    with(&shell, &token, |import| import.cancel.cancel())
}

/// Deletes the file that was imported, when anybody could read it: exactly that one, as it was read. Its name.
#[tauri::command]
#[specta::specta]
pub async fn vault_file_delete(shell: State<'_, Shell>, token: String) -> Answer<String> {
    let (path, bytes, plain_text, imported) = with(&shell, &token, |import| {
        (import.path.clone(), Arc::clone(&import.bytes), import.look.plain_text, import.imported)
    })?;
    let deleting = tokio::task::spawn_blocking(move || delete(&path, &bytes, plain_text && imported));
    let name = deleting.await.map_err(|error| Error::Internal(error.to_string()))??;
    *shell.vault_file() = None;
    Ok(name)
}

/// Forgets the vault that was chosen, and what is in it.
#[tauri::command]
#[specta::specta]
pub async fn vault_file_close(shell: State<'_, Shell>, token: String) -> Answer<()> {
    let mut held = shell.vault_file();
    if let Some(import) = held.as_ref().filter(|import| import.token == token) {
        import.cancel.cancel();
        *held = None;
    }
    Ok(())
}

/// Writes credentials and license keys, these or all, to an encrypted KDBX file at a place the person chooses. None
/// when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn export_vault(
    app: AppHandle,
    shell: State<'_, Shell>,
    passphrase: String,
    again: String,
    ids: Vec<String>,
) -> Answer<Option<WrittenVault>> {
    let (passphrase, again) = (SecretString::from(passphrase), SecretString::from(again));
    let opened = shell.unlocked()?;
    vaults::check_passphrase(&passphrase)?;
    if passphrase.expose_secret() != again.expose_secret() {
        return Err(Error::field("again", "The passphrases do not match.").into());
    }
    let name = format!("holdfast-{}.kdbx", Now::read().today);
    let Some(path) = dialogs::save_file(&app, "Export to KDBX", &name).await else { return Ok(None) };
    // The dialog may have stood open for long.
    shell.unlocked()?;
    let progress = |done, total| events::import_progress(&app, done, total);
    let act = act("Export credentials");
    let export = vaults::export(&opened.db, &opened.keyring, &act, &ids, passphrase, &path, progress).await?;
    opened.wrote(&app).await;
    Ok(Some(WrittenVault { path: path.display().to_string(), export }))
}

/// The vault, opened: as it was left, or with this password.
async fn open(shell: &Shell, token: &str, password: Option<SecretString>) -> Answer<Arc<VaultFile>> {
    let (bytes, key_file, known, cancel) = with(shell, token, |import| {
        import.cancel = Cancel::default();
        (Arc::clone(&import.bytes), import.key_file.clone(), import.opened.clone(), import.cancel.clone())
    })?;
    if let (Some(known), None) = (known, &password) {
        return Ok(known);
    }
    let stop = cancel.clone();
    let mut opening = tokio::task::spawn_blocking(move || {
        let key_file = key_file.as_ref().map(|key_file| key_file.as_slice());
        vaults::open_unless(&stop, &bytes, password.as_ref(), key_file)
    });
    // Some derivations of a key cannot be stopped: nobody waits for them then.
    loop {
        match tokio::time::timeout(BETWEEN_LOOKS, &mut opening).await {
            Ok(opened) => {
                return Ok(Arc::new(opened.map_err(|error| Error::Internal(error.to_string()))??));
            }
            Err(_) if cancel.is_cancelled() => {
                return Err(Error::Cancelled("Opening was stopped. Nothing was written.".into()).into());
            }
            Err(_) => {}
        }
    }
}

fn delete(path: &Path, bytes: &[u8], may: bool) -> Result<String, Error> {
    if !may {
        return Err(Error::Refused("Only a plain-text vault that was imported is deleted from here.".into()));
    }
    let name = dialogs::file_name(path);
    let kept = |source| {
        Error::Refused(format!("{} could not be deleted ({source}). Delete it yourself.", path.display()))
    };
    let found = Zeroizing::new(std::fs::read(path).map_err(kept)?);
    if Sha256::digest(found.as_slice()) != Sha256::digest(bytes) {
        return Err(Error::Refused(format!(
            "{} is not what was imported any longer. It was not deleted.",
            path.display()
        )));
    }
    std::fs::remove_file(path).map_err(kept)?;
    Ok(name)
}

fn with<T>(shell: &Shell, token: &str, look: impl FnOnce(&mut VaultImport) -> T) -> Answer<T> {
    match shell.vault_file().as_mut().filter(|import| import.token == token) {
        Some(import) => Ok(look(import)),
        None => {
            Err(Error::Import("This vault is no longer open. Nothing was written: choose it again.".into())
                .into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_file_that_was_imported_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        std::fs::write(&path, "name,url,username,password\n").unwrap();
        assert!(delete(&path, b"name,url,username,password\n", false).is_err());
        assert!(delete(&path, b"another content", true).is_err());
        assert!(path.exists());
        assert_eq!(delete(&path, b"name,url,username,password\n", true).unwrap(), "export.csv");
        assert!(!path.exists());
        assert!(delete(&path, b"", true).is_err(), "it is gone already");
    }

    #[test]
    fn a_vault_shows_nothing_of_itself() {
        let bytes = b"name,url,username,password\nMail,https://m.example,ops,canary\n";
        let (import, look) = VaultImport::of("t", Path::new("/x/passwords.csv"), bytes).unwrap();
        assert!(look.plain_text && !format!("{import:?}").contains("canary"));
        assert!(VaultImport::of("t", Path::new("/x/a.csv"), b"name,seats\nA,1\n").is_none());
    }
}
