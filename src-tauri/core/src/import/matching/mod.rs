//! Which record each row of a file is: an assignment over the whole file, so that rows inserted, removed or sorted move
//! nothing from one record to another. Pure.
//!
//! In turn: rows that equal a record in every column; identities (the columns the user named, asset tag, serial,
//! license key); rows whose cells, blank ones aside, equal a record; then what has the same name and nothing against it,
//! and where that leaves a doubt, a question.

mod doubt;
mod fit;
mod groups;
mod identities;
mod record;

pub(super) use doubt::Doubt;
pub(super) use record::{Record, View, flat, of_device, of_license, of_term};

use super::{
    inputs,
    keys::{KeyFit, Known, key_of},
    model::ImportKind,
    people::Holder,
    rows::{Parsed, Row},
    values::{Values, text},
};
use crate::text::name_key;
use groups::{Group, Placed};
use record::{Columns, as_new, cells, comparable};
use std::collections::{HashMap, HashSet};

/// A record and the view of it that a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct At {
    pub record: usize,
    pub view: usize,
}

/// What a row turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// A new thing; with the first row that says the same and is another one.
    New {
        beside: Option<usize>,
    },
    /// The same license as in an earlier row, by its place.
    Joins(usize),
    Is(At),
    /// These records may be it, and nothing settles which.
    Doubtful {
        records: Vec<usize>,
        doubt: Doubt,
    },
}

/// Everything by which rows are told apart.
pub(super) struct Ask<'a> {
    pub parsed: &'a Parsed,
    pub records: &'a [Record],
    /// Keys that the keyring holds, as far as they were read.
    pub known: &'a Known,
    /// Who each row names, by its place.
    pub holders: &'a [Option<Holder>],
    /// Rows that have problems already.
    pub barred: &'a [bool],
    /// The fields by which the user has rows found.
    pub match_by: &'a [String],
    /// Answers of the user by row number: the id of a record, or None for a new one.
    pub chosen: &'a HashMap<u32, Option<String>>,
}

impl Ask<'_> {
    fn holder(&self, place: usize) -> Option<&Holder> {
        self.holders.get(place)?.as_ref()
    }

    fn usable(&self) -> impl Iterator<Item = (usize, &Row)> {
        let barred = |place: &usize| self.barred.get(*place).copied().unwrap_or(true);
        self.parsed.rows.iter().enumerate().filter(move |(place, _)| !barred(place))
    }

    fn row(&self, place: usize) -> Option<&Row> {
        self.parsed.rows.get(place)
    }

    fn values(&self, place: usize) -> Option<&Values> {
        self.row(place).map(|row| &row.values)
    }

    fn name(&self, values: &Values) -> String {
        let name = match self.parsed.kind {
            ImportKind::Hardware => inputs::device_name(values).map(|(name, _)| name),
            _ => text(values, "name"),
        };
        name_key(&name.unwrap_or_default())
    }
}

/// The fate of every row, by its place; None for those that have problems already.
pub(super) fn assign(ask: &Ask<'_>) -> Vec<Option<Fate>> {
    let mut desk = Desk::new(ask);
    desk.equal_in_all();
    desk.by_chosen_columns();
    match ask.parsed.kind {
        ImportKind::Licenses => desk.by_license_key(),
        ImportKind::Hardware => desk.by_tag_or_serial(),
        // Their names are theirs alone: there is nothing left to ask.
        ImportKind::Vendors | ImportKind::Locations => desk.by_only_name(),
        ImportKind::People | ImportKind::Contracts | ImportKind::Credentials => desk.by_own_number(),
    }
    desk.equal_but_for_blanks();
    desk.by_name();
    desk.fates
}

struct Desk<'a> {
    ask: &'a Ask<'a>,
    columns: Columns,
    groups: Vec<Group>,
    fates: Vec<Option<Fate>>,
    taken: HashSet<At>,
    taken_records: HashSet<usize>,
}

