//! Import of CSV and JSON files: look, map, preview everything, write all rows or none. And [`export`], which
//! writes what an import reads.

mod amounts;
mod blanks;
mod catalogs;
mod checks;
mod columns;
mod commit;
mod consoles;
mod counts;
mod dates;
mod derived;
mod detect;
mod inputs;
mod json;
mod keys;
mod languages;
pub(crate) mod links;
mod matching;
pub(crate) mod model;
mod new_fields;
mod numbers;
mod parents;
pub(crate) mod people;
mod periods;
mod plan;
mod preview;
mod questions;
mod rejects;
mod repeats;
mod rows;
mod shapes;
pub(crate) mod sheet;
mod signs;
pub(crate) mod store;
pub(crate) mod things;
mod together;
mod true_ups;
mod values;
mod written;

pub use model::{
    ColumnMapping, CreatedCounts, DateOrder, DecimalMark, EncodingChoice, FileFormat, ImportField,
    ImportKind, ImportOptions, ImportReport, Look, MatchCandidate, NewField, PartReport, Preview,
    PreviewColumn, PreviewRow, Remark, RowMatch, RowQuestion, RowResult, SharedSign, UnknownWord,
    WordMeaning,
};
pub use rejects::rejects_csv;
pub use together::{
    Part, commit, commit_all, commit_unless, dry_run, dry_run_all, preview_among, stands_in_the_way,
};

use crate::{Error, Result, clock::Now, db::Db, money::Currency, secrets::Keyring, settings};
use holdfast_sheets::{Sheet, row_key};
use keys::Known;
use plan::Plan;
use rows::Parsed;
use sheet::Catalog;
use signs::Currencies;
use sqlx::SqliteConnection;

/// A first look at a file: what its rows most likely are.
///
/// # Errors
/// [`Error::Import`] for a file that cannot be read, in words that say what to do.
pub fn look(bytes: &[u8], file_name: &str) -> Result<Look> {
    Ok(detect::look(&sheet_of(bytes, None, None, None)?, file_name, detect::declared(bytes)))
}

/// A first look at every sheet of a workbook that is not hidden and has rows; at the one table of another file.
///
/// # Errors
/// Those of [`look`].
pub fn look_at_all(bytes: &[u8], file_name: &str) -> Result<Vec<Look>> {
    let first = sheet_of(bytes, None, None, None)?;
    let mut looks = Vec::new();
    for tab in first.tabs.iter().filter(|tab| !tab.hidden && Some(&tab.name) != first.tab.as_ref()) {
        // A sheet without rows is none to import.
        if let Ok(sheet) = holdfast_sheets::workbook(bytes, Some(&tab.name)) {
            looks.push(detect::look(&sheet, file_name, None));
        }
    }
    looks.push(detect::look(&first, file_name, detect::declared(bytes)));
    let place = |look: &Look| first.tabs.iter().position(|tab| Some(&tab.name) == look.sheet.as_ref());
    looks.retain(|look| look.rows > 0 || look.sheet == first.tab);
    looks.sort_by_key(place);
    Ok(looks)
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
    let (plan, _) = together::compared(db, keyring, &parsed, options, now).await?;
    Ok(preview::of(&parsed, &plan))
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
    let other = detect::other_than(options.kind, &sheet.headers, detect::declared(bytes));
    let known = |code: &str| {
        Currency::parse(code).ok_or_else(|| {
            Error::field("currency", format!("“{code}” is no currency code. Use one like EUR or USD."))
        })
    };
    let currencies = Currencies {
        told: options.currency.as_deref().map(known).transpose()?,
        setting: known(&settings::get(conn).await?.currency)?,
    };
    let remembered = store::remembered(conn, &row_key(options.kind.as_str(), &sheet.headers)).await?;
    let catalog = Catalog::of(conn, options.kind).await?;
    let mut told = new_fields::mapping(catalog, &sheet, &options.new_fields)?;
    told.extend(options.mapping.iter().cloned());
    let mapping = shapes::mapping(catalog, &sheet.headers, &remembered, &told)?;
    if let Some(unknown) = options.match_by.iter().find(|name| {
        catalog.by_name(name).is_none_or(|field| field.secret() || field.name.starts_with("holder_"))
    }) {
        return Err(Error::field(
            "match_by",
            format!("Rows cannot be found by “{unknown}”. Name a field such as serial or name."),
        ));
    }
    let mut parsed = rows::parse(sheet, catalog, mapping, options, currencies, now.today);
    parsed.format.other_kind = other.filter(|_| !options.sure);
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
    if let Some(other) = parsed.format.other_kind {
        let (other, kind) = (other.as_str(), options.kind.as_str());
        return Err(Error::Import(format!(
            "The columns look like {other}, not {kind}. Nothing was written: choose {other} (--as {other}), or say that the rows are {kind} all the same (--sure)."
        )));
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
