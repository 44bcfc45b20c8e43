//! SQL of the terms.

use super::model::{Owner, TermInput, UnconfirmedRenewal};
use crate::{Result, fields, ids::Kind, list::own_sql};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, sqlite::SqliteRow};

/// What was entered of a term, from a row of [`COLUMNS`].
pub(crate) fn entered(row: &SqliteRow) -> Result<TermInput> {
    Ok(TermInput {
        id: row.try_get("id")?,
        renews_term_id: row.try_get("renews_term_id")?,
        adds_to_term_id: row.try_get("adds_to_term_id")?,
        ..fields::read(row)?
    })
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
    let rows = sqlx::query(own_sql(sql)).bind(owner.id()).fetch_all(conn).await?;
    rows.iter().map(entered).collect()
}

/// The terms of all licenses, oldest first, each with its license's id.
pub(super) async fn of_licenses(conn: &mut SqliteConnection) -> Result<Vec<(String, TermInput)>> {
    of_all(conn, "license_id").await
}

/// The same of contracts.
pub(super) async fn of_contracts(conn: &mut SqliteConnection) -> Result<Vec<(String, TermInput)>> {
    of_all(conn, "contract_id").await
}

async fn of_all(conn: &mut SqliteConnection, owner: &'static str) -> Result<Vec<(String, TermInput)>> {
    let sql = format!(
        "SELECT t.{owner}, {COLUMNS} FROM term t LEFT JOIN vendor v ON v.id = t.vendor_id
          WHERE t.{owner} IS NOT NULL ORDER BY t.created_at, t.id"
    );
    let rows = sqlx::query(own_sql(sql)).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.try_get(owner)?, entered(row)?))).collect()
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

/// The terms of live licenses and contracts that have one which went on by itself before a day: each with its owner.
pub(super) async fn of_rolled_owners(
    conn: &mut SqliteConnection,
    today: NaiveDate,
) -> Result<Vec<(Kind, String, TermInput)>> {
    let sql = format!(
        "WITH rolling AS MATERIALIZED (SELECT license_id, contract_id FROM term WHERE rolls_after < ?1)
         SELECT t.license_id, t.contract_id, {COLUMNS}
           FROM term t LEFT JOIN vendor v ON v.id = t.vendor_id
          WHERE t.license_id IN (SELECT r.license_id FROM rolling r JOIN license l ON l.id = r.license_id WHERE l.deleted_at IS NULL)
             OR t.contract_id IN (SELECT r.contract_id FROM rolling r JOIN contract c ON c.id = r.contract_id WHERE c.deleted_at IS NULL)
          ORDER BY t.license_id, t.contract_id, t.ends_on DESC NULLS FIRST, t.starts_on DESC NULLS LAST, t.id DESC"
    );
    let rows = sqlx::query(own_sql(sql)).bind(today.to_string()).fetch_all(conn).await?;
    rows.iter()
        .filter_map(|row| {
            let (kind, id) = match (row.try_get("license_id"), row.try_get("contract_id")) {
                (Ok(Some(license)), _) => (Kind::License, license),
                (_, Ok(Some(contract))) => (Kind::Contract, contract),
                _ => return None,
            };
            Some(entered(row).map(|term| (kind, id, term)))
        })
        .collect()
}

/// Joins what [`super::rolled_lists`] found as `r` to the things of an alias: their `ends_on` and `cancel_by` of the period that
/// runs, and the `soonest` of those days.
pub(crate) fn push_rolled(builder: &mut QueryBuilder<Sqlite>, rolled: &str, alias: &'static str) {
    // Grouped, so that it is read once and not for each row.
    builder
        .push(" LEFT JOIN (SELECT value ->> 0 AS id, max(value ->> 1) AS ends_on, max(value ->> 2) AS cancel_by, min(value ->> 3) AS soonest FROM json_each(")
        .push_bind(rolled.to_owned())
        .push(format!(") GROUP BY 1) r ON r.id = {alias}.id"));
}

/// Whether a term `t` counts on a day.
pub(super) fn in_force(day: &str) -> String {
    format!("(t.starts_on IS NULL OR t.starts_on <= {day}) AND (t.last_on IS NULL OR t.last_on >= {day})")
}

/// What a year costs on a day: `[currency, minor units of a bill, months it pays for]` for each term in force.
pub(super) fn yearly(owner_column: &'static str, alias: &'static str, day: &str) -> String {
    format!(
        "(SELECT json_group_array(json_array(t.price_currency, t.year_minor, t.year_months)) FROM term t
           WHERE t.{owner_column} = {alias}.id AND t.year_minor > 0 AND {})",
        in_force(day)
    )
}

/// What a year costs on a day in the currency that costs most, to sort by.
pub(super) fn yearly_sort(owner_column: &'static str, alias: &'static str, day: &str) -> String {
    format!(
        "(SELECT sum(t.year_minor * 12.0 / t.year_months) AS cost FROM term t
           WHERE t.{owner_column} = {alias}.id AND t.year_minor > 0 AND {} GROUP BY t.price_currency ORDER BY cost DESC LIMIT 1)",
        in_force(day)
    )
}

/// The currency of [`yearly_sort`].
pub(super) fn yearly_currency(owner_column: &'static str, alias: &'static str, day: &str) -> String {
    format!(
        "(SELECT t.price_currency FROM term t
           WHERE t.{owner_column} = {alias}.id AND t.year_minor > 0 AND {} GROUP BY t.price_currency
           ORDER BY sum(t.year_minor * 12.0 / t.year_months) DESC LIMIT 1)",
        in_force(day)
    )
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
