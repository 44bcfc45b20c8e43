//! Rows to values: every cell read by its column's field, every problem and notice named. Pure.

use super::{
    amounts::{self, Unread},
    blanks::{is_blank, is_endless},
    columns::{Columns, cell_text},
    counts::{self, Count},
    dates::{self, ReadDate},
    derived,
    model::{FileFormat, ImportKind, ImportOptions, Remark, SharedSign, UnknownWord},
    periods::{self, Billing, Unit},
    shapes,
    sheet::{self, Catalog, CellKind, Field},
    signs::{self, Currencies},
    values::{Value, Values, cut, masked},
};
use crate::{
    credentials::addresses,
    fields,
    secrets::SecretString,
    text::{name_key, serial_key},
};
use chrono::NaiveDate;
use holdfast_sheets::{MAX_CELL, Record, Sheet, is_unseen};
use std::collections::{BTreeMap, HashSet};

/// A row whose cells were read.
pub(super) struct Row {
    pub number: u32,
    /// Its place among the sheet's records.
    pub record: usize,
    /// Cells that are not blank, by field.
    pub values: Values,
    /// The places around the row's location, the outermost first.
    pub within: Vec<String>,
    /// The end is said to be none, in a word for it.
    pub endless: bool,
    pub problems: Vec<Remark>,
    pub notices: Vec<Remark>,
}

/// A file whose cells were read.
pub(super) struct Parsed {
    pub kind: ImportKind,
    pub catalog: Catalog,
    pub sheet: Sheet,
    pub mapping: Vec<Option<&'static Field>>,
    pub format: FileFormat,
    pub rows: Vec<Row>,
    pub unknown_words: Vec<UnknownWord>,
    /// What the rows' own things are called, where rows name each other.
    pub brought: HashSet<String>,
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

    /// A cell as it may be shown: short, a secret by its last characters at most, addresses without what is secret in them.
    pub fn shown(&self, column: usize, text: &str) -> String {
        match self.mapping.get(column).copied().flatten() {
            Some(field) if field.secret() => masked(text),
            Some(field) if field.kind == CellKind::Address => cut(&addresses::part(text).url),
            Some(field) if field.kind == CellKind::Notes => {
                cut(addresses::out_of_text(text).as_deref().unwrap_or(text))
            }
            _ => cut(text),
        }
    }
}

