//! Which columns each kind of file has: the fields of the kind from its list, those of its parts, and a few that only files
//! have.

use super::{
    model::ImportKind,
    periods::Unit,
    sheet::{CellKind, Field},
};
use crate::{
    fields::{self, FieldKind, Fields},
    hardware::{DeviceInput, WarrantyInput},
    ids::Kind,
    licenses::LicenseInput,
    terms::TermInput,
    vendors::Contact,
};
use std::{collections::HashMap, sync::LazyLock};

/// What the columns of a warranty begin with.
pub(crate) const WARRANTY: &str = "warranty_";
/// What a column of a term begins with where the license has one of that name.
pub(crate) const TERM: &str = "term_";

/// The name of a term's column in a sheet of licenses or contracts.
pub(crate) fn term_column(owner: ImportKind, field: &fields::Field<'_>) -> String {
    let taken = fields::of_kind(owner.thing()).iter().any(|own| own.name == field.name);
    format!("{}{}", if taken { TERM } else { "" }, field.name)
}

/// What the columns of a vendor's contact begin with.
pub(crate) const CONTACT: &str = "contact_";

/// Who holds it, in the ways that files say it.
const HOLDER: [(&str, &str, CellKind, &str); 3] = [
    (
        "holder_name",
        "Holder",
        CellKind::Text,
        "fullname assignedto user benutzer nutzer mitarbeiter besitzer zugewiesenan usedby primaryuser utilisateur usager \
         attribuéà usuario asignadoa checkedoutto owner inhaber",
    ),
    (
        "holder_email",
        "Holder's email",
        CellKind::Email,
        "email useremail checkedouttoemail emailadresse mail",
    ),
    (
        "holder_username",
        "Holder's user name",
        CellKind::Code,
        "username checkedouttousername benutzername anmeldename",
    ),
];

/// What only files say of a device: it becomes other fields.
const OF_HARDWARE: [(&str, &str, CellKind, &str); 7] = [
    ("holder_first_name", "Holder's first name", CellKind::Text, "checkedouttofirstname firstname vorname"),
    ("holder_last_name", "Holder's last name", CellKind::Text, "checkedouttolastname lastname nachname"),
    ("location_path", "Location within others", CellKind::Text, ""),
    ("checked_out_location", "Checked out to location", CellKind::Text, "checkedoutlocation"),
    ("warranty_years", "Warranty years", CellKind::Years, "warrantydurationyears garantiejahre"),
    ("warranty_days", "Warranty days", CellKind::Number, "warrantydurationdays"),
    ("archived", "Archived", CellKind::YesNo, ""),
];

/// What a row of a license says besides its fields and those of its term.
const OF_LICENSES: [(&str, &str, CellKind, &str); 3] = [
    ("true_up", "Adds seats to the term with this end", CellKind::YesNo, "addedseats"),
    (
        "key",
        "License key",
        CellKind::Secret,
        "clédelicence clavedelicencia productkey serialnumber serial activationkey activationcode lizenzschlüssel \
         produktschlüssel seriennummer schlüssel",
    ),
    (
        "holder_asset",
        "Device that holds it",
        CellKind::Code,
        "assignedtoasset checkedouttoasset holderassettag",
    ),
];

fn said((name, label, kind, headers): &(&str, &str, CellKind, &str)) -> Field {
    Field::new((*name).to_owned(), (*label).to_owned(), *kind, headers)
}

static HARDWARE: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let own = DeviceInput::FIELDS.iter().filter(|field| field.name != "holder_id");
    let warranty = WarrantyInput::FIELDS.iter().map(|field| {
        let mut field = Field::of(field, WARRANTY, "Warranty");
        if field.name == "warranty_months" {
            field.kind = CellKind::Warranty;
        }
        field
    });
    let mut all: Vec<Field> = own
        .map(|field| match field.kind {
            // Found by its tag, serial or name once all rows are written: see `parents`.
            FieldKind::ById(_) => Field { kind: CellKind::Text, ..Field::of(field, "", "") },
            _ => Field::of(field, "", ""),
        })
        .collect();
    all.extend(HOLDER.iter().map(said));
    all.extend(warranty);
    all.extend(OF_HARDWARE.iter().map(|column| Field { only_read: true, ..said(column) }));
    all
});

