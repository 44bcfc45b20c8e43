//! Budgets of a fiscal year, beside what is paid.

use super::{
    fiscal_year, label, lines_between,
    model::{BudgetInput, BudgetLine, BudgetYear, CostQuery, FiscalYear},
    store,
};
use crate::{
    Act, Error, Result,
    history::{self, Entity},
    money::{Currency, Money, Totals},
    row, settings,
    text::{blank_to_none, name_key},
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// The plan of a fiscal year (named by the calendar year it begins in; None is the present one) and what is billed
/// in it, without tax.
///
/// # Errors
/// [`Error::Field`] for a year before 1900 or after 9998.
pub async fn budget_year(
    conn: &mut SqliteConnection,
    year: Option<i32>,
    today: NaiveDate,
) -> Result<BudgetYear> {
    let month = settings::get(conn).await?.fiscal_year_month;
    let present = fiscal_year(today, month);
    let year = match year {
        Some(year) => of_year(year, month)?,
        None => present,
    };
    let query = CostQuery { by_hand: true, ..CostQuery::default() };
    let lines = lines_between(conn, &query, year.first, year.last, today).await?.lines;
    let budgets = store::budgets(conn, year.year).await?;
    let keys: Vec<&str> = budgets.iter().map(|(_, key, _)| key.as_str()).collect();
    let mut actual: BTreeMap<&str, Totals> = BTreeMap::new();
    let mut ahead: BTreeMap<&str, Totals> = BTreeMap::new();
    let mut unplanned = Totals::default();
    let today = today.to_string();
    for line in &lines {
        let key = name_key(line.category.as_deref().unwrap_or_default());
        // Its own budget in its currency, else the one for the rest, else none.
        let has = |key: &str| {
            budgets
                .iter()
                .any(|(budget, own, _)| own == key && budget.amount.currency == line.amount.currency)
        };
        let found = if has(&key) {
            keys.iter().find(|own| **own == key)
        } else {
            keys.iter().find(|own| own.is_empty() && has(""))
        };
        match found {
            None => unplanned.add(&line.amount),
            Some(key) if line.on <= today => actual.entry(key).or_default().add(&line.amount),
            Some(key) => ahead.entry(key).or_default().add(&line.amount),
        }
    }
    let sum = |totals: &BTreeMap<&str, Totals>, key: &str, currency: &str| {
        totals.get(key).map_or_else(|| Money::new(0, currency), |totals| totals.of(currency))
    };
    let lines = budgets
        .iter()
        .map(|(budget, key, version)| {
            let currency = budget.amount.currency.as_str();
            let (actual, ahead) = (sum(&actual, key, currency), sum(&ahead, key, currency));
            let left = budget.amount.minor.saturating_sub(actual.minor).saturating_sub(ahead.minor);
            BudgetLine {
                id: budget.id.clone().unwrap_or_default(),
                version: *version,
                category: budget.category.clone(),
                planned: budget.amount.clone(),
                left: Money::new(left, currency),
                actual,
                ahead,
                notes: budget.notes.clone(),
            }
        })
        .collect();
    Ok(BudgetYear {
        fiscal_year: year.year,
        label: label(year, month),
        from: year.first.to_string(),
        to: year.last.to_string(),
        lines,
        unplanned: unplanned.into_vec(),
    })
}

fn of_year(year: i32, month: u32) -> Result<FiscalYear> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)
        .filter(|_| (1900..=9998).contains(&year))
        .ok_or_else(|| Error::field("fiscal_year", format!("The year {year} is hard to believe.")))?;
    Ok(fiscal_year(first, month))
}

/// Keeps a budget; one for the same year, category and currency is replaced. Returns its id.
///
/// # Errors
/// A field: a year or amount that cannot be.
pub async fn set_budget(conn: &mut SqliteConnection, act: &Act, input: &BudgetInput) -> Result<String> {
    of_year(input.fiscal_year, 1)?;
    input.amount.check("amount")?;
    let currency = Currency::parse(&input.amount.currency).map(|currency| currency.code().to_owned());
    let currency = currency.unwrap_or_default();
    let category = blank_to_none(input.category.clone());
    let key = category.as_deref().map(name_key).unwrap_or_default();
    let row = row! {
        "fiscal_year": input.fiscal_year, "category": category, "category_key": key, "amount_minor": input.amount.minor,
        "amount_currency": currency, "notes": blank_to_none(input.notes.clone()),
    };
    let same = store::budget_for(conn, input.fiscal_year, &key, &currency).await?;
    super::put(conn, act, Entity::Budget, input.id.as_deref(), same, row).await
}

/// Removes a budget. What is paid under its category counts to the budget for the rest then, if there is one.
///
/// # Errors
/// [`Error::NotFound`] for a budget that is not there.
pub async fn remove_budget(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    history::remove(conn, act, Entity::Budget, id).await
}
