//! The fields that a column may go to, and under which headers they arrive.

mod hardware;
mod languages;
mod licenses;

use super::model::{ImportField, ImportKind};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// How the cells of a field are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    Text,
    /// An address, in which nothing may be secret.
    Address,
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

/// The field that a header means, as letters and digits; `beside` says whether the file has another one. A header written
/// without the marks of its letters ("Seriove cislo") means what it means with them.
pub(super) fn of_header(
    kind: ImportKind,
    header: &str,
    beside: impl Fn(&str) -> bool,
) -> Option<&'static Field> {
    let plain = unmarked(header);
    let first = languages::FIRST_WHERE_LAST.iter().find(|(first, last)| {
        [header, &plain].iter().any(|text| text == first || **text == unmarked(first))
            && (beside(last) || beside(&unmarked(last)))
    });
    if first.is_some() {
        return by_name(kind, "holder_first_name");
    }
    let meant = |means: &dyn Fn(&str) -> bool| of(kind).iter().find(|field| headers_of(field).any(means));
    meant(&|known| known == header).or_else(|| meant(&|known| unmarked(known) == plain))
}

/// All headers that mean a field.
fn headers_of(field: &'static Field) -> impl Iterator<Item = &'static str> {
    let abroad = languages::HEADERS.iter().filter(|(name, _)| *name == field.name).flat_map(|(_, all)| *all);
    field.headers.iter().chain(abroad).copied()
}

/// A text without the marks on its letters.
fn unmarked(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).map(|c| if c == 'ł' { 'l' } else { c }).collect()
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
    use std::collections::{HashMap, HashSet};

    const KINDS: [ImportKind; 2] = [ImportKind::Licenses, ImportKind::Hardware];

    #[test]
    fn no_two_fields_claim_one_header() {
        for kind in KINDS {
            let mut seen: HashMap<String, &str> = HashMap::new();
            let mut written = HashSet::new();
            for field in of(kind) {
                for header in headers_of(field) {
                    assert_eq!(header_key(header), *header, "{header} is no key");
                    assert!(written.insert(header), "{header} stands twice");
                    let other = seen.insert(unmarked(header), field.name);
                    assert!(other.is_none_or(|other| other == field.name), "{header} means {other:?} too");
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
        for (name, _) in languages::HEADERS {
            assert!(KINDS.iter().any(|kind| by_name(*kind, name).is_some()), "{name} is no field");
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
                    of_header(kind, header, |other| row.iter().any(|one| one == other))
                        .map_or("-", |field| field.name)
                })
                .collect();
            assert_eq!(found.join(" "), fields, "{row:?}");
        }
    }
}
