//! Seats: who has them, on which day how many, giving them and taking them back.

use super::{
    model::{Assignment, AssignmentInput, Reclaimable, Seats, SeatsChange},
    store::{self, Given},
};
use crate::{
    Act, Error, Result, Warning,
    hardware::DeviceStatus,
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    input, row,
    terms::{self, Owner, Term},
    text::blank_to_none,
    text_enum::variant,
    words::long_date,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// The most seats of one assignment.
const MOST: u32 = 1_000_000;

/// Bought and used on a day, and the first later day on which a term that begins, or the end of one, leaves too few.
pub(super) fn on(
    terms: &[Term],
    assignments: &[Assignment],
    min_free: Option<u32>,
    today: NaiveDate,
) -> Result<Seats> {
    let (bought, ended) = terms::seats_on(terms, today)?;
    let used = used_on(assignments, today);
    let free = bought.map(|bought| bought.saturating_sub(used));
    let over = bought.map_or(0, |bought| used.saturating_sub(bought));
    let mut over_from = None;
    for day in terms::seat_changes(terms, today)? {
        let (Some(bought), ended) = terms::seats_on(terms, day)? else { continue };
        let used = used_on(assignments, day);
        if used > bought && used - bought > over {
            over_from = Some(SeatsChange { on: day.to_string(), ended, bought, used, over: used - bought });
            break;
        }
    }
    let few_free = free.zip(min_free).is_some_and(|(free, least)| free < least);
    Ok(Seats { bought, used, over, ended, free, few_free, over_from })
}

fn used_on(assignments: &[Assignment], day: NaiveDate) -> u32 {
    let read = |text: &Option<String>| input::stored(text.as_deref());
    assignments
        .iter()
        .filter(|seat| {
            read(&seat.from_on).is_none_or(|from| from <= day)
                && read(&seat.until_on).is_none_or(|until| until >= day)
        })
        .fold(0, |sum, seat| sum.saturating_add(seat.quantity))
}

/// Gives seats to a person or a device. More than were bought is allowed, and shown.
///
/// # Errors
/// A field: no seats, no holder or two, one that is not there, days the wrong way round.
pub async fn assign(conn: &mut SqliteConnection, act: &Act, input: AssignmentInput) -> Result<String> {
    let id = new_id();
    let mut row = checked(conn, act, &input).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Entity::Assignment, row).await?;
    Ok(id)
}

/// Gives seats to several holders in one act: to all of them, or with an error to none.
///
/// # Errors
/// Like [`assign`], for the first that cannot be given.
pub async fn assign_all(
    conn: &mut SqliteConnection,
    act: &Act,
    inputs: Vec<AssignmentInput>,
) -> Result<Vec<String>> {
    let mut ids = Vec::with_capacity(inputs.len());
    for input in inputs {
        ids.push(assign(conn, act, input).await?);
    }
    Ok(ids)
}

/// Changes quantity, days, key and notes of an assignment. The holder is changed by [`swap`].
///
/// # Errors
/// [`Error::NotFound`] when there is no such assignment; else like [`assign`].
pub async fn change(
    conn: &mut SqliteConnection,
    act: &Act,
    assignment_id: &str,
    input: AssignmentInput,
) -> Result<String> {
    let given = given(conn, assignment_id).await?;
    let input = AssignmentInput { license_id: given.license_id.clone(), ..input };
    let mut row = checked(conn, act, &input).await?;
    for fixed in ["person_id", "device_id", "license_id"] {
        row.remove(fixed);
    }
    history::update(conn, act, Entity::Assignment, assignment_id, None, row).await?;
    Ok(given.license_id)
}

