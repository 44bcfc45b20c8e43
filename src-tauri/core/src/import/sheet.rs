//! The columns that a sheet of a kind may have, and which headers mean them.

pub(crate) use super::catalogs::{CONTACT, TERM, WARRANTY, term_column};
use super::{
    catalogs, languages,
    model::{ImportField, ImportKind},
    periods::Unit,
};
use crate::{
    Result,
    fields::{
        self, Choice, FieldKind,
        custom::{self, CustomField, CustomType, PREFIX},
    },
    ids::Kind,
};
use holdfast_sheets::header_key;
use sqlx::SqliteConnection;
use std::sync::{Mutex, PoisonError};
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
    /// How often it is billed.
    Billing,
    /// For how many months it renews.
    Renewal,
    /// A notice period; the unit of a number without one.
    Notice(Option<Unit>),
    Percent,
    /// Words with commas or semicolons between them.
    Tags,
    YesNo,
    /// One of these words.
    Choice(&'static [Choice<'static>]),
    /// A thing of this kind, by its name or number.
    Link(Kind),
    /// Several of them, with commas or semicolons between.
    Links(Kind),
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

    pub(super) fn new(name: String, label: String, kind: CellKind, headers: &str) -> Field {
        let mut keys: Vec<String> = headers.split_whitespace().map(str::to_owned).collect();
        for own in [header_key(&name), header_key(&label)] {
            if !keys.contains(&own) {
                keys.push(own);
            }
        }
        Field { name, label, kind, headers: keys, only_read: false }
    }

    pub(super) fn of(field: &fields::Field<'static>, prefix: &str, part: &str) -> Field {
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
            FieldKind::Text | FieldKind::Named(_) => CellKind::Text,
            FieldKind::ById(kind) => CellKind::Link(kind),
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
        let defined = custom::list(conn, Some(kind.thing())).await?;
        Ok(Catalog { kind, custom: kept(&defined) })
    }

    /// In the order in which they are offered.
    pub fn all(self) -> impl Iterator<Item = &'static Field> {
        catalogs::of(self.kind).iter().chain(self.custom)
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
            return self.by_name("holder_first_name").or_else(|| self.by_name("first_name"));
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

    const KINDS: [ImportKind; 7] = ImportKind::ALL;

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
