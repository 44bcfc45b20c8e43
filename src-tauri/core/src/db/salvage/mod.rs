//! Saving what can be read of a damaged file into a new one.
//!
//! Every page that holds rows is read by itself ([`super::pages`]): SQLite reaches a page through the pages that lead to it, and
//! loses all that is below a damaged one. What nothing leads to any more goes to the table that its rows fit and whose index
//! names them. Nothing derived is copied: indexes, views, triggers and the search text are made anew. Then the history is asked
//! for rows that were on damaged pages.

mod lost;
mod mend;
mod schema;
mod shape;
mod walk;
mod write;

use super::{APPLICATION_ID, MIGRATIONS, make_private_file, on_disk, pages::Pages, set_pragma};
use crate::{Error, Result, ids, list::own_sql};
use schema::Schema;
use serde::Serialize;
use shape::Table;
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::Path,
};
use walk::{Claimed, Tree};
use write::quoted;

/// Tables that are made anew from others, and the journal of the keyring: an entry of a page that was given up long ago would
/// delete a value.
const NOT_SAVED: [&str; 2] = ["search_entry", "secret_op"];

/// What was saved of a damaged file.
#[derive(Debug)]
pub(crate) struct Salvaged {
    /// The schema of the new file, which is that of the damaged one.
    pub schema: i64,
    /// How many pages the file has, and how many of those that were looked for cannot be read.
    pub pages: u32,
    pub damaged: u32,
    pub tables: Vec<TableSaved>,
    pub links: Vec<LostLink>,
}

/// What became of the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableSaved {
    pub table: String,
    /// How many rows the new file has.
    pub saved: u64,
    /// How many of them were on damaged pages and are as the history last had them.
    pub from_history: u64,
    /// How many rows there were; None where nothing says so.
    pub expected: Option<u64>,
    /// By what that is known.
    pub expected_by: Option<KnownBy>,
    /// Those that are gone and that something still names.
    pub gone: Vec<GoneRow>,
}

/// By what the number of rows is known that a table had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownBy {
    /// All pages of the table can be read.
    Pages,
    /// An index of the table can be read whole.
    Index,
    /// The newest good backup has so many: there may have been more.
    Backup,
}

/// A row, as far as it can be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoneRow {
    pub id: Option<String>,
    pub name: Option<String>,
}

/// A link of a row to one that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostLink {
    pub table: String,
    pub row: GoneRow,
    pub column: String,
    /// The table of the row that is gone.
    pub led_to: String,
    /// The row stays without the link. False: it says nothing without it, and went with it.
    pub kept: bool,
}

impl TableSaved {
    /// How many rows are gone; None where nobody knows.
    pub fn number_gone(&self) -> Option<u64> {
        self.expected.map(|expected| expected.saturating_sub(self.saved))
    }

    /// Whether nothing is known to be gone, and nothing may be.
    pub fn is_whole(&self) -> bool {
        self.number_gone() == Some(0) && self.gone.is_empty()
    }
}

/// What is known of a table while it is saved.
struct Saving<'t> {
    table: &'t Table,
    tree: Tree,
    /// Something of it cannot be read.
    hurt: bool,
    /// The rows that there were, by an index.
    named: Option<HashMap<i64, Option<String>>>,
    read: u64,
    from_history: u64,
}

/// Saves what can be read of a file that nobody writes to into `target`, which must not exist. `id` is what the database was
/// called, should the file not say so any more.
///
/// # Errors
/// [`Error::ForeignFile`] for a file in which nothing is Holdfast's, [`Error::NewerSchema`], and what keeps `target` from being
/// written.
pub(crate) async fn salvage(damaged: &Path, target: &Path, id: Option<String>) -> Result<Salvaged> {
    let pages = Pages::open(damaged)?;
    let mut claimed = Claimed::default();
    let mut schema = Schema::read(&pages, &mut claimed);
    let version = version(damaged, &pages, &schema).await?;
    make_private_file(target)?;
    let mut conn = begin(target).await.map_err(|error| on_disk(target, error))?;
    let done = async {
        schema::make(&mut conn, usize::try_from(version).unwrap_or(0)).await?;
        if !schema.damaged.is_empty() {
            let ways = ways(&mut conn, target).await?;
            schema.complete(&pages, &ways);
        }
        empty(&mut conn).await?;
        let mut tx = conn.begin().await?;
        let salvaged = fill(&mut tx, &pages, &schema, claimed, version, id).await?;
        tx.commit().await?;
        Ok::<_, Error>(salvaged)
    }
    .await;
    let closed = conn.close().await;
    match done {
        Ok(salvaged) => {
            closed.map_err(|error| on_disk(target, error))?;
            Ok(salvaged)
        }
        Err(Error::Database(error)) => Err(on_disk(target, error)),
        Err(error) => Err(error),
    }
}

