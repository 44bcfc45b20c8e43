//! The columns that a sheet of a kind may have: the fields of the kind, those of its parts, and a few that only files have.

use super::{
    languages,
    model::{ImportField, ImportKind},
};
use crate::{
    Result,
    fields::{
        self, Choice, FieldKind, Fields,
        custom::{self, CustomField, CustomType, PREFIX},
    },
    hardware::{DeviceInput, WarrantyInput},
    ids::Kind,
    licenses::LicenseInput,
    terms::TermInput,
};
use holdfast_sheets::header_key;
use sqlx::SqliteConnection;
use std::sync::{LazyLock, Mutex, PoisonError};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum CellKind {
    Text,
    /// A text that is copied and never counted.
    Code,
    /// An address, in which nothing may be secret.
    Address,
    /// Several columns may go here; their texts are joined by line breaks.
    Notes,
    Email,
    Date,
    Money,
    /// A whole number that is not below zero.
    Number,
    /// Any whole number.
    Whole,
    /// A whole number or no limit.
    Seats,
    Months,
    /// A length in years, kept in months.
    Years,
    /// A length in months, or for life.
    Warranty,
    Percent,
    /// Words with commas or semicolons between them.
    Tags,
    YesNo,
    /// One of these words.
    Choice(&'static [Choice<'static>]),
    /// Goes to the keyring.
    Secret,
}

/// A column: its name in options and files, its label on screen, how it is read, and the headers (as
/// letters and digits) that mean it.
#[derive(Debug, PartialEq)]
pub(crate) struct Field {
    pub name: String,
    pub label: String,
    pub kind: CellKind,
    pub headers: Vec<String>,
    /// It becomes other fields, so that no export has it.
    pub only_read: bool,
}

impl Field {
    pub fn secret(&self) -> bool {
        self.kind == CellKind::Secret
    }

    fn new(name: String, label: String, kind: CellKind, headers: &str) -> Field {
        let mut keys: Vec<String> = headers.split_whitespace().map(str::to_owned).collect();
        for own in [header_key(&name), header_key(&label)] {
            if !keys.contains(&own) {
                keys.push(own);
            }
        }
        Field { name, label, kind, headers: keys, only_read: false }
    }

    fn of(field: &fields::Field<'static>, prefix: &str, part: &str) -> Field {
        let label = match part {
            "" => field.label.to_owned(),
            part => format!("{part} {}", field.label.to_lowercase()),
        };
        let kind = match field.kind {
            FieldKind::Count if field.blank == super::values::UNLIMITED => CellKind::Seats,
            kind => CellKind::from(kind),
        };
        Field::new(format!("{prefix}{}", field.shown_name()), label, kind, field.headers)
    }
}

impl From<FieldKind<'static>> for CellKind {
    fn from(kind: FieldKind<'static>) -> CellKind {
        match kind {
            FieldKind::Text | FieldKind::Named(_) | FieldKind::ById(_) => CellKind::Text,
            FieldKind::Url | FieldKind::Host => CellKind::Address,
            FieldKind::Code | FieldKind::Phone => CellKind::Code,
            FieldKind::Email => CellKind::Email,
            FieldKind::Notes => CellKind::Notes,
            FieldKind::Day => CellKind::Date,
            FieldKind::Money => CellKind::Money,
            FieldKind::Count => CellKind::Number,
            FieldKind::Months => CellKind::Months,
            FieldKind::Percent => CellKind::Percent,
            FieldKind::YesNo => CellKind::YesNo,
            FieldKind::Choice(words) => CellKind::Choice(words),
            FieldKind::Tags => CellKind::Tags,
        }
    }
}

/// What the columns of a warranty begin with.
pub(crate) const WARRANTY: &str = "warranty_";
/// What a column of a term begins with where the license has one of that name.
pub(crate) const TERM: &str = "term_";

/// The name of a term's column in a sheet of licenses.
pub(crate) fn term_column(field: &fields::Field<'_>) -> String {
    let taken = LicenseInput::FIELDS.iter().any(|own| own.name == field.name);
    format!("{}{}", if taken { TERM } else { "" }, field.name)
}

/// Who holds it, in the ways that files say it.
const HOLDER: [(&str, &str, CellKind, &str); 3] = [
    (
        "holder_name",
        "Holder",
        CellKind::Text,
        "fullname assignedto user benutzer nutzer mitarbeiter besitzer zugewiesenan usedby primaryuser utilisateur usager \
         attribuéà usuario asignadoa checkedoutto owner",
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
    let mut all: Vec<Field> = own.map(|field| Field::of(field, "", "")).collect();
    all.extend(HOLDER.iter().map(said));
    all.extend(warranty);
    all.extend(OF_HARDWARE.iter().map(|column| Field { only_read: true, ..said(column) }));
    all
});

