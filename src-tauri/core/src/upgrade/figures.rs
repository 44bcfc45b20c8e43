//! What is stored of how devices are covered, by the rules that came with schema 6.

use crate::{Result, hardware};
use sqlx::SqliteConnection;

/// Writes anew until when devices are covered, and where coverage has gaps. The terms of contracts come first.
pub(super) async fn fill(conn: &mut SqliteConnection) -> Result<()> {
    hardware::fill_cover(conn).await
}
