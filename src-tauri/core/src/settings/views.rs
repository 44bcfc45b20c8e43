//! Saved views: a list as someone likes to look at it, under a name.

use super::store;
use crate::{Error, Result, ids::Kind, ids::new_id, input, text::name_key};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

/// The most views that are kept; more are no help to anyone.
const MOST: usize = 200;

/// Which rows and columns of a list, in which order, under a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct SavedView {
    /// Empty for a new one.
    pub id: String,
    /// The kind whose list it shows; None only in a broken setting.
    pub kind: Option<Kind>,
    pub name: String,
    pub filter: String,
    pub only: Option<String>,
    pub sort: String,
    pub descending: bool,
    /// Names of the columns in their order; empty for the list's own.
    pub columns: Vec<String>,
}

/// All saved views, by name.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn views(conn: &mut SqliteConnection) -> Result<Vec<SavedView>> {
    let text = store::get(conn, "views").await?;
    let mut views: Vec<SavedView> =
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    views.retain(|view| view.kind.is_some());
    views.sort_by_cached_key(|view| name_key(&view.name));
    Ok(views)
}

/// Keeps a view and answers all of them. One of the same list with the same id or name is replaced.
///
/// # Errors
/// [`Error::Field`] for a missing name, one of over 60 characters and a view of no list; [`Error::Refused`] when 200
/// are kept already; [`Error::Database`] when nothing can be written.
pub async fn save_view(conn: &mut SqliteConnection, mut view: SavedView) -> Result<Vec<SavedView>> {
    view.name = input::required("name", "a name for the view", &view.name)?;
    if view.name.chars().count() > 60 {
        return Err(Error::field("name", "A view's name has at most 60 characters."));
    }
    if view.kind.is_none() {
        return Err(Error::field("kind", "A view belongs to a list."));
    }
    let mut views = views(conn).await?;
    let key = name_key(&view.name);
    views.retain(|other| other.kind != view.kind || (other.id != view.id && name_key(&other.name) != key));
    if views.len() >= MOST {
        return Err(Error::Refused(format!("{MOST} views are kept already. Delete one first.")));
    }
    if view.id.is_empty() {
        view.id = new_id();
    }
    views.push(view);
    keep(conn, &views).await
}

/// Forgets a view and answers the others.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read or written.
pub async fn delete_view(conn: &mut SqliteConnection, id: &str) -> Result<Vec<SavedView>> {
    let mut views = views(conn).await?;
    views.retain(|view| view.id != id);
    keep(conn, &views).await
}

async fn keep(conn: &mut SqliteConnection, views: &[SavedView]) -> Result<Vec<SavedView>> {
    let text = serde_json::to_string(views).map_err(|error| Error::Internal(error.to_string()))?;
    store::set(conn, "views", &text).await?;
    self::views(conn).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;

    fn view(kind: Kind, name: &str, filter: &str) -> SavedView {
        SavedView { kind: Some(kind), name: name.into(), filter: filter.into(), ..SavedView::default() }
    }

    #[tokio::test]
    async fn a_view_of_the_same_list_and_name_is_replaced() {
        let db = Db::in_memory().await.unwrap();
        let mut tx = db.write().await.unwrap();
        save_view(&mut tx, view(Kind::License, "Adobe", "adobe")).await.unwrap();
        save_view(&mut tx, view(Kind::Device, "Adobe", "other list")).await.unwrap();
        let kept = save_view(&mut tx, view(Kind::License, " ADOBE ", "adobe cc")).await.unwrap();
        assert_eq!(kept.len(), 2);
        let mine = kept.iter().find(|view| view.kind == Some(Kind::License)).unwrap();
        assert_eq!((mine.name.as_str(), mine.filter.as_str()), ("ADOBE", "adobe cc"));
        let left = delete_view(&mut tx, &mine.id).await.unwrap();
        assert_eq!(left.iter().map(|view| view.kind).collect::<Vec<_>>(), [Some(Kind::Device)]);
        assert!(save_view(&mut tx, view(Kind::License, "  ", "")).await.is_err());
    }
}
