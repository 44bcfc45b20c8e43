//! What one enters about a device, checked and made into a row, and the dates that follow from it.

use super::{
    DeviceInput, DeviceStatus,
    coverage::{self, Span},
    covering::{self, Covering},
    store,
    templates::check_months,
};
use crate::{
    Act, Error, Result,
    credentials::addresses,
    dates,
    dates::Quarter,
    history::{self, Row, Table},
    input, locations,
    money::{Currency, Money},
    row,
    text::{blank_to_none, name_key, serial_key},
    text_enum, vendors,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// What the stored dates of a device are computed from.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub status: DeviceStatus,
    pub purchased_on: Option<NaiveDate>,
    pub expected_life_months: Option<u32>,
    /// The quarter its replacement was moved to.
    pub refresh_quarter: Option<Quarter>,
}

impl Facts {
    /// The end of the expected life.
    pub(super) fn life_ends_on(&self) -> Option<NaiveDate> {
        let months = self.expected_life_months.filter(|months| *months > 0)?;
        dates::add_months(self.purchased_on?, months)
    }

    /// When it is to be replaced: by the end of the quarter it was moved to, else at the end of its life.
    pub(super) fn replace_on(&self) -> Option<NaiveDate> {
        self.refresh_quarter.and_then(Quarter::last_day).or_else(|| self.life_ends_on())
    }

    /// The derived columns. What left the house has no deadlines.
    pub(super) fn derived(&self, spans: &[Span], contracts: &[Covering]) -> Row {
        let gone = self.status.gone();
        let mut row = covering::columns(spans, contracts, gone);
        row.insert("replace_due".into(), input::iso(self.replace_on().filter(|_| !gone)).into());
        row
    }
}

/// Checks what was paid when, and for how long: what needs no look at other devices. Returns the purchase date.
///
/// # Errors
/// [`Error::Field`] for a date, a price or a life that cannot be.
pub(crate) fn purchase(input: &DeviceInput) -> Result<Option<NaiveDate>> {
    if let Some(price) = &input.price {
        price.check("price")?;
    }
    if input.expected_life_months.is_some_and(|months| months > 1200) {
        return Err(Error::field(
            "expected_life_months",
            "An expected life of over 100 years is hard to believe.",
        ));
    }
    input::date("purchased_on", &input.purchased_on)
}

/// Checks every warranty of an input.
pub(super) fn check_warranties(input: &DeviceInput) -> Result<Vec<Span>> {
    input
        .warranties
        .iter()
        .enumerate()
        .map(|(index, warranty)| coverage::check(&format!("warranties.{index}"), warranty))
        .collect()
}

/// The row of a device. Its vendor and its location are created when there are none such.
pub(super) async fn checked(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &DeviceInput,
    spans: &[Span],
    contracts: &[Covering],
    own_id: Option<&str>,
) -> Result<Row> {
    let name = input::required("name", "the device's name", &input.name)?;
    let text = |text: &Option<String>| blank_to_none(text.clone());
    let asset_tag = text(&input.asset_tag);
    let asset_tag_key = asset_tag.as_deref().map(name_key);
    if let Some(key) = &asset_tag_key
        && let Some((other_id, other)) = store::by_asset_tag_key(conn, key).await?
        && own_id != Some(other_id.as_str())
    {
        let message = format!("The asset tag is on “{other}” already.");
        return Err(Error::Taken { field: "asset_tag".into(), message, other_id: Some(other_id) });
    }
    check_months("depreciation_months", input.depreciation_months)?;
    let parent_id = text(&input.parent_id);
    check_parent(conn, parent_id.as_deref(), own_id).await?;
    let money = |money: &Option<Money>, field: &str| -> Result<(Option<i64>, Option<String>)> {
        let Some(money) = money else { return Ok((None, None)) };
        money.check(field)?;
        Ok((Some(money.minor), Currency::parse(&money.currency).map(|code| code.code().to_owned())))
    };
    let (price_minor, price_currency) = money(&input.price, "price")?;
    let (proceeds_minor, proceeds_currency) = money(&input.proceeds, "proceeds")?;
    let (residual_minor, residual_currency) = money(&input.residual, "residual")?;
    if residual_minor.is_some() && (residual_currency != price_currency || residual_minor > price_minor) {
        return Err(Error::field(
            "residual",
            "The residual value is a part of the price, in the same currency.",
        ));
    }
    let purchased_on = purchase(input)?;
    let disposed_on = input::date("disposed_on", &input.disposed_on)?;
    if let (Some(bought), Some(disposed)) = (purchased_on, disposed_on)
        && disposed < bought
    {
        return Err(Error::field("disposed_on", "It cannot be disposed of before it was bought."));
    }
    let quarter = history::text_in(conn, Table::Device, own_id, "refresh_quarter").await?;
    let facts = Facts {
        status: input.status,
        purchased_on,
        expected_life_months: input.expected_life_months,
        refresh_quarter: quarter.as_deref().and_then(Quarter::parse),
    };
    let serial = text(&input.serial);
    let linked = history::text_in(conn, Table::Device, own_id, "vendor_id").await?;
    let vendor_id = vendors::id_for(conn, act, &input.vendor, linked).await?;
    let linked = history::text_in(conn, Table::Device, own_id, "location_id").await?;
    let location_id = locations::id_for(conn, act, &input.location, linked).await?;
    let mut row = row! {
        "asset_tag": asset_tag, "asset_tag_key": asset_tag_key, "name": name, "name_key": name_key(&name),
        "category": text(&input.category), "manufacturer": text(&input.manufacturer), "model": text(&input.model),
        "serial_key": serial.as_deref().and_then(serial_key), "serial": serial,
        "status": text_enum::word(&input.status), "holder_id": text(&input.holder_id),
        "location_id": location_id, "vendor_id": vendor_id, "parent_id": parent_id,
        "purchased_on": input::iso(purchased_on), "price_minor": price_minor, "price_currency": price_currency,
        "order_number": text(&input.order_number), "operating_system": text(&input.operating_system),
        "mac": text(&input.mac), "ip": addresses::plain("ip", &input.ip)?, "cpu": text(&input.cpu), "memory": text(&input.memory),
        "storage": text(&input.storage), "expected_life_months": input.expected_life_months,
        "depreciation_months": input.depreciation_months, "residual_minor": residual_minor,
        "disposed_on": input::iso(disposed_on), "proceeds_minor": proceeds_minor,
        "proceeds_currency": proceeds_currency, "wipe_note": text(&input.wipe_note), "notes": text(&input.notes),
    };
    row.extend(facts.derived(spans, contracts));
    Ok(row)
}

/// A device belongs to another one, never, over whatever many, to itself.
async fn check_parent(
    conn: &mut SqliteConnection,
    parent_id: Option<&str>,
    own_id: Option<&str>,
) -> Result<()> {
    let Some(parent_id) = parent_id else { return Ok(()) };
    let above = store::above(conn, parent_id).await?;
    if above.is_empty() {
        return Err(Error::field("parent_id", "Choose a device that is there."));
    }
    let Some(own_id) = own_id else { return Ok(()) };
    if parent_id == own_id {
        return Err(Error::field("parent_id", "A device does not belong to itself."));
    }
    match above.iter().find(|(id, _)| id == own_id) {
        Some(_) => {
            let first = above.first().map_or("", |(_, name)| name.as_str());
            Err(Error::field("parent_id", format!("“{first}” belongs to this device itself.")))
        }
        None => Ok(()),
    }
}
