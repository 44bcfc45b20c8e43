//! Dates as spreadsheets write them. Pure: told the order of day and month, or which column to look at.

mod parse;
mod words;

use super::{
    blanks::{is_blank, is_endless},
    model::DateOrder,
};
use chrono::{Datelike, Days, NaiveDate};

/// What a cell of a date column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateCell {
    /// Nothing, or a word for nothing.
    Blank,
    /// A word for a time without end.
    Endless,
    /// A date that reads in one way only, whatever the file's order.
    Plain(NaiveDate, Flag),
    /// Three numbers: the order decides.
    Numbers { first: u32, second: u32, third: u32, year_digits: usize, separator: char },
    /// No date at all.
    Unreadable,
    /// A written date that the calendar does not have.
    Impossible { day: u32, month: u32, year: i32 },
    /// Understood, and yet no single day.
    Refused(Why),
}

/// Why a cell that was understood is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    TwoDates,
    MoreThanADate,
    NoDay,
    AnotherWeekday,
}

impl Why {
    fn message(self) -> &'static str {
        match self {
            Why::TwoDates => {
                "The cell holds two dates. Leave the one that counts in it, and put the other into a column of its own."
            }
            Why::MoreThanADate => "The cell holds more than a date. Write the date alone, like 2025-12-31.",
            Why::NoDay => "This is no day. Write the day too, like 2025-12-31.",
            Why::AnotherWeekday => {
                "The day of the week is another one than that of the date. Which is right?"
            }
        }
    }
}

/// What is remarkable about a date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    None,
    TwoDigitYear,
    DayNumber,
}

/// What was read from a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ReadDate {
    Blank,
    /// A word for a time without end.
    Endless,
    /// A date with what is remarkable about it.
    On(NaiveDate, Option<String>),
}

/// How a column's numeric dates are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnOrder {
    /// Settled by the user, by the column itself or by other columns.
    Settled(DateOrder),
    /// The month stands first, but not in the dates with points: those begin with the day.
    PointsDayFirst,
    /// The column holds dates of both orders: only clear ones can be read.
    Both,
    /// Nothing settles it.
    Open,
}

/// What the dates of one column say about their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    pub dmy: u32,
    pub mdy: u32,
    pub ymd: u32,
    pub doubtful: u32,
    /// Of the doubtful ones: those written with points, as no country does that puts the month first.
    pub dotted: u32,
    /// Of those clearly with the day first: written with points.
    pub dotted_dmy: u32,
    /// Of those clearly with the month first: written with points.
    pub dotted_mdy: u32,
}

pub(super) const ORDERS: [DateOrder; 3] = [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd];

/// Looks at a cell without knowing the order.
pub(super) fn look(text: &str, today: NaiveDate) -> DateCell {
    let text: String =
        text.trim().chars().map(|c| if c.is_whitespace() { ' ' } else { plain_dash(c) }).collect();
    let text = text.as_str();
    if is_endless(text) {
        return DateCell::Endless;
    }
    if is_blank(text) || is_zero_date(text) {
        return DateCell::Blank;
    }
    if text.chars().all(|c| c.is_ascii_digit() || c == '.') && text.matches('.').count() <= 1 {
        return match digits(text) {
            DateCell::Unreadable => parse::look(text, today),
            found => found,
        };
    }
    parse::look(text, today)
}

fn plain_dash(c: char) -> char {
    if matches!(c, '−' | '–' | '—' | '‐' | '‑' | '‒') { '-' } else { c }
}

/// The first and the last date of a calendar, which programs write for none: year 0, year 1, 31 December 9999.
fn is_zero_date(text: &str) -> bool {
    let date = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let zeros = date.contains('0') && date.chars().all(|c| matches!(c, '0' | '/' | '.' | '-'));
    zeros
        || [
            "0001-01-01",
            "01/01/0001",
            "1/1/0001",
            "01.01.0001",
            "9999-12-31",
            "12/31/9999",
            "31/12/9999",
            "31.12.9999",
        ]
        .contains(&date)
}

/// A run of digits: `20250301`, or the day number of a spreadsheet.
fn digits(text: &str) -> DateCell {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let Ok(number) = whole.parse::<u32>() else { return DateCell::Unreadable };
    if whole.len() == 8 && fraction.is_empty() {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let year = i32::try_from(year).unwrap_or(0);
        return match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) if (1900..=2200).contains(&year) => DateCell::Plain(date, Flag::None),
            _ => DateCell::Unreadable,
        };
    }
    // 20000 is in 1954, 80000 in 2119: smaller and larger ones are no dates of an inventory.
    if (20_000..=80_000).contains(&number)
        && let Some(date) = NaiveDate::from_ymd_opt(1899, 12, 30)
            .and_then(|day| day.checked_add_days(Days::new(number.into())))
    {
        return DateCell::Plain(date, Flag::DayNumber);
    }
    DateCell::Unreadable
}

