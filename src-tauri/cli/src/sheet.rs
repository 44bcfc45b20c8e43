//! Tables of the core on a terminal.

use crate::output::{self, Align, Table, long_date};
use holdfast_core::table::{self, Cell, Column};

/// How a column gives way on a narrow terminal.
#[derive(Clone, Copy)]
pub enum Width {
    Whole,
    Shrinks,
    /// The one that is read first.
    Leads,
}

/// Those columns of a table, as far as it has them, and its totals.
pub fn printed(sheet: &table::Table, columns: &[(&str, Width)]) -> String {
    let found: Vec<(usize, &Column, Width)> = columns
        .iter()
        .filter_map(|(name, width)| {
            let (place, column) =
                sheet.columns.iter().enumerate().find(|(_, column)| column.name == *name)?;
            Some((place, column, *width))
        })
        .collect();
    let mut shown =
        found.iter().fold(Table::new(), |table, (_, column, width)| match (width, column.align) {
            (Width::Leads, _) => table.leading(&column.heading),
            (Width::Shrinks, _) => table.shrinking(&column.heading),
            (Width::Whole, table::Align::Left) => table.column(&column.heading, Align::Left),
            (Width::Whole, table::Align::Right) => table.column(&column.heading, Align::Right),
        });
    for row in sheet.rows.iter().chain(&sheet.totals) {
        shown.row(found.iter().map(|(place, ..)| row.get(*place).map(cell).unwrap_or_default()).collect());
    }
    shown.render()
}

/// A code that is longer gives way like words.
const CODE: usize = 16;

/// All columns of a table: its name leads, figures, days and short codes stay whole.
pub fn printed_whole(sheet: &table::Table) -> String {
    let columns: Vec<(&str, Width)> = sheet
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let mut cells = sheet.rows.iter().filter_map(|row| row.get(place));
            let short = |cell: &Cell| match cell {
                Cell::Code(code) => code.chars().count() <= CODE,
                cell => *cell == Cell::Empty,
            };
            let code = cells.all(short);
            let width = match column.align {
                _ if column.name == "name" => Width::Leads,
                table::Align::Left if !code => Width::Shrinks,
                _ => Width::Whole,
            };
            (column.name.as_str(), width)
        })
        .collect();
    printed(sheet, &columns)
}

/// A cell as the terminal shows it.
pub fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Date(date) => long_date(*date),
        Cell::Money(money) => output::money(money),
        other => other.plain(),
    }
}
