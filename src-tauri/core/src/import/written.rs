//! A thing as `holdfast show --json` and an export write it, as the rows that a table of its kind has for it: its fields
//! stand in `fields`, its links beside them by name, its parts in lists. Pure.

use super::sheet::{CONTACT, TERM, WARRANTY};
use crate::{
    fields::{FieldKind, Fields, custom::PREFIX},
    terms::TermInput,
    words,
};
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// The rows of an object; an object of another form is one row.
pub(super) fn rows(mut object: Object) -> Vec<Object> {
    let Some(Value::Object(fields)) = object.remove("fields") else { return vec![flat(object)] };
    let mut row = flat(fields);
    let contacts = objects(row.remove("contacts"));
    let terms = objects(row.remove("terms"));
    let warranty = objects(row.remove("warranties")).into_iter().next();
    links(&mut row, &object);
    if let Some(warranty) = warranty {
        add(&mut row, WARRANTY, warranty);
    }
    let is_added = |term: &Object| term.get("adds_to_term_id").is_some_and(|id| !id.is_null());
    let (added, bases): (Vec<Object>, Vec<Object>) = terms.into_iter().partition(is_added);
    // The term without an end, else the one with the last end, as a table has it.
    let end = |term: &Object| term.get("ends_on").and_then(Value::as_str).map(str::to_owned);
    let leading = bases.into_iter().max_by_key(|term| (end(term).is_none(), end(term)));
    let of_term = |term: Object| {
        let mut row = row.clone();
        for (name, value) in said(term) {
            let name = if row.contains_key(&name) { format!("{TERM}{name}") } else { name };
            row.insert(name, value);
        }
        row
    };
    let same_end: Vec<Object> =
        added.into_iter().filter(|term| Some(end(term)) == leading.as_ref().map(end)).collect();
    let base = leading.map_or_else(|| row.clone(), of_term);
    let each = |mut row: Object, prefix: &str, part: Object| {
        add(&mut row, prefix, part);
        row
    };
    let mut rows: Vec<Object> =
        contacts.into_iter().map(|contact| each(base.clone(), CONTACT, contact)).collect();
    rows.extend(holders(&object).into_iter().map(|holder| each(base.clone(), "", holder)));
    if rows.is_empty() {
        rows.push(base);
    }
    rows.extend(same_end.into_iter().map(|term| {
        let mut row = of_term(term);
        row.insert("true_up".to_owned(), Value::Bool(true));
        row
    }));
    rows
}

/// The values of the fields that people defined stand beside the others, as columns do.
fn flat(mut object: Object) -> Object {
    if let Some(Value::Object(custom)) = object.get("custom").cloned() {
        object.remove("custom");
        object.extend(custom.into_iter().map(|(name, value)| (format!("{PREFIX}{name}"), value)));
    }
    object
}

fn objects(value: Option<Value>) -> Vec<Object> {
    let Some(Value::Array(items)) = value else { return Vec::new() };
    let object = |item: Value| match item {
        Value::Object(object) => Some(object),
        _ => None,
    };
    items.into_iter().filter_map(object).collect()
}

fn add(row: &mut Object, prefix: &str, part: Object) {
    row.extend(said(part).map(|(name, value)| (format!("{prefix}{name}"), value)));
}

/// What a part says, without its ids. A percentage is kept in hundredths, and written as people write it.
fn said(part: Object) -> impl Iterator<Item = (String, Value)> {
    let columns = part.into_iter().filter(|(name, _)| name != "id" && !name.ends_with("_id"));
    columns.map(|(name, value)| {
        let field = TermInput::FIELDS.iter().find(|field| field.name == name);
        match (field.map(|field| field.kind), value.as_i64()) {
            (Some(FieldKind::Percent), Some(hundredths)) => (name, words::percent(hundredths).into()),
            _ => (name, value),
        }
    })
}

/// What a thing is called where another one names it: a device by its tag or serial.
fn called(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Object(link) => ["asset_tag", "serial", "name"]
            .into_iter()
            .find_map(|part| link.get(part).filter(|name| name.is_string()))
            .cloned(),
        _ => None,
    }
}

/// An id means nothing elsewhere: the name that stands beside it does.
fn links(row: &mut Object, object: &Object) {
    let ids: Vec<String> = row.keys().filter(|name| name.ends_with("_id")).cloned().collect();
    for id in ids {
        row.remove(&id);
        let Some(link) = id.strip_suffix("_id") else { continue };
        let column = if link == "holder" { "holder_name" } else { link };
        if let Some(name) = object.get(link).and_then(called) {
            row.insert(column.to_owned(), name);
        }
    }
    let around = object.get("within").and_then(Value::as_array).and_then(|within| within.last());
    if let Some(name) = around.and_then(called) {
        row.insert("parent".to_owned(), name);
    }
    row.remove("device_ids");
    if let Some(Value::Array(devices)) = object.get("devices") {
        let names: Vec<Value> = devices.iter().filter_map(called).collect();
        row.insert("devices".to_owned(), Value::Array(names));
    }
}

/// Who holds the seats of a license now.
fn holders(object: &Object) -> Vec<Object> {
    let open = |seat: &Object| seat.get("until_on").is_none_or(Value::is_null);
    let row = |seat: Object| {
        let of_device = seat.get("device_id").is_some_and(|id| !id.is_null());
        let column = if of_device { "holder_asset" } else { "holder_name" };
        Some(Object::from_iter([(column.to_owned(), seat.get("holder")?.clone())]))
    };
    objects(object.get("assignments").cloned()).into_iter().filter(open).filter_map(row).collect()
}
