//! Makes passwords and passphrases from the system's random numbers.

use crate::{Error, Result};
use rand::{Rng, TryRngCore, rngs::OsRng, seq::IndexedRandom, seq::SliceRandom};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What a generated password is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct PasswordOptions {
    /// Characters: 4 to 128.
    pub length: u32,
    pub lower: bool,
    pub upper: bool,
    pub digits: bool,
    pub symbols: bool,
    /// Leaves out characters that are taken for each other: I l 1 | O 0 and the like.
    pub avoid_look_alikes: bool,
}

impl Default for PasswordOptions {
    fn default() -> Self {
        PasswordOptions {
            length: 20,
            lower: true,
            upper: true,
            digits: true,
            symbols: true,
            avoid_look_alikes: true,
        }
    }
}

/// What a generated passphrase is made of: words of the EFF's long list, each worth 12.9 bits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct PassphraseOptions {
    /// 3 to 20.
    pub words: u32,
    /// Between the words; at most 5 characters.
    pub separator: String,
    pub capitalize: bool,
    /// Puts a digit behind one of the words.
    pub digit: bool,
}

impl Default for PassphraseOptions {
    fn default() -> Self {
        PassphraseOptions { words: 6, separator: "-".to_owned(), capitalize: false, digit: false }
    }
}

/// What to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Recipe {
    Password(PasswordOptions),
    Passphrase(PassphraseOptions),
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe::Password(PasswordOptions::default())
    }
}

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const SYMBOLS: &str = "!#$%&()*+,-./:;<=>?@[]^_{}~";
const LOOK_ALIKES: &str = "Il1|oO0S5B8Z2,.:;";

/// The Electronic Frontier Foundation's long word list; see wordlists/README.md.
static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../../wordlists/eff_long.txt").lines().filter(|word| !word.is_empty()).collect()
});

/// Makes a value.
///
/// # Errors
/// [`Error::Field`] for a length, a number of words or a separator out of bounds, and without any kind of character.
pub fn generate(recipe: &Recipe) -> Result<SecretString> {
    let mut random = OsRng.unwrap_err();
    match recipe {
        Recipe::Password(options) => password(options, &mut random),
        Recipe::Passphrase(options) => passphrase(options, &mut random),
    }
}

fn password(options: &PasswordOptions, random: &mut impl Rng) -> Result<SecretString> {
    if !(4..=128).contains(&options.length) {
        return Err(Error::field("length", "A password has 4 to 128 characters."));
    }
    let classes: Vec<Vec<char>> = [
        (options.lower, LOWER),
        (options.upper, UPPER),
        (options.digits, DIGITS),
        (options.symbols, SYMBOLS),
    ]
    .into_iter()
    .filter(|(wanted, _)| *wanted)
    .map(|(_, class)| {
        class.chars().filter(|c| !options.avoid_look_alikes || !LOOK_ALIKES.contains(*c)).collect()
    })
    .collect();
    if classes.is_empty() {
        return Err(Error::field("lower", "Choose at least one kind of character."));
    }
    let all = classes.concat();
    // One of each class first, the rest from all of them, then shuffled: every place can hold every class.
    let length = options.length as usize;
    let mut characters: Vec<char> = Vec::with_capacity(length);
    characters.extend(classes.iter().filter_map(|class| class.choose(random)));
    while characters.len() < length {
        characters.extend(all.choose(random));
    }
    characters.shuffle(random);
    let mut text = String::with_capacity(length);
    text.extend(&characters);
    zeroize::Zeroize::zeroize(&mut characters);
    Ok(SecretString::from(text))
}

