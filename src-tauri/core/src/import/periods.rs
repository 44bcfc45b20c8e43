//! Lengths of time as people write them: warranties, billing, renewal and notice. Pure.

use super::{blanks::is_blank, numbers::plain_signs};
use crate::text::name_key;

/// What a length is counted in. Weeks are days, and years months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Days,
    Months,
}

/// How often something is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Billing {
    /// Once for the whole term.
    Once,
    /// Every so many months.
    Every(u32),
}

/// Words for a unit, and how many days or months it is.
const UNITS: [(Unit, u32, &[&str]); 4] = [
    (
        Unit::Days,
        1,
        &[
            "d", "day", "days", "day(s)", "day's", "days'", "tag", "tage", "tagen", "jour", "jours", "día",
            "días", "dia", "dias", "giorno", "giorni", "dag", "dagen", "den", "dny", "dní", "dnů", "deň",
            "dni", "dzień", "nap",
        ],
    ),
    (
        Unit::Days,
        7,
        &[
            "w",
            "wk",
            "wks",
            "week",
            "weeks",
            "week(s)",
            "week's",
            "weeks'",
            "woche",
            "wochen",
            "semaine",
            "semaines",
            "semana",
            "semanas",
            "settimana",
            "settimane",
            "weken",
            "týden",
            "týdny",
            "týdnů",
            "týždeň",
            "týždne",
            "týždňov",
            "tydzień",
            "tygodnie",
            "tygodni",
            "hét",
        ],
    ),
    (
        Unit::Months,
        1,
        &[
            "m",
            "mo",
            "mos",
            "mon",
            "mth",
            "mths",
            "month",
            "months",
            "month(s)",
            "month's",
            "months'",
            "monat",
            "monate",
            "monaten",
            "mois",
            "mes",
            "meses",
            "mese",
            "mesi",
            "maand",
            "maanden",
            "měsíc",
            "měsíce",
            "měsíců",
            "mesiac",
            "mesiace",
            "mesiacov",
            "miesiąc",
            "miesiące",
            "miesięcy",
            "mies",
            "hónap",
        ],
    ),
    (
        Unit::Months,
        12,
        &[
            "y", "yr", "yrs", "year", "years", "year(s)", "year's", "years'", "annum", "j", "jahr", "jahre",
            "jahren", "an", "ans", "année", "années", "año", "años", "anno", "anni", "jaar", "rok", "roky",
            "roků", "let", "roka", "rokov", "lata", "lat", "év",
        ],
    ),
];

/// Words for a length that comes again and again, in months.
const RHYTHMS: [(u32, &[&str]); 5] = [
    (
        1,
        &[
            "monthly",
            "monatlich",
            "mensuel",
            "mensual",
            "mensile",
            "maandelijks",
            "měsíčně",
            "mesačne",
            "miesięcznie",
        ],
    ),
    (
        3,
        &[
            "quarterly",
            "vierteljährlich",
            "quartalsweise",
            "trimestriel",
            "trimestral",
            "trimestrale",
            "čtvrtletně",
            "štvrťročne",
            "kwartalnie",
        ],
    ),
    (
        6,
        &[
            "half-yearly",
            "halbjährlich",
            "semestriel",
            "semestral",
            "semestrale",
            "pololetně",
            "polročne",
            "półrocznie",
        ],
    ),
    (
        12,
        &[
            "yearly",
            "annual",
            "annually",
            "jährlich",
            "annuel",
            "anual",
            "annuale",
            "jaarlijks",
            "ročně",
            "ročne",
            "rocznie",
            "p.a.",
            "p. a.",
            "p.a",
        ],
    ),
    (24, &["every two years", "alle zwei jahre", "zweijährlich", "biennial", "biennially"]),
];

/// Words for what is paid once.
const ONCE: [&str; 19] = [
    "once",
    "one-time",
    "one time",
    "onetime",
    "one-off",
    "one off",
    "upfront",
    "up front",
    "einmalig",
    "einmal",
    "einmalzahlung",
    "unique",
    "una vez",
    "único",
    "una tantum",
    "eenmalig",
    "jednorázově",
    "jednorazovo",
    "jednorazowo",
];

/// What people write before a length and after it, where it changes nothing.
const BEFORE: [&str; 8] = ["every", "each", "per", "by", "for", "alle", "pro", "um"];
const BEHIND: [&str; 18] = [
    "notice",
    "notice period",
    "in advance",
    "prior",
    "before the end",
    "before end",
    "before expiry",
    "before renewal",
    "to the end of the term",
    "vorher",
    "vor ablauf",
    "vor ende",
    "vor vertragsende",
    "vor laufzeitende",
    "zum vertragsende",
    "zum laufzeitende",
    "zum ende der laufzeit",
    "vor ende der laufzeit",
];

/// Words between a first length and the one that follows it.
const THEN: [&str; 7] = ["then", "thereafter", "danach", "dann", "anschließend", "puis", "poi"];

