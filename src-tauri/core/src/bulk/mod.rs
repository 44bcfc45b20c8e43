//! An edit of many things at once: any field of the list, tags, and prices by a percentage, in one act with one undo.
//!
//! Each thing is read, changed by its list of fields and written by its own domain, so that every rule of its form holds and
//! everything that follows from it is derived. A preview is the same, taken back.

mod kinds;
mod model;
#[cfg(test)]
mod tests;
mod typed;

pub use model::{BulkChange, BulkEdit, BulkField, BulkReport, CellChange, FieldOwner};
use typed::{takes, typed};

use crate::{
    Act, Error, Result,
    fields::{self, CustomValue, Field, FieldKind, Fields, Value, custom},
    history,
    ids::Kind,
    import::{ImportKind, sheet::term_column},
    money::{MAX_MINOR, rounded},
    table::Cell,
    terms::{self, TermInput},
    text::name_key,
};
use kinds::{Editable, with_input};
use sqlx::{Connection, SqliteConnection};
use std::collections::HashMap;

/// How many things a report names.
const NAMED: usize = 50;

/// The fields of a kind that can be changed of many at once: not what is a thing's alone, such as its name or serial. Tags
/// are added and removed.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn fields(conn: &mut SqliteConnection, kind: Kind) -> Result<Vec<BulkField>> {
    let shared = |field: &&Field<'static>| is_shared(field);
    let own = fields::of_kind(kind).iter().filter(shared).map(|field| BulkField {
        name: field.name.to_owned(),
        label: field.label.to_owned(),
        of: FieldOwner::Thing,
        field: field.name.to_owned(),
        link: linked(field),
    });
    let mut all: Vec<BulkField> = own.collect();
    if has_terms(kind) {
        all.extend(TermInput::FIELDS.iter().filter(shared).map(|field| {
            let taken = fields::of_kind(kind).iter().any(|own| own.label == field.label);
            BulkField {
                name: of_term(kind, field),
                label: if taken { format!("{} of the term", field.label) } else { field.label.to_owned() },
                of: FieldOwner::Term,
                field: field.name.to_owned(),
                link: linked(field),
            }
        }));
    }
    all.extend(custom::list(conn, Some(kind)).await?.into_iter().map(|custom| BulkField {
        name: custom.column(),
        label: custom.input.label,
        of: FieldOwner::Custom,
        field: custom.name,
        link: None,
    }));
    Ok(all)
}

/// What a text means in a field of many.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    Value(CustomValue),
    /// A thing of this kind, to be named by its id.
    Link(Kind),
}

/// What a person typed for one of [`fields`], which may also be named by its label; and the field's name.
///
/// # Errors
/// [`Error::Field`] for a field that is none of them, and a text that is no value of it.
pub async fn read(
    conn: &mut SqliteConnection,
    kind: Kind,
    named: &str,
    text: &str,
    home: &str,
) -> Result<(String, Typed)> {
    let known = fields(conn, kind).await?;
    let means = |field: &&BulkField| field.name == named.trim() || name_key(&field.label) == name_key(named);
    let found = known.iter().find(means).ok_or_else(|| unknown(named, &known))?;
    let name = found.name.clone();
    if found.of == FieldOwner::Custom {
        let defined = custom::list(conn, Some(kind)).await?;
        let custom = defined.iter().find(|custom| custom.name == found.field);
        let custom = custom.ok_or_else(|| unknown(named, &known))?;
        let choices = custom.choices();
        return Ok((name, Typed::Value(typed(&custom.field(&choices), text, home)?)));
    }
    let listed = if found.of == FieldOwner::Term { TermInput::FIELDS } else { fields::of_kind(kind) };
    let field =
        listed.iter().find(|field| field.name == found.field).ok_or_else(|| unknown(named, &known))?;
    Ok(match field.kind {
        FieldKind::ById(to) => (name, Typed::Link(to)),
        _ => (name, Typed::Value(typed(field, text, home)?)),
    })
}

