//! What the window may do with values now: whether it is locked, how often values were shown lately, and the values
//! that were made or read in and are not stored yet. These stay on this side; the page knows them by a token.

use crate::{
    desktop::clipboard::Clipboard,
    events::{self, VaultEvent},
    ipc_error::{Answer, IpcError},
    state::Shell,
};
use holdfast_core::{
    Error,
    db::Db,
    health::LeakList,
    ids, lock as passphrase,
    secrets::SecretString,
    settings::{self, VaultSettings},
};
use serde::Serialize;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tauri::{AppHandle, Manager};

/// How many values may be shown in how long: enough for a person, too slow for someone who wants all of them.
const REVEALS: usize = 12;
const REVEALS_IN: Duration = Duration::from_secs(60);
/// How long a value waits to be stored, and how many may wait.
const HELD_FOR: Duration = Duration::from_secs(15 * 60);
const HELD: usize = 32;
/// Wrong passphrases that cost nothing; each further one doubles the wait, up to the last.
const FREE_TRIES: u32 = 3;
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Whether values can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct VaultStatus {
    /// The passphrase is asked for before anything is done with values.
    pub locked: bool,
    pub has_passphrase: bool,
    /// Locked because its settings could not be read, and without a passphrase: a confirmation unlocks.
    pub confirm: bool,
    /// Minutes without a key or a click until it locks; 0 for never.
    pub lock_minutes: u32,
}

#[derive(Debug)]
pub(crate) struct Vault(Mutex<State>);

struct State {
    settings: VaultSettings,
    has_passphrase: bool,
    locked: bool,
    /// Whether a passphrase is set, or the other settings, could not be read at start.
    unread: bool,
    /// The last sign of the person; None once that led to a lock.
    active: Option<Instant>,
    wrong: u32,
    try_again: Option<Instant>,
    reveals: VecDeque<Instant>,
    held: VecDeque<Held>,
    leaks: Option<Arc<LeakList>>,
}

struct Held {
    token: String,
    value: SecretString,
    since: Instant,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("locked", &self.locked)
            .field("held", &self.held.len())
            .finish_non_exhaustive()
    }
}

impl Default for Vault {
    fn default() -> Self {
        Vault::new(VaultSettings::default(), false)
    }
}

impl Vault {
    /// The vault of a database: locked from the start when there is a passphrase, and when that, or the other settings,
    /// cannot be read.
    pub(crate) async fn for_database(db: &Db) -> Vault {
        let read = async {
            let mut conn = db.read().await?;
            Ok::<_, Error>((settings::vault(&mut conn).await, passphrase::is_set(&mut conn).await))
        };
        let (settings, has_passphrase) = match read.await {
            Ok(read) => read,
            Err(error) => {
                let reason = error.to_string();
                (Err(error), Err(Error::Internal(reason)))
            }
        };
        for error in [settings.as_ref().err(), has_passphrase.as_ref().err()].into_iter().flatten() {
            tracing::warn!(%error, "the settings of the vault could not be read: values start locked");
        }
        let unread = settings.is_err() || has_passphrase.is_err();
        let vault = Vault::new(settings.unwrap_or_default(), has_passphrase.unwrap_or_default());
        {
            let mut state = vault.state();
            state.unread = unread;
            state.locked = state.locked || unread;
        }
        vault
    }

