//! What each column of a file of everything may hold: the same as a form would keep, by the list of fields of its table,
//! and here for what has no list. Pure.

use crate::{
    dates::Quarter,
    fields::{
        self, Field, FieldKind,
        custom::{self, CustomType, CustomValue},
    },
    hardware::{DeviceStatus, custody::CustodyAct, warranties::ClaimOutcome},
    history::{Entity, Row},
    ids::Kind,
    money::{Currency, MAX_MINOR},
    reminders::{DeadlineKind, policy::PolicyKind},
    stocktake::Settled,
    text::{name_key, serial_key},
};
use chrono::{DateTime, Datelike, NaiveDate};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How long a text may be, in characters: more than any form is filled with.
const MAX_TEXT: usize = 1_000_000;

/// Whether a column follows from others: what a file says of it is not taken, a rule computes it.
pub(super) fn is_derived(table: Entity, column: &str) -> bool {
    let by_domain: &[&str] = match table {
        Entity::Device => {
            &["covered_until", "covered_lifetime", "warranty_due", "replace_due", "loan_due", "gaps"]
        }
        Entity::Warranty => &["until_on"],
        Entity::Credential => &["rotate_due", "expires_due"],
        _ => &[],
    };
    column.ends_with("_key") || by_domain.contains(&column) || table.derived_columns().contains(&column)
}

/// Columns that are kept by the writing of a row itself.
fn is_bookkeeping(column: &str) -> bool {
    matches!(column, "created_at" | "updated_at" | "version")
}

/// Columns in which no blank is let stand, besides the fields that their list calls required.
fn required(table: Entity) -> &'static [&'static str] {
    match table {
        Entity::Tag | Entity::DeviceCategory | Entity::DeviceModel | Entity::Kit | Entity::Attachment => {
            &["name"]
        }
        Entity::CustomField => &["kind", "name", "label", "type", "position"],
        Entity::FieldValue => &["field_id", "entity", "entity_id", "value"],
        Entity::Certificate => &["subject", "issuer", "serial", "not_before", "not_after", "fingerprint"],
        Entity::WarrantyClaim => &["fault", "claimed_on"],
        Entity::ChecklistItem => &["label"],
        Entity::CustodyEntry => &["act", "on_date", "status", "seq"],
        Entity::StockTake => &["started_on"],
        Entity::ReminderAnswer => &["kind", "subject_kind", "subject_id", "due_on", "answered_at"],
        Entity::Budget => &["fiscal_year", "amount_minor", "amount_currency"],
        Entity::ExchangeRate => &["from_currency", "to_currency", "rate_billionths", "on_date"],
        _ => &[],
    }
}

/// Pairs of columns of which both are filled or none.
const PAIRS: [(&str, &str); 3] = [
    ("price_minor", "price_currency"),
    ("proceeds_minor", "proceeds_currency"),
    ("amount_minor", "amount_currency"),
];

/// A row of a file as it may be entered: every column checked, columns that others compare by computed, derived ones
/// left to their rules.
///
/// # Errors
/// What is wrong with it, in words that name the column.
pub(super) fn checked(table: Entity, row: &Row, known: impl Fn(&str) -> bool) -> Result<Row, String> {
    if let Some(unknown) = row.keys().find(|column| !known(column)) {
        return Err(format!("a field “{unknown}” that this Holdfast does not know"));
    }
    let mut kept = Row::new();
    for (column, value) in row {
        if is_derived(table, column) {
            continue;
        }
        one(table, column, value).map_err(|what| format!("{column}: {what}"))?;
        kept.insert(column.clone(), value.clone());
    }
    let listed = fields::of_table(table).iter().filter(|field| field.required).map(Field::column);
    for column in ["id"].into_iter().chain(required(table).iter().copied()).chain(listed) {
        let filled = match kept.get(column) {
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(Value::Null) | None => false,
            Some(_) => true,
        };
        if !filled {
            return Err(format!("{column} is missing"));
        }
    }
    let filled = |column: &str| kept.get(column).is_some_and(|value| !value.is_null());
    for (amount, currency) in PAIRS {
        if filled(amount) != filled(currency) {
            return Err(format!("{amount} and {currency} go together"));
        }
    }
    if filled("residual_minor") {
        let minor = |column: &str| kept.get(column).and_then(Value::as_i64);
        if minor("residual_minor") > minor("price_minor") {
            return Err("residual_minor is more than the price".to_owned());
        }
    }
    compared(table, &mut kept, known);
    Ok(kept)
}

