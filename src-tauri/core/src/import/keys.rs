//! License keys of an import: compared in memory, then put in the keyring before anything is written.

use super::{
    model::{ImportKind, Remark, RowResult},
    plan::{Plan, Planned},
    rows::{Parsed, Row},
    store,
    values::{Value, text},
};
use crate::{
    Error, Result,
    clock::Now,
    db::Db,
    secrets::{self, ExposeSecret, Keyring, KeyringState, SecretString, Slot, StagedSecret},
    text::name_key,
};
use std::collections::{HashMap, HashSet};

pub(super) fn key_of(row: &Row) -> Option<&SecretString> {
    match row.values.get("key") {
        Some(Value::Secret(key)) => Some(key),
        _ => None,
    }
}

/// Keys that the keyring holds, by the id of the product key; None for one whose value is not there.
#[derive(Default)]
pub(super) struct Known(HashMap<String, Option<SecretString>>);

/// How a license's keys and a row's key stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyFit {
    Same,
    /// The license has keys, and none of them is this one.
    Other,
    /// The license has no key, or none whose value is on this computer.
    Nothing,
    /// Its keys were not read: they are taken for this one.
    Unread,
}

impl Known {
    pub fn fit(&self, keys: &[String], key: &SecretString) -> KeyFit {
        let read: Vec<Option<&Option<SecretString>>> = keys.iter().map(|id| self.0.get(id)).collect();
        let values = || read.iter().flatten().filter_map(|value| value.as_ref());
        if values().any(|value| value.expose_secret() == key.expose_secret()) {
            KeyFit::Same
        } else if read.iter().any(Option::is_none) {
            KeyFit::Unread
        } else if values().next().is_some() {
            KeyFit::Other
        } else {
            KeyFit::Nothing
        }
    }

    /// The values that were read of these keys.
    pub fn of(&self, keys: &[String]) -> impl Iterator<Item = &str> {
        keys.iter().filter_map(|id| self.0.get(id)?.as_ref()).map(ExposeSecret::expose_secret)
    }

    /// Reads the keys of licenses that rows with keys name, or with `all` every key; those that were read already stay.
    pub async fn read(&mut self, db: &Db, keyring: &Keyring, parsed: &Parsed, all: bool) -> Result<()> {
        let names: HashSet<String> = parsed
            .rows
            .iter()
            .filter(|row| parsed.kind == ImportKind::Licenses && key_of(row).is_some())
            .filter_map(|row| text(&row.values, "name"))
            .map(|name| name_key(&name))
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let stored = {
            let mut conn = db.read().await?;
            store::license_keys(&mut conn).await?
        };
        for (_, id, name) in stored {
            if self.0.contains_key(&id) || !(all || names.contains(&name)) {
                continue;
            }
            let value = match secrets::fetch(db, keyring, &Slot::license_key(&id)).await {
                Ok(value) => Some(value),
                // No value, or one that is not on this computer.
                Err(
                    Error::Refused(_)
                    | Error::NotFound { .. }
                    | Error::Keyring { state: KeyringState::Ready, .. },
                ) => None,
                Err(error) => return Err(error),
            };
            self.0.insert(id, value);
        }
        Ok(())
    }
}

/// Whether the file has keys.
pub(super) fn any(parsed: &Parsed) -> bool {
    parsed.rows.iter().any(|row| key_of(row).is_some())
}

/// Whether rows with keys found no license, or none for sure.
pub(super) fn unplaced(parsed: &Parsed, plan: &Plan) -> bool {
    parsed.rows.iter().zip(&plan.rows).any(|(row, planned)| key_of(row).is_some() && planned.target.is_none())
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
    let brought = rows_with_keys(parsed, plan).filter(|(_, planned, _)| planned.brings_key);
    u32::try_from(brought.count()).unwrap_or(u32::MAX)
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

/// Puts the keys of new and changed rows in the keyring, by row number.
pub(super) async fn stage(
    db: &Db,
    parsed: &Parsed,
    plan: &Plan,
    keyring: &Keyring,
    now: &Now,
) -> Result<HashMap<u32, StagedSecret>> {
    let (numbers, values): (Vec<u32>, Vec<SecretString>) = rows_with_keys(parsed, plan)
        .filter(|(_, planned, _)| planned.brings_key)
        .map(|(row, _, key)| (row.number, key.clone()))
        .unzip();
    if values.is_empty() {
        return Ok(HashMap::new());
    }
    let staged = secrets::stage(db, keyring, now, values).await?;
    Ok(numbers.into_iter().zip(staged).collect())
}
