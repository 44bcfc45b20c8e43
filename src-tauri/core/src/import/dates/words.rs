//! The words that dates are written with, in English and the languages of Holdfast's neighbours.

use chrono::Weekday;

/// "Listopad" is none of them: it is November in Polish and Czech, and October in Croatian.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan", "january", "januar", "jänner", "jän", "janvier", "janv", "enero", "ene", "gennaio", "gen",
        "januari", "janeiro", "styczeń", "stycznia", "leden", "ledna",
    ],
    &[
        "feb",
        "february",
        "februar",
        "fév",
        "févr",
        "février",
        "febrero",
        "febbraio",
        "februari",
        "fevereiro",
        "fev",
        "luty",
        "lutego",
        "únor",
        "února",
    ],
    &[
        "mar", "march", "mär", "märz", "mrz", "mars", "marzo", "maart", "mrt", "março", "marzec", "marca",
        "březen", "března",
    ],
    &["apr", "april", "avr", "avril", "abril", "abr", "aprile", "kwiecień", "kwietnia", "duben", "dubna"],
    &["may", "mai", "mayo", "maggio", "mag", "mei", "maio", "maj", "maja", "květen", "května"],
    &[
        "jun", "june", "juni", "juin", "junio", "giugno", "giu", "junho", "czerwiec", "czerwca", "červen",
        "června",
    ],
    &[
        "jul",
        "july",
        "juli",
        "juillet",
        "juil",
        "julio",
        "luglio",
        "lug",
        "julho",
        "lipiec",
        "lipca",
        "červenec",
        "července",
    ],
    &["aug", "august", "août", "aout", "agosto", "ago", "augustus", "sierpień", "sierpnia", "srpen", "srpna"],
    &[
        "sep",
        "sept",
        "september",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "set",
        "setembro",
        "wrzesień",
        "września",
        "září",
    ],
    &[
        "oct",
        "october",
        "okt",
        "oktober",
        "octobre",
        "octubre",
        "ottobre",
        "ott",
        "outubro",
        "out",
        "październik",
        "października",
        "říjen",
        "října",
    ],
    &["nov", "november", "novembre", "noviembre", "novembro", "listopadu"],
    &[
        "dec",
        "december",
        "dez",
        "dezember",
        "déc",
        "décembre",
        "diciembre",
        "dic",
        "dicembre",
        "dezembro",
        "grudzień",
        "grudnia",
        "prosinec",
        "prosince",
    ],
];
pub(super) const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Mon, &["mon", "monday", "mo", "montag", "lun", "lundi", "lunes", "lunedì", "ma", "maandag"]),
    (
        Weekday::Tue,
        &["tue", "tues", "tuesday", "di", "dienstag", "die", "mar", "mardi", "martes", "martedì", "dinsdag"],
    ),
    (
        Weekday::Wed,
        &[
            "wed",
            "weds",
            "wednesday",
            "mi",
            "mittwoch",
            "mit",
            "mer",
            "mercredi",
            "mié",
            "mie",
            "miércoles",
            "mercoledì",
            "wo",
            "woensdag",
        ],
    ),
    (
        Weekday::Thu,
        &[
            "thu",
            "thur",
            "thurs",
            "thursday",
            "do",
            "donnerstag",
            "jeu",
            "jeudi",
            "jue",
            "jueves",
            "gio",
            "giovedì",
            "donderdag",
        ],
    ),
    (
        Weekday::Fri,
        &["fri", "friday", "fr", "freitag", "ven", "vendredi", "vie", "viernes", "venerdì", "vr", "vrijdag"],
    ),
    (
        Weekday::Sat,
        &[
            "sat",
            "saturday",
            "sa",
            "samstag",
            "sonnabend",
            "sam",
            "samedi",
            "sáb",
            "sab",
            "sábado",
            "sabato",
            "za",
            "zaterdag",
        ],
    ),
    (
        Weekday::Sun,
        &["sun", "sunday", "so", "sonntag", "dim", "dimanche", "dom", "domingo", "domenica", "zo", "zondag"],
    ),
];
/// What may stand behind a time of day.
const ZONES: [&str; 38] = [
    "z", "utc", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "akst", "hst", "cet", "cest",
    "met", "mest", "mez", "mesz", "bst", "wet", "west", "eet", "eest", "msk", "ist", "prc", "jst", "kst",
    "sgt", "hkt", "aest", "aedt", "acst", "awst", "nzst", "nzdt", "brt",
];

/// The month of a word in lower case.
pub(super) fn month(word: &str) -> Option<u32> {
    let index = MONTHS.iter().position(|names| names.contains(&word))?;
    u32::try_from(index + 1).ok()
}

/// The day of the week of a word in lower case. "mar" is Tuesday here, and March where a month stands.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(_, names)| names.contains(&word)).map(|(day, _)| *day)
}

/// Whether a word in lower case names a time zone.
pub(super) fn is_zone(word: &str) -> bool {
    ZONES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_word_means_two_months_or_two_days() {
        let mut seen = HashSet::new();
        assert!(MONTHS.iter().flat_map(|names| names.iter()).all(|name| seen.insert(*name)));
        let mut seen = HashSet::new();
        assert!(WEEKDAYS.iter().flat_map(|(_, names)| names.iter()).all(|name| seen.insert(*name)));
        assert!(MONTHS.iter().flat_map(|names| names.iter()).all(|name| *name == name.to_lowercase()));
    }
}
