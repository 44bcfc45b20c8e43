//! Addresses that were kept with a password or a key in them, as earlier versions did. Their secrets become values, and
//! rows, history, search index and free pages of the file are cleared of them. A file is looked through once, after the
//! upgrade; what needs the keyring waits for it, and what was cut off is begun again.

use super::{addresses, copies, part_address, store};
use crate::{
    Act, Result,
    clock::Now,
    db::Db,
    history::{self, Actor, Row, Table},
    licenses,
    secrets::{self, About, FieldName, Keyring, KeyringState, SecretString, Slot},
};
use serde::Serialize;
use serde_json::Value;

/// What is left of addresses with secrets in them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AddressStatus {
    /// Credentials and licenses whose secrets wait for the keyring to be ready.
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
    /// A credential, else a license.
    credential: bool,
    id: String,
    /// The text as it may be kept: the address, or the notes of a license.
    clean: String,
    values: Vec<(FieldName, SecretString)>,
}

/// How it stands, without changing anything.
pub async fn status(db: &Db) -> Result<AddressStatus> {
    let mut status = AddressStatus::default();
    {
        let mut conn = db.read().await?;
        match store::addresses_to_part(&mut conn).await?.as_deref() {
            Some(CLEAR) => status.uncleared = true,
            Some(_) => status.waiting = u32::try_from(found(&mut conn).await?.len()).unwrap_or(u32::MAX),
            None => {}
        }
    }
    let copies = copies::with_secrets(db.folder()).await;
    let names = copies.iter().filter_map(|copy| copy.file_name());
    status.copies = names.map(|name| name.to_string_lossy().into_owned()).collect();
    Ok(status)
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
pub async fn part_stored(db: &Db, keyring: &Keyring, now: &Now, actor: Actor) -> Result<bool> {
    let mark = store::addresses_to_part(&mut *db.read().await?).await?;
    let Some(mark) = mark else { return Ok(false) };
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
        let (table, column) =
            if row.credential { (Table::Credential, "url") } else { (Table::License, "notes") };
        let mut changes = Row::new();
        changes.insert(column.to_owned(), Value::from(row.clean));
        history::update(&mut tx, act, table, &row.id, None, changes).await?;
        for ((name, _), staged) in row.values.into_iter().zip(&mut staged_values) {
            let slot = if row.credential {
                Slot::credential(&row.id, name)
            } else {
                let key = licenses::add_key(&mut tx, act, &row.id, Some(name.to_string())).await?;
                Slot::license_key(key)
            };
            secrets::adopt(&mut tx, act, staged, &slot, &About::default()).await?;
        }
    }
    // What was recorded of them, this act included.
    let credentials =
        history::rewrite(&mut tx, Table::Credential, |row| clean(row, "url", part_whole)).await?;
    let licenses = history::rewrite(&mut tx, Table::License, |row| clean(row, "notes", part_lines)).await?;
    let clear = any || credentials + licenses > 0;
    store::mark_addresses(&mut tx, clear.then_some(CLEAR)).await?;
    tx.commit().await?;
    Ok(clear)
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

fn part_lines(notes: &str) -> Option<String> {
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

async fn found(conn: &mut sqlx::SqliteConnection) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    for row in store::addresses(conn).await? {
        if let Some(url) = row.url {
            let taken: Vec<FieldName> = Vec::new();
            let (clean, values) = part_address(&url, row.username.as_deref(), &taken);
            if clean != url {
                all.push(Found { credential: true, id: row.id, clean, values });
            }
        } else if let Some(notes) = row.notes
            && let Some(clean) = part_lines(&notes)
        {
            let addresses = notes.split('\n').filter(|line| is_address(line));
            let mut values: Vec<(FieldName, SecretString)> = Vec::new();
            for address in addresses {
                let taken: Vec<FieldName> = values.iter().map(|(name, _)| name.clone()).collect();
                values.extend(part_address(address.trim(), None, &taken).1);
            }
            all.push(Found { credential: false, id: row.id, clean, values });
        }
    }
    Ok(all)
}

/// Whether a row as it is stored has something secret in its address.
pub(crate) fn has_secret_address(table: Table, row: &Row) -> bool {
    let text = |column: &str| row.get(column).and_then(Value::as_str);
    match table {
        Table::Credential => text("url").and_then(part_whole).is_some(),
        Table::License => text("notes").and_then(part_lines).is_some(),
        _ => false,
    }
}

/// What [`store::addresses_to_part`] says of a file that is to be looked through.
pub(crate) async fn look_again(conn: &mut sqlx::SqliteConnection) -> Result<()> {
    store::mark_addresses(conn, Some(LOOK)).await
}
