//! SQL of the history, and the generic row reader and writer behind the one door of writes.
//! Table and column names come from the schema, values are always bound.

use super::model::{Entity, ImportAct, Purpose, Row};
use crate::{Error, Result, ids::Kind, list::own_sql};
use serde_json::Value;
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteArguments};
use std::{collections::HashMap, sync::Mutex};

/// `json_object('id', id, …)` of each table, read once from the schema.
static JSON_OF: Mutex<Option<HashMap<&'static str, String>>> = Mutex::new(None);

async fn json_of(conn: &mut SqliteConnection, table: Entity) -> Result<String> {
    if let Ok(guard) = JSON_OF.lock()
        && let Some(known) = guard.as_ref().and_then(|map| map.get(table.name()))
    {
        return Ok(known.clone());
    }
    let columns = columns(conn, table).await?;
    let pairs: Vec<String> = columns.iter().map(|column| format!("'{column}', {column}")).collect();
    let expression = format!("json_object({})", pairs.join(", "));
    if let Ok(mut guard) = JSON_OF.lock() {
        guard.get_or_insert_default().insert(table.name(), expression.clone());
    }
    Ok(expression)
}

pub(super) async fn columns(conn: &mut SqliteConnection, table: Entity) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT name FROM pragma_table_info(?) ORDER BY cid")
        .bind(table.name())
        .fetch_all(conn)
        .await?)
}

/// All rows as JSON.
pub(super) async fn rows(conn: &mut SqliteConnection, table: Entity) -> Result<Vec<Row>> {
    let expression = json_of(conn, table).await?;
    let sql = format!("SELECT {expression} FROM {} ORDER BY id", table.name());
    let texts: Vec<String> = sqlx::query_scalar(own_sql(sql)).fetch_all(conn).await?;
    texts
        .iter()
        .map(|text| serde_json::from_str(text).map_err(|e| Error::Internal(format!("stored row: {e}"))))
        .collect()
}

/// The row as JSON, or None.
pub(super) async fn snapshot(conn: &mut SqliteConnection, table: Entity, id: &str) -> Result<Option<Row>> {
    let expression = json_of(conn, table).await?;
    let sql = format!("SELECT {expression} FROM {} WHERE id = ?", table.name());
    let text: Option<String> = sqlx::query_scalar(own_sql(sql)).bind(id).fetch_optional(conn).await?;
    text.map(|text| {
        serde_json::from_str(&text).map_err(|e| Error::Internal(format!("history snapshot: {e}")))
    })
    .transpose()
}

fn bind<'q>(
    query: sqlx::query::Query<'q, sqlx::Sqlite, SqliteArguments>,
    value: &Value,
) -> Result<sqlx::query::Query<'q, sqlx::Sqlite, SqliteArguments>> {
    Ok(match value {
        Value::Null => query.bind(None::<String>),
        Value::Bool(flag) => query.bind(i64::from(*flag)),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => query.bind(whole),
            None => return Err(Error::Internal(format!("{number} is not a whole number"))),
        },
        Value::String(text) => query.bind(text.clone()),
        Value::Array(_) | Value::Object(_) => {
            return Err(Error::Internal("a column holds a text or a number".into()));
        }
    })
}

pub(super) async fn insert(conn: &mut SqliteConnection, table: Entity, row: &Row) -> Result<()> {
    let columns: Vec<&str> = row.keys().map(String::as_str).collect();
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", table.name(), columns.join(", "));
    let mut query = sqlx::query(own_sql(sql));
    for value in row.values() {
        query = bind(query, value)?;
    }
    query.execute(conn).await?;
    Ok(())
}

/// Notes an act once, whoever writes for it first.
const BEGIN_BATCH: &str =
    "INSERT OR IGNORE INTO batch (id, at, actor, title, purpose) VALUES (?, ?, ?, ?, ?)";

