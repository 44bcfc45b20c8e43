//! The one door of writes: every change of a row is recorded, with before and after, in the transaction
//! of the change itself. What is recorded can be shown, and taken back batch by batch.

mod model;
mod purge;
mod store;
mod undo;
mod words;

pub use model::{Act, Actor, Entity, FieldChange, HistoryEntry, ImportAct, Purpose, Row, Said, Undone};
pub(crate) use purge::{Doomed, doomed, made_by, purge, touched_since};
pub(crate) use store::names;
pub use undo::{redo, undo};

use crate::{Error, Result, fields, ids::Kind};
use serde_json::{Value, json};
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};

/// The newest imports, undone ones among them.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn imports(conn: &mut SqliteConnection, limit: u32) -> Result<Vec<ImportAct>> {
    store::acts_of(conn, Purpose::Import, limit).await
}

/// Inserts a row. Bookkeeping columns (created_at, updated_at, version) are set here.
///
/// # Errors
/// [`Error::Internal`] for a row without an id, [`Error::Database`] when the database does not take it.
pub async fn insert(conn: &mut SqliteConnection, act: &Act, table: Entity, row: Row) -> Result<()> {
    insert_as(conn, act, table, row, "created").await
}

/// Like [`insert`], recorded under another word.
///
/// # Errors
/// Those of [`insert`].
pub async fn insert_as(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    row: Row,
    action: &str,
) -> Result<()> {
    insert_all(conn, act, table, vec![row], action).await
}

/// How many rows one command writes.
const TOGETHER: usize = 100;

/// Like [`insert_as`], for many rows of a table, each recorded by itself.
///
/// # Errors
/// Those of [`insert`].
pub(crate) async fn insert_all(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    rows: Vec<Row>,
    action: &str,
) -> Result<()> {
    let at = act.now.timestamp();
    let mut kept = Vec::with_capacity(rows.len());
    for mut row in rows {
        let id = text_of(&row, "id")?;
        if table.versioned() {
            row.insert("created_at".into(), json!(at));
            row.insert("updated_at".into(), json!(at));
            row.insert("version".into(), json!(1));
        } else if table == Entity::Attachment {
            row.insert("created_at".into(), json!(at));
        }
        let subject = subject_of(table, &id, Some(&row));
        kept.push((id, subject, row));
    }
    for alike in kept.chunk_by(|(_, _, one), (_, _, other)| one.keys().eq(other.keys())) {
        for rows in alike.chunks(TOGETHER) {
            store::insert_recorded(conn, act, table, rows, action).await?;
        }
    }
    Ok(())
}

/// Changes the given columns of a row and returns whether anything differed.
///
/// With `expected` the row must still have that version, else [`Error::Conflict`]. A change that changes
/// nothing writes nothing.
///
/// # Errors
/// [`Error::NotFound`] for a row that is not there, [`Error::Conflict`] for one of another version than `expected`.
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    id: &str,
    expected: Option<u32>,
    changes: Row,
) -> Result<bool> {
    update_as(conn, act, table, id, expected, changes, "updated").await
}

/// Like [`update`], recorded under another word (deleted, restored).
///
/// # Errors
/// Those of [`update`].
pub async fn update_as(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    id: &str,
    expected: Option<u32>,
    mut changes: Row,
    action: &str,
) -> Result<bool> {
    let before = store::snapshot(conn, table, id).await?.ok_or_else(|| Error::not_found(table.name(), id))?;
    if let Some(expected) = expected {
        let actual = version_of(&before);
        if actual != expected {
            return Err(Error::Conflict { expected, actual });
        }
    }
    changes.retain(|column, value| before.get(column) != Some(&as_stored(value)));
    if changes.is_empty() {
        return Ok(false);
    }
    if table.versioned() {
        changes.insert("updated_at".into(), json!(act.now.timestamp()));
        changes.insert("version".into(), json!(version_of(&before) + 1));
    }
    store::update(conn, table, id, &changes).await?;
    let mut after = before.clone();
    for (column, value) in &changes {
        after.insert(column.clone(), as_stored(value));
    }
    let subject = subject_of(table, id, Some(&after));
    store::record(conn, act, table.name(), id, &subject, action, Some(&before), Some(&after)).await?;
    Ok(true)
}

