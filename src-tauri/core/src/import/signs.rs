//! The signs and words by which a cell names its currency. Pure.

use crate::money::Currency;

/// Signs of one currency. Compared in lower case, with a last point taken away.
const OWN: [(&str, &str); 70] = [
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("£", "GBP"),
    ("zł", "PLN"),
    ("zl", "PLN"),
    ("kč", "CZK"),
    ("kc", "CZK"),
    ("ft", "HUF"),
    ("lei", "RON"),
    ("leu", "RON"),
    ("₹", "INR"),
    ("₺", "TRY"),
    ("tl", "TRY"),
    ("fr", "CHF"),
    ("sfr", "CHF"),
    ("₽", "RUB"),
    ("руб", "RUB"),
    ("р", "RUB"),
    ("₴", "UAH"),
    ("грн", "UAH"),
    ("лв", "BGN"),
    ("lv", "BGN"),
    ("дин", "RSD"),
    ("din", "RSD"),
    ("₪", "ILS"),
    ("₩", "KRW"),
    ("₫", "VND"),
    ("฿", "THB"),
    ("₱", "PHP"),
    ("₦", "NGN"),
    ("₸", "KZT"),
    ("₾", "GEL"),
    ("₼", "AZN"),
    ("円", "JPY"),
    ("元", "CNY"),
    ("rmb", "CNY"),
    ("r", "ZAR"),
    ("rm", "MYR"),
    ("rp", "IDR"),
    ("ksh", "KES"),
    ("s/", "PEN"),
    ("dkr", "DKK"),
    ("skr", "SEK"),
    ("nkr", "NOK"),
    ("r$", "BRL"),
    ("us$", "USD"),
    ("u$s", "USD"),
    ("$us", "USD"),
    ("us", "USD"),
    ("ca$", "CAD"),
    ("c$", "CAD"),
    ("can$", "CAD"),
    ("$ca", "CAD"),
    ("$can", "CAD"),
    ("a$", "AUD"),
    ("au$", "AUD"),
    ("$au", "AUD"),
    ("nz$", "NZD"),
    ("hk$", "HKD"),
    ("s$", "SGD"),
    ("sg$", "SGD"),
    ("nt$", "TWD"),
    ("mx$", "MXN"),
    ("mex$", "MXN"),
    ("ar$", "ARS"),
    ("cl$", "CLP"),
    ("col$", "COP"),
    ("cn¥", "CNY"),
    ("jp¥", "JPY"),
];

/// A sign of several currencies, those that use it, and the one it is taken for where nothing says which.
struct Shared {
    sign: &'static str,
    of: &'static [&'static str],
    usual: Option<&'static str>,
}

const SHARED: [Shared; 4] = [
    Shared {
        sign: "$",
        of: &[
            "USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "BBD",
            "BMD", "BND", "BSD", "BZD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD",
        ],
        usual: Some("USD"),
    },
    Shared { sign: "¥", of: &["JPY", "CNY"], usual: Some("JPY") },
    Shared { sign: "kr", of: &["SEK", "NOK", "DKK", "ISK"], usual: None },
    Shared { sign: "rs", of: &["INR", "PKR", "LKR", "NPR", "MUR", "SCR"], usual: None },
];

/// What currency an amount is in when its cell does not fully say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Currencies {
    /// Told for this file.
    pub told: Option<Currency>,
    /// The setting.
    pub setting: Currency,
}

impl Currencies {
    /// Of an amount without a sign or code.
    pub fn unmarked(&self) -> Currency {
        self.told.unwrap_or(self.setting)
    }
}

