//! What every list takes and gives.

use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, SqlSafeStr};

/// Which rows of a list: filtered by words, sorted by a column, one page of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ListQuery {
    /// In the language of [`crate::filter`]: every word must occur in what the list can show of a thing, every term must hold.
    pub filter: String,
    /// A field's name; empty for the list's own order.
    pub sort: String,
    pub descending: bool,
    pub offset: u32,
    /// None for all rows.
    pub limit: Option<u32>,
    /// Only what belongs to this vendor, person or device.
    pub belongs_to: Option<String>,
    /// A named condition of the list, such as `over_used` or `ending`.
    pub only: Option<String>,
}

/// One page, and how many rows there are in all.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Page<Row> {
    pub total: u32,
    pub rows: Vec<Row>,
}

/// The words of a search, each as it must match.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// An FTS5 phrase for the trigram index; None for words too short for it.
pub(crate) fn trigram_phrase(word: &str) -> Option<String> {
    (word.chars().count() >= 3).then(|| format!("\"{}\"", word.replace('"', "\"\"")))
}

/// A LIKE pattern that finds the word anywhere; the query says ESCAPE '\'.
pub(crate) fn like_anywhere(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Appends LIMIT and OFFSET.
pub(crate) fn push_page(builder: &mut sqlx::QueryBuilder<sqlx::Sqlite>, query: &ListQuery) {
    builder
        .push(" LIMIT ")
        .push_bind(query.limit.map_or(-1, i64::from))
        .push(" OFFSET ")
        .push_bind(i64::from(query.offset));
}

/// Marks SQL that was put together from literals of this crate (table and column names of the schema).
pub(crate) fn own_sql(sql: String) -> impl SqlSafeStr {
    AssertSqlSafe(sql)
}
