//! Edits of many things at once.

use crate::{
    ipc_error::Answer,
    state::{Shell, act, perform},
};
use holdfast_core::{
    bulk::{self, BulkEdit, BulkField, BulkReport},
    ids::Kind,
};
use serde::Serialize;
use tauri::{AppHandle, State};

/// What an edit of many did.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct BulkDone {
    pub report: BulkReport,
    /// What undo takes; None when nothing was written.
    pub batch: Option<String>,
}

/// The fields of a kind that can be changed of many at once.
#[tauri::command]
#[specta::specta]
pub async fn bulk_fields(shell: State<'_, Shell>, kind: Kind) -> Answer<Vec<BulkField>> {
    Ok(bulk::fields(&mut *shell.opened()?.db.read().await?, kind).await?)
}

/// What an edit of these things would change. Nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn bulk_preview(
    shell: State<'_, Shell>,
    kind: Kind,
    ids: Vec<String>,
    edit: BulkEdit,
) -> Answer<BulkReport> {
    let mut tx = shell.opened()?.db.write().await?;
    let report = bulk::preview(&mut tx, &act("Preview"), kind, &ids, &edit).await?;
    tx.rollback().await.map_err(holdfast_core::Error::from)?;
    Ok(report)
}

/// Changes these things, as one act: all of them or none, unless the edit says to leave out what cannot take the change.
#[tauri::command]
#[specta::specta]
pub async fn bulk_edit(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    ids: Vec<String>,
    edit: BulkEdit,
) -> Answer<BulkDone> {
    let title = match ids.len() {
        1 => format!("Edit {kind}"),
        count => format!("Edit {count} things ({kind})"),
    };
    perform!(shell, &app, title, |tx, act| {
        let report = bulk::perform(tx, act, kind, &ids, &edit).await?;
        let batch = report.written.then(|| act.batch.clone());
        Ok(BulkDone { report, batch })
    })
}
