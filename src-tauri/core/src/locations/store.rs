//! SQL of the locations.

use crate::Result;
use sqlx::SqliteConnection;

pub(super) async fn by_key(conn: &mut SqliteConnection, key: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM location WHERE name_key = ? AND deleted_at IS NULL")
        .bind(key)
        .fetch_optional(conn)
        .await?)
}
