//! The steps of an upgrade that SQL cannot take, because a rule of the domains computes them.
//!
//! They run once, in the transaction of the migration, after all SQL of it. A new database needs none.

mod figures;
mod renewals;
mod terms;

use crate::Result;
use sqlx::SqliteConnection;

/// Brings what is stored in a file that had schema `from` in line with the rules of today.
pub(crate) async fn after(conn: &mut SqliteConnection, from: i64) -> Result<()> {
    if from < 6 {
        terms::bring_along(conn).await?;
        figures::fill(conn).await?;
    } else if from < 10 {
        renewals::derive_again(conn).await?;
    }
    Ok(())
}
