//! What rows are compared with: records as they are stored, and rows as the record that each would become. Pure.

use super::super::{
    derived::ASSUMED_CANCELLED_ON,
    inputs,
    model::ImportKind,
    people::Holder,
    rows::Parsed,
    sheet::{self, Catalog, WARRANTY},
    store::Stored,
    things::{self, with_thing},
    values::{UNLIMITED, Values},
};
use crate::{
    fields::{self, Field, Fields},
    hardware::{DeviceInput, best_warranty},
    licenses::LicenseInput,
    terms::TermInput,
    text::name_key,
};
use std::collections::BTreeSet;

/// A stored license or device.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub id: String,
    pub version: u32,
    /// A device has one; a license one for each of its terms, oldest first, and one without a term when it has none.
    pub views: Vec<View>,
    /// Of a license: the terms that add seats to one of those, which have rows of their own.
    pub added: Vec<View>,
    /// Who holds it now.
    pub holders: Vec<Holder>,
    /// Of a license: the seats that are given, counted.
    pub used: u32,
    /// Of a license: its product keys, oldest first.
    pub keys: Vec<String>,
    /// Of a vendor: its views are its contacts, and one without.
    pub contacts: bool,
    /// Something else hangs on it that no row can name: tags, attached files, logins, claims.
    pub carries: bool,
}

/// A record's fields as a row sees them.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// Of a license: the term whose fields these are.
    pub term: Option<String>,
    pub fields: Stored,
}

impl Record {
    pub fn field(&self, view: usize, name: &str) -> Option<&str> {
        self.views.get(view)?.fields.get(name).map(String::as_str)
    }

    /// A field that is the same in every view.
    pub fn own(&self, name: &str) -> Option<&str> {
        self.field(0, name)
    }

    /// Whether holders, keys or anything else hang on it: then another record is no stand-in for it.
    pub fn hangs(&self) -> bool {
        self.carries || !self.holders.is_empty() || !self.keys.is_empty()
    }

    /// The view that a row speaks of: the term with its end and order number, else with its end, else the latest.
    pub fn view_for(&self, values: &Values) -> usize {
        let cell = |name: &str| values.get(name).and_then(super::super::values::Value::stored);
        if self.contacts {
            let same = |view: &View, name: &str| {
                let (said, known) = (cell(name), view.fields.get(name));
                said.zip(known).is_some_and(|(said, known)| name_key(&said) == name_key(known))
            };
            let by = |name: &str| self.views.iter().position(|view| same(view, name));
            let bare = self.views.len().saturating_sub(1);
            return by("contact_email").or_else(|| by("contact_name")).unwrap_or(bare);
        }
        let (end, order) = (cell("ends_on"), cell("order_number"));
        let same_end = |view: &View| end.is_some() && view.fields.get("ends_on") == end.as_ref();
        let same_order = |view: &View| view.fields.get("order_number") == order.as_ref();
        let place = |wanted: &dyn Fn(&View) -> bool| self.views.iter().position(wanted);
        place(&|view| same_end(view) && same_order(view))
            .or_else(|| place(&same_end))
            .or_else(|| {
                let latest = |(_, view): &(usize, &View)| {
                    (!view.fields.contains_key("ends_on"), view.fields.get("ends_on").cloned())
                };
                self.views.iter().enumerate().max_by_key(latest).map(|(place, _)| place)
            })
            .unwrap_or_default()
    }
}

/// Which of a file's columns are compared.
pub(super) struct Columns {
    pub fields: Vec<&'static str>,
    pub key: bool,
    pub holder: bool,
}

impl Columns {
    pub fn of(parsed: &Parsed) -> Columns {
        let mut columns = Columns { fields: Vec::new(), key: false, holder: false };
        for field in parsed.mapping.iter().flatten() {
            if field.secret() {
                columns.key = true;
            } else if field.name.starts_with("holder_") {
                columns.holder = true;
            } else if !columns.fields.contains(&field.name.as_str()) {
                columns.fields.push(&field.name);
            }
        }
        if matches!(parsed.kind, ImportKind::Licenses | ImportKind::Contracts)
            && columns.fields.contains(&"price")
            && !columns.fields.contains(&"price_per_seat")
        {
            columns.fields.push("price_per_seat");
        }
        // What several cells say together stands under a field that no column has.
        let said: BTreeSet<&'static str> =
            parsed.rows.iter().flat_map(|row| cells(&row.values).map(|(name, _)| name)).collect();
        columns.fields.extend(said);
        columns.fields.sort_unstable();
        columns.fields.dedup();
        columns
    }