/// The year a two-digit one means: 20YY up to 20 years ahead, else 19YY.
fn full_year(number: u32, digits: usize, today: NaiveDate) -> i32 {
    let number = i32::try_from(number).unwrap_or(0);
    if digits != 2 {
        number
    } else if 2000 + number <= today.year() + 20 {
        2000 + number
    } else {
        1900 + number
    }
}

fn calendar(year: u32, year_digits: usize, month: u32, day: u32, today: NaiveDate) -> DateCell {
    let year = full_year(year, year_digits, today);
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) if (1900..=2200).contains(&year) => {
            DateCell::Plain(date, if year_digits == 2 { Flag::TwoDigitYear } else { Flag::None })
        }
        _ => DateCell::Impossible { day, month, year },
    }
}

/// The three numbers as a date in one order; None when the order does not fit their shape.
fn in_order(cell: DateCell, order: DateOrder, today: NaiveDate) -> Option<DateCell> {
    let DateCell::Numbers { first, second, third, year_digits, .. } = cell else { return None };
    match order {
        DateOrder::Dmy => Some(calendar(third, year_digits, second, first, today)),
        DateOrder::Mdy => Some(calendar(third, year_digits, first, second, today)),
        DateOrder::Ymd if year_digits == 2 => Some(calendar(first, 2, second, third, today)),
        DateOrder::Ymd => None,
    }
}

fn valid(cell: DateCell, order: DateOrder, today: NaiveDate) -> Option<NaiveDate> {
    match in_order(cell, order, today) {
        Some(DateCell::Plain(date, _)) => Some(date),
        _ => None,
    }
}

/// Counts what a cell says about its column's order.
pub(super) fn weigh(evidence: &mut Evidence, cell: DateCell, today: NaiveDate) {
    let DateCell::Numbers { first, separator, .. } = cell else { return };
    match (valid(cell, DateOrder::Dmy, today), valid(cell, DateOrder::Mdy, today)) {
        (Some(a), Some(b)) if a == b => {}
        (Some(_), Some(_)) => {
            evidence.doubtful += 1;
            evidence.dotted += u32::from(separator == '.');
        }
        (Some(_), None) => {
            evidence.dmy += 1;
            evidence.dotted_dmy += u32::from(separator == '.');
        }
        (None, Some(_)) => {
            evidence.mdy += 1;
            evidence.dotted_mdy += u32::from(separator == '.');
        }
        (None, None) if first > 31 && valid(cell, DateOrder::Ymd, today).is_some() => evidence.ymd += 1,
        (None, None) => {}
    }
}

/// Decides each column: by the user's word, else by its own clear dates, else by points between the numbers, which put the
/// day first, else by the other columns' clear dates.
pub(super) fn decide(columns: &[Evidence], chosen: Option<DateOrder>) -> Vec<ColumnOrder> {
    if let Some(order) = chosen {
        return columns.iter().map(|_| ColumnOrder::Settled(order)).collect();
    }
    // Dates with points beside others that put the month first.
    let mixed = |evidence: &Evidence| {
        evidence.mdy > 0
            && evidence.dotted_mdy == 0
            && evidence.dotted + evidence.dotted_dmy > 0
            && evidence.dmy == evidence.dotted_dmy
            && evidence.ymd == 0
    };
    let own = |evidence: &Evidence| match (evidence.dmy > 0, evidence.mdy > 0, evidence.ymd > 0) {
        _ if mixed(evidence) => ColumnOrder::PointsDayFirst,
        (true, false, false) => ColumnOrder::Settled(DateOrder::Dmy),
        (false, true, false) => ColumnOrder::Settled(DateOrder::Mdy),
        (false, false, true) => ColumnOrder::Settled(DateOrder::Ymd),
        (false, false, false) => ColumnOrder::Open,
        _ => ColumnOrder::Both,
    };
    let decided: Vec<ColumnOrder> = columns.iter().map(own).collect();
    let mut settled = decided.iter().filter(|order| matches!(order, ColumnOrder::Settled(_)));
    let of_others = match settled.next() {
        Some(first)
            if settled.all(|order| order == first)
                && !decided.contains(&ColumnOrder::Both)
                && !decided.contains(&ColumnOrder::PointsDayFirst) =>
        {
            Some(*first)
        }
        _ => None,
    };
    // A file in which points follow the month says so somewhere.
    let points_day_first = columns.iter().all(|evidence| evidence.dotted_mdy == 0);
    decided
        .into_iter()
        .zip(columns)
        .map(|(order, evidence)| match (order, of_others) {
            (ColumnOrder::Open, _)
                if points_day_first && evidence.dotted > 0 && evidence.dotted == evidence.doubtful =>
            {
                ColumnOrder::Settled(DateOrder::Dmy)
            }
            (ColumnOrder::Open, Some(ColumnOrder::Settled(DateOrder::Mdy)))
                if points_day_first && evidence.dotted > 0 =>
            {
                ColumnOrder::PointsDayFirst
            }
            (ColumnOrder::Open, Some(order)) => order,
            _ => order,
        })
        .collect()
}

