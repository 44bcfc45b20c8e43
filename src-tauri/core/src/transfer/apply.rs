//! Values onto the inputs of the domains. A field that the row leaves blank keeps what is there. Pure.

use super::{
    derived::ASSUMED_CANCELLED_ON,
    values::{LIFETIME, Value, Values, date, flag, money, number, tags, text},
};
use crate::{
    hardware::{DeviceInput, WarrantyInput, WarrantyKind},
    licenses::{LicenseInput, LicenseKind},
    terms::TermInput,
    text::name_key,
    text_enum,
};

fn put<T>(slot: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *slot = value;
    }
}

/// Adds the row's tags to those there are.
fn put_tags(slot: &mut Vec<String>, values: &Values) {
    for tag in tags(values, "tags") {
        if !slot.iter().any(|known| name_key(known) == name_key(&tag)) {
            slot.push(tag);
        }
    }
}

/// A license that the row brings, with its one term.
pub(super) fn new_license(values: &Values) -> LicenseInput {
    let mut input = LicenseInput::default();
    let mut term = TermInput::default();
    onto_term(&mut term, values);
    if term.ends_on.is_none() {
        input.kind = LicenseKind::Perpetual;
    }
    input.terms.push(term);
    onto_license(&mut input, values);
    input
}

/// The row's values onto a license; its terms are left as they are.
pub(super) fn onto_license(input: &mut LicenseInput, values: &Values) {
    if let Some(name) = text(values, "name") {
        input.name = name;
    }
    put(&mut input.publisher, text(values, "publisher"));
    put(&mut input.vendor, text(values, "vendor"));
    put(&mut input.edition, text(values, "edition"));
    put(&mut input.category, text(values, "category"));
    if let Some(kind) = text(values, "kind") {
        input.kind = text_enum::variant(&kind);
    }
    if let Some(metric) = text(values, "metric") {
        input.metric = text_enum::variant(&metric);
    }
    if let Some(reassignable) = flag(values, "reassignable") {
        input.reassignable = reassignable;
    }
    put(&mut input.maintained, flag(values, "maintained"));
    put(&mut input.registered_name, text(values, "registered_name"));
    put(&mut input.registered_email, text(values, "registered_email"));
    put(&mut input.min_free_seats, number(values, "min_free_seats"));
    put_tags(&mut input.tags, values);
    put(&mut input.notes, text(values, "notes"));
}

/// The row's values onto a term. A purchase date is never taken for the start.
pub(super) fn onto_term(term: &mut TermInput, values: &Values) {
    let day = |field: &str| date(values, field).map(|date| date.to_string());
    put(&mut term.starts_on, day("starts_on"));
    put(&mut term.ends_on, day("ends_on"));
    put(&mut term.maintenance_ends_on, day("maintenance_ends_on"));
    put(&mut term.purchased_on, day("purchased_on"));
    match values.get("seats") {
        Some(Value::Number(seats)) => term.seats = Some(*seats),
        Some(Value::Unlimited) => term.seats = None,
        _ => {}
    }
    put(&mut term.price, money(values, "price"));
    if let Some(per_seat) = flag(values, "price_per_seat") {
        term.price_per_seat = per_seat;
    }
    put(&mut term.billing_months, number(values, "billing_months"));
    if let Some(auto_renews) = flag(values, "auto_renews") {
        term.auto_renews = auto_renews;
    }
    put(&mut term.renewal_months, number(values, "renewal_months"));
    put(&mut term.notice_months, number(values, "notice_months"));
    put(&mut term.notice_days, number(values, "notice_days"));
    put(&mut term.cancelled_on, day("cancelled_on"));
    put(&mut term.cancel_effective_on, day("cancel_effective_on"));
    if term.cancelled_on.is_none() {
        put(&mut term.cancelled_on, day(ASSUMED_CANCELLED_ON));
    }
    put(&mut term.order_number, text(values, "order_number"));
    put(&mut term.purchase_order, text(values, "purchase_order"));
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

/// The row's values onto a device. The warranty they speak of is its first manufacturer's one, and counts from
/// the purchase date.
pub(super) fn onto_device(input: &mut DeviceInput, values: &Values) {
    let day = |field: &str| date(values, field).map(|date| date.to_string());
    if let Some(name) = text(values, "name") {
        input.name = name;
    }
    put(&mut input.asset_tag, text(values, "asset_tag"));
    put(&mut input.category, text(values, "category"));
    put(&mut input.manufacturer, text(values, "manufacturer"));
    put(&mut input.model, text(values, "model"));
    put(&mut input.serial, text(values, "serial"));
    if let Some(status) = text(values, "status") {
        input.status = text_enum::variant(&status);
    }
    put(&mut input.location, text(values, "location"));
    put(&mut input.vendor, text(values, "vendor"));
    put(&mut input.purchased_on, day("purchased_on"));
    put(&mut input.price, money(values, "price"));
    put(&mut input.order_number, text(values, "order_number"));
    put(&mut input.operating_system, text(values, "operating_system"));
    put(&mut input.mac, text(values, "mac"));
    put(&mut input.ip, text(values, "ip"));
    put(&mut input.cpu, text(values, "cpu"));
    put(&mut input.memory, text(values, "memory"));
    put(&mut input.storage, text(values, "storage"));
    put_tags(&mut input.tags, values);
    put(&mut input.expected_life_months, number(values, "expected_life_months"));
    put(&mut input.notes, text(values, "notes"));

    let stored = values.get("warranty_months").and_then(Value::stored);
    if stored.is_none() && day("warranty_ends_on").is_none() {
        return;
    }
    let known = |warranty: &WarrantyInput| warranty.kind == WarrantyKind::Manufacturer && !warranty.void;
    if !input.warranties.iter().any(known) {
        input.warranties.push(WarrantyInput::default());
    }
    let bought = input.purchased_on.clone();
    if let Some(warranty) = input.warranties.iter_mut().find(|warranty| known(warranty)) {
        put(&mut warranty.months, number(values, "warranty_months"));
        put(&mut warranty.ends_on, day("warranty_ends_on"));
        if let Some(stored) = stored {
            warranty.lifetime = stored == LIFETIME;
        }
        // An end before the purchase is noticed, and lets the row in: its start stays unknown.
        if warranty.ends_on.is_none() || bought <= warranty.ends_on {
            put(&mut warranty.starts_on, bought);
        }
    }
}
