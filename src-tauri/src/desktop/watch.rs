//! Looks for what changed behind the window's back: writes of the command line, the day, and the keyring.

use crate::{
    events::{self, LockEvent},
    lock,
    state::{Opened, Shell},
};
use holdfast_core::{
    clock::Now,
    credentials::parting,
    history::Actor,
    secrets::{self, KeyringState},
};
use std::time::Duration;
use tauri::{AppHandle, Manager};

/// Between two looks at the data.
const DATA: Duration = Duration::from_secs(2);
/// The keyring is looked at every so many looks at the data.
const KEYRING_EVERY: u32 = 5;

/// Looks as long as the window lives.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        let Ok(opened) = shell.opened() else { return };
        let mut keyring = None;
        let mut looks: u32 = 0;
        let mut today = Now::read().today;
        loop {
            tokio::time::sleep(DATA).await;
            let now = Now::read();
            if std::mem::replace(&mut today, now.today) != now.today {
                events::day_changed(&app, &now);
            }
            if opened.news().await {
                events::data_changed(&app);
            }
            if shell.lock.is_idle() {
                lock::close(&app, LockEvent::Idle).await;
            }
            looks = looks.wrapping_add(1);
            if !looks.is_multiple_of(KEYRING_EVERY) {
                continue;
            }
            if let Ok(status) = secrets::status(&opened.db, &opened.keyring).await {
                let now = (status.state, status.missing, status.unfinished);
                // Also the first time: the page looked some seconds before.
                if keyring.replace(now) != Some(now) {
                    events::keyring_changed(&app, status);
                }
            }
        }
    });
}

/// Moves passwords that stand in stored addresses to the keyring, if that is unlocked already.
pub(crate) async fn part_addresses(app: &AppHandle, opened: &Opened) {
    match parting::part_stored(&opened.db, &opened.keyring, &Now::read(), Actor::Window).await {
        Ok(true) => opened.wrote(app).await,
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "passwords in addresses wait for the next start"),
    }
}

/// Finishes what an earlier run left undone in the keyring, if that is unlocked already.
pub(crate) fn sweep(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        let Ok(opened) = shell.opened() else { return };
        if opened.db.why_only_read().is_some() {
            return;
        }
        match secrets::sweep(&opened.db, &opened.keyring).await {
            Ok(report) => tracing::info!(report.finished, report.waiting, report.skipped, "keyring swept"),
            Err(error) => tracing::warn!(%error, "the keyring could not be swept"),
        }
        part_addresses(&app, opened).await;
        // A database that came from another computer has values that are not here: say so from the start.
        if opened.keyring.status().await == KeyringState::Ready
            && let Err(error) = secrets::orphans(&opened.db, &opened.keyring).await
        {
            tracing::warn!(%error, "the keyring could not be looked through");
        }
        if let Ok(status) = secrets::status(&opened.db, &opened.keyring).await {
            events::keyring_changed(&app, status);
        }
    });
}
