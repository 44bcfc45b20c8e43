//! Someone leaves: one page with everything to return, seats to release and logins to rotate. What is open is read from
//! what the person has; what is done is written down line by line, so that each act can be undone by itself.

mod model;

pub use model::{Leaving, LeavingStep, LeavingTask, ToRelease, ToReturn, ToRotate};

use super::checklist::{self, ChecklistItem, ChecklistKind, ChecklistProcess, NewItem};
use crate::{
    Act, Error, Result, credentials,
    hardware::{
        self, DeviceLink,
        custody::{self, CustodyAct, CustodyInput},
    },
    history::{self, Entity},
    input, licenses,
    people::{self, KnownLogin, PersonLink},
    row,
    text::blank_to_none,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// What a person still has, and what was done so far.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person, [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection, person_id: &str, today: NaiveDate) -> Result<Leaving> {
    let person = people::get(conn, person_id, today).await?;
    let leaves_on = input::stored(person.fields.leaves_on.as_deref());
    let held = custody::held_by(conn, person_id).await?;
    let mut devices = Vec::new();
    for period in held.into_iter().filter(|period| period.until.is_none()) {
        let device = hardware::get(conn, &period.device_id, today).await?;
        devices.push(ToReturn {
            device: DeviceLink {
                id: device.id,
                name: device.fields.name,
                asset_tag: device.fields.asset_tag,
                serial: device.fields.serial,
            },
            held: period,
            accessories: device.custody.iter().find_map(|entry| entry.accessories.clone()),
            value: device.book_value.map(|book| book.value),
        });
    }
    let mut seats = Vec::new();
    for seat in person.seats {
        let license = licenses::get(conn, &seat.license_id, today).await?;
        seats.push(ToRelease { lost_on_release: !license.fields.reassignable, seat });
    }
    let mut logins = Vec::new();
    for login in person.logins {
        let since = leaves_on.map_or(today, |last| last.min(today));
        let changed = input::stored(login.changed_on.as_deref());
        let mut others = people::knowers(conn, &login.credential_id).await?;
        others.retain(|other| other.id != person.id);
        logins.push(ToRotate {
            rotated: changed.is_some_and(|changed| changed >= since),
            credential_id: login.credential_id,
            name: login.name,
            username: login.username,
            owner: login.owner,
            changed_on: login.changed_on,
            others,
        });
    }
    let written = checklist::of(conn, person_id, ChecklistProcess::Leaving).await?;
    let tasks = tasks(conn, person_id, &written).await?;
    let done: Vec<ChecklistItem> = written.into_iter().filter(|item| item.done_on.is_some()).collect();
    let open = devices.len() + seats.len() + logins.len() + tasks.len();
    Ok(Leaving {
        person: PersonLink { id: person.id, name: person.fields.name },
        email: person.fields.email,
        job_title: person.fields.job_title,
        department: person.fields.department,
        leaves_on: person.fields.leaves_on,
        left: person.left,
        devices,
        seats,
        logins,
        tasks,
        reports: person.reports,
        done,
        open: u32::try_from(open).unwrap_or(u32::MAX),
    })
}

/// Accesses given at the start and not yet taken away, and tasks that are open.
async fn tasks(
    conn: &mut SqliteConnection,
    person_id: &str,
    written: &[ChecklistItem],
) -> Result<Vec<LeavingTask>> {
    let start = checklist::of(conn, person_id, ChecklistProcess::Starting).await?;
    let given = start
        .into_iter()
        .filter(|item| item.kind == ChecklistKind::Access && item.done_on.is_some())
        .filter(|item| !written.iter().any(|done| done.subject_id.as_ref() == Some(&item.id)))
        .map(|item| LeavingTask { id: item.id, label: item.label, from_start: true });
    let open = written.iter().filter(|item| item.done_on.is_none()).map(|item| LeavingTask {
        id: item.id.clone(),
        label: item.label.clone(),
        from_start: false,
    });
    Ok(given.chain(open).collect())
}

/// Sets a person's last day; None when the person stays after all.
///
/// # Errors
/// Those of [`people::update`]; [`Error::NotFound`] when there is no such person.
pub async fn set_last_day(
    conn: &mut SqliteConnection,
    act: &Act,
    person_id: &str,
    day: Option<String>,
) -> Result<()> {
    let person = people::get(conn, person_id, act.now.today).await?;
    let fields = people::PersonInput { leaves_on: day, ..person.fields };
    people::update(conn, act, person_id, person.version, fields).await
}

/// What such an act is called in the history: "return 1 device, release 2 seats".
pub fn title(steps: &[LeavingStep]) -> String {
    let count = |fits: fn(&LeavingStep) -> bool| steps.iter().filter(|step| fits(step)).count();
    let words = [
        (count(|step| matches!(step, LeavingStep::Return { .. })), "return", "device"),
        (count(|step| matches!(step, LeavingStep::Release { .. })), "release", "seat"),
        (count(|step| matches!(step, LeavingStep::Rotate { .. })), "rotate", "login"),
        (count(|step| matches!(step, LeavingStep::Task { .. })), "do", "task"),
    ];
    let parts: Vec<String> = words
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, verb, what)| format!("{verb} {count} {what}{}", if count == 1 { "" } else { "s" }))
        .collect();
    parts.join(", ")
}

