//! Amounts as people write them. Pure.
//!
//! The whole cell is understood or refused: a letter or a sign that has no meaning there is never passed over.

use super::{
    blanks::is_blank,
    model::DecimalMark,
    numbers::{self, ColumnMark, Digits, Written, plain_signs},
    signs::{self, Currencies, Named},
};
use crate::money::{Currency, MAX_MINOR, Money, parse_decimal};

/// An amount with what is remarkable about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    pub money: Money,
    pub notice: Option<String>,
    /// A sign of several currencies that was taken for this one.
    pub assumed: Option<&'static str>,
}

/// Why an amount could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unread {
    /// Words for the person who mends the file.
    Cell(String),
    /// The sign is one of several currencies: a question for the whole file.
    Sign(&'static str, String),
}

impl From<String> for Unread {
    fn from(message: String) -> Unread {
        Unread::Cell(message)
    }
}

const NO_AMOUNT: &str = "This is no amount Holdfast can read. Write it like 1234.50.";
const TOO_LARGE: &str = "That amount is too large to keep exactly.";
/// The longest cell that is looked at for an amount.
pub(super) const LONGEST: usize = 60;

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

/// A cell's number and what stands around it, every sign accounted for.
pub(super) struct Parts {
    pub before: String,
    pub number: String,
    pub behind: String,
    pub negative: bool,
}

impl Parts {
    /// Whether this number, once read, lies below zero.
    pub fn below_zero(&self, digits: &Digits) -> bool {
        self.negative && digits.plain().contains(|c: char| ('1'..='9').contains(&c))
    }
}

/// Takes an amount apart; None when it has no digits or holds what no amount has.
pub(super) fn parts(text: &str) -> Option<Parts> {
    let text = plain_signs(text);
    let is_digit = |c: char| c.is_ascii_digit();
    let (first, last) = (text.find(is_digit)?, text.rfind(is_digit)?);
    let (mut before, mut number) = (text.get(..first)?, text.get(first..=last)?.to_owned());
    if before.ends_with(['.', ',']) && !signs::ends_in_a_point(before) {
        // .50
        let mark = before.len() - 1;
        number.insert_str(0, before.get(mark..)?);
        before = before.get(..mark)?;
    }
    let mut behind = text.get(last + 1..)?;
    // Prices end in ",-" or "." in some countries, and in "-" where they are below zero.
    if let Some(rest) = behind.strip_prefix(['.', ',']) {
        if number.contains(['.', ',']) {
            // In 1.299,- the last mark is the decimal one.
            number.push_str(behind.get(..1)?);
            number.push('0');
        }
        behind = rest.trim_start_matches('-');
    }
    let mut negative = false;
    let mut open = 0_i32;
    let mut plain = |side: &str| -> Option<String> {
        let mut words = String::new();
        for c in side.chars() {
            match c {
                '-' if !negative => negative = true,
                '-' => return None,
                '(' => open += 1,
                ')' => open -= 1,
                c => words.push(c),
            }
        }
        Some(words.trim().to_owned())
    };
    let (before, behind) = (plain(before)?, plain(behind)?);
    let parenthesised = text.contains('(');
    (open == 0).then_some(Parts { before, number, behind, negative: negative || parenthesised })
}

/// Accounting formats show zero as a dash beside the sign.
fn is_dash(text: &str, currencies: Currencies) -> bool {
    let text = plain_signs(text);
    let Some((before, behind)) = text.split_once('-') else { return false };
    let behind = behind.trim_start_matches('-');
    signs::of_cell(before.trim(), behind.trim(), currencies).is_ok()
}

/// What an amount says about its column's decimal mark.
pub(super) fn look_at_money(text: &str, currencies: Currencies) -> Written {
    let Some(parts) = parts(text).filter(|_| text.len() <= LONGEST) else { return Written::Unreadable };
    let decimals = match signs::of_cell(&parts.before, &parts.behind, currencies) {
        Ok(Named::One(currency) | Named::Assumed(currency, _)) => currency.decimals(),
        Ok(Named::Open(..)) => 2,
        Err(_) => return Written::Unreadable,
    };
    written(&parts.number, decimals)
}

/// The number of an amount. Where the currency has three decimals, three digits behind a point are those.
fn written(number: &str, decimals: u32) -> Written {
    match numbers::look(number) {
        Written::Doubtful { mark: DecimalMark::Point, decimal, .. } if decimals == 3 => {
            Written::Clear(DecimalMark::Point, decimal)
        }
        // Without decimals the mark can only be one of thousands.
        Written::Doubtful { thousands, .. } if decimals == 0 => Written::Plain(thousands),
        other => other,
    }
}

