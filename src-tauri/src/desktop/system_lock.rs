//! Locks with the system: before it sleeps, and when its screen is locked. On Linux these are signals of logind and of
//! the desktop's screen saver; elsewhere the time without a key or a click does it.

use tauri::AppHandle;

#[cfg(not(target_os = "linux"))]
pub(crate) fn listen(_app: &AppHandle) {}

#[cfg(target_os = "linux")]
pub(crate) fn listen(app: &AppHandle) {
    for bus in [linux::Bus::System, linux::Bus::Session] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = linux::follow(&app, bus).await {
                tracing::info!(?bus, %error, "locks of the system are not heard");
            }
        });
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use crate::{events::LockEvent, lock};
    use futures_util::{StreamExt, stream::select_all};
    use tauri::AppHandle;
    use zbus::{Connection, MatchRule, Message, MessageStream, message::Type};

    #[derive(Debug, Clone, Copy)]
    pub(super) enum Bus {
        System,
        Session,
    }

    /// Interface and signal, and whether it comes with a flag that says it begins.
    type Signal = (&'static str, &'static str, bool);

    const OF_SYSTEM: [Signal; 2] = [
        ("org.freedesktop.login1.Manager", "PrepareForSleep", true),
        ("org.freedesktop.login1.Session", "Lock", false),
    ];
    const OF_SESSION: [Signal; 2] = [
        ("org.freedesktop.ScreenSaver", "ActiveChanged", true),
        ("org.gnome.ScreenSaver", "ActiveChanged", true),
    ];

    /// Listens as long as the bus lives.
    pub(super) async fn follow(app: &AppHandle, bus: Bus) -> zbus::Result<()> {
        let (connection, signals) = match bus {
            Bus::System => (Connection::system().await?, OF_SYSTEM),
            Bus::Session => (Connection::session().await?, OF_SESSION),
        };
        let mut streams = Vec::new();
        for (interface, member, flagged) in signals {
            let rule =
                MatchRule::builder().msg_type(Type::Signal).interface(interface)?.member(member)?.build();
            let stream = MessageStream::for_match_rule(rule, &connection, Some(4)).await?;
            streams.push(stream.filter_map(move |message| {
                std::future::ready(message.ok().filter(|message| begins(message, flagged)))
            }));
        }
        let mut heard = select_all(streams.into_iter().map(Box::pin));
        while heard.next().await.is_some() {
            lock::close(app, LockEvent::System).await;
        }
        Ok(())
    }

    fn begins(message: &Message, flagged: bool) -> bool {
        !flagged || message.body().deserialize::<bool>().unwrap_or(false)
    }
}
