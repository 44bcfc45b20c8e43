//! SQL of the values' places and of the keyring's journal. Rows of values are written through the history alone.

use super::{OrphanRow, PreviousValue, SecretField, SecretOwner, Slot};
use crate::{Result, text_enum};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

/// A row of a value: where it is.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Place {
    pub id: String,
    pub owner: String,
    pub owner_id: String,
    pub field: String,
    pub field_key: String,
    #[sqlx(rename = "ref")]
    pub reference: String,
    pub parts: u32,
    pub state: String,
    pub subject_id: String,
    pub changed_on: Option<String>,
    pub position: u32,
    /// Set for a previous value.
    pub retired_at: Option<String>,
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

/// The thing whose History shows the values of an owner; None when there is no such owner.
pub(super) async fn subject(conn: &mut SqliteConnection, slot: &Slot) -> Result<Option<String>> {
    let sql = match slot.owner {
        SecretOwner::Credential => "SELECT id FROM credential WHERE id = ?",
        SecretOwner::LicenseKey => "SELECT license_id FROM license_key WHERE id = ?",
        SecretOwner::Setting => return Ok(Some(slot.id.clone())),
    };
    Ok(sqlx::query_scalar(sql).bind(&slot.id).fetch_optional(conn).await?)
}

/// The current value of a slot.
pub(super) async fn current(conn: &mut SqliteConnection, slot: &Slot) -> Result<Option<Place>> {
    Ok(sqlx::query_as(
        "SELECT * FROM secret_value WHERE owner_id = ? AND owner = ? AND field_key = ? AND retired_at IS NULL",
    )
    .bind(&slot.id)
    .bind(slot.owner.name())
    .bind(slot.field.key_form())
    .fetch_optional(conn)
    .await?)
}

pub(super) async fn by_id(conn: &mut SqliteConnection, id: &str) -> Result<Option<Place>> {
    Ok(sqlx::query_as("SELECT * FROM secret_value WHERE id = ?").bind(id).fetch_optional(conn).await?)
}

/// The current value of the same field as this one.
pub(super) async fn current_beside(conn: &mut SqliteConnection, value: &Place) -> Result<Option<Place>> {
    Ok(sqlx::query_as(
        "SELECT * FROM secret_value WHERE owner_id = ? AND field_key = ? AND retired_at IS NULL",
    )
    .bind(&value.owner_id)
    .bind(&value.field_key)
    .fetch_optional(conn)
    .await?)
}

/// Previous values of a field beyond the newest `keep`.
pub(super) async fn surplus(
    conn: &mut SqliteConnection,
    owner_id: &str,
    field_key: &str,
    keep: u32,
) -> Result<Vec<Place>> {
    Ok(sqlx::query_as(
        "SELECT * FROM secret_value WHERE owner_id = ? AND field_key = ? AND retired_at IS NOT NULL
          ORDER BY retired_at DESC, created_at DESC, id DESC LIMIT -1 OFFSET ?",
    )
    .bind(owner_id)
    .bind(field_key)
    .bind(keep)
    .fetch_all(conn)
    .await?)
}

/// All values of an owner, previous ones included.
pub(super) async fn all_of(conn: &mut SqliteConnection, owner_id: &str) -> Result<Vec<Place>> {
    Ok(sqlx::query_as("SELECT * FROM secret_value WHERE owner_id = ? ORDER BY id")
        .bind(owner_id)
        .fetch_all(conn)
        .await?)
}

/// The position behind the last value of an owner; passwords and one-time codes come first.
pub(super) async fn next_position(conn: &mut SqliteConnection, slot: &Slot) -> Result<u32> {
    if slot.field.is_password() {
        return Ok(0);
    }
    if slot.field.is_totp() {
        return Ok(1);
    }
    Ok(sqlx::query_scalar(
        "SELECT coalesce(max(position), 1) + 1 FROM secret_value WHERE owner_id = ? AND retired_at IS NULL",
    )
    .bind(&slot.id)
    .fetch_one(conn)
    .await?)
}

