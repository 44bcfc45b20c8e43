//! SQL of the devices.

mod links;
mod list;

pub(in crate::hardware) use links::*;
pub(crate) use list::covered_on;
pub(in crate::hardware) use list::{COVERED_NOW, IN_THE_HOUSE, list, push_rolled};

use super::{
    custody::CustodyEntry,
    model::{
        Coverage, Device, DeviceInput, DeviceLink, DeviceLogin, DeviceStatus, Replacement, Support, Warranty,
        WarrantyInput,
    },
    templates::Known,
    value::Depreciation,
    warranties::{self, WarrantyClaim, WarrantyPage},
};
use crate::{Result, fields, input, money::Money, people::HeldSeat};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, SqliteConnection};

const FROM: &str =
    " FROM device d LEFT JOIN person p ON p.id = d.holder_id LEFT JOIN location o ON o.id = d.location_id
   LEFT JOIN vendor v ON v.id = d.vendor_id";

/// A device as it is stored: what was entered, and what follows from it.
pub(in crate::hardware) struct Stored {
    id: String,
    version: u32,
    deleted: bool,
    /// Without its warranties and tags.
    fields: DeviceInput,
    serial_key: Option<String>,
    location_id: Option<String>,
    vendor_id: Option<String>,
    holder: Option<String>,
    loan_due: Option<String>,
    last_seen_on: Option<String>,
    replace_due: Option<String>,
    refresh_quarter: Option<String>,
}

/// What hangs on a device.
pub(in crate::hardware) struct Parts {
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
    pub(in crate::hardware) fn serial_key(&self) -> Option<&str> {
        self.serial_key.as_deref()
    }

    pub(in crate::hardware) fn parent_id(&self) -> Option<&str> {
        self.fields.parent_id.as_deref()
    }

    pub(in crate::hardware) fn vendor_id(&self) -> Option<&str> {
        self.vendor_id.as_deref()
    }

    /// What was entered.
    pub(in crate::hardware) fn fields(
        self,
        warranties: Vec<WarrantyInput>,
        tags: Vec<String>,
    ) -> DeviceInput {
        DeviceInput { warranties, tags, ..self.fields }
    }

    pub(in crate::hardware) fn into_device(
        self,
        parts: Parts,
        pages: &[WarrantyPage],
        known: &Known,
        today: NaiveDate,
    ) -> Device {
        let warranties = parts.warranties.iter().map(|warranty| warranty.fields.clone()).collect();
        let fields = DeviceInput { warranties, tags: parts.tags, ..self.fields };
        let (maker, model) = (fields.manufacturer.as_deref(), fields.model.as_deref());
        let depreciation = depreciation(
            known,
            fields.category.as_deref(),
            fields.purchased_on.as_deref(),
            fields.price.clone(),
            fields.depreciation_months,
            fields.residual.as_ref().map(|residual| residual.minor),
        )
        .filter(|_| has_value(fields.status, fields.disposed_on.as_deref(), today));
        Device {
            warranty_page: warranties::page_of(pages, maker, fields.serial.as_deref()),
            replacement: Replacement {
                due_on: self.replace_due,
                moved_to: self.refresh_quarter,
                cost: known.replacement_cost(maker, model, fields.price.clone()),
            },
            book_value: depreciation.and_then(|depreciation| depreciation.shown(today)),
            id: self.id,
            version: self.version,
            deleted: self.deleted,
            vendor_id: self.vendor_id,
            location_id: self.location_id,
            holder: self.holder,
            parent: parts.parent,
            children: parts.children,
            fields,
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

/// Whether a device is still on the books on a day: not when it was disposed of by then, or lost.
fn has_value(status: DeviceStatus, disposed_on: Option<&str>, today: NaiveDate) -> bool {
    match status {
        DeviceStatus::Disposed => input::stored(disposed_on).is_some_and(|day| day > today),
        DeviceStatus::Lost => false,
        _ => true,
    }
}

/// How a device loses value, by its own figures and else those of its category.
pub(in crate::hardware) fn depreciation(
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

pub(in crate::hardware) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, p.name AS holder, o.name AS location, v.name AS vendor{FROM} WHERE d.id = ",
        fields::all_of("d")
    ));
    let row = builder.push_bind(id.to_owned()).build().fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        deleted: row.try_get::<Option<String>, _>("deleted_at")?.is_some(),
        fields: fields::read(&row)?,
        serial_key: row.try_get("serial_key")?,
        location_id: row.try_get("location_id")?,
        vendor_id: row.try_get("vendor_id")?,
        holder: row.try_get("holder")?,
        loan_due: row.try_get("loan_due")?,
        last_seen_on: row.try_get("last_seen_on")?,
        replace_due: row.try_get("replace_due")?,
        refresh_quarter: row.try_get("refresh_quarter")?,
    }))
}
