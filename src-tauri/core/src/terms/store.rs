//! SQL of the terms.

use super::model::{Owner, TermInput, UnconfirmedRenewal};
use crate::{Result, ids::Kind, list::own_sql, money::Money};
use sqlx::{Row, SqliteConnection};

/// A term as it is stored, in the columns of [`COLUMNS`].
#[derive(sqlx::FromRow)]
pub(crate) struct Stored {
    id: String,
    renews_term_id: Option<String>,
    adds_to_term_id: Option<String>,
    starts_on: Option<String>,
    ends_on: Option<String>,
    maintenance_ends_on: Option<String>,
    seats: Option<u32>,
    price_minor: Option<i64>,
    price_currency: Option<String>,
    price_per_seat: bool,
    tax_rate: Option<u32>,
    billing_months: Option<u32>,
    auto_renews: bool,
    renewal_months: Option<u32>,
    notice_months: Option<u32>,
    notice_days: Option<u32>,
    cancelled_on: Option<String>,
    cancel_effective_on: Option<String>,
    order_number: Option<String>,
    purchase_order: Option<String>,
    purchased_on: Option<String>,
    vendor: Option<String>,
}

impl From<Stored> for TermInput {
    fn from(row: Stored) -> TermInput {
        TermInput {
            id: Some(row.id),
            renews_term_id: row.renews_term_id,
            adds_to_term_id: row.adds_to_term_id,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            maintenance_ends_on: row.maintenance_ends_on,
            seats: row.seats,
            price: Money::from_columns(row.price_minor, row.price_currency),
            price_per_seat: row.price_per_seat,
            tax_rate: row.tax_rate,
            billing_months: row.billing_months,
            auto_renews: row.auto_renews,
            renewal_months: row.renewal_months,
            notice_months: row.notice_months,
            notice_days: row.notice_days,
            cancelled_on: row.cancelled_on,
            cancel_effective_on: row.cancel_effective_on,
            order_number: row.order_number,
            purchase_order: row.purchase_order,
            purchased_on: row.purchased_on,
            vendor: row.vendor,
        }
    }
}

/// What is read of a term `t` and the vendor `v` it was bought from.
pub(crate) const COLUMNS: &str =
    "t.id, t.renews_term_id, t.adds_to_term_id, t.starts_on, t.ends_on, t.maintenance_ends_on, t.seats,
     t.price_minor, t.price_currency, t.price_per_seat, t.tax_rate, t.billing_months, t.auto_renews, t.renewal_months,
     t.notice_months, t.notice_days, t.cancelled_on, t.cancel_effective_on, t.order_number, t.purchase_order,
     t.purchased_on, v.name AS vendor";

/// Perpetual ones first, then the latest end first.
pub(super) async fn of_owner(conn: &mut SqliteConnection, owner: Owner<'_>) -> Result<Vec<TermInput>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM term t LEFT JOIN vendor v ON v.id = t.vendor_id WHERE t.{} = ?
        ORDER BY t.ends_on DESC NULLS FIRST, t.starts_on DESC NULLS LAST, t.id DESC",
        owner.column()
    );
    let rows: Vec<Stored> = sqlx::query_as(own_sql(sql)).bind(owner.id()).fetch_all(conn).await?;
    Ok(rows.into_iter().map(TermInput::from).collect())
}

/// Every owner of terms, those in Trash included: the license's id, or the contract's.
pub(super) async fn owners(conn: &mut SqliteConnection) -> Result<Vec<(Option<String>, Option<String>)>> {
    Ok(sqlx::query_as("SELECT DISTINCT license_id, contract_id FROM term ORDER BY 1, 2")
        .fetch_all(conn)
        .await?)
}

