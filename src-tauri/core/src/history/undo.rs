//! Taking back what was done, batch by batch.

use super::{
    model::{Act, Entity, Row, Undone},
    parse_row, queue_secret, remove_values, store, subject_of, update_as, version_of,
};
use crate::{Error, Result, ids::Kind, terms};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use std::collections::{HashMap, HashSet, hash_map::Entry};
use store::ChangeRow;

/// Takes back a whole batch, or refuses with the reason when something in it was changed since.
/// The undo is an act of its own in the history, and can be undone itself.
///
/// What the batch made goes to Trash, with its parts and values, and comes back from there as it was. A stored value of
/// something older steps back behind the one it replaced and stays as a previous one. No value leaves the keyring by
/// an undo; one that was deleted from there is not brought back.
///
/// # Errors
/// [`Error::NotFound`] for a batch that is not there; [`Error::UndoRefused`] with the reason when it was undone before,
/// removed records for good, or something in it was changed or came into use since.
pub async fn undo(conn: &mut SqliteConnection, act: &Act, batch: &str) -> Result<Undone> {
    let Some((title, undone_by)) = store::batch(conn, batch).await? else {
        return Err(Error::not_found("batch", batch));
    };
    if undone_by.is_some() {
        return Err(Error::UndoRefused(format!("“{title}” was already undone.")));
    }
    if super::purge::purged(conn, batch).await? {
        return Err(Error::UndoRefused(format!(
            "“{title}” removed records for good, their secrets included, so it cannot be undone. A backup from before still has the records."
        )));
    }
    let changes = store::changes_of(conn, batch).await?;
    let broken_before: HashSet<(String, i64)> = store::broken_links(conn).await?.into_iter().collect();
    let made = made(&changes);
    let rows = if made.iter().any(|(table, _)| stays(*table)) {
        // Taken out on trial, to hear what stands in the way; then put away, with all that hangs on it.
        let mut trial = conn.begin().await?;
        let rows = take_out(&mut trial, act, batch, &title, &changes).await?;
        let broken = newly_broken(&mut trial, &broken_before).await?;
        let outside = not_in_trash(&mut trial, broken).await?;
        refuse_broken(&outside, &title)?;
        trial.rollback().await?;
        put_away(conn, act, batch, &changes, &made).await?;
        rows
    } else {
        take_out(conn, act, batch, &title, &changes).await?
    };
    derive_again(conn, &changes).await?;
    refuse_broken(&newly_broken(conn, &broken_before).await?, &title)?;
    store::mark_undone(conn, batch, &act.batch).await?;
    Ok(Undone { batch: act.batch.clone(), title, rows })
}

/// Does again what was undone: of a batch that was, or of its undo. The redo is an act of its own in the history; the batch
/// is in effect again and can be undone anew.
///
/// # Errors
/// [`Error::NotFound`] for a batch that is not there; [`Error::UndoRefused`] with the reason when it was not undone, or
/// something in it was changed since.
pub async fn redo(conn: &mut SqliteConnection, act: &Act, batch: &str) -> Result<Undone> {
    let Some((title, undone_by)) = store::batch(conn, batch).await? else {
        return Err(Error::not_found("batch", batch));
    };
    let (title, by) = match (undone_by, store::took_back(conn, batch).await?) {
        (Some(by), _) => (title, by),
        (None, Some(of)) => {
            (store::batch(conn, &of).await?.map_or(title, |(title, _)| title), batch.to_owned())
        }
        (None, None) => {
            return Err(Error::UndoRefused(format!("“{title}” was not undone: there is nothing to redo.")));
        }
    };
    Ok(Undone { title, ..undo(conn, act, &by).await? })
}

/// The rows that a batch brought.
fn made(changes: &[ChangeRow]) -> HashSet<(Entity, &str)> {
    changes
        .iter()
        .filter(|change| change.before.is_none() && change.after.is_some())
        .filter_map(|change| Some((Entity::parse(&change.entity)?, change.entity_id.as_str())))
        .collect()
}

/// Whether what an undo takes back of this table is kept: things in Trash, and values with what they belong to.
fn stays(table: Entity) -> bool {
    is_thing(table) || matches!(table, Entity::LicenseKey | Entity::SecretValue)
}

/// Whether rows of a table can be in Trash.
fn is_thing(table: Entity) -> bool {
    Kind::ALL.into_iter().any(|kind| Entity::from(kind) == table)
}

