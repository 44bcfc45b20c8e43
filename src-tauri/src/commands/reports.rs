//! Reports as they leave the window: what is shown there, as a spreadsheet, as CSV, or on paper.

use crate::{
    commands::paper::{ExportFormat, File, PaperTo, Written, deliver},
    ipc_error::Answer,
    state::Shell,
};
use holdfast_core::{
    Error,
    clock::Now,
    files::FileFormat,
    money::Money,
    reports::ReportTable,
    settings,
    table::{self, Cell, CsvOptions, Table},
};
use holdfast_paper::{Bar, Chart, Report, Stationery, long_date, table_report};
use serde::Deserialize;
use tauri::{AppHandle, State};

/// A key figure, written out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
pub struct ReportFigure {
    pub label: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
pub struct ReportBar {
    pub label: String,
    /// One for each series.
    pub parts: Vec<f64>,
    /// The sum as people read it.
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
pub struct ReportChart {
    pub title: String,
    pub series: Vec<String>,
    pub bars: Vec<ReportBar>,
}

/// A report as the window shows it.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
pub struct ReportSheet {
    /// What it is called, and its file.
    pub title: String,
    /// What it covers, in words: the period, the filters.
    pub scope: String,
    pub figures: Vec<ReportFigure>,
    pub chart: Option<ReportChart>,
    pub table: ReportTable,
    /// How the figures came about.
    pub notes: Vec<String>,
}

impl ReportSheet {
    fn table(&self) -> Result<Table, Error> {
        let cells = self.table.rows.iter().map(|row| &row.cells).chain(&self.table.totals).flatten();
        for cell in cells {
            let amounts = match cell {
                Cell::Money(money) => std::slice::from_ref(money),
                Cell::Sums(sums) => sums.as_slice(),
                _ => &[],
            };
            for money in amounts {
                // Differences may be below zero, so the currency alone is checked.
                Money::new(0, money.currency.clone()).check("money")?;
            }
        }
        let mut table = self.table.table(&self.title);
        // Rows may be shorter than the columns.
        for row in table.rows.iter_mut().chain(&mut table.totals) {
            row.resize(table.columns.len(), Cell::Empty);
        }
        Ok(table)
    }
}

/// A report as a file where the person says, or (PDF alone) in the viewer, to be printed there. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn export_report(
    app: AppHandle,
    shell: State<'_, Shell>,
    sheet: ReportSheet,
    format: ExportFormat,
    to: PaperTo,
) -> Answer<Option<Written>> {
    let today = Now::read().today;
    let stationery = {
        let mut conn = shell.opened()?.db.read().await?;
        Stationery::of(&settings::get(&mut conn).await?, today)
    };
    let table = sheet.table()?;
    let (bytes, written, ending, warning) = match format {
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
            let pdf = table_report(&on_paper(&sheet, table, &long_date(today)), &stationery)?;
            let warning = pdf.warning();
            (pdf.bytes, FileFormat::Pdf, "pdf", warning)
        }
    };
    let name = format!("{} {today}.{ending}", sheet.title);
    deliver(&app, &shell, File { bytes: &bytes, format: written, name, warning }, to).await
}

fn on_paper(sheet: &ReportSheet, table: Table, today: &str) -> Report {
    let scope = if sheet.scope.is_empty() { String::new() } else { format!("{}  ·  ", sheet.scope) };
    Report {
        title: sheet.title.clone(),
        subtitle: format!("{scope}as of {today}"),
        figures: sheet.figures.iter().map(|figure| (figure.label.clone(), figure.value.clone())).collect(),
        chart: sheet.chart.as_ref().map(|chart| Chart {
            title: chart.title.clone(),
            series: chart.series.clone(),
            bars: chart
                .bars
                .iter()
                .map(|bar| Bar {
                    label: bar.label.clone(),
                    parts: bar.parts.clone(),
                    value: bar.value.clone(),
                })
                .collect(),
        }),
        table,
        notes: sheet.notes.join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_what_they_are_and_short_totals_are_filled_up() {
        let sheet: ReportSheet = serde_json::from_value(serde_json::json!({
            "title": "Spend", "scope": "2026", "figures": [], "chart": null, "notes": [],
            "table": {
                "columns": [
                    { "name": "vendor", "heading": "Vendor", "align": "left" },
                    { "name": "paid", "heading": "Paid", "align": "right" },
                ],
                "rows": [{ "key": "1", "about": null, "bad": [], "cells": [
                    { "is": "text", "value": "Contoso" },
                    { "is": "money", "value": { "minor": -250, "currency": "EUR" } },
                ] }],
                "totals": [[{ "is": "text", "value": "Total" }]],
            },
        }))
        .unwrap();
        let table = sheet.table().unwrap();
        assert_eq!(table.rows[0][1], Cell::Money(Money::new(-250, "EUR")));
        assert_eq!(table.totals[0], [Cell::text("Total"), Cell::Empty]);
        let report = on_paper(&sheet, table, "22 November 2026");
        assert_eq!(report.subtitle, "2026  ·  as of 22 November 2026");
    }

    #[test]
    fn an_amount_of_no_currency_is_refused() {
        for cell in [
            serde_json::json!({ "is": "money", "value": { "minor": 1, "currency": "EURO" } }),
            serde_json::json!({ "is": "sums", "value": [{ "minor": 1, "currency": "EURO" }] }),
        ] {
            let sheet: ReportSheet = serde_json::from_value(serde_json::json!({
                "title": "Spend", "scope": "", "figures": [], "chart": null, "notes": [],
                "table": { "columns": [], "rows": [], "totals": [[cell]] },
            }))
            .unwrap();
            assert!(sheet.table().is_err());
        }
    }
}
