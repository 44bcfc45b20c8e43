//! Custody: who had a device when, and where it was. Every act is a dated entry with the state after it, so that the
//! holder on any day is the last entry up to that day.

mod model;
mod rules;
mod store;

pub use model::{CustodyAct, CustodyAmendment, CustodyEntry, CustodyInput, CustodyState, HeldPeriod};

use super::DeviceStatus;
use crate::{
    Act, Error, Result, dates,
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    input, locations, people, row,
    text::blank_to_none,
    text_enum,
};
use chrono::NaiveDate;
use rules::{State, Wish, Words};
use sqlx::SqliteConnection;
use store::Current;

/// Does something with a device, and writes it down.
///
/// # Errors
/// [`Error::Field`] when the device's state, the day or a missing answer does not allow it. Nothing is half done: the
/// caller's transaction is dropped.
pub async fn perform(
    conn: &mut SqliteConnection,
    act: &Act,
    device_id: &str,
    input: &CustodyInput,
) -> Result<()> {
    let (current, words, last) = look(conn, device_id).await?;
    if current.deleted {
        return Err(Error::field("act", format!("{} is in Trash. Restore it first.", words.device)));
    }
    let on = rules::day(input, &words, act.now.today)?;
    let wish = Wish {
        act: input.act,
        on,
        person_id: blank_to_none(input.person_id.clone()),
        location_id: locations::id_for(conn, act, &input.location, None).await?,
        return_by: input::date("return_by", &input.return_by)?,
    };
    let after = rules::next(&current.state, &wish, &words)?;
    if matches!(input.act, CustodyAct::HandOut | CustodyAct::Lend) {
        check_person(conn, wish.person_id.as_deref(), on).await?;
    }
    let mut changes = Row::new();
    if matches!(input.act, CustodyAct::Retire | CustodyAct::Dispose) {
        refuse_open_seats(conn, device_id, &words.device, act.now.today).await?;
    }
    if input.act == CustodyAct::Dispose {
        if let Some(proceeds) = &input.proceeds {
            proceeds.check("proceeds")?;
        }
        changes = row! {
            "disposed_on": on.to_string(), "wipe_note": blank_to_none(input.wipe_note.clone()),
            "proceeds_minor": input.proceeds.as_ref().map(|proceeds| proceeds.minor),
            "proceeds_currency": input.proceeds.as_ref().map(|proceeds| proceeds.currency.to_uppercase()),
        };
    }
    if seen(input.act) && current.last_seen_on.is_none_or(|seen| seen < on) {
        changes.insert("last_seen_on".into(), on.to_string().into());
    }
    let mut seq = last.map_or(0, |(_, seq)| seq);
    if last.is_none() {
        seq = baseline(conn, act, device_id, &current, on).await?;
    }
    let repair = matches!(input.act, CustodyAct::RepairOut | CustodyAct::RepairIn);
    let details = row! {
        "repaired_by": blank_to_none(input.repaired_by.clone()).filter(|_| repair),
        "accessories": blank_to_none(input.accessories.clone()),
        "condition": blank_to_none(input.condition.clone()), "note": blank_to_none(input.note.clone()),
    };
    enter(conn, act, device_id, input.act, on, seq + 1, &after, details).await?;
    changes.insert("holder_id".into(), after.holder_id.clone().into());
    changes.insert("location_id".into(), after.location_id.clone().into());
    changes.insert("status".into(), text_enum::word(&after.status).into());
    changes.insert("loan_due".into(), input::iso(after.return_by).into());
    history::update(conn, act, Entity::Device, device_id, None, changes).await?;
    super::rederive(conn, act, device_id).await
}

/// Acts for which somebody had the device in hand.
fn seen(act: CustodyAct) -> bool {
    matches!(
        act,
        CustodyAct::HandOut
            | CustodyAct::Lend
            | CustodyAct::TakeBack
            | CustodyAct::Move
            | CustodyAct::RepairOut
            | CustodyAct::RepairIn
            | CustodyAct::BringBack
    )
}

/// The custody of a device, newest first.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn entries(conn: &mut SqliteConnection, device_id: &str) -> Result<Vec<CustodyEntry>> {
    store::entries(conn, device_id).await
}

/// The day by which a device is to come back, by its last entry.
pub(super) async fn return_by(conn: &mut SqliteConnection, device_id: &str) -> Result<Option<String>> {
    Ok(store::entries(conn, device_id).await?.into_iter().next().and_then(|last| last.return_by))
}