async fn checked(conn: &mut SqliteConnection, act: &Act, input: &AssignmentInput) -> Result<Row> {
    if input.quantity == 0 {
        return Err(Error::field("quantity", "Assign at least one seat."));
    }
    if input.quantity > MOST {
        return Err(Error::field("quantity", "That many seats are hard to believe."));
    }
    let person_id = blank_to_none(input.person_id.clone());
    let device_id = blank_to_none(input.device_id.clone());
    let (field, kind, holder) = match (&person_id, &device_id) {
        (Some(person), None) => ("person_id", Kind::Person, person),
        (None, Some(device)) => ("device_id", Kind::Device, device),
        _ => return Err(Error::field("person_id", "Choose a person or a device.")),
    };
    if store::live_name(conn, kind, holder).await?.is_none() {
        return Err(Error::field(field, format!("There is no such {kind} any more.")));
    }
    if store::live_name(conn, Kind::License, &input.license_id).await?.is_none() {
        return Err(Error::not_found(Kind::License, &input.license_id));
    }
    let from_on = input::date("from_on", &input.from_on)?.unwrap_or(act.now.today);
    let until_on = input::date("until_on", &input.until_on)?;
    if until_on.is_some_and(|until| until < from_on) {
        return Err(Error::field("until_on", "The last day lies before the first."));
    }
    let key_id = blank_to_none(input.key_id.clone());
    if let Some(key) = &key_id
        && !store::has_key(conn, &input.license_id, key).await?
    {
        return Err(Error::field("key_id", "That key is not one of this license."));
    }
    Ok(row! {
        "license_id": input.license_id, "person_id": person_id, "device_id": device_id, "quantity": input.quantity,
        "from_on": from_on.to_string(), "until_on": input::iso(until_on), "notes": blank_to_none(input.notes.clone()),
        "key_id": key_id,
    })
}

async fn given(conn: &mut SqliteConnection, assignment_id: &str) -> Result<Given> {
    store::given(conn, assignment_id).await?.ok_or_else(|| Error::not_found("assignment", assignment_id))
}

/// Takes seats back from yesterday's end on; returns the license's id.
///
/// # Errors
/// [`Error::NotFound`] when there is no such assignment, [`Error::Refused`] when its seats were given back already,
/// [`Error::Database`] when it cannot be written.
pub async fn release(conn: &mut SqliteConnection, act: &Act, assignment_id: &str) -> Result<String> {
    let given = given(conn, assignment_id).await?;
    let last_day = act.now.today.pred_opt().unwrap_or(act.now.today);
    if let Some(until) = input::stored(given.until_on.as_deref()).filter(|until| *until <= last_day) {
        return Err(Error::Refused(format!(
            "These seats were given back already; they were last used on {until}. Nothing was changed."
        )));
    }
    let row = row! { "until_on": last_day.to_string() };
    history::update_as(conn, act, Entity::Assignment, assignment_id, None, row, "released").await?;
    Ok(given.license_id)
}

/// Gives the seats of an assignment to somebody else, from today on, with their key and notes. Returns the
/// license's id.
///
/// # Errors
/// Those of [`release`] for the present holder, and of [`assign`] for the next one.
pub async fn swap(
    conn: &mut SqliteConnection,
    act: &Act,
    assignment_id: &str,
    person_id: Option<String>,
    device_id: Option<String>,
) -> Result<String> {
    let given = given(conn, assignment_id).await?;
    let license_id = release(conn, act, assignment_id).await?;
    let input = AssignmentInput {
        license_id: license_id.clone(),
        person_id,
        device_id,
        quantity: given.quantity,
        from_on: None,
        until_on: None,
        notes: given.notes,
        key_id: given.key_id,
    };
    assign(conn, act, input).await?;
    Ok(license_id)
}

/// Open seats of people who left, the longest gone first.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn reclaimable(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Vec<Reclaimable>> {
    store::reclaimable(conn, None, today).await
}

/// Takes back every seat of a person; returns how many assignments were open.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read or written.
pub async fn reclaim_all(conn: &mut SqliteConnection, act: &Act, person_id: &str) -> Result<u32> {
    let open = store::reclaimable(conn, Some(person_id), act.now.today).await?;
    for seat in &open {
        release(conn, act, &seat.assignment_id).await?;
    }
    Ok(u32::try_from(open.len()).unwrap_or(u32::MAX))
}

