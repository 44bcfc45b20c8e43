//! A planned import as the wizard and the command line show it. Pure.

use super::{
    checks, inputs, keys,
    model::{ImportKind, PartReport, Preview, PreviewColumn, PreviewRow, Remark, RowQuestion, RowResult},
    plan::{Plan, Planned},
    rows::{Parsed, Row},
    shapes, sheet,
    values::{Value, cut, money, text},
};
use crate::hardware::coverage;

/// How many different values a column shows.
const SAMPLES: usize = 3;

pub(super) fn of(parsed: &Parsed, plan: &Plan) -> (Preview, Vec<PreviewRow>) {
    let with_notices = plan.rows.iter().filter(|row| !row.notices.is_empty()).count();
    let preview = Preview {
        format: parsed.format.clone(),
        columns: columns(parsed),
        fields: parsed.catalog.offered(),
        unknown_words: parsed.unknown_words.clone(),
        rows: count(parsed.rows.len()),
        new: plan.count(RowResult::New),
        updated: plan.count(RowResult::Update),
        unchanged: plan.count(RowResult::Unchanged),
        problem_rows: plan.count(RowResult::Problem),
        notice_rows: count(with_notices),
        created: plan.created.clone(),
        secrets: keys::count(parsed, plan),
        notices: of_file(parsed, plan).collect(),
    };
    let rows = parsed.rows.iter().zip(&plan.rows).map(|(row, planned)| shown(parsed, row, planned)).collect();
    (preview, rows)
}

/// What becomes of a table.
pub(super) fn part(parsed: &Parsed, plan: &Plan, file: &str) -> PartReport {
    let let_in = plan.rows.iter().filter(|row| row.result != RowResult::Problem);
    PartReport {
        file: file.to_owned(),
        sheet: parsed.sheet.tab.clone(),
        kind: parsed.kind,
        shape: parsed.format.shape.clone(),
        rows: count(parsed.rows.len()),
        new: plan.count(RowResult::New),
        updated: plan.count(RowResult::Update),
        unchanged: plan.count(RowResult::Unchanged),
        problems: plan.rows.iter().flat_map(|row| row.problems.iter().cloned()).collect(),
        notices: of_file(parsed, plan)
            .chain(let_in.flat_map(|row| row.notices.iter().cloned()))
            .collect::<Vec<Remark>>(),
        questions: parsed
            .rows
            .iter()
            .zip(&plan.rows)
            .filter(|(_, planned)| !planned.candidates.is_empty())
            .map(|(row, planned)| RowQuestion { row: row.number, candidates: planned.candidates.clone() })
            .collect(),
        left_out: left_out(parsed),
    }
}

/// What is to be said of the file as a whole; `row` is that of the header.
fn of_file<'a>(parsed: &'a Parsed, plan: &'a Plan) -> impl Iterator<Item = Remark> + use<'a> {
    let is_new = |place: usize| {
        plan.rows.get(place).is_some_and(|row| row.result == RowResult::New && row.joins.is_none())
    };
    named_left_out(parsed).chain(checks::billed_once(parsed, is_new))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Columns that go nowhere, those aside that are blank from the header down.
fn left_out(parsed: &Parsed) -> Vec<String> {
    let sheet = &parsed.sheet;
    let blank = |column: usize| {
        sheet.raw_headers.get(column).is_none_or(|header| header.trim().is_empty())
            && sheet.records.iter().all(|record| record.cell(column).trim().is_empty())
    };
    let columns = sheet.headers.iter().zip(&parsed.mapping).enumerate();
    columns
        .filter(|(column, (_, field))| field.is_none() && !blank(*column))
        .map(|(_, (header, _))| header.clone())
        .collect()
}

/// Columns left out that a reader would expect to be used, with the reason; `row` is that of the header.
fn named_left_out(parsed: &Parsed) -> impl Iterator<Item = Remark> {
    let holds =
        |column: usize| parsed.sheet.records.iter().any(|record| !record.cell(column).trim().is_empty());
    parsed
        .sheet
        .headers
        .iter()
        .enumerate()
        .filter(move |(column, _)| parsed.mapping.get(*column).copied().flatten().is_none() && holds(*column))
        .filter_map(|(_, header)| {
            let reason = shapes::why_left_out(parsed.kind, &parsed.sheet.headers, header)?;
            Some(Remark { row: 1, column: Some(header.clone()), value: None, message: reason.to_owned() })
        })
}

fn columns(parsed: &Parsed) -> Vec<PreviewColumn> {
    let sheet = &parsed.sheet;
    let one = |(column, (header, field)): (usize, (&String, &Option<&'static sheet::Field>))| {
        let mut samples: Vec<String> = Vec::new();
        for record in &sheet.records {
            let text = record.cell(column);
            if text.trim().is_empty() {
                continue;
            }
            let shown = parsed.shown(column, text);
            if !samples.contains(&shown) {
                samples.push(shown);
            }
            if samples.len() == SAMPLES {
                break;
            }
        }
        PreviewColumn {
            column: header.clone(),
            field: field.map(|field| field.name.to_owned()),
            samples,
            secret: field.is_some_and(sheet::Field::secret),
        }
    };
    sheet.headers.iter().zip(&parsed.mapping).enumerate().map(one).collect()
}

/// The columns of the preview that differ from kind to kind: the day that matters, and what tells one from others of its
/// name.
fn told(kind: ImportKind) -> (&'static str, &'static str) {
    match kind {
        ImportKind::People => ("leaves_on", "email"),
        ImportKind::Contracts => ("ends_on", "vendor"),
        ImportKind::Credentials => ("expires_on", "username"),
        ImportKind::Vendors => ("", "account_number"),
        _ => ("", "parent"),
    }
}

fn shown(parsed: &Parsed, row: &Row, planned: &Planned) -> PreviewRow {
    let cell = |field: &str| {
        let column = parsed.column_of(field)?;
        let text = parsed.sheet.records.get(row.record)?.cell(column).trim();
        (!text.is_empty()).then(|| parsed.shown(column, text))
    };
    let (name, ends_on, detail) = match parsed.kind {
        ImportKind::Licenses => {
            let ends = row.values.get("ends_on").and_then(Value::stored).or_else(|| cell("ends_on"));
            let seats = row.values.get("seats").map(Value::shown).or_else(|| cell("seats"));
            (text(&row.values, "name"), ends, seats)
        }
        ImportKind::Hardware => {
            let device = inputs::new_device(&row.values);
            let spans: Vec<coverage::Span> = device
                .warranties
                .iter()
                .filter_map(|warranty| coverage::check("warranty", warranty).ok())
                .collect();
            let ends = match coverage::covered_until(&spans) {
                (_, true) => Some("lifetime".to_owned()),
                (until, false) => crate::input::iso(until).or_else(|| cell("warranty_ends_on")),
            };
            (Some(device.name).filter(|name| !name.is_empty()), ends, text(&row.values, "serial"))
        }
        other => {
            let (ends, detail) = told(other);
            let said = |field: &str| row.values.get(field).map(Value::shown).or_else(|| cell(field));
            (text(&row.values, "name"), said(ends), said(detail))
        }
    };
    PreviewRow {
        row: row.number,
        result: planned.result,
        name: name.map(|name| cut(&name)).unwrap_or_default(),
        ends_on,
        detail,
        price: money(&row.values, "price"),
        problems: planned.problems.clone(),
        notices: planned.notices.clone(),
        changes: planned.changes.clone(),
        candidates: planned.candidates.clone(),
    }
}
