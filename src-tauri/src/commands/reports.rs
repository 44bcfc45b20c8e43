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
    settings,
    table::{self, Align, Cell, Column, CsvOptions, Table},
};
use holdfast_paper::{Bar, Chart, Report, Stationery, long_date, table_report};
use serde::Deserialize;
use tauri::{AppHandle, State};

/// What stands in a cell of a report; each keeps what it is, so that a date is a date in a spreadsheet too.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum ReportCell {
    Empty,
    Text(String),
    /// A tag or serial, which is never counted with.
    Code(String),
    /// YYYY-MM-DD.
    Date(String),
    Money(Money),
    Count(i32),
    YesNo(bool),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
pub struct ReportHead {
    pub name: String,
    pub label: String,
    /// Figures stand to the right.
    pub right: bool,
}

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
    pub heads: Vec<ReportHead>,
    pub rows: Vec<Vec<ReportCell>>,
    pub totals: Vec<Vec<ReportCell>>,
    /// How the figures came about.
    pub notes: Vec<String>,
}

impl ReportSheet {
    fn table(&self) -> Result<Table, Error> {
        let heads = self.heads.iter().map(|head| Column {
            name: head.name.clone(),
            heading: head.label.clone(),
            align: if head.right { Align::Right } else { Align::Left },
        });
        let mut table = Table::new(&self.title, heads.collect());
        for row in &self.rows {
            table.push(row.iter().map(cell).collect::<Result<_, _>>()?);
        }
        for total in &self.totals {
            let mut total = total.iter().map(cell).collect::<Result<Vec<_>, _>>()?;
            total.resize(self.heads.len(), Cell::Empty);
            table.totals.push(total);
        }
        Ok(table)
    }
}

fn cell(cell: &ReportCell) -> Result<Cell, Error> {
    Ok(match cell {
        ReportCell::Empty => Cell::Empty,
        ReportCell::Text(text) => Cell::text(text),
        ReportCell::Code(text) => Cell::code(text),
        ReportCell::Date(text) => Cell::stored_date(Some(text)),
        ReportCell::Money(money) => {
            // Differences may be below zero, so the currency alone is checked.
            Money::new(0, money.currency.clone()).check("money")?;
            Cell::Money(money.clone())
        }
        ReportCell::Count(count) => Cell::Whole(i64::from(*count)),
        ReportCell::YesNo(yes) => Cell::YesNo(*yes),
    })
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
            "heads": [
                { "name": "vendor", "label": "Vendor", "right": false },
                { "name": "paid", "label": "Paid", "right": true },
            ],
            "rows": [[
                { "is": "text", "value": "Contoso" },
                { "is": "money", "value": { "minor": -250, "currency": "EUR" } },
            ]],
            "totals": [[{ "is": "text", "value": "Total" }]],
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
        let money = ReportCell::Money(Money::new(1, "EURO"));
        assert!(cell(&money).is_err());
    }
}
