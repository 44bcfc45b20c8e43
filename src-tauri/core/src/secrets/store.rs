//! SQL of the keyring's journal, and of the columns that say where a row's value is.

use super::SecretTable;
use crate::{Result, list::own_sql};
use sqlx::SqliteConnection;

/// Where a row's value is.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Place {
    /// None: no value was ever stored, or it was deleted.
    pub reference: Option<String>,
    pub parts: u32,
    pub state: String,
    /// The thing whose History shows this row.
    pub subject: String,
}

/// An entry of the journal.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct OpRow {
    pub reference: String,
    pub op: String,
    pub parts: u32,
}

pub(super) const PUT: &str = "put";
pub(super) const DELETE: &str = "delete";

pub(super) async fn place(
    conn: &mut SqliteConnection,
    table: SecretTable,
    id: &str,
) -> Result<Option<Place>> {
    let subject = match table {
        SecretTable::Credential => "id",
        SecretTable::LicenseKey => "license_id",
    };
    let sql = format!(
        "SELECT secret_ref AS reference, secret_parts AS parts, secret_state AS state, {subject} AS subject
           FROM {} WHERE id = ?",
        table.name()
    );
    Ok(sqlx::query_as(own_sql(sql)).bind(id).fetch_optional(conn).await?)
}

/// Points a row to its value, or to none.
pub(super) async fn set_place(
    conn: &mut SqliteConnection,
    table: SecretTable,
    id: &str,
    value: Option<(&str, u32)>,
    hint: Option<&str>,
) -> Result<()> {
    let state = if value.is_some() { "set" } else { "none" };
    let (reference, parts) = value.unzip();
    let sql = match table {
        SecretTable::Credential => {
            "UPDATE credential SET secret_ref = ?, secret_parts = ?, secret_state = ? WHERE id = ?"
        }
        SecretTable::LicenseKey => {
            "UPDATE license_key SET secret_ref = ?, secret_parts = ?, secret_state = ?, hint = ? WHERE id = ?"
        }
    };
    let mut query = sqlx::query(sql).bind(reference).bind(parts.unwrap_or(1)).bind(state);
    if table == SecretTable::LicenseKey {
        query = query.bind(hint);
    }
    query.bind(id).execute(conn).await?;
    Ok(())
}

/// Notes whether a value was found, unless the row has another value by now.
pub(super) async fn mark(
    conn: &mut SqliteConnection,
    table: SecretTable,
    id: &str,
    reference: &str,
    state: &str,
) -> Result<()> {
    let sql = format!("UPDATE {} SET secret_state = ? WHERE id = ? AND secret_ref = ?", table.name());
    sqlx::query(own_sql(sql)).bind(state).bind(id).bind(reference).execute(conn).await?;
    Ok(())
}

pub(super) async fn enter(
    conn: &mut SqliteConnection,
    reference: &str,
    owner: &str,
    op: &str,
    parts: u32,
    at: &str,
) -> Result<()> {
    sqlx::query("INSERT OR IGNORE INTO secret_op (ref, owner, op, parts, created_at) VALUES (?, ?, ?, ?, ?)")
        .bind(reference)
        .bind(owner)
        .bind(op)
        .bind(parts)
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes an entry and says whether it was still there.
pub(super) async fn strike(conn: &mut SqliteConnection, reference: &str, op: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM secret_op WHERE ref = ? AND op = ?")
        .bind(reference)
        .bind(op)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// The whole journal, oldest first.
pub(super) async fn journal(conn: &mut SqliteConnection) -> Result<Vec<OpRow>> {
    Ok(sqlx::query_as("SELECT ref AS reference, op, parts FROM secret_op ORDER BY created_at, ref, op")
        .fetch_all(conn)
        .await?)
}

/// Every row that has a value: table, id, reference, parts.
pub(super) async fn all_places(
    conn: &mut SqliteConnection,
) -> Result<Vec<(SecretTable, String, String, u32)>> {
    let mut places = Vec::new();
    for table in SecretTable::ALL {
        let sql = format!(
            "SELECT id, secret_ref, secret_parts FROM {} WHERE secret_ref IS NOT NULL ORDER BY id",
            table.name()
        );
        let rows: Vec<(String, String, u32)> = sqlx::query_as(own_sql(sql)).fetch_all(&mut *conn).await?;
        places.extend(rows.into_iter().map(|(id, reference, parts)| (table, id, reference, parts)));
    }
    Ok(places)
}

/// Whether any row points to this value.
pub(super) async fn in_use(conn: &mut SqliteConnection, reference: &str) -> Result<bool> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM credential WHERE secret_ref = ?1)
             OR EXISTS (SELECT 1 FROM license_key WHERE secret_ref = ?1)",
    )
    .bind(reference)
    .fetch_one(conn)
    .await?)
}

/// Values known to be missing, and entries of the journal.
pub(super) async fn counts(conn: &mut SqliteConnection) -> Result<(u32, u32)> {
    Ok(sqlx::query_as(
        "SELECT (SELECT count(*) FROM credential WHERE secret_state = 'missing' AND deleted_at IS NULL)
              + (SELECT count(*) FROM license_key WHERE secret_state = 'missing'),
                (SELECT count(*) FROM secret_op)",
    )
    .fetch_one(conn)
    .await?)
}