/// With whom and where a device was at the end of a day. None before anything is known of it.
///
/// # Errors
/// [`Error::NotFound`] for a device that is not there.
pub async fn on_day(
    conn: &mut SqliteConnection,
    device_id: &str,
    day: NaiveDate,
) -> Result<Option<CustodyState>> {
    if let Some(entry) = store::on_day(conn, device_id, day).await? {
        return Ok(Some(CustodyState {
            holder_id: entry.holder_id,
            holder: entry.holder,
            location: entry.location,
            status: entry.status,
            since: entry.on,
            return_by: entry.return_by,
        }));
    }
    let current =
        store::current(conn, device_id).await?.ok_or_else(|| Error::not_found(Kind::Device, device_id))?;
    // Without any entry it stands as it was entered.
    let untouched = store::last(conn, device_id).await?.is_none();
    Ok(current.entered_on.filter(|entered| untouched && *entered <= day).map(|entered| CustodyState {
        holder_id: current.state.holder_id,
        holder: current.holder,
        location: current.location,
        status: current.state.status,
        since: entered.to_string(),
        return_by: input::iso(current.state.return_by),
    }))
}

/// What a person has and had, the present ones first, then the latest.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn held_by(conn: &mut SqliteConnection, person_id: &str) -> Result<Vec<HeldPeriod>> {
    let (devices, steps) = store::of_person(conn, person_id).await?;
    let mut periods: Vec<HeldPeriod> = Vec::new();
    for device in devices {
        let mut own = steps.iter().filter(|step| step.device_id == device.device_id).peekable();
        if own.peek().is_none() {
            // Entered as this person's and never touched since.
            periods.push(device);
            continue;
        }
        let mut open: Option<HeldPeriod> = None;
        for step in own {
            if step.holder_id.as_deref() == Some(person_id) {
                let period = open.get_or_insert_with(|| HeldPeriod {
                    from: step.on_date.clone(),
                    condition: step.condition.clone(),
                    ..device.clone()
                });
                period.return_by.clone_from(&step.return_by);
            } else if let Some(period) = open.take() {
                periods.push(HeldPeriod { until: Some(step.on_date.clone()), return_by: None, ..period });
            }
        }
        periods.extend(open);
    }
    periods.sort_by(|a, b| {
        (a.until.is_some(), &b.until, &b.from, &a.device).cmp(&(
            b.until.is_some(),
            &a.until,
            &a.from,
            &b.device,
        ))
    });
    Ok(periods)
}

/// Mends the day, the return date or the words of an entry.
///
/// # Errors
/// [`Error::Field`] when the day would pass the entry before or after it.
pub async fn amend(
    conn: &mut SqliteConnection,
    act: &Act,
    entry_id: &str,
    input: &CustodyAmendment,
) -> Result<String> {
    let around = store::neighbours(conn, entry_id)
        .await?
        .ok_or_else(|| Error::not_found("custody entry", entry_id))?;
    let stored = |text: &Option<String>| input::stored(text.as_deref());
    let on = input::date("on", &input.on)?.or_else(|| input::stored(Some(&around.on_date)));
    let Some(on) = on else { return Err(Error::field("on", "Enter the day.")) };
    if on > act.now.today {
        return Err(Error::field("on", "That day is still to come."));
    }
    if let Some(before) = stored(&around.before).filter(|before| on < *before) {
        let message = format!("The entry before it is of {}.", dates::in_words(before));
        return Err(Error::field("on", message));
    }
    if let Some(after) = stored(&around.after).filter(|after| on > *after) {
        let message = format!("The entry after it is of {}.", dates::in_words(after));
        return Err(Error::field("on", message));
    }
    let lent = around.act == text_enum::word(&CustodyAct::Lend);
    let return_by = if lent { input::date("return_by", &input.return_by)? } else { None };
    if lent && return_by.is_none_or(|by| by < on) {
        return Err(Error::field("return_by", "Enter a day after it was lent."));
    }
    let return_by = if lent { input::iso(return_by) } else { around.return_by.clone() };
    let changes = row! {
        "on_date": on.to_string(), "return_by": return_by.clone(),
        "accessories": blank_to_none(input.accessories.clone()),
        "condition": blank_to_none(input.condition.clone()), "note": blank_to_none(input.note.clone()),
    };
    history::update(conn, act, Entity::CustodyEntry, entry_id, None, changes).await?;
    if lent && around.after.is_none() {
        let changes = row! { "loan_due": return_by };
        history::update(conn, act, Entity::Device, &around.device_id, None, changes).await?;
    }
    Ok(around.device_id)
}

/// How a device stands, noted before its row is written by a form or an import; see [`record_edit`].
pub(super) struct Before(Current);

impl Before {
    /// Refuses the status of a device that leaves the house with licenses on it.
    pub(super) async fn may_become(
        &self,
        conn: &mut SqliteConnection,
        device_id: &str,
        status: DeviceStatus,
        today: NaiveDate,
    ) -> Result<()> {
        let leaves = matches!(status, DeviceStatus::Retired | DeviceStatus::Disposed);
        if !leaves || self.0.state.status.gone() {
            return Ok(());
        }
        match refuse_open_seats(conn, device_id, &self.0.name, today).await {
            Err(Error::Field { message, .. }) => Err(Error::field("status", message)),
            other => other,
        }
    }
}

