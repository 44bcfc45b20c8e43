//! `holdfast report`: figures over everything that is kept, as a table, JSON or CSV.

mod compliance;
mod forecast;
mod spend;

use crate::{Outcome, args::ReportKind, context::Context};
use anyhow::Result;
use holdfast_core::{
    cost::Converted,
    money::{Currency, Money, format_decimal},
};

pub async fn run(context: &Context, report: &ReportKind) -> Result<Outcome> {
    match report {
        ReportKind::Compliance(args) => compliance::run(context, args).await,
        ReportKind::Forecast(args) => forecast::run(context, args).await,
        ReportKind::Spend(args) => spend::run(context, args).await,
    }
}

/// Sums of several currencies in one cell.
fn sums(sums: &[Money]) -> String {
    sums.iter().map(crate::output::money).collect::<Vec<_>>().join(" + ")
}

/// A plain decimal for a machine.
fn plain(money: &Money) -> String {
    let decimals = Currency::parse(&money.currency).map_or(2, |currency| currency.decimals());
    format_decimal(money.minor, decimals)
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
            crate::output::money(&converted.total),
            rates.join(", ")
        ));
    }
    if !converted.left_out.is_empty() {
        text.push_str(&format!("No rate is entered for {}\n", sums(&converted.left_out)));
    }
    text
}
