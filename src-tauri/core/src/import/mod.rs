//! Import of CSV and JSON files: look, map, preview everything, write all rows or none. And [`export`], which
//! writes what an import reads.

mod amounts;
mod blanks;
mod catalogs;
mod checks;
mod columns;
mod commit;
mod counts;
mod dates;
mod derived;
mod inputs;
mod json;
mod keys;
mod languages;
pub(crate) mod links;
mod matching;
pub(crate) mod model;
mod numbers;
mod parents;
pub(crate) mod people;
mod plan;
mod preview;
mod questions;
mod rejects;
mod rows;
mod shapes;
pub(crate) mod sheet;
mod signs;
pub(crate) mod store;
pub(crate) mod things;
mod true_ups;
mod values;
mod written;

pub use model::{
    ColumnMapping, CreatedCounts, DateOrder, DecimalMark, EncodingChoice, FileFormat, ImportField,
    ImportKind, ImportOptions, ImportReport, Look, MatchCandidate, Preview, PreviewColumn, PreviewRow,
    Remark, RowMatch, RowQuestion, RowResult, SharedSign, UnknownWord, WordMeaning,
};
pub use rejects::rejects_csv;

use crate::{
    Act, Cancel, Error, Result,
    clock::Now,
    db::Db,
    history::Actor,
    money::Currency,
    secrets::{self, Keyring, KeyringState, StagedSecret},
    settings,
};
use holdfast_sheets::{Sheet, row_key};
use keys::Known;
use plan::Plan;
use rows::Parsed;
use sheet::Catalog;
use signs::Currencies;
use sqlx::{Connection, SqliteConnection};
use std::collections::HashMap;

/// A first look at a file: what its rows most likely are.
///
/// # Errors
/// [`Error::Import`] for a file that cannot be read, in words that say what to do.
pub fn look(bytes: &[u8], file_name: &str) -> Result<Look> {
    let sheet = sheet_of(bytes, None, None, None)?;
    let lower = file_name.to_lowercase();
    let kind = shapes::guess_kind(&sheet.headers);
    let shape = shapes::name_of(kind, &sheet.headers).map(str::to_owned);
    // A name says more than headers that fit both.
    let kind = match (
        &shape,
        ["hardware", "asset", "device"].iter().any(|word| lower.contains(word)),
        lower.contains("licen"),
    ) {
        (None, true, false) => ImportKind::Hardware,
        (None, false, true) => ImportKind::Licenses,
        _ => kind,
    };
    Ok(Look { kind, shape })
}

/// Everything about an import before it happens, and every row of it. Nothing is written. License keys are not looked
/// at: one that a license has is taken for the one in the file. [`preview_compared`] looks at them.
pub async fn preview(
    conn: &mut SqliteConnection,
    bytes: &[u8],
    options: &ImportOptions,
    now: &Now,
) -> Result<(Preview, Vec<PreviewRow>)> {
    let parsed = parse(conn, bytes, options, now).await?;
    let plan = plan::plan(conn, &parsed, options, &Known::default(), now.today).await?;
    Ok(preview::of(&parsed, &plan))
}

/// Like [`preview`], with the license keys of the file compared, in memory, with those of the keyring where it is ready.
pub async fn preview_compared(
    db: &Db,
    keyring: Option<&Keyring>,
    bytes: &[u8],
    options: &ImportOptions,
    now: &Now,
) -> Result<(Preview, Vec<PreviewRow>)> {
    let parsed = parse(&mut *db.read().await?, bytes, options, now).await?;
    let (plan, _) = compared(db, keyring, &parsed, options, now).await?;
    Ok(preview::of(&parsed, &plan))
}

