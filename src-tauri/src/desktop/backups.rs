//! Backups by themselves as long as Holdfast runs, with or without its window. Apart from the reminders, so that a disk that is
//! slow to answer keeps nobody from being reminded.

use crate::{events, state::Shell};
use holdfast_core::{
    backup::scheduled::{self, Occasion},
    clock::Now,
};
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tokio::sync::Notify;

/// The start of the window goes first.
const FIRST: Duration = Duration::from_secs(4);
/// Between two looks at the clock.
const TICK: Duration = Duration::from_secs(40);

/// Wakes the making of backups.
#[derive(Debug, Default)]
pub(crate) struct Backups {
    wake: Notify,
}

impl Backups {
    /// Another folder was chosen, they were turned on, or another day has begun.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }
}

/// Looks as long as Holdfast runs.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (shell, backups) = (app.state::<Shell>(), app.state::<Backups>());
        let Ok(opened) = shell.opened() else { return };
        if opened.db.why_only_read().is_some() {
            return;
        }
        tokio::time::sleep(FIRST).await;
        loop {
            match scheduled::run(&opened.db, &Now::read(), Occasion::Daily).await {
                Ok(round) if round.made.is_some() || round.trouble.is_some() => events::data_changed(&app),
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "whether a backup is due could not be looked at"),
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = backups.wake.notified() => {}
            }
        }
    });
}
