//! SQL of categories and models.

use super::model::{CategoryInput, DeviceCategory, DeviceModel, ModelInput};
use crate::{Result, money::Money};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

pub(super) async fn categories(conn: &mut SqliteConnection) -> Result<Vec<DeviceCategory>> {
    let rows = sqlx::query("SELECT * FROM device_category ORDER BY name_key").fetch_all(conn).await?;
    rows.iter().map(category).collect()
}

fn category(row: &SqliteRow) -> Result<DeviceCategory> {
    Ok(DeviceCategory {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        fields: CategoryInput {
            name: row.try_get("name")?,
            expected_life_months: row.try_get("expected_life_months")?,
            warranty_months: row.try_get("warranty_months")?,
            depreciation_months: row.try_get("depreciation_months")?,
            residual_percent: row.try_get("residual_percent")?,
        },
        devices: 0,
    })
}

/// Id and name of the category with this key.
pub(super) async fn category_by_key(
    conn: &mut SqliteConnection,
    key: &str,
) -> Result<Option<(String, String)>> {
    Ok(sqlx::query_as("SELECT id, name FROM device_category WHERE name_key = ?")
        .bind(key)
        .fetch_optional(conn)
        .await?)
}

pub(super) async fn models(conn: &mut SqliteConnection) -> Result<Vec<DeviceModel>> {
    let rows =
        sqlx::query("SELECT * FROM device_model ORDER BY manufacturer_key, name_key").fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            Ok(DeviceModel {
                id: row.try_get("id")?,
                version: row.try_get("version")?,
                fields: ModelInput {
                    name: row.try_get("name")?,
                    manufacturer: row.try_get("manufacturer")?,
                    category: row.try_get("category")?,
                    expected_life_months: row.try_get("expected_life_months")?,
                    warranty_months: row.try_get("warranty_months")?,
                    price: Money::from_columns(row.try_get("price_minor")?, row.try_get("price_currency")?),
                    operating_system: row.try_get("operating_system")?,
                    notes: row.try_get("notes")?,
                },
                devices: 0,
                in_stock: 0,
            })
        })
        .collect()
}

/// Id and name of the model with these keys.
pub(super) async fn model_by_keys(
    conn: &mut SqliteConnection,
    manufacturer_key: &str,
    name_key: &str,
) -> Result<Option<(String, String)>> {
    Ok(sqlx::query_as("SELECT id, name FROM device_model WHERE manufacturer_key = ? AND name_key = ?")
        .bind(manufacturer_key)
        .bind(name_key)
        .fetch_optional(conn)
        .await?)
}

/// The kits that name a model.
pub(super) async fn kits_with(conn: &mut SqliteConnection, model_id: &str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT k.name FROM kit_item i JOIN kit k ON k.id = i.kit_id WHERE i.model_id = ? ORDER BY k.name_key",
    )
    .bind(model_id)
    .fetch_all(conn)
    .await?)
}

/// How many live devices there are of each (category, manufacturer, model, status).
#[derive(sqlx::FromRow)]
pub(super) struct Count {
    pub category: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub in_stock: bool,
    pub devices: u32,
}

pub(super) async fn counts(conn: &mut SqliteConnection) -> Result<Vec<Count>> {
    Ok(sqlx::query_as(
        "SELECT category, manufacturer, model, status = 'in_stock' AS in_stock, count(*) AS devices FROM device
          WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4",
    )
    .fetch_all(conn)
    .await?)
}

/// Live devices in the house that name this category and have no expected life, by id.
pub(super) async fn without_life(conn: &mut SqliteConnection) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "SELECT id, category FROM device WHERE deleted_at IS NULL AND expected_life_months IS NULL
            AND category IS NOT NULL AND status NOT IN ('retired', 'disposed', 'lost')",
    )
    .fetch_all(conn)
    .await?)
}
