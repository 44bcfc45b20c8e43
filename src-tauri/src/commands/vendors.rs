//! Commands about vendors.

use crate::{
    commands::history::BatchRef,
    desktop::opening,
    ipc_error::Answer,
    state::{Shell, batch, perform},
};
use holdfast_core::{
    Error,
    clock::Now,
    lifecycle,
    list::{ListQuery, Page},
    overview::{self, VendorFigures},
    vendors::{self, SimilarVendor, Vendor, VendorInput, VendorRow},
};
use serde::Deserialize;
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub async fn list_vendors(shell: State<'_, Shell>, query: ListQuery) -> Answer<Page<VendorRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(vendors::list(&mut conn, &query, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_vendor(shell: State<'_, Shell>, id: String) -> Answer<Vendor> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(vendors::get(&mut conn, &id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn create_vendor(app: AppHandle, shell: State<'_, Shell>, input: VendorInput) -> Answer<Vendor> {
    perform!(shell, &app, format!("Add vendor {}", input.name.trim()), |tx, act| {
        let id = vendors::create(tx, act, input).await?;
        vendors::get(tx, &id).await
    })
}

/// `version` is that of the vendor as it was opened; another one by now is a conflict.
#[tauri::command]
#[specta::specta]
pub async fn update_vendor(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    version: u32,
    input: VendorInput,
) -> Answer<Vendor> {
    perform!(shell, &app, format!("Edit vendor {}", input.name.trim()), |tx, act| {
        vendors::update(tx, act, &id, version, input).await?;
        vendors::get(tx, &id).await
    })
}

/// Vendors whose names look like this one written in another way; `except` is the one that is being edited.
#[tauri::command]
#[specta::specta]
pub async fn similar_vendors(
    shell: State<'_, Shell>,
    name: String,
    except: Option<String>,
) -> Answer<Vec<SimilarVendor>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(vendors::similar(&mut conn, &name, except.as_deref()).await?)
}

/// Spending of the years, and the next deadline.
#[tauri::command]
#[specta::specta]
pub async fn vendor_figures(shell: State<'_, Shell>, id: String) -> Answer<VendorFigures> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(overview::vendor_figures(&mut conn, &id, Now::read().today).await?)
}

/// Moves everything of one vendor to another one; the emptied one goes to Trash. `take` names the fields of which the
/// emptied one's value stays.
#[tauri::command]
#[specta::specta]
pub async fn merge_vendors(
    app: AppHandle,
    shell: State<'_, Shell>,
    from: String,
    into: String,
    take: Vec<String>,
) -> Answer<BatchRef> {
    batch!(shell, &app, "Merge vendors", |tx, act| {
        lifecycle::merge_vendors(tx, act, &from, &into, &take).await
    })
}

/// How somebody is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ReachBy {
    Phone,
    Email,
}

/// Starts a call or a message to a vendor's support, or to one of its contacts. The number or address is the one that is
/// kept, and goes to the program of this computer for such.
#[tauri::command]
#[specta::specta]
pub async fn reach_vendor(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    contact_id: Option<String>,
    by: ReachBy,
) -> Answer<()> {
    let fields = {
        let mut conn = shell.opened()?.db.read().await?;
        vendors::get(&mut conn, &id).await?.fields
    };
    let (phone, email) = match contact_id {
        None => (fields.support_phone, fields.support_email),
        Some(contact_id) => {
            let contact =
                fields.contacts.into_iter().find(|contact| contact.id.as_deref() == Some(&contact_id));
            let contact = contact.ok_or_else(|| Error::not_found("contact", &contact_id))?;
            (contact.phone, contact.email)
        }
    };
    let address = match by {
        ReachBy::Phone => phone.as_deref().and_then(telephone),
        ReachBy::Email => email.as_deref().and_then(mailbox),
    };
    let address = address.ok_or_else(|| {
        Error::Refused(match by {
            ReachBy::Phone => "No number that can be called is kept here.".to_owned(),
            ReachBy::Email => "No email address is kept here.".to_owned(),
        })
    })?;
    opening::address(
        &app,
        &address,
        match by {
            ReachBy::Phone => {
                "No program on this computer makes calls. The number is still shown here to be dialled."
            }
            ReachBy::Email => {
                "No mail program on this computer took the address. It is still shown here to be copied."
            }
        },
    )
}

/// A number as people write it, as a `tel:` address (RFC 3966); what follows it, such as an extension, is left out.
fn telephone(text: &str) -> Option<String> {
    let number = text.trim();
    let number = number.strip_prefix("tel:").unwrap_or(number);
    let end = number.find(char::is_alphabetic).unwrap_or(number.len());
    let (number, _) = number.split_at(end);
    let international = number.starts_with('+');
    // "+49 (0)40": the zero is for callers from within the country.
    let number = if international { number.replace("(0)", "") } else { number.to_owned() };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (3..=20).contains(&digits.len()).then(|| format!("tel:{}{digits}", if international { "+" } else { "" }))
}

/// One address as a `mailto:` (RFC 6068) that holds nothing but the address.
fn mailbox(text: &str) -> Option<String> {
    let address = text.trim();
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    let (name, host) = address.split_once('@')?;
    let plain = |part: &str, more: &str| {
        !part.is_empty() && part.chars().all(|letter| letter.is_alphanumeric() || more.contains(letter))
    };
    (plain(name, ".+-_'") && plain(host, ".-")).then(|| format!("mailto:{address}"))
}

#[cfg(test)]
mod tests {
    use super::{mailbox, telephone};

    #[test]
    fn numbers_are_called_as_they_are_written() {
        for (text, expected) in [
            ("+49 (0)40 123-45 67", Some("tel:+49401234567".to_owned())),
            ("040 / 12 34 ext. 7", Some("tel:0401234".to_owned())),
            ("(555) 123-4567", Some("tel:5551234567".to_owned())),
            ("ask Anna", None),
            ("12", None),
        ] {
            assert_eq!(telephone(text), expected, "{text}");
        }
    }

    #[test]
    fn a_message_goes_to_one_address_and_carries_nothing_else() {
        assert_eq!(mailbox(" help.desk+dell@example.com "), Some("mailto:help.desk+dell@example.com".into()));
        for text in ["a@b?bcc=c@d", "a@b,c@d", "a b@c", "@c", "a@", "x", "a@b&subject=x", "a@b%0ACc:c"] {
            assert_eq!(mailbox(text), None, "{text}");
        }
    }
}