/// Fills the columns by which names and numbers are compared.
fn compared(table: Entity, row: &mut Row, known: impl Fn(&str) -> bool) {
    for column in ["name", "label", "asset_tag", "email", "serial", "category", "manufacturer", "code"] {
        let key = format!("{column}_key");
        if !known(&key) {
            continue;
        }
        let text = row.get(column).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let value = match (column, text) {
            ("serial", Some(text)) => serial_key(text).into(),
            (_, Some(text)) => name_key(text).into(),
            ("category" | "manufacturer", None) if table != Entity::ReminderRule => "".into(),
            (_, None) => Value::Null,
        };
        row.insert(key, value);
    }
}

fn one(table: Entity, column: &str, value: &Value) -> Result<(), String> {
    if is_bookkeeping(column) || value.is_null() {
        return Ok(());
    }
    match fields::of_table(table).iter().find(|field| fields::holds(field, column)) {
        Some(field) => of_field(field, column, value),
        None => unlisted(table, column, value),
    }
}

/// A column of a field: what the field's kind keeps.
fn of_field(field: &Field<'_>, column: &str, value: &Value) -> Result<(), String> {
    match field.kind {
        FieldKind::Money if column.ends_with("_currency") => currency(value),
        FieldKind::Money => whole(value, 0, MAX_MINOR),
        FieldKind::Named(_) | FieldKind::ById(_) => id(value),
        FieldKind::Day => day(value),
        FieldKind::Count | FieldKind::Months | FieldKind::Percent => whole(value, 0, field.largest()),
        FieldKind::YesNo => flag(value),
        FieldKind::Choice(words) => word(value, |text| words.iter().any(|choice| choice.word == text)),
        FieldKind::Text
        | FieldKind::Code
        | FieldKind::Email
        | FieldKind::Phone
        | FieldKind::Url
        | FieldKind::Host
        | FieldKind::Notes
        | FieldKind::Tags => words(value),
    }
}

/// A column of a table without a list, or of a part that is no field.
fn unlisted(table: Entity, column: &str, value: &Value) -> Result<(), String> {
    match column {
        "id" => id(value),
        "entity" | "subject_kind" => word(value, |word| Kind::parse(word).is_some()),
        "kind" | "status" | "act" | "outcome" | "settled" => choice(table, column, value),
        "reassignable" | "void" | "muted" | "nested" | "expected" | "required" | "shown" => flag(value),
        "name" if table == Entity::CustomField => word(value, custom::is_name),
        "type" => word(value, is_word::<CustomType>),
        "choices" => word(value, |text| serde_json::from_str::<Vec<String>>(text).is_ok()),
        "default_value" => word(value, |text| serde_json::from_str::<CustomValue>(text).is_ok()),
        "value" if value.is_i64() => Ok(()),
        "currency" => currency(value),
        "quantity" => whole(value, 1, 10_000_000),
        "residual_percent" => whole(value, 0, 100),
        "fiscal_year" => whole(value, 1900, 9999),
        "rate_billionths" => whole(value, 1, i64::MAX),
        "position" | "seq" | "size" | "key_bits" => whole(value, 0, i64::from(u32::MAX)),
        "refresh_quarter" => word(value, |text| Quarter::parse(text).is_some()),
        "sha256" => word(value, |text| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())),
        "steps" => word(value, |text| text.split_whitespace().all(|step| step.parse::<i32>().is_ok())),
        "chain" => word(value, |text| serde_json::from_str::<Value>(text).is_ok()),
        "on_date" | "return_by" => day(value),
        "not_before" | "not_after" => moment(value),
        _ if column.ends_with("_currency") => currency(value),
        _ if column.ends_with("_minor") => whole(value, 0, MAX_MINOR),
        _ if column.ends_with("_months") || column == "months" => whole(value, 0, 1_200),
        _ if column.ends_with("_on") => day(value),
        _ if column.ends_with("_at") => moment(value),
        _ if column.ends_with("_id") => id(value),
        _ => other(value),
    }
}

