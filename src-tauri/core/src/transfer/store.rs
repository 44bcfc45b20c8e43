//! SQL of imports: what rows are matched with, and the remembered mappings.

use super::model::{ColumnMapping, ImportKind};
use crate::{Error, Result};
use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use std::collections::HashMap;

/// A stored record by field, each value in the form of [`super::values::Value::stored`].
pub(super) type Stored = HashMap<&'static str, String>;

/// A license as rows are matched with it.
pub(super) struct License {
    pub id: String,
    pub version: u32,
    pub fields: Stored,
    /// Oldest first: id and fields.
    pub terms: Vec<(String, Stored)>,
    /// People with an open assignment.
    pub holders: Vec<String>,
    /// Oldest first.
    pub keys: Vec<String>,
}

/// A device as rows are matched with it.
pub(super) struct Device {
    pub id: String,
    pub version: u32,
    pub fields: Stored,
    pub holder: Option<String>,
}

#[derive(Debug, FromRow)]
pub(super) struct Person {
    pub id: String,
    pub name: String,
    pub name_key: String,
    pub email: Option<String>,
    pub email_key: Option<String>,
    pub username: Option<String>,
}

const LICENSE_FIELDS: [&str; 13] = [
    "name",
    "publisher",
    "vendor",
    "edition",
    "category",
    "kind",
    "metric",
    "maintained",
    "reassignable",
    "registered_name",
    "registered_email",
    "min_free_seats",
    "tags",
];
const TERM_FIELDS: [&str; 16] = [
    "starts_on",
    "ends_on",
    "maintenance_ends_on",
    "purchased_on",
    "seats",
    "price",
    "price_per_seat",
    "billing_months",
    "auto_renews",
    "renewal_months",
    "notice_months",
    "notice_days",
    "order_number",
    "purchase_order",
    "cancelled_on",
    "cancel_effective_on",
];
const DEVICE_FIELDS: [&str; 23] = [
    "name",
    "asset_tag",
    "category",
    "manufacturer",
    "model",
    "serial",
    "status",
    "location",
    "vendor",
    "purchased_on",
    "price",
    "order_number",
    "operating_system",
    "mac",
    "ip",
    "cpu",
    "memory",
    "storage",
    "expected_life_months",
    "notes",
    "warranty_months",
    "warranty_ends_on",
    "tags",
];

