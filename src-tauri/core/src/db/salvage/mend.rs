//! What the rows that were read say of those that were not: the history has them as they last were, and links that lost what
//! they led to.

use super::{
    GoneRow, LostLink,
    shape::Table,
    write::{insert_recorded, quoted, taken},
};
use crate::{Result, history::Entity, list::own_sql};
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};

/// More often than links can hang on each other.
const ROUNDS: usize = 12;

/// Brings rows of a table back as the history last had them: those that are named, or all that were never removed where nobody
/// knows which there were. How many came back.
pub(super) async fn from_history(
    conn: &mut SqliteConnection,
    table: &Table,
    named: Option<&HashMap<i64, Option<String>>>,
) -> Result<u64> {
    if Entity::parse(&table.name).is_none() || !table.has_id {
        return Ok(0);
    }
    let wanted: Option<HashSet<&str>> =
        named.map(|named| named.values().filter_map(Option::as_deref).collect());
    let recorded: Vec<(String, Option<String>)> = sqlx::query_as(own_sql(format!(
        "SELECT entity_id, after FROM (SELECT entity_id, after, max(seq) FROM change WHERE entity = ? GROUP BY entity_id)
          WHERE entity_id NOT IN (SELECT id FROM {})",
        quoted(&table.name)
    )))
    .bind(&table.name)
    .fetch_all(&mut *conn)
    .await?;
    let mut back = 0;
    for (id, after) in recorded {
        if wanted.as_ref().is_none_or(|wanted| wanted.contains(id.as_str()))
            && place(conn, table, after.as_deref()).await?
        {
            back += 1;
        }
    }
    Ok(back)
}

async fn place(conn: &mut SqliteConnection, table: &Table, after: Option<&str>) -> Result<bool> {
    match after.and_then(|after| serde_json::from_str(after).ok()) {
        Some(serde_json::Value::Object(row)) => insert_recorded(conn, table, &row).await,
        _ => Ok(false),
    }
}

/// The ids that an index names and the table has not.
pub(super) async fn missing(
    conn: &mut SqliteConnection,
    table: &Table,
    named: &HashMap<i64, Option<String>>,
) -> Result<Vec<String>> {
    let ids: Vec<&String> = named.values().flatten().collect();
    if ids.is_empty() || !table.has_id {
        return Ok(Vec::new());
    }
    let there: Vec<String> = sqlx::query_scalar(own_sql(format!("SELECT id FROM {}", quoted(&table.name))))
        .fetch_all(conn)
        .await?;
    let there: HashSet<String> = there.into_iter().collect();
    let mut missing: Vec<String> = ids.into_iter().filter(|id| !there.contains(*id)).cloned().collect();
    missing.sort();
    Ok(missing)
}

/// A link that leads to nothing.
#[derive(Debug, sqlx::FromRow)]
struct Broken {
    table: String,
    rowid: Option<i64>,
    parent: String,
    column: String,
    to: String,
}

/// Mends every link that leads to nothing: what it led to comes back from the history, or the link is taken out, or its row
/// where that says nothing without it. What came back, by table, and what was taken out.
pub(super) async fn links(
    conn: &mut SqliteConnection,
    tables: &[Table],
) -> Result<(HashMap<String, u64>, Vec<LostLink>)> {
    let (mut back, mut lost) = (HashMap::new(), Vec::new());
    for _ in 0..ROUNDS {
        let broken: Vec<Broken> = sqlx::query_as(
            "SELECT c.\"table\", c.rowid, c.parent, l.\"from\" AS \"column\", coalesce(l.\"to\", 'id') AS \"to\"
               FROM pragma_foreign_key_check c JOIN pragma_foreign_key_list(c.\"table\") l ON l.id = c.fkid",
        )
        .fetch_all(&mut *conn)
        .await?;
        if broken.is_empty() {
            break;
        }
        for link in broken {
            let Some(rowid) = link.rowid else { continue };
            let (table, column) = (quoted(&link.table), quoted(&link.column));
            let led: Option<Option<String>> =
                sqlx::query_scalar(own_sql(format!("SELECT {column} FROM {table} WHERE rowid = ?")))
                    .bind(rowid)
                    .fetch_optional(&mut *conn)
                    .await?;
            // Mended by now, or gone with another one.
            let Some(Some(led)) = led else { continue };
            if is_there(conn, &link, &led).await? {
                continue;
            }
            if link.to == "id" && comes_back(conn, tables, &link.parent, &led).await? {
                *back.entry(link.parent.clone()).or_default() += 1;
                continue;
            }
            let id = id_of(conn, tables, &link.table, rowid).await?;
            let name = name_of(conn, tables, &link.table, rowid).await?;
            let cleared = sqlx::query(own_sql(format!("UPDATE {table} SET {column} = NULL WHERE rowid = ?")))
                .bind(rowid)
                .execute(&mut *conn)
                .await;
            let kept = taken(cleared)?;
            if !kept {
                sqlx::query(own_sql(format!("DELETE FROM {table} WHERE rowid = ?")))
                    .bind(rowid)
                    .execute(&mut *conn)
                    .await?;
            }
            lost.push(LostLink {
                table: link.table,
                row: GoneRow { id, name },
                column: link.column,
                led_to: link.parent,
                kept,
            });
        }
    }
    Ok((back, lost))
}

async fn is_there(conn: &mut SqliteConnection, link: &Broken, id: &str) -> Result<bool> {
    let sql =
        format!("SELECT EXISTS (SELECT 1 FROM {} WHERE {} = ?)", quoted(&link.parent), quoted(&link.to));
    Ok(sqlx::query_scalar(own_sql(sql)).bind(id.to_owned()).fetch_one(conn).await?)
}

async fn comes_back(conn: &mut SqliteConnection, tables: &[Table], name: &str, id: &str) -> Result<bool> {
    let Some(table) = tables.iter().find(|table| table.name == name && Entity::parse(name).is_some()) else {
        return Ok(false);
    };
    let after: Option<String> = sqlx::query_scalar(
        "SELECT after FROM change WHERE entity = ? AND entity_id = ? ORDER BY seq DESC LIMIT 1",
    )
    .bind(name.to_owned())
    .bind(id.to_owned())
    .fetch_optional(&mut *conn)
    .await?
    .flatten();
    place(conn, table, after.as_deref()).await
}

async fn id_of(
    conn: &mut SqliteConnection,
    tables: &[Table],
    name: &str,
    rowid: i64,
) -> Result<Option<String>> {
    text_of(conn, tables, name, rowid, "id").await
}

async fn name_of(
    conn: &mut SqliteConnection,
    tables: &[Table],
    name: &str,
    rowid: i64,
) -> Result<Option<String>> {
    text_of(conn, tables, name, rowid, "name").await
}

async fn text_of(
    conn: &mut SqliteConnection,
    tables: &[Table],
    name: &str,
    rowid: i64,
    column: &str,
) -> Result<Option<String>> {
    let known = tables
        .iter()
        .any(|table| table.name == name && table.columns.iter().any(|found| found.name == column));
    if !known {
        return Ok(None);
    }
    let sql = format!("SELECT {} FROM {} WHERE rowid = ?", quoted(column), quoted(name));
    Ok(sqlx::query_scalar(own_sql(sql)).bind(rowid).fetch_optional(conn).await?.flatten())
}
