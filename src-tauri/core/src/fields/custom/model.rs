//! A field that a person defined, and its value of a thing.

use crate::{
    fields::{self, Choice, Field, FieldKind, List, Search, Value},
    ids::Kind,
    money::Money,
    table::Cell,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the values of such a field are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CustomType {
    #[default]
    Text,
    Notes,
    Number,
    Day,
    Money,
    YesNo,
    Choice,
    Url,
    Email,
    Phone,
}

/// A value of a custom field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum CustomValue {
    YesNo(bool),
    Number(#[cfg_attr(feature = "specta", specta(type = f64))] i64),
    Money(Money),
    Text(String),
}

/// The values of a thing's custom fields, by the fields' names. Of what is entered: null empties a field, and one that is
/// not named is left as it is.
pub type CustomValues = BTreeMap<String, Option<CustomValue>>;

/// What a person says of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CustomFieldInput {
    pub label: String,
    #[serde(rename = "type")]
    pub value_type: CustomType,
    /// The words of a choice.
    #[serde(default)]
    pub choices: Vec<String>,
    /// A form is not saved without it.
    #[serde(default)]
    pub required: bool,
    /// What a new thing begins with.
    #[serde(default)]
    pub default: Option<CustomValue>,
    /// A column of the list from the start.
    #[serde(default)]
    pub shown: bool,
}

/// A field as it is defined.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CustomField {
    pub id: String,
    pub version: u32,
    pub kind: Kind,
    /// In files and JSON; the same for good.
    pub name: String,
    /// How many things have a value; counted by [`super::counted`] alone.
    pub used: u32,
    #[serde(flatten)]
    pub input: CustomFieldInput,
}

/// What becomes of a value when the type or the choices of its field change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Conversion {
    /// In words.
    pub before: String,
    /// In words; None where it cannot be kept.
    pub after: Option<String>,
    /// How many things have it.
    pub things: u32,
    /// The name of one of them.
    pub example: String,
}

/// What stands before the name of a custom field where those of all kinds are named: in sorts and columns of lists.
pub const PREFIX: &str = "custom.";

impl CustomField {
    /// The words of a choice, as a [`Field`] has them.
    pub fn choices(&self) -> Vec<Choice<'_>> {
        self.input.choices.iter().map(|word| Choice { word, label: word, read: "" }).collect()
    }

    /// Its name where the fields of the kind have theirs.
    pub fn column(&self) -> String {
        format!("{PREFIX}{}", self.name)
    }

    /// What a thing with these values holds of it.
    pub(crate) fn cell(&self, values: &CustomValues) -> Cell {
        let choices = self.choices();
        let value = values.get(&self.name).cloned().flatten();
        value.map_or(Cell::Empty, |value| fields::cell(&self.field(&choices), &value.into()))
    }

    /// The field like one that a kind has by itself.
    pub fn field<'a>(&'a self, choices: &'a [Choice<'a>]) -> Field<'a> {
        Field {
            name: &self.name,
            label: &self.input.label,
            kind: self.input.value_type.kind(choices),
            required: self.input.required,
            search: Search::Body,
            list: if self.input.shown { List::Shown } else { List::Offered },
            ..Field::BLANK
        }
    }
}

impl CustomType {
    pub(crate) fn kind<'a>(self, choices: &'a [Choice<'a>]) -> FieldKind<'a> {
        match self {
            CustomType::Text => FieldKind::Text,
            CustomType::Notes => FieldKind::Notes,
            CustomType::Number => FieldKind::Count,
            CustomType::Day => FieldKind::Day,
            CustomType::Money => FieldKind::Money,
            CustomType::YesNo => FieldKind::YesNo,
            CustomType::Choice => FieldKind::Choice(choices),
            CustomType::Url => FieldKind::Url,
            CustomType::Email => FieldKind::Email,
            CustomType::Phone => FieldKind::Phone,
        }
    }
}

impl CustomValue {
    /// In words, as a text cell has it.
    pub(super) fn words(&self, value_type: CustomType) -> String {
        let field = Field { kind: value_type.kind(&[]), ..Field::BLANK };
        match (value_type, self) {
            (CustomType::Choice, CustomValue::Text(text)) => text.clone(),
            _ => fields::cell(&field, &self.clone().into()).plain(),
        }
    }
}

impl From<CustomValue> for Value {
    fn from(value: CustomValue) -> Value {
        match value {
            CustomValue::YesNo(yes) => Value::YesNo(yes),
            CustomValue::Number(number) => Value::Number(number),
            CustomValue::Money(money) => Value::Money(money),
            CustomValue::Text(text) => Value::Text(text),
        }
    }
}

impl TryFrom<Value> for CustomValue {
    type Error = ();

    /// Nothing is no value, and no field holds several words.
    fn try_from(value: Value) -> Result<CustomValue, ()> {
        match value {
            Value::YesNo(yes) => Ok(CustomValue::YesNo(yes)),
            Value::Number(number) => Ok(CustomValue::Number(number)),
            Value::Money(money) => Ok(CustomValue::Money(money)),
            Value::Text(text) => Ok(CustomValue::Text(text)),
            Value::Empty | Value::Words(_) => Err(()),
        }
    }
}
