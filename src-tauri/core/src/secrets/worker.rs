//! One thread owns the connection to the keyring. Its calls block, without a limit, while a prompt stands
//! open or the keyring hangs; callers wait with a deadline, and a thread that is stuck is replaced.

use super::{
    KeyringState,
    backend::{Failure, MemoryVault, SecretBackend},
    os::OsKeyring,
    status,
};
use crate::{Error, Result};
use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::Duration,
};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// How long callers wait: for a keyring that is unlocked, and for one whose prompt the user has to answer.
const UNLOCKED: Duration = Duration::from_secs(5);
const LOCKED: Duration = Duration::from_secs(120);

/// The keyring of this session. Clones share one connection.
#[derive(Clone)]
pub struct Keyring(Arc<Shared>);

/// Where a save is. Each is told when it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// (1) The journal names the new value.
    Named = 1,
    /// (2) It is in the keyring.
    Put = 2,
    /// (3) It was read back and is the same.
    Compared = 3,
    /// (4) The row points to it; the journal names what is to go.
    Taken = 4,
    /// (5) What was to go is gone.
    Deleted = 5,
    /// (6) The journal is empty again.
    Forgotten = 6,
}

struct Shared {
    watcher: Option<fn(Step)>,
    source: Source,
    unlocked: Duration,
    locked: Duration,
    worker: Mutex<Option<Worker>>,
    started: AtomicU64,
}

#[derive(Clone)]
enum Source {
    Os { service: String },
    Memory(MemoryVault),
}

#[derive(Clone)]
struct Worker {
    number: u64,
    requests: mpsc::Sender<Request>,
}

pub(super) enum Op {
    Put { name: String, label: String, value: Zeroizing<Vec<u8>> },
    Get { name: String },
    Delete { name: String },
    Names { prefix: String },
}

enum Answer {
    Done,
    Value(Zeroizing<Vec<u8>>),
    Names(Vec<String>),
}

struct Request {
    op: Op,
    reply: oneshot::Sender<Result<Answer, Failure>>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match &self.0.source {
            Source::Os { service } => service.as_str(),
            Source::Memory(_) => "memory",
        };
        f.debug_tuple("Keyring").field(&source).finish()
    }
}

impl Keyring {
    /// The operating system's keyring under a service name. Nothing is connected before it is used.
    pub fn open(service: &str) -> Keyring {
        Keyring::open_with(service, UNLOCKED, LOCKED)
    }

    /// Like [`Keyring::open`], with other deadlines than 5 and 120 seconds: for a keyring that is unlocked, and
    /// for one that asks the user first.
    pub fn open_with(service: &str, unlocked: Duration, locked: Duration) -> Keyring {
        Keyring::over(Source::Os { service: service.to_owned() }, unlocked, locked, None)
    }

    /// Like [`Keyring::open_with`]; `watcher` is told of each step of a save, so that a test can end the process there.
    pub fn open_watched(service: &str, unlocked: Duration, locked: Duration, watcher: fn(Step)) -> Keyring {
        Keyring::over(Source::Os { service: service.to_owned() }, unlocked, locked, Some(watcher))
    }

    /// A keyring that forgets everything when its last clone is gone, for tests.
    pub fn in_memory() -> Keyring {
        Keyring::over(Source::Memory(MemoryVault::new()), UNLOCKED, LOCKED, None)
    }

    #[cfg(test)]
    pub(super) fn over_vault(vault: &MemoryVault, unlocked: Duration) -> Keyring {
        Keyring::over(Source::Memory(vault.clone()), unlocked, unlocked, None)
    }

    fn over(source: Source, unlocked: Duration, locked: Duration, watcher: Option<fn(Step)>) -> Keyring {
        Keyring(Arc::new(Shared {
            watcher,
            source,
            unlocked,
            locked,
            worker: Mutex::new(None),
            started: AtomicU64::new(0),
        }))
    }

