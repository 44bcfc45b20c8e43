//! What rows are compared with: records as they are stored, and rows as the record that each would become. Pure.

use super::super::{
    apply,
    derived::ASSUMED_CANCELLED_ON,
    model::ImportKind,
    people::Holder,
    rows::Parsed,
    store::{DEVICE_FIELDS, LICENSE_FIELDS, Stored, TERM_FIELDS},
    values::{LIFETIME, UNLIMITED, Values},
};
use crate::text::name_key;
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// A stored license or device.
#[derive(Debug, Default)]
pub(in crate::transfer) struct Record {
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
    /// Something else hangs on it that no row can name: tags, attached files, logins, claims.
    pub carries: bool,
}

/// A record's fields as a row sees them.
#[derive(Debug, Default)]
pub(in crate::transfer) struct View {
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
            } else if !columns.fields.contains(&field.name) {
                columns.fields.push(field.name);
            }
        }
        if parsed.kind == ImportKind::Licenses
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
pub(super) fn as_new(kind: ImportKind, values: &Values) -> Stored {
    match kind {
        ImportKind::Licenses => {
            let input = apply::new_license(values);
            let mut fields = flat(&input, &LICENSE_FIELDS);
            if let Some(term) = input.terms.first() {
                fields.extend(flat(term, &TERM_FIELDS));
                fields.entry("seats").or_insert_with(|| UNLIMITED.to_owned());
            }
            fields
        }
        ImportKind::Hardware => {
            let input = apply::new_device(values);
            let mut fields = flat(&input, &DEVICE_FIELDS);
            if let Some(warranty) = input.warranties.first() {
                if warranty.lifetime {
                    fields.insert("warranty_months", LIFETIME.to_owned());
                } else if let Some(months) = warranty.months {
                    fields.insert("warranty_months", months.to_string());
                }
                if let Some(end) = &warranty.ends_on {
                    fields.insert("warranty_ends_on", end.clone());
                }
            }
            fields
        }
    }
}

/// An input's fields in the form in which stored ones are compared.
fn flat(input: &impl Serialize, names: &[&'static str]) -> Stored {
    let Ok(Json::Object(fields)) = serde_json::to_value(input) else { return Stored::new() };
    let text = |value: &Json| match value {
        Json::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Json::Bool(flag) => Some(u8::from(*flag).to_string()),
        Json::Number(number) => Some(number.to_string()),
        Json::Object(money) => {
            Some(format!("{} {}", money.get("minor")?.as_i64()?, money.get("currency")?.as_str()?))
        }
        Json::Array(items) => {
            let texts: Vec<&str> = items.iter().filter_map(Json::as_str).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        }
        Json::Null => None,
    };
    names.iter().filter_map(|name| Some((*name, text(fields.get(*name)?)?))).collect()
}
