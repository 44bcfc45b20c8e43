//! What was read from a cell, how it compares with what is stored, and how it is shown.

use crate::{
    money::{Currency, Money, format_decimal},
    secrets::{ExposeSecret, SecretString},
    words,
};
use chrono::NaiveDate;
use holdfast_sheets::is_unseen;
use std::collections::BTreeMap;

/// A cell's value. Its `Debug` shows no secret.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Date(NaiveDate),
    Money(Money),
    Number(u32),
    Whole(i64),
    Unlimited,
    /// Said to be nothing, where a blank cell would keep what is there.
    Nothing,
    Lifetime,
    Flag(bool),
    /// Hundredths of a percent.
    Percent(u32),
    Tags(Vec<String>),
    /// A word of a list, as it is stored.
    Word(&'static str),
    /// Things that were found, by their ids in order; and what the cell calls them.
    Link {
        ids: Vec<String>,
        name: String,
    },
    Secret(SecretString),
}

/// The cells of a row that are not blank, by the field's name.
pub(super) type Values = BTreeMap<&'static str, Value>;

/// The word under which "no limit" is compared.
pub(super) const UNLIMITED: &str = "unlimited";
/// The word under which a warranty for life is compared.
pub(super) const LIFETIME: &str = "lifetime";

impl Value {
    /// The form in which values are compared with stored ones; a secret and nothing have none.
    pub fn stored(&self) -> Option<String> {
        Some(match self {
            Value::Text(text) => text.clone(),
            Value::Date(date) => date.to_string(),
            Value::Money(money) => format!("{} {}", money.minor, money.currency),
            Value::Number(number) => number.to_string(),
            Value::Whole(number) => number.to_string(),
            Value::Unlimited => UNLIMITED.to_owned(),
            Value::Lifetime => LIFETIME.to_owned(),
            Value::Flag(flag) => u8::from(*flag).to_string(),
            Value::Percent(hundredths) => hundredths.to_string(),
            Value::Tags(tags) => tags.join(", "),
            Value::Word(word) => (*word).to_owned(),
            Value::Link { ids, .. } => ids.join(","),
            Value::Nothing | Value::Secret(_) => return None,
        })
    }

    /// As the field of an input holds it; None for what is no value of a field.
    pub fn entered(&self) -> Option<crate::fields::Value> {
        use crate::fields::Value as Field;
        Some(match self {
            Value::Text(text) => Field::Text(text.clone()),
            Value::Word(word) => Field::Text((*word).to_owned()),
            Value::Date(date) => Field::Text(date.to_string()),
            Value::Money(money) => Field::Money(money.clone()),
            Value::Number(number) => Field::Number((*number).into()),
            Value::Whole(number) => Field::Number(*number),
            Value::Unlimited | Value::Nothing => Field::Empty,
            Value::Flag(yes) => Field::YesNo(*yes),
            Value::Tags(tags) => Field::Words(tags.clone()),
            Value::Percent(hundredths) => Field::Number((*hundredths).into()),
            Value::Link { ids, .. } => Field::Text(ids.first()?.clone()),
            Value::Lifetime | Value::Secret(_) => return None,
        })
    }

    /// The form that a preview shows.
    pub fn shown(&self) -> String {
        match self {
            Value::Money(money) => show_money(money.minor, &money.currency),
            Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Value::Word(word) => word.replace('_', " "),
            Value::Percent(hundredths) => words::percent((*hundredths).into()),
            Value::Link { name, .. } => cut(name),
            Value::Secret(secret) => masked(secret.expose_secret()),
            other => cut(&other.stored().unwrap_or_default()),
        }
    }

    /// A stored text in the form of a value like this one.
    pub fn show_stored(&self, stored: &str) -> String {
        match self {
            Value::Money(_) => stored
                .split_once(' ')
                .and_then(|(minor, currency)| Some(show_money(minor.parse().ok()?, currency)))
                .unwrap_or_else(|| stored.to_owned()),
            Value::Flag(_) => if stored == "1" { "yes" } else { "no" }.to_owned(),
            Value::Word(_) => stored.replace('_', " "),
            // What is stored is an id, which nobody can read.
            Value::Link { .. } => "another".to_owned(),
            Value::Percent(_) => stored.parse().map_or_else(|_| stored.to_owned(), words::percent),
            _ => cut(stored),
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Word(word) => Some(word),
            _ => None,
        }
    }
}

fn show_money(minor: i64, currency: &str) -> String {
    let decimals = Currency::parse(currency).map_or(2, |currency| currency.decimals());
    format!("{} {currency}", format_decimal(minor, decimals))
}

/// A field's text in a row.
pub(super) fn text(values: &Values, field: &str) -> Option<String> {
    values.get(field).and_then(Value::text).map(str::to_owned)
}

pub(super) fn date(values: &Values, field: &str) -> Option<NaiveDate> {
    match values.get(field) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    }
}

/// A field's tags in a row.
pub(super) fn tags(values: &Values, field: &str) -> Vec<String> {
    match values.get(field) {
        Some(Value::Tags(tags)) => tags.clone(),
        _ => Vec::new(),
    }
}

pub(super) fn number(values: &Values, field: &str) -> Option<u32> {
    match values.get(field) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    }
}

pub(super) fn flag(values: &Values, field: &str) -> Option<bool> {
    match values.get(field) {
        Some(Value::Flag(flag)) => Some(*flag),
        _ => None,
    }
}

pub(super) fn money(values: &Values, field: &str) -> Option<Money> {
    match values.get(field) {
        Some(Value::Money(money)) => Some(money.clone()),
        _ => None,
    }
}

/// A secret as it may be shown: its last four characters, when it has more than twice as many.
pub(super) fn masked(text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    match chars.len().checked_sub(4).and_then(|from| chars.get(from..)) {
        Some(last) if chars.len() > 8 => format!("•••• {}", last.iter().collect::<String>()),
        _ => "••••".to_owned(),
    }
}

/// The first line of a text, up to 120 characters.
pub(super) fn cut(text: &str) -> String {
    let mut lines = text.trim().lines();
    let line = lines.next().unwrap_or_default();
    let mut short: String =
        line.chars().take(120).map(|c| if is_unseen(c) { '\u{fffd}' } else { c }).collect();
    if line.chars().nth(120).is_some() || lines.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_show_little_or_nothing() {
        assert_eq!(masked("AAAA-BBBB-CCCC-9F3K"), "•••• 9F3K");
        assert_eq!(masked("short123"), "••••");
        let secret = Value::Secret(SecretString::from("AAAA-BBBB-CCCC".to_owned()));
        assert_eq!(secret.stored(), None);
        assert!(!format!("{secret:?}").contains("AAAA"));
    }

    #[test]
    fn values_show_as_people_read_them() {
        let price = Value::Money(Money::new(123_450, "USD"));
        assert_eq!(
            (price.shown(), price.show_stored("1258 USD")),
            ("1234.50 USD".into(), "12.58 USD".into())
        );
        assert_eq!(Value::Flag(true).show_stored("0"), "no");
        assert_eq!(cut("one\ntwo"), "one…");
    }
}
