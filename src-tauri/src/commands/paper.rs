//! Printing and exporting: what is shown, as PDF, CSV, XLSX or JSON; labels and sheets. Where a file goes is asked in
//! Rust; what is to be printed at once is opened in the program that shows such files.

use crate::{
    desktop::{dialogs, opening},
    ipc_error::Answer,
    state::{Shell, set},
};
use holdfast_core::{
    Error, archive,
    clock::Now,
    export::{self, Columns, ExportColumn},
    files::FileFormat,
    hardware,
    ids::Kind,
    list::ListQuery,
    people,
    settings::{self, LabelSettings},
    table::{self, CsvOptions},
};
use holdfast_paper::{
    CustodyItem, CustodySheet, LAYOUTS, Label, LabelOptions, LayoutKind, Pdf, PersonOnPaper, Report,
    Stationery, hand_over_sheet, label_preview, label_sheet, layout, long_date, table_report,
    take_back_sheet,
};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, State};

/// What becomes of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PaperTo {
    /// A file where the person says.
    File,
    /// The program that shows such files, to be looked at and printed there.
    Viewer,
}

/// What a list is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Csv,
    Xlsx,
    Pdf,
}

/// A paper that was written or opened.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Written {
    /// Where it was saved; None when it was opened.
    pub path: Option<String>,
    /// Something to tell, such as letters that no font has.
    pub warning: Option<String>,
}

/// A sheet or roll of labels to choose.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct LabelLayoutChoice {
    pub name: String,
    pub description: String,
    /// Millimetres.
    pub width: f32,
    pub height: f32,
    pub per_page: u32,
    pub roll: bool,
}

#[tauri::command]
#[specta::specta]
pub async fn label_layouts() -> Answer<Vec<LabelLayoutChoice>> {
    Ok(LAYOUTS
        .iter()
        .map(|layout| LabelLayoutChoice {
            name: layout.name.to_owned(),
            description: layout.description.to_owned(),
            width: layout.label.0,
            height: layout.label.1,
            per_page: layout.per_page(),
            roll: layout.kind == LayoutKind::Roll,
        })
        .collect())
}

/// One label on the screen. Lengths are millimetres from its left and top.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct LabelOnScreen {
    pub width: f32,
    pub height: f32,
    pub areas: Vec<LabelArea>,
    pub lines: Vec<LabelLine>,
}

/// A dark area of a code.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct LabelArea {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// A line of words on a label.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct LabelLine {
    pub text: String,
    pub x: f32,
    /// The top of the line.
    pub y: f32,
    pub height: f32,
    /// Of its letters.
    pub size: f32,
    /// The room it has: a longer line is cut.
    pub room: f32,
    pub strong: bool,
    /// In letters of one width.
    pub code: bool,
}

/// How the label of a device will look. Nothing is remembered.
#[tauri::command]
#[specta::specta]
pub async fn show_label(shell: State<'_, Shell>, id: String, labels: LabelSettings) -> Answer<LabelOnScreen> {
    let mut conn = shell.opened()?.db.read().await?;
    let device = hardware::get(&mut conn, &id, Now::read().today).await?;
    let options = LabelOptions::of(&labels, 1);
    let preview = label_preview(&Label::of(&device), &layout(&labels.layout)?, &options)?;
    let areas = preview.areas.into_iter().map(|[x, y, width, height]| LabelArea { x, y, width, height });
    let lines = preview.lines.into_iter().map(|line| LabelLine {
        text: line.text,
        x: line.x,
        y: line.y,
        height: line.height,
        size: line.size,
        room: line.room,
        strong: line.strong,
        code: line.code,
    });
    Ok(LabelOnScreen {
        width: preview.width,
        height: preview.height,
        areas: areas.collect(),
        lines: lines.collect(),
    })
}

/// How labels were printed last.
#[tauri::command]
#[specta::specta]
pub async fn label_settings(shell: State<'_, Shell>) -> Answer<LabelSettings> {
    Ok(settings::labels(&mut *shell.opened()?.db.read().await?).await?)
}

/// Labels of devices, in this order. The choice is remembered. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn print_labels(
    app: AppHandle,
    shell: State<'_, Shell>,
    ids: Vec<String>,
    labels: LabelSettings,
    start_at: u32,
    outline: bool,
    to: PaperTo,
) -> Answer<Option<Written>> {
    let opened = shell.opened()?;
    let now = Now::read();
    let pdf = {
        let mut conn = opened.db.read().await?;
        let stationery = Stationery::of(&settings::get(&mut conn).await?, now.today);
        let layout = layout(&labels.layout)?;
        let mut printed = Vec::with_capacity(ids.len());
        for id in &ids {
            printed.push(Label::of(&hardware::get(&mut conn, id, now.today).await?));
        }
        let options = LabelOptions { outline, ..LabelOptions::of(&labels, start_at) };
        label_sheet(&printed, &layout, &options, &stationery)?
    };
    set!(shell, |tx| settings::set_labels(tx, &labels).await)?;
    deliver_pdf(&app, &shell, &pdf, "Labels", to).await
}

