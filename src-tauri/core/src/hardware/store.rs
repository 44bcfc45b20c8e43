//! SQL of the devices.

use super::model::{Coverage, Device, DeviceInput, DeviceRow, Warranty, WarrantyInput};
use crate::{
    Error, Result,
    list::{ListQuery, Page, order_by, push_filter, push_page},
    money::Money,
    people::HeldSeat,
    terms::TermInput,
    text_enum,
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

const SORTS: [(&str, &str); 12] = [
    ("name", "d.name_key"),
    ("asset_tag", "d.asset_tag_key"),
    ("serial", "d.serial_key"),
    ("category", "d.category COLLATE NOCASE"),
    ("manufacturer", "d.manufacturer COLLATE NOCASE"),
    ("model", "d.model COLLATE NOCASE"),
    ("status", "d.status"),
    ("holder", "p.name_key"),
    ("location", "o.name_key"),
    ("vendor", "v.name_key"),
    ("purchased_on", "d.purchased_on"),
    ("covered_until", "CASE WHEN d.covered_lifetime = 1 THEN '9999-12-31' ELSE d.covered_until END"),
];

/// Devices that a warranty is expected for: those that left the house are not.
pub(super) const IN_THE_HOUSE: &str = "d.status NOT IN ('retired', 'disposed', 'lost')";

#[derive(sqlx::FromRow)]
pub(super) struct Stored {
    id: String,
    version: u32,
    deleted_at: Option<String>,
    asset_tag: Option<String>,
    name: String,
    category: Option<String>,
    manufacturer: Option<String>,
    model: Option<String>,
    serial: Option<String>,
    serial_key: Option<String>,
    status: String,
    holder_id: Option<String>,
    holder: Option<String>,
    location: Option<String>,
    vendor_id: Option<String>,
    vendor: Option<String>,
    purchased_on: Option<String>,
    price_minor: Option<i64>,
    price_currency: Option<String>,
    order_number: Option<String>,
    operating_system: Option<String>,
    mac: Option<String>,
    ip: Option<String>,
    expected_life_months: Option<u32>,
    notes: Option<String>,
}

impl Stored {
    pub(super) fn serial_key(&self) -> Option<&str> {
        self.serial_key.as_deref()
    }

    pub(super) fn into_device(
        self,
        warranties: Vec<Warranty>,
        coverage: Coverage,
        seats: Vec<HeldSeat>,
        same_serial: Vec<String>,
        tags: Vec<String>,
    ) -> Device {
        let inputs: Vec<WarrantyInput> = warranties.iter().map(|warranty| warranty.fields.clone()).collect();
        Device {
            id: self.id,
            version: self.version,
            deleted: self.deleted_at.is_some(),
            vendor_id: self.vendor_id,
            holder: self.holder,
            fields: DeviceInput {
                asset_tag: self.asset_tag,
                name: self.name,
                category: self.category,
                manufacturer: self.manufacturer,
                model: self.model,
                serial: self.serial,
                status: text_enum::variant(&self.status),
                holder_id: self.holder_id,
                location: self.location,
                vendor: self.vendor,
                purchased_on: self.purchased_on,
                price: Money::from_columns(self.price_minor, self.price_currency),
                order_number: self.order_number,
                operating_system: self.operating_system,
                mac: self.mac,
                ip: self.ip,
                expected_life_months: self.expected_life_months,
                notes: self.notes,
                warranties: inputs,
                tags,
            },
            warranties,
            coverage,
            seats,
            same_serial,
        }
    }
}

const FROM: &str =
    " FROM device d LEFT JOIN person p ON p.id = d.holder_id LEFT JOIN location o ON o.id = d.location_id
   LEFT JOIN vendor v ON v.id = d.vendor_id";

fn push_where(builder: &mut QueryBuilder<Sqlite>, query: &ListQuery, today: NaiveDate) -> Result<()> {
    builder.push(" WHERE d.deleted_at IS NULL");
    push_filter(builder, &query.filter, "d", &["vendor_id", "holder_id", "location_id"]);
    if let Some(owner) = &query.belongs_to {
        builder
            .push(" AND (d.vendor_id = ")
            .push_bind(owner.clone())
            .push(" OR d.holder_id = ")
            .push_bind(owner.clone())
            .push(")");
    }
    match query.only.as_deref() {
        None | Some("") => {}
        Some(only @ ("covered" | "out_of_coverage")) => {
            let day = today.to_string();
            builder
                .push(format!(" AND {IN_THE_HOUSE} AND {}", if only == "covered" { "" } else { "NOT " }))
                .push("EXISTS (SELECT 1 FROM coverage w WHERE w.device_id = d.id AND (w.starts_on IS NULL OR w.starts_on <= ")
                .push_bind(day.clone())
                .push(") AND (w.lifetime = 1 OR w.until_on >= ")
                .push_bind(day)
                .push("))");
        }
        Some("coverage_ending") => {
            let until = today.checked_add_days(chrono::Days::new(30)).unwrap_or(today);
            builder
                .push(" AND d.warranty_due >= ")
                .push_bind(today.to_string())
                .push(" AND d.warranty_due <= ")
                .push_bind(until.to_string());
        }
        // Equal devices whose deadline is one line of the first screen: what, the day, maker and model.
        Some(only) if only.starts_with("due:") => {
            let mut parts = only.splitn(4, ':').skip(1);
            let column = match parts.next() {
                Some("warranty_ends") => "d.warranty_due",
                Some("device_replace") => "d.replace_due",
                _ => return Err(Error::field("only", format!("Hardware has no condition “{only}”."))),
            };
            builder
                .push(format!(" AND {column} = "))
                .push_bind(parts.next().unwrap_or_default().to_owned())
                .push(" AND trim(coalesce(d.manufacturer, '') || ' ' || d.model) = ")
                .push_bind(parts.next().unwrap_or_default().to_owned());
        }
        Some(other) => return Err(Error::field("only", format!("Hardware has no condition “{other}”."))),
    }
    Ok(())
}

pub(super) async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<DeviceRow>> {
    let order = if query.sort == "price" {
        format!(" ORDER BY d.price_minor {} NULLS LAST", if query.descending { "DESC" } else { "ASC" })
    } else {
        order_by(query, &SORTS)?
    };
    let mut count = QueryBuilder::new("SELECT count(*) FROM device d");
    push_where(&mut count, query, today)?;
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;
    let mut builder = QueryBuilder::new(format!(
        "SELECT d.*, p.name AS holder, o.name AS location, v.name AS vendor{FROM}"
    ));
    push_where(&mut builder, query, today)?;
    builder.push(order).push(", d.name_key, d.id");
    push_page(&mut builder, query);
    let rows = builder.build().fetch_all(conn).await?;
    let rows = rows
        .iter()
        .map(|row| {
            let lifetime: bool = row.try_get("covered_lifetime")?;
            let status: String = row.try_get("status")?;
            Ok(DeviceRow {
                id: row.try_get("id")?,
                asset_tag: row.try_get("asset_tag")?,
                name: row.try_get("name")?,
                serial: row.try_get("serial")?,
                category: row.try_get("category")?,
                manufacturer: row.try_get("manufacturer")?,
                model: row.try_get("model")?,
                status: text_enum::variant(&status),
                holder: row.try_get("holder")?,
                location: row.try_get("location")?,
                vendor: row.try_get("vendor")?,
                purchased_on: row.try_get("purchased_on")?,
                price: Money::from_columns(row.try_get("price_minor")?, row.try_get("price_currency")?),
                covered_until: if lifetime { Some("lifetime".into()) } else { row.try_get("covered_until")? },
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Page { total, rows })
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    let mut builder = QueryBuilder::new(format!(
        "SELECT d.*, p.name AS holder, o.name AS location, v.name AS vendor{FROM} WHERE d.id = "
    ));
    Ok(builder.push_bind(id.to_owned()).build_query_as().fetch_optional(conn).await?)
}

/// Lifetime ones first, then the latest end first.
pub(super) async fn warranties(conn: &mut SqliteConnection, device_id: &str) -> Result<Vec<WarrantyInput>> {
    let rows = sqlx::query(
        "SELECT id, kind, provider, reference, starts_on, months, ends_on, lifetime, coverage, void
           FROM warranty WHERE device_id = ? ORDER BY lifetime DESC, starts_on DESC, id",
    )
    .bind(device_id)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.try_get("kind")?;
            Ok(WarrantyInput {
                id: row.try_get("id")?,
                kind: text_enum::variant(&kind),
                provider: row.try_get("provider")?,
                reference: row.try_get("reference")?,
                starts_on: row.try_get("starts_on")?,
                months: row.try_get("months")?,
                ends_on: row.try_get("ends_on")?,
                lifetime: row.try_get("lifetime")?,
                coverage: row.try_get("coverage")?,
                void: row.try_get("void")?,
            })
        })
        .collect()
}

/// The terms of support and maintenance contracts that cover a device, each with whether it is renewed.
pub(super) async fn covering_terms(
    conn: &mut SqliteConnection,
    device_id: &str,
) -> Result<Vec<(TermInput, bool)>> {
    let rows = sqlx::query(
        "SELECT t.starts_on, t.ends_on, t.auto_renews, t.billing_months, t.cancelled_on, t.cancel_effective_on, t.renewed
           FROM covered_device x JOIN contract c ON c.id = x.contract_id JOIN term t ON t.contract_id = c.id
          WHERE x.device_id = ? AND c.deleted_at IS NULL AND c.kind IN ('support', 'maintenance')",
    )
    .bind(device_id)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let term = TermInput {
                starts_on: row.try_get("starts_on")?,
                ends_on: row.try_get("ends_on")?,
                auto_renews: row.try_get("auto_renews")?,
                billing_months: row.try_get("billing_months")?,
                cancelled_on: row.try_get("cancelled_on")?,
                cancel_effective_on: row.try_get("cancel_effective_on")?,
                ..TermInput::default()
            };
            Ok((term, row.try_get("renewed")?))
        })
        .collect()
}

pub(super) async fn by_asset_tag_key(
    conn: &mut SqliteConnection,
    key: &str,
) -> Result<Option<(String, String)>> {
    Ok(sqlx::query_as("SELECT id, name FROM device WHERE asset_tag_key = ? AND deleted_at IS NULL")
        .bind(key)
        .fetch_optional(conn)
        .await?)
}

pub(super) async fn names_with_serial(
    conn: &mut SqliteConnection,
    key: &str,
    except: &str,
) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT name FROM device WHERE serial_key = ? AND id <> ? AND deleted_at IS NULL ORDER BY name_key LIMIT 5")
        .bind(key)
        .bind(except)
        .fetch_all(conn)
        .await?)
}
