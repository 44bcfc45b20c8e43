//! What was entered in a field before, to suggest it again.

mod store;

use crate::Result;
use serde::Deserialize;
use sqlx::SqliteConnection;

/// A field whose earlier values are worth suggesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ChoiceField {
    /// Of licenses and devices.
    Category,
    Manufacturer,
    Publisher,
    Vendor,
    Location,
    Department,
    Tag,
}

/// Earlier values that contain `text`, those that begin with it first, each once; at most `limit`.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn suggest(
    conn: &mut SqliteConnection,
    field: ChoiceField,
    text: &str,
    limit: u32,
) -> Result<Vec<String>> {
    store::suggest(conn, field, text.trim(), limit).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Act, clock::Now, db::Db, history::Actor, ids::Kind, people, people::PersonInput, tags, vendors,
    };

    #[tokio::test]
    async fn every_field_suggests_what_was_entered() {
        let db = Db::in_memory().await.unwrap();
        let act = Act::new(Now::read(), Actor::Window, "Test");
        let mut tx = db.write().await.unwrap();
        let (vendor, _) = vendors::find_or_create(&mut tx, &act, "100% Müller").await.unwrap();
        vendors::find_or_create(&mut tx, &act, "Deutsche Müllabfuhr").await.unwrap();
        tags::set(&mut tx, &act, Kind::Vendor, &vendor, &["Print".into()]).await.unwrap();
        for name in ["Ada", "Bob"] {
            let input = PersonInput {
                name: name.into(),
                department: Some("Design".into()),
                ..PersonInput::default()
            };
            people::create(&mut tx, &act, input).await.unwrap();
        }
        let mut of = async |field, text: &str| suggest(&mut tx, field, text, 10).await.unwrap();
        assert_eq!(of(ChoiceField::Vendor, "mü").await, ["100% Müller", "Deutsche Müllabfuhr"]);
        assert_eq!(of(ChoiceField::Vendor, "deut").await, ["Deutsche Müllabfuhr"]);
        assert_eq!(of(ChoiceField::Vendor, "%").await, ["100% Müller"]);
        assert_eq!(of(ChoiceField::Department, "").await, ["Design"]);
        assert_eq!(of(ChoiceField::Tag, "pr").await, ["Print"]);
        for field in
            [ChoiceField::Category, ChoiceField::Manufacturer, ChoiceField::Publisher, ChoiceField::Location]
        {
            assert!(of(field, "").await.is_empty(), "{field:?}");
        }
    }
}
