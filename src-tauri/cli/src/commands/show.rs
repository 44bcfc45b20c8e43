//! `holdfast show`: one thing of any kind, with everything that hangs on it.

use crate::{Outcome, args::Show, commands::find, context::Context, output};
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use holdfast_core::{
    Error, contracts, credentials, db::Db, hardware, ids::Kind, licenses, locations, people, vendors,
};
use serde_json::{Map, Value};

/// Kinds that have a page.
const KINDS: [Kind; 7] = Kind::ALL;

type Object = Map<String, Value>;

pub async fn run(context: &Context, args: &Show) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let (kind, thing) = find(&db, args.id.trim(), context.now.today).await?;
    db.close().await;
    if context.json {
        let mut answer = Object::new();
        answer.insert("kind".into(), kind.as_str().into());
        answer.extend(thing);
        output::print_json(&answer)?;
    } else {
        let mut text = String::new();
        write_object(&mut text, &flatten(kind, thing), 0);
        output::print(&text)?;
    }
    Ok(Outcome::Done)
}

/// The thing with this id, or the only one with exactly this name, asset tag or serial.
async fn find(db: &Db, wanted: &str, today: NaiveDate) -> Result<(Kind, Object)> {
    let (kind, id) = find::one(db, wanted, &KINDS, today).await?;
    let thing = get(db, kind, &id, today).await?;
    Ok((kind, thing.ok_or_else(|| Error::not_found(kind, &id))?))
}

async fn get(db: &Db, kind: Kind, id: &str, today: NaiveDate) -> Result<Option<Object>> {
    let mut conn = db.read().await?;
    let thing = match kind {
        Kind::License => licenses::get(&mut conn, id, today).await.map(serde_json::to_value),
        Kind::Contract => contracts::get(&mut conn, id, today).await.map(serde_json::to_value),
        Kind::Device => hardware::get(&mut conn, id, today).await.map(serde_json::to_value),
        Kind::Credential => credentials::get(&mut conn, id).await.map(serde_json::to_value),
        Kind::Vendor => vendors::get(&mut conn, id).await.map(serde_json::to_value),
        Kind::Person => people::get(&mut conn, id, today).await.map(serde_json::to_value),
        Kind::Location => locations::get(&mut conn, id).await.map(serde_json::to_value),
    };
    match thing {
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
        Ok(value) => match value.context("The thing has no JSON form")? {
            Value::Object(object) => Ok(Some(object)),
            _ => Ok(None),
        },
    }
}

/// For reading: what was entered first, without the lists of inputs that the page repeats worked out.
fn flatten(kind: Kind, mut thing: Object) -> Object {
    let mut flat = Object::new();
    flat.insert("kind".into(), kind.as_str().into());
    if let Some(Value::Object(fields)) = thing.remove("fields") {
        flat.extend(fields.into_iter().filter(|(name, _)| !thing.contains_key(name)));
    }
    for (name, value) in thing {
        match value {
            Value::Array(items) => {
                let items = items.into_iter().map(|item| match item {
                    Value::Object(item) => Value::Object(flatten_item(item)),
                    other => other,
                });
                flat.insert(name, items.collect());
            }
            other => {
                flat.insert(name, other);
            }
        }
    }
    flat
}

fn flatten_item(mut item: Object) -> Object {
    if let Some(Value::Object(fields)) = item.remove("fields") {
        let mut flat: Object = fields.into_iter().filter(|(name, _)| !item.contains_key(name)).collect();
        flat.extend(item);
        return flat;
    }
    item
}

/// Writes "Name: value" lines; empty values, ids of other things and false flags are left out.
fn write_object(text: &mut String, object: &Object, depth: usize) {
    let indent = "  ".repeat(depth);
    for (name, value) in object {
        let id_of_another = name.ends_with("_id") || depth > 0 && name == "id";
        if id_of_another || matches!(value, Value::Null | Value::Bool(false)) {
            continue;
        }
        let label = label(name);
        match value {
            Value::Array(items) if items.is_empty() => {}
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let words: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                text.push_str(&format!("{indent}{label}: {}\n", words.join(", ")));
            }
            Value::Array(items) => {
                text.push_str(&format!("{indent}{label}:\n"));
                for (index, item) in items.iter().filter_map(Value::as_object).enumerate() {
                    if index > 0 {
                        text.push('\n');
                    }
                    write_object(text, item, depth + 1);
                }
            }
            Value::Object(inner) => match as_money(inner) {
                Some(money) => text.push_str(&format!("{indent}{label}: {}\n", output::money(&money))),
                None => {
                    let mut part = String::new();
                    write_object(&mut part, inner, depth + 1);
                    if !part.is_empty() {
                        text.push_str(&format!("{indent}{label}:\n{part}"));
                    }
                }
            },
            Value::String(line) if line.is_empty() => {}
            Value::String(line) => {
                let continued = format!("\n{indent}  ");
                let shown = if ["notes", "coverage", "sla", "escalation", "names"].contains(&name.as_str()) {
                    line.clone()
                } else {
                    output::date(Some(line))
                };
                text.push_str(&format!("{indent}{label}: {}\n", shown.replace('\n', &continued)));
            }
            Value::Bool(true) => text.push_str(&format!("{indent}{label}: yes\n")),
            other => text.push_str(&format!("{indent}{label}: {other}\n")),
        }
    }
}

fn as_money(object: &Object) -> Option<holdfast_core::money::Money> {
    if object.len() != 2 {
        return None;
    }
    serde_json::from_value(Value::Object(object.clone())).ok()
}

/// "ends_on" reads "Ends on".
fn label(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_thing_reads_as_lines() {
        let thing = json!({
            "id": "7", "version": 2, "deleted": false,
            "fields": { "name": "Prism", "vendor": null, "price": { "minor": 108_000, "currency": "EUR" }, "terms": [{ "x": 1 }], "notes": "one\ntwo" },
            "terms": [{ "id": "9", "fields": { "ends_on": "2026-12-06", "seats": 3 }, "renewed": false }],
        });
        let Value::Object(thing) = thing else { unreachable!() };
        let mut text = String::new();
        write_object(&mut text, &flatten(Kind::License, thing), 0);
        assert_eq!(
            text,
            "Kind: license\nName: Prism\nPrice: 1,080.00 EUR\nNotes: one\n  two\nId: 7\nVersion: 2\nTerms:\n  Ends on: 6 Dec 2026\n  Seats: 3\n"
        );
    }
}
