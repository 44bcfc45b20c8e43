//! Which list belongs to which kind of thing, and to which table.

use super::{Field, Fields};
use crate::{
    contracts::{self, ContractInput},
    credentials::{self, CredentialInput},
    hardware::{self, DeviceInput, WarrantyInput},
    history::Entity,
    ids::Kind,
    licenses::{self, LicenseInput},
    locations::{self, LocationInput},
    people::{self, PersonInput},
    terms::TermInput,
    vendors::{self, Contact, VendorInput},
};

/// The fields that a table's rows hold; none where no list is declared.
pub fn of_table(table: Entity) -> &'static [Field<'static>] {
    match table {
        Entity::Vendor => VendorInput::FIELDS,
        Entity::Contact => Contact::FIELDS,
        Entity::License => LicenseInput::FIELDS,
        Entity::Term => TermInput::FIELDS,
        Entity::Contract => ContractInput::FIELDS,
        Entity::Device => DeviceInput::FIELDS,
        Entity::Warranty => WarrantyInput::FIELDS,
        Entity::Credential => CredentialInput::FIELDS,
        Entity::Person => PersonInput::FIELDS,
        Entity::Location => LocationInput::FIELDS,
        _ => &[],
    }
}

/// The fields of a kind of thing.
pub fn of_kind(kind: Kind) -> &'static [Field<'static>] {
    of_table(kind.into())
}

/// The columns of a kind's list that are computed.
pub fn computed(kind: Kind) -> &'static [Field<'static>] {
    match kind {
        Kind::Vendor => vendors::model::COMPUTED,
        Kind::License => licenses::model::COMPUTED,
        Kind::Contract => contracts::model::COMPUTED,
        Kind::Device => hardware::model::COMPUTED,
        Kind::Credential => credentials::model::COMPUTED,
        Kind::Person => people::model::COMPUTED,
        Kind::Location => locations::model::COMPUTED,
    }
}

/// What the form of a new thing begins with, as JSON.
///
/// # Errors
/// When the input cannot be written as JSON, which no kind's is.
pub fn blank(kind: Kind) -> serde_json::Result<serde_json::Value> {
    match kind {
        Kind::Vendor => serde_json::to_value(VendorInput::default()),
        Kind::License => serde_json::to_value(LicenseInput::default()),
        Kind::Contract => serde_json::to_value(ContractInput::default()),
        Kind::Device => serde_json::to_value(DeviceInput::default()),
        Kind::Credential => serde_json::to_value(CredentialInput::default()),
        Kind::Person => serde_json::to_value(PersonInput::default()),
        Kind::Location => serde_json::to_value(LocationInput::default()),
    }
}
