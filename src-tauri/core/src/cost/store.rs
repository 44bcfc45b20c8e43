//! SQL of costs: terms with a price, bought devices, budgets and rates.

use super::model::{BudgetInput, RateInput};
use crate::{
    Result,
    ids::Kind,
    money::{Money, format_decimal},
    terms::{self, TermInput},
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, SqliteConnection};

/// Decimals of a stored rate: billionths.
pub(super) const RATE_DECIMALS: u32 = 9;

/// A term, and whose it is.
#[derive(Debug)]
pub(super) struct PricedTerm {
    pub kind: Kind,
    pub id: String,
    pub name: String,
    pub vendor_id: Option<String>,
    pub vendor: Option<String>,
    pub category: Option<String>,
    /// Somebody would renew it: a subscription, or any contract.
    pub renewable: bool,
    pub input: TermInput,
}

/// All terms of those live licenses and contracts that have one with a price that may be billed, or pay for days,
/// from a day on; one owner's beside each other.
pub(super) async fn terms_of_priced(
    conn: &mut SqliteConnection,
    from: NaiveDate,
    category: Option<&str>,
) -> Result<Vec<PricedTerm>> {
    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, o.kind, o.id AS owner_id, o.name, v.id AS vendor_id, o.category, o.renewable
         FROM term t JOIN (
           SELECT 'license' AS kind, id, name, vendor_id, category, kind = 'subscription' AS renewable FROM license WHERE deleted_at IS NULL
           UNION ALL
           SELECT 'contract', id, name, vendor_id, category, 1 FROM contract WHERE deleted_at IS NULL
         ) o ON o.id = coalesce(t.license_id, t.contract_id)
         LEFT JOIN vendor v ON v.id = coalesce(t.vendor_id, o.vendor_id)
        WHERE o.id IN (SELECT coalesce(x.license_id, x.contract_id) FROM term x WHERE x.price_minor > 0
          AND (x.last_on IS NULL OR x.last_on >= ",
        terms::COLUMNS
    ));
    // What ended and would be renewed by hand is looked at for as long as that is believable.
    let lately = from.checked_sub_days(chrono::Days::new(super::LAPSED_AFTER)).unwrap_or(from);
    builder
        .push_bind(lately.to_string())
        .push(" OR x.purchased_on >= ")
        .push_bind(from.to_string())
        .push("))");
    if let Some(category) = category {
        builder.push(" AND o.category = ").push_bind(category.to_owned()).push(" COLLATE NOCASE");
    }
    builder.push(" ORDER BY o.name, o.id, t.id");
    let rows = builder.build().fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.try_get("kind")?;
            let input = terms::entered(row)?;
            Ok(PricedTerm {
                kind: Kind::parse(&kind).unwrap_or(Kind::License),
                id: row.try_get("owner_id")?,
                name: row.try_get("name")?,
                vendor_id: row.try_get("vendor_id")?,
                vendor: input.vendor.clone(),
                category: row.try_get("category")?,
                renewable: row.try_get("renewable")?,
                input,
            })
        })
        .collect()
}

/// A device that was bought in some days.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Bought {
    pub vendor_id: Option<String>,
    pub vendor: Option<String>,
    pub price_minor: i64,
    pub price_currency: String,
}

pub(super) async fn bought(
    conn: &mut SqliteConnection,
    first: NaiveDate,
    last: NaiveDate,
    vendor_id: Option<&str>,
) -> Result<Vec<Bought>> {
    Ok(sqlx::query_as(
        "SELECT v.id AS vendor_id, v.name AS vendor, d.price_minor, d.price_currency
           FROM device d LEFT JOIN vendor v ON v.id = d.vendor_id
          WHERE d.deleted_at IS NULL AND d.price_minor > 0 AND d.purchased_on BETWEEN ?1 AND ?2 AND (?3 IS NULL OR v.id = ?3)",
    )
    .bind(first.to_string())
    .bind(last.to_string())
    .bind(vendor_id)
    .fetch_all(conn)
    .await?)
}

/// Budgets of a fiscal year with their version: those of categories by name, the one for the rest last.
pub(super) async fn budgets(
    conn: &mut SqliteConnection,
    fiscal_year: i32,
) -> Result<Vec<(BudgetInput, String, u32)>> {
    let rows = sqlx::query(
        "SELECT * FROM budget WHERE fiscal_year = ? ORDER BY category_key = '', category_key, amount_currency",
    )
    .bind(fiscal_year)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("id")?;
            let input = BudgetInput {
                id: Some(id),
                fiscal_year: row.try_get("fiscal_year")?,
                category: row.try_get("category")?,
                amount: Money::new(
                    row.try_get("amount_minor")?,
                    row.try_get::<String, _>("amount_currency")?,
                ),
                notes: row.try_get("notes")?,
            };
            Ok((input, row.try_get("category_key")?, row.try_get("version")?))
        })
        .collect()
}

/// The budget for this year, category and currency, when there is one.
pub(super) async fn budget_for(
    conn: &mut SqliteConnection,
    fiscal_year: i32,
    category_key: &str,
    currency: &str,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM budget WHERE fiscal_year = ? AND category_key = ? AND amount_currency = ?",
    )
    .bind(fiscal_year)
    .bind(category_key)
    .bind(currency)
    .fetch_optional(conn)
    .await?)
}

/// All rates, by currencies, the newest first.
pub(super) async fn rates(conn: &mut SqliteConnection) -> Result<Vec<RateInput>> {
    let rows = sqlx::query("SELECT * FROM exchange_rate ORDER BY from_currency, to_currency, on_date DESC")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let billionths: i64 = row.try_get("rate_billionths")?;
            let rate = format_decimal(billionths, RATE_DECIMALS);
            Ok(RateInput {
                id: row.try_get("id")?,
                from: row.try_get("from_currency")?,
                to: row.try_get("to_currency")?,
                rate: rate.trim_end_matches('0').trim_end_matches('.').to_owned(),
                on_date: row.try_get("on_date")?,
            })
        })
        .collect()
}

pub(super) async fn rate_for(
    conn: &mut SqliteConnection,
    from: &str,
    to: &str,
    on_date: &str,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM exchange_rate WHERE from_currency = ? AND to_currency = ? AND on_date = ?",
    )
    .bind(from)
    .bind(to)
    .bind(on_date)
    .fetch_optional(conn)
    .await?)
}
