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
use crate::{Result, input, money::Money, people::HeldSeat, text_enum};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, SqliteConnection};

const FROM: &str =
    " FROM device d LEFT JOIN person p ON p.id = d.holder_id LEFT JOIN location o ON o.id = d.location_id
   LEFT JOIN vendor v ON v.id = d.vendor_id";

#[derive(sqlx::FromRow)]
pub(in crate::hardware) struct Stored {
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
        self.parent_id.as_deref()
    }

    pub(in crate::hardware) fn vendor_id(&self) -> Option<&str> {
        self.vendor_id.as_deref()
    }

    /// What was entered.
    pub(in crate::hardware) fn fields(
        &self,
        warranties: Vec<WarrantyInput>,
        tags: Vec<String>,
    ) -> DeviceInput {
        DeviceInput {
            asset_tag: self.asset_tag.clone(),
            name: self.name.clone(),
            category: self.category.clone(),
            manufacturer: self.manufacturer.clone(),
            model: self.model.clone(),
            serial: self.serial.clone(),
            status: text_enum::variant(&self.status),
            holder_id: self.holder_id.clone(),
            location: self.location.clone(),
            vendor: self.vendor.clone(),
            purchased_on: self.purchased_on.clone(),
            residual: Money::from_columns(self.residual_minor, self.price_currency.clone()),
            price: Money::from_columns(self.price_minor, self.price_currency.clone()),
            order_number: self.order_number.clone(),
            operating_system: self.operating_system.clone(),
            mac: self.mac.clone(),
            ip: self.ip.clone(),
            cpu: self.cpu.clone(),
            memory: self.memory.clone(),
            storage: self.storage.clone(),
            parent_id: self.parent_id.clone(),
            expected_life_months: self.expected_life_months,
            depreciation_months: self.depreciation_months,
            disposed_on: self.disposed_on.clone(),
            proceeds: Money::from_columns(self.proceeds_minor, self.proceeds_currency.clone()),
            wipe_note: self.wipe_note.clone(),
            notes: self.notes.clone(),
            warranties,
            tags,
        }
    }

    pub(in crate::hardware) fn into_device(
        self,
        parts: Parts,
        pages: &[WarrantyPage],
        known: &Known,
        today: NaiveDate,
    ) -> Device {
        let inputs = parts.warranties.iter().map(|warranty| warranty.fields.clone()).collect();
        let fields = self.fields(inputs, parts.tags);
        let price = Money::from_columns(self.price_minor, self.price_currency.clone());
        let (maker, model) = (self.manufacturer.as_deref(), self.model.as_deref());
        let depreciation = depreciation(
            known,
            self.category.as_deref(),
            self.purchased_on.as_deref(),
            price.clone(),
            self.depreciation_months,
            self.residual_minor,
        )
        .filter(|_| has_value(text_enum::variant(&self.status), self.disposed_on.as_deref(), today));
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
        "SELECT d.*, p.name AS holder, o.name AS location, v.name AS vendor{FROM} WHERE d.id = "
    ));
    Ok(builder.push_bind(id.to_owned()).build_query_as().fetch_optional(conn).await?)
}