/// A sheet to sign for devices that a person gets (`back` false) or brings back (`back` true): these devices, or
/// without ids all that the person holds. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn print_hand_over(
    app: AppHandle,
    shell: State<'_, Shell>,
    person_id: String,
    device_ids: Vec<String>,
    back: bool,
    to: PaperTo,
) -> Answer<Option<Written>> {
    let today = Now::read().today;
    let (pdf, name) = {
        let mut conn = shell.opened()?.db.read().await?;
        let stationery = Stationery::of(&settings::get(&mut conn).await?, today);
        let person = people::get(&mut conn, &person_id, today).await?;
        let held = person.devices.iter().map(|device| device.id.clone());
        let ids: Vec<String> = if device_ids.is_empty() { held.collect() } else { device_ids };
        let mut items = Vec::with_capacity(ids.len());
        for id in &ids {
            items.push(CustodyItem::of(&hardware::get(&mut conn, id, today).await?));
        }
        if items.is_empty() {
            let message = format!("{} holds no device. There is nothing to sign for.", person.fields.name);
            return Err(Error::Refused(message).into());
        }
        let sheet =
            CustodySheet { person: PersonOnPaper::of(&person), on: today, by: None, items, terms: None };
        let print = if back { take_back_sheet } else { hand_over_sheet };
        let word = if back { "Return" } else { "Hand-over" };
        (print(&sheet, &stationery)?, format!("{word} {} {today}", person.fields.name))
    };
    deliver_pdf(&app, &shell, &pdf, &name, to).await
}

/// What a list shows, in these columns: as a file where the person says, or (PDF alone) in the viewer. `name` is what the
/// file is called, and what stands above the list. None when cancelled.
#[tauri::command]
#[specta::specta]
#[expect(clippy::too_many_arguments, reason = "the fields of one request of the window")]
pub async fn export_list(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    query: ListQuery,
    columns: Vec<ExportColumn>,
    name: String,
    format: ExportFormat,
    to: PaperTo,
) -> Answer<Option<Written>> {
    let now = Now::read();
    let query = ListQuery { offset: 0, limit: None, ..query };
    let (bytes, written, ending, warning) = {
        let mut conn = shell.opened()?.db.read().await?;
        let stationery = Stationery::of(&settings::get(&mut conn).await?, now.today);
        let columns = Columns::Chosen(columns);
        let mut table = export::table(&mut conn, kind, &query, &columns, now.today).await?;
        table.title.clone_from(&name);
        match format {
            ExportFormat::Csv => {
                // Where the comma is the decimal mark, spreadsheets take the semicolon for the separator.
                let separator = if stationery.numbers.decimal == ',' { ';' } else { ',' };
                (
                    table::csv(&table, CsvOptions { bom: true, separator, split_amounts: true })?,
                    FileFormat::Csv,
                    "csv",
                    None,
                )
            }
            ExportFormat::Xlsx => (table::xlsx(&[table])?, FileFormat::Workbook, "xlsx", None),
            ExportFormat::Pdf => {
                let words = match query.filter.trim() {
                    "" => String::new(),
                    words => format!("  ·  “{words}”"),
                };
                let rows = if table.rows.len() == 1 { "row" } else { "rows" };
                let subtitle = format!("{} {rows}, as of {}{words}", table.rows.len(), long_date(now.today));
                let report = Report { title: name.clone(), subtitle, table, ..Report::default() };
                let pdf = table_report(&report, &stationery)?;
                let warning = pdf.warning();
                (pdf.bytes, FileFormat::Pdf, "pdf", warning)
            }
        }
    };
    let name = format!("{name} {}.{ending}", now.today);
    let file = File { bytes: &bytes, format: written, name, warning };
    deliver(&app, &shell, file, to).await
}

/// Everything that was entered, as JSON that can be imported. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn export_everything(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<Written>> {
    let now = Now::read();
    let bytes = archive::everything(&mut *shell.opened()?.db.read().await?, &now).await?;
    let name = format!("Holdfast {}.json", now.today);
    let file = File { bytes: &bytes, format: FileFormat::Json, name, warning: None };
    deliver(&app, &shell, file, PaperTo::File).await
}

pub(super) async fn deliver_pdf(
    app: &AppHandle,
    shell: &Shell,
    pdf: &Pdf,
    name: &str,
    to: PaperTo,
) -> Answer<Option<Written>> {
    let file = File {
        bytes: &pdf.bytes,
        format: FileFormat::Pdf,
        name: format!("{name}.pdf"),
        warning: pdf.warning(),
    };
    deliver(app, shell, file, to).await
}

/// A file to be delivered.
pub(crate) struct File<'a> {
    pub bytes: &'a [u8],
    pub format: FileFormat,
    /// What it is called unless the person says otherwise.
    pub name: String,
    pub warning: Option<String>,
}

/// Saves where the person says, or opens a copy that is for this user alone and gone when the window ends.
pub(crate) async fn deliver(
    app: &AppHandle,
    shell: &Shell,
    file: File<'_>,
    to: PaperTo,
) -> Answer<Option<Written>> {
    let name = dialogs::plain_name(&file.name);
    let warning = file.warning;
    match to {
        PaperTo::File => {
            let Some(path) = dialogs::save_file(app, "Save as", &name).await else { return Ok(None) };
            shell.save(&path, file.bytes, file.format)?;
            Ok(Some(Written { path: Some(path.display().to_string()), warning }))
        }
        PaperTo::Viewer => {
            let copy = shell.private_copy(&name, file.bytes)?;
            opening::file(
                app,
                &copy,
                format!(
                    "No program on this computer shows “{name}”, or the one for it did not start. Save it as a file instead."
                ),
            )?;
            Ok(Some(Written { path: None, warning }))
        }
    }
}
