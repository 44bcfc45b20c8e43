//! Rows of seats that were added to a term later. Each is a term of its own beside the one it adds to: it is no other
//! holder of that one, and none of its fields may end up in it. Pure.

use super::{
    matching::Record,
    model::{ImportKind, RowResult},
    plan::{Planned, Target, differences},
    rows::{Parsed, Row},
    values::{Value, Values, flag, text},
};
use crate::text::name_key;

/// Whether a row is about seats added to a term.
pub(super) fn is_one(row: &Row) -> bool {
    flag(&row.values, "true_up") == Some(true)
}

/// Plans the rows of true-ups, once all others are planned. Name, vendor and end say which term they add to.
pub(super) fn plan(parsed: &Parsed, rows: &mut [Planned], records: &[Record]) {
    if parsed.kind != ImportKind::Licenses {
        return;
    }
    for (place, row) in parsed.rows.iter().enumerate().filter(|(_, row)| is_one(row)) {
        if rows.get(place).is_none_or(|planned| !planned.problems.is_empty()) {
            continue;
        }
        let found = license_of(parsed, rows, records, &row.values);
        let Some(planned) = rows.get_mut(place) else { continue };
        match found {
            Some(Found::Stored(record)) => stored(parsed, row, record, planned),
            Some(Found::InFile(leader)) => {
                planned.joins = Some(leader);
                planned.result = RowResult::Update;
                planned.changes.push(ADDED.to_owned());
            }
            None => planned.problems.push(parsed.remark(row, "true_up", NOT_FOUND)),
        }
    }
}

const ADDED: &str = "Seats added";
const NOT_FOUND: &str = "No license, or more than one, has this name and a term with this end, so it is not known what these seats add to. Give the row the name, vendor and end of that term.";

/// The license that seats are added to.
enum Found<'a> {
    Stored(&'a Record),
    /// The first row of a license that the file brings.
    InFile(usize),
}

fn license_of<'a>(
    parsed: &Parsed,
    rows: &[Planned],
    records: &'a [Record],
    wanted: &Values,
) -> Option<Found<'a>> {
    let of_record = |name: &str, record: &Record| record.own(name).map(name_key);
    let of_row = |name: &str, values: &Values| text(values, name).map(|text| name_key(&text));
    let end = wanted.get("ends_on").and_then(Value::stored);
    let mut stored = records.iter().filter(|record| {
        of_record("name", record) == of_row("name", wanted)
            && (of_row("vendor", wanted).is_none() || of_record("vendor", record) == of_row("vendor", wanted))
            && record.views.iter().any(|view| view.fields.get("ends_on") == end.as_ref())
    });
    let mut brought = parsed.rows.iter().zip(rows).enumerate().filter(|(_, (row, planned))| {
        !is_one(row)
            && planned.result == RowResult::New
            && planned.joins.is_none()
            && of_row("name", &row.values) == of_row("name", wanted)
            && of_row("vendor", &row.values) == of_row("vendor", wanted)
            && row.values.get("ends_on").and_then(Value::stored) == end
    });
    match (stored.next(), brought.next(), stored.next(), brought.next()) {
        (Some(record), None, None, _) => Some(Found::Stored(record)),
        (None, Some((leader, _)), _, None) => Some(Found::InFile(leader)),
        _ => None,
    }
}

/// Seats added to a term of a license that is here: those with the same first day, else new ones.
fn stored(parsed: &Parsed, row: &Row, record: &Record, planned: &mut Planned) {
    let same = |name: &str, view: &super::matching::View| {
        view.fields.get(name) == row.values.get(name).and_then(Value::stored).as_ref()
    };
    let view = record.added.iter().find(|view| same("starts_on", view) && same("ends_on", view));
    match view {
        Some(view) => differences(parsed, row, &view.fields, planned),
        None => planned.changes.push(ADDED.to_owned()),
    }
    planned.fields_differ = !planned.changes.is_empty();
    planned.result = if planned.fields_differ { RowResult::Update } else { RowResult::Unchanged };
    planned.target = Some(Target {
        id: record.id.clone(),
        version: record.version,
        term: view.and_then(|view| view.term.clone()),
        keys: record.keys.clone(),
    });
}
