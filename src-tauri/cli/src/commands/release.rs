//! `holdfast release`: seats come back from a person or device.

use super::{assign::in_words, renew::say};
use crate::{Outcome, args::Release, commands::find, context::Context, output};
use anyhow::Result;
use holdfast_core::{Act, Error, db::Db, ids::Kind, licenses};
use serde_json::json;

pub async fn run(context: &Context, args: &Release) -> Result<Outcome> {
    let db = context.open().await?;
    let today = context.now.today;
    let (kind, holder) = find::one(&db, &args.from, &[Kind::Person, Kind::Device], today).await?;
    let act = context.act("Release seats");
    let Some(license) = &args.license else {
        return release_all(context, args, &db, &act, kind, &holder).await;
    };
    let (_, license_id) = find::one(&db, license, &[Kind::License], today).await?;
    let mut tx = db.write().await?;
    let found = licenses::get(&mut tx, &license_id, today).await?;
    let held: Vec<String> = found
        .assignments
        .iter()
        .filter(|seat| seat.person_id.as_ref() == Some(&holder) || seat.device_id.as_ref() == Some(&holder))
        .map(|seat| seat.id.clone())
        .collect();
    if held.is_empty() {
        return Err(
            Error::Refused(format!("{} has no seat of {}.", args.from.trim(), found.fields.name)).into()
        );
    }
    let warnings = licenses::check_release(&mut tx, &held).await?;
    for id in &held {
        licenses::release(&mut tx, &act, id).await?;
    }
    let now = licenses::get(&mut tx, &license_id, today).await?;
    tx.commit().await?;
    db.close().await;
    say(&warnings);
    if context.json {
        output::print_json(&json!({
            "license_id": license_id, "released": held.len(), "seats": now.seats, "warnings": warnings, "batch": act.batch,
        }))?;
    } else {
        output::print(&format!(
            "Taken back from {}; {} has {}.\nUndo it with: holdfast undo {}\n",
            args.from.trim(),
            now.fields.name,
            in_words(&now.seats),
            act.batch
        ))?;
    }
    Ok(Outcome::Done)
}

/// Takes back every seat of a person.
async fn release_all(
    context: &Context,
    args: &Release,
    db: &Db,
    act: &Act,
    kind: Kind,
    holder: &str,
) -> Result<Outcome> {
    if kind != Kind::Person {
        let message = "--all takes every seat back from a person, not from a device.";
        return Err(Error::Refused(message.into()).into());
    }
    let mut tx = db.write().await?;
    let released = licenses::reclaim_all(&mut tx, act, holder).await?;
    tx.commit().await?;
    db.close().await;
    let batch = (released > 0).then_some(&act.batch);
    if context.json {
        output::print_json(&json!({ "released": released, "warnings": [], "batch": batch }))?;
    } else if released == 0 {
        output::message("There was no seat to take back.");
    } else {
        output::print(&format!(
            "{} taken back from {}.\nUndo it with: holdfast undo {}\n",
            output::count(released, "assignment", "assignments"),
            args.from.trim(),
            act.batch
        ))?;
    }
    Ok(Outcome::Done)
}
