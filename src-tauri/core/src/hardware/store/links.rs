//! SQL around a device: codes, facts, and what it is linked with.

use crate::{
    Result,
    dates::Quarter,
    hardware::{DeviceLink, DeviceLogin, Support, entry::Facts},
    input,
    list::like_anywhere,
    text_enum,
};
use sqlx::{QueryBuilder, Row, SqliteConnection};

pub(in crate::hardware) async fn by_asset_tag_key(
    conn: &mut SqliteConnection,
    key: &str,
) -> Result<Option<(String, String)>> {
    Ok(sqlx::query_as("SELECT id, name FROM device WHERE asset_tag_key = ? AND deleted_at IS NULL")
        .bind(key)
        .fetch_optional(conn)
        .await?)
}

pub(in crate::hardware) async fn names_with_serial(
    conn: &mut SqliteConnection,
    key: &str,
    except: &str,
) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT name FROM device WHERE serial_key = ? AND id <> ? AND deleted_at IS NULL ORDER BY name_key LIMIT 5")
        .bind(key)
        .bind(except)
        .fetch_all(conn)
        .await?)
}

/// The keys of all asset tags that begin like this, Trash included.
pub(in crate::hardware) async fn asset_tag_keys(
    conn: &mut SqliteConnection,
    prefix: &str,
) -> Result<Vec<String>> {
    let mut pattern = like_anywhere(prefix);
    pattern.remove(0);
    Ok(sqlx::query_scalar("SELECT asset_tag_key FROM device WHERE asset_tag_key LIKE ? ESCAPE '\\'")
        .bind(pattern)
        .fetch_all(conn)
        .await?)
}

pub(in crate::hardware) async fn version(conn: &mut SqliteConnection, id: &str) -> Result<Option<u32>> {
    Ok(sqlx::query_scalar("SELECT version FROM device WHERE id = ?").bind(id).fetch_optional(conn).await?)
}

/// What the stored dates of a device are computed from.
pub(in crate::hardware) async fn facts(conn: &mut SqliteConnection, id: &str) -> Result<Option<Facts>> {
    let row = sqlx::query(
        "SELECT status, purchased_on, expected_life_months, refresh_quarter FROM device WHERE id = ?",
    )
    .bind(id)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let status: String = row.try_get("status")?;
    let (bought, quarter): (Option<String>, Option<String>) =
        (row.try_get("purchased_on")?, row.try_get("refresh_quarter")?);
    Ok(Some(Facts {
        status: text_enum::variant(&status),
        purchased_on: input::stored(bought.as_deref()),
        expected_life_months: row.try_get("expected_life_months")?,
        refresh_quarter: quarter.as_deref().and_then(Quarter::parse),
    }))
}

/// A device and all it belongs to, itself first: id and name.
pub(in crate::hardware) async fn above(
    conn: &mut SqliteConnection,
    id: &str,
) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "WITH RECURSIVE above (id, name, parent_id, depth) AS (
           SELECT id, name, parent_id, 0 FROM device WHERE id = ?
           UNION SELECT d.id, d.name, d.parent_id, a.depth + 1 FROM device d JOIN above a ON d.id = a.parent_id
             WHERE a.depth < 100)
         SELECT id, name FROM above ORDER BY depth",
    )
    .bind(id)
    .fetch_all(conn)
    .await?)
}

pub(in crate::hardware) async fn link(conn: &mut SqliteConnection, id: &str) -> Result<Option<DeviceLink>> {
    Ok(sqlx::query_as("SELECT id, name, asset_tag, serial FROM device WHERE id = ? AND deleted_at IS NULL")
        .bind(id)
        .fetch_optional(conn)
        .await?)
}

/// Live devices that belong to a device, by name.
pub(in crate::hardware) async fn children(conn: &mut SqliteConnection, id: &str) -> Result<Vec<DeviceLink>> {
    Ok(sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device WHERE parent_id = ? AND deleted_at IS NULL ORDER BY name_key, id",
    )
    .bind(id)
    .fetch_all(conn)
    .await?)
}

