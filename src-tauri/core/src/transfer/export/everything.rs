//! Everything that was entered, as one JSON file, and back again (docs/json-format.md).
//!
//! Rows are written as they are stored, so that nothing is lost: things in Trash, parts and links included. Values of
//! the keyring are not in the database and so not in the file.

use super::pretty;
use crate::{
    Act, Error, Result, attachments,
    clock::Now,
    credentials,
    db::Db,
    history::{self, Row, Table},
    ids::Kind,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use sqlx::SqliteConnection;

/// The number of the format. It grows when a reader of the older one would misread a file.
pub const FORMAT: u32 = 1;

/// What reading a file back did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct ReadBack {
    /// Rows that were entered.
    pub added: u32,
    /// Rows that were there already, the same.
    pub unchanged: u32,
}

/// The tables of a file, things before their parts, so that an undo, which goes backwards, takes the parts first. Those
/// about values in the keyring stay on this computer.
fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Kind::ALL.into_iter().map(Table::from).collect();
    let parts: Vec<Table> = Table::ALL.into_iter().filter(|table| !tables.contains(table)).collect();
    tables.extend(parts);
    tables.retain(|table| !table.name().starts_with("secret"));
    tables
}

/// All rows that have a history, and the contents of attached files.
pub async fn everything(conn: &mut SqliteConnection, now: &Now) -> Result<Vec<u8>> {
    let mut answer = Map::new();
    answer.insert(
        "holdfast".into(),
        json!({ "format": FORMAT, "schema": Db::schema_version(), "exported_at": now.timestamp() }),
    );
    for table in tables() {
        let rows = history::rows(conn, table).await?;
        answer.insert(table.name().into(), rows.into_iter().map(Value::Object).collect());
    }
    let mut contents = Vec::new();
    for (sha256, bytes) in attachments::contents(conn).await? {
        contents.push(json!({ "sha256": sha256, "base64": BASE64_STANDARD.encode(bytes) }));
    }
    answer.insert("attachment_content".into(), Value::Array(contents));
    pretty(&Value::Object(answer))
}

/// Enters what a file of [`everything`] has and the database has not, as one act. A row that is there in another
/// state is a conflict; nothing is overwritten.
///
/// # Errors
/// [`Error::Import`] for a file that is no such export, that a newer Holdfast wrote, or that is not whole; and for
/// rows that differ from those that are there. The caller's transaction is to be dropped then.
pub async fn read_back(conn: &mut SqliteConnection, act: &Act, bytes: &[u8]) -> Result<ReadBack> {
    let file = opened(bytes)?;
    history::defer_links(conn).await?;
    for content in array(&file, "attachment_content")? {
        let text = content.get("base64").and_then(Value::as_str).unwrap_or_default();
        let bytes = BASE64_STANDARD.decode(text).map_err(|_| damaged("an attached file cannot be read"))?;
        attachments::keep_content(conn, &bytes).await?;
    }
    let mut done = ReadBack { added: 0, unchanged: 0 };
    let mut secret_addresses = false;
    for table in tables() {
        let columns = history::columns(conn, table).await?;
        for row in array(&file, table.name())? {
            let Value::Object(row) = row else { return Err(damaged("a row is no object")) };
            if let Some(unknown) = row.keys().find(|column| !columns.contains(*column)) {
                return Err(Error::Import(format!(
                    "The file has a field “{unknown}” of {} that this Holdfast does not know. Nothing was changed.",
                    table.name()
                )));
            }
            match there(conn, table, row).await? {
                Some(true) => done.unchanged += 1,
                Some(false) => {
                    let name = row.get("name").and_then(Value::as_str).unwrap_or(table.name());
                    return Err(Error::Import(format!(
                        "“{name}” is here already and was changed since the file was written. Nothing was changed: import it into an empty data folder."
                    )));
                }
                None => {
                    history::insert(conn, act, table, row.clone()).await.map_err(refused)?;
                    secret_addresses |= credentials::parting::has_secret_address(table, row);
                    done.added += 1;
                }
            }
        }
    }
    if secret_addresses {
        // Written by an earlier version: they become values at once, or as soon as the keyring is ready.
        credentials::parting::look_again(conn).await?;
    }
    Ok(done)
}

fn opened(bytes: &[u8]) -> Result<Map<String, Value>> {
    let foreign = || {
        Error::Import(
            "This is no export of everything by Holdfast. Write one with: holdfast export all --format json"
                .into(),
        )
    };
    let Ok(Value::Object(file)) = serde_json::from_slice::<Value>(bytes) else { return Err(foreign()) };
    let head = file.get("holdfast").ok_or_else(foreign)?;
    let number = |name: &str| head.get(name).and_then(Value::as_i64);
    let (format, schema) = number("format").zip(number("schema")).ok_or_else(foreign)?;
    if format > i64::from(FORMAT) || schema > Db::schema_version() {
        return Err(Error::Import("A newer Holdfast wrote this file. Update Holdfast to read it.".into()));
    }
    Ok(file)
}

/// A list of the file; one that an older Holdfast did not write yet is empty.
fn array<'a>(file: &'a Map<String, Value>, name: &str) -> Result<&'a [Value]> {
    match file.get(name) {
        None => Ok(&[]),
        Some(Value::Array(rows)) => Ok(rows),
        Some(_) => Err(damaged("a list is missing")),
    }
}

/// Whether the row is there, and the same apart from when and how often it was written.
async fn there(conn: &mut SqliteConnection, table: Table, row: &Row) -> Result<Option<bool>> {
    let id = row.get("id").and_then(Value::as_str).ok_or_else(|| damaged("a row has no id"))?;
    let Some(stored) = history::row(conn, table, id).await? else { return Ok(None) };
    let kept = |column: &str| !matches!(column, "created_at" | "updated_at" | "version");
    Ok(Some(row.iter().all(|(column, value)| !kept(column) || stored.get(column) == Some(value))))
}

fn damaged(what: &str) -> Error {
    Error::Import(format!("The file is damaged: {what}. Nothing was changed."))
}

/// What the database says of a row that it does not take.
fn refused(error: Error) -> Error {
    match error {
        Error::Database(error) if error.as_database_error().is_some_and(|e| e.is_unique_violation()) => {
            Error::Import(
                "Something of the same name, asset tag or e-mail address is here already. Nothing was changed: import the file into an empty data folder."
                    .into(),
            )
        }
        Error::Database(error) => damaged(&error.to_string()),
        other => other,
    }
}
