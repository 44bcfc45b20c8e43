//! The one door of writes: every change of a row is recorded, with before and after, in the transaction
//! of the change itself. What is recorded can be shown, and taken back batch by batch.

mod model;
mod store;

pub use model::{Act, Actor, FieldChange, HistoryEntry, Row, Table, Undone};

use crate::{Error, Result};
use serde_json::{Value, json};
use sqlx::SqliteConnection;
use std::collections::HashSet;

/// Inserts a row. Bookkeeping columns (created_at, updated_at, version) are set here.
pub async fn insert(conn: &mut SqliteConnection, act: &Act, table: Table, row: Row) -> Result<()> {
    insert_as(conn, act, table, row, "created").await
}

/// Like [`insert`], recorded under another word.
pub async fn insert_as(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Table,
    mut row: Row,
    action: &str,
) -> Result<()> {
    let id = text_of(&row, "id")?;
    if table.versioned() {
        let at = act.now.timestamp();
        row.insert("created_at".into(), json!(at));
        row.insert("updated_at".into(), json!(at));
        row.insert("version".into(), json!(1));
    } else if table == Table::Attachment {
        row.insert("created_at".into(), json!(act.now.timestamp()));
    }
    store::insert(conn, table, &row).await?;
    let after = store::snapshot(conn, table, &id).await?;
    let subject = subject_of(table, &id, after.as_ref());
    store::record(conn, act, table.name(), &id, &subject, action, None, after.as_ref()).await
}

/// Changes the given columns of a row and returns whether anything differed.
///
/// With `expected` the row must still have that version, else [`Error::Conflict`]. A change that changes
/// nothing writes nothing.
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Table,
    id: &str,
    expected: Option<u32>,
    changes: Row,
) -> Result<bool> {
    update_as(conn, act, table, id, expected, changes, "updated").await
}

