//! Enpass: no columns, but a title and then labels and values in turn, a note alone at the end.

use super::{
    super::{
        model::{VaultEntry, VaultKind, filled, secret},
        otp,
    },
    Row,
};
use crate::model::CredentialKind;

/// A label in lower case, without the star of hidden fields.
fn label_key(label: &str) -> String {
    label.trim().trim_start_matches('*').trim().to_lowercase()
}

fn is_login_label(label: &str) -> bool {
    matches!(
        label_key(label).as_str(),
        "username" | "e-mail" | "email" | "password" | "url" | "website" | "totp" | "one-time code"
    )
}

/// The row with the first entry; None when the table is not laid out so.
pub(super) fn first_row(rows: &[Row]) -> Option<usize> {
    let header = rows.first()?;
    let word = |place: usize| header.get(place).map(|cell| label_key(cell)).unwrap_or_default();
    let first_row =
        usize::from(word(0) == "title" && (word(1) == "field" || word(2) == "value" || header.len() == 1));
    let labelled = |row: &&Row| row.iter().skip(1).step_by(2).any(|label| is_login_label(label));
    // Another table's header row may look like labels; what stands under it does not.
    let entries = rows.get(if rows.len() > 1 { 1 } else { 0 }..)?;
    let fitting = entries.iter().filter(labelled).count();
    (0 < fitting && entries.len() <= fitting * 2).then_some(first_row)
}

pub(super) fn entry(number: u32, row: &Row) -> VaultEntry {
    let mut entry = VaultEntry::new(number);
    let mut cells = row.iter();
    entry.folders_known = false;
    entry.title = cells.next().map(|title| title.trim().to_owned()).unwrap_or_default();
    let mut login = false;
    while let Some(label) = cells.next() {
        let Some(value) = cells.next() else {
            entry.notes = filled(label).and_then(secret);
            break;
        };
        login |= is_login_label(label);
        let hidden = label.trim_start().starts_with('*');
        match label_key(label).as_str() {
            "username" if entry.username.is_none() => entry.username = filled(value),
            "e-mail" | "email" if entry.username.is_none() => entry.username = filled(value),
            "password" => entry.add_password("Password", secret(value.as_str())),
            "url" | "website" => entry.add_url(value.clone()),
            "totp" | "one-time code" if entry.totp.is_none() => match otp::read(value, &entry.title) {
                Some(seed) => entry.totp = Some(seed),
                None => entry.add_strange_seed(secret(value.as_str())),
            },
            _ => entry.add_field(label.trim_start_matches('*'), secret(value.as_str()), hidden),
        }
    }
    if !login {
        let kind = if entry.fields.is_empty() { CredentialKind::SecureNote } else { CredentialKind::Other };
        entry.kind = VaultKind::Credential(kind);
    }
    entry
}
