//! What Rust tells the window without being asked.

use crate::desktop::{backups::Backups, scheduler::Scheduler};
use crate::lock::LockStatus;
use holdfast_core::{clock::Now, ids::Kind, secrets::KeyringStatus};
use serde::Serialize;
use tauri::{AppHandle, Emitter, Manager};

/// Something was written, here or by the command line: what the window shows of these kinds is out of date.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct DataChanged {
    pub kinds: Vec<Kind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ClipboardState {
    Copied,
    Cleared,
}

/// A value was put on the clipboard, or is no longer there.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ClipboardChanged {
    pub state: ClipboardState,
    /// Until the value is taken off; 0 when cleared.
    pub seconds: u32,
}

/// Values are to be hidden, or may be shown again.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct LockChanged {
    pub status: LockStatus,
    pub why: LockEvent,
}

/// What happened to the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum LockEvent {
    /// Nobody did anything for the time that is set.
    Idle,
    /// The computer is about to sleep, or its screen was locked.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux says so yet"))]
    System,
    /// The person asked for it.
    Asked,
    /// The passphrase was given, or taken away.
    Unlocked,
    /// A passphrase was set, or a setting changed.
    Settings,
}

/// How far the report on the credentials is, in values.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct HealthProgress {
    pub done: u32,
    pub total: u32,
}

/// How far an import is, in rows.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ImportProgress {
    pub done: u32,
    pub total: u32,
}

/// The inbox has another number, or telling went another way.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RemindersChanged {
    /// The number for badges.
    pub waiting: u32,
}

/// Somebody chose a thing outside the page, as in the tray: show it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct OpenThing {
    pub kind: Kind,
    pub id: String,
}

/// The day it is: the page has no clock of its own.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Today {
    /// The user's local date.
    pub date: String,
}

impl Today {
    pub(crate) fn of(now: &Now) -> Today {
        Today { date: now.today.to_string() }
    }
}

/// Any write may touch several kinds (a license brings its vendor, a sample everything), so all are named.
pub(crate) fn data_changed(app: &AppHandle) {
    emit(app, "data-changed", DataChanged { kinds: Kind::ALL.to_vec() });
    if let Some(scheduler) = app.try_state::<Scheduler>() {
        scheduler.wake();
    }
}

/// Another day has begun, or the clock was set: all that counts from today is out of date with it.
pub(crate) fn day_changed(app: &AppHandle, now: &Now) {
    emit(app, "day-changed", Today::of(now));
    data_changed(app);
    if let Some(backups) = app.try_state::<Backups>() {
        backups.wake();
    }
}

pub(crate) fn reminders_changed(app: &AppHandle, waiting: u32) {
    emit(app, "reminders-changed", RemindersChanged { waiting });
}

pub(crate) fn open_thing(app: &AppHandle, kind: Kind, id: String) {
    emit(app, "open-thing", OpenThing { kind, id });
}

pub(crate) fn clipboard(app: &AppHandle, state: ClipboardState, seconds: u32) {
    emit(app, "clipboard", ClipboardChanged { state, seconds });
}

pub(crate) fn keyring_changed(app: &AppHandle, status: KeyringStatus) {
    emit(app, "keyring-changed", status);
}

pub(crate) fn import_progress(app: &AppHandle, done: u32, total: u32) {
    emit(app, "import-progress", ImportProgress { done, total });
}

pub(crate) fn lock(app: &AppHandle, status: LockStatus, why: LockEvent) {
    emit(app, "lock-changed", LockChanged { status, why });
}

pub(crate) fn health_progress(app: &AppHandle, done: u32, total: u32) {
    emit(app, "health-progress", HealthProgress { done, total });
}

fn emit(app: &AppHandle, event: &str, payload: impl Serialize + Clone) {
    if let Err(error) = app.emit(event, payload) {
        tracing::warn!(event, %error, "the window could not be told");
    }
}
