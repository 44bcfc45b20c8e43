//! Schema 10: what a renewal costs is counted by one rule, and a term that was cancelled after it had renewed itself is
//! over at the end of that renewal. What is derived from the terms is written anew; no deadline moves by it.

use crate::{Result, hardware, terms};
use sqlx::SqliteConnection;

/// Writes anew what is derived from all terms, and until when they cover devices.
pub(super) async fn derive_again(conn: &mut SqliteConnection) -> Result<()> {
    terms::derive_all(conn).await?;
    hardware::fill_cover(conn).await
}
