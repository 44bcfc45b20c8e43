//! Commands about costs: forecast, spending, budgets, exchange rates.

use crate::{
    commands::history::BatchRef,
    ipc_error::Answer,
    state::{Shell, batch},
};
use holdfast_core::{
    Error,
    clock::Now,
    cost::{self, BudgetInput, BudgetYear, CostLine, CostQuery, Forecast, RateInput, Spend},
    reports::{self, ForecastBy, Reported},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn cost_forecast(
    shell: State<'_, Shell>,
    query: CostQuery,
    by: ForecastBy,
) -> Answer<Reported<Forecast>> {
    let mut conn = shell.opened()?.db.read().await?;
    let data = cost::forecast(&mut conn, &query, Now::read().today).await?;
    Ok(Reported { table: reports::forecast(&data, by, Some(query.rise).filter(|rise| *rise != 0)), data })
}

/// Every single amount behind a forecast.
#[tauri::command]
#[specta::specta]
pub async fn cost_lines(shell: State<'_, Shell>, query: CostQuery) -> Answer<Vec<CostLine>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(cost::lines(&mut conn, &query, Now::read().today).await?)
}

/// What is paid to each vendor from one day to another, both included.
#[tauri::command]
#[specta::specta]
pub async fn spend(shell: State<'_, Shell>, from: String, to: String) -> Answer<Reported<Spend>> {
    let day = |field: &str, text: &str| {
        text.parse().map_err(|_| {
            Error::field(field, format!("“{text}” is not a date. Enter one such as 2026-12-31."))
        })
    };
    let (first, last) = (day("from", &from)?, day("to", &to)?);
    let mut conn = shell.opened()?.db.read().await?;
    let data = cost::spend(&mut conn, first, last, Now::read().today).await?;
    Ok(Reported { table: reports::spend(&data), data })
}

/// A fiscal year's plan; without a year the present one.
#[tauri::command]
#[specta::specta]
pub async fn budget_year(shell: State<'_, Shell>, year: Option<i32>) -> Answer<Reported<BudgetYear>> {
    let mut conn = shell.opened()?.db.read().await?;
    let data = cost::budget_year(&mut conn, year, Now::read().today).await?;
    Ok(Reported { table: reports::budget(&data), data })
}

#[tauri::command]
#[specta::specta]
pub async fn set_budget(app: AppHandle, shell: State<'_, Shell>, input: BudgetInput) -> Answer<BatchRef> {
    batch!(shell, &app, "Set budget", |tx, act| cost::set_budget(tx, act, &input).await)
}

#[tauri::command]
#[specta::specta]
pub async fn remove_budget(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    batch!(shell, &app, "Remove budget", |tx, act| cost::remove_budget(tx, act, &id).await)
}

#[tauri::command]
#[specta::specta]
pub async fn exchange_rates(shell: State<'_, Shell>) -> Answer<Vec<RateInput>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(cost::rates(&mut conn).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn set_exchange_rate(
    app: AppHandle,
    shell: State<'_, Shell>,
    input: RateInput,
) -> Answer<BatchRef> {
    batch!(shell, &app, "Set exchange rate", |tx, act| cost::set_rate(tx, act, &input).await)
}

#[tauri::command]
#[specta::specta]
pub async fn remove_exchange_rate(app: AppHandle, shell: State<'_, Shell>, id: String) -> Answer<BatchRef> {
    batch!(shell, &app, "Remove exchange rate", |tx, act| cost::remove_rate(tx, act, &id).await)
}
