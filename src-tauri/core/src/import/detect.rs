//! What the rows of a file are: by what the file says of itself, by a known format, else by the columns that its headers
//! mean for each kind. Pure.

use super::{
    model::{ImportKind, Look},
    naming, shapes,
    sheet::Catalog,
};
use crate::ids::Kind;
use holdfast_sheets::{Sheet, header_key};
use serde::{Deserialize, de::IgnoredAny};
use std::collections::{BTreeMap, HashSet};

/// What one header counts that means something for a single kind. Divided among the kinds that know it.
const WHOLE: u32 = 420;

/// Columns that a kind may have, and that say nothing for it.
const SAY_LITTLE: [(ImportKind, &str); 4] = [
    (ImportKind::Contracts, "seats"),
    (ImportKind::Contracts, "price_per_seat"),
    (ImportKind::Contracts, "maintenance_ends_on"),
    (ImportKind::Locations, "address"),
];

/// What an export of Holdfast's own says of its rows.
#[derive(Deserialize)]
struct Declared {
    kind: Kind,
    #[expect(dead_code, reason = "that it is there tells an export from a thing")]
    rows: Vec<IgnoredAny>,
}

/// The kind that a JSON file names for its rows.
pub(super) fn declared(bytes: &[u8]) -> Option<ImportKind> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let declared: Declared = serde_json::from_slice(bytes).ok()?;
    Some(ImportKind::of(declared.kind))
}

/// A kind by a word of a file's or a sheet's name.
fn named(name: &str) -> Option<ImportKind> {
    let name = name.to_lowercase();
    let words: [(ImportKind, &[&str]); 7] = [
        (ImportKind::Hardware, &["hardware", "asset", "device"]),
        (ImportKind::Licenses, &["licen", "software"]),
        (ImportKind::Contracts, &["contract", "vertr", "domains"]),
        (ImportKind::Credentials, &["credential", "logins"]),
        (ImportKind::Vendors, &["vendor", "supplier", "lieferant"]),
        (ImportKind::People, &["people", "users", "staff", "employees", "mitarbeiter", "person"]),
        (ImportKind::Locations, &["location", "sites", "standort"]),
    ];
    let mut found = words.iter().filter(|(_, words)| words.iter().any(|word| name.contains(word)));
    match (found.next(), found.next()) {
        (Some((kind, _)), None) => Some(*kind),
        _ => None,
    }
}

/// The fields that the headers mean for each kind, each once with the header that means it.
struct Headers {
    fields: Vec<(ImportKind, BTreeMap<&'static str, usize>)>,
    /// How many kinds know each header.
    known_by: Vec<u32>,
}

impl Headers {
    fn of(headers: &[String]) -> Headers {
        let keys: Vec<String> = headers.iter().map(|header| header_key(header)).collect();
        let all: HashSet<&str> = keys.iter().map(String::as_str).collect();
        let mut known_by = vec![0; keys.len()];
        let mut fields = Vec::new();
        for kind in ImportKind::ALL {
            let mut own = BTreeMap::new();
            for (place, key) in keys.iter().enumerate() {
                let Some(field) = Catalog::plain(kind).of_header(key, |beside| all.contains(beside)) else {
                    continue;
                };
                if let Some(count) = known_by.get_mut(place) {
                    *count += 1;
                }
                if !SAY_LITTLE.contains(&(kind, field.name.as_str())) {
                    own.entry(field.name.as_str()).or_insert(place);
                }
            }
            fields.push((kind, own));
        }
        Headers { fields, known_by }
    }

    fn own(&self, kind: ImportKind) -> Option<&BTreeMap<&'static str, usize>> {
        self.fields.iter().find(|(own, _)| *own == kind).map(|(_, fields)| fields)
    }

    /// How much speaks for a kind; nothing does without a column that names its things.
    fn score(&self, kind: ImportKind) -> u32 {
        let Some(own) = self.own(kind) else { return 0 };
        if !naming(kind).iter().any(|name| own.contains_key(name)) {
            return 0;
        }
        let count = |place: &usize| self.known_by.get(*place).map_or(0, |kinds| WHOLE / (*kinds).max(1));
        own.values().map(count).sum()
    }

    /// How many columns mean something for one kind and nothing for the other.
    fn only(&self, kind: ImportKind, other: ImportKind) -> usize {
        let (Some(own), Some(others)) = (self.own(kind), self.own(other)) else { return 0 };
        let known: HashSet<usize> = others.values().copied().collect();
        own.values().filter(|place| !known.contains(place)).count()
    }

    /// The kinds for which most speaks, the first of them first.
    fn ranked(&self) -> Vec<(ImportKind, u32)> {
        let mut ranked: Vec<_> = ImportKind::ALL.into_iter().map(|kind| (kind, self.score(kind))).collect();
        ranked.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
        ranked
    }
}