/// Reads a price. None is blank. Code or sign in the cell name the currency, else `currencies` do.
pub(super) fn money(
    text: &str,
    column: ColumnMark,
    currencies: Currencies,
) -> Result<Option<Amount>, Unread> {
    let text = text.trim();
    if is_blank(text) || (!text.contains(|c: char| c.is_ascii_digit()) && is_dash(text, currencies)) {
        return Ok(None);
    }
    if has_exponent(text) {
        return Err("Scientific notation loses digits of an amount. Write it out in full.".to_owned().into());
    }
    let parts = parts(text).filter(|_| text.len() <= LONGEST).ok_or_else(|| NO_AMOUNT.to_owned())?;
    let named = signs::of_cell(&parts.before, &parts.behind, currencies)?;
    let (currency, assumed) = match named {
        Named::One(currency) => (currency, None),
        Named::Assumed(currency, sign) => (currency, Some(sign)),
        Named::Open(sign, of) => {
            let message = format!(
                "“{sign}” is the sign of several currencies ({}). Choose the file's currency (--currency {}).",
                of.join(", "),
                of.first().copied().unwrap_or("EUR")
            );
            return Err(Unread::Sign(sign, message));
        }
    };
    let read = numbers::read(written(&parts.number, currency.decimals()), column, NO_AMOUNT)?;
    if parts.below_zero(&read.digits) {
        return Err("A price cannot be below zero.".to_owned().into());
    }
    let (minor, rounded) = minor_units(&read.digits, currency)?;
    let shown = || crate::money::format_decimal(minor, currency.decimals());
    let notice = if rounded {
        Some(format!("Read as {currency} {}, rounded: the mark is the column's decimal one.", shown()))
    } else {
        read.against_its_look
            .then(|| format!("Read as {currency} {}: the mark is the column's decimal one.", shown()))
    };
    Ok(Some(Amount { money: Money::new(minor, currency.code()), notice, assumed }))
}

