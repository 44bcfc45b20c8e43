//! The fields that a column may go to, and under which headers they arrive.

mod hardware;
mod licenses;

use super::model::{ImportField, ImportKind};

/// How the cells of a field are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    Text,
    /// Several columns may go here; their texts are joined by line breaks.
    Notes,
    Email,
    Date,
    Money,
    /// A whole number.
    Number,
    /// A whole number or no limit.
    Seats,
    Months,
    /// A length in years, kept in months.
    Years,
    /// A length in months, or for life.
    Warranty,
    /// Words with commas or semicolons between them.
    Tags,
    YesNo,
    /// One of the words of a list; each with the value it stands for.
    Choice(&'static [(&'static str, &'static [&'static str])]),
    /// Goes to the keyring.
    Secret,
}

/// A field: its name in options and files, its label on screen, how it is read, and the headers (as
/// letters and digits) that mean it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: CellKind,
    pub headers: &'static [&'static str],
}

impl Field {
    pub fn secret(&self) -> bool {
        self.kind == CellKind::Secret
    }
}

const fn field(
    name: &'static str,
    label: &'static str,
    kind: CellKind,
    headers: &'static [&'static str],
) -> Field {
    Field { name, label, kind, headers }
}

/// The fields of a kind of thing, in the order in which they are offered.
pub(super) fn of(kind: ImportKind) -> &'static [Field] {
    match kind {
        ImportKind::Licenses => licenses::FIELDS,
        ImportKind::Hardware => hardware::FIELDS,
    }
}

/// A field by its name.
pub(super) fn by_name(kind: ImportKind, name: &str) -> Option<&'static Field> {
    of(kind).iter().find(|field| field.name == name)
}

/// The fields as the wizard offers them.
pub(super) fn offered(kind: ImportKind) -> Vec<ImportField> {
    of(kind)
        .iter()
        .map(|field| ImportField {
            name: field.name.to_owned(),
            label: field.label.to_owned(),
            secret: field.secret(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::headers::header_key;
    use std::collections::HashSet;

    #[test]
    fn no_two_fields_claim_one_header() {
        for kind in [ImportKind::Licenses, ImportKind::Hardware] {
            let mut seen = HashSet::new();
            for field in of(kind) {
                for header in field.headers {
                    assert_eq!(header_key(header), *header, "{} is no key", header);
                    assert!(seen.insert(*header), "{header} stands twice");
                }
                for own in [field.name, field.label] {
                    assert!(
                        field.headers.contains(&header_key(own).as_str()),
                        "{} does not read itself as {own}",
                        field.name
                    );
                }
            }
        }
    }
}
