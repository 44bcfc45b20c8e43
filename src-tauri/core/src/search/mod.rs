//! Finding any thing by any part of its name, tag, serial or text.

mod store;

use crate::{Result, ids::Kind};
use serde::Serialize;
use sqlx::SqliteConnection;

/// A thing that was found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Found {
    pub kind: Kind,
    pub id: String,
    pub title: String,
    /// Tag, serial, user name: where codes are searched.
    pub codes: String,
    /// A line about it: vendor, holder, place.
    pub detail: String,
}

/// The best matches for all the words of `text`; names before codes before other text. Empty for no text.
pub async fn find(conn: &mut SqliteConnection, text: &str, limit: u32) -> Result<Vec<Found>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    store::find(conn, text, limit).await
}

/// A field whose entered values are worth offering again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ChoiceField {
    Category,
    Manufacturer,
    Publisher,
    Vendor,
    Location,
    Department,
    Tag,
}

/// A thing to link to.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LinkChoice {
    pub id: String,
    pub name: String,
    pub detail: String,
}

/// Values already in use that contain the text, the most used first.
pub async fn choices(conn: &mut SqliteConnection, field: ChoiceField, text: &str) -> Result<Vec<String>> {
    store::choices(conn, field, text).await
}

/// Live things of a kind whose name or code contains the text, by name.
pub async fn links(conn: &mut SqliteConnection, kind: Kind, text: &str) -> Result<Vec<LinkChoice>> {
    store::links(conn, kind, text).await
}
