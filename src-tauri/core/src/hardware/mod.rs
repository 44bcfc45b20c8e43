//! Hardware: devices, what covers them, who has them, what they are worth and when they are replaced.

mod asset_tags;
pub mod bulk;
pub mod coverage;
mod covering;
pub mod custody;
mod entry;
pub(crate) mod model;
pub mod plan;
pub mod settings;
mod store;
pub mod templates;
pub mod value;
pub mod warranties;

pub use asset_tags::next as next_asset_tag;
pub(crate) use coverage::best as best_warranty;
pub(crate) use covering::cover_anew;
pub(crate) use entry::purchase;
pub use model::{
    BookValue, Coverage, Device, DeviceFields, DeviceInput, DeviceLink, DeviceLogin, DeviceRow, DeviceStatus,
    DeviceWarning, Replacement, Support, ValueOn, Warranty, WarrantyInput, WarrantyKind,
};
pub(crate) use warranties::all as all_warranties;

use crate::{
    Act, Error, Result, dates,
    dates::Quarter,
    fields,
    history::{self, Entity},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    people, row, tags,
    text::{blank_to_none, name_key, serial_key},
};
use chrono::NaiveDate;
use entry::{check_warranties, checked};
use sqlx::SqliteConnection;
use templates::Known;

/// A page of the devices that match, as they stand on `today`.
///
/// # Errors
/// [`Error::Filter`] for a filter that cannot be understood, [`Error::Field`] for a condition or an order that the
/// list does not have.
pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<DeviceRow>> {
    let rolled = covering::rolled(conn, today).await?;
    store::list(conn, query, today, &rolled).await
}

/// SQL for whether a device `d` is covered on a day, for whoever counts devices.
pub(crate) fn covered_on_sql(day: NaiveDate) -> String {
    store::covered_on(day)
}

/// A device with all that hangs on it, also one in Trash.
///
/// # Errors
/// [`Error::NotFound`] for a device that is not there.
pub async fn get(conn: &mut SqliteConnection, id: &str, today: NaiveDate) -> Result<Device> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Device, id))?;
    let same_serial = match found.serial_key() {
        Some(key) => store::names_with_serial(conn, key, id).await?,
        None => Vec::new(),
    };
    let inputs = warranties::inputs(conn, id).await?;
    let spans = covering::all(conn, id, Some(today)).await?;
    let pages = settings::get(conn).await?.warranty_pages;
    let providers: Vec<String> =
        inputs.iter().filter_map(|warranty| warranty.provider.as_deref().map(name_key)).collect();
    let known = Known::read(conn).await?;
    let parts = store::Parts {
        parent: match found.parent_id() {
            Some(parent) => store::link(conn, parent).await?,
            None => None,
        },
        children: store::children(conn, id).await?,
        warranties: warranties::shown(inputs, today)?,
        coverage: coverage::coverage(&spans, today),
        claims: warranties::claims(conn, id).await?,
        support: store::support(conn, found.vendor_id(), &providers).await?,
        seats: people::seats_of_device(conn, id, today).await?,
        logins: store::logins(conn, id).await?,
        same_serial,
        custody: custody::entries(conn, id).await?,
        tags: tags::of(conn, id).await?,
    };
    Ok(found.into_device(parts, &pages, &known, today))
}

/// What was entered about a device, without what hangs on it.
///
/// # Errors
/// [`Error::NotFound`] for a device that is not there.
pub async fn input_of(conn: &mut SqliteConnection, id: &str) -> Result<DeviceInput> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Device, id))?;
    Ok(found.fields(warranties::inputs(conn, id).await?, tags::of(conn, id).await?))
}

/// Adds a device as it is given.
///
/// # Errors
/// [`Error::Field`] for a blank name, for dates, amounts and warranties that cannot be, and for a parent that is not
/// there; [`Error::Taken`] when another device has the asset tag.
pub async fn create(conn: &mut SqliteConnection, act: &Act, input: DeviceInput) -> Result<String> {
    let id = new_id();
    let spans = check_warranties(&input)?;
    let mut row = checked(conn, act, &input, &spans, &[], None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Entity::Device, row).await?;
    warranties::set(conn, act, &id, &input.warranties).await?;
    fields::add_extras(conn, act, Kind::Device, &id, &input).await?;
    Ok(id)
}