impl<'a> Desk<'a> {
    fn new(ask: &'a Ask<'a>) -> Desk<'a> {
        let groups = match ask.parsed.kind {
            ImportKind::Licenses => groups::of(ask),
            _ => ask
                .usable()
                .map(|(place, _)| Group {
                    rows: vec![place],
                    seats: Some(1),
                    has_key: false,
                    held: false,
                    leaders: Vec::new(),
                })
                .collect(),
        };
        Desk {
            ask,
            columns: Columns::of(ask.parsed),
            groups,
            fates: vec![None; ask.parsed.rows.len()],
            taken: HashSet::new(),
            taken_records: HashSet::new(),
        }
    }

    fn is_free(&self, record: usize) -> bool {
        !self.taken_records.contains(&record)
    }

    fn free(&self, records: Option<&Vec<usize>>) -> Vec<usize> {
        records.into_iter().flatten().copied().filter(|record| self.is_free(*record)).collect()
    }

    /// Writes down what a license or a device turned out to be.
    fn settle(&mut self, placed: Placed, fate: Fate) {
        if let Fate::Is(at) = fate {
            self.taken.insert(at);
            self.taken_records.insert(at.record);
        }
        let first = placed.rows.first().copied();
        for place in placed.rows {
            let fate = match (&fate, first) {
                (Fate::Doubtful { .. }, _) => fate.clone(),
                (_, Some(first)) if first != place => Fate::Joins(first),
                _ => fate.clone(),
            };
            if let Some(slot) = self.fates.get_mut(place) {
                *slot = Some(fate);
            }
        }
    }

    /// Gives the rows of a group to these records, as far as they go.
    fn place(&mut self, group: usize, records: &[At]) {
        let Some(rows) = self.groups.get_mut(group).filter(|_| !records.is_empty()) else { return };
        let placed = groups::place(self.ask, rows, records);
        for one in placed {
            if let Some(at) = one.at {
                self.settle(one, Fate::Is(at));
            }
        }
    }

    /// The first row that a group has left.
    fn first_of(&self, group: usize) -> Option<(usize, &'a Row)> {
        let place = *self.groups.get(group)?.rows.first()?;
        Some((place, self.ask.row(place)?))
    }

    /// Whether a record's keys and holder, where the file has columns for them, are what a row says.
    fn agrees(&self, record: &Record, place: usize, row: &Row, blank_means_none: bool) -> bool {
        let key = match key_of(row) {
            Some(key) => {
                matches!(self.ask.known.fit(&record.keys, key), KeyFit::Same | KeyFit::Unread)
            }
            None => !blank_means_none || !self.columns.key || record.keys.is_empty(),
        };
        let holder = match (self.ask.parsed.kind, self.ask.holder(place)) {
            (ImportKind::Hardware, Some(holder)) => record.holders.contains(holder),
            (ImportKind::Hardware, None) => {
                !blank_means_none || !self.columns.holder || record.holders.is_empty()
            }
            _ => true,
        };
        key && holder
    }

    fn equal_in_all(&mut self) {
        let mut index: HashMap<String, Vec<At>> = HashMap::new();
        for (record, stored) in self.ask.records.iter().enumerate() {
            for (view, fields) in stored.views.iter().enumerate() {
                index.entry(self.columns.whole(&fields.fields)).or_default().push(At { record, view });
            }
        }
        for group in 0..self.groups.len() {
            let Some((place, row)) = self.first_of(group) else { continue };
            let whole = self.columns.whole(&as_new(self.ask.parsed.catalog, &row.values));
            let found = self.equals(index.get(&whole), place, row, true);
            self.place(group, &found);
        }
    }

    fn equals(&self, found: Option<&Vec<At>>, place: usize, row: &Row, whole: bool) -> Vec<At> {
        found
            .into_iter()
            .flatten()
            .copied()
            .filter(|at| !self.taken.contains(at))
            .filter(|at| {
                let record = self.ask.records.get(at.record);
                record.is_some_and(|record| self.agrees(record, place, row, whole))
            })
            .collect()
    }

    /// Rows whose cells, blank ones aside, say what a record says: first those that say most.
    fn equal_but_for_blanks(&mut self) {
        let mut indexes: HashMap<Vec<&'static str>, HashMap<String, Vec<At>>> = HashMap::new();
        let mut order: Vec<(usize, Vec<&'static str>)> = Vec::new();
        for group in 0..self.groups.len() {
            let Some((_, row)) = self.first_of(group) else { continue };
            order.push((group, said(&row.values).map(|(name, _)| name).collect()));
        }
        order.sort_by_key(|(group, names)| (std::cmp::Reverse(names.len()), *group));
        for (group, names) in order {
            let Some((place, row)) = self.first_of(group) else { continue };
            let index = indexes.entry(names).or_insert_with_key(|names| self.projected(names));
            let texts: Vec<String> = said(&row.values).map(|(_, text)| text).collect();
            let found = index.get(&texts.join("\u{1f}")).cloned();
            let found = self.equals(found.as_ref(), place, row, false);
            self.place(group, &found);
        }
    }

    /// The records by what they say in these fields.
    fn projected(&self, names: &[&'static str]) -> HashMap<String, Vec<At>> {
        let mut index: HashMap<String, Vec<At>> = HashMap::new();
        for (record, stored) in self.ask.records.iter().enumerate() {
            for (view, fields) in stored.views.iter().enumerate() {
                let said: Option<Vec<String>> = names
                    .iter()
                    .map(|name| fields.fields.get(name).map(|text| comparable(name, text)))
                    .collect();
                if let Some(said) = said {
                    index.entry(said.join("\u{1f}")).or_default().push(At { record, view });
                }
            }
        }
        index
    }

    /// The view of a record that a row speaks of.
    fn at(&self, record: usize, place: usize) -> At {
        let view = match (self.ask.records.get(record), self.ask.values(place)) {
            (Some(stored), Some(values)) => stored.view_for(values),
            _ => 0,
        };
        At { record, view }
    }

    /// The licenses or the device that a group has left.
    fn left(&mut self, group: usize) -> Vec<Placed> {
        self.groups.get_mut(group).map(|rows| groups::begin(self.ask, rows)).unwrap_or_default()
    }

    /// Settles what a group has left, each license by its first row.
    fn settle_left(&mut self, group: usize, fate: impl Fn(&Desk<'_>, usize) -> Fate) {
        for placed in self.left(group) {
            let Some(first) = placed.rows.first().copied() else { continue };
            let fate = self.chosen(&placed).unwrap_or_else(|| fate(self, first));
            self.settle_one(group, placed, fate);
        }
    }

    fn settle_one(&mut self, group: usize, placed: Placed, fate: Fate) {
        let first = placed.rows.first().copied();
        let beside = self
            .groups
            .get(group)
            .filter(|group| group.held && !group.has_key)
            .and_then(|group| group.leaders.first().copied())
            .filter(|leader| Some(*leader) != first);
        let fate = match fate {
            // Only the first license of several may be the record.
            Fate::Is(at) if !self.is_free(at.record) => Fate::New { beside },
            Fate::New { .. } => Fate::New { beside },
            other => other,
        };
        self.settle(placed, fate);
    }

    /// What the user said about a license or a device by one of its rows.
    fn chosen(&self, placed: &Placed) -> Option<Fate> {
        let (place, answer) = placed.rows.iter().find_map(|place| {
            let number = self.ask.row(*place)?.number;
            Some((*place, self.ask.chosen.get(&number)?))
        })?;
        let Some(id) = answer else { return Some(Fate::New { beside: None }) };
        let record = self.ask.records.iter().position(|record| &record.id == id);
        Some(match record.filter(|record| self.is_free(*record)) {
            Some(record) => Fate::Is(self.at(record, place)),
            None => Fate::Doubtful { records: record.into_iter().collect(), doubt: Doubt::Taken },
        })
    }

    /// What is left, by its name.
    fn by_name(&mut self) {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, record) in self.ask.records.iter().enumerate() {
            by_name.entry(name_key(record.own("name").unwrap_or_default())).or_default().push(place);
        }
        let mut rows: HashMap<String, usize> = HashMap::new();
        for (_, row) in self.ask.usable() {
            *rows.entry(self.ask.name(&row.values)).or_default() += 1;
        }
        let mut order: Vec<String> = Vec::new();
        let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
        for group in 0..self.groups.len() {
            let Some((_, row)) = self.first_of(group) else { continue };
            let name = self.ask.name(&row.values);
            let groups = waiting.entry(name.clone()).or_default();
            if groups.is_empty() {
                order.push(name);
            }
            groups.push(group);
        }
        for name in order {
            let groups = waiting.remove(&name).unwrap_or_default();
            let all = by_name.get(&name);
            let records = self.free(all);
            // A name that stands once here and in one license or device of the file is as good as a number.
            let alone = all.is_some_and(|all| all.len() == 1)
                && groups.len() == 1
                && groups.first().and_then(|group| self.groups.get(*group)).is_some_and(|group| {
                    rows.get(&name) == Some(&group.rows.len()) && (group.rows.len() == 1 || !group.apart())
                });
            let units: Vec<(usize, Placed)> = groups
                .into_iter()
                .flat_map(|group| self.left(group).into_iter().map(move |one| (group, one)))
                .collect();
            let (told, open): (Vec<_>, Vec<_>) =
                units.into_iter().partition(|(_, placed)| self.chosen(placed).is_some());
            for (group, placed) in told {
                if let Some(fate) = self.chosen(&placed) {
                    self.settle_one(group, placed, fate);
                }
            }
            let records: Vec<usize> = records.into_iter().filter(|record| self.is_free(*record)).collect();
            let firsts: Vec<usize> =
                open.iter().filter_map(|(_, placed)| placed.rows.first().copied()).collect();
            let fates = doubt::settle(self.ask, &self.columns, &firsts, &records, alone);
            for ((group, placed), fate) in open.into_iter().zip(fates) {
                self.settle_one(group, placed, fate);
            }
        }
    }
}

/// The cells that a record must hold for a row to say nothing new of it. Tags are added to those there are.
fn said(values: &Values) -> impl Iterator<Item = (&'static str, String)> {
    cells(values).filter(|(name, _)| *name != "tags")
}
