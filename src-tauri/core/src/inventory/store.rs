//! SQL of the inventory: recognising a device.

use crate::{Result, hardware::DeviceLink};
use sqlx::SqliteConnection;

pub(super) async fn by_serial(conn: &mut SqliteConnection, key: &str) -> Result<Vec<DeviceLink>> {
    Ok(sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device WHERE serial_key = ? AND deleted_at IS NULL LIMIT 2",
    )
    .bind(key)
    .fetch_all(conn)
    .await?)
}

/// Whatever stands between the digits of the address.
pub(super) async fn by_mac(conn: &mut SqliteConnection, mac: &str) -> Result<Vec<DeviceLink>> {
    Ok(sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device WHERE deleted_at IS NULL
            AND upper(replace(replace(mac, '-', ':'), ' ', '')) = ? LIMIT 2",
    )
    .bind(mac)
    .fetch_all(conn)
    .await?)
}

pub(super) async fn by_name(conn: &mut SqliteConnection, key: &str) -> Result<Vec<DeviceLink>> {
    Ok(sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device WHERE name_key = ? AND deleted_at IS NULL LIMIT 2",
    )
    .bind(key)
    .fetch_all(conn)
    .await?)
}
