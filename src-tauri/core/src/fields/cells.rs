//! Values as cells of a table, as texts that are compared, and in words.

use super::{Choice, Field, FieldKind, Value};
use crate::{money::Money, table::Cell};

/// A value as it leaves Holdfast: a day stays a day, an amount keeps its currency, a word is the one people read.
pub(crate) fn cell(field: &Field<'_>, value: &Value) -> Cell {
    match (field.kind, value) {
        (_, Value::Empty) => Cell::text(field.blank),
        (FieldKind::Day, Value::Text(text)) => Cell::stored_date(Some(text)),
        (FieldKind::Code | FieldKind::Phone, Value::Text(text)) => Cell::code(text),
        (FieldKind::Choice(choices), Value::Text(word)) => Cell::text(choice_label(choices, word)),
        (_, Value::Text(text)) => Cell::text(text),
        (FieldKind::YesNo, Value::Number(number)) => Cell::YesNo(*number != 0),
        (_, Value::Number(number)) => Cell::Whole(*number),
        (_, Value::Money(money)) => Cell::Money(money.clone()),
        (_, Value::YesNo(yes)) => Cell::YesNo(*yes),
        (_, Value::Words(words)) => Cell::text(words.join(", ")),
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
