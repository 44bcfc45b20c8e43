//! What several cells of a row say together of one field: parts of a warranty's length, the words of a cancellation. The
//! cells' own values give way to it, so that every later step knows one value for each field. Pure.

use super::{
    model::{ImportKind, Remark},
    rows::Row,
    values::{Value, date, flag, number, text},
};
use crate::dates::add_months;
use chrono::{Days, NaiveDate};

/// Fields that only an import has: their values become those of others here.
const IMPORT_ONLY: [&str; 5] =
    ["warranty_years", "warranty_days", "archived", "location_path", "checked_out_location"];

/// Where notice was given on an unknown day: the day that is entered for it.
pub(super) const ASSUMED_CANCELLED_ON: &str = "cancelled_on (assumed)";

/// Settles the row's values. `remark` makes one on a field's cell.
pub(super) fn settle(
    kind: ImportKind,
    row: &mut Row,
    today: NaiveDate,
    remark: impl Fn(&str, String) -> Remark,
) {
    match kind {
        ImportKind::Licenses => cancellation(row, today, remark),
        ImportKind::Contracts => {
            cancellation(row, today, remark);
            domain(row);
        }
        ImportKind::People => person(row),
        ImportKind::Vendors | ImportKind::Locations | ImportKind::Credentials => {}
        ImportKind::Hardware => {
            warranty(row);
            place(row);
            if flag(&row.values, "archived") == Some(true) {
                row.values.entry("status").or_insert(Value::Word("retired"));
            }
            for name in IMPORT_ONLY {
                row.values.remove(name);
            }
        }
    }
}

/// A domain is called what it is, and is a contract for one.
fn domain(row: &mut Row) {
    let Some(domain) = text(&row.values, "domain") else { return };
    row.values.entry("name").or_insert(Value::Text(domain));
    row.values.entry("kind").or_insert(Value::Word("domain"));
}

/// A person is called by first and last name, else by user name or address.
fn person(row: &mut Row) {
    let parts: Vec<String> =
        ["first_name", "last_name"].into_iter().filter_map(|part| text(&row.values, part)).collect();
    let whole = (!parts.is_empty()).then(|| parts.join(" "));
    let called = whole.or_else(|| text(&row.values, "username")).or_else(|| text(&row.values, "email"));
    if let Some(called) = called {
        row.values.entry("name").or_insert(Value::Text(called));
    }
    for part in ["first_name", "last_name"] {
        row.values.remove(part);
    }
}

/// Years, months and days of a warranty are one length; days make it an end.
fn warranty(row: &mut Row) {
    let lifetime = matches!(row.values.get("warranty_months"), Some(Value::Lifetime));
    if lifetime || flag(&row.values, "warranty_lifetime") == Some(true) {
        row.values.insert("warranty_lifetime", Value::Flag(true));
        row.values.remove("warranty_months");
        row.values.remove("warranty_ends_on");
        return;
    }
    length(row);
    if ["warranty_months", "warranty_ends_on"].iter().any(|column| row.values.contains_key(column)) {
        row.values.insert("warranty_lifetime", Value::Flag(false));
    }
}

/// Years and days beside months.
fn length(row: &mut Row) {
    let (years, days) = (number(&row.values, "warranty_years"), number(&row.values, "warranty_days"));
    if years.is_none() && days.unwrap_or(0) == 0 {
        return;
    }
    // Years arrive as months already.
    let months = years.unwrap_or(0).saturating_add(number(&row.values, "warranty_months").unwrap_or(0));
    if months > 0 {
        row.values.insert("warranty_months", Value::Number(months));
    }
    if let (Some(days @ 1..), None, Some(bought)) =
        (days, date(&row.values, "warranty_ends_on"), date(&row.values, "purchased_on"))
        && let Some(end) =
            add_months(bought, months).and_then(|end| end.checked_add_days(Days::new(days.into())))
    {
        row.values.remove("warranty_months");
        row.values.insert("warranty_ends_on", Value::Date(end));
    }
}

/// "Office / Rack 1" is Rack 1 within Office; what is checked out to a place is there.
fn place(row: &mut Row) {
    if let Some(path) = text(&row.values, "location_path") {
        let mut parts: Vec<String> =
            path.split(" / ").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
        if let Some(last) = parts.pop() {
            row.values.insert("location", Value::Text(last));
            row.within = parts;
        }
    }
    if let Some(place) = text(&row.values, "checked_out_location") {
        row.values.insert("location", Value::Text(place));
        row.within.clear();
    }
}

/// A day on which a license terminates cancels its term to that day, which it reaches.
fn cancellation(row: &mut Row, today: NaiveDate, remark: impl Fn(&str, String) -> Remark) {
    let Some(last) = date(&row.values, "cancel_effective_on") else { return };
    if let Some(end) = date(&row.values, "ends_on")
        && end < last
    {
        row.values.insert("ends_on", Value::Date(last));
        row.notices.push(remark(
            "ends_on",
            format!(
                "The end lies before the day on which the license terminates: the term runs until {last}."
            ),
        ));
    }
    if !row.values.contains_key("cancelled_on") {
        row.values.insert(ASSUMED_CANCELLED_ON, Value::Date(last.min(today)));
        row.notices.push(remark(
            "cancel_effective_on",
            "The file does not say on which day it was cancelled: today is entered, or that day where it has passed."
                .to_owned(),
        ));
    }
}