fn currency(value: &Value) -> Result<(), String> {
    word(value, |text| Currency::parse(text).is_some_and(|known| known.code() == text))
}

/// Whether a text is a word of an enum.
fn is_word<T: DeserializeOwned>(word: &str) -> bool {
    serde_json::from_value::<T>(Value::String(word.to_owned())).is_ok()
}

fn choice(table: Entity, column: &str, value: &Value) -> Result<(), String> {
    word(value, |text| match (table, column) {
        (Entity::CustodyEntry, "status") => is_word::<DeviceStatus>(text),
        (Entity::CustodyEntry, "act") => is_word::<CustodyAct>(text),
        (Entity::WarrantyClaim, "outcome") => is_word::<ClaimOutcome>(text),
        (Entity::StockTakeItem, "settled") => is_word::<Settled>(text),
        (Entity::CustomField, "kind") => Kind::parse(text).is_some(),
        (Entity::ReminderAnswer, "kind") => DeadlineKind::parse(text).is_some(),
        (Entity::ReminderRule, "kind") => PolicyKind::parse(text).is_some(),
        // The schema itself names the words of the others.
        _ => true,
    })
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| "this is no text".to_owned())
}

fn word(value: &Value, fits: impl Fn(&str) -> bool) -> Result<(), String> {
    let text = text(value)?;
    if fits(text) { Ok(()) } else { Err(format!("“{}” is not known here", short(text))) }
}

fn id(value: &Value) -> Result<(), String> {
    let fits = |text: &str| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    word(value, fits)
}

fn flag(value: &Value) -> Result<(), String> {
    if matches!(value.as_i64(), Some(0 | 1)) { Ok(()) } else { Err("this is neither 0 nor 1".to_owned()) }
}

fn whole(value: &Value, from: i64, to: i64) -> Result<(), String> {
    match value.as_i64() {
        Some(number) if (from..=to).contains(&number) => Ok(()),
        _ if to == i64::MAX => Err(format!("this is no whole number from {from} on")),
        _ => Err(format!("this is no whole number from {from} to {to}")),
    }
}

/// A date as it is stored: sorting and comparing go by the text.
fn day(value: &Value) -> Result<(), String> {
    let text = text(value)?;
    match text.parse::<NaiveDate>() {
        Ok(date) if (1900..=9999).contains(&date.year()) && date.to_string() == text => Ok(()),
        _ => Err(format!("“{}” is no date like 2026-12-31", short(text))),
    }
}

fn moment(value: &Value) -> Result<(), String> {
    let text = text(value)?;
    match DateTime::parse_from_rfc3339(text) {
        Ok(at) if (1..=9999).contains(&at.year()) => Ok(()),
        _ => Err(format!("“{}” is no point in time like 2026-12-31T08:00:00Z", short(text))),
    }
}

/// A text without a set form.
fn words(value: &Value) -> Result<(), String> {
    match text(value)? {
        text if text.contains('\0') => Err("the text holds a NUL character".to_owned()),
        text if text.chars().count() > MAX_TEXT => Err("the text is too long".to_owned()),
        _ => Ok(()),
    }
}