/// Reads every cell.
pub(super) fn parse(
    sheet: Sheet,
    catalog: Catalog,
    mapping: Vec<Option<&'static Field>>,
    options: &ImportOptions,
    currencies: Currencies,
    today: NaiveDate,
) -> Parsed {
    let columns = Columns::of(&sheet, &mapping, options, currencies, today);
    let format = columns.format(&sheet, options);
    let mut parsed = Parsed {
        kind: options.kind,
        catalog,
        sheet,
        mapping,
        format,
        rows: Vec::new(),
        unknown_words: Vec::new(),
        brought: HashSet::new(),
    };
    let spaced_tags = shapes::name_of(options.kind, &parsed.sheet.headers) == Some(shapes::SPACED_TAGS)
        && parsed.mapping.iter().enumerate().all(|(column, field)| {
            let with_marks = |record: &Record| record.cell(column).contains([',', ';']);
            field.is_none_or(|field| field.kind != CellKind::Tags)
                || !parsed.sheet.records.iter().any(with_marks)
        });
    let reader = CellReader {
        columns,
        meanings: options.meanings.iter().map(|meaning| (name_key(&meaning.word), meaning.yes)).collect(),
        currencies,
        today,
        spaced_tags,
    };
    let fixed = shapes::fixed(options.kind, &parsed.sheet.headers);
    let mut open_sign = None;
    let mut assumed = HashSet::new();
    let mut words: BTreeMap<(usize, String), (String, u32)> = BTreeMap::new();
    let mut rows = Vec::with_capacity(parsed.sheet.records.len());
    for (index, record) in parsed.sheet.records.iter().enumerate() {
        let mut row = Row {
            number: record.number,
            record: index,
            values: Values::new(),
            within: Vec::new(),
            endless: false,
            problems: Vec::new(),
            notices: Vec::new(),
        };
        too_many_cells(&parsed.sheet, record, &mut row);
        for (column, field) in parsed.mapping.iter().enumerate() {
            let Some(field) = field else { continue };
            let text = cell_text(&parsed.sheet, field.kind, record.cell(column));
            let text = text.as_ref();
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
                    row.notices.extend(notice.map(&remark));
                    add(&mut row.values, field, value);
                }
                Cell::Endless => endless(&mut row, field),
                Cell::Period(unit, length) => notice_period(&mut row, field, unit, length),
                Cell::Amount(amount) => {
                    row.notices.extend(amount.notice.map(&remark));
                    if let Some(sign) = amount.assumed.filter(|sign| assumed.insert(*sign)) {
                        row.notices.push(remark(format!(
                            "“{sign}” is read as {}, here and in the other rows. Choose another currency that uses the sign with --currency.",
                            amount.money.currency
                        )));
                    }
                    add(&mut row.values, field, Value::Money(amount.money));
                }
                Cell::OpenSign(sign, message) => {
                    open_sign.get_or_insert(sign);
                    row.problems.push(remark(message));
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
        for (field, value) in fixed.iter().filter_map(|(name, value)| Some((catalog.by_name(name)?, *value)))
        {
            let value = match field.kind {
                CellKind::Choice(_) => Value::Word(value),
                _ => Value::Text(value.to_owned()),
            };
            row.values.entry(field.name.as_str()).or_insert(value);
        }
        if matches!(options.kind, ImportKind::Licenses | ImportKind::Contracts)
            && row.values.contains_key("price")
        {
            row.values.entry("price_per_seat").or_insert(Value::Flag(options.price_per_seat));
        }
        let remarks =
            |field: &str, message: String| parsed.remark(&row_at(index, record.number), field, message);
        derived::settle(options.kind, &mut row, today, remarks);
        rows.push(row);
    }
    parsed.format.currency_needed = open_sign.map(|sign| SharedSign {
        sign: sign.to_owned(),
        currencies: signs::sharing(sign).iter().map(|code| (*code).to_owned()).collect(),
    });
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
        (field.kind, values.get_mut(field.name.as_str()), &value)
    {
        notes.push('\n');
        notes.push_str(more);
        return;
    }
    values.insert(field.name.as_str(), value);
}

/// A row without values, for remarks on its cells.
fn row_at(record: usize, number: u32) -> Row {
    Row {
        number,
        record,
        values: Values::new(),
        within: Vec::new(),
        endless: false,
        problems: Vec::new(),
        notices: Vec::new(),
    }
}

/// A word for a time without end: of a warranty that it is for life, of a term that nothing is missing.
fn endless(row: &mut Row, field: &'static Field) {
    match field.name.as_str() {
        "warranty_ends_on" => {
            row.values.insert("warranty_months", Value::Lifetime);
        }
        "ends_on" => row.endless = true,
        _ => {}
    }
}

/// A notice period is kept in the field of its unit. In a column for either it is the whole notice, so that the field of the
/// other unit is blank.
fn notice_period(row: &mut Row, field: &Field, unit: Unit, length: u32) {
    let (said, other) = match unit {
        Unit::Days => ("notice_days", "notice_months"),
        Unit::Months => ("notice_months", "notice_days"),
    };
    row.values.insert(said, Value::Number(length));
    if field.kind == CellKind::Notice(None) {
        row.values.entry(other).or_insert(Value::Nothing);
    }
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
    Amount(amounts::Amount),
    /// A word for a time without end.
    Endless,
    /// An amount whose sign is one of several currencies, and words for its row.
    OpenSign(&'static str, String),
    /// Nothing that can be kept, but no reason to keep the row out.
    Notice(String),
    Problem(String),
    UnknownWord,
    /// A notice period in the unit that the cell says.
    Period(Unit, u32),
}

struct CellReader {
    columns: Columns,
    meanings: BTreeMap<String, bool>,
    currencies: Currencies,
    today: NaiveDate,
    /// Tags have spaces between them.
    spaced_tags: bool,
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
            CellKind::Text
            | CellKind::Notes
            | CellKind::Code
            | CellKind::Address
            | CellKind::Email
            | CellKind::Link(_)
            | CellKind::Links(_)
            | CellKind::Secret
            | CellKind::Tags
                if is_blank(text) =>
            {
                Cell::Blank
            }
            CellKind::Address if addresses::has_secret(text) => Cell::Notice(format!(
                "{} The cell is left out: add a credential with the whole address.",
                addresses::REFUSED
            )),
            CellKind::Text | CellKind::Code | CellKind::Link(_) | CellKind::Address => {
                let notice = amounts::is_scientific(text).then(|| {
                    "Scientific notation has lost digits of this number; kept as it stands.".to_owned()
                });
                Cell::Value(Value::Text(text.to_owned()), notice)
            }
            CellKind::Notes => match addresses::out_of_text(text) {
                Some(clean) => Cell::Value(
                    Value::Text(clean),
                    Some(format!(
                        "{} The address is kept without: add a credential with the whole one.",
                        addresses::REFUSED
                    )),
                ),
                None => Cell::Value(Value::Text(text.to_owned()), None),
            },
            CellKind::Tags | CellKind::Links(_) => {
                let between: &[char] = if self.spaced_tags { &[' '] } else { &[';', ','] };
                let tags: Vec<String> = text
                    .split(between)
                    .map(str::trim)
                    .filter(|tag| !tag.is_empty())
                    .map(str::to_owned)
                    .collect();
                if tags.is_empty() { Cell::Blank } else { Cell::Value(Value::Tags(tags), None) }
            }
            CellKind::Email if text.contains('@') => Cell::Value(Value::Text(text.to_owned()), None),
            CellKind::Email => Cell::Problem("An email address has an @ in it.".to_owned()),
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
            CellKind::Date => match dates::read(text, self.columns.order(column), self.today) {
                Ok(ReadDate::Blank) => Cell::Blank,
                Ok(ReadDate::Endless) => Cell::Endless,
                Ok(ReadDate::On(date, notice)) => Cell::Value(Value::Date(date), notice),
                Err(message) => Cell::Problem(message),
            },
            CellKind::Money => match amounts::money(text, self.columns.mark(column), self.currencies) {
                Ok(Some(amount)) => Cell::Amount(amount),
                Ok(None) => Cell::Blank,
                Err(Unread::Cell(message)) => Cell::Problem(message),
                Err(Unread::Sign(sign, message)) => Cell::OpenSign(sign, message),
            },
            CellKind::Seats | CellKind::Number => match counts::count(text, self.columns.mark(column)) {
                Ok(Some((Count::Unlimited, _))) if field.kind == CellKind::Number => {
                    Cell::Problem("This is no whole number.".to_owned())
                }
                other => read_or(other, |(count, notice)| match count {
                    Count::Number(number) => (Value::Number(number), notice),
                    Count::Unlimited => (Value::Unlimited, notice),
                }),
            },
            CellKind::Warranty if is_endless(text) => Cell::Value(Value::Lifetime, None),
            CellKind::Months | CellKind::Warranty => {
                read_or(periods::months(text), |months| (Value::Number(months), None))
            }
            CellKind::Billing => read_or(periods::billing(text), |billing| match billing {
                Billing::Every(months) => (Value::Number(months), None),
                Billing::Once => (Value::Nothing, None),
            }),
            CellKind::Renewal => read_or(periods::renewal(text), |months| (Value::Number(months), None)),
            CellKind::Notice(unit) => match periods::notice(text, unit) {
                Ok(Some((unit, length))) => Cell::Period(unit, length),
                Ok(None) => Cell::Blank,
                Err(message) => Cell::Problem(message),
            },
            CellKind::Percent => {
                read_or(counts::percent(text), |hundredths| (Value::Percent(hundredths), None))
            }
            CellKind::Whole => read_or(counts::whole(text), |number| (Value::Whole(number), None)),
            CellKind::Years => read_or(periods::years(text), |months| (Value::Number(months), None)),
            CellKind::YesNo => match self.meanings.get(&name_key(text)) {
                Some(yes) => Cell::Value(Value::Flag(*yes), None),
                None => match counts::yes_no(text) {
                    Ok(Some(yes)) => Cell::Value(Value::Flag(yes), None),
                    Ok(None) => Cell::Blank,
                    Err(()) => Cell::UnknownWord,
                },
            },
            CellKind::Choice(_) if is_blank(text) => Cell::Blank,
            CellKind::Choice(words) => {
                let key = name_key(text);
                let means = |choice: &&fields::Choice<'static>| {
                    [choice.word, &choice.word.replace('_', " "), &name_key(choice.label)]
                        .contains(&key.as_str())
                        || choice.read.split('|').any(|word| word == key)
                };
                match words.iter().find(means) {
                    Some(choice) => {
                        Cell::Value(Value::Word(choice.word), sheet::read_broadly(&key).map(str::to_owned))
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
