//! What can be asked of a kind's list: its fields, the computed columns, the fields that people define, and conditions.

use crate::{
    Result,
    fields::{self, Choice, Field, FieldKind, List, custom, custom::CustomField},
    ids::Kind,
    text::name_key,
};
use sqlx::SqliteConnection;

/// How a column is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    Text,
    Day,
    Money,
    Count,
    YesNo,
    Choice,
    Link,
    Tags,
}

/// Where the values of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In a column of the kind's table.
    Stored(String),
    /// In two columns of the kind's table: minor units, and the currency.
    Amount(String, String),
    /// In the name of what this column of the kind's table leads to.
    Linked(String, Kind),
    Tagged,
    /// By SQL: of the list that has it, or this.
    Computed(&'static str),
    /// A field that people defined, by its name.
    Custom(String),
}

/// A word of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub word: String,
    pub label: String,
    /// Words of files that mean it.
    pub read: Vec<String>,
}

/// A column of a list, as a filter asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// As a filter is written by the program.
    pub name: String,
    pub label: String,
    pub shape: Shape,
    pub place: Place,
    pub words: Vec<Word>,
    /// What a blank one is called.
    pub blank: String,
    /// Whether the list can show it.
    pub listed: bool,
    /// Whether the search text of the thing holds it.
    pub searched: bool,
}

/// A condition of a list, asked for with `is:`.
pub(super) struct Condition {
    /// After `is:`.
    pub word: &'static str,
    /// As [`crate::list::ListQuery::only`] has it.
    pub only: &'static str,
    pub label: &'static str,
}

const fn condition(word: &'static str, only: &'static str, label: &'static str) -> Condition {
    Condition { word, only, label }
}

/// The conditions of a kind's list.
pub(super) fn conditions(kind: Kind) -> &'static [Condition] {
    const LICENSES: &[Condition] = &[
        condition("over", "over_used", "Over-used"),
        condition("few-free", "few_free", "Few seats free"),
        condition("ending", "ending", "Due in 90 days"),
        condition("unconfirmed", "unconfirmed", "Unconfirmed"),
    ];
    const CONTRACTS: &[Condition] = &[
        condition("ending", "ending", "Due in 90 days"),
        condition("unconfirmed", "unconfirmed", "Unconfirmed"),
        condition("weak", "weak", "Weak certificates"),
    ];
    const DEVICES: &[Condition] = &[
        condition("covered", "covered", "Covered today"),
        condition("out-of-coverage", "out_of_coverage", "Out of warranty"),
        condition("coverage-ending", "coverage_ending", "Warranty ends in 30 days"),
        condition("lent", "lent", "Lent"),
        condition("overdue", "loans_overdue", "Overdue loans"),
        condition("to-replace", "to_replace", "To be replaced within 90 days"),
        condition("held-by-departed", "held_by_departed", "Held by somebody who left"),
    ];
    const CREDENTIALS: &[Condition] = &[
        condition("to-rotate", "to_rotate", "To rotate"),
        condition("expired", "expired", "Expired"),
        condition("weak", "weak", "Weak password"),
        condition("old", "old", "Old password"),
        condition("missing", "missing", "A value is missing"),
        condition("unlinked", "no_owner", "Belongs to nothing"),
        condition("empty", "no_value", "No password yet"),
    ];
    const PEOPLE: &[Condition] = &[
        condition("here", "here", "Here"),
        condition("left", "left", "Left"),
        condition("leaving", "leaving", "Leaves within 90 days"),
        condition("left-holding", "left_holding", "Left, something to return"),
    ];
    match kind {
        Kind::License => LICENSES,
        Kind::Contract => CONTRACTS,
        Kind::Device => DEVICES,
        Kind::Credential => CREDENTIALS,
        Kind::Person => PEOPLE,
        Kind::Vendor | Kind::Location => &[],
    }
}

/// What a list can be asked.
pub(super) struct Catalog {
    pub kind: Kind,
    pub columns: Vec<Column>,
}

pub(super) async fn catalog(conn: &mut SqliteConnection, kind: Kind) -> Result<Catalog> {
    let own = fields::of_kind(kind).iter().map(|field| of_field(field));
    let computed = fields::computed(kind).iter().map(|field| Column {
        place: Place::Computed(field.sort),
        searched: false,
        ..of_field(field)
    });
    let mut columns: Vec<Column> = own.chain(computed).collect();
    for field in custom::list(conn, Some(kind)).await? {
        columns.push(of_custom(&field));
    }
    Ok(Catalog { kind, columns })
}