/// The import up to its commit: everything is written and taken back at once. License keys are compared where the
/// keyring is ready, and never put there. When the file has keys and the keyring is not ready for them, a notice says
/// that the import would stop there.
///
/// # Errors
/// Those of [`commit`], but for the keyring's.
pub async fn dry_run(
    db: &Db,
    keyring: Option<&Keyring>,
    bytes: &[u8],
    options: &ImportOptions,
    now: &Now,
) -> Result<ImportReport> {
    let parsed = parse(&mut *db.read().await?, bytes, options, now).await?;
    let (plan, _) = compared(db, keyring, &parsed, options, now).await?;
    if may_write(&parsed, &plan, options)? {
        let mut conn = db.read().await?;
        let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
        let act = Act::new(*now, Actor::CommandLine, "Dry run");
        commit::write(&mut tx, &act, &parsed, &plan, &HashMap::new(), &Cancel::default(), |_, _| {}).await?;
        tx.rollback().await?;
    }
    let mut report = preview::report(&parsed, &plan, None);
    report.notices.extend(keys::not_ready(&parsed, &plan, keyring).await);
    Ok(report)
}

/// The plan of an import, with its keys compared as far as the keyring is ready; and the keys that were read.
async fn compared(
    db: &Db,
    keyring: Option<&Keyring>,
    parsed: &Parsed,
    options: &ImportOptions,
    now: &Now,
) -> Result<(Plan, Known)> {
    let mut known = Known::default();
    let ready = match keyring {
        Some(keyring) if keys::any(parsed) && keyring.status().await == KeyringState::Ready => Some(keyring),
        _ => None,
    };
    if let Some(keyring) = ready {
        known.read(db, keyring, parsed, false).await?;
    }
    let mut plan = plan::plan(&mut *db.read().await?, parsed, options, &known, now.today).await?;
    if let Some(keyring) = ready.filter(|_| keys::unplaced(parsed, &plan)) {
        // A license that is called something else by now is found by its key.
        known.read(db, keyring, parsed, true).await?;
        plan = plan::plan(&mut *db.read().await?, parsed, options, &known, now.today).await?;
    }
    Ok((plan, known))
}

/// Whether an import would come to writing: None when it would, else its report. For a folder without a database,
/// which only an import that writes something may give one: `conn` is of an empty database in memory. What an empty
/// database could refuse of a row is its problem already, and found here.
///
/// # Errors
/// Those of [`commit`].
pub async fn stands_in_the_way(
    conn: &mut SqliteConnection,
    keyring: Option<&Keyring>,
    bytes: &[u8],
    options: &ImportOptions,
    now: &Now,
) -> Result<Option<ImportReport>> {
    let parsed = parse(conn, bytes, options, now).await?;
    let plan = plan::plan(conn, &parsed, options, &Known::default(), now.today).await?;
    let writes = plan.count(RowResult::New) + plan.count(RowResult::Update) > 0;
    if !may_write(&parsed, &plan, options)? || !writes {
        return Ok(Some(preview::report(&parsed, &plan, None)));
    }
    keys::ready(&parsed, &plan, keyring).await?;
    Ok(None)
}

