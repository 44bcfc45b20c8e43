//! Rows against what is stored: new, changed or unchanged, and what else an import would bring.

use super::{
    apply, checks, fields,
    model::{CreatedCounts, ImportKind, Remark, RowResult},
    people::{People, PersonRef},
    rows::{Parsed, Row},
    store::{self, Stored},
    together::{Leader, Together},
    values::{Values, date, tags, text},
};
use crate::{
    Result,
    text::{name_key, serial_key},
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};

/// What is to happen with every row, in the order of the parsed ones.
pub(super) struct Plan {
    pub rows: Vec<Planned>,
    pub people: People,
    pub created: CreatedCounts,
}

/// What is to happen with a row.
pub(super) struct Planned {
    pub result: RowResult,
    pub target: Option<Target>,
    pub holder: Option<PersonRef>,
    /// The holder does not hold it yet.
    pub hand_over: bool,
    /// The place of the row whose license this one only adds a holder to.
    pub joins: Option<usize>,
    /// Fields differ, besides holder and key.
    pub fields_differ: bool,
    /// For an update: "Seats 40 → 50".
    pub changes: Vec<String>,
    pub problems: Vec<Remark>,
    pub notices: Vec<Remark>,
}

/// The record that a row matches.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub id: String,
    pub version: u32,
    /// Of a license: the term that the row speaks of.
    pub term: Option<String>,
    /// Of a license: its product keys, oldest first.
    pub keys: Vec<String>,
}

impl Plan {
    pub fn count(&self, result: RowResult) -> u32 {
        u32::try_from(self.rows.iter().filter(|row| row.result == result).count()).unwrap_or(u32::MAX)
    }
}

/// Stored records by the keys under which rows find them; each is found once.
#[derive(Default)]
struct Index {
    places: HashMap<String, Vec<usize>>,
    taken: HashSet<usize>,
}

impl Index {
    fn enter(&mut self, key: String, place: usize) {
        self.places.entry(key).or_default().push(place);
    }

