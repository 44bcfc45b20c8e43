//! Values on the clipboard: kept out of clipboard histories, and taken off again while they are still ours.

use crate::{
    events::{self, ClipboardState},
    ipc_error::{Answer, IpcError},
};
use holdfast_core::{Error, credentials::qr, ids};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::{
    sync::{Mutex, PoisonError, mpsc},
    time::Duration,
};
use tauri::{AppHandle, Manager};
use tauri_plugin_clipboard_manager::ClipboardExt;

/// How long the end of the window waits for the clipboard to answer.
const AT_EXIT: Duration = Duration::from_millis(800);

/// What this window last put on the clipboard.
#[derive(Debug)]
pub(crate) struct Clipboard {
    /// The value that may still be there; None once it is off.
    ours: Mutex<Option<Ours>>,
    /// Mixed into the digests, another one in each run.
    salt: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Ours {
    digest: [u8; 32],
    /// Tells one copying from the next.
    copying: String,
}

impl Clipboard {
    pub(crate) fn new() -> Clipboard {
        Clipboard { ours: Mutex::default(), salt: ids::new_id() }
    }

    /// Puts a value on the clipboard and takes it off again after `seconds`.
    pub(crate) fn copy_secret(&self, app: &AppHandle, value: &SecretString, seconds: u32) -> Answer<()> {
        app.clipboard().write_secret(value.expose_secret()).map_err(refused)?;
        let mine = Ours { digest: digest(&self.salt, value.expose_secret()), copying: ids::new_id() };
        *self.ours() = Some(mine.clone());
        events::clipboard(app, ClipboardState::Copied, seconds);
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(Duration::from_secs(u64::from(seconds))).await;
            let clipboard = app.state::<Clipboard>();
            if clipboard.ours().as_ref() == Some(&mine) {
                clipboard.clear_now(&app).await;
            }
        });
        Ok(())
    }

    /// Puts a text on the clipboard that may stay there.
    pub(crate) fn copy_plain(&self, app: &AppHandle, text: &str) -> Answer<()> {
        app.clipboard().write_text(text).map_err(refused)?;
        *self.ours() = None;
        events::clipboard(app, ClipboardState::Cleared, 0);
        Ok(())
    }

    /// The text of the QR code in the picture that is on the clipboard.
    pub(crate) fn read_code(&self, app: &AppHandle) -> Answer<SecretString> {
        let picture = app.clipboard().read_image().map_err(|_| {
            IpcError::from(Error::Refused(
                "There is no picture on the clipboard. Copy one of the QR code first.".into(),
            ))
        })?;
        Ok(qr::read_pixels(picture.width(), picture.height(), picture.rgba())?)
    }

    /// Takes our value off the clipboard, unless something else is there by now.
    pub(crate) async fn clear_now(&self, app: &AppHandle) {
        let wanted = self.ours().take();
        if let Some(wanted) = wanted {
            let (handle, salt) = (app.clone(), self.salt.clone());
            let cleared =
                tauri::async_runtime::spawn_blocking(move || clear_if(&handle, &wanted, &salt)).await;
            if let Err(error) = cleared {
                tracing::warn!(%error, "the clipboard could not be cleared");
            }
        }
        events::clipboard(app, ClipboardState::Cleared, 0);
    }

    /// The same at the end of the window, which waits for it only a moment: the one that answers for the
    /// clipboard may be this process's own main thread.
    pub(crate) fn clear_at_exit(&self, app: &AppHandle) {
        let Some(wanted) = self.ours().take() else { return };
        let (handle, salt) = (app.clone(), self.salt.clone());
        let (done, cleared) = mpsc::channel();
        std::thread::spawn(move || {
            clear_if(&handle, &wanted, &salt);
            let _ = done.send(());
        });
        if cleared.recv_timeout(AT_EXIT).is_err() {
            tracing::warn!("the clipboard did not answer at the end");
        }
    }

    fn ours(&self) -> std::sync::MutexGuard<'_, Option<Ours>> {
        self.ours.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Overwrites the clipboard when it holds the wanted value: dropping it would bring an older one back on some
/// desktops.
fn clear_if(app: &AppHandle, wanted: &Ours, salt: &str) {
    let there = match app.clipboard().read_text() {
        Ok(text) => SecretString::from(text),
        // Something that is no text, or nothing: not ours.
        Err(_) => return,
    };
    if digest(salt, there.expose_secret()) != wanted.digest {
        return;
    }
    if let Err(error) = app.clipboard().write_text("") {
        tracing::warn!(%error, "the clipboard could not be overwritten");
    }
}

fn digest(salt: &str, text: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(text).finalize().into()
}

fn refused(error: tauri_plugin_clipboard_manager::Error) -> IpcError {
    tracing::warn!(%error, "the clipboard refused");
    Error::Refused("The clipboard of this desktop could not be reached. Nothing was copied.".into()).into()
}
