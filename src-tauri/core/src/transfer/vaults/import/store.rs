//! SQL of vault imports: what entries are matched with.

use crate::Result;
use sqlx::{FromRow, SqliteConnection};

/// A live credential, by what it is matched with.
#[derive(Debug, FromRow)]
pub(super) struct CredentialKey {
    pub id: String,
    pub name_key: String,
    pub username: Option<String>,
    pub url: Option<String>,
}

/// A live license, by what it is matched with.
#[derive(Debug, FromRow)]
pub(super) struct LicenseMatch {
    pub id: String,
    pub name_key: String,
    pub publisher: Option<String>,
}

/// A file of a thing.
#[derive(Debug, FromRow)]
pub(super) struct FileKey {
    pub name: String,
    pub sha256: String,
}

/// Oldest first.
pub(super) async fn credentials(conn: &mut SqliteConnection) -> Result<Vec<CredentialKey>> {
    Ok(sqlx::query_as(
        "SELECT id, name_key, username, url FROM credential WHERE deleted_at IS NULL ORDER BY created_at, id",
    )
    .fetch_all(conn)
    .await?)
}

/// Oldest first.
pub(super) async fn licenses(conn: &mut SqliteConnection) -> Result<Vec<LicenseMatch>> {
    Ok(sqlx::query_as(
        "SELECT id, name_key, publisher FROM license WHERE deleted_at IS NULL ORDER BY created_at, id",
    )
    .fetch_all(conn)
    .await?)
}

pub(super) async fn files(conn: &mut SqliteConnection, id: &str) -> Result<Vec<FileKey>> {
    Ok(sqlx::query_as("SELECT name, sha256 FROM attachment WHERE entity_id = ?")
        .bind(id)
        .fetch_all(conn)
        .await?)
}
