//! Warranties of devices: written one by one or for many at once, claims under them, and the makers' own pages.

mod model;
mod store;

pub use model::{
    BulkResult, BulkStart, BulkWarranty, ClaimInput, ClaimOutcome, CoverSource, LeftOut, WarrantyClaim,
    WarrantyPage,
};

use super::{
    Warranty, WarrantyInput,
    coverage::{self, Span},
    covering,
};
use crate::{
    Act, Error, Result, dates, fields,
    history::{self, Entity},
    ids::{Kind, new_id},
    input, row,
    text::{blank_to_none, name_key},
    text_enum,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// The maker's page for a device: that of the longest name the manufacturer begins with, the serial filled in.
pub fn page_of(pages: &[WarrantyPage], manufacturer: Option<&str>, serial: Option<&str>) -> Option<String> {
    let maker = name_key(manufacturer?);
    let begins = |page: &&WarrantyPage| {
        let name = name_key(&page.manufacturer);
        maker.strip_prefix(&name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let page = pages.iter().filter(begins).max_by_key(|page| page.manufacturer.len())?;
    if !page.url.contains("{serial}") {
        return Some(page.url.clone());
    }
    Some(page.url.replace("{serial}", &percent_encoded(serial?.trim())))
}

/// A serial as part of a web address: all but letters, digits, `-`, `.`, `_` and `~` as %XX (RFC 3986, 2.3).
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The warranties of a device as entered.
pub(super) async fn inputs(conn: &mut SqliteConnection, device_id: &str) -> Result<Vec<WarrantyInput>> {
    store::of_device(conn, device_id).await
}

/// The warranties of all devices as entered, each with its device's id.
pub(crate) async fn all(conn: &mut SqliteConnection) -> Result<Vec<(String, WarrantyInput)>> {
    store::all(conn).await
}

/// The days that a device's warranties cover.
pub(super) async fn spans(conn: &mut SqliteConnection, device_id: &str) -> Result<Vec<Span>> {
    store::of_device(conn, device_id)
        .await?
        .iter()
        .map(|warranty| coverage::check("warranty", warranty))
        .collect()
}

/// The warranties as a page shows them.
pub(super) fn shown(inputs: Vec<WarrantyInput>, today: NaiveDate) -> Result<Vec<Warranty>> {
    inputs
        .into_iter()
        .map(|fields| {
            let span = coverage::check("warranty", &fields)?;
            Ok(Warranty {
                id: fields.id.clone().unwrap_or_default(),
                ends_on: input::iso(span.ends_on),
                covers_today: span.covers(today),
                fields,
            })
        })
        .collect()
}

/// Gives a device exactly these warranties: those left out are removed, those without id are new.
pub(super) async fn set(
    conn: &mut SqliteConnection,
    act: &Act,
    device_id: &str,
    warranties: &[WarrantyInput],
) -> Result<()> {
    for old in store::of_device(conn, device_id).await? {
        let kept = |id: &String| warranties.iter().any(|kept| kept.id.as_ref() == Some(id));
        let Some(id) = old.id.filter(|id| !kept(id)) else { continue };
        // What was claimed under it stays in the log.
        for claim in store::claims_under(conn, &id).await? {
            let changes = row! { "warranty_id": Option::<String>::None };
            history::update(conn, act, Entity::WarrantyClaim, &claim, None, changes).await?;
        }
        history::remove(conn, act, Entity::Warranty, &id).await?;
    }
    for (index, warranty) in warranties.iter().enumerate() {
        let span = coverage::check(&format!("warranties.{index}"), warranty)?;
        let mut row = fields::written(warranty)?;
        if warranty.lifetime {
            row.insert("ends_on".into(), serde_json::Value::Null);
        }
        row.insert("device_id".into(), device_id.into());
        row.insert("until_on".into(), input::iso(span.ends_on).into());
        match &warranty.id {
            Some(id) => {
                history::update(conn, act, Entity::Warranty, id, None, row).await?;
            }
            None => {
                row.insert("id".into(), new_id().into());
                history::insert(conn, act, Entity::Warranty, row).await?;
            }
        }
    }
    Ok(())
}

/// Gives many devices a warranty in one act. A device that cannot have it (no purchase date to count from, covered for
/// life) is left as it is and named.
///
/// # Errors
/// [`Error::Field`] for a warranty that cannot be, one without months, an end or a lifetime, and one whose months have
/// no start to count from; [`Error::NotFound`] for a device that is not there.
pub async fn set_for(
    conn: &mut SqliteConnection,
    act: &Act,
    device_ids: &[String],
    bulk: &BulkWarranty,
) -> Result<BulkResult> {
    let template = coverage::check("warranty", &bulk.warranty)?;
    let counted = bulk.warranty.months.is_some_and(|months| months > 0);
    if !counted && template.ends_on.is_none() && !template.lifetime {
        return Err(Error::field("warranty.months", "Enter how many months, an end, or for life."));
    }
    if bulk.start == BulkStart::Given && template.starts_on.is_none() && template.ends_on.is_none() && counted
    {
        return Err(Error::field("warranty.starts_on", "Enter the day it starts."));
    }
    let mut result = BulkResult { changed: 0, left_out: Vec::new(), batch: None };
    for id in device_ids {
        let found = store::bought(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Device, id))?;
        let name = match &found.asset_tag {
            Some(tag) => format!("{} ({tag})", found.name),
            None => found.name.clone(),
        };
        let mut leave = |reason: &str| {
            result.left_out.push(LeftOut { id: id.clone(), name: name.clone(), reason: reason.to_owned() });
        };
        if found.deleted_at.is_some() {
            leave("It is in Trash.");
            continue;
        }
        let spans = covering::all(conn, id, None).await?;
        let starts_on = match bulk.start {
            BulkStart::Given => template.starts_on,
            BulkStart::Purchase => input::stored(found.purchased_on.as_deref()),
            BulkStart::CoverageEnd => match coverage::covered_until(&spans) {
                (_, true) => {
                    leave("It is covered for life.");
                    continue;
                }
                (until, false) => until,
            },
        };
        if starts_on.is_none() && bulk.start != BulkStart::Given {
            leave(if bulk.start == BulkStart::Purchase {
                "It has no purchase date."
            } else {
                "Nothing covers it that could be extended."
            });
            continue;
        }
        let warranty = WarrantyInput { id: None, starts_on: input::iso(starts_on), ..bulk.warranty.clone() };
        if coverage::check("warranty", &warranty).is_err() {
            leave("The warranty would end before it starts.");
            continue;
        }
        let mut all = store::of_device(conn, id).await?;
        if bulk.replace {
            all.retain(|present| present.kind != warranty.kind);
        }
        all.push(warranty);
        set(conn, act, id, &all).await?;
        super::rederive(conn, act, id).await?;
        touch(conn, act, id).await?;
        result.changed += 1;
    }
    result.batch = (result.changed > 0).then(|| act.batch.clone());
    Ok(result)
}

/// A change of a device's parts is a new version of the device.
async fn touch(conn: &mut SqliteConnection, act: &Act, device_id: &str) -> Result<()> {
    let version = super::version(conn, device_id).await?;
    history::settle(conn, act, Entity::Device, device_id, version).await
}

/// The claims of a device, newest first.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn claims(conn: &mut SqliteConnection, device_id: &str) -> Result<Vec<WarrantyClaim>> {
    store::claims(conn, device_id).await
}

/// Adds a claim to a device's log; returns its id.
///
/// # Errors
/// [`Error::Field`] for a blank fault, a day that is none or to come, an end before the claim, and a warranty of
/// another device.
pub async fn add_claim(
    conn: &mut SqliteConnection,
    act: &Act,
    device_id: &str,
    input: &ClaimInput,
) -> Result<String> {
    let mut row = claim_row(conn, act, device_id, input).await?;
    let id = new_id();
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Entity::WarrantyClaim, row).await?;
    Ok(id)
}

