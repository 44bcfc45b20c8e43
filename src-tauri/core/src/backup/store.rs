//! SQL of the backup: examining a copy, and what a backup holds.

use crate::{
    Result, db,
    ids::Kind,
    list,
    secrets::{self, OrphanRow},
    settings,
};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

/// The tables whose rows people count as records, Trash included.
const RECORDS: [&str; 7] = ["vendor", "location", "person", "license", "contract", "device", "credential"];

/// What is compared before a backup takes the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    pub database_id: String,
    pub schema: i64,
    /// The last act that changed something; None when nothing ever was.
    pub last_act: Option<String>,
    pub records: i64,
}

/// What SQLite finds wrong in a file nobody else has open; empty when it is whole.
pub(super) async fn examine(path: &Path) -> Result<Vec<String>> {
    let mut conn = still(path).await?;
    let mut findings: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut conn).await?;
    findings.retain(|line| line != "ok");
    conn.close().await?;
    Ok(findings)
}

/// How many rows each table has that goes into a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowCounts(BTreeMap<String, i64>);

impl RowCounts {
    /// The numbers by table.
    pub(super) fn into_inner(self) -> BTreeMap<String, i64> {
        self.0
    }

    /// The first table of which a copy that was made between two looks has another number of rows than it can have.
    pub(super) fn differs<'a>(&'a self, copied: &'a RowCounts, after: &'a RowCounts) -> Option<&'a str> {
        let tables = self.0.keys().chain(copied.0.keys()).chain(after.0.keys());
        let of = |counts: &RowCounts, table: &String| counts.0.get(table).copied();
        let mut differing = tables.filter(|table| {
            let looks = (of(self, table), of(after, table));
            let (least, most) = (looks.0.min(looks.1), looks.0.max(looks.1));
            let found = of(copied, table);
            found < least || most < found
        });
        differing.next().map(String::as_str)
    }
}

/// The rows of all tables but those that no copy has.
pub(super) async fn row_counts(conn: &mut SqliteConnection) -> Result<RowCounts> {
    let mut tx = conn.begin().await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut counts = BTreeMap::new();
    for table in tables.into_iter().filter(|table| !db::NOT_COPIED.contains(&table.as_str())) {
        let count = list::own_sql(format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\"")));
        let number = sqlx::query_scalar(count).fetch_one(&mut *tx).await?;
        counts.insert(table, number);
    }
    tx.commit().await?;
    Ok(RowCounts(counts))
}

/// Those of a file nobody else has open.
pub(super) async fn row_counts_of(path: &Path) -> Result<RowCounts> {
    let mut conn = still(path).await?;
    let counts = row_counts(&mut conn).await?;
    conn.close().await?;
    Ok(counts)
}

/// Of a file nobody else has open; None when it is no Holdfast database.
pub(super) async fn facts_of(path: &Path) -> Result<Option<Facts>> {
    let mut conn = still(path).await?;
    let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut conn).await?;
    let facts = match application {
        db::APPLICATION_ID => Some(facts(&mut conn).await?),
        _ => None,
    };
    conn.close().await?;
    Ok(facts)
}

pub(super) async fn facts(conn: &mut SqliteConnection) -> Result<Facts> {
    let schema = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *conn).await?;
    let database_id =
        sqlx::query_scalar("SELECT value FROM meta WHERE key = 'database_id'").fetch_one(&mut *conn).await?;
    let last_act = sqlx::query_scalar("SELECT batch FROM change ORDER BY seq DESC LIMIT 1")
        .fetch_optional(&mut *conn)
        .await?;
    let mut records = 0;
    for table in RECORDS {
        let known: i64 =
            sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?")
                .bind(table)
                .fetch_one(&mut *conn)
                .await?;
        // A backup of an earlier version may lack a table.
        if known > 0 {
            let count = list::own_sql(format!("SELECT count(*) FROM {table}"));
            records += sqlx::query_scalar::<_, i64>(count).fetch_one(&mut *conn).await?;
        }
    }
    Ok(Facts { database_id, schema, last_act, records })
}

/// What a person is told of a backup.
#[derive(Debug)]
pub(super) struct Told {
    pub database_id: String,
    pub last_change: Option<String>,
    pub values: i64,
}

