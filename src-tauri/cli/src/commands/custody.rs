//! `holdfast hand-out` and `holdfast take-back`: who has a device from now on.

use crate::{
    Outcome,
    args::{HandOut, TakeBack},
    context::Context,
    output,
};
use anyhow::Result;
use holdfast_core::{
    hardware::{
        self, DeviceLink,
        custody::{CustodyAct, CustodyInput},
    },
    lifecycle,
    people::{self, PersonLink},
};
use serde::Serialize;

/// The documented JSON form.
#[derive(Serialize)]
struct Answer<'a> {
    act: CustodyAct,
    on: &'a str,
    person: Option<&'a PersonLink>,
    return_by: Option<&'a str>,
    devices: &'a [DeviceLink],
    batch: &'a str,
}

pub async fn hand_out(context: &Context, args: &HandOut) -> Result<Outcome> {
    let input = CustodyInput {
        act: if args.until.is_some() { CustodyAct::Lend } else { CustodyAct::HandOut },
        on: Some(args.on.unwrap_or(context.now.today).to_string()),
        return_by: args.until.map(|day| day.to_string()),
        location: args.location.clone(),
        accessories: args.accessories.clone(),
        condition: args.condition.clone(),
        note: args.note.clone(),
        ..CustodyInput::default()
    };
    perform(context, &args.devices, Some(&args.to), input).await
}

pub async fn take_back(context: &Context, args: &TakeBack) -> Result<Outcome> {
    let input = CustodyInput {
        act: CustodyAct::TakeBack,
        on: Some(args.on.unwrap_or(context.now.today).to_string()),
        location: args.location.clone(),
        condition: args.condition.clone(),
        note: args.note.clone(),
        ..CustodyInput::default()
    };
    perform(context, &args.devices, None, input).await
}

async fn perform(
    context: &Context,
    named: &[String],
    to: Option<&str>,
    mut input: CustodyInput,
) -> Result<Outcome> {
    let db = context.open().await?;
    let mut tx = db.write().await?;
    let mut devices = Vec::new();
    for name in named {
        devices.push(hardware::resolve(&mut tx, name).await?);
    }
    let person = match to {
        Some(to) => Some(people::resolve(&mut tx, to).await?),
        None => None,
    };
    input.person_id = person.as_ref().map(|person| person.id.clone());
    let ids: Vec<String> = devices.iter().map(|device| device.id.clone()).collect();
    let act = context.act(lifecycle::custody::title(&mut tx, &ids, input.act).await?);
    lifecycle::custody::perform(&mut tx, &act, &ids, &input).await?;
    tx.commit().await?;
    db.close().await;
    let on = input.on.as_deref().unwrap_or_default();
    if context.json {
        output::print_json(&Answer {
            act: input.act,
            on,
            person: person.as_ref(),
            return_by: input.return_by.as_deref(),
            devices: &devices,
            batch: &act.batch,
        })?;
        return Ok(Outcome::Done);
    }
    let names: Vec<String> = devices
        .iter()
        .map(|device| match &device.asset_tag {
            Some(tag) => format!("{} ({tag})", device.name),
            None => device.name.clone(),
        })
        .collect();
    let date = output::date(Some(on));
    let what = match (&person, &input.return_by) {
        (Some(person), Some(by)) => {
            format!("lent to {} on {date}, back by {}", person.name, output::date(Some(by)))
        }
        (Some(person), None) => format!("handed out to {} on {date}", person.name),
        (None, _) => format!("taken back on {date}"),
    };
    output::print(&format!("{}: {what}\nUndo it with: holdfast undo {}\n", names.join(", "), act.batch))?;
    Ok(Outcome::Done)
}
