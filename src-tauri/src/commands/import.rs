//! The import wizard. The file is chosen and read here; the window knows it by a token.

use crate::{
    commands::vault_files::VaultImport,
    desktop::dialogs,
    events,
    ipc_error::Answer,
    state::{Shell, act},
};
use holdfast_core::{
    Cancel, Error,
    clock::Now,
    files::FileFormat,
    ids,
    import::{self, ImportKind, ImportOptions, ImportReport, Preview, PreviewRow, RowResult},
    list::Page,
    vaults::{VaultFormat, VaultLook},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tauri::{AppHandle, State};

/// The largest file that is read, in bytes.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// The file of the wizard, from choosing to importing.
#[derive(Debug)]
pub(crate) struct Import {
    token: String,
    file_name: String,
    bytes: Arc<Vec<u8>>,
    /// Of the last preview.
    rows: Arc<Vec<PreviewRow>>,
    /// Of the last preview or import.
    options: Option<ImportOptions>,
    /// Stops the import that runs.
    cancel: Cancel,
}

/// A file that was chosen.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PickedFile {
    pub token: String,
    pub file_name: String,
    /// Bytes.
    pub size: u32,
    /// What its rows are; None where the file does not settle it, and when it is a vault and no table of ours.
    pub kind: Option<ImportKind>,
    /// When it is the vault of another program: the commands `vault_file_*` take it from here, by the same token.
    pub vault: Option<VaultLook>,
}

/// Which rows of a preview to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RowFilter {
    New,
    Update,
    Unchanged,
    Problem,
    Notices,
}

impl RowFilter {
    fn keeps(self, row: &PreviewRow) -> bool {
        match self {
            RowFilter::New => row.result == RowResult::New,
            RowFilter::Update => row.result == RowResult::Update,
            RowFilter::Unchanged => row.result == RowResult::Unchanged,
            RowFilter::Problem => row.result == RowResult::Problem,
            RowFilter::Notices => !row.notices.is_empty(),
        }
    }
}

/// Lets the person choose a file. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn import_pick(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<PickedFile>> {
    shell.opened()?;
    let Some(path) = dialogs::pick_table(&app, "Import a file").await else { return Ok(None) };
    let file_name = dialogs::file_name(&path);
    let bytes = dialogs::read(&path, MAX_BYTES).await?;
    let token = ids::new_id();
    let (vault_file, vault) = VaultImport::of(&token, &path, &bytes).unzip();
    let picked = PickedFile {
        token,
        size: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        kind: match &vault {
            Some(look) if look.format != VaultFormat::Csv => None,
            _ => Some(import::look(&bytes, &file_name)?).filter(|look| look.sure).map(|look| look.kind),
        },
        vault,
        file_name: file_name.clone(),
    };
    *shell.vault_file() = vault_file;
    *shell.import() = Some(Import {
        token: picked.token.clone(),
        file_name,
        bytes: Arc::new(bytes),
        rows: Arc::default(),
        options: None,
        cancel: Cancel::default(),
    });
    Ok(Some(picked))
}

/// What an import with these options would do. Nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn import_preview(
    shell: State<'_, Shell>,
    token: String,
    options: ImportOptions,
) -> Answer<Preview> {
    let bytes = bytes_of(&shell, &token)?;
    let opened = shell.opened()?;
    // Keys are compared in Rust alone, and not while values are locked.
    let keyring = shell.unlocked().ok().map(|unlocked| unlocked.keyring.clone());
    let (preview, rows) =
        import::preview_compared(&opened.db, keyring.as_ref(), &bytes, &options, &Now::read()).await?;
    if let Some(import) = shell.import().as_mut().filter(|import| import.token == token) {
        import.rows = Arc::new(rows);
        import.options = Some(options);
    }
    Ok(preview)
}

/// Rows of the last preview.
#[tauri::command]
#[specta::specta]
pub async fn import_rows(
    shell: State<'_, Shell>,
    token: String,
    only: Option<RowFilter>,
    offset: u32,
    limit: u32,
) -> Answer<Page<PreviewRow>> {
    let rows = with(&shell, &token, |import| Arc::clone(&import.rows))?;
    let wanted = || rows.iter().filter(|row| only.is_none_or(|filter| filter.keeps(row)));
    let whole = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    Ok(Page {
        total: u32::try_from(wanted().count()).unwrap_or(u32::MAX),
        rows: wanted().skip(whole(offset)).take(whole(limit)).cloned().collect(),
    })
}

/// Imports all rows, or with problems none (or, when the options say so, all but those).
#[tauri::command]
#[specta::specta]
pub async fn import_commit(
    app: AppHandle,
    shell: State<'_, Shell>,
    token: String,
    options: ImportOptions,
) -> Answer<ImportReport> {
    // Keys of licenses go to the keyring.
    let opened = shell.unlocked()?;
    let (bytes, name, cancel) = with(&shell, &token, |import| {
        import.options = Some(options.clone());
        import.cancel = Cancel::default();
        (Arc::clone(&import.bytes), import.file_name.clone(), import.cancel.clone())
    })?;
    let act = act(format!("Import {name}"));
    let progress = |done, total| events::import_progress(&app, done, total);
    let report =
        import::commit_unless(&cancel, &opened.db, Some(&opened.keyring), &bytes, &options, &act, progress)
            .await?;
    if report.batch.is_some() {
        opened.wrote(&app).await;
    }
    Ok(report)
}

/// Stops the import of this file between two rows; nothing of it is written. One that is through stays.
#[tauri::command]
#[specta::specta]
pub async fn import_cancel(shell: State<'_, Shell>, token: String) -> Answer<()> {
    with(&shell, &token, |import| import.cancel.cancel())
}

/// Writes the rows that the last preview leaves out as a file that can be mended and imported again. The path;
/// None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn import_save_rejects(
    app: AppHandle,
    shell: State<'_, Shell>,
    token: String,
) -> Answer<Option<String>> {
    let (bytes, rows, options, name) = with(&shell, &token, |import| {
        (
            Arc::clone(&import.bytes),
            Arc::clone(&import.rows),
            import.options.clone(),
            import.file_name.clone(),
        )
    })?;
    let options = options.ok_or_else(|| Error::Import("The file was not looked through yet.".into()))?;
    let text = import::rejects_csv(&bytes, &options, &rows)?;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let Some(path) =
        dialogs::save_file(&app, "Save the left-out rows", &format!("{stem}-left-out.csv")).await
    else {
        return Ok(None);
    };
    shell.save(&path, &text, FileFormat::Csv)?;
    Ok(Some(path.display().to_string()))
}

fn bytes_of(shell: &Shell, token: &str) -> Answer<Arc<Vec<u8>>> {
    with(shell, token, |import| Arc::clone(&import.bytes))
}

fn with<T>(shell: &Shell, token: &str, look: impl FnOnce(&mut Import) -> T) -> Answer<T> {
    match shell.import().as_mut().filter(|import| import.token == token) {
        Some(import) => Ok(look(import)),
        None => {
            Err(Error::Import("This file is no longer open. Nothing was written: choose it again.".into())
                .into())
        }
    }
}
