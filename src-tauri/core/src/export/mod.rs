//! Export: a list, or the things of a list, as a table or as JSON. What is written here, the import reads back.
//!
//! No value of the keyring is in any of these; the vault export is for those.

mod fields;
mod lists;

pub use lists::shown_at_first;

use crate::{
    Error, Result,
    archive::{FORMAT, pretty},
    clock::Now,
    contracts, credentials,
    fields::{Field, custom},
    hardware,
    ids::Kind,
    licenses,
    list::ListQuery,
    people,
    table::Table,
    vendors,
};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

/// A column to export: a field of the list's rows under the heading the person sees.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportColumn {
    /// The field of the row.
    pub name: String,
    pub label: String,
}

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
    /// These, under these headings.
    Chosen(Vec<ExportColumn>),
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
    let known = |field: &Field<'_>| ExportColumn {
        name: field.shown_name().to_owned(),
        label: field.label.to_owned(),
    };
    let mut listed: Vec<ExportColumn> = lists::columns(kind).map(known).collect();
    let defined = custom::list(conn, Some(kind)).await?;
    listed.extend(
        defined.into_iter().map(|field| ExportColumn { name: field.column(), label: field.input.label }),
    );
    match columns {
        Columns::All => fields::table(conn, kind, query, today).await,
        Columns::Listed => lists::table(conn, kind, query, &listed, today).await,
        Columns::Chosen(chosen) => lists::table(conn, kind, query, chosen, today).await,
        Columns::Named(names) => lists::table(conn, kind, query, &pick(&listed, names)?, today).await,
    }
}

fn pick(listed: &[ExportColumn], names: &[String]) -> Result<Vec<ExportColumn>> {
    names
        .iter()
        .map(|name| {
            listed.iter().find(|column| column.name == *name).cloned().ok_or_else(|| {
                let known: Vec<&str> = listed.iter().map(|column| column.name.as_str()).collect();
                let message = format!("This list has no column “{name}”. It has: {}.", known.join(", "));
                Error::field("columns", message)
            })
        })
        .collect()
}

/// The things of a list with all that belongs to them, as `holdfast show --json` gives each.
pub async fn json(conn: &mut SqliteConnection, kind: Kind, query: &ListQuery, now: &Now) -> Result<Vec<u8>> {
    let today = now.today;
    let ids = crate::any_list::ids(conn, kind, query, today).await?;
    let mut rows: Vec<Value> = Vec::with_capacity(ids.len());
    for id in &ids {
        let thing = match kind {
            Kind::License => serde_json::to_value(licenses::get(conn, id, today).await?),
            Kind::Device => serde_json::to_value(hardware::get(conn, id, today).await?),
            Kind::Credential => serde_json::to_value(credentials::get(conn, id).await?),
            Kind::Vendor => serde_json::to_value(vendors::get(conn, id).await?),
            Kind::Person => serde_json::to_value(people::get(conn, id, today).await?),
            Kind::Contract => serde_json::to_value(contracts::get(conn, id, today).await?),
            Kind::Location => serde_json::to_value(crate::locations::get(conn, id).await?),
        };
        rows.push(thing.map_err(|error| Error::Internal(error.to_string()))?);
    }
    let answer = json!({ "format": FORMAT, "kind": kind, "exported_at": now.timestamp(), "as_of": today.to_string(), "rows": rows });
    pretty(&answer)
}

#[cfg(test)]
mod tests;
