//! What follows from the rows of a file or a database, computed in a database in memory by the rules of the domains.

use super::{columns, tables};
use crate::{
    Act, Error, Result,
    clock::Now,
    credentials,
    db::Db,
    hardware,
    history::{self, Actor, Entity, Row},
    terms::{self, Owner},
};
use serde_json::Value;
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Rows by table, in the order in which they are entered.
pub(super) type Rows = Vec<(Entity, Vec<Row>)>;

/// Checked rows with all that follows from them.
///
/// # Errors
/// [`Error::Import`] for rows that no form would keep: links to nothing, circles, terms and warranties that cannot be.
pub(super) async fn with_derived(rows: &Rows, now: &Now) -> Result<Rows> {
    refuse_circles(rows)?;
    let db = Db::in_memory().await?;
    let mut tx = db.write().await?;
    history::defer_links(&mut tx).await?;
    // Attached files have no place among what is derived, and their contents are large.
    for (table, rows) in rows.iter().filter(|(table, _)| *table != Entity::Attachment) {
        for row in rows {
            history::place(&mut tx, now, *table, row.clone())
                .await
                .map_err(|error| refused(*table, row, error))?;
        }
    }
    let broken = history::broken_links(&mut tx).await?;
    if let Some((table, _)) = broken.first() {
        let count = broken.iter().filter(|(other, _)| other == table).count();
        let rows = if count == 1 { "row leads" } else { "rows lead" };
        return Err(wrong(format!("{count} {rows} to nothing ({})", table.replace('_', " "))));
    }
    let act = Act::new(*now, Actor::CommandLine, "Derive");
    // What covers a device follows from the terms of contracts: those first.
    let have_terms = |table: Entity| matches!(table, Entity::License | Entity::Contract);
    for with_terms in [true, false] {
        for (table, rows) in rows.iter().filter(|(table, _)| have_terms(*table) == with_terms) {
            for row in rows {
                derive(&mut tx, &act, *table, row).await?;
            }
        }
    }
    let mut answer = Vec::with_capacity(rows.len());
    for (table, rows) in rows {
        if *table == Entity::Attachment {
            answer.push((*table, rows.clone()));
        } else {
            let mut derived: HashMap<String, Row> = history::rows(&mut tx, *table)
                .await?
                .into_iter()
                .map(|row| (id_of(&row).to_owned(), row))
                .collect();
            answer.push((*table, rows.iter().filter_map(|row| derived.remove(id_of(row))).collect()));
        }
    }
    tx.rollback().await?;
    db.close().await;
    Ok(answer)
}

/// Has a thing compute what follows from it, which checks what was entered like its form does.
async fn derive(conn: &mut SqliteConnection, act: &Act, table: Entity, row: &Row) -> Result<()> {
    let id = id_of(row);
    let owner = match table {
        Entity::License => Owner::License(id),
        Entity::Contract => Owner::Contract(id),
        Entity::Device => {
            let derived = hardware::derive_anew(conn, act, id).await;
            return derived.map_err(|error| unfit(table, row, error));
        }
        Entity::Credential => {
            let derived = credentials::derive_anew(conn, act, id).await;
            return derived.map_err(|error| unfit(table, row, error));
        }
        _ => return Ok(()),
    };
    let terms =
        terms::of_owner(conn, owner, act.now.today).await.map_err(|error| unfit(table, row, error))?;
    let terms: Vec<terms::TermInput> = terms.into_iter().map(|term| term.fields).collect();
    terms::set(conn, act, owner, &terms).await.map_err(|error| unfit(table, row, error))
}