/// The schema that a file has.
async fn version(damaged: &Path, pages: &Pages, schema: &Schema) -> Result<i64> {
    let known = MIGRATIONS.len() as i64;
    match pages.head {
        Some(head) if head.application == APPLICATION_ID && known < head.version => {
            Err(Error::NewerSchema { path: damaged.to_owned(), found: head.version, known })
        }
        Some(head) if head.application == APPLICATION_ID && 0 < head.version => Ok(head.version),
        Some(head) if head.application != APPLICATION_ID => Err(Error::ForeignFile(damaged.to_owned())),
        // Not even the list of tables is there.
        _ if schema.is_empty() => Err(Error::ForeignFile(damaged.to_owned())),
        _ => match schema.guess_version().await? {
            Some(version) => Ok(version),
            None => Err(Error::ForeignFile(damaged.to_owned())),
        },
    }
}

/// Opens the new file. It is brought to the disk once, when all is in it.
async fn begin(target: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnectOptions::new()
        .filename(target)
        .create_if_missing(false)
        .foreign_keys(false)
        .journal_mode(SqliteJournalMode::Memory)
        .synchronous(SqliteSynchronous::Off)
        .disable_statement_logging()
        .connect()
        .await
}

/// Where tables and indexes begin in a file that was made by this version, and in one that is a copy of such a file.
async fn ways(conn: &mut SqliteConnection, target: &Path) -> Result<[HashMap<String, u32>; 2]> {
    let made = shape::roots(conn).await?;
    let copy = target.with_extension("way");
    sqlx::query("VACUUM INTO ?").bind(copy.to_string_lossy().into_owned()).execute(&mut *conn).await?;
    let mut other = SqliteConnectOptions::new().filename(&copy).disable_statement_logging().connect().await?;
    let copied = shape::roots(&mut other).await?;
    other.close().await?;
    Ok([made, copied])
}

/// Takes out of a new file what derives one table from another, and what it was made with.
async fn empty(conn: &mut SqliteConnection) -> Result<()> {
    let derived: Vec<(String, String)> =
        sqlx::query_as("SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')")
            .fetch_all(&mut *conn)
            .await?;
    for (kind, name) in derived {
        sqlx::query(own_sql(format!("DROP {kind} {}", quoted(&name)))).execute(&mut *conn).await?;
    }
    for table in shape::tables(conn).await? {
        sqlx::query(own_sql(format!("DELETE FROM {}", quoted(&table.name)))).execute(&mut *conn).await?;
    }
    Ok(())
}

async fn fill(
    conn: &mut SqliteConnection,
    pages: &Pages,
    schema: &Schema,
    mut claimed: Claimed,
    version: i64,
    id: Option<String>,
) -> Result<Salvaged> {
    let mut tables = shape::tables(conn).await?;
    // By the history it is known what some pages are. What is not read has what the others left.
    tables.sort_by_key(|table| (NOT_SAVED.contains(&table.name.as_str()), table.name != "change"));
    let mut damaged: BTreeSet<u32> = schema.damaged.iter().copied().collect();
    let mut follow = |root: Option<u32>, of_table: bool| {
        let tree = match root {
            Some(root) => walk::tree(pages, root, of_table, &mut claimed),
            None if schema.damaged.is_empty() => Tree::default(),
            None => Tree::lost(),
        };
        damaged.extend(&tree.damaged);
        tree
    };
    let mut known = HashSet::new();
    let mut saving = Vec::new();
    for table in &tables {
        known.insert(table.name.as_str());
        let tree = follow(schema.root(&table.name), !table.is_by_key());
        let mut named = None;
        for index in &table.indexes {
            known.insert(index.name.as_str());
            let tree = follow(schema.root(&index.name), false);
            let found = if named.is_none() { walk::named(pages, &tree, index.by_id) } else { None };
            named = named.or(found);
        }
        let hurt = !tree.is_whole();
        saving.push(Saving { table, tree, hurt, named, read: 0, from_history: 0 });
    }
    // What is not read leads to pages all the same.
    for (name, root) in schema.roots().iter().filter(|(name, _)| !known.contains(name.as_str())) {
        let of_table = pages.tree(*root).is_some_and(|page| page.kind.of_table());
        follow(Some(*root), of_table || name.ends_with("_data") || name.ends_with("_content"));
    }
    let titles = titles(pages, &saving);
    for one in &mut saving {
        if !NOT_SAVED.contains(&one.table.name.as_str()) {
            read(conn, pages, one, &mut claimed).await?;
        }
    }
    lost::find(conn, pages, &claimed, &mut saving).await?;
    let hurt = |one: &&mut Saving<'_>| one.hurt;
    for one in saving.iter_mut().filter(hurt) {
        one.from_history = mend::from_history(conn, one.table, one.named.as_ref()).await?;
    }
    let (back, links) = mend::links(conn, &tables).await?;
    for one in &mut saving {
        one.from_history += back.get(&one.table.name).copied().unwrap_or(0);
    }
    finish(conn, version, id, &mut saving).await?;
    let mut saved = Vec::new();
    for one in saving.iter().filter(|one| !NOT_SAVED.contains(&one.table.name.as_str())) {
        saved.push(counted(conn, one, &titles).await?);
    }
    saved.sort_by(|one, other| one.table.cmp(&other.table));
    let damaged = u32::try_from(damaged.len()).unwrap_or(u32::MAX);
    Ok(Salvaged { schema: version, pages: pages.count(), damaged, tables: saved, links })
}