/// A text, or a number of a column that has no rule yet.
fn other(value: &Value) -> Result<(), String> {
    match value {
        Value::String(_) => words(value),
        Value::Number(number) if number.as_i64().is_some_and(|number| (0..=MAX_MINOR).contains(&number)) => {
            Ok(())
        }
        _ => Err("this is no text".to_owned()),
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row;

    #[test]
    fn a_column_holds_what_a_form_would_keep() {
        let known = |_: &str| true;
        for (table, row, named) in [
            (
                Entity::License,
                row! { "id": "a-1", "name": "X", "min_free_seats": i64::MIN },
                "min_free_seats",
            ),
            (Entity::License, row! { "id": "a-1", "name": "X", "min_free_seats": "2" }, "min_free_seats"),
            (Entity::License, row! { "id": "a-1", "name": " " }, "name"),
            (Entity::License, row! { "id": "a-1", "name": "X", "kind": "rented" }, "kind"),
            (Entity::License, row! { "id": "a-1", "name": ["X"] }, "name"),
            (Entity::Term, row! { "id": "a-1", "ends_on": "{}" }, "ends_on"),
            (Entity::Term, row! { "id": "a-1", "ends_on": "2026-2-3" }, "ends_on"),
            (Entity::Term, row! { "id": "a-1", "price_minor": 5 }, "price_currency"),
            (Entity::Term, row! { "id": "a-1", "price_minor": 5, "price_currency": "eur" }, "price_currency"),
            (Entity::Term, row! { "id": "a-1", "auto_renews": 2 }, "auto_renews"),
            (Entity::Device, row! { "id": "A'; --", "name": "X" }, "id"),
            (Entity::Device, row! { "id": "a-1", "name": "X", "deleted_at": "yes" }, "deleted_at"),
            (Entity::CustomField, row! { "id": "a-1", "name": "a'b" }, "name"),
            (Entity::CustomField, row! { "id": "a-1", "name": "a", "type": "blob" }, "type"),
            (Entity::CustomField, row! { "id": "a-1", "name": "a", "choices": "[1]" }, "choices"),
            (Entity::FieldValue, row! { "id": "a-1", "field_id": "f", "value": ["x"] }, "value"),
            (Entity::Device, row! { "id": "a-1", "name": "X", "notes": "a\0b" }, "notes"),
            (Entity::Device, row! { "id": "a-1", "name": "X", "model": 7 }, "model"),
            (Entity::Device, row! { "id": "a-1", "name": "X", "status": "lent" }, "status"),
            (Entity::Warranty, row! { "id": "a-1", "kind": "best" }, "kind"),
            (Entity::Contact, row! { "id": "a-1", "email": "a@example.com" }, "name"),
            (Entity::Term, row! { "id": "a-1", "notice_days": 3_651 }, "notice_days"),
            (Entity::Term, row! { "id": "a-1", "tax_rate": 10_001 }, "tax_rate"),
            (Entity::Credential, row! { "id": "a-1", "name": "X", "rotate_days": 36_501 }, "rotate_days"),
            (Entity::License, row! { "id": "a-1", "name": "X", "vendor_id": "A b" }, "vendor_id"),
        ] {
            let told = checked(table, &row, known).unwrap_err();
            assert!(told.contains(named), "{told}");
        }
        let only_name = |column: &str| matches!(column, "id" | "name");
        assert!(checked(Entity::Tag, &row! { "id": "a", "name": "X", "colour": 1 }, only_name).is_err());
        let kept = checked(
            Entity::Device,
            &row! { "id": "a", "name": "  Ä b ", "name_key": "zzz", "serial": "N/A", "covered_until": "{}" },
            known,
        );
        let kept = kept.unwrap();
        assert_eq!(kept.get("name_key"), Some(&Value::from("ä b")));
        assert_eq!(kept.get("serial_key"), Some(&Value::Null));
        assert_eq!(kept.get("covered_until"), None);
    }
}
