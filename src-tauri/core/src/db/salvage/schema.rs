//! What a file says of its tables, and of which version of Holdfast that is.

use super::{
    super::{
        MIGRATIONS, in_memory_pool,
        pages::{Kind, Page, Pages, Value, record},
    },
    shape,
    walk::{self, Claimed},
};
use crate::Result;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// What a file has under a name: a table, an index.
#[derive(Debug, Clone)]
struct Named {
    kind: String,
    name: String,
    root: u32,
    sql: Option<String>,
}

/// The tables and indexes of a file.
#[derive(Debug, Default)]
pub(super) struct Schema {
    names: HashMap<String, Named>,
    /// Pages of the list itself that cannot be read.
    pub damaged: Vec<u32>,
}

impl Schema {
    /// Reads the list. Where a part of it is lost, the rest is looked for in the whole file.
    pub(super) fn read(pages: &Pages, claimed: &mut Claimed) -> Schema {
        let mut schema = Schema::default();
        let tree = walk::tree(pages, 1, true, claimed);
        for place in &tree.places {
            if let Some((page, bytes)) = pages.tree_and_bytes(place.number) {
                schema.add(rows(pages, &page, &bytes).into_iter().flatten());
            }
        }
        if !tree.is_whole() {
            let (free, _) = pages.free();
            for number in (2..=pages.count()).filter(|number| !free.contains(number)) {
                if claimed.holds(number) {
                    continue;
                }
                let Some((page, bytes)) = pages.tree_and_bytes(number) else { continue };
                let found: Option<Vec<Named>> = rows(pages, &page, &bytes).into_iter().collect();
                let there = page.sound
                    && page.entries.iter().all(|entry| entry.rowid.is_some_and(|id| tree.may_lack(id)));
                if let (Some(found), true) = (found.filter(|found| !found.is_empty()), there) {
                    claimed.add(number);
                    schema.add(found.into_iter());
                }
            }
        }
        schema.damaged = tree.damaged;
        schema
    }

    fn add(&mut self, found: impl Iterator<Item = Named>) {
        for named in found {
            self.names.entry(named.name.clone()).or_insert(named);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Where a table or index begins.
    pub(super) fn root(&self, name: &str) -> Option<u32> {
        self.names.get(name).map(|named| named.root).filter(|root| 1 < *root)
    }

    /// Where everything begins that has pages of its own, by name.
    pub(super) fn roots(&self) -> HashMap<String, u32> {
        self.names.keys().filter_map(|name| Some((name.clone(), self.root(name)?))).collect()
    }

    /// Adds where what the list has lost begins, if the file was made in one of these ways: all that is known of it has to
    /// agree with it.
    pub(super) fn complete(&mut self, pages: &Pages, ways: &[HashMap<String, u32>]) {
        let known = self.roots();
        let agrees = |way: &&HashMap<String, u32>| {
            5 <= known.len() && known.iter().all(|(name, root)| way.get(name).is_none_or(|same| same == root))
        };
        let Some(way) = ways.iter().find(agrees) else { return };
        for (name, root) in way {
            if pages.has(*root) && !self.names.contains_key(name) {
                let named = Named { kind: String::new(), name: name.clone(), root: *root, sql: None };
                self.names.insert(name.clone(), named);
            }
        }
    }

    /// The version of the schema that fits what is left of the list best; None where none does.
    pub(super) async fn guess_version(&self) -> Result<Option<i64>> {
        let mut best = (0, None);
        for version in (1..=MIGRATIONS.len()).rev() {
            let pool = in_memory_pool().await?;
            let mut conn = pool.acquire().await?;
            make(&mut conn, version).await?;
            let texts = shape::texts(&mut conn).await?;
            let alike = self.names.values().filter(|named| named.kind == "table");
            let alike = alike.filter(|named| texts.get(&named.name) == named.sql.as_ref()).count();
            if best.0 < alike {
                best = (alike, Some(version as i64));
            }
        }
        Ok(best.1)
    }
}

/// Makes the tables of a version of the schema.
pub(super) async fn make(conn: &mut SqliteConnection, version: usize) -> Result<()> {
    for migration in MIGRATIONS.iter().take(version) {
        sqlx::raw_sql(*migration).execute(&mut *conn).await?;
    }
    Ok(())
}

/// The entries of a page of the list; None for each that is no such entry.
fn rows(pages: &Pages, page: &Page, bytes: &[u8]) -> Vec<Option<Named>> {
    if page.kind != Kind::TableLeaf {
        return vec![None];
    }
    let named = |entry: &super::super::pages::Entry| {
        let stored = record(&pages.whole(bytes, entry.payload.as_ref()?)?)?;
        let [Value::Text(kind), Value::Text(name), Value::Text(_), root, sql] = stored.as_slice() else {
            return None;
        };
        let root = match root {
            Value::Whole(root) => u32::try_from(*root).ok()?,
            Value::Null => 0,
            _ => return None,
        };
        let sql = match sql {
            Value::Text(sql) if sql.starts_with("CREATE ") => Some(sql.clone()),
            Value::Null => None,
            _ => return None,
        };
        let known = ["table", "index", "view", "trigger"].contains(&kind.as_str());
        known.then(|| Named { kind: kind.clone(), name: name.clone(), root, sql })
    };
    page.entries.iter().map(named).collect()
}
