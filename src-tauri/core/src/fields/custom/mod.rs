//! Fields that people define: for each kind of thing, in Settings. They are described by the same [`super::Field`] as those
//! that a kind has by itself; their values stand in one table and go through the history like every other write.

mod convert;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Conversion, CustomField, CustomFieldInput, CustomType, CustomValue, CustomValues, PREFIX};
pub(crate) use store::{all_of, sort, values};

use super::Fields;
use crate::{
    Act, Error, Result,
    credentials::addresses,
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    input, row, tags,
    text::{blank_to_none, name_key},
    text_enum,
};
use sqlx::SqliteConnection;
use std::collections::HashMap;
use store::StoredValue;

/// How many fields of its own a kind may have.
const MOST: usize = 100;

/// The fields of a kind, or of all kinds, in their order.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read, [`Error::Internal`] for a stored field that cannot be.
pub async fn list(conn: &mut SqliteConnection, kind: Option<Kind>) -> Result<Vec<CustomField>> {
    store::of_kind(conn, kind).await
}

/// The fields of all kinds, each with how many things have a value of it.
///
/// # Errors
/// Those of [`list`].
pub async fn counted(conn: &mut SqliteConnection) -> Result<Vec<CustomField>> {
    let mut fields = store::of_kind(conn, None).await?;
    let used = store::used(conn).await?;
    for field in &mut fields {
        field.used = used.get(&field.id).copied().unwrap_or_default();
    }
    Ok(fields)
}

/// A field by its id, also one that was removed.
pub(crate) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<CustomField>> {
    store::get(conn, id).await
}

/// Defines a field, behind the kind's last one. Answers its id.
///
/// # Errors
/// [`Error::Field`] for a label that is blank or taken, choices that are none, or a default that does not fit.
pub async fn create(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    input: CustomFieldInput,
) -> Result<String> {
    if store::of_kind(conn, Some(kind)).await?.len() >= MOST {
        return Err(Error::Refused(format!("A kind of thing has at most {MOST} fields of its own.")));
    }
    let id = new_id();
    let mut row = checked(conn, kind, input, None).await?;
    let label = row.get("label").and_then(serde_json::Value::as_str).unwrap_or_default();
    let name = free_name(&name_of(label), &store::names(conn, kind).await?, kind);
    row.extend(row! {
        "id": id, "kind": kind.as_str(), "name": name,
        "position": store::last_position(conn, kind).await? + 1,
    });
    history::insert(conn, act, Entity::CustomField, row).await?;
    Ok(id)
}

/// Changes a field that still has this version. Where its type or its choices change, each value becomes what
/// [`preview`] says, and one that cannot be kept goes.
///
/// # Errors
/// Those of [`create`], [`Error::NotFound`] and [`Error::Conflict`].
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: CustomFieldInput,
) -> Result<()> {
    let field = live(conn, id).await?;
    let row = checked(conn, field.kind, input.clone(), Some(id)).await?;
    history::update(conn, act, Entity::CustomField, id, Some(version), row).await?;
    for (stored, _) in store::of_field(conn, &field).await? {
        match convert::converted(&stored.value, field.input.value_type, &input) {
            Some(value) if value == stored.value => {}
            Some(value) => {
                let row = store::columns(&value);
                history::update(conn, act, store::VALUES, &stored.id, None, row).await?;
            }
            None => history::remove(conn, act, store::VALUES, &stored.id).await?,
        }
    }
    Ok(())
}

