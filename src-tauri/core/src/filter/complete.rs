//! What may come next in a filter, while it is written.

use super::{
    columns::{self, Catalog, Column, Shape, folded, short},
    parse, store,
};
use crate::{Result, ids::Kind, text::name_key};
use serde::Serialize;
use sqlx::SqliteConnection;

/// A way to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Completion {
    /// What stands in the place of the word that is being written.
    pub text: String,
    pub label: String,
    /// What it is, in a few words.
    pub detail: String,
    /// Whether a term is whole with it.
    pub whole: bool,
}

/// Ways to go on, and which part of the text they take the place of, in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Completions {
    pub from: u32,
    pub to: u32,
    pub list: Vec<Completion>,
}

/// A word that a filter takes after a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilterWord {
    pub word: String,
    pub label: String,
}

/// A field that a list can be filtered by. The one of the name `is` stands for the conditions of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilterField {
    pub name: String,
    pub label: String,
    pub shape: Shape,
    /// The words it takes, of a choice or of `is`.
    pub words: Vec<FilterWord>,
}

/// The fields of a list, those that it shows first.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn fields(conn: &mut SqliteConnection, kind: Kind) -> Result<Vec<FilterField>> {
    let mut catalog = columns::catalog(conn, kind).await?;
    catalog.columns.sort_by_key(|column| !column.listed);
    let conditions = columns::conditions(kind);
    let is = FilterField {
        name: "is".to_owned(),
        label: "Is".to_owned(),
        shape: Shape::Choice,
        words: conditions
            .iter()
            .map(|known| FilterWord { word: known.word.to_owned(), label: known.label.to_owned() })
            .collect(),
    };
    let own = catalog.columns.into_iter().map(|column| FilterField {
        name: short(&column.name).to_owned(),
        label: column.label,
        shape: column.shape,
        words: column
            .words
            .into_iter()
            .map(|word| FilterWord { word: parse::quoted(&word.word), label: word.label })
            .collect(),
    });
    Ok(own.chain((!conditions.is_empty()).then_some(is)).collect())
}

/// Ways to go on from place `at`, in characters.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn complete(conn: &mut SqliteConnection, kind: Kind, text: &str, at: u32) -> Result<Completions> {
    let signs: Vec<char> = text.chars().collect();
    let to = usize::try_from(at).unwrap_or(usize::MAX).min(signs.len());
    let before: &[char] = signs.get(..to).unwrap_or_default();
    let (mut from, mut open) = (0, false);
    for (place, sign) in before.iter().enumerate() {
        open ^= *sign == '"';
        if sign.is_whitespace() && !open {
            from = place + 1;
        }
    }
    let catalog = columns::catalog(conn, kind).await?;
    let mut word: String = before.get(from..).unwrap_or_default().iter().collect();
    if let Some(rest) = word.strip_prefix('-') {
        word = rest.to_owned();
        from += 1;
    }
    let list = match word.find([':', '=', '<', '>']) {
        None => names(&catalog, &word),
        Some(operator) => {
            let name = word.get(..operator).unwrap_or_default().trim_matches('"');
            let said = word.get(operator..).unwrap_or_default();
            let value = said.rsplit([',', ':', '=', '<', '>']).next().unwrap_or_default();
            from = to - value.chars().count();
            let compares = said.starts_with(['<', '>']);
            let mut list = after(conn, &catalog, name, value.trim_matches('"')).await?;
            list.retain(|way| !compares || !matches!(way.text.as_str(), "none" | "any" | "eur"));
            list
        }
    };
    let number = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
    Ok(Completions { from: number(from), to: number(to), list })
}

/// How many names are proposed.
const PROPOSED: usize = 12;

