//! Rows that are one license with several holders: equal in everything but who holds it. Pure.

use super::{
    keys,
    people::PersonRef,
    plan::Target,
    rows::{Parsed, Row},
    values::{Value, Values},
};
use crate::secrets::ExposeSecret;
use std::collections::HashMap;

/// A license that rows of the file brought so far.
pub(super) struct Leader {
    /// The place of its first row.
    pub row: usize,
    pub number: u32,
    /// The record it matched, with the people who hold it.
    pub target: Option<(Target, Vec<String>)>,
    holders: Vec<PersonRef>,
}

/// The licenses of the rows so far, by what their rows say.
#[derive(Default)]
pub(super) struct Together(HashMap<String, Vec<Leader>>);

impl Together {
    /// The license that one more holder joins: the first whose rows say the same, that this person does not hold by
    /// an earlier row, and that has a seat for them. A key that is the same makes it one license however many hold it.
    pub fn join(&mut self, parsed: &Parsed, row: &Row, holder: &PersonRef) -> Option<&Leader> {
        let leaders = self.0.get_mut(&content(&row.values))?;
        let leader = leaders.iter_mut().find(|leader| {
            let first = parsed.rows.get(leader.row);
            let same_key = first.is_some_and(|first| key(first) == key(row));
            let room = key(row).is_some() || has_room(&row.values, leader.holders.len());
            same_key && room && !leader.holders.contains(holder)
        })?;
        leader.holders.push(holder.clone());
        Some(leader)
    }

    /// A row that stands for a license of its own; others may join it when it names a holder.
    pub fn lead(
        &mut self,
        place: usize,
        row: &Row,
        holder: Option<&PersonRef>,
        target: Option<(Target, Vec<String>)>,
    ) {
        if let Some(holder) = holder {
            let leader = Leader { row: place, number: row.number, target, holders: vec![holder.clone()] };
            self.0.entry(content(&row.values)).or_default().push(leader);
        }
    }
}

fn key(row: &Row) -> Option<&str> {
    keys::key_of(row).map(ExposeSecret::expose_secret)
}

fn has_room(values: &Values, holders: usize) -> bool {
    match values.get("seats") {
        Some(Value::Number(seats)) => usize::try_from(*seats).is_ok_and(|seats| holders < seats),
        _ => true,
    }
}

/// All that a row says of its license, its key aside.
fn content(values: &Values) -> String {
    values
        .iter()
        .filter(|(field, _)| !field.starts_with("holder_"))
        .filter_map(|(field, value)| Some(format!("{field}\u{1f}{}", value.stored()?)))
        .collect::<Vec<_>>()
        .join("\u{1e}")
}
