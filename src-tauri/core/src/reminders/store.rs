//! SQL of the deadlines.

use crate::{Result, input};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, SqliteConnection};

#[derive(sqlx::FromRow)]
pub(super) struct DueRow {
    pub kind: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub subject_name: String,
    pub tag: Option<String>,
    pub vendor: Option<String>,
    pub due_on: String,
    pub amount_minor: Option<i64>,
    pub amount_currency: Option<String>,
    pub auto_renews: bool,
    pub term_ends_on: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(super) struct RollingRow {
    pub subject_kind: String,
    pub subject_id: String,
    pub name: String,
    pub vendor: Option<String>,
    pub rolls_from: String,
    pub rolls_months: u32,
    pub renews_for: u32,
    pub notice_months: Option<u32>,
    pub notice_days: Option<u32>,
    pub cost_minor: Option<i64>,
    pub price_currency: Option<String>,
}

/// Stored deadlines up to a day, without those of terms that rolled on.
pub(super) async fn due(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    until: Option<NaiveDate>,
    vendor_id: Option<&str>,
) -> Result<Vec<DueRow>> {
    let mut builder = QueryBuilder::new(
        "SELECT x.kind, x.subject_kind, x.subject_id, x.subject_name, coalesce(d.asset_tag, d.serial) AS tag,
           v.name AS vendor, x.due_on, x.amount_minor, x.amount_currency, x.auto_renews, x.term_ends_on
         FROM deadline x LEFT JOIN vendor v ON v.id = x.vendor_id
           LEFT JOIN device d ON d.id = x.subject_id
         WHERE x.due_on <= ",
    );
    builder
        .push_bind(until.map_or_else(|| "9999-12-31".to_owned(), input::day))
        .push(" AND NOT (x.auto_renews = 1 AND x.kind IN ('license_ends', 'license_cancel_by', 'contract_ends', 'contract_cancel_by') AND x.term_ends_on < ")
        .push_bind(today.to_string())
        .push(")");
    if let Some(vendor) = vendor_id {
        builder.push(" AND x.vendor_id = ").push_bind(vendor.to_owned());
    }
    builder.push(" ORDER BY x.due_on");
    Ok(builder.build_query_as().fetch_all(conn).await?)
}

/// Open auto-renewing terms past their end.
pub(super) async fn rolling(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    vendor_id: Option<&str>,
) -> Result<Vec<RollingRow>> {
    Ok(sqlx::query_as(
        "SELECT 'license' AS subject_kind, l.id AS subject_id, l.name, v.name AS vendor, t.rolls_from, t.rolls_months, t.renews_for,
           t.notice_months, t.notice_days, t.cost_minor, t.price_currency
         FROM term t JOIN license l ON l.id = t.license_id LEFT JOIN vendor v ON v.id = l.vendor_id
        WHERE t.rolls_after < ?1 AND l.deleted_at IS NULL AND (?2 IS NULL OR v.id = ?2)
         UNION ALL
         SELECT 'contract', c.id, c.name, v.name, t.rolls_from, t.rolls_months, t.renews_for, t.notice_months, t.notice_days,
           t.cost_minor, t.price_currency
         FROM term t JOIN contract c ON c.id = t.contract_id LEFT JOIN vendor v ON v.id = c.vendor_id
        WHERE t.rolls_after < ?1 AND c.deleted_at IS NULL AND (?2 IS NULL OR v.id = ?2)",
    )
    .bind(today.to_string())
    .bind(vendor_id)
    .fetch_all(conn)
    .await?)
}
