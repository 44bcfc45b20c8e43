//! SQL of the Trash.

use crate::{Result, ids::Kind};
use sqlx::SqliteConnection;

/// The live thing (id, name) that holds the unique value of a deleted one.
pub(super) async fn taken_by(
    conn: &mut SqliteConnection,
    kind: Kind,
    id: &str,
) -> Result<Option<(String, String)>> {
    let sql = match kind {
        Kind::Vendor => {
            "SELECT o.id, o.name FROM vendor v JOIN vendor o ON o.name_key = v.name_key AND o.deleted_at IS NULL AND o.id <> v.id WHERE v.id = ?"
        }
        Kind::Location => {
            "SELECT o.id, o.name FROM location v JOIN location o ON o.name_key = v.name_key AND o.deleted_at IS NULL AND o.id <> v.id WHERE v.id = ?"
        }
        Kind::Device => {
            "SELECT o.id, o.name FROM device v JOIN device o ON o.asset_tag_key = v.asset_tag_key AND o.deleted_at IS NULL AND o.id <> v.id WHERE v.id = ?"
        }
        Kind::Person => {
            "SELECT o.id, o.name FROM person v JOIN person o ON o.email_key = v.email_key AND o.deleted_at IS NULL AND o.id <> v.id WHERE v.id = ?"
        }
        Kind::License | Kind::Contract | Kind::Credential => return Ok(None),
    };
    Ok(sqlx::query_as(sql).bind(id).fetch_optional(conn).await?)
}
