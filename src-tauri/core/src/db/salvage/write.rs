//! Writing rows into the new file.

use super::{
    super::pages::Value,
    shape::{Row, Table},
};
use crate::{Result, attachments, list::own_sql};
use sqlx::{SqliteConnection, sqlite::SqliteArguments};

/// A query with its values.
type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, SqliteArguments>;

/// Writes a row. False where the table does not take it: then it is none of its rows, or stands there already.
pub(super) async fn insert(conn: &mut SqliteConnection, table: &Table, row: &Row) -> Result<bool> {
    if !is_true(table, row) {
        return Ok(false);
    }
    let named = row.columns.iter().filter_map(|(at, _)| table.columns.get(*at));
    let names: Vec<String> = named.map(|column| quoted(&column.name)).collect();
    let marks = vec!["?"; names.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", quoted(&table.name), names.join(", "));
    let mut query = sqlx::query(own_sql(sql));
    for (_, value) in &row.columns {
        query = bind(query, value);
    }
    taken(query.execute(conn).await)
}

/// Writes a row over an older version of itself. False like [`insert`].
pub(super) async fn insert_newer(conn: &mut SqliteConnection, table: &Table, row: &Row) -> Result<bool> {
    if insert(&mut *conn, table, row).await? {
        return Ok(true);
    }
    let version = row.columns.iter().find_map(|(at, value)| match (table.columns.get(*at), value) {
        (Some(column), Value::Whole(version)) if column.name == "version" => Some(*version),
        _ => None,
    });
    let (Some(id), Some(version), true) = (table.id(row), version, is_true(table, row)) else {
        return Ok(false);
    };
    let older = format!("DELETE FROM {} WHERE id = ? AND version < ?", quoted(&table.name));
    let gone = sqlx::query(own_sql(older)).bind(id.to_owned()).bind(version).execute(&mut *conn).await?;
    Ok(0 < gone.rows_affected() && insert(conn, table, row).await?)
}

/// Whether a row is what it says, as far as it says something of itself.
fn is_true(table: &Table, row: &Row) -> bool {
    if table.name != "attachment_content" {
        return true;
    }
    let (mut sha256, mut bytes) = (None, None);
    for (_, value) in &row.columns {
        match value {
            Value::Text(text) => sha256 = Some(text),
            Value::Bytes(found) => bytes = Some(found),
            _ => {}
        }
    }
    matches!((sha256, bytes), (Some(sha256), Some(bytes)) if attachments::sha256(bytes) == *sha256)
}

fn bind<'q>(query: Query<'q>, value: &Value) -> Query<'q> {
    match value {
        Value::Null => query.bind(None::<String>),
        Value::Whole(number) => query.bind(*number),
        Value::Real(number) => query.bind(*number),
        Value::Text(text) => query.bind(text.clone()),
        Value::Bytes(bytes) => query.bind(bytes.clone()),
    }
}

/// Writes a row as the history has it: what the table has no column for is left out. False where the table does not take it.
pub(super) async fn insert_recorded(
    conn: &mut SqliteConnection,
    table: &Table,
    recorded: &serde_json::Map<String, serde_json::Value>,
) -> Result<bool> {
    let mut names = Vec::new();
    let mut values = Vec::new();
    for column in &table.columns {
        let Some(value) = recorded.get(&column.name) else { continue };
        names.push(quoted(&column.name));
        values.push(match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(flag) => Value::Whole(i64::from(*flag)),
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Value::Whole(whole),
                (None, Some(real)) => Value::Real(real),
                (None, None) => return Ok(false),
            },
            serde_json::Value::String(text) => Value::Text(text.clone()),
            _ => return Ok(false),
        });
    }
    if names.is_empty() {
        return Ok(false);
    }
    let marks = vec!["?"; names.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", quoted(&table.name), names.join(", "));
    let mut query = sqlx::query(own_sql(sql));
    for value in &values {
        query = bind(query, value);
    }
    taken(query.execute(conn).await)
}

/// False for a row that broke a rule of its table.
pub(super) fn taken<T>(done: Result<T, sqlx::Error>) -> Result<bool> {
    match done {
        Ok(_) => Ok(true),
        Err(error) => {
            let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
            // SQLITE_CONSTRAINT, SQLITE_MISMATCH
            if matches!(code.map(|code| code & 0xff), Some(19 | 20)) { Ok(false) } else { Err(error.into()) }
        }
    }
}

/// A name of the schema within SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
