//! The first question of the window, and the way out to the browser.

use crate::{
    desktop::opening,
    ipc_error::{Answer, IpcError},
    state::Shell,
};
use holdfast_core::{Error, clock::Now, credentials, hardware, ids::Kind, vendors};
use serde::Serialize;
use tauri::{AppHandle, State, WebviewWindow};

/// What the window starts with.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Startup {
    /// The user's local date.
    pub date: String,
    /// Set where the data can be read and not changed.
    pub read_only: Option<ReadOnly>,
}

/// Data that nothing can be written to.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ReadOnly {
    /// Why, in half a sentence such as "the disk is full".
    pub why: String,
    /// Where the data is.
    pub folder: String,
}

/// The day it is where the data folder is open; else why it is not, for the page that says so.
#[tauri::command]
#[specta::specta]
pub async fn startup(shell: State<'_, Shell>) -> Answer<Startup> {
    let db = &shell.opened()?.db;
    let folder = db.folder().display().to_string();
    Ok(Startup {
        date: Now::read().today.to_string(),
        read_only: db.why_only_read().map(|why| ReadOnly { why, folder }),
    })
}

/// Shows everything larger or smaller, from 50 to 300 percent.
#[tauri::command]
#[specta::specta]
pub async fn set_zoom(window: WebviewWindow, percent: u32) -> Answer<()> {
    let factor = f64::from(percent.clamp(50, 300)) / 100.0;
    window.set_zoom(factor).map_err(IpcError::internal)
}

/// Opens the address kept with a vendor or a credential, or the maker's warranty page of a device, in the browser. The
/// window names the thing, never the address, and only web addresses are opened.
#[tauri::command]
#[specta::specta]
pub async fn open_url(app: AppHandle, shell: State<'_, Shell>, kind: Kind, id: String) -> Answer<()> {
    let mut conn = shell.opened()?.db.read().await?;
    let (field, address) = match kind {
        Kind::Vendor => {
            let fields = vendors::get(&mut conn, &id).await?.fields;
            ("website", fields.website.or(fields.portal_url))
        }
        Kind::Credential => ("url", credentials::get(&mut conn, &id).await?.fields.url),
        Kind::Device => {
            ("warranty_pages", hardware::get(&mut conn, &id, Now::read().today).await?.warranty_page)
        }
        _ => ("", None),
    };
    let address = address.ok_or_else(|| Error::Refused("No web address is kept here.".into()))?;
    let address = web_address(&address)
        .ok_or_else(|| Error::field(field, "Only web addresses (https:// or http://) are opened."))?;
    opening::address(
        &app,
        &address,
        "No browser could be started. Copy the address from here and open it in one.",
    )
}

/// The address as a browser takes it: http or https, https where none is said. None for anything else.
fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let parsed = tauri::Url::parse(&full).ok()?;
    let web = matches!(parsed.scheme(), "https" | "http")
        && parsed.host_str().is_some()
        && parsed.username().is_empty();
    web.then(|| parsed.to_string())
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn only_web_addresses_are_opened() {
        for (text, expected) in [
            ("https://dell.com/support", Some("https://dell.com/support")),
            (" dell.com ", Some("https://dell.com/")),
            ("HTTP://intranet:8080/x", Some("http://intranet:8080/x")),
            ("file:///etc/passwd", None),
            ("javascript:alert(1)", None),
            ("vscode://file/x", None),
            ("mailto:it@example.com", None),
            // Never an option of the program that opens it.
            ("--help", Some("https://--help/")),
            ("", None),
        ] {
            assert_eq!(web_address(text).as_deref(), expected, "{text}");
        }
    }
}
