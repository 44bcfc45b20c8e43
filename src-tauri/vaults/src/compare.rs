//! What was written against what is read back.

use crate::{
    Error, Result,
    model::{VaultEntry, VaultKind},
};
use secrecy::{ExposeSecret, SecretString};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Whether what was read is what was written.
///
/// # Errors
/// [`Error::Internal`], which names the entry and the part, never a value, when anything differs.
pub fn same(written: &[VaultEntry], read: &[VaultEntry]) -> Result<()> {
    let differs = |what: &str, name: &str| {
        Error::Internal(format!(
            "{what} of “{name}” came back from the file other than it was written. No file was kept"
        ))
    };
    if written.len() != read.len() {
        return Err(Error::Internal(format!(
            "{} entries were written and {} came back. No file was kept",
            written.len(),
            read.len()
        )));
    }
    let by_id: HashMap<&Option<String>, &VaultEntry> = read.iter().map(|entry| (&entry.id, entry)).collect();
    for left in written {
        let right = by_id.get(&left.id).ok_or_else(|| differs("An entry", &left.title))?;
        if let Some(what) = difference(left, right) {
            return Err(differs(what, &left.title));
        }
    }
    Ok(())
}

fn difference(left: &VaultEntry, right: &VaultEntry) -> Option<&'static str> {
    let text = |value: &Option<SecretString>| value.as_ref().map(|value| value.expose_secret().to_owned());
    let fields = |entry: &VaultEntry| -> BTreeMap<String, SecretString> {
        entry.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect()
    };
    let same_fields = || {
        let (left, right) = (fields(left), fields(right));
        left.len() == right.len()
            && left.iter().zip(&right).all(|((name, value), (other, same))| {
                name == other && value.expose_secret() == same.expose_secret()
            })
    };
    let files = |entry: &VaultEntry| -> BTreeMap<String, Vec<u8>> {
        entry.files.iter().map(|file| (file.name.clone(), file.bytes.expose_secret().to_vec())).collect()
    };
    let tags = |entry: &VaultEntry| -> BTreeSet<String> { entry.tags.iter().cloned().collect() };
    if left.title != right.title || left.username != right.username || left.url != right.url {
        return Some("Name, user name or address");
    }
    if text(&left.password) != text(&right.password) || text(&left.totp) != text(&right.totp) {
        return Some("The value");
    }
    if text(&left.notes) != text(&right.notes) {
        return Some("The notes");
    }
    if !same_fields() {
        return Some("A further value");
    }
    if files(left) != files(right) {
        return Some("A file");
    }
    if tags(left) != tags(right) || left.expires_on != right.expires_on || !same_kind(left, right) {
        return Some("Tags, expiry or kind");
    }
    None
}

fn same_kind(left: &VaultEntry, right: &VaultEntry) -> bool {
    match (&left.kind, &right.kind) {
        (VaultKind::Credential(left), VaultKind::Credential(right)) => left == right,
        (VaultKind::SoftwareLicense(left), VaultKind::SoftwareLicense(right)) => left == right,
        _ => false,
    }
}
