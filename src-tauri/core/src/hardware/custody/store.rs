//! SQL of the custody.

use super::{
    model::{CustodyEntry, HeldPeriod},
    rules::State,
};
use crate::{Result, hardware::DeviceStatus, input, text_enum};
use chrono::NaiveDate;
use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};

/// A device as the rules of custody look at it.
pub(super) struct Current {
    pub name: String,
    pub asset_tag: Option<String>,
    pub deleted: bool,
    pub state: State,
    pub holder: Option<String>,
    pub location: Option<String>,
    /// The day on which it was entered.
    pub entered_on: Option<NaiveDate>,
    pub last_seen_on: Option<NaiveDate>,
}

pub(super) async fn current(conn: &mut SqliteConnection, device_id: &str) -> Result<Option<Current>> {
    let row = sqlx::query(
        "SELECT d.name, d.asset_tag, d.deleted_at, d.holder_id, d.location_id, d.status, d.loan_due, d.created_at,
           d.last_seen_on, p.name AS holder, o.name AS location
         FROM device d LEFT JOIN person p ON p.id = d.holder_id LEFT JOIN location o ON o.id = d.location_id
        WHERE d.id = ?",
    )
    .bind(device_id)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let day = |column: &str| -> Result<Option<NaiveDate>> {
        let text: Option<String> = row.try_get(column)?;
        Ok(input::stored(text.as_deref().and_then(|text| text.get(..10))))
    };
    Ok(Some(Current {
        name: row.try_get("name")?,
        asset_tag: row.try_get("asset_tag")?,
        deleted: row.try_get::<Option<String>, _>("deleted_at")?.is_some(),
        state: State {
            holder_id: row.try_get("holder_id")?,
            location_id: row.try_get("location_id")?,
            status: status_of(&row)?,
            return_by: day("loan_due")?,
        },
        holder: row.try_get("holder")?,
        location: row.try_get("location")?,
        entered_on: day("created_at")?,
        last_seen_on: day("last_seen_on")?,
    }))
}

fn status_of(row: &SqliteRow) -> Result<DeviceStatus> {
    let word: String = row.try_get("status")?;
    Ok(text_enum::variant(&word))
}

impl<'r> FromRow<'r, SqliteRow> for CustodyEntry {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<CustodyEntry> {
        let (act, status): (String, String) = (row.try_get("act")?, row.try_get("status")?);
        Ok(CustodyEntry {
            id: row.try_get("id")?,
            act: text_enum::variant(&act),
            on: row.try_get("on_date")?,
            holder_id: row.try_get("holder_id")?,
            holder: row.try_get("holder")?,
            location: row.try_get("location")?,
            status: text_enum::variant(&status),
            return_by: row.try_get("return_by")?,
            repaired_by: row.try_get("repaired_by")?,
            accessories: row.try_get("accessories")?,
            condition: row.try_get("condition")?,
            note: row.try_get("note")?,
        })
    }
}

/// Newest first.
pub(super) async fn entries(conn: &mut SqliteConnection, device_id: &str) -> Result<Vec<CustodyEntry>> {
    Ok(sqlx::query_as(
        "SELECT c.*, p.name AS holder, o.name AS location FROM custody_entry c
           LEFT JOIN person p ON p.id = c.holder_id LEFT JOIN location o ON o.id = c.location_id
          WHERE c.device_id = ? ORDER BY c.on_date DESC, c.seq DESC",
    )
    .bind(device_id)
    .fetch_all(conn)
    .await?)
}

/// Day and number of the last entry.
pub(super) async fn last(
    conn: &mut SqliteConnection,
    device_id: &str,
) -> Result<Option<(Option<NaiveDate>, i64)>> {
    let row: Option<(String, i64)> = sqlx::query_as(
        "SELECT on_date, seq FROM custody_entry WHERE device_id = ? ORDER BY on_date DESC, seq DESC LIMIT 1",
    )
    .bind(device_id)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|(on, seq)| (input::stored(Some(&on)), seq)))
}

/// The entry in force on a day.
pub(super) async fn on_day(
    conn: &mut SqliteConnection,
    device_id: &str,
    day: NaiveDate,
) -> Result<Option<CustodyEntry>> {
    Ok(sqlx::query_as(
        "SELECT c.*, p.name AS holder, o.name AS location FROM custody_entry c
           LEFT JOIN person p ON p.id = c.holder_id LEFT JOIN location o ON o.id = c.location_id
          WHERE c.device_id = ? AND c.on_date <= ? ORDER BY c.on_date DESC, c.seq DESC LIMIT 1",
    )
    .bind(device_id)
    .bind(day.to_string())
    .fetch_optional(conn)
    .await?)
}

/// An entry's device, and the days of the entries before and after it.
#[derive(FromRow)]
pub(super) struct Neighbours {
    pub device_id: String,
    pub act: String,
    pub on_date: String,
    pub return_by: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

pub(super) async fn neighbours(conn: &mut SqliteConnection, entry_id: &str) -> Result<Option<Neighbours>> {
    Ok(sqlx::query_as(
        "SELECT c.device_id, c.act, c.on_date, c.return_by,
           (SELECT max(b.on_date) FROM custody_entry b WHERE b.device_id = c.device_id AND b.seq < c.seq) AS before,
           (SELECT min(a.on_date) FROM custody_entry a WHERE a.device_id = c.device_id AND a.seq > c.seq) AS after
         FROM custody_entry c WHERE c.id = ?",
    )
    .bind(entry_id)
    .fetch_optional(conn)
    .await?)
}

/// One entry of the devices that a person ever had, oldest first within each device.
#[derive(FromRow)]
pub(super) struct Step {
    pub device_id: String,
    pub on_date: String,
    pub holder_id: Option<String>,
    pub return_by: Option<String>,
    pub condition: Option<String>,
}

/// The devices that a person has or had, by name, and all entries of those.
pub(super) async fn of_person(
    conn: &mut SqliteConnection,
    person_id: &str,
) -> Result<(Vec<HeldPeriod>, Vec<Step>)> {
    let devices = sqlx::query(
        "SELECT d.id, d.name, d.asset_tag, d.serial, substr(d.created_at, 1, 10) AS entered_on FROM device d
          WHERE d.deleted_at IS NULL AND (d.holder_id = ?1
             OR d.id IN (SELECT device_id FROM custody_entry WHERE holder_id = ?1))
          ORDER BY d.name_key, d.id",
    )
    .bind(person_id)
    .fetch_all(&mut *conn)
    .await?;
    let devices = devices
        .iter()
        .map(|row| {
            Ok(HeldPeriod {
                device_id: row.try_get("id")?,
                device: row.try_get("name")?,
                asset_tag: row.try_get("asset_tag")?,
                serial: row.try_get("serial")?,
                from: row.try_get("entered_on")?,
                until: None,
                return_by: None,
                condition: None,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let steps = sqlx::query_as(
        "SELECT device_id, on_date, holder_id, return_by, condition FROM custody_entry
          WHERE device_id IN (SELECT id FROM device WHERE holder_id = ?1
             UNION SELECT device_id FROM custody_entry WHERE holder_id = ?1)
          ORDER BY device_id, on_date, seq",
    )
    .bind(person_id)
    .fetch_all(conn)
    .await?;
    Ok((devices, steps))
}

/// Name and last day of a live person.
pub(super) async fn person(
    conn: &mut SqliteConnection,
    id: &str,
) -> Result<Option<(String, Option<String>)>> {
    Ok(sqlx::query_as("SELECT name, leaves_on FROM person WHERE id = ? AND deleted_at IS NULL")
        .bind(id)
        .fetch_optional(conn)
        .await?)
}