static LICENSES: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let mut all: Vec<Field> = LicenseInput::FIELDS.iter().map(|field| Field::of(field, "", "")).collect();
    all.extend(TermInput::FIELDS.iter().map(|field| match term_column(field).strip_prefix(TERM) {
        Some(_) => Field::of(field, TERM, "Term"),
        None => Field::of(field, "", ""),
    }));
    all.extend(HOLDER.iter().map(said));
    all.extend(OF_LICENSES.iter().map(said));
    all
});

/// The columns that a file of a kind may have: those of the kind, and those of the fields that people defined for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Catalog {
    pub kind: ImportKind,
    custom: &'static [Field],
}

impl Catalog {
    /// Without fields that people defined.
    pub fn plain(kind: ImportKind) -> Catalog {
        Catalog { kind, custom: &[] }
    }

    /// With those that are defined now.
    pub async fn of(conn: &mut SqliteConnection, kind: ImportKind) -> Result<Catalog> {
        let thing = match kind {
            ImportKind::Licenses => Kind::License,
            ImportKind::Hardware => Kind::Device,
        };
        let defined = custom::list(conn, Some(thing)).await?;
        Ok(Catalog { kind, custom: kept(&defined) })
    }

    /// In the order in which they are offered.
    pub fn all(self) -> impl Iterator<Item = &'static Field> {
        let own: &'static [Field] = match self.kind {
            ImportKind::Licenses => &LICENSES,
            ImportKind::Hardware => &HARDWARE,
        };
        own.iter().chain(self.custom)
    }

    /// Those of the fields that people defined, by the fields' names.
    pub fn custom(self) -> impl Iterator<Item = (&'static str, &'static Field)> {
        self.custom.iter().filter_map(|field| Some((field.name.strip_prefix(PREFIX)?, field)))
    }

    /// A column by its name.
    pub fn by_name(self, name: &str) -> Option<&'static Field> {
        self.all().find(|field| field.name == name)
    }

    /// The column that a header means, as letters and digits; `beside` says whether the file has another one. A header
    /// written without the marks of its letters ("Seriove cislo") means what it means with them.
    pub fn of_header(self, header: &str, beside: impl Fn(&str) -> bool) -> Option<&'static Field> {
        let plain = unmarked(header);
        let first = languages::FIRST_WHERE_LAST.iter().find(|(first, last)| {
            [header, &plain].iter().any(|text| text == first || **text == unmarked(first))
                && (beside(last) || beside(&unmarked(last)))
        });
        if first.is_some() {
            return self.by_name("holder_first_name");
        }
        // What a person called a field goes before what a header may mean elsewhere.
        let called = self.custom.iter().find(|field| field.headers.iter().any(|own| own == header));
        let meant = |means: &dyn Fn(&str) -> bool| self.all().find(|field| headers_of(field).any(means));
        called
            .or_else(|| meant(&|known| known == header))
            .or_else(|| meant(&|known| unmarked(known) == plain))
    }

    /// The columns as the wizard offers them.
    pub fn offered(self) -> Vec<ImportField> {
        let offered = |field: &'static Field| ImportField {
            name: field.name.clone(),
            label: field.label.clone(),
            secret: field.secret(),
        };
        self.all().map(offered).collect()
    }
}

/// The columns of fields that people defined. They are made once for the same definitions and stay while the program runs,
/// so that a column of theirs is like one of the kind's own everywhere in an import.
fn kept(defined: &[CustomField]) -> &'static [Field] {
    static KEPT: Mutex<Vec<(Vec<CustomField>, &'static [Field])>> = Mutex::new(Vec::new());
    let same = |known: &&(Vec<CustomField>, &'static [Field])| {
        known.0.len() == defined.len()
            && known
                .0
                .iter()
                .zip(defined)
                .all(|(known, new)| known.name == new.name && known.input == new.input)
    };
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = kept.iter().find(same) {
        return known;
    }
    let columns: &'static [Field] = defined.iter().map(of_custom).collect::<Vec<_>>().leak();
    kept.push((defined.to_vec(), columns));
    columns
}

fn of_custom(custom: &CustomField) -> Field {
    let kind = match custom.input.value_type {
        CustomType::Number => CellKind::Whole,
        CustomType::Choice => {
            let words = custom.input.choices.iter().map(|word| {
                let word: &'static str = word.clone().leak();
                Choice { word, label: word, read: "" }
            });
            CellKind::Choice(words.collect::<Vec<_>>().leak())
        }
        other => CellKind::from(other.kind(&[])),
    };
    let mut field = Field::new(format!("{PREFIX}{}", custom.name), custom.input.label.clone(), kind, "");
    field.headers.push(header_key(&custom.name));
    field
}

