//! Dates as spreadsheets write them. Pure: told the order of day and month, or which column to look at.

use super::model::DateOrder;
use chrono::{Datelike, Days, NaiveDate};

/// What a cell of a date column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateCell {
    /// Nothing, or a word for nothing.
    Blank,
    /// A date that reads in one way only, whatever the file's order.
    Plain(NaiveDate, Flag),
    /// Three numbers: the order decides.
    Numbers { first: u32, second: u32, third: u32, year_digits: usize, separator: char },
    /// No date at all.
    Unreadable,
    /// A written date that the calendar does not have.
    Impossible { day: u32, month: u32, year: i32 },
}

/// What is remarkable about a date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    None,
    TwoDigitYear,
    DayNumber,
}

/// A date with what is remarkable about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReadDate {
    pub date: NaiveDate,
    pub notice: Option<String>,
}

/// How a column's numeric dates are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnOrder {
    /// Settled by the user, by the column itself or by other columns.
    Settled(DateOrder),
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
}

const BLANK: [&str; 10] = ["", "-", "--", "—", "n/a", "na", "none", "null", "never", "0000-00-00"];
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "januar", "janvier", "enero", "jän"],
    &["feb", "february", "februar", "fév", "février", "febrero"],
    &["mar", "march", "mär", "märz", "mrz", "mars", "marzo"],
    &["apr", "april", "avr", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["jun", "june", "juni", "juin", "junio"],
    &["jul", "july", "juli", "juillet", "julio"],
    &["aug", "august", "août", "agosto"],
    &["sep", "sept", "september", "septembre", "septiembre"],
    &["oct", "october", "okt", "oktober", "octobre", "octubre"],
    &["nov", "november", "novembre", "noviembre"],
    &["dec", "december", "dez", "dezember", "déc", "décembre", "diciembre"],
];
const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Looks at a cell without knowing the order.
pub(super) fn look(text: &str, today: NaiveDate) -> DateCell {
    let text = text.trim();
    let lower = text.to_lowercase();
    if BLANK.contains(&lower.as_str()) || lower.starts_with("0000-00-00") {
        return DateCell::Blank;
    }
    if text.len() > 40 {
        return DateCell::Unreadable;
    }
    if text.chars().all(|c| c.is_ascii_digit() || c == '.') && text.matches('.').count() <= 1 {
        return digits(text);
    }
    named_month(&lower, today).unwrap_or_else(|| numbers(text, today))
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

/// `3 Mar 2025`, `Mar 3, 2025`, `03-Mar-25`.
fn named_month(lower: &str, today: NaiveDate) -> Option<DateCell> {
    if !lower.chars().any(char::is_alphabetic) {
        return None;
    }
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let month_at = parts.iter().position(|part| month_of(part).is_some())?;
    let month = month_of(parts.get(month_at)?)?;
    let number = |index: usize| -> Option<(u32, usize)> {
        let part = parts.get(index)?;
        let part = part.trim_end_matches(|c: char| c.is_alphabetic());
        Some((part.parse().ok()?, part.len()))
    };
    let (day, year) = match month_at {
        0 => (number(1)?, number(2)?),
        1 => {
            let (before, after) = (number(0)?, number(2)?);
            if before.1 == 4 { (after, before) } else { (before, after) }
        }
        _ => return None,
    };
    Some(calendar(year.0, year.1, month, day.0, today))
}

fn month_of(word: &str) -> Option<u32> {
    let index = MONTHS.iter().position(|names| names.contains(&word))?;
    u32::try_from(index + 1).ok()
}

/// Three numbers with a separator, a time of day behind them ignored.
fn numbers(text: &str, today: NaiveDate) -> DateCell {
    let date_part = match text.split_once(['T', ' ']) {
        Some((date, time)) if is_time(time) => date,
        Some(_) => return DateCell::Unreadable,
        None => text,
    };
    let Some(separator) = date_part.chars().find(|c| !c.is_ascii_digit()) else {
        return DateCell::Unreadable;
    };
    if !['/', '.', '-'].contains(&separator) {
        return DateCell::Unreadable;
    }
    let parts: Vec<&str> = date_part.split(separator).collect();
    let [first, second, third] = parts.as_slice() else { return DateCell::Unreadable };
    let short = |part: &str| (1..=2).contains(&part.len());
    let (Ok(a), Ok(b), Ok(c)) = (first.parse::<u32>(), second.parse::<u32>(), third.parse::<u32>()) else {
        return DateCell::Unreadable;
    };
    if first.len() == 4 && short(second) && short(third) {
        return calendar(a, 4, b, c, today);
    }
    if short(first) && short(second) && (third.len() == 4 || third.len() == 2) {
        return DateCell::Numbers { first: a, second: b, third: c, year_digits: third.len(), separator };
    }
    DateCell::Unreadable
}

fn is_time(text: &str) -> bool {
    let text = text.trim();
    text.contains(':')
        && text.len() <= 20
        && text.chars().all(|c| c.is_ascii_digit() || ":.+-ZzAaPpMm ".contains(c))
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
    let DateCell::Numbers { first, .. } = cell else { return };
    match (valid(cell, DateOrder::Dmy, today), valid(cell, DateOrder::Mdy, today)) {
        (Some(a), Some(b)) if a == b => {}
        (Some(_), Some(_)) => evidence.doubtful += 1,
        (Some(_), None) => evidence.dmy += 1,
        (None, Some(_)) => evidence.mdy += 1,
        (None, None) if first > 31 && valid(cell, DateOrder::Ymd, today).is_some() => evidence.ymd += 1,
        (None, None) => {}
    }
}

/// Decides each column: by the user's word, else by its own clear dates, else by the other columns'.
pub(super) fn decide(columns: &[Evidence], chosen: Option<DateOrder>) -> Vec<ColumnOrder> {
    if let Some(order) = chosen {
        return columns.iter().map(|_| ColumnOrder::Settled(order)).collect();
    }
    let own = |evidence: &Evidence| match (evidence.dmy > 0, evidence.mdy > 0, evidence.ymd > 0) {
        (true, false, false) => ColumnOrder::Settled(DateOrder::Dmy),
        (false, true, false) => ColumnOrder::Settled(DateOrder::Mdy),
        (false, false, true) => ColumnOrder::Settled(DateOrder::Ymd),
        (false, false, false) => ColumnOrder::Open,
        _ => ColumnOrder::Both,
    };
    let decided: Vec<ColumnOrder> = columns.iter().map(own).collect();
    let mut settled = decided.iter().filter(|order| matches!(order, ColumnOrder::Settled(_)));
    let of_others = match settled.next() {
        Some(first) if settled.all(|order| order == first) && !decided.contains(&ColumnOrder::Both) => {
            Some(*first)
        }
        _ => None,
    };
    decided
        .into_iter()
        .map(|order| if order == ColumnOrder::Open { of_others.unwrap_or(ColumnOrder::Open) } else { order })
        .collect()
}

/// Reads a cell in a column of this order. None is blank; the error is for the person who mends the file.
pub(super) fn read(text: &str, order: ColumnOrder, today: NaiveDate) -> Result<Option<ReadDate>, String> {
    let cell = look(text, today);
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
        DateCell::Blank => Ok(None),
        DateCell::Plain(date, flag) => Ok(Some(ReadDate { date, notice: notice(date, flag) })),
        DateCell::Impossible { day, month, year } => Err(impossible(day, month, year)),
        DateCell::Numbers { .. } | DateCell::Unreadable => {
            Err("This is no date Holdfast can read. Write it like 2025-12-31.".to_owned())
        }
    }
}