/// The values of an owner as it shows them: current ones in order, each with its previous ones; fields of which
/// only previous ones are left come last, without a state.
pub(super) async fn fields(conn: &mut SqliteConnection, owner_id: &str) -> Result<Vec<SecretField>> {
    let rows = sqlx::query(
        "SELECT id, field, field_key, state, changed_on, strength, hint, retired_at FROM secret_value WHERE owner_id = ?
          ORDER BY retired_at IS NOT NULL, CASE WHEN retired_at IS NULL THEN position END, retired_at DESC, created_at DESC, id DESC",
    )
    .bind(owner_id)
    .fetch_all(conn)
    .await?;
    let mut fields: Vec<(String, SecretField)> = Vec::new();
    for row in &rows {
        let key: String = row.try_get("field_key")?;
        let found = fields.iter_mut().find(|(known, _)| *known == key);
        match (row.try_get::<Option<String>, _>("retired_at")?, found) {
            (None, _) => fields.push((key, field_of(row)?)),
            (Some(retired_at), Some((_, field))) => field.previous.push(previous_of(row, retired_at)?),
            (Some(retired_at), None) => {
                let emptied = SecretField {
                    id: String::new(),
                    field: row.try_get("field")?,
                    state: super::SecretState::None,
                    changed_on: None,
                    strength: None,
                    hint: None,
                    previous: vec![previous_of(row, retired_at)?],
                };
                fields.push((key, emptied));
            }
        }
    }
    Ok(fields.into_iter().map(|(_, field)| field).collect())
}

fn field_of(row: &SqliteRow) -> Result<SecretField> {
    Ok(SecretField {
        id: row.try_get("id")?,
        field: row.try_get("field")?,
        state: text_enum::variant(row.try_get("state")?),
        changed_on: row.try_get("changed_on")?,
        strength: row.try_get("strength")?,
        hint: row.try_get("hint")?,
        previous: Vec::new(),
    })
}

fn previous_of(row: &SqliteRow, retired_at: String) -> Result<PreviousValue> {
    Ok(PreviousValue {
        id: row.try_get("id")?,
        field: row.try_get("field")?,
        state: text_enum::variant(row.try_get("state")?),
        changed_on: row.try_get("changed_on")?,
        retired_at,
    })
}

/// Notes whether a value was found.
pub(super) async fn mark(conn: &mut SqliteConnection, id: &str, state: &str) -> Result<()> {
    sqlx::query("UPDATE secret_value SET state = ?1 WHERE id = ?2 AND state <> ?1")
        .bind(state)
        .bind(id)
        .execute(conn)
        .await?;
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

/// Every value there is a row for: the row as a finding names it, its reference and parts.
pub(super) async fn all_places(conn: &mut SqliteConnection) -> Result<Vec<(OrphanRow, String, u32)>> {
    let rows = sqlx::query(
        "SELECT s.id, s.owner, s.owner_id, s.subject_id, s.field, s.retired_at IS NOT NULL AS previous, s.ref, s.parts,
                coalesce(c.name, l.name, s.owner_id) AS name
           FROM secret_value s LEFT JOIN credential c ON c.id = s.subject_id LEFT JOIN license l ON l.id = s.subject_id
          ORDER BY s.id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let orphan = <OrphanRow as sqlx::FromRow<SqliteRow>>::from_row(row)?;
            Ok((orphan, row.try_get("ref")?, row.try_get("parts")?))
        })
        .collect()
}

/// Whether any row points to this value.
pub(super) async fn in_use(conn: &mut SqliteConnection, reference: &str) -> Result<bool> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM secret_value WHERE ref = ?)")
        .bind(reference)
        .fetch_one(conn)
        .await?)
}

/// Current values known to be missing, what is in Trash left out; and entries of the journal.
pub(super) async fn counts(conn: &mut SqliteConnection) -> Result<(u32, u32)> {
    Ok(sqlx::query_as(
        "SELECT (SELECT count(*) FROM secret_value s LEFT JOIN credential c ON c.id = s.subject_id
                   LEFT JOIN license l ON l.id = s.subject_id
                  WHERE s.state = 'missing' AND s.retired_at IS NULL AND coalesce(c.deleted_at, l.deleted_at) IS NULL),
                (SELECT count(*) FROM secret_op)",
    )
    .fetch_one(conn)
    .await?)
}