/// Writes what a rule derives from what is stored already. It is no act, so nothing is recorded.
pub(crate) async fn derive(conn: &mut SqliteConnection, table: Entity, id: &str, mut row: Row) -> Result<()> {
    let Some(before) = store::snapshot(conn, table, id).await? else { return Ok(()) };
    row.retain(|column, value| before.get(column) != Some(&as_stored(value)));
    if row.is_empty() {
        return Ok(());
    }
    store::update(conn, table, id, &row).await
}

/// Called last in an update of a thing with parts: a change of a part is a new version of the thing, so that
/// an editor who saw the old parts is told, and an undo of older acts sees that something changed.
///
/// # Errors
/// [`Error::NotFound`] for a row that is not there.
pub async fn settle(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    id: &str,
    version: u32,
) -> Result<()> {
    let before = store::snapshot(conn, table, id).await?.ok_or_else(|| Error::not_found(table.name(), id))?;
    if version_of(&before) != version || !store::wrote(conn, &act.batch, id).await? {
        return Ok(());
    }
    let changes = crate::row! { "updated_at": act.now.timestamp(), "version": version + 1 };
    store::update(conn, table, id, &changes).await?;
    let after = store::snapshot(conn, table, id).await?;
    store::record(conn, act, table.name(), id, id, "updated", Some(&before), after.as_ref()).await
}

/// The version of a row now.
pub(crate) async fn version(conn: &mut SqliteConnection, table: Entity, id: &str) -> Result<u32> {
    let row = store::snapshot(conn, table, id).await?.ok_or_else(|| Error::not_found(table.name(), id))?;
    Ok(version_of(&row))
}

/// A text column of a row, when the row is there and the column is not empty.
pub(crate) async fn text_in(
    conn: &mut SqliteConnection,
    table: Entity,
    id: Option<&str>,
    column: &str,
) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let row = store::snapshot(conn, table, id).await?;
    Ok(row.and_then(|row| row.get(column).and_then(Value::as_str).map(str::to_owned)))
}

/// Every row of a table as it is stored, oldest id first, without the columns that point into the keyring.
pub(crate) async fn rows(conn: &mut SqliteConnection, table: Entity) -> Result<Vec<Row>> {
    let mut rows = store::rows(conn, table).await?;
    for row in &mut rows {
        row.retain(|column, _| !points_into_keyring(column));
    }
    Ok(rows)
}

/// Names of values in this computer's keyring, and what was seen of them, mean nothing elsewhere.
fn points_into_keyring(column: &str) -> bool {
    column.starts_with("secret_")
}

/// A row as it is stored.
pub(crate) async fn row(conn: &mut SqliteConnection, table: Entity, id: &str) -> Result<Option<Row>> {
    store::snapshot(conn, table, id).await
}

/// The columns that a row from outside may bring: those of the schema that do not point into the keyring.
pub(crate) async fn columns(conn: &mut SqliteConnection, table: Entity) -> Result<HashSet<String>> {
    let mut columns = store::columns(conn, table).await?;
    columns.retain(|column| !points_into_keyring(column));
    Ok(columns.into_iter().collect())
}

/// Places a row as it is, unrecorded, in a database that is put together for a look and dropped.
pub(crate) async fn place(
    conn: &mut SqliteConnection,
    now: &crate::clock::Now,
    table: Entity,
    mut row: Row,
) -> Result<()> {
    if table.versioned() {
        for column in ["created_at", "updated_at"] {
            row.insert(column.into(), json!(now.timestamp()));
        }
        row.insert("version".into(), json!(1));
    } else if table == Entity::Attachment {
        row.insert("created_at".into(), json!(now.timestamp()));
    }
    store::insert(conn, table, &row).await
}

/// Rows that would lead to nothing if the transaction ended now: the table and the number of the row.
pub(crate) async fn broken_links(conn: &mut SqliteConnection) -> Result<Vec<(String, i64)>> {
    store::broken_links(conn).await
}

