//! Cells that name another thing: the manager of a person, the location around one, what a credential opens, the devices
//! of a contract. They are found before the rows are matched; those that the file itself brings, and people and locations
//! that are not here yet, are linked once all rows are written.

use super::{
    model::{CreatedCounts, ImportKind, Remark},
    rows::{Parsed, Row},
    sheet::CellKind,
    store,
    things::Thing,
    values::{Value, Values, text},
};
use crate::{
    Act, Error, Result,
    fields::{self, FieldKind},
    ids::Kind,
    locations::{self, LocationInput},
    people::{self, PersonInput},
    text::name_key,
};
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};

/// Live things of a kind by what files may call them.
pub(crate) struct Index {
    /// By one number or name after the other; None where several share it.
    levels: Vec<HashMap<String, Option<String>>>,
    ids: HashSet<String>,
}

/// What a cell means.
enum Found {
    One(String),
    Several,
    Nothing,
}

impl Index {
    pub async fn of(conn: &mut SqliteConnection, kind: Kind) -> Result<Index> {
        let mut index = Index { levels: Vec::new(), ids: HashSet::new() };
        for (id, words) in store::link_words(conn, kind).await? {
            for (level, word) in words.into_iter().enumerate() {
                if index.levels.len() <= level {
                    index.levels.push(HashMap::new());
                }
                if let (Some(map), Some(word)) = (index.levels.get_mut(level), word) {
                    map.entry(name_key(&word))
                        .and_modify(|one| *one = None)
                        .or_insert_with(|| Some(id.clone()));
                }
            }
            index.ids.insert(id);
        }
        Ok(index)
    }

    fn find(&self, said: &str) -> Found {
        let key = name_key(plain(said));
        let mut shared = false;
        for level in &self.levels {
            match level.get(&key) {
                Some(Some(id)) => return Found::One(id.clone()),
                Some(None) => shared = true,
                None => {}
            }
        }
        match (shared, self.ids.get(&key)) {
            (_, Some(id)) => Found::One(id.clone()),
            (true, None) => Found::Several,
            (false, None) => Found::Nothing,
        }
    }
}

/// What each live thing of a kind is called in a file, so that an import finds that one alone: by its name, where others
/// share that by a number of its own, else by its id.
pub(crate) async fn called(conn: &mut SqliteConnection, kind: Kind) -> Result<HashMap<String, String>> {
    let index = Index::of(conn, kind).await?;
    let all = store::link_words(conn, kind).await?;
    Ok(all
        .into_iter()
        .map(|(id, words)| {
            let mut own = words.iter().rev().flatten().filter(|word| match index.find(word) {
                Found::One(found) => found == id,
                _ => false,
            });
            let called = own.next().cloned().unwrap_or_else(|| id.clone());
            (id, called)
        })
        .collect())
}

/// A name as a directory writes it ("CN=Ann Lee,OU=Staff") is the one within.
fn plain(said: &str) -> &str {
    let said = said.trim();
    match said.get(..3) {
        Some(start) if start.eq_ignore_ascii_case("cn=") => {
            let name = said.get(3..).unwrap_or_default();
            name.split(',').next().unwrap_or(name).trim()
        }
        _ => said,
    }
}

/// Whether one that is not here is made.
fn is_made(kind: Kind) -> bool {
    matches!(kind, Kind::Person | Kind::Location)
}

/// What one calls a thing of a kind.
fn word(kind: Kind) -> &'static str {
    if kind == Kind::Person { "person" } else { kind.as_str() }
}

/// Finds what the cells of a file name.
pub(super) async fn settle(conn: &mut SqliteConnection, parsed: &mut Parsed) -> Result<()> {
    for field in parsed.catalog.all() {
        let (CellKind::Link(kind) | CellKind::Links(kind)) = field.kind else { continue };
        let name = field.name.as_str();
        if parsed.column_of(name).is_none() {
            continue;
        }
        let index = Index::of(conn, kind).await?;
        let own = kind == parsed.kind.thing();
        let brought: HashSet<String> = if own {
            parsed.rows.iter().flat_map(|row| names(&row.values)).collect()
        } else {
            HashSet::new()
        };
        let circles = if own { circles(parsed, name) } else { HashSet::new() };
        let mut rows = std::mem::take(&mut parsed.rows);
        for (place, row) in rows.iter_mut().enumerate() {
            let Some(value) = row.values.get(name) else { continue };
            if circles.contains(&place) {
                let message = format!("This {} lies, over whatever many, within itself.", word(kind));
                let message = if kind == Kind::Person {
                    "Nobody is their own manager, over whatever many.".to_owned()
                } else {
                    message
                };
                row.problems.push(parsed.remark(row, name, message));
                continue;
            }
            let said: Vec<String> = match value {
                Value::Text(said) => vec![said.clone()],
                Value::Tags(said) => said.clone(),
                _ => continue,
            };
            let shown = said.join(", ");
            let (mut ids, mut waits) = (Vec::new(), false);
            for one in &said {
                match index.find(one) {
                    Found::One(id) => ids.push(id),
                    Found::Several => row.problems.push(several(parsed, row, name, kind, one)),
                    Found::Nothing if brought.contains(&name_key(plain(one))) || is_made(kind) => {
                        waits = true
                    }
                    Found::Nothing => {
                        let message =
                            format!("There is no {} “{one}”: it is left out of the row.", word(kind));
                        row.notices.push(parsed.remark(row, name, message));
                    }
                }
            }
            ids.sort_unstable();
            ids.dedup();
            if waits {
                continue;
            }
            if ids.is_empty() {
                row.values.remove(name);
            } else {
                row.values.insert(name, Value::Link { ids, name: shown });
            }
        }
        parsed.rows = rows;
        parsed.brought.extend(brought);
    }
    Ok(())
}