/// What is odd about taking these seats back: a license that may not be given to somebody else.
///
/// # Errors
/// [`Error::NotFound`] when there is no such assignment, [`Error::Database`] when the database cannot be read.
pub async fn check_release(conn: &mut SqliteConnection, assignment_ids: &[String]) -> Result<Vec<Warning>> {
    let mut found = Vec::new();
    for id in assignment_ids {
        let given = given(conn, id).await?;
        if !given.reassignable {
            found.push(Warning::new(
                "",
                format!(
                    "“{}” is not reassignable: taken back from {}, the seat may not be given to somebody else.",
                    given.license, given.holder
                ),
            ));
        }
    }
    Ok(found)
}

/// What is odd about giving these seats: more than are bought, fewer left than are to stay free, somebody who has one
/// already, a person who has left, a device that is gone.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read, [`Error::Field`] for a stored term that breaks the rules of
/// terms.
pub async fn check_assign(
    conn: &mut SqliteConnection,
    inputs: &[AssignmentInput],
    today: NaiveDate,
) -> Result<Vec<Warning>> {
    let mut found = Vec::new();
    let mut licenses: Vec<&str> = inputs.iter().map(|input| input.license_id.as_str()).collect();
    licenses.sort_unstable();
    licenses.dedup();
    for id in licenses {
        let Some(name) = store::live_name(conn, Kind::License, id).await? else { continue };
        let terms = terms::of_owner(conn, Owner::License(id), today).await?;
        let assignments = store::assignments(conn, id, today).await?;
        let seats = on(&terms, &assignments, None, today)?;
        let wanted: Vec<(usize, &AssignmentInput)> =
            inputs.iter().enumerate().filter(|(_, input)| input.license_id == id).collect();
        let more = wanted.iter().fold(0_u32, |sum, (_, input)| sum.saturating_add(input.quantity));
        let used = seats.used.saturating_add(more);
        if let Some(bought) = seats.bought.filter(|bought| used > *bought) {
            let message = if seats.ended {
                format!("No term of “{name}” is in force today.")
            } else {
                format!("“{name}” would have {used} seats in use, {} more than bought.", used - bought)
            };
            found.push(Warning::new("quantity", message));
        } else if let (Some(bought), Some(stored)) = (seats.bought, store::get(conn, id).await?) {
            let free = bought.saturating_sub(used);
            if let Some(least) = stored.min_free_seats().filter(|least| free < *least) {
                let message = format!(
                    "“{name}” would have {} free; at least {least} should stay free.",
                    seats_in_words(free)
                );
                found.push(Warning::new("quantity", message));
            }
        }
        for (index, input) in wanted {
            if let Some(message) = holder_is_gone(conn, input, today).await? {
                found.push(Warning::new(index.to_string(), message));
            }
            let holds = |seat: &&Assignment| {
                seat.person_id.is_some() && seat.person_id == input.person_id
                    || seat.device_id.is_some() && seat.device_id == input.device_id
            };
            if let Some(seat) = assignments.iter().find(holds) {
                let message =
                    format!("{} has {} of “{name}” already.", seat.holder, seats_in_words(seat.quantity));
                found.push(Warning::new(index.to_string(), message));
            }
        }
    }
    Ok(found)
}

async fn holder_is_gone(
    conn: &mut SqliteConnection,
    input: &AssignmentInput,
    today: NaiveDate,
) -> Result<Option<String>> {
    let person = input.person_id.as_deref();
    let left = input::stored(history::text_in(conn, Entity::Person, person, "leaves_on").await?.as_deref());
    if let Some(day) = left.filter(|day| *day < today) {
        let name = history::text_in(conn, Entity::Person, person, "name").await?.unwrap_or_default();
        return Ok(Some(format!("{name} left on {}.", long_date(day))));
    }
    let device = input.device_id.as_deref();
    let status = history::text_in(conn, Entity::Device, device, "status").await?;
    let status = status.map(|word| variant::<DeviceStatus>(&word));
    match status.filter(|status| status.gone()) {
        Some(status) => {
            let name = history::text_in(conn, Entity::Device, device, "name").await?.unwrap_or_default();
            Ok(Some(format!("“{name}” is {}.", status.in_words())))
        }
        None => Ok(None),
    }
}

fn seats_in_words(number: u32) -> String {
    if number == 1 { "a seat".to_owned() } else { format!("{number} seats") }
}