/// From here to the end of the transaction rows may name rows that come later.
pub(crate) async fn defer_links(conn: &mut SqliteConnection) -> Result<()> {
    store::defer_foreign_keys(conn).await
}

/// Removes a row for good (parts of a thing: a contact, a term; the things themselves go to Trash). Values
/// it had in the keyring are entered for deletion.
///
/// # Errors
/// [`Error::NotFound`] for a row that is not there.
pub async fn remove(conn: &mut SqliteConnection, act: &Act, table: Entity, id: &str) -> Result<()> {
    remove_as(conn, act, table, id, "removed").await
}

/// Like [`remove`], recorded under another word.
///
/// # Errors
/// Those of [`remove`].
pub async fn remove_as(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    id: &str,
    action: &str,
) -> Result<()> {
    let before = store::snapshot(conn, table, id).await?.ok_or_else(|| Error::not_found(table.name(), id))?;
    remove_values(conn, act, table, id).await?;
    store::delete(conn, table, id).await?;
    queue_secret(conn, act, &before).await?;
    let subject = subject_of(table, id, Some(&before));
    store::record(conn, act, table.name(), id, &subject, action, Some(&before), None).await
}

/// Removes the values of a row that is about to go, previous ones included.
async fn remove_values(conn: &mut SqliteConnection, act: &Act, table: Entity, owner_id: &str) -> Result<()> {
    if !matches!(table, Entity::Credential | Entity::LicenseKey) {
        return Ok(());
    }
    for id in store::values_of(conn, owner_id).await? {
        let Some(before) = store::snapshot(conn, Entity::SecretValue, &id).await? else { continue };
        store::delete(conn, Entity::SecretValue, &id).await?;
        queue_secret(conn, act, &before).await?;
        let subject = subject_of(Entity::SecretValue, &id, Some(&before));
        let name = Entity::SecretValue.name();
        store::record(conn, act, name, &id, &subject, "secret forgotten", Some(&before), None).await?;
    }
    Ok(())
}

/// Records an event that changes no row, such as a secret being copied.
///
/// # Errors
/// [`Error::Database`] when the database cannot be written.
pub async fn note(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    id: &str,
    subject: &str,
    action: &str,
) -> Result<()> {
    store::record(conn, act, table.name(), id, subject, action, None, None).await
}

/// The newest changes of a thing and its parts.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read, [`Error::Internal`] for a recorded row that cannot be read.
pub async fn of_subject(conn: &mut SqliteConnection, subject: &str, limit: u32) -> Result<Vec<HistoryEntry>> {
    let rows = store::of_subject(conn, subject, limit).await?;
    let mut read = Vec::with_capacity(rows.len());
    let mut links = Vec::new();
    let mut custom = HashMap::new();
    for row in rows {
        let before = parse_row(row.before.as_deref())?.unwrap_or_default();
        let after = parse_row(row.after.as_deref())?.unwrap_or_default();
        if let Some(table) = Entity::parse(&row.entity) {
            links.extend([&before, &after].into_iter().flat_map(|row| words::links(table, row)));
            for id in [&before, &after].into_iter().filter_map(|row| row.get("field_id")?.as_str()) {
                if table == Entity::FieldValue
                    && !custom.contains_key(id)
                    && let Some(field) = fields::custom::get(conn, id).await?
                {
                    custom.insert(id.to_owned(), field);
                }
            }
        }
        read.push((row, before, after));
    }
    let names = store::names(conn, &links).await?;
    let entries = read
        .into_iter()
        .map(|(row, before, after)| HistoryEntry {
            changes: match Entity::parse(&row.entity) {
                Some(Entity::SecretValue) => value_changes(&before, &after),
                Some(Entity::FieldValue) => words::custom(&custom, &before, &after),
                Some(table) => words::changes(table, &before, &after, &names),
                None => Vec::new(),
            },
            at: row.at,
            actor: row.actor,
            batch: row.batch,
            title: row.title,
            action: row.action,
            entity: row.entity,
            undone: row.undone,
        })
        .collect();
    Ok(with_custom_fields(entries))
}

