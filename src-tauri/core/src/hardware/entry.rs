//! What one enters about a device, checked and made into a row, and the dates that follow from it.

use super::{
    DeviceInput, DeviceStatus,
    coverage::{self, Span},
    covering::{self, Covering},
    store,
    templates::check_months,
};
use crate::{
    Act, Error, Result, dates,
    dates::Quarter,
    fields,
    history::{self, Entity, Row},
    input,
    money::Currency,
    text::{blank_to_none, name_key},
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
    fields::bounds("", input)?;
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
    input::required("name", "the device's name", &input.name)?;
    if let Some(key) = &blank_to_none(input.asset_tag.clone()).as_deref().map(name_key)
        && let Some((other_id, other)) = store::by_asset_tag_key(conn, key).await?
        && own_id != Some(other_id.as_str())
    {
        let message = format!("The asset tag is on “{other}” already.");
        return Err(Error::Taken { field: "asset_tag".into(), message, other_id: Some(other_id) });
    }
    check_months("depreciation_months", input.depreciation_months)?;
    let parent_id = blank_to_none(input.parent_id.clone());
    check_parent(conn, parent_id.as_deref(), own_id).await?;
    let mut row = fields::written(input)?;
    if let Some(residual) = &input.residual
        && input.price.as_ref().is_none_or(|price| {
            Currency::parse(&price.currency) != Currency::parse(&residual.currency)
                || residual.minor > price.minor
        })
    {
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
    let quarter = history::text_in(conn, Entity::Device, own_id, "refresh_quarter").await?;
    let facts = Facts {
        status: input.status,
        purchased_on,
        expected_life_months: input.expected_life_months,
        refresh_quarter: quarter.as_deref().and_then(Quarter::parse),
    };
    row.extend(fields::links(conn, act, Entity::Device, input, own_id).await?);
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