    /// The first record under the key that no row has matched yet.
    fn take(&mut self, key: &str, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let place = self
            .places
            .get(key)?
            .iter()
            .copied()
            .find(|place| !self.taken.contains(place) && fits(*place))?;
        self.taken.insert(place);
        Some(place)
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().map(|part| name_key(part)).collect::<Vec<_>>().join("\u{1f}")
}

/// Plans every row. `changed_keys` are the rows whose license key is known to differ from the stored one; for
/// others a license that has a key is taken to have this one.
pub(super) async fn plan(
    conn: &mut SqliteConnection,
    parsed: &Parsed,
    changed_keys: &HashSet<u32>,
    today: NaiveDate,
) -> Result<Plan> {
    let people = People::of(store::people(conn).await?);
    let mut names = Names {
        vendors: store::vendor_keys(conn).await?.into_iter().collect(),
        locations: store::location_keys(conn).await?.into_iter().collect(),
        created: CreatedCounts::default(),
    };
    let mut plan =
        Plan { rows: Vec::with_capacity(parsed.rows.len()), people, created: CreatedCounts::default() };
    let mut matcher = match parsed.kind {
        ImportKind::Licenses => Matcher::licenses(store::licenses(conn, &today.to_string()).await?),
        ImportKind::Hardware => Matcher::devices(store::devices(conn).await?),
    };
    let mut together = Together::default();
    for place in 0..parsed.rows.len() {
        let Some(row) = parsed.rows.get(place) else { continue };
        let planned =
            plan_row(parsed, (place, row), &mut matcher, &mut plan.people, &mut together, changed_keys);
        if matches!(planned.result, RowResult::New | RowResult::Update) {
            names.count(&row.values);
        }
        plan.rows.push(planned);
    }
    plan.created = names.created;
    plan.created.people = u32::try_from(plan.people.new.len()).unwrap_or(u32::MAX);
    Ok(plan)
}

/// Names of vendors and locations that are there, and how many the rows bring.
struct Names {
    vendors: HashSet<String>,
    locations: HashSet<String>,
    created: CreatedCounts,
}

impl Names {
    fn count(&mut self, values: &Values) {
        if let Some(vendor) = text(values, "vendor") {
            self.created.vendors += u32::from(self.vendors.insert(name_key(&vendor)));
        }
        if let Some(location) = text(values, "location") {
            self.created.locations += u32::from(self.locations.insert(name_key(&location)));
        }
    }
}

fn plan_row(
    parsed: &Parsed,
    (place, row): (usize, &Row),
    matcher: &mut Matcher,
    people: &mut People,
    together: &mut Together,
    changed_keys: &HashSet<u32>,
) -> Planned {
    let (mut problems, mut notices) = checks::row(parsed, row);
    problems.splice(0..0, row.problems.iter().cloned());
    notices.splice(0..0, row.notices.iter().cloned());
    let mut planned = Planned {
        result: RowResult::Problem,
        target: None,
        holder: None,
        hand_over: false,
        joins: None,
        fields_differ: false,
        changes: Vec::new(),
        problems,
        notices,
    };
    if planned.problems.is_empty() {
        matcher.refuse_repeats(parsed, row, &mut planned);
    }
    if planned.problems.is_empty() {
        match people.resolve(&row.values) {
            Ok(holder) => planned.holder = holder,
            Err(message) => planned.problems.push(parsed.remark(row, "holder_name", message)),
        }
    }
    if !planned.problems.is_empty() {
        return planned;
    }
    if parsed.kind == ImportKind::Licenses
        && let Some(holder) = planned.holder.clone()
        && let Some(leader) = together.join(parsed, row, &holder)
    {
        return one_more_holder(parsed, row, leader, people.name(&holder), planned);
    }
    let Some(record) = matcher.find(&row.values) else {
        planned.result = RowResult::New;
        planned.hand_over = planned.holder.is_some();
        matcher.note_new(parsed, row, &mut planned);
        together.lead(place, row, planned.holder.as_ref(), None);
        return planned;
    };
    let (target, stored, holders) = matcher.record(record, &row.values);
    together.lead(place, row, planned.holder.as_ref(), Some((target.clone(), holders.clone())));
    differences(parsed, row, &stored, &mut planned);
    planned.fields_differ = !planned.changes.is_empty();
    if let Some(holder) = &planned.holder {
        planned.hand_over = !matches!(holder, PersonRef::Known(id) if holders.contains(id));
        if planned.hand_over {
            planned.changes.push(format!("Holder → {}", people.name(holder)));
        }
    }
    if row.values.contains_key("key") {
        if target.keys.is_empty() {
            planned.changes.push("License key added".to_owned());
        } else if changed_keys.contains(&row.number) {
            planned.changes.push("License key changed".to_owned());
        }
    }
    planned.result = if planned.changes.is_empty() { RowResult::Unchanged } else { RowResult::Update };
    planned.target = Some(target);
    planned
}

/// A row that is an earlier one with another holder.
fn one_more_holder(parsed: &Parsed, row: &Row, leader: &Leader, name: &str, mut planned: Planned) -> Planned {
    planned.joins = Some(leader.row);
    let names = ["holder_name", "holder_email", "holder_username"];
    let field = names.into_iter().find(|field| row.values.contains_key(field)).unwrap_or("holder_name");
    planned.notices.push(parsed.remark(
        row,
        field,
        format!(
            "The same license as in row {}: kept as one with several holders, its cost counted once.",
            leader.number
        ),
    ));
    let holds = leader.target.as_ref().is_some_and(
        |(_, holders)| matches!(&planned.holder, Some(PersonRef::Known(id)) if holders.contains(id)),
    );
    planned.hand_over = !holds;
    if planned.hand_over {
        planned.changes.push(format!("Holder → {name}"));
    }
    planned.result = if holds { RowResult::Unchanged } else { RowResult::Update };
    planned.target = leader.target.as_ref().map(|(target, _)| target.clone());
    planned
}

/// Cells that are not blank and differ from the record.
fn differences(parsed: &Parsed, row: &Row, stored: &Stored, planned: &mut Planned) {
    let labels = fields::of(parsed.kind).iter().map(|field| (field.name, field.label));
    for (name, label) in labels {
        let Some(value) = row.values.get(name) else { continue };
        if name.starts_with("holder_") {
            continue;
        }
        let Some(new) = value.stored() else { continue };
        let old = stored.get(name).map(String::as_str);
        let same = match old {
            Some(old) if matches!(name, "vendor" | "location") => name_key(old) == name_key(&new),
            // Tags are added, never taken away.
            Some(old) if name == "tags" => {
                let known: HashSet<String> = old.split(", ").map(name_key).collect();
                tags(&row.values, name).iter().all(|tag| known.contains(&name_key(tag)))
            }
            Some(old) => old == new,
            None => name == "price_per_seat" && new == "0",
        };
        if !same {
            let old = old.map_or_else(|| "—".to_owned(), |old| value.show_stored(old));
            planned.changes.push(format!("{label} {old} → {}", value.shown()));
        }
    }
}

/// Finds records for rows by the keys of their kind.
enum Matcher {
    Licenses {
        records: Vec<store::License>,
        index: Index,
    },
    Devices {
        records: Vec<store::Device>,
        index: Index,
        tags: HashMap<String, u32>,
        serials: HashSet<String>,
    },
}

fn of<'a>(fields: &'a Stored, name: &str) -> &'a str {
    fields.get(name).map_or("", |value| value.as_str())
}

impl Matcher {
    fn licenses(records: Vec<store::License>) -> Matcher {
        let mut index = Index::default();
        for (place, license) in records.iter().enumerate() {
            let fields = &license.fields;
            let mut orders: HashSet<&str> =
                license.terms.iter().map(|(_, term)| of(term, "order_number")).collect();
            if orders.is_empty() {
                orders.insert("");
            }
            for order in orders {
                index.enter(
                    joined(&[of(fields, "name"), of(fields, "publisher"), of(fields, "vendor"), order]),
                    place,
                );
            }
        }
        Matcher::Licenses { records, index }
    }