/// Rows that have the same columns, written and recorded by one command, with the id and the subject of each. Each answer of
/// the database is waited for on another thread: one for many rows is what makes an import quick.
pub(super) async fn insert_recorded(
    conn: &mut SqliteConnection,
    act: &super::Act,
    table: Entity,
    rows: &[(String, String, Row)],
    action: &str,
) -> Result<()> {
    let Some((_, _, first)) = rows.first() else { return Ok(()) };
    let snapshot = json_of(conn, table).await?;
    let name = table.name();
    let columns: Vec<&str> = first.keys().map(String::as_str).collect();
    let marks = format!("({})", vec!["?"; columns.len()].join(", "));
    let marks = vec![marks; rows.len()].join(", ");
    let sql = format!(
        "INSERT INTO {name} ({columns}) VALUES {marks};
         {BEGIN_BATCH};
         INSERT INTO change (id, at, actor, batch, entity, entity_id, subject_id, action, after)
         SELECT row.value ->> 0, ?, ?, ?, '{name}', row.value ->> 1, row.value ->> 2, ?,
           (SELECT {snapshot} FROM {name} WHERE {name}.id = row.value ->> 1)
           FROM json_each(?) AS row ORDER BY row.key",
        columns = columns.join(", "),
    );
    let mut query = sqlx::query(own_sql(sql));
    for (_, _, row) in rows {
        for value in row.values() {
            query = bind(query, value)?;
        }
    }
    let changes: Vec<[String; 3]> =
        rows.iter().map(|(id, subject, _)| [crate::ids::new_id(), id.clone(), subject.clone()]).collect();
    let changes = serde_json::to_string(&changes).map_err(|e| Error::Internal(e.to_string()))?;
    query
        .bind(&act.batch)
        .bind(act.now.timestamp())
        .bind(act.actor.as_str())
        .bind(&act.title)
        .bind(act.purpose.map(Purpose::as_str))
        .bind(act.now.timestamp())
        .bind(act.actor.as_str())
        .bind(&act.batch)
        .bind(action)
        .bind(changes)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn update(conn: &mut SqliteConnection, table: Entity, id: &str, row: &Row) -> Result<()> {
    let sets: Vec<String> = row.keys().map(|column| format!("{column} = ?")).collect();
    let sql = format!("UPDATE {} SET {} WHERE id = ?", table.name(), sets.join(", "));
    let mut query = sqlx::query(own_sql(sql));
    for value in row.values() {
        query = bind(query, value)?;
    }
    query.bind(id.to_owned()).execute(conn).await?;
    Ok(())
}

pub(super) async fn delete(conn: &mut SqliteConnection, table: Entity, id: &str) -> Result<()> {
    let sql = format!("DELETE FROM {} WHERE id = ?", table.name());
    sqlx::query(own_sql(sql)).bind(id.to_owned()).execute(conn).await?;
    Ok(())
}

/// A change as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct ChangeRow {
    pub entity: String,
    pub entity_id: String,
    pub subject_id: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[expect(clippy::too_many_arguments, reason = "the columns of one table, written in one place")]
pub(super) async fn record(
    conn: &mut SqliteConnection,
    act: &super::Act,
    table: &str,
    id: &str,
    subject: &str,
    action: &str,
    before: Option<&Row>,
    after: Option<&Row>,
) -> Result<()> {
    let json = |row: Option<&Row>| {
        row.map(serde_json::to_string).transpose().map_err(|e| Error::Internal(e.to_string()))
    };
    let sql = format!(
        "{BEGIN_BATCH};
         INSERT INTO change (id, at, actor, batch, entity, entity_id, subject_id, action, before, after)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    );
    sqlx::query(own_sql(sql))
        .bind(&act.batch)
        .bind(act.now.timestamp())
        .bind(act.actor.as_str())
        .bind(&act.title)
        .bind(act.purpose.map(Purpose::as_str))
        .bind(crate::ids::new_id())
        .bind(act.now.timestamp())
        .bind(act.actor.as_str())
        .bind(&act.batch)
        .bind(table)
        .bind(id)
        .bind(subject)
        .bind(action)
        .bind(json(before)?)
        .bind(json(after)?)
        .execute(conn)
        .await?;
    Ok(())
}

/// The changes of a batch, newest first.
pub(super) async fn changes_of(conn: &mut SqliteConnection, batch: &str) -> Result<Vec<ChangeRow>> {
    Ok(sqlx::query_as(
        "SELECT entity, entity_id, subject_id, before, after FROM change WHERE batch = ? ORDER BY seq DESC",
    )
    .bind(batch)
    .fetch_all(conn)
    .await?)
}

/// All that was recorded of the rows of a table: its number, the row before and after.
pub(super) async fn recorded(
    conn: &mut SqliteConnection,
    table: &str,
) -> Result<Vec<(i64, Option<String>, Option<String>)>> {
    Ok(sqlx::query_as("SELECT seq, before, after FROM change WHERE entity = ? ORDER BY seq")
        .bind(table)
        .fetch_all(conn)
        .await?)
}

pub(super) async fn rewrite(
    conn: &mut SqliteConnection,
    seq: i64,
    before: Option<&Row>,
    after: Option<&Row>,
) -> Result<()> {
    let json = |row: Option<&Row>| {
        row.map(serde_json::to_string).transpose().map_err(|e| Error::Internal(e.to_string()))
    };
    sqlx::query("UPDATE change SET before = ?, after = ? WHERE seq = ?")
        .bind(json(before)?)
        .bind(json(after)?)
        .bind(seq)
        .execute(conn)
        .await?;
    Ok(())
}

/// Title of a batch, and the batch that undid it.
pub(super) async fn batch(
    conn: &mut SqliteConnection,
    batch: &str,
) -> Result<Option<(String, Option<String>)>> {
    let row = sqlx::query("SELECT title, undone_by FROM batch WHERE id = ?")
        .bind(batch)
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}

/// The batch that one took back; None for any other act.
pub(super) async fn took_back(conn: &mut SqliteConnection, batch: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM batch WHERE undone_by = ?")
        .bind(batch)
        .fetch_optional(conn)
        .await?)
}

