//! Amounts, counts, months and yes/no as people write them. Pure.

use crate::{
    money::{Currency, MAX_MINOR, Money, parse_decimal},
    text::name_key,
};

/// A value with what is remarkable about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Noted<T> {
    pub value: T,
    pub notice: Option<String>,
}

/// A number of seats or the word for no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Number(u32),
    Unlimited,
}

const BLANK: [&str; 9] = ["", "-", "--", "—", "n/a", "na", "none", "null", "unknown"];
const SIGNS: [(char, &str); 4] = [('$', "USD"), ('€', "EUR"), ('£', "GBP"), ('¥', "JPY")];

fn is_blank(text: &str) -> bool {
    BLANK.contains(&name_key(text).as_str())
}

/// Whether a text is a number in scientific notation, as spreadsheets turn long numbers into: `6.37702E+15`.
pub(super) fn is_scientific(text: &str) -> bool {
    let text = text.trim();
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let Some(digits) = exponent.strip_prefix(['+', '-']) else { return false };
    // 5E+12 as well as 5.1E-7; but E-7 of a part number is none.
    (mantissa.contains(['.', ',']) || exponent.starts_with('+'))
        && mantissa.contains(|c: char| c.is_ascii_digit())
        && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
}

/// Whether a text is a number with an exponent in any form: `1e400`, `5.1E+12`.
fn has_exponent(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.trim().split_once(['E', 'e']) else { return false };
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    mantissa.contains(|c: char| c.is_ascii_digit())
        && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
}

/// A number with a minus before it.
fn below_zero(key: &str) -> bool {
    key.strip_prefix(['-', '−', '–'])
        .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        && key.contains(|c: char| ('1'..='9').contains(&c))
}

/// Reads a price. None is blank. Code or sign in the cell name the currency, else it is `default`.
pub(super) fn money(text: &str, default: Currency) -> Result<Option<Noted<Money>>, String> {
    let text = text.trim();
    if is_blank(text) {
        return Ok(None);
    }
    let unreadable = || "This is no amount Holdfast can read. Write it like 1234.50.".to_owned();
    if has_exponent(text) {
        return Err("Scientific notation loses digits of an amount. Write it out in full.".to_owned());
    }
    if text.len() > 60 {
        return Err(unreadable());
    }
    let mut number = String::new();
    let mut letters = String::new();
    let mut sign_code = None;
    let mut negative = false;
    for c in text.chars() {
        match c {
            '0'..='9' | '.' | ',' => number.push(c),
            // Prices end in ",-" in some countries.
            '-' | '−' | '–' if number.ends_with([',', '.']) => {}
            '-' | '−' | '–' | '(' => negative = true,
            ')' | '\'' | '’' | '_' => {}
            c if c.is_whitespace() => {}
            c if c.is_alphabetic() => letters.push(c),
            c => match SIGNS.iter().find(|(sign, _)| *sign == c) {
                Some((_, code)) if sign_code.is_none_or(|known| known == *code) => sign_code = Some(*code),
                _ => return Err(unreadable()),
            },
        }
    }
    let no_digits = !number.chars().any(|c| c.is_ascii_digit());
    if no_digits && negative && letters.is_empty() {
        // Accounting formats show zero as a dash behind the sign.
        return Ok(None);
    }
    if no_digits {
        return Err(unreadable());
    }
    if negative && number.contains(|c: char| ('1'..='9').contains(&c)) {
        return Err("A price cannot be below zero.".to_owned());
    }
    let currency = currency_of(&letters, sign_code, default)?;
    let (plain, doubtful) = plain_number(&number, currency.decimals()).ok_or_else(unreadable)?;
    let Some(minor) = parse_decimal(&plain, currency.decimals()) else {
        let fraction = plain.split_once('.').map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len());
        return Err(if fraction > currency.decimals() as usize {
            format!("{currency} has {} decimals, this amount more. Round it.", currency.decimals())
        } else {
            "That amount is too large to keep exactly.".to_owned()
        });
    };
    if minor > MAX_MINOR {
        return Err("That amount is too large to keep exactly.".to_owned());
    }
    let notice = doubtful.then(|| format!("The mark is read as one of thousands: {currency} {plain}."));
    Ok(Some(Noted { value: Money::new(minor, currency.code()), notice }))
}

