//! A person: who holds devices and seats.

use crate::fields::{CustomValues, Field, FieldKind, Fields, List};
use serde::{Deserialize, Serialize};

/// What one enters about a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
#[fields(row = PersonFields)]
pub struct PersonInput {
    #[field(Text, label = "Name", required, key = Name, search = Title, list = Shown, width = "minmax(150px, 1.5fr)", headers = "displayname fullname employee employeename person mitarbeiter anzeigename nom nombre")]
    pub name: String,
    #[field(Email, label = "Email", key = Name, single, search = Body, list = Shown, width = "minmax(150px, 1.5fr)", headers = "mail emailaddress userprincipalname emailadresse primaryemail")]
    pub email: Option<String>,
    #[field(Code, label = "User name", single, search = Codes, list = Offered, width = "minmax(100px, 1fr)", headers = "login samaccountname benutzername anmeldename")]
    pub username: Option<String>,
    #[field(Code, label = "Employee number", single, search = Codes, list = Offered, width = "110px", headers = "employeeid employeeno personalnummer")]
    pub employee_number: Option<String>,
    #[field(Text, label = "Job title", search = Body, list = Offered, width = "minmax(110px, 1fr)", headers = "title jobtitle position funktion stelle")]
    pub job_title: Option<String>,
    #[field(Text, label = "Department", search = Body, list = Shown, width = "minmax(100px, 1fr)", headers = "abteilung team")]
    pub department: Option<String>,
    #[field(Phone, label = "Phone", search = Body, list = Offered, width = "130px", headers = "telephone telefon mobile phonenumber")]
    pub phone: Option<String>,
    /// Name of a location; it is created when there is none such.
    #[field(Named(Location), label = "Location", list = Shown, width = "minmax(90px, 1fr)", headers = "office standort ort büro")]
    pub location: Option<String>,
    #[field(ById(Person), label = "Manager", list = Offered, width = "minmax(110px, 1fr)", sort = "manager COLLATE NOCASE", headers = "supervisor vorgesetzter")]
    pub manager_id: Option<String>,
    /// YYYY-MM-DD.
    #[field(Day, label = "First day", list = Offered, headers = "startdate hiredate starts eintritt eintrittsdatum")]
    pub starts_on: Option<String>,
    #[field(Day, label = "Last day", list = Shown, width = "138px", headers = "enddate leaves leavedate austritt austrittsdatum")]
    pub leaves_on: Option<String>,
    #[field(Notes, label = "Notes", search = Body, headers = "note comments comment remarks bemerkung bemerkungen notizen kommentar")]
    pub notes: Option<String>,
    #[field(Tags, label = "Tags", search = Body, headers = "labels schlagworte")]
    pub tags: Vec<String>,
    #[field(custom)]
    pub custom: CustomValues,
}

/// A person with all that they have.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Person {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: PersonInput,
    pub location_id: Option<String>,
    pub manager: Option<String>,
    /// The people who name this one as their manager, by name.
    pub reports: Vec<PersonLink>,
    /// Whether the last day lies before today.
    pub left: bool,
    pub devices: Vec<HeldDevice>,
    pub seats: Vec<HeldSeat>,
    /// Seats that were given back, the latest first.
    pub past_seats: Vec<PastSeat>,
    /// Credentials the person owns or knows, by name.
    pub logins: Vec<KnownLogin>,
}

/// Another person, as a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PersonLink {
    pub id: String,
    pub name: String,
}

/// A credential that a person owns or knows; never its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KnownLogin {
    pub credential_id: String,
    pub name: String,
    pub username: Option<String>,
    /// Its owner; else one who knows it.
    pub owner: bool,
    /// When its value was last changed.
    pub changed_on: Option<String>,
}

/// A seat that a person had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PastSeat {
    pub license_id: String,
    pub license: String,
    pub quantity: u32,
    pub from_on: Option<String>,
    pub until_on: Option<String>,
}

/// A device that the person holds.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldDevice {
    pub id: String,
    pub name: String,
    pub asset_tag: Option<String>,
    pub serial: Option<String>,
    /// Lent, and to be back by this day.
    pub return_by: Option<String>,
}

/// Seats that a person or a device has.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldSeat {
    pub assignment_id: String,
    pub license_id: String,
    pub license: String,
    pub quantity: u32,
    pub from_on: Option<String>,
    /// The last day; None is open.
    pub until_on: Option<String>,
}

/// A person as a row of the list, with how much they have.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PersonRow {
    pub id: String,
    #[serde(flatten)]
    pub fields: PersonFields,
    pub manager: Option<String>,
    pub devices: u32,
    pub seats: u32,
    /// Credentials the person owns or knows.
    pub logins: u32,
}

/// The columns of the list of people that are computed.
pub(crate) const COMPUTED: &[Field<'static>] = &[
    Field {
        name: "devices",
        label: "Devices",
        kind: FieldKind::Count,
        list: List::Shown,
        width: "72px",
        sort: "devices",
        ..Field::BLANK
    },
    Field {
        name: "seats",
        label: "Seats",
        kind: FieldKind::Count,
        list: List::Shown,
        width: "60px",
        sort: "seats",
        ..Field::BLANK
    },
    Field {
        name: "logins",
        label: "Logins",
        kind: FieldKind::Count,
        list: List::Offered,
        width: "64px",
        sort: "logins",
        ..Field::BLANK
    },
];
