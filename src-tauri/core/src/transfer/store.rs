//! SQL of imports: what rows are matched with, and the remembered mappings.

use super::{
    matching::{Record, View},
    model::{ColumnMapping, ImportKind},
    people::{Holder, PersonRef},
};
use crate::{Error, Result, list::own_sql};
use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use std::collections::HashMap;

/// A stored record by field, each value in the form of [`super::values::Value::stored`].
pub(super) type Stored = HashMap<&'static str, String>;

#[derive(Debug, FromRow)]
pub(super) struct DeviceNames {
    pub id: String,
    pub asset_tag_key: Option<String>,
    pub name_key: String,
    pub serial_key: Option<String>,
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

pub(super) const LICENSE_FIELDS: [&str; 14] = [
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
    "notes",
    "min_free_seats",
    "tags",
];
pub(super) const TERM_FIELDS: [&str; 17] = [
    "starts_on",
    "ends_on",
    "maintenance_ends_on",
    "purchased_on",
    "seats",
    "price",
    "price_per_seat",
    "billing_months",
    "auto_renews",
    "true_up",
    "renewal_months",
    "notice_months",
    "notice_days",
    "order_number",
    "purchase_order",
    "cancelled_on",
    "cancel_effective_on",
];
pub(super) const DEVICE_FIELDS: [&str; 23] = [
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

/// Whether tags, attached files or logins hang on a record, as SQL over its id.
const CARRIES: &str = "EXISTS (SELECT 1 FROM tagging g WHERE g.entity_id = x.id)
    OR EXISTS (SELECT 1 FROM attachment a WHERE a.entity_id = x.id)
    OR EXISTS (SELECT 1 FROM credential c WHERE x.id IN (c.license_id, c.device_id))";

/// All live licenses, oldest first. A true-up is no term that a row speaks of: it follows the one it adds to.
pub(super) async fn licenses(conn: &mut SqliteConnection, today: &str) -> Result<Vec<Record>> {
    let rows = sqlx::query(own_sql(format!(
        "SELECT x.id, x.version, x.name, x.publisher, v.name AS vendor, x.edition, x.category, x.kind, x.metric,
                CAST(x.maintained AS TEXT) AS maintained, CAST(x.reassignable AS TEXT) AS reassignable,
                x.registered_name, x.registered_email, x.notes, CAST(x.min_free_seats AS TEXT) AS min_free_seats,
                (SELECT group_concat(t.name, ', ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = x.id) AS tags,
                {CARRIES} AS carries
           FROM license x LEFT JOIN vendor v ON v.id = x.vendor_id
          WHERE x.deleted_at IS NULL ORDER BY x.created_at, x.id"
    )))
    .fetch_all(&mut *conn)
    .await?;
    let mut licenses: Vec<(Record, Stored)> = Vec::with_capacity(rows.len());
    let mut places: HashMap<String, usize> = HashMap::with_capacity(rows.len());
    for row in &rows {
        let id: String = row.try_get("id")?;
        places.insert(id.clone(), licenses.len());
        let record = Record {
            id,
            version: row.try_get("version")?,
            carries: row.try_get("carries")?,
            ..Record::default()
        };
        licenses.push((record, stored(row, &LICENSE_FIELDS)?));
    }
    let terms = sqlx::query(
        "SELECT license_id, id, starts_on, ends_on, maintenance_ends_on, purchased_on,
                coalesce(CAST(seats AS TEXT), 'unlimited') AS seats, price_minor || ' ' || price_currency AS price,
                CAST(price_per_seat AS TEXT) AS price_per_seat, CAST(billing_months AS TEXT) AS billing_months,
                CAST(auto_renews AS TEXT) AS auto_renews, CAST(renewal_months AS TEXT) AS renewal_months,
                CASE WHEN adds_to_term_id IS NOT NULL THEN '1' END AS true_up,
                CAST(notice_months AS TEXT) AS notice_months, CAST(notice_days AS TEXT) AS notice_days,
                order_number, purchase_order, cancelled_on, cancel_effective_on
           FROM term WHERE license_id IS NOT NULL ORDER BY created_at, id",
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in &terms {
        let license: String = row.try_get("license_id")?;
        if let Some((record, own)) = places.get(&license).and_then(|place| licenses.get_mut(*place)) {
            let mut fields = own.clone();
            fields.extend(stored(row, &TERM_FIELDS)?);
            let added = fields.contains_key("true_up");
            let views = if added { &mut record.added } else { &mut record.views };
            views.push(View { term: row.try_get("id")?, fields });
        }
    }
    let holders: Vec<(String, Option<String>, Option<String>, u32)> = sqlx::query_as(
        "SELECT license_id, person_id, device_id, quantity FROM assignment
          WHERE until_on IS NULL OR until_on >= ? ORDER BY created_at, id",
    )
    .bind(today)
    .fetch_all(&mut *conn)
    .await?;
    for (license, person, device, quantity) in holders {
        if let Some((record, _)) = places.get(&license).and_then(|place| licenses.get_mut(*place)) {
            let person = person.map(|id| Holder::Person(PersonRef::Known(id)));
            record.holders.extend(person.or(device.map(Holder::Device)));
            record.used = record.used.saturating_add(quantity);
        }
    }
    for (license, key, _) in license_keys(conn).await? {
        if let Some((record, _)) = places.get(&license).and_then(|place| licenses.get_mut(*place)) {
            record.keys.push(key);
        }
    }
    Ok(licenses
        .into_iter()
        .map(|(mut record, own)| {
            if record.views.is_empty() {
                record.views.push(View { term: None, fields: own });
            }
            record
        })
        .collect())
}

/// The product keys of live licenses, oldest first: license, key and the license's name as it is compared.
pub(super) async fn license_keys(conn: &mut SqliteConnection) -> Result<Vec<(String, String, String)>> {
    Ok(sqlx::query_as(
        "SELECT k.license_id, k.id, l.name_key FROM license_key k JOIN license l ON l.id = k.license_id
          WHERE l.deleted_at IS NULL ORDER BY k.created_at, k.id",
    )
    .fetch_all(conn)
    .await?)
}

/// All live devices, oldest first, each with its first manufacturer's warranty.
pub(super) async fn devices(conn: &mut SqliteConnection) -> Result<Vec<Record>> {
    let rows = sqlx::query(own_sql(format!(
        "SELECT x.id, x.version, x.name, x.asset_tag, x.category, x.manufacturer, x.model, x.serial, x.status,
                o.name AS location, v.name AS vendor, x.purchased_on, x.price_minor || ' ' || x.price_currency AS price,
                x.order_number, x.operating_system, x.mac, x.ip, x.cpu, x.memory, x.storage,
                CAST(x.expected_life_months AS TEXT) AS expected_life_months, x.notes, x.holder_id,
                CASE WHEN w.lifetime = 1 THEN 'lifetime' ELSE CAST(w.months AS TEXT) END AS warranty_months,
                w.ends_on AS warranty_ends_on,
                (SELECT group_concat(t.name, ', ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = x.id) AS tags,
                {CARRIES} OR EXISTS (SELECT 1 FROM assignment a WHERE a.device_id = x.id)
                  OR EXISTS (SELECT 1 FROM covered_device c WHERE c.device_id = x.id)
                  OR EXISTS (SELECT 1 FROM warranty_claim c WHERE c.device_id = x.id)
                  OR EXISTS (SELECT 1 FROM device d WHERE d.parent_id = x.id) AS carries
           FROM device x
           LEFT JOIN location o ON o.id = x.location_id
           LEFT JOIN vendor v ON v.id = x.vendor_id
           LEFT JOIN warranty w ON w.id = (SELECT id FROM warranty
                     WHERE device_id = x.id AND kind = 'manufacturer' AND void = 0 ORDER BY created_at, id LIMIT 1)
          WHERE x.deleted_at IS NULL ORDER BY x.created_at, x.id"
    )))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let holder: Option<String> = row.try_get("holder_id")?;
            Ok(Record {
                id: row.try_get("id")?,
                version: row.try_get("version")?,
                views: vec![View { term: None, fields: stored(row, &DEVICE_FIELDS)? }],
                holders: holder.map(|id| Holder::Person(PersonRef::Known(id))).into_iter().collect(),
                carries: row.try_get("carries")?,
                ..Record::default()
            })
        })
        .collect()
}

/// Live devices as a license's row may name them: id, and its asset tag, name and serial as they are compared.
pub(super) async fn device_names(conn: &mut SqliteConnection) -> Result<Vec<DeviceNames>> {
    Ok(sqlx::query_as(
        "SELECT id, asset_tag_key, name_key, serial_key FROM device WHERE deleted_at IS NULL ORDER BY created_at, id",
    )
    .fetch_all(conn)
    .await?)
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
