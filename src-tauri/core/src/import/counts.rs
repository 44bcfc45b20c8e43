//! Counts, rates and yes/no as people write them. Pure.

use super::{
    amounts::{LONGEST, Parts, parts},
    blanks::is_blank,
    numbers::{self, ColumnMark, Written, plain_signs},
};
use crate::{money::parse_decimal, text::name_key};

const NO_COUNT: &str = "This is no whole number.";

/// A number of seats or the word for no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Number(u32),
    Unlimited,
}

fn is_unlimited(text: &str) -> bool {
    [
        "unlimited",
        "unbegrenzt",
        "illimité",
        "ilimitado",
        "illimitato",
        "onbeperkt",
        "neomezeně",
        "neobmedzene",
        "bez ograniczeń",
        "korlátlan",
        "∞",
        "site",
    ]
    .contains(&name_key(text).as_str())
}

/// The number of a count with its sign; None when the cell holds anything else.
fn count_parts(text: &str) -> Option<Parts> {
    parts(text).filter(|parts| text.len() <= LONGEST && parts.before.is_empty() && parts.behind.is_empty())
}

/// What a count says about its column's decimal mark: seats are whole, so that `1,250` has a mark of thousands.
pub(super) fn look_at_count(text: &str) -> Written {
    match count_parts(text).map(|parts| numbers::look(&parts.number)) {
        Some(Written::Doubtful { mark, decimal, thousands }) if !decimal.is_whole() => {
            Written::Clear(mark.other(), thousands)
        }
        Some(written) => written,
        None => Written::Unreadable,
    }
}

/// Reads a whole number, which may be below zero. None is blank.
pub(super) fn whole(text: &str) -> Result<Option<i64>, String> {
    if is_blank(text) {
        return Ok(None);
    }
    let plain = plain_signs(text);
    plain.trim().parse().map(Some).map_err(|_| NO_COUNT.to_owned())
}

/// Reads a whole number such as seats, and what is remarkable about it. None is blank.
pub(super) fn count(text: &str, column: ColumnMark) -> Result<Option<(Count, Option<String>)>, String> {
    if is_blank(text) {
        return Ok(None);
    }
    if is_unlimited(text) {
        return Ok(Some((Count::Unlimited, None)));
    }
    let parts = count_parts(text).ok_or_else(|| NO_COUNT.to_owned())?;
    let read = numbers::read(numbers::look(&parts.number), column, NO_COUNT)?;
    if parts.below_zero(&read.digits) {
        return Err("This number cannot be below zero.".to_owned());
    }
    if !read.digits.is_whole() {
        return Err(NO_COUNT.to_owned());
    }
    match read.digits.whole.parse::<u32>() {
        Ok(number) if number <= 10_000_000 => {
            let notice = read
                .against_its_look
                .then(|| format!("Read as {number}: the mark is the column's decimal one."));
            Ok(Some((Count::Number(number), notice)))
        }
        _ => Err("That number is too large.".to_owned()),
    }
}

/// A rate such as "19 %" or "7,5", in hundredths of a percent.
pub(super) fn percent(text: &str) -> Result<Option<u32>, String> {
    if is_blank(text) {
        return Ok(None);
    }
    let plain = text.trim().trim_end_matches('%').trim().replace(',', ".");
    parse_decimal(&plain, 2)
        .and_then(|hundredths| u32::try_from(hundredths).ok())
        .filter(|hundredths| *hundredths <= 10_000)
        .map(Some)
        .ok_or_else(|| "This is no rate from 0 to 100 %.".to_owned())
}

/// Reads yes or no. None is blank; `Err` is a word that is neither.
pub(super) fn yes_no(text: &str) -> Result<Option<bool>, ()> {
    const YES: [&str; 27] = [
        "yes", "y", "true", "t", "1", "on", "x", "ok", "enabled", "active", "ja", "j", "wahr", "oui", "vrai",
        "si", "sí", "sim", "sì", "ano", "áno", "tak", "igen", "✓", "✔", "☑", "✅",
    ];
    const NO: [&str; 21] = [
        "no", "n", "false", "f", "0", "off", "disabled", "inactive", "nein", "falsch", "non", "faux", "nee",
        "não", "ne", "nie", "nem", "✗", "✘", "☐", "❌",
    ];
    let key = name_key(text);
    // "None" and "unknown" in a column of yes and no may be an answer: that is asked.
    if is_blank(&key) && !["none", "unknown"].contains(&key.as_str()) {
        Ok(None)
    } else if YES.contains(&key.as_str()) {
        Ok(Some(true))
    } else if NO.contains(&key.as_str()) {
        Ok(Some(false))
    } else {
        Err(())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::model::DecimalMark, *};
    use proptest::prelude::*;

    const POINT: ColumnMark = ColumnMark::Settled(DecimalMark::Point);
    const COMMA: ColumnMark = ColumnMark::Settled(DecimalMark::Comma);

    #[test]
    fn whole_numbers_are_counts() {
        for (text, expected) in [
            ("50", Count::Number(50)),
            ("1,250", Count::Number(1250)),
            ("25.0", Count::Number(25)),
            ("1 000", Count::Number(1000)),
            ("1'000", Count::Number(1000)),
            ("Unlimited", Count::Unlimited),
        ] {
            let column = match look_at_count(text) {
                Written::Clear(mark, _) => ColumnMark::Settled(mark),
                _ => ColumnMark::Open,
            };
            assert_eq!(count(text, column), Ok(Some((expected, None))), "{text}");
        }
        for text in ["-3", "2.5", "many", "99999999999", "1e5", "5,000", "5 seats", "5x"] {
            assert!(count(text, ColumnMark::Open).is_err(), "{text}");
        }
    }

    #[test]
    fn an_unknown_word_is_neither_yes_nor_no() {
        for (text, expected) in [
            ("Yes", Ok(Some(true))),
            (" FALSE ", Ok(Some(false))),
            ("Ano", Ok(Some(true))),
            ("nie", Ok(Some(false))),
            ("TAK", Ok(Some(true))),
            ("1", Ok(Some(true))),
            ("", Ok(None)),
            ("sometimes", Err(())),
        ] {
            assert_eq!(yes_no(text), expected, "{text}");
        }
    }

    #[test]
    fn seats_go_with_their_columns_mark() {
        let (seats, notice) = count("5,000", COMMA).unwrap().unwrap();
        assert_eq!((seats, notice.is_some()), (Count::Number(5), true));
        assert_eq!(count("5,000", POINT), Ok(Some((Count::Number(5000), None))));
        assert!(count("2.500", POINT).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_them_panic(text in "\\PC{0,24}", number in "[-0-9., ()'a]{0,16}") {
            for text in [&text, &number] {
                for column in [ColumnMark::Open, ColumnMark::Both, POINT, COMMA] {
                    let _ = count(text, column);
                }
                let _ = (look_at_count(text), yes_no(text));
            }
        }

        /// What is no part of a number is never passed over.
        #[test]
        fn a_stray_sign_refuses_the_cell(number in 1u32..10_000, stray in "[b-ln-xz!#%&:;]{1,3}", at in 0usize..6) {
            let mut text = number.to_string();
            text.insert_str(at.min(text.len()), &stray);
            prop_assert!(count(&text, POINT).is_err(), "{}", text);
        }
    }
}
