//! Attachments: any file on any thing, kept in the database, each content once.

mod store;

use crate::{
    Act, Error, Result,
    history::{self, Table},
    ids::{Kind, new_id},
    input, row,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

/// The largest file that is taken, in bytes.
pub const MAX_BYTES: usize = 25 * 1024 * 1024;

#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Attachment {
    pub id: String,
    pub name: String,
    /// Bytes.
    pub size: u32,
    pub created_at: String,
}

pub async fn list(conn: &mut SqliteConnection, entity_id: &str) -> Result<Vec<Attachment>> {
    store::list(conn, entity_id).await
}

/// Adds a file to a thing. Equal contents are stored once.
pub async fn add(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    entity_id: &str,
    name: &str,
    bytes: &[u8],
) -> Result<String> {
    let name = input::required("name", "a file name", name)?;
    if bytes.len() > MAX_BYTES {
        return Err(Error::Refused(format!("“{name}” is larger than 25 MB. It was not added.")));
    }
    let sha256 = keep_content(conn, bytes).await?;
    let id = new_id();
    let attachment = row! {
        "id": id, "entity": kind.as_str(), "entity_id": entity_id, "name": name, "size": bytes.len(), "sha256": sha256,
    };
    history::insert(conn, act, Table::Attachment, attachment).await?;
    Ok(id)
}

/// The name under which a content is kept: its SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keeps bytes under their SHA-256, once, and gives it.
pub(crate) async fn keep_content(conn: &mut SqliteConnection, bytes: &[u8]) -> Result<String> {
    let sha256 = sha256(bytes);
    store::keep_content(conn, &sha256, bytes).await?;
    Ok(sha256)
}

/// SHA-256 and bytes of every file that is attached to something.
pub(crate) async fn contents(conn: &mut SqliteConnection) -> Result<Vec<(String, Vec<u8>)>> {
    store::contents(conn).await
}

/// Name and bytes of a file.
pub async fn read(conn: &mut SqliteConnection, id: &str) -> Result<(String, Vec<u8>)> {
    store::read(conn, id).await?.ok_or_else(|| Error::not_found("attachment", id))
}

/// Takes a file off its thing. The content stays for undo, until purged.
pub async fn remove(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    history::remove(conn, act, Table::Attachment, id).await
}