/// Adds a device; without an asset tag it gets the next one of the pattern, where the settings say so.
///
/// # Errors
/// Those of [`create`].
pub async fn add(conn: &mut SqliteConnection, act: &Act, mut input: DeviceInput) -> Result<String> {
    if blank_to_none(input.asset_tag.clone()).is_none() && settings::get(conn).await?.asset_tag_always {
        input.asset_tag = asset_tags::next(conn).await?;
    }
    create(conn, act, input).await
}

/// Changes a device that still has this version, its warranties included. A new holder, place or status is written
/// down in its custody.
///
/// # Errors
/// Those of [`create`]; [`Error::Field`] for the status when it leaves with licenses on it; [`Error::NotFound`] for a
/// device that is not there, [`Error::Conflict`] when it was changed since.
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: DeviceInput,
) -> Result<()> {
    let spans = check_warranties(&input)?;
    let before = custody::before_edit(conn, id).await?;
    let contracts = covering::by_contracts(conn, id, None).await?;
    let row = checked(conn, act, &input, &spans, &contracts, Some(id)).await?;
    if let Some(before) = &before {
        before.may_become(conn, id, input.status, act.now.today).await?;
    }
    history::update(conn, act, Entity::Device, id, Some(version), row).await?;
    warranties::set(conn, act, id, &input.warranties).await?;
    if let Some(before) = before {
        custody::record_edit(conn, act, id, before).await?;
    }
    fields::set_extras(conn, act, Kind::Device, id, &input).await?;
    history::settle(conn, act, Entity::Device, id, version).await
}

/// Writes until when every device is covered, and the days on the way there that nothing covers, without a change in its
/// history: for an upgrade.
pub(crate) async fn fill_cover(conn: &mut SqliteConnection) -> Result<()> {
    for id in store::with_cover(conn).await? {
        let Some(facts) = store::facts(conn, &id).await? else { continue };
        let spans = warranties::spans(conn, &id).await?;
        let contracts = covering::by_contracts(conn, &id, None).await?;
        store::set_cover(conn, &id, &facts.derived(&spans, &contracts)).await?;
    }
    Ok(())
}

/// Computes the stored dates of a device anew: call it when what covers it changed elsewhere.
///
/// # Errors
/// [`Error::NotFound`] for a device that is not there.
pub async fn rederive(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    let facts = store::facts(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Device, id))?;
    let spans = warranties::spans(conn, id).await?;
    let contracts = covering::by_contracts(conn, id, None).await?;
    history::update(conn, act, Entity::Device, id, None, facts.derived(&spans, &contracts)).await?;
    Ok(())
}

/// Checks what was entered, and computes everything anew that follows from it: warranties, coverage, replacement, loan.
pub(crate) async fn derive_anew(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    let input = input_of(conn, id).await?;
    entry::purchase(&input)?;
    warranties::set(conn, act, id, &input.warranties).await?;
    let return_by = custody::return_by(conn, id).await?;
    history::update(conn, act, Entity::Device, id, None, row! { "loan_due": return_by }).await?;
    rederive(conn, act, id).await
}

/// The version of a device as it is stored.
///
/// # Errors
/// [`Error::NotFound`] for a device that is not there.
pub async fn version(conn: &mut SqliteConnection, id: &str) -> Result<u32> {
    store::version(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Device, id))
}

