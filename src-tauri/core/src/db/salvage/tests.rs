//! Files of which some pages are overwritten: every row of a page that was left is in the new file, and what is gone is known.
//!
//! Which row is on which page says SQLite itself, of the whole file.
#![expect(clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use super::{
    super::{pages::Pages, rescue},
    KnownBy, Salvaged,
};
use crate::{
    Act, attachments,
    clock::Now,
    db::{self, Db},
    demo::{self, DemoOptions},
    history::{self, Actor, Entity},
    ids::Kind,
    list::own_sql,
};
use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs,
    ops::Range,
    path::Path,
};

const PAGE: usize = 4096;
/// Nothing of these is saved, or all of it anew.
const DERIVED: [&str; 2] = ["search_entry", "secret_op"];

/// A row of a file: all of it as text, its id, and the pages that it is on.
#[derive(Debug)]
struct Stored {
    text: String,
    id: Option<String>,
    pages: BTreeSet<u32>,
}

/// A whole file, and where its rows are.
struct Whole {
    bytes: Vec<u8>,
    tables: BTreeMap<String, Vec<Stored>>,
}

async fn open(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).read_only(true).immutable(true).connect().await.unwrap()
}

async fn tables(conn: &mut SqliteConnection) -> Vec<String> {
    let tables = super::shape::tables(conn).await.unwrap();
    tables.into_iter().map(|table| table.name).filter(|name| !DERIVED.contains(&name.as_str())).collect()
}

/// All of a row as text, but for what a new file has of its own.
async fn row_text(conn: &mut SqliteConnection, table: &str) -> String {
    let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?) ORDER BY cid")
        .bind(table.to_owned())
        .fetch_all(conn)
        .await
        .unwrap();
    let own = |column: &&String| !(table == "value_home" && *column == "own");
    let quoted: Vec<String> =
        columns.iter().filter(own).map(|column| format!("quote(\"{column}\")")).collect();
    quoted.join(" || ',' || ")
}

async fn id_of(conn: &mut SqliteConnection, table: &str) -> &'static str {
    let has: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pragma_table_info(?) WHERE name = 'id')")
            .bind(table.to_owned())
            .fetch_one(conn)
            .await
            .unwrap();
    if has { "id" } else { "NULL" }
}

async fn rows(conn: &mut SqliteConnection, table: &str, order: &str) -> Vec<(String, Option<String>)> {
    let (text, id) = (row_text(conn, table).await, id_of(conn, table).await);
    let without = if table == "meta" { "WHERE key <> 'objects'" } else { "" };
    let sql = format!("SELECT {text}, {id} FROM \"{table}\" {without} {order}");
    sqlx::query_as(own_sql(sql)).fetch_all(conn).await.unwrap()
}

/// The rows of a table with the pages that each is on.
async fn stored(conn: &mut SqliteConnection, table: &str) -> Vec<Stored> {
    let found: Vec<(String, u32, String, u32)> =
        sqlx::query_as("SELECT path, pageno, pagetype, ncell FROM dbstat WHERE name = ? ORDER BY path")
            .bind(table.to_owned())
            .fetch_all(&mut *conn)
            .await
            .unwrap();
    let mut overflow: HashMap<String, BTreeSet<u32>> = HashMap::new();
    for (path, page, ..) in found.iter().filter(|found| found.2 == "overflow") {
        let (cell, _) = path.split_once('+').unwrap();
        overflow.entry(cell.to_owned()).or_default().insert(*page);
    }
    let mut pages = Vec::new();
    for (path, page, _, cells) in found.iter().filter(|found| found.2 == "leaf") {
        for cell in 0..*cells {
            let mut all = BTreeSet::from([*page]);
            all.extend(overflow.get(&format!("{path}{cell:03x}")).into_iter().flatten());
            pages.push(all);
        }
    }
    let by_key = table == "reminder_ledger";
    assert!(!by_key || found.len() < 2, "its rows would be on inner pages too");
    let (text, id) = (row_text(conn, table).await, id_of(conn, table).await);
    let order = if by_key { "" } else { "ORDER BY rowid" };
    let sql = format!("SELECT {text}, {id} FROM \"{table}\" {order}");
    let rows: Vec<(String, Option<String>)> = sqlx::query_as(own_sql(sql)).fetch_all(conn).await.unwrap();
    assert_eq!(rows.len(), pages.len(), "{table}");
    let rows = rows.into_iter().zip(pages).map(|((text, id), pages)| Stored { text, id, pages });
    rows.filter(|row| table != "meta" || !row.text.starts_with("'objects'")).collect()
}

