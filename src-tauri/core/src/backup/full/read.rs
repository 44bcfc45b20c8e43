//! The way back from a full backup: what it holds, and the database and its values in the place of those of a folder.

use super::{
    archive::{self, About, Stored, Visitor, damaged},
    count, joined,
};
use crate::{
    Error, Result,
    backup::{
        Preview, Restored, Verified,
        restore::{self, Marks, described, plain},
        store,
    },
    clock::Now,
    db::{self, Db, Ready},
    files::{self, FileFormat, PrivateFolder},
    secrets::{self, Keyring, KeyringState, SecretString},
    settings, words,
};
use serde::Serialize;
use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};
use tokio::sync::mpsc;

/// What a full backup holds besides the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// RFC 3339.
    pub made_at: String,
    /// How many values are in it.
    pub values: u32,
    /// How many its database names and it has not: they could not be read when it was made.
    pub unread: u32,
}

/// What became of the values of a full backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValuesBack {
    /// How many are in the keyring now.
    pub restored: u32,
    /// How many the backup has.
    pub of: u32,
    /// Why the others are not there yet; None when all are. The same restore again goes on with them.
    pub unfinished: Option<String>,
}

impl ValuesBack {
    /// In words for a terminal or a message of the window.
    pub(in crate::backup) fn in_words(&self) -> String {
        let number = |number: u32| words::number(i64::from(number));
        match (&self.unfinished, self.of) {
            (Some(why), of) => format!(
                "{} of {} secrets are in the keyring. The others are not: {why}\nRestore the same file again: it goes on where it was, and keeps what you changed meanwhile.",
                number(self.restored),
                number(of)
            ),
            (None, 0) => "It holds no secrets.".to_owned(),
            (None, 1) => "Its secret is in the keyring.".to_owned(),
            (None, of) => format!("Its {} secrets are in the keyring.", number(of)),
        }
    }
}

/// How many values are put in one turn at the keyring.
const AT_ONCE: usize = 16;

/// Proves that a full backup would restore, values included, and says what it holds. The file is only read.
///
/// # Errors
/// [`Error::Field`] on `passphrase` for a wrong one; [`Error::Damaged`] for what was cut short or changed;
/// [`Error::Refused`] for what is no full backup; [`Error::NewerSchema`].
pub async fn verify(file: &Path, passphrase: &SecretString) -> Result<Verified> {
    Ok(looked_into(file, passphrase).await?.0)
}

/// What a restore of a full backup would do to a data folder. Nothing is written there.
///
/// # Errors
/// Those of [`verify`], and those about the database that is there and that a restore would refuse to replace.
pub async fn preview(folder: &Path, file: &Path, passphrase: &SecretString) -> Result<Preview> {
    restore::compared(folder, looked_into(file, passphrase).await?).await
}

/// Puts the database of a full backup in the place of a folder's, and its values in the keyring, under an id that is the
/// restored database's own. What is there is kept aside first; its values in the keyring stay as they are. Where an earlier
/// restore of the same file was cut off, it goes on with the values.
///
/// Call it while this process has the database closed. `progress` gets values put and values in all.
///
/// # Errors
/// Those of [`preview`]; [`Error::Keyring`] when the keyring takes no values, [`Error::Refused`] while somebody has the
/// database open. The folder then has what it had. Once the database is in its place, what hinders the values is part of
/// the answer.
pub async fn restore(
    folder: &Path,
    file: &Path,
    passphrase: &SecretString,
    keyring: &Keyring,
    now: &Now,
    mut progress: impl FnMut(u32, u32) + Send,
) -> Result<Restored> {
    let readable = full(file)?;
    db::begin_folder(folder)?;
    files::sweep(folder);
    let (backup, _, ready) = rehearsed(file, readable, passphrase, folder, PrivateFolder::part).await?;
    let held = backup.full.clone().ok_or_else(|| Error::Internal("what it holds is not known".into()))?;
    if held.values > 0 {
        takes_values(keyring).await?;
    }
    let begun = store::unfinished_restore(&db::database_file(folder)).await;
    let kept = if begun.as_ref() == Some(&backup.sha256) {
        None
    } else {
        store::begin_restore(&ready.file, &backup.sha256, &held.made_at).await?;
        files::sync_file(&ready.file).map_err(|source| files::failed(&ready.file, source))?;
        db::put_in_place(folder, ready, &format!("{}{}", db::BEFORE_RESTORE, now.today)).await?
    };
    let mut restored = 0;
    let mut step = |done| {
        restored = done;
        progress(done, held.values);
    };
    let unfinished = values_back(folder, file, passphrase, keyring, now, &mut step).await.err();
    let values = ValuesBack {
        restored,
        of: held.values,
        unfinished: unfinished.map(|error| error.on_disk_of(folder).to_string()),
    };
    Ok(Restored { backup, kept, values: Some(values) })
}

/// Reads the values once more and puts them in the keyring, a few at a time.
async fn values_back(
    folder: &Path,
    file: &Path,
    passphrase: &SecretString,
    keyring: &Keyring,
    now: &Now,
    step: &mut (impl FnMut(u32) + Send),
) -> Result<()> {
    let db = Db::open(folder, now).await?;
    let (send, mut receive) = mpsc::channel::<Vec<(String, SecretString)>>(1);
    let (named, pass, opened) = (file.to_owned(), passphrase.clone(), full(file)?);
    let reading = tokio::task::spawn_blocking(move || {
        let mut batches = Batches { send, batch: Vec::new() };
        archive::read(opened, &named, &pass, &mut batches)?;
        batches.flush()
    });
    let mut done = 0;
    let put = async {
        while let Some(batch) = receive.recv().await {
            done += secrets::put_back(&db, keyring, now, batch).await?;
            step(done);
        }
        Ok::<_, Error>(())
    }
    .await;
    // The reader ends by itself when nobody takes its values any more.
    drop(receive);
    let read = joined(reading.await)?;
    let finished = async {
        put?;
        read?;
        let mut tx = db.write().await?;
        settings::set_unfinished_restore(&mut tx, None).await?;
        tx.commit().await?;
        Ok(())
    }
    .await;
    db.close().await;
    finished
}