/// What the values of a field become with another type or other choices: those that change, the lost ones first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn preview(
    conn: &mut SqliteConnection,
    id: &str,
    input: &CustomFieldInput,
) -> Result<Vec<Conversion>> {
    let field = live(conn, id).await?;
    let mut found: Vec<Conversion> = Vec::new();
    let mut places: HashMap<(String, Option<String>), usize> = HashMap::new();
    for (stored, thing) in store::of_field(conn, &field).await? {
        let value = convert::converted(&stored.value, field.input.value_type, input);
        if value.as_ref() == Some(&stored.value) {
            continue;
        }
        let before = stored.value.words(field.input.value_type);
        let after = value.map(|value| value.words(input.value_type));
        let place = *places.entry((before.clone(), after.clone())).or_insert(found.len());
        match found.get_mut(place) {
            Some(conversion) => conversion.things += 1,
            None => found.push(Conversion { before, after, things: 1, example: thing }),
        }
    }
    found.sort_by_key(|conversion| conversion.after.is_some());
    Ok(found)
}

/// Puts a kind's fields in this order; those that are not named follow.
///
/// # Errors
/// Those of the database.
pub async fn order(conn: &mut SqliteConnection, act: &Act, kind: Kind, ids: &[String]) -> Result<()> {
    let mut fields = store::of_kind(conn, Some(kind)).await?;
    fields.sort_by_key(|field| ids.iter().position(|id| *id == field.id).unwrap_or(usize::MAX));
    for (position, field) in fields.iter().enumerate() {
        let place = row! { "position": position };
        history::update(conn, act, Entity::CustomField, &field.id, None, place).await?;
    }
    Ok(())
}

/// Removes a field and its values. The History keeps them, and an undo brings all of it back.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    let field = live(conn, id).await?;
    for (stored, _) in store::of_field(conn, &field).await? {
        history::remove(conn, act, store::VALUES, &stored.id).await?;
    }
    let gone = row! { "deleted_at": act.now.timestamp() };
    history::update_as(conn, act, Entity::CustomField, id, None, gone, "deleted").await?;
    Ok(())
}

/// What a field is called.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn label(conn: &mut SqliteConnection, id: &str) -> Result<String> {
    Ok(live(conn, id).await?.input.label)
}

async fn live(conn: &mut SqliteConnection, id: &str) -> Result<CustomField> {
    let fields = store::of_kind(conn, None).await?;
    fields.into_iter().find(|field| field.id == id).ok_or_else(|| Error::not_found("field", id))
}

/// What every kind of thing has in tables of its own: its tags, and its values of the fields that people defined. A new
/// thing gets the defaults of the fields that are not named.
///
/// # Errors
/// [`Error::Field`] for a value that its field does not take.
pub(crate) async fn add_extras<T: Fields + Sync>(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    id: &str,
    input: &T,
) -> Result<()> {
    let defined = store::of_kind(conn, Some(kind)).await?;
    extras(conn, act, kind, id, input, Some(&defined)).await
}

/// Like [`add_extras`], of many new things; `refused` gets the place of the one that was.
///
/// # Errors
/// Those of [`add_extras`], as `refused` says them.
pub(crate) async fn add_extras_to_all<T: Fields + Sync>(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    things: &[(String, T)],
    refused: impl Fn(usize, Error) -> Error + Send,
) -> Result<()> {
    let defined = store::of_kind(conn, Some(kind)).await?;
    for (place, (id, input)) in things.iter().enumerate() {
        let added = extras(conn, act, kind, id, input, Some(&defined)).await;
        added.map_err(|error| refused(place, error))?;
    }
    Ok(())
}

/// Like [`add_extras`], of a thing that is there already: what is not named stays.
///
/// # Errors
/// [`Error::Field`] for a value that its field does not take.
pub(crate) async fn set_extras<T: Fields + Sync>(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    id: &str,
    input: &T,
) -> Result<()> {
    extras(conn, act, kind, id, input, None).await
}

/// A new thing comes with the fields that are defined for its kind.
async fn extras<T: Fields + Sync>(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    id: &str,
    input: &T,
    new: Option<&[CustomField]>,
) -> Result<()> {
    for (place, field) in T::FIELDS.iter().enumerate() {
        if let super::FieldKind::Tags = field.kind {
            let words = match input.get(place) {
                super::Value::Words(words) => words,
                _ => Vec::new(),
            };
            if new.is_none() || !words.is_empty() {
                tags::set(conn, act, kind, id, &words).await?;
            }
        }
    }
    match (input.custom(), new) {
        (Some(values), Some(defined)) => set(conn, act, kind, id, values, defined, true).await,
        (Some(values), None) => {
            let defined = store::of_kind(conn, Some(kind)).await?;
            set(conn, act, kind, id, values, &defined, false).await
        }
        (None, _) => Ok(()),
    }
}

