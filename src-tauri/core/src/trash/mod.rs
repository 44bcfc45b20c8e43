//! Trash: deleting keeps every link, restoring brings the thing back as it was.

mod store;

use crate::{
    Act, Error, Result, contracts,
    history::{self, Entity},
    ids::Kind,
    row,
};
use sqlx::SqliteConnection;

/// Moves a thing to Trash. What hangs on it stays as it is and comes back with it.
///
/// # Errors
/// [`Error::NotFound`] when it is not there, [`Error::Database`] when nothing can be written.
pub async fn delete(conn: &mut SqliteConnection, act: &Act, kind: Kind, id: &str) -> Result<()> {
    let changes = row! { "deleted_at": act.now.timestamp() };
    history::update_as(conn, act, Entity::from(kind), id, None, changes, "deleted").await?;
    if kind == Kind::Contract {
        contracts::cover_anew(conn, act, id).await?;
    }
    Ok(())
}

/// Takes a thing out of Trash. Refused with [`Error::Taken`] when its unique name is in use by now.
///
/// # Errors
/// [`Error::Taken`] as said, with the id of the other; [`Error::NotFound`] when it is not there; [`Error::Database`]
/// when nothing can be written.
pub async fn restore(conn: &mut SqliteConnection, act: &Act, kind: Kind, id: &str) -> Result<()> {
    if let Some(other) = store::taken_by(conn, kind, id).await? {
        return Err(Error::Taken {
            field: if kind == Kind::Device {
                "asset_tag"
            } else if kind == Kind::Person {
                "email"
            } else {
                "name"
            }
            .into(),
            message: format!("“{}” has taken its place since. Rename one of the two, then restore.", other.1),
            other_id: Some(other.0),
        });
    }
    let changes = row! { "deleted_at": Option::<String>::None };
    history::update_as(conn, act, Entity::from(kind), id, None, changes, "restored").await?;
    if kind == Kind::Contract {
        contracts::cover_anew(conn, act, id).await?;
    }
    Ok(())
}
