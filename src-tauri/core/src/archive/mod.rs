//! Everything that was entered, as one JSON file, and back again (docs/json-format.md).
//!
//! Rows are written as they are stored, so that nothing is lost: things in Trash, parts and links included. Values of
//! the keyring are not in the database and so not in the file.

mod columns;
mod derived;

use crate::{
    Act, Error, Result, attachments,
    clock::Now,
    credentials,
    db::Db,
    history::{self, Entity, Row},
    ids::Kind,
    vaults,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use holdfast_sheets::check_json;
use serde_json::{Map, Value, json};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// The number of the format. It grows when a reader of the older one would misread a file.
pub const FORMAT: u32 = 1;

/// The most values of a file, counted before it is read.
const MOST_VALUES: u64 = 20_000_000;

/// Where things came from: no rows of a thing, but beside them.
const ORIGINS: &str = "vault_source";

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
fn tables() -> Vec<Entity> {
    let mut tables: Vec<Entity> = Kind::ALL.into_iter().map(Entity::from).collect();
    let parts: Vec<Entity> = Entity::ALL.into_iter().filter(|table| !tables.contains(table)).collect();
    tables.extend(parts);
    tables.retain(|table| !table.name().starts_with("secret"));
    tables
}

/// All rows that have a history, and the contents of attached files.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
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
    answer.insert(ORIGINS.into(), json!(vaults::origins(conn).await?));
    pretty(&Value::Object(answer))
}

/// Enters what a file of [`everything`] has and the database has not, as one act. Every column is checked like a form's,
/// and what follows from others is computed, whatever the file says. A row that is there in another state is a conflict;
/// nothing is overwritten.
///
/// # Errors
/// [`Error::Import`] for a file that is no such export, that a newer Holdfast wrote, or that holds what no form would
/// keep; and for rows that differ from those that are there. The caller's transaction is to be dropped then.
pub async fn read_back(conn: &mut SqliteConnection, act: &Act, bytes: &[u8]) -> Result<ReadBack> {
    check_json(bytes, MOST_VALUES)?;
    let file = opened(bytes)?;
    let contents = contents_of(&file)?;
    let rows = rows_of(conn, &file, &contents).await?;
    let origins = array(&file, ORIGINS)?.iter().map(|one| serde_json::from_value(one.clone()));
    let origins: Vec<vaults::Origin> =
        origins.collect::<Result<_, _>>().map_err(|error| derived::wrong(format!("{ORIGINS}: {error}")))?;
    let rows = derived::with_derived(&rows, &act.now).await?;
    history::defer_links(conn).await?;
    for bytes in contents.values() {
        attachments::keep_content(conn, bytes).await?;
    }
    let mut done = ReadBack { added: 0, unchanged: 0 };
    let mut secret_addresses = false;
    for (table, rows) in rows {
        for row in rows {
            match there(conn, table, &row).await? {
                Some(true) => done.unchanged += 1,
                Some(false) => {
                    let name = row.get("name").and_then(Value::as_str).unwrap_or(table.name());
                    return Err(Error::Import(format!(
                        "“{name}” is here already and was changed since the file was written. Nothing was changed: import it into an empty data folder."
                    )));
                }
                None => {
                    secret_addresses |= credentials::parting::has_secret_address(table, &row);
                    history::insert(conn, act, table, row).await.map_err(refused)?;
                    done.added += 1;
                }
            }
        }
    }
    vaults::keep_origins(conn, origins).await?;
    if secret_addresses {
        // Written by an earlier version: they become values at once, or as soon as the keyring is ready.
        credentials::parting::look_again(conn).await?;
    }
    Ok(done)
}

/// What stands in the database and does not follow from the rest of it, a sentence for each thing; empty when all does.
///
/// # Errors
/// Those of reading the database.
pub async fn doubts(conn: &mut SqliteConnection, now: &Now) -> Result<Vec<String>> {
    let rows = derived::stored(conn).await?;
    derived::doubts(&rows, now).await
}

/// The attached files by their SHA-256.
fn contents_of(file: &Map<String, Value>) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut contents = BTreeMap::new();
    for content in array(file, "attachment_content")? {
        let text = |name: &str| content.get(name).and_then(Value::as_str).unwrap_or_default();
        let bytes =
            BASE64_STANDARD.decode(text("base64")).map_err(|_| damaged("an attached file cannot be read"))?;
        let sha256 = attachments::sha256(&bytes);
        if text("sha256") != sha256 {
            return Err(damaged("an attached file is not the one that was written"));
        }
        contents.insert(sha256, bytes);
    }
    Ok(contents)
}

/// The rows of a file, each checked column by column.
async fn rows_of(
    conn: &mut SqliteConnection,
    file: &Map<String, Value>,
    contents: &BTreeMap<String, Vec<u8>>,
) -> Result<derived::Rows> {
    let known: Vec<&str> = tables().into_iter().map(Entity::name).collect();
    if let Some(unknown) = file.keys().find(|name| {
        !["holdfast", "attachment_content", ORIGINS].contains(&name.as_str())
            && !known.contains(&name.as_str())
    }) {
        return Err(derived::wrong(format!("it has a list “{unknown}” that this Holdfast does not know")));
    }
    let mut all = Vec::new();
    for table in tables() {
        let columns = history::columns(conn, table).await?;
        let mut rows = Vec::new();
        for row in array(file, table.name())? {
            let Value::Object(row) = row else { return Err(damaged("a row is no object")) };
            let checked = columns::checked(table, row, |column| columns.contains(column))
                .map_err(|what| derived::wrong(format!("{}: {what}", derived::named(table, row))))?;
            if table == Entity::Attachment {
                attached(&checked, contents)
                    .map_err(|what| derived::wrong(format!("{}: {what}", derived::named(table, row))))?;
            }
            rows.push(checked);
        }
        all.push((table, rows));
    }
    Ok(all)
}

/// An attachment is one of the file's contents, whole.
fn attached(row: &Row, contents: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let sha256 = row.get("sha256").and_then(Value::as_str).unwrap_or_default();
    let content = contents.get(sha256).ok_or("its content is not in the file")?;
    let size = row.get("size").and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok());
    if size == Some(content.len()) { Ok(()) } else { Err("its size is not that of its content".to_owned()) }
}

/// JSON as a person reads it, with a line end.
pub(crate) fn pretty(value: &Value) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| Error::Internal(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Whether a file says that it is an export of everything.
pub fn is_one(bytes: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct File {
        #[expect(dead_code, reason = "that it is there is all")]
        holdfast: serde::de::IgnoredAny,
    }
    serde_json::from_slice::<File>(bytes).is_ok()
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
async fn there(conn: &mut SqliteConnection, table: Entity, row: &Row) -> Result<Option<bool>> {
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
                "Something of the same name, asset tag or email address is here already. Nothing was changed: import the file into an empty data folder."
                    .into(),
            )
        }
        Error::Database(error) => damaged(&error.to_string()),
        other => other,
    }
}
