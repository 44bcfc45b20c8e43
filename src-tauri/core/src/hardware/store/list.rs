//! SQL of the list of devices.

use super::FROM;
use crate::{
    Error, Result, dates,
    fields::{self, Fields, order},
    filter::{self, Filter, Source},
    hardware::{DeviceInput, DeviceRow, DeviceStatus, model::COMPUTED},
    ids::Kind,
    input,
    list::{ListQuery, Page, push_page},
    text_enum,
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

/// Until when a device is covered: by what is recorded, or by a contract that renewed itself, whichever is later.
pub(in crate::hardware) const COVERED_NOW: &str =
    "nullif(max(coalesce(d.covered_until, ''), coalesce(r.until, '')), '')";

/// Joins what [`crate::hardware::covering::rolled`] found as `r`: the last day by contracts that renewed themselves.
pub(in crate::hardware) fn push_rolled(builder: &mut QueryBuilder<Sqlite>, rolled: &str) {
    // Grouped, so that it is read once and not for each row.
    builder
        .push(" LEFT JOIN (SELECT value ->> 0 AS id, max(value ->> 1) AS until FROM json_each(")
        .push_bind(rolled.to_owned())
        .push(") GROUP BY 1) r ON r.id = d.id");
}

/// Devices that a warranty is expected for: those that left the house are not.
pub(in crate::hardware) const IN_THE_HOUSE: &str = "d.status NOT IN ('retired', 'disposed', 'lost')";

/// Whether a device `d` is covered on a day by a live warranty or a contract, one that renewed itself included.
pub(crate) fn covered_on(day: NaiveDate) -> String {
    format!(
        "EXISTS (SELECT 1 FROM coverage w WHERE w.device_id = d.id AND (w.starts_on IS NULL OR w.starts_on <= '{day}')
           AND (w.lifetime = 1 OR w.until_on >= '{day}'))"
    )
}

fn push_where(
    builder: &mut QueryBuilder<Sqlite>,
    query: &ListQuery,
    filter: &Filter,
    today: NaiveDate,
) -> Result<()> {
    builder.push(" WHERE d.deleted_at IS NULL");
    let computed = |name: &str| match name {
        "covered_until" => {
            Some(format!("CASE WHEN d.covered_lifetime = 1 THEN '9999-12-31' ELSE {COVERED_NOW} END"))
        }
        "cover_days_left" => Some(format!(
            "CASE WHEN d.covered_lifetime = 0 THEN CAST(julianday({COVERED_NOW}) - julianday('{today}') AS INTEGER) END"
        )),
        _ => None,
    };
    let condition = |builder: &mut QueryBuilder<Sqlite>, only: &str| push_only(builder, only, today);
    filter.push(builder, &Source { alias: "d", computed: &computed, condition: &condition })?;
    if let Some(owner) = &query.belongs_to {
        builder
            .push(" AND (d.vendor_id = ")
            .push_bind(owner.clone())
            .push(" OR d.holder_id = ")
            .push_bind(owner.clone())
            .push(" OR d.parent_id = ")
            .push_bind(owner.clone())
            .push(" OR d.location_id IN (WITH RECURSIVE within (id) AS (SELECT id FROM location WHERE id = ")
            .push_bind(owner.clone())
            .push(" UNION SELECT o.id FROM location o JOIN within w ON o.parent_id = w.id) SELECT id FROM within))");
    }
    push_only(builder, query.only.as_deref().unwrap_or_default(), today)
}

/// Appends ` AND …` for a condition of the list.
fn push_only(builder: &mut QueryBuilder<Sqlite>, only: &str, today: NaiveDate) -> Result<()> {
    match only {
        "" => {}
        "covered" | "out_of_coverage" => {
            let not = if only == "covered" { "" } else { "NOT " };
            builder.push(format!(" AND {IN_THE_HOUSE} AND {not}{}", covered_on(today)));
        }
        "coverage_ending" => {
            let until = today.checked_add_days(chrono::Days::new(30)).unwrap_or(today);
            builder
                .push(" AND d.warranty_due >= ")
                .push_bind(today.to_string())
                .push(" AND d.warranty_due <= ")
                .push_bind(until.to_string());
        }
        "lent" => {
            builder.push(" AND d.loan_due IS NOT NULL");
        }
        "loans_overdue" => {
            builder.push(" AND d.loan_due < ").push_bind(today.to_string());
        }
        "to_replace" => {
            let until = today.checked_add_days(chrono::Days::new(90)).unwrap_or(today);
            builder.push(" AND d.replace_due <= ").push_bind(until.to_string());
        }
        "held_by_departed" => {
            builder.push(" AND p.leaves_on < ").push_bind(today.to_string());
        }
        status if text_enum::word(&text_enum::variant::<DeviceStatus>(status)) == status => {
            builder.push(" AND d.status = ").push_bind(status.to_owned());
        }
        // Equal devices whose deadline is one line of the first screen: what, the day, maker and model.
        only if only.starts_with("due:") => {
            let mut parts = only.splitn(4, ':').skip(1);
            let column = match parts.next() {
                Some("warranty_ends") => "d.warranty_due",
                Some("device_replace") => "d.replace_due",
                _ => return Err(Error::field("only", format!("Hardware has no condition “{only}”."))),
            };
            builder
                .push(format!(" AND {column} = "))
                .push_bind(parts.next().unwrap_or_default().to_owned())
                .push(" AND trim(coalesce(d.manufacturer, '') || ' ' || d.model) = ")
                .push_bind(parts.next().unwrap_or_default().to_owned());
        }
        other => return Err(Error::field("only", format!("Hardware has no condition “{other}”."))),
    }
    Ok(())
}

pub(in crate::hardware) async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
    rolled: &str,
) -> Result<Page<DeviceRow>> {
    let order = order(query, "d", DeviceInput::FIELDS, COMPUTED, "name")?;
    let filter = filter::read(conn, Kind::Device, &query.filter, today).await?;
    let mut count =
        QueryBuilder::new("SELECT count(*) FROM device d LEFT JOIN person p ON p.id = d.holder_id");
    if !filter.is_empty() {
        push_rolled(&mut count, rolled);
    }
    push_where(&mut count, query, &filter, today)?;
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;
    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, {COVERED_NOW} AS covered_now, p.name AS holder, o.name AS location, v.name AS vendor{FROM}",
        fields::all_of("d")
    ));
    push_rolled(&mut builder, rolled);
    push_where(&mut builder, query, &filter, today)?;
    builder.push(order).push(", d.name_key, d.id");
    push_page(&mut builder, query);
    let rows = builder.build().fetch_all(conn).await?;
    let rows = rows
        .iter()
        .map(|row| {
            let lifetime: bool = row.try_get("covered_lifetime")?;
            let covered_until: Option<String> = row.try_get("covered_now")?;
            let ends_on = input::stored(covered_until.as_deref()).filter(|_| !lifetime);
            Ok(DeviceRow {
                id: row.try_get("id")?,
                fields: fields::read(row)?,
                holder: row.try_get("holder")?,
                covered_until: if lifetime { Some("lifetime".into()) } else { covered_until },
                cover_days_left: ends_on.map(|ends_on| dates::days_until(ends_on, today)),
                replace_on: row.try_get("replace_due")?,
                return_by: row.try_get("loan_due")?,
                last_seen_on: row.try_get("last_seen_on")?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Page { total, rows })
}