/// A first look at a sheet of a file called `name`.
pub(super) fn look(sheet: &Sheet, name: &str, declared: Option<ImportKind>) -> Look {
    let shape = shapes::shape_kind(&sheet.headers);
    let hint = sheet.tab.as_deref().and_then(named).or_else(|| named(name));
    let headers = Headers::of(&sheet.headers);
    let ranked = headers.ranked();
    let told = declared.or(shape.map(|(_, kind)| kind));
    let (best, second) = match ranked.as_slice() {
        [best, second, ..] => (*best, second.1),
        _ => ((ImportKind::Licenses, 0), 0),
    };
    let near = |kind: ImportKind| headers.score(kind) > 0 && headers.score(kind) * 2 >= best.1;
    let (kind, sure) = match (told, hint.filter(|kind| near(*kind))) {
        (Some(kind), _) | (None, Some(kind)) => (kind, true),
        (None, None) => (best.0, best.1 > 0 && best.1 * 3 >= second * 4),
    };
    let candidates = match sure {
        true => vec![kind],
        false => ranked
            .into_iter()
            .filter(|(_, score)| *score > 0 && score * 4 > best.1 * 3)
            .map(|(kind, _)| kind)
            .collect(),
    };
    Look {
        kind,
        shape: shape.filter(|(_, of)| *of == kind).map(|(name, _)| name.to_owned()),
        sure,
        candidates,
        sheet: sheet.tab.clone(),
        rows: u32::try_from(sheet.records.len()).unwrap_or(u32::MAX),
    }
}

/// The kind that a sheet plainly is, where that is another than the one chosen.
pub(super) fn other_than(
    kind: ImportKind,
    headers: &[String],
    declared: Option<ImportKind>,
) -> Option<ImportKind> {
    if let Some(told) = declared.or(shapes::shape_kind(headers).map(|(_, kind)| kind)) {
        return (told != kind).then_some(told);
    }
    let headers = Headers::of(headers);
    let (best, score) = headers.ranked().into_iter().next()?;
    let (more, less) = (headers.only(best, kind), headers.only(kind, best));
    (best != kind && more >= 2 && more > 2 * less && score * 2 >= headers.score(kind) * 3).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet_of(header: &str) -> Sheet {
        holdfast_sheets::sheet(format!("{header}\nx\n").as_bytes(), None, None)
            .map_err(|e| e.to_string())
            .unwrap()
    }

    #[test]
    fn headers_tell_the_kind() {
        use ImportKind::{Contracts, Credentials, Hardware, Licenses, Locations, People, Vendors};
        for (header, kind) in [
            ("Asset Tag,Name,Model,Serial Number,Location", Hardware),
            ("Name,Seats,Expires,Publisher", Licenses),
            ("name,seats", Licenses),
            ("Display name,Email,Department,Job title", People),
            ("First Name,Last Name,Email,Manager", People),
            ("Vendor Name,Website,Account Number,Support phone", Vendors),
            ("Company,Contact name,Contact e-mail", Vendors),
            ("Name,Within,Address", Locations),
            ("Contract number,Name,Service level,Vendor,Ends", Contracts),
            ("Domain,Registrar,Expiration Date,Auto-renew", Contracts),
            ("Title,User name,URL,Rotate every (days)", Credentials),
            ("Inventarnummer;Bezeichnung;Seriennummer;Standort;Hersteller", Hardware),
            ("Lizenz;Anzahl Lizenzen;Lizenzschlüssel;Ablaufdatum", Licenses),
        ] {
            let found = look(&sheet_of(header), "export.csv", None);
            assert!(found.kind == kind && found.sure, "{header}: {found:?}");
            assert_eq!(other_than(kind, &sheet_of(header).headers, None), None, "{header}");
        }
        for header in ["Name,Notes", "Name,Ends,Price"] {
            let found = look(&sheet_of(header), "export.csv", None);
            assert!(!found.sure && found.candidates.len() > 1, "{header}: {found:?}");
        }
        // A name settles what headers leave open, and nothing that they settle.
        assert_eq!(look(&sheet_of("Name,Notes"), "our vendors.csv", None).kind, Vendors);
        assert_eq!(look(&sheet_of("Asset Tag,Name,Model,Serial"), "vendors.csv", None).kind, Hardware);
        assert_eq!(look(&sheet_of("name,notes"), "x.json", Some(Locations)).kind, Locations);
    }

    #[test]
    fn what_plainly_is_another_kind_is_seen() {
        use ImportKind::{Hardware, Licenses, People, Vendors};
        let other = |kind, header| other_than(kind, &sheet_of(header).headers, None);
        assert_eq!(other(Licenses, "Asset Tag,Name,Model,Serial Number,Location"), Some(Hardware));
        assert_eq!(other(Hardware, "Name,Publisher,License key,Seats,Ends"), Some(Licenses));
        assert_eq!(other(Vendors, "First name,Last name,E-mail,Department,Manager"), Some(People));
        // Little says nothing.
        assert_eq!(other(Licenses, "Name,Model"), None);
        assert_eq!(other(Hardware, "Name,Notes"), None);
        assert_eq!(other(Licenses, "Name,Seats,Asset Tag,Key,Location,Model"), None);
    }
}
