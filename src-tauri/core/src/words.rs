//! Dates, distances and amounts as people read them, where no window formats them: the command line, messages.

use crate::money::{Currency, Money, format_decimal};
use chrono::{Datelike, NaiveDate};

/// "4 Dec 2026".
pub fn long_date(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), date.format("%b"), date.year())
}

/// A distance in days as words; `past` is what a past one is called ("ago", "late").
pub fn distance(days: i32, past: &str) -> String {
    let words = match days.unsigned_abs() {
        0 => return "today".to_owned(),
        1 => "1 day".to_owned(),
        days if days < 730 => format!("{days} days"),
        days => format!("{} years", days / 365),
    };
    if days > 0 { format!("in {words}") } else { format!("{words} {past}") }
}

/// "1,234.50 EUR": the code, since signs such as $ belong to many currencies.
pub fn money(money: &Money) -> String {
    let decimals = Currency::parse(&money.currency).map_or(2, |currency| currency.decimals());
    let plain = format_decimal(money.minor, decimals);
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut grouped = grouped(whole);
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    format!("{grouped} {}", money.currency)
}

/// "1,234".
pub fn number(number: i64) -> String {
    grouped(&number.to_string())
}

fn grouped(whole: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && grouped != "-" {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "19 %" or "7.5 %", from hundredths of a percent.
pub fn percent(hundredths: i64) -> String {
    let plain = format_decimal(hundredths, 2);
    let short = plain.trim_end_matches('0').trim_end_matches('.');
    format!("{short} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_with_their_own_decimals() {
        for (minor, currency, expected) in [
            (123_456_789, "EUR", "1,234,567.89 EUR"),
            (0, "EUR", "0.00 EUR"),
            (12_345, "JPY", "12,345 JPY"),
            (12_345, "KWD", "12.345 KWD"),
            (-123_456, "USD", "-1,234.56 USD"),
        ] {
            assert_eq!(money(&Money::new(minor, currency)), expected);
        }
    }

    #[test]
    fn distances_are_in_words() {
        for (days, expected) in [
            (0, "today"),
            (1, "in 1 day"),
            (12, "in 12 days"),
            (-1, "1 day late"),
            (-4, "4 days late"),
            (900, "in 2 years"),
        ] {
            assert_eq!(distance(days, "late"), expected);
        }
    }
}
