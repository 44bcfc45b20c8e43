//! What is decided for a whole column, by the evidence of all its cells: the order of its dates, the decimal mark of its
//! numbers. Pure.

use super::{
    amounts,
    blanks::{self, unwrapped},
    counts,
    dates::{self, ColumnOrder, DateCell},
    model::{DateOrder, DecimalMark, EncodingChoice, FileFormat, ImportOptions},
    numbers::{self, ColumnMark},
    shapes,
    sheet::{CellKind, Field},
    signs::Currencies,
    values::cut,
};
use crate::table;
use chrono::NaiveDate;
use holdfast_sheets::Sheet;
use std::borrow::Cow;

/// How a date column is read, and what it showed.
struct DateColumn {
    column: usize,
    order: ColumnOrder,
    evidence: dates::Evidence,
    numeric: bool,
}

/// How a column of amounts or counts is read, and what it showed.
struct MarkColumn {
    column: usize,
    mark: ColumnMark,
    evidence: numbers::Evidence,
    /// The first cell that can be read in two ways.
    doubtful: Option<String>,
}

/// The decisions of a sheet.
pub(super) struct Columns {
    dates: Vec<DateColumn>,
    marks: Vec<MarkColumn>,
}

/// A cell without what a spreadsheet or an export of Holdfast's own put around its text. A secret is what stands there,
/// but for the formula that keeps its digits.
pub(super) fn cell_text<'a>(sheet: &Sheet, kind: CellKind, text: &'a str) -> Cow<'a, str> {
    if sheet.has_values() {
        return Cow::Borrowed(text);
    }
    if kind == CellKind::Secret {
        return if text.trim_start().starts_with('=') { unwrapped(text) } else { Cow::Borrowed(text) };
    }
    let plain = table::unguarded(text, sheet.delimiter_byte);
    if plain == text { unwrapped(text) } else { plain }
}

