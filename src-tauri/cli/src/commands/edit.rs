//! `holdfast edit`: a field, tags or the price of many things, as one act.

use crate::{
    Outcome,
    args::Edit,
    commands::find,
    context::Context,
    output::{self, Align, Table},
    sheet,
};
use anyhow::Result;
use holdfast_core::{
    Error, any_list,
    bulk::{self, BulkEdit, BulkReport, Typed},
    db::Db,
    fields::CustomValue,
    ids::Kind,
    list::ListQuery,
    money::parse_typed,
    settings,
};
use serde_json::json;

pub async fn run(context: &Context, args: &Edit) -> Result<Outcome> {
    let db = context.open().await?;
    let kind = Kind::from(args.kind);
    let edit = asked(context, args, &db, kind).await?;
    let ids = chosen(context, args, &db, kind).await?;
    let act = context.act(title(kind, ids.len()));
    let mut tx = db.write().await?;
    let report = if args.dry_run {
        bulk::preview(&mut tx, &act, kind, &ids, &edit).await?
    } else {
        bulk::perform(&mut tx, &act, kind, &ids, &edit).await?
    };
    tx.commit().await?;
    db.close().await;
    let batch = report.written.then_some(&act.batch);
    if context.json {
        let mut answer = serde_json::to_value(&report)?;
        if let Some(answer) = answer.as_object_mut() {
            answer.insert("batch".into(), json!(batch));
        }
        output::print_json(&answer)?;
    } else {
        output::print(&told(args, &report))?;
        if let Some(batch) = batch {
            output::print(&format!("Undo it with: holdfast undo {batch}\n"))?;
        }
    }
    for thing in &report.things {
        if let Some(why) = &thing.refused {
            output::message(&format!("{}: {why}", thing.name));
        }
    }
    let kept_out = report.refused > 0 && !args.skip_refused;
    Ok(if kept_out { Outcome::Failed } else { Outcome::Done })
}

/// What the act is called in the History.
fn title(kind: Kind, count: usize) -> String {
    match count {
        1 => format!("Edit {kind}"),
        count => format!("Edit {count} things ({kind})"),
    }
}

/// The edit that was asked for.
async fn asked(context: &Context, args: &Edit, db: &Db, kind: Kind) -> Result<BulkEdit> {
    let mut edit = BulkEdit {
        add_tags: args.add_tag.clone(),
        remove_tags: args.remove_tag.clone(),
        skip_refused: args.skip_refused,
        ..BulkEdit::default()
    };
    let home = settings::get(&mut *db.read().await?).await?.currency;
    for one in &args.set {
        let (named, text) = one.split_once('=').ok_or_else(|| {
            Error::field(
                "set",
                format!("“{one}” has no “=”. Write a field and its value, as in category=Office."),
            )
        })?;
        if text.trim().is_empty() {
            return Err(Error::field(
                "set",
                format!("“{named}” has no value. To empty it: --clear {named}."),
            )
            .into());
        }
        let read = bulk::read(&mut *db.read().await?, kind, named, text, &home).await;
        let (name, typed) = read.map_err(of_the_option)?;
        let value = match typed {
            Typed::Value(value) => value,
            Typed::Link(to) => {
                let (_, id) = find::one(db, text, &[to], context.now.today).await?;
                CustomValue::Text(id)
            }
        };
        edit.set.insert(name, Some(value));
    }
    let known = bulk::fields(&mut *db.read().await?, kind).await?;
    for named in &args.clear {
        let label = named.trim().to_lowercase();
        let found = known.iter().find(|field| field.name == label || field.label.to_lowercase() == label);
        edit.set.insert(found.map_or_else(|| named.clone(), |field| field.name.clone()), None);
    }
    if let Some(text) = &args.price_by {
        let by = parse_typed(text.trim().trim_start_matches('+').trim_end_matches('%'), 2);
        edit.price_by = Some(by.and_then(|by| i32::try_from(by).ok()).ok_or_else(|| {
            Error::field("price_by", format!("“{text}” is not a percentage. Enter one such as 8 or -2.5."))
        })?);
    }
    Ok(edit)
}

/// A text that is no value of its field is a wrong value of --set, whatever the field.
fn of_the_option(error: Error) -> Error {
    match error {
        Error::Field { .. } => Error::field("set", error.to_string()),
        other => other,
    }
}

/// The ids of the things that are meant.
async fn chosen(context: &Context, args: &Edit, db: &Db, kind: Kind) -> Result<Vec<String>> {
    let today = context.now.today;
    if args.things.is_empty() {
        if args.filter.is_none() && !args.all {
            return Err(Error::field("filter", "Say which: ids or names, --filter TEXT, or --all.").into());
        }
        let query = ListQuery { filter: args.filter.clone().unwrap_or_default(), ..ListQuery::default() };
        return Ok(any_list::ids(&mut *db.read().await?, kind, &query, today).await?);
    }
    let mut ids = Vec::with_capacity(args.things.len());
    for named in &args.things {
        let (_, id) = find::one(db, named, &[kind], today).await?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn told(args: &Edit, report: &BulkReport) -> String {
    let mut table = Table::new()
        .leading("Name")
        .shrinking("Field")
        .column("Before", Align::Right)
        .column("After", Align::Right);
    let mut lines = 0;
    for thing in &report.things {
        for change in &thing.changes {
            lines += 1;
            table.row(vec![
                thing.name.clone(),
                change.label.clone(),
                sheet::cell(&change.before),
                sheet::cell(&change.after),
            ]);
        }
    }
    let mut text = if lines == 0 { String::new() } else { format!("{}\n", table.render()) };
    let will = if args.dry_run { "would change" } else { "changed" };
    if report.written || args.dry_run {
        text.push_str(&format!("{} {will}", output::count(report.changed, "thing", "things")));
    } else if report.refused > 0 {
        text.push_str("Nothing was changed");
    } else {
        text.push_str("Nothing to change");
    }
    if report.unchanged > 0 {
        text.push_str(&format!(", {} so already", report.unchanged));
    }
    if report.refused > 0 {
        text.push_str(&format!(
            ", {} cannot{}",
            report.refused,
            if args.skip_refused { "" } else { ": leave them out with --skip-refused" }
        ));
    }
    text.push_str(".\n");
    text
}