fn currency_of(letters: &str, sign: Option<&str>, default: Currency) -> Result<Currency, String> {
    let code = match (letters.to_uppercase().as_str(), sign) {
        ("", None) => return Ok(default),
        ("", Some(code)) => code.to_owned(),
        // US$, CA$, A$: the letters tell which dollar.
        ("US", Some("USD")) => "USD".to_owned(),
        ("CA" | "C", Some("USD")) => "CAD".to_owned(),
        ("A" | "AU", Some("USD")) => "AUD".to_owned(),
        (letters, _) => letters.to_owned(),
    };
    Currency::parse(&code).ok_or_else(|| format!("“{letters}” is no currency code. Use one like EUR or USD."))
}

/// Takes thousands marks away and makes the decimal mark a point. The flag says that a single point was
/// taken for a mark of thousands. None when the marks fit no way of writing numbers.
fn plain_number(number: &str, decimals: u32) -> Option<(String, bool)> {
    let number = number.trim_end_matches([',', '.']);
    let (points, commas) = (number.matches('.').count(), number.matches(',').count());
    let last = number.rfind(['.', ',']);
    let Some(last) = last else { return Some((number.to_owned(), false)) };
    let mark = number.get(last..=last)?.chars().next()?;
    let other = if mark == '.' { ',' } else { '.' };
    let (count, others) = if mark == '.' { (points, commas) } else { (commas, points) };
    let (whole, fraction) = (number.get(..last)?, number.get(last + 1..)?);
    let grouped = |text: &str, mark: char| {
        let mut groups = text.split(mark);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len())
            && first.chars().all(|c| c.is_ascii_digit())
            && groups.all(|group| group.len() == 3 && group.chars().all(|c| c.is_ascii_digit()))
    };
    let without = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if others > 0 {
        // Both marks: the last one is decimal and stands once.
        return (count == 1 && (grouped(whole, other) || indian(whole, other)))
            .then(|| (format!("{}.{fraction}", without(whole)), false));
    }
    if count > 1 {
        return (grouped(number, mark) || indian(number, mark)).then(|| (without(number), false));
    }
    let thousands =
        fraction.len() == 3 && decimals != 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    if thousands {
        return Some((without(number), mark == '.'));
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    Some((format!("{whole}.{fraction}"), false))
}

/// Lakh and crore: groups of two before the last group of three.
fn indian(text: &str, mark: char) -> bool {
    let groups: Vec<&str> = text.split(mark).collect();
    let Some((last, others)) = groups.split_last() else { return false };
    let digits = |group: &&str| group.chars().all(|c| c.is_ascii_digit());
    last.len() == 3 && others.iter().all(|group| (1..=2).contains(&group.len())) && groups.iter().all(digits)
}

/// Reads a whole number such as seats. None is blank.
pub(super) fn count(text: &str) -> Result<Option<Count>, String> {
    let key = name_key(text);
    if is_blank(&key) {
        return Ok(None);
    }
    if ["unlimited", "unbegrenzt", "illimité", "∞", "site"].contains(&key.as_str()) {
        return Ok(Some(Count::Unlimited));
    }
    if below_zero(&key) {
        return Err("This number cannot be below zero.".to_owned());
    }
    let unreadable = || "This is no whole number.".to_owned();
    let digits: String = key.chars().filter(|c| !c.is_whitespace() && !['\'', '’'].contains(c)).collect();
    let (plain, _) = plain_number(&digits, 0).ok_or_else(unreadable)?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if whole.is_empty() || !whole.chars().all(|c| c.is_ascii_digit()) || !fraction.chars().all(|c| c == '0') {
        return Err(unreadable());
    }
    match whole.parse::<u32>() {
        Ok(number) if number <= 10_000_000 => Ok(Some(Count::Number(number))),
        _ => Err("That number is too large.".to_owned()),
    }
}