/// Reads a cell in a column of this order.
///
/// # Errors
/// Words for the person who mends the file.
pub(super) fn read(text: &str, order: ColumnOrder, today: NaiveDate) -> Result<ReadDate, String> {
    let cell = look(text, today);
    let order = match (cell, order) {
        (DateCell::Numbers { separator: '.', .. }, ColumnOrder::PointsDayFirst) => {
            ColumnOrder::Settled(DateOrder::Dmy)
        }
        (_, ColumnOrder::PointsDayFirst) => ColumnOrder::Settled(DateOrder::Mdy),
        _ => order,
    };
    let cell = match (cell, order) {
        (DateCell::Numbers { .. }, ColumnOrder::Settled(order)) => {
            in_order(cell, order, today).unwrap_or(DateCell::Unreadable)
        }
        (DateCell::Numbers { .. }, _) => {
            let (dmy, mdy) = (in_order(cell, DateOrder::Dmy, today), in_order(cell, DateOrder::Mdy, today));
            match (dmy, mdy) {
                (Some(DateCell::Plain(a, _)), Some(DateCell::Plain(b, _))) if a != b => {
                    return Err(doubtful(a, b, order));
                }
                (Some(plain @ DateCell::Plain(..)), _) | (_, Some(plain @ DateCell::Plain(..))) => plain,
                (Some(impossible @ DateCell::Impossible { month: 1..=12, .. }), _) => impossible,
                (_, Some(impossible)) => impossible,
                _ => DateCell::Unreadable,
            }
        }
        _ => cell,
    };
    match cell {
        DateCell::Blank => Ok(ReadDate::Blank),
        DateCell::Endless => Ok(ReadDate::Endless),
        DateCell::Plain(date, flag) => Ok(ReadDate::On(date, notice(date, flag))),
        DateCell::Refused(why) => Err(why.message().to_owned()),
        DateCell::Impossible { day, month, year } => Err(impossible(day, month, year)),
        DateCell::Numbers { .. } | DateCell::Unreadable => {
            Err("This is no date Holdfast can read. Write it like 2025-12-31.".to_owned())
        }
    }
}

fn notice(date: NaiveDate, flag: Flag) -> Option<String> {
    match flag {
        Flag::None => None,
        Flag::TwoDigitYear => Some(format!("The year has two digits; read as {}.", in_words(date))),
        Flag::DayNumber => Some(format!("A spreadsheet's day number; read as {date}.")),
    }
}

fn doubtful(dmy: NaiveDate, mdy: NaiveDate, order: ColumnOrder) -> String {
    let both = format!("This can be {} or {}", in_words(dmy), in_words(mdy));
    if order == ColumnOrder::Both {
        format!("{both}, and the column has dates of both orders. Write it like {dmy}.")
    } else {
        format!("{both}, and no other date settles it. Choose the date order (--date-order dmy or mdy).")
    }
}

fn in_words(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month_name(date.month()), date.year())
}

fn month_name(month: u32) -> &'static str {
    usize::try_from(month)
        .ok()
        .and_then(|month| words::MONTH_NAMES.get(month.wrapping_sub(1)))
        .copied()
        .unwrap_or("")
}

fn impossible(day: u32, month: u32, year: i32) -> String {
    if !(1..=12).contains(&month) {
        format!("There is no month {month}. Is the date order right?")
    } else if !(1900..=2200).contains(&year) {
        format!("The year {year} lies outside 1900 to 2200.")
    } else {
        format!("There is no {day} {} {year}.", month_name(month))
    }
}

#[cfg(test)]
mod tests;
