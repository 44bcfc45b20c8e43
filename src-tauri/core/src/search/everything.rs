//! The search of the window's palette and of `holdfast find`: over all that is written of a thing, with slips of the
//! typing, and with the part that matched.

use super::{Found, Match, store};
use crate::{Result, fields, text::name_key};
use sqlx::SqliteConnection;

/// How alike a word and one of a thing must be for a slip of the typing, from 0 to 1.
const ALIKE: f64 = 0.66;

/// How many characters of a long text are shown around what matched.
const AROUND: usize = 40;

/// The best matches for all the words of `text` over everything but secret values, best first; for no text what was changed
/// last. Where nothing holds all the words, things whose names or codes are written nearly so.
pub async fn everything(conn: &mut SqliteConnection, text: &str, limit: u32) -> Result<Vec<Found>> {
    let text = text.trim();
    if text.is_empty() {
        return store::recent(conn, limit).await;
    }
    let mut found = super::find(conn, text, limit).await?;
    let words: Vec<String> = text.split_whitespace().map(name_key).collect();
    let missing = |found: &[Found]| limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
    for other in store::beside(conn, text, missing(&found)).await? {
        if !found.iter().any(|known| known.id == other.id) {
            found.push(other);
        }
    }
    if found.is_empty() {
        found = alike(store::near(conn, text).await?, &words, limit);
    }
    // A name that is meant comes before those that only hold it.
    found.sort_by_key(|one| place(one, text));
    for one in &mut found {
        one.matched = matched(conn, one, &words).await?;
    }
    Ok(found)
}

/// Whole names and codes first, then names that begin so.
fn place(found: &Found, text: &str) -> u8 {
    let (title, text) = (name_key(&found.title), name_key(text));
    if title == text || found.codes.split_whitespace().any(|code| name_key(code) == text) {
        0
    } else if title.starts_with(&text) {
        1
    } else {
        2
    }
}

/// Those in which each word is written nearly so, the nearest first.
fn alike(candidates: Vec<Found>, words: &[String], limit: u32) -> Vec<Found> {
    let mut scored: Vec<(f64, Found)> = candidates
        .into_iter()
        .filter_map(|found| {
            let text = name_key(&format!("{} {}", found.title, found.codes));
            let parts: Vec<&str> = text.split(|sign: char| !sign.is_alphanumeric()).collect();
            let likeness = |word: &String| parts.iter().map(|part| nearness(word, part)).fold(0.0, f64::max);
            let scores: Vec<f64> = words.iter().map(likeness).collect();
            let worst = scores.iter().copied().fold(1.0, f64::min);
            let count = u32::try_from(scores.len()).ok().filter(|count| *count > 0)?;
            (worst >= ALIKE).then(|| (scores.iter().sum::<f64>() / f64::from(count), found))
        })
        .collect();
    scored.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| a.1.title.cmp(&b.1.title)).then_with(|| a.1.id.cmp(&b.1.id))
    });
    scored.into_iter().map(|(_, found)| found).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect()
}

/// How near a word is to a part of a name, or to its beginning: it may not be whole yet.
fn nearness(word: &str, part: &str) -> f64 {
    let begun: String = part.chars().take(word.chars().count()).collect();
    let whole = strsim::normalized_damerau_levenshtein(word, part);
    whole.max(strsim::normalized_damerau_levenshtein(word, &begun))
}

/// The first field that holds a word, and what stands there.
async fn matched(conn: &mut SqliteConnection, found: &Found, words: &[String]) -> Result<Match> {
    let holds = |text: &str| {
        let key = name_key(text);
        words.iter().any(|word| key.contains(word.as_str()))
    };
    let name = fields::of_kind(found.kind).iter().find(|field| field.name == "name");
    let by_name = Match {
        field: "name".to_owned(),
        label: name.map_or("Name", |name| name.label).to_owned(),
        text: found.title.clone(),
    };
    if holds(&found.title) {
        return Ok(by_name);
    }
    let texts = store::texts(conn, found.kind, &found.id).await?;
    let first = texts.into_iter().find(|text| holds(&text.text));
    Ok(first.map_or(by_name, |first| Match { text: around(&first.text, words), ..first }))
}

/// A long text cut to what stands around the first word that it holds.
fn around(text: &str, words: &[String]) -> String {
    let signs: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let lower: Vec<char> = signs.iter().map(|sign| sign.to_lowercase().next().unwrap_or(*sign)).collect();
    let at = words
        .iter()
        .filter_map(|word| {
            let word: Vec<char> = word.chars().collect();
            lower.windows(word.len().max(1)).position(|part| part == word)
        })
        .min()
        .unwrap_or_default();
    let from = at.saturating_sub(AROUND);
    let to = (at + 2 * AROUND).min(signs.len());
    let cut: String = signs.get(from..to).unwrap_or_default().iter().collect();
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < signs.len() { "…" } else { "" });
    format!("{before}{cut}{after}")
}
