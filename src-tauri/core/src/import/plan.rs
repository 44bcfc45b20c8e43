//! Rows against what is stored: new, changed or unchanged, and what else an import would bring.

use super::{
    checks,
    keys::{KeyFit, Known, key_of},
    links,
    matching::{self, Ask, At, Fate, Record},
    model::{CreatedCounts, ImportKind, ImportOptions, MatchCandidate, Remark, RowResult},
    parents,
    people::{Holder, People, PersonRef},
    questions, repeats,
    rows::{Parsed, Row},
    store::{self, DeviceNames, Kept, Stored},
    things::with_thing,
    true_ups,
    values::{Value, Values, tags, text},
};
use crate::{
    Result,
    fields::custom::PREFIX,
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
    pub holder: Option<Holder>,
    /// The holder does not hold it yet.
    pub hand_over: bool,
    /// The place of the row whose license this one only adds a holder or a free seat to.
    pub joins: Option<usize>,
    /// Fields differ, besides holder and key.
    pub fields_differ: bool,
    /// The row's license key goes to the keyring.
    pub brings_key: bool,
    /// For an update: "Seats 40 → 50".
    pub changes: Vec<String>,
    pub problems: Vec<Remark>,
    pub notices: Vec<Remark>,
    /// Records that the row may mean, where nothing settles which.
    pub candidates: Vec<MatchCandidate>,
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

/// Plans every row. Keys that are not `known` are taken for those of the rows that match.
pub(super) async fn plan(
    conn: &mut SqliteConnection,
    parsed: &Parsed,
    options: &ImportOptions,
    known: &Known,
    today: NaiveDate,
) -> Result<Plan> {
    let mut people = People::of(store::people(conn).await?);
    let mut names = Names {
        vendors: store::vendor_keys(conn).await?.into_iter().collect(),
        locations: store::location_keys(conn).await?.into_iter().collect(),
        created: CreatedCounts::default(),
    };
    let (records, devices) = match parsed.kind {
        ImportKind::Licenses => {
            let devices = match parsed.column_of("holder_asset") {
                Some(_) => store::device_names(conn).await?,
                None => Vec::new(),
            };
            (records(store::licenses(conn, &today.to_string()).await?), devices)
        }
        ImportKind::Hardware => {
            let devices = match parsed.column_of("parent") {
                Some(_) => store::device_names(conn).await?,
                None => Vec::new(),
            };
            (records(store::devices(conn).await?), devices)
        }
        other => {
            let all = with_thing!(other, T => records(store::things::<T>(conn).await?), Vec::new());
            (all, Vec::new())
        }
    };
    let mut rows: Vec<Planned> = parsed.rows.iter().map(|row| begun(parsed, row)).collect();
    match parsed.kind {
        ImportKind::Hardware => repeats::refuse(parsed, &mut rows, "asset_tag", "asset tag"),
        ImportKind::People => repeats::refuse(parsed, &mut rows, "email", "email address"),
        _ => {}
    }
    let devices = Devices::of(devices);
    if parsed.kind == ImportKind::Hardware {
        parents::note_unknown(parsed, &mut rows, |said| devices.find(said).is_some());
    }
    let holders = holders(parsed, &mut rows, &mut people, &devices);
    // Seats added to a term are no license of their own, and no other holder of one.
    let barred: Vec<bool> = parsed
        .rows
        .iter()
        .zip(&rows)
        .map(|(row, planned)| !planned.problems.is_empty() || true_ups::is_one(row))
        .collect();
    let chosen: HashMap<u32, Option<String>> =
        options.matches.iter().map(|one| (one.row, one.record.clone())).collect();
    let ask = Ask {
        parsed,
        records: &records,
        known,
        holders: &holders,
        barred: &barred,
        match_by: &options.match_by,
        chosen: &chosen,
    };
    let fates = matching::assign(&ask);
    let at_of = |place: usize| match fates.get(place) {
        Some(Some(Fate::Is(at))) => Some(*at),
        _ => None,
    };
    let mut linked = HashSet::new();
    let mut serials: HashSet<String> =
        records.iter().filter_map(|one| serial_key(one.own("serial")?)).collect();
    for (place, row) in parsed.rows.iter().enumerate() {
        let (Some(planned), Some(Some(fate))) = (rows.get_mut(place), fates.get(place)) else { continue };
        planned.holder = holders.get(place).cloned().flatten();
        match fate {
            Fate::New { beside } => {
                planned.result = RowResult::New;
                planned.hand_over = is_here(planned.holder.as_ref());
                planned.brings_key = key_of(row).is_some();
                if let Some(beside) = beside.and_then(|place| parsed.rows.get(place)) {
                    planned.notices.push(kept_apart(parsed, row, beside.number));
                }
                if parsed.kind == ImportKind::Hardware {
                    note_serial(parsed, row, planned, &mut serials);
                }
            }
            Fate::Joins(leader) if parsed.kind != ImportKind::Licenses => {
                planned.joins = Some(*leader);
                let target = at_of(*leader).and_then(|at| records.get(at.record));
                repeats::same_again(parsed, row, parsed.rows.get(*leader), target, planned);
            }
            Fate::Joins(leader) => {
                let number = parsed.rows.get(*leader).map_or(0, |row| row.number);
                planned.joins = Some(*leader);
                let target = at_of(*leader).and_then(|at| Some((at, records.get(at.record)?)));
                one_more_seat(parsed, row, number, target, &people, planned);
            }
            Fate::Is(at) => {
                if let Some(record) = records.get(at.record) {
                    matched(parsed, row, *at, record, known, &people, planned);
                }
            }
            Fate::Doubtful { records: fitting, doubt } => {
                let fitting: Vec<&Record> = fitting.iter().filter_map(|one| records.get(*one)).collect();
                questions::ask(parsed, row, &fitting, *doubt, &people, planned);
            }
        }
        if matches!(planned.result, RowResult::New | RowResult::Update) {
            names.count(&row.values);
            links::count(parsed, &row.values, &mut linked, &mut names.created);
        }
    }
    true_ups::plan(parsed, &mut rows, &records);
    names.created.people =
        names.created.people.saturating_add(u32::try_from(people.new.len()).unwrap_or(u32::MAX));
    Ok(Plan { rows, people, created: names.created })
}

fn records<Input>(kept: Vec<Kept<Input>>) -> Vec<Record> {
    kept.into_iter().map(|kept| kept.record).collect()
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

/// Devices by what a license's row may call them.
struct Devices {
    tags: HashMap<String, String>,
    serials: HashMap<String, Option<String>>,
    names: HashMap<String, Option<String>>,
}

impl Devices {
    fn of(stored: Vec<DeviceNames>) -> Devices {
        let mut devices = Devices { tags: HashMap::new(), serials: HashMap::new(), names: HashMap::new() };
        // What several devices share names none of them.
        let enter = |map: &mut HashMap<String, Option<String>>, key: String, id: &String| {
            map.entry(key).and_modify(|one| *one = None).or_insert_with(|| Some(id.clone()));
        };
        for device in stored {
            if let Some(serial) = device.serial_key {
                enter(&mut devices.serials, serial, &device.id);
            }
            enter(&mut devices.names, device.name_key, &device.id);
            if let Some(tag) = device.asset_tag_key {
                devices.tags.insert(tag, device.id);
            }
        }
        devices
    }

    /// The device with this asset tag, else the only one with this serial or name.
    fn find(&self, said: &str) -> Option<&String> {
        let key = name_key(said);
        let serial = || serial_key(said).and_then(|serial| self.serials.get(&serial)?.as_ref());
        self.tags.get(&key).or_else(serial).or_else(|| self.names.get(&key)?.as_ref())
    }
}

fn begun(parsed: &Parsed, row: &Row) -> Planned {
    let (mut problems, mut notices) = checks::row(parsed, row);
    problems.splice(0..0, row.problems.iter().cloned());
    notices.splice(0..0, row.notices.iter().cloned());
    Planned {
        result: RowResult::Problem,
        target: None,
        holder: None,
        hand_over: false,
        joins: None,
        fields_differ: false,
        brings_key: false,
        changes: Vec::new(),
        problems,
        notices,
        candidates: Vec::new(),
    }
}

/// Who every row names, by its place.
fn holders(
    parsed: &Parsed,
    rows: &mut [Planned],
    people: &mut People,
    devices: &Devices,
) -> Vec<Option<Holder>> {
    let clean = |place: &usize| rows.get(*place).is_some_and(|row| row.problems.is_empty());
    let asking: Vec<usize> = (0..parsed.rows.len()).filter(clean).collect();
    let mut found = people
        .resolve_all(asking.iter().filter_map(|place| Some((*place, &parsed.rows.get(*place)?.values))));
    let mut holders = vec![None; parsed.rows.len()];
    for (place, (row, planned)) in parsed.rows.iter().zip(rows).enumerate() {
        let person = match found.remove(&place) {
            Some(Ok(person)) => person.map(Holder::Person),
            Some(Err(message)) => {
                planned.problems.push(parsed.remark(row, "holder_name", message));
                continue;
            }
            None => continue,
        };
        let device = text(&row.values, "holder_asset").map(|said| match devices.find(&said) {
            Some(id) => Holder::Device(id.clone()),
            None => Holder::Absent(name_key(&said)),
        });
        let noted = match (&person, &device) {
            (Some(_), Some(_)) => Some("The seat goes to the person; one seat is not given twice."),
            (None, Some(Holder::Absent(_))) => Some(
                "No device here has this asset tag, serial or name: the seat stays free. Import the hardware, then this file again.",
            ),
            _ => None,
        };
        planned.notices.extend(noted.map(|message| parsed.remark(row, "holder_asset", message)));
        if let Some(slot) = holders.get_mut(place) {
            *slot = person.or(device);
        }
    }
    holders
}

/// Whether somebody or something can be given a seat.
fn is_here(holder: Option<&Holder>) -> bool {
    matches!(holder, Some(Holder::Person(_) | Holder::Device(_)))
}

fn held_by(holder: &Holder, people: &People) -> String {
    match holder {
        Holder::Person(person) => format!("Holder → {}", people.name(person)),
        Holder::Device(_) | Holder::Absent(_) => "Given to the device".to_owned(),
    }
}

/// A row with a serial that another device has.
fn note_serial(parsed: &Parsed, row: &Row, planned: &mut Planned, serials: &mut HashSet<String>) {
    if let Some(serial) = text(&row.values, "serial").and_then(|serial| serial_key(&serial))
        && !serials.insert(serial)
    {
        planned.notices.push(parsed.remark(row, "serial", "Another device has this serial."));
    }
}

fn kept_apart(parsed: &Parsed, row: &Row, other: u32) -> Remark {
    parsed.remark(
        row,
        holder_field(row),
        format!("The same as row {other}, which has no seat left for it: kept as a license of its own."),
    )
}

fn holder_field(row: &Row) -> &'static str {
    ["holder_name", "holder_email", "holder_username", "holder_asset"]
        .into_iter()
        .find(|field| row.values.contains_key(field))
        .unwrap_or("holder_name")
}

/// A row that is an earlier one with another holder, or a free seat of it.
fn one_more_seat(
    parsed: &Parsed,
    row: &Row,
    number: u32,
    target: Option<(At, &Record)>,
    people: &People,
    planned: &mut Planned,
) {
    let message = match &planned.holder {
        Some(_) => format!(
            "The same license as in row {number}: kept as one with several holders, its cost counted once."
        ),
        None => format!("A free seat of the license in row {number}: its cost is counted once."),
    };
    planned.notices.push(parsed.remark(row, holder_field(row), message));
    planned.result = RowResult::Unchanged;
    if let Some(holder) = planned.holder.as_ref().filter(|holder| is_here(Some(*holder))) {
        planned.hand_over = target.is_none_or(|(_, record)| !record.holders.contains(holder));
        if planned.hand_over {
            planned.changes.push(held_by(holder, people));
            planned.result = RowResult::Update;
        }
    }
    planned.target = target.map(|(at, record)| target_of(at, record));
}

pub(super) fn target_of(at: At, record: &Record) -> Target {
    Target {
        id: record.id.clone(),
        version: record.version,
        term: record.views.get(at.view).and_then(|view| view.term.clone()),
        keys: record.keys.clone(),
    }
}

/// A row that is a record: what it would change.
fn matched(
    parsed: &Parsed,
    row: &Row,
    at: At,
    record: &Record,
    known: &Known,
    people: &People,
    planned: &mut Planned,
) {
    let nothing = Stored::new();
    let stored = record.views.get(at.view).map_or(&nothing, |view| &view.fields);
    differences(parsed, row, stored, planned);
    planned.fields_differ = !planned.changes.is_empty();
    if let Some(holder) = planned.holder.as_ref().filter(|holder| is_here(Some(*holder))) {
        planned.hand_over = !record.holders.contains(holder);
        if planned.hand_over {
            planned.changes.push(held_by(holder, people));
        }
    }
    if let Some(key) = key_of(row) {
        match known.fit(&record.keys, key) {
            KeyFit::Same | KeyFit::Unread => {}
            KeyFit::Nothing => planned.changes.push("License key added".to_owned()),
            KeyFit::Other => planned.changes.push("License key changed".to_owned()),
        }
        planned.brings_key = matches!(known.fit(&record.keys, key), KeyFit::Nothing | KeyFit::Other);
    }
    planned.result = if planned.changes.is_empty() { RowResult::Unchanged } else { RowResult::Update };
    planned.target = Some(target_of(at, record));
}

/// Cells that are not blank and differ from the record.
pub(super) fn differences(parsed: &Parsed, row: &Row, stored: &Stored, planned: &mut Planned) {
    let labels = parsed.catalog.all().map(|field| (field.name.as_str(), &field.label));
    for (name, label) in labels {
        let Some(value) = row.values.get(name) else { continue };
        if name.starts_with("holder_") {
            continue;
        }
        let old = stored.get(name).map(String::as_str);
        if let (Value::Nothing, Some(old)) = (value, old) {
            planned.changes.push(format!("{label} {old} → —"));
        }
        let Some(new) = value.stored() else { continue };
        let same = match old {
            Some(old) if matches!(name, "vendor" | "location") => name_key(old) == name_key(&new),
            // So are the devices of a contract.
            Some(old) if name == "devices" => {
                new.split(',').all(|id| old.split(',').any(|known| known == id))
            }
            // Tags are added, never taken away.
            Some(old) if name == "tags" => {
                let known: HashSet<String> = old.split(", ").map(name_key).collect();
                tags(&row.values, name).iter().all(|tag| known.contains(&name_key(tag)))
            }
            Some(old) => old == new,
            // A part that is not there says no to everything.
            None => {
                new == "0"
                    && (matches!(name, "price_per_seat" | "true_up")
                        || (!name.starts_with(PREFIX) && parsed.kind.is_plain()))
            }
        };
        if !same {
            let old = old.map_or_else(|| "—".to_owned(), |old| value.show_stored(old));
            planned.changes.push(format!("{label} {old} → {}", value.shown()));
        }
    }
}

/// The people, new ones among them, whom a holder means.
pub(super) fn person_of(holder: &Holder) -> Option<&PersonRef> {
    match holder {
        Holder::Person(person) => Some(person),
        Holder::Device(_) | Holder::Absent(_) => None,
    }
}