impl Columns {
    pub fn of(
        sheet: &Sheet,
        mapping: &[Option<&'static Field>],
        options: &ImportOptions,
        currencies: Currencies,
        today: NaiveDate,
    ) -> Columns {
        Columns {
            dates: date_columns(sheet, mapping, options.date_order, today),
            marks: mark_columns(sheet, mapping, options.decimal, currencies),
        }
    }

    pub fn order(&self, column: usize) -> ColumnOrder {
        self.dates.iter().find(|date| date.column == column).map_or(ColumnOrder::Open, |date| date.order)
    }

    pub fn mark(&self, column: usize) -> ColumnMark {
        self.marks.iter().find(|mark| mark.column == column).map_or(ColumnMark::Open, |mark| mark.mark)
    }

    /// How the file is read, and what is to be asked.
    pub fn format(&self, sheet: &Sheet, options: &ImportOptions) -> FileFormat {
        let numeric: Vec<&DateColumn> = self.dates.iter().filter(|column| column.numeric).collect();
        let order = numeric.iter().find_map(|column| match column.order {
            ColumnOrder::Settled(order) => Some(order),
            _ => None,
        });
        let decimal = self.marks.iter().find_map(|column| match column.mark {
            ColumnMark::Settled(mark) => Some(mark),
            _ => None,
        });
        FileFormat {
            encoding: sheet.encoding.clone(),
            delimiter: sheet.delimiter.to_owned(),
            sheets: sheet
                .tabs
                .iter()
                .filter(|tab| !tab.hidden || Some(&tab.name) == sheet.tab.as_ref())
                .map(|tab| tab.name.clone())
                .collect(),
            sheet: sheet.tab.clone(),
            line_ends: sheet.line_ends.to_owned(),
            shape: shapes::name_of(options.kind, &sheet.headers).map(str::to_owned),
            other_kind: None,
            date_order: order,
            date_evidence: order.map(|order| date_evidence(order, &numeric, options.date_order.is_some())),
            date_order_needed: self
                .dates
                .iter()
                .any(|column| column.order == ColumnOrder::Open && column.evidence.doubtful > 0),
            decimal,
            decimal_evidence: decimal.and_then(|mark| self.decimal_evidence(mark, options.decimal.is_some())),
            decimal_needed: self
                .marks
                .iter()
                .find(|column| column.mark == ColumnMark::Open && column.evidence.doubtful > 0)
                .and_then(|column| column.doubtful.clone()),
            currency_needed: None,
            encoding_needed: sheet
                .encodings
                .iter()
                .map(|one| EncodingChoice { encoding: one.encoding.to_owned(), sample: one.sample.clone() })
                .collect(),
        }
    }

    /// Why the decimal mark is the one it is; None where no number depends on it.
    fn decimal_evidence(&self, mark: DecimalMark, chosen: bool) -> Option<String> {
        let word = match mark {
            DecimalMark::Point => "decimal point",
            DecimalMark::Comma => "decimal comma",
        };
        let clear: u32 = self.marks.iter().map(|column| column.evidence.point + column.evidence.comma).sum();
        let doubtful: u32 = self.marks.iter().map(|column| column.evidence.doubtful).sum();
        if chosen {
            return Some(format!("{word}, as chosen"));
        }
        (clear > 0 && doubtful > 0)
            .then(|| format!("{word} from {clear} clear {}", if clear == 1 { "number" } else { "numbers" }))
    }
}

fn date_evidence(order: DateOrder, numeric: &[&DateColumn], chosen: bool) -> String {
    let words = match order {
        DateOrder::Dmy => "day/month/year",
        DateOrder::Mdy => "month/day/year",
        DateOrder::Ymd => "year/month/day",
    };
    let clear: u32 =
        numeric.iter().map(|column| column.evidence.dmy + column.evidence.mdy + column.evidence.ymd).sum();
    match (chosen, clear) {
        (true, _) => format!("{words}, as chosen"),
        (false, 0) => format!("{words}, as dates with points are written"),
        (false, clear) => format!("{words} from {clear} clear {}", if clear == 1 { "date" } else { "dates" }),
    }
}

fn date_columns(
    sheet: &Sheet,
    mapping: &[Option<&'static Field>],
    chosen: Option<DateOrder>,
    today: NaiveDate,
) -> Vec<DateColumn> {
    let mut columns = Vec::new();
    for (column, field) in mapping.iter().enumerate() {
        if field.is_none_or(|field| field.kind != CellKind::Date) {
            continue;
        }
        let mut evidence = dates::Evidence::default();
        let mut numeric = false;
        for record in &sheet.records {
            let cell = dates::look(&cell_text(sheet, CellKind::Date, record.cell(column)), today);
            numeric |= matches!(cell, DateCell::Numbers { .. });
            dates::weigh(&mut evidence, cell, today);
        }
        columns.push((column, evidence, numeric));
    }
    let evidence: Vec<dates::Evidence> = columns.iter().map(|(_, evidence, _)| *evidence).collect();
    let decided = dates::decide(&evidence, chosen);
    columns
        .into_iter()
        .zip(decided)
        .map(|((column, evidence, numeric), order)| DateColumn { column, order, evidence, numeric })
        .collect()
}

fn mark_columns(
    sheet: &Sheet,
    mapping: &[Option<&'static Field>],
    chosen: Option<DecimalMark>,
    currencies: Currencies,
) -> Vec<MarkColumn> {
    let mut columns = Vec::new();
    for (column, field) in mapping.iter().enumerate() {
        let Some(kind) = field.map(|field| field.kind) else { continue };
        if !matches!(kind, CellKind::Money | CellKind::Seats | CellKind::Number) {
            continue;
        }
        let mut evidence = numbers::Evidence::default();
        let mut doubtful = None;
        for record in &sheet.records {
            let text = cell_text(sheet, kind, record.cell(column));
            if blanks::is_blank(&text) {
                continue;
            }
            let written = match kind {
                CellKind::Money => amounts::look_at_money(&text, currencies),
                _ => counts::look_at_count(&text),
            };
            if doubtful.is_none() && matches!(written, numbers::Written::Doubtful { .. }) {
                doubtful = Some(cut(&text));
            }
            numbers::weigh(&mut evidence, &written);
        }
        columns.push((column, evidence, doubtful));
    }
    let evidence: Vec<numbers::Evidence> = columns.iter().map(|(_, evidence, _)| *evidence).collect();
    let decided = numbers::decide(&evidence, chosen);
    columns
        .into_iter()
        .zip(decided)
        .map(|((column, evidence, doubtful), mark)| {
            // Values of JSON and of workbooks have a point in every number.
            let settled = sheet.has_values() && mark == ColumnMark::Open;
            let mark = if settled { ColumnMark::Settled(DecimalMark::Point) } else { mark };
            MarkColumn { column, mark, evidence, doubtful }
        })
        .collect()
}
