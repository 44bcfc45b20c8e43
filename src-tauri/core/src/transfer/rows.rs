//! Rows to values: every cell read by its column's field, every problem and notice named. Pure.

use super::{
    amounts::{self, Count},
    choices,
    dates::{self, ColumnOrder, DateCell, Evidence},
    export,
    fields::{CellKind, Field},
    model::{DateOrder, FileFormat, ImportKind, ImportOptions, Remark, UnknownWord},
    read::{MAX_CELL, Record, Sheet},
    shapes,
    values::{Value, Values, cut, is_unseen, masked},
};
use crate::{
    money::Currency,
    secrets::SecretString,
    text::{name_key, serial_key},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A row whose cells were read.
pub(super) struct Row {
    pub number: u32,
    /// Its place among the sheet's records.
    pub record: usize,
    /// Cells that are not blank, by field.
    pub values: Values,
    pub problems: Vec<Remark>,
    pub notices: Vec<Remark>,
}

/// A file whose cells were read.
pub(super) struct Parsed {
    pub kind: ImportKind,
    pub sheet: Sheet,
    pub mapping: Vec<Option<&'static Field>>,
    pub format: FileFormat,
    pub rows: Vec<Row>,
    pub unknown_words: Vec<UnknownWord>,
}

impl Parsed {
    /// The first column that goes to a field.
    pub fn column_of(&self, field: &str) -> Option<usize> {
        self.mapping.iter().position(|mapped| mapped.is_some_and(|mapped| mapped.name == field))
    }

    /// A remark on a field's cell in a row.
    pub fn remark(&self, row: &Row, field: &str, message: impl Into<String>) -> Remark {
        let column = self.column_of(field);
        let text = column.and_then(|column| Some((column, self.sheet.records.get(row.record)?.cell(column))));
        Remark {
            row: row.number,
            column: column.and_then(|column| self.sheet.headers.get(column).cloned()),
            value: text
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(column, text)| self.shown(column, text)),
            message: message.into(),
        }
    }

    /// A cell as it may be shown: short, and a secret by its last characters at most.
    pub fn shown(&self, column: usize, text: &str) -> String {
        let secret = self.mapping.get(column).copied().flatten().is_some_and(Field::secret);
        if secret { masked(text) } else { cut(text) }
    }
}

/// Reads every cell.
pub(super) fn parse(
    sheet: Sheet,
    mapping: Vec<Option<&'static Field>>,
    options: &ImportOptions,
    currency: Currency,
    today: NaiveDate,
) -> Parsed {
    let orders = date_orders(&sheet, &mapping, options.date_order, today);
    let format = format_of(&sheet, options, &orders);
    let mut parsed =
        Parsed { kind: options.kind, sheet, mapping, format, rows: Vec::new(), unknown_words: Vec::new() };
    let reader = CellReader {
        order: orders.iter().map(|order| (order.column, order.order)).collect(),
        meanings: options.meanings.iter().map(|meaning| (name_key(&meaning.word), meaning.yes)).collect(),
        currency,
        today,
    };
    let mut words: BTreeMap<(usize, String), (String, u32)> = BTreeMap::new();
    let mut rows = Vec::with_capacity(parsed.sheet.records.len());
    for (index, record) in parsed.sheet.records.iter().enumerate() {
        let mut row = Row {
            number: record.number,
            record: index,
            values: Values::new(),
            problems: Vec::new(),
            notices: Vec::new(),
        };
        too_many_cells(&parsed.sheet, record, &mut row);
        for (column, field) in parsed.mapping.iter().enumerate() {
            let (Some(field), text) = (field, record.cell(column)) else { continue };
            let text = match field.kind {
                CellKind::Text | CellKind::Notes | CellKind::Email => export::unguarded(text),
                _ => text,
            };
            if text.trim().is_empty() {
                continue;
            }
            let remark = |message: String| Remark {
                row: record.number,
                column: parsed.sheet.headers.get(column).cloned(),
                value: Some(parsed.shown(column, text)),
                message,
            };
            match reader.read(field, column, text) {
                Cell::Blank => {}
                Cell::Value(value, notice) => {
                    row.notices.extend(notice.map(remark));
                    add(&mut row.values, field, value);
                }
                Cell::Notice(message) => row.notices.push(remark(message)),
                Cell::Problem(message) => row.problems.push(remark(message)),
                Cell::UnknownWord => {
                    let word = words.entry((column, name_key(text))).or_insert_with(|| (cut(text), 0));
                    word.1 += 1;
                    row.problems.push(remark("This is neither yes nor no. Write yes or no.".to_owned()));
                }
            }
        }
        if options.kind == ImportKind::Licenses && row.values.contains_key("price") {
            row.values.entry("price_per_seat").or_insert(Value::Flag(options.price_per_seat));
        }
        rows.push(row);
    }
    parsed.unknown_words = words
        .into_iter()
        .map(|((column, _), (word, rows))| UnknownWord {
            word,
            column: parsed.sheet.headers.get(column).cloned().unwrap_or_default(),
            rows,
        })
        .collect();
    parsed.rows = rows;
    parsed
}