/// Reads a length in months: `36`, `36 months`, `3 years`, `yearly`. None is blank or zero.
pub(super) fn months(text: &str) -> Result<Option<u32>, String> {
    let key = name_key(text);
    if is_blank(&key) {
        return Ok(None);
    }
    match key.as_str() {
        "monthly" | "monatlich" => return Ok(Some(1)),
        "quarterly" => return Ok(Some(3)),
        "yearly" | "annual" | "annually" | "jährlich" => return Ok(Some(12)),
        _ => {}
    }
    if below_zero(&key) {
        return Err("A number of months cannot be below zero.".to_owned());
    }
    let at = key.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(key.len());
    let (number, unit) = key.split_at(at);
    let number = number.strip_suffix(".0").unwrap_or(number);
    let unreadable = || "This is no number of months.".to_owned();
    let number: u32 = number.parse().map_err(|_| unreadable())?;
    let factor = match unit.trim().trim_end_matches('.') {
        "" | "m" | "mo" | "mos" | "mon" | "month" | "months" | "monat" | "monate" | "mois" | "meses" => 1,
        "y" | "yr" | "yrs" | "year" | "years" | "jahr" | "jahre" | "an" | "ans" | "años" => 12,
        _ => return Err(unreadable()),
    };
    match number.checked_mul(factor) {
        Some(0) => Ok(None),
        Some(months) if months <= 1200 => Ok(Some(months)),
        _ => Err("That is more than a hundred years.".to_owned()),
    }
}