fn passphrase(options: &PassphraseOptions, random: &mut impl Rng) -> Result<SecretString> {
    if !(3..=20).contains(&options.words) {
        return Err(Error::field("words", "A passphrase has 3 to 20 words."));
    }
    if options.separator.chars().count() > 5 {
        return Err(Error::field("separator", "Put at most 5 characters between the words."));
    }
    let with_digit = options.digit.then(|| random.random_range(0..options.words));
    // The longest word has 9 letters; room for all of it from the start, so that no copy is left behind.
    let mut text = String::with_capacity(options.words as usize * (10 + options.separator.len()) + 1);
    for place in 0..options.words {
        if place > 0 {
            text.push_str(&options.separator);
        }
        let word = WORDS.choose(random).copied().unwrap_or_default();
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if options.capitalize => text.push(first.to_ascii_uppercase()),
            Some(first) => text.push(first),
            None => {}
        }
        text.push_str(letters.as_str());
        if with_digit == Some(place) {
            text.push(char::from(b'0' + random.random_range(0..10)));
        }
    }
    Ok(SecretString::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secrecy::ExposeSecret;
    use std::collections::HashSet;

    fn make(recipe: Recipe) -> String {
        generate(&recipe).unwrap().expose_secret().to_owned()
    }

    #[test]
    fn the_word_list_is_whole() {
        assert_eq!(WORDS.len(), 7_776);
        assert_eq!(WORDS.iter().collect::<HashSet<_>>().len(), 7_776);
        assert!(WORDS.iter().all(|word| (3..=9).contains(&word.len()) && word.is_ascii()));
    }

    #[test]
    fn what_cannot_be_made_is_refused() {
        let field = |recipe: Recipe| generate(&recipe).unwrap_err().field_name().map(str::to_owned);
        let none = PasswordOptions {
            lower: false,
            upper: false,
            digits: false,
            symbols: false,
            ..PasswordOptions::default()
        };
        assert_eq!(field(Recipe::Password(none)).as_deref(), Some("lower"));
        for length in [0, 3, 129] {
            let options = PasswordOptions { length, ..PasswordOptions::default() };
            assert_eq!(field(Recipe::Password(options)).as_deref(), Some("length"));
        }
        for words in [2, 21] {
            let options = PassphraseOptions { words, ..PassphraseOptions::default() };
            assert_eq!(field(Recipe::Passphrase(options)).as_deref(), Some("words"));
        }
    }

    #[test]
    fn a_passphrase_has_its_words_and_separators() {
        let options = PassphraseOptions { words: 7, separator: " ".into(), capitalize: true, digit: true };
        let text = make(Recipe::Passphrase(options));
        let words: Vec<&str> = text.split(' ').collect();
        assert_eq!(words.len(), 7, "{text}");
        assert!(words.iter().all(|word| word.starts_with(|c: char| c.is_ascii_uppercase())), "{text}");
        assert_eq!(text.chars().filter(char::is_ascii_digit).count(), 1, "{text}");
        for word in words {
            let plain = word.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
            assert!(WORDS.contains(&plain.as_str()), "{word}");
        }
    }

    #[test]
    fn every_character_of_a_class_comes_up_about_as_often() {
        let options = PasswordOptions {
            length: 128,
            lower: false,
            upper: false,
            symbols: false,
            avoid_look_alikes: false,
            ..PasswordOptions::default()
        };
        let mut counts = [0_u32; 10];
        for _ in 0..200 {
            for c in make(Recipe::Password(options.clone())).chars() {
                counts[c.to_digit(10).unwrap() as usize] += 1;
            }
        }
        // 25,600 digits: 2,560 of each, six standard deviations are 288.
        assert!(counts.iter().all(|count| count.abs_diff(2_560) < 288), "{counts:?}");
    }

    proptest! {
        #[test]
        fn a_password_has_its_length_and_one_of_each_class(
            length in 4_u32..=128, lower: bool, upper: bool, digits: bool, symbols: bool, avoid_look_alikes: bool
        ) {
            prop_assume!(lower || upper || digits || symbols);
            let options = PasswordOptions { length, lower, upper, digits, symbols, avoid_look_alikes };
            let text = make(Recipe::Password(options));
            prop_assert_eq!(text.chars().count(), length as usize);
            for (wanted, class) in [(lower, LOWER), (upper, UPPER), (digits, DIGITS), (symbols, SYMBOLS)] {
                prop_assert_eq!(text.chars().any(|c| class.contains(c)), wanted, "{}", class);
            }
            if avoid_look_alikes {
                prop_assert!(!text.chars().any(|c| LOOK_ALIKES.contains(c)));
            }
        }
    }
}
