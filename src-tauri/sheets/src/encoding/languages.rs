//! How much a text reads like one of a language: the letters that languages add to the alphabet, and where signs stand.

use std::collections::HashMap;

/// A language and the letters beyond a to z that its words have, in lower case.
struct Language {
    letters: &'static str,
    /// Most of its letters are none of the Latin alphabet.
    own_script: bool,
}

const LANGUAGES: [Language; 20] = [
    // German, with the names of its neighbours; French; Spanish; Italian; Portuguese.
    latin("äöüßé"),
    latin("éèêëàâçîïôùûüœÿ"),
    latin("ñáéíóúüçà"),
    latin("àèéìòù"),
    latin("ãõáéíóúâêôçàü"),
    // Dutch and English; Danish and Norwegian; Swedish and Finnish; Icelandic; Estonian.
    latin("éëïöüèç"),
    latin("æøåéöäü"),
    latin("åäöé"),
    latin("áéíóúýþæöð"),
    latin("õäöüšž"),
    // Polish; Czech; Slovak; Hungarian; Romanian; Slovene and Croatian; Turkish; Lithuanian and Latvian.
    latin("ąćęłńóśźż"),
    latin("áčďéěíňóřšťúůýž"),
    latin("áäčďéíĺľňóôŕšťúýž"),
    latin("áéíóöőúüű"),
    latin("ăâîșțşţ"),
    latin("čšžćđ"),
    latin("çğıöşüâİ"),
    latin("ąčęėįšųūžāēģīķļņ"),
    // Russian, Ukrainian, Bulgarian, Serbian; Greek.
    own("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґјљњћђџ"),
    own("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"),
];
/// Letters of Cyrillic and Greek that stand most often, and make up two thirds of a text.
const FREQUENT: &str = "оеаинтсрвлкмαοιετσνηυρπκμλς";

const fn latin(letters: &'static str) -> Language {
    Language { letters, own_script: false }
}

const fn own(letters: &'static str) -> Language {
    Language { letters, own_script: true }
}

/// What a sign beyond ASCII says by where it stands, whatever the language; None for a letter, which the language
/// decides.
fn by_place(before: char, c: char, after: char, next: char) -> Option<i64> {
    let within = before.is_alphabetic() && after.is_alphabetic();
    Some(match c {
        '\u{fffd}' => -12,
        c if c.is_control() => -12,
        '’' | '‘' if within => {
            // O’Malley, Bob’s, don’t, l’été; but never Mart’nez.
            let elided = "ldcjmnst".contains(before.to_ascii_lowercase()) && !next.is_whitespace();
            if after.is_uppercase() {
                3
            } else if "stdm".contains(after) && !next.is_alphabetic()
                || (elided && "aeiouhéêà".contains(after))
            {
                2
            } else {
                -3
            }
        }
        '€' | '£' | '¥'
            if before.is_ascii_digit() || after.is_ascii_digit() || before == ' ' || after == ' ' =>
        {
            4
        }
        '\u{a0}' if before.is_ascii_digit() && (after.is_ascii_digit() || "€$£zK".contains(after)) => 3,
        '\u{a0}' => 1,
        '®' | '™' | '©' | '°' | '²' | '³' if !within => 3,
        '–' | '—' | '•' if before == ' ' && after == ' ' => 3,
        '–' if before.is_ascii_digit() && after.is_ascii_digit() => 2,
        '“' | '„' | '‘' | '‚' | '«' if !before.is_alphanumeric() && after.is_alphanumeric() => 3,
        '”' | '“' | '’' | '»' if before.is_alphanumeric() && !after.is_alphanumeric() => 2,
        '…' if before.is_alphanumeric() && !after.is_alphanumeric() => 2,
        '№' | '§' if !before.is_alphanumeric() => 2,
        c if c.is_alphabetic() => return None,
        _ if within => -6,
        _ if before.is_alphanumeric() || after.is_alphanumeric() => -3,
        _ => -1,
    })
}

/// What a letter says by its case and its neighbours, whatever the language.
fn by_case(before: char, c: char, after: char) -> i64 {
    let mut points = 0;
    if c.is_uppercase() && before.is_lowercase() {
        points -= 5;
    }
    // JÜRGEN and Jürgen, but never JÜrgen.
    if c.is_uppercase() && before.is_uppercase() && after.is_lowercase() {
        points -= 4;
    }
    if c.is_lowercase() && after.is_uppercase() {
        points -= 4;
    }
    if before.is_ascii_digit() || after.is_ascii_digit() {
        points -= 2;
    }
    points
}

/// What letters never stand before: Polish writes no ń, ś or ź before a vowel, Spanish no ñ before a consonant.
fn by_sound(c: char, after: char) -> i64 {
    let vowel = "aeiouyąęó".contains(after.to_lowercase().next().unwrap_or(after));
    match c {
        'ń' | 'ś' | 'ź' | 'Ń' | 'Ś' | 'Ź' if vowel => -4,
        'ñ' | 'Ñ' if !vowel && !"áéíú".contains(after) => -4,
        _ => 0,
    }
}

fn is_own_script(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{52f}')
}

/// How much a text reads like one of the best fitting language; nothing for a text of ASCII alone.
pub(super) fn score(text: &str) -> i64 {
    let mut places = 0;
    let mut letters: HashMap<char, i64> = HashMap::new();
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            let mut ahead = chars.clone();
            let (after, next) = (ahead.next().unwrap_or(' '), ahead.next().unwrap_or(' '));
            match by_place(before, c, after, next) {
                Some(points) => places += points,
                // A letter by itself is as likely to be a sign.
                None if !before.is_alphabetic() && !after.is_alphabetic() => {
                    places += by_case(before, c, after) - 1
                }
                None => {
                    places += by_case(before, c, after) + by_sound(c, after);
                    // A word is of one script.
                    let mixed =
                        |other: char| other.is_alphabetic() && is_own_script(other) != is_own_script(c);
                    if mixed(before) || mixed(after) {
                        places -= 6;
                    }
                    let lower = c.to_lowercase().next().unwrap_or(c);
                    *letters.entry(lower).or_default() += 1;
                }
            }
        }
        before = c;
    }
    let best = LANGUAGES
        .iter()
        .map(|language| {
            letters
                .iter()
                .map(|(letter, times)| {
                    let each = if !language.letters.contains(*letter) {
                        -6
                    } else if !language.own_script || FREQUENT.contains(*letter) {
                        2
                    } else {
                        0
                    };
                    each * times
                })
                .sum::<i64>()
        })
        .max();
    places + best.unwrap_or(0)
}

/// The signs of East Asian writing in a text, and how many of them cling to a Latin letter, as bytes read amiss do.
pub(super) fn east_asian(text: &str) -> (usize, usize) {
    let is_one =
        |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let (mut all, mut clinging) = (0, 0);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_one(c) {
            all += 1;
            let after = chars.peek().copied().unwrap_or(' ');
            clinging += usize::from(before.is_ascii_alphabetic() || after.is_ascii_alphabetic());
        }
        before = c;
    }
    (all, clinging)
}

/// Whether a text has the letters in which Japanese alone is written.
pub(super) fn has_kana(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3041}'..='\u{30fe}'))
}
