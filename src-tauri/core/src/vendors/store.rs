//! SQL of the vendors.

use super::model::{COMPUTED, Contact, SimilarVendor, Vendor, VendorCounts, VendorInput, VendorRow};
use crate::{
    Result,
    fields::{self, Fields, order},
    list::{ListQuery, Page, own_sql, push_filter, push_page},
};
use sqlx::{QueryBuilder, Row, SqliteConnection, sqlite::SqliteRow};

const COUNTS: &str = "
  (SELECT count(*) FROM license l WHERE l.vendor_id = v.id AND l.deleted_at IS NULL) AS licenses,
  (SELECT count(*) FROM contract n WHERE n.vendor_id = v.id AND n.deleted_at IS NULL) AS contracts,
  (SELECT count(*) FROM device d WHERE d.vendor_id = v.id AND d.deleted_at IS NULL) AS devices,
  (SELECT count(*) FROM credential c WHERE c.vendor_id = v.id AND c.deleted_at IS NULL) AS credentials";

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
) -> Result<Page<VendorRow>> {
    let order = order(query, "v", VendorInput::FIELDS, COMPUTED, "name")?;
    let mut count = QueryBuilder::new("SELECT count(*) FROM vendor v WHERE v.deleted_at IS NULL");
    push_filter(&mut count, &query.filter, "v", &[]);
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;

    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, {COUNTS}, r.next_due_on, coalesce(r.overdue, 0) AS overdue FROM vendor v
           LEFT JOIN (SELECT value ->> 0 AS id, max(value ->> 1) AS next_due_on, max(value ->> 2) AS overdue FROM json_each(",
        fields::all_of("v")
    ));
    builder.push_bind(due.to_owned()).push(") GROUP BY 1) r ON r.id = v.id WHERE v.deleted_at IS NULL");
    push_filter(&mut builder, &query.filter, "v", &[]);
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
