//! Staying at work without the window: starting at login, and closing to the tray.

use crate::{desktop::tray, state::Shell};
use holdfast_core::{Error, settings};
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(target_os = "linux")]
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tauri_plugin_autostart::ManagerExt;

/// Given at login: no window until somebody asks for it.
pub(crate) const HIDDEN: &str = "--hidden";
/// How long the desktop may take to say whether it has a tray.
#[cfg(target_os = "linux")]
const PATIENCE: Duration = Duration::from_millis(800);

/// What was chosen about working without the window.
#[derive(Debug, Default)]
pub(crate) struct Background {
    close_to_tray: AtomicBool,
    /// The icon is to be there once the desktop has a tray.
    wanted: AtomicBool,
}

impl Background {
    pub(crate) fn closes_to_tray(&self) -> bool {
        self.close_to_tray.load(Ordering::Relaxed)
    }

    /// Takes over what was chosen; the tray comes and goes with it.
    pub(crate) async fn choose(&self, app: &AppHandle, close_to_tray: bool) {
        self.close_to_tray.store(close_to_tray, Ordering::Relaxed);
        let wanted = close_to_tray || was_started_hidden() || starts_at_login(app);
        self.wanted.store(wanted, Ordering::Relaxed);
        show_tray(app, wanted && has_tray().await).await;
    }

    /// Looks whether the tray has come meanwhile: at login the desktop may start its own later than this. Whether the
    /// icon is put there now.
    pub(crate) async fn look_for_tray(&self, app: &AppHandle) -> bool {
        let missing = self.wanted.load(Ordering::Relaxed) && !tray::is_shown(app);
        let comes = missing && has_tray().await;
        if comes {
            show_tray(app, true).await;
        }
        comes
    }
}

/// Comes back once the icon is there, or away.
async fn show_tray(app: &AppHandle, wanted: bool) {
    let handle = app.clone();
    let (done, is_done) = tokio::sync::oneshot::channel();
    let changing = app.run_on_main_thread(move || {
        tray::show(&handle, wanted);
        // Nobody waits any more when the application ends meanwhile.
        let _ = done.send(());
    });
    match changing {
        Ok(()) => drop(is_done.await),
        Err(error) => tracing::warn!(%error, "the tray could not be changed"),
    }
}

/// Whether this run was started without a window.
pub(crate) fn was_started_hidden() -> bool {
    std::env::args().skip(1).any(|argument| argument == HIDDEN)
}

/// Takes over what is kept in the settings.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        let Ok(opened) = shell.opened() else { return };
        let chosen = async { settings::background(&mut *opened.db.read().await?).await }.await;
        match chosen {
            Ok(chosen) => app.state::<Background>().choose(&app, chosen.close_to_tray).await,
            Err(error) => tracing::warn!(%error, "the settings for the background could not be read"),
        }
        app.state::<crate::desktop::scheduler::Scheduler>().wake();
    });
}

/// Whether the system starts Holdfast at login.
pub(crate) fn starts_at_login(app: &AppHandle) -> bool {
    app.autolaunch().is_enabled().unwrap_or(false)
}

/// Has the system start Holdfast at login, hidden; or no longer.
pub(crate) fn start_at_login(app: &AppHandle, wanted: bool) -> Result<(), Error> {
    if wanted == starts_at_login(app) {
        return Ok(());
    }
    let launch = app.autolaunch();
    let changed = if wanted { launch.enable() } else { launch.disable() };
    changed.map_err(|error| {
        Error::Refused(format!(
            "The system did not take it ({error}). Whether Holdfast starts at login is as before."
        ))
    })
}

/// Whether this desktop shows tray icons. On Linux that is a program of its own, which stock GNOME lacks.
#[cfg(target_os = "linux")]
pub(crate) async fn has_tray() -> bool {
    let asked = async {
        let bus = zbus::Connection::session().await?;
        let watcher = zbus::Proxy::new(
            &bus,
            "org.kde.StatusNotifierWatcher",
            "/StatusNotifierWatcher",
            "org.kde.StatusNotifierWatcher",
        )
        .await?;
        watcher.get_property::<bool>("IsStatusNotifierHostRegistered").await
    };
    matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(true)))
}

#[cfg(not(target_os = "linux"))]
pub(crate) async fn has_tray() -> bool {
    true
}
