//! The Holdfast window: a thin shell over `holdfast-core`.

mod bindings;
mod commands;
mod desktop;
mod events;
mod held;
mod ipc_error;
mod lock;
mod state;

use desktop::{
    background::{self, Background},
    backups::{self, Backups},
    clipboard::Clipboard,
    log,
    scheduler::{self, Scheduler},
    single_instance, system_lock,
    tray::Tray,
    watch, window,
};
use holdfast_core::{db, secrets};
use state::Shell;
use std::process::ExitCode;
use tauri::{App, AppHandle, Manager, RunEvent};

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    // What this process makes, the web view's files included, is for this user alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    log::start();
    secrets::harden_process();
    #[cfg(target_os = "linux")]
    if !has_screen() {
        tracing::error!("there is no graphical session: start Holdfast in one, or use `holdfast` here");
        return ExitCode::FAILURE;
    }
    let profile = std::env::var("HOLDFAST_PROFILE").ok().filter(|profile| !profile.is_empty());
    let folder = db::data_folder(None);

    let built = tauri::Builder::default()
        // First: a second start ends here, before it touches anything.
        .plugin(single_instance::plugin(folder.as_deref().ok(), profile.as_deref()))
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::remembered()).build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_autostart::Builder::new().args([background::HIDDEN]).app_name("Holdfast").build(),
        )
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .invoke_handler(bindings::builder().invoke_handler())
        .on_window_event(window::on_event)
        .setup(move |app| {
            start(app, tauri::async_runtime::block_on(Shell::open(folder, profile)))?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => ExitCode::from(u8::try_from(app.run_return(on_event)).unwrap_or(1)),
        Err(error) => {
            single_instance::start_again_after(&error);
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

/// Whether there is a graphical session to open a window in. Without one the toolkit ends in a panic.
#[cfg(target_os = "linux")]
fn has_screen() -> bool {
    let said = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    said("DISPLAY").or_else(|| said("WAYLAND_DISPLAY")).is_some()
        || said("XDG_RUNTIME_DIR")
            .is_some_and(|folder| std::path::Path::new(&folder).join("wayland-0").exists())
}

fn start(app: &mut App, shell: Shell) -> tauri::Result<()> {
    if let (Ok(_), Some(folder)) = (shell.opened(), shell.folder())
        && let Err(error) = log::to_folder(folder)
    {
        tracing::warn!(%error, "the log stays on the standard error output");
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
    app.manage(shell);
    app.manage(Clipboard::new());
    app.manage(Background::default());
    app.manage(Scheduler::default());
    app.manage(Backups::default());
    app.manage(Tray::default());
    // At login nobody asked for a window; it is made when somebody does.
    if !(background::was_started_hidden() && app.state::<Shell>().opened().is_ok()) {
        window::open(app.handle())?;
    }
    watch::sweep(app.handle());
    watch::start(app.handle());
    system_lock::listen(app.handle());
    background::start(app.handle());
    scheduler::start(app.handle());
    backups::start(app.handle());
    Ok(())
}

fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        // Before the clipboard itself is closed, which the exit does.
        RunEvent::ExitRequested { .. } => app.state::<Clipboard>().clear_at_exit(app),
        RunEvent::Exit => {
            let shell = app.state::<Shell>();
            shell.remove_copies();
            if let Ok(opened) = shell.opened() {
                tauri::async_runtime::block_on(opened.db.close());
            }
        }
        _ => {}
    }
}