/// A company with attached files, of which some things were changed and some removed.
async fn company(folder: &Path, records: u32) {
    let now = Now::read();
    let db = Db::open(folder, &now).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let act = Act::new(now, Actor::CommandLine, "Begin");
    demo::fill(&mut tx, &act, &DemoOptions { records, seed: 7, today: now.today }).await.unwrap();
    let things: Vec<String> =
        sqlx::query_scalar("SELECT id FROM license ORDER BY id").fetch_all(&mut *tx).await.unwrap();
    let mut rng = StdRng::seed_from_u64(11);
    for (nth, id) in things.iter().take(6).enumerate() {
        let mut bytes = vec![0; 500 + 9_000 * nth];
        rng.fill_bytes(&mut bytes);
        attachments::add(&mut tx, &act, Kind::License, id, &format!("file {nth}.bin"), &bytes).await.unwrap();
    }
    tx.commit().await.unwrap();
    // Pages come into use and out of it again.
    let act = Act::new(now, Actor::CommandLine, "Change");
    let mut tx = db.write().await.unwrap();
    let seats: Vec<String> =
        sqlx::query_scalar("SELECT id FROM assignment ORDER BY id").fetch_all(&mut *tx).await.unwrap();
    for id in seats.iter().step_by(3) {
        history::remove(&mut tx, &act, Entity::Assignment, id).await.unwrap();
    }
    for id in &things {
        let long = crate::row! { "notes": "x".repeat(200) };
        history::update(&mut tx, &act, Entity::License, id, None, long).await.unwrap();
    }
    tx.commit().await.unwrap();
    db.close().await;
}

async fn whole(folder: &Path, records: u32) -> Whole {
    company(folder, records).await;
    let file = db::database_file(folder);
    let mut conn = open(&file).await;
    let mut all = BTreeMap::new();
    for table in tables(&mut conn).await {
        let stored = stored(&mut conn, &table).await;
        all.insert(table, stored);
    }
    conn.close().await.unwrap();
    Whole { bytes: fs::read(&file).unwrap(), tables: all }
}

impl Whole {
    fn pages(&self) -> u32 {
        u32::try_from(self.bytes.len() / PAGE).unwrap()
    }

    /// The file with pages overwritten by noise, or now and then by nothing or by another page.
    fn damaged(&self, pages: &BTreeSet<u32>, rng: &mut StdRng) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        for page in pages {
            let from = (*page as usize - 1) * PAGE;
            let mut noise = vec![0; PAGE];
            match rng.random_range(0..10) {
                0 => {}
                1 => {
                    let other = rng.random_range(0..self.pages() as usize) * PAGE;
                    noise.copy_from_slice(&self.bytes[other..other + PAGE]);
                }
                _ => rng.fill_bytes(&mut noise),
            }
            bytes[from..from + PAGE].copy_from_slice(&noise);
        }
        bytes
    }
}

/// What three overwritten pages did.
#[derive(Debug, Default)]
struct Figures {
    files: usize,
    rows: usize,
    on_damaged: usize,
    from_history: usize,
    gone: usize,
    unknown: usize,
    links: usize,
}

