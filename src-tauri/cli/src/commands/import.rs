//! `holdfast import`: files of any kind, all rows of all of them or none.

use super::{backup, import_tables, import_vault};
use crate::{
    Outcome,
    args::{Import, ImportAs},
    context::Context,
    output,
};
use anyhow::Result;
use holdfast_core::{
    Cancel, Error, archive,
    credentials::parting,
    db::Db,
    files::{self, FileFormat},
    history::Actor,
    import::{self, ImportKind, ImportOptions, ImportReport, Part, Remark, RowQuestion},
    vaults,
};
use serde_json::json;
use std::path::Path;
use zeroize::Zeroizing;

/// How many remarks are printed for a reader; JSON has all of them.
const SHOWN: usize = 20;
/// How many records are printed that a row may be.
const CANDIDATES: usize = 5;

pub async fn run(context: &Context, args: &Import) -> Result<Outcome> {
    let kind = match args.kind {
        Some(kind) => Some(kind),
        None => seen(args)?,
    };
    if matches!(kind, Some(ImportAs::Credentials | ImportAs::Everything)) && args.files.len() > 1 {
        let message = "Several files are imported as one only where they are tables. Nothing was written: import this one alone.";
        return Err(Error::field("file", message).into());
    }
    match kind {
        // A table without passwords says everything else of credentials.
        Some(ImportAs::Credentials)
            if args.vault.given().is_some()
                || is_vault(args.file())?
                || args.table_option().is_none() && !is_table(args.file())? =>
        {
            refuse_option(args.table_option(), "is for tables")?;
            return import_vault::run(context, args).await;
        }
        Some(ImportAs::Everything) => {
            refuse_option(args.vault.given(), "is for --as credentials")?;
            refuse_option(args.table_option(), "is for tables")?;
            let bytes = files::read(args.file(), files::EVERYTHING_BYTES)?;
            return everything(context, args, &bytes).await;
        }
        _ => refuse_option(args.vault.given(), "is for --as credentials")?,
    }
    let tables = import_tables::read(args, kind.and_then(ImportAs::table))?;
    let options = ImportOptions {
        mapping: args.map.clone(),
        date_order: args.date_order.map(Into::into),
        decimal: args.decimal,
        encoding: args.encoding.clone(),
        currency: args.currency.clone(),
        price_per_seat: args.price_per_seat,
        skip_problems: args.skip_problems,
        sure: args.sure,
        new_fields: args.add_field.clone(),
        match_by: args.key.clone(),
        matches: args.matches.clone(),
        // Each table has its own.
        ..ImportOptions::new(ImportKind::Licenses)
    };
    let parts = import_tables::parts(&tables, &options);
    if let Some(option) = Some(args).filter(|_| parts.len() > 1).and_then(Import::option_of_one) {
        let message = format!(
            "{option} is for one table, and this is an import of {}. Nothing was written: leave it out, or import that table alone.",
            parts.len()
        );
        return Err(Error::field("option", message).into());
    }
    if let Some(rejects) = &args.rejects {
        for file in &args.files {
            refuse_same_file(file, rejects)?;
        }
        // Before anything is written: rows that were left out must not be lost for want of a place.
        files::check(rejects, FileFormat::Csv, &context.folder)?;
    }
    let fresh = !context.has_database();
    let db = if fresh { Db::in_memory().await? } else { context.open().await? };
    let rejects = match (&args.rejects, parts.first()) {
        (Some(path), Some(part)) => Some((path, rejected_rows(context, &db, part).await?)),
        _ => None,
    };
    let report = import(context, args, (db, fresh), &parts).await?;
    if let (Some((path, rows)), false) = (&rejects, report.problems.is_empty()) {
        context.save(path, rows, FileFormat::Csv)?;
    }
    if context.json {
        output::print_json(&report)?;
    } else {
        output::print(&summary(args, &report))?;
    }
    import_tables::tell_left_out(&tables);
    tell_remarks(context, args, &report);
    let kept_out = !report.problems.is_empty() && !args.skip_problems;
    Ok(if kept_out { Outcome::Failed } else { Outcome::Done })
}

/// What a file is that is no table; None for a table.
fn seen(args: &Import) -> Result<Option<ImportAs>> {
    if args.files.len() > 1 {
        return Ok(None);
    }
    let bytes = Zeroizing::new(files::read(args.file(), files::EVERYTHING_BYTES)?);
    Ok(if vaults::look(&bytes).is_some() {
        Some(ImportAs::Credentials)
    } else if archive::is_one(&bytes) {
        Some(ImportAs::Everything)
    } else {
        None
    })
}

