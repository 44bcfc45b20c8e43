//! What every list takes and gives.

use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, SqlSafeStr};

/// Which rows of a list: filtered by words, sorted by a column, one page of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ListQuery {
    /// Every word must occur in the thing's text, or in the name of its vendor, holder or location.
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

/// The filter's words, each as it must match.
pub(crate) fn words(filter: &str) -> Vec<String> {
    filter.split_whitespace().map(str::to_owned).collect()
}

/// An FTS5 phrase for the trigram index; None for words too short for it.
pub(crate) fn trigram_phrase(word: &str) -> Option<String> {
    (word.chars().count() >= 3).then(|| format!("\"{}\"", word.replace('"', "\"\"")))
}

/// A LIKE pattern that finds the word anywhere; the query says ESCAPE '\'.
pub(crate) fn like_anywhere(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Appends `AND (...)` for each word of the filter: found in the thing's own search text, or the thing is
/// linked (through one of `links`, columns of `alias`) to something whose title has it.
pub(crate) fn push_filter(
    builder: &mut sqlx::QueryBuilder<sqlx::Sqlite>,
    filter: &str,
    alias: &'static str,
    links: &[&'static str],
) {
    for word in words(filter) {
        builder.push(" AND (");
        for (index, column) in std::iter::once(&"id").chain(links).enumerate() {
            if index > 0 {
                builder.push(" OR ");
            }
            builder
                .push(alias)
                .push(".")
                .push(*column)
                .push(" IN (SELECT e.entity_id FROM search_entry e WHERE ");
            match trigram_phrase(&word) {
                Some(phrase) => {
                    let scope = if index == 0 { phrase } else { format!("title : {phrase}") };
                    builder
                        .push("e.rowid IN (SELECT rowid FROM search_text WHERE search_text MATCH ")
                        .push_bind(scope)
                        .push("))");
                }
                None => {
                    builder
                        .push(if index == 0 { "e.title || ' ' || e.codes LIKE " } else { "e.title LIKE " })
                        .push_bind(like_anywhere(&word))
                        .push(" ESCAPE '\\')");
                }
            }
        }
        builder.push(")");
    }
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
