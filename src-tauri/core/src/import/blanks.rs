//! What stands in a cell for nothing, and the wrappings that spreadsheets put around a text. Pure.

use crate::text::name_key;

/// Words that people and programs write where they have nothing to say.
const NOTHING: [&str; 68] = [
    "n/a",
    "n.a.",
    "n.a",
    "n/d",
    "na",
    "#n/a",
    "nan",
    "none",
    "(none)",
    "[none]",
    "<none>",
    "null",
    "(null)",
    "nil",
    "undefined",
    "blank",
    "(blank)",
    "empty",
    "(empty)",
    "unknown",
    "unassigned",
    "not assigned",
    "not set",
    "not applicable",
    "not available",
    "not specified",
    "tbd",
    "t.b.d.",
    "tba",
    "k. a.",
    "k.a.",
    "k. a",
    "k.a",
    "keine",
    "keine angabe",
    "unbekannt",
    "nicht zugewiesen",
    "nicht vorhanden",
    "entfällt",
    "aucun",
    "aucune",
    "inconnu",
    "non attribué",
    "sans objet",
    "s/o",
    "ninguno",
    "ninguna",
    "desconocido",
    "sin asignar",
    "nessuno",
    "nessuna",
    "sconosciuto",
    "non assegnato",
    "geen",
    "onbekend",
    "niet toegewezen",
    "žádný",
    "žádná",
    "neznámý",
    "neznámé",
    "nepřiděleno",
    "neuvedeno",
    "brak",
    "nie dotyczy",
    "nieznany",
    "nieprzypisany",
    "nd.",
    "nincs",
];

/// Words for a time without end.
const ENDLESS: [&str; 40] = [
    "perpetual",
    "perpetually",
    "permanent",
    "unlimited",
    "lifetime",
    "life time",
    "for life",
    "never",
    "never expires",
    "no expiry",
    "no expiration",
    "no end",
    "no end date",
    "does not expire",
    "doesn't expire",
    "forever",
    "indefinite",
    "infinite",
    "∞",
    "unbefristet",
    "unbegrenzt",
    "dauerhaft",
    "lebenslang",
    "nie",
    "kein ende",
    "kein ablauf",
    "läuft nicht ab",
    "perpétuel",
    "perpétuelle",
    "illimité",
    "à vie",
    "perpetuo",
    "perpetua",
    "ilimitado",
    "neomezeně",
    "bez omezení",
    "doživotní",
    "trvalá",
    "bezterminowo",
    "bezterminowa",
];

/// Whether a cell says nothing: it is empty, holds signs alone (`-`, `--`, `?`), or a word such as "N/A" or "unbekannt".
pub(super) fn is_blank(text: &str) -> bool {
    let key = name_key(text);
    key.chars().all(|c| "-–—−_.?/*\\ ".contains(c)) || NOTHING.contains(&key.as_str())
}

/// Whether a cell says that something has no end.
pub(super) fn is_endless(text: &str) -> bool {
    ENDLESS.contains(&name_key(text).as_str())
}

/// The text within what spreadsheets write so that digits stay as they are: `="00123"`, `=T("x")`, `=00123` and, before
/// digits alone, an apostrophe.
pub(super) fn unwrapped(text: &str) -> std::borrow::Cow<'_, str> {
    use std::borrow::Cow::{Borrowed, Owned};
    let trimmed = text.trim();
    if let Some(digits) = trimmed.strip_prefix('\'')
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
    {
        return Borrowed(digits);
    }
    let Some(formula) = trimmed.strip_prefix('=').map(str::trim) else { return Borrowed(text) };
    if !formula.is_empty() && formula.chars().all(|c| c.is_ascii_digit()) {
        return Borrowed(formula);
    }
    let called = formula
        .strip_prefix(['T', 't'])
        .map(str::trim_start)
        .and_then(|rest| rest.strip_prefix('('))
        .and_then(|rest| rest.trim_end().strip_suffix(')'))
        .map(str::trim);
    let literal = called.unwrap_or(formula);
    let Some(inner) = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return Borrowed(text);
    };
    // Within the quotation marks one stands doubled; a single one ends the text, and what follows is a formula.
    if inner.replace("\"\"", "").contains('"') {
        return Borrowed(text);
    }
    if inner.contains('"') { Owned(inner.replace("\"\"", "\"")) } else { Borrowed(inner) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_has_many_names() {
        for text in [
            "",
            " ",
            "-",
            " -- ",
            "–",
            "N/A",
            "n.a.",
            "#N/A",
            "Unassigned",
            "k. A.",
            "TBD",
            "------------",
            "?",
        ] {
            assert!(is_blank(text), "{text}");
        }
        for text in ["Nadia", "A-1", "0", "Unknown Worlds", "None Ltd", "perpetual", "X"] {
            assert!(!is_blank(text), "{text}");
        }
        assert!(is_endless(" Perpetual ") && is_endless("UNBEFRISTET") && !is_endless("soon"));
    }

    #[test]
    fn a_formula_that_only_keeps_digits_is_its_text() {
        for (cell, text) in [
            ("=\"00123\"", "00123"),
            (" = \"00123\" ", "00123"),
            ("=00125", "00125"),
            ("'00126", "00126"),
            ("=T(\"a b\")", "a b"),
            ("=\"say \"\"x\"\"\"", "say \"x\""),
            ("=\"\"", ""),
            ("=1+1", "=1+1"),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("=HYPERLINK(\"x\")", "=HYPERLINK(\"x\")"),
            ("'90s", "'90s"),
            ("'", "'"),
            ("plain", "plain"),
        ] {
            assert_eq!(unwrapped(cell), text, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_them_panic(text in "[=T('\" )a0\\-]{0,12}", any in "\\PC{0,12}") {
            for text in [&text, &any] {
                let _ = (is_blank(text), is_endless(text), unwrapped(text).len());
            }
        }
    }
}
