//! What changed, in the words of the list of fields.

use super::model::{Entity, FieldChange, Row, Said};
use crate::{
    fields::{self, Field, FieldKind, custom::CustomField},
    ids::Kind,
    money::Money,
};
use serde_json::Value;
use std::collections::HashMap;

/// What the things are called that a record's columns name by id.
pub(super) type Names = HashMap<String, String>;

/// The links that a record's columns hold: kind and id.
pub(super) fn links(table: Entity, row: &Row) -> Vec<(Kind, String)> {
    let of_field = |field: &Field<'_>| {
        let (kind, column) = match field.kind {
            FieldKind::Named(kind) => (kind, format!("{}_id", field.name)),
            FieldKind::ById(kind) => (kind, field.name.to_owned()),
            _ => return None,
        };
        Some((kind, row.get(&column)?.as_str()?.to_owned()))
    };
    fields::of_table(table).iter().filter_map(of_field).collect()
}

/// The differences a reader cares for: no ids, no keys, no bookkeeping, no derived dates.
pub(super) fn changes(table: Entity, before: &Row, after: &Row, names: &Names) -> Vec<FieldChange> {
    let listed = fields::of_table(table);
    let mut changes: Vec<FieldChange> = listed
        .iter()
        .map(|field| FieldChange {
            field: field.name.to_owned(),
            label: field.label.to_owned(),
            before: said(field, before, names),
            after: said(field, after, names),
        })
        .collect();
    let told: Vec<String> = listed.iter().flat_map(fields::columns).collect();
    let mut others: Vec<&String> = after.keys().collect();
    others.extend(before.keys().filter(|column| !after.contains_key(*column)));
    others.retain(|column| !told.contains(*column) && !is_quiet(table, column));
    changes.extend(others.into_iter().filter_map(|column| {
        // An amount is told with its currency.
        if column.strip_suffix("_currency").is_some_and(|name| after.contains_key(&format!("{name}_minor"))) {
            return None;
        }
        let name = column.strip_suffix("_minor").unwrap_or(column);
        Some(FieldChange {
            field: name.to_owned(),
            label: label(name),
            before: plain(column, before),
            after: plain(column, after),
        })
    }));
    changes.retain(|change| change.before != change.after);
    changes
}

/// What changed in a value of a field that a person defined.
pub(super) fn custom(defined: &HashMap<String, CustomField>, before: &Row, after: &Row) -> Vec<FieldChange> {
    let id = after.get("field_id").or_else(|| before.get("field_id")).and_then(Value::as_str);
    let Some(custom) = id.and_then(|id| defined.get(id)) else { return Vec::new() };
    let choices = custom.choices();
    let field = custom.field(&choices);
    let told = |row: &Row| {
        let mut named = Row::new();
        for (column, name) in [("value", &custom.name), ("value", &format!("{}_minor", custom.name))] {
            named.insert(name.clone(), row.get(column)?.clone());
        }
        named.insert(format!("{}_currency", custom.name), row.get("currency")?.clone());
        // A value of the type before may be nothing in the one that the field has now.
        said(&field, &named, &Names::new()).or_else(|| as_it_stood(row))
    };
    let change = FieldChange {
        field: custom.name.clone(),
        label: custom.input.label.clone(),
        before: told(before),
        after: told(after),
    };
    if change.before == change.after { Vec::new() } else { vec![change] }
}

/// A stored value by itself, whatever its field is by now.
fn as_it_stood(row: &Row) -> Option<Said> {
    match (row.get("value")?, row.get("currency").and_then(Value::as_str)) {
        (Value::Number(minor), Some(currency)) => Some(Said::Money(Money::new(minor.as_i64()?, currency))),
        (Value::Number(number), None) => number.as_i64().map(Said::Number),
        (Value::String(text), _) => Some(Said::Text(text.clone())),
        _ => None,
    }
}

/// A column that has no list yet: its name in words.
fn label(column: &str) -> String {
    let name = column.strip_suffix("_on").unwrap_or(column).replace('_', " ");
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn plain(column: &str, row: &Row) -> Option<Said> {
    if let Some(name) = column.strip_suffix("_minor") {
        return amount(row, name, name);
    }
    match row.get(column)? {
        Value::String(text) if column.ends_with("_on") => Some(Said::Day(text.clone())),
        Value::String(text) => Some(Said::Text(text.clone())),
        Value::Number(number) => number.as_i64().map(Said::Number),
        _ => None,
    }
}

fn amount(row: &Row, name: &str, currency_of: &str) -> Option<Said> {
    let minor = row.get(&format!("{name}_minor"))?.as_i64()?;
    let currency = row.get(&format!("{currency_of}_currency"))?.as_str()?;
    Some(Said::Money(Money::new(minor, currency)))
}

fn said(field: &Field<'_>, row: &Row, names: &Names) -> Option<Said> {
    let name = field.name;
    let text = |column: &str| row.get(column).and_then(Value::as_str).map(str::to_owned);
    let number = || row.get(field.column()).and_then(Value::as_i64);
    match field.kind {
        FieldKind::Money if field.currency_of.is_empty() => amount(row, name, name),
        FieldKind::Money => amount(row, name, field.currency_of),
        FieldKind::Day => text(name).map(Said::Day),
        FieldKind::Count => number().map(Said::Number),
        FieldKind::Months => number().map(Said::Months),
        FieldKind::Percent => number().map(Said::Percent),
        FieldKind::YesNo => number().map(|number| Said::YesNo(number != 0)),
        FieldKind::Choice(choices) => text(name).map(|word| Said::Text(fields::choice_label(choices, &word))),
        FieldKind::Named(_) => linked(text(&format!("{name}_id"))?, names),
        FieldKind::ById(_) => linked(text(name)?, names),
        FieldKind::Tags => None,
        FieldKind::Text
        | FieldKind::Code
        | FieldKind::Email
        | FieldKind::Phone
        | FieldKind::Url
        | FieldKind::Host
        | FieldKind::Notes => text(name).map(Said::Text),
    }
}

/// What a link leads to; its id where that is gone for good.
fn linked(id: String, names: &Names) -> Option<Said> {
    Some(Said::Text(names.get(&id).cloned().unwrap_or(id)))
}

fn is_quiet(table: Entity, column: &str) -> bool {
    column == "id"
        || matches!(
            column,
            "version"
                | "created_at"
                | "updated_at"
                | "deleted_at"
                | "secret_ref"
                | "secret_parts"
                | "secret_state"
                | "sha256"
                | "covered_until"
                | "covered_lifetime"
                | "gaps"
                | "until_on"
                | "last_seen_on"
        )
        || table.derived_columns().contains(&column)
        || column.ends_with("_key")
        || column.ends_with("_due")
        || column.ends_with("_id")
}