fn add(values: &mut Values, field: &'static Field, value: Value) {
    if let (CellKind::Notes, Some(Value::Text(notes)), Value::Text(more)) =
        (field.kind, values.get_mut(field.name), &value)
    {
        notes.push('\n');
        notes.push_str(more);
        return;
    }
    values.insert(field.name, value);
}

fn too_many_cells(sheet: &Sheet, record: &Record, row: &mut Row) {
    let extra = record.cells.get(sheet.headers.len()..).unwrap_or_default();
    if let Some(value) = extra.iter().find(|cell| !cell.trim().is_empty()) {
        row.problems.push(Remark {
            row: record.number,
            column: None,
            value: Some(cut(value)),
            message: format!(
                "The row has {} cells, the header {}. Put quotation marks around a cell that holds the delimiter.",
                record.cells.len(),
                sheet.headers.len()
            ),
        });
    }
}

/// What a cell turned out to be.
enum Cell {
    Blank,
    Value(Value, Option<String>),
    /// Nothing that can be kept, but no reason to keep the row out.
    Notice(String),
    Problem(String),
    UnknownWord,
}

struct CellReader {
    order: BTreeMap<usize, ColumnOrder>,
    meanings: BTreeMap<String, bool>,
    currency: Currency,
    today: NaiveDate,
}

impl CellReader {
    fn read(&self, field: &Field, column: usize, text: &str) -> Cell {
        let length = text.chars().count();
        if length > MAX_CELL {
            return Cell::Problem(format!(
                "The cell holds {length} characters, more than the {MAX_CELL} a field keeps. Is a quotation mark missing?"
            ));
        }
        if let Some(unseen) = text.chars().find(|c| is_unseen(*c)) {
            return Cell::Problem(format!(
                "The cell holds a character that cannot be seen (code {}). Take it out of the cell.",
                u32::from(unseen)
            ));
        }
        let text = text.trim();
        match field.kind {
            CellKind::Text => {
                let notice = amounts::is_scientific(text).then(|| {
                    "Scientific notation has lost digits of this number; kept as it stands.".to_owned()
                });
                Cell::Value(Value::Text(text.to_owned()), notice)
            }
            CellKind::Notes => Cell::Value(Value::Text(text.to_owned()), None),
            CellKind::Email if text.contains('@') => Cell::Value(Value::Text(text.to_owned()), None),
            CellKind::Email => Cell::Problem("An e-mail address has an @ in it.".to_owned()),
            CellKind::Secret if serial_key(text).is_none() => {
                Cell::Notice("This word stands for no key: the license gets none.".to_owned())
            }
            CellKind::Secret if text.len() > 64 * 1024 => {
                Cell::Problem("A license key of over 64 KiB does not fit the keyring.".to_owned())
            }
            CellKind::Secret => {
                let notice = amounts::is_scientific(text).then(|| {
                    "Scientific notation has lost digits of this key; kept as it stands, it will not work."
                        .to_owned()
                });
                Cell::Value(Value::Secret(SecretString::from(text.to_owned())), notice)
            }
            CellKind::Date => {
                let order = self.order.get(&column).copied().unwrap_or(ColumnOrder::Open);
                read_or(dates::read(text, order, self.today), |read| (Value::Date(read.date), read.notice))
            }
            CellKind::Money => read_or(amounts::money(text, self.currency), |noted| {
                (Value::Money(noted.value), noted.notice)
            }),
            CellKind::Seats => read_or(amounts::count(text), |count| match count {
                Count::Number(number) => (Value::Number(number), None),
                Count::Unlimited => (Value::Unlimited, None),
            }),
            CellKind::Number => match amounts::count(text) {
                Ok(Some(Count::Unlimited)) => Cell::Problem("This is no whole number.".to_owned()),
                other => read_or(other, |count| match count {
                    Count::Number(number) => (Value::Number(number), None),
                    Count::Unlimited => (Value::Unlimited, None),
                }),
            },
            CellKind::Warranty
                if ["lifetime", "life time", "lebenslang"].contains(&name_key(text).as_str()) =>
            {
                Cell::Value(Value::Lifetime, None)
            }
            CellKind::Months | CellKind::Warranty => {
                read_or(amounts::months(text), |months| (Value::Number(months), None))
            }
            CellKind::YesNo => match self.meanings.get(&name_key(text)) {
                Some(yes) => Cell::Value(Value::Flag(*yes), None),
                None => match amounts::yes_no(text) {
                    Ok(Some(yes)) => Cell::Value(Value::Flag(yes), None),
                    Ok(None) => Cell::Blank,
                    Err(()) => Cell::UnknownWord,
                },
            },
            CellKind::Choice(words) => {
                let key = name_key(text);
                let known =
                    words.iter().find(|(value, words)| *value == key || words.contains(&key.as_str()));
                match known {
                    Some((value, _)) => {
                        Cell::Value(Value::Word(value), choices::loosely(&key).map(str::to_owned))
                    }
                    None => Cell::Notice(format!(
                        "Holdfast knows no such {}; the cell is left out.",
                        field.label.to_lowercase()
                    )),
                }
            }
        }
    }
}

