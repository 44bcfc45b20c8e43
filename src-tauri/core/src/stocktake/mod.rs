//! Stock-takes: a location, what is expected there, and what the scanner finds. Kept from the first scan on, so that one
//! can stop and go on another day.

mod model;
mod store;

pub use model::{Finding, FinishInput, Scan, Settled, StockTake, StockTakeItem, StockTakeRow, Tally};

use crate::{
    Act, Error, Result,
    hardware::{
        self,
        custody::{self, CustodyAct, CustodyInput},
    },
    history::{self, Entity},
    ids::new_id,
    locations::{self, LocationLink},
    row,
    text::{blank_to_none, name_key, serial_key},
    text_enum,
};
use sqlx::SqliteConnection;
use std::collections::HashMap;
use store::ItemRow;

/// Begins a stock-take: what is to be there is written down as it stands now. Returns its id.
///
/// # Errors
/// [`Error::Refused`] while another one runs at the same location.
pub async fn start(
    conn: &mut SqliteConnection,
    act: &Act,
    location_id: &str,
    nested: bool,
) -> Result<String> {
    let location = locations::get(conn, location_id).await?;
    if store::running_at(conn, location_id).await?.is_some() {
        return Err(Error::Refused(format!(
            "A stock-take of {} runs already. Go on with that one, or finish it.",
            location.fields.name
        )));
    }
    let id = new_id();
    let take = row! {
        "id": id, "location_id": location_id, "nested": nested, "started_on": act.now.today.to_string(),
    };
    history::insert(conn, act, Entity::StockTake, take).await?;
    for (device_id, place) in store::expected(conn, location_id, nested).await? {
        let item = row! {
            "id": new_id(), "stock_take_id": id, "device_id": device_id, "expected": true, "place": place,
        };
        history::insert(conn, act, Entity::StockTakeItem, item).await?;
    }
    Ok(id)
}

/// All stock-takes: those that run first, then the latest.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn list(conn: &mut SqliteConnection) -> Result<Vec<StockTakeRow>> {
    let counts: HashMap<String, Tally> = store::counts(conn)
        .await?
        .into_iter()
        .map(|count| {
            let tally = Tally {
                expected: count.expected,
                found: count.found,
                missing: count.expected.saturating_sub(count.found),
                wrong_place: count.wrong_place,
                unexpected: count.unexpected,
            };
            (count.stock_take_id, tally)
        })
        .collect();
    Ok(store::list(conn)
        .await?
        .into_iter()
        .map(|take| StockTakeRow {
            tally: counts.get(&take.id).copied().unwrap_or_default(),
            id: take.id,
            location: take.location,
            started_on: take.started_on,
            finished_on: take.finished_on,
        })
        .collect())
}

/// A stock-take as it stands: live while it runs, its report afterwards.
///
/// # Errors
/// [`Error::NotFound`] when there is no such stock-take, [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection, id: &str) -> Result<StockTake> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found("stock-take", id))?;
    let items = store::items(conn, id).await?;
    Ok(StockTake {
        id: found.id,
        location: LocationLink { id: found.location_id, name: found.location },
        nested: found.nested,
        started_on: found.started_on,
        finished_on: found.finished_on,
        notes: found.notes,
        tally: tally(&items),
        items: items.into_iter().map(|row| row.item).collect(),
    })
}

fn tally(items: &[ItemRow]) -> Tally {
    let count = |finding: Finding| {
        u32::try_from(items.iter().filter(|row| row.item.finding == finding).count()).unwrap_or(u32::MAX)
    };
    Tally {
        expected: u32::try_from(items.iter().filter(|row| row.expected).count()).unwrap_or(u32::MAX),
        found: count(Finding::Found),
        missing: count(Finding::Missing),
        wrong_place: count(Finding::WrongPlace),
        unexpected: count(Finding::Unexpected),
    }
}

/// Takes a scanned or typed code: an asset tag, a serial, or what a label of Holdfast carries. What scanners put around
/// a code is left out.
///
/// # Errors
/// [`Error::Field`] for an empty code, and for a serial that several devices have.
pub async fn scan(conn: &mut SqliteConnection, act: &Act, id: &str, code: &str) -> Result<Scan> {
    running(conn, id).await?;
    let code: String = hardware::code_of(code).chars().filter(|c| !c.is_control()).collect();
    if code.is_empty() {
        return Err(Error::field("code", "Scan a code, or type an asset tag or a serial."));
    }
    let key = name_key(&code);
    let mut devices = store::by_code(conn, &code, &key, serial_key(&code).as_deref()).await?;
    // A tag is unique: it wins over another device's serial.
    if devices.iter().any(|device| device.tagged) {
        devices.retain(|device| device.tagged);
    }
    if devices.len() > 1 {
        let names: Vec<&str> = devices.iter().map(|device| device.name.as_str()).collect();
        let message =
            format!("{} devices have this serial: {}. Scan the asset tag.", devices.len(), names.join(", "));
        return Err(Error::field("code", message));
    }
    let device = devices.pop();
    let scanned_at = act.now.timestamp();
    let present = store::item_of(conn, id, device.as_ref().map(|device| device.id.as_str()), &key).await?;
    let mut again = false;
    let item_id = match present {
        Some((item_id, scanned)) => {
            again = scanned;
            if !scanned {
                let changes = row! { "code": code, "code_key": key, "scanned_at": scanned_at };
                history::update(conn, act, Entity::StockTakeItem, &item_id, None, changes).await?;
            }
            item_id
        }
        None => {
            let why = match &device {
                None => Some("Nothing has this code.".to_owned()),
                Some(device) if device.status.gone() => Some(format!("It is {}.", device.status.in_words())),
                Some(device) if device.place.is_none() => Some("Holdfast has it at no location.".to_owned()),
                Some(_) => None,
            };
            let item_id = new_id();
            let item = row! {
                "id": item_id, "stock_take_id": id, "device_id": device.as_ref().map(|device| device.id.clone()),
                "expected": false, "code": code, "code_key": key, "scanned_at": scanned_at,
                "place": device.as_ref().and_then(|device| device.place.clone()), "why": why,
            };
            history::insert(conn, act, Entity::StockTakeItem, item).await?;
            item_id
        }
    };
    let items = store::items(conn, id).await?;
    let tally = tally(&items);
    let item = items.into_iter().map(|row| row.item).find(|item| item.id == item_id);
    let item = item.ok_or_else(|| Error::not_found("stock-take item", &item_id))?;
    Ok(Scan { item, again, tally, batch: (!again).then(|| act.batch.clone()) })
}