async fn set(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    id: &str,
    values: &CustomValues,
    fields: &[CustomField],
    is_new: bool,
) -> Result<()> {
    if let Some(unknown) = values.keys().find(|name| !fields.iter().any(|field| field.name == **name)) {
        let message = format!("There is no field “{unknown}”. Fields of your own are defined in Settings.");
        return Err(Error::field(&format!("{PREFIX}{unknown}"), message));
    }
    if fields.is_empty() {
        return Ok(());
    }
    let mut stored: HashMap<String, StoredValue> = match is_new {
        true => HashMap::new(),
        false => store::of_thing(conn, id)
            .await?
            .into_iter()
            .map(|stored| (stored.field_id.clone(), stored))
            .collect(),
    };
    for field in fields {
        let said = match values.get(&field.name) {
            Some(said) => said.clone(),
            None if is_new && field.input.default.is_some() => field.input.default.clone(),
            None => continue,
        };
        let had = stored.remove(&field.id);
        let value = value_of(field, said, had.as_ref().map(|had| &had.value))?;
        match (had, value) {
            (None, None) => {}
            (Some(had), None) => history::remove(conn, act, store::VALUES, &had.id).await?,
            (Some(had), Some(value)) => {
                history::update(conn, act, store::VALUES, &had.id, None, store::columns(&value)).await?;
            }
            (None, Some(value)) => {
                let mut row = store::columns(&value);
                row.extend(row! {
                    "id": new_id(), "field_id": field.id, "entity": kind.as_str(), "entity_id": id,
                });
                history::insert(conn, act, store::VALUES, row).await?;
            }
        }
    }
    Ok(())
}

/// What was entered as it is kept: trimmed, checked, none for a blank one. A choice that was taken off the list stays where
/// it stands.
fn value_of(
    field: &CustomField,
    said: Option<CustomValue>,
    had: Option<&CustomValue>,
) -> Result<Option<CustomValue>> {
    let at = format!("{PREFIX}{}", field.name);
    let label = &field.input.label;
    let refused = |what: &str| Error::field(&at, format!("“{label}” takes {what}."));
    let said = match said {
        Some(CustomValue::Text(text)) => blank_to_none(Some(text)).map(CustomValue::Text),
        other => other,
    };
    let Some(said) = said else {
        if field.input.required {
            return Err(Error::field(&at, format!("Enter the {}.", label.to_lowercase())));
        }
        return Ok(None);
    };
    let value = match (field.input.value_type, said) {
        (CustomType::YesNo, value @ CustomValue::YesNo(_)) => value,
        (CustomType::Number, value @ CustomValue::Number(_)) => value,
        (CustomType::Money, CustomValue::Money(money)) => {
            money.check(&at)?;
            CustomValue::Money(money)
        }
        (CustomType::Day, CustomValue::Text(text)) => {
            CustomValue::Text(input::date(&at, &Some(text))?.map(input::day).unwrap_or_default())
        }
        (CustomType::Choice, CustomValue::Text(text)) => {
            let kept = matches!(had, Some(CustomValue::Text(had)) if *had == text);
            let word = field.input.choices.iter().find(|choice| name_key(choice) == name_key(&text)).cloned();
            let word = word.or(kept.then_some(text));
            CustomValue::Text(
                word.ok_or_else(|| refused(&format!("one of: {}", field.input.choices.join(", "))))?,
            )
        }
        (CustomType::Url, CustomValue::Text(text)) => {
            CustomValue::Text(addresses::plain(&at, &Some(text))?.unwrap_or_default())
        }
        (CustomType::Email, CustomValue::Text(text)) if !convert::is_address(&text) => {
            return Err(refused("an email address"));
        }
        (
            CustomType::Text | CustomType::Notes | CustomType::Email | CustomType::Phone,
            value @ CustomValue::Text(_),
        ) => value,
        (CustomType::YesNo, _) => return Err(refused("yes or no")),
        (CustomType::Number, _) => return Err(refused("a whole number")),
        (CustomType::Money, _) => return Err(refused("an amount with its currency")),
        (CustomType::Day, _) => return Err(refused("a date such as 2026-12-31")),
        (_, _) => return Err(refused("a text")),
    };
    Ok(Some(value))
}

