//! SQL of warranties and claims.

use super::model::{ClaimInput, WarrantyClaim};
use crate::{Result, fields, hardware::WarrantyInput, text_enum};
use sqlx::{Row, SqliteConnection};

/// Lifetime ones first, then the latest start first.
pub(super) async fn of_device(conn: &mut SqliteConnection, device_id: &str) -> Result<Vec<WarrantyInput>> {
    let rows = sqlx::query(
        "SELECT id, kind, provider, reference, starts_on, months, ends_on, lifetime, coverage, void
           FROM warranty WHERE device_id = ? ORDER BY lifetime DESC, starts_on DESC, id",
    )
    .bind(device_id)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(WarrantyInput { id: row.try_get("id")?, ..fields::read(row)? })).collect()
}

pub(super) async fn all(conn: &mut SqliteConnection) -> Result<Vec<(String, WarrantyInput)>> {
    let rows = sqlx::query("SELECT * FROM warranty ORDER BY lifetime DESC, starts_on DESC, id")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let warranty = WarrantyInput { id: row.try_get("id")?, ..fields::read(row)? };
            Ok((row.try_get("device_id")?, warranty))
        })
        .collect()
}

/// Newest first.
pub(super) async fn claims(conn: &mut SqliteConnection, device_id: &str) -> Result<Vec<WarrantyClaim>> {
    let rows =
        sqlx::query("SELECT * FROM warranty_claim WHERE device_id = ? ORDER BY claimed_on DESC, id DESC")
            .bind(device_id)
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            let outcome: String = row.try_get("outcome")?;
            Ok(WarrantyClaim {
                id: row.try_get("id")?,
                fields: ClaimInput {
                    warranty_id: row.try_get("warranty_id")?,
                    claimed_on: row.try_get("claimed_on")?,
                    number: row.try_get("number")?,
                    fault: row.try_get("fault")?,
                    outcome: text_enum::variant(&outcome),
                    closed_on: row.try_get("closed_on")?,
                    note: row.try_get("note")?,
                },
            })
        })
        .collect()
}

/// The claims under a warranty.
pub(super) async fn claims_under(conn: &mut SqliteConnection, warranty_id: &str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM warranty_claim WHERE warranty_id = ?")
        .bind(warranty_id)
        .fetch_all(conn)
        .await?)
}

/// The device of a warranty or a claim, by their common column.
pub(super) async fn device_of_claim(conn: &mut SqliteConnection, claim_id: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT device_id FROM warranty_claim WHERE id = ?")
        .bind(claim_id)
        .fetch_optional(conn)
        .await?)
}

/// What a bulk act must know of a device: name, purchase date, whether it is live.
#[derive(sqlx::FromRow)]
pub(super) struct Bought {
    pub name: String,
    pub asset_tag: Option<String>,
    pub purchased_on: Option<String>,
    pub deleted_at: Option<String>,
}

pub(super) async fn bought(conn: &mut SqliteConnection, device_id: &str) -> Result<Option<Bought>> {
    Ok(sqlx::query_as("SELECT name, asset_tag, purchased_on, deleted_at FROM device WHERE id = ?")
        .bind(device_id)
        .fetch_optional(conn)
        .await?)
}