/// The number in minor units, and whether it was rounded: of three decimals the last goes where the currency has two.
fn minor_units(digits: &Digits, currency: Currency) -> Result<(i64, bool), String> {
    let decimals = currency.decimals();
    let kept = usize::try_from(decimals).unwrap_or(0);
    let fraction = digits.fraction.trim_end_matches('0');
    if fraction.len() > kept && !(decimals == 2 && fraction.len() == 3) {
        return Err(format!("{currency} has {decimals} decimals, this amount more. Round it."));
    }
    let rounded = fraction.len() > kept;
    let read = parse_decimal(&digits.plain(), if rounded { 3 } else { decimals });
    let minor = read.map(|minor| if rounded { (minor + 5) / 10 } else { minor });
    match minor.filter(|minor| *minor <= MAX_MINOR) {
        Some(minor) => Ok((minor, rounded)),
        None => Err(TOO_LARGE.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POINT: ColumnMark = ColumnMark::Settled(DecimalMark::Point);
    const COMMA: ColumnMark = ColumnMark::Settled(DecimalMark::Comma);

    fn currencies(told: Option<&str>) -> Currencies {
        Currencies { told: told.and_then(Currency::parse), setting: Currency::parse("EUR").unwrap() }
    }

    fn message(unread: Unread) -> String {
        match unread {
            Unread::Cell(message) | Unread::Sign(_, message) => message,
        }
    }

    fn read(text: &str, column: ColumnMark, told: Option<&str>) -> Result<Option<(i64, String)>, String> {
        money(text, column, currencies(told))
            .map(|amount| amount.map(|amount| (amount.money.minor, amount.money.currency)))
            .map_err(message)
    }

    fn eur(text: &str) -> Result<Option<(i64, String)>, String> {
        read(text, ColumnMark::Open, None)
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, minor, currency) in [
            ("$12.58", 1258, "USD"),
            ("$1,234.50", 123_450, "USD"),
            ("1.234,56 €", 123_456, "EUR"),
            ("1 234,56 €", 123_456, "EUR"),
            ("1'234.50 CHF", 123_450, "CHF"),
            ("¥120,123", 120_123, "JPY"),
            ("12", 1200, "EUR"),
            ("12,5", 1250, "EUR"),
            ("1,234,567.89", 123_456_789, "EUR"),
            ("1.234.567", 123_456_700, "EUR"),
            ("12,34,567.00 INR", 123_456_700, "INR"),
            ("KWD 1.234", 1234, "KWD"),
            ("usd 99.9", 9990, "USD"),
            ("CA$5", 500, "CAD"),
            ("49,- €", 4900, "EUR"),
            ("1.299,– €", 129_900, "EUR"),
            ("49.-", 4900, "EUR"),
            (".5", 50, "EUR"),
            ("0.00", 0, "EUR"),
            ("(0.00)", 0, "EUR"),
            ("2\u{202f}499,00\u{a0}zł", 249_900, "PLN"),
            ("2\u{2009}499,90 Kč", 249_990, "CZK"),
            ("87 500 Ft", 8_750_000, "HUF"),
            ("₹ 2,49,900.00", 24_990_000, "INR"),
            ("R$ 2.499,00", 249_900, "BRL"),
            ("NZ$ 24.99", 2499, "NZD"),
            ("Fr. 2’499.50", 249_950, "CHF"),
            ("SFr. 49.-", 4900, "CHF"),
            ("₺2.499,00", 249_900, "TRY"),
            ("US$ 24.99", 2499, "USD"),
            ("EUR 24,99", 2499, "EUR"),
            ("249,90 lei", 24_990, "RON"),
            ("$ 24.99 CAD", 2499, "CAD"),
            ("1 299,00 ₽", 129_900, "RUB"),
        ] {
            assert_eq!(eur(text), Ok(Some((minor, currency.to_owned()))), "{text}");
        }
        for blank in ["", " - ", "n/a", "$ -", "– €", "TBD"] {
            assert_eq!(eur(blank), Ok(None), "{blank}");
        }
    }

    #[test]
    fn amounts_that_cannot_be_kept_say_why() {
        for (text, part) in [
            ("-5", "below zero"),
            ("(5.00)", "below zero"),
            ("5.00-", "below zero"),
            ("€ -5", "below zero"),
            ("12.5834", "decimals"),
            ("6.37702E+15", "Scientific"),
            ("1e3", "Scientific"),
            ("12 quid", "currency"),
            ("99k", "currency"),
            ("12,5x", "currency"),
            ("free", "no amount"),
            ("1,23,4", "no amount"),
            ("1.2.3,4,5", "no amount"),
            ("12 x 5", "no amount"),
            ("99999999999999999", "too large"),
            ("$5 €", "no amount"),
            ("(5", "no amount"),
            ("--5", "no amount"),
            ("5 / 6", "no amount"),
            ("1.299 kr", "several currencies"),
            ("1.299", "Choose the decimal mark"),
        ] {
            let message = eur(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn a_sign_of_several_currencies_takes_the_one_that_was_told() {
        assert_eq!(read("1 299 kr", POINT, Some("SEK")), Ok(Some((129_900, "SEK".into()))));
        assert_eq!(read("kr 1.299,50", COMMA, Some("NOK")), Ok(Some((129_950, "NOK".into()))));
        assert_eq!(read("$5", POINT, Some("AUD")), Ok(Some((500, "AUD".into()))));
        assert_eq!(read("€5", POINT, Some("AUD")), Ok(Some((500, "EUR".into()))));
        assert_eq!(read("5", POINT, Some("AUD")), Ok(Some((500, "AUD".into()))));
        let assumed = |text: &str| money(text, POINT, currencies(None)).unwrap().unwrap().assumed;
        assert_eq!((assumed("$5"), assumed("US$5"), assumed("€5")), (Some("$"), None, None));
        assert!(matches!(money("5 kr", POINT, currencies(None)), Err(Unread::Sign("kr", _))));
    }

    #[test]
    fn a_number_read_against_its_look_is_noticed() {
        let at = |text: &str, column| money(text, column, currencies(None)).unwrap().unwrap();
        let rounded = at("1,234", COMMA);
        assert_eq!(rounded.money.minor, 123);
        assert!(rounded.notice.unwrap().contains("1.23, rounded"));
        assert_eq!(at("1,235", COMMA).money.minor, 124);
        let decimal = at("129.000", POINT);
        assert_eq!(decimal.money.minor, 12_900);
        assert!(decimal.notice.unwrap().contains("129.00"));
        let thousands = at("1.234", COMMA);
        assert_eq!((thousands.money.minor, thousands.notice), (123_400, None));
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
        fn no_text_makes_them_panic(text in "\\PC{0,24}", number in "[-0-9.,E+ $€()'kr]{0,16}") {
            for text in [&text, &number] {
                for column in [ColumnMark::Open, ColumnMark::Both, POINT, COMMA] {
                    let _ = read(text, column, None);
                }
                let _ = (look_at_money(text, currencies(None)), is_scientific(text));
            }
        }

        /// What is no part of an amount is never passed over.
        #[test]
        fn a_stray_sign_refuses_the_cell(minor in 0i64..10_000_000, stray in "[a-zA-Z!#%&?*:]{1,3}", at in 0usize..8) {
            let mut text = crate::money::format_decimal(minor, 2);
            let at = at.min(text.len());
            text.insert_str(at, &stray);
            let named = signs::of_cell(&stray, "", currencies(None)).is_ok();
            if !(named && (at == 0 || at == text.len() - stray.len())) {
                prop_assert!(read(&text, POINT, None).is_err(), "{}", text);
            }
        }

        #[test]
        fn written_amounts_read_back(minor in 0i64..1_000_000_000_000, style in 0usize..5) {
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
                3 => format!("EUR {}.{cents:02}", grouped("'")),
                _ => format!("{},{cents:02}", grouped("\u{202f}")),
            };
            prop_assert_eq!(eur(&text), Ok(Some((minor, "EUR".to_owned()))), "{}", text);
        }
    }
}
