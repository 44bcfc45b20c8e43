//! Links by name: what is not there yet is made.

use super::{FieldKind, Fields, Value};
use crate::{
    Act, Result,
    history::{self, Entity, Row},
    ids::Kind,
    locations, vendors,
};
use sqlx::SqliteConnection;

/// The columns of an input's links by name. A link stays where the name is still its own, also while what it leads to is
/// in Trash.
pub(crate) async fn links<T: Fields + Sync>(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    input: &T,
    own_id: Option<&str>,
) -> Result<Row> {
    let mut row = Row::new();
    for (place, field) in T::FIELDS.iter().enumerate() {
        let FieldKind::Named(kind) = field.kind else { continue };
        let name = match input.get(place) {
            Value::Text(name) => Some(name),
            _ => None,
        };
        let column = format!("{}_id", field.name);
        let present = history::text_in(conn, table, own_id, &column).await?;
        let id = match kind {
            Kind::Vendor => vendors::id_for(conn, act, &name, present).await?,
            Kind::Location => locations::id_for(conn, act, &name, present).await?,
            _ => present,
        };
        row.insert(column, id.into());
    }
    Ok(row)
}
