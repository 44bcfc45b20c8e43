//! Removing for good: the rows, their parts and values, and the record of what they were. Nothing brings them back.

use super::{
    model::{Act, Entity, Row},
    note, remove, store, subject_of, update,
};
use crate::{Error, Result};
use serde_json::Value;
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The word in the history for what was removed for good.
pub(super) const PURGED: &str = "purged";

/// Rows that say nothing any more once one of those they name is gone, though the column may be empty: a seat without its
/// holder, a line of a kit or of a stock-take without its thing.
const NOTHING_WITHOUT: [(Entity, &str); 5] = [
    (Entity::Assignment, "person_id"),
    (Entity::Assignment, "device_id"),
    (Entity::KitItem, "model_id"),
    (Entity::KitItem, "license_id"),
    (Entity::StockTakeItem, "device_id"),
];

/// What goes when some rows go, found before anything is written.
#[derive(Debug, Default)]
pub(crate) struct Doomed {
    pub rows: HashMap<Entity, BTreeSet<String>>,
    /// Rows that stay, and the column in which they will name nothing.
    pub loosened: Vec<(Entity, String, String)>,
    /// What stays and has lost something by it: the things that these, and the parts that go of things that stay,
    /// belong to.
    pub touched: BTreeSet<String>,
}

impl Doomed {
    pub fn holds(&self, table: Entity, id: &str) -> bool {
        self.rows.get(&table).is_some_and(|rows| rows.contains(id))
    }

    /// The rows of a table that go.
    pub fn of(&self, table: Entity) -> Vec<String> {
        self.rows.get(&table).into_iter().flatten().cloned().collect()
    }

    fn ids(&self) -> HashSet<String> {
        self.rows.values().flatten().cloned().collect()
    }
}

/// A column of a table that names a row of another one.
struct Link {
    table: Entity,
    column: String,
    /// The row goes with the one it names: it is a part of it, or says nothing without it.
    goes_along: bool,
}

/// The rows that a batch made and that are still there.
pub(crate) async fn made_by(conn: &mut SqliteConnection, batch: &str) -> Result<Vec<(Entity, String)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT DISTINCT entity, entity_id FROM change WHERE batch = ? AND before IS NULL AND after IS NOT NULL",
    )
    .bind(batch)
    .fetch_all(&mut *conn)
    .await?;
    let mut made = Vec::new();
    for (entity, id) in rows {
        if let Some(table) = Entity::parse(&entity)
            && store::snapshot(conn, table, &id).await?.is_some()
        {
            made.push((table, id));
        }
    }
    Ok(made)
}

/// How many of these things some batch other than this one wrote to, or to a part of them.
pub(crate) async fn touched_since(
    conn: &mut SqliteConnection,
    things: &[String],
    batch: &str,
) -> Result<u32> {
    Ok(sqlx::query_scalar(
        "SELECT count(DISTINCT subject_id) FROM change
          WHERE subject_id IN (SELECT value FROM json_each(?)) AND batch <> ? AND (before IS NOT NULL OR after IS NOT NULL)",
    )
    .bind(list(things))
    .bind(batch)
    .fetch_one(conn)
    .await?)
}

/// What goes with these rows, and what will name nothing in their place.
pub(crate) async fn doomed(conn: &mut SqliteConnection, roots: Vec<(Entity, String)>) -> Result<Doomed> {
    let links = links(conn).await?;
    let mut doomed = Doomed::default();
    let mut fresh: Vec<String> = Vec::new();
    for (table, id) in roots {
        if doomed.rows.entry(table).or_default().insert(id.clone()) {
            fresh.push(id);
        }
    }
    while !fresh.is_empty() {
        let named = list(&fresh);
        fresh.clear();
        for link in links.iter().filter(|link| link.goes_along) {
            for id in naming(conn, link, &named).await? {
                if doomed.rows.entry(link.table).or_default().insert(id.clone()) {
                    fresh.push(id);
                }
            }
        }
    }
    let going = doomed.ids();
    let named = list(&going);
    for link in links.iter().filter(|link| !link.goes_along) {
        for id in naming(conn, link, &named).await? {
            if !doomed.holds(link.table, &id) {
                doomed.loosened.push((link.table, id, link.column.clone()));
            }
        }
    }
    let mut rows: Vec<(Entity, String)> =
        doomed.loosened.iter().map(|(table, id, _)| (*table, id.clone())).collect();
    for table in Entity::ALL {
        rows.extend(doomed.of(table).into_iter().map(|id| (table, id)));
    }
    for (table, id) in rows {
        let row = store::snapshot(conn, table, &id).await?;
        let subject = subject_of(table, &id, row.as_ref());
        if !going.contains(&subject) {
            doomed.touched.insert(subject);
        }
    }
    Ok(doomed)
}