fn several(parsed: &Parsed, row: &Row, name: &str, kind: Kind, said: &str) -> Remark {
    let by = match kind {
        Kind::Person => "an email address",
        Kind::Device => "an asset tag",
        _ => "its id",
    };
    let many = if kind == Kind::Person { "people" } else { kind_many(kind) };
    parsed.remark(row, name, format!("Several {many} are called “{said}”. Say which by {by}."))
}

fn kind_many(kind: Kind) -> &'static str {
    if kind == Kind::Device { "devices" } else { ImportKind::of(kind).as_str() }
}

/// Everything that a row's own thing may be called by.
fn names(values: &Values) -> impl Iterator<Item = String> {
    ["name", "email", "username", "employee_number"]
        .into_iter()
        .filter_map(|column| text(values, column).map(|text| name_key(&text)))
}

/// Rows that lead to themselves by the rows they name.
fn circles(parsed: &Parsed, name: &str) -> HashSet<usize> {
    let mut places: HashMap<String, usize> = HashMap::new();
    for (place, row) in parsed.rows.iter().enumerate() {
        for own in names(&row.values) {
            places.entry(own).or_insert(place);
        }
    }
    let next = |place: usize| {
        let said = text(&parsed.rows.get(place)?.values, name)?;
        places.get(&name_key(plain(&said))).copied()
    };
    (0..parsed.rows.len())
        .filter(|start| {
            let (mut at, mut steps) = (next(*start), 0);
            while let Some(place) = at.filter(|_| steps <= parsed.rows.len().min(1000)) {
                if place == *start {
                    return true;
                }
                at = next(place);
                steps += 1;
            }
            false
        })
        .collect()
}

/// Counts the people and locations that a row brings by naming them; each once.
pub(super) fn count(
    parsed: &Parsed,
    values: &Values,
    known: &mut HashSet<(Kind, String)>,
    created: &mut CreatedCounts,
) {
    for field in parsed.catalog.all() {
        let CellKind::Link(kind) = field.kind else { continue };
        let Some(Value::Text(said)) = values.get(field.name.as_str()) else { continue };
        let key = name_key(plain(said));
        if parsed.brought.contains(&key) || !is_made(kind) || !known.insert((kind, key)) {
            continue;
        }
        match kind {
            Kind::Person => created.people += 1,
            _ => created.locations += 1,
        }
    }
}

/// A thing that was written, and what it is still to be linked with.
pub(super) struct Pending {
    pub id: String,
    pub row: u32,
    /// The places of the fields, and what their cells say.
    links: Vec<(usize, Kind, String)>,
}

impl Pending {
    /// What is left of a row; None when nothing is.
    pub fn of(kind: ImportKind, id: &str, row: &Row) -> Option<Pending> {
        let of_field = |(place, field): (usize, &fields::Field<'static>)| match field.kind {
            FieldKind::ById(kind) => {
                let said = match row.values.get(field.shown_name()) {
                    Some(Value::Text(said)) => plain(said).to_owned(),
                    _ => return None,
                };
                Some((place, kind, said))
            }
            _ => None,
        };
        let links: Vec<_> = fields::of_kind(kind.thing()).iter().enumerate().filter_map(of_field).collect();
        (!links.is_empty()).then(|| Pending { id: id.to_owned(), row: row.number, links })
    }

    /// Links it, and makes the people and locations that are named and not here.
    pub async fn place<T: Thing>(
        &self,
        conn: &mut SqliteConnection,
        act: &Act,
        known: &mut HashMap<Kind, Index>,
    ) -> Result<()> {
        let (version, mut input) = T::load(conn, act, &self.id).await?;
        for (place, kind, said) in &self.links {
            if !known.contains_key(kind) {
                known.insert(*kind, Index::of(conn, *kind).await?);
            }
            let found = known.get(kind).map_or(Found::Nothing, |index| index.find(said));
            let id = match found {
                Found::One(id) => id,
                Found::Several => {
                    let message = format!("Several are called “{said}”. Say which by a number of its own.");
                    return Err(Error::field("name", message));
                }
                Found::Nothing => {
                    known.remove(kind);
                    make(conn, act, *kind, said).await?
                }
            };
            input.set(*place, fields::Value::Text(id));
        }
        T::update(conn, act, &self.id, version, input).await
    }
}

async fn make(conn: &mut SqliteConnection, act: &Act, kind: Kind, said: &str) -> Result<String> {
    let name = said.to_owned();
    match kind {
        Kind::Location => {
            locations::create(conn, act, LocationInput { name, ..LocationInput::default() }).await
        }
        _ => {
            let email = Some(name.clone()).filter(|name| name.contains('@'));
            people::create(conn, act, PersonInput { name, email, ..PersonInput::default() }).await
        }
    }
}
