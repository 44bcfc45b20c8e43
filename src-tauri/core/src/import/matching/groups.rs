//! Rows that are one license: equal in everything but who holds it. Each names a holder or is a free seat. Pure.

use super::{
    super::{keys, people::Holder, values::Value},
    Ask, At,
    record::{Record, cells},
};
use crate::secrets::ExposeSecret;
use std::collections::HashMap;

/// Rows that say the same, key included, and may be one license or several.
pub(super) struct Group {
    /// Places of the rows that have no record yet.
    pub rows: Vec<usize>,
    /// How many rows one license may have; None is any number. A key makes them one license however many hold it.
    pub seats: Option<usize>,
    pub has_key: bool,
    /// A row names a holder: then a row without one is a free seat, where there is more than one.
    pub held: bool,
    /// The first row of each license found or begun so far.
    pub leaders: Vec<usize>,
}

impl Group {
    /// Whether each row stands for a license of its own: nobody holds any, or one seat for each and no key that
    /// makes them one.
    pub fn apart(&self) -> bool {
        !self.held || self.seats == Some(1)
    }

    fn has_room(&self, rows: usize) -> bool {
        self.seats.is_none_or(|seats| rows < seats)
    }
}

/// The rows of a file in groups, in the order of their first rows.
pub(super) fn of(ask: &Ask<'_>) -> Vec<Group> {
    let mut places: HashMap<(String, Option<&str>), usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (place, row) in ask.usable() {
        let key = keys::key_of(row).map(ExposeSecret::expose_secret);
        let content: Vec<String> =
            cells(&row.values).map(|(name, text)| format!("{name}\u{1f}{text}")).collect();
        let at = *places.entry((content.join("\u{1e}"), key)).or_insert_with(|| {
            let seats = match row.values.get("seats") {
                Some(Value::Number(seats)) if key.is_none() => usize::try_from(*seats).ok(),
                _ => None,
            };
            groups.push(Group {
                rows: Vec::new(),
                seats,
                has_key: key.is_some(),
                held: false,
                leaders: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.rows.push(place);
            group.held |= ask.holder(place).is_some();
        }
    }
    groups
}

/// A license with the rows it has so far.
struct Slot<'a> {
    at: Option<(At, &'a Record)>,
    rows: Vec<usize>,
    holders: Vec<&'a Holder>,
}

impl<'a> Slot<'a> {
    fn take(&mut self, place: usize, holder: Option<&'a Holder>) {
        self.rows.push(place);
        self.holders.extend(holder);
    }

    fn is_held_by(&self, holder: &Holder) -> bool {
        self.at.as_ref().is_some_and(|(_, record)| record.holders.contains(holder))
    }

    /// Whether nobody whom no row names stands in the way of one more holder.
    fn has_free_seat(&self, group: &Group) -> bool {
        let used = self.at.as_ref().map_or(0, |(_, record)| record.used);
        group.seats.is_none_or(|seats| usize::try_from(used).is_ok_and(|used| used < seats))
    }
}

/// One license of a group: its record, when it has one, and its rows, the first one first.
pub(super) struct Placed {
    pub at: Option<At>,
    pub rows: Vec<usize>,
}

/// Gives the rows of a group to records that say the same as they do. Whoever holds a record stays with it; then new
/// holders take free seats, then come the rows that are free seats. Rows that fit none of them stay in the group.
pub(super) fn place(ask: &Ask<'_>, group: &mut Group, records: &[At]) -> Vec<Placed> {
    let mut slots: Vec<Slot<'_>> = records
        .iter()
        .filter_map(|at| {
            Some(Slot { at: Some((*at, ask.records.get(at.record)?)), rows: Vec::new(), holders: Vec::new() })
        })
        .collect();
    if group.apart() {
        // A row without a holder takes a record that nobody holds first.
        slots.sort_by_key(|slot| slot.at.as_ref().map_or(0, |(_, record)| record.holders.len()));
    }
    let rows = std::mem::take(&mut group.rows);
    let mut left = Vec::new();
    for place in rows {
        let holder = ask.holder(place);
        let own = holder.and_then(|holder| {
            slots.iter_mut().find(|slot| {
                slot.is_held_by(holder)
                    && !slot.holders.contains(&holder)
                    && (!group.apart() || slot.rows.is_empty())
            })
        });
        match own {
            Some(slot) => slot.take(place, holder),
            None => left.push(place),
        }
    }
    // Each for itself: rows that nobody holds are the records that nobody holds. Else those who hold nothing yet come
    // first, then free seats.
    left.sort_by_key(|place| (ask.holder(*place).is_none() != group.apart(), *place));
    let mut waiting = Vec::new();
    for place in left {
        let holder = ask.holder(place);
        let joined = if group.apart() {
            None
        } else {
            slots.iter_mut().find(|slot| {
                !slot.rows.is_empty()
                    && group.has_room(slot.rows.len())
                    && holder.is_none_or(|holder| !slot.holders.contains(&holder))
            })
        };
        let found = match joined {
            Some(slot) => Some(slot),
            None => slots.iter_mut().find(|slot| {
                slot.rows.is_empty() && (holder.is_none() && !group.apart() || slot.has_free_seat(group))
            }),
        };
        match found {
            Some(slot) => slot.take(place, holder),
            None => waiting.push(place),
        }
    }
    // A row that nobody holds may be a record that was given to somebody here.
    for place in waiting {
        let slot = slots.iter_mut().find(|slot| slot.rows.is_empty() && ask.holder(place).is_none());
        match slot {
            Some(slot) => slot.take(place, None),
            None => group.rows.push(place),
        }
    }
    group.rows.sort_unstable();
    slots.into_iter().filter(|slot| !slot.rows.is_empty()).map(|slot| placed(slot, group)).collect()
}

/// The rows of a group that found no record, as the licenses that they would be.
pub(super) fn begin(ask: &Ask<'_>, group: &mut Group) -> Vec<Placed> {
    let mut slots: Vec<Slot<'_>> = Vec::new();
    let mut rows = std::mem::take(&mut group.rows);
    rows.sort_by_key(|place| (ask.holder(*place).is_none(), *place));
    for place in rows {
        let holder = ask.holder(place);
        let open = if group.apart() {
            None
        } else {
            slots.iter_mut().find(|slot| {
                group.has_room(slot.rows.len()) && holder.is_none_or(|holder| !slot.holders.contains(&holder))
            })
        };
        match open {
            Some(slot) => slot.take(place, holder),
            None => {
                let mut slot = Slot { at: None, rows: Vec::new(), holders: Vec::new() };
                slot.take(place, holder);
                slots.push(slot);
            }
        }
    }
    slots.into_iter().map(|slot| placed(slot, group)).collect()
}

fn placed(slot: Slot<'_>, group: &mut Group) -> Placed {
    let mut rows = slot.rows;
    rows.sort_unstable();
    group.leaders.extend(rows.first());
    Placed { at: slot.at.map(|(at, _)| at), rows }
}
