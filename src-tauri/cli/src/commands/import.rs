//! `holdfast import`: a CSV file of licenses or hardware, all rows or none.

use super::import_vault;
use crate::{
    Outcome,
    args::{Import, ImportAs},
    context::Context,
    output,
};
use anyhow::Result;
use holdfast_core::{
    Error, archive,
    credentials::parting,
    db::Db,
    files::{self, FileFormat},
    history::Actor,
    import::{self, ImportOptions, ImportReport, Remark, RowQuestion},
};
use serde_json::json;
use std::path::Path;

/// How many remarks are printed for a reader; JSON has all of them.
const SHOWN: usize = 20;
/// How many records are printed that a row may be.
const CANDIDATES: usize = 5;

pub async fn run(context: &Context, args: &Import) -> Result<Outcome> {
    if args.kind == ImportAs::Credentials {
        refuse_option(args.table_option(), "is for tables")?;
        return import_vault::run(context, args).await;
    }
    refuse_option(args.vault.given(), "is for --as credentials")?;
    let limit = if args.kind.table().is_some() { files::TABLE_BYTES } else { files::EVERYTHING_BYTES };
    let bytes = files::read(&args.file, limit)?;
    let Some(kind) = args.kind.table() else {
        refuse_option(args.table_option(), "is for tables")?;
        return everything(context, args, &bytes).await;
    };
    if let Some(rejects) = &args.rejects {
        refuse_same_file(&args.file, rejects)?;
        // Before anything is written: rows that were left out must not be lost for want of a place.
        files::check(rejects, FileFormat::Csv, &context.folder)?;
    }
    let options = ImportOptions {
        mapping: args.map.clone(),
        date_order: args.date_order.map(Into::into),
        decimal: args.decimal,
        encoding: args.encoding.clone(),
        currency: args.currency.clone(),
        price_per_seat: args.price_per_seat,
        skip_problems: args.skip_problems,
        match_by: args.key.clone(),
        matches: args.matches.clone(),
        ..ImportOptions::new(kind)
    };
    let fresh = !context.has_database();
    let db = if fresh { Db::in_memory().await? } else { context.open().await? };
    let rejects = match &args.rejects {
        Some(path) => Some((path, rejected_rows(context, &db, &bytes, &options).await?)),
        None => None,
    };
    let report = import(context, args, (db, fresh), &bytes, &options).await?;
    if let (Some((path, rows)), false) = (&rejects, report.problems.is_empty()) {
        context.save(path, rows, FileFormat::Csv)?;
    }
    if context.json {
        output::print_json(&report)?;
    } else {
        output::print(&summary(args, &report))?;
    }
    tell_remarks(context, args, &report);
    let kept_out = !report.problems.is_empty() && !args.skip_problems;
    Ok(if kept_out { Outcome::Failed } else { Outcome::Done })
}

fn refuse_option(given: Option<&'static str>, why: &str) -> Result<()> {
    match given {
        None => Ok(()),
        Some(name) => {
            Err(Error::field("option", format!("{name} {why}. Nothing was written: leave it out.")).into())
        }
    }
}

/// An export of everything: first into a database in memory or a transaction that is taken back, then for good.
async fn everything(context: &Context, args: &Import, bytes: &[u8]) -> Result<Outcome> {
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let act = context.act(format!("Import {name}"));
    let fresh = !context.has_database();
    let trial = if fresh { Db::in_memory().await? } else { context.open().await? };
    let mut tx = trial.write().await?;
    let mut done = archive::read_back(&mut tx, &act, bytes).await?;
    if fresh || args.dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
        move_addresses(context, &trial).await;
    }
    trial.close().await;
    if fresh && !args.dry_run {
        let db = context.open_or_begin().await?;
        let mut tx = db.write().await?;
        done = archive::read_back(&mut tx, &act, bytes).await?;
        tx.commit().await?;
        move_addresses(context, &db).await;
        db.close().await;
    }
    let batch = (!args.dry_run && done.added > 0).then_some(&act.batch);
    if context.json {
        output::print_json(&json!({ "added": done.added, "unchanged": done.unchanged, "batch": batch }))?;
    } else {
        let would = if args.dry_run { "Would enter" } else { "Entered" };
        let mut text = format!(
            "{would} {}; {} there already.\n",
            output::count(done.added, "row", "rows"),
            done.unchanged
        );
        if let Some(batch) = batch {
            text.push_str(&format!("Take it back with: holdfast undo {batch}\n"));
        }
        output::print(&text)?;
    }
    Ok(Outcome::Done)
}

/// A file of an earlier version may have passwords in addresses: they become values now, or when the keyring is ready.
async fn move_addresses(context: &Context, db: &Db) {
    let moved = parting::part_stored(db, &context.keyring(), &context.now, Actor::CommandLine).await;
    if let Err(error) = moved {
        output::message(&format!("Passwords in addresses could not be moved to the keyring: {error}"));
    }
}