fn unknown(named: &str, known: &[BulkField]) -> Error {
    let names: Vec<&str> = known.iter().map(|field| field.name.as_str()).collect();
    Error::field(
        "set",
        format!("“{named}” is no field that is changed for many at once. There are: {}.", names.join(", ")),
    )
}

fn is_shared(field: &Field<'_>) -> bool {
    !field.single && !matches!(field.kind, FieldKind::Tags) && field.name != "name"
}

fn linked(field: &Field<'_>) -> Option<Kind> {
    match field.kind {
        FieldKind::ById(kind) => Some(kind),
        _ => None,
    }
}

fn has_terms(kind: Kind) -> bool {
    matches!(kind, Kind::License | Kind::Contract)
}

/// A term's field beside those of its license or contract: as files call it.
fn of_term(kind: Kind, field: &Field<'_>) -> String {
    term_column(ImportKind::of(kind), field)
}

/// What an edit would change; nothing is written.
///
/// # Errors
/// [`Error::Field`] for a field that the kind does not have, or an edit that changes nothing.
pub async fn preview(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    ids: &[String],
    edit: &BulkEdit,
) -> Result<BulkReport> {
    let mut trial = conn.begin().await?;
    let report = run(&mut trial, act, kind, ids, edit).await?;
    trial.rollback().await?;
    Ok(report)
}

