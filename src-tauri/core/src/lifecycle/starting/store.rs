//! SQL of the kits.

use super::model::{Kit, KitInput, KitItemInput};
use crate::{Result, hardware::DeviceLink, text_enum};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

/// By name, their items in order, each with the name of its model or license.
pub(super) async fn kits(conn: &mut SqliteConnection) -> Result<Vec<Kit>> {
    let rows = sqlx::query("SELECT id, version, name, notes FROM kit ORDER BY name_key")
        .fetch_all(&mut *conn)
        .await?;
    let mut kits = Vec::new();
    for row in &rows {
        kits.push(kit(conn, row).await?);
    }
    Ok(kits)
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Kit>> {
    let row = sqlx::query("SELECT id, version, name, notes FROM kit WHERE id = ?")
        .bind(id)
        .fetch_optional(&mut *conn)
        .await?;
    match row {
        Some(row) => Ok(Some(kit(conn, &row).await?)),
        None => Ok(None),
    }
}

async fn kit(conn: &mut SqliteConnection, row: &SqliteRow) -> Result<Kit> {
    let id: String = row.try_get("id")?;
    let items = sqlx::query(
        "SELECT i.kind, i.model_id, i.license_id, i.quantity,
           CASE i.kind WHEN 'model' THEN concat_ws(' ', m.manufacturer, m.name) WHEN 'license' THEN l.name ELSE i.label END AS label
         FROM kit_item i LEFT JOIN device_model m ON m.id = i.model_id LEFT JOIN license l ON l.id = i.license_id
        WHERE i.kit_id = ? ORDER BY i.position, i.id",
    )
    .bind(&id)
    .fetch_all(conn)
    .await?;
    let items = items
        .iter()
        .map(|item| {
            let kind: String = item.try_get("kind")?;
            Ok(KitItemInput {
                kind: text_enum::variant(&kind),
                model_id: item.try_get("model_id")?,
                license_id: item.try_get("license_id")?,
                label: item.try_get("label")?,
                quantity: item.try_get("quantity")?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Kit {
        id,
        version: row.try_get("version")?,
        fields: KitInput { name: row.try_get("name")?, notes: row.try_get("notes")?, items },
    })
}

pub(super) async fn by_key(conn: &mut SqliteConnection, key: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM kit WHERE name_key = ?").bind(key).fetch_optional(conn).await?)
}

pub(super) async fn item_ids(conn: &mut SqliteConnection, kit_id: &str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM kit_item WHERE kit_id = ? ORDER BY position DESC")
        .bind(kit_id)
        .fetch_all(conn)
        .await?)
}

/// A live device in stock with the texts that say which model it is.
pub(super) struct InStock {
    pub link: DeviceLink,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
}

/// All devices in stock, those bought longest ago first.
pub(super) async fn in_stock(conn: &mut SqliteConnection) -> Result<Vec<InStock>> {
    let rows = sqlx::query(
        "SELECT id, name, asset_tag, serial, manufacturer, model FROM device
          WHERE deleted_at IS NULL AND status = 'in_stock' AND holder_id IS NULL ORDER BY purchased_on NULLS LAST, name_key, id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(InStock {
                link: DeviceLink {
                    id: row.try_get("id")?,
                    name: row.try_get("name")?,
                    asset_tag: row.try_get("asset_tag")?,
                    serial: row.try_get("serial")?,
                },
                manufacturer: row.try_get("manufacturer")?,
                model: row.try_get("model")?,
            })
        })
        .collect()
}

/// Manufacturer, model and name of the devices that a person has.
pub(super) async fn models_held(
    conn: &mut SqliteConnection,
    person_id: &str,
) -> Result<Vec<(Option<String>, Option<String>)>> {
    Ok(sqlx::query_as("SELECT manufacturer, model FROM device WHERE holder_id = ? AND deleted_at IS NULL")
        .bind(person_id)
        .fetch_all(conn)
        .await?)
}
