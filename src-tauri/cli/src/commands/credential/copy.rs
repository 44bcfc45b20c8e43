//! Puts a value on the clipboard and stays until it is off again.

use super::values::{self, Asked};
use crate::{Outcome, args::credential::Copy, context::Context, output};
use anyhow::{Context as _, Result};
use arboard::Clipboard;
use holdfast_core::{
    secrets::{ExposeSecret, HandedOut, Recording, SecretString},
    settings,
};
use std::time::Duration;

pub async fn run(context: &Context, args: &Copy) -> Result<Outcome> {
    let db = context.open().await?;
    let credential = super::find(context, &db, &args.id).await?;
    let mut clipboard =
        Clipboard::new().context("There is no clipboard here: run this in your desktop's terminal")?;
    let recording = Recording::waived_if(args.unrecorded);
    let asked = Asked { field: &args.field, code: args.code, how: HandedOut::Copied, recording };
    let (_, value) = values::read(context, &db, &credential, asked).await?;
    let seconds = match args.seconds {
        Some(seconds) => seconds,
        None => settings::get(&mut *db.read().await?).await?.clipboard_seconds,
    };
    put(&mut clipboard, &value)?;
    db.close().await;
    output::message(&format!(
        "“{}” is on the clipboard for {seconds} seconds. Ctrl+C takes it off now.",
        credential.fields.name
    ));
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(u64::from(seconds))) => {}
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
    let cleared = take_off(&mut clipboard, &value);
    output::message(if cleared {
        "The clipboard is empty."
    } else {
        "Something else is on the clipboard by now; it was left there."
    });
    Ok(Outcome::Done)
}

/// Kept out of clipboard histories, where the desktop honours that.
fn put(clipboard: &mut Clipboard, value: &SecretString) -> Result<()> {
    let set = clipboard.set();
    #[cfg(target_os = "windows")]
    let set = arboard::SetExtWindows::exclude_from_monitoring(set);
    #[cfg(target_os = "macos")]
    let set = arboard::SetExtApple::exclude_from_history(set);
    #[cfg(all(unix, not(target_os = "macos")))]
    let set = arboard::SetExtLinux::exclude_from_history(set);
    set.text(value.expose_secret()).context("The clipboard refused. Nothing was copied")
}

/// Overwrites the clipboard while it holds our value; dropping it would bring an older one back on some desktops.
fn take_off(clipboard: &mut Clipboard, value: &SecretString) -> bool {
    let there = clipboard.get_text().map(SecretString::from);
    let ours = there.is_ok_and(|there| there.expose_secret() == value.expose_secret());
    ours && clipboard.set_text("").is_ok()
}

/// Ends when the process is asked to end.
#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
        (Ok(mut terminate), Ok(mut hang_up)) => {
            tokio::select! { _ = terminate.recv() => {}, _ = hang_up.recv() => {} }
        }
        _ => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
