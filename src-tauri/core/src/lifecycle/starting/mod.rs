//! Someone starts: a kit of models, licenses and accesses, given in one act; what is not there yet stays on the list.

mod model;
mod store;

pub use model::{
    Kit, KitInput, KitItemInput, KitItemKind, StartDevice, StartInput, StartPlan, StartPlanItem, Starting,
};

use super::checklist::{self, ChecklistKind, ChecklistProcess, NewItem};
use crate::{
    Act, Error, Result,
    hardware::{
        self,
        custody::{self, CustodyAct, CustodyInput},
        templates::{self, ModelInput},
    },
    history::{self, Entity},
    ids::new_id,
    input,
    licenses::{self, AssignmentInput},
    people::{self, PersonLink},
    row,
    text::{blank_to_none, name_key},
    text_enum,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// All kits, by name.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn kits(conn: &mut SqliteConnection) -> Result<Vec<Kit>> {
    store::kits(conn).await
}

/// Adds a kit, or changes the one with this id and version; returns its id.
///
/// # Errors
/// [`Error::Field`] for a missing name, and for an item that names nothing or has a number outside 1 to 100;
/// [`Error::Taken`] when another kit has the name; [`Error::NotFound`] and [`Error::Conflict`] when the kit is not
/// there, or has another version by now.
pub async fn save_kit(
    conn: &mut SqliteConnection,
    act: &Act,
    existing: Option<(&str, u32)>,
    input: &KitInput,
) -> Result<String> {
    let name = input::required("name", "the kit's name", &input.name)?;
    let key = name_key(&name);
    let same = store::by_key(conn, &key).await?.filter(|id| Some(id.as_str()) != existing.map(|(id, _)| id));
    if let Some(other) = same {
        let message = format!("There is a kit “{name}” already.");
        return Err(Error::Taken { field: "name".into(), message, other_id: Some(other) });
    }
    for (index, item) in input.items.iter().enumerate() {
        check_item(index, item)?;
    }
    let mut row = row! { "name": name, "name_key": key, "notes": blank_to_none(input.notes.clone()) };
    let id = match existing {
        Some((id, version)) => {
            history::update(conn, act, Entity::Kit, id, Some(version), row).await?;
            for item in store::item_ids(conn, id).await? {
                history::remove(conn, act, Entity::KitItem, &item).await?;
            }
            id.to_owned()
        }
        None => {
            let id = new_id();
            row.insert("id".into(), id.clone().into());
            history::insert(conn, act, Entity::Kit, row).await?;
            id
        }
    };
    for (index, item) in input.items.iter().enumerate() {
        let access = item.kind == KitItemKind::Access;
        let row = row! {
            "id": new_id(), "kit_id": id, "position": index, "kind": text_enum::word(&item.kind),
            "model_id": item.model_id.clone().filter(|_| item.kind == KitItemKind::Model),
            "license_id": item.license_id.clone().filter(|_| item.kind == KitItemKind::License),
            "label": blank_to_none(item.label.clone()).filter(|_| access),
            "quantity": if access { 1 } else { item.quantity },
        };
        history::insert(conn, act, Entity::KitItem, row).await?;
    }
    if let Some((id, version)) = existing {
        history::settle(conn, act, Entity::Kit, id, version).await?;
    }
    Ok(id)
}

fn check_item(index: usize, item: &KitItemInput) -> Result<()> {
    let at = |field: &str| format!("items.{index}.{field}");
    match item.kind {
        KitItemKind::Model if item.model_id.is_none() => {
            Err(Error::field(&at("model_id"), "Choose a model."))
        }
        KitItemKind::License if item.license_id.is_none() => {
            Err(Error::field(&at("license_id"), "Choose a license."))
        }
        KitItemKind::Access if blank_to_none(item.label.clone()).is_none() => {
            Err(Error::field(&at("label"), "Enter what is to be done."))
        }
        _ if !(1..=100).contains(&item.quantity) => {
            Err(Error::field(&at("quantity"), "Enter a number from 1 to 100."))
        }
        _ => Ok(()),
    }
}

