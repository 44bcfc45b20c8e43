//! Rows that say to which device theirs belongs. Those it names may stand further down in the file, so that this is
//! written once all devices are.

use super::{
    plan::Planned,
    rows::{Parsed, Row},
    values::{Values, text},
};
use crate::{
    Act, Error, Result, hardware,
    text::{name_key, serial_key},
};
use sqlx::SqliteConnection;
use std::collections::HashSet;

/// Says where a row names a device that is neither here nor in the file.
pub(super) fn note_unknown(parsed: &Parsed, rows: &mut [Planned], is_here: impl Fn(&str) -> bool) {
    if parsed.column_of("parent").is_none() {
        return;
    }
    let brought: HashSet<String> = parsed.rows.iter().flat_map(|row| names(&row.values)).collect();
    for (row, planned) in parsed.rows.iter().zip(rows) {
        let Some(parent) = text(&row.values, "parent") else { continue };
        let known = is_here(&parent)
            || brought.contains(&name_key(&parent))
            || serial_key(&parent).is_some_and(|serial| brought.contains(&serial));
        if !known {
            planned.notices.push(parsed.remark(
                row,
                "parent",
                "No device has this asset tag, serial or name: it is left out of the row.",
            ));
        }
    }
}

/// Everything that a row's device may be called by.
fn names(values: &Values) -> impl Iterator<Item = String> {
    let key = |column: &str| text(values, column).map(|text| name_key(&text));
    let serial = text(values, "serial").and_then(|serial| serial_key(&serial));
    [key("asset_tag"), key("name"), serial].into_iter().flatten()
}

/// A device that was written, and what its row calls the one it belongs to.
pub(super) struct Child {
    pub id: String,
    pub row: u32,
    pub parent: String,
}

impl Child {
    /// The child that a row speaks of; None where it names no parent.
    pub fn of(id: &str, row: &Row) -> Option<Child> {
        Some(Child { id: id.to_owned(), row: row.number, parent: text(&row.values, "parent")? })
    }

    /// Writes to which device it belongs. One that nothing names was told of before.
    pub async fn place(&self, conn: &mut SqliteConnection, act: &Act) -> Result<()> {
        let parent = match hardware::resolve(conn, &self.parent).await {
            Ok(parent) => parent.id,
            Err(Error::Refused(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let input = hardware::input_of(conn, &self.id).await?;
        if input.parent_id.as_deref() == Some(parent.as_str()) {
            return Ok(());
        }
        let version = hardware::version(conn, &self.id).await?;
        let input = hardware::DeviceInput { parent_id: Some(parent), ..input };
        hardware::update(conn, act, &self.id, version, input).await
    }
}
