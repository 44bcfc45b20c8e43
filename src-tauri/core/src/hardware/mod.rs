//! Hardware: use cases of devices and their warranties.

pub mod coverage;
mod model;
mod store;

pub use model::{
    Coverage, Device, DeviceInput, DeviceRow, DeviceStatus, Warranty, WarrantyInput, WarrantyKind,
};

use crate::{
    Act, Error, Result, dates,
    history::{self, Row, Table},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    locations,
    money::Currency,
    people, row, tags,
    terms::rules,
    text::{blank_to_none, name_key, serial_key},
    text_enum, vendors,
};
use chrono::NaiveDate;
use coverage::Span;
use sqlx::SqliteConnection;

pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<DeviceRow>> {
    store::list(conn, query, today).await
}

pub async fn get(conn: &mut SqliteConnection, id: &str, today: NaiveDate) -> Result<Device> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Device, id))?;
    let inputs = store::warranties(conn, id).await?;
    let mut spans = Vec::new();
    let mut warranties = Vec::new();
    for fields in inputs {
        let span = coverage::check("warranty", &fields)?;
        warranties.push(Warranty {
            id: fields.id.clone().unwrap_or_default(),
            ends_on: input::iso(span.ends_on),
            covers_today: span.covers(today),
            fields,
        });
        spans.push(span);
    }
    spans.extend(contract_spans(conn, id, Some(today)).await?.into_iter().map(|covering| covering.span));
    let seats = people::seats_of_device(conn, id, today).await?;
    let same_serial = match found.serial_key() {
        Some(key) => store::names_with_serial(conn, key, id).await?,
        None => Vec::new(),
    };
    let tags = tags::of(conn, id).await?;
    Ok(found.into_device(warranties, coverage::coverage(&spans, today), seats, same_serial, tags))
}

pub async fn create(conn: &mut SqliteConnection, act: &Act, input: DeviceInput) -> Result<String> {
    let id = new_id();
    let spans = check_warranties(&input)?;
    let mut row = checked(conn, act, &input, &spans, &[], None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Table::Device, row).await?;
    set_warranties(conn, act, &id, &input, &spans).await?;
    tags::set(conn, act, Kind::Device, &id, &input.tags).await?;
    Ok(id)
}

