//! SQL of the values' places and of the keyring's journal. Rows of values are written through the history alone.

use super::{FieldName, OrphanRow, PreviousValue, SecretField, SecretOwner, Slot};
use crate::{Error, Result, text_enum};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};
use std::collections::HashMap;

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
    /// The id under which it stands in the keyring; None in rows that an older history brought back: the database's.
    pub home_id: Option<String>,
}

impl Place {
    /// Where it stands in the keyring.
    pub fn spot(&self, database_id: &str) -> Spot {
        Spot {
            home: self.home_id.clone().unwrap_or_else(|| database_id.to_owned()),
            reference: self.reference.clone(),
            parts: self.parts,
        }
    }
}

/// Where a value stands in the keyring: the id it is under, its name there, and in how many parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub home: String,
    pub reference: String,
    pub parts: u32,
}

impl Spot {
    /// The names of its items.
    pub fn names(&self) -> Vec<String> {
        super::model::names_of(&self.home, &self.reference, self.parts)
    }
}

/// An entry of the journal.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct OpRow {
    pub reference: String,
    pub op: String,
    pub parts: u32,
    pub home_id: Option<String>,
}

impl OpRow {
    /// Where the value stands in the keyring; under `database_id` when the entry names no other home.
    pub fn spot(&self, database_id: &str) -> Spot {
        Spot {
            home: self.home_id.clone().unwrap_or_else(|| database_id.to_owned()),
            reference: self.reference.clone(),
            parts: self.parts,
        }
    }
}

/// What a file has of its own to show that it is at home.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Claim {
    pub token: String,
}

/// An id under which values of this file stand, with how many, and how many entries of the journal.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct IdInUse {
    pub id: String,
    pub values: u32,
    pub entries: u32,
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
    if let Some(position) = fixed_position(&slot.field) {
        return Ok(position);
    }
    Ok(sqlx::query_scalar(
        "SELECT coalesce(max(position), ?) + 1 FROM secret_value WHERE owner_id = ? AND retired_at IS NULL",
    )
    .bind(FIRST_FURTHER - 1)
    .bind(&slot.id)
    .fetch_one(conn)
    .await?)
}

/// The position of the first value that is neither password nor one-time code.
pub(super) const FIRST_FURTHER: u32 = 2;

/// Where passwords and one-time codes stand.
pub(super) fn fixed_position(field: &FieldName) -> Option<u32> {
    match field {
        field if field.is_password() => Some(0),
        field if field.is_totp() => Some(1),
        _ => None,
    }
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

/// Lets a row say that its value stands in another place now, where it was found.
pub(super) async fn moved(conn: &mut SqliteConnection, id: &str, spot: &Spot) -> Result<()> {
    sqlx::query("UPDATE secret_value SET home_id = ?, parts = ?, state = 'set' WHERE id = ? AND ref = ?")
        .bind(&spot.home)
        .bind(spot.parts)
        .bind(id)
        .bind(&spot.reference)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn enter(
    conn: &mut SqliteConnection,
    spot: &Spot,
    owner: &str,
    op: &str,
    at: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT OR IGNORE INTO secret_op (ref, owner, op, parts, home_id, created_at) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(&spot.reference)
    .bind(owner)
    .bind(op)
    .bind(spot.parts)
    .bind(&spot.home)
    .bind(at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes the entry of a value that was put, and says under which id that stands; None when there is none any more.
pub(super) async fn take_put(conn: &mut SqliteConnection, reference: &str) -> Result<Option<Option<String>>> {
    Ok(sqlx::query_scalar("DELETE FROM secret_op WHERE ref = ? AND op = 'put' RETURNING home_id")
        .bind(reference)
        .fetch_optional(conn)
        .await?)
}

/// Removes the entries of values that were put, and says of each that was there under which id it stands.
pub(super) async fn take_puts(
    conn: &mut SqliteConnection,
    references: &[&str],
) -> Result<HashMap<String, Option<String>>> {
    let references = serde_json::to_string(references).map_err(|e| Error::Internal(e.to_string()))?;
    let rows: Vec<(String, Option<String>)> = sqlx::query_as(
        "DELETE FROM secret_op WHERE op = 'put' AND ref IN (SELECT value FROM json_each(?)) RETURNING ref, home_id",
    )
    .bind(references)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().collect())
}

/// What this file has to show for an id.
pub(super) async fn claim(conn: &mut SqliteConnection, id: &str) -> Result<Option<Claim>> {
    Ok(sqlx::query_as("SELECT token FROM value_home WHERE id = ?").bind(id).fetch_optional(conn).await?)
}

pub(super) async fn set_claim(
    conn: &mut SqliteConnection,
    id: &str,
    token: &str,
    own: bool,
    at: &str,
) -> Result<()> {
    sqlx::query("INSERT OR REPLACE INTO value_home (id, token, own, claimed_at) VALUES (?, ?, ?, ?)")
        .bind(id)
        .bind(token)
        .bind(own)
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}

/// The ids that this file made itself, the newest first.
pub(super) async fn own_claims(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM value_home WHERE own = 1 ORDER BY claimed_at DESC, id DESC")
        .fetch_all(conn)
        .await?)
}

/// Every id under which values or entries of the journal stand, the database's own always among them.
pub(super) async fn ids_in_use(conn: &mut SqliteConnection, database_id: &str) -> Result<Vec<IdInUse>> {
    Ok(sqlx::query_as(
        "SELECT id, sum(value) AS \"values\", sum(entry) AS entries FROM
           (SELECT ?1 AS id, 0 AS value, 0 AS entry
            UNION ALL SELECT coalesce(home_id, ?1), 1, 0 FROM secret_value
            UNION ALL SELECT coalesce(home_id, ?1), 0, 1 FROM secret_op)
          GROUP BY id ORDER BY id <> ?1, id",
    )
    .bind(database_id)
    .fetch_all(conn)
    .await?)
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
    Ok(sqlx::query_as(
        "SELECT ref AS reference, op, parts, home_id FROM secret_op ORDER BY created_at, ref, op",
    )
    .fetch_all(conn)
    .await?)
}

/// Every value there is a row for: the row as a finding names it, and where it stands.
pub(super) async fn all_places(
    conn: &mut SqliteConnection,
    database_id: &str,
) -> Result<Vec<(OrphanRow, Spot)>> {
    let rows = sqlx::query(
        "SELECT s.id, s.owner, s.owner_id, s.subject_id, s.field, s.retired_at IS NOT NULL AS previous, s.ref, s.parts,
                coalesce(s.home_id, ?) AS home,
                coalesce(c.name, l.name, s.owner_id) AS name
           FROM secret_value s LEFT JOIN credential c ON c.id = s.subject_id LEFT JOIN license l ON l.id = s.subject_id
          ORDER BY s.id",
    )
    .bind(database_id)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let orphan = <OrphanRow as sqlx::FromRow<SqliteRow>>::from_row(row)?;
            let spot = Spot {
                home: row.try_get("home")?,
                reference: row.try_get("ref")?,
                parts: row.try_get("parts")?,
            };
            Ok((orphan, spot))
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
