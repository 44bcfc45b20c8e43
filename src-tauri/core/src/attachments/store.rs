//! SQL of the attachments.

use super::Attachment;
use crate::Result;
use sqlx::SqliteConnection;

pub(super) async fn list(conn: &mut SqliteConnection, entity_id: &str) -> Result<Vec<Attachment>> {
    Ok(sqlx::query_as(
        "SELECT id, name, size, created_at FROM attachment WHERE entity_id = ? ORDER BY created_at DESC, id",
    )
    .bind(entity_id)
    .fetch_all(conn)
    .await?)
}

pub(super) async fn keep_content(conn: &mut SqliteConnection, sha256: &str, bytes: &[u8]) -> Result<()> {
    sqlx::query("INSERT OR IGNORE INTO attachment_content (sha256, bytes) VALUES (?, ?)")
        .bind(sha256)
        .bind(bytes)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn contents(conn: &mut SqliteConnection) -> Result<Vec<(String, Vec<u8>)>> {
    Ok(sqlx::query_as(
        "SELECT sha256, bytes FROM attachment_content WHERE sha256 IN (SELECT sha256 FROM attachment) ORDER BY sha256",
    )
    .fetch_all(conn)
    .await?)
}

pub(super) async fn read(conn: &mut SqliteConnection, id: &str) -> Result<Option<(String, Vec<u8>)>> {
    Ok(sqlx::query_as("SELECT a.name, c.bytes FROM attachment a JOIN attachment_content c ON c.sha256 = a.sha256 WHERE a.id = ?")
        .bind(id)
        .fetch_optional(conn)
        .await?)
}