/// The newest acts of a purpose. A thing counts once, as brought or as changed.
pub(super) async fn acts_of(
    conn: &mut SqliteConnection,
    purpose: Purpose,
    limit: u32,
) -> Result<Vec<ImportAct>> {
    let things: Vec<String> = Kind::ALL.iter().map(|kind| format!("'{kind}'")).collect();
    let sql = format!(
        "WITH newest AS (SELECT * FROM batch WHERE purpose = ? ORDER BY at DESC, id DESC LIMIT ?),
         touched AS (
           SELECT c.batch, c.subject_id,
                  max(c.entity_id = c.subject_id AND c.before IS NULL AND c.after IS NOT NULL) AS made
             FROM change c JOIN newest ON newest.id = c.batch
            GROUP BY c.batch, c.subject_id
           HAVING EXISTS (SELECT 1 FROM change s WHERE s.subject_id = c.subject_id AND s.entity_id = c.subject_id
                             AND s.entity IN ({})))
         SELECT n.id AS batch, n.at, n.actor, n.title, n.undone_by IS NOT NULL AS undone,
                count(t.subject_id) FILTER (WHERE t.made) AS added,
                count(t.subject_id) FILTER (WHERE NOT t.made) AS changed
           FROM newest n LEFT JOIN touched t ON t.batch = n.id
          GROUP BY n.id ORDER BY n.at DESC, n.id DESC",
        things.join(", ")
    );
    Ok(sqlx::query_as(own_sql(sql)).bind(purpose.as_str()).bind(limit).fetch_all(conn).await?)
}

/// Notes that a batch was undone. What it undid itself is in effect again.
pub(super) async fn mark_undone(conn: &mut SqliteConnection, batch: &str, by: &str) -> Result<()> {
    sqlx::query("UPDATE batch SET undone_by = NULL WHERE undone_by = ?")
        .bind(batch)
        .execute(&mut *conn)
        .await?;
    sqlx::query("UPDATE batch SET undone_by = ? WHERE id = ?").bind(by).bind(batch).execute(conn).await?;
    Ok(())
}

/// Parts that hang on a thing, such as terms, seats, tags and files; and values that were stored after a batch. An answer to a
/// reminder adds nothing to it.
pub(super) async fn parts_of(conn: &mut SqliteConnection, id: &str, batch: &str) -> Result<i64> {
    let hangs = |table: &Entity| !matches!(table, Entity::SecretValue | Entity::ReminderAnswer);
    let parts = Entity::ALL.into_iter().filter(hangs).flat_map(|table| {
        let columns = table.owner_columns().iter();
        columns.map(move |column| format!("(SELECT count(*) FROM {} WHERE {column} = ?1)", table.name()))
    });
    let values = "(SELECT count(*) FROM secret_value WHERE owner_id = ?1 AND retired_at IS NULL
                     AND created_at > (SELECT at FROM batch WHERE id = ?2))";
    let counts: Vec<String> = parts.chain([values.to_owned()]).collect();
    let sql = format!("SELECT {}", counts.join(" + "));
    Ok(sqlx::query_scalar(own_sql(sql)).bind(id).bind(batch).fetch_one(conn).await?)
}

/// Whether a thing is there, in Trash or not.
pub(super) async fn is_there(conn: &mut SqliteConnection, kind: crate::ids::Kind, id: &str) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {kind} WHERE id = ?)");
    Ok(sqlx::query_scalar(own_sql(sql)).bind(id).fetch_one(conn).await?)
}

/// Whether a batch wrote anything of a subject.
pub(super) async fn wrote(conn: &mut SqliteConnection, batch: &str, subject: &str) -> Result<bool> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM change WHERE subject_id = ? AND batch = ?)")
        .bind(subject)
        .bind(batch)
        .fetch_one(conn)
        .await?)
}

/// The values of a credential or a license key, previous ones included.
pub(super) async fn values_of(conn: &mut SqliteConnection, owner_id: &str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM secret_value WHERE owner_id = ? ORDER BY id")
        .bind(owner_id)
        .fetch_all(conn)
        .await?)
}