/// Changes all of these things, as one act. Where one of them cannot take the change, nothing is written, unless the edit
/// says to leave such things out.
///
/// # Errors
/// Those of [`preview`].
pub async fn perform(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    ids: &[String],
    edit: &BulkEdit,
) -> Result<BulkReport> {
    let mut tx = conn.begin().await?;
    let mut report = run(&mut tx, act, kind, ids, edit).await?;
    report.written = report.changed > 0 && (report.refused == 0 || edit.skip_refused);
    if report.written {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(report)
}

async fn run(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    ids: &[String],
    edit: &BulkEdit,
) -> Result<BulkReport> {
    check(conn, kind, edit).await?;
    with_input!(kind, T => all::<T>(conn, act, kind, ids, edit).await)
}

/// Whether every field is one that can be changed so.
async fn check(conn: &mut SqliteConnection, kind: Kind, edit: &BulkEdit) -> Result<()> {
    let known = fields(conn, kind).await?;
    if let Some(unlisted) = edit.set.keys().find(|name| !known.iter().any(|field| field.name == **name)) {
        return Err(unknown(unlisted, &known));
    }
    if edit.price_by.is_some() {
        if !has_terms(kind) && kind != Kind::Device {
            return Err(Error::field("price_by", format!("A {kind} has no price.")));
        }
        if edit.set.contains_key("price") {
            return Err(Error::field("price_by", "Set the price, or change it by a percentage: not both."));
        }
    }
    if edit.price_by.is_some_and(|by| by <= -10_000) {
        return Err(Error::field("price_by", "A price cannot fall by 100 % or more."));
    }
    if edit.set.is_empty()
        && edit.price_by.is_none()
        && edit.add_tags.is_empty()
        && edit.remove_tags.is_empty()
    {
        return Err(Error::field("set", "Say what is to be changed."));
    }
    Ok(())
}

async fn all<T: Editable>(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    ids: &[String],
    edit: &BulkEdit,
) -> Result<BulkReport> {
    takes::<T>(edit, |field| field.name.to_owned())?;
    if has_terms(kind) {
        takes::<TermInput>(edit, |field| of_term(kind, field))?;
    }
    let defined = custom::list(conn, Some(kind)).await?;
    let mut report = BulkReport::default();
    let (mut refused, mut changed) = (Vec::new(), Vec::new());
    let mut linked: HashMap<(Kind, String), String> = HashMap::new();
    for id in ids {
        let mut tx = conn.begin().await?;
        let done = one::<T>(&mut tx, act, kind, id, edit, &defined).await;
        let (name, changes, why) = match done {
            Ok((_, changes)) if changes.is_empty() => {
                report.unchanged += 1;
                tx.rollback().await?;
                continue;
            }
            Ok((name, changes)) => {
                tx.commit().await?;
                (name, changes, None)
            }
            Err(error) if is_of_the_thing(&error) => {
                tx.rollback().await?;
                (name_of::<T>(conn, act, id).await, Vec::new(), Some(error.to_string()))
            }
            Err(error) => return Err(error),
        };
        let (count, named) = if why.is_some() {
            (&mut report.refused, &mut refused)
        } else {
            (&mut report.changed, &mut changed)
        };
        *count += 1;
        if named.len() < NAMED {
            let mut cells = Vec::with_capacity(changes.len());
            for change in changes {
                cells.push(change.cells(conn, &mut linked).await?);
            }
            named.push(BulkChange { id: id.clone(), name, changes: cells, refused: why });
        }
    }
    report.things = refused;
    report.things.extend(changed);
    report.things.truncate(NAMED);
    Ok(report)
}

/// Whether an error is about this thing alone, so that others may take the change.
fn is_of_the_thing(error: &Error) -> bool {
    matches!(
        error,
        Error::Field { .. }
            | Error::Taken { .. }
            | Error::NotFound { .. }
            | Error::Conflict { .. }
            | Error::Refused(_)
    )
}

async fn name_of<T: Editable>(conn: &mut SqliteConnection, act: &Act, id: &str) -> String {
    T::load(conn, act, id).await.map_or_else(|_| id.to_owned(), |(_, input)| called(&input))
}

fn called(input: &impl Fields) -> String {
    match value_of(input, "name") {
        Value::Text(name) => name,
        _ => String::new(),
    }
}

fn value_of<T: Fields>(input: &T, name: &str) -> Value {
    let place = T::FIELDS.iter().position(|field| field.name == name);
    place.map_or(Value::Empty, |place| input.get(place))
}

/// Changes one thing: what it is called, and what changed.
async fn one<T: Editable>(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    id: &str,
    edit: &BulkEdit,
    defined: &[custom::CustomField],
) -> Result<(String, Vec<Change>)> {
    let (version, before) = T::load(conn, act, id).await?;
    let mut after = before.clone();
    put(&mut after, kind, edit)?;
    let mut changes = differences(&before, &after, "");
    for (old, new) in before.terms().iter().zip(after.terms()) {
        changes.extend(differences(
            old,
            new,
            if old.adds_to_term_id.is_some() { " of added seats" } else { "" },
        ));
    }
    for field in defined {
        let (old, new) = (cell_of(field, &before), cell_of(field, &after));
        if old != new {
            changes.push(Change::Cells(CellChange {
                label: field.input.label.clone(),
                before: old,
                after: new,
            }));
        }
    }
    let name = called(&before);
    if !changes.is_empty() {
        T::save(conn, act, id, version, after).await?;
    }
    Ok((name, changes))
}

fn cell_of(field: &custom::CustomField, input: &impl Fields) -> Cell {
    input.custom().map_or(Cell::Empty, |values| field.cell(values))
}

/// Puts the new values in an input.
fn put<T: Editable>(input: &mut T, kind: Kind, edit: &BulkEdit) -> Result<()> {
    let said = |name: &str| edit.set.get(name).map(|value| value.clone().map_or(Value::Empty, Value::from));
    for (place, field) in T::FIELDS.iter().enumerate().filter(|(_, field)| is_shared(field)) {
        if let Some(value) = said(field.name) {
            input.set(place, value);
        }
    }
    for (place, _) in T::FIELDS.iter().enumerate().filter(|(_, field)| field.kind == FieldKind::Tags) {
        let tags = match input.get(place) {
            Value::Words(words) => words,
            _ => Vec::new(),
        };
        input.set(place, Value::Words(tagged(tags, edit)));
    }
    if let Some(custom) = input.custom_mut() {
        for (name, value) in &edit.set {
            if let Some(name) = name.strip_prefix(custom::PREFIX) {
                custom.insert(name.to_owned(), value.clone());
            }
        }
    }
    if let Some(by) = edit.price_by
        && let Some((place, _)) = T::FIELDS.iter().enumerate().find(|(_, field)| field.name == "price")
    {
        raise(input, place, by)?;
    }
    let Some(terms) = input.terms_mut() else { return Ok(()) };
    if let Some(by) = edit.price_by
        && let Some((place, _)) =
            TermInput::FIELDS.iter().enumerate().find(|(_, field)| field.name == "price")
    {
        for open in terms::open_of(terms) {
            if let Some(term) = terms.get_mut(open) {
                raise(term, place, by)?;
            }
        }
    }
    let of_terms: Vec<(usize, Value)> = TermInput::FIELDS
        .iter()
        .enumerate()
        .filter(|(_, field)| is_shared(field))
        .filter_map(|(place, field)| Some((place, said(&of_term(kind, field))?)))
        .collect();
    if of_terms.is_empty() {
        return Ok(());
    }
    let leading = terms::leading_of(terms).and_then(|place| terms.get_mut(place));
    let Some(term) = leading else {
        return Err(Error::Refused("It has no open term to change.".into()));
    };
    for (place, value) in of_terms {
        term.set(place, value);
    }
    Ok(())
}

/// Tags with those to be added, without those to be removed.
fn tagged(mut tags: Vec<String>, edit: &BulkEdit) -> Vec<String> {
    let has = |tags: &[String], tag: &str| tags.iter().any(|known| name_key(known) == name_key(tag));
    tags.retain(|tag| !has(&edit.remove_tags, tag));
    for tag in &edit.add_tags {
        if !tag.trim().is_empty() && !has(&tags, tag) {
            tags.push(tag.trim().to_owned());
        }
    }
    tags
}

/// Changes an amount by hundredths of a percent, rounded once.
fn raise(input: &mut impl Fields, place: usize, by: i32) -> Result<()> {
    if let Value::Money(mut money) = input.get(place) {
        let minor = rounded(i128::from(money.minor) * (10_000 + i128::from(by)), 10_000);
        money.minor = i64::try_from(minor)
            .ok()
            .filter(|minor| *minor <= MAX_MINOR)
            .ok_or_else(|| Error::field("price", "The price would be too large to keep exactly."))?;
        input.set(place, Value::Money(money));
    }
    Ok(())
}

/// A change before it is told: links by their ids.
#[derive(Debug)]
enum Change {
    Cells(CellChange),
    Links { label: String, kind: Kind, before: Option<String>, after: Option<String> },
}

impl Change {
    /// As it is told: links by what they lead to.
    async fn cells(
        self,
        conn: &mut SqliteConnection,
        known: &mut HashMap<(Kind, String), String>,
    ) -> Result<CellChange> {
        let (label, kind, before, after) = match self {
            Change::Cells(cells) => return Ok(cells),
            Change::Links { label, kind, before, after } => (label, kind, before, after),
        };
        let asked: Vec<(Kind, String)> = [&before, &after]
            .into_iter()
            .flatten()
            .map(|id| (kind, id.clone()))
            .filter(|link| !known.contains_key(link))
            .collect();
        if !asked.is_empty() {
            let names = history::names(conn, &asked).await?;
            known.extend(asked.into_iter().map(|link| {
                let name = names.get(&link.1).cloned().unwrap_or_else(|| link.1.clone());
                (link, name)
            }));
        }
        let cell = |id: Option<String>| {
            id.map_or(Cell::Empty, |id| Cell::text(known.get(&(kind, id.clone())).cloned().unwrap_or(id)))
        };
        Ok(CellChange { label, before: cell(before), after: cell(after) })
    }
}

/// What differs between two inputs, in the words of the list; `behind` is put behind each label.
fn differences<T: Fields>(before: &T, after: &T, behind: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for (place, field) in T::FIELDS.iter().enumerate() {
        let (old, new) = (before.get(place), after.get(place));
        if old == new {
            continue;
        }
        let label = format!("{}{behind}", field.label);
        let id = |value: Value| match value {
            Value::Text(id) => Some(id),
            _ => None,
        };
        changes.push(match field.kind {
            FieldKind::ById(kind) => Change::Links { label, kind, before: id(old), after: id(new) },
            _ => Change::Cells(CellChange {
                label,
                before: fields::cell(field, &old),
                after: fields::cell(field, &new),
            }),
        });
    }
    changes
}
