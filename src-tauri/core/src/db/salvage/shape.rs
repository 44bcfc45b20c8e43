//! What the tables of a schema look like, by which a row is told from what only looks like one.

use super::super::pages::{Kind, Page, Pages, Value, record};
use crate::Result;
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub name: String,
    kind: String,
    /// A row has something in it.
    needed: bool,
    /// A row that was written before the column was there has this.
    fallback: bool,
}

/// An index that has an entry for every row of its table.
#[derive(Debug, Clone)]
pub(super) struct Index {
    pub name: String,
    /// Its first column is the table's id.
    pub by_id: bool,
}

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// The column that is the number of the row.
    number: Option<usize>,
    /// Rows stand in the order of their key, which comes first; None for the order of their numbers.
    by_key: Option<Vec<usize>>,
    /// Indexes that name every row, those by id first.
    pub indexes: Vec<Index>,
    /// Whether rows have an id.
    pub has_id: bool,
}

impl Table {
    /// What the pages with rows are, the outermost first.
    pub(super) fn is_by_key(&self) -> bool {
        self.by_key.is_some()
    }

    /// The leaves of the tree with the rows.
    pub(super) fn leaf(&self) -> Kind {
        if self.is_by_key() { Kind::IndexLeaf } else { Kind::TableLeaf }
    }

    /// The columns of a row of this table, in the order in which the table names them. None for what cannot be one.
    pub(super) fn row(&self, rowid: i64, stored: Vec<Value>) -> Option<Row> {
        if stored.is_empty() || self.columns.len() < stored.len() {
            return None;
        }
        let mut row = Row { rowid, columns: Vec::with_capacity(stored.len()) };
        for (at, value) in stored.into_iter().enumerate() {
            let at = self.by_key.as_ref().map_or(Some(at), |order| order.get(at).copied())?;
            let value = if self.number == Some(at) { Value::Whole(rowid) } else { value };
            row.columns.push((at, value));
        }
        let fits =
            |(at, value): &(usize, Value)| self.columns.get(*at).is_some_and(|column| column.takes(value));
        let given: HashSet<usize> = row.columns.iter().map(|(at, _)| *at).collect();
        let rest = (0..self.columns.len()).filter(|at| !given.contains(at));
        let complete =
            rest.filter_map(|at| self.columns.get(at)).all(|column| !column.needed || column.fallback);
        (complete && row.columns.iter().all(fits)).then_some(row)
    }

    /// The id of a row.
    pub(super) fn id<'r>(&self, row: &'r Row) -> Option<&'r str> {
        row.columns
            .iter()
            .find(|(at, _)| self.columns.get(*at).is_some_and(|column| column.name == "id"))?
            .1
            .text()
    }

    /// The rows of a page that nothing leads to. None where one of them cannot be of this table: then none of them is.
    pub(super) fn rows_if_all(&self, pages: &Pages, page: &Page, bytes: &[u8]) -> Option<Vec<Row>> {
        let mut rows = Vec::with_capacity(page.entries.len());
        for entry in &page.entries {
            // What is kept elsewhere may be damaged there, which says nothing of the rest.
            let Some(stored) = entry.payload.as_ref().and_then(|payload| pages.whole(bytes, payload)) else {
                continue;
            };
            rows.push(self.row(entry.rowid.unwrap_or(0), record(&stored)?)?);
        }
        Some(rows)
    }

    /// The rows of a page, and whether all that is in it was read.
    pub(super) fn rows(&self, pages: &Pages, page: &Page, bytes: &[u8]) -> (Vec<Row>, bool) {
        let mut rows = Vec::with_capacity(page.entries.len());
        let mut all = page.sound;
        for entry in &page.entries {
            let Some(payload) = &entry.payload else { continue };
            let stored = pages.whole(bytes, payload).and_then(|bytes| record(&bytes));
            match stored.and_then(|stored| self.row(entry.rowid.unwrap_or(0), stored)) {
                Some(row) => rows.push(row),
                None => all = false,
            }
        }
        (rows, all)
    }
}

