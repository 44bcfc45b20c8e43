//! SQL of the locations.

use super::model::{COMPUTED, LocationInput, LocationLink, LocationRow};
use crate::{
    Error, Result,
    fields::{self, Fields, order},
    filter::{Filter, Source},
    list::{ListQuery, Page, own_sql, push_page},
};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, sqlite::SqliteRow};

pub(super) async fn by_key(conn: &mut SqliteConnection, key: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM location WHERE name_key = ? AND deleted_at IS NULL")
        .bind(key)
        .fetch_optional(conn)
        .await?)
}

/// Every live location with its place in the tree. One whose parent is in Trash stands at the top.
const TREE: &str = "WITH RECURSIVE tree (id, path, path_key, depth) AS (
    SELECT o.id, o.name, o.name_key, 0 FROM location o LEFT JOIN location p ON p.id = o.parent_id AND p.deleted_at IS NULL
     WHERE o.deleted_at IS NULL AND p.id IS NULL
    UNION ALL
    SELECT o.id, t.path || ' › ' || o.name, t.path_key || char(31) || o.name_key, t.depth + 1
      FROM location o JOIN tree t ON o.parent_id = t.id WHERE o.deleted_at IS NULL AND t.depth < 100
  ), inside (root, id) AS (
    SELECT id, id FROM location WHERE deleted_at IS NULL
    UNION
    SELECT i.root, o.id FROM location o JOIN inside i ON o.parent_id = i.id WHERE o.deleted_at IS NULL
  ), standing (id, devices) AS (
    SELECT location_id, count(*) FROM device WHERE deleted_at IS NULL AND location_id IS NOT NULL
       AND status NOT IN ('retired', 'disposed', 'lost') GROUP BY 1
  ) ";

const DEVICES: &str = "coalesce((SELECT devices FROM standing s WHERE s.id = o.id), 0)";

const DEVICES_WITHIN: &str =
    "(SELECT coalesce(sum(s.devices), 0) FROM inside i JOIN standing s ON s.id = i.id WHERE i.root = o.id)";

const PEOPLE: &str = "(SELECT count(*) FROM person p WHERE p.location_id = o.id AND p.deleted_at IS NULL)";

const FROM: &str = " FROM location o JOIN tree t ON t.id = o.id";

fn push_where(builder: &mut QueryBuilder<Sqlite>, query: &ListQuery, filter: &Filter) -> Result<()> {
    builder.push(" WHERE o.deleted_at IS NULL");
    let computed = |name: &str| match name {
        "path" => Some("t.path".to_owned()),
        "devices" => Some(DEVICES.to_owned()),
        "devices_within" => Some(DEVICES_WITHIN.to_owned()),
        "people" => Some(PEOPLE.to_owned()),
        _ => None,
    };
    let condition = |_: &mut QueryBuilder<Sqlite>, only: &str| push_only(only);
    filter.push(builder, &Source { alias: "o", computed: &computed, condition: &condition })?;
    if let Some(parent) = &query.belongs_to {
        builder.push(" AND o.parent_id = ").push_bind(parent.clone());
    }
    push_only(query.only.as_deref().unwrap_or_default())
}

/// No condition is known of locations.
fn push_only(only: &str) -> Result<()> {
    match only {
        "" => Ok(()),
        other => Err(Error::field("only", format!("Locations have no condition “{other}”."))),
    }
}

pub(super) async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    filter: &Filter,
) -> Result<Page<LocationRow>> {
    let order = order(query, "o", LocationInput::FIELDS, COMPUTED, "path")?;
    let mut count = QueryBuilder::new(format!("{TREE}SELECT count(*){FROM}"));
    push_where(&mut count, query, filter)?;
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;
    let mut builder = QueryBuilder::new(format!(
        "{TREE}SELECT {}, t.path, t.depth, {DEVICES} AS devices, {DEVICES_WITHIN} AS devices_within, {PEOPLE} AS people{FROM}",
        fields::all_of("o")
    ));
    push_where(&mut builder, query, filter)?;
    builder.push(order).push(", t.path_key, o.id");
    push_page(&mut builder, query);
    let rows = builder.build().fetch_all(conn).await?;
    Ok(Page { total, rows: rows.iter().map(listed).collect::<Result<_>>()? })
}

fn listed(row: &SqliteRow) -> Result<LocationRow> {
    Ok(LocationRow {
        id: row.try_get("id")?,
        fields: fields::read(row)?,
        path: row.try_get("path")?,
        depth: row.try_get("depth")?,
        devices: row.try_get("devices")?,
        devices_within: row.try_get("devices_within")?,
        people: row.try_get("people")?,
    })
}

/// A location as it is stored.
pub(super) struct Stored {
    pub version: u32,
    pub deleted: bool,
    pub fields: LocationInput,
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    let sql = format!("SELECT {} FROM location o WHERE o.id = ?", fields::all_of("o"));
    let row = sqlx::query(own_sql(sql)).bind(id).fetch_optional(conn).await?;
    row.map(|row| {
        Ok(Stored {
            version: row.try_get("version")?,
            deleted: row.try_get::<Option<String>, _>("deleted_at")?.is_some(),
            fields: fields::read(&row)?,
        })
    })
    .transpose()
}

/// A location and all it lies within, itself first.
pub(super) async fn around(conn: &mut SqliteConnection, id: &str) -> Result<Vec<LocationLink>> {
    Ok(sqlx::query_as(
        "WITH RECURSIVE around (id, name, parent_id, depth) AS (
           SELECT id, name, parent_id, 0 FROM location WHERE id = ?
           UNION SELECT o.id, o.name, o.parent_id, a.depth + 1 FROM location o JOIN around a ON o.id = a.parent_id
             WHERE a.depth < 100)
         SELECT id, name FROM around ORDER BY depth",
    )
    .bind(id)
    .fetch_all(conn)
    .await?)
}