fn of_field(field: &Field<'_>) -> Column {
    let name = field.name;
    let (shape, place) = match field.kind {
        FieldKind::Day => (Shape::Day, Place::Stored(field.column().to_owned())),
        FieldKind::Money => {
            let of = if field.currency_of.is_empty() { name } else { field.currency_of };
            (Shape::Money, Place::Amount(format!("{name}_minor"), format!("{of}_currency")))
        }
        FieldKind::Count | FieldKind::Months | FieldKind::Percent => {
            (Shape::Count, Place::Stored(field.column().to_owned()))
        }
        FieldKind::YesNo => (Shape::YesNo, Place::Stored(field.column().to_owned())),
        FieldKind::Choice(_) => (Shape::Choice, Place::Stored(field.column().to_owned())),
        FieldKind::Named(kind) => (Shape::Link, Place::Linked(format!("{name}_id"), kind)),
        FieldKind::ById(kind) => (Shape::Link, Place::Linked(field.column().to_owned(), kind)),
        FieldKind::Tags => (Shape::Tags, Place::Tagged),
        _ => (Shape::Text, Place::Stored(field.column().to_owned())),
    };
    let words = match field.kind {
        FieldKind::Choice(choices) => choices.iter().map(word).collect(),
        _ => Vec::new(),
    };
    Column {
        name: field.shown_name().to_owned(),
        label: field.label.to_owned(),
        shape,
        place,
        words,
        blank: field.blank.to_owned(),
        listed: field.list != List::Never,
        searched: field.search != fields::Search::Never,
    }
}

fn of_custom(field: &CustomField) -> Column {
    let choices = field.choices();
    let column = of_field(&field.field(&choices));
    let is_text = matches!(column.shape, Shape::Text | Shape::Choice | Shape::Day);
    // The search text holds the texts of all fields that people define; a day is shown in other words than it is stored.
    let searched = is_text && column.shape != Shape::Day;
    Column { place: Place::Custom(field.name.clone()), searched, ..column }
}

fn word(choice: &Choice<'_>) -> Word {
    Word {
        word: choice.word.to_owned(),
        label: choice.label.to_owned(),
        read: choice.read.split('|').filter(|read| !read.is_empty()).map(str::to_owned).collect(),
    }
}

/// By which form names of columns are compared: letters and digits alone.
pub(super) fn folded(name: &str) -> String {
    name_key(name).chars().filter(|sign| sign.is_alphanumeric()).collect()
}

impl Catalog {
    /// The column of this name or label; the ends of names such as `_on` may be left out, and "tag" means the tags.
    pub(super) fn column(&self, said: &str) -> Option<&Column> {
        let wanted = folded(said.strip_prefix(custom::PREFIX).unwrap_or(said));
        let by = |name: &dyn Fn(&Column) -> String| {
            self.columns.iter().find(|column| !wanted.is_empty() && folded(&name(column)) == wanted)
        };
        by(&|column| column.name.clone())
            .or_else(|| by(&|column| column.label.clone()))
            .or_else(|| by(&|column| short(&column.name).to_owned()))
            .or_else(|| self.begins(&wanted))
    }

    /// The only column whose name begins so.
    fn begins(&self, wanted: &str) -> Option<&Column> {
        let mut found = self.columns.iter().filter(|column| {
            wanted.len() >= 3
                && [&column.name, &column.label].iter().any(|name| folded(name).starts_with(wanted))
        });
        let first = found.next();
        first.filter(|_| found.next().is_none())
    }

    /// The names that can be asked for, for a proposal: the nearest one.
    pub(super) fn nearest(&self, said: &str) -> Option<&str> {
        let wanted = folded(said);
        let near = |name: &str| strsim::normalized_damerau_levenshtein(&wanted, &folded(name));
        let names = self.columns.iter().flat_map(|column| {
            let names = [column.name.as_str(), short(&column.name), column.label.as_str()];
            names.map(|name| (near(name), short(&column.name)))
        });
        let is = ("is", near("is"));
        names
            .chain([(is.1, is.0)])
            .filter(|(likeness, _)| *likeness >= 0.5)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, name)| name)
    }

    /// The columns whose choices `is:` takes.
    pub(super) fn choices(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.shape == Shape::Choice)
    }
}

/// The name as it is proposed: "ends" for "ends_on", "tag" for "tags".
pub(super) fn short(name: &str) -> &str {
    if name == "tags" {
        return "tag";
    }
    name.strip_suffix("_on").or_else(|| name.strip_suffix("_by")).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;

    #[tokio::test]
    async fn every_name_that_is_proposed_leads_back_to_its_column() {
        let db = Db::in_memory().await.unwrap();
        let mut conn = db.read().await.unwrap();
        for kind in Kind::ALL {
            let catalog = catalog(&mut conn, kind).await.unwrap();
            for column in &catalog.columns {
                for name in [column.name.as_str(), short(&column.name), &column.label] {
                    let found = catalog.column(name);
                    assert_eq!(found.map(|found| &found.name), Some(&column.name), "{kind}: {name}");
                }
            }
        }
    }
}
