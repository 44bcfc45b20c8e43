//! Addresses that were kept with a password or a key in them, as earlier versions did. Their secrets become values, and
//! rows, history, search index and free pages of the file are cleared of them. A file is looked through once, after the
//! upgrade; what needs the keyring waits for it, and what was cut off is begun again.

use super::{CredentialInput, addresses, copies, part_address, store};
use crate::{
    Act, Result,
    clock::Now,
    db::Db,
    history::{self, Actor, Entity, Row},
    licenses, row,
    secrets::{self, About, FieldName, Keyring, KeyringState, SecretString, Slot},
};
use serde::Serialize;
use serde_json::Value;
use sqlx::SqliteConnection;

/// What is left of addresses with secrets in them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AddressStatus {
    /// Addresses of things whose secrets wait for the keyring to be ready.
    pub waiting: u32,
    /// Their secrets are values by now, and the file is still to be cleared of them.
    pub uncleared: bool,
    /// Copies from before an upgrade that still hold such addresses: their file names, beside the database.
    pub copies: Vec<String>,
}

/// The whole file is still to be looked through.
const LOOK: &str = "yes";
/// Rows and history are done; the file's free pages are not.
const CLEAR: &str = "clear";

/// A row with something secret in an address.
struct Found {
    table: Entity,
    column: String,
    id: String,
    name: String,
    /// The text as it may be kept: the address, or the notes of a license.
    clean: String,
    values: Vec<(FieldName, SecretString)>,
}

/// How it stands, without changing anything.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn status(db: &Db) -> Result<AddressStatus> {
    let mut status = AddressStatus::default();
    {
        let mut conn = db.read().await?;
        status.waiting = waiting(&mut conn).await?;
        status.uncleared = store::addresses_to_part(&mut conn).await?.as_deref() == Some(CLEAR);
    }
    let copies = copies::with_secrets(db.folder()).await;
    let names = copies.iter().filter_map(|copy| copy.file_name());
    status.copies = names.map(|name| name.to_string_lossy().into_owned()).collect();
    Ok(status)
}

/// How many addresses have a password or a key in them that waits for the keyring.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub(crate) async fn waiting(conn: &mut SqliteConnection) -> Result<u32> {
    match store::addresses_to_part(conn).await?.as_deref() {
        None | Some(CLEAR) => Ok(0),
        Some(_) => Ok(u32::try_from(found(conn).await?.len()).unwrap_or(u32::MAX)),
    }
}

/// Deletes the copies that [`status`] names, each looked at again. How many went. It cannot be undone.
///
/// # Errors
/// [`crate::Error::Io`] naming the file that could not be deleted.
pub async fn delete_copies(db: &Db) -> Result<u32> {
    let mut gone = 0;
    for copy in copies::with_secrets(db.folder()).await {
        copies::delete(&copy)?;
        gone += 1;
    }
    Ok(gone)
}