/// What one act did to the custom fields of a thing stands with what it did to the thing itself, in the order of the fields.
fn with_custom_fields(entries: Vec<HistoryEntry>) -> Vec<HistoryEntry> {
    let is_custom = |entry: &HistoryEntry| entry.entity == Entity::FieldValue.name();
    let is_thing = |entry: &HistoryEntry| Kind::parse(&entry.entity).is_some();
    let mut joined: Vec<HistoryEntry> = Vec::with_capacity(entries.len());
    // How many changes of the last entry are the thing's own: those of its fields, newest first, come in between.
    let mut own = 0;
    for mut entry in entries {
        match joined.last_mut() {
            Some(last)
                if last.batch == entry.batch && is_custom(&entry) && (is_custom(last) || is_thing(last)) =>
            {
                drop(last.changes.splice(own..own, entry.changes));
            }
            Some(last) if last.batch == entry.batch && is_custom(last) && is_thing(&entry) => {
                entry.changes.append(&mut last.changes);
                *last = entry;
            }
            _ => {
                own = if is_custom(&entry) { 0 } else { entry.changes.len() };
                joined.push(entry);
            }
        }
    }
    joined
}

/// Rewrites what was recorded of the rows of a table, for what must not stand there any longer. `change` gets each row
/// as it was recorded, before and after, and says whether it changed it. How many records were rewritten.
pub(crate) async fn rewrite(
    conn: &mut SqliteConnection,
    table: Entity,
    mut change: impl FnMut(&mut Row) -> bool,
) -> Result<u32> {
    let mut rewritten = 0;
    for (seq, before, after) in store::recorded(conn, table.name()).await? {
        let (mut before, mut after) = (parse_row(before.as_deref())?, parse_row(after.as_deref())?);
        let mut changed = false;
        for row in [&mut before, &mut after].into_iter().flatten() {
            changed |= change(row);
        }
        if changed {
            store::rewrite(conn, seq, before.as_ref(), after.as_ref()).await?;
            rewritten += 1;
        }
    }
    Ok(rewritten)
}

/// A number that grows with every change, by whatever process; 0 before the first. It tells whether anything
/// was written since an earlier look.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn last_change(conn: &mut SqliteConnection) -> Result<i64> {
    store::last_change(conn).await
}

async fn queue_secret(conn: &mut SqliteConnection, act: &Act, row: &Row) -> Result<()> {
    let Some(reference) = row.get("ref").and_then(Value::as_str) else { return Ok(()) };
    let owner = text_of(row, "owner_id")?;
    let parts = row.get("parts").and_then(Value::as_i64).unwrap_or(1);
    let home = row.get("home_id").and_then(Value::as_str);
    store::queue_secret_delete(conn, reference, &owner, parts, home, &act.now.timestamp()).await
}

fn parse_row(text: Option<&str>) -> Result<Option<Row>> {
    text.map(|text| serde_json::from_str(text).map_err(|e| Error::Internal(format!("history row: {e}"))))
        .transpose()
}

fn subject_of(table: Entity, id: &str, row: Option<&Row>) -> String {
    table
        .owner_columns()
        .iter()
        .find_map(|column| row?.get(*column)?.as_str())
        .map_or_else(|| id.to_owned(), str::to_owned)
}

fn version_of(row: &Row) -> u32 {
    row.get("version").and_then(Value::as_u64).and_then(|version| u32::try_from(version).ok()).unwrap_or(0)
}

fn text_of(row: &Row, column: &str) -> Result<String> {
    row.get(column)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| Error::Internal(format!("a row without {column}")))
}

/// A value as SQLite gives it back: booleans are 0 and 1.
fn as_stored(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(i64::from(*flag)),
        other => other.clone(),
    }
}

/// Of a value only which one it is.
fn value_changes(before: &Row, after: &Row) -> Vec<FieldChange> {
    let field = after.get("field").or_else(|| before.get("field")).and_then(Value::as_str);
    let one = |name: &str| FieldChange {
        field: "value".into(),
        label: "Value".into(),
        before: None,
        after: Some(Said::Text(name.to_owned())),
    };
    field.map(one).into_iter().collect()
}