fn names(catalog: &Catalog, word: &str) -> Vec<Completion> {
    let wanted = folded(word);
    let begins = |name: &str| folded(name).starts_with(&wanted);
    let mut columns: Vec<&Column> = catalog
        .columns
        .iter()
        .filter(|column| begins(&column.name) || begins(short(&column.name)) || begins(&column.label))
        .collect();
    columns.sort_by_key(|column| !column.listed);
    let fields = columns.into_iter().map(|column| Completion {
        text: format!("{}:", short(&column.name)),
        label: short(&column.name).to_owned(),
        detail: column.label.clone(),
        whole: false,
    });
    let is = Completion {
        text: "is:".to_owned(),
        label: "is".to_owned(),
        detail: "A state".to_owned(),
        whole: false,
    };
    let words =
        catalog.columns.iter().filter(|column| column.listed && !wanted.is_empty()).flat_map(|column| {
            let matching = column.words.iter().filter(|word| folded(&word.label).starts_with(&wanted));
            matching.map(|word| Completion {
                text: format!("{}:{}", short(&column.name), parse::quoted(&word.word)),
                label: word.label.clone(),
                detail: column.label.clone(),
                whole: true,
            })
        });
    let conditions = columns::conditions(catalog.kind);
    let conditions_named =
        conditions.iter().filter(|known| !wanted.is_empty() && folded(known.word).starts_with(&wanted));
    let conditions_named = conditions_named.map(|known| Completion {
        text: format!("is:{}", known.word),
        label: known.label.to_owned(),
        detail: format!("is:{}", known.word),
        whole: true,
    });
    let is_fits = "is".starts_with(&wanted);
    words.chain(conditions_named).chain(fields).chain(is_fits.then_some(is)).take(PROPOSED).collect()
}

async fn after(
    conn: &mut SqliteConnection,
    catalog: &Catalog,
    name: &str,
    value: &str,
) -> Result<Vec<Completion>> {
    let whole = |text: String, label: &str, detail: &str| Completion {
        text,
        label: label.to_owned(),
        detail: detail.to_owned(),
        whole: true,
    };
    let wanted = folded(value);
    if folded(name) == "is" {
        let conditions = columns::conditions(catalog.kind).iter();
        let conditions = conditions.map(|known| whole(known.word.to_owned(), known.word, known.label));
        let words = catalog.choices().flat_map(|column| {
            let of = &column.label;
            column.words.iter().map(move |word| {
                let said = word.word.replace('_', "-");
                whole(said.clone(), &said, of)
            })
        });
        let fits = |found: &Completion| {
            folded(&found.label).contains(&wanted) || folded(&found.detail).contains(&wanted)
        };
        return Ok(conditions.chain(words).filter(fits).collect());
    }
    let Some(column) = catalog.column(name) else { return Ok(Vec::new()) };
    let fixed: &[(&str, &str)] = match column.shape {
        Shape::Day => &[
            ("today", "Today"),
            ("30d", "In 30 days"),
            ("3m", "In three months"),
            ("1y", "In a year"),
            ("-30d", "30 days ago"),
            ("none", "No date"),
            ("any", "Some date"),
        ],
        Shape::YesNo => &[("yes", "Yes"), ("no", "No"), ("none", "Nothing said")],
        Shape::Money => &[("eur", "In euros"), ("none", "No amount"), ("any", "Some amount")],
        Shape::Count | Shape::Choice => &[],
        Shape::Text | Shape::Link | Shape::Tags => &[("none", "Nothing"), ("any", "Something")],
    };
    let fixed = fixed.iter().filter(|(word, _)| word.starts_with(&value.to_lowercase()));
    let fixed = fixed.map(|(word, detail)| whole((*word).to_owned(), word, detail));
    let choices = column.words.iter().filter(|word| folded(&word.label).contains(&wanted));
    let choices = choices.map(|word| whole(parse::quoted(&word.word), &word.label, &word.word));
    let stored = match column.shape {
        Shape::Text | Shape::Link | Shape::Tags => {
            store::values(conn, catalog.kind, column, name_key(value).as_str()).await?
        }
        _ => Vec::new(),
    };
    let stored = stored.iter().map(|value| whole(parse::quoted(value), value, ""));
    Ok(choices.chain(stored).chain(fixed).collect())
}