/// Removes a kit. Checklists that came of it stay.
///
/// # Errors
/// [`Error::NotFound`] when there is no such kit, [`Error::Database`] when nothing can be written.
pub async fn remove_kit(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    for item in store::item_ids(conn, id).await? {
        history::remove(conn, act, Entity::KitItem, &item).await?;
    }
    history::remove(conn, act, Entity::Kit, id).await
}

/// What giving a kit to a person would take: the devices in stock, the seats that are free.
///
/// # Errors
/// [`Error::NotFound`] when the person, the kit or one of its licenses is not there, [`Error::Database`] when the
/// database cannot be read.
pub async fn plan(
    conn: &mut SqliteConnection,
    person_id: &str,
    kit_id: &str,
    today: NaiveDate,
) -> Result<StartPlan> {
    let person = people::get(conn, person_id, today).await?;
    let kit = store::get(conn, kit_id).await?.ok_or_else(|| Error::not_found("kit", kit_id))?;
    let models = templates::models(conn).await?;
    let stock = store::in_stock(conn).await?;
    let held = store::models_held(conn, person_id).await?;
    let mut items = Vec::new();
    for (place, item) in (0_u32..).zip(kit.fields.items) {
        let mut planned = StartPlanItem {
            item: place,
            kind: item.kind,
            label: item.label.clone().unwrap_or_default(),
            quantity: item.quantity,
            in_stock: Vec::new(),
            free: None,
            has: false,
        };
        match item.kind {
            KitItemKind::Model => {
                let model = models.iter().find(|model| Some(&model.id) == item.model_id.as_ref());
                let fits = |maker: Option<&str>, name: Option<&str>| {
                    model.is_some_and(|model| is_model(&model.fields, maker, name))
                };
                planned.in_stock = stock
                    .iter()
                    .filter(|device| fits(device.manufacturer.as_deref(), device.model.as_deref()))
                    .map(|device| device.link.clone())
                    .collect();
                planned.has = held.iter().any(|(maker, name)| fits(maker.as_deref(), name.as_deref()));
            }
            KitItemKind::License => {
                let id = item.license_id.unwrap_or_default();
                let seats = licenses::get(conn, &id, today).await?.seats;
                planned.free = seats.bought.map(|bought| bought.saturating_sub(seats.used));
                planned.has = person.seats.iter().any(|seat| seat.license_id == id);
            }
            KitItemKind::Access => {}
        }
        items.push(planned);
    }
    Ok(StartPlan {
        person: PersonLink { id: person.id, name: person.fields.name },
        kit: kit.fields.name,
        items,
    })
}

fn is_model(model: &ModelInput, maker: Option<&str>, name: Option<&str>) -> bool {
    let key = |text: Option<&str>| name_key(text.unwrap_or_default());
    key(Some(&model.name)) == key(name) && key(model.manufacturer.as_deref()) == key(maker)
}

