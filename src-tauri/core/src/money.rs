//! Money: whole minor units and an ISO 4217 currency. No floating point, no silent adding of currencies.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The largest amount, in minor units, that crosses to the window exactly (2^53 - 1).
pub const MAX_MINOR: i64 = 9_007_199_254_740_991;

/// Active ISO 4217 codes with two decimals.
const TWO: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";
/// Active ISO 4217 codes without decimals.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
/// Active ISO 4217 codes with three decimals.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";

/// The codes of the currencies with so many decimals, blanks between.
pub(crate) fn with_decimals(decimals: u32) -> &'static str {
    match decimals {
        0 => NONE,
        3 => THREE,
        _ => TWO,
    }
}

/// An ISO 4217 currency code, three upper-case letters of a known currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency with this code, in either case; None when ISO 4217 has none such.
    pub fn parse(code: &str) -> Option<Currency> {
        let code = code.trim().to_ascii_uppercase();
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        [TWO, NONE, THREE]
            .iter()
            .any(|list| list.split(' ').any(|known| known == code))
            .then_some(Currency(bytes))
    }

    /// The ISO 4217 code, in upper case.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits behind the decimal mark: JPY 0, EUR 2, KWD 3.
    pub fn decimals(&self) -> u32 {
        let within = |list: &str| list.split(' ').any(|known| known == self.code());
        if within(NONE) {
            0
        } else if within(THREE) {
            3
        } else {
            2
        }
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units (cents) of a currency, as it stands in JSON and crosses to the window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Money {
    /// Minor units; its size is checked against 2^53 on the way in.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

impl Money {
    /// An amount of so many minor units, unchecked: see [`Money::check`].
    pub fn new(minor: i64, currency: impl Into<String>) -> Money {
        Money { minor, currency: currency.into() }
    }

    /// From two nullable columns.
    pub fn from_columns(minor: Option<i64>, currency: Option<String>) -> Option<Money> {
        Some(Money { minor: minor?, currency: currency? })
    }

    /// Refuses unknown currencies, negative amounts and amounts past 2^53.
    ///
    /// # Errors
    /// [`crate::Error::Field`] under the name `field` for each of them.
    pub fn check(&self, field: &str) -> crate::Result<()> {
        if Currency::parse(&self.currency).is_none() {
            return Err(crate::Error::field(
                field,
                format!("“{}” is no currency code. Use one like EUR or USD.", self.currency),
            ));
        }
        if self.minor < 0 {
            return Err(crate::Error::field(field, "A price cannot be below zero."));
        }
        if self.minor > MAX_MINOR {
            return Err(crate::Error::field(field, "That amount is too large to keep exactly."));
        }
        Ok(())
    }
}

/// The quotient, rounded half away from zero. The divisor is above zero.
pub(crate) fn rounded(dividend: i128, divisor: i128) -> i128 {
    let half = divisor / 2;
    (if dividend < 0 { dividend - half } else { dividend + half }) / divisor.max(1)
}

/// An amount in minor units that is not rounded yet, so that a sum is rounded once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    dividend: i128,
    /// Above zero.
    divisor: i128,
}

impl Exact {
    /// The quotient, in minor units; a divisor below 1 counts as 1.
    pub fn new(dividend: i128, divisor: i128) -> Exact {
        Exact { dividend, divisor: divisor.max(1) }
    }

    /// The sum, in lowest terms.
    pub fn plus(self, other: Exact) -> Exact {
        let shared = gcd(self.divisor, other.divisor).max(1);
        let divisor = (self.divisor / shared).saturating_mul(other.divisor);
        let part = |amount: Exact| amount.dividend.saturating_mul(divisor / amount.divisor);
        let dividend = part(self).saturating_add(part(other));
        let shared = gcd(dividend.abs(), divisor).max(1);
        Exact { dividend: dividend / shared, divisor: divisor / shared }
    }

    /// This amount times a fraction.
    pub fn times(self, dividend: u32, divisor: u32) -> Exact {
        Exact::new(
            self.dividend.saturating_mul(i128::from(dividend)),
            self.divisor.saturating_mul(i128::from(divisor.max(1))),
        )
    }

    /// What is divided, and by what.
    pub(crate) fn parts(self) -> (i128, i128) {
        (self.dividend, self.divisor)
    }

    /// In whole minor units; None past what can be kept.
    pub fn rounded(self) -> Option<i64> {
        i64::try_from(rounded(self.dividend, self.divisor)).ok()
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Adds up per currency.
#[derive(Debug, Clone, Default)]
pub struct Totals(BTreeMap<String, i64>);

impl Totals {
    /// Adds an amount to the sum in its currency. A sum past what can be kept stays at the largest.
    pub fn add(&mut self, money: &Money) {
        let sum = self.0.entry(money.currency.clone()).or_default();
        *sum = sum.saturating_add(money.minor);
    }

    /// The sum in one currency.
    pub fn of(&self, currency: &str) -> Money {
        Money::new(self.0.get(currency).copied().unwrap_or(0), currency)
    }

    /// Largest first.
    pub fn into_vec(self) -> Vec<Money> {
        let mut sums: Vec<Money> =
            self.0.into_iter().map(|(currency, minor)| Money { minor, currency }).collect();
        sums.sort_by(|a, b| b.minor.cmp(&a.minor).then(a.currency.cmp(&b.currency)));
        sums
    }
}

/// `total` spread evenly over `parts`; spare minor units go to the first ones. The parts sum to the total.
pub fn spread(total: i64, parts: u32) -> Vec<i64> {
    let count = i64::from(parts.max(1));
    let (each, spare) = (total.div_euclid(count), total.rem_euclid(count));
    (0..count).map(|index| each + i64::from(index < spare)).collect()
}

/// Reads a plain decimal number ("1234.5") into minor units. None when it is none, has more digits than
/// the currency has, or is too large.
pub fn parse_decimal(text: &str, decimals: u32) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty()
        || !whole.chars().chain(fraction.chars()).all(|c| c.is_ascii_digit())
    {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > decimals as usize {
        return None;
    }
    let padded = format!("{whole}{fraction:0<width$}", width = decimals as usize);
    let minor: i64 = padded.parse().ok()?;
    (minor <= MAX_MINOR).then_some(if negative { -minor } else { minor })
}

/// Reads an amount or a percentage that a person typed, with a point or a comma before its decimals. None where
/// [`parse_decimal`] has none, and where the mark may be one of thousands: "1,234".
pub fn parse_typed(text: &str, decimals: u32) -> Option<i64> {
    match text.trim().split_once(',') {
        None => parse_decimal(text.trim(), decimals),
        Some((_, behind)) if behind.len() == 3 && decimals != 3 => None,
        Some((before, behind)) => {
            let plain = |part: &str| !part.contains(['.', ',']);
            (plain(before) && plain(behind))
                .then(|| parse_decimal(&format!("{before}.{behind}"), decimals))?
        }
    }
}

/// The plain decimal form: 123450 with two decimals is "1234.50".
pub fn format_decimal(minor: i64, decimals: u32) -> String {
    if decimals == 0 {
        return minor.to_string();
    }
    let scale = 10_i64.pow(decimals);
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, fraction) =
        (minor.unsigned_abs() / scale.unsigned_abs(), minor.unsigned_abs() % scale.unsigned_abs());
    format!("{sign}{whole}.{fraction:0width$}", width = decimals as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn currencies_have_their_own_decimals() {
        for (code, decimals) in [("EUR", 2), ("jpy", 0), ("KWD", 3)] {
            assert_eq!(Currency::parse(code).unwrap().decimals(), decimals);
        }
        assert_eq!(Currency::parse("XYZ"), None);
        assert_eq!(Currency::parse("EURO"), None);
    }

    #[test]
    fn decimals_are_read_exactly() {
        for (text, decimals, minor) in [
            ("12.58", 2, Some(1258)),
            ("12.5", 2, Some(1250)),
            ("12", 0, Some(12)),
            ("12.5", 0, None),
            ("1.2345", 3, None),
            ("1.230", 2, Some(123)),
            ("-3.5", 2, Some(-350)),
            (".5", 2, Some(50)),
            ("", 2, None),
            ("1e5", 2, None),
            ("99k", 2, None),
            ("12,5x", 2, None),
            ("12,5", 2, None),
            ("+5", 2, None),
            ("--5", 2, None),
            (" 5", 2, None),
            ("1 000", 2, None),
            ("٣", 2, None),
            (".", 2, None),
        ] {
            assert_eq!(parse_decimal(text, decimals), minor, "{text}");
        }
    }

    #[test]
    fn what_is_typed_has_a_point_or_a_comma() {
        for (text, decimals, minor) in [
            ("1234.50", 2, Some(123_450)),
            ("1234,50", 2, Some(123_450)),
            (" 2,5 ", 2, Some(250)),
            ("-2,5", 2, Some(-250)),
            ("1,234", 3, Some(1234)),
            ("12", 0, Some(12)),
            ("1,234", 2, None),
            ("1.234,50", 2, None),
            ("1,2,3", 2, None),
            ("12,345", 2, None),
            (",", 2, None),
            ("1,5", 0, None),
            ("2,5x", 2, None),
        ] {
            assert_eq!(parse_typed(text, decimals), minor, "{text}");
        }
    }

    proptest! {
        #[test]
        fn spread_sums_to_the_total(total in 0i64..1_000_000_000, parts in 1u32..61) {
            let months = spread(total, parts);
            prop_assert_eq!(months.iter().sum::<i64>(), total);
            prop_assert!(months.windows(2).all(|pair| pair[0] >= pair[1] && pair[0] - pair[1] <= 1));
        }

        #[test]
        fn decimals_round_trip(minor in -1_000_000_000i64..1_000_000_000, decimals in 0u32..4) {
            prop_assert_eq!(parse_decimal(&format_decimal(minor, decimals), decimals), Some(minor));
        }
    }
}