fn read_or<T>(read: Result<Option<T>, String>, value: impl FnOnce(T) -> (Value, Option<String>)) -> Cell {
    match read {
        Ok(Some(read)) => {
            let (value, notice) = value(read);
            Cell::Value(value, notice)
        }
        Ok(None) => Cell::Blank,
        Err(message) => Cell::Problem(message),
    }
}

/// How a date column is read, and what it showed.
struct DateColumn {
    column: usize,
    order: ColumnOrder,
    evidence: Evidence,
    numeric: bool,
}

fn date_orders(
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
        let mut evidence = Evidence::default();
        let mut numeric = false;
        for record in &sheet.records {
            let cell = dates::look(record.cell(column), today);
            numeric |= matches!(cell, DateCell::Numbers { .. });
            dates::weigh(&mut evidence, cell, today);
        }
        columns.push((column, evidence, numeric));
    }
    let evidence: Vec<Evidence> = columns.iter().map(|(_, evidence, _)| *evidence).collect();
    let decided = dates::decide(&evidence, chosen);
    columns
        .into_iter()
        .zip(decided)
        .map(|((column, evidence, numeric), order)| DateColumn { column, order, evidence, numeric })
        .collect()
}

fn format_of(sheet: &Sheet, options: &ImportOptions, columns: &[DateColumn]) -> FileFormat {
    let numeric: Vec<&DateColumn> = columns.iter().filter(|column| column.numeric).collect();
    let settled = numeric.iter().find_map(|column| match column.order {
        ColumnOrder::Settled(order) => Some(order),
        _ => None,
    });
    let words = |order| match order {
        DateOrder::Dmy => "day/month/year",
        DateOrder::Mdy => "month/day/year",
        DateOrder::Ymd => "year/month/day",
    };
    let clear: u32 =
        numeric.iter().map(|column| column.evidence.dmy + column.evidence.mdy + column.evidence.ymd).sum();
    let evidence = settled.map(|order| match options.date_order {
        Some(_) => format!("{}, as chosen", words(order)),
        None => format!("{} from {clear} clear {}", words(order), if clear == 1 { "date" } else { "dates" }),
    });
    FileFormat {
        encoding: sheet.encoding.clone(),
        delimiter: sheet.delimiter.to_owned(),
        line_ends: sheet.line_ends.to_owned(),
        shape: shapes::name_of(options.kind, &sheet.headers).map(str::to_owned),
        date_order: settled,
        date_evidence: evidence,
        date_order_needed: columns
            .iter()
            .any(|column| column.order == ColumnOrder::Open && column.evidence.doubtful > 0),
    }
}
