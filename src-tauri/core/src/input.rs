//! Checks that several domains make of what a person entered.

use crate::{Error, Result, text::blank_to_none};
use chrono::{Datelike, NaiveDate};

/// A text that must not be blank.
pub(crate) fn required(field: &str, what: &str, text: &str) -> Result<String> {
    blank_to_none(Some(text.to_owned())).ok_or_else(|| Error::field(field, format!("Enter {what}.")))
}

/// A date as YYYY-MM-DD; blank is none. Years before 1900 and after 9999 are slips.
pub(crate) fn date(field: &str, text: &Option<String>) -> Result<Option<NaiveDate>> {
    let Some(text) = blank_to_none(text.clone()) else { return Ok(None) };
    match text.parse::<NaiveDate>() {
        Ok(date) if (1900..=9999).contains(&date.year()) => Ok(Some(date)),
        Ok(date) => Err(Error::field(field, format!("The year {} is hard to believe.", date.year()))),
        Err(_) => Err(Error::field(field, format!("“{text}” is not a date. Enter one such as 2026-12-31."))),
    }
}

/// The stored form of a date.
pub(crate) fn iso(date: Option<NaiveDate>) -> Option<String> {
    date.map(day)
}

/// A date as YYYY-MM-DD. What was computed past the year 9999 is written as its last day: a fifth digit would sort
/// before every other date.
pub(crate) fn day(date: NaiveDate) -> String {
    if date.year() > 9999 { "9999-12-31".to_owned() } else { date.to_string() }
}

/// Reads a stored date back. A broken one counts as none.
pub(crate) fn stored(text: Option<&str>) -> Option<NaiveDate> {
    text.and_then(|text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_date_is_written_with_a_fifth_digit() {
        let far = NaiveDate::from_ymd_opt(10_000, 1, 1);
        assert_eq!(iso(far).as_deref(), Some("9999-12-31"));
        assert_eq!(iso(NaiveDate::from_ymd_opt(9999, 12, 30)).as_deref(), Some("9999-12-30"));
    }
}