/// What is odd about an input, for the form to show while one types. Nothing is written.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn warnings(
    conn: &mut SqliteConnection,
    input: &DeviceInput,
    own_id: Option<&str>,
    today: NaiveDate,
) -> Result<Vec<DeviceWarning>> {
    let mut warnings = Vec::new();
    let mut warn = |field: &str, message: String| {
        warnings.push(DeviceWarning { field: field.to_owned(), message });
    };
    if let Some(key) = input.serial.as_deref().and_then(serial_key) {
        let names = store::names_with_serial(conn, &key, own_id.unwrap_or_default()).await?;
        if !names.is_empty() {
            warn("serial", format!("“{}” has this serial already.", names.join("”, “")));
        }
    } else if blank_to_none(input.serial.clone()).is_some() {
        warn("serial", "Makers write this where there is no serial. It finds nothing.".to_owned());
    }
    let bought = input::date("purchased_on", &input.purchased_on).unwrap_or_default();
    if bought.is_some_and(|bought| bought > today) {
        warn("purchased_on", "That day is still to come.".to_owned());
    }
    for (index, warranty) in input.warranties.iter().enumerate() {
        let Ok(span) = coverage::check("warranty", warranty) else { continue };
        if let (Some(end), Some(bought)) = (span.ends_on, bought)
            && end < bought
        {
            warn(
                &format!("warranties.{index}.ends_on"),
                format!("It ended before the device was bought on {}.", dates::in_words(bought)),
            );
        }
    }
    if input.status.gone() && blank_to_none(input.holder_id.clone()).is_some() {
        warn("status", format!("It is {} and somebody still has it.", input.status.in_words()));
    }
    Ok(warnings)
}

/// Moves the replacement of devices to a quarter, or with None back to the end of their lives.
///
/// # Errors
/// [`Error::Field`] for a quarter that is none or past, [`Error::NotFound`] for a device that is not there.
pub async fn move_replacement(
    conn: &mut SqliteConnection,
    act: &Act,
    ids: &[String],
    quarter: Option<&str>,
) -> Result<()> {
    let quarter = match quarter {
        Some(text) => Some(
            Quarter::parse(text).ok_or_else(|| Error::field("quarter", "Write a quarter like 2027-Q3."))?,
        ),
        None => None,
    };
    if quarter.is_some_and(|quarter| quarter < Quarter::of(act.now.today)) {
        return Err(Error::field("quarter", "That quarter is past."));
    }
    for id in ids {
        let changes = row! { "refresh_quarter": quarter.map(|quarter| quarter.to_string()) };
        history::update(conn, act, Entity::Device, id, None, changes).await?;
        rederive(conn, act, id).await?;
    }
    Ok(())
}

/// The live devices with this asset tag, serial or id, or with the code of one of Holdfast's labels. One with the tag or
/// the id wins over those with the serial.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn with_code(conn: &mut SqliteConnection, text: &str) -> Result<Vec<DeviceLink>> {
    let text = code_of(text);
    store::by_code(conn, text, &name_key(text), serial_key(text).as_deref()).await
}

/// The live device that a person means by its id, asset tag or serial, else by its exact name.
///
/// # Errors
/// [`Error::Refused`] when there is none, or several.
pub async fn resolve(conn: &mut SqliteConnection, text: &str) -> Result<DeviceLink> {
    let text = code_of(text);
    let mut found = with_code(conn, text).await?;
    if found.is_empty() {
        found = store::by_name(conn, &name_key(text)).await?;
    }
    match found.as_slice() {
        [] => Err(Error::Refused(format!("No device has the asset tag, serial, id or name “{text}”."))),
        [one] => Ok(one.clone()),
        several => {
            let lines: Vec<String> = several
                .iter()
                .map(|link| {
                    let tag = link.asset_tag.as_deref().unwrap_or("no tag");
                    format!("{} ({tag}, {})", link.name, link.id)
                })
                .collect();
            Err(Error::Refused(format!(
                "Several devices are called “{text}”: {}. Use the asset tag or the id.",
                lines.join("; ")
            )))
        }
    }
}

/// What a label's code names: labels of Holdfast carry `holdfast:device/` and the tag or the id.
pub fn code_of(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
    text.strip_prefix("holdfast:device/").unwrap_or(text)
}
