//! Tags: free words on every kind of thing.

mod store;

use crate::{
    Act, Error, Result,
    history::{self, Entity},
    ids::{Kind, new_id},
    row,
    text::{blank_to_none, name_key},
};
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, BTreeSet};

/// A thing's tags, by name.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn of(conn: &mut SqliteConnection, id: &str) -> Result<Vec<String>> {
    Ok(store::of(conn, id).await?.into_iter().map(|tagging| tagging.name).collect())
}

/// Gives a thing exactly these tags.
///
/// # Errors
/// [`Error::Field`] for a tag of over 60 characters, [`Error::Database`] when nothing can be written.
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
            history::remove(conn, act, Entity::Tagging, &tagging.id).await?;
        }
    }
    for (key, name) in wanted {
        let tag_id = match store::by_key(conn, &key).await? {
            Some(found) => found,
            None => {
                let tag_id = new_id();
                history::insert(conn, act, Entity::Tag, row! { "id": tag_id, "name": name, "name_key": key })
                    .await?;
                tag_id
            }
        };
        let tagging = row! { "id": new_id(), "tag_id": tag_id, "entity": kind.as_str(), "entity_id": id };
        history::insert(conn, act, Entity::Tagging, tagging).await?;
    }
    Ok(())
}

/// Gives things some tags more and takes others off; those already so are left as they are.
/// Answers how many things were changed.
///
/// # Errors
/// [`Error::NotFound`] for a thing that is not there; else like [`set`].
pub async fn change(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    ids: &[String],
    add: &[String],
    take_off: &[String],
) -> Result<u32> {
    let off: BTreeSet<String> = take_off.iter().map(|tag| name_key(tag)).collect();
    let table = Entity::from(kind);
    let mut changed = 0;
    for id in ids {
        let had = of(conn, id).await?;
        let version = history::version(conn, table, id).await?;
        let kept = had.iter().filter(|tag| !off.contains(&name_key(tag)));
        let wanted: Vec<String> = kept.chain(add).cloned().collect();
        set(conn, act, kind, id, &wanted).await?;
        history::settle(conn, act, table, id, version).await?;
        changed += u32::from(history::version(conn, table, id).await? != version);
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Now, db::Db, history::Actor, vendors, vendors::VendorInput};

    #[tokio::test]
    async fn tags_of_many_are_changed_in_one_act_and_taken_back() {
        let now = Now::read();
        let db = Db::in_memory().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let first = Act::new(now, Actor::Window, "Add");
        let mut ids = Vec::new();
        for (name, tags) in [("Bechtle", vec!["old"]), ("CAD Shop", vec![]), ("Kontor", vec!["New"])] {
            let tags = tags.into_iter().map(str::to_owned).collect();
            let input = VendorInput { name: name.into(), tags, ..VendorInput::default() };
            ids.push(vendors::create(&mut tx, &first, input).await.unwrap());
        }
        let bulk = Act::new(now, Actor::Window, "Tags");
        let changed =
            change(&mut tx, &bulk, Kind::Vendor, &ids, &["new".into()], &["OLD".into()]).await.unwrap();
        assert_eq!(changed, 2, "one had the tag already");
        for id in &ids {
            assert_eq!(of(&mut tx, id).await.unwrap().len(), 1);
        }
        history::undo(&mut tx, &Act::new(now, Actor::Window, "Undo"), &bulk.batch).await.unwrap();
        assert_eq!(of(&mut tx, &ids[0]).await.unwrap(), ["old"]);
        assert!(of(&mut tx, &ids[1]).await.unwrap().is_empty());
    }
}
