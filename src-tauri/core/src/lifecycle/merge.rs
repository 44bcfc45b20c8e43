//! Two records of one vendor become one.

use crate::{
    Act, Error, Result,
    history::{self, Row, Table},
    ids::Kind,
    tags, trash,
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
    if let Some(field) = take.iter().find(|field| !CHOSEN.iter().any(|(column, _)| column == field)) {
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
        history::update_as(conn, act, Table::Contact, id, None, row, "merged").await?;
    }
    for id in vendors::attachment_rows(conn, from).await? {
        history::update_as(
            conn,
            act,
            Table::Attachment,
            &id,
            None,
            crate::row! { "entity_id": into },
            "merged",
        )
        .await?;
    }
    let mut words = target.fields.tags.clone();
    words.extend(source.fields.tags.iter().cloned());
    tags::set(conn, act, Kind::Vendor, into, &words).await?;
    history::update_as(conn, act, Table::Vendor, into, None, filled(&source, &target.fields, take), "merged")
        .await?;
    trash::delete(conn, act, Kind::Vendor, from).await
}

/// Columns of which one may say whose value stays, and what they are called in the notes.
const CHOSEN: [(&str, &str); 8] = [
    ("website", "Website"),
    ("portal_url", "Portal"),
    ("address", "Address"),
    ("account_number", "Account number"),
    ("support_phone", "Support phone"),
    ("support_email", "Support e-mail"),
    ("support_hours", "Support hours"),
    ("sla", "SLA"),
];

fn value<'a>(fields: &'a VendorInput, column: &str) -> Option<&'a String> {
    match column {
        "website" => fields.website.as_ref(),
        "portal_url" => fields.portal_url.as_ref(),
        "address" => fields.address.as_ref(),
        "account_number" => fields.account_number.as_ref(),
        "support_phone" => fields.support_phone.as_ref(),
        "support_email" => fields.support_email.as_ref(),
        "support_hours" => fields.support_hours.as_ref(),
        "sla" => fields.sla.as_ref(),
        _ => None,
    }
}

/// The fields of the remaining vendor: its own, the other's where it has none or the other's is taken; what differs and
/// does not stay goes to its notes.
fn filled(source: &Vendor, target: &VendorInput, take: &[String]) -> Row {
    let from = &source.fields;
    let mut row = Row::new();
    let (mut also, mut replaced) = (Vec::new(), Vec::new());
    for (column, label) in CHOSEN {
        let (own, other) = (value(target, column), value(from, column));
        let Some(other) = other.filter(|other| Some(*other) != own) else { continue };
        let taken = own.is_none() || take.iter().any(|taken| taken == column);
        if taken {
            row.insert(column.to_owned(), Value::String(other.clone()));
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
