//! The list of fields of each kind of thing, and what is made of it.
//!
//! A kind declares its fields once, at the struct that holds what a person enters (`#[derive(Fields)]`, see the crate
//! `holdfast-fields`). From that list come the row that is written and the row that is read, the sorts of its list, the
//! text that search finds, the columns of files, what an import reads and compares, the words of the History, the tables of
//! the manual, and the `fields.ts` of the window.
//!
//! Parts (terms, warranties, contacts, tags) and rules over several fields stay with their domain.

mod access;
mod cells;
pub mod custom;
mod kinds;
mod links;
mod rows;
mod sorts;

pub use access::{Access, Value};
pub use custom::{CustomType, CustomValue, CustomValues};
pub(crate) use custom::{add_extras, add_extras_to_all, all_of, set_extras};
pub use holdfast_fields::Fields;

pub use cells::cell_of_json;
pub(crate) use cells::{align, cell, choice_label, of_json, stored_form};
pub use kinds::{blank, computed, of_kind, of_table};
pub(crate) use links::links;
pub(crate) use rows::{bounds, columns, holds, read, written};
pub(crate) use sorts::order;

use crate::ids::Kind;

/// One field: its name in code and files, what it is called, and all that follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field<'a> {
    /// Its name in the input, in JSON and in files.
    pub name: &'a str,
    /// What people read.
    pub label: &'a str,
    pub kind: FieldKind<'a>,
    /// Under which headers of files it arrives besides its name and its label: letters and digits, with blanks between.
    pub headers: &'a str,
    /// The column that holds it; empty where that has the field's name.
    pub column: &'a str,
    /// It must not be blank.
    pub required: bool,
    /// How it is compared.
    pub key: Key,
    /// Where search finds it.
    pub search: Search,
    /// How it stands in its list.
    pub list: List,
    /// The width of its column in the window, as CSS grid has it; empty for that of its kind.
    pub width: &'a str,
    /// Of an amount without a currency of its own: the field whose currency it has.
    pub currency_of: &'a str,
    /// What a blank one is called, such as "unlimited".
    pub blank: &'a str,
    /// The largest number it takes; 0 for that of its kind.
    pub most: u32,
    /// A value of each thing alone, such as a serial: it is not changed for many at once.
    pub single: bool,
    /// Of a column that is computed: by which SQL it sorts. Empty where that follows from the kind.
    pub sort: &'a str,
}

impl Field<'static> {
    /// What the derive begins with.
    pub const BLANK: Field<'static> = Field {
        name: "",
        label: "",
        kind: FieldKind::Text,
        headers: "",
        column: "",
        required: false,
        key: Key::None,
        search: Search::Never,
        list: List::Never,
        width: "",
        currency_of: "",
        blank: "",
        most: 0,
        single: false,
        sort: "",
    };
}

impl Field<'_> {
    /// The column of a field that has one of its own.
    pub(crate) fn column(&self) -> &str {
        if self.column.is_empty() { self.name } else { self.column }
    }

    /// The largest number that it takes, in forms and files alike.
    pub(crate) fn largest(&self) -> i64 {
        match (self.most, self.kind) {
            (0, FieldKind::Months) => 1_200,
            (0, FieldKind::Percent) => 10_000,
            (0, _) => 10_000_000,
            (most, _) => most.into(),
        }
    }

    /// The name under which it stands where it is shown: a link by id shows the name of what it leads to.
    pub fn shown_name(&self) -> &str {
        match self.kind {
            FieldKind::ById(_) => self.name.strip_suffix("_id").unwrap_or(self.name),
            _ => self.name,
        }
    }
}

/// What a field holds: how a cell is read and written, how it sorts, which editor it gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind<'a> {
    /// Words on one line.
    Text,
    /// A tag, serial or number that is copied and never counted.
    Code,
    /// An address of mail.
    Email,
    /// A number to call.
    Phone,
    /// An address of the web, in which nothing is secret.
    Url,
    /// The name or address of a computer in a network, in which nothing is secret.
    Host,
    /// Words on several lines.
    Notes,
    /// A calendar day, YYYY-MM-DD.
    Day,
    /// Whole minor units and a currency.
    Money,
    /// A whole number.
    Count,
    /// A length in months.
    Months,
    /// Hundredths of a percent.
    Percent,
    YesNo,
    /// One of these words.
    Choice(&'a [Choice<'a>]),
    /// A thing of this kind by its name; one that is not there yet is made.
    Named(Kind),
    /// A thing of this kind by its id.
    ById(Kind),
    /// Words between commas.
    Tags,
}

impl FieldKind<'_> {
    /// The name of the kind, for programs.
    pub fn as_str(&self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Code => "code",
            FieldKind::Email => "email",
            FieldKind::Phone => "phone",
            FieldKind::Url => "url",
            FieldKind::Host => "host",
            FieldKind::Notes => "notes",
            FieldKind::Day => "day",
            FieldKind::Money => "money",
            FieldKind::Count => "count",
            FieldKind::Months => "months",
            FieldKind::Percent => "percent",
            FieldKind::YesNo => "yes_no",
            FieldKind::Choice(_) => "choice",
            FieldKind::Named(_) => "named",
            FieldKind::ById(_) => "by_id",
            FieldKind::Tags => "tags",
        }
    }
}

/// A word that a field may hold: as it is stored, as it is shown, and the words of files that mean it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice<'a> {
    pub word: &'a str,
    pub label: &'a str,
    /// In lower case, with `|` between.
    pub read: &'a str,
}

/// A [`Choice`], for the lists beside the enums.
pub const fn choice(word: &'static str, label: &'static str, read: &'static str) -> Choice<'static> {
    Choice { word, label, read }
}

/// An enum whose words are a field's choices.
pub trait Word: serde::Serialize + serde::de::DeserializeOwned + Default {
    /// Its words, in the order in which they are offered.
    const WORDS: &'static [Choice<'static>];
}

/// By which form a field is compared and sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    None,
    /// Names: see [`crate::text::name_key`].
    Name,
    /// Serials: see [`crate::text::serial_key`].
    Serial,
}

/// Where search finds a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    Never,
    /// What the thing is called.
    Title,
    /// Tags and numbers: found also by one or two characters.
    Codes,
    Body,
}

/// How a field stands in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Not a column.
    Never,
    /// A column that a person can choose.
    Offered,
    /// A column from the start.
    Shown,
}

/// A struct whose fields are listed.
pub trait Fields: Default {
    /// Its fields, in the order of the type.
    const FIELDS: &'static [Field<'static>];

    /// The value at a place of the list.
    fn get(&self, place: usize) -> Value;

    /// Puts a value in its place; one of another type is left out.
    fn set(&mut self, place: usize, value: Value);

    /// The values of the fields that people define; None for a part of a thing.
    fn custom(&self) -> Option<&CustomValues> {
        None
    }

    /// The same, to be changed.
    fn custom_mut(&mut self) -> Option<&mut CustomValues> {
        None
    }
}

/// The place of a field in its list.
pub fn place_of(fields: &[Field<'_>], name: &str) -> Option<usize> {
    fields.iter().position(|field| field.name == name)
}

#[cfg(test)]
mod tests;