/// Removes rows for good. Their values leave the keyring with the next sweep; what names them stays, and names nothing.
pub(crate) async fn purge(conn: &mut SqliteConnection, act: &Act, doomed: &Doomed) -> Result<()> {
    store::defer_foreign_keys(conn).await?;
    let broken_before: HashSet<(String, i64)> = store::broken_links(conn).await?.into_iter().collect();
    for (table, id, column) in &doomed.loosened {
        let mut nothing = Row::new();
        nothing.insert(column.clone(), Value::Null);
        update(conn, act, *table, id, None, nothing).await?;
    }
    let contents = contents_of(conn, doomed).await?;
    for table in Entity::ALL {
        for id in doomed.of(table) {
            // The values of a key or a credential go with it.
            if store::snapshot(conn, table, &id).await?.is_some() {
                remove(conn, act, table, &id).await?;
            }
        }
    }
    let broken = store::broken_links(conn).await?.into_iter().find(|link| !broken_before.contains(link));
    if let Some((table, count)) = broken {
        return Err(Error::Internal(format!("{count} rows of {table} still name what goes")));
    }
    // Last, and without what they were: that something went for good is all that is known of them.
    for kind in crate::ids::Kind::ALL {
        let table = Entity::from(kind);
        for id in doomed.of(table) {
            note(conn, act, table, &id, &id, PURGED).await?;
        }
    }
    forget(conn, doomed).await?;
    for sha256 in contents {
        drop_content(conn, &sha256).await?;
    }
    Ok(())
}

/// Whether a batch removed something for good.
pub(super) async fn purged(conn: &mut SqliteConnection, batch: &str) -> Result<bool> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM change WHERE batch = ? AND action = ?)")
        .bind(batch)
        .bind(PURGED)
        .fetch_one(conn)
        .await?)
}

/// Every column by which a row of the history's tables names another: those of the schema, and those that name rows of
/// several tables.
async fn links(conn: &mut SqliteConnection) -> Result<Vec<Link>> {
    let mut links = Vec::new();
    for table in Entity::ALL {
        let parts = table.owner_columns();
        let keys: Vec<(String, bool)> = sqlx::query_as(
            "SELECT k.\"from\", c.\"notnull\" FROM pragma_foreign_key_list(?1) k
               JOIN pragma_table_info(?1) c ON c.name = k.\"from\" WHERE k.\"table\" <> 'attachment_content'",
        )
        .bind(table.name())
        .fetch_all(&mut *conn)
        .await?;
        let named: HashSet<&str> = keys.iter().map(|(column, _)| column.as_str()).collect();
        for column in parts.iter().filter(|column| !named.contains(**column)) {
            links.push(Link { table, column: (*column).to_owned(), goes_along: true });
        }
        for (column, required) in keys {
            let goes_along = required
                || parts.contains(&column.as_str())
                || NOTHING_WITHOUT.contains(&(table, column.as_str()));
            links.push(Link { table, column, goes_along });
        }
    }
    Ok(links)
}

/// The rows that name one of these in a column.
async fn naming(conn: &mut SqliteConnection, link: &Link, named: &str) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT id FROM {} WHERE {} IN (SELECT value FROM json_each(?))",
        link.table.name(),
        link.column
    );
    Ok(sqlx::query_scalar(crate::list::own_sql(sql)).bind(named.to_owned()).fetch_all(conn).await?)
}

fn list<'a>(ids: impl IntoIterator<Item = &'a String>) -> String {
    Value::from(ids.into_iter().map(String::as_str).collect::<Vec<_>>()).to_string()
}

/// The files among what goes, by what they hold.
async fn contents_of(conn: &mut SqliteConnection, doomed: &Doomed) -> Result<Vec<String>> {
    let files = list(&doomed.of(Entity::Attachment));
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT sha256 FROM attachment WHERE id IN (SELECT value FROM json_each(?))",
    )
    .bind(files)
    .fetch_all(conn)
    .await?)
}

/// Drops what a file held, unless another file holds the same or an undo may bring one back.
async fn drop_content(conn: &mut SqliteConnection, sha256: &str) -> Result<()> {
    sqlx::query(
        "DELETE FROM attachment_content WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM attachment WHERE sha256 = ?1)
            AND NOT EXISTS (SELECT 1 FROM change WHERE entity = 'attachment' AND instr(coalesce(before, after), ?1) > 0)",
    )
    .bind(sha256)
    .execute(conn)
    .await?;
    Ok(())
}

/// Drops the record of what these rows were, what was told of them, and acts of which nothing else is left.
async fn forget(conn: &mut SqliteConnection, doomed: &Doomed) -> Result<()> {
    let ids = list(&doomed.ids());
    let batches: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT batch FROM change WHERE action <> ?2
            AND (entity_id IN (SELECT value FROM json_each(?1)) OR subject_id IN (SELECT value FROM json_each(?1)))",
    )
    .bind(&ids)
    .bind(PURGED)
    .fetch_all(&mut *conn)
    .await?;
    sqlx::query(
        "DELETE FROM change WHERE action <> ?2
            AND (entity_id IN (SELECT value FROM json_each(?1)) OR subject_id IN (SELECT value FROM json_each(?1)))",
    )
    .bind(&ids)
    .bind(PURGED)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "DELETE FROM batch WHERE id IN (SELECT value FROM json_each(?))
            AND NOT EXISTS (SELECT 1 FROM change WHERE change.batch = batch.id)",
    )
    .bind(list(&batches))
    .execute(&mut *conn)
    .await?;
    for table in ["reminder_ledger", "reminder_sent"] {
        let sql = format!("DELETE FROM {table} WHERE subject_id IN (SELECT value FROM json_each(?))");
        sqlx::query(crate::list::own_sql(sql)).bind(&ids).execute(&mut *conn).await?;
    }
    Ok(())
}