pub(super) async fn before_edit(conn: &mut SqliteConnection, device_id: &str) -> Result<Option<Before>> {
    Ok(store::current(conn, device_id).await?.map(Before))
}

/// Writes down what an edit of the row did to holder, place or status; nothing when these stayed.
pub(super) async fn record_edit(
    conn: &mut SqliteConnection,
    act: &Act,
    device_id: &str,
    Before(before): Before,
) -> Result<()> {
    let Some(current) = store::current(conn, device_id).await? else { return Ok(()) };
    let mut after = current.state;
    let same_holder = before.state.holder_id == after.holder_id;
    if same_holder && before.state.location_id == after.location_id && before.state.status == after.status {
        return Ok(());
    }
    if !same_holder || after.status.gone() {
        after.return_by = None;
        history::update(
            conn,
            act,
            Entity::Device,
            device_id,
            None,
            row! { "loan_due": Option::<String>::None },
        )
        .await?;
    }
    let last = store::last(conn, device_id).await?;
    let on = last.and_then(|(on, _)| on).map_or(act.now.today, |on| on.max(act.now.today));
    let seq = match last {
        Some((_, seq)) => seq,
        None => baseline(conn, act, device_id, &before, on).await?,
    };
    let what = rules::act_between(&before.state, &after);
    enter(conn, act, device_id, what, on, seq + 1, &after, Row::new()).await
}

/// Refuses to let a device go that licenses are assigned to.
pub(super) async fn refuse_open_seats(
    conn: &mut SqliteConnection,
    device_id: &str,
    device: &str,
    today: NaiveDate,
) -> Result<()> {
    let seats = people::seats_of_device(conn, device_id, today).await?;
    if seats.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = seats.iter().map(|seat| seat.license.as_str()).collect();
    Err(Error::field(
        "release_seats",
        format!("{device} has licenses: {}. Release them first, or in the same act.", names.join(", ")),
    ))
}

async fn look(
    conn: &mut SqliteConnection,
    device_id: &str,
) -> Result<(Current, Words, Option<(Option<NaiveDate>, i64)>)> {
    let current =
        store::current(conn, device_id).await?.ok_or_else(|| Error::not_found(Kind::Device, device_id))?;
    let last = store::last(conn, device_id).await?;
    let words = Words {
        device: match &current.asset_tag {
            Some(tag) => format!("{} ({tag})", current.name),
            None => current.name.clone(),
        },
        holder: current.holder.clone(),
        location: current.location.clone(),
        since: last.and_then(|(on, _)| on),
    };
    Ok((current, words, last))
}

async fn check_person(conn: &mut SqliteConnection, id: Option<&str>, on: NaiveDate) -> Result<()> {
    let id = id.unwrap_or_default();
    let (name, leaves_on) = store::person(conn, id)
        .await?
        .ok_or_else(|| Error::field("person_id", "Choose a person who is there."))?;
    match input::stored(leaves_on.as_deref()) {
        Some(left) if left < on => {
            Err(Error::field("person_id", format!("{name} left on {}.", dates::in_words(left))))
        }
        _ => Ok(()),
    }
}

/// The first entry of a device: how it stood until now. Returns its number, 0 when there was nothing to write down.
async fn baseline(
    conn: &mut SqliteConnection,
    act: &Act,
    device_id: &str,
    current: &Current,
    on: NaiveDate,
) -> Result<i64> {
    let state = &current.state;
    if state.holder_id.is_none() && state.location_id.is_none() {
        return Ok(0);
    }
    // What happened before the device was entered here comes first.
    let since = current.entered_on.map_or(on, |entered| entered.min(on));
    enter(conn, act, device_id, CustodyAct::Recorded, since, 1, state, Row::new()).await?;
    Ok(1)
}

#[expect(clippy::too_many_arguments, reason = "the columns of one table, written in one place")]
async fn enter(
    conn: &mut SqliteConnection,
    act: &Act,
    device_id: &str,
    what: CustodyAct,
    on: NaiveDate,
    seq: i64,
    state: &State,
    details: Row,
) -> Result<()> {
    let mut entry = row! {
        "id": new_id(), "device_id": device_id, "act": text_enum::word(&what), "on_date": on.to_string(), "seq": seq,
        "holder_id": state.holder_id, "location_id": state.location_id, "status": text_enum::word(&state.status),
        "return_by": input::iso(state.return_by),
    };
    entry.extend(details);
    history::insert(conn, act, Entity::CustodyEntry, entry).await
}
