//! The one window.

use super::tray;
use crate::state::Shell;
use holdfast_core::settings::{self, Theme};
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::{
    AppHandle, Manager, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent, webview::PageLoadEvent,
    window::Color,
};
use tauri_plugin_window_state::StateFlags;

/// Named in the capability.
pub(crate) const LABEL: &str = "main";

/// The canvas of the light and the dark theme: what shows before the page does.
const LIGHT: Color = Color(0xf6, 0xf7, 0xf7, 0xff);
const DARK: Color = Color(0x0f, 0x15, 0x14, 0xff);

/// Stands before anything of the page loads, and keeps what the content security policy refuses. Tests read it.
#[cfg(debug_assertions)]
const KEEP_VIOLATIONS: &str = "window.__violations = [];
    addEventListener('securitypolicyviolation', (event) =>
        window.__violations.push(`${event.effectiveDirective} ${event.blockedURI}`));";

/// What is remembered of the window from one run to the next.
pub(crate) fn remembered() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Makes the window, unseen until its page is there.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let shell = app.state::<Shell>();
    let theme = match chosen_theme(&shell) {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    };
    let shown = AtomicBool::new(false);
    let mut window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Holdfast")
        .inner_size(1360.0, 860.0)
        .min_inner_size(900.0, 600.0)
        .center()
        .theme(theme)
        .background_color(if theme == Some(tauri::Theme::Dark) { DARK } else { LIGHT })
        .visible(false)
        .content_protected(shell.lock.settings().hide_from_screenshots)
        .disable_drag_drop_handler()
        .on_navigation(|url| is_own_page(url.as_str()))
        .on_page_load(move |window, page| {
            // Once: what was closed to the tray meanwhile stays there.
            if page.event() == PageLoadEvent::Finished
                && !shown.swap(true, Ordering::Relaxed)
                && let Err(error) = window.show()
            {
                tracing::error!(%error, "the window could not be shown");
            }
        });
    #[cfg(debug_assertions)]
    {
        window = window.initialization_script(KEEP_VIOLATIONS);
    }
    // Half-filled forms are kept beside the data they belong to; where that cannot be written, until the window ends.
    let kept_in = match (shell.opened(), shell.folder()) {
        (Ok(opened), Some(folder)) if opened.db.why_only_read().is_none() => Some(folder.to_owned()),
        (Ok(_), _) => shell.private_folder().ok().map(|folder| folder.path().to_owned()),
        (Err(_), _) => None,
    };
    window = match kept_in {
        Some(folder) => window.data_directory(folder.join("window")),
        None => window.incognito(true),
    };
    let window = window.build()?;
    if theme.is_none() && window.theme()? == tauri::Theme::Dark {
        window.set_background_color(Some(DARK))?;
    }
    Ok(())
}

/// Closing the window leaves Holdfast in the tray, where that was chosen and there is one.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && window.label() == LABEL
        && tray::takes_the_window(window.app_handle())
    {
        api.prevent_close();
        if let Err(error) = window.hide() {
            tracing::warn!(%error, "the window could not be hidden");
        }
    }
}

/// Shows the window in front of others, as for someone who started Holdfast a second time. One that was never made,
/// as after a start at login, is made now.
pub(crate) fn bring_forward(app: &AppHandle) {
    let handle = app.clone();
    if let Err(error) = app.run_on_main_thread(move || show_in_front(&handle)) {
        tracing::warn!(%error, "the window could not be brought forward");
    }
}

fn show_in_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else {
        if let Err(error) = open(app) {
            tracing::error!(%error, "the window could not be opened");
        }
        return;
    };
    for step in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = step {
            tracing::warn!(%error, "the window could not be brought forward");
        }
    }
}

/// Keeps the window out of screenshots and shared screens, or lets it be seen there, where the system can do that.
pub(crate) fn hide_from_screenshots(app: &AppHandle, hidden: bool) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if let Err(error) = window.set_content_protected(hidden) {
        tracing::warn!(%error, "the window could not be kept out of screenshots");
    }
}

fn chosen_theme(shell: &Shell) -> Theme {
    let Ok(opened) = shell.opened() else { return Theme::System };
    let read = async { settings::get(&mut *opened.db.read().await?).await };
    tauri::async_runtime::block_on(read).map(|settings| settings.theme).unwrap_or_default()
}

/// The page of the application, under the addresses it has on the different systems.
fn is_own_page(url: &str) -> bool {
    ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"]
        .iter()
        .any(|own| url.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::is_own_page;

    #[test]
    fn the_window_stays_on_its_own_page() {
        assert!(is_own_page("tauri://localhost/") && is_own_page("http://tauri.localhost/index.html"));
        for url in
            ["https://example.com/", "tauri://localhost.example.com/", "file:///etc/passwd", "about:blank"]
        {
            assert!(!is_own_page(url), "{url}");
        }
    }
}