/// The longest length that is kept, in months.
const LONGEST: u32 = 1200;

const UNREADABLE: &str = "This is no length of time that Holdfast can read. Write it like “12 months”.";
const NOTICE_UNREADABLE: &str =
    "This is no notice period that Holdfast can read. Write it like “30 days” or “3 months”.";

/// Reads a length in months: `36`, `36 months`, `3 years`, `yearly`. None is blank or zero.
pub(super) fn months(text: &str) -> Result<Option<u32>, String> {
    of_months(text, 1)
}

/// Reads a length in years, or as [`months`] does where a unit is named.
pub(super) fn years(text: &str) -> Result<Option<u32>, String> {
    of_months(text, 12)
}

/// Reads how often something is billed: as [`months`] does, or that it is once. None is blank.
pub(super) fn billing(text: &str) -> Result<Option<Billing>, String> {
    if ONCE.contains(&name_key(text).as_str()) {
        return Ok(Some(Billing::Once));
    }
    Ok(months(text)?.map(Billing::Every))
}

/// Reads for how many months a term renews: as [`months`] does; of "36 months, then yearly" the later length.
pub(super) fn renewal(text: &str) -> Result<Option<u32>, String> {
    let key = name_key(text);
    let words: Vec<&str> = key.split_whitespace().collect();
    let then = words.iter().rposition(|word| THEN.contains(&word.trim_matches([',', ';', ':'])));
    match then.and_then(|at| words.get(at + 1..)) {
        Some(later) => months(&later.join(" ")),
        None => months(text),
    }
}

/// Reads a notice period in days or months: "30 days", "3 Monate zum Vertragsende", "6 weeks". A bare number has the unit
/// of its column, and is asked for where the column has none. None is blank.
pub(super) fn notice(text: &str, column: Option<Unit>) -> Result<Option<(Unit, u32)>, String> {
    let key = name_key(text);
    if is_blank(&key) {
        return Ok(None);
    }
    let Some((number, unit)) = length(&key) else { return Err(NOTICE_UNREADABLE.to_owned()) };
    match unit.or(column.map(|unit| (unit, 1))) {
        Some((unit, factor)) => {
            within(number, factor, if unit == Unit::Days { LONGEST * 31 } else { LONGEST })
                .map(|length| Some((unit, length)))
        }
        None if number == 0 => Ok(None),
        None => Err(format!(
            "Is this {number} days or {number} months? Write the unit in the cell, or send the column to “Notice (days)” or “Notice (months)”."
        )),
    }
}

fn of_months(text: &str, without_unit: u32) -> Result<Option<u32>, String> {
    let key = name_key(text);
    if is_blank(&key) {
        return Ok(None);
    }
    if let Some((months, _)) = RHYTHMS.iter().find(|(_, words)| words.contains(&key.as_str())) {
        return Ok(Some(*months));
    }
    if plain_signs(&key)
        .strip_prefix('-')
        .is_some_and(|rest| rest.contains(|c: char| ('1'..='9').contains(&c)))
    {
        return Err("A length of time cannot be below zero.".to_owned());
    }
    let (number, unit) = length(&key).ok_or(UNREADABLE)?;
    let factor = match unit {
        None => without_unit,
        Some((Unit::Months, factor)) => factor,
        Some((Unit::Days, _)) => return Err(UNREADABLE.to_owned()),
    };
    Ok(Some(within(number, factor, LONGEST)?).filter(|months| *months > 0))
}

fn within(number: u32, factor: u32, longest: u32) -> Result<u32, String> {
    number
        .checked_mul(factor)
        .filter(|length| *length <= longest)
        .ok_or_else(|| "That is more than a hundred years.".to_owned())
}

/// The number of a length and its unit; a unit alone behind "per" or "every" is one of it.
fn length(key: &str) -> Option<(u32, Option<(Unit, u32)>)> {
    let plain = plain_signs(key);
    let mut rest = plain.trim();
    let mut led = false;
    if let Some((first, behind)) = rest.split_once(' ')
        && BEFORE.contains(&first)
    {
        (rest, led) = (behind.trim(), true);
    }
    let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
    let (number, words) = rest.split_at_checked(digits)?;
    let words = words.trim();
    if number.is_empty() {
        return led.then(|| unit_of(words)).flatten().map(|unit| (1, Some(unit)));
    }
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    if fraction.len() > 2 || !fraction.chars().all(|c| c == '0') {
        return None;
    }
    let number = whole.parse().ok()?;
    if words.is_empty() { Some((number, None)) } else { Some((number, Some(unit_of(words)?))) }
}

