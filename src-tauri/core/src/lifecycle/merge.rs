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

/// Moves everything of one vendor to another one, fills the other's empty fields, keeps what differs in its notes,
/// and moves the emptied one to Trash. One act: one undo brings both back as they were.
///
/// # Errors
/// `into` when both are the same or the other is in Trash, [`Error::NotFound`] when one is not there.
pub async fn merge_vendors(conn: &mut SqliteConnection, act: &Act, from: &str, into: &str) -> Result<()> {
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
    history::update_as(conn, act, Table::Vendor, into, None, filled(&source, &target.fields), "merged")
        .await?;
    trash::delete(conn, act, Kind::Vendor, from).await
}

/// The fields of the remaining vendor: its own, the other's where it has none; what differs goes to its notes.
fn filled(source: &Vendor, target: &VendorInput) -> Row {
    let from = &source.fields;
    let mut row = Row::new();
    let mut also = Vec::new();
    for (column, label, own, other) in [
        ("website", "Website", &target.website, &from.website),
        ("portal_url", "Portal", &target.portal_url, &from.portal_url),
        ("address", "Address", &target.address, &from.address),
        ("account_number", "Account number", &target.account_number, &from.account_number),
        ("support_phone", "Support phone", &target.support_phone, &from.support_phone),
        ("support_email", "Support e-mail", &target.support_email, &from.support_email),
        ("support_hours", "Support hours", &target.support_hours, &from.support_hours),
        ("sla", "SLA", &target.sla, &from.sla),
    ] {
        match (own, other) {
            (None, Some(other)) => {
                row.insert(column.to_owned(), Value::String(other.clone()));
            }
            (Some(own), Some(other)) if own != other => {
                also.push(format!("{label}: {}", other.replace('\n', ", ")))
            }
            _ => {}
        }
    }
    let mut notes: Vec<String> = target.notes.iter().cloned().collect();
    if !also.is_empty() {
        notes.push(format!("From “{}”:\n{}", from.name, also.join("\n")));
    }
    notes.extend(from.notes.iter().filter(|notes| target.notes.as_ref() != Some(notes)).cloned());
    if !notes.is_empty() {
        row.insert("notes".to_owned(), Value::String(notes.join("\n\n")));
    }
    row
}