/// Gives a kit in one act: hands out the chosen devices, assigns the seats, and writes the checklist, with what was
/// given ticked off and the rest open.
///
/// # Errors
/// [`Error::Field`] for a device that cannot be handed out or stands twice. Nothing is half done.
pub async fn give(conn: &mut SqliteConnection, act: &Act, input: &StartInput) -> Result<()> {
    let today = act.now.today;
    let person = people::get(conn, &input.person_id, today).await?;
    let kit = store::get(conn, &input.kit_id).await?.ok_or_else(|| Error::not_found("kit", &input.kit_id))?;
    let on = input::date("on", &input.on)?.unwrap_or(today);
    for (index, device) in input.devices.iter().enumerate() {
        if input.devices.iter().take(index).any(|other| other.device_id == device.device_id) {
            return Err(Error::field(&format!("devices.{index}.device_id"), "It is chosen twice."));
        }
        let item = usize::try_from(device.item).ok().and_then(|place| kit.fields.items.get(place));
        if item.is_none_or(|item| item.kind != KitItemKind::Model) {
            return Err(Error::field(&format!("devices.{index}.item"), "The kit has no such device."));
        }
    }
    let line = |kind: ChecklistKind, label: String| NewItem {
        person_id: &person.id,
        process: ChecklistProcess::Starting,
        kind,
        label,
        subject_id: None,
        done_on: None,
        note: None,
    };
    for (place, item) in (0_u32..).zip(&kit.fields.items) {
        if input.left_out.contains(&place) {
            continue;
        }
        let label = item.label.clone().unwrap_or_default();
        match item.kind {
            KitItemKind::Model => {
                let mut given = 0;
                for device in input.devices.iter().filter(|device| device.item == place) {
                    let name = hand_over(conn, act, &person.id, &device.device_id, on, device).await?;
                    let done = NewItem {
                        subject_id: Some(device.device_id.clone()),
                        done_on: Some(on),
                        ..line(ChecklistKind::Device, name)
                    };
                    checklist::enter(conn, act, done).await?;
                    given += 1;
                }
                for _ in given..item.quantity {
                    checklist::enter(conn, act, line(ChecklistKind::Device, label.clone())).await?;
                }
            }
            KitItemKind::License => {
                let assign = input.licenses.contains(&place);
                let license_id = item.license_id.clone().unwrap_or_default();
                if assign {
                    let seats = AssignmentInput {
                        license_id: license_id.clone(),
                        person_id: Some(person.id.clone()),
                        quantity: item.quantity,
                        from_on: Some(on.to_string()),
                        ..AssignmentInput::default()
                    };
                    licenses::assign(conn, act, seats).await?;
                }
                let seat = NewItem {
                    subject_id: Some(license_id),
                    done_on: assign.then_some(on),
                    ..line(ChecklistKind::Seat, label)
                };
                checklist::enter(conn, act, seat).await?;
            }
            KitItemKind::Access => {
                checklist::enter(conn, act, line(ChecklistKind::Access, label)).await?;
            }
        }
    }
    Ok(())
}

async fn hand_over(
    conn: &mut SqliteConnection,
    act: &Act,
    person_id: &str,
    device_id: &str,
    on: NaiveDate,
    with: &StartDevice,
) -> Result<String> {
    let input = CustodyInput {
        act: CustodyAct::HandOut,
        on: Some(on.to_string()),
        person_id: Some(person_id.to_owned()),
        accessories: with.accessories.clone(),
        condition: with.condition.clone(),
        ..CustodyInput::default()
    };
    custody::perform(conn, act, device_id, &input).await?;
    let link = hardware::resolve(conn, device_id).await?;
    Ok(super::device_label(&link))
}

/// Hands out a device for an open line of the list, and ticks it off.
///
/// # Errors
/// [`Error::NotFound`] when there is no such line, [`Error::Field`] when it wants no device or is done already, or when
/// the device cannot be handed out.
pub async fn give_device(
    conn: &mut SqliteConnection,
    act: &Act,
    item_id: &str,
    device: &StartDevice,
) -> Result<()> {
    let item = checklist::get(conn, item_id).await?;
    if item.kind != ChecklistKind::Device || item.done_on.is_some() {
        return Err(Error::field("item", "No device is to be given for this line."));
    }
    let today = act.now.today;
    let name = hand_over(conn, act, &item.person_id, &device.device_id, today, device).await?;
    let changes = row! { "label": name, "subject_id": device.device_id, "done_on": today.to_string() };
    history::update_as(conn, act, Entity::ChecklistItem, item_id, None, changes, "done").await?;
    Ok(())
}

/// How far a person's start is.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person, [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection, person_id: &str, today: NaiveDate) -> Result<Starting> {
    let person = people::get(conn, person_id, today).await?;
    let items = checklist::of(conn, person_id, ChecklistProcess::Starting).await?;
    let open = items.iter().filter(|item| item.done_on.is_none()).count();
    Ok(Starting {
        person: PersonLink { id: person.id, name: person.fields.name },
        starts_on: person.fields.starts_on,
        open: u32::try_from(open).unwrap_or(u32::MAX),
        items,
    })
}