/// Enters a value for deletion from the keyring; the sweeper does it.
pub(super) async fn queue_secret_delete(
    conn: &mut SqliteConnection,
    reference: &str,
    owner: &str,
    parts: i64,
    home: Option<&str>,
    at: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT OR IGNORE INTO secret_op (ref, owner, op, parts, home_id, created_at)
         VALUES (?, ?, 'delete', ?, coalesce(?, (SELECT value FROM meta WHERE key = 'database_id')), ?)",
    )
    .bind(reference)
    .bind(owner)
    .bind(parts)
    .bind(home)
    .bind(at)
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn defer_foreign_keys(conn: &mut SqliteConnection) -> Result<()> {
    sqlx::query("PRAGMA defer_foreign_keys = ON").execute(conn).await?;
    Ok(())
}

/// Rows that would point to nothing if the transaction ended now: (table, row number).
pub(super) async fn broken_links(conn: &mut SqliteConnection) -> Result<Vec<(String, i64)>> {
    Ok(sqlx::query_as("SELECT DISTINCT \"table\", coalesce(\"rowid\", 0) FROM pragma_foreign_key_check")
        .fetch_all(conn)
        .await?)
}

/// The id of a row by its number in the table.
pub(super) async fn id_of(conn: &mut SqliteConnection, table: Entity, number: i64) -> Result<Option<String>> {
    let sql = format!("SELECT id FROM {} WHERE rowid = ?", table.name());
    Ok(sqlx::query_scalar(own_sql(sql)).bind(number).fetch_optional(conn).await?)
}

/// Whether a thing of any kind is in Trash.
pub(super) async fn is_in_trash(conn: &mut SqliteConnection, id: &str) -> Result<bool> {
    for kind in Kind::ALL {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM {} WHERE id = ? AND deleted_at IS NOT NULL)",
            Entity::from(kind).name()
        );
        if sqlx::query_scalar(own_sql(sql)).bind(id).fetch_one(&mut *conn).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The columns by which other tables point to rows of this one: (table, column).
pub(super) async fn pointing_to(conn: &mut SqliteConnection, table: Entity) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "SELECT s.name, f.\"from\" FROM sqlite_schema s, pragma_foreign_key_list(s.name) f
          WHERE s.type = 'table' AND f.\"table\" = ? ORDER BY 1, 2",
    )
    .bind(table.name())
    .fetch_all(conn)
    .await?)
}

/// Whether a row of another table, or of the same, points to this one.
pub(super) async fn is_pointed_to(
    conn: &mut SqliteConnection,
    pointers: &[(String, String)],
    id: &str,
) -> Result<bool> {
    for (table, column) in pointers {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} = ?)");
        if sqlx::query_scalar(own_sql(sql)).bind(id).fetch_one(&mut *conn).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The number of the newest change; 0 when there is none.
pub(super) async fn last_change(conn: &mut SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM change").fetch_one(conn).await?)
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct EntryRow {
    pub at: String,
    pub actor: String,
    pub batch: String,
    pub title: String,
    pub action: String,
    pub entity: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub undone: bool,
}

/// A subject's changes, newest first. That a value gave way to the next one is said by the next one.
pub(super) async fn of_subject(
    conn: &mut SqliteConnection,
    subject: &str,
    limit: u32,
) -> Result<Vec<EntryRow>> {
    Ok(sqlx::query_as(
        "SELECT c.at, c.actor, c.batch, b.title, c.action, c.entity, c.before, c.after, b.undone_by IS NOT NULL AS undone
           FROM change c JOIN batch b ON b.id = c.batch
          WHERE c.subject_id = ? AND NOT (c.entity = 'secret_value' AND c.action IN ('secret replaced', 'secret expired'))
          ORDER BY c.seq DESC LIMIT ?",
    )
    .bind(subject)
    .bind(limit)
    .fetch_all(conn)
    .await?)
}

/// What things are called, those in Trash among them, by id.
pub(crate) async fn names(
    conn: &mut SqliteConnection,
    links: &[(Kind, String)],
) -> Result<HashMap<String, String>> {
    let mut names = HashMap::new();
    for kind in Kind::ALL {
        let ids: Vec<&str> = links.iter().filter(|(of, _)| *of == kind).map(|(_, id)| id.as_str()).collect();
        if ids.is_empty() {
            continue;
        }
        let ids = serde_json::to_string(&ids).map_err(|error| Error::Internal(error.to_string()))?;
        let sql = format!("SELECT id, name FROM {kind} WHERE id IN (SELECT value FROM json_each(?))");
        let rows: Vec<(String, String)> =
            sqlx::query_as(own_sql(sql)).bind(ids).fetch_all(&mut *conn).await?;
        names.extend(rows);
    }
    Ok(names)
}