async fn checked(
    conn: &mut SqliteConnection,
    kind: Kind,
    mut said: CustomFieldInput,
    own_id: Option<&str>,
) -> Result<Row> {
    let label = input::required("label", "what the field is called", &said.label)?;
    if label.chars().count() > 60 {
        return Err(Error::field("label", "A field's label has at most 60 characters."));
    }
    let key = name_key(&label);
    let own = super::of_kind(kind).iter().chain(super::computed(kind));
    if let Some(own) = own.into_iter().find(|own| name_key(own.label) == key) {
        return Err(Error::field("label", format!("There is a field “{}” already.", own.label)));
    }
    if let Some(other) = store::by_label(conn, kind, &key).await?
        && own_id != Some(other.as_str())
    {
        let message = format!("There is a field “{label}” already.");
        return Err(Error::Taken { field: "label".into(), message, other_id: Some(other) });
    }
    let mut choices: Vec<String> = Vec::new();
    for choice in said.choices.drain(..).filter_map(|choice| blank_to_none(Some(choice))) {
        if !choices.iter().any(|known| name_key(known) == name_key(&choice)) {
            choices.push(choice);
        }
    }
    if said.value_type == CustomType::Choice && choices.is_empty() {
        return Err(Error::field("choices", "Enter the choices, each on a line of its own."));
    }
    said.choices = choices;
    let field = CustomField {
        id: String::new(),
        version: 0,
        kind,
        name: "default".into(),
        used: 0,
        input: CustomFieldInput { required: false, label: label.clone(), ..said },
    };
    let default = value_of(&field, field.input.default.clone(), None).map_err(|error| match error {
        Error::Field { message, .. } => Error::field("default", message),
        other => other,
    })?;
    let json = |value: serde_json::Result<String>| value.map_err(|error| Error::Internal(error.to_string()));
    let is_choice = field.input.value_type == CustomType::Choice;
    Ok(row! {
        "label": label, "label_key": key, "type": text_enum::word(&field.input.value_type),
        "choices": is_choice.then(|| json(serde_json::to_string(&field.input.choices))).transpose()?,
        "required": said.required,
        "default_value": default.map(|default| json(serde_json::to_string(&default))).transpose()?,
        "shown": field.input.shown,
    })
}

/// Whether a text can be the name of a field: it stands in SQL and in files.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 80
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The name that a label gives: its letters without marks and its digits, with underscores between.
fn name_of(label: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut name = String::new();
    for c in label.to_lowercase().replace('ß', "ss").nfd() {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !unicode_normalization::char::is_combining_mark(c) && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name: String = name.trim_matches('_').chars().take(60).collect();
    if name.is_empty() { "field".to_owned() } else { name }
}

/// The name, with a number behind it where another field of the kind has or had it.
fn free_name(name: &str, taken: &[String], kind: Kind) -> String {
    let own: Vec<&str> =
        super::of_kind(kind).iter().chain(super::computed(kind)).map(|field| field.name).collect();
    let is_taken = |name: &str| taken.iter().any(|taken| taken == name) || own.contains(&name);
    if !is_taken(name) {
        return name.to_owned();
    }
    let mut numbered = (2_u32..).map(|number| format!("{name}_{number}"));
    numbered.find(|name| !is_taken(name)).unwrap_or_default()
}
