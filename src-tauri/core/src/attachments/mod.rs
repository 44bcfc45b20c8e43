//! Attachments: any file on any thing, kept in the database, each content once.

mod store;

use crate::{
    Act, Error, Result,
    history::{self, Entity},
    ids::{Kind, new_id},
    input, row, text,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

/// The largest file that is taken, in bytes.
pub const MAX_BYTES: usize = 25 * 1024 * 1024;

/// Endings of what is opened from the window: documents, pictures, text and mail, none of which a desktop runs. Pages and
/// pictures that may hold scripts (HTML, SVG) and documents made for macros are not among them.
const SHOWN: [&str; 36] = [
    "avif", "bmp", "cfg", "conf", "csv", "doc", "docx", "eml", "gif", "heic", "ini", "jpeg", "jpg", "json",
    "log", "md", "msg", "odp", "ods", "odt", "pdf", "png", "ppt", "pptx", "rtf", "text", "tif", "tiff",
    "toml", "tsv", "txt", "webp", "xls", "xlsx", "yaml", "yml",
];

/// Whether a file of this name is opened when somebody wants to see it. Anything else may run: it is only saved. What
/// counts is the last ending as a system sees it, without the dots and spaces that some leave off; a name that shows
/// otherwise than it is, by signs that turn or hide letters, counts as none.
pub fn is_shown(name: &str) -> bool {
    if name.chars().any(text::is_unseen) {
        return false;
    }
    let ending = name.trim_end_matches(['.', ' ']).rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| SHOWN.contains(&ending.as_str()))
}

/// A file on a thing, without its bytes.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Attachment {
    pub id: String,
    pub name: String,
    /// Bytes.
    pub size: u32,
    pub created_at: String,
}

/// The files of a thing, by its id.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn list(conn: &mut SqliteConnection, entity_id: &str) -> Result<Vec<Attachment>> {
    store::list(conn, entity_id).await
}

/// Adds a file to a thing. Equal contents are stored once.
///
/// # Errors
/// [`Error::Field`] for a blank name, [`Error::Refused`] for more than [`MAX_BYTES`].
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
    history::insert(conn, act, Entity::Attachment, attachment).await?;
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
///
/// # Errors
/// [`Error::NotFound`] for a file that is not there.
pub async fn read(conn: &mut SqliteConnection, id: &str) -> Result<(String, Vec<u8>)> {
    store::read(conn, id).await?.ok_or_else(|| Error::not_found("attachment", id))
}

/// Takes a file off its thing. The content stays for undo, until purged.
///
/// # Errors
/// [`Error::NotFound`] for a file that is not there.
pub async fn remove(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    history::remove(conn, act, Entity::Attachment, id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_opened_and_nothing_else() {
        for name in ["Invoice.pdf", "photo.JPEG", "notes.txt", "Offer.docx", "list.csv. ", "a.exe.pdf"] {
            assert!(is_shown(name), "{name}");
        }
        for ending in [
            "pif",
            "msc",
            "reg",
            "chm",
            "url",
            "vbe",
            "wsh",
            "xll",
            "py",
            "jnlp",
            "pkg",
            "terminal",
            "exe",
            "lnk",
            "sh",
            "desktop",
            "appimage",
            "html",
            "svg",
            "docm",
            "xlsm",
            "iso",
            "zip",
            "one",
            "webloc",
            "scf",
            "settingcontent-ms",
            "application",
            "appref-ms",
            "inf",
            "gadget",
            "ps1",
            "tool",
            "workflow",
            "rdp",
        ] {
            for name in [
                format!("x.{ending}"),
                format!("Invoice.pdf.{}", ending.to_uppercase()),
                format!("x.{ending}. ."),
            ] {
                assert!(!is_shown(&name), "{name}");
            }
        }
        for name in
            ["README", "", ".", "pdf", "x.", "Invoice\u{202e}exe.pdf", "a.exe\u{200b}.pdf", "a.p\u{ad}df"]
        {
            assert!(!is_shown(name), "{name:?}");
        }
        assert!(SHOWN.is_sorted());
    }
}