/// Moves what is secret in stored addresses to the keyring, and clears the file of it. Nothing happens unless the
/// keyring is unlocked already, and no prompt is raised. Call it at start, without an open transaction. Whether anything
/// was changed.
///
/// # Errors
/// [`crate::Error::Keyring`] when the keyring does not take a value, [`crate::Error::Refused`] while somebody else
/// reads the file; what was not done is begun again at the next start.
pub async fn part_stored(db: &Db, keyring: &Keyring, now: &Now, actor: Actor) -> Result<bool> {
    let mark = store::addresses_to_part(&mut *db.read().await?).await?;
    let Some(mark) = mark else { return Ok(false) };
    if db.unwritable().is_some() {
        return Ok(false);
    }
    let mut changed = false;
    if mark != CLEAR {
        let rows = found(&mut *db.read().await?).await?;
        if !rows.is_empty() && keyring.status().await != KeyringState::Ready {
            return Ok(false);
        }
        let act = Act::new(*now, actor, "Keep secrets of addresses as values");
        changed = !rows.is_empty();
        if !move_to_values(db, keyring, &act, rows).await? {
            return Ok(changed);
        }
    }
    store::clear_free_pages(&mut *db.read().await?).await?;
    let mut tx = db.write().await?;
    store::mark_addresses(&mut tx, None).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Whether the file is to be cleared now.
async fn move_to_values(db: &Db, keyring: &Keyring, act: &Act, rows: Vec<Found>) -> Result<bool> {
    let values = rows.iter().flat_map(|row| row.values.iter().map(|(_, value)| value.clone())).collect();
    let staged = secrets::stage(db, keyring, &act.now, values).await?;
    let mut staged_values = staged.iter();
    let mut tx = db.write().await?;
    let any = !rows.is_empty();
    for row in rows {
        let mut changes = Row::new();
        changes.insert(row.column.clone(), Value::from(row.clean.clone()));
        history::update(&mut tx, act, row.table, &row.id, None, changes).await?;
        let credential = match row.table {
            Entity::License => None,
            Entity::Credential => Some(row.id.clone()),
            _ => Some(credential_for(&mut tx, act, &row).await?),
        };
        for ((name, _), staged) in row.values.into_iter().zip(&mut staged_values) {
            let slot = match &credential {
                Some(id) => Slot::credential(id, name),
                None => {
                    let key = licenses::add_key(&mut tx, act, &row.id, Some(name.to_string())).await?;
                    Slot::license_key(key)
                }
            };
            super::adopt(&mut tx, act, staged, &slot, &About::default()).await?;
        }
    }
    // What was recorded of them, this act included.
    let mut rewritten =
        history::rewrite(&mut tx, Entity::License, |row| clean(row, "notes", part_lines)).await?;
    for (table, column) in columns() {
        rewritten += history::rewrite(&mut tx, table, |row| clean(row, column, part_whole)).await?;
    }
    let clear = any || rewritten > 0;
    store::mark_addresses(&mut tx, clear.then_some(CLEAR)).await?;
    tx.commit().await?;
    Ok(clear)
}

/// A credential for the values that stood in an address of a thing that has none of its own.
async fn credential_for(conn: &mut SqliteConnection, act: &Act, found: &Found) -> Result<String> {
    let same = |(table, column, _): &&(Entity, &str, &str)| *table == found.table && *column == found.column;
    let what = addresses::OTHER_COLUMNS.iter().find(same).map_or("address", |(_, _, what)| what);
    let input = CredentialInput {
        name: format!("{}: {what}", found.name),
        url: Some(found.clean.clone()),
        ..CredentialInput::default()
    };
    let id = super::create(conn, act, input).await?;
    let link = match found.table {
        Entity::Vendor => row! { "vendor_id": found.id.clone() },
        Entity::Device => row! { "device_id": found.id.clone() },
        Entity::Contract => row! { "contract_id": found.id.clone() },
        _ => return Ok(id),
    };
    history::update(conn, act, Entity::Credential, &id, None, link).await?;
    Ok(id)
}

/// The columns that are an address as a whole.
fn columns() -> impl Iterator<Item = (Entity, &'static str)> {
    let others = addresses::OTHER_COLUMNS.iter().map(|(table, column, _)| (*table, *column));
    others.chain([(Entity::Credential, "url")])
}

/// Cleans a text of a recorded row; whether that changed it.
fn clean(row: &mut Row, column: &str, part: fn(&str) -> Option<String>) -> bool {
    let Some(clean) = row.get(column).and_then(Value::as_str).and_then(part) else { return false };
    row.insert(column.to_owned(), Value::from(clean));
    true
}

/// An address without its secrets; None when it has none.
fn part_whole(url: &str) -> Option<String> {
    Some(addresses::part(url)).filter(|parted| !parted.secrets.is_empty()).map(|parted| parted.url)
}

/// An address alone on a line of the notes, which is where imports of earlier versions put that of a license.
fn is_address(line: &str) -> bool {
    let line = line.trim();
    line.contains("://") && !line.contains(char::is_whitespace)
}

pub(super) fn part_lines(notes: &str) -> Option<String> {
    let mut any = false;
    let lines: Vec<String> = notes
        .split('\n')
        .map(|line| match Some(line).filter(|line| is_address(line)).and_then(part_whole) {
            Some(clean) => {
                any = true;
                clean
            }
            None => line.to_owned(),
        })
        .collect();
    any.then(|| lines.join("\n"))
}

async fn found(conn: &mut SqliteConnection) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    for row in store::addresses(conn).await? {
        let Some(table) = Entity::parse(&row.entity) else { continue };
        let mut values: Vec<(FieldName, SecretString)> = Vec::new();
        let clean = if table == Entity::License {
            for address in row.text.split('\n').filter(|line| is_address(line)) {
                let taken: Vec<FieldName> = values.iter().map(|(name, _)| name.clone()).collect();
                values.extend(part_address(address.trim(), None, &taken).1);
            }
            part_lines(&row.text)
        } else {
            let parted = part_address(&row.text, row.username.as_deref(), &[]);
            values = parted.1;
            Some(parted.0).filter(|clean| *clean != row.text)
        };
        if let Some(clean) = clean {
            all.push(Found { table, column: row.place, id: row.id, name: row.name, clean, values });
        }
    }
    Ok(all)
}

/// Whether a row as it is stored has something secret in its address.
pub(crate) fn has_secret_address(table: Entity, row: &Row) -> bool {
    let text = |column: &str| row.get(column).and_then(Value::as_str);
    let notes = (table == Entity::License).then(|| text("notes").and_then(part_lines)).flatten();
    let mut whole = columns().filter(|(of, _)| *of == table);
    notes.is_some() || whole.any(|(_, column)| text(column).and_then(part_whole).is_some())
}

/// What [`store::addresses_to_part`] says of a file that is to be looked through.
pub(crate) async fn look_again(conn: &mut SqliteConnection) -> Result<()> {
    store::mark_addresses(conn, Some(LOOK)).await
}
