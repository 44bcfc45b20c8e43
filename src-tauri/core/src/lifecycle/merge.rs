//! Two records of one vendor become one.

use crate::{
    Act, Error, Result,
    fields::{self, Field, Fields},
    history::{self, Entity, Row},
    ids::Kind,
    trash,
    vendors::{self, Vendor, VendorInput},
};
use serde_json::Value;
use sqlx::SqliteConnection;

/// Moves everything of one vendor to another one, fills the other's empty fields, takes the fields named in `take` from
/// the emptied one, keeps what differs in the notes, and moves the emptied one to Trash. One act: one undo brings both
/// back as they were.
///
/// # Errors
/// `into` when both are the same or the other is in Trash, `take` for a field that cannot be chosen,
/// [`Error::NotFound`] when one is not there.
pub async fn merge_vendors(
    conn: &mut SqliteConnection,
    act: &Act,
    from: &str,
    into: &str,
    take: &[String],
) -> Result<()> {
    if let Some(field) = take.iter().find(|field| !chosen().any(|(_, known)| known.name == *field)) {
        return Err(Error::field("take", format!("“{field}” is no field to choose.")));
    }
    if from == into {
        return Err(Error::field("into", "A vendor cannot be merged with itself. Choose another one."));
    }
    let (source, target) = (vendors::get(conn, from).await?, vendors::get(conn, into).await?);
    if target.deleted || source.deleted {
        return Err(Error::field("into", "One of the two is in Trash. Restore it first."));
    }
    for (table, id) in vendors::linked_rows(conn, from).await? {
        history::update_as(conn, act, table, &id, None, crate::row! { "vendor_id": into }, "merged").await?;
    }
    let position = i64::try_from(target.fields.contacts.len()).unwrap_or(i64::MAX);
    let has_primary = target.fields.contacts.iter().any(|contact| contact.primary);
    for (offset, contact) in (0_i64..).zip(&source.fields.contacts) {
        let Some(id) = contact.id.as_deref() else { continue };
        let row = crate::row! {
            "vendor_id": into, "position": position.saturating_add(offset), "is_primary": contact.primary && !has_primary,
        };
        history::update_as(conn, act, Entity::Contact, id, None, row, "merged").await?;
    }
    for id in vendors::attachment_rows(conn, from).await? {
        history::update_as(
            conn,
            act,
            Entity::Attachment,
            &id,
            None,
            crate::row! { "entity_id": into },
            "merged",
        )
        .await?;
    }
    let mut words = target.fields.tags.clone();
    words.extend(source.fields.tags.iter().cloned());
    // Where both have a value of a field that people defined, the remaining vendor's stays.
    let mut custom = source.fields.custom.clone();
    custom.retain(|name, _| !target.fields.custom.contains_key(name));
    let extras = VendorInput { tags: words, custom, ..VendorInput::default() };
    fields::set_extras(conn, act, Kind::Vendor, into, &extras).await?;
    history::update_as(
        conn,
        act,
        Entity::Vendor,
        into,
        None,
        filled(&source, &target.fields, take),
        "merged",
    )
    .await?;
    trash::delete(conn, act, Kind::Vendor, from).await
}

/// The fields of which one may say whose value stays, and their places in the list.
fn chosen() -> impl Iterator<Item = (usize, &'static Field<'static>)> {
    VendorInput::FIELDS
        .iter()
        .enumerate()
        .filter(|(_, field)| !["name", "notes", "tags"].contains(&field.name))
}

fn value(fields: &VendorInput, place: usize) -> Option<String> {
    match fields.get(place) {
        fields::Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The fields of the remaining vendor: its own, the other's where it has none or the other's is taken; what differs and
/// does not stay goes to its notes.
fn filled(source: &Vendor, target: &VendorInput, take: &[String]) -> Row {
    let from = &source.fields;
    let mut row = Row::new();
    let (mut also, mut replaced) = (Vec::new(), Vec::new());
    for (place, field) in chosen() {
        let label = field.label;
        let (own, other) = (value(target, place), value(from, place));
        let Some(other) = other.filter(|other| Some(other) != own.as_ref()) else { continue };
        let taken = own.is_none() || take.iter().any(|taken| taken == field.name);
        if taken {
            row.insert(field.column().to_owned(), Value::String(other.clone()));
        }
        match own {
            Some(own) if taken => replaced.push(format!("{label}: {}", own.replace('\n', ", "))),
            Some(_) => also.push(format!("{label}: {}", other.replace('\n', ", "))),
            None => {}
        }
    }
    let mut notes: Vec<String> = target.notes.iter().cloned().collect();
    if !also.is_empty() {
        notes.push(format!("From “{}”:\n{}", from.name, also.join("\n")));
    }
    if !replaced.is_empty() {
        notes.push(format!("Replaced from “{}”:\n{}", from.name, replaced.join("\n")));
    }
    notes.extend(from.notes.iter().filter(|notes| target.notes.as_ref() != Some(notes)).cloned());
    if !notes.is_empty() {
        row.insert("notes".to_owned(), Value::String(notes.join("\n\n")));
    }
    row
}