/// What a cell's sign or code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// This currency.
    One(Currency),
    /// This one of several: nothing told which, so that is to be said once.
    Assumed(Currency, &'static str),
    /// One of several, and nothing tells which.
    Open(&'static str, &'static [&'static str]),
}

fn parse(code: &str) -> Option<Currency> {
    Currency::parse(code)
}

/// The currency of a sign, word or code; None when Holdfast knows none such.
fn named(text: &str, currencies: Currencies) -> Option<Named> {
    let lower = text.replace('￥', "¥").replace('＄', "$").to_lowercase();
    let key: String = lower.chars().filter(|c| *c != ' ').collect();
    let key = key.trim_end_matches('.');
    if let Some((_, code)) = OWN.iter().find(|(sign, _)| *sign == key) {
        return parse(code).map(Named::One);
    }
    if let Some(shared) = SHARED.iter().find(|shared| shared.sign == key) {
        let fits = |currency: &Currency| shared.of.contains(&currency.code());
        if let Some(told) = currencies.told.filter(fits) {
            return Some(Named::One(told));
        }
        let assumed = Some(currencies.setting).filter(fits).or_else(|| parse(shared.usual?));
        return Some(match assumed {
            Some(currency) => Named::Assumed(currency, shared.sign),
            None => Named::Open(shared.sign, shared.of),
        });
    }
    // EUR, and a dollar with its code: USD$.
    parse(key.trim_end_matches('$')).map(Named::One)
}

/// The currency of an amount by what stands before and behind its number, each of which may be empty.
///
/// # Errors
/// Words for the person who mends the file.
pub(super) fn of_cell(before: &str, behind: &str, currencies: Currencies) -> Result<Named, String> {
    let one = |text: &str| -> Result<Option<Named>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        named(text, currencies).map(Some).ok_or_else(|| {
            format!(
                "“{text}” is no sign or code of a currency that Holdfast knows. Write a code like EUR or USD."
            )
        })
    };
    match (one(before)?, one(behind)?) {
        (None, None) => Ok(Named::One(currencies.unmarked())),
        (Some(named), None) | (None, Some(named)) => Ok(named),
        (Some(a), Some(b)) if a == b => Ok(a),
        // $ 12.50 CAD: the code says which of those that use the sign.
        (Some(Named::One(one)), Some(Named::Assumed(_, sign) | Named::Open(sign, _)))
        | (Some(Named::Assumed(_, sign) | Named::Open(sign, _)), Some(Named::One(one)))
            if SHARED.iter().any(|shared| shared.sign == sign && shared.of.contains(&one.code())) =>
        {
            Ok(Named::One(one))
        }
        _ => Err("This is no amount Holdfast can read: it names two currencies. Write it like 1234.50 EUR."
            .to_owned()),
    }
}

/// The currencies that share a sign.
pub(super) fn sharing(sign: &str) -> &'static [&'static str] {
    SHARED.iter().find(|shared| shared.sign == sign).map_or(&[], |shared| shared.of)
}

/// Whether a text before a number is a sign with a point of its own: `Fr.`, `kr.`.
pub(super) fn ends_in_a_point(text: &str) -> bool {
    ["fr.", "sfr.", "kr.", "rs.", "руб.", "р.", "лв.", "дин.", "din.", "rp.", "tl.", "ft."]
        .contains(&text.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn with(told: Option<&str>, setting: &str) -> Currencies {
        Currencies { told: told.map(currency), setting: currency(setting) }
    }

    #[test]
    fn every_sign_names_a_currency_that_exists() {
        for (sign, code) in OWN {
            assert!(Currency::parse(code).is_some(), "{sign}");
            assert_eq!(sign.to_lowercase(), sign);
        }
        for shared in &SHARED {
            assert!(shared.of.iter().all(|code| Currency::parse(code).is_some()), "{}", shared.sign);
            assert!(shared.usual.is_none_or(|usual| shared.of.contains(&usual)));
        }
    }

    #[test]
    fn a_shared_sign_goes_by_what_was_told_then_by_the_setting() {
        let eur = with(None, "EUR");
        let of = |sign: &str, currencies| of_cell(sign, "", currencies).unwrap();
        assert_eq!(of("$", eur), Named::Assumed(currency("USD"), "$"));
        assert_eq!(of("$", with(None, "CAD")), Named::Assumed(currency("CAD"), "$"));
        assert_eq!(of("$", with(Some("AUD"), "EUR")), Named::One(currency("AUD")));
        assert_eq!(of("$", with(Some("EUR"), "EUR")), Named::Assumed(currency("USD"), "$"));
        assert!(matches!(of("kr", eur), Named::Open("kr", _)));
        assert_eq!(of("kr.", with(None, "DKK")), Named::Assumed(currency("DKK"), "kr"));
        assert_eq!(of("KR", with(Some("SEK"), "DKK")), Named::One(currency("SEK")));
        assert_eq!(of("¥", with(Some("CNY"), "EUR")), Named::One(currency("CNY")));
    }

    #[test]
    fn a_code_says_which_of_those_with_a_sign() {
        let eur = with(None, "EUR");
        assert_eq!(of_cell("$", "CAD", eur), Ok(Named::One(currency("CAD"))));
        assert_eq!(of_cell("AUD$", "", eur), Ok(Named::One(currency("AUD"))));
        assert_eq!(of_cell("€", "EUR", eur), Ok(Named::One(currency("EUR"))));
        assert!(of_cell("$", "€", eur).unwrap_err().contains("no amount"));
        assert!(of_cell("", "quid", eur).unwrap_err().contains("quid"));
    }
}