/// Imports into `db`. Where it is a `fresh` one in memory, since the folder has none, a database is begun only once
/// the import is known to succeed.
async fn import(
    context: &Context,
    args: &Import,
    (mut db, fresh): (Db, bool),
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<ImportReport> {
    let keyring = context.keyring();
    if args.dry_run {
        let report = import::dry_run(&db, Some(&keyring), bytes, options, &context.now).await?;
        db.close().await;
        return Ok(report);
    }
    if fresh {
        let mut conn = db.read().await?;
        let refused =
            import::stands_in_the_way(&mut conn, Some(&keyring), bytes, options, &context.now).await?;
        drop(conn);
        if let Some(report) = refused {
            return Ok(report);
        }
        db = context.open_or_begin().await?;
    }
    let name = args.file.file_name().unwrap_or(args.file.as_os_str()).to_string_lossy();
    let act = context.act(format!("Import {name}"));
    let report = import::commit(&db, Some(&keyring), bytes, options, &act, |_, _| {}).await;
    context.sweep(&db).await;
    let report = report?;
    db.close().await;
    Ok(report)
}

fn refuse_same_file(file: &Path, rejects: &Path) -> Result<()> {
    let same = match (file.canonicalize(), rejects.canonicalize()) {
        (Ok(left), Ok(right)) => left == right,
        _ => false,
    };
    if same {
        return Err(Error::Refused(
            "The file to import cannot take its own rejected rows. Nothing was written: give --rejects another name.".into(),
        )
        .into());
    }
    Ok(())
}

/// The rows with problems as they stand in the file, keys included: what is written must be private.
async fn rejected_rows(context: &Context, db: &Db, bytes: &[u8], options: &ImportOptions) -> Result<Vec<u8>> {
    let keyring = context.keyring();
    let (_, rows) = import::preview_compared(db, Some(&keyring), bytes, options, &context.now).await?;
    Ok(import::rejects_csv(bytes, options, &rows)?)
}

fn summary(args: &Import, report: &ImportReport) -> String {
    let rows = output::count(report.rows, "row", "rows");
    let left_out = report.rows.saturating_sub(report.new + report.updated + report.unchanged);
    let mut counts =
        format!("{} new, {} updated, {} unchanged", report.new, report.updated, report.unchanged);
    if left_out > 0 {
        counts.push_str(&format!(", {left_out} left out"));
    }
    let refused = !report.problems.is_empty() && !args.skip_problems;
    let mut text = if refused {
        format!("{rows} read. Nothing was written.\n")
    } else if args.dry_run {
        format!("{rows} read: {counts}. This was a dry run: nothing was written.\n")
    } else {
        format!("{rows} read: {counts}.\n")
    };
    if !report.left_out.is_empty() {
        text.push_str(&format!("Columns left out: {}\n", report.left_out.join(", ")));
    }
    if let Some(batch) = &report.batch {
        text.push_str(&format!("Take it back with: holdfast undo {batch}\n"));
    }
    text
}

fn tell_remarks(context: &Context, args: &Import, report: &ImportReport) {
    if context.json {
        if !report.problems.is_empty() && !args.skip_problems {
            output::message("Some rows have problems. Nothing was written: see “problems”.");
        }
        return;
    }
    tell(&report.notices, "notice", "notices");
    tell(&report.problems, "problem", "problems");
    tell_questions(&report.questions);
    if report.problems.is_empty() {
        return;
    }
    match (&args.rejects, args.skip_problems) {
        (Some(path), _) => output::message(&format!("The rows with problems are in {}.", path.display())),
        (None, true) => {
            output::message("The rows with problems were left out; --rejects FILE writes them to a file.")
        }
        (None, false) => output::message("Mend the file, or leave these rows out with --skip-problems."),
    }
}

/// How each doubtful row is answered.
fn tell_questions(questions: &[RowQuestion]) {
    if questions.is_empty() {
        return;
    }
    output::message("Say what a doubtful row is, then import again:");
    for question in questions.iter().take(SHOWN) {
        for candidate in question.candidates.iter().take(CANDIDATES) {
            output::message(&format!("  --match {}={}  {}", question.row, candidate.id, candidate.label));
        }
        output::message(&format!("  --match {}=new", question.row));
    }
    if questions.len() > SHOWN {
        output::message(&format!("  … and {} more; --json prints all.", questions.len() - SHOWN));
    }
}

fn tell(remarks: &[Remark], one: &str, many: &str) {
    if remarks.is_empty() {
        return;
    }
    output::message(&format!("{}:", output::count(remarks.len() as u64, one, many)));
    for remark in remarks.iter().take(SHOWN) {
        let column = remark.column.as_ref().map(|column| format!(", {column}")).unwrap_or_default();
        let value = remark.value.as_ref().map(|value| format!(" “{value}”")).unwrap_or_default();
        output::message(&format!("  Row {}{column}{value}: {}", remark.row, remark.message));
    }
    if remarks.len() > SHOWN {
        output::message(&format!("  … and {} more; --json prints all.", remarks.len() - SHOWN));
    }
}
