//! Values as cells of a table, as texts that are compared, and in words.

use super::{Choice, Field, FieldKind, Value};
use crate::{
    money::Money,
    table::{Align, Cell},
    words,
};
use serde_json::Value as Json;

/// A value as it leaves Holdfast: a day stays a day, an amount keeps its currency, a word is the one people read.
pub(crate) fn cell(field: &Field<'_>, value: &Value) -> Cell {
    match (field.kind, value) {
        (_, Value::Empty) => Cell::text(field.blank),
        (FieldKind::Day, Value::Text(text)) => Cell::stored_date(Some(text)),
        (FieldKind::Code | FieldKind::Phone | FieldKind::Host, Value::Text(text)) => Cell::code(text),
        (FieldKind::Choice(choices), Value::Text(word)) => Cell::text(choice_label(choices, word)),
        (_, Value::Text(text)) => Cell::text(text),
        (FieldKind::YesNo, Value::Number(number)) => Cell::YesNo(*number != 0),
        (FieldKind::Percent, Value::Number(hundredths)) => Cell::text(words::percent(*hundredths)),
        (_, Value::Number(number)) => Cell::Whole(*number),
        (_, Value::Money(money)) => Cell::Money(money.clone()),
        (_, Value::YesNo(yes)) => Cell::YesNo(*yes),
        (_, Value::Words(words)) => Cell::text(words.join(", ")),
    }
}

/// A value that stands in JSON, as a cell: in the words of its field.
pub fn cell_of_json(field: &Field<'_>, value: &Json) -> Cell {
    cell(field, &of_json(value))
}

/// To which side a field's cells go: figures and days to the right.
pub(crate) fn align(kind: FieldKind<'_>) -> Align {
    match kind {
        FieldKind::Day | FieldKind::Money | FieldKind::Count | FieldKind::Months | FieldKind::Percent => {
            Align::Right
        }
        _ => Align::Left,
    }
}

/// A value as it stands in JSON.
pub(crate) fn of_json(value: &Json) -> Value {
    match value {
        Json::Null => Value::Empty,
        Json::Bool(yes) => Value::YesNo(*yes),
        Json::Number(number) => number.as_i64().map_or(Value::Empty, Value::Number),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(parts) => {
            Value::Words(parts.iter().filter_map(Json::as_str).map(str::to_owned).collect())
        }
        Json::Object(_) => serde_json::from_value(value.clone()).map_or(Value::Empty, Value::Money),
    }
}

/// What a stored word is called.
pub(crate) fn choice_label(choices: &[Choice<'_>], word: &str) -> String {
    let known = choices.iter().find(|choice| choice.word == word);
    known.map_or_else(|| word.replace('_', " "), |choice| choice.label.to_owned())
}

/// The form in which an import compares a value with a stored one; None for an empty one.
pub(crate) fn stored_form(value: &Value) -> Option<String> {
    Some(match value {
        Value::Empty => return None,
        Value::Text(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Money(Money { minor, currency }) => format!("{minor} {currency}"),
        Value::YesNo(yes) => u8::from(*yes).to_string(),
        Value::Words(words) => words.join(", "),
    })
    .filter(|text| !text.is_empty())
}
