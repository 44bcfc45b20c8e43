//! XLSX and XLSM, cell by cell: a sheet that says it reaches to the last cell takes no memory for it.

use super::{Cells, Tab, number, refused, zip::damaged};
use crate::{Result, bounds::Measure};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Style, Xlsx};
use std::io::Cursor;

pub(super) type Open<'a> = Xlsx<Cursor<&'a [u8]>>;

pub(super) fn open(bytes: &[u8]) -> Result<Open<'_>> {
    Xlsx::new(Cursor::new(bytes)).map_err(damaged)
}

pub(super) fn tabs(book: &Open<'_>) -> Vec<Tab> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets
        .map(|sheet| Tab { name: sheet.name.clone(), hidden: sheet.visible != SheetVisible::Visible })
        .collect()
}

pub(super) fn cells(book: &mut Open<'_>, name: &str) -> Result<Cells> {
    let mut reader = book.worksheet_cells_reader(name).map_err(damaged)?;
    let shapes: Vec<Shape> = reader.styles().iter().map(Shape::of).collect();
    let (mut cells, mut measure, mut row) = (Cells::new(), Measure::default(), 0);
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
        let (at, column) = cell.get_position();
        if at < row {
            return Err(refused("its rows are out of order"));
        }
        if row < at {
            measure.row(0, false)?;
            row = at;
        }
        measure.cell()?;
        let shape = shapes.get(style).unwrap_or(&Shape::Plain);
        if let Some(text) = text(cell.get_value(), shape).filter(|text| !text.trim().is_empty()) {
            measure.text(text.len())?;
            cells.push((at, column, text));
        }
    }
    Ok(cells)
}

/// What the format of a number adds to it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Plain,
    Percent,
    /// The code or the sign of a currency.
    Currency(String),
    /// As many digits, with zeros before them: a number that is a code.
    Digits(usize),
}

impl Shape {
    fn of(style: &Style) -> Shape {
        let Some(format) = &style.number_format else { return Shape::Plain };
        let code = format.format_code.split(';').next().unwrap_or_default();
        if code.contains('%') || matches!(format.format_id, Some(9 | 10)) {
            return Shape::Percent;
        }
        if let Some(currency) = currency(code) {
            return Shape::Currency(currency);
        }
        let zeros = code.len();
        if zeros > 1 && code.bytes().all(|byte| byte == b'0') { Shape::Digits(zeros) } else { Shape::Plain }
    }
}

/// The currency that a format writes: `[$EUR]`, `[$€-407]`, `"CHF" `, or a sign that stands for itself.
fn currency(code: &str) -> Option<String> {
    if let Some(rest) = code.split("[$").nth(1) {
        let sign = rest.split([']', '-']).next().unwrap_or_default().trim();
        return (!sign.is_empty()).then(|| sign.to_owned());
    }
    if let Some(quoted) = code.split('"').nth(1).map(str::trim)
        && (quoted.chars().count() == 1
            || quoted.len() == 3 && quoted.bytes().all(|b| b.is_ascii_uppercase()))
        && !quoted.chars().all(|c| c.is_ascii_digit() || c.is_ascii_punctuation() && c != '$')
    {
        return Some(quoted.to_owned());
    }
    code.chars().find(|sign| matches!(sign, '€' | '$' | '£' | '¥' | '₹' | '₺' | '₽')).map(String::from)
}

/// What a cell says; None for an empty one.
fn text(value: &DataRef<'_>, shape: &Shape) -> Option<String> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(whole) => shaped(*whole as f64, shape),
        DataRef::Float(value) => shaped(*value, shape),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(moment) => day(moment),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    })
}

fn shaped(value: f64, shape: &Shape) -> String {
    match shape {
        Shape::Percent => format!("{} %", number(value * 100.0)),
        Shape::Currency(currency) => format!("{} {currency}", number(value)),
        Shape::Digits(digits) => format!("{:0>digits$}", number(value)),
        Shape::Plain => number(value),
    }
}

/// A day, with its time where it has one.
fn day(moment: &ExcelDateTime) -> String {
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return number(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}
