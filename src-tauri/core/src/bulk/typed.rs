//! What a person types for a field, as a value; and whether the field holds it. Pure.

use super::BulkEdit;
use crate::{
    Error, Result,
    fields::{CustomValue, Field, FieldKind, Fields, Value},
    money::{Currency, Money, parse_typed},
    text::name_key,
};

/// The value that a text is in a field; an amount without a currency is in `home`. A link by id takes the id.
///
/// # Errors
/// [`Error::Field`], under the field's name, for a text that is none.
pub(super) fn typed(field: &Field<'_>, text: &str, home: &str) -> Result<CustomValue> {
    let text = text.trim();
    let wrong =
        |takes: &str| Error::field(field.name, format!("“{}” takes {takes}, not “{text}”.", field.label));
    Ok(match field.kind {
        FieldKind::Count | FieldKind::Months => {
            CustomValue::Number(text.parse().map_err(|_| wrong("a whole number"))?)
        }
        FieldKind::Percent => {
            let hundredths = parse_typed(text.trim_end_matches('%'), 2);
            CustomValue::Number(hundredths.ok_or_else(|| wrong("a percentage such as 19"))?)
        }
        FieldKind::Money => {
            CustomValue::Money(amount(text, home).ok_or_else(|| wrong("an amount such as 12.50 EUR"))?)
        }
        FieldKind::YesNo => match name_key(text).as_str() {
            "yes" | "true" | "1" => CustomValue::YesNo(true),
            "no" | "false" | "0" => CustomValue::YesNo(false),
            _ => return Err(wrong("yes or no")),
        },
        FieldKind::Choice(choices) => {
            let key = name_key(text);
            let means = |choice: &&crate::fields::Choice<'_>| {
                [name_key(choice.word), name_key(&choice.word.replace('_', " ")), name_key(choice.label)]
                    .contains(&key)
            };
            let labels = || choices.iter().map(|choice| choice.label).collect::<Vec<_>>().join(", ");
            let found = choices.iter().find(means).ok_or_else(|| wrong(&format!("one of: {}", labels())))?;
            CustomValue::Text(found.word.to_owned())
        }
        FieldKind::Tags => return Err(wrong("tags to add and to remove")),
        _ => CustomValue::Text(text.to_owned()),
    })
}

/// "12.50 EUR", "EUR 12,50" or "12.50".
fn amount(text: &str, home: &str) -> Option<Money> {
    let (number, currency) = match text.split_once(' ') {
        None => (text, Currency::parse(home)?),
        Some((one, other)) => match Currency::parse(one) {
            Some(currency) => (other.trim(), currency),
            None => (one, Currency::parse(other.trim())?),
        },
    };
    let minor = parse_typed(number, currency.decimals()).filter(|minor| *minor >= 0)?;
    Some(Money::new(minor, currency.code()))
}

/// Checks that the fields of a list hold what they are set to: one that cannot would keep another value, or none, unsaid.
///
/// # Errors
/// [`Error::Field`] for the first that does not.
pub(super) fn takes<T: Fields>(edit: &BulkEdit, named: impl Fn(&Field<'_>) -> String) -> Result<()> {
    for (place, field) in T::FIELDS.iter().enumerate() {
        let Some(said) = edit.set.get(&named(field)) else { continue };
        let value = said.clone().map_or(Value::Empty, Value::from);
        let mut trial = T::default();
        trial.set(place, value.clone());
        if trial.get(place) == value {
            continue;
        }
        let label = field.label;
        return Err(Error::field(
            "set",
            match value {
                Value::Empty => format!("“{label}” cannot be empty."),
                Value::Number(number) if number < 0 => format!("“{label}” takes no number below zero."),
                _ => format!("“{label}” does not take this value."),
            },
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hardware::DeviceInput, terms::TermInput};

    fn field<T: Fields>(name: &str) -> &'static Field<'static> {
        T::FIELDS.iter().find(|field| field.name == name).unwrap()
    }

    #[test]
    fn a_text_is_the_value_of_its_field() {
        let money = |minor, currency: &str| CustomValue::Money(Money::new(minor, currency));
        for (field, text, value) in [
            (field::<TermInput>("notice_days"), "30", CustomValue::Number(30)),
            (field::<TermInput>("tax_rate"), "7,5 %", CustomValue::Number(750)),
            (field::<TermInput>("auto_renews"), "Yes", CustomValue::YesNo(true)),
            (field::<TermInput>("price"), "12,50", money(1250, "EUR")),
            (field::<TermInput>("price"), "1000 JPY", money(1000, "JPY")),
            (field::<TermInput>("price"), "usd 3.10", money(310, "USD")),
            (field::<DeviceInput>("status"), "In repair", CustomValue::Text("in_repair".into())),
            (field::<DeviceInput>("model"), " T14 ", CustomValue::Text("T14".into())),
        ] {
            assert_eq!(typed(field, text, "EUR").unwrap(), value, "{text}");
        }
        for (field, text, part) in [
            (field::<TermInput>("notice_days"), "soon", "a whole number, not “soon”"),
            (field::<TermInput>("price"), "-5", "an amount"),
            (field::<TermInput>("price"), "1,234", "an amount"),
            (field::<TermInput>("price"), "5 XYZ", "an amount"),
            (field::<TermInput>("auto_renews"), "perhaps", "yes or no"),
            (field::<DeviceInput>("status"), "lent", "one of: "),
            (field::<DeviceInput>("tags"), "a", "tags to add"),
        ] {
            let refused = typed(field, text, "EUR").unwrap_err();
            assert_eq!(refused.field_name(), Some(field.name));
            assert!(refused.to_string().contains(part), "{refused}");
        }
    }
}
