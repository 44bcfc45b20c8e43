//! Which list belongs to which kind of thing, and to which table.

use super::{Field, Fields};
use crate::{
    hardware::{self, DeviceInput, WarrantyInput},
    history::Table,
    ids::Kind,
    licenses::LicenseInput,
    terms::TermInput,
};

/// The fields that a table's rows hold; none where no list is declared.
pub(crate) fn of_table(table: Table) -> &'static [Field<'static>] {
    match table {
        Table::Device => DeviceInput::FIELDS,
        Table::Warranty => WarrantyInput::FIELDS,
        Table::License => LicenseInput::FIELDS,
        Table::Term => TermInput::FIELDS,
        _ => &[],
    }
}

/// The fields of a kind of thing, and the columns of its list that are computed.
pub fn of_kind(kind: Kind) -> (&'static [Field<'static>], &'static [Field<'static>]) {
    match kind {
        Kind::Device => (DeviceInput::FIELDS, hardware::model::COMPUTED),
        Kind::License => (LicenseInput::FIELDS, &[]),
        _ => (&[], &[]),
    }
}
