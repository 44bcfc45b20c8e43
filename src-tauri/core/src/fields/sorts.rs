//! By what a list sorts.

use super::{Field, FieldKind, Key, List, custom};
use crate::{Error, Result, ids::Kind, list::ListQuery};

/// The ORDER BY of a list: by the column that the query names, in the list's own order by `first`. `alias` is the kind's table
/// in the query; a link is joined under the first letter that [`alias_of`] says.
///
/// # Errors
/// [`Error::Field`] for a name by which the list cannot be sorted.
pub(crate) fn order(
    query: &ListQuery,
    alias: &str,
    fields: &[Field<'_>],
    computed: &[Field<'_>],
    first: &str,
) -> Result<String> {
    let name = if query.sort.is_empty() { first } else { &query.sort };
    let columns = || fields.iter().chain(computed).filter(|field| field.list != List::Never);
    let listed = columns().find(|field| field.shown_name() == name);
    let by = listed.map(|field| expression(alias, field)).or_else(|| custom::sort(alias, name));
    let Some(by) = by else {
        let names: Vec<&str> = columns().map(Field::shown_name).collect();
        return Err(Error::field(
            "sort",
            format!("This list cannot be sorted by “{name}”. It can by: {}.", names.join(", ")),
        ));
    };
    let direction = if query.descending { "DESC" } else { "ASC" };
    Ok(format!(" ORDER BY {by} {direction} NULLS LAST"))
}

fn expression(alias: &str, field: &Field<'_>) -> String {
    let name = field.name;
    if !field.sort.is_empty() {
        return field.sort.to_owned();
    }
    match (field.key, field.kind) {
        (Key::Name | Key::Serial, _) => format!("{alias}.{name}_key"),
        (Key::None, FieldKind::Named(kind) | FieldKind::ById(kind)) => format!("{}.name_key", alias_of(kind)),
        (Key::None, FieldKind::Money) => format!("{alias}.{name}_minor"),
        (Key::None, FieldKind::Text | FieldKind::Email | FieldKind::Url | FieldKind::Notes) => {
            format!("{alias}.{name} COLLATE NOCASE")
        }
        (Key::None, _) => format!("{alias}.{name}"),
    }
}

/// Under which alias lists join what a field links to.
pub(crate) fn alias_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Vendor => "v",
        Kind::Person => "p",
        Kind::Location => "o",
        Kind::License => "l",
        Kind::Contract => "k",
        Kind::Device => "d",
        Kind::Credential => "c",
    }
}