/// Changes a claim, as when its outcome is known; returns its device's id.
///
/// # Errors
/// Those of [`add_claim`]; [`Error::NotFound`] for a claim that is not there.
pub async fn change_claim(
    conn: &mut SqliteConnection,
    act: &Act,
    claim_id: &str,
    input: &ClaimInput,
) -> Result<String> {
    let device_id = device_of_claim(conn, claim_id).await?;
    let row = claim_row(conn, act, &device_id, input).await?;
    history::update(conn, act, Entity::WarrantyClaim, claim_id, None, row).await?;
    Ok(device_id)
}

/// Removes a claim that was entered by mistake; returns its device's id.
///
/// # Errors
/// [`Error::NotFound`] for a claim that is not there.
pub async fn remove_claim(conn: &mut SqliteConnection, act: &Act, claim_id: &str) -> Result<String> {
    let device_id = device_of_claim(conn, claim_id).await?;
    history::remove(conn, act, Entity::WarrantyClaim, claim_id).await?;
    Ok(device_id)
}

async fn device_of_claim(conn: &mut SqliteConnection, claim_id: &str) -> Result<String> {
    store::device_of_claim(conn, claim_id).await?.ok_or_else(|| Error::not_found("claim", claim_id))
}

async fn claim_row(
    conn: &mut SqliteConnection,
    act: &Act,
    device_id: &str,
    input: &ClaimInput,
) -> Result<history::Row> {
    let fault = input::required("fault", "what is wrong with it", &input.fault)?;
    let claimed_on = input::date("claimed_on", &input.claimed_on)?.unwrap_or(act.now.today);
    let mut closed_on = input::date("closed_on", &input.closed_on)?;
    if claimed_on > act.now.today {
        return Err(Error::field("claimed_on", "That day is still to come."));
    }
    if closed_on.is_some_and(|closed| closed < claimed_on) {
        let message = format!("It was claimed on {}, after that day.", dates::in_words(claimed_on));
        return Err(Error::field("closed_on", message));
    }
    if input.outcome == ClaimOutcome::Open {
        closed_on = None;
    } else {
        closed_on = closed_on.or(Some(act.now.today));
    }
    let warranty_id = blank_to_none(input.warranty_id.clone());
    if let Some(id) = &warranty_id
        && !store::of_device(conn, device_id).await?.iter().any(|own| own.id.as_ref() == Some(id))
    {
        return Err(Error::field("warranty_id", "Choose a warranty of this device."));
    }
    Ok(row! {
        "device_id": device_id, "warranty_id": warranty_id, "claimed_on": claimed_on.to_string(),
        "number": blank_to_none(input.number.clone()), "fault": fault, "outcome": text_enum::word(&input.outcome),
        "closed_on": input::iso(closed_on), "note": blank_to_none(input.note.clone()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_makers_page_carries_the_serial() {
        let pages = super::super::settings::HardwareSettings::default().warranty_pages;
        let page = |maker: &str, serial: Option<&str>| page_of(&pages, Some(maker), serial);
        assert_eq!(
            page("dell  Inc.", Some(" 7X KQ/2 ")).as_deref(),
            Some("https://www.dell.com/support/home/product-support/servicetag/7X%20KQ%2F2/overview")
        );
        assert_eq!(page("Lenovo", None), None);
        assert_eq!(page("HP", None).as_deref(), Some("https://support.hp.com/us-en/check-warranty"));
        assert_eq!(page("HPE", Some("1")), None);
        assert_eq!(page("Dellwood", Some("1")), None);
        assert_eq!(page_of(&pages, None, Some("1")), None);
    }
}
