//! Asset tags by a pattern: a running number without gaps or doubles.

use super::{settings, store};
use crate::{Error, Result, text::name_key};
use sqlx::SqliteConnection;

/// A pattern such as `HF-{####}`, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    before: String,
    /// The least number of digits.
    digits: usize,
    after: String,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`Error::Field`] for `asset_tag_pattern` when it has not exactly one run of `{###}`.
    pub(super) fn parse(text: &str) -> Result<Pattern> {
        let wrong = || {
            Error::field(
                "asset_tag_pattern",
                "Write the running number as signs in braces, once: HF-{####} makes HF-0001.",
            )
        };
        let (before, rest) = text.trim().split_once('{').ok_or_else(wrong)?;
        let (signs, after) = rest.split_once('}').ok_or_else(wrong)?;
        let braces = |part: &str| part.contains(['{', '}']);
        if signs.is_empty()
            || signs.len() > 12
            || signs.chars().any(|sign| sign != '#')
            || braces(before)
            || braces(after)
        {
            return Err(wrong());
        }
        if before.ends_with(|last: char| last.is_ascii_digit())
            || after.starts_with(|first: char| first.is_ascii_digit())
        {
            return Err(Error::field(
                "asset_tag_pattern",
                "Set the running number apart from other digits: HF24-{####}, not HF24{####}.",
            ));
        }
        Ok(Pattern { before: before.to_owned(), digits: signs.len(), after: after.to_owned() })
    }

    pub(super) fn tag(&self, number: u64) -> String {
        format!("{}{number:0width$}{}", self.before, self.after, width = self.digits)
    }

    /// The running number of a tag of this pattern, given the tag's key.
    fn number_of(&self, key: &str) -> Option<u64> {
        let middle = key.strip_prefix(&name_key_of(&self.before))?.strip_suffix(&name_key_of(&self.after))?;
        let plain = !middle.is_empty() && middle.chars().all(|c| c.is_ascii_digit());
        if plain { middle.parse().ok() } else { None }
    }
}

/// The comparable form of a part of a tag; outer spaces count within a tag.
fn name_key_of(part: &str) -> String {
    if part.is_empty() {
        return String::new();
    }
    let marked = name_key(&format!("x{part}x"));
    marked.get(1..marked.len() - 1).map(str::to_owned).unwrap_or_default()
}

/// The next tag of the pattern in the settings; None without a pattern.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn next(conn: &mut SqliteConnection) -> Result<Option<String>> {
    Ok(next_of(conn, 1).await?.into_iter().next())
}

/// The next tags of the pattern: one more than the highest number on any device, Trash included, and so on. Empty
/// without a pattern. Called in the transaction that writes the devices, nobody else gets the same ones.
pub(super) async fn next_of(conn: &mut SqliteConnection, count: usize) -> Result<Vec<String>> {
    let Some(pattern) = settings::get(conn).await?.asset_tag_pattern else { return Ok(Vec::new()) };
    let Ok(pattern) = Pattern::parse(&pattern) else { return Ok(Vec::new()) };
    let keys = store::asset_tag_keys(conn, &name_key_of(&pattern.before)).await?;
    let highest = keys.iter().filter_map(|key| pattern.number_of(key)).max().unwrap_or(0);
    Ok((1..).take(count).map(|step| pattern.tag(highest.saturating_add(step))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_count_and_read_back() {
        let pattern = Pattern::parse("HF-{####}").unwrap();
        assert_eq!(pattern.tag(7), "HF-0007");
        assert_eq!(pattern.tag(12345), "HF-12345");
        for (key, number) in [
            ("hf-0007", Some(7)),
            ("hf-12345", Some(12345)),
            ("hf-", None),
            ("hf-12a", None),
            ("xhf-1", None),
            ("hf--1", None),
        ] {
            assert_eq!(pattern.number_of(key), number, "{key}");
        }
        let around = Pattern::parse("NB {##} IT").unwrap();
        assert_eq!(around.tag(3), "NB 03 IT");
        assert_eq!(around.number_of(&name_key("NB 03 IT")), Some(3));
    }

    #[test]
    fn only_one_running_number_fits() {
        for wrong in
            ["HF-", "HF-{}", "HF-{##}{##}", "HF-{12}", "HF24{##}", "{##}4", "HF-{##", "{#############}"]
        {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
    }
}
