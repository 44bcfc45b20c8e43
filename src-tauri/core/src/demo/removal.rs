//! Taking the sample data out in one act: what it brought, what was changed and stored in it since, and nothing else.

use crate::{
    Act, Error, Result,
    history::{self, Doomed, Entity},
    ids::Kind,
    settings, text, trash,
};
use serde::Serialize;
use serde_json::Value;
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashSet};

/// Names of what stays that are told; the rest is counted.
const NAMED: usize = 5;

/// What removing the sample data means, for the question before it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SampleRemoval {
    /// Vendors, people, licenses, contracts, devices, credentials and locations that go, those in Trash included.
    pub things: u32,
    /// How many of them were changed since, or had something added.
    pub changed: u32,
    /// Values in the keyring that go, previous ones included.
    pub values: u32,
    /// Stock-takes that go, since they were of a place of the sample.
    pub stock_takes: u32,
    /// Things that were added beside the sample and stay, but lose what they had of it: a holder, a vendor, a seat.
    pub unlinked: u32,
    /// The names of the first of these.
    pub unlinked_names: Vec<String>,
}

/// What [`remove`] would do; nothing is written.
///
/// # Errors
/// [`Error::Refused`] when there is no sample data.
pub async fn removal(conn: &mut SqliteConnection) -> Result<SampleRemoval> {
    let batch = batch(conn).await?;
    let doomed = doomed(conn, &batch).await?;
    told(conn, &batch, &doomed).await
}

/// Removes the sample data for good, with everything that was changed or stored in it since. What was added beside it
/// stays. Values leave the keyring with the next sweep.
///
/// # Errors
/// [`Error::Refused`] when there is no sample data.
pub async fn remove(conn: &mut SqliteConnection, act: &Act) -> Result<SampleRemoval> {
    let batch = batch(conn).await?;
    let doomed = doomed(conn, &batch).await?;
    let told = told(conn, &batch, &doomed).await?;
    // What a contract covered is covered by it no more.
    for id in doomed.of(Entity::Contract) {
        trash::delete(conn, act, Kind::Contract, &id).await?;
    }
    history::purge(conn, act, &doomed).await?;
    settings::set_sample_batch(conn, None).await?;
    Ok(told)
}

async fn batch(conn: &mut SqliteConnection) -> Result<String> {
    let batch = settings::sample_batch(conn).await?;
    batch.ok_or_else(|| Error::Refused("There is no sample data here. Nothing was removed.".into()))
}

async fn doomed(conn: &mut SqliteConnection, batch: &str) -> Result<Doomed> {
    let (words, made): (Vec<_>, Vec<_>) = history::made_by(conn, batch)
        .await?
        .into_iter()
        .partition(|(table, _)| matches!(table, Entity::Tag | Entity::DeviceModel | Entity::DeviceCategory));
    let without_words = history::doomed(conn, made.clone()).await?;
    let kept = kept_words(conn, &without_words).await?;
    let words = words.into_iter().filter(|(_, id)| !kept.contains(id));
    let going = made.into_iter().chain(words).collect();
    history::doomed(conn, going).await
}

/// Tags, models and categories that something uses which stays: such words are nobody's.
async fn kept_words(conn: &mut SqliteConnection, doomed: &Doomed) -> Result<HashSet<String>> {
    let mut kept = HashSet::new();
    for (table, column) in [(Entity::Tagging, "tag_id"), (Entity::KitItem, "model_id")] {
        for row in history::rows(conn, table).await? {
            if !text_of(&row, "id").is_some_and(|id| doomed.holds(table, &id)) {
                kept.extend(text_of(&row, column));
            }
        }
    }
    let mut categories = HashSet::new();
    let mut models = HashSet::new();
    for row in history::rows(conn, Entity::Device).await? {
        if !text_of(&row, "id").is_some_and(|id| doomed.holds(Entity::Device, &id)) {
            categories.extend(key_of(&row, "category"));
            models.extend(key_of(&row, "model"));
        }
    }
    for (table, used) in [(Entity::DeviceModel, &models), (Entity::DeviceCategory, &categories)] {
        for row in history::rows(conn, table).await? {
            if text_of(&row, "name_key").is_some_and(|key| used.contains(&key)) {
                kept.extend(text_of(&row, "id"));
            }
        }
    }
    Ok(kept)
}

async fn told(conn: &mut SqliteConnection, batch: &str, doomed: &Doomed) -> Result<SampleRemoval> {
    let things: Vec<String> = Kind::ALL.into_iter().flat_map(|kind| doomed.of(Entity::from(kind))).collect();
    let mut names = BTreeSet::new();
    let mut unlinked: u32 = 0;
    for kind in Kind::ALL {
        for id in &doomed.touched {
            if let Some(name) = history::text_in(conn, Entity::from(kind), Some(id), "name").await? {
                unlinked = unlinked.saturating_add(1);
                names.insert(name);
            }
        }
    }
    Ok(SampleRemoval {
        things: count(things.len()),
        changed: history::touched_since(conn, &things, batch).await?,
        values: count(doomed.of(Entity::SecretValue).len()),
        stock_takes: count(doomed.of(Entity::StockTake).len()),
        unlinked,
        unlinked_names: names.into_iter().take(NAMED).collect(),
    })
}

fn text_of(row: &history::Row, column: &str) -> Option<String> {
    row.get(column).and_then(Value::as_str).map(str::to_owned)
}

fn key_of(row: &history::Row, column: &str) -> Option<String> {
    text_of(row, column).map(|name| text::name_key(&name))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