fn notice(date: NaiveDate, flag: Flag) -> Option<String> {
    match flag {
        Flag::None => None,
        Flag::TwoDigitYear => Some(format!("The year has two digits; read as {}.", date.year())),
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
        .and_then(|month| MONTH_NAMES.get(month.wrapping_sub(1)))
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
    }

    fn in_column(text: &str, order: ColumnOrder) -> Result<Option<String>, String> {
        read(text, order, today()).map(|read| read.map(|read| read.date.to_string()))
    }

    #[test]
    fn dates_of_one_reading_need_no_order() {
        for (text, expected) in [
            ("2025-03-01", "2025-03-01"),
            ("2025/3/1", "2025-03-01"),
            ("2025-03-01 00:00:00", "2025-03-01"),
            ("2025-03-01T10:15:00Z", "2025-03-01"),
            ("20250301", "2025-03-01"),
            ("3 Mar 2025", "2025-03-03"),
            ("March 3, 2025", "2025-03-03"),
            ("3rd march 2025", "2025-03-03"),
            ("03-Okt-25", "2025-10-03"),
            ("45717", "2025-03-01"),
            ("45717.5", "2025-03-01"),
            ("31/12/2025", "2025-12-31"),
            ("12/31/2025", "2025-12-31"),
            ("05/05/2025", "2025-05-05"),
        ] {
            assert_eq!(in_column(text, ColumnOrder::Open), Ok(Some(expected.to_owned())), "{text}");
        }
        for blank in ["", " ", "N/A", "never", "0000-00-00", "0000-00-00 00:00:00"] {
            assert_eq!(in_column(blank, ColumnOrder::Open), Ok(None), "{blank}");
        }
    }

    #[test]
    fn the_order_decides_doubtful_dates() {
        let settled = |order| ColumnOrder::Settled(order);
        assert_eq!(in_column("03/04/2025", settled(DateOrder::Dmy)), Ok(Some("2025-04-03".into())));
        assert_eq!(in_column("03/04/2025", settled(DateOrder::Mdy)), Ok(Some("2025-03-04".into())));
        assert_eq!(in_column("25-03-04", settled(DateOrder::Ymd)), Ok(Some("2025-03-04".into())));
        let open = in_column("03/04/2025", ColumnOrder::Open).unwrap_err();
        assert!(open.contains("3 April 2025 or 4 March 2025") && open.contains("--date-order"), "{open}");
        assert!(in_column("03/04/2025", ColumnOrder::Both).unwrap_err().contains("both orders"));
        assert!(in_column("12/31/2025", settled(DateOrder::Dmy)).unwrap_err().contains("no month 31"));
    }

    #[test]
    fn impossible_and_unreadable_dates_say_so() {
        for order in [ColumnOrder::Open, ColumnOrder::Settled(DateOrder::Dmy)] {
            assert_eq!(in_column("31/02/2025", order), Err("There is no 31 February 2025.".into()));
        }
        assert_eq!(in_column("2025-02-29", ColumnOrder::Open), Err("There is no 29 February 2025.".into()));
        for text in ["soon", "1/2", "12.5", "99", "2025", "1e9", "1/2/3/4", "2025-03-01 whenever"] {
            assert!(in_column(text, ColumnOrder::Open).is_err(), "{text}");
        }
    }

    #[test]
    fn two_digit_years_and_day_numbers_are_noticed() {
        let at = |text: &str| read(text, ColumnOrder::Settled(DateOrder::Dmy), today()).unwrap().unwrap();
        assert_eq!(at("1/2/46").date.year(), 2046);
        assert_eq!(at("1/2/47").date.year(), 1947);
        assert!(at("1/2/25").notice.unwrap().contains("2025"));
        assert!(at("45717").notice.unwrap().contains("2025-03-01"));
        assert_eq!(at("1/2/2025").notice, None);
    }

    fn evidence(dates: &[&str]) -> Evidence {
        let mut evidence = Evidence::default();
        for text in dates {
            weigh(&mut evidence, look(text, today()), today());
        }
        evidence
    }

    #[test]
    fn a_column_is_settled_by_itself_then_by_others_then_by_the_user() {
        let (dmy, mdy, open) =
            (evidence(&["31/12/2025", "1/2/2025"]), evidence(&["12/31/2025"]), evidence(&["1/2/2025"]));
        let both = evidence(&["31/12/2025", "12/31/2025", "1/2/2025"]);
        let (d, m) = (ColumnOrder::Settled(DateOrder::Dmy), ColumnOrder::Settled(DateOrder::Mdy));
        assert_eq!(decide(&[dmy, open], None), [d, d]);
        assert_eq!(decide(&[open, mdy], None), [m, m]);
        assert_eq!(decide(&[dmy, mdy, open], None), [d, m, ColumnOrder::Open]);
        assert_eq!(decide(&[both, open], None), [ColumnOrder::Both, ColumnOrder::Open]);
        assert_eq!(decide(&[open], None), [ColumnOrder::Open]);
        assert_eq!(decide(&[both, open], Some(DateOrder::Mdy)), [m, m]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}", numbers in "[0-9./ T:-]{0,14}") {
            for text in [&text, &numbers] {
                for order in [ColumnOrder::Open, ColumnOrder::Both, ColumnOrder::Settled(DateOrder::Ymd)] {
                    let _ = read(text, order, today());
                }
            }
        }

        #[test]
        fn every_date_reads_back_in_every_order(days in 0i64..60000) {
            let date = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::Duration::days(days);
            for (order, format) in [(DateOrder::Dmy, "%d/%m/%Y"), (DateOrder::Mdy, "%m/%d/%Y"), (DateOrder::Ymd, "%Y/%m/%d")] {
                let text = date.format(format).to_string();
                let read = read(&text, ColumnOrder::Settled(order), today()).unwrap().unwrap();
                prop_assert_eq!(read.date, date);
            }
        }
    }
}
