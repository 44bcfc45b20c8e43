//! What speaks for and against a row being a record of the same name. Pure.

use super::{
    super::{
        keys::{KeyFit, key_of},
        model::ImportKind,
        values::Value,
    },
    Ask, At,
    record::{Columns, Record, cells, comparable},
};
use crate::text::{name_key, serial_key};

/// A row beside a record of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fit {
    pub at: At,
    /// It has a license key, and another one than the row's.
    pub other_key: bool,
    /// Others hold it, and it has no seat for the row's holder.
    pub other_holder: bool,
    /// It was bought on another day.
    pub other_purchase: bool,
    pub same_holder: bool,
    pub same_purchase: bool,
    pub same_end: bool,
    pub same_order: bool,
    /// How many cells say something else than it does.
    pub differing: usize,
    /// Something hangs on it.
    pub hangs: bool,
}

impl Fit {
    /// How much speaks against it.
    pub fn against(&self) -> usize {
        usize::from(self.other_key) + usize::from(self.other_holder) + usize::from(self.other_purchase)
    }

    /// Something besides the name says that it is this one.
    pub fn confirmed(&self) -> bool {
        self.same_holder || self.same_purchase || self.same_order || self.same_end || self.differing <= 1
    }
}

/// Fields in which two things of one name are two things, when both say something and not the same.
fn telling(kind: ImportKind) -> &'static [&'static str] {
    match kind {
        ImportKind::Licenses => &["publisher", "vendor", "order_number"],
        ImportKind::Hardware => {
            &["asset_tag", "serial", "manufacturer", "model", "purchased_on", "order_number"]
        }
        ImportKind::People => &["email", "employee_number", "username"],
        ImportKind::Contracts => &["reference", "domain", "vendor", "kind"],
        ImportKind::Credentials => &["username", "url", "license", "contract", "device", "person"],
        ImportKind::Vendors | ImportKind::Locations => &[],
    }
}

/// None when the row says that it is another one, or when two things speak against it.
pub(super) fn of(ask: &Ask<'_>, place: usize, number: usize) -> Option<Fit> {
    let (row, record) = (ask.row(place)?, ask.records.get(number)?);
    let kind = ask.parsed.kind;
    let view = record.view_for(&row.values);
    let cell = |name: &str| row.values.get(name).and_then(Value::stored);
    let form = |name: &str, text: &str| match name {
        "serial" => serial_key(text),
        _ => Some(name_key(text)),
    };
    for name in telling(kind).iter().copied() {
        let Some(said) = cell(name).and_then(|text| form(name, &text)) else { continue };
        // A license bought in several orders is each of them.
        let mut known = (0..record.views.len())
            .filter_map(|view| record.field(view, name).and_then(|text| form(name, text)))
            .peekable();
        if known.peek().is_some() && !known.any(|known| known == said) {
            return None;
        }
    }
    let same = |name: &str| {
        let (said, known) = (cell(name), record.field(view, name));
        match (said, known) {
            (Some(said), Some(known)) => Some(comparable(name, &said) == comparable(name, known)),
            _ => None,
        }
    };
    let holder = ask.holder(place);
    let same_holder = holder.is_some_and(|holder| record.holders.contains(holder));
    let seats = match row.values.get("seats") {
        Some(Value::Number(seats)) => Some(*seats),
        Some(_) => None,
        None => record.field(view, "seats").and_then(|seats| seats.parse().ok()),
    };
    let full = match kind {
        ImportKind::Licenses => seats.is_some_and(|seats| record.used >= seats),
        _ => true,
    };
    let fit = Fit {
        at: At { record: number, view },
        other_key: key_of(row).is_some_and(|key| ask.known.fit(&record.keys, key) == KeyFit::Other),
        other_holder: holder.is_some() && !same_holder && !record.holders.is_empty() && full,
        other_purchase: same("purchased_on") == Some(false),
        same_holder,
        same_purchase: same("purchased_on") == Some(true),
        same_end: same("ends_on") == Some(true) || same("warranty_ends_on") == Some(true),
        same_order: same("order_number") == Some(true),
        differing: cells(&row.values)
            .filter(|(name, text)| {
                record.field(view, name).map(|known| comparable(name, known)).as_ref() != Some(text)
            })
            .count(),
        hangs: record.hangs(),
    };
    (fit.against() < 2).then_some(fit)
}

/// Whether a row says in every column what others like it could say of either record: nothing hangs on them.
pub(super) fn interchangeable(columns: &Columns, records: &[&Record]) -> bool {
    let said = |record: &Record| record.views.first().map(|view| columns.whole(&view.fields));
    records.iter().all(|record| !record.hangs() && record.views.len() <= 1)
        && records.windows(2).all(|pair| match pair {
            [one, other] => said(one) == said(other),
            _ => true,
        })
}
