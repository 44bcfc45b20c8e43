//! Rows that name a thing which another row names too: refused where each must be one of its own, else brought together. Pure.

use super::{
    matching::{At, Record},
    model::RowResult,
    plan::{Planned, differences, target_of},
    rows::{Parsed, Row},
    sheet::CONTACT,
    store::Stored,
    values::{Value, text},
};
use crate::text::name_key;
use std::collections::HashMap;

/// What is one thing's alone stands once.
pub(super) fn refuse(parsed: &Parsed, rows: &mut [Planned], field: &str, label: &str) {
    let mut tags: HashMap<String, u32> = HashMap::new();
    for (row, planned) in parsed.rows.iter().zip(rows).filter(|(_, planned)| planned.problems.is_empty()) {
        let Some(tag) = text(&row.values, field) else { continue };
        match tags.get(&name_key(&tag)) {
            Some(first) => {
                let message = format!("Row {first} has this {label} already.");
                planned.problems.push(parsed.remark(row, field, message));
            }
            None => {
                tags.insert(name_key(&tag), row.number);
            }
        }
    }
}

/// A row of the same name as an earlier one, where a name is one thing's alone: what it says more goes there.
pub(super) fn same_again(
    parsed: &Parsed,
    row: &Row,
    leader: Option<&Row>,
    target: Option<&Record>,
    planned: &mut Planned,
) {
    let Some(leader) = leader else { return };
    // Another spelling of its name renames nothing.
    let name = row.values.get("name").and_then(Value::stored).unwrap_or_default();
    match target {
        Some(record) => {
            let at = At { record: 0, view: record.view_for(&row.values) };
            let mut stored = Stored::new();
            stored.extend(record.views.get(at.view).into_iter().flat_map(|view| view.fields.clone()));
            stored.insert("name", name);
            differences(parsed, row, &stored, planned);
            planned.target = Some(target_of(at, record));
        }
        None => {
            let of_part = |name: &str| name.starts_with(CONTACT);
            let mut stored: Stored = leader
                .values
                .iter()
                .filter(|(name, value)| {
                    !of_part(name) || row.values.get(*name).and_then(Value::stored) == value.stored()
                })
                .filter_map(|(name, value)| Some((*name, value.stored()?)))
                .collect();
            stored.insert("name", name);
            differences(parsed, row, &stored, planned);
        }
    }
    planned.fields_differ = !planned.changes.is_empty();
    planned.result = if planned.fields_differ { RowResult::Update } else { RowResult::Unchanged };
    planned.notices.push(parsed.remark(
        row,
        "name",
        format!("The same as in row {}: what this row says more goes there.", leader.number),
    ));
}
