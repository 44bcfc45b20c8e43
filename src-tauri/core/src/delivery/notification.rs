//! Notifications of the desktop: the one place that shows them, for the window and the command line.

use notify_rust::Notification;
use std::time::Duration;

/// How long the desktop may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A notification to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub title: String,
    pub body: String,
    /// Stays until it is dismissed, where the desktop can.
    pub urgent: bool,
}

/// Shows a notification and returns once the desktop took it; the error says why it did not. Whoever shows
/// notifications blocks meanwhile, so this is done aside, and given up in time.
pub(super) async fn show(note: Note) -> Result<(), String> {
    let showing = tokio::task::spawn_blocking(move || show_now(&note));
    match tokio::time::timeout(PATIENCE, showing).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => Err(format!("the notification was not shown: {error}")),
        Err(_) => Err("the desktop did not answer in time".to_owned()),
    }
}

fn show_now(note: &Note) -> Result<(), String> {
    let mut notification = Notification::new();
    notification.appname("Holdfast").summary(&note.title).body(&body(note));
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        use notify_rust::{Hint, Urgency};
        notification
            .icon("holdfast-desktop")
            .hint(Hint::DesktopEntry("Holdfast".to_owned()))
            .urgency(if note.urgent { Urgency::Critical } else { Urgency::Normal });
    }
    #[cfg(target_os = "windows")]
    notification.app_id("app.holdfast.desktop");
    notification.show().map(drop).map_err(|error| explain(&error.to_string()))
}

/// The body as this desktop reads it: where it reads markup, names must not be taken for it.
#[cfg(all(unix, not(target_os = "macos")))]
fn body(note: &Note) -> String {
    let markup =
        notify_rust::get_capabilities().is_ok_and(|known| known.iter().any(|word| word == "body-markup"));
    if markup { escaped(&note.body) } else { note.body.clone() }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn body(note: &Note) -> String {
    note.body.clone()
}

#[cfg(all(unix, not(target_os = "macos")))]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What the bus's refusals mean.
fn explain(error: &str) -> String {
    if error.contains("ServiceUnknown") || error.contains("was not provided") {
        "no program shows notifications in this session".to_owned()
    } else if error.contains("DBUS_SESSION_BUS_ADDRESS")
        || error.contains("I/O error")
        || error.contains("No such file")
    {
        "there is no desktop session to show it in".to_owned()
    } else {
        format!("the desktop refused it ({error})")
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_in_words() {
        assert!(explain("org.freedesktop.DBus.Error.ServiceUnknown: x").contains("no program"));
        assert!(explain("I/O error: No such file").contains("no desktop session"));
        assert!(explain("Odd").contains("Odd"));
        assert_eq!(escaped("<b>A&B</b>"), "&lt;b&gt;A&amp;B&lt;/b&gt;");
    }
}
