//! The kinds of things as an edit of many sees them: read, changed by their list of fields, and written by their domain.

use crate::{
    Act, Error, Result,
    contracts::{self, ContractInput},
    credentials::{self, CredentialInput},
    fields::Fields,
    hardware::{self, DeviceInput},
    licenses::{self, LicenseInput},
    locations::{self, LocationInput},
    people::{self, PersonInput},
    terms::TermInput,
    vendors::{self, VendorInput},
};
use sqlx::SqliteConnection;

/// What a person enters about a thing, with the way from the database and back.
pub(super) trait Editable: Fields + Clone + Send + Sync {
    /// The version that was read, and what was entered.
    async fn load(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<(u32, Self)>;
    async fn save(conn: &mut SqliteConnection, act: &Act, id: &str, version: u32, input: Self) -> Result<()>;

    fn terms(&self) -> &[TermInput] {
        &[]
    }

    fn terms_mut(&mut self) -> Option<&mut Vec<TermInput>> {
        None
    }
}

fn in_trash() -> Error {
    Error::Refused("It is in Trash. Restore it first.".into())
}

macro_rules! editable {
    ($input:ident, $domain:ident, |$act:ident| ($($today:expr)?) $(, $part:item)*) => {
        impl Editable for $input {
            async fn load(conn: &mut SqliteConnection, $act: &Act, id: &str) -> Result<(u32, Self)> {
                let _ = &$act;
                let thing = $domain::get(conn, id $(, $today)?).await?;
                if thing.deleted {
                    return Err(in_trash());
                }
                Ok((thing.version, thing.fields))
            }

            async fn save(conn: &mut SqliteConnection, act: &Act, id: &str, version: u32, input: Self) -> Result<()> {
                $domain::update(conn, act, id, version, input).await
            }

            $($part)*
        }
    };
}

editable!(
    LicenseInput,
    licenses,
    |act| (act.now.today),
    fn terms(&self) -> &[TermInput] {
        &self.terms
    },
    fn terms_mut(&mut self) -> Option<&mut Vec<TermInput>> {
        Some(&mut self.terms)
    }
);
editable!(
    ContractInput,
    contracts,
    |act| (act.now.today),
    fn terms(&self) -> &[TermInput] {
        &self.terms
    },
    fn terms_mut(&mut self) -> Option<&mut Vec<TermInput>> {
        Some(&mut self.terms)
    }
);
editable!(DeviceInput, hardware, |act| (act.now.today));
editable!(PersonInput, people, |act| (act.now.today));
editable!(VendorInput, vendors, |act| ());
editable!(LocationInput, locations, |act| ());
editable!(CredentialInput, credentials, |act| ());

/// Runs `$body` with `$thing` as the input of a kind.
macro_rules! with_input {
    ($kind:expr, $thing:ident => $body:expr) => {
        match $kind {
            $crate::ids::Kind::License => {
                type $thing = $crate::licenses::LicenseInput;
                $body
            }
            $crate::ids::Kind::Contract => {
                type $thing = $crate::contracts::ContractInput;
                $body
            }
            $crate::ids::Kind::Device => {
                type $thing = $crate::hardware::DeviceInput;
                $body
            }
            $crate::ids::Kind::Person => {
                type $thing = $crate::people::PersonInput;
                $body
            }
            $crate::ids::Kind::Vendor => {
                type $thing = $crate::vendors::VendorInput;
                $body
            }
            $crate::ids::Kind::Location => {
                type $thing = $crate::locations::LocationInput;
                $body
            }
            $crate::ids::Kind::Credential => {
                type $thing = $crate::credentials::CredentialInput;
                $body
            }
        }
    };
}
pub(super) use with_input;
