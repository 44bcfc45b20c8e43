//! Fields as columns: the row that is written, and what is read from one.

use super::{Access, Field, FieldKind, Fields, Key, Value, custom};
use crate::{
    Error, Result,
    credentials::addresses,
    history::Row,
    input,
    money::{Currency, Money},
    text::{blank_to_none, name_key, serial_key},
    words,
};
use serde_json::Value as Json;
use sqlx::{Row as _, sqlite::SqliteRow};

/// The columns in which a field is stored.
pub(crate) fn columns(field: &Field<'_>) -> Vec<String> {
    let name = field.name;
    let mut columns = match field.kind {
        FieldKind::Money if field.currency_of.is_empty() => {
            vec![format!("{name}_minor"), format!("{name}_currency")]
        }
        FieldKind::Money => vec![format!("{name}_minor")],
        FieldKind::Named(_) => vec![format!("{name}_id")],
        FieldKind::Tags => Vec::new(),
        _ => vec![field.column().to_owned()],
    };
    if field.key != Key::None {
        columns.push(format!("{name}_key"));
    }
    columns
}

/// Whether a column holds what was entered in a field, as one of [`columns`].
pub(crate) fn holds(field: &Field<'_>, column: &str) -> bool {
    let behind = || column.strip_prefix(field.name);
    match field.kind {
        FieldKind::Money => match behind() {
            Some("_minor") => true,
            Some("_currency") => field.currency_of.is_empty(),
            _ => false,
        },
        FieldKind::Named(_) => behind() == Some("_id"),
        FieldKind::Tags => false,
        _ => field.column() == column,
    }
}

/// What was entered as a row, each field checked by its kind. Links by name are written by [`super::links`], tags by
/// `tags::set`.
///
/// # Errors
/// [`Error::Field`] for the first field that does not hold what its kind says.
pub(crate) fn written<T: Fields>(input: &T) -> Result<Row> {
    let mut row = Row::new();
    for (place, field) in T::FIELDS.iter().enumerate() {
        write(&mut row, field, input.get(place))?;
    }
    Ok(row)
}

/// Checks that no number of an input is larger than its field takes.
///
/// # Errors
/// [`Error::Field`] for the first one that is, its name led by `prefix` and a point where there is one.
pub(crate) fn bounds<T: Fields>(prefix: &str, input: &T) -> Result<()> {
    T::FIELDS.iter().enumerate().try_for_each(|(place, field)| {
        let at = if prefix.is_empty() { field.name.to_owned() } else { format!("{prefix}.{}", field.name) };
        bound(&at, field, &input.get(place))
    })
}

fn bound(at: &str, field: &Field<'_>, value: &Value) -> Result<()> {
    let largest = field.largest();
    match value {
        Value::Number(number) if *number > largest => {
            let largest = match field.kind {
                FieldKind::Percent => words::percent(largest),
                _ => words::number(largest),
            };
            Err(Error::field(at, format!("“{}” is at most {largest}.", field.label)))
        }
        _ => Ok(()),
    }
}

fn write(row: &mut Row, field: &Field<'_>, value: Value) -> Result<()> {
    let name = field.name;
    bound(name, field, &value)?;
    if let FieldKind::Money = field.kind {
        let money = match value {
            Value::Money(money) => Some(money),
            _ => None,
        };
        if let Some(money) = &money {
            money.check(name)?;
        }
        row.insert(format!("{name}_minor"), money.as_ref().map(|money| money.minor).into());
        if field.currency_of.is_empty() {
            let currency = money.and_then(|money| Currency::parse(&money.currency));
            row.insert(
                format!("{name}_currency"),
                currency.map(|currency| currency.code().to_owned()).into(),
            );
        }
        return Ok(());
    }
    let column = match (field.kind, value) {
        (FieldKind::Named(_) | FieldKind::Tags, _) => return Ok(()),
        (FieldKind::Url | FieldKind::Host, Value::Text(text)) => addresses::plain(name, &Some(text))?.into(),
        (FieldKind::Day, Value::Text(text)) => input::iso(input::date(name, &Some(text))?).into(),
        (_, Value::Text(text)) => blank_to_none(Some(text)).into(),
        (_, Value::Number(number)) => number.into(),
        (_, Value::YesNo(yes)) => yes.into(),
        (_, Value::Empty | Value::Money(_) | Value::Words(_)) => Json::Null,
    };
    if field.required && column.is_null() {
        return Err(Error::field(name, format!("Enter the {}.", field.label.to_lowercase())));
    }
    let key = match (field.key, column.as_str()) {
        (Key::None, _) => None,
        (Key::Name, text) => Some(text.map(name_key)),
        (Key::Serial, text) => Some(text.and_then(serial_key)),
    };
    row.insert(field.column().to_owned(), column);
    if let Some(key) = key {
        row.insert(format!("{name}_key"), key.into());
    }
    Ok(())
}

/// What a stored row holds of a kind's fields. A link by name is read from the name that the query joined, the values of the
/// fields that people define from the column that [`custom::all_of`] reads.
pub(crate) fn read<T: Fields>(row: &SqliteRow) -> Result<T> {
    let mut read = T::default();
    for (place, field) in T::FIELDS.iter().enumerate() {
        read.set(place, stored(row, field)?);
    }
    if let Some(values) = read.custom_mut() {
        *values = custom::values(row)?;
    }
    Ok(read)
}

fn stored(row: &SqliteRow, field: &Field<'_>) -> Result<Value> {
    let name = field.name;
    Ok(match field.kind {
        FieldKind::Tags => Value::Empty,
        FieldKind::Money => {
            let currency = if field.currency_of.is_empty() { name } else { field.currency_of };
            let minor: Option<i64> = row.try_get(format!("{name}_minor").as_str())?;
            Access::get(&Money::from_columns(minor, row.try_get(format!("{currency}_currency").as_str())?))
        }
        FieldKind::Count | FieldKind::Months | FieldKind::Percent | FieldKind::YesNo => {
            row.try_get::<Option<i64>, _>(field.column())?.map_or(Value::Empty, Value::Number)
        }
        _ => row.try_get::<Option<String>, _>(field.column())?.map_or(Value::Empty, Value::Text),
    })
}