/// Damages a file in a way that a seed says, saves what can be read, and compares.
async fn one(whole: &Whole, folder: &Path, seed: u64, figures: &mut Figures) {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut pages = BTreeSet::new();
    while pages.len() < 3 {
        pages.insert(rng.random_range(1..=whole.pages()));
    }
    let file = db::database_file(folder);
    fs::write(&file, whole.damaged(&pages, &mut rng)).unwrap();
    let rescued = match rescue(folder, None).await {
        Ok(rescued) => rescued,
        // Pages that are in no use.
        Err(crate::Error::Refused(why)) if why.contains("is whole") => return,
        Err(error) => panic!("seed {seed}, pages {pages:?}: {error}"),
    };
    let at = format!("seed {seed}, pages {pages:?}");
    let Salvaged { tables, links, .. } = rescued.salvaged;
    let mut conn = open(&rescued.ready.file).await;
    let sound: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut conn).await.unwrap();
    assert_eq!(sound, ["ok"], "{at}");
    figures.files += 1;
    figures.links += links.len();
    for (table, stored) in &whole.tables {
        let saved = tables.iter().find(|saved| saved.table == *table).unwrap();
        let now = rows(&mut conn, table, "").await;
        let texts: HashSet<&str> = now.iter().map(|(text, _)| text.as_str()).collect();
        let loosened = |row: &Stored| links.iter().any(|link| link.table == *table && link.row.id == row.id);
        let readable = |row: &&Stored| row.pages.is_disjoint(&pages);
        for row in stored.iter().filter(readable) {
            assert!(
                texts.contains(row.text.as_str()) || loosened(row),
                "{at}: {table} lacks {:.60} of {:?}, {saved:?}",
                row.text,
                row.pages
            );
        }
        let ids: HashSet<&Option<String>> = stored.iter().map(|row| &row.id).collect();
        let before: HashSet<&str> = stored.iter().map(|row| row.text.as_str()).collect();
        let other = now.iter().filter(|(text, _)| !before.contains(text.as_str())).count();
        let kept = links.iter().filter(|link| link.table == *table).count();
        let named_anew = usize::from(table == "meta" && saved.expected != Some(saved.saved));
        assert!(
            other <= saved.from_history as usize + kept + named_anew,
            "{at}: {table} has rows that never were"
        );
        assert!(now.iter().all(|(_, id)| ids.contains(id)), "{at}: {table} has rows that never were");
        let extra = usize::from(table == "meta" && saved.expected_by != Some(KnownBy::Pages));
        match saved.expected {
            Some(expected) => {
                assert!(
                    (expected as usize).abs_diff(stored.len()) <= extra,
                    "{at}: {table} had {} rows, {saved:?}",
                    stored.len()
                );
                let gone = stored.len().saturating_sub(now.len());
                assert!(
                    saved.number_gone().unwrap().abs_diff(gone as u64) <= extra as u64,
                    "{at}: {table}, {saved:?}"
                );
                if saved.expected_by == Some(KnownBy::Pages) {
                    assert!(stored.iter().all(|row| readable(&row)), "{at}: {table} says it is whole");
                }
                figures.gone += gone;
            }
            None => figures.unknown += 1,
        }
        figures.rows += stored.len();
        figures.on_damaged += stored.iter().filter(|row| !readable(row)).count();
        figures.from_history += saved.from_history as usize;
    }
    conn.close().await.unwrap();
}

async fn many(seeds: Range<u64>, records: u32) -> Figures {
    let folder = tempfile::tempdir().unwrap();
    let whole = whole(folder.path(), records).await;
    let mut figures = Figures::default();
    for seed in seeds {
        one(&whole, folder.path(), seed, &mut figures).await;
    }
    figures
}

#[tokio::test]
async fn every_row_of_a_page_that_was_left_is_saved_and_what_is_gone_is_known() {
    let figures = many(0..40, 100).await;
    assert!(20 < figures.files && 0 < figures.from_history, "{figures:?}");
}

#[tokio::test]
async fn the_size_of_pages_is_found_also_without_the_first_one() {
    for size in [512_usize, 1024, 4096, 8192, 65_536] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.db");
        let mut conn =
            SqliteConnectOptions::new().filename(&file).create_if_missing(true).connect().await.unwrap();
        let begin = format!("PRAGMA page_size = {size}; CREATE TABLE t (id TEXT PRIMARY KEY, n TEXT); BEGIN");
        sqlx::raw_sql(own_sql(begin)).execute(&mut conn).await.unwrap();
        for nth in 0..2_000 {
            let row = sqlx::query("INSERT INTO t VALUES (?, ?)")
                .bind(nth.to_string())
                .bind("words ".repeat(nth % 70));
            row.execute(&mut conn).await.unwrap();
        }
        sqlx::query("COMMIT").execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        let mut bytes = fs::read(&file).unwrap();
        bytes[..size].fill(7);
        fs::write(&file, &bytes).unwrap();
        let pages = Pages::open(&file).unwrap();
        assert_eq!((pages.head, pages.count() as usize), (None, bytes.len() / size), "{size}");
    }
}

/// `HOLDFAST_DAMAGED=500` says how many, `HOLDFAST_DAMAGED_FROM` with which seed they begin:
/// `cargo test -p holdfast-core --lib -- --ignored --nocapture damaged_files`
#[tokio::test]
#[ignore = "takes minutes; says its figures"]
async fn many_damaged_files() {
    let said = |name| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let from = said("HOLDFAST_DAMAGED_FROM").unwrap_or(1000);
    let figures = many(from..from + said("HOLDFAST_DAMAGED").unwrap_or(500), 150).await;
    eprintln!("{figures:?}");
}
