//! SQL of the suggestions.

use super::ChoiceField;
use crate::{Result, list, text::name_key};
use sqlx::SqliteConnection;

/// The live values of a field, one column named `value`. Literal SQL of this crate.
fn values_of(field: ChoiceField) -> &'static str {
    match field {
        ChoiceField::Category => {
            "SELECT category AS value FROM license WHERE deleted_at IS NULL
             UNION SELECT category FROM device WHERE deleted_at IS NULL
             UNION SELECT category FROM contract WHERE deleted_at IS NULL"
        }
        ChoiceField::Manufacturer => {
            "SELECT DISTINCT manufacturer AS value FROM device WHERE deleted_at IS NULL"
        }
        ChoiceField::Publisher => "SELECT DISTINCT publisher AS value FROM license WHERE deleted_at IS NULL",
        ChoiceField::Vendor => "SELECT name AS value FROM vendor WHERE deleted_at IS NULL",
        ChoiceField::Location => "SELECT name AS value FROM location WHERE deleted_at IS NULL",
        ChoiceField::Department => "SELECT DISTINCT department AS value FROM person WHERE deleted_at IS NULL",
        ChoiceField::Tag => "SELECT name AS value FROM tag",
    }
}

pub(super) async fn suggest(
    conn: &mut SqliteConnection,
    field: ChoiceField,
    text: &str,
    limit: u32,
) -> Result<Vec<String>> {
    // LIKE folds ASCII alone: the comparison of other letters is done here, on the few distinct values.
    let sql = format!("SELECT value FROM ({}) WHERE value IS NOT NULL AND value <> ''", values_of(field));
    let values: Vec<String> = sqlx::query_scalar(list::own_sql(sql)).fetch_all(conn).await?;
    let wanted = name_key(text);
    let mut found: Vec<(bool, String, String)> = values
        .into_iter()
        .map(|value| (name_key(&value), value))
        .filter(|(key, _)| key.contains(&wanted))
        .map(|(key, value)| (!key.starts_with(&wanted), key, value))
        .collect();
    found.sort();
    Ok(found
        .into_iter()
        .map(|(_, _, value)| value)
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .collect())
}