    /// How the keyring stands, without a prompt.
    pub async fn status(&self) -> KeyringState {
        match &self.0.source {
            Source::Os { .. } => status::read(self.0.unlocked).await,
            Source::Memory(vault) => vault.state(),
        }
    }

    /// Lets the system ask for the keyring's password, or make a first keyring, and returns the state after that.
    /// Waits up to 120 seconds for the user. It fails where there is nothing to unlock.
    ///
    /// # Errors
    /// [`Error::Keyring`] with the state when no keyring can be reached, or it does not answer.
    pub async fn unlock(&self) -> Result<KeyringState> {
        let state = match &self.0.source {
            Source::Os { .. } => match status::read(self.0.unlocked).await {
                KeyringState::Locked | KeyringState::NotCreated => {
                    status::unlock(self.0.locked).await;
                    status::read(self.0.unlocked).await
                }
                state => state,
            },
            Source::Memory(vault) => {
                if vault.state() == KeyringState::Locked {
                    vault.set_state(KeyringState::Ready);
                }
                vault.state()
            }
        };
        match state {
            KeyringState::Ready | KeyringState::Locked | KeyringState::NotCreated => Ok(state),
            state => Err(in_state(state)),
        }
    }

    pub(super) fn reached(&self, step: Step) {
        if let Some(watcher) = self.0.watcher {
            watcher(step);
        }
    }

    /// The deadline for the calls of one act, or the error of a state in which no value can be had.
    pub(super) async fn patience(&self) -> Result<Duration> {
        Ok(self.reachable().await?.1)
    }

    /// Like [`Keyring::patience`], with the state that it is for: ready, or locked.
    pub(super) async fn reachable(&self) -> Result<(KeyringState, Duration)> {
        match self.status().await {
            KeyringState::Ready => Ok((KeyringState::Ready, self.0.unlocked)),
            KeyringState::Locked => Ok((KeyringState::Locked, self.0.locked)),
            state => Err(in_state(state)),
        }
    }

    /// Says what a failure means for the person, after a look at how the keyring stands now.
    pub(super) async fn explain(&self, failure: Failure) -> Error {
        match failure {
            Failure::NoAccess => Error::Keyring {
                state: KeyringState::Locked,
                message:
                    "The system keyring stayed locked: its prompt was dismissed, or none could be shown. \
                          Choose Unlock and try again."
                        .to_owned(),
            },
            Failure::TimedOut => in_state(KeyringState::NotAnswering),
            Failure::NoEntry => Error::Keyring {
                state: KeyringState::Ready,
                message: "The system keyring no longer has the value that was just stored. Try again."
                    .to_owned(),
            },
            Failure::Lost(detail) | Failure::Other(detail) => match self.status().await {
                KeyringState::Ready => Error::Keyring {
                    state: KeyringState::Ready,
                    message: format!("The system keyring refused: {detail}. Try again."),
                },
                state => in_state(state),
            },
        }
    }

    pub(super) async fn put(
        &self,
        name: &str,
        label: &str,
        value: &str,
        patience: Duration,
    ) -> Result<(), Failure> {
        let value = Zeroizing::new(value.as_bytes().to_vec());
        self.call(Op::Put { name: name.to_owned(), label: label.to_owned(), value }, patience)
            .await
            .map(|_| ())
    }

    pub(super) async fn get(&self, name: &str, patience: Duration) -> Result<Zeroizing<Vec<u8>>, Failure> {
        match self.call(Op::Get { name: name.to_owned() }, patience).await? {
            Answer::Value(value) => Ok(value),
            _ => Err(Failure::Other("it answered something else".to_owned())),
        }
    }

