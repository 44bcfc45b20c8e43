//! A vendor: whom one buys from and calls.

use crate::fields::{CustomValues, Field, FieldKind, Fields, List};
use serde::{Deserialize, Serialize};

/// What a person enters about a vendor. Blank texts count as empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
#[fields(row = VendorFields)]
pub struct VendorInput {
    #[field(Text, label = "Name", required, key = Name, search = Title, list = Shown, width = "minmax(160px, 2fr)", headers = "vendorname suppliername supplier company firma lieferant fournisseur proveedor")]
    pub name: String,
    #[field(Url, label = "Website", search = Body, list = Offered, width = "minmax(120px, 1fr)", headers = "url web homepage webseite")]
    pub website: Option<String>,
    #[field(Url, label = "Portal", headers = "portal supportportal kundenportal")]
    pub portal_url: Option<String>,
    #[field(Notes, label = "Address", headers = "adresse street anschrift")]
    pub address: Option<String>,
    #[field(Code, label = "Account number", search = Codes, list = Shown, width = "minmax(110px, 1fr)", headers = "account customernumber customerno kundennummer")]
    pub account_number: Option<String>,
    #[field(Phone, label = "Support phone", search = Body, list = Shown, width = "minmax(128px, 1fr)", headers = "phone telephone telefon supportnumber")]
    pub support_phone: Option<String>,
    #[field(Email, label = "Support email", search = Body, list = Offered, width = "minmax(140px, 1fr)", headers = "email mail")]
    pub support_email: Option<String>,
    #[field(Text, label = "Support hours", headers = "hours supportzeiten")]
    pub support_hours: Option<String>,
    #[field(Text, label = "Service level", headers = "servicelevelagreement")]
    pub sla: Option<String>,
    #[field(Notes, label = "Notes", search = Body, headers = "note comments comment remarks bemerkung bemerkungen notizen kommentar")]
    pub notes: Option<String>,
    #[field(part)]
    pub contacts: Vec<Contact>,
    #[field(Tags, label = "Tags", search = Body, headers = "labels schlagworte")]
    pub tags: Vec<String>,
    #[field(custom)]
    pub custom: CustomValues,
}

/// Somebody at a vendor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Contact {
    /// None for a new one.
    #[field(part)]
    pub id: Option<String>,
    #[field(Text, label = "Name", required)]
    pub name: String,
    #[field(Text, label = "Role")]
    pub role: Option<String>,
    #[field(Email, label = "Email")]
    pub email: Option<String>,
    #[field(Phone, label = "Phone")]
    pub phone: Option<String>,
    #[field(YesNo, label = "First contact", column = "is_primary")]
    pub primary: bool,
}

/// A vendor as its page shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Vendor {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: VendorInput,
    pub counts: VendorCounts,
}

/// How many live things hang on a vendor.
#[derive(Debug, Clone, Default, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VendorCounts {
    pub licenses: u32,
    pub contracts: u32,
    pub devices: u32,
    pub credentials: u32,
}

/// A vendor that may be the same as one that is being entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SimilarVendor {
    pub id: String,
    pub name: String,
}

/// A line of the vendor list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VendorRow {
    pub id: String,
    #[serde(flatten)]
    pub fields: VendorFields,
    pub licenses: u32,
    pub contracts: u32,
    pub devices: u32,
    pub credentials: u32,
    /// The next open deadline of anything bought from it, today or later: the first that its page shows.
    pub next_due_on: Option<String>,
    /// How many of its open deadlines are past.
    pub overdue: u32,
}

/// The columns of the list of vendors that are computed.
pub(crate) const COMPUTED: &[Field<'static>] = &[
    Field {
        name: "licenses",
        label: "Licenses",
        kind: FieldKind::Count,
        list: List::Shown,
        width: "76px",
        sort: "licenses",
        ..Field::BLANK
    },
    Field {
        name: "contracts",
        label: "Contracts",
        kind: FieldKind::Count,
        list: List::Offered,
        width: "84px",
        sort: "contracts",
        ..Field::BLANK
    },
    Field {
        name: "devices",
        label: "Devices",
        kind: FieldKind::Count,
        list: List::Shown,
        width: "84px",
        sort: "devices",
        ..Field::BLANK
    },
    Field {
        name: "credentials",
        label: "Credentials",
        kind: FieldKind::Count,
        list: List::Shown,
        width: "94px",
        sort: "credentials",
        ..Field::BLANK
    },
    Field {
        name: "next_due_on",
        label: "Next deadline",
        kind: FieldKind::Day,
        list: List::Shown,
        width: "150px",
        sort: "next_due_on",
        ..Field::BLANK
    },
    Field {
        name: "overdue",
        label: "Overdue",
        kind: FieldKind::Count,
        list: List::Offered,
        width: "84px",
        sort: "overdue",
        ..Field::BLANK
    },
];