/// Live devices with this id, asset tag or serial; the one with the tag or the id alone, where there is one.
pub(in crate::hardware) async fn by_code(
    conn: &mut SqliteConnection,
    text: &str,
    key: &str,
    serial: Option<&str>,
) -> Result<Vec<DeviceLink>> {
    let coded: Vec<DeviceLink> = sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device
          WHERE deleted_at IS NULL AND (id = ?1 OR asset_tag_key = ?2 OR serial_key = ?3) ORDER BY name_key, id LIMIT 20",
    )
    .bind(text)
    .bind(key)
    .bind(serial)
    .fetch_all(&mut *conn)
    .await?;
    // A tag is unique: it wins over another device's serial.
    let tagged = coded.iter().find(|link| {
        link.id == text || link.asset_tag.as_deref().is_some_and(|tag| crate::text::name_key(tag) == key)
    });
    if let Some(tagged) = tagged {
        return Ok(vec![tagged.clone()]);
    }
    Ok(coded)
}

/// Live devices of this name.
pub(in crate::hardware) async fn by_name(conn: &mut SqliteConnection, key: &str) -> Result<Vec<DeviceLink>> {
    Ok(sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device WHERE deleted_at IS NULL AND name_key = ? ORDER BY id LIMIT 20",
    )
    .bind(key)
    .fetch_all(conn)
    .await?)
}

/// Whom to call: the vendor it was bought from, then those whose names the warranties give as provider.
pub(in crate::hardware) async fn support(
    conn: &mut SqliteConnection,
    vendor_id: Option<&str>,
    provider_keys: &[String],
) -> Result<Vec<Support>> {
    let mut builder = QueryBuilder::new(
        "SELECT id AS vendor_id, name AS vendor, account_number, support_phone AS phone, support_email AS email,
           support_hours AS hours, portal_url FROM vendor WHERE deleted_at IS NULL AND (id = ",
    );
    builder.push_bind(vendor_id.unwrap_or_default().to_owned());
    for key in provider_keys {
        builder.push(" OR name_key = ").push_bind(key.clone());
    }
    builder.push(") ORDER BY id <> ").push_bind(vendor_id.unwrap_or_default().to_owned()).push(", name_key");
    Ok(builder.build_query_as().fetch_all(conn).await?)
}

/// Live credentials on a device, by name.
pub(in crate::hardware) async fn logins(
    conn: &mut SqliteConnection,
    device_id: &str,
) -> Result<Vec<DeviceLogin>> {
    Ok(sqlx::query_as(
        "SELECT id, name, username FROM credential WHERE device_id = ? AND deleted_at IS NULL ORDER BY name_key, id",
    )
    .bind(device_id)
    .fetch_all(conn)
    .await?)
}

/// Id and name of the live support and maintenance contracts that cover a device.
pub(in crate::hardware) async fn covering_contracts(
    conn: &mut SqliteConnection,
    device_id: &str,
) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "SELECT c.id, c.name FROM covered_device x JOIN contract c ON c.id = x.contract_id
          WHERE x.device_id = ? AND c.deleted_at IS NULL AND c.kind IN ('support', 'maintenance') ORDER BY c.name_key, c.id",
    )
    .bind(device_id)
    .fetch_all(conn)
    .await?)
}

/// Contract and device of each link of these support and maintenance contracts, given as a JSON array of ids.
pub(in crate::hardware) async fn covered_by(
    conn: &mut SqliteConnection,
    contracts: &str,
) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "SELECT x.contract_id, x.device_id FROM covered_device x JOIN contract c ON c.id = x.contract_id
          WHERE c.id IN (SELECT value FROM json_each(?)) AND c.kind IN ('support', 'maintenance')",
    )
    .bind(contracts)
    .fetch_all(conn)
    .await?)
}

/// Devices that something covers or covered.
pub(in crate::hardware) async fn with_cover(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM device WHERE id IN (SELECT device_id FROM warranty UNION SELECT device_id FROM covered_device)",
    )
    .fetch_all(conn)
    .await?)
}

/// Writes what is derived of a device's coverage, past the history: for an upgrade.
pub(in crate::hardware) async fn set_cover(
    conn: &mut SqliteConnection,
    id: &str,
    derived: &crate::history::Row,
) -> Result<()> {
    let text = |column: &str| derived.get(column).and_then(serde_json::Value::as_str).map(str::to_owned);
    let lifetime = derived.get("covered_lifetime").and_then(serde_json::Value::as_bool).unwrap_or(false);
    sqlx::query(
        "UPDATE device SET covered_until = ?, covered_lifetime = ?, warranty_due = ?, gaps = ? WHERE id = ?",
    )
    .bind(text("covered_until"))
    .bind(lifetime)
    .bind(text("warranty_due"))
    .bind(text("gaps"))
    .bind(id)
    .execute(conn)
    .await?;
    Ok(())
}