/// Reads the rows that something leads to.
async fn read(
    conn: &mut SqliteConnection,
    pages: &Pages,
    one: &mut Saving<'_>,
    claimed: &mut Claimed,
) -> Result<()> {
    for place in &one.tree.places {
        let Some((page, bytes)) = pages.tree_and_bytes(place.number) else { continue };
        let (rows, all) = one.table.rows(pages, &page, &bytes);
        one.hurt |= !all;
        if rows.is_empty() && !page.entries.is_empty() {
            // A page that leads elsewhere than it should led here.
            claimed.release(place.number);
            one.tree.holes.push((place.least, place.most));
        }
        for row in rows {
            let within = one.table.is_by_key() || (place.least..=place.most).contains(&row.rowid);
            match within && write::insert(conn, one.table, &row).await? {
                true => one.read += 1,
                false => one.hurt = true,
            }
        }
    }
    Ok(())
}

/// What the things are called whose search text can be read.
fn titles(pages: &Pages, saving: &[Saving<'_>]) -> HashMap<String, String> {
    let mut titles = HashMap::new();
    let Some(one) = saving.iter().find(|one| one.table.name == "search_entry") else { return titles };
    let text = |row: &shape::Row, name: &str| {
        let column = row
            .columns
            .iter()
            .find(|(at, _)| one.table.columns.get(*at).is_some_and(|column| column.name == name));
        column.and_then(|(_, value)| value.text().map(str::to_owned))
    };
    for place in &one.tree.places {
        let Some((page, bytes)) = pages.tree_and_bytes(place.number) else { continue };
        for row in one.table.rows(pages, &page, &bytes).0 {
            if let (Some(id), Some(title)) = (text(&row, "entity_id"), text(&row, "title")) {
                titles.insert(id, title);
            }
        }
    }
    titles
}

/// Gives the new file its marks, its id, and what it may call its own.
async fn finish(
    conn: &mut SqliteConnection,
    version: i64,
    id: Option<String>,
    saving: &mut [Saving<'_>],
) -> Result<()> {
    // Views and triggers are made when they are missed, and with them the search text.
    let objects = sqlx::query("DELETE FROM meta WHERE key = 'objects'").execute(&mut *conn).await?;
    if let Some(meta) = saving.iter_mut().find(|one| one.table.name == "meta") {
        meta.read = meta.read.saturating_sub(objects.rows_affected());
    }
    let has_table = |name: &str| saving.iter().any(|one| one.table.name == name);
    let hurt = |name: &str| saving.iter().any(|one| one.table.name == name && one.hurt);
    let known: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'database_id'")
        .fetch_optional(&mut *conn)
        .await?;
    if known.is_none() {
        let own: Option<String> = match has_table("value_home") {
            true => {
                sqlx::query_scalar("SELECT id FROM value_home WHERE own = 1 ORDER BY claimed_at LIMIT 1")
                    .fetch_optional(&mut *conn)
                    .await?
            }
            false => None,
        };
        sqlx::query("INSERT INTO meta (key, value) VALUES ('database_id', ?)")
            .bind(own.or(id).unwrap_or_else(ids::new_id))
            .execute(&mut *conn)
            .await?;
    }
    if has_table("value_home") && (hurt("secret_value") || hurt("value_home") || hurt("meta")) {
        // An item of the keyring whose row is gone belongs to nothing any more, and may be somebody's only password.
        sqlx::query("UPDATE value_home SET own = 0").execute(&mut *conn).await?;
    }
    set_pragma(conn, "application_id", APPLICATION_ID).await?;
    set_pragma(conn, "user_version", version).await
}

async fn counted(
    conn: &mut SqliteConnection,
    one: &Saving<'_>,
    titles: &HashMap<String, String>,
) -> Result<TableSaved> {
    let table = one.table;
    let saved: i64 = sqlx::query_scalar(own_sql(format!("SELECT count(*) FROM {}", quoted(&table.name))))
        .fetch_one(&mut *conn)
        .await?;
    let saved = u64::try_from(saved).unwrap_or(0);
    let (expected, expected_by, gone) = match (&one.named, one.hurt) {
        (_, false) => (Some(one.read.max(saved)), Some(KnownBy::Pages), Vec::new()),
        (Some(named), true) => {
            let gone = mend::missing(conn, table, named).await?;
            (Some(named.len() as u64), Some(KnownBy::Index), gone)
        }
        (None, true) => (None, None, Vec::new()),
    };
    let gone = gone.into_iter().map(|id| GoneRow { name: titles.get(&id).cloned(), id: Some(id) }).collect();
    Ok(TableSaved {
        table: table.name.clone(),
        saved,
        from_history: one.from_history,
        expected,
        expected_by,
        gone,
    })
}

#[cfg(test)]
mod tests;
