//! Taking back what was done, batch by batch.

use super::{
    model::{Act, Row, Table, Undone},
    parse_row, queue_secret, remove_values, store, subject_of, update_as, version_of,
};
use crate::{Error, Result, ids::Kind, terms};
use serde_json::{Value, json};
use sqlx::SqliteConnection;
use std::collections::HashSet;

/// Takes back a whole batch, or refuses with the reason when something in it was changed since.
/// The undo is an act of its own in the history.
///
/// A stored value steps back behind the one it replaced and stays as a previous one; when the undo takes out what
/// it belongs to, it goes from the keyring too. Values that were deleted from there are not brought back.
pub async fn undo(conn: &mut SqliteConnection, act: &Act, batch: &str) -> Result<Undone> {
    let Some((title, undone_by)) = store::batch(conn, batch).await? else {
        return Err(Error::not_found("batch", batch));
    };
    if undone_by.is_some() {
        return Err(Error::UndoRefused(format!("“{title}” was taken back already.")));
    }
    let changes = store::changes_of(conn, batch).await?;
    let made: HashSet<&str> = changes
        .iter()
        .filter(|change| change.before.is_none() && change.after.is_some())
        .map(|change| change.entity_id.as_str())
        .collect();
    store::defer_foreign_keys(conn).await?;
    let broken_before: HashSet<(String, i64)> = store::broken_links(conn).await?.into_iter().collect();

    // Newest first: only the last state of each row must still stand; older ones were within the batch.
    let mut seen = HashSet::new();
    let mut owners = HashSet::new();
    let mut rows = 0;
    for change in &changes {
        let Some(table) = Table::parse(&change.entity) else { continue };
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
                    "{what} was changed after “{title}”. Nothing was taken back: undo the later change first, or mend it by hand."
                )));
            }
            rows += 1;
        }
        let (before, after) = (parse_row(change.before.as_deref())?, parse_row(change.after.as_deref())?);
        let (license, contract) = owners_of(table, &change.entity_id, [&current, &before, &after]);
        owners.extend(license.map(|id| (Kind::License, id)));
        owners.extend(contract.map(|id| (Kind::Contract, id)));
        match (&current, &before) {
            (Some(value), None) if table == Table::SecretValue && !goes_with_owner(value, &made) => {
                retire(conn, act, &change.entity_id, value).await?;
            }
            // Its value is gone from the keyring, or on the way out.
            (None, Some(_)) if table == Table::SecretValue => {}
            _ => put_back(conn, act, batch, table, &change.entity_id, current, before, after).await?,
        }
    }
    for (kind, id) in &owners {
        if let (Some(owner), true) = (terms::Owner::of(*kind, id), store::is_there(conn, *kind, id).await?) {
            terms::derive_again(conn, owner).await?;
        }
    }
    let broken = store::broken_links(conn).await?.into_iter().find(|link| !broken_before.contains(link));
    if let Some((table, count)) = broken {
        let what = table.replace('_', " ");
        return Err(Error::UndoRefused(format!(
            "{count} {what} entered later belong to things that “{title}” brought. Nothing was taken back: remove or move those first."
        )));
    }
    store::mark_undone(conn, batch, &act.batch).await?;
    Ok(Undone { batch: act.batch.clone(), title, rows })
}

/// The license or contract whose terms a row has to do with.
fn owners_of(table: Table, id: &str, rows: [&Option<Row>; 3]) -> (Option<String>, Option<String>) {
    let named = |column: &str| {
        let mut found = rows.iter().filter_map(|row| row.as_ref()?.get(column)?.as_str());
        found.next().map(str::to_owned)
    };
    match table {
        Table::License => (Some(id.to_owned()), None),
        Table::Contract => (None, Some(id.to_owned())),
        Table::Term => (named("license_id"), named("contract_id")),
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
    table: Table,
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
                    "Something was added to it later: a seat, a key, a value, a term, a warranty, a contact, a covered device, a tag, a file or a hand-over. Nothing was taken back."
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
            "Its name, asset tag, e-mail address or tag is taken by another one since. Nothing was taken back: rename the other one first."
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
    update_as(conn, act, Table::SecretValue, id, None, changes, "undone").await?;
    Ok(())
}

/// The following columns that a change left as they were.
fn unmoved(table: Table, before: Option<&Row>, after: Option<&Row>) -> Vec<&'static str> {
    let moved = |column: &str| match (before, after) {
        (Some(before), Some(after)) => before.get(column) != after.get(column),
        _ => false,
    };
    table.following_columns().iter().copied().filter(|column| !moved(column)).collect()
}

/// Whether a row still stands as it was recorded. A column that the record does not know came with a later schema.
fn same_apart_from_values(
    table: Table,
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