/// Rows that point to nothing and did not before: (table, row number).
async fn newly_broken(
    conn: &mut SqliteConnection,
    before: &HashSet<(String, i64)>,
) -> Result<Vec<(String, i64)>> {
    let mut broken = store::broken_links(conn).await?;
    broken.retain(|link| !before.contains(link));
    Ok(broken)
}

/// Those that neither are in Trash nor belong to a thing there. What is in Trash keeps its links to what joins it there.
async fn not_in_trash(conn: &mut SqliteConnection, broken: Vec<(String, i64)>) -> Result<Vec<(String, i64)>> {
    let mut outside = Vec::new();
    for (name, number) in broken {
        let found = match Entity::parse(&name) {
            Some(table) => store::id_of(conn, table, number).await?.map(|id| (table, id)),
            None => None,
        };
        let is_put_away = match found {
            Some((table, id)) => {
                let row = store::snapshot(conn, table, &id).await?;
                store::is_in_trash(conn, &subject_of(table, &id, row.as_ref())).await?
            }
            None => false,
        };
        if !is_put_away {
            outside.push((name, number));
        }
    }
    Ok(outside)
}

fn refuse_broken(broken: &[(String, i64)], title: &str) -> Result<()> {
    let Some((table, _)) = broken.first() else { return Ok(()) };
    let count = broken.iter().filter(|(other, _)| other == table).count();
    let what = table.replace('_', " ");
    Err(Error::UndoRefused(format!(
        "{count} {what} entered later belong to records that “{title}” added. Nothing was undone: remove or move those first."
    )))
}

/// Puts every row back to the state before the batch, and what it brought out of the database. How many rows.
async fn take_out(
    conn: &mut SqliteConnection,
    act: &Act,
    batch: &str,
    title: &str,
    changes: &[ChangeRow],
) -> Result<u32> {
    let made: HashSet<&str> = made(changes).into_iter().map(|(_, id)| id).collect();
    store::defer_foreign_keys(conn).await?;
    // Newest first: only the last state of each row must still stand; older ones were within the batch.
    let mut seen = HashSet::new();
    let mut rows = 0;
    for change in changes {
        let Some(table) = Entity::parse(&change.entity) else { continue };
        if change.before.is_none() && change.after.is_none() {
            continue;
        }
        let current = store::snapshot(conn, table, &change.entity_id).await?;
        if seen.insert((change.entity.clone(), change.entity_id.clone())) {
            let expected = parse_row(change.after.as_deref())?;
            let followed = unmoved(table, parse_row(change.before.as_deref())?.as_ref(), expected.as_ref());
            if !same_apart_from_values(table, &followed, current.as_ref(), expected.as_ref()) {
                let name = current
                    .as_ref()
                    .or(expected.as_ref())
                    .and_then(|row| row.get("name"))
                    .and_then(Value::as_str);
                let what = name.map_or_else(
                    || format!("A {}", table.name().replace('_', " ")),
                    |name| format!("“{name}”"),
                );
                return Err(Error::UndoRefused(format!(
                    "{what} was changed after “{title}”. Nothing was undone: undo the later change first, or correct it by hand."
                )));
            }
            rows += 1;
        }
        let (before, after) = (parse_row(change.before.as_deref())?, parse_row(change.after.as_deref())?);
        match (&current, &before) {
            (Some(value), None) if table == Entity::SecretValue && !goes_with_owner(value, &made) => {
                retire(conn, act, &change.entity_id, value).await?;
            }
            // Its value is gone from the keyring, or on the way out.
            (None, Some(_)) if table == Entity::SecretValue => {}
            _ => put_back(conn, act, batch, table, &change.entity_id, current, before, after).await?,
        }
    }
    Ok(rows)
}

