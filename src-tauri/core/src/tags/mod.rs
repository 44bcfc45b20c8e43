//! Tags: free words on every kind of thing.

mod store;

use crate::{
    Act, Error, Result,
    history::{self, Table},
    ids::{Kind, new_id},
    row,
    text::{blank_to_none, name_key},
};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// A thing's tags, by name.
pub async fn of(conn: &mut SqliteConnection, id: &str) -> Result<Vec<String>> {
    Ok(store::of(conn, id).await?.into_iter().map(|tagging| tagging.name).collect())
}

/// Gives a thing exactly these tags.
pub async fn set(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    id: &str,
    tags: &[String],
) -> Result<()> {
    let mut wanted: BTreeMap<String, String> = tags
        .iter()
        .filter_map(|tag| blank_to_none(Some(tag.clone())))
        .map(|tag| (name_key(&tag), tag))
        .collect();
    if wanted.values().any(|tag| tag.chars().count() > 60) {
        return Err(Error::field("tags", "A tag has at most 60 characters."));
    }
    for tagging in store::of(conn, id).await? {
        if wanted.remove(&tagging.name_key).is_none() {
            history::remove(conn, act, Table::Tagging, &tagging.id).await?;
        }
    }
    for (key, name) in wanted {
        let tag_id = match store::by_key(conn, &key).await? {
            Some(found) => found,
            None => {
                let tag_id = new_id();
                history::insert(conn, act, Table::Tag, row! { "id": tag_id, "name": name, "name_key": key })
                    .await?;
                tag_id
            }
        };
        let tagging = row! { "id": new_id(), "tag_id": tag_id, "entity": kind.as_str(), "entity_id": id };
        history::insert(conn, act, Table::Tagging, tagging).await?;
    }
    Ok(())
}