/// Like [`update`], recorded under another word (deleted, restored).
pub async fn update_as(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Table,
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

/// Called last in an update of a thing with parts: a change of a part is a new version of the thing, so that
/// an editor who saw the old parts is told, and an undo of older acts sees that something changed.
pub async fn settle(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Table,
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
pub(crate) async fn version(conn: &mut SqliteConnection, table: Table, id: &str) -> Result<u32> {
    let row = store::snapshot(conn, table, id).await?.ok_or_else(|| Error::not_found(table.name(), id))?;
    Ok(version_of(&row))
}

/// A text column of a row, when the row is there and the column is not empty.
pub(crate) async fn text_in(
    conn: &mut SqliteConnection,
    table: Table,
    id: Option<&str>,
    column: &str,
) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let row = store::snapshot(conn, table, id).await?;
    Ok(row.and_then(|row| row.get(column).and_then(Value::as_str).map(str::to_owned)))
}

/// Removes a row for good (parts of a thing: a contact, a term; the things themselves go to Trash). Values
/// it had in the keyring are entered for deletion.
pub async fn remove(conn: &mut SqliteConnection, act: &Act, table: Table, id: &str) -> Result<()> {
    remove_as(conn, act, table, id, "removed").await
}

/// Like [`remove`], recorded under another word.
pub async fn remove_as(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Table,
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
async fn remove_values(conn: &mut SqliteConnection, act: &Act, table: Table, owner_id: &str) -> Result<()> {
    if !matches!(table, Table::Credential | Table::LicenseKey) {
        return Ok(());
    }
    for id in store::values_of(conn, owner_id).await? {
        let Some(before) = store::snapshot(conn, Table::SecretValue, &id).await? else { continue };
        store::delete(conn, Table::SecretValue, &id).await?;
        queue_secret(conn, act, &before).await?;
        let subject = subject_of(Table::SecretValue, &id, Some(&before));
        let name = Table::SecretValue.name();
        store::record(conn, act, name, &id, &subject, "secret forgotten", Some(&before), None).await?;
    }
    Ok(())
}

/// Records an event that changes no row, such as a secret being copied.
pub async fn note(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Table,
    id: &str,
    subject: &str,
    action: &str,
) -> Result<()> {
    store::record(conn, act, table.name(), id, subject, action, None, None).await
}

/// The newest changes of a thing and its parts.
pub async fn of_subject(conn: &mut SqliteConnection, subject: &str, limit: u32) -> Result<Vec<HistoryEntry>> {
    let rows = store::of_subject(conn, subject, limit).await?;
    Ok(rows
        .into_iter()
        .map(|row| HistoryEntry {
            changes: match Table::parse(&row.entity) {
                Some(Table::SecretValue) => value_changes(row.before.as_deref(), row.after.as_deref()),
                _ => field_changes(row.before.as_deref(), row.after.as_deref()),
            },
            at: row.at,
            actor: row.actor,
            batch: row.batch,
            title: row.title,
            action: row.action,
            entity: row.entity,
            undone: row.undone,
        })
        .collect())
}

/// A number that grows with every change, by whatever process; 0 before the first. It tells whether anything
/// was written since an earlier look.
pub async fn last_change(conn: &mut SqliteConnection) -> Result<i64> {
    store::last_change(conn).await
}

/// Takes back a whole batch, or refuses with the reason when something in it was changed since.
/// The undo is an act of its own in the history.
///
/// A stored value steps back behind the one it replaced and stays as a previous one; when the undo takes out what
/// it belongs to, it goes from the keyring too. Values that were deleted from there are not brought back.
pub async fn undo(conn: &mut SqliteConnection, act: &Act, batch: &str) -> Result<Undone> {
    let Some((title, undone_by)) = store::batch(conn, batch).await? else {
        return Err(Error::not_found("batch", batch));
    };
    if undone_by.is_some() {
        return Err(Error::UndoRefused(format!("“{title}” was taken back already.")));
    }
    let changes = store::changes_of(conn, batch).await?;
    let made: HashSet<&str> = changes
        .iter()
        .filter(|change| change.before.is_none() && change.after.is_some())
        .map(|change| change.entity_id.as_str())
        .collect();
    store::defer_foreign_keys(conn).await?;
    let broken_before: HashSet<(String, i64)> = store::broken_links(conn).await?.into_iter().collect();

    // Newest first: only the last state of each row must still stand; older ones were within the batch.
    let mut seen = HashSet::new();
    let mut rows = 0;
    for change in &changes {
        let Some(table) = Table::parse(&change.entity) else { continue };
        if change.before.is_none() && change.after.is_none() {
            continue;
        }
        let current = store::snapshot(conn, table, &change.entity_id).await?;
        if seen.insert((change.entity.clone(), change.entity_id.clone())) {
            let expected = parse_row(change.after.as_deref())?;
            let followed = unmoved(table, parse_row(change.before.as_deref())?.as_ref(), expected.as_ref());
            if !same_apart_from_values(table, &followed, current.as_ref(), expected.as_ref()) {
                let name = current
                    .as_ref()
                    .or(expected.as_ref())
                    .and_then(|row| row.get("name"))
                    .and_then(Value::as_str);
                let what = name.map_or_else(
                    || format!("A {}", table.name().replace('_', " ")),
                    |name| format!("“{name}”"),
                );
                return Err(Error::UndoRefused(format!(
                    "{what} was changed after “{title}”. Nothing was taken back: undo the later change first, or mend it by hand."
                )));
            }
            rows += 1;
        }
        let (before, after) = (parse_row(change.before.as_deref())?, parse_row(change.after.as_deref())?);
        match (&current, &before) {
            (Some(value), None) if table == Table::SecretValue && !goes_with_owner(value, &made) => {
                retire(conn, act, &change.entity_id, value).await?;
            }
            // Its value is gone from the keyring, or on the way out.
            (None, Some(_)) if table == Table::SecretValue => {}
            _ => put_back(conn, act, batch, table, &change.entity_id, current, before, after).await?,
        }
    }
    let broken = store::broken_links(conn).await?.into_iter().find(|link| !broken_before.contains(link));
    if let Some((table, count)) = broken {
        let what = table.replace('_', " ");
        return Err(Error::UndoRefused(format!(
            "{count} {what} entered later belong to things that “{title}” brought. Nothing was taken back: remove or move those first."
        )));
    }
    store::mark_undone(conn, batch, &act.batch).await?;
    Ok(Undone { batch: act.batch.clone(), title, rows })
}

/// Writes a row back to the state before the undone batch.
#[expect(
    clippy::too_many_arguments,
    reason = "one row's before, now and after, and which act is undone by which"
)]
async fn put_back(
    conn: &mut SqliteConnection,
    act: &Act,
    undone: &str,
    table: Table,
    id: &str,
    current: Option<Row>,
    before: Option<Row>,
    after: Option<Row>,
) -> Result<()> {
    let subject = subject_of(table, id, current.as_ref().or(before.as_ref()));
    match (&current, before) {
        (Some(current), None) => {
            if store::parts_of(conn, id, undone).await? > 0 {
                return Err(Error::UndoRefused(
                    "Something was added to it later: a seat, a key, a value, a term, a warranty, a contact, a covered device, a tag or a file. Nothing was taken back."
                        .into(),
                ));
            }
            remove_values(conn, act, table, id).await?;
            store::delete(conn, table, id).await?;
            queue_secret(conn, act, current).await?;
            store::record(conn, act, table.name(), id, &subject, "undone", Some(current), None).await
        }
        (None, Some(mut before)) => {
            for column in table.observed_columns() {
                before.remove(*column);
            }
            store::insert(conn, table, &before).await.map_err(taken_since)?;
            let after = store::snapshot(conn, table, id).await?;
            store::record(conn, act, table.name(), id, &subject, "undone", None, after.as_ref()).await
        }
        (Some(current), Some(mut before)) => {
            let followed = unmoved(table, Some(&before), after.as_ref());
            for column in table.observed_columns().iter().chain(&followed) {
                before.remove(*column);
            }
            if table.versioned() {
                before.insert("version".into(), json!(version_of(current) + 1));
                before.insert("updated_at".into(), json!(act.now.timestamp()));
            }
            store::update(conn, table, id, &before).await.map_err(taken_since)?;
            let after = store::snapshot(conn, table, id).await?;
            store::record(conn, act, table.name(), id, &subject, "undone", Some(current), after.as_ref())
                .await
        }
        (None, None) => Ok(()),
    }
}

