//! Checklists of people who start or leave: kept line by line, so that each line, and each act with it, can be undone
//! by itself.

mod model;
mod store;

pub use model::{ChecklistItem, ChecklistKind, ChecklistProcess};

use crate::{
    Act, Error, Result,
    history::{self, Entity},
    ids::new_id,
    input, row,
    text::blank_to_none,
    text_enum,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// A line to be written.
#[derive(Debug, Clone, Default)]
pub(super) struct NewItem<'a> {
    pub person_id: &'a str,
    pub process: ChecklistProcess,
    pub kind: ChecklistKind,
    pub label: String,
    pub subject_id: Option<String>,
    pub done_on: Option<NaiveDate>,
    pub note: Option<String>,
}

/// The lines of a person, in their order.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn of(
    conn: &mut SqliteConnection,
    person_id: &str,
    process: ChecklistProcess,
) -> Result<Vec<ChecklistItem>> {
    store::of(conn, person_id, process).await
}

/// The line with this id.
///
/// # Errors
/// [`Error::NotFound`] when there is no such line, [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection, id: &str) -> Result<ChecklistItem> {
    store::get(conn, id).await?.ok_or_else(|| Error::not_found("checklist item", id))
}

/// Adds a line in the user's own words, to be done.
///
/// # Errors
/// [`Error::Field`] for a blank `label`, [`Error::Database`] when the person is not there, or nothing can be written.
pub async fn add(
    conn: &mut SqliteConnection,
    act: &Act,
    person_id: &str,
    process: ChecklistProcess,
    label: &str,
) -> Result<String> {
    let label = input::required("label", "what is to be done", label)?;
    let item = NewItem { person_id, process, label, ..NewItem::default() };
    enter(conn, act, item).await
}

pub(super) async fn enter(conn: &mut SqliteConnection, act: &Act, item: NewItem<'_>) -> Result<String> {
    let id = new_id();
    let row = row! {
        "id": id, "person_id": item.person_id, "process": text_enum::word(&item.process),
        "kind": text_enum::word(&item.kind), "label": item.label, "subject_id": item.subject_id,
        "position": store::next_position(conn, item.person_id, item.process).await?,
        "done_on": input::iso(item.done_on), "note": blank_to_none(item.note),
    };
    history::insert(conn, act, Entity::ChecklistItem, row).await?;
    Ok(id)
}

/// Ticks a line off, or opens it again.
///
/// # Errors
/// [`Error::NotFound`] when there is no such line, [`Error::Database`] when it cannot be written.
pub async fn tick(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    done: bool,
    note: Option<String>,
) -> Result<()> {
    let mut changes = row! { "done_on": done.then(|| act.now.today.to_string()) };
    if let Some(note) = blank_to_none(note) {
        changes.insert("note".into(), note.into());
    }
    let action = if done { "done" } else { "updated" };
    history::update_as(conn, act, Entity::ChecklistItem, id, None, changes, action).await?;
    Ok(())
}

/// Takes a line out.
///
/// # Errors
/// Like [`tick`].
pub async fn remove(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    history::remove(conn, act, Entity::ChecklistItem, id).await
}
