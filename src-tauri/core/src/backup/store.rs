//! SQL of the backup: examining a copy.

use crate::Result;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::path::Path;

/// What SQLite finds wrong in a file nobody else has open; empty when it is whole.
pub(super) async fn examine(path: &Path) -> Result<Vec<String>> {
    let mut conn = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .disable_statement_logging()
        .connect()
        .await?;
    let mut findings: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut conn).await?;
    findings.retain(|line| line != "ok");
    conn.close().await?;
    Ok(findings)
}
