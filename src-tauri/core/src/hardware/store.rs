//! SQL of the devices.

use super::{
    custody::CustodyEntry,
    entry::Facts,
    model::{
        Coverage, Device, DeviceInput, DeviceLink, DeviceLogin, DeviceRow, DeviceStatus, Replacement,
        Support, Warranty, WarrantyInput,
    },
    templates::Known,
    value::Depreciation,
    warranties::{self, WarrantyClaim, WarrantyPage},
};
use crate::{
    Error, Result, dates,
    dates::Quarter,
    input,
    list::{ListQuery, Page, like_anywhere, order_by, push_filter, push_page},
    money::Money,
    people::HeldSeat,
    text_enum,
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

const SORTS: [(&str, &str); 17] = [
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
    ("operating_system", "d.operating_system COLLATE NOCASE"),
    ("replace_on", "d.replace_due"),
    ("return_by", "d.loan_due"),
    ("last_seen_on", "d.last_seen_on"),
    ("cover_days_left", "d.covered_until"),
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
    location_id: Option<String>,
    location: Option<String>,
    vendor_id: Option<String>,
    vendor: Option<String>,
    parent_id: Option<String>,
    purchased_on: Option<String>,
    price_minor: Option<i64>,
    price_currency: Option<String>,
    order_number: Option<String>,
    operating_system: Option<String>,
    mac: Option<String>,
    ip: Option<String>,
    cpu: Option<String>,
    memory: Option<String>,
    storage: Option<String>,
    expected_life_months: Option<u32>,
    depreciation_months: Option<u32>,
    residual_minor: Option<i64>,
    disposed_on: Option<String>,
    proceeds_minor: Option<i64>,
    proceeds_currency: Option<String>,
    wipe_note: Option<String>,
    notes: Option<String>,
    loan_due: Option<String>,
    last_seen_on: Option<String>,
    replace_due: Option<String>,
    refresh_quarter: Option<String>,
}

/// What hangs on a device.
pub(super) struct Parts {
    pub parent: Option<DeviceLink>,
    pub children: Vec<DeviceLink>,
    pub warranties: Vec<Warranty>,
    pub coverage: Coverage,
    pub claims: Vec<WarrantyClaim>,
    pub support: Vec<Support>,
    pub seats: Vec<HeldSeat>,
    pub logins: Vec<DeviceLogin>,
    pub same_serial: Vec<String>,
    pub custody: Vec<CustodyEntry>,
    pub tags: Vec<String>,
}

impl Stored {
    pub(super) fn serial_key(&self) -> Option<&str> {
        self.serial_key.as_deref()
    }

    pub(super) fn parent_id(&self) -> Option<&str> {
        self.parent_id.as_deref()
    }

    pub(super) fn vendor_id(&self) -> Option<&str> {
        self.vendor_id.as_deref()
    }

    pub(super) fn into_device(
        self,
        parts: Parts,
        pages: &[WarrantyPage],
        known: &Known,
        today: NaiveDate,
    ) -> Device {
        let inputs: Vec<WarrantyInput> =
            parts.warranties.iter().map(|warranty| warranty.fields.clone()).collect();
        let price = Money::from_columns(self.price_minor, self.price_currency.clone());
        let (maker, model) = (self.manufacturer.as_deref(), self.model.as_deref());
        let depreciation = depreciation(
            known,
            self.category.as_deref(),
            self.purchased_on.as_deref(),
            price.clone(),
            self.depreciation_months,
            self.residual_minor,
        );
        Device {
            warranty_page: warranties::page_of(pages, maker, self.serial.as_deref()),
            replacement: Replacement {
                due_on: self.replace_due,
                moved_to: self.refresh_quarter,
                cost: known.replacement_cost(maker, model, price.clone()),
            },
            book_value: depreciation.and_then(|depreciation| depreciation.shown(today)),
            id: self.id,
            version: self.version,
            deleted: self.deleted_at.is_some(),
            vendor_id: self.vendor_id,
            location_id: self.location_id,
            holder: self.holder,
            parent: parts.parent,
            children: parts.children,
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
                residual: Money::from_columns(self.residual_minor, self.price_currency),
                price,
                order_number: self.order_number,
                operating_system: self.operating_system,
                mac: self.mac,
                ip: self.ip,
                cpu: self.cpu,
                memory: self.memory,
                storage: self.storage,
                parent_id: self.parent_id,
                expected_life_months: self.expected_life_months,
                depreciation_months: self.depreciation_months,
                disposed_on: self.disposed_on,
                proceeds: Money::from_columns(self.proceeds_minor, self.proceeds_currency),
                wipe_note: self.wipe_note,
                notes: self.notes,
                warranties: inputs,
                tags: parts.tags,
            },
            warranties: parts.warranties,
            coverage: parts.coverage,
            claims: parts.claims,
            support: parts.support,
            seats: parts.seats,
            logins: parts.logins,
            same_serial: parts.same_serial,
            custody: parts.custody,
            return_by: self.loan_due,
            last_seen_on: self.last_seen_on,
        }
    }
}

