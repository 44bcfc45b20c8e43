//! License keys of an import: compared in memory, then put in the keyring before anything is written.

use super::{
    model::{Remark, RowResult},
    plan::{Plan, Planned},
    rows::{Parsed, Row},
    values::Value,
};
use crate::{
    Error, Result,
    clock::Now,
    db::Db,
    secrets::{self, ExposeSecret, Keyring, KeyringState, SecretString, Slot, StagedSecret},
};
use std::collections::{HashMap, HashSet};

pub(super) fn key_of(row: &Row) -> Option<&SecretString> {
    match row.values.get("key") {
        Some(Value::Secret(key)) => Some(key),
        _ => None,
    }
}

fn rows_with_keys<'a>(
    parsed: &'a Parsed,
    plan: &'a Plan,
) -> impl Iterator<Item = (&'a Row, &'a Planned, &'a SecretString)> {
    parsed
        .rows
        .iter()
        .zip(&plan.rows)
        .filter(|(_, planned)| planned.result != RowResult::Problem && planned.joins.is_none())
        .filter_map(|(row, planned)| Some((row, planned, key_of(row)?)))
}

/// How many values a plan would put in the keyring.
pub(super) fn count(parsed: &Parsed, plan: &Plan) -> u32 {
    let new = rows_with_keys(parsed, plan)
        .filter(|(_, planned, _)| planned.target.as_ref().is_none_or(|target| target.keys.is_empty()));
    u32::try_from(new.count()).unwrap_or(u32::MAX)
}

/// Whether the keyring takes the keys of a plan: None when there are none, else its state.
async fn state_for(parsed: &Parsed, plan: &Plan, keyring: Option<&Keyring>) -> Option<KeyringState> {
    rows_with_keys(parsed, plan).next()?;
    Some(match keyring {
        Some(keyring) => keyring.status().await,
        None => KeyringState::NoProvider,
    })
}

/// The column of the keys.
fn key_column(parsed: &Parsed) -> Option<&str> {
    parsed.sheet.headers.get(parsed.column_of("key")?).map(String::as_str)
}

/// Why keys stop an import, with what that means for it.
fn held_back(parsed: &Parsed, state: KeyringState, outcome: &str) -> String {
    let column = key_column(parsed).unwrap_or("key");
    format!(
        "The column “{column}” holds license keys, which go to the system keyring. {} {outcome}, or leave the column out (--map \"{column}\"=-).",
        state.message()
    )
}

/// The keyring, when there are keys to keep or compare and it is ready for them; None when there are none.
///
/// # Errors
/// [`Error::Keyring`] when there are keys and no keyring that takes them.
pub(super) async fn ready<'a>(
    parsed: &Parsed,
    plan: &Plan,
    keyring: Option<&'a Keyring>,
) -> Result<Option<&'a Keyring>> {
    match (keyring, state_for(parsed, plan, keyring).await) {
        (_, None) => Ok(None),
        (Some(keyring), Some(KeyringState::Ready)) => Ok(Some(keyring)),
        (_, Some(state)) => {
            let message = held_back(parsed, state, "Nothing was written: try again then");
            Err(Error::Keyring { state, message })
        }
    }
}

/// What a dry run says of keys that an import could not keep now. None when there are none, or it could.
pub(super) async fn not_ready(parsed: &Parsed, plan: &Plan, keyring: Option<&Keyring>) -> Option<Remark> {
    let state = state_for(parsed, plan, keyring).await.filter(|state| *state != KeyringState::Ready)?;
    Some(Remark {
        row: 1,
        column: key_column(parsed).map(str::to_owned),
        value: None,
        message: held_back(
            parsed,
            state,
            "The import itself would stop here and write nothing: make it ready first",
        ),
    })
}

/// The rows whose key is none of those that their license has.
pub(super) async fn changed(
    db: &Db,
    parsed: &Parsed,
    plan: &Plan,
    keyring: &Keyring,
) -> Result<HashSet<u32>> {
    let mut changed = HashSet::new();
    for (row, planned, key) in rows_with_keys(parsed, plan) {
        let Some(target) = planned.target.as_ref().filter(|target| !target.keys.is_empty()) else { continue };
        let mut equal = false;
        for id in &target.keys {
            equal = equal
                || match secrets::fetch(db, keyring, &Slot::license_key(id)).await {
                    Ok(stored) => stored.expose_secret() == key.expose_secret(),
                    // No value, or one that is not on this computer.
                    Err(Error::Refused(_) | Error::Keyring { state: KeyringState::Ready, .. }) => false,
                    Err(error) => return Err(error),
                };
        }
        if !equal {
            changed.insert(row.number);
        }
    }
    Ok(changed)
}

/// Puts the keys of new and changed rows in the keyring, by row number.
pub(super) async fn stage(
    db: &Db,
    parsed: &Parsed,
    plan: &Plan,
    changed: &HashSet<u32>,
    keyring: &Keyring,
    now: &Now,
) -> Result<HashMap<u32, StagedSecret>> {
    let mut numbers = Vec::new();
    let mut values = Vec::new();
    for (row, planned, key) in rows_with_keys(parsed, plan) {
        let has_one = planned.target.as_ref().is_some_and(|target| !target.keys.is_empty());
        if !has_one || changed.contains(&row.number) {
            numbers.push(row.number);
            values.push(key.clone());
        }
    }
    if values.is_empty() {
        return Ok(HashMap::new());
    }
    let staged = secrets::stage(db, keyring, now, values).await?;
    Ok(numbers.into_iter().zip(staged).collect())
}