/// Open terms of live things that renew themselves for an assumed length; true-ups follow theirs.
pub(super) async fn unconfirmed(conn: &mut SqliteConnection) -> Result<Vec<UnconfirmedRenewal>> {
    let rows = sqlx::query(
        "SELECT CASE WHEN t.license_id IS NULL THEN 'contract' ELSE 'license' END AS kind,
           coalesce(t.license_id, t.contract_id) AS owner_id, coalesce(l.name, c.name) AS name, t.id, t.starts_on, t.ends_on,
           t.renews_for
         FROM term t LEFT JOIN license l ON l.id = t.license_id LEFT JOIN contract c ON c.id = t.contract_id
        WHERE t.rolls_after IS NOT NULL AND t.renewal_assumed = 1 AND t.adds_to_term_id IS NULL
          AND coalesce(l.deleted_at, c.deleted_at) IS NULL
        ORDER BY coalesce(l.name_key, c.name_key), t.ends_on, t.id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.try_get("kind")?;
            Ok(UnconfirmedRenewal {
                kind: Kind::parse(&kind).unwrap_or(Kind::License),
                id: row.try_get("owner_id")?,
                name: row.try_get("name")?,
                term_id: row.try_get("id")?,
                starts_on: row.try_get("starts_on")?,
                ends_on: row.try_get("ends_on")?,
                assumed_months: row.try_get("renews_for")?,
            })
        })
        .collect()
}

/// Certificates that were read for a term.
pub(super) async fn certificates(conn: &mut SqliteConnection, term_id: &str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM certificate WHERE term_id = ?")
        .bind(term_id)
        .fetch_all(conn)
        .await?)
}

/// The owner's version; None when there is no such thing.
pub(super) async fn version(conn: &mut SqliteConnection, owner: Owner<'_>) -> Result<Option<u32>> {
    let sql = format!("SELECT version FROM {} WHERE id = ?", owner.kind());
    Ok(sqlx::query_scalar(own_sql(sql)).bind(owner.id()).fetch_optional(conn).await?)
}

/// The owner of a term: the license's id, or the contract's.
pub(super) async fn owner_of(
    conn: &mut SqliteConnection,
    term_id: &str,
) -> Result<Option<(Option<String>, Option<String>)>> {
    Ok(sqlx::query_as("SELECT license_id, contract_id FROM term WHERE id = ?")
        .bind(term_id)
        .fetch_optional(conn)
        .await?)
}

/// What a letter to the vendor of a term names.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Addressed {
    pub name: String,
    pub reference: Option<String>,
    pub vendor: Option<String>,
    pub address: Option<String>,
    pub account_number: Option<String>,
    pub contact: Option<String>,
    pub support_email: Option<String>,
}

pub(super) async fn addressed(
    conn: &mut SqliteConnection,
    owner: Owner<'_>,
    term_id: &str,
) -> Result<Option<Addressed>> {
    let (table, reference) = match owner {
        Owner::License(_) => ("license", "NULL"),
        Owner::Contract(_) => ("contract", "o.reference"),
    };
    let sql = format!(
        "SELECT o.name, {reference} AS reference, v.name AS vendor, v.address, v.account_number, v.support_email,
           (SELECT c.name FROM contact c WHERE c.vendor_id = v.id AND c.is_primary = 1 ORDER BY c.position LIMIT 1) AS contact
         FROM {table} o JOIN term t ON t.{column} = o.id LEFT JOIN vendor v ON v.id = coalesce(t.vendor_id, o.vendor_id)
        WHERE o.id = ? AND t.id = ?",
        column = owner.column()
    );
    Ok(sqlx::query_as(own_sql(sql)).bind(owner.id()).bind(term_id).fetch_optional(conn).await?)
}

/// A column of the leading open term of `owner` (`license` or `contract` under an alias, as in `l.id`): perpetual
/// or with the latest end, as the copy on its owner is made from. For lists that page in SQL.
pub(super) fn leading(owner_column: &'static str, alias: &'static str, column: &'static str) -> String {
    format!(
        "coalesce((SELECT {column} FROM term t WHERE t.{owner_column} = {alias}.id AND t.renewed = 0
           ORDER BY t.ends_on IS NULL DESC, t.ends_on DESC, t.price_minor IS NULL, t.starts_on LIMIT 1), 0)"
    )
}
