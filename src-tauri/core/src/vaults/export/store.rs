//! SQL of the export: what there is to write.

use crate::Result;
use sqlx::SqliteConnection;

/// Live credentials, by name.
pub(super) async fn credentials(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM credential WHERE deleted_at IS NULL ORDER BY name_key, id")
        .fetch_all(conn)
        .await?)
}

/// Live licenses with keys, by name.
pub(super) async fn licenses(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM license l WHERE deleted_at IS NULL
            AND EXISTS (SELECT 1 FROM license_key k WHERE k.license_id = l.id) ORDER BY name_key, id",
    )
    .fetch_all(conn)
    .await?)
}
