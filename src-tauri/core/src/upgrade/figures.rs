//! What figures of a day are read from: the columns of terms and devices that came with schema 6.

use crate::{Result, hardware, terms};
use sqlx::SqliteConnection;

/// Fills the columns of what is there. Terms first: how devices are covered follows from them.
pub(super) async fn fill(conn: &mut SqliteConnection) -> Result<()> {
    terms::fill_read_on(conn).await?;
    hardware::fill_cover(conn).await
}
