//! The lock of the window: whether anything may be done with values now, and how often they were shown lately.

use crate::{
    desktop::clipboard::Clipboard,
    events::{self, LockEvent},
    held::Held,
    ipc_error::Answer,
    state::Shell,
};
use holdfast_core::{
    Error,
    db::Db,
    lock as passphrase,
    settings::{self, SecretSettings},
};
use serde::Serialize;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tauri::{AppHandle, Manager};

/// How many values may be shown in how long: enough for a person, too slow for someone who wants all of them.
const REVEALS: usize = 12;
const REVEALS_IN: Duration = Duration::from_secs(60);
/// Wrong passphrases that cost nothing; each further one doubles the wait, up to the last.
const FREE_TRIES: u32 = 3;
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Whether values can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct LockStatus {
    /// The passphrase is asked for before anything is done with values.
    pub locked: bool,
    pub has_passphrase: bool,
    /// Locked because its settings could not be read, and without a passphrase: a confirmation unlocks.
    pub confirm: bool,
    /// Minutes without a key or a click until it locks; 0 for never.
    pub lock_minutes: u32,
}

/// The lock, and the values that go when it closes.
#[derive(Debug)]
pub(crate) struct Lock {
    state: Mutex<State>,
    /// Values that wait to be stored.
    pub held: Held,
}

#[derive(Debug)]
struct State {
    settings: SecretSettings,
    has_passphrase: bool,
    locked: bool,
    /// Whether a passphrase is set, or the other settings, could not be read at start.
    unread: bool,
    /// The last sign of the person; None once that led to a lock.
    active: Option<Instant>,
    wrong: u32,
    try_again: Option<Instant>,
    reveals: VecDeque<Instant>,
}

impl Default for Lock {
    fn default() -> Self {
        Lock::new(SecretSettings::default(), false)
    }
}

impl Lock {
    /// The lock of a database: locked from the start when there is a passphrase, and when that, or the other settings,
    /// cannot be read.
    pub(crate) async fn for_database(db: &Db) -> Lock {
        let read = async {
            let mut conn = db.read().await?;
            Ok::<_, Error>((settings::secrets(&mut conn).await, passphrase::is_set(&mut conn).await))
        };
        let (settings, has_passphrase) = match read.await {
            Ok(read) => read,
            Err(error) => {
                let reason = error.to_string();
                (Err(error), Err(Error::Internal(reason)))
            }
        };
        for error in [settings.as_ref().err(), has_passphrase.as_ref().err()].into_iter().flatten() {
            tracing::warn!(%error, "the settings of the lock could not be read: values start locked");
        }
        let unread = settings.is_err() || has_passphrase.is_err();
        let lock = Lock::new(settings.unwrap_or_default(), has_passphrase.unwrap_or_default());
        {
            let mut state = lock.state();
            state.unread = unread;
            state.locked = state.locked || unread;
        }
        lock
    }