/// Puts every row back, but what the batch brought into Trash. Parts of such a thing stay on it. What a thing in Trash
/// still points to stays too, such as a tag or a model.
async fn put_away(
    conn: &mut SqliteConnection,
    act: &Act,
    batch: &str,
    changes: &[ChangeRow],
    made: &HashSet<(Entity, &str)>,
) -> Result<()> {
    store::defer_foreign_keys(conn).await?;
    let things: HashSet<&str> =
        made.iter().filter(|(table, _)| is_thing(*table)).map(|(_, id)| *id).collect();
    let mut brought: Vec<(Entity, &str)> = Vec::new();
    for change in changes {
        let Some(table) = Entity::parse(&change.entity) else { continue };
        let (id, subject) = (change.entity_id.as_str(), change.subject_id.as_str());
        let is_made = made.contains(&(table, id));
        if (change.before.is_none() && change.after.is_none())
            || things.contains(id)
            || (is_made && things.contains(subject))
        {
            continue;
        }
        let current = store::snapshot(conn, table, id).await?;
        let (before, after) = (parse_row(change.before.as_deref())?, parse_row(change.after.as_deref())?);
        match (&current, &before) {
            (Some(value), None) if table == Entity::SecretValue => retire(conn, act, id, value).await?,
            (None, Some(_)) if table == Entity::SecretValue => {}
            (Some(_), None) => brought.push((table, id)),
            _ => put_back(conn, act, batch, table, id, current, before, after).await?,
        }
    }
    let kept = remove_what_nothing_points_to(conn, act, brought).await?;
    // A field that an import made goes with it: the values of what lies in Trash wait for it.
    for (table, id) in kept.into_iter().filter(|(table, _)| *table == Entity::CustomField) {
        let gone = crate::row! { "deleted_at": act.now.timestamp() };
        update_as(conn, act, table, id, None, gone, "undone").await?;
    }
    for (table, id) in made.iter().filter(|(table, _)| is_thing(*table)) {
        let changes = crate::row! { "deleted_at": act.now.timestamp() };
        update_as(conn, act, *table, id, None, changes, "undone").await?;
    }
    Ok(())
}

/// Removes rows until only such are left as something else points to: those.
async fn remove_what_nothing_points_to<'a>(
    conn: &mut SqliteConnection,
    act: &Act,
    mut rows: Vec<(Entity, &'a str)>,
) -> Result<Vec<(Entity, &'a str)>> {
    let mut pointers = HashMap::new();
    loop {
        let mut left = Vec::new();
        let before = rows.len();
        for (table, id) in rows {
            if let Entry::Vacant(place) = pointers.entry(table) {
                place.insert(store::pointing_to(conn, table).await?);
            }
            let columns = pointers.get(&table).map(Vec::as_slice).unwrap_or_default();
            if store::is_pointed_to(conn, columns, id).await? {
                left.push((table, id));
                continue;
            }
            let Some(current) = store::snapshot(conn, table, id).await? else { continue };
            if table == Entity::LicenseKey {
                // They wait for the key to come back.
                for value in store::values_of(conn, id).await? {
                    let row = store::snapshot(conn, Entity::SecretValue, &value).await?.unwrap_or_default();
                    retire(conn, act, &value, &row).await?;
                }
            }
            let subject = subject_of(table, id, Some(&current));
            store::delete(conn, table, id).await?;
            store::record(conn, act, table.name(), id, &subject, "undone", Some(&current), None).await?;
        }
        if left.is_empty() || left.len() == before {
            return Ok(left);
        }
        rows = left;
    }
}

/// Computes anew what follows from terms that the batch had to do with.
async fn derive_again(conn: &mut SqliteConnection, changes: &[ChangeRow]) -> Result<()> {
    let mut owners = HashSet::new();
    for change in changes {
        let Some(table) = Entity::parse(&change.entity) else { continue };
        let (before, after) = (parse_row(change.before.as_deref())?, parse_row(change.after.as_deref())?);
        if before.is_none() && after.is_none() {
            continue;
        }
        let (license, contract) = owners_of(table, &change.entity_id, [&before, &after]);
        owners.extend(license.map(|id| (Kind::License, id)));
        owners.extend(contract.map(|id| (Kind::Contract, id)));
    }
    for (kind, id) in &owners {
        if let (Some(owner), true) = (terms::Owner::of(*kind, id), store::is_there(conn, *kind, id).await?) {
            terms::derive_again(conn, owner).await?;
        }
    }
    Ok(())
}

/// The license or contract whose terms a row has to do with.
fn owners_of(table: Entity, id: &str, rows: [&Option<Row>; 2]) -> (Option<String>, Option<String>) {
    let named = |column: &str| {
        let mut found = rows.iter().filter_map(|row| row.as_ref()?.get(column)?.as_str());
        found.next().map(str::to_owned)
    };
    match table {
        Entity::License => (Some(id.to_owned()), None),
        Entity::Contract => (None, Some(id.to_owned())),
        Entity::Term => (named("license_id"), named("contract_id")),
        _ => (None, None),
    }
}

