//! Values of fields, and the types that hold them.

use super::Word;
use crate::{money::Money, text_enum};

/// The value of a field, whatever its type.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    #[default]
    Empty,
    /// A text, also that of a day, a word or a link.
    Text(String),
    Number(i64),
    Money(Money),
    YesNo(bool),
    Words(Vec<String>),
}

/// A type that holds the value of a field.
pub trait Access {
    /// What it holds; [`Value::Empty`] where there is nothing.
    fn get(&self) -> Value;
    /// Takes over a value; one of another type changes nothing.
    fn set(&mut self, value: Value);
}

impl Access for Option<String> {
    fn get(&self) -> Value {
        self.clone().map_or(Value::Empty, Value::Text)
    }

    fn set(&mut self, value: Value) {
        match value {
            Value::Text(text) => *self = Some(text),
            Value::Empty => *self = None,
            _ => {}
        }
    }
}

impl Access for String {
    fn get(&self) -> Value {
        if self.is_empty() { Value::Empty } else { Value::Text(self.clone()) }
    }

    fn set(&mut self, value: Value) {
        match value {
            Value::Text(text) => *self = text,
            Value::Empty => self.clear(),
            _ => {}
        }
    }
}

impl Access for Option<u32> {
    fn get(&self) -> Value {
        self.map_or(Value::Empty, |number| Value::Number(number.into()))
    }

    fn set(&mut self, value: Value) {
        match value {
            Value::Number(number) => *self = u32::try_from(number).ok(),
            Value::Empty => *self = None,
            _ => {}
        }
    }
}

impl Access for Option<Money> {
    fn get(&self) -> Value {
        self.clone().map_or(Value::Empty, Value::Money)
    }

    fn set(&mut self, value: Value) {
        match value {
            Value::Money(money) => *self = Some(money),
            Value::Empty => *self = None,
            _ => {}
        }
    }
}

impl Access for bool {
    fn get(&self) -> Value {
        Value::YesNo(*self)
    }

    fn set(&mut self, value: Value) {
        match value {
            Value::YesNo(yes) => *self = yes,
            Value::Number(number) => *self = number != 0,
            _ => {}
        }
    }
}

impl Access for Option<bool> {
    fn get(&self) -> Value {
        self.map_or(Value::Empty, Value::YesNo)
    }

    fn set(&mut self, value: Value) {
        match value {
            Value::YesNo(yes) => *self = Some(yes),
            Value::Number(number) => *self = Some(number != 0),
            Value::Empty => *self = None,
            _ => {}
        }
    }
}

impl Access for Vec<String> {
    fn get(&self) -> Value {
        if self.is_empty() { Value::Empty } else { Value::Words(self.clone()) }
    }

    fn set(&mut self, value: Value) {
        match value {
            Value::Words(words) => *self = words,
            Value::Empty => self.clear(),
            _ => {}
        }
    }
}

impl<W: Word> Access for W {
    fn get(&self) -> Value {
        Value::Text(text_enum::word(self))
    }

    fn set(&mut self, value: Value) {
        match value {
            Value::Text(word) => *self = text_enum::variant(&word),
            Value::Empty => *self = W::default(),
            _ => {}
        }
    }
}