/// Reads yes or no. None is blank; `Err` is a word that is neither.
pub(super) fn yes_no(text: &str) -> Result<Option<bool>, ()> {
    const YES: [&str; 22] = [
        "yes", "y", "true", "t", "1", "on", "x", "ok", "enabled", "active", "ja", "j", "wahr", "oui", "vrai",
        "si", "sí", "sim", "✓", "✔", "☑", "✅",
    ];
    const NO: [&str; 18] = [
        "no", "n", "false", "f", "0", "off", "disabled", "inactive", "nein", "falsch", "non", "faux", "nee",
        "não", "✗", "✘", "☐", "❌",
    ];
    let key = name_key(text);
    if is_blank(&key) && key != "none" {
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
    use super::*;
    use proptest::prelude::*;

    fn eur(text: &str) -> Result<Option<(i64, String)>, String> {
        money(text, Currency::parse("EUR").unwrap())
            .map(|noted| noted.map(|noted| (noted.value.minor, noted.value.currency)))
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, minor, currency) in [
            ("$12.58", 1258, "USD"),
            ("$1,234.50", 123_450, "USD"),
            ("1.234,56 €", 123_456, "EUR"),
            ("1 234,56 €", 123_456, "EUR"),
            ("1'234.50 CHF", 123_450, "CHF"),
            ("£1,000", 100_000, "GBP"),
            ("¥120,000", 120_000, "JPY"),
            ("12", 1200, "EUR"),
            ("12,5", 1250, "EUR"),
            ("1.234", 123_400, "EUR"),
            ("1,234,567.89", 123_456_789, "EUR"),
            ("1.234.567", 123_456_700, "EUR"),
            ("12,34,567.00 INR", 123_456_700, "INR"),
            ("KWD 1.234", 1234, "KWD"),
            ("usd 99.9", 9990, "USD"),
            ("CA$5", 500, "CAD"),
            ("49,- €", 4900, "EUR"),
            (".5", 50, "EUR"),
            ("0.00", 0, "EUR"),
        ] {
            assert_eq!(eur(text), Ok(Some((minor, currency.to_owned()))), "{text}");
        }
        for blank in ["", " - ", "n/a", "$ -"] {
            assert_eq!(eur(blank), Ok(None), "{blank}");
        }
    }

    #[test]
    fn amounts_that_cannot_be_kept_say_why() {
        for (text, part) in [
            ("-5", "below zero"),
            ("(5.00)", "below zero"),
            ("12.5834", "decimals"),
            ("0,125", "decimals"),
            ("6.37702E+15", "Scientific"),
            ("12 quid", "currency"),
            ("free", "no amount"),
            ("1,23,4", "no amount"),
            ("1.2.3,4,5", "no amount"),
            ("99999999999999999", "too large"),
            ("$5 €", "no amount"),
        ] {
            let message = eur(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn a_lone_point_of_thousands_is_noticed() {
        let noted = money("1.234", Currency::parse("EUR").unwrap()).unwrap().unwrap();
        assert!(noted.notice.unwrap().contains("1234"));
        assert_eq!(money("1,234.00", Currency::parse("EUR").unwrap()).unwrap().unwrap().notice, None);
    }

    #[test]
    fn counts_and_months() {
        for (text, expected) in [
            ("50", Count::Number(50)),
            ("1,000", Count::Number(1000)),
            ("25.0", Count::Number(25)),
            ("Unlimited", Count::Unlimited),
        ] {
            assert_eq!(count(text), Ok(Some(expected)), "{text}");
        }
        for text in ["-3", "2.5", "many", "99999999999", "1e5"] {
            assert!(count(text).is_err(), "{text}");
        }
        for (text, expected) in [
            ("36", Some(36)),
            ("36 months", Some(36)),
            ("3 Years", Some(36)),
            ("0", None),
            ("", None),
            ("12.0", Some(12)),
            ("Yearly", Some(12)),
        ] {
            assert_eq!(months(text), Ok(expected), "{text}");
        }
        assert!(months("a while").is_err());
    }

    #[test]
    fn an_unknown_word_is_neither_yes_nor_no() {
        for (text, expected) in [
            ("Yes", Ok(Some(true))),
            (" FALSE ", Ok(Some(false))),
            ("1", Ok(Some(true))),
            ("", Ok(None)),
            ("sometimes", Err(())),
        ] {
            assert_eq!(yes_no(text), expected, "{text}");
        }
    }

    #[test]
    fn scientific_notation_is_told_from_serials() {
        assert!(is_scientific("6.37702E+15"));
        assert!(is_scientific("6,37702E+15"));
        for text in ["5CG1234E12", "12E5", "PF4GX7K2", "", "E+1"] {
            assert!(!is_scientific(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_them_panic(text in "\\PC{0,24}", number in "[-0-9.,E+ $€()]{0,16}") {
            for text in [&text, &number] {
                let _ = (eur(text), count(text), months(text), yes_no(text), is_scientific(text));
            }
        }

        #[test]
        fn written_amounts_read_back(minor in 0i64..1_000_000_000_000, style in 0usize..4) {
            let (whole, cents) = (minor / 100, minor % 100);
            let grouped = |mark: &str| {
                let digits = whole.to_string();
                let mut out = String::new();
                for (index, c) in digits.chars().enumerate() {
                    if index > 0 && (digits.len() - index).is_multiple_of(3) {
                        out.push_str(mark);
                    }
                    out.push(c);
                }
                out
            };
            let text = match style {
                0 => format!("{whole}.{cents:02}"),
                1 => format!("€{}.{cents:02}", grouped(",")),
                2 => format!("{},{cents:02} €", grouped(".")),
                _ => format!("{},{cents:02}", grouped("\u{a0}")),
            };
            prop_assert_eq!(eur(&text), Ok(Some((minor, "EUR".to_owned()))), "{}", text);
        }
    }
}