/// Fails unless values can be put in the keyring; a locked one, or one that is not made yet, prompts.
async fn takes_values(keyring: &Keyring) -> Result<()> {
    let state = match keyring.status().await {
        KeyringState::Locked | KeyringState::NotCreated => keyring.unlock().await?,
        state => state,
    };
    match state {
        KeyringState::Ready => Ok(()),
        state => Err(Error::Keyring {
            state,
            message: format!("{} Nothing was restored: the values have to go there.", state.message()),
        }),
    }
}

/// Opens a file that has an end and is encrypted.
fn full(file: &Path) -> Result<File> {
    let readable = plain(file)?;
    match FileFormat::look(file) {
        Ok(FileFormat::Age) => Ok(readable),
        Ok(FileFormat::Database) => Err(Error::Refused(format!(
            "{} is a backup without values and not encrypted: it takes no passphrase. Nothing was changed: leave the passphrase out.",
            file.display()
        ))),
        Ok(_) => Err(Error::Refused(format!(
            "{} is no full backup of Holdfast. Nothing was changed: name a file that “holdfast backup --full” or the window wrote.",
            file.display()
        ))),
        Err(source) => Err(Error::io(format!("{} could not be read", file.display()), source)),
    }
}

/// Unpacks a file where there is room, and looks into it.
async fn looked_into(file: &Path, passphrase: &SecretString) -> Result<(Verified, Marks)> {
    let mut failed = None;
    for place in files::places() {
        let readable = full(file)?;
        match rehearsed(file, readable, passphrase, &place, PrivateFolder::within).await {
            Ok((verified, marks, _)) => return Ok((verified, marks)),
            Err(error @ (Error::Full { .. } | Error::Folder { .. })) => failed = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(failed.unwrap_or_else(|| Error::Internal("there is no place for a copy".to_owned())))
}

/// Reads all of a full backup, and makes its database ready in a folder of its own: what a restore does before it
/// touches anything.
async fn rehearsed(
    file: &Path,
    readable: File,
    passphrase: &SecretString,
    place: &Path,
    folder_in: fn(&Path) -> Result<PrivateFolder>,
) -> Result<(Verified, Marks, Ready)> {
    let folder = folder_in(place)?;
    let (named, pass) = (file.to_owned(), passphrase.clone());
    let unpacking = tokio::task::spawn_blocking(move || {
        let mut unpacked = Unpacked { named: &named, target: folder.path().join("holdfast.db"), values: 0 };
        let about = archive::read(readable, &named, &pass, &mut unpacked)?;
        let Unpacked { target, values, .. } = unpacked;
        Ok::<_, Error>((folder, about, target, values))
    });
    let (_folder, about, database, values) = joined(unpacking.await)??;
    let ready = db::make_ready(&database, folder_in(place)?).await.map_err(|error| renamed(error, file))?;
    let (mut verified, marks) = described(file, full(file)?, &ready).await?;
    verified.full = Some(held(about, values, verified.values_named));
    Ok((verified, marks, ready))
}

fn held(about: About, values: usize, named: i64) -> Held {
    let named = usize::try_from(named).unwrap_or_default();
    Held { made_at: about.made_at, values: count(values), unread: count(named.saturating_sub(values)) }
}

/// An error about the unpacked database, as one about the file that it was in.
fn renamed(error: Error, file: &Path) -> Error {
    let path = file.to_owned();
    match error {
        Error::ForeignFile(_) => damaged(file),
        Error::NewerSchema { found, known, .. } => Error::NewerSchema { path, found, known },
        Error::Damaged { detail, .. } => Error::Damaged { path, detail },
        other => other,
    }
}

/// Writes the database to a file and counts the values.
struct Unpacked<'a> {
    named: &'a Path,
    target: PathBuf,
    values: usize,
}

impl Visitor for Unpacked<'_> {
    fn database(&mut self, from: &mut dyn Read) -> Result<()> {
        let failed = |source| files::failed(&self.target, source);
        let mut to = db::make_private_file(&self.target)?;
        let mut buffer = vec![0_u8; 64 * 1024];
        loop {
            let read = from.read(&mut buffer).map_err(|_| damaged(self.named))?;
            match buffer.get(..read) {
                None | Some([]) => return to.sync_all().map_err(failed),
                Some(bytes) => to.write_all(bytes).map_err(failed)?,
            }
        }
    }

    fn value(&mut self, _stored: Stored) -> Result<()> {
        self.values += 1;
        Ok(())
    }
}

/// Hands values on, a few at a time.
struct Batches {
    send: mpsc::Sender<Vec<(String, SecretString)>>,
    batch: Vec<(String, SecretString)>,
}

impl Batches {
    fn flush(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() {
            return Ok(());
        }
        // Nobody takes them any more: why, the one who took them says.
        self.send.blocking_send(batch).map_err(|_| Error::Cancelled("Nothing more was read.".into()))
    }
}

impl Visitor for Batches {
    fn database(&mut self, _from: &mut dyn Read) -> Result<()> {
        Ok(())
    }

    fn value(&mut self, stored: Stored) -> Result<()> {
        self.batch.push((stored.id, stored.value));
        if AT_ONCE <= self.batch.len() { self.flush() } else { Ok(()) }
    }
}