/// Imports a file: all rows or none, in one transaction under the act's batch. With problems and without
/// `skip_problems` nothing is written, and the report names every one of them. Dropped midway, nothing is written.
///
/// `progress` gets rows done and rows in all.
///
/// # Errors
/// [`Error::Import`] for a file that cannot be read or a question that only the user can answer; [`Error::Keyring`],
/// before anything is written, when the file has license keys and the keyring is not ready.
pub async fn commit(
    db: &Db,
    keyring: Option<&Keyring>,
    bytes: &[u8],
    options: &ImportOptions,
    act: &Act,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<ImportReport> {
    commit_unless(&Cancel::default(), db, keyring, bytes, options, act, progress).await
}

/// [`commit`], which `cancel` stops between two rows.
///
/// # Errors
/// Those of [`commit`]; [`Error::Cancelled`] when it was stopped, with nothing written.
pub async fn commit_unless(
    cancel: &Cancel,
    db: &Db,
    keyring: Option<&Keyring>,
    bytes: &[u8],
    options: &ImportOptions,
    act: &Act,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<ImportReport> {
    let now = &act.now;
    let parsed = parse(&mut *db.read().await?, bytes, options, now).await?;
    let (first, known) = compared(db, keyring, &parsed, options, now).await?;
    if !may_write(&parsed, &first, options)? {
        return Ok(preview::report(&parsed, &first, None));
    }
    cancel.check()?;
    let Some(keyring) = keys::ready(&parsed, &first, keyring).await? else {
        return write(db, &parsed, options, act, &known, None, cancel, progress).await;
    };
    cancel.check()?;
    let staged = keys::stage(db, &parsed, &first, keyring, now).await?;
    let written = write(db, &parsed, options, act, &known, Some((&first, &staged)), cancel, progress).await;
    if written.is_err() {
        // The values wait for rows that will not come. What cannot be deleted now goes at the next sweep.
        drop(staged);
        if let Err(error) = secrets::sweep(db, keyring).await {
            tracing::warn!(%error, "keys of an import that was not written wait for the next sweep");
        }
    }
    written
}

/// Writes all rows in one transaction. `staged` has the plan by which keys were put in the keyring, and those keys.
#[expect(clippy::too_many_arguments, reason = "the last step of one use case, called from its two ends")]
async fn write(
    db: &Db,
    parsed: &Parsed,
    options: &ImportOptions,
    act: &Act,
    known: &Known,
    staged: Option<(&Plan, &HashMap<u32, StagedSecret>)>,
    cancel: &Cancel,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<ImportReport> {
    let mut tx = db.write().await?;
    let plan = plan::plan(&mut tx, parsed, options, known, act.now.today).await?;
    if staged.is_some_and(|(first, staged)| !staged.is_empty() && moved(first, &plan)) {
        return Err(Error::Import(
            "The licenses were changed while the import was prepared. Nothing was written: import again."
                .into(),
        ));
    }
    let writes = plan.count(RowResult::New) + plan.count(RowResult::Update) > 0;
    if writes {
        let none = HashMap::new();
        let staged = staged.map_or(&none, |(_, staged)| staged);
        commit::write(&mut tx, act, parsed, &plan, staged, cancel, progress).await?;
    }
    remember(&mut tx, parsed, options).await?;
    cancel.check()?;
    tx.commit().await?;
    Ok(preview::report(parsed, &plan, writes.then(|| act.batch.clone())))
}

/// Whether rows match other records than before.
fn moved(before: &Plan, after: &Plan) -> bool {
    let target = |plan: &Plan| -> Vec<Option<(String, Vec<String>)>> {
        plan.rows
            .iter()
            .map(|row| row.target.as_ref().map(|target| (target.id.clone(), target.keys.clone())))
            .collect()
    };
    target(before) != target(after)
}

/// A file as rows of cells: a sheet of a workbook, JSON where no delimiter is named, or a table of text.
fn sheet_of(
    bytes: &[u8],
    encoding: Option<&str>,
    delimiter: Option<&str>,
    tab: Option<&str>,
) -> Result<Sheet> {
    if holdfast_sheets::is_workbook(bytes) {
        return Ok(holdfast_sheets::workbook(bytes, tab)?);
    }
    if let Some(tab) = tab {
        let message = format!("The file is no workbook, so it has no sheet “{tab}”. Leave the sheet out.");
        return Err(Error::field("sheet", message));
    }
    if delimiter.is_none() && json::is_json(bytes) {
        return json::sheet(bytes, encoding);
    }
    Ok(holdfast_sheets::sheet(bytes, encoding, delimiter)?)
}

impl ImportOptions {
    /// The table that the options mean.
    fn sheet_of(&self, bytes: &[u8]) -> Result<Sheet> {
        sheet_of(bytes, self.encoding.as_deref(), self.delimiter.as_deref(), self.sheet.as_deref())
    }
}

async fn parse(
    conn: &mut SqliteConnection,
    bytes: &[u8],
    options: &ImportOptions,
    now: &Now,
) -> Result<Parsed> {
    let sheet = options.sheet_of(bytes)?;
    let known = |code: &str| {
        Currency::parse(code).ok_or_else(|| {
            Error::field("currency", format!("“{code}” is no currency code. Use one like EUR or USD."))
        })
    };
    let currencies = Currencies {
        told: options.currency.as_deref().map(known).transpose()?,
        setting: known(&settings::get(conn).await?.currency)?,
    };
    let remembered =
        store::remembered(conn, &row_key(options.kind.as_str(), &sheet.headers)).await?;
    let catalog = Catalog::of(conn, options.kind).await?;
    let mapping = shapes::mapping(catalog, &sheet.headers, &remembered, &options.mapping)?;
    if let Some(unknown) = options.match_by.iter().find(|name| {
        catalog.by_name(name).is_none_or(|field| field.secret() || field.name.starts_with("holder_"))
    }) {
        return Err(Error::field(
            "match_by",
            format!("Rows cannot be found by “{unknown}”. Name a field such as serial or name."),
        ));
    }
    let mut parsed = rows::parse(sheet, catalog, mapping, options, currencies, now.today);
    links::settle(conn, &mut parsed).await?;
    Ok(parsed)
}

/// The columns that can say what a row's thing is called.
fn naming(kind: ImportKind) -> &'static [&'static str] {
    match kind {
        ImportKind::Hardware => &["name", "model", "asset_tag", "serial"],
        ImportKind::People => &["name", "first_name", "last_name", "username", "email"],
        ImportKind::Contracts => &["name", "domain"],
        _ => &["name"],
    }
}

/// Whether rows are to be written: no problems, or rows with problems may be left out.
///
/// # Errors
/// [`Error::Import`] when no row can have a name, when the letters could be others in another encoding, or when leaving
/// rows out would pass over a question about the whole file.
fn may_write(parsed: &Parsed, plan: &Plan, options: &ImportOptions) -> Result<bool> {
    if !parsed.sheet.encodings.is_empty() {
        return Err(holdfast_sheets::question(&parsed.sheet.encodings).into());
    }
    let naming = naming(options.kind);
    if !naming.iter().any(|field| parsed.column_of(field).is_some()) {
        let what = options.kind.thing();
        return Err(Error::Import(format!(
            "No column holds the {what}'s name. Nothing was written: the file was read with {} as delimiter and has the columns {}. Name the right one with --map COLUMN=name.",
            parsed.sheet.delimiter,
            parsed
                .sheet
                .headers
                .iter()
                .map(|header| format!("“{}”", values::cut(header)))
                .collect::<Vec<_>>()
                .join(", "),
        )));
    }
    if plan.count(RowResult::Problem) == 0 {
        return Ok(true);
    }
    if options.skip_problems && parsed.format.date_order_needed {
        return Err(Error::Import(
            "The file has dates that can be read in two ways, and nothing in it settles which. Nothing was written: choose the date order (--date-order dmy or mdy).".into(),
        ));
    }
    if let (true, Some(number)) = (options.skip_problems, &parsed.format.decimal_needed) {
        return Err(Error::Import(format!(
            "The file has numbers that can be read in two ways, such as {number}, and nothing in it settles which. Nothing was written: choose the decimal mark (--decimal , or .)."
        )));
    }
    if let (true, Some(shared)) = (options.skip_problems, &parsed.format.currency_needed) {
        return Err(Error::Import(format!(
            "The file has amounts in “{}”, the sign of several currencies. Nothing was written: choose one of them (--currency {}).",
            shared.sign,
            shared.currencies.join(", ")
        )));
    }
    Ok(options.skip_problems)
}

/// Keeps what the user said about this header row, for the next file with it. A key column left out is no lasting
/// choice: the keyring may be ready next time.
async fn remember(conn: &mut SqliteConnection, parsed: &Parsed, options: &ImportOptions) -> Result<()> {
    let proposed = shapes::mapping(parsed.catalog, &parsed.sheet.headers, &[], &[])?;
    let kept: Vec<ColumnMapping> = parsed
        .sheet
        .headers
        .iter()
        .zip(&parsed.mapping)
        .zip(proposed)
        .filter(|((_, now), proposed)| {
            let left_out_key = now.is_none() && proposed.is_some_and(sheet::Field::secret);
            now.map(|field| &field.name) != proposed.map(|field| &field.name) && !left_out_key
        })
        .map(|((header, field), _)| ColumnMapping {
            column: header.clone(),
            field: field.map(|field| field.name.to_owned()),
        })
        .collect();
    if options.mapping.is_empty() {
        return Ok(());
    }
    store::remember(conn, &row_key(options.kind.as_str(), &parsed.sheet.headers), &kept).await
}