/// The unit that the words behind a number say, all of them understood.
fn unit_of(words: &str) -> Option<(Unit, u32)> {
    let (word, behind) = words.split_once(' ').unwrap_or((words, ""));
    if !behind.is_empty() && !BEHIND.contains(&behind.trim()) {
        return None;
    }
    let word = word.trim_end_matches(['.', ',']);
    UNITS.iter().find(|(_, _, all)| all.contains(&word)).map(|(unit, factor, _)| (*unit, *factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_in_months() {
        for (text, expected) in [
            ("36", Some(36)),
            ("36 months", Some(36)),
            ("3 Years", Some(36)),
            ("0", None),
            ("", None),
            ("N/A", None),
            ("12.0", Some(12)),
            ("12,00", Some(12)),
            ("Yearly", Some(12)),
            ("24 měsíců", Some(24)),
            ("3 roky", Some(36)),
            ("36 miesięcy", Some(36)),
            ("5 lat", Some(60)),
            ("rocznie", Some(12)),
            ("per month", Some(1)),
            ("every 3 months", Some(3)),
            ("alle 2 Jahre", Some(24)),
            ("halbjährlich", Some(6)),
            ("um 12 Monate", Some(12)),
        ] {
            assert_eq!(months(text), Ok(expected), "{text}");
        }
        for text in [
            "a while",
            "-3",
            "1.5",
            "12.000",
            "3 y 6 m",
            "12x",
            "3 years or so",
            "30 days",
            "month",
            "2000",
            "per",
            "4294967295 years",
        ] {
            assert!(months(text).is_err(), "{text}");
        }
        assert_eq!((years("5"), years("0"), years("6 months")), (Ok(Some(60)), Ok(None), Ok(Some(6))));
    }

    #[test]
    fn billing_is_once_or_every_so_many_months() {
        for (text, expected) in [
            ("einmalig", Some(Billing::Once)),
            ("One-time", Some(Billing::Once)),
            ("monatlich", Some(Billing::Every(1))),
            ("12", Some(Billing::Every(12))),
            ("per year", Some(Billing::Every(12))),
            ("-", None),
        ] {
            assert_eq!(billing(text), Ok(expected), "{text}");
        }
        assert!(billing("now and then").is_err());
    }

    #[test]
    fn a_renewal_follows_the_first_length() {
        for (text, expected) in [
            ("12", Some(12)),
            ("36 months, then yearly", Some(12)),
            ("36 Monate, danach 6 Monate", Some(6)),
            ("2 years; thereafter monthly", Some(1)),
            ("yearly", Some(12)),
            ("", None),
        ] {
            assert_eq!(renewal(text), Ok(expected), "{text}");
        }
        for text in ["36 months, then", "then we will see"] {
            assert!(renewal(text).unwrap_or(None).is_none(), "{text}");
        }
    }

    #[test]
    fn a_notice_period_is_days_or_months() {
        use Unit::{Days, Months};
        for (text, expected) in [
            ("30 days", (Days, 30)),
            ("90 Tage", (Days, 90)),
            ("6 weeks", (Days, 42)),
            ("4 Wochen zum Vertragsende", (Days, 28)),
            ("3 Monate", (Months, 3)),
            ("3 Mon.", (Months, 3)),
            ("1 year before renewal", (Months, 12)),
            ("2 month's notice", (Months, 2)),
            ("60d", (Days, 60)),
            ("0 days", (Days, 0)),
        ] {
            assert_eq!(notice(text, None), Ok(Some(expected)), "{text}");
            let other = if expected.0 == Days { Months } else { Days };
            assert_eq!(notice(text, Some(other)), Ok(Some(expected)), "{text}: the cell's unit goes first");
        }
        for blank in ["", "-", "n/a", "0"] {
            assert_eq!(notice(blank, None), Ok(None), "{blank}");
        }
        assert_eq!(notice("30", Some(Days)), Ok(Some((Days, 30))));
        assert_eq!(notice("3", Some(Months)), Ok(Some((Months, 3))));
        assert!(notice("30", None).unwrap_err().contains("30 days or 30 months"));
        for text in [
            "3 Monate zum Quartalsende",
            "soon",
            "30 days or 1 month",
            "-3 months",
            "3 fortnights",
            "9999999999",
        ] {
            assert!(notice(text, Some(Days)).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_them_panic(text in "\\PC{0,24}", number in "[-0-9., dmywe]{0,16}") {
            for text in [&text, &number] {
                let _ = (months(text), years(text), billing(text), renewal(text));
                for unit in [None, Some(Unit::Days), Some(Unit::Months)] {
                    let _ = notice(text, unit);
                }
            }
        }

        /// What is no part of a length is never passed over.
        #[test]
        fn a_stray_sign_refuses_the_cell(number in 1u32..1_000, stray in "[b-ln-xz!#%&:;]{1,3}", at in 0usize..6) {
            let mut text = number.to_string();
            text.insert_str(at.min(text.len()), &stray);
            let a_unit = unit_of(&stray).is_some() && text.ends_with(&stray);
            prop_assert!(months(&text).is_err() || a_unit, "{}", text);
        }
    }
}
