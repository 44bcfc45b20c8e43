//! The import wizard. The files are chosen and read here; the window knows them by a token.

use crate::{
    commands::vault_files::VaultImport,
    desktop::dialogs,
    events,
    ipc_error::Answer,
    state::{Shell, import_act},
};
use holdfast_core::{
    Cancel, Error,
    backup::scheduled,
    clock::Now,
    files::FileFormat,
    ids,
    import::{self, ImportKind, ImportOptions, ImportReport, Look, Part, Preview, PreviewRow, RowResult},
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
    files: Arc<Vec<File>>,
    /// Of the last preview.
    rows: Arc<Vec<PreviewRow>>,
    /// Of the last preview.
    part: Option<ImportPart>,
    /// Stops the import that runs.
    cancel: Cancel,
}

#[derive(Debug)]
struct File {
    name: String,
    bytes: Vec<u8>,
}

/// A table of the chosen files, and how it is imported.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct ImportPart {
    /// The place of its file.
    pub file: u32,
    pub options: ImportOptions,
}

/// A table that the chosen files hold.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PickedTable {
    /// The place of its file.
    pub file: u32,
    pub file_name: String,
    pub look: Look,
}

/// What was chosen: a file, or several.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PickedFile {
    pub token: String,
    /// The names of all files.
    pub file_name: String,
    /// The tables in them: the sheets of a workbook that are not hidden and have rows, else one for each file.
    pub tables: Vec<PickedTable>,
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

/// Lets the person choose a file, or several tables. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn import_pick(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<PickedFile>> {
    shell.opened()?;
    let Some(paths) = dialogs::pick_tables(&app, "Import a file").await else { return Ok(None) };
    let Some(first) = paths.first() else { return Ok(None) };
    let mut files = Vec::with_capacity(paths.len());
    for path in &paths {
        files.push(File { name: dialogs::file_name(path), bytes: dialogs::read(path, MAX_BYTES).await? });
    }
    let token = ids::new_id();
    let (vault_file, vault) = match files.as_slice() {
        [only] => VaultImport::of(&token, first, &only.bytes).unzip(),
        _ => (None, None),
    };
    let mut tables = Vec::new();
    // A vault is a table only where it is one of passwords.
    for (place, file) in
        files.iter().enumerate().filter(|_| vault.as_ref().is_none_or(|look| look.format == VaultFormat::Csv))
    {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let looks = import::look_at_all(&file.bytes, &file.name)?;
        tables.extend(looks.into_iter().map(|look| PickedTable {
            file: place,
            file_name: file.name.clone(),
            look,
        }));
    }
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let picked = PickedFile {
        token,
        file_name: names.join(", "),
        size: u32::try_from(files.iter().map(|file| file.bytes.len()).sum::<usize>()).unwrap_or(u32::MAX),
        kind: match tables.as_slice() {
            [only] if only.look.sure => Some(only.look.kind),
            _ => None,
        },
        tables,
        vault,
    };
    *shell.vault_file() = vault_file;
    *shell.import() = Some(Import {
        token: picked.token.clone(),
        files: Arc::new(files),
        rows: Arc::default(),
        part: None,
        cancel: Cancel::default(),
    });
    Ok(Some(picked))
}

/// The tables of an import, in the files that were chosen.
fn parts_of<'a>(files: &'a [File], parts: &[ImportPart]) -> Answer<Vec<Part<'a>>> {
    let part = |part: &ImportPart| {
        let file = files.get(usize::try_from(part.file).ok()?)?;
        Some(Part { file: file.name.clone(), bytes: &file.bytes, options: part.options.clone() })
    };
    let found: Option<Vec<Part<'a>>> = parts.iter().map(part).collect();
    Ok(found.ok_or_else(|| {
        Error::Import("This file is not one of the chosen ones. Nothing was written.".into())
    })?)
}

/// What an import of these tables would do with one of them, by its place. Nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn import_preview(
    shell: State<'_, Shell>,
    token: String,
    parts: Vec<ImportPart>,
    place: u32,
) -> Answer<Preview> {
    let files = with(&shell, &token, |import| Arc::clone(&import.files))?;
    let opened = shell.opened()?;
    // Keys are compared in Rust alone, and not while values are locked.
    let keyring = shell.unlocked().ok().map(|unlocked| unlocked.keyring.clone());
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    let all = parts_of(&files, &parts)?;
    let (preview, rows) =
        import::preview_among(&opened.db, keyring.as_ref(), &all, place, &Now::read()).await?;
    if let Some(import) = shell.import().as_mut().filter(|import| import.token == token) {
        import.rows = Arc::new(rows);
        import.part = parts.get(place).cloned();
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
    parts: Vec<ImportPart>,
) -> Answer<ImportReport> {
    // Keys of licenses go to the keyring.
    let opened = shell.unlocked()?;
    let (files, cancel) = with(&shell, &token, |import| {
        import.cancel = Cancel::default();
        (Arc::clone(&import.files), import.cancel.clone())
    })?;
    let parts = parts_of(&files, &parts)?;
    let mut names: Vec<&str> = parts.iter().map(|part| part.file.as_str()).collect();
    names.dedup();
    let act = import_act(&names.join(", "));
    let progress = |done, total| events::import_progress(&app, done, total);
    // Where none could be made, that is noted and shown where backups are.
    scheduled::before_import(&opened.db, &act.now).await;
    let report =
        import::commit_all(&cancel, &opened.db, Some(&opened.keyring), &parts, &act, progress).await?;
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
    let (files, rows, part) = with(&shell, &token, |import| {
        (Arc::clone(&import.files), Arc::clone(&import.rows), import.part.clone())
    })?;
    let part = part.ok_or_else(|| Error::Import("The file was not looked through yet.".into()))?;
    let part = parts_of(&files, std::slice::from_ref(&part))?;
    let Some(Part { file: name, bytes, options }) = part.first() else { return Ok(None) };
    let text = import::rejects_csv(bytes, options, &rows)?;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let Some(path) =
        dialogs::save_file(&app, "Save the left-out rows", &format!("{stem}-left-out.csv")).await
    else {
        return Ok(None);
    };
    shell.save(&path, &text, FileFormat::Csv)?;
    Ok(Some(path.display().to_string()))
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
