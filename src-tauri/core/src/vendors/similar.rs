//! Names that look like one vendor written twice: pure.

use crate::text::name_key;

/// Words that say what kind of company it is, or nothing.
const FORMS: [&str; 40] = [
    "ab",
    "ag",
    "and",
    "as",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "cv",
    "eg",
    "ek",
    "gbr",
    "gmbh",
    "inc",
    "incorporated",
    "international",
    "kft",
    "kg",
    "kgaa",
    "limited",
    "llc",
    "llp",
    "ltd",
    "mbh",
    "nv",
    "ohg",
    "oy",
    "oyj",
    "plc",
    "pty",
    "sa",
    "sarl",
    "sas",
    "se",
    "sp",
    "spa",
    "srl",
    "und",
];
/// Shorter names are too easily alike.
const LEAST: usize = 4;

/// The words of a name that tell it from others.
fn telling(name: &str) -> Vec<String> {
    let plain: String = name_key(name)
        .chars()
        .filter(|c| !matches!(c, '.' | '\'' | '’'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<String> = plain.split_whitespace().map(str::to_owned).collect();
    let telling: Vec<String> = words.iter().filter(|word| !FORMS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { words } else { telling }
}

/// Whether two names may well mean one vendor: the same but for the company's form, one the beginning of the other,
/// or a slip of the keyboard apart.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (telling(a), telling(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let (joined, other) = (short.concat(), long.concat());
    if joined == other {
        return !joined.is_empty();
    }
    if joined.chars().count() < LEAST {
        return false;
    }
    let begins = !short.is_empty() && short.len() < long.len() && long.starts_with(short);
    // Letters that are added, missing, different or swapped.
    let slips = if joined.chars().count() >= 9 { 2 } else { 1 };
    begins || strsim::osa_distance(&joined, &other) <= slips
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn one_vendor_written_twice_is_seen() {
        for (a, b) in [
            ("Dell Inc.", "DELL"),
            ("Bechtle GmbH & Co. KG", "Bechtle AG"),
            ("Microsoft", "Mircosoft"),
            ("Dell", "Dell Technologies"),
            ("Norddata Systemhaus", "NordData-Systemhaus GmbH"),
            ("Telekom Deutschland", "Telecom Deutchland"),
            ("Amazon Web Services", "Amazon WebServices, Inc."),
        ] {
            assert!(alike(a, b) && alike(b, a), "{a} / {b}");
        }
    }

    #[test]
    fn different_ones_are_left_alone() {
        for (a, b) in [
            ("HP", "HPE"),
            ("Acronis", "Atlassian"),
            ("Sage GmbH", "Sony GmbH"),
            ("Vodafone", "Swisscom"),
            ("IBM", "ICM"),
            ("Krüger Software", "Krüger Hardware"),
            ("GmbH", "AG"),
        ] {
            assert!(!alike(a, b), "{a} / {b}");
        }
    }
}
