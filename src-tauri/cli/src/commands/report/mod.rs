//! `holdfast report`: figures over everything that is kept, as a table, JSON or CSV.

mod compliance;
mod forecast;
mod hardware;
mod spend;

use crate::{
    Outcome,
    args::ReportKind,
    context::Context,
    output::{self, Csv},
    sheet::{self, Width},
};
use anyhow::Result;
use holdfast_core::{cost::Converted, money::Money, reports::ReportTable};
use serde::Serialize;

pub async fn run(context: &Context, report: &ReportKind) -> Result<Outcome> {
    match report {
        ReportKind::Compliance(args) => compliance::run(context, args).await,
        ReportKind::Forecast(args) => forecast::run(context, args).await,
        ReportKind::Spend(args) => spend::run(context, args).await,
        ReportKind::Refresh(args) => hardware::refresh(context, args).await,
        ReportKind::Warranty(args) => hardware::warranty(context, args).await,
        ReportKind::Custody(args) => hardware::custody(context, args).await,
    }
}

/// Sums of several currencies in one cell.
fn sums(sums: &[Money]) -> String {
    sums.iter().map(output::money).collect::<Vec<_>>().join(" + ")
}

/// Answers with a report: as JSON, as CSV, or as the text for a person.
fn answer(
    context: &Context,
    csv: bool,
    data: &impl Serialize,
    table: &ReportTable,
    text: impl FnOnce(&ReportTable) -> String,
) -> Result<Outcome> {
    if context.json {
        output::print_json(data)?;
    } else if csv {
        let (names, lines) = table.lines();
        let mut csv = Csv::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
        lines.iter().for_each(|line| csv.row(line));
        output::print_exact(&csv.finish())?;
    } else {
        output::print(&text(table))?;
    }
    Ok(Outcome::Done)
}

/// Those columns of a report that a terminal has room for, and its totals.
fn printed(report: &ReportTable, columns: &[(&str, Width)]) -> String {
    sheet::printed(&report.table(""), columns)
}

/// A converted total in words; empty without one.
fn converted(converted: Option<&Converted>) -> String {
    let Some(converted) = converted else { return String::new() };
    let rates: Vec<String> = converted
        .rates
        .iter()
        .map(|rate| format!("1 {} = {} {} of {}", rate.from, rate.rate, rate.to, rate.on_date))
        .collect();
    let mut text = String::new();
    if !rates.is_empty() {
        text.push_str(&format!(
            "About {} in all, at {}\n",
            output::money(&converted.total),
            rates.join(", ")
        ));
    }
    if !converted.left_out.is_empty() {
        text.push_str(&format!("No rate is entered for {}\n", sums(&converted.left_out)));
    }
    text
}
