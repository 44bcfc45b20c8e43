//! How names are compared: one rule for every unique name, for matching and for sorting.

pub use holdfast_sheets::name_key;

/// Whether a sign is not seen where it stands and yet does something: it controls a terminal, turns the direction of
/// reading, joins or hides letters. Line breaks and tabs are among them.
pub fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            // Soft hyphen; marks, embeddings, overrides and isolates of direction; separators of lines.
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            // Joiners, invisible operators, isolates, deprecated format signs; the byte order mark.
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            // Fillers that show as nothing, and musical and tag signs.
            | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text without outer spaces, or None when nothing is left.
pub fn blank_to_none(text: Option<String>) -> Option<String> {
    let text = text?;
    let trimmed = text.trim();
    if trimmed.is_empty() { None } else { Some(trimmed.to_owned()) }
}

/// The comparable form of a serial number; None for the words makers leave in its place.
pub fn serial_key(serial: &str) -> Option<String> {
    let key: String = name_key(serial).chars().filter(|c| !c.is_whitespace()).collect();
    const NO_SERIAL: [&str; 10] = [
        "",
        "n/a",
        "na",
        "none",
        "-",
        "unknown",
        "tobefilledbyo.e.m.",
        "defaultstring",
        "systemserialnumber",
        "notspecified",
    ];
    if NO_SERIAL.contains(&key.as_str()) || key.chars().all(|c| c == '0') { None } else { Some(key) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_or_hides_letters_is_told_from_letters() {
        for sign in
            ['\u{1b}', '\u{9b}', '\u{7f}', '\u{202e}', '\u{2067}', '\u{200b}', '\u{feff}', '\u{e0041}', '\n']
        {
            assert!(is_unseen(sign), "{sign:?}");
        }
        for sign in [' ', '\u{a0}', 'é', '\u{301}', 'ع', '漢', '👍', '\u{fe0f}', '—', '\u{2009}'] {
            assert!(!is_unseen(sign), "{sign:?}");
        }
    }

    #[test]
    fn placeholders_are_no_serials() {
        for word in ["N/A", "To be filled by O.E.M.", "0000000", " none "] {
            assert_eq!(serial_key(word), None, "{word}");
        }
        assert_eq!(serial_key("pf4gx7k2").as_deref(), Some("pf4gx7k2"));
    }
}
