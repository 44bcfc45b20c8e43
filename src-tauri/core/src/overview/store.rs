//! SQL of the first screen.

use super::model::{Counts, OverUsed};
use crate::{
    Error, Result, hardware::covered_on_sql, ids::Kind, licenses::held_sql, list::own_sql, money::Money,
    reminders::Deadline, terms,
};
use chrono::{Days, NaiveDate};
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
pub(super) struct CoverageCounts {
    pub devices: u32,
    pub covered: u32,
    pub ending: u32,
}

pub(super) async fn counts(conn: &mut SqliteConnection) -> Result<Counts> {
    Ok(sqlx::query_as(
        "SELECT (SELECT count(*) FROM vendor WHERE deleted_at IS NULL) AS vendors,
           (SELECT count(*) FROM license WHERE deleted_at IS NULL) AS licenses,
           (SELECT count(*) FROM contract WHERE deleted_at IS NULL) AS contracts,
           (SELECT count(*) FROM device WHERE deleted_at IS NULL) AS devices,
           (SELECT count(*) FROM credential WHERE deleted_at IS NULL) AS credentials,
           (SELECT count(*) FROM person WHERE deleted_at IS NULL) AS people,
           (SELECT count(*) FROM location WHERE deleted_at IS NULL) AS locations",
    )
    .fetch_one(conn)
    .await?)
}

/// Maker and model of the devices among the subjects of deadlines, by id.
pub(super) async fn models(
    conn: &mut SqliteConnection,
    deadlines: &[Deadline],
) -> Result<HashMap<String, String>> {
    let ids: Vec<&str> = deadlines
        .iter()
        .filter(|deadline| deadline.subject.kind == Kind::Device)
        .map(|deadline| deadline.subject.id.as_str())
        .collect();
    let ids = serde_json::to_string(&ids).map_err(|error| Error::Internal(error.to_string()))?;
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT id, trim(coalesce(manufacturer, '') || ' ' || model) FROM device
          WHERE id IN (SELECT value FROM json_each(?)) AND model IS NOT NULL",
    )
    .bind(ids)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Devices that did not leave the house, how many are covered today, and whose coverage ends within 30 days.
pub(super) async fn coverage(conn: &mut SqliteConnection, today: NaiveDate) -> Result<CoverageCounts> {
    let soon = today.checked_add_days(Days::new(30)).unwrap_or(today);
    let sql = format!(
        "SELECT count(*) AS devices, coalesce(sum({}), 0) AS covered,
           coalesce(sum(d.warranty_due >= ?1 AND d.warranty_due <= ?2), 0) AS ending
         FROM device d WHERE d.deleted_at IS NULL AND d.status NOT IN ('retired', 'disposed', 'lost')",
        covered_on_sql(today)
    );
    Ok(sqlx::query_as(own_sql(sql)).bind(today.to_string()).bind(soon.to_string()).fetch_one(conn).await?)
}

/// Licenses with more seats used than the terms in force bring, the worst first.
pub(super) async fn over_used(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Vec<OverUsed>> {
    let sql = format!(
        "WITH used AS (
           SELECT a.license_id, sum(a.quantity) AS used FROM assignment a WHERE {} GROUP BY 1
         ), bought AS (
           SELECT t.license_id, CASE WHEN count(*) > count(t.seats) THEN NULL ELSE sum(t.seats) END AS seats
             FROM term t WHERE {} GROUP BY 1
         )
         SELECT l.id AS license_id, l.name, u.used, coalesce(b.seats, 0) AS bought
           FROM used u JOIN license l ON l.id = u.license_id LEFT JOIN bought b ON b.license_id = u.license_id
          WHERE l.deleted_at IS NULL AND (b.license_id IS NULL OR u.used > b.seats)
          ORDER BY u.used - coalesce(b.seats, 0) DESC, l.name_key",
        held_sql("?1"),
        terms::in_force_sql("?1")
    );
    Ok(sqlx::query_as(own_sql(sql)).bind(today.to_string()).fetch_all(conn).await?)
}

/// Devices to be replaced between two days: date and the price paid then.
pub(super) async fn replacements(
    conn: &mut SqliteConnection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(String, Money)>> {
    let rows = sqlx::query(
        "SELECT replace_due, price_minor, price_currency FROM device
          WHERE deleted_at IS NULL AND replace_due BETWEEN ? AND ? AND price_minor > 0",
    )
    .bind(first.to_string())
    .bind(last.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, Money { minor: row.try_get(1)?, currency: row.try_get(2)? })))
        .collect()
}
