//! SQL of the reports.

use super::model::CustodyLine;
use crate::{
    Result,
    hardware::{
        DeviceLink, DeviceStatus,
        store::{COVERED_NOW, IN_THE_HOUSE, covered_on, push_rolled},
    },
    money::Money,
    text_enum,
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, SqliteConnection, sqlite::SqliteRow};

/// A live device in the house, as plan and coverage look at it.
pub(super) struct Planned {
    pub link: DeviceLink,
    pub category: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub holder: Option<String>,
    pub status: DeviceStatus,
    pub purchased_on: Option<String>,
    pub price: Option<Money>,
    pub depreciation_months: Option<u32>,
    pub residual_minor: Option<i64>,
    pub expected_life_months: Option<u32>,
    pub refresh_quarter: Option<String>,
    pub covered_until: Option<String>,
    /// Days without coverage before the last covered one, as JSON.
    pub gaps: Option<String>,
    pub lifetime: bool,
    pub covered_today: bool,
}

fn link(row: &SqliteRow) -> Result<DeviceLink> {
    Ok(DeviceLink {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        asset_tag: row.try_get("asset_tag")?,
        serial: row.try_get("serial")?,
    })
}

fn status(row: &SqliteRow) -> Result<DeviceStatus> {
    let word: String = row.try_get("status")?;
    Ok(text_enum::variant(&word))
}

/// All live devices in the house, by name.
/// `rolled` is what [`crate::hardware::covering::rolled`] found.
pub(super) async fn devices(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    rolled: &str,
) -> Result<Vec<Planned>> {
    let mut builder = QueryBuilder::new(format!(
        "SELECT d.*, p.name AS holder, {COVERED_NOW} AS covered_now, {} AS covered_today
         FROM device d LEFT JOIN person p ON p.id = d.holder_id",
        covered_on(today)
    ));
    push_rolled(&mut builder, rolled);
    builder.push(format!(" WHERE d.deleted_at IS NULL AND {IN_THE_HOUSE} ORDER BY d.name_key, d.id"));
    let rows = builder.build().fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            Ok(Planned {
                link: link(row)?,
                category: row.try_get("category")?,
                manufacturer: row.try_get("manufacturer")?,
                model: row.try_get("model")?,
                holder: row.try_get("holder")?,
                status: status(row)?,
                purchased_on: row.try_get("purchased_on")?,
                price: Money::from_columns(row.try_get("price_minor")?, row.try_get("price_currency")?),
                depreciation_months: row.try_get("depreciation_months")?,
                residual_minor: row.try_get("residual_minor")?,
                expected_life_months: row.try_get("expected_life_months")?,
                refresh_quarter: row.try_get("refresh_quarter")?,
                covered_until: row.try_get("covered_now")?,
                gaps: row.try_get("gaps")?,
                lifetime: row.try_get("covered_lifetime")?,
                covered_today: row.try_get("covered_today")?,
            })
        })
        .collect()
}

/// How every live device stood at the end of a day: its last entry up to then; without any entry, as it was entered.
pub(super) async fn custody_on(conn: &mut SqliteConnection, day: NaiveDate) -> Result<Vec<CustodyLine>> {
    let rows = sqlx::query(
        "WITH last AS (
           SELECT c.*, row_number() OVER (PARTITION BY c.device_id ORDER BY c.on_date DESC, c.seq DESC) AS place
             FROM custody_entry c WHERE c.on_date <= ?1
         ), stood AS (
           SELECT device_id, holder_id, location_id, status, on_date AS since, return_by FROM last WHERE place = 1
           UNION ALL
           SELECT id, holder_id, location_id, status, substr(created_at, 1, 10), loan_due FROM device d
            WHERE substr(created_at, 1, 10) <= ?1 AND NOT EXISTS (SELECT 1 FROM custody_entry c WHERE c.device_id = d.id)
         )
         SELECT d.id, d.name, d.asset_tag, d.serial, d.category, s.status, s.holder_id, p.name AS holder, p.department,
           o.name AS location, s.since, s.return_by
         FROM stood s JOIN device d ON d.id = s.device_id LEFT JOIN person p ON p.id = s.holder_id
           LEFT JOIN location o ON o.id = s.location_id
        WHERE d.deleted_at IS NULL ORDER BY p.name_key NULLS LAST, p.id, d.name_key, d.id",
    )
    .bind(day.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(CustodyLine {
                device: link(row)?,
                category: row.try_get("category")?,
                status: status(row)?,
                holder_id: row.try_get("holder_id")?,
                holder: row.try_get("holder")?,
                department: row.try_get("department")?,
                location: row.try_get("location")?,
                since: row.try_get("since")?,
                return_by: row.try_get("return_by")?,
            })
        })
        .collect()
}