    /// Deletes an item; one that is not there counts as deleted.
    pub(super) async fn delete(&self, name: &str, patience: Duration) -> Result<(), Failure> {
        match self.call(Op::Delete { name: name.to_owned() }, patience).await {
            Ok(_) | Err(Failure::NoEntry) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    pub(super) async fn names(&self, prefix: &str, patience: Duration) -> Result<Vec<String>, Failure> {
        match self.call(Op::Names { prefix: prefix.to_owned() }, patience).await? {
            Answer::Names(names) => Ok(names),
            _ => Err(Failure::Other("it answered something else".to_owned())),
        }
    }

    async fn call(&self, op: Op, patience: Duration) -> Result<Answer, Failure> {
        let worker = self.worker()?;
        let (reply, answer) = oneshot::channel();
        if worker.requests.send(Request { op, reply }).is_err() {
            self.replace(worker.number);
            return Err(Failure::Lost("its thread ended".to_owned()));
        }
        match tokio::time::timeout(patience, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => {
                self.replace(worker.number);
                Err(Failure::Lost("its thread ended".to_owned()))
            }
            Err(_) => {
                tracing::warn!(seconds = patience.as_secs_f32(), "the keyring did not answer in time");
                self.replace(worker.number);
                Err(Failure::TimedOut)
            }
        }
    }

    /// The running thread, or a new one.
    fn worker(&self) -> Result<Worker, Failure> {
        let mut slot = self.0.worker.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(worker) = slot.as_ref() {
            return Ok(worker.clone());
        }
        let number = self.0.started.fetch_add(1, Ordering::Relaxed);
        let (requests, inbox) = mpsc::channel();
        let source = self.0.source.clone();
        std::thread::Builder::new()
            .name(format!("keyring-{number}"))
            .spawn(move || work(&source, &inbox))
            .map_err(|error| Failure::Other(error.to_string()))?;
        let worker = Worker { number, requests };
        *slot = Some(worker.clone());
        Ok(worker)
    }

    /// Gives up a thread: it ends as soon as it comes back from the call it is stuck in.
    fn replace(&self, number: u64) {
        let mut slot = self.0.worker.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.as_ref().is_some_and(|worker| worker.number == number) {
            *slot = None;
        }
    }
}

/// The error of a state in which no value can be had.
fn in_state(state: KeyringState) -> Error {
    Error::Keyring { state, message: state.message().to_owned() }
}

fn open(source: &Source) -> Result<Box<dyn SecretBackend>, Failure> {
    Ok(match source {
        Source::Os { service } => Box::new(OsKeyring::open(service)?),
        Source::Memory(vault) => Box::new(vault.clone()),
    })
}

/// The thread: answers requests until nobody can send any. A lost connection is opened again once a request.
fn work(source: &Source, inbox: &mpsc::Receiver<Request>) {
    let mut backend: Option<Box<dyn SecretBackend>> = None;
    while let Ok(Request { op, reply }) = inbox.recv() {
        // Whoever asked may have given up by now: then nothing must happen any more.
        if reply.is_closed() {
            continue;
        }
        let mut result = attempt(source, &mut backend, &op);
        if matches!(result, Err(Failure::Lost(_))) {
            backend = None;
            result = attempt(source, &mut backend, &op);
        }
        let unheard = reply.send(result).is_err();
        // A value put after its caller gave up is taken out again; the journal keeps the name in case this fails.
        if let (true, Op::Put { name, .. }, Some(backend)) = (unheard, &op, backend.as_mut()) {
            let _ = backend.delete(name);
        }
    }
}

fn attempt(
    source: &Source,
    backend: &mut Option<Box<dyn SecretBackend>>,
    op: &Op,
) -> Result<Answer, Failure> {
    let backend = match backend {
        Some(backend) => backend,
        None => backend.insert(open(source)?),
    };
    match op {
        Op::Put { name, label, value } => backend.put(name, label, value).map(|()| Answer::Done),
        Op::Get { name } => backend.get(name).map(Answer::Value),
        Op::Delete { name } => backend.delete(name).map(|()| Answer::Done),
        Op::Names { prefix } => backend.names(prefix).map(Answer::Names),
    }
}
