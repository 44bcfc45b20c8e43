//! `holdfast assign`: seats of a license for a person or device.

use super::renew::say;
use crate::{Outcome, args::Assign, commands::find, context::Context, output};
use anyhow::Result;
use holdfast_core::{
    ids::Kind,
    licenses::{self, AssignmentInput, Seats},
};
use serde_json::json;

pub async fn run(context: &Context, args: &Assign) -> Result<Outcome> {
    let db = context.open().await?;
    let today = context.now.today;
    let (_, license_id) = find::one(&db, &args.license, &[Kind::License], today).await?;
    let (kind, holder) = find::one(&db, &args.to, &[Kind::Person, Kind::Device], today).await?;
    let input = AssignmentInput {
        license_id: license_id.clone(),
        person_id: (kind == Kind::Person).then(|| holder.clone()),
        device_id: (kind == Kind::Device).then(|| holder.clone()),
        quantity: args.seats,
        from_on: args.from.map(|day| day.to_string()),
        until_on: args.until.map(|day| day.to_string()),
        ..AssignmentInput::default()
    };
    let act = context.act("Assign seats");
    let mut tx = db.write().await?;
    let warnings = licenses::check_assign(&mut tx, std::slice::from_ref(&input), today).await?;
    let assignment_id = licenses::assign(&mut tx, &act, input).await?;
    let license = licenses::get(&mut tx, &license_id, today).await?;
    tx.commit().await?;
    db.close().await;
    say(&warnings);
    if context.json {
        output::print_json(&json!({
            "license_id": license_id, "assignment_id": assignment_id, "seats": license.seats, "warnings": warnings,
            "batch": act.batch,
        }))?;
    } else {
        output::print(&format!(
            "{} of {} given to {}; {}.\nUndo it with: holdfast undo {}\n",
            output::count(args.seats, "seat", "seats"),
            license.fields.name,
            args.to.trim(),
            in_words(&license.seats),
            act.batch
        ))?;
    }
    Ok(Outcome::Done)
}

/// "12 of 25 in use", "3 in use, no limit".
pub fn in_words(seats: &Seats) -> String {
    match seats.bought {
        None => format!("{} in use, no limit", seats.used),
        Some(bought) if seats.over > 0 => {
            format!("{} of {bought} in use, {} too many", seats.used, seats.over)
        }
        Some(bought) => format!("{} of {bought} in use", seats.used),
    }
}