    fn new(settings: SecretSettings, has_passphrase: bool) -> Lock {
        let state = State {
            settings,
            has_passphrase,
            locked: has_passphrase,
            unread: false,
            active: Some(Instant::now()),
            wrong: 0,
            try_again: None,
            reveals: VecDeque::new(),
        };
        Lock { state: Mutex::new(state), held: Held::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn status(&self) -> LockStatus {
        let state = self.state();
        LockStatus {
            locked: state.locked,
            has_passphrase: state.has_passphrase,
            confirm: state.locked && state.unread && !state.has_passphrase,
            lock_minutes: state.settings.lock_minutes,
        }
    }

    pub(crate) fn settings(&self) -> SecretSettings {
        self.state().settings.clone()
    }

    pub(crate) fn choose(&self, settings: SecretSettings) {
        self.state().settings = settings;
    }

    /// Whether the settings of the lock could not be read, and nobody unlocked it since.
    pub(crate) fn is_unread(&self) -> bool {
        self.state().unread
    }

    /// Whether a passphrase is set is known after all; the settings, when they could be read too.
    pub(crate) fn learn(&self, has_passphrase: bool, settings: Option<SecretSettings>) {
        let mut state = self.state();
        state.has_passphrase = has_passphrase;
        if let Some(settings) = settings {
            state.settings = settings;
        }
    }

    /// The one guard of all that has to do with values.
    pub(crate) fn check(&self) -> Answer<()> {
        if self.state().locked { Err(Error::Locked.into()) } else { Ok(()) }
    }

    /// The person did something in the window.
    pub(crate) fn touch(&self) {
        let mut state = self.state();
        if !state.locked {
            state.active = Some(Instant::now());
        }
    }

    /// Whether nobody did anything for the time that is set. Said once.
    pub(crate) fn is_idle(&self) -> bool {
        let state = self.state();
        let after = Duration::from_secs(60 * u64::from(state.settings.lock_minutes));
        !after.is_zero() && state.active.is_some_and(|active| active.elapsed() >= after)
    }

    /// Forgets what waits to be stored and, with a passphrase, asks for it from now on.
    fn close(&self) {
        self.held.clear();
        let mut state = self.state();
        state.active = None;
        state.locked = state.has_passphrase || state.unread;
    }

    /// A passphrase was set or taken away by someone who may.
    pub(crate) fn set_passphrase(&self, is_set: bool) {
        let mut state = self.state();
        state.has_passphrase = is_set;
        (state.locked, state.unread) = (false, false);
        state.active = Some(Instant::now());
        (state.wrong, state.try_again) = (0, None);
    }

    /// Whether a passphrase may be tried now.
    pub(crate) fn may_try(&self) -> Answer<()> {
        let left = self.state().try_again.and_then(|at| at.checked_duration_since(Instant::now()));
        match left {
            Some(left) if !left.is_zero() => Err(Error::field(
                "passphrase",
                format!("Wait {} seconds, then try again.", left.as_secs() + 1),
            )
            .into()),
            _ => Ok(()),
        }
    }

    /// What came of trying a passphrase.
    pub(crate) fn tried(&self, right: bool) {
        let mut state = self.state();
        if right {
            (state.locked, state.unread) = (false, false);
            state.active = Some(Instant::now());
            (state.wrong, state.try_again) = (0, None);
            return;
        }
        state.wrong += 1;
        if let Some(over) = state.wrong.checked_sub(FREE_TRIES) {
            let wait = Duration::from_secs(1 << over.min(6)).min(LONGEST_WAIT);
            state.try_again = Some(Instant::now() + wait);
        }
    }

    /// Counts a value that is about to be shown.
    ///
    /// # Errors
    /// [`Error::Refused`] when too many were shown in the last minute.
    pub(crate) fn count_reveal(&self) -> Answer<()> {
        let now = Instant::now();
        let mut state = self.state();
        state.reveals.retain(|at| now.duration_since(*at) < REVEALS_IN);
        if state.reveals.len() >= REVEALS {
            return Err(Error::Refused(
                "Many values were shown in the last minute. Wait a little, or copy them instead.".into(),
            )
            .into());
        }
        state.reveals.push_back(now);
        Ok(())
    }
}

/// Hides values, empties the clipboard of what is ours and, with a passphrase, asks for it from now on.
pub(crate) async fn close(app: &AppHandle, why: LockEvent) {
    let shell = app.state::<Shell>();
    shell.lock.close();
    if let Some(import) = shell.vault_file().as_mut() {
        import.close();
    }
    events::lock(app, shell.lock.status(), why);
    app.state::<Clipboard>().clear_now(app).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_core::{error::ErrorCode, secrets::SecretString};

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[test]
    fn a_locked_window_refuses_and_opens_to_the_right_passphrase() {
        let lock = Lock::new(SecretSettings::default(), true);
        assert_eq!(lock.check().unwrap_err().code, ErrorCode::Locked);
        lock.touch();
        lock.tried(false);
        assert!(lock.status().locked);
        lock.tried(true);
        assert!(lock.check().is_ok());
        let token = lock.held.keep(secret("made"));
        lock.close();
        assert_eq!(lock.check().unwrap_err().code, ErrorCode::Locked);
        lock.tried(true);
        assert!(lock.held.get(&token).is_err(), "a lock forgets what was not stored");
    }

    #[tokio::test]
    async fn settings_that_cannot_be_read_start_locked_and_a_confirmation_unlocks() {
        let db = Db::in_memory().await.unwrap();
        assert!(Lock::for_database(&db).await.check().is_ok());
        db.close().await;
        let lock = Lock::for_database(&db).await;
        assert_eq!(lock.check().unwrap_err().code, ErrorCode::Locked);
        assert!(lock.status().confirm && lock.is_unread());
        lock.learn(true, None);
        assert!(!lock.status().confirm, "there is a verifier after all: a confirmation is not enough");
        lock.learn(false, None);
        lock.tried(true);
        assert!(lock.check().is_ok() && !lock.is_unread());
        lock.close();
        assert!(lock.check().is_ok());
    }

    #[test]
    fn without_a_passphrase_a_lock_hides_and_asks_nothing() {
        let lock = Lock::default();
        let token = lock.held.keep(secret("made"));
        lock.close();
        assert!(lock.check().is_ok() && lock.held.get(&token).is_err());
    }

    #[test]
    fn wrong_passphrases_cost_more_and_more_time() {
        let lock = Lock::new(SecretSettings::default(), true);
        for _ in 0..FREE_TRIES - 1 {
            lock.tried(false);
            assert!(lock.may_try().is_ok());
        }
        lock.tried(false);
        assert_eq!(lock.may_try().unwrap_err().field.as_deref(), Some("passphrase"));
        for _ in 0..40 {
            lock.tried(false);
        }
        let wait = lock.state().try_again.unwrap().duration_since(Instant::now());
        assert!(wait <= LONGEST_WAIT && wait > Duration::from_secs(50), "{wait:?}");
        lock.tried(true);
        assert!(lock.may_try().is_ok());
    }

    #[test]
    fn values_are_shown_one_by_one_and_not_all_at_once() {
        let lock = Lock::default();
        for _ in 0..REVEALS {
            lock.count_reveal().unwrap();
        }
        assert_eq!(lock.count_reveal().unwrap_err().code, ErrorCode::Refused);
        let past = Instant::now().checked_sub(REVEALS_IN);
        if let (Some(past), Some(first)) = (past, lock.state().reveals.front_mut()) {
            *first = past;
        }
        assert!(lock.count_reveal().is_ok());
    }

    #[test]
    fn idleness_is_said_once_and_never_when_it_is_off() {
        let lock = Lock::default();
        assert!(!lock.is_idle());
        let past = Instant::now().checked_sub(Duration::from_secs(11 * 60));
        let Some(past) = past else { return };
        lock.state().active = Some(past);
        assert!(lock.is_idle());
        lock.close();
        assert!(!lock.is_idle());
        lock.touch();
        lock.state().active = Some(past);
        lock.choose(SecretSettings { lock_minutes: 0, ..SecretSettings::default() });
        assert!(!lock.is_idle());
    }
}
