//! The language of filters: `vendor:acme ends<2027-01 is:over tag:finance -is:retired price>1000eur "in stock"`.
//!
//! One reading for the window, the command line and exports, made from the lists of fields. A text becomes terms with their
//! places ([`parse`]), the terms become tests of columns ([`meaning`]), the tests become literal SQL with bound values
//! ([`store`]). All terms must hold; values between commas are alternatives; `-` before a term turns it round. A term without
//! an operator is looked for in all that the list can show of a thing, whichever columns are chosen, so that the window and
//! the command line find the same.

mod columns;
mod complete;
mod meaning;
mod parse;
mod store;
mod values;

#[cfg(test)]
mod tests;

pub use columns::Shape;
pub use complete::{Completion, Completions, FilterField, FilterWord, complete, fields};
pub(crate) use meaning::Filter;
pub(crate) use store::Source;

use crate::{Error, Result, ids::Kind};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::SqliteConnection;

/// What is wrong with a filter, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilterError {
    pub message: String,
    /// Where it begins, in characters from the start.
    pub offset: u32,
    /// How long it is, in characters.
    pub length: u32,
}

impl FilterError {
    fn at(span: parse::Span, message: impl Into<String>) -> FilterError {
        let number = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        FilterError {
            message: message.into(),
            offset: number(span.from),
            length: number(span.to.saturating_sub(span.from)),
        }
    }
}

/// A term of a filter as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilterPart {
    /// As it is written.
    pub text: String,
    /// In words: "Ends before 2027-01".
    pub words: String,
    /// Whether it asks for a column or a condition; else it is a text that is looked for everywhere.
    pub asks: bool,
}

/// How a filter is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilterReading {
    pub parts: Vec<FilterPart>,
    pub error: Option<FilterError>,
}

/// Reads a filter for a kind's list.
///
/// # Errors
/// [`Error::Filter`] with the place of what could not be understood.
pub(crate) async fn read(
    conn: &mut SqliteConnection,
    kind: Kind,
    text: &str,
    today: NaiveDate,
) -> Result<Filter> {
    if text.trim().is_empty() {
        return Ok(Filter::default());
    }
    let terms = parse::terms(text).map_err(Error::Filter)?;
    let catalog = columns::catalog(conn, kind).await?;
    meaning::filter(&catalog, &terms, today).map_err(Error::Filter)
}

/// What a filter says, for the one who writes it; never an error for a text that cannot be read.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn explain(
    conn: &mut SqliteConnection,
    kind: Kind,
    text: &str,
    today: NaiveDate,
) -> Result<FilterReading> {
    let terms = match parse::terms(text) {
        Ok(terms) => terms,
        Err(error) => return Ok(FilterReading { parts: Vec::new(), error: Some(error) }),
    };
    let catalog = columns::catalog(conn, kind).await?;
    let signs: Vec<char> = text.chars().collect();
    let mut reading = FilterReading { parts: Vec::new(), error: None };
    for term in terms {
        match meaning::filter(&catalog, std::slice::from_ref(&term), today) {
            Ok(_) => reading.parts.push(FilterPart {
                text: signs.get(term.span.from..term.span.to).unwrap_or_default().iter().collect(),
                words: meaning::words(&catalog, &term),
                asks: matches!(term.what, parse::What::Asked { .. }),
            }),
            Err(error) => {
                reading.error.get_or_insert(error);
            }
        }
    }
    Ok(reading)
}

/// A filter that looks for each word of a text, whatever signs are in it.
pub fn of_words(text: &str) -> String {
    text.split_whitespace().map(parse::in_quotes).collect::<Vec<_>>().join(" ")
}