/// A row as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub rowid: i64,
    /// Places of columns, and what stands there.
    pub columns: Vec<(usize, Value)>,
}

impl Column {
    fn takes(&self, value: &Value) -> bool {
        match value {
            Value::Null => !self.needed,
            Value::Whole(_) => ["INTEGER", "INT", "REAL", "ANY"].contains(&self.kind.as_str()),
            Value::Real(_) => ["REAL", "ANY"].contains(&self.kind.as_str()),
            // Where a page with the rest of a text was emptied, it goes on in zeros.
            Value::Text(text) => ["TEXT", "ANY"].contains(&self.kind.as_str()) && !text.contains('\0'),
            Value::Bytes(_) => ["BLOB", "ANY"].contains(&self.kind.as_str()),
        }
    }
}

/// The tables that a connection has, but for those that SQLite keeps for itself or for an index of words.
pub(super) async fn tables(conn: &mut SqliteConnection) -> Result<Vec<Table>> {
    let names: Vec<(String, bool)> = sqlx::query_as(
        "SELECT name, wr FROM pragma_table_list
          WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut tables = Vec::new();
    for (name, by_key) in names {
        tables.push(table(conn, name, by_key).await?);
    }
    Ok(tables)
}

async fn table(conn: &mut SqliteConnection, name: String, by_key: bool) -> Result<Table> {
    let found: Vec<(String, String, bool, Option<String>, i64)> = sqlx::query_as(
        "SELECT name, upper(type), \"notnull\", dflt_value, pk FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid",
    )
    .bind(&name)
    .fetch_all(&mut *conn)
    .await?;
    let keys = found.iter().filter(|column| 0 < column.4).count();
    let number =
        found.iter().position(|(_, kind, .., key)| !by_key && keys == 1 && *key == 1 && kind == "INTEGER");
    let mut order: Vec<(i64, usize)> = found
        .iter()
        .enumerate()
        .map(|(at, column)| (if 0 < column.4 { column.4 } else { i64::MAX }, at))
        .collect();
    order.sort_unstable();
    let columns = found
        .iter()
        .enumerate()
        .map(|(at, (name, kind, needed, fallback, key))| Column {
            name: name.clone(),
            kind: kind.clone(),
            needed: *needed || (0 < *key && number != Some(at)),
            fallback: fallback.is_some(),
        })
        .collect();
    let mut indexes: Vec<Index> = sqlx::query_as::<_, (String, Option<String>)>(
        "SELECT l.name, (SELECT i.name FROM pragma_index_info(l.name) i WHERE i.seqno = 0)
           FROM pragma_index_list(?) l WHERE l.partial = 0 ORDER BY l.origin <> 'pk', l.seq",
    )
    .bind(&name)
    .fetch_all(&mut *conn)
    .await?
    .into_iter()
    .map(|(name, first)| Index { name, by_id: first.as_deref() == Some("id") })
    .collect();
    indexes.sort_by_key(|index| !index.by_id);
    if by_key {
        // Their entries end with a key, not with a number.
        indexes.clear();
    }
    let has_id = found.iter().any(|column| column.0 == "id");
    let by_key = by_key.then(|| order.into_iter().map(|(_, at)| at).collect());
    Ok(Table { name, columns, number, by_key, indexes, has_id })
}

/// Where the tables and indexes of a connection begin.
pub(super) async fn roots(conn: &mut SqliteConnection) -> Result<HashMap<String, u32>> {
    let rows: Vec<(String, u32)> =
        sqlx::query_as("SELECT name, rootpage FROM sqlite_schema WHERE 0 < rootpage").fetch_all(conn).await?;
    Ok(rows.into_iter().collect())
}

/// The names of all tables of a connection, and their SQL.
pub(super) async fn texts(conn: &mut SqliteConnection) -> Result<HashMap<String, String>> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL")
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().collect())
}
