//! SQL of the tags.

use crate::Result;
use sqlx::SqliteConnection;

#[derive(sqlx::FromRow)]
pub(super) struct TaggingRow {
    pub id: String,
    pub name: String,
    pub name_key: String,
}

pub(super) async fn of(conn: &mut SqliteConnection, entity_id: &str) -> Result<Vec<TaggingRow>> {
    Ok(sqlx::query_as(
        "SELECT g.id, t.name, t.name_key FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = ? ORDER BY t.name_key",
    )
    .bind(entity_id)
    .fetch_all(conn)
    .await?)
}

pub(super) async fn by_key(conn: &mut SqliteConnection, key: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM tag WHERE name_key = ?").bind(key).fetch_optional(conn).await?)
}
