//! SQL of moving what was answered and told.

use crate::Result;
use sqlx::SqliteConnection;

/// A deadline that was answered or told.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Told {
    pub kind: String,
    pub subject_id: String,
    pub due_on: String,
}

pub(super) async fn told(conn: &mut SqliteConnection) -> Result<Vec<Told>> {
    Ok(sqlx::query_as(
        "SELECT kind, subject_id, due_on FROM reminder_answer
          WHERE kind IN ('license_ends', 'license_cancel_by', 'contract_ends', 'contract_cancel_by', 'renewal_confirm')
         UNION
         SELECT kind, subject_id, due_on FROM reminder_ledger
          WHERE kind IN ('license_ends', 'license_cancel_by', 'contract_ends', 'contract_cancel_by', 'renewal_confirm')
          ORDER BY 1, 2, 3",
    )
    .fetch_all(conn)
    .await?)
}

/// Gives an answer and what was told of a deadline its new date. What is there of that date already stays.
pub(super) async fn move_told(conn: &mut SqliteConnection, told: &Told, to: &str) -> Result<()> {
    for sql in [
        "UPDATE OR IGNORE reminder_answer SET due_on = ? WHERE kind = ? AND subject_id = ? AND due_on = ?",
        "UPDATE OR IGNORE reminder_ledger SET due_on = ? WHERE kind = ? AND subject_id = ? AND due_on = ?",
    ] {
        sqlx::query(sql)
            .bind(to)
            .bind(&told.kind)
            .bind(&told.subject_id)
            .bind(&told.due_on)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}