/// A unique value that an undo would bring back may be somebody else's by now.
fn taken_since(error: Error) -> Error {
    match error {
        Error::Database(error) if error.as_database_error().is_some_and(|e| e.is_unique_violation()) => Error::UndoRefused(
            "Its name, asset tag, e-mail address or tag is taken by another one since. Nothing was taken back: rename the other one first."
                .into(),
        ),
        other => other,
    }
}

/// Whether an undone value goes for good: what it belongs to goes too, or nobody could bring it back.
fn goes_with_owner(value: &Row, made: &HashSet<&str>) -> bool {
    let text = |column: &str| value.get(column).and_then(Value::as_str).unwrap_or_default();
    text("owner") == "setting" || made.contains(text("owner_id"))
}

/// Makes a value a previous one, unless it is one already.
async fn retire(conn: &mut SqliteConnection, act: &Act, id: &str, value: &Row) -> Result<()> {
    if value.get("retired_at").is_some_and(Value::is_string) {
        return Ok(());
    }
    let changes = crate::row! { "retired_at": act.now.timestamp() };
    update_as(conn, act, Table::SecretValue, id, None, changes, "undone").await?;
    Ok(())
}

async fn queue_secret(conn: &mut SqliteConnection, act: &Act, row: &Row) -> Result<()> {
    let Some(reference) = row.get("ref").and_then(Value::as_str) else { return Ok(()) };
    let owner = text_of(row, "owner_id")?;
    let parts = row.get("parts").and_then(Value::as_i64).unwrap_or(1);
    store::queue_secret_delete(conn, reference, &owner, parts, &act.now.timestamp()).await
}

fn parse_row(text: Option<&str>) -> Result<Option<Row>> {
    text.map(|text| serde_json::from_str(text).map_err(|e| Error::Internal(format!("history row: {e}"))))
        .transpose()
}

/// The following columns that a change left as they were.
fn unmoved(table: Table, before: Option<&Row>, after: Option<&Row>) -> Vec<&'static str> {
    let moved = |column: &str| match (before, after) {
        (Some(before), Some(after)) => before.get(column) != after.get(column),
        _ => false,
    };
    table.following_columns().iter().copied().filter(|column| !moved(column)).collect()
}

/// Whether a row still stands as it was recorded. A column that the record does not know came with a later schema.
fn same_apart_from_values(
    table: Table,
    followed: &[&str],
    current: Option<&Row>,
    recorded: Option<&Row>,
) -> bool {
    let (current, recorded) = match (current, recorded) {
        (None, None) => return true,
        (Some(current), Some(recorded)) => (current, recorded),
        _ => return false,
    };
    let bookkeeping = |column: &str| {
        matches!(column, "version" | "updated_at")
            || table.observed_columns().contains(&column)
            || followed.contains(&column)
    };
    current
        .iter()
        .all(|(column, value)| bookkeeping(column) || recorded.get(column).is_none_or(|was| was == value))
}

fn subject_of(table: Table, id: &str, row: Option<&Row>) -> String {
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
fn value_changes(before: Option<&str>, after: Option<&str>) -> Vec<FieldChange> {
    let row = after.or(before).and_then(|text| serde_json::from_str::<Row>(text).ok()).unwrap_or_default();
    let field = row.get("field").and_then(Value::as_str).map(str::to_owned);
    field
        .map(|name| FieldChange { field: "value".into(), before: None, after: Some(name) })
        .into_iter()
        .collect()
}

/// The differences a reader cares for: no ids, no keys, no bookkeeping, no derived dates.
fn field_changes(before: Option<&str>, after: Option<&str>) -> Vec<FieldChange> {
    let parse =
        |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Row>(text).ok()).unwrap_or_default();
    let (before, after) = (parse(before), parse(after));
    let mut fields: Vec<&String> = after.keys().collect();
    fields.extend(before.keys().filter(|column| !after.contains_key(*column)));
    let quiet = |column: &str| {
        column == "id"
            || matches!(
                column,
                "version"
                    | "created_at"
                    | "updated_at"
                    | "deleted_at"
                    | "secret_ref"
                    | "secret_parts"
                    | "secret_state"
                    | "sha256"
            )
            || column.ends_with("_key")
            || column.ends_with("_due")
            || column.ends_with("_id")
    };
    let show = |value: Option<&Value>| match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    fields
        .into_iter()
        .filter(|column| !quiet(column) && before.get(*column) != after.get(*column))
        .map(|column| FieldChange {
            field: column.clone(),
            before: show(before.get(column)),
            after: show(after.get(column)),
        })
        .filter(|change| change.before != change.after)
        .collect()
}
