//! SQL of the vendors.

use super::model::{Contact, SimilarVendor, Vendor, VendorCounts, VendorInput, VendorRow};
use crate::{
    Result,
    list::{ListQuery, Page, order_by, push_filter, push_page},
};
use sqlx::{QueryBuilder, Row, SqliteConnection};

const COUNTS: &str = "
  (SELECT count(*) FROM license l WHERE l.vendor_id = v.id AND l.deleted_at IS NULL) AS licenses,
  (SELECT count(*) FROM contract n WHERE n.vendor_id = v.id AND n.deleted_at IS NULL) AS contracts,
  (SELECT count(*) FROM device d WHERE d.vendor_id = v.id AND d.deleted_at IS NULL) AS devices,
  (SELECT count(*) FROM credential c WHERE c.vendor_id = v.id AND c.deleted_at IS NULL) AS credentials";

const SORTS: [(&str, &str); 8] = [
    ("name", "v.name_key"),
    ("account_number", "v.account_number"),
    ("licenses", "licenses"),
    ("contracts", "contracts"),
    ("devices", "devices"),
    ("credentials", "credentials"),
    ("next_due_on", "next_due_on"),
    ("overdue", "overdue"),
];

#[derive(sqlx::FromRow)]
pub(super) struct Stored {
    id: String,
    version: u32,
    deleted_at: Option<String>,
    name: String,
    website: Option<String>,
    portal_url: Option<String>,
    address: Option<String>,
    account_number: Option<String>,
    support_phone: Option<String>,
    support_email: Option<String>,
    support_hours: Option<String>,
    sla: Option<String>,
    notes: Option<String>,
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
            deleted: self.deleted_at.is_some(),
            fields: VendorInput {
                name: self.name,
                website: self.website,
                portal_url: self.portal_url,
                address: self.address,
                account_number: self.account_number,
                support_phone: self.support_phone,
                support_email: self.support_email,
                support_hours: self.support_hours,
                sla: self.sla,
                notes: self.notes,
                contacts,
                tags,
            },
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
    let order = order_by(query, &SORTS)?;
    let mut count = QueryBuilder::new("SELECT count(*) FROM vendor v WHERE v.deleted_at IS NULL");
    push_filter(&mut count, &query.filter, "v", &[]);
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;

    let mut builder = QueryBuilder::new(format!(
        "SELECT v.id, v.name, v.website, v.account_number, v.support_phone, v.support_email, {COUNTS},
           r.next_due_on, coalesce(r.overdue, 0) AS overdue FROM vendor v
           LEFT JOIN (SELECT value ->> 0 AS id, max(value ->> 1) AS next_due_on, max(value ->> 2) AS overdue FROM json_each("
    ));
    builder.push_bind(due.to_owned()).push(") GROUP BY 1) r ON r.id = v.id WHERE v.deleted_at IS NULL");
    push_filter(&mut builder, &query.filter, "v", &[]);
    builder.push(order).push(", v.name_key, v.id");
    push_page(&mut builder, query);
    Ok(Page { total, rows: builder.build_query_as().fetch_all(conn).await? })
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    Ok(sqlx::query_as("SELECT * FROM vendor WHERE id = ?").bind(id).fetch_optional(conn).await?)
}

pub(super) async fn counts(conn: &mut SqliteConnection, id: &str) -> Result<VendorCounts> {
    let mut builder = QueryBuilder::new(format!("SELECT {COUNTS} FROM vendor v WHERE v.id = "));
    Ok(builder.push_bind(id.to_owned()).build_query_as().fetch_one(conn).await?)
}

pub(super) async fn contacts(conn: &mut SqliteConnection, vendor_id: &str) -> Result<Vec<Contact>> {
    let rows = sqlx::query("SELECT id, name, role, email, phone, is_primary FROM contact WHERE vendor_id = ? ORDER BY position, id")
        .bind(vendor_id)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Contact {
                id: row.try_get(0)?,
                name: row.try_get(1)?,
                role: row.try_get(2)?,
                email: row.try_get(3)?,
                phone: row.try_get(4)?,
                primary: row.try_get::<i64, _>(5)? != 0,
            })
        })
        .collect()
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