/// How a device loses value, by its own figures and else those of its category.
pub(super) fn depreciation(
    known: &Known,
    category: Option<&str>,
    purchased_on: Option<&str>,
    price: Option<Money>,
    months: Option<u32>,
    residual_minor: Option<i64>,
) -> Option<Depreciation> {
    let shared = known.category(category);
    let months = months.or_else(|| shared?.depreciation_months).filter(|months| *months > 0)?;
    let (bought_on, price) = (input::stored(purchased_on)?, price?);
    let percent = shared.and_then(|category| category.residual_percent).unwrap_or(0);
    let residual_minor = residual_minor.unwrap_or_else(|| Depreciation::share(&price, percent));
    Some(Depreciation { bought_on, price, months, residual_minor })
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
            .push(" OR d.parent_id = ")
            .push_bind(owner.clone())
            .push(" OR d.location_id IN (WITH RECURSIVE within (id) AS (SELECT id FROM location WHERE id = ")
            .push_bind(owner.clone())
            .push(" UNION SELECT o.id FROM location o JOIN within w ON o.parent_id = w.id) SELECT id FROM within))");
    }
    match query.only.as_deref() {
        None | Some("") => {}
        Some(only @ ("covered" | "out_of_coverage")) => {
            let day = today.to_string();
            builder
                .push(format!(" AND {IN_THE_HOUSE} AND {}", if only == "covered" { "" } else { "NOT " }))
                .push("EXISTS (SELECT 1 FROM warranty w WHERE w.device_id = d.id AND w.void = 0 AND (w.starts_on IS NULL OR w.starts_on <= ")
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
        Some("lent") => {
            builder.push(" AND d.loan_due IS NOT NULL");
        }
        Some("loans_overdue") => {
            builder.push(" AND d.loan_due < ").push_bind(today.to_string());
        }
        Some("to_replace") => {
            let until = today.checked_add_days(chrono::Days::new(90)).unwrap_or(today);
            builder.push(" AND d.replace_due <= ").push_bind(until.to_string());
        }
        Some("held_by_departed") => {
            builder.push(" AND p.leaves_on < ").push_bind(today.to_string());
        }
        Some(status) if text_enum::word(&text_enum::variant::<DeviceStatus>(status)) == status => {
            builder.push(" AND d.status = ").push_bind(status.to_owned());
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
    let mut count =
        QueryBuilder::new("SELECT count(*) FROM device d LEFT JOIN person p ON p.id = d.holder_id");
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
            let covered_until: Option<String> = row.try_get("covered_until")?;
            let ends_on = input::stored(covered_until.as_deref()).filter(|_| !lifetime);
            Ok(DeviceRow {
                id: row.try_get("id")?,
                asset_tag: row.try_get("asset_tag")?,
                name: row.try_get("name")?,
                serial: row.try_get("serial")?,
                category: row.try_get("category")?,
                manufacturer: row.try_get("manufacturer")?,
                model: row.try_get("model")?,
                status: text_enum::variant(&status),
                holder_id: row.try_get("holder_id")?,
                holder: row.try_get("holder")?,
                location: row.try_get("location")?,
                vendor: row.try_get("vendor")?,
                operating_system: row.try_get("operating_system")?,
                purchased_on: row.try_get("purchased_on")?,
                price: Money::from_columns(row.try_get("price_minor")?, row.try_get("price_currency")?),
                covered_until: if lifetime { Some("lifetime".into()) } else { covered_until },
                cover_days_left: ends_on.map(|ends_on| dates::days_until(ends_on, today)),
                replace_on: row.try_get("replace_due")?,
                return_by: row.try_get("loan_due")?,
                last_seen_on: row.try_get("last_seen_on")?,
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

/// The keys of all asset tags that begin like this, Trash included.
pub(super) async fn asset_tag_keys(conn: &mut SqliteConnection, prefix: &str) -> Result<Vec<String>> {
    let mut pattern = like_anywhere(prefix);
    pattern.remove(0);
    Ok(sqlx::query_scalar("SELECT asset_tag_key FROM device WHERE asset_tag_key LIKE ? ESCAPE '\\'")
        .bind(pattern)
        .fetch_all(conn)
        .await?)
}

pub(super) async fn version(conn: &mut SqliteConnection, id: &str) -> Result<Option<u32>> {
    Ok(sqlx::query_scalar("SELECT version FROM device WHERE id = ?").bind(id).fetch_optional(conn).await?)
}

/// What the stored dates of a device are computed from.
pub(super) async fn facts(conn: &mut SqliteConnection, id: &str) -> Result<Option<Facts>> {
    let row = sqlx::query(
        "SELECT status, purchased_on, expected_life_months, refresh_quarter FROM device WHERE id = ?",
    )
    .bind(id)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let status: String = row.try_get("status")?;
    let (bought, quarter): (Option<String>, Option<String>) =
        (row.try_get("purchased_on")?, row.try_get("refresh_quarter")?);
    Ok(Some(Facts {
        status: text_enum::variant(&status),
        purchased_on: input::stored(bought.as_deref()),
        expected_life_months: row.try_get("expected_life_months")?,
        refresh_quarter: quarter.as_deref().and_then(Quarter::parse),
    }))
}

/// A device and all it belongs to, itself first: id and name.
pub(super) async fn above(conn: &mut SqliteConnection, id: &str) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "WITH RECURSIVE above (id, name, parent_id, depth) AS (
           SELECT id, name, parent_id, 0 FROM device WHERE id = ?
           UNION SELECT d.id, d.name, d.parent_id, a.depth + 1 FROM device d JOIN above a ON d.id = a.parent_id
             WHERE a.depth < 100)
         SELECT id, name FROM above ORDER BY depth",
    )
    .bind(id)
    .fetch_all(conn)
    .await?)
}

pub(super) async fn link(conn: &mut SqliteConnection, id: &str) -> Result<Option<DeviceLink>> {
    Ok(sqlx::query_as("SELECT id, name, asset_tag, serial FROM device WHERE id = ? AND deleted_at IS NULL")
        .bind(id)
        .fetch_optional(conn)
        .await?)
}

/// Live devices that belong to a device, by name.
pub(super) async fn children(conn: &mut SqliteConnection, id: &str) -> Result<Vec<DeviceLink>> {
    Ok(sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device WHERE parent_id = ? AND deleted_at IS NULL ORDER BY name_key, id",
    )
    .bind(id)
    .fetch_all(conn)
    .await?)
}

