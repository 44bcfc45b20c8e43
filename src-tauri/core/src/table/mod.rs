//! A table as it leaves Holdfast: in a spreadsheet, in a file, on paper. Its cells keep what they are, so that a
//! date stays a date and an amount keeps its currency wherever it goes.

mod csv;
mod xlsx;

pub use csv::{CsvOptions, csv, csv_line, guarded, unguarded};
pub use xlsx::xlsx;

use crate::money::{Currency, Money, format_decimal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A tag, serial or number that only looks like an amount: never counted, never rounded.
    Code(String),
    /// YYYY-MM-DD.
    Date(#[cfg_attr(feature = "specta", specta(type = String))] NaiveDate),
    /// YYYY-MM.
    Month(String),
    Money(Money),
    /// Amounts of several currencies, which are never added: one for each.
    Sums(Vec<Money>),
    /// A count.
    Whole(#[cfg_attr(feature = "specta", specta(type = i32))] i64),
    YesNo(bool),
}

impl Cell {
    /// A text; an empty cell when it is blank.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::of(text.into(), Cell::Text)
    }

    /// A tag, serial or number that is never counted; an empty cell when it is blank.
    pub fn code(text: impl Into<String>) -> Cell {
        Cell::of(text.into(), Cell::Code)
    }

    /// None and blank are empty cells.
    pub fn text_or_empty(text: Option<&str>) -> Cell {
        text.map_or(Cell::Empty, Cell::text)
    }

    /// Like [`Cell::code`]; None is an empty cell.
    pub fn code_or_empty(text: Option<&str>) -> Cell {
        text.map_or(Cell::Empty, Cell::code)
    }

    /// A stored date. What is no date, such as "lifetime", stays as text.
    pub fn stored_date(text: Option<&str>) -> Cell {
        match text.map(|text| (text, text.parse::<NaiveDate>())) {
            None => Cell::Empty,
            Some((_, Ok(date))) => Cell::Date(date),
            Some((text, Err(_))) => Cell::text(text),
        }
    }

    /// An amount; None is an empty cell.
    pub fn money(money: Option<&Money>) -> Cell {
        money.map_or(Cell::Empty, |money| Cell::Money(money.clone()))
    }

    fn of(text: String, kind: fn(String) -> Cell) -> Cell {
        if text.trim().is_empty() { Cell::Empty } else { kind(text) }
    }

    /// As a file that programs read has it: dates as YYYY-MM-DD, amounts as plain decimals with their currency.
    pub fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Code(text) | Cell::Month(text) => text.clone(),
            Cell::Date(date) => date.to_string(),
            Cell::Money(money) => plain_money(money),
            Cell::Sums(sums) => sums.iter().map(plain_money).collect::<Vec<_>>().join(", "),
            Cell::Whole(number) => number.to_string(),
            Cell::YesNo(yes) => yes_no(*yes).to_owned(),
        }
    }
}

fn plain_money(money: &Money) -> String {
    format!("{} {}", plain_amount(money), money.currency)
}

/// "1234.50": the amount without its currency, with as many decimals as that has.
pub fn plain_amount(money: &Money) -> String {
    format_decimal(money.minor, Currency::parse(&money.currency).map_or(2, |currency| currency.decimals()))
}

/// "yes" or "no", as files have it.
pub fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// A column: a stable name for programs, a heading for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Column {
    /// The field's name, such as `asset_tag`.
    pub name: String,
    /// What stands above it, such as "Asset tag".
    pub heading: String,
    pub align: Align,
}

/// To which side a column's cells go: words to the left, figures to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Align {
    Left,
    Right,
}

impl Column {
    /// A column of words, set to the left.
    pub fn left(name: &str, heading: &str) -> Column {
        Column { name: name.to_owned(), heading: heading.to_owned(), align: Align::Left }
    }

    /// A column of figures, set to the right.
    pub fn right(name: &str, heading: &str) -> Column {
        Column { name: name.to_owned(), heading: heading.to_owned(), align: Align::Right }
    }
}

/// Columns, rows of as many cells, and rows that sum up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What the table shows, such as "Hardware".
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// Below the rows, set apart; one for each currency.
    pub totals: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    pub fn new(title: &str, columns: Vec<Column>) -> Table {
        Table { title: title.to_owned(), columns, ..Table::default() }
    }

    /// The table without the column of that name.
    pub fn without(mut self, name: &str) -> Table {
        if let Some(place) = self.columns.iter().position(|column| column.name == name) {
            self.columns.remove(place);
            for row in self.rows.iter_mut().chain(&mut self.totals).filter(|row| place < row.len()) {
                row.remove(place);
            }
        }
        self
    }

    /// Adds a row; cells that are missing are empty, those beyond the last column are left out.
    pub fn push(&mut self, mut row: Vec<Cell>) {
        row.resize(self.columns.len(), Cell::Empty);
        self.rows.push(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_what_they_are() {
        assert_eq!(Cell::stored_date(Some("2026-02-28")).plain(), "2026-02-28");
        assert_eq!(Cell::stored_date(Some("lifetime")), Cell::Text("lifetime".into()));
        assert_eq!(Cell::Money(Money::new(1_234_500, "KWD")).plain(), "1234.500 KWD");
        assert_eq!(Cell::Money(Money::new(-5, "EUR")).plain(), "-0.05 EUR");
        assert_eq!(Cell::text("  "), Cell::Empty);
    }

    #[test]
    fn every_row_has_as_many_cells_as_there_are_columns() {
        let mut table = Table::new("T", vec![Column::left("a", "A"), Column::left("b", "B")]);
        table.push(vec![Cell::text("1")]);
        table.push(vec![Cell::text("1"), Cell::text("2"), Cell::text("3")]);
        assert!(table.rows.iter().all(|row| row.len() == 2));
    }
}
