//! Records found by what is theirs alone: the columns that the user named, a license key, an asset tag, a serial. Pure.

use super::{
    super::{
        keys::key_of,
        model::ImportKind,
        values::{Value, text},
    },
    At, Desk, Doubt, Fate,
};
use crate::{
    secrets::ExposeSecret,
    text::{name_key, serial_key},
};
use std::collections::HashMap;

impl Desk<'_> {
    /// What the user named as identity settles it: one record is found, or it is a new one.
    pub(super) fn by_chosen_columns(&mut self) {
        if self.ask.match_by.is_empty() {
            return;
        }
        let form = |name: &str, text: &str| match name {
            "serial" => serial_key(text),
            _ => Some(name_key(text)).filter(|text| !text.is_empty()),
        };
        let mut index: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for (place, record) in self.ask.records.iter().enumerate() {
            for view in 0..record.views.len() {
                let said: Option<Vec<String>> = self
                    .ask
                    .match_by
                    .iter()
                    .map(|name| record.field(view, name).and_then(|text| form(name, text)))
                    .collect();
                let Some(places) = said.map(|said| index.entry(said).or_default()) else { continue };
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        let mut waiting: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for group in 0..self.groups.len() {
            let Some((_, row)) = self.first_of(group) else { continue };
            let cell = |name: &String| row.values.get(name.as_str()).and_then(Value::stored);
            let said: Option<Vec<String>> =
                self.ask.match_by.iter().map(|name| cell(name).and_then(|text| form(name, &text))).collect();
            if let Some(said) = said {
                waiting.entry(said).or_default().push(group);
            }
        }
        let mut waiting: Vec<(Vec<String>, Vec<usize>)> = waiting.into_iter().collect();
        waiting.sort_by_key(|(_, groups)| groups.first().copied());
        for (said, groups) in waiting {
            let free = self.free(index.get(&said));
            for group in &groups {
                let fate = |desk: &Desk<'_>, place: usize| match free.as_slice() {
                    [] => Fate::New { beside: None },
                    [record] if groups.len() == 1 => Fate::Is(desk.at(*record, place)),
                    several => Fate::Doubtful { records: several.to_vec(), doubt: Doubt::Several },
                };
                self.settle_left(*group, fate);
            }
        }
    }

    /// The license that has the key of a row is that license, whatever else the row says.
    pub(super) fn by_license_key(&mut self) {
        let mut index: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, record) in self.ask.records.iter().enumerate() {
            for key in self.ask.known.of(&record.keys) {
                index.entry(key).or_default().push(place);
            }
        }
        if index.is_empty() {
            return;
        }
        for group in 0..self.groups.len() {
            let Some((place, row)) = self.first_of(group) else { continue };
            let Some(key) = key_of(row) else { continue };
            let mut found = self.free(index.get(key.expose_secret()));
            let name = self.ask.name(&row.values);
            if found.iter().any(|record| self.is_called(*record, &name)) {
                found.retain(|record| self.is_called(*record, &name));
            }
            let found: Vec<At> = found.into_iter().map(|record| self.at(record, place)).collect();
            self.place(group, &found);
        }
    }

    fn is_called(&self, record: usize, name: &str) -> bool {
        let own = self.ask.records.get(record).and_then(|record| record.own("name"));
        own.is_some_and(|own| name_key(own) == name)
    }

    /// Vendors and locations by their names, which no two share: the second row of a name is the first one again.
    pub(super) fn by_only_name(&mut self) {
        let mut records: HashMap<String, usize> = HashMap::new();
        for (place, record) in self.ask.records.iter().enumerate() {
            records.insert(name_key(record.own("name").unwrap_or_default()), place);
        }
        let mut first: HashMap<String, usize> = HashMap::new();
        for (place, row) in self.ask.usable() {
            if self.fates.get(place).is_some_and(Option::is_some) {
                first.entry(self.ask.name(&row.values)).or_insert(place);
            }
        }
        for group in 0..self.groups.len() {
            let Some((place, row)) = self.first_of(group) else { continue };
            let name = self.ask.name(&row.values);
            let fate = match (first.get(&name), records.get(&name)) {
                (Some(leader), _) => Fate::Joins(*leader),
                (None, Some(record)) => Fate::Is(self.at(*record, place)),
                (None, None) => Fate::New { beside: None },
            };
            first.entry(name).or_insert(place);
            self.settle_left(group, |_, _| fate.clone());
        }
    }

    /// People, contracts and credentials by what is theirs alone.
    pub(super) fn by_own_number(&mut self) {
        let numbers: &[&[&str]] = match self.ask.parsed.kind {
            ImportKind::People => &[&["email"], &["employee_number"], &["username"]],
            ImportKind::Contracts => &[&["reference", "vendor"], &["reference"], &["domain", "kind"]],
            _ => &[],
        };
        for number in numbers {
            self.by_number(number);
        }
    }

    /// Rows and records that say the same in all of these fields, where one alone does on each side.
    fn by_number(&mut self, fields: &[&str]) {
        let mut index: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for (place, record) in self.ask.records.iter().enumerate() {
            let said: Option<Vec<String>> =
                fields.iter().map(|name| record.own(name).map(name_key)).collect();
            if let Some(said) = said {
                index.entry(said).or_default().push(place);
            }
        }
        let mut waiting: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for group in 0..self.groups.len() {
            let Some((_, row)) = self.first_of(group) else { continue };
            let cell = |name: &&str| row.values.get(name).and_then(Value::stored).map(|text| name_key(&text));
            if let Some(said) = fields.iter().map(cell).collect() {
                waiting.entry(said).or_default().push(group);
            }
        }
        let mut waiting: Vec<(Vec<String>, Vec<usize>)> = waiting.into_iter().collect();
        waiting.sort_by_key(|(_, groups)| groups.first().copied());
        for (said, groups) in waiting {
            let (free, [group]) = (self.free(index.get(&said)), groups.as_slice()) else { continue };
            if let [record] = free.as_slice() {
                self.settle_left(*group, |desk, place| Fate::Is(desk.at(*record, place)));
            }
        }
    }

    /// Devices by asset tag, else by serial and manufacturer. Where the two name different devices it is a question.
    pub(super) fn by_tag_or_serial(&mut self) {
        let (mut tags, mut serials) = (HashMap::<String, usize>::new(), HashMap::<String, Vec<usize>>::new());
        for (place, record) in self.ask.records.iter().enumerate() {
            if let Some(tag) = record.own("asset_tag") {
                tags.insert(name_key(tag), place);
            }
            if let Some(serial) = record.own("serial").and_then(serial_key) {
                serials.entry(serial).or_default().push(place);
            }
        }
        for group in 0..self.groups.len() {
            let Some((place, row)) = self.first_of(group) else { continue };
            let tagged = text(&row.values, "asset_tag")
                .and_then(|tag| tags.get(&name_key(&tag)).copied())
                .filter(|record| self.is_free(*record));
            let serial = text(&row.values, "serial").and_then(|serial| serial_key(&serial));
            let manufacturer = text(&row.values, "manufacturer").map(|name| name_key(&name));
            let with_serial: Vec<usize> = serial
                .as_ref()
                .map(|serial| self.free(serials.get(serial)))
                .unwrap_or_default()
                .into_iter()
                .filter(|record| {
                    let maker = self.ask.records.get(*record).and_then(|record| record.own("manufacturer"));
                    match (&manufacturer, maker) {
                        (Some(said), Some(maker)) => *said == name_key(maker),
                        _ => true,
                    }
                })
                .collect();
            let fate = match (tagged, with_serial.as_slice()) {
                (None, []) => continue,
                (Some(tagged), []) => Fate::Is(self.at(tagged, place)),
                (None, [one]) => Fate::Is(self.at(*one, place)),
                (Some(tagged), several) if several.contains(&tagged) => Fate::Is(self.at(tagged, place)),
                (Some(tagged), several) => Fate::Doubtful {
                    records: std::iter::once(tagged).chain(several.iter().copied()).collect(),
                    doubt: Doubt::TagAndSerial,
                },
                (None, several) => Fate::Doubtful { records: several.to_vec(), doubt: Doubt::Several },
            };
            self.settle_left(group, |_, _| fate.clone());
        }
    }
}
