//! SQL of the stock-takes.

use super::model::{Finding, StockTakeItem};
use crate::{Result, hardware::DeviceLink, hardware::DeviceStatus, text_enum};
use sqlx::{Row, SqliteConnection};

/// A stock-take as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct Stored {
    pub id: String,
    pub location_id: String,
    pub location: String,
    pub nested: bool,
    pub started_on: String,
    pub finished_on: Option<String>,
    pub notes: Option<String>,
}

/// Those that run first, then the latest.
pub(super) async fn list(conn: &mut SqliteConnection) -> Result<Vec<Stored>> {
    Ok(sqlx::query_as(
        "SELECT s.*, o.name AS location FROM stock_take s JOIN location o ON o.id = s.location_id
          ORDER BY s.finished_on IS NOT NULL, s.started_on DESC, s.id DESC",
    )
    .fetch_all(conn)
    .await?)
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    Ok(sqlx::query_as(
        "SELECT s.*, o.name AS location FROM stock_take s JOIN location o ON o.id = s.location_id WHERE s.id = ?",
    )
    .bind(id)
    .fetch_optional(conn)
    .await?)
}

/// One that runs at a location.
pub(super) async fn running_at(conn: &mut SqliteConnection, location_id: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM stock_take WHERE location_id = ? AND finished_on IS NULL LIMIT 1")
        .bind(location_id)
        .fetch_optional(conn)
        .await?)
}

/// Devices that should be at a location: in the house, neither ordered nor away for repair.
pub(super) async fn expected(
    conn: &mut SqliteConnection,
    location_id: &str,
    nested: bool,
) -> Result<Vec<(String, Option<String>)>> {
    Ok(sqlx::query_as(
        "WITH RECURSIVE within (id) AS (
           SELECT ?1 UNION SELECT o.id FROM location o JOIN within w ON o.parent_id = w.id WHERE ?2)
         SELECT d.id, o.name FROM device d JOIN location o ON o.id = d.location_id
          WHERE d.deleted_at IS NULL AND d.status IN ('in_stock', 'in_use') AND d.location_id IN (SELECT id FROM within)
          ORDER BY d.name_key, d.id",
    )
    .bind(location_id)
    .bind(nested)
    .fetch_all(conn)
    .await?)
}

/// An item beside what is needed to judge it.
pub(super) struct ItemRow {
    pub item: StockTakeItem,
    pub expected: bool,
}

/// The latest scans first, then what was not scanned, by name.
pub(super) async fn items(conn: &mut SqliteConnection, stock_take_id: &str) -> Result<Vec<ItemRow>> {
    let rows = sqlx::query(
        "SELECT i.id, i.expected, i.code, i.scanned_at, i.place, i.why, i.settled, d.id AS device_id, d.name, d.asset_tag,
           d.serial, p.name AS holder
         FROM stock_take_item i LEFT JOIN device d ON d.id = i.device_id LEFT JOIN person p ON p.id = d.holder_id
        WHERE i.stock_take_id = ? ORDER BY i.scanned_at DESC NULLS LAST, d.name_key, i.id",
    )
    .bind(stock_take_id)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let (expected, device_id): (bool, Option<String>) =
                (row.try_get("expected")?, row.try_get("device_id")?);
            let (scanned_at, why): (Option<String>, Option<String>) =
                (row.try_get("scanned_at")?, row.try_get("why")?);
            let place: Option<String> = row.try_get("place")?;
            let settled: Option<String> = row.try_get("settled")?;
            let finding = match (expected, scanned_at.is_some()) {
                (true, true) => Finding::Found,
                (true, false) => Finding::Missing,
                (false, _) if device_id.is_some() && why.is_none() => Finding::WrongPlace,
                (false, _) => Finding::Unexpected,
            };
            let device = match device_id {
                Some(id) => Some(DeviceLink {
                    id,
                    name: row.try_get("name")?,
                    asset_tag: row.try_get("asset_tag")?,
                    serial: row.try_get("serial")?,
                }),
                None => None,
            };
            Ok(ItemRow {
                expected,
                item: StockTakeItem {
                    id: row.try_get("id")?,
                    finding,
                    device,
                    holder: row.try_get("holder")?,
                    code: row.try_get("code")?,
                    scanned_at,
                    place,
                    why,
                    settled: settled.as_deref().map(text_enum::variant),
                },
            })
        })
        .collect()
}

/// A device that a code names, with what a stock-take must know of it.
pub(super) struct Scanned {
    pub id: String,
    pub name: String,
    pub status: DeviceStatus,
    pub place: Option<String>,
    pub tagged: bool,
}

/// Live devices with this asset tag, id or serial.
pub(super) async fn by_code(
    conn: &mut SqliteConnection,
    code: &str,
    key: &str,
    serial: Option<&str>,
) -> Result<Vec<Scanned>> {
    let rows = sqlx::query(
        "SELECT d.id, d.name, d.status, o.name AS place, coalesce(d.asset_tag_key = ?2 OR d.id = ?1, 0) AS tagged
           FROM device d LEFT JOIN location o ON o.id = d.location_id
          WHERE d.deleted_at IS NULL AND (d.asset_tag_key = ?2 OR d.serial_key = ?3 OR d.id = ?1) ORDER BY d.name_key, d.id",
    )
    .bind(code)
    .bind(key)
    .bind(serial)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let status: String = row.try_get("status")?;
            Ok(Scanned {
                id: row.try_get("id")?,
                name: row.try_get("name")?,
                status: text_enum::variant(&status),
                place: row.try_get("place")?,
                tagged: row.try_get("tagged")?,
            })
        })
        .collect()
}

/// The item of a device or of an unknown code: its id, and whether it was scanned.
pub(super) async fn item_of(
    conn: &mut SqliteConnection,
    stock_take_id: &str,
    device_id: Option<&str>,
    code_key: &str,
) -> Result<Option<(String, bool)>> {
    Ok(sqlx::query_as(
        "SELECT id, scanned_at IS NOT NULL FROM stock_take_item WHERE stock_take_id = ?1
            AND CASE WHEN ?2 IS NULL THEN device_id IS NULL AND code_key = ?3 ELSE device_id = ?2 END",
    )
    .bind(stock_take_id)
    .bind(device_id)
    .bind(code_key)
    .fetch_optional(conn)
    .await?)
}

/// The stock-take of an item, and whether its device is expected there.
pub(super) async fn take_of(conn: &mut SqliteConnection, item_id: &str) -> Result<Option<(String, bool)>> {
    Ok(sqlx::query_as("SELECT stock_take_id, expected FROM stock_take_item WHERE id = ?")
        .bind(item_id)
        .fetch_optional(conn)
        .await?)
}

/// Expected, scanned as expected, scanned at the wrong place, scanned and unexpected, of each stock-take.
#[derive(sqlx::FromRow)]
pub(super) struct Count {
    pub stock_take_id: String,
    pub expected: u32,
    pub found: u32,
    pub wrong_place: u32,
    pub unexpected: u32,
}

pub(super) async fn counts(conn: &mut SqliteConnection) -> Result<Vec<Count>> {
    Ok(sqlx::query_as(
        "SELECT stock_take_id, sum(expected) AS expected, sum(expected AND scanned_at IS NOT NULL) AS found,
           sum(NOT expected AND device_id IS NOT NULL AND why IS NULL) AS wrong_place,
           sum(NOT expected AND (device_id IS NULL OR why IS NOT NULL)) AS unexpected
         FROM stock_take_item GROUP BY 1",
    )
    .fetch_all(conn)
    .await?)
}
