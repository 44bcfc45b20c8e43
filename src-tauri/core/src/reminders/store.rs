//! SQL of the deadlines.

use crate::{Result, input};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

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

/// Whose a term is, and whom it was bought from.
#[derive(sqlx::FromRow)]
pub(super) struct TermOwner {
    pub term_id: String,
    pub name: String,
    pub vendor_id: Option<String>,
    pub vendor: Option<String>,
}

/// What is open of the stored deadlines: not what belongs to terms that rolled on (given as a JSON array of ids), which are
/// read from their rules, and no hole in coverage that is over.
const OPEN: &str = "(x.term_id IS NULL OR x.term_id NOT IN (SELECT value FROM json_each(";

fn push_open(builder: &mut QueryBuilder<Sqlite>, today: NaiveDate, rolled: &str) {
    builder
        .push(OPEN)
        .push_bind(rolled.to_owned())
        .push("))) AND NOT (x.kind = 'warranty_ends' AND x.term_ends_on IS NOT NULL AND x.term_ends_on < ")
        .push_bind(today.to_string())
        .push(")");
}

/// Stored deadlines up to a day, without those of terms that rolled on.
pub(super) async fn due(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    until: Option<NaiveDate>,
    vendor_id: Option<&str>,
    rolled: &str,
) -> Result<Vec<DueRow>> {
    let mut builder = QueryBuilder::new(
        "SELECT x.kind, x.subject_kind, x.subject_id, x.subject_name, coalesce(d.asset_tag, d.serial) AS tag,
           v.name AS vendor, x.due_on, x.amount_minor, x.amount_currency, x.auto_renews, x.term_ends_on
         FROM deadline x LEFT JOIN vendor v ON v.id = x.vendor_id
           LEFT JOIN device d ON d.id = x.subject_id
         WHERE x.due_on <= ",
    );
    builder.push_bind(until.map_or_else(|| "9999-12-31".to_owned(), input::day)).push(" AND ");
    push_open(&mut builder, today, rolled);
    if let Some(vendor) = vendor_id {
        builder.push(" AND x.vendor_id = ").push_bind(vendor.to_owned());
    }
    builder.push(" ORDER BY x.due_on");
    Ok(builder.build_query_as().fetch_all(conn).await?)
}

/// Name and vendor of terms, given as a JSON array of their ids.
pub(super) async fn term_owners(conn: &mut SqliteConnection, terms: &str) -> Result<Vec<TermOwner>> {
    Ok(sqlx::query_as(
        "SELECT t.id AS term_id, coalesce(l.name, c.name) AS name, v.id AS vendor_id, v.name AS vendor
           FROM term t LEFT JOIN license l ON l.id = t.license_id LEFT JOIN contract c ON c.id = t.contract_id
           LEFT JOIN vendor v ON v.id = coalesce(t.vendor_id, l.vendor_id, c.vendor_id)
          WHERE t.id IN (SELECT value FROM json_each(?))",
    )
    .bind(terms)
    .fetch_all(conn)
    .await?)
}

/// For each vendor the nearest stored open deadline that is not past, and how many are past. What was answered as done is
/// closed, and terms of one thing that end together are one.
pub(super) async fn by_vendor(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    rolled: &str,
) -> Result<Vec<(String, Option<String>, u32)>> {
    let day = today.to_string();
    let mut builder = QueryBuilder::new("SELECT x.vendor_id, min(CASE WHEN x.due_on >= ");
    builder
        .push_bind(day.clone())
        .push(" THEN x.due_on END), count(DISTINCT CASE WHEN x.due_on < ")
        .push_bind(day)
        .push(" THEN x.kind || x.subject_id || x.due_on END) FROM deadline x WHERE x.vendor_id IS NOT NULL AND ");
    push_open(&mut builder, today, rolled);
    builder.push(
        " AND NOT EXISTS (SELECT 1 FROM reminder_answer a WHERE a.kind = x.kind AND a.subject_id = x.subject_id
             AND a.due_on = x.due_on AND a.answer = 'done') GROUP BY 1",
    );
    Ok(builder.build_query_as().fetch_all(conn).await?)
}
