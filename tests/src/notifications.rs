//! The part of a desktop that shows notifications: it takes them on the session bus, and keeps what it was given.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::Notify;
use zbus::{fdo, interface, zvariant::Value};

use crate::session::Session;

/// A notification as a program asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub program: String,
    pub title: String,
    pub body: String,
    /// 0 low, 1 normal, 2 critical.
    pub urgency: u8,
}

/// How the desktop answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Shows,
    /// Shows it, after a while.
    ShowsLate(Duration),
    /// Shows it, and never says so.
    ShowsAndHangs,
    Refuses,
}

#[derive(Debug)]
struct Kept {
    notes: Mutex<Vec<Note>>,
    manner: Mutex<Manner>,
}

/// Shows notifications of one session. Ends when dropped.
#[derive(Debug)]
pub struct Desktop {
    kept: Arc<Kept>,
    ends: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl Desktop {
    /// # Errors
    /// When the session has no bus, or its bus has such a desktop already.
    pub fn start(session: &Session<'_>) -> Result<Self> {
        let address = session.bus().context("the session has no bus")?.to_owned();
        let kept = Arc::new(Kept { notes: Mutex::default(), manner: Mutex::new(Manner::Shows) });
        let ends = Arc::new(Notify::new());
        let (ready, is_ready) = mpsc::channel();
        let (server, end) = (Server { kept: Arc::clone(&kept) }, Arc::clone(&ends));
        // A thread with a runtime of its own, so that tests with and without one can have it.
        let thread = std::thread::spawn(move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(ready.send(Err(error.into()))),
            };
            runtime.block_on(async {
                match serve(&address, server).await {
                    Ok(_connection) => {
                        let _ = ready.send(Ok(()));
                        end.notified().await;
                    }
                    Err(error) => drop(ready.send(Err(error))),
                }
            });
        });
        is_ready.recv().context("the desktop did not start")??;
        Ok(Self { kept, ends, thread: Some(thread) })
    }

    /// How it answers from now on.
    pub fn behave(&self, manner: Manner) {
        *lock(&self.kept.manner) = manner;
    }

    /// What it was given so far, in order.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        lock(&self.kept.notes).clone()
    }

    /// Forgets what it was given, and gives it.
    #[must_use]
    pub fn take(&self) -> Vec<Note> {
        std::mem::take(&mut lock(&self.kept.notes))
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.ends.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(address: &str, server: Server) -> Result<zbus::Connection> {
    Ok(zbus::connection::Builder::address(address)?
        .name("org.freedesktop.Notifications")?
        .serve_at("/org/freedesktop/Notifications", server)?
        .build()
        .await?)
}

struct Server {
    kept: Arc<Kept>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "the specification has so many")]
    async fn notify(
        &self,
        app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        hints: HashMap<String, Value<'_>>,
        _expire_timeout: i32,
    ) -> fdo::Result<u32> {
        let manner = *lock(&self.kept.manner);
        if manner == Manner::Refuses {
            return Err(fdo::Error::LimitsExceeded("Created too many similar notifications".to_owned()));
        }
        let urgency = match hints.get("urgency") {
            Some(Value::U8(urgency)) => *urgency,
            _ => 1,
        };
        let number = {
            let mut notes = lock(&self.kept.notes);
            notes.push(Note { program: app_name, title: summary, body, urgency });
            u32::try_from(notes.len()).unwrap_or(u32::MAX)
        };
        match manner {
            Manner::ShowsLate(pause) => tokio::time::sleep(pause).await,
            Manner::ShowsAndHangs => std::future::pending::<()>().await,
            Manner::Shows | Manner::Refuses => {}
        }
        Ok(number)
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned(), "body-markup".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("Test".to_owned(), "Holdfast".to_owned(), "1".to_owned(), "1.2".to_owned())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
