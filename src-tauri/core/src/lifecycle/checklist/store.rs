//! SQL of the checklists.

use super::model::{ChecklistItem, ChecklistProcess};
use crate::{Result, text_enum};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

fn item(row: &SqliteRow) -> Result<ChecklistItem> {
    let (process, kind): (String, String) = (row.try_get("process")?, row.try_get("kind")?);
    Ok(ChecklistItem {
        id: row.try_get("id")?,
        person_id: row.try_get("person_id")?,
        process: text_enum::variant(&process),
        kind: text_enum::variant(&kind),
        label: row.try_get("label")?,
        subject_id: row.try_get("subject_id")?,
        done_on: row.try_get("done_on")?,
        note: row.try_get("note")?,
    })
}

/// In their order.
pub(super) async fn of(
    conn: &mut SqliteConnection,
    person_id: &str,
    process: ChecklistProcess,
) -> Result<Vec<ChecklistItem>> {
    let rows =
        sqlx::query("SELECT * FROM checklist_item WHERE person_id = ? AND process = ? ORDER BY position, id")
            .bind(person_id)
            .bind(text_enum::word(&process))
            .fetch_all(conn)
            .await?;
    rows.iter().map(item).collect()
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<ChecklistItem>> {
    let row = sqlx::query("SELECT * FROM checklist_item WHERE id = ?").bind(id).fetch_optional(conn).await?;
    row.as_ref().map(item).transpose()
}

/// One more than the last place.
pub(super) async fn next_position(
    conn: &mut SqliteConnection,
    person_id: &str,
    process: ChecklistProcess,
) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT coalesce(max(position), 0) + 1 FROM checklist_item WHERE person_id = ? AND process = ?",
    )
    .bind(person_id)
    .bind(text_enum::word(&process))
    .fetch_one(conn)
    .await?)
}