/// The columns of a term in a row of its license or contract.
fn of_terms(owner: ImportKind) -> impl Iterator<Item = Field> {
    let own = TermInput::FIELDS.iter().map(move |field| {
        let mut column = match term_column(owner, field).strip_prefix(TERM) {
            Some(_) => Field::of(field, TERM, "Term"),
            None => Field::of(field, "", ""),
        };
        column.kind = match field.name {
            "billing_months" => CellKind::Billing,
            "renewal_months" => CellKind::Renewal,
            "notice_months" => CellKind::Notice(Some(Unit::Months)),
            "notice_days" => CellKind::Notice(Some(Unit::Days)),
            _ => column.kind,
        };
        column
    });
    own.chain([Field { only_read: true, ..said(&NOTICE) }])
}

/// A notice period in whichever unit each cell says.
const NOTICE: (&str, &str, CellKind, &str) = (
    "notice",
    "Notice period",
    CellKind::Notice(None),
    "cancellationperiod cancellationnotice terminationnotice kündigungsfrist préavis préavisderésiliation \
     plazodepreaviso preavviso opzegtermijn výpovědnílhůta výpovednálehota okreswypowiedzenia",
);

static LICENSES: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let mut all: Vec<Field> = LicenseInput::FIELDS.iter().map(|field| Field::of(field, "", "")).collect();
    all.extend(of_terms(ImportKind::Licenses));
    all.extend(HOLDER.iter().map(said));
    all.extend(OF_LICENSES.iter().map(said));
    all
});

/// The parts of a person's name, in files that have no column for the whole.
const OF_PEOPLE: [(&str, &str, CellKind, &str); 2] = [
    (
        "first_name",
        "First name",
        CellKind::Text,
        "givenname forename vorname prénom jméno meno imię voornaam",
    ),
    (
        "last_name",
        "Last name",
        CellKind::Text,
        "surname familyname lastname sn nachname familienname nomdefamille apellido apellidos příjmení priezvisko nazwisko \
         achternaam cognome",
    ),
];

/// The devices that a contract covers.
const DEVICES: (&str, &str, CellKind, &str) =
    ("devices", "Devices", CellKind::Links(Kind::Device), "covereddevices geräte");

/// The columns of the kinds whose rows are what their list of fields says, and parts.
static OTHERS: LazyLock<HashMap<ImportKind, Vec<Field>>> =
    LazyLock::new(|| ImportKind::ALL.into_iter().map(|kind| (kind, of_fields(kind))).collect());

fn of_fields(kind: ImportKind) -> Vec<Field> {
    let own = fields::of_kind(kind.thing()).iter().map(|field| Field::of(field, "", ""));
    let mut all: Vec<Field> = own.collect();
    match kind {
        ImportKind::Vendors => {
            all.extend(Contact::FIELDS.iter().map(|field| match field.kind {
                FieldKind::YesNo => Field::new(
                    format!("{CONTACT}{}", field.name),
                    field.label.to_owned(),
                    CellKind::YesNo,
                    "",
                ),
                _ => Field::of(field, CONTACT, "Contact"),
            }));
        }
        ImportKind::Contracts => {
            all.extend(of_terms(kind));
            all.push(said(&DEVICES));
        }
        ImportKind::People => {
            all.extend(OF_PEOPLE.iter().map(|column| Field { only_read: true, ..said(column) }));
        }
        _ => {}
    }
    all
}

/// The columns of a kind, in the order in which they are offered.
pub(super) fn of(kind: ImportKind) -> &'static [Field] {
    match kind {
        ImportKind::Licenses => &LICENSES,
        ImportKind::Hardware => &HARDWARE,
        other => OTHERS.get(&other).map_or(&[], Vec::as_slice),
    }
}