    /// The form under which what is equal in every column is equal; a blank cell equals a blank field alone.
    pub fn whole(&self, fields: &Stored) -> String {
        self.fields
            .iter()
            .map(|name| fields.get(name).map(|text| comparable(name, text)).unwrap_or_default())
            .collect::<Vec<_>>()
            .join("\u{1f}")
    }
}

/// The form in which two texts of a field are compared.
pub(super) fn comparable(name: &str, text: &str) -> String {
    match name {
        "vendor" | "location" => name_key(text),
        "tags" => {
            let mut tags: Vec<String> = text.split(',').map(name_key).filter(|tag| !tag.is_empty()).collect();
            tags.sort_unstable();
            tags.join(",")
        }
        _ => text.to_owned(),
    }
}

/// The cells of a row that are compared: not blank, no key, no holder.
pub(super) fn cells(values: &Values) -> impl Iterator<Item = (&'static str, String)> {
    values
        .iter()
        .filter(|(name, _)| !name.starts_with("holder_") && **name != ASSUMED_CANCELLED_ON)
        .filter_map(|(name, value)| Some((*name, comparable(name, &value.stored()?))))
}

/// The record that a row would become.
pub(super) fn as_new(catalog: Catalog, values: &Values) -> Stored {
    match catalog.kind {
        ImportKind::Licenses => {
            let input = inputs::new_license(values);
            let mut fields = of_license(catalog, &input);
            fields.extend(input.terms.first().map(|term| of_term(catalog, term)).unwrap_or_default());
            fields
        }
        ImportKind::Hardware => of_device(catalog, &inputs::new_device(values), None),
        other => with_thing!(other, T => things::as_new::<T>(catalog, values), Stored::new()),
    }
}

/// The fields of an input under the names of a sheet's columns, in the form in which they are compared.
pub(crate) fn flat<T: Fields>(catalog: Catalog, input: &T, column: impl Fn(&Field<'_>) -> String) -> Stored {
    let named = |(place, field): (usize, &Field<'static>)| {
        let name = catalog.by_name(&column(field))?.name.as_str();
        Some((name, fields::stored_form(&input.get(place))?))
    };
    let own = T::FIELDS.iter().enumerate().filter_map(named);
    let values = input.custom();
    let custom = catalog.custom().filter_map(|(name, field)| {
        let value = values?.get(name)?.clone()?;
        Some((field.name.as_str(), fields::stored_form(&value.into())?))
    });
    own.chain(custom).collect()
}

/// A license's own fields.
pub(crate) fn of_license(catalog: Catalog, input: &LicenseInput) -> Stored {
    flat(catalog, input, |field| field.name.to_owned())
}

/// The fields of a term in the row of its license or contract.
pub(crate) fn of_term(catalog: Catalog, input: &TermInput) -> Stored {
    let mut fields = flat(catalog, input, |field| sheet::term_column(catalog.kind, field));
    fields.entry("seats").or_insert_with(|| UNLIMITED.to_owned());
    if input.adds_to_term_id.is_some() && catalog.kind == ImportKind::Licenses {
        fields.insert("true_up", "1".to_owned());
    }
    fields
}

/// A device's fields, and those of its best warranty. `parent` is what the device it belongs to is called.
pub(crate) fn of_device(catalog: Catalog, input: &DeviceInput, parent: Option<&str>) -> Stored {
    let mut fields = flat(catalog, input, |field| field.name.to_owned());
    let best = best_warranty(&input.warranties, None).and_then(|place| input.warranties.get(place));
    if let Some(warranty) = best {
        let column = |field: &Field<'_>| format!("{WARRANTY}{}", field.name);
        fields.extend(flat(catalog, warranty, column));
    }
    fields.extend(parent.map(|parent| ("parent", parent.to_owned())));
    fields
}