/// Takes a scan back: an expected device is missing again, anything else is no longer there.
///
/// # Errors
/// [`Error::NotFound`] when there is no such line, [`Error::Refused`] when its stock-take is finished,
/// [`Error::Database`] when nothing can be written.
pub async fn unscan(conn: &mut SqliteConnection, act: &Act, item_id: &str) -> Result<()> {
    let (take, expected) =
        store::take_of(conn, item_id).await?.ok_or_else(|| Error::not_found("stock-take item", item_id))?;
    running(conn, &take).await?;
    if expected {
        let none = Option::<String>::None;
        let changes = row! { "code": none, "code_key": none, "scanned_at": none };
        history::update(conn, act, Entity::StockTakeItem, item_id, None, changes).await?;
        return Ok(());
    }
    history::remove(conn, act, Entity::StockTakeItem, item_id).await
}

/// Ends a stock-take: what was scanned was last seen today, what belongs here from now on is moved, what is given up is
/// marked as lost. The stock-take itself is the report.
///
/// # Errors
/// [`Error::NotFound`] when there is no such stock-take, [`Error::Refused`] when it is finished, [`Error::Field`] for a
/// device to move that was not scanned or belongs here, one to give up that is not missing, and one whose state does
/// not allow it.
pub async fn finish(conn: &mut SqliteConnection, act: &Act, id: &str, input: &FinishInput) -> Result<()> {
    let take = running(conn, id).await?;
    let items = store::items(conn, id).await?;
    let today = act.now.today.to_string();
    for (index, device_id) in input.move_here.iter().enumerate() {
        let item = item_with(&items, device_id).filter(|item| {
            item.scanned_at.is_some() && matches!(item.finding, Finding::WrongPlace | Finding::Unexpected)
        });
        let Some(item) = item else {
            return Err(Error::field(
                &format!("move_here.{index}"),
                "It was not scanned here, or belongs here.",
            ));
        };
        settle(conn, act, item, device_id, CustodyAct::Move, Some(take.location.clone())).await?;
    }
    for (index, device_id) in input.mark_lost.iter().enumerate() {
        let item = item_with(&items, device_id).filter(|item| item.finding == Finding::Missing);
        let Some(item) = item else {
            return Err(Error::field(&format!("mark_lost.{index}"), "It is not missing."));
        };
        settle(conn, act, item, device_id, CustodyAct::Lose, None).await?;
    }
    for row in items.iter().filter(|row| row.item.scanned_at.is_some()) {
        let Some(device) = &row.item.device else { continue };
        history::update(conn, act, Entity::Device, &device.id, None, row! { "last_seen_on": today.clone() })
            .await?;
    }
    let changes = row! { "finished_on": today, "notes": blank_to_none(input.notes.clone()) };
    history::update(conn, act, Entity::StockTake, id, None, changes).await?;
    Ok(())
}

fn item_with<'a>(items: &'a [ItemRow], device_id: &str) -> Option<&'a StockTakeItem> {
    items
        .iter()
        .map(|row| &row.item)
        .find(|item| item.device.as_ref().is_some_and(|device| device.id == device_id))
}

async fn settle(
    conn: &mut SqliteConnection,
    act: &Act,
    item: &StockTakeItem,
    device_id: &str,
    what: CustodyAct,
    location: Option<String>,
) -> Result<()> {
    let settled = if what == CustodyAct::Move { Settled::Moved } else { Settled::Lost };
    let input =
        CustodyInput { act: what, location, note: Some("Stock-take".to_owned()), ..CustodyInput::default() };
    custody::perform(conn, act, device_id, &input).await?;
    let changes = row! { "settled": text_enum::word(&settled) };
    history::update(conn, act, Entity::StockTakeItem, &item.id, None, changes).await?;
    Ok(())
}

/// The stock-take, which must not be finished.
async fn running(conn: &mut SqliteConnection, id: &str) -> Result<store::Stored> {
    let take = store::get(conn, id).await?.ok_or_else(|| Error::not_found("stock-take", id))?;
    if take.finished_on.is_some() {
        return Err(Error::Refused("This stock-take is finished. Begin another one.".to_owned()));
    }
    Ok(take)
}
