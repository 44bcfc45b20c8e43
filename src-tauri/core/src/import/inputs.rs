//! Values of a row onto the inputs of the domains. A field that the row leaves blank keeps what is there. Pure.

use super::{
    derived::ASSUMED_CANCELLED_ON,
    model::ImportKind,
    sheet::{WARRANTY, term_column},
    values::{Value, Values, date, text},
};
use crate::{
    fields::{self, Field, FieldKind, Fields, custom::PREFIX},
    hardware::{DeviceInput, WarrantyInput, best_warranty},
    licenses::{LicenseInput, LicenseKind},
    terms::TermInput,
    text::name_key,
};

/// Puts what the row says in the fields of an input; `column` says under which name.
pub(super) fn put<T: Fields>(input: &mut T, values: &Values, column: impl Fn(&Field<'_>) -> String) {
    for (place, field) in T::FIELDS.iter().enumerate() {
        let said = values.get(column(field).as_str());
        // Whose id it is that a row names is found before, or when it is written.
        if matches!(field.kind, FieldKind::ById(_)) && !matches!(said, Some(Value::Link { .. })) {
            continue;
        }
        let Some(value) = said.and_then(Value::entered) else { continue };
        let value = match (field.kind, input.get(place), value) {
            (FieldKind::Tags, fields::Value::Words(mut known), fields::Value::Words(more)) => {
                for tag in more {
                    if !known.iter().any(|known| name_key(known) == name_key(&tag)) {
                        known.push(tag);
                    }
                }
                fields::Value::Words(known)
            }
            (_, _, value) => value,
        };
        input.set(place, value);
    }
    let Some(custom) = input.custom_mut() else { return };
    for (name, value) in values {
        let Some(name) = name.strip_prefix(PREFIX) else { continue };
        if let Some(value) = value.entered().and_then(|value| value.try_into().ok()) {
            custom.insert(name.to_owned(), Some(value));
        }
    }
}

fn own(field: &Field<'_>) -> String {
    field.name.to_owned()
}

/// A license that the row brings, with its one term.
pub(super) fn new_license(values: &Values) -> LicenseInput {
    let mut input = LicenseInput::default();
    let mut term = TermInput::default();
    onto_term(ImportKind::Licenses, &mut term, values);
    if term.ends_on.is_none() {
        input.kind = LicenseKind::Perpetual;
    }
    input.terms.push(term);
    onto_license(&mut input, values);
    input
}

/// The row's values onto a license; its terms are left as they are.
pub(super) fn onto_license(input: &mut LicenseInput, values: &Values) {
    put(input, values, own);
}

/// The row's values onto a term. A purchase date is never taken for the start.
pub(super) fn onto_term(owner: ImportKind, term: &mut TermInput, values: &Values) {
    put(term, values, |field| term_column(owner, field));
    if term.cancelled_on.is_none() {
        term.cancelled_on = date(values, ASSUMED_CANCELLED_ON).map(|day| day.to_string());
    }
}

/// The name of a device: its own, else its model, asset tag or serial. The flag says that it is not its own.
pub(super) fn device_name(values: &Values) -> Option<(String, bool)> {
    if let Some(name) = text(values, "name") {
        return Some((name, false));
    }
    ["model", "asset_tag", "serial"]
        .into_iter()
        .find_map(|field| text(values, field))
        .map(|name| (name, true))
}

/// A device that the row brings.
pub(super) fn new_device(values: &Values) -> DeviceInput {
    let mut input = DeviceInput {
        name: device_name(values).map(|(name, _)| name).unwrap_or_default(),
        ..DeviceInput::default()
    };
    onto_device(&mut input, values);
    input
}

/// The row's values onto a device. The warranty they speak of is the best it has, of the kind they name; it counts from
/// the purchase where they name no other day.
pub(super) fn onto_device(input: &mut DeviceInput, values: &Values) {
    let bought_before = input.purchased_on.clone();
    put(input, values, own);
    let column = |field: &Field<'_>| format!("{WARRANTY}{}", field.name);
    let said = |field: &Field<'_>| values.contains_key(column(field).as_str());
    // A word for no lifetime alone is no warranty.
    if !WarrantyInput::FIELDS.iter().any(|field| said(field) && field.kind != FieldKind::YesNo)
        && values.get("warranty_lifetime").and_then(Value::entered) != Some(fields::Value::YesNo(true))
    {
        return;
    }
    let mut told = WarrantyInput::default();
    put(&mut told, values, column);
    let kind = values.contains_key("warranty_kind").then_some(told.kind);
    let place = best_warranty(&input.warranties, kind).unwrap_or_else(|| {
        input.warranties.push(WarrantyInput::default());
        input.warranties.len() - 1
    });
    let bought = input.purchased_on.clone();
    let Some(warranty) = input.warranties.get_mut(place) else { return };
    put(warranty, values, column);
    let follows = warranty.starts_on.is_none() || warranty.starts_on == bought_before;
    // An end before the purchase is noticed, and lets the row in: its start stays unknown.
    if follows
        && !values.contains_key("warranty_starts_on")
        && bought.is_some()
        && (warranty.ends_on.is_none() || bought <= warranty.ends_on)
    {
        warranty.starts_on = bought;
    }
}
