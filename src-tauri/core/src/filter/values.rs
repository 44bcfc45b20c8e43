//! What a value of a filter means: days, amounts, numbers.

use crate::{
    dates::{self, Quarter},
    money::Currency,
};
use chrono::{Datelike, Days, NaiveDate};

/// How many parts an amount is counted in, so that currencies with other decimals compare: a ten-thousandth.
pub(super) const PARTS: i64 = 10_000;

/// Both days are in it.
pub(super) type DayRange = (NaiveDate, NaiveDate);

/// The days that a text names: a day, a month, a quarter, a year, or a distance from today.
pub(super) fn days(text: &str, today: NaiveDate) -> Option<DayRange> {
    let text = text.trim().to_lowercase();
    let one = |day: NaiveDate| believable(day).then_some((day, day));
    match text.as_str() {
        "today" => return one(today),
        "tomorrow" => return one(today.checked_add_days(Days::new(1))?),
        "yesterday" => return one(today.checked_sub_days(Days::new(1))?),
        _ => {}
    }
    if let Some(day) = distance(&text, today) {
        return one(day);
    }
    if let Some(quarter) = Quarter::parse(&text.to_uppercase()) {
        return Some((quarter.first_day()?, quarter.last_day()?));
    }
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [year] if is_year(year) => year_of(year.parse().ok()?),
        [year, month] if is_year(year) && is_short(month) => {
            month_of(year.parse().ok()?, month.parse().ok()?)
        }
        [year, month, day] if is_year(year) && is_short(month) && is_short(day) => {
            one(NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?)
        }
        _ => in_words(&text),
    }
}

/// "30d", "-2w", "+6m" or "1y" from today.
fn distance(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (back, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let unit = text.chars().last().filter(char::is_ascii)?;
    let number: u32 =
        text.get(..text.len().checked_sub(1)?)?.parse().ok().filter(|number| *number <= 40_000)?;
    let by_months =
        |months: u32| if back { dates::sub_months(today, months) } else { dates::add_months(today, months) };
    let by_days = |days: u32| {
        let days = Days::new(days.into());
        if back { today.checked_sub_days(days) } else { today.checked_add_days(days) }
    };
    match unit {
        'd' => by_days(number),
        'w' => by_days(number.checked_mul(7)?),
        'm' => by_months(number),
        'y' => by_months(number.checked_mul(12)?),
        _ => None,
    }
}

/// "4 dec 2026", "dec 2026": as the window shows days.
fn in_words(text: &str) -> Option<DayRange> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    match parts.as_slice() {
        [month, year] if is_year(year) => month_of(year.parse().ok()?, month_number(month)?),
        [day, month, year] if is_year(year) => {
            let day = NaiveDate::from_ymd_opt(
                year.parse().ok()?,
                month_number(month)?,
                day.trim_end_matches('.').parse().ok()?,
            )?;
            Some((day, day))
        }
        _ => None,
    }
}

/// The number of a month by its English name, of which at least three letters are there.
pub(super) fn month_number(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let found = MONTHS.iter().position(|month| word.chars().count() >= 3 && month.starts_with(&word))?;
    u32::try_from(found + 1).ok()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.chars().all(|sign| sign.is_ascii_digit()) && text >= "1900"
}

fn is_short(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.chars().all(|sign| sign.is_ascii_digit())
}

fn believable(day: NaiveDate) -> bool {
    (1900..=9999).contains(&day.year())
}

fn year_of(year: i32) -> Option<DayRange> {
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

fn month_of(year: i32, month: u32) -> Option<DayRange> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((first, dates::add_months(first, 1)?.checked_sub_days(Days::new(1))?))
}

/// An amount in [`PARTS`], none where only the currency is named; and the currency that is named.
pub(super) fn amount(text: &str) -> Option<(Option<i64>, Option<Currency>)> {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace() && *sign != '\'').collect();
    let is_letter = |sign: char| sign.is_alphabetic() || "€$£¥".contains(sign);
    let number: String = text.trim_matches(is_letter).to_owned();
    let code: String = text.chars().filter(|sign| is_letter(*sign)).collect();
    let currency = match code.as_str() {
        "" => None,
        "€" => Currency::parse("EUR"),
        "£" => Currency::parse("GBP"),
        "$" => Currency::parse("USD"),
        code => Currency::parse(code),
    };
    if !code.is_empty() && currency.is_none() {
        return None;
    }
    if number.is_empty() {
        return currency.map(|currency| (None, Some(currency)));
    }
    Some((Some(decimal(&number)?), currency))
}

/// A number in [`PARTS`]. One point is the decimal mark, and so is one comma but before three digits; of both, the last is.
fn decimal(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let last = digits.rfind(['.', ',']);
    let groups = |at: usize| match (points, commas) {
        (0, commas) => commas > 1 || digits.len() - at == 4,
        (points, 0) => points > 1,
        _ => false,
    };
    let (whole, fraction) = match last {
        Some(at) if !groups(at) => (digits.get(..at)?, digits.get(at + 1..)?),
        _ => (digits, ""),
    };
    let whole: String = whole.chars().filter(|sign| !matches!(sign, '.' | ',')).collect();
    if whole.is_empty() && fraction.is_empty() || whole.len() > 12 || fraction.len() > 4 {
        return None;
    }
    let is_number = |text: &str| text.chars().all(|sign| sign.is_ascii_digit());
    if !is_number(&whole) || !is_number(fraction) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: i64 = format!("{fraction:0<4}").parse().ok()?;
    Some(sign * (whole * PARTS + fraction))
}

/// A whole number.
pub(super) fn whole(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|sign| !matches!(sign, ' ' | '\'')).collect();
    if text.len() > 15 { None } else { text.parse().ok() }
}

/// "yes", "no".
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}