/// All headers that mean a column.
fn headers_of(field: &'static Field) -> impl Iterator<Item = &'static str> {
    let abroad = languages::HEADERS.iter().filter(|(name, _)| *name == field.name).flat_map(|(_, all)| *all);
    field.headers.iter().map(String::as_str).chain(abroad.copied())
}

/// A text without the marks on its letters.
fn unmarked(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).map(|c| if c == 'ł' { 'l' } else { c }).collect()
}

/// What a status means that Holdfast reads more broadly than it is said. None for one that says what it is.
pub(crate) fn read_broadly(key: &str) -> Option<&'static str> {
    ["broken", "broken - not fixable", "defective", "defekt"]
        .contains(&key)
        .then_some("Holdfast has no such status; read as “in repair”.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    const KINDS: [ImportKind; 2] = [ImportKind::Licenses, ImportKind::Hardware];

    #[test]
    fn no_two_fields_claim_one_header() {
        for kind in KINDS {
            let mut seen: HashMap<String, &str> = HashMap::new();
            let mut written = HashSet::new();
            for field in Catalog::plain(kind).all() {
                for header in headers_of(field) {
                    assert_eq!(header_key(header), *header, "{header} is no key");
                    assert!(written.insert(header), "{header} stands twice");
                    let other = seen.insert(unmarked(header), &field.name);
                    assert!(other.is_none_or(|other| other == field.name), "{header} means {other:?} too");
                }
            }
        }
        for (name, _) in languages::HEADERS {
            assert!(
                KINDS.iter().any(|kind| Catalog::plain(*kind).by_name(name).is_some()),
                "{name} is no field"
            );
        }
    }

    /// The header rows of a few offices, and the field of each column.
    #[test]
    fn headers_of_many_languages_need_no_mapping() {
        use ImportKind::{Hardware, Licenses};
        for (kind, row, fields) in [
            (
                Hardware,
                "Inventární číslo;Název;Výrobce;Sériové číslo;Uživatel;Umístění;Datum nákupu;Cena;Záruka do",
                "asset_tag name manufacturer serial holder_name location purchased_on price warranty_ends_on",
            ),
            (
                Hardware,
                "Nazev;Vyrobni cislo;JMENO;Umisteni;Dodavatel",
                "name serial holder_name location vendor",
            ),
            (Hardware, "Počítač;Jméno;Příjmení;Poznámka", "name holder_first_name holder_last_name notes"),
            (
                Hardware,
                "Názov;Výrobné číslo;Meno a priezvisko;Umiestnenie;Dodávateľ",
                "name serial holder_name location vendor",
            ),
            (
                Hardware,
                "Nr inwentarzowy;Nazwa sprzętu;Producent;Numer seryjny;Użytkownik;Lokalizacja;Data zakupu;Wartość;Gwarancja do",
                "asset_tag name manufacturer serial holder_name location purchased_on price warranty_ends_on",
            ),
            (Hardware, "Nazwa;Imię;Nazwisko;Uwagi", "name holder_first_name holder_last_name notes"),
            (Hardware, "Urzadzenie;Uzytkownik;Pokoj", "name holder_name location"),
            (Hardware, "Nome;Cognome;Matricola;Sede", "holder_first_name holder_last_name serial location"),
            (Hardware, "Nome;Matricola;Assegnato a;Fornitore", "name serial holder_name vendor"),
            (Hardware, "Naam;Serienummer;Gebruiker;Locatie", "name serial holder_name location"),
            (Hardware, "Eszköz;Gyári szám;Felhasználó;Telephely", "name serial holder_name location"),
            (Hardware, "Equipamento;Número de série;Colaborador", "name serial holder_name"),
            (
                Licenses,
                "Název licence;Vydavatel;Licenční klíč;Počet licencí;Platnost od;Platnost do;Cena",
                "name publisher key seats starts_on ends_on price",
            ),
            (
                Licenses,
                "Oprogramowanie;Producent;Klucz licencyjny;Liczba stanowisk;Ważne do;Koszt;Dostawca",
                "name publisher key seats ends_on price vendor",
            ),
            (Licenses, "Licenza;Quantità;Scadenza;Prezzo", "name seats ends_on price"),
        ] {
            let row: Vec<String> = row.split(';').map(header_key).collect();
            let found: Vec<&str> = row
                .iter()
                .map(|header| {
                    Catalog::plain(kind)
                        .of_header(header, |other| row.iter().any(|one| one == other))
                        .map_or("-", |field| field.name.as_str())
                })
                .collect();
            assert_eq!(found.join(" "), fields, "{row:?}");
        }
    }
}
