//! `holdfast export`: a list, or everything, to a file.

use super::export_vault;
use crate::{
    Outcome,
    args::export::{Export, ExportKind, Format},
    context::Context,
    output,
};
use anyhow::Result;
use holdfast_core::{
    Error, archive,
    db::Db,
    export::{self, Columns},
    files::FileFormat,
    ids::Kind,
    list::ListQuery,
    settings,
    table::{self, CsvOptions, Table},
};
use holdfast_paper::{Report, Stationery, long_date, table_report};
use serde_json::json;
use std::{io::IsTerminal, path::Path};

impl ExportKind {
    fn list(self) -> Option<Kind> {
        match self {
            ExportKind::Licenses => Some(Kind::License),
            ExportKind::Contracts => Some(Kind::Contract),
            ExportKind::Hardware => Some(Kind::Device),
            ExportKind::Credentials => Some(Kind::Credential),
            ExportKind::Vendors => Some(Kind::Vendor),
            ExportKind::People => Some(Kind::Person),
            ExportKind::Locations => Some(Kind::Location),
            ExportKind::All => None,
        }
    }
}

const LISTS: [Kind; 7] = [
    Kind::License,
    Kind::Contract,
    Kind::Device,
    Kind::Credential,
    Kind::Vendor,
    Kind::Person,
    Kind::Location,
];

impl Format {
    fn file(self) -> FileFormat {
        match self {
            Format::Csv => FileFormat::Csv,
            Format::Xlsx => FileFormat::Workbook,
            Format::Json => FileFormat::Json,
            Format::Pdf => FileFormat::Pdf,
            Format::Kdbx => FileFormat::Vault,
        }
    }
}

pub async fn run(context: &Context, args: &Export) -> Result<Outcome> {
    let format = format_of(args)?;
    if format == Format::Kdbx {
        return export_vault::run(context, &args.ids, vault_file(args)?).await;
    }
    if !args.ids.is_empty() {
        return Err(Error::field("option", "--id is for --format kdbx.").into());
    }
    let to_stdout = args.output.is_none();
    if to_stdout && matches!(format, Format::Xlsx | Format::Pdf) && std::io::stdout().is_terminal() {
        return Err(Error::Refused("Name a file with -o: this format is no text to be shown.".into()).into());
    }
    let db = context.open_to_read().await?;
    let written = bytes(context, args, format, &db).await;
    db.close().await;
    let (bytes, warning) = written?;
    let Some(path) = &args.output else {
        output::print_bytes(&bytes, format == Format::Json)?;
        return Ok(Outcome::Done);
    };
    context.save(path, &bytes, format.file())?;
    if context.json {
        output::print_json(&json!({ "file": path, "bytes": bytes.len() }))?;
    } else {
        output::print(&format!("Wrote {} ({} KiB).\n", path.display(), bytes.len().div_ceil(1024)))?;
    }
    if let Some(warning) = warning {
        output::message(&warning);
    }
    Ok(Outcome::Done)
}

fn format_of(args: &Export) -> Result<Format> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let ending = args.output.as_ref().and_then(|path| path.extension()).and_then(|ending| ending.to_str());
    match ending.map(str::to_lowercase).as_deref() {
        Some("csv") => Ok(Format::Csv),
        Some("xlsx") => Ok(Format::Xlsx),
        Some("json") => Ok(Format::Json),
        Some("pdf") => Ok(Format::Pdf),
        Some("kdbx") => Ok(Format::Kdbx),
        _ => Err(Error::Refused("Say how to write it: --format csv, xlsx, json, pdf or kdbx.".into()).into()),
    }
}

/// Where a vault is to be written, once nothing was asked for that a vault has not.
fn vault_file(args: &Export) -> Result<&Path> {
    if args.kind != ExportKind::Credentials {
        return Err(Error::field("option", "--format kdbx is for credentials.").into());
    }
    if !args.filter.is_empty() || !args.sort.is_empty() || !args.columns.is_empty() || args.bom {
        return Err(Error::field(
            "option",
            "--filter, --sort, --columns and --bom are for lists: --id names what a vault is to hold.",
        )
        .into());
    }
    args.output.as_deref().ok_or_else(|| Error::field("option", "Name the vault's file with -o.").into())
}

/// The file's bytes, and what is to be told beside them.
async fn bytes(
    context: &Context,
    args: &Export,
    format: Format,
    db: &Db,
) -> Result<(Vec<u8>, Option<String>)> {
    let mut conn = db.read().await?;
    let (sort, descending) = match args.sort.strip_prefix('-') {
        Some(field) => (field, true),
        None => (args.sort.as_str(), false),
    };
    let query =
        ListQuery { filter: args.filter.clone(), sort: sort.to_owned(), descending, ..ListQuery::default() };
    let today = context.now.today;
    let columns = match (args.columns.as_slice(), format) {
        ([], Format::Pdf) => Columns::Listed,
        ([], _) => Columns::All,
        (names, _) => Columns::Named(names.to_vec()),
    };
    let Some(kind) = args.kind.list() else {
        if !args.columns.is_empty() || !query.filter.is_empty() || !query.sort.is_empty() {
            return Err(Error::Refused(
                "--filter, --sort and --columns are for one list, not for all.".into(),
            )
            .into());
        }
        return match format {
            Format::Json => Ok((archive::everything(&mut conn, &context.now).await?, None)),
            Format::Xlsx => {
                let mut tables: Vec<Table> = Vec::new();
                for kind in LISTS {
                    tables.push(export::table(&mut conn, kind, &query, &columns, today).await?);
                }
                Ok((table::xlsx(&tables)?, None))
            }
            Format::Csv | Format::Pdf | Format::Kdbx => Err(Error::Refused(
                "Everything is written as JSON or as a workbook: --format json or --format xlsx.".into(),
            )
            .into()),
        };
    };
    Ok(match format {
        Format::Kdbx => return Err(Error::field("option", "A vault is no list.").into()),
        Format::Json => (export::json(&mut conn, kind, &query, &context.now).await?, None),
        Format::Csv => {
            let table = export::table(&mut conn, kind, &query, &columns, today).await?;
            (
                table::csv(
                    &table,
                    CsvOptions { bom: args.bom, separator: args.separator, split_amounts: false },
                )?,
                None,
            )
        }
        Format::Xlsx => {
            let table = export::table(&mut conn, kind, &query, &columns, today).await?;
            (table::xlsx(&[table])?, None)
        }
        Format::Pdf => {
            let mut table = export::table(&mut conn, kind, &query, &columns, today).await?;
            if args.columns.is_empty() {
                // Whole paragraphs make a list of one page one of many.
                table = table.without("notes");
            }
            let stationery = Stationery::of(&settings::get(&mut conn).await?, today);
            let filter = match query.filter.trim() {
                "" => String::new(),
                words => format!("  ·  “{words}”"),
            };
            let report = Report {
                title: table.title.clone(),
                subtitle: format!(
                    "{}, as of {}{filter}",
                    output::count(table.rows.len() as u64, "row", "rows"),
                    long_date(today)
                ),
                table,
                ..Report::default()
            };
            let pdf = table_report(&report, &stationery)?;
            let warning = pdf.warning();
            (pdf.bytes, warning)
        }
    })
}
