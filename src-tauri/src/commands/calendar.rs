//! The calendar, and the file that other calendars read.

use crate::{
    commands::paper::{self, PaperTo, Written},
    desktop::{dialogs, scheduler::Scheduler},
    ipc_error::Answer,
    state::{Shell, set},
};
use holdfast_core::{
    Error,
    calendar::{self as dates, CalendarFile, CalendarFilter, CalendarSpan},
    clock::Now,
    settings,
};
use holdfast_paper::{Report, Stationery, long_date, table_report};
use tauri::{AppHandle, State};

/// The open deadlines from one day (YYYY-MM-DD) to another, both included.
#[tauri::command]
#[specta::specta]
pub async fn calendar_days(
    shell: State<'_, Shell>,
    from: String,
    to: String,
    filter: CalendarFilter,
) -> Answer<CalendarSpan> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(dates::days(&mut conn, Now::read().today, &from, &to, &filter).await?)
}

/// Writes what the calendar shows to an .ics file. The path that was written; None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn export_calendar(
    app: AppHandle,
    shell: State<'_, Shell>,
    from: String,
    to: String,
    filter: CalendarFilter,
) -> Answer<Option<String>> {
    let opened = shell.opened()?;
    let text = {
        let mut conn = opened.db.read().await?;
        dates::export(&mut conn, &Now::read(), &from, &to, &filter).await?
    };
    let name = dates::export_name(&from, &to);
    let Some(path) = dialogs::save_file(&app, "Export calendar", &name).await else { return Ok(None) };
    dates::write_file(&opened.db, &path, &text)?;
    Ok(Some(path.display().to_string()))
}

/// What the calendar shows, as a PDF to be looked at and printed, or where the person says. `name` is what stands above
/// it, such as "November 2026". None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn print_calendar(
    app: AppHandle,
    shell: State<'_, Shell>,
    from: String,
    to: String,
    filter: CalendarFilter,
    name: String,
    print_to: PaperTo,
) -> Answer<Option<Written>> {
    let now = Now::read();
    let pdf = {
        let mut conn = shell.opened()?.db.read().await?;
        let stationery = Stationery::of(&settings::get(&mut conn).await?, now.today);
        let table = dates::table(&mut conn, now.today, &from, &to, &filter).await?;
        let words = match filter.text.trim() {
            "" => String::new(),
            words => format!("  ·  “{words}”"),
        };
        let deadlines = if table.rows.len() == 1 { "deadline" } else { "deadlines" };
        let subtitle = format!("{} {deadlines}, as of {}{words}", table.rows.len(), long_date(now.today));
        table_report(&Report { title: name.clone(), subtitle, table, ..Report::default() }, &stationery)?
    };
    paper::deliver_pdf(&app, &shell, &pdf, &format!("Calendar {name}"), print_to).await
}

/// Where the calendar file is written; no path: it is not.
#[tauri::command]
#[specta::specta]
pub async fn calendar_file(shell: State<'_, Shell>) -> Answer<CalendarFile> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(dates::file_settings(&mut conn).await?)
}

/// Turns the calendar file on, in the data folder unless another place was chosen, or off. A file that was written
/// stays where it is.
#[tauri::command]
#[specta::specta]
pub async fn set_calendar_file(
    shell: State<'_, Shell>,
    scheduler: State<'_, Scheduler>,
    on: bool,
) -> Answer<CalendarFile> {
    let opened = shell.opened()?;
    let path = on.then(|| dates::default_path(&opened.db));
    keep(&shell, &scheduler, path.as_deref()).await
}

/// Asks for another place for the calendar file; unchanged when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn choose_calendar_file(
    app: AppHandle,
    shell: State<'_, Shell>,
    scheduler: State<'_, Scheduler>,
) -> Answer<CalendarFile> {
    match dialogs::save_file(&app, "Calendar file", "holdfast.ics").await {
        Some(path) => keep(&shell, &scheduler, Some(&path)).await,
        None => calendar_file(shell).await,
    }
}

async fn keep(shell: &Shell, scheduler: &Scheduler, path: Option<&std::path::Path>) -> Answer<CalendarFile> {
    let opened = shell.opened()?;
    if let Some(path) = path {
        dates::check_place(&opened.db, path)?;
    }
    set!(shell, |tx| dates::keep_file(tx, path).await)?;
    if path.is_some() {
        dates::sync(&opened.db, &Now::read()).await.map_err(|error| match error {
            Error::Io { .. } => Error::Refused(format!("{error}. Choose another place.")),
            other => other,
        })?;
    }
    scheduler.wake();
    let mut conn = opened.db.read().await?;
    Ok(dates::file_settings(&mut conn).await?)
}
