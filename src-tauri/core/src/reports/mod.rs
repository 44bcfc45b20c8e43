//! Reports as tables, each made once: the window shows it, files and paper have it, and the command line prints a part of
//! its columns.

mod costs;
mod credentials;
mod hardware;
mod licenses;

pub use costs::{ForecastBy, budget, cost_lines, forecast, spend};
pub use credentials::credentials;
pub use hardware::{CustodyShow, RefreshRows, WarrantyShow, coverage, custody, refresh, warranty};
pub use licenses::{ComplianceBy, ComplianceShow, ComplianceView, compliance, reclaimable};

use crate::{
    ids::Kind,
    money::{Money, Totals},
    table::{Cell, Column, Table, plain_amount},
};
use serde::{Deserialize, Serialize};

/// What a report found, and the same as a table.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reported<T> {
    pub data: T,
    pub table: ReportTable,
}

/// The table of a report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReportTable {
    pub columns: Vec<Column>,
    pub rows: Vec<ReportRow>,
    /// Below the rows, set apart.
    pub totals: Vec<Vec<Cell>>,
}

/// A row, and the thing it is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReportRow {
    /// What tells it from the other rows.
    pub key: String,
    /// What opens when it is chosen.
    pub about: Option<About>,
    pub cells: Vec<Cell>,
    /// The places of cells that say something is wrong.
    pub bad: Vec<u32>,
}

/// A thing that a row is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct About {
    pub kind: Kind,
    pub id: String,
}

impl ReportRow {
    fn new(key: impl Into<String>, cells: Vec<Cell>) -> ReportRow {
        ReportRow { key: key.into(), cells, ..ReportRow::default() }
    }

    /// Of the thing with this id, which is its key too.
    fn about(kind: Kind, id: &str, cells: Vec<Cell>) -> ReportRow {
        ReportRow { about: Some(About { kind, id: id.to_owned() }), ..ReportRow::new(id, cells) }
    }

    fn bad_if(mut self, bad: bool, places: &[u32]) -> ReportRow {
        if bad {
            self.bad.extend(places);
        }
        self
    }
}

impl ReportTable {
    /// As it goes to a file or onto paper: a line of its own for each currency, so that a spreadsheet counts with the
    /// amounts.
    pub fn table(&self, title: &str) -> Table {
        Table {
            rows: self.rows.iter().flat_map(|row| by_currency(&row.cells)).collect(),
            totals: self.totals.iter().flat_map(|total| by_currency(total)).collect(),
            ..Table::new(title, self.columns.clone())
        }
    }

    /// Its lines for a program: names of the columns, amounts as plain decimals, and their currency in a column of its own.
    pub fn lines(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let amounts = |cell: &Cell| matches!(cell, Cell::Money(_) | Cell::Sums(_));
        let mut names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        let with_currency = self.rows.iter().flat_map(|row| &row.cells).any(amounts);
        if with_currency {
            names.push("currency".to_owned());
        }
        let lines = self.rows.iter().flat_map(|row| {
            by_currency(&row.cells).into_iter().map(|cells| line(&cells, &row.cells, with_currency))
        });
        let lines = lines.collect();
        (names, lines)
    }

    /// Without the columns of these names that hold nothing.
    fn without_empty(mut self, names: &[&str]) -> ReportTable {
        for name in names {
            let Some(place) = self.columns.iter().position(|column| column.name == *name) else { continue };
            if self.rows.iter().any(|row| row.cells.get(place).is_some_and(|cell| *cell != Cell::Empty)) {
                continue;
            }
            self.columns.remove(place);
            let cells = self.rows.iter_mut().map(|row| &mut row.cells).chain(&mut self.totals);
            for cells in cells.filter(|cells| place < cells.len()) {
                cells.remove(place);
            }
        }
        self
    }
}

/// A line for a program, of a row with these cells.
fn line(cells: &[Cell], of_row: &[Cell], with_currency: bool) -> Vec<String> {
    let currency = cells.iter().find_map(|cell| match cell {
        Cell::Money(money) => Some(money.currency.as_str()),
        _ => None,
    });
    let text = |(cell, was): (&Cell, &Cell)| match (cell, was) {
        (Cell::Money(money), _) if Some(money.currency.as_str()) == currency => plain_amount(money),
        // No sum in this currency is a sum of nothing.
        (Cell::Empty, Cell::Sums(_)) => {
            currency.map(|currency| plain_amount(&Money::new(0, currency))).unwrap_or_default()
        }
        // An amount of another currency says so.
        (other, _) => other.plain(),
    };
    let mut texts: Vec<String> = cells.iter().zip(of_row).map(text).collect();
    if with_currency {
        texts.push(currency.unwrap_or_default().to_owned());
    }
    texts
}

/// The cells of a row as lines: one for each currency. Counts, and amounts of one currency, stand in the first alone, or they
/// would be counted twice.
fn by_currency(cells: &[Cell]) -> Vec<Vec<Cell>> {
    let mut currencies: Vec<&str> = Vec::new();
    for cell in cells {
        let Cell::Sums(sums) = cell else { continue };
        for money in sums {
            if !currencies.contains(&money.currency.as_str()) {
                currencies.push(&money.currency);
            }
        }
    }
    let lines = currencies.len().max(1);
    (0..lines)
        .map(|line| {
            let of = |cell: &Cell| match cell {
                Cell::Sums(sums) => Cell::money(
                    sums.iter().find(|money| Some(&money.currency.as_str()) == currencies.get(line)),
                ),
                Cell::Money(_) | Cell::Whole(_) if line > 0 => Cell::Empty,
                other => other.clone(),
            };
            cells.iter().map(of).collect()
        })
        .collect()
}

fn left(name: &str, heading: &str) -> Column {
    Column::left(name, heading)
}

fn right(name: &str, heading: &str) -> Column {
    Column::right(name, heading)
}

fn sums(sums: &[Money]) -> Cell {
    Cell::Sums(sums.to_vec())
}

/// One sum per currency, largest first.
fn summed<'a>(amounts: impl IntoIterator<Item = &'a Money>) -> Vec<Money> {
    let mut totals = Totals::default();
    amounts.into_iter().for_each(|money| totals.add(money));
    totals.into_vec()
}

fn count(count: u32) -> Cell {
    Cell::Whole(i64::from(count))
}

/// A name, or what stands for none.
fn named(name: &str, none: &str) -> Cell {
    Cell::text(if name.is_empty() { none } else { name })
}

#[cfg(test)]
mod tests;
