//! What a value becomes when its field changes. Pure.

use super::model::{CustomFieldInput, CustomType, CustomValue};
use crate::{
    credentials::addresses,
    input,
    money::{Currency, Money, parse_decimal},
    text::{blank_to_none, name_key},
};

/// The value in a field of that type; None where it cannot be kept.
pub(super) fn converted(value: &CustomValue, from: CustomType, to: &CustomFieldInput) -> Option<CustomValue> {
    let is_text = |kind: CustomType| matches!(kind, CustomType::Text | CustomType::Notes | CustomType::Phone);
    if from == to.value_type && from != CustomType::Choice || is_text(from) && is_text(to.value_type) {
        return Some(value.clone());
    }
    let text = match value {
        CustomValue::Text(text) => text.clone(),
        other => other.words(from),
    };
    match to.value_type {
        CustomType::Text | CustomType::Notes | CustomType::Phone => Some(CustomValue::Text(text)),
        CustomType::Url => addresses::plain("", &Some(text)).ok().flatten().map(CustomValue::Text),
        CustomType::Email => is_address(&text).then_some(CustomValue::Text(text)),
        CustomType::Number => match value {
            CustomValue::YesNo(yes) => Some(CustomValue::Number((*yes).into())),
            _ => text.parse().ok().map(CustomValue::Number),
        },
        CustomType::YesNo => yes_no(&text).map(CustomValue::YesNo),
        CustomType::Day => {
            let day = input::date("", &Some(text)).ok().flatten()?;
            Some(CustomValue::Text(input::day(day)))
        }
        CustomType::Money => amount(&text).map(CustomValue::Money),
        CustomType::Choice => to
            .choices
            .iter()
            .find(|choice| name_key(choice) == name_key(&text))
            .cloned()
            .map(CustomValue::Text),
    }
}

fn yes_no(text: &str) -> Option<bool> {
    match name_key(text).as_str() {
        "yes" | "true" | "1" | "x" | "ja" | "oui" | "sí" | "si" => Some(true),
        "no" | "false" | "0" | "nein" | "non" => Some(false),
        _ => None,
    }
}

/// An amount with its currency, such as 12.50 EUR.
fn amount(text: &str) -> Option<Money> {
    let text = text.replace('\u{a0}', " ");
    let (one, other) = text.trim().split_once(' ')?;
    let (number, currency) = match Currency::parse(one) {
        Some(currency) => (other, currency),
        None => (one, Currency::parse(other.trim())?),
    };
    let minor = parse_decimal(number.trim(), currency.decimals())?;
    let money = Money::new(minor, currency.code());
    money.check("").ok().map(|()| money)
}

/// Whether a text can be an address of mail.
pub(super) fn is_address(text: &str) -> bool {
    let text = blank_to_none(Some(text.to_owned())).unwrap_or_default();
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !text.chars().any(char::is_whitespace)
    })
}