fn stored(row: &SqliteRow, fields: &[&'static str]) -> Result<Stored> {
    let mut values = Stored::new();
    for field in fields {
        if let Some(value) = row.try_get::<Option<String>, _>(*field)? {
            values.insert(field, value);
        }
    }
    Ok(values)
}

/// All live licenses, oldest first.
pub(super) async fn licenses(conn: &mut SqliteConnection, today: &str) -> Result<Vec<License>> {
    let rows = sqlx::query(
        "SELECT l.id, l.version, l.name, l.publisher, v.name AS vendor, l.edition, l.category, l.kind, l.metric,
                CAST(l.maintained AS TEXT) AS maintained, CAST(l.reassignable AS TEXT) AS reassignable,
                l.registered_name, l.registered_email, l.notes, CAST(l.min_free_seats AS TEXT) AS min_free_seats,
                (SELECT group_concat(t.name, ', ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = l.id) AS tags
           FROM license l LEFT JOIN vendor v ON v.id = l.vendor_id
          WHERE l.deleted_at IS NULL ORDER BY l.created_at, l.id",
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut licenses = Vec::with_capacity(rows.len());
    let mut places: HashMap<String, usize> = HashMap::with_capacity(rows.len());
    for row in &rows {
        let id: String = row.try_get("id")?;
        let mut fields = stored(row, &LICENSE_FIELDS)?;
        if let Some(notes) = row.try_get::<Option<String>, _>("notes")? {
            fields.insert("notes", notes);
        }
        places.insert(id.clone(), licenses.len());
        licenses.push(License {
            id,
            version: row.try_get("version")?,
            fields,
            terms: Vec::new(),
            holders: Vec::new(),
            keys: Vec::new(),
        });
    }
    let terms = sqlx::query(
        "SELECT license_id, id, starts_on, ends_on, maintenance_ends_on, purchased_on,
                coalesce(CAST(seats AS TEXT), 'unlimited') AS seats, price_minor || ' ' || price_currency AS price,
                CAST(price_per_seat AS TEXT) AS price_per_seat, CAST(billing_months AS TEXT) AS billing_months,
                CAST(auto_renews AS TEXT) AS auto_renews, CAST(renewal_months AS TEXT) AS renewal_months,
                CAST(notice_months AS TEXT) AS notice_months, CAST(notice_days AS TEXT) AS notice_days,
                order_number, purchase_order, cancelled_on, cancel_effective_on
           FROM term WHERE license_id IS NOT NULL ORDER BY created_at, id",
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in &terms {
        let license: String = row.try_get("license_id")?;
        if let Some(license) = places.get(&license).and_then(|place| licenses.get_mut(*place)) {
            license.terms.push((row.try_get("id")?, stored(row, &TERM_FIELDS)?));
        }
    }
    let holders: Vec<(String, String)> = sqlx::query_as(
        "SELECT license_id, person_id FROM assignment
          WHERE person_id IS NOT NULL AND (until_on IS NULL OR until_on >= ?) ORDER BY created_at, id",
    )
    .bind(today)
    .fetch_all(&mut *conn)
    .await?;
    for (license, person) in holders {
        if let Some(license) = places.get(&license).and_then(|place| licenses.get_mut(*place)) {
            license.holders.push(person);
        }
    }
    let keys: Vec<(String, String)> =
        sqlx::query_as("SELECT license_id, id FROM license_key ORDER BY created_at, id")
            .fetch_all(conn)
            .await?;
    for (license, key) in keys {
        if let Some(license) = places.get(&license).and_then(|place| licenses.get_mut(*place)) {
            license.keys.push(key);
        }
    }
    Ok(licenses)
}

/// All live devices, oldest first, each with its first manufacturer's warranty.
pub(super) async fn devices(conn: &mut SqliteConnection) -> Result<Vec<Device>> {
    let rows = sqlx::query(
        "SELECT d.id, d.version, d.name, d.asset_tag, d.category, d.manufacturer, d.model, d.serial, d.status,
                o.name AS location, v.name AS vendor, d.purchased_on, d.price_minor || ' ' || d.price_currency AS price,
                d.order_number, d.operating_system, d.mac, d.ip, d.cpu, d.memory, d.storage,
                CAST(d.expected_life_months AS TEXT) AS expected_life_months, d.notes, d.holder_id,
                CASE WHEN w.lifetime = 1 THEN 'lifetime' ELSE CAST(w.months AS TEXT) END AS warranty_months,
                w.ends_on AS warranty_ends_on,
                (SELECT group_concat(t.name, ', ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = d.id) AS tags
           FROM device d
           LEFT JOIN location o ON o.id = d.location_id
           LEFT JOIN vendor v ON v.id = d.vendor_id
           LEFT JOIN warranty w ON w.id = (SELECT id FROM warranty
                     WHERE device_id = d.id AND kind = 'manufacturer' AND void = 0 ORDER BY created_at, id LIMIT 1)
          WHERE d.deleted_at IS NULL ORDER BY d.created_at, d.id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Device {
                id: row.try_get("id")?,
                version: row.try_get("version")?,
                fields: stored(row, &DEVICE_FIELDS)?,
                holder: row.try_get("holder_id")?,
            })
        })
        .collect()
}

/// All live people, oldest first.
pub(super) async fn people(conn: &mut SqliteConnection) -> Result<Vec<Person>> {
    Ok(sqlx::query_as(
        "SELECT id, name, name_key, email, email_key, username FROM person WHERE deleted_at IS NULL ORDER BY created_at, id",
    )
    .fetch_all(conn)
    .await?)
}

pub(super) async fn vendor_keys(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT name_key FROM vendor WHERE deleted_at IS NULL").fetch_all(conn).await?)
}

pub(super) async fn location_keys(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT name_key FROM location WHERE deleted_at IS NULL").fetch_all(conn).await?)
}

/// The word under which mappings of a kind are remembered.
pub(super) fn kind_word(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Licenses => "licenses",
        ImportKind::Hardware => "hardware",
    }
}

/// The mapping last told for this header row; empty when there is none.
pub(super) async fn remembered(conn: &mut SqliteConnection, header_key: &str) -> Result<Vec<ColumnMapping>> {
    let text: Option<String> = sqlx::query_scalar("SELECT mapping FROM import_mapping WHERE header_key = ?")
        .bind(header_key)
        .fetch_optional(conn)
        .await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

pub(super) async fn remember(
    conn: &mut SqliteConnection,
    header_key: &str,
    mapping: &[ColumnMapping],
) -> Result<()> {
    let text = serde_json::to_string(mapping).map_err(|e| Error::Internal(e.to_string()))?;
    sqlx::query(
        "INSERT INTO import_mapping (header_key, mapping) VALUES (?, ?)
         ON CONFLICT (header_key) DO UPDATE SET mapping = excluded.mapping",
    )
    .bind(header_key)
    .bind(text)
    .execute(conn)
    .await?;
    Ok(())
}