fn is_vault(path: &Path) -> Result<bool> {
    let bytes = Zeroizing::new(files::read(path, files::EVERYTHING_BYTES)?);
    Ok(vaults::look(&bytes).is_some())
}

/// Whether a file is a table that can say what credentials are called.
fn is_table(path: &Path) -> Result<bool> {
    let bytes = Zeroizing::new(files::read(path, files::EVERYTHING_BYTES)?);
    let look = import::look(&bytes, &import_tables::name_of(path));
    Ok(look.is_ok_and(|look| look.candidates.contains(&ImportKind::Credentials)))
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
    let act = context.import_act(&import_tables::name_of(args.file()));
    let fresh = !context.has_database();
    let trial = if fresh { Db::in_memory().await? } else { context.open().await? };
    if !args.dry_run {
        backup::before_import(&trial).await;
    }
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
            text.push_str(&format!("Undo it with: holdfast undo {batch}\n"));
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
    parts: &[Part<'_>],
) -> Result<ImportReport> {
    let keyring = context.keyring();
    if args.dry_run {
        let report = import::dry_run_all(&db, Some(&keyring), parts, &context.now).await?;
        db.close().await;
        return Ok(report);
    }
    if fresh {
        let mut conn = db.read().await?;
        let refused = import::stands_in_the_way(&mut conn, Some(&keyring), parts, &context.now).await?;
        drop(conn);
        if let Some(report) = refused {
            return Ok(report);
        }
        db = context.open_or_begin().await?;
    }
    backup::before_import(&db).await;
    let names: Vec<String> = args.files.iter().map(|file| import_tables::name_of(file)).collect();
    let act = context.import_act(&names.join(", "));
    let cancel = Cancel::default();
    let report = import::commit_all(&cancel, &db, Some(&keyring), parts, &act, |_, _| {}).await;
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
async fn rejected_rows(context: &Context, db: &Db, part: &Part<'_>) -> Result<Vec<u8>> {
    let (keyring, only) = (context.keyring(), std::slice::from_ref(part));
    let (_, rows) = import::preview_among(db, Some(&keyring), only, 0, &context.now).await?;
    Ok(import::rejects_csv(part.bytes, &part.options, &rows)?)
}

fn summary(args: &Import, report: &ImportReport) -> String {
    let rows = output::count(report.rows, "row", "rows");
    let left_out = report.rows.saturating_sub(report.new + report.updated + report.unchanged);
    let mut counts = counts_of(report.new, report.updated, report.unchanged);
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
    for part in &report.parts {
        let told = match (&part.sheet, report.parts.len()) {
            // What was not told was found, and is said.
            (_, 1) if args.kind.is_some() => continue,
            (_, 1) => format!("Read as {}", part.kind.as_str()),
            (Some(sheet), _) => format!("  {}, sheet “{sheet}”: {}", part.file, part.kind.as_str()),
            (None, _) => format!("  {}: {}", part.file, part.kind.as_str()),
        };
        let shape = part.shape.as_ref().map(|shape| format!(" ({shape})")).unwrap_or_default();
        let counts = match report.parts.len() {
            1 => String::new(),
            _ => format!(", {}", counts_of(part.new, part.updated, part.unchanged)),
        };
        text.push_str(&format!("{told}{shape}{counts}.\n"));
    }
    if !report.left_out.is_empty() {
        text.push_str(&format!("Columns left out: {}\n", report.left_out.join(", ")));
    }
    if let Some(batch) = &report.batch {
        text.push_str(&format!("Undo it with: holdfast undo {batch}\n"));
    }
    text
}

fn counts_of(new: u32, updated: u32, unchanged: u32) -> String {
    format!("{new} new, {updated} updated, {unchanged} unchanged")
}

fn tell_remarks(context: &Context, args: &Import, report: &ImportReport) {
    if context.json {
        if !report.problems.is_empty() && !args.skip_problems {
            output::message("Some rows have problems. Nothing was written: see “problems”.");
        }
        return;
    }
    for part in &report.parts {
        if report.parts.len() > 1 && !(part.notices.is_empty() && part.problems.is_empty()) {
            let sheet = part.sheet.as_ref().map(|sheet| format!(", sheet “{sheet}”")).unwrap_or_default();
            output::message(&format!("{}{sheet}:", part.file));
        }
        tell(&part.notices, "notice", "notices");
        tell(&part.problems, "problem", "problems");
        tell_questions(&part.questions);
    }
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
