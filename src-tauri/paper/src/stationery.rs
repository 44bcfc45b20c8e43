//! What all papers of one office share: the size of the sheet, how numbers and dates are written, whose they are.

use chrono::{Datelike, NaiveDate};
use holdfast_core::{
    money::Money,
    settings::Settings,
    table::{Cell, plain_amount, yes_no},
};

/// The size of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaperSize {
    /// 210 x 297 mm (ISO 216).
    #[default]
    A4,
    /// 8.5 x 11 inches (ANSI/ASME Y14.1 A).
    Letter,
}

impl PaperSize {
    /// Width and height in points, upright.
    pub(crate) fn points(self) -> (f32, f32) {
        match self {
            PaperSize::A4 => (595.276, 841.89),
            PaperSize::Letter => (612.0, 792.0),
        }
    }

    /// The size that printers of a country hold, by the region of a locale such as en-US. Letter is the standard of
    /// North America and of parts of Latin America and the Philippines (CLDR, supplemental measurement data).
    pub fn of_locale(locale: &str) -> PaperSize {
        const LETTER: [&str; 13] =
            ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "US", "VE"];
        let region = locale
            .split(['-', '_', '.'])
            .find(|part| part.len() == 2 && part.chars().all(|c| c.is_ascii_uppercase()));
        match region {
            Some(region) if LETTER.contains(&region) => PaperSize::Letter,
            _ => PaperSize::A4,
        }
    }
}

/// How amounts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Between thousands.
    pub group: char,
    /// Before the decimals.
    pub decimal: char,
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers { group: ',', decimal: '.' }
    }
}

impl Numbers {
    /// By the language of a locale such as de-DE (CLDR, number symbols); English marks for those not named here.
    pub fn of_locale(locale: &str) -> Numbers {
        let (group, decimal) = match locale.split(['-', '_', '.']).next().unwrap_or_default() {
            "de" if locale.contains("CH") || locale.contains("LI") => ('’', '.'),
            "de" if locale.contains("AT") => ('\u{a0}', ','),
            "da" | "de" | "el" | "hr" | "id" | "is" | "it" | "nl" | "ro" | "sl" | "sr" | "tr" | "vi" => {
                ('.', ',')
            }
            "es" if locale.contains("MX") || locale.contains("US") => (',', '.'),
            "es" => ('.', ','),
            "pt" if locale.contains("PT") => ('\u{a0}', ','),
            "pt" => ('.', ','),
            "fr" => ('\u{202f}', ','),
            "bg" | "cs" | "et" | "fi" | "hu" | "lt" | "lv" | "nb" | "nn" | "no" | "pl" | "ru" | "sk"
            | "sv" | "uk" => ('\u{a0}', ','),
            _ => (',', '.'),
        };
        Numbers { group, decimal }
    }

    /// "1,234.50 EUR": the code, since signs such as $ belong to many currencies.
    pub fn money(self, money: &Money) -> String {
        format!("{}\u{a0}{}", self.decimal(&plain_amount(money)), money.currency)
    }

    pub fn whole(self, number: i64) -> String {
        self.decimal(&number.to_string())
    }

    /// A plain decimal number with its thousands grouped.
    fn decimal(self, plain: &str) -> String {
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mut grouped = String::from(sign);
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index) % 3 == 0 {
                grouped.push(self.group);
            }
            grouped.push(digit);
        }
        if !fraction.is_empty() {
            grouped.push(self.decimal);
            grouped.push_str(fraction);
        }
        grouped
    }
}

/// What the papers of one office have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stationery {
    pub size: PaperSize,
    pub numbers: Numbers,
    /// Whose papers these are, such as "Northwind Ltd, IT"; it stands above the title.
    pub organisation: Option<String>,
    /// The local date of printing.
    pub printed_on: NaiveDate,
}

impl Stationery {
    /// As the settings say; where they leave the locale to the system, as its environment says.
    pub fn of(settings: &Settings, printed_on: NaiveDate) -> Stationery {
        let locale = settings.locale.clone().or_else(system_locale);
        let mut stationery = Stationery::new(locale.as_deref(), printed_on);
        stationery.organisation.clone_from(&settings.organisation);
        stationery
    }

    /// As people write in a locale such as en-US; without one, A4 and English marks.
    pub fn new(locale: Option<&str>, printed_on: NaiveDate) -> Stationery {
        Stationery {
            size: locale.map_or(PaperSize::A4, PaperSize::of_locale),
            numbers: locale.map_or_else(Numbers::default, Numbers::of_locale),
            organisation: None,
            printed_on,
        }
    }

    /// A table's cell as people read it.
    pub(crate) fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Code(text) | Cell::Month(text) => text.clone(),
            Cell::Date(date) => long_date(*date),
            Cell::Money(money) => self.numbers.money(money),
            Cell::Sums(sums) => {
                sums.iter().map(|money| self.numbers.money(money)).collect::<Vec<_>>().join(", ")
            }
            Cell::Whole(number) => self.numbers.whole(*number),
            Cell::YesNo(yes) => yes_no(*yes).to_owned(),
        }
    }
}

/// The locale of the environment (POSIX: LC_ALL before the category before LANG); none where it says "C".
fn system_locale() -> Option<String> {
    ["LC_ALL", "LC_PAPER", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .filter(|value| !value.starts_with('C') && !value.starts_with("POSIX"))
}

/// "4 Dec 2026", with spaces that do not break: no order of day and month to be guessed.
pub fn long_date(date: NaiveDate) -> String {
    format!("{}\u{a0}{}\u{a0}{}", date.day(), date.format("%b"), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_locale_has_them() {
        let money = Money::new(-123_456_789, "EUR");
        for (locale, expected) in [
            ("en-GB", "-1,234,567.89\u{a0}EUR"),
            ("de-DE", "-1.234.567,89\u{a0}EUR"),
            ("de-CH", "-1’234’567.89\u{a0}EUR"),
            ("pl", "-1\u{a0}234\u{a0}567,89\u{a0}EUR"),
        ] {
            assert_eq!(Numbers::of_locale(locale).money(&money), expected);
        }
        assert_eq!(Numbers::default().money(&Money::new(12_345, "JPY")), "12,345\u{a0}JPY");
    }

    #[test]
    fn the_sheet_is_the_one_that_printers_there_hold() {
        for (locale, size) in [
            ("en-US", PaperSize::Letter),
            ("es-MX", PaperSize::Letter),
            ("en_CA.UTF-8", PaperSize::Letter),
            ("en-GB", PaperSize::A4),
            ("de", PaperSize::A4),
        ] {
            assert_eq!(PaperSize::of_locale(locale), size, "{locale}");
        }
    }
}