/// Writes a row back to the state before the undone batch.
#[expect(
    clippy::too_many_arguments,
    reason = "one row's before, now and after, and which act is undone by which"
)]
async fn put_back(
    conn: &mut SqliteConnection,
    act: &Act,
    undone: &str,
    table: Entity,
    id: &str,
    current: Option<Row>,
    before: Option<Row>,
    after: Option<Row>,
) -> Result<()> {
    let subject = subject_of(table, id, current.as_ref().or(before.as_ref()));
    match (&current, before) {
        (Some(current), None) => {
            if store::parts_of(conn, id, undone).await? > 0 {
                return Err(Error::UndoRefused(
                    "Something was added to it later: a seat, a key, a value, a term, a warranty, a contact, a covered device, a tag, a file, a hand-over or a reminder of its own. Nothing was undone."
                        .into(),
                ));
            }
            remove_values(conn, act, table, id).await?;
            store::delete(conn, table, id).await?;
            queue_secret(conn, act, current).await?;
            store::record(conn, act, table.name(), id, &subject, "undone", Some(current), None).await
        }
        (None, Some(mut before)) => {
            for column in table.observed_columns() {
                before.remove(*column);
            }
            store::insert(conn, table, &before).await.map_err(taken_since)?;
            let after = store::snapshot(conn, table, id).await?;
            store::record(conn, act, table.name(), id, &subject, "undone", None, after.as_ref()).await
        }
        (Some(current), Some(mut before)) => {
            let followed = unmoved(table, Some(&before), after.as_ref());
            for column in table.observed_columns().iter().chain(table.derived_columns()).chain(&followed) {
                before.remove(*column);
            }
            if table.versioned() {
                before.insert("version".into(), json!(version_of(current) + 1));
                before.insert("updated_at".into(), json!(act.now.timestamp()));
            }
            store::update(conn, table, id, &before).await.map_err(taken_since)?;
            let after = store::snapshot(conn, table, id).await?;
            store::record(conn, act, table.name(), id, &subject, "undone", Some(current), after.as_ref())
                .await
        }
        (None, None) => Ok(()),
    }
}

/// A unique value that an undo would bring back may be somebody else's by now.
fn taken_since(error: Error) -> Error {
    match error {
        Error::Database(error) if error.as_database_error().is_some_and(|e| e.is_unique_violation()) => Error::UndoRefused(
            "Its name, asset tag, email address or tag is now used by another one. Nothing was undone: rename the other one first."
                .into(),
        ),
        other => other,
    }
}

/// Whether an undone value goes for good: what it belongs to goes too, or nobody could bring it back.
fn goes_with_owner(value: &Row, made: &HashSet<&str>) -> bool {
    let text = |column: &str| value.get(column).and_then(Value::as_str).unwrap_or_default();
    text("owner") == "setting" || made.contains(text("owner_id"))
}

/// Makes a value a previous one, unless it is one already.
async fn retire(conn: &mut SqliteConnection, act: &Act, id: &str, value: &Row) -> Result<()> {
    if value.get("retired_at").is_some_and(Value::is_string) {
        return Ok(());
    }
    let changes = crate::row! { "retired_at": act.now.timestamp() };
    update_as(conn, act, Entity::SecretValue, id, None, changes, "undone").await?;
    Ok(())
}

/// The following columns that a change left as they were.
fn unmoved(table: Entity, before: Option<&Row>, after: Option<&Row>) -> Vec<&'static str> {
    let moved = |column: &str| match (before, after) {
        (Some(before), Some(after)) => before.get(column) != after.get(column),
        _ => false,
    };
    table.following_columns().iter().copied().filter(|column| !moved(column)).collect()
}

/// Whether a row still stands as it was recorded. A column that the record does not know came with a later schema.
fn same_apart_from_values(
    table: Entity,
    followed: &[&str],
    current: Option<&Row>,
    recorded: Option<&Row>,
) -> bool {
    let (current, recorded) = match (current, recorded) {
        (None, None) => return true,
        (Some(current), Some(recorded)) => (current, recorded),
        _ => return false,
    };
    let bookkeeping = |column: &str| {
        matches!(column, "version" | "updated_at")
            || table.observed_columns().contains(&column)
            || table.derived_columns().contains(&column)
            || followed.contains(&column)
    };
    current
        .iter()
        .all(|(column, value)| bookkeeping(column) || recorded.get(column).is_none_or(|was| was == value))
}