/// Ticks lines off: returns devices, releases seats, passes on logins, does tasks - all of them, or none.
///
/// # Errors
/// [`Error::Field`] for a line that is not, or no longer, the person's.
pub async fn settle(
    conn: &mut SqliteConnection,
    act: &Act,
    person_id: &str,
    steps: &[LeavingStep],
) -> Result<()> {
    if steps.is_empty() {
        return Err(Error::field("steps", "Choose what is done."));
    }
    for (index, step) in steps.iter().enumerate() {
        settle_one(conn, act, person_id, step).await.map_err(|error| match error {
            Error::Field { field, message } => {
                Error::Field { field: format!("steps.{index}.{field}"), message }
            }
            other => other,
        })?;
    }
    Ok(())
}

async fn settle_one(
    conn: &mut SqliteConnection,
    act: &Act,
    person_id: &str,
    step: &LeavingStep,
) -> Result<()> {
    let today = act.now.today;
    let line = |kind: ChecklistKind, label: String, subject: &str, note: &Option<String>| NewItem {
        person_id,
        process: ChecklistProcess::Leaving,
        kind,
        label,
        subject_id: Some(subject.to_owned()),
        done_on: Some(today),
        note: note.clone(),
    };
    let item = match step {
        LeavingStep::Return { device_id, on, location, condition, note } => {
            let device = hardware::get(conn, device_id, today).await?;
            if device.fields.holder_id.as_deref() != Some(person_id) {
                let message = format!("{} is not with this person.", device.fields.name);
                return Err(Error::field("device_id", message));
            }
            let input = CustodyInput {
                act: CustodyAct::TakeBack,
                on: on.clone(),
                location: location.clone(),
                condition: condition.clone(),
                note: note.clone(),
                ..CustodyInput::default()
            };
            custody::perform(conn, act, device_id, &input).await?;
            let link = DeviceLink {
                id: device.id,
                name: device.fields.name,
                asset_tag: device.fields.asset_tag,
                serial: device.fields.serial,
            };
            let remark = blank_to_none(condition.clone()).or_else(|| note.clone());
            line(ChecklistKind::Device, super::device_label(&link), device_id, &remark)
        }
        LeavingStep::Release { assignment_id } => {
            let person = people::get(conn, person_id, today).await?;
            let seat = person.seats.into_iter().find(|seat| &seat.assignment_id == assignment_id);
            let Some(seat) = seat else {
                return Err(Error::field("assignment_id", "The person does not have this seat."));
            };
            licenses::release(conn, act, assignment_id).await?;
            line(ChecklistKind::Seat, seat.license, &seat.license_id, &None)
        }
        LeavingStep::Rotate { credential_id, new_owner_id, note } => {
            let login = pass_on(conn, act, person_id, credential_id, new_owner_id.as_deref()).await?;
            line(ChecklistKind::Credential, login.name, credential_id, note)
        }
        LeavingStep::Task { id, note } => {
            let item = checklist::get(conn, id).await?;
            if item.person_id != person_id {
                return Err(Error::field("id", "This is another person's task."));
            }
            if item.process == ChecklistProcess::Leaving {
                return checklist::tick(conn, act, id, true, note.clone()).await;
            }
            line(ChecklistKind::Access, item.label, id, note)
        }
    };
    checklist::enter(conn, act, item).await?;
    Ok(())
}

/// The person neither owns nor knows the login any more.
async fn pass_on(
    conn: &mut SqliteConnection,
    act: &Act,
    person_id: &str,
    credential_id: &str,
    new_owner_id: Option<&str>,
) -> Result<KnownLogin> {
    let person = people::get(conn, person_id, act.now.today).await?;
    let login = person.logins.into_iter().find(|login| login.credential_id == credential_id);
    let Some(login) = login else {
        return Err(Error::field("credential_id", "The person neither owns nor knows this login."));
    };
    if new_owner_id == Some(person_id) {
        return Err(Error::field("new_owner_id", "Choose somebody who stays."));
    }
    let mut knowers = people::knowers(conn, credential_id).await?;
    knowers.retain(|knower| knower.id != person_id && Some(knower.id.as_str()) != new_owner_id);
    let ids: Vec<String> = knowers.into_iter().map(|knower| knower.id).collect();
    people::set_knowers(conn, act, credential_id, &ids).await?;
    if login.owner {
        // Through the row, not the form: its value and all else stay as they are.
        credentials::get(conn, credential_id).await?;
        let changes = row! { "person_id": new_owner_id };
        history::update(conn, act, Entity::Credential, credential_id, None, changes).await?;
    }
    Ok(login)
}