/// Live devices with this id, asset tag or serial; those of this name only when there are none of these.
pub(super) async fn by_code(
    conn: &mut SqliteConnection,
    text: &str,
    key: &str,
    serial: Option<&str>,
) -> Result<Vec<DeviceLink>> {
    let coded: Vec<DeviceLink> = sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device
          WHERE deleted_at IS NULL AND (id = ?1 OR asset_tag_key = ?2 OR serial_key = ?3) ORDER BY name_key, id LIMIT 20",
    )
    .bind(text)
    .bind(key)
    .bind(serial)
    .fetch_all(&mut *conn)
    .await?;
    // A tag is unique: it wins over another device's serial.
    let tagged = coded.iter().find(|link| {
        link.id == text || link.asset_tag.as_deref().is_some_and(|tag| crate::text::name_key(tag) == key)
    });
    if let Some(tagged) = tagged {
        return Ok(vec![tagged.clone()]);
    }
    if !coded.is_empty() {
        return Ok(coded);
    }
    Ok(sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device WHERE deleted_at IS NULL AND name_key = ? ORDER BY id LIMIT 20",
    )
    .bind(key)
    .fetch_all(conn)
    .await?)
}

/// Whom to call: the vendor it was bought from, then those whose names the warranties give as provider.
pub(super) async fn support(
    conn: &mut SqliteConnection,
    vendor_id: Option<&str>,
    provider_keys: &[String],
) -> Result<Vec<Support>> {
    let mut builder = QueryBuilder::new(
        "SELECT id AS vendor_id, name AS vendor, account_number, support_phone AS phone, support_email AS email,
           support_hours AS hours, portal_url FROM vendor WHERE deleted_at IS NULL AND (id = ",
    );
    builder.push_bind(vendor_id.unwrap_or_default().to_owned());
    for key in provider_keys {
        builder.push(" OR name_key = ").push_bind(key.clone());
    }
    builder.push(") ORDER BY id <> ").push_bind(vendor_id.unwrap_or_default().to_owned()).push(", name_key");
    Ok(builder.build_query_as().fetch_all(conn).await?)
}

/// Live credentials on a device, by name.
pub(super) async fn logins(conn: &mut SqliteConnection, device_id: &str) -> Result<Vec<DeviceLogin>> {
    Ok(sqlx::query_as(
        "SELECT id, name, username FROM credential WHERE device_id = ? AND deleted_at IS NULL ORDER BY name_key, id",
    )
    .bind(device_id)
    .fetch_all(conn)
    .await?)
}
