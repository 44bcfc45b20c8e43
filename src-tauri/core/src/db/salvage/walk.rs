//! Following the trees of a file as far as they lead.

use super::super::pages::{Kind, Page, Pages, Value, record};
use std::collections::{HashMap, HashSet};

/// Pages that something leads to. Each belongs to one tree.
#[derive(Debug, Default)]
pub(super) struct Claimed(HashSet<u32>);

impl Claimed {
    pub(super) fn holds(&self, number: u32) -> bool {
        self.0.contains(&number)
    }

    pub(super) fn add(&mut self, number: u32) {
        self.0.insert(number);
    }

    /// Gives a page back that turned out to be another tree's.
    pub(super) fn release(&mut self, number: u32) {
        self.0.remove(&number);
    }
}

/// A page with rows or keys, and between which numbers its rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub number: u32,
    pub least: i64,
    pub most: i64,
}

/// What could be reached of a tree.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub places: Vec<Place>,
    /// Between which numbers rows may be that nothing leads to any more. Of an index always all numbers.
    pub holes: Vec<(i64, i64)>,
    /// Pages that should belong to it and cannot be read.
    pub damaged: Vec<u32>,
}

impl Tree {
    /// A tree of which nobody knows where it begins.
    pub(super) fn lost() -> Tree {
        Tree { holes: vec![(i64::MIN, i64::MAX)], ..Tree::default() }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.holes.is_empty()
    }

    /// Whether a row of this number may be in a part of the tree that nothing leads to.
    pub(super) fn may_lack(&self, rowid: i64) -> bool {
        self.holes.iter().any(|(least, most)| (*least..=*most).contains(&rowid))
    }

    fn hole(&mut self, place: Place) {
        self.damaged.push(place.number);
        self.holes.push((place.least, place.most));
    }
}

/// Follows a tree from its first page.
pub(super) fn tree(pages: &Pages, root: u32, of_table: bool, claimed: &mut Claimed) -> Tree {
    let mut tree = Tree::default();
    let mut open = vec![Place { number: root, least: i64::MIN, most: i64::MAX }];
    while let Some(place) = open.pop() {
        if !pages.has(place.number) || claimed.holds(place.number) {
            tree.hole(place);
            continue;
        }
        let page = pages.tree(place.number).filter(|page| page.kind.of_table() == of_table);
        let Some(page) = page else {
            // Whatever stands there, nothing else needs it.
            claimed.add(place.number);
            tree.hole(place);
            continue;
        };
        if page.kind.is_inner() {
            match below(pages, &page, place, claimed) {
                Some(below) => {
                    claimed.add(place.number);
                    if page.kind == Kind::IndexInner {
                        tree.places.push(place);
                    }
                    open.extend(below.into_iter().rev());
                }
                None => {
                    claimed.add(place.number);
                    tree.hole(place);
                }
            }
            continue;
        }
        claimed.add(place.number);
        let within = |rowid: &i64| (place.least..=place.most).contains(rowid);
        let rowids: Vec<i64> = page.entries.iter().filter_map(|entry| entry.rowid).collect();
        if !page.sound || !rowids.iter().all(within) {
            tree.hole(place);
        }
        tree.places.push(place);
    }
    tree
}

/// The pages below an inner one, in order. None where it cannot be believed.
fn below(pages: &Pages, page: &Page, place: Place, claimed: &Claimed) -> Option<Vec<Place>> {
    let mut below = Vec::with_capacity(page.entries.len() + 1);
    let mut least = place.least;
    for entry in &page.entries {
        let most = match entry.rowid {
            Some(rowid) if (least..=place.most).contains(&rowid) => rowid,
            Some(_) => return None,
            None => place.most,
        };
        below.push(Place { number: entry.child?, least, most });
        if entry.rowid.is_some() {
            least = most.saturating_add(1);
        }
    }
    below.push(Place { number: page.right?, least, most: place.most });
    let known = below.iter().all(|below| pages.has(below.number) && below.number != place.number);
    let free = below.iter().all(|below| !claimed.holds(below.number));
    (page.sound && known && free).then_some(below)
}

/// Which rows an index names, by their numbers, each with its id where the index is by id. None where the index is not whole.
pub(super) fn named(pages: &Pages, tree: &Tree, by_id: bool) -> Option<HashMap<i64, Option<String>>> {
    if !tree.is_whole() {
        return None;
    }
    let mut named = HashMap::new();
    for place in &tree.places {
        let (page, bytes) = pages.tree_and_bytes(place.number)?;
        for entry in page.entries {
            let mut key = record(&pages.whole(&bytes, entry.payload.as_ref()?)?)?;
            let Some(Value::Whole(rowid)) = key.pop() else { return None };
            let id = match (by_id, key.into_iter().next()) {
                (true, Some(Value::Text(id))) => Some(id),
                (true, _) => return None,
                (false, _) => None,
            };
            if named.insert(rowid, id).is_some() {
                return None;
            }
        }
    }
    Some(named)
}
