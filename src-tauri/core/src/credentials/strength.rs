//! How hard a password is to guess, told by zxcvbn.

use super::model::{CredentialInput, CredentialKind};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

/// A score below this is weak, as zxcvbn's authors say.
pub const GOOD: u8 = 3;

/// zxcvbn looks at the first 100 characters only.
const LOOKED_AT: usize = 100;

/// How hard a password is to guess. It says nothing of the password itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Strength {
    /// 0 (guessed at once) to 4 (very hard to guess); below 3 is weak.
    pub score: u8,
    /// How long someone needs who stole a slowly hashed copy, such as "3 hours".
    pub crack_time: String,
    /// What is wrong with it, when something is.
    pub warning: Option<String>,
    pub suggestions: Vec<String>,
}

/// Estimates a password. `words` are known to whoever guesses: the name of the thing, the user name, its address.
pub fn strength(value: &SecretString, words: &[&str]) -> Strength {
    let text = value.expose_secret();
    if text.is_empty() {
        return Strength::default();
    }
    let known: Vec<&str> = words
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).chain(std::iter::once(*text)))
        .filter(|word| word.chars().count() >= 3)
        .collect();
    let start = text.char_indices().nth(LOOKED_AT).map_or(text, |(end, _)| &text[..end]);
    let estimate = zxcvbn::zxcvbn(start, &known);
    let feedback = estimate.feedback();
    Strength {
        score: estimate.score().into(),
        crack_time: estimate.crack_times().offline_slow_hashing_1e4_per_second().to_string(),
        warning: feedback.and_then(|feedback| feedback.warning()).map(|warning| warning.to_string()),
        suggestions: feedback
            .map(|feedback| feedback.suggestions().iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
    }
}

/// The words of a credential that help to guess its password.
pub fn words_of(fields: &CredentialInput) -> Vec<&str> {
    let mut words = vec![fields.name.as_str(), "holdfast"];
    words.extend([&fields.username, &fields.url, &fields.vendor].into_iter().flatten().map(String::as_str));
    words
}

/// The score of a main value, where one says something: of what people choose and type, not of keys and notes.
pub(crate) fn score(fields: &CredentialInput, value: &SecretString) -> Option<u8> {
    let chosen = matches!(
        fields.kind,
        CredentialKind::Login | CredentialKind::Wifi | CredentialKind::ApiKey | CredentialKind::Other
    );
    (chosen && !value.expose_secret().contains('\n')).then(|| strength(value, &words_of(fields)).score)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score_of(text: &str, words: &[&str]) -> u8 {
        strength(&SecretString::from(text.to_owned()), words).score
    }

    #[test]
    fn common_and_known_words_are_weak() {
        assert_eq!(score_of("password1", &[]), 0);
        assert!(score_of("hallgarten24", &[]) > score_of("hallgarten24", &["Hallgarten Voss"]));
        assert_eq!(score_of("correct-crayon-unlit-drone-swab-fable", &[]), 4);
        assert_eq!(score_of("", &["x"]), 0);
        let told = strength(&SecretString::from("qwerty".to_owned()), &[]);
        assert!(told.warning.is_some() && !told.suggestions.is_empty(), "{told:?}");
    }

    #[test]
    fn long_values_are_judged_by_their_beginning() {
        let long = "ä".repeat(70_000);
        assert!(score_of(&long, &[]) <= 4);
    }

    #[test]
    fn keys_and_notes_have_no_score() {
        let value = SecretString::from("x".to_owned());
        let of = |kind| score(&CredentialInput { kind, ..CredentialInput::default() }, &value);
        assert_eq!(of(CredentialKind::Login), Some(0));
        assert_eq!(of(CredentialKind::SshKey), None);
        assert_eq!(of(CredentialKind::SecureNote), None);
    }
}
