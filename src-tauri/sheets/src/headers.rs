//! Header rows: blank and repeated names told apart, and names compared.

use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization;

/// The form under which names are equal: NFC, trimmed, inner spaces collapsed, Unicode lower case.
pub fn name_key(name: &str) -> String {
    let composed: String = name.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Control characters, such as NUL and ESC, which no cell of a sheet holds on purpose.
pub fn is_unseen(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
}

/// A name for every column: a second "Address" is "Address (2)", a blank one in place 7 is "Column 7".
pub fn tell_apart(raw: &[String]) -> Vec<String> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut names = Vec::with_capacity(raw.len());
    for (index, header) in raw.iter().enumerate() {
        let seen_only: String = header.chars().filter(|c| !is_unseen(*c)).collect();
        let plain = seen_only.split_whitespace().collect::<Vec<_>>().join(" ");
        let base = if plain.is_empty() { format!("Column {}", index + 1) } else { plain };
        let mut name = base.clone();
        let mut number = 2;
        while !seen.insert(name_key(&name)) {
            name = format!("{base} ({number})");
            number += 1;
        }
        names.push(name);
    }
    names
}

/// The form under which a header is looked up: letters and digits of its [`name_key`], so that
/// "Serial-Number", "serial_number" and "Serial number" are one.
pub fn header_key(header: &str) -> String {
    name_key(header).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a header row is remembered under.
pub fn row_key(kind: &str, headers: &[String]) -> String {
    let keys: Vec<String> = headers.iter().map(|header| name_key(header)).collect();
    format!("{kind}:{}", keys.join("\u{1f}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blank_and_repeated_headers_get_names_of_their_own() {
        let raw: Vec<String> =
            ["Address", "", "address", " Address ", "Address (2)", "", "Column 6"].map(String::from).to_vec();
        assert_eq!(
            tell_apart(&raw),
            [
                "Address",
                "Column 2",
                "address (2)",
                "Address (3)",
                "Address (2) (2)",
                "Column 6",
                "Column 6 (2)"
            ]
        );
    }

    #[test]
    fn headers_compare_by_letters_and_digits() {
        assert_eq!(header_key(" Serial_Number "), header_key("serial number"));
        assert_ne!(header_key("Address"), header_key("Address (2)"));
    }

    #[test]
    fn names_compare_by_what_a_reader_sees() {
        assert_eq!(name_key("  Dell\u{a0} Inc. "), "dell inc.");
        assert_eq!(name_key("Mu\u{308}ller"), name_key("MÜLLER"));
        assert_ne!(name_key("Muller"), name_key("Müller"));
    }

    proptest! {
        #[test]
        fn names_never_repeat(raw in prop::collection::vec("[aA ()2]{0,5}", 0..12)) {
            let names = tell_apart(&raw);
            let keys: HashSet<String> = names.iter().map(|name| name_key(name)).collect();
            prop_assert_eq!(keys.len(), raw.len());
        }
    }
}