/// Changes a device that still has this version, its warranties included.
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: DeviceInput,
) -> Result<()> {
    let spans = check_warranties(&input)?;
    let contracts = contract_spans(conn, id, None).await?;
    let row = checked(conn, act, &input, &spans, &contracts, Some(id)).await?;
    history::update(conn, act, Table::Device, id, Some(version), row).await?;
    set_warranties(conn, act, id, &input, &spans).await?;
    tags::set(conn, act, Kind::Device, id, &input.tags).await?;
    history::settle(conn, act, Table::Device, id, version).await
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

/// Days that a support or maintenance contract covers a device.
struct Covering {
    span: Span,
    /// The contract has a deadline of its own for this end.
    announced: bool,
}

/// What contracts cover a device; with a day, those that renewed themselves until the end of the period that runs.
async fn contract_spans(
    conn: &mut SqliteConnection,
    device_id: &str,
    today: Option<NaiveDate>,
) -> Result<Vec<Covering>> {
    let terms = store::covering_terms(conn, device_id).await?;
    terms
        .iter()
        .map(|(term, renewed)| {
            let rules = rules::check("term", term)?;
            let rolled = today.filter(|_| !renewed).and_then(|today| rules.rolled(today));
            let ends_on = rolled.map(|rolled| rolled.ends_on).or(rules.last_day());
            let lifetime = ends_on.is_none();
            let announced = !renewed && rules.cancelled_on.is_none();
            Ok(Covering {
                span: Span { starts_on: rules.starts_on, ends_on, lifetime, void: false },
                announced,
            })
        })
        .collect()
}

/// Until when a device is covered by warranties and contracts, and the day that is a deadline of its own: none
/// where the last to end is a contract, which has one.
fn covered_row(spans: &[Span], contracts: &[Covering], gone: bool) -> Row {
    let mut all: Vec<Span> = spans.to_vec();
    all.extend(contracts.iter().map(|covering| covering.span.clone()));
    let (until, lifetime) = coverage::covered_until(&all);
    let by_contract = contracts.iter().any(|covering| covering.announced && covering.span.ends_on == until);
    let by_warranty = spans.iter().any(|span| !span.void && span.ends_on == until);
    let due = until.filter(|_| !gone && (by_warranty || !by_contract));
    row! {
        "covered_until": input::iso(until), "covered_lifetime": lifetime, "warranty_due": input::iso(due),
    }
}

/// Call after what contracts cover changed: writes anew until when these devices are covered.
pub(crate) async fn cover_anew(conn: &mut SqliteConnection, act: &Act, devices: &[String]) -> Result<()> {
    for id in devices {
        let spans = store::warranties(conn, id)
            .await?
            .iter()
            .map(|warranty| coverage::check("warranty", warranty))
            .collect::<Result<Vec<_>>>()?;
        let contracts = contract_spans(conn, id, None).await?;
        let status = history::text_in(conn, Table::Device, Some(id), "status").await?;
        let gone = has_left(text_enum::variant(status.as_deref().unwrap_or_default()));
        history::update(conn, act, Table::Device, id, None, covered_row(&spans, &contracts, gone)).await?;
    }
    Ok(())
}

/// What left the house has no deadlines any more.
fn has_left(status: DeviceStatus) -> bool {
    matches!(status, DeviceStatus::Retired | DeviceStatus::Disposed | DeviceStatus::Lost)
}

fn check_warranties(input: &DeviceInput) -> Result<Vec<Span>> {
    input
        .warranties
        .iter()
        .enumerate()
        .map(|(index, warranty)| coverage::check(&format!("warranties.{index}"), warranty))
        .collect()
}

async fn set_warranties(
    conn: &mut SqliteConnection,
    act: &Act,
    device_id: &str,
    input: &DeviceInput,
    spans: &[Span],
) -> Result<()> {
    for old in store::warranties(conn, device_id).await? {
        if let Some(id) =
            old.id.filter(|id| !input.warranties.iter().any(|kept| kept.id.as_deref() == Some(id)))
        {
            history::remove(conn, act, Table::Warranty, &id).await?;
        }
    }
    for (warranty, span) in input.warranties.iter().zip(spans) {
        let mut row = row! {
            "device_id": device_id, "kind": text_enum::word(&warranty.kind),
            "provider": blank_to_none(warranty.provider.clone()), "reference": blank_to_none(warranty.reference.clone()),
            "starts_on": input::iso(span.starts_on), "months": warranty.months,
            "ends_on": input::iso(input::date("ends_on", &warranty.ends_on)?.filter(|_| !warranty.lifetime)),
            "until_on": input::iso(span.ends_on), "lifetime": warranty.lifetime, "coverage": blank_to_none(warranty.coverage.clone()), "void": warranty.void,
        };
        match &warranty.id {
            Some(id) => {
                history::update(conn, act, Table::Warranty, id, None, row).await?;
            }
            None => {
                row.insert("id".into(), new_id().into());
                history::insert(conn, act, Table::Warranty, row).await?;
            }
        }
    }
    Ok(())
}

async fn checked(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &DeviceInput,
    spans: &[Span],
    contracts: &[Covering],
    own_id: Option<&str>,
) -> Result<Row> {
    let name = input::required("name", "the device's name", &input.name)?;
    let asset_tag = blank_to_none(input.asset_tag.clone());
    let asset_tag_key = asset_tag.as_deref().map(name_key);
    if let Some(key) = &asset_tag_key
        && let Some((other_id, other)) = store::by_asset_tag_key(conn, key).await?
        && own_id != Some(other_id.as_str())
    {
        let message = format!("The asset tag is on “{other}” already.");
        return Err(Error::Taken { field: "asset_tag".into(), message, other_id: Some(other_id) });
    }
    let purchased_on = purchase(input)?;
    let gone = has_left(input.status);
    let replace_due = purchased_on
        .zip(input.expected_life_months.filter(|months| *months > 0))
        .and_then(|(bought, months)| dates::add_months(bought, months))
        .filter(|_| !gone);
    let text = |text: &Option<String>| blank_to_none(text.clone());
    let serial = text(&input.serial);
    let linked = history::text_in(conn, Table::Device, own_id, "vendor_id").await?;
    let vendor_id = vendors::id_for(conn, act, &input.vendor, linked).await?;
    let linked = history::text_in(conn, Table::Device, own_id, "location_id").await?;
    let location_id = locations::id_for(conn, act, &input.location, linked).await?;
    let mut row = covered_row(spans, contracts, gone);
    row.extend(row! {
        "asset_tag": asset_tag, "asset_tag_key": asset_tag_key, "name": name, "name_key": name_key(&name),
        "category": text(&input.category), "manufacturer": text(&input.manufacturer), "model": text(&input.model),
        "serial_key": serial.as_deref().and_then(serial_key), "serial": serial,
        "status": text_enum::word(&input.status), "holder_id": text(&input.holder_id),
        "location_id": location_id,
        "vendor_id": vendor_id,
        "purchased_on": input::iso(purchased_on), "price_minor": input.price.as_ref().map(|price| price.minor),
        "price_currency": input.price.as_ref().and_then(|price| Currency::parse(&price.currency)).map(|currency| currency.code().to_owned()),
        "order_number": text(&input.order_number), "operating_system": text(&input.operating_system),
        "mac": text(&input.mac), "ip": text(&input.ip),
        "expected_life_months": input.expected_life_months, "notes": text(&input.notes),
        "replace_due": input::iso(replace_due),
    });
    Ok(row)
}
