//! Rows and records of one name that no identity tells apart: matched where one pair alone can be meant, else asked. Pure.

use super::{
    super::model::ImportKind,
    Ask, Fate,
    fit::{self, Fit},
    record::{Columns, Record},
};
use std::collections::{HashMap, HashSet};

/// How many pairs of one name are weighed. Past that nobody could answer a question about them either.
const PAIRS: usize = 250_000;

/// Why nothing settles which record a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Several may be it, or several rows may be the one.
    Several,
    /// It has another license key.
    OtherKey,
    /// Others hold it, and it has no seat left.
    OtherHolder,
    /// It was bought on another day, and something hangs on it.
    OtherPurchase,
    /// Something hangs on it, and nothing but the name says that the row means it.
    NameOnly,
    /// The asset tag is on one device, the serial on another.
    TagAndSerial,
    /// The record that was chosen for the row is another row's, or is not there.
    Taken,
}

/// What a pair that alone can be meant comes to: None when it is a match.
fn doubt(kind: ImportKind, fit: &Fit, alone: bool) -> Option<Doubt> {
    // A key is never replaced by a guess, not even where the name stands once: one license may be gone and another come.
    if fit.other_key {
        return Some(Doubt::OtherKey);
    }
    if fit.other_holder {
        return (!alone || kind == ImportKind::Licenses).then_some(Doubt::OtherHolder);
    }
    if alone || !fit.hangs {
        return None;
    }
    if fit.other_purchase && !fit.same_holder {
        return Some(Doubt::OtherPurchase);
    }
    (!fit.confirmed()).then_some(Doubt::NameOnly)
}

/// The fates of licenses or devices of one name, by their first rows. `alone` when the name stands once in the file and
/// once here.
pub(super) fn settle(
    ask: &Ask<'_>,
    columns: &Columns,
    firsts: &[usize],
    records: &[usize],
    alone: bool,
) -> Vec<Fate> {
    let kind = ask.parsed.kind;
    let mut pairs: Vec<(usize, Fit)> = Vec::new();
    let records = records.get(..records.len().min(PAIRS / firsts.len().max(1))).unwrap_or_default();
    for (unit, place) in firsts.iter().enumerate() {
        let fits = records.iter().filter_map(|record| fit::of(ask, *place, *record));
        pairs.extend(fits.map(|fit| (unit, fit)));
    }
    let mut fates: Vec<Option<Fate>> = vec![None; firsts.len()];
    let signs: [fn(&Fit) -> bool; 7] = [
        |fit| fit.same_holder && fit.same_purchase,
        |fit| fit.same_holder,
        |fit| fit.same_purchase && fit.same_end,
        |fit| fit.same_purchase,
        |fit| fit.same_order,
        |fit| fit.same_end,
        |fit| fit.differing <= 1,
    ];
    for sign in signs.into_iter().chain([(|_| true) as fn(&Fit) -> bool]) {
        let found = lone(&pairs, sign);
        let units: HashSet<usize> = found.iter().map(|(unit, _)| *unit).collect();
        let taken: HashSet<usize> = found.iter().map(|(_, fit)| fit.at.record).collect();
        for (unit, fit) in found {
            let fate = match doubt(kind, &fit, alone) {
                None => Fate::Is(fit.at),
                Some(doubt) => Fate::Doubtful { records: vec![fit.at.record], doubt },
            };
            if let Some(slot) = fates.get_mut(unit) {
                *slot = Some(fate);
            }
        }
        pairs.retain(|(unit, fit)| !units.contains(unit) && !taken.contains(&fit.at.record));
    }
    // What is left has several partners on one side at least.
    let mut open: Vec<usize> = pairs.iter().map(|(_, fit)| fit.at.record).collect();
    open.sort_unstable();
    open.dedup();
    let stored: Vec<&Record> = open.iter().filter_map(|record| ask.records.get(*record)).collect();
    let alike = fit::interchangeable(columns, &stored);
    for (unit, slot) in fates.iter_mut().enumerate().filter(|(_, slot)| slot.is_none()) {
        let mut own = pairs.iter().filter(|(other, _)| *other == unit).map(|(_, fit)| *fit).peekable();
        *slot = Some(match own.peek() {
            None => Fate::New { beside: None },
            Some(_) if alike => match own.find(|fit| open.contains(&fit.at.record)) {
                Some(fit) => {
                    open.retain(|record| *record != fit.at.record);
                    Fate::Is(fit.at)
                }
                None => Fate::New { beside: None },
            },
            Some(_) => {
                Fate::Doubtful { records: own.map(|fit| fit.at.record).collect(), doubt: Doubt::Several }
            }
        });
    }
    fates.into_iter().map(|fate| fate.unwrap_or(Fate::New { beside: None })).collect()
}

/// Pairs that bear a sign of belonging together which neither side shares with anything else.
fn lone(pairs: &[(usize, Fit)], sign: fn(&Fit) -> bool) -> Vec<(usize, Fit)> {
    let (mut units, mut records) = (HashMap::<usize, u32>::new(), HashMap::<usize, u32>::new());
    for (unit, fit) in pairs.iter().filter(|(_, fit)| sign(fit)) {
        *units.entry(*unit).or_default() += 1;
        *records.entry(fit.at.record).or_default() += 1;
    }
    pairs
        .iter()
        .filter(|(unit, fit)| {
            sign(fit) && units.get(unit) == Some(&1) && records.get(&fit.at.record) == Some(&1)
        })
        .copied()
        .collect()
}
