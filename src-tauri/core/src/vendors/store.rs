//! SQL of the vendors.

use super::model::{COMPUTED, Contact, SimilarVendor, Vendor, VendorCounts, VendorInput, VendorRow};
use crate::{
    Error, Result,
    fields::{self, Fields, order},
    filter::{self, Source},
    ids::Kind,
    list::{ListQuery, Page, own_sql, push_page},
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, sqlite::SqliteRow};

const COUNTS: &str = "
  (SELECT count(*) FROM license l WHERE l.vendor_id = v.id AND l.deleted_at IS NULL) AS licenses,
  (SELECT count(*) FROM contract n WHERE n.vendor_id = v.id AND n.deleted_at IS NULL) AS contracts,
  (SELECT count(*) FROM device d WHERE d.vendor_id = v.id AND d.deleted_at IS NULL) AS devices,
  (SELECT count(*) FROM credential c WHERE c.vendor_id = v.id AND c.deleted_at IS NULL) AS credentials";

/// How many things of a kind a vendor has, by the name of the column.
fn count_sql(name: &str) -> Option<&'static str> {
    COUNTS.lines().find_map(|line| line.trim().trim_end_matches(',').strip_suffix(name)?.strip_suffix(" AS "))
}

/// A vendor as it is stored.
pub(super) struct Stored {
    id: String,
    version: u32,
    deleted: bool,
    /// Without its contacts and tags.
    fields: VendorInput,
}

impl Stored {
    pub(super) fn into_vendor(
        self,
        contacts: Vec<Contact>,
        tags: Vec<String>,
        counts: VendorCounts,
    ) -> Vendor {
        Vendor {
            id: self.id,
            version: self.version,
            deleted: self.deleted,
            fields: VendorInput { contacts, tags, ..self.fields },
            counts,
        }
    }
}

/// `due` is a JSON array of vendor, next open deadline and how many are overdue.
pub(super) async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    due: &str,
    today: NaiveDate,
) -> Result<Page<VendorRow>> {
    let order = order(query, "v", VendorInput::FIELDS, COMPUTED, "name")?;
    let filter = filter::read(conn, Kind::Vendor, &query.filter, today).await?;
    let computed = |name: &str| match name {
        "next_due_on" | "overdue" => Some(format!("r.{name}")),
        _ => count_sql(name).map(str::to_owned),
    };
    let condition = |_: &mut QueryBuilder<Sqlite>, only: &str| {
        Err(Error::field("only", format!("Vendors have no condition “{only}”.")))
    };
    let push_from = |builder: &mut QueryBuilder<Sqlite>| -> Result<()> {
        builder
            .push(" FROM vendor v LEFT JOIN (SELECT value ->> 0 AS id, max(value ->> 1) AS next_due_on, max(value ->> 2) AS overdue FROM json_each(")
            .push_bind(due.to_owned())
            .push(") GROUP BY 1) r ON r.id = v.id WHERE v.deleted_at IS NULL");
        filter.push(builder, &Source { alias: "v", computed: &computed, condition: &condition })
    };
    let mut count = QueryBuilder::new("SELECT count(*)");
    push_from(&mut count)?;
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;

    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, {COUNTS}, r.next_due_on, coalesce(r.overdue, 0) AS overdue",
        fields::all_of("v")
    ));
    push_from(&mut builder)?;
    builder.push(order).push(", v.name_key, v.id");
    push_page(&mut builder, query);
    let rows = builder.build().fetch_all(conn).await?;
    let listed = |row: &SqliteRow| {
        Ok(VendorRow {
            id: row.try_get("id")?,
            fields: fields::read(row)?,
            licenses: row.try_get("licenses")?,
            contracts: row.try_get("contracts")?,
            devices: row.try_get("devices")?,
            credentials: row.try_get("credentials")?,
            next_due_on: row.try_get("next_due_on")?,
            overdue: row.try_get("overdue")?,
        })
    };
    Ok(Page { total, rows: rows.iter().map(listed).collect::<Result<_>>()? })
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    let sql = format!("SELECT {} FROM vendor v WHERE v.id = ?", fields::all_of("v"));
    let row = sqlx::query(own_sql(sql)).bind(id).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        deleted: row.try_get::<Option<String>, _>("deleted_at")?.is_some(),
        fields: fields::read(&row)?,
    }))
}

pub(super) async fn counts(conn: &mut SqliteConnection, id: &str) -> Result<VendorCounts> {
    let mut builder = QueryBuilder::new(format!("SELECT {COUNTS} FROM vendor v WHERE v.id = "));
    Ok(builder.push_bind(id.to_owned()).build_query_as().fetch_one(conn).await?)
}

pub(super) async fn contacts(conn: &mut SqliteConnection, vendor_id: &str) -> Result<Vec<Contact>> {
    let rows = sqlx::query("SELECT * FROM contact WHERE vendor_id = ? ORDER BY position, id")
        .bind(vendor_id)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok(Contact { id: row.try_get("id")?, ..fields::read(row)? })).collect()
}

/// Id and name of the live vendor with this key.
pub(super) async fn by_key(conn: &mut SqliteConnection, key: &str) -> Result<Option<(String, String)>> {
    Ok(sqlx::query_as("SELECT id, name FROM vendor WHERE name_key = ? AND deleted_at IS NULL")
        .bind(key)
        .fetch_optional(conn)
        .await?)
}

/// Live vendors by name.
pub(super) async fn names(conn: &mut SqliteConnection) -> Result<Vec<SimilarVendor>> {
    Ok(sqlx::query_as("SELECT id, name FROM vendor WHERE deleted_at IS NULL ORDER BY name_key")
        .fetch_all(conn)
        .await?)
}

/// Table and id of every row with this vendor.
pub(super) async fn linked_rows(conn: &mut SqliteConnection, id: &str) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "SELECT 'license', id FROM license WHERE vendor_id = ?1 UNION ALL SELECT 'contract', id FROM contract WHERE vendor_id = ?1
         UNION ALL SELECT 'term', id FROM term WHERE vendor_id = ?1 UNION ALL SELECT 'device', id FROM device WHERE vendor_id = ?1
         UNION ALL SELECT 'credential', id FROM credential WHERE vendor_id = ?1",
    )
    .bind(id)
    .fetch_all(conn)
    .await?)
}

pub(super) async fn attachment_rows(conn: &mut SqliteConnection, id: &str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT id FROM attachment WHERE entity = 'vendor' AND entity_id = ?")
        .bind(id)
        .fetch_all(conn)
        .await?)
}