    fn new(settings: VaultSettings, has_passphrase: bool) -> Vault {
        Vault(Mutex::new(State {
            settings,
            has_passphrase,
            locked: has_passphrase,
            unread: false,
            active: Some(Instant::now()),
            wrong: 0,
            try_again: None,
            reveals: VecDeque::new(),
            held: VecDeque::new(),
            leaks: None,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn status(&self) -> VaultStatus {
        let state = self.state();
        VaultStatus {
            locked: state.locked,
            has_passphrase: state.has_passphrase,
            confirm: state.locked && state.unread && !state.has_passphrase,
            lock_minutes: state.settings.lock_minutes,
        }
    }

    pub(crate) fn settings(&self) -> VaultSettings {
        self.state().settings.clone()
    }

    pub(crate) fn choose(&self, settings: VaultSettings) {
        self.state().settings = settings;
    }

    /// Whether the settings of the lock could not be read, and nobody unlocked it since.
    pub(crate) fn is_unread(&self) -> bool {
        self.state().unread
    }

    /// Whether a passphrase is set is known after all; the settings, when they could be read too.
    pub(crate) fn learn(&self, has_passphrase: bool, settings: Option<VaultSettings>) {
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
        let mut state = self.state();
        state.held.clear();
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

    /// Keeps a value until it is stored, and returns the token by which the page knows it.
    pub(crate) fn hold(&self, value: SecretString) -> String {
        let token = ids::new_id();
        let mut state = self.state();
        state.held.retain(|held| held.since.elapsed() < HELD_FOR);
        while state.held.len() >= HELD {
            state.held.pop_front();
        }
        state.held.push_back(Held { token: token.clone(), value, since: Instant::now() });
        token
    }

    /// A value that waits to be stored.
    pub(crate) fn held(&self, token: &str) -> Answer<SecretString> {
        let state = self.state();
        let found = state.held.iter().find(|held| held.token == token && held.since.elapsed() < HELD_FOR);
        found.map(|held| held.value.clone()).ok_or_else(|| {
            IpcError::from(Error::Refused(
                "This value waited too long and was forgotten. Make it again.".into(),
            ))
        })
    }

    pub(crate) fn forget_held(&self, token: &str) {
        self.state().held.retain(|held| held.token != token);
    }

    pub(crate) fn leaks(&self) -> Option<Arc<LeakList>> {
        self.state().leaks.clone()
    }

    pub(crate) fn set_leaks(&self, list: LeakList) {
        self.state().leaks = Some(Arc::new(list));
    }
}

/// Hides values, empties the clipboard of what is ours and, with a passphrase, asks for it from now on.
pub(crate) async fn lock(app: &AppHandle, why: VaultEvent) {
    let shell = app.state::<Shell>();
    shell.vault.close();
    if let Some(import) = shell.vault_file().as_mut() {
        import.close();
    }
    events::vault(app, shell.vault.status(), why);
    app.state::<Clipboard>().clear_now(app).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_core::{error::ErrorCode, secrets::ExposeSecret};

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[test]
    fn a_locked_vault_refuses_and_opens_to_the_right_passphrase() {
        let vault = Vault::new(VaultSettings::default(), true);
        assert_eq!(vault.check().unwrap_err().code, ErrorCode::Locked);
        vault.touch();
        vault.tried(false);
        assert!(vault.status().locked);
        vault.tried(true);
        assert!(vault.check().is_ok());
        let token = vault.hold(secret("made"));
        vault.close();
        assert_eq!(vault.check().unwrap_err().code, ErrorCode::Locked);
        vault.tried(true);
        assert!(vault.held(&token).is_err(), "a lock forgets what was not stored");
    }

    #[tokio::test]
    async fn settings_that_cannot_be_read_start_locked_and_a_confirmation_unlocks() {
        let db = Db::in_memory().await.unwrap();
        assert!(Vault::for_database(&db).await.check().is_ok());
        db.close().await;
        let vault = Vault::for_database(&db).await;
        assert_eq!(vault.check().unwrap_err().code, ErrorCode::Locked);
        assert!(vault.status().confirm && vault.is_unread());
        vault.learn(true, None);
        assert!(!vault.status().confirm, "there is a verifier after all: a confirmation is not enough");
        vault.learn(false, None);
        vault.tried(true);
        assert!(vault.check().is_ok() && !vault.is_unread());
        vault.close();
        assert!(vault.check().is_ok());
    }

    #[test]
    fn without_a_passphrase_a_lock_hides_and_asks_nothing() {
        let vault = Vault::default();
        let token = vault.hold(secret("made"));
        vault.close();
        assert!(vault.check().is_ok() && vault.held(&token).is_err());
    }

    #[test]
    fn wrong_passphrases_cost_more_and_more_time() {
        let vault = Vault::new(VaultSettings::default(), true);
        for _ in 0..FREE_TRIES - 1 {
            vault.tried(false);
            assert!(vault.may_try().is_ok());
        }
        vault.tried(false);
        assert_eq!(vault.may_try().unwrap_err().field.as_deref(), Some("passphrase"));
        for _ in 0..40 {
            vault.tried(false);
        }
        let wait = vault.state().try_again.unwrap().duration_since(Instant::now());
        assert!(wait <= LONGEST_WAIT && wait > Duration::from_secs(50), "{wait:?}");
        vault.tried(true);
        assert!(vault.may_try().is_ok());
    }

    #[test]
    fn values_are_shown_one_by_one_and_not_all_at_once() {
        let vault = Vault::default();
        for _ in 0..REVEALS {
            vault.count_reveal().unwrap();
        }
        assert_eq!(vault.count_reveal().unwrap_err().code, ErrorCode::Refused);
        let past = Instant::now().checked_sub(REVEALS_IN);
        if let (Some(past), Some(first)) = (past, vault.state().reveals.front_mut()) {
            *first = past;
        }
        assert!(vault.count_reveal().is_ok());
    }

    #[test]
    fn held_values_are_few_and_go_when_told() {
        let vault = Vault::default();
        let first = vault.hold(secret("0"));
        let tokens: Vec<String> = (0..HELD).map(|n| vault.hold(secret(&format!("made-{n}")))).collect();
        assert!(vault.held(&first).is_err());
        assert_eq!(vault.held(&tokens[3]).unwrap().expose_secret(), "made-3");
        vault.forget_held(&tokens[3]);
        assert!(vault.held(&tokens[3]).is_err());
        assert!(!format!("{vault:?}").contains("made-"), "no value is printed");
    }

    #[test]
    fn idleness_is_said_once_and_never_when_it_is_off() {
        let vault = Vault::default();
        assert!(!vault.is_idle());
        let past = Instant::now().checked_sub(Duration::from_secs(11 * 60));
        let Some(past) = past else { return };
        vault.state().active = Some(past);
        assert!(vault.is_idle());
        vault.close();
        assert!(!vault.is_idle());
        vault.touch();
        vault.state().active = Some(past);
        vault.choose(VaultSettings { lock_minutes: 0, ..VaultSettings::default() });
        assert!(!vault.is_idle());
    }
}