    fn devices(records: Vec<store::Device>) -> Matcher {
        let mut index = Index::default();
        let mut serials = HashSet::new();
        for (place, device) in records.iter().enumerate() {
            let fields = &device.fields;
            if let Some(tag) = fields.get("asset_tag") {
                index.enter(format!("tag\u{1f}{}", name_key(tag)), place);
            }
            if let Some(serial) = fields.get("serial").and_then(|serial| serial_key(serial)) {
                index.enter(
                    format!("serial\u{1f}{serial}\u{1f}{}", name_key(of(fields, "manufacturer"))),
                    place,
                );
                serials.insert(serial);
            }
            let parts = [
                of(fields, "name"),
                of(fields, "model"),
                of(fields, "purchased_on"),
                of(fields, "order_number"),
            ];
            index.enter(format!("name\u{1f}{}", joined(&parts)), place);
        }
        Matcher::Devices { records, index, tags: HashMap::new(), serials }
    }

    /// An asset tag stands once.
    fn refuse_repeats(&mut self, parsed: &Parsed, row: &Row, planned: &mut Planned) {
        let Matcher::Devices { tags, .. } = self else { return };
        let Some(tag) = text(&row.values, "asset_tag") else { return };
        match tags.get(&name_key(&tag)) {
            Some(first) => {
                let message = format!("Row {first} has this asset tag already.");
                planned.problems.push(parsed.remark(row, "asset_tag", message));
            }
            None => {
                tags.insert(name_key(&tag), row.number);
            }
        }
    }

    fn find(&mut self, values: &Values) -> Option<usize> {
        let part = |field: &str| text(values, field).unwrap_or_default();
        match self {
            Matcher::Licenses { index, .. } => {
                let key =
                    joined(&[&part("name"), &part("publisher"), &part("vendor"), &part("order_number")]);
                index.take(&key, |_| true)
            }
            Matcher::Devices { records, index, .. } => {
                let tag = text(values, "asset_tag").map(|tag| name_key(&tag));
                if let Some(place) =
                    tag.as_ref().and_then(|tag| index.take(&format!("tag\u{1f}{tag}"), |_| true))
                {
                    return Some(place);
                }
                // A row with a tag may still be the device that has none yet.
                let fits = |place: usize| {
                    tag.is_none()
                        || records.get(place).is_some_and(|device| !device.fields.contains_key("asset_tag"))
                };
                if let Some(serial) = text(values, "serial").and_then(|serial| serial_key(&serial)) {
                    return index.take(
                        &format!("serial\u{1f}{serial}\u{1f}{}", name_key(&part("manufacturer"))),
                        fits,
                    );
                }
                if tag.is_some() {
                    return None;
                }
                let name = apply::device_name(values).map(|(name, _)| name).unwrap_or_default();
                let bought = date(values, "purchased_on").map(|date| date.to_string()).unwrap_or_default();
                let key = joined(&[&name, &part("model"), &bought, &part("order_number")]);
                index.take(&format!("name\u{1f}{key}"), fits)
            }
        }
    }

    fn note_new(&mut self, parsed: &Parsed, row: &Row, planned: &mut Planned) {
        let Matcher::Devices { serials, .. } = self else { return };
        if let Some(serial) = text(&row.values, "serial").and_then(|serial| serial_key(&serial))
            && !serials.insert(serial)
        {
            planned.notices.push(parsed.remark(row, "serial", "Another device has this serial."));
        }
    }

    /// The record, its fields (of a license: with the term that the row speaks of) and its holders.
    fn record(&self, place: usize, values: &Values) -> (Target, Stored, Vec<String>) {
        let nothing = || {
            let target = Target { id: String::new(), version: 0, term: None, keys: Vec::new() };
            (target, Stored::new(), Vec::new())
        };
        match self {
            Matcher::Licenses { records, .. } => records.get(place).map_or_else(nothing, |license| {
                let term = term_of(&license.terms, values);
                let mut fields = license.fields.clone();
                fields.extend(term.map(|(_, fields)| fields.clone()).unwrap_or_default());
                let target = Target {
                    id: license.id.clone(),
                    version: license.version,
                    term: term.map(|(id, _)| id.clone()),
                    keys: license.keys.clone(),
                };
                (target, fields, license.holders.clone())
            }),
            Matcher::Devices { records, .. } => records.get(place).map_or_else(nothing, |device| {
                let target =
                    Target { id: device.id.clone(), version: device.version, term: None, keys: Vec::new() };
                (target, device.fields.clone(), device.holder.iter().cloned().collect())
            }),
        }
    }
}

/// The term that a row speaks of: the one with its end and order number, else with its end, else the latest.
fn term_of<'a>(terms: &'a [(String, Stored)], values: &Values) -> Option<&'a (String, Stored)> {
    let end = date(values, "ends_on").map(|date| date.to_string());
    let order = text(values, "order_number");
    let same_end = |term: &&(String, Stored)| end.is_some() && term.1.get("ends_on") == end.as_ref();
    terms
        .iter()
        .filter(same_end)
        .find(|term| term.1.get("order_number") == order.as_ref())
        .or_else(|| terms.iter().find(same_end))
        .or_else(|| terms.iter().max_by_key(|term| (!term.1.contains_key("ends_on"), term.1.get("ends_on"))))
}
