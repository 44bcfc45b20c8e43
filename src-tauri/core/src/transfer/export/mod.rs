//! Export: a list, or everything, as CSV, XLSX or JSON. What is written here, the import reads back.
//!
//! No value of the keyring is in any of these; the vault export is for those.

mod csv;
mod everything;
mod fields;
mod lists;
mod xlsx;

pub use csv::{CsvOptions, csv, unguarded};
pub use everything::{FORMAT, ReadBack, everything, read_back};
pub use xlsx::xlsx;

use crate::{
    Error, Result, clock::Now, credentials, hardware, ids::Kind, licenses, list::ListQuery, people,
    table::Table, vendors,
};
use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

/// Which columns an export has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Columns {
    /// Every field that was entered, under headings that the import knows.
    #[default]
    All,
    /// Those of the list.
    Listed,
    /// Those of the list with these names, in this order.
    Named(Vec<String>),
}

/// A list as a table: the rows that the query finds, in its order.
///
/// # Errors
/// For the fields `sort` and `columns`, naming those there are.
pub async fn table(
    conn: &mut SqliteConnection,
    kind: Kind,
    query: &ListQuery,
    columns: &Columns,
    today: NaiveDate,
) -> Result<Table> {
    match columns {
        Columns::All => fields::table(conn, kind, query, today).await,
        Columns::Listed => lists::table(conn, kind, query, today).await,
        Columns::Named(names) => pick(lists::table(conn, kind, query, today).await?, names),
    }
}

/// The things of a list with all that belongs to them, as `holdfast show --json` gives each.
pub async fn json(conn: &mut SqliteConnection, kind: Kind, query: &ListQuery, now: &Now) -> Result<Vec<u8>> {
    let today = now.today;
    let ids = lists::ids(conn, kind, query, today).await?;
    let mut rows: Vec<Value> = Vec::with_capacity(ids.len());
    for id in &ids {
        let thing = match kind {
            Kind::License => serde_json::to_value(licenses::get(conn, id, today).await?),
            Kind::Device => serde_json::to_value(hardware::get(conn, id, today).await?),
            Kind::Credential => serde_json::to_value(credentials::get(conn, id).await?),
            Kind::Vendor => serde_json::to_value(vendors::get(conn, id).await?),
            Kind::Person => serde_json::to_value(people::get(conn, id, today).await?),
            Kind::Location => return Err(lists::no_list()),
        };
        rows.push(thing.map_err(|error| Error::Internal(error.to_string()))?);
    }
    let answer = json!({ "format": FORMAT, "kind": kind, "exported_at": now.timestamp(), "as_of": today.to_string(), "rows": rows });
    pretty(&answer)
}

fn pretty(value: &Value) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| Error::Internal(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn pick(table: Table, names: &[String]) -> Result<Table> {
    let mut places = Vec::with_capacity(names.len());
    for name in names {
        let place = table.columns.iter().position(|column| column.name == *name).ok_or_else(|| {
            let known: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            Error::field(
                "columns",
                format!("This list has no column “{name}”. It has: {}.", known.join(", ")),
            )
        })?;
        places.push(place);
    }
    let picked = |row: &Vec<crate::table::Cell>| {
        places.iter().map(|place| row.get(*place).cloned().unwrap_or_default()).collect()
    };
    Ok(Table {
        columns: places.iter().filter_map(|place| table.columns.get(*place).cloned()).collect(),
        rows: table.rows.iter().map(picked).collect(),
        totals: table.totals.iter().map(picked).collect(),
        title: table.title,
    })
}

#[cfg(test)]
mod tests;