/// By what two states of a record are told apart: for each kind the ids, each with its version and when it was changed.
#[derive(Debug, Default)]
pub(super) struct Marks(HashMap<&'static str, HashMap<String, (i64, String)>>);

impl Marks {
    pub(super) fn of(&self, kind: Kind) -> &HashMap<String, (i64, String)> {
        static NONE: std::sync::LazyLock<HashMap<String, (i64, String)>> =
            std::sync::LazyLock::new(HashMap::new);
        self.0.get(kind.as_str()).unwrap_or(&NONE)
    }
}

/// What a file of the current schema holds that nobody else has open.
pub(super) async fn marks_of(path: &Path) -> Result<(Told, Marks)> {
    let mut conn = still(path).await?;
    let database_id =
        sqlx::query_scalar("SELECT value FROM meta WHERE key = 'database_id'").fetch_one(&mut conn).await?;
    let last_change = sqlx::query_scalar("SELECT at FROM change ORDER BY seq DESC LIMIT 1")
        .fetch_optional(&mut conn)
        .await?;
    let values = sqlx::query_scalar("SELECT count(*) FROM secret_value").fetch_one(&mut conn).await?;
    let mut marks = Marks::default();
    for kind in Kind::ALL {
        let all = list::own_sql(format!("SELECT id, version, updated_at FROM {kind}"));
        let rows: Vec<(String, i64, String)> = sqlx::query_as(all).fetch_all(&mut conn).await?;
        let rows = rows.into_iter().map(|(id, version, at)| (id, (version, at))).collect();
        marks.0.insert(kind.as_str(), rows);
    }
    conn.close().await?;
    Ok((Told { database_id, last_change, values }, marks))
}

/// The values that a file of the current schema names and nobody else has open.
pub(super) async fn named(path: &Path) -> Result<Vec<OrphanRow>> {
    let mut conn = still(path).await?;
    let database_id: String =
        sqlx::query_scalar("SELECT value FROM meta WHERE key = 'database_id'").fetch_one(&mut conn).await?;
    let rows = secrets::named(&mut conn, &database_id).await?;
    conn.close().await?;
    Ok(rows)
}

/// Writes into a file that nobody else has open that the values of a full backup are on their way, and when that was made.
pub(super) async fn begin_restore(path: &Path, sha256: &str, made_at: &str) -> Result<()> {
    let mut conn = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Delete)
        .disable_statement_logging()
        .connect()
        .await?;
    settings::set_unfinished_restore(&mut conn, Some(sha256)).await?;
    settings::set_last_full_backup_at(&mut conn, made_at).await?;
    conn.close().await?;
    Ok(())
}

/// The full backup whose values are still on their way into the keyring. None also where there is no database, or it cannot
/// be read: then all of it is restored anew.
pub(super) async fn unfinished_restore(path: &Path) -> Option<String> {
    let looked = async {
        let mut conn = still(path).await?;
        let found = settings::unfinished_restore(&mut conn).await;
        conn.close().await?;
        found
    };
    if path.exists() { looked.await.ok().flatten() } else { None }
}

/// Whether an act is in the history.
pub(super) async fn knows(conn: &mut SqliteConnection, act: &str) -> Result<bool> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM batch WHERE id = ?1) OR EXISTS (SELECT 1 FROM change WHERE batch = ?1)",
    )
    .bind(act)
    .fetch_one(conn)
    .await?)
}

pub(super) async fn still(path: &Path) -> Result<SqliteConnection> {
    Ok(SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(true)
        .disable_statement_logging()
        .connect()
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(rows: &[(&str, i64)]) -> RowCounts {
        RowCounts(rows.iter().map(|(table, number)| ((*table).to_owned(), *number)).collect())
    }

    #[test]
    fn a_copy_has_as_many_rows_as_the_database_had_while_it_was_made() {
        let before = counts(&[("license", 5), ("change", 9)]);
        let after = counts(&[("license", 4), ("change", 11)]);
        for (what, copied, differs) in [
            ("as before", &[("license", 5), ("change", 9)][..], None),
            ("as after", &[("license", 4), ("change", 11)], None),
            ("in between", &[("license", 5), ("change", 10)], None),
            ("a row too few", &[("license", 3), ("change", 10)], Some("license")),
            ("a row too many", &[("license", 5), ("change", 12)], Some("change")),
            ("without a table", &[("license", 5)], Some("change")),
            ("with one more", &[("license", 5), ("change", 9), ("tag", 1)], Some("tag")),
        ] {
            assert_eq!(before.differs(&counts(copied), &after), differs, "{what}");
        }
        let copied = counts(&[("license", 4), ("change", 9)]);
        assert_eq!(before.differs(&copied, &before), Some("license"), "nobody wrote, and a row is missing");
    }

    #[tokio::test]
    async fn rows_are_counted_in_every_table_but_those_that_no_copy_has() {
        let db = db::Db::in_memory().await.unwrap();
        let counted = row_counts(&mut db.read().await.unwrap()).await.unwrap();
        assert!(["license", "setting", "change", "meta"].iter().all(|table| counted.0.contains_key(*table)));
        assert!(db::NOT_COPIED.iter().all(|table| !counted.0.contains_key(*table)), "{counted:?}");
        assert!(counted.0.get("meta").is_some_and(|number| 0 < *number));
    }
}
