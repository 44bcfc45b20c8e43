//! `holdfast show`: one thing of any kind, with everything that hangs on it.

use crate::{Outcome, args::Show, commands::find, context::Context, output, sheet};
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use holdfast_core::{
    Error, contracts, credentials,
    db::Db,
    fields::{self, Field, custom::CustomField},
    hardware,
    history::Entity,
    ids::Kind,
    licenses, locations, people, vendors,
};
use serde_json::{Map, Value};

/// Kinds that have a page.
const KINDS: [Kind; 7] = Kind::ALL;

type Object = Map<String, Value>;

pub async fn run(context: &Context, args: &Show) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let (kind, thing) = find(&db, args.id.trim(), context.now.today).await?;
    let defined = fields::custom::list(&mut *db.read().await?, Some(kind)).await?;
    db.close().await;
    if context.json {
        let mut answer = Object::new();
        answer.insert("kind".into(), kind.as_str().into());
        answer.extend(thing);
        output::print_json(&answer)?;
    } else {
        let mut text = String::new();
        write_object(&mut text, &flatten(kind, thing, &defined), fields::of_kind(kind), 0);
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
fn flatten(kind: Kind, mut thing: Object, defined: &[CustomField]) -> Object {
    let mut flat = Object::new();
    flat.insert("kind".into(), kind.as_str().into());
    if let Some(Value::Object(mut fields)) = thing.remove("fields") {
        let custom = fields.remove("custom");
        let custom = custom.as_ref().and_then(Value::as_object);
        flat.extend(fields.into_iter().filter(|(name, _)| !thing.contains_key(name)));
        flat.extend(defined.iter().filter_map(|field| {
            let value = custom?.get(&field.name).filter(|value| !value.is_null())?;
            let choices = field.choices();
            let shown = sheet::cell(&fields::cell_of_json(&field.field(&choices), value));
            Some((field.input.label.clone(), shown.into()))
        }));
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

/// The fields of a part, by the name of the list that holds it.
fn of_part(name: &str) -> &'static [Field<'static>] {
    match name {
        "terms" => fields::of_table(Entity::Term),
        "warranties" => fields::of_table(Entity::Warranty),
        "contacts" => fields::of_table(Entity::Contact),
        _ => &[],
    }
}

/// Writes "Name: value" lines, a field in the words of its list; empty values, ids of other things and false flags are
/// left out.
fn write_object(text: &mut String, object: &Object, listed: &[Field<'_>], depth: usize) {
    let indent = "  ".repeat(depth);
    let mut line = |label: &str, shown: &str| {
        let continued = format!("\n{indent}  ");
        text.push_str(&format!("{indent}{label}: {}\n", shown.replace('\n', &continued)));
    };
    let mut parts = Vec::new();
    for (name, value) in object {
        let id_of_another = name.ends_with("_id") || depth > 0 && name == "id";
        if id_of_another || matches!(value, Value::Null | Value::Bool(false)) {
            continue;
        }
        if let Some(field) = listed.iter().find(|field| field.name == name) {
            let shown = sheet::cell(&fields::cell_of_json(field, value));
            if !shown.is_empty() {
                line(field.label, &shown);
            }
            continue;
        }
        let label = label(name);
        match value {
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let words: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                if !words.is_empty() {
                    line(&label, &words.join(", "));
                }
            }
            Value::Array(items) => {
                let items: Vec<&Object> = items.iter().filter_map(Value::as_object).collect();
                parts.push((label, items, of_part(name)));
            }
            Value::Object(inner) => match as_money(inner) {
                Some(money) => line(&label, &output::money(&money)),
                None => parts.push((label, vec![inner], &[])),
            },
            Value::String(words) if words.is_empty() => {}
            Value::String(words) => line(&label, &output::date(Some(words))),
            Value::Bool(true) => line(&label, "yes"),
            other => line(&label, &other.to_string()),
        }
    }
    for (label, items, listed) in parts {
        let written: Vec<String> = items
            .into_iter()
            .map(|item| {
                let mut part = String::new();
                write_object(&mut part, item, listed, depth + 1);
                part
            })
            .filter(|part| !part.is_empty())
            .collect();
        if !written.is_empty() {
            text.push_str(&format!("{indent}{label}:\n{}", written.join("\n")));
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
            "fields": { "name": "Prism", "vendor": null, "kind": "subscription", "min_free_seats": 2, "terms": [{ "x": 1 }], "notes": "one\ntwo" },
            "terms": [{ "id": "9", "fields": { "ends_on": "2026-12-06", "seats": 3, "price": { "minor": 108_000, "currency": "EUR" } }, "renewed": false }],
        });
        let Value::Object(thing) = thing else { unreachable!() };
        let mut text = String::new();
        let listed = fields::of_kind(Kind::License);
        write_object(&mut text, &flatten(Kind::License, thing, &[]), listed, 0);
        assert_eq!(
            text,
            "Kind: Subscription\nName: Prism\nMinimum free seats: 2\nNotes: one\n  two\nId: 7\nVersion: 2\nTerms:\n  Ends: 6 Dec 2026\n  Seats: 3\n  Price: 1,080.00 EUR\n"
        );
    }
}
