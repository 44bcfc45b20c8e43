//! By what a list sorts.

use super::{Field, FieldKind, Key, List};
use crate::ids::Kind;

/// The name of each column that a list can be sorted by, and the SQL for it, the list's own order first. `alias` is the
/// kind's table in the query; a link is joined under the first letter that [`alias_of`] says.
pub(crate) fn sorts(alias: &str, fields: &[Field<'_>], first: &str) -> Vec<(String, String)> {
    let mut sorts: Vec<(String, String)> = fields
        .iter()
        .filter(|field| field.list != List::Never)
        .map(|field| (field.shown_name().to_owned(), expression(alias, field)))
        .collect();
    sorts.sort_by_key(|(name, _)| name != first);
    sorts
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