/// What stands in a database and does not follow from the rest of it, a sentence for each thing. Empty when all does.
pub(super) async fn doubts(rows: &Rows, now: &Now) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut fit: Rows = Vec::with_capacity(rows.len());
    for (table, rows) in rows {
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            match columns::checked(*table, row, |column| row.contains_key(column)) {
                Ok(checked) => kept.push(checked),
                Err(what) => found.push(format!("{}: {what}", named(*table, row))),
            }
        }
        fit.push((*table, kept));
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let right = match with_derived(&fit, now).await {
        Ok(right) => right,
        Err(Error::Import(what)) => return Ok(vec![what]),
        Err(error) => return Err(error),
    };
    for ((table, stored), (_, right)) in rows.iter().zip(&right) {
        let right: BTreeMap<&str, &Row> = right.iter().map(|row| (id_of(row), row)).collect();
        for row in stored {
            let Some(right) = right.get(id_of(row)) else { continue };
            let off: Vec<String> = row
                .iter()
                .filter(|(column, _)| columns::is_derived(*table, column))
                .filter_map(|(column, value)| {
                    let right = right.get(column)?;
                    (right != value).then(|| format!("{column} is {}, not {}", shown(value), shown(right)))
                })
                .collect();
            if !off.is_empty() {
                found.push(format!("{}: {}", named(*table, row), off.join(", ")));
            }
        }
    }
    Ok(found)
}

/// Things that lie within themselves, over whatever many.
fn refuse_circles(rows: &Rows) -> Result<()> {
    for (table, column) in
        [(Entity::Location, "parent_id"), (Entity::Device, "parent_id"), (Entity::Person, "manager_id")]
    {
        let Some((_, rows)) = rows.iter().find(|(one, _)| *one == table) else { continue };
        let above: HashMap<&str, &str> = rows
            .iter()
            .filter_map(|row| Some((id_of(row), row.get(column).and_then(Value::as_str)?)))
            .collect();
        let mut fine: HashSet<&str> = HashSet::new();
        for row in rows {
            let mut way: Vec<&str> = Vec::new();
            let mut next = Some(id_of(row));
            while let Some(id) = next.filter(|id| !fine.contains(id)) {
                if way.contains(&id) {
                    return Err(wrong(format!("{}: {column} leads back to itself", named(table, row))));
                }
                way.push(id);
                next = above.get(id).copied();
            }
            fine.extend(way);
        }
    }
    Ok(())
}

pub(super) fn id_of(row: &Row) -> &str {
    row.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// A row as a person may find it: what it is and its name, else its id.
pub(super) fn named(table: Entity, row: &Row) -> String {
    let name = ["name", "label", "subject"].iter().find_map(|column| row.get(*column)?.as_str());
    let what = table.name().replace('_', " ");
    match name.filter(|name| !name.trim().is_empty()) {
        Some(name) => format!("{what} “{name}”"),
        None => format!("{what} {}", id_of(row)),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "empty".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

pub(super) fn wrong(what: String) -> Error {
    Error::Import(format!("The file cannot be read back: {what}. Nothing was changed."))
}

/// What a form would refuse.
fn unfit(table: Entity, row: &Row, error: Error) -> Error {
    match error {
        Error::Field { field, message } => {
            wrong(format!("{}: {field}: {}", named(table, row), message.trim_end_matches('.')))
        }
        Error::Database(error) => wrong(format!("{}: {error}", named(table, row))),
        Error::NotFound { .. } | Error::Taken { .. } | Error::Refused(_) => {
            wrong(format!("{}: {}", named(table, row), error.to_string().trim_end_matches('.')))
        }
        other => other,
    }
}

/// What the schema refuses.
fn refused(table: Entity, row: &Row, error: Error) -> Error {
    match error {
        Error::Database(error) if error.as_database_error().is_some_and(|e| e.is_unique_violation()) => {
            wrong(format!("{}: it, its name or its number stands twice", named(table, row)))
        }
        Error::Database(error) => wrong(format!("{}: {error}", named(table, row))),
        other => other,
    }
}

/// The rows of a database, as a file of everything has them.
pub(super) async fn stored(conn: &mut SqliteConnection) -> Result<Rows> {
    let mut rows = Vec::new();
    for table in tables() {
        rows.push((table, history::rows(conn, table).await?));
    }
    Ok(rows)
}
