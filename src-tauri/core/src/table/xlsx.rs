//! XLSX: real dates and amounts, so that a spreadsheet sorts and sums them.

use super::{Align, Cell, Column, Table, yes_no};
use crate::{Error, Result, money::Currency};
use chrono::Datelike;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::collections::{HashMap, HashSet};

/// The built-in short date, which each spreadsheet shows in its own locale.
const SHORT_DATE: u8 = 14;
/// Whole numbers up to here are exact in a spreadsheet, which has floating point alone.
const EXACT: i64 = 999_999_999_999_999;

/// A workbook with a sheet for each table. Texts are texts: nothing in them is run.
///
/// # Errors
/// [`Error::Internal`] when the workbook cannot be made, such as for more rows than a sheet can hold.
pub fn xlsx(tables: &[Table]) -> Result<Vec<u8>> {
    write(tables).map_err(|error| Error::Internal(format!("the workbook could not be written: {error}")))
}

fn write(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let mut names = HashSet::new();
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&table.title, &mut names))?;
        write_table(sheet, table)?;
    }
    workbook.save_to_buffer()
}

fn write_table(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let mut formats = Formats::default();
    for (column, place) in table.columns.iter().zip(0_u16..) {
        let mut head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
        if column.align == Align::Right {
            head = head.set_align(FormatAlign::Right);
        }
        sheet.write_string_with_format(0, place, &column.heading, &head)?;
        sheet.set_column_width(place, width(table, column, usize::from(place)))?;
    }
    let mut line = 0_u32;
    for (row, total) in
        table.rows.iter().map(|row| (row, false)).chain(table.totals.iter().map(|row| (row, true)))
    {
        line += 1;
        for (cell, place) in row.iter().zip(0_u16..) {
            write_cell(sheet, line, place, cell, total, &mut formats)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
    if rows > 0 && last > 0 {
        sheet.autofilter(0, 0, rows, last - 1)?;
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    total: bool,
    formats: &mut Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Date(date) if (1900..=9999).contains(&date.year()) => {
            let year = u16::try_from(date.year()).unwrap_or(1900);
            let value = ExcelDateTime::from_ymd(
                year,
                u8::try_from(date.month()).unwrap_or(1),
                u8::try_from(date.day()).unwrap_or(1),
            )?;
            sheet.write_datetime_with_format(row, column, &value, formats.get(Shape::Date, total))?;
        }
        Cell::Money(money) if money.minor.abs() <= EXACT => {
            let decimals = Currency::parse(&money.currency).map_or(2, |currency| currency.decimals());
            let value = money.minor as f64 / 10_f64.powi(i32::try_from(decimals).unwrap_or(2));
            let shape = Shape::Money(money.currency.clone(), decimals);
            sheet.write_number_with_format(row, column, value, formats.get(shape, total))?;
        }
        Cell::Whole(number) if number.abs() <= EXACT => {
            sheet.write_number_with_format(row, column, *number as f64, formats.get(Shape::Whole, total))?;
        }
        Cell::YesNo(yes) => {
            sheet.write_string_with_format(row, column, yes_no(*yes), formats.get(Shape::Text, total))?;
        }
        other => {
            let text: String = other.plain().chars().take(MOST).collect();
            sheet.write_string_with_format(row, column, text, formats.get(Shape::Text, total))?;
        }
    }
    Ok(())
}

/// Characters that a cell of a spreadsheet holds (ECMA-376, 18.18.22 and Excel's limits).
const MOST: usize = 32_767;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Shape {
    Text,
    Date,
    Whole,
    /// Currency code and decimals.
    Money(String, u32),
}

/// Formats, made once each.
#[derive(Default)]
struct Formats(HashMap<(Shape, bool), Format>);

impl Formats {
    fn get(&mut self, shape: Shape, total: bool) -> &Format {
        self.0.entry((shape, total)).or_insert_with_key(|(shape, total)| {
            let format = match shape {
                Shape::Text => Format::new().set_num_format("@"),
                Shape::Date => Format::new().set_num_format_index(SHORT_DATE),
                Shape::Whole => Format::new().set_num_format("#,##0"),
                Shape::Money(currency, decimals) => {
                    let zeros = "0".repeat(usize::try_from(*decimals).unwrap_or(2));
                    let point = if zeros.is_empty() { "" } else { "." };
                    Format::new().set_num_format(format!("#,##0{point}{zeros}\\ [${currency}]"))
                }
            };
            if *total { format.set_bold().set_border_top(FormatBorder::Thin) } else { format }
        })
    }
}

/// In characters: as wide as its first cells, within reason.
fn width(table: &Table, column: &Column, place: usize) -> f64 {
    let longest = table
        .rows
        .iter()
        .take(200)
        .filter_map(|row| row.get(place))
        .map(|cell| cell.plain().lines().map(|line| line.chars().count()).max().unwrap_or(0))
        .chain([column.heading.chars().count() + 3])
        .max()
        .unwrap_or(10);
    longest.clamp(8, 48) as f64 + 1.0
}

/// A name that spreadsheets accept: 31 characters, none of `[]:*?/\`, not empty, each once.
fn sheet_name(title: &str, taken: &mut HashSet<String>) -> String {
    let plain: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).collect();
    let plain = plain.trim();
    let base: String = if plain.is_empty() { "Table" } else { plain }.chars().take(27).collect();
    let mut name = base.clone();
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{base} {number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_that_spreadsheets_accept() {
        let mut taken = HashSet::new();
        assert_eq!(sheet_name("Spend: by vendor/month [2026]", &mut taken), "Spend by vendormonth 2026");
        assert_eq!(sheet_name("", &mut taken), "Table");
        assert_eq!(sheet_name("table", &mut taken), "table 2");
        assert!(sheet_name(&"x".repeat(99), &mut taken).chars().count() <= 31);
    }
}
