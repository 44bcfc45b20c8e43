//! Locations: where devices stand and people work.

mod store;

use crate::{
    Act, Result,
    history::{self, Table},
    ids::new_id,
    input, row,
    text::name_key,
};
use sqlx::SqliteConnection;

/// The live location of this name, made when there is none. Also says whether it was made.
pub async fn find_or_create(conn: &mut SqliteConnection, act: &Act, name: &str) -> Result<(String, bool)> {
    let name = input::required("location", "a location", name)?;
    let key = name_key(&name);
    if let Some(id) = store::by_key(conn, &key).await? {
        return Ok((id, false));
    }
    let id = new_id();
    history::insert(conn, act, Table::Location, row! { "id": id, "name": name, "name_key": key }).await?;
    Ok((id, true))
}

/// The id for an optional name: none for a blank one. The present link stays where the name is its own, also
/// while that one is in Trash.
pub(crate) async fn id_for(
    conn: &mut SqliteConnection,
    act: &Act,
    name: &Option<String>,
    current: Option<String>,
) -> Result<Option<String>> {
    let Some(name) = crate::text::blank_to_none(name.clone()) else { return Ok(None) };
    let key = history::text_in(conn, Table::Location, current.as_deref(), "name_key").await?;
    if key.as_deref() == Some(name_key(&name).as_str()) {
        return Ok(current);
    }
    Ok(Some(find_or_create(conn, act, &name).await?.0))
}
