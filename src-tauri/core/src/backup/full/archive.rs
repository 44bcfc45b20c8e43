//! The file of a full backup: age with a passphrase, and inside it a tar, so that other programs open it.
//!
//! In it stand, in this order: what the file is (`holdfast.json`), words for a person (`README.txt`), the database
//! (`holdfast.db`), and the values, a JSON object a line (`values/00001.jsonl` and so on). A tar gives the size of a file
//! before the file, so a file of values is put together in memory: each has at most [`CHUNK`] bytes.

use super::words;
use crate::{
    Error, Result,
    secrets::{ExposeSecret, OrphanRow, SecretString},
};
use age::{
    DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt,
    stream::{StreamReader, StreamWriter},
};
use rand::{TryRngCore, rngs::OsRng};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    iter,
    path::Path,
};
use zeroize::Zeroizing;

/// What the first file in the tar says that this is.
const FORMAT: &str = "holdfast-full-backup";
/// The version of the format that is written, and the newest that is read.
const VERSION: u32 = 1;

const ABOUT: &str = "holdfast.json";
const README: &str = "README.txt";
const DATABASE: &str = "holdfast.db";
const VALUES: &str = "values/";

/// How much work a passphrase takes, as a power of two of scrypt's N with r = 8: 256 MiB and about a second. It is age's own
/// default, and does not depend on the computer. Tests of the format itself take less.
const WORK: u8 = if cfg!(test) { 10 } else { 18 };
/// The most that is accepted from a file, 1 GiB: one that was made to tie up a computer asks for more.
const MOST_WORK: u8 = 20;

/// The most bytes of one file of values. The longest value takes less than half of it, however it is written.
const CHUNK: usize = 1024 * 1024;
/// The most bytes that are read of what a file is, and of one file of values.
const MOST_ABOUT: u64 = 64 * 1024;
const MOST_CHUNK: u64 = 4 * CHUNK as u64;

/// What a full backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct About {
    format: String,
    version: u32,
    /// RFC 3339.
    pub made_at: String,
    pub database_id: String,
    pub schema: i64,
    /// Things, Trash included.
    pub records: i64,
    /// The last act in the history; None when there is none.
    pub last_act: Option<String>,
    /// How many values the database names.
    pub values_named: usize,
}

impl About {
    pub(super) fn new(made_at: String, facts: crate::backup::store::Facts, values_named: usize) -> About {
        About {
            format: FORMAT.to_owned(),
            version: VERSION,
            made_at,
            database_id: facts.database_id,
            schema: facts.schema,
            records: facts.records,
            last_act: facts.last_act,
            values_named,
        }
    }

    pub(super) fn facts(&self) -> crate::backup::store::Facts {
        crate::backup::store::Facts {
            database_id: self.database_id.clone(),
            schema: self.schema,
            last_act: self.last_act.clone(),
            records: self.records,
        }
    }
}

/// A value as it is written: enough for a person to know it by, without Holdfast.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    name: &'a str,
    field: &'a str,
    previous: bool,
    owner: &'static str,
    owner_id: &'a str,
    value: &'a str,
}

/// A value as it is read back.
#[derive(Deserialize)]
pub(super) struct Stored {
    /// Of its row in the database.
    pub id: String,
    pub value: SecretString,
}

/// What was written, to be compared with what is read: fingerprints alone, by a key that nobody else has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seal {
    key: [u8; 32],
    database: [u8; 32],
    values: Vec<[u8; 32]>,
}

/// Writes a full backup from beginning to end.
pub(super) struct Writer {
    tar: tar::Builder<StreamWriter<BufWriter<File>>>,
    /// Seconds since 1970, of every file in the tar.
    at: u64,
    lines: Zeroizing<Vec<u8>>,
    chunks: u32,
    seal: Seal,
}

impl Writer {
    pub(super) fn begin(file: File, passphrase: &SecretString, about: &About, at: u64) -> io::Result<Writer> {
        let mut recipient = scrypt::Recipient::new(passphrase.clone());
        recipient.set_work_factor(WORK);
        let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn Recipient))
            .map_err(|error| io::Error::other(error.to_string()))?;
        let tar = tar::Builder::new(encryptor.wrap_output(BufWriter::new(file))?);
        let mut key = [0; 32];
        OsRng.try_fill_bytes(&mut key).map_err(io::Error::other)?;
        let seal = Seal { key, database: [0; 32], values: Vec::new() };
        let mut writer = Writer { tar, at, lines: room(), chunks: 0, seal };
        writer.put(ABOUT, &serde_json::to_vec_pretty(about)?)?;
        writer.put(README, words::readme(about).as_bytes())?;
        Ok(writer)
    }

    /// Takes up the database, a copy that nobody changes meanwhile.
    pub(super) fn database(&mut self, copy: &Path) -> io::Result<()> {
        let mut file = File::open(copy)?;
        let size = file.metadata()?.len();
        let mut hashed = Hashed { inner: &mut file, hash: Sha256::new() };
        self.tar.append_data(&mut header(size, self.at), DATABASE, &mut hashed)?;
        self.seal.database = hashed.hash.finalize().into();
        Ok(())
    }

    /// Takes up a value.
    pub(super) fn value(&mut self, row: &OrphanRow, value: &SecretString) -> io::Result<()> {
        let line = Line {
            id: &row.id,
            name: &row.name,
            field: &row.field,
            previous: row.previous,
            owner: row.owner.name(),
            owner_id: &row.owner_id,
            value: value.expose_secret(),
        };
        // Room for all of it from the start: growing would leave copies behind.
        let mut text = room();
        serde_json::to_writer(&mut *text, &line)?;
        text.push(b'\n');
        if CHUNK < self.lines.len() + text.len() {
            self.flush()?;
        }
        self.lines.extend_from_slice(&text);
        self.seal.values.push(fingerprint(&self.seal.key, &row.id, value));
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.lines.is_empty() {
            return Ok(());
        }
        self.chunks += 1;
        let lines = std::mem::replace(&mut self.lines, room());
        self.put(&format!("{VALUES}{:05}.jsonl", self.chunks), &lines)
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.tar.append_data(&mut header(bytes.len() as u64, self.at), name, bytes)
    }

    /// Ends the file, and says what must be found in it.
    pub(super) fn finish(mut self) -> io::Result<Seal> {
        self.flush()?;
        self.tar.into_inner()?.finish()?.flush()?;
        Ok(self.seal)
    }
}

fn room() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(CHUNK))
}

fn header(size: u64, at: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(at);
    header
}

fn fingerprint(key: &[u8; 32], id: &str, value: &SecretString) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(key);
    hash.update((id.len() as u64).to_le_bytes());
    hash.update(id);
    hash.update(value.expose_secret());
    hash.finalize().into()
}

/// Passes on what is read, and knows its fingerprint.
struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// What is done with what a full backup holds, in the order in which it stands there.
pub(super) trait Visitor {
    /// What a failed reading of `from` means is said by [`damaged`].
    fn database(&mut self, from: &mut dyn Read) -> Result<()>;
    fn value(&mut self, stored: Stored) -> Result<()>;
}

/// Reads a full backup to its end. `named` is the file in errors.
///
/// # Errors
/// [`Error::Field`] on `passphrase` for a wrong one, [`Error::Damaged`] for a file that was cut short or changed,
/// [`Error::Refused`] for one that is no full backup, and what the visitor answers.
pub(super) fn read(
    file: File,
    named: &Path,
    passphrase: &SecretString,
    visitor: &mut dyn Visitor,
) -> Result<About> {
    let cut = |_| damaged(named);
    let mut archive = tar::Archive::new(open(file, named, passphrase)?);
    let mut about = None;
    let mut has_database = false;
    for entry in archive.entries().map_err(cut)? {
        let mut entry = entry.map_err(cut)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match (&about, name.as_str()) {
            (None, ABOUT) => about = Some(about_in(&mut entry, named)?),
            (None, _) => return Err(no_full_backup(named)),
            (Some(_), DATABASE) if !has_database => {
                visitor.database(&mut entry)?;
                has_database = true;
            }
            (Some(_), name) if name.starts_with(VALUES) && has_database => {
                if MOST_CHUNK < entry.size() {
                    return Err(damaged(named));
                }
                let mut lines =
                    Zeroizing::new(Vec::with_capacity(usize::try_from(entry.size()).unwrap_or_default() + 1));
                entry.read_to_end(&mut lines).map_err(cut)?;
                for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                    visitor.value(serde_json::from_slice(line).map_err(|_| damaged(named))?)?;
                }
            }
            // What a later version adds does not hinder this one.
            _ => {}
        }
    }
    // To the last byte: what was cut off behind the last file shows only there.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(cut)?;
    match (about, has_database) {
        (Some(about), true) => Ok(about),
        (Some(_), false) => Err(damaged(named)),
        (None, _) => Err(no_full_backup(named)),
    }
}

/// What a full backup says of itself, without reading on.
///
/// # Errors
/// Those of [`read`].
pub(super) fn about(file: File, named: &Path, passphrase: &SecretString) -> Result<About> {
    let mut archive = tar::Archive::new(open(file, named, passphrase)?);
    let mut entries = archive.entries().map_err(|_| damaged(named))?;
    match entries.next() {
        Some(Ok(mut entry)) if entry.path_bytes().as_ref() == ABOUT.as_bytes() => about_in(&mut entry, named),
        Some(Ok(_)) | None => Err(no_full_backup(named)),
        Some(Err(_)) => Err(damaged(named)),
    }
}

fn about_in(entry: &mut dyn Read, named: &Path) -> Result<About> {
    let mut text = Vec::new();
    entry.take(MOST_ABOUT).read_to_end(&mut text).map_err(|_| damaged(named))?;
    let about: About = serde_json::from_slice(&text).map_err(|_| no_full_backup(named))?;
    if about.format != FORMAT {
        return Err(no_full_backup(named));
    }
    if VERSION < about.version {
        return Err(Error::Refused(format!(
            "{} is a full backup of a newer Holdfast. Nothing was changed: update Holdfast to open it.",
            named.display()
        )));
    }
    Ok(about)
}

fn open(file: File, named: &Path, passphrase: &SecretString) -> Result<StreamReader<BufReader<File>>> {
    let decryptor = Decryptor::new_buffered(BufReader::new(file)).map_err(|error| match error {
        DecryptError::UnknownFormat => no_full_backup(named),
        _ => damaged(named),
    })?;
    if !decryptor.is_scrypt() {
        return Err(no_full_backup(named));
    }
    let mut identity = scrypt::Identity::new(passphrase.clone());
    identity.set_max_work_factor(MOST_WORK);
    decryptor.decrypt(iter::once(&identity as &dyn Identity)).map_err(|error| match error {
        DecryptError::ExcessiveWork { .. } => Error::Refused(format!(
            "{} asks for more memory than any backup of Holdfast does. It was not opened, and nothing was changed.",
            named.display()
        )),
        DecryptError::DecryptionFailed
        | DecryptError::KeyDecryptionFailed
        | DecryptError::NoMatchingKeys => wrong_passphrase(named),
        _ => damaged(named),
    })
}

fn wrong_passphrase(named: &Path) -> Error {
    Error::field(
        "passphrase",
        format!(
            "This passphrase does not open {}. Nothing was changed: check it, capitals and spaces included. Nobody can recover it.",
            named.display()
        ),
    )
}

fn no_full_backup(named: &Path) -> Error {
    Error::Refused(format!(
        "{} is no full backup of Holdfast. Nothing was changed: name a file that “holdfast backup --full” or the window wrote.",
        named.display()
    ))
}

/// A full backup that does not read to its end.
pub(super) fn damaged(named: &Path) -> Error {
    Error::Damaged { path: named.to_owned(), detail: "it was cut short or changed after it was made".into() }
}

/// Compares what is read with what was written.
pub(super) struct Compare<'a> {
    seal: &'a Seal,
    named: &'a Path,
    database: bool,
    values: usize,
}

impl<'a> Compare<'a> {
    pub(super) fn with(seal: &'a Seal, named: &'a Path) -> Compare<'a> {
        Compare { seal, named, database: false, values: 0 }
    }

    fn differs(&self) -> Error {
        let source = io::Error::other("what was read back is not what was written");
        crate::files::failed(self.named, source)
    }

    /// Whether all was found.
    pub(super) fn finish(self) -> Result<()> {
        if self.database && self.values == self.seal.values.len() {
            return Ok(());
        }
        Err(self.differs())
    }
}

impl Visitor for Compare<'_> {
    fn database(&mut self, from: &mut dyn Read) -> Result<()> {
        let mut hashed = Hashed { inner: from, hash: Sha256::new() };
        io::copy(&mut hashed, &mut io::sink()).map_err(|_| damaged(self.named))?;
        let found: [u8; 32] = hashed.hash.finalize().into();
        self.database = found == self.seal.database;
        if self.database { Ok(()) } else { Err(self.differs()) }
    }

    fn value(&mut self, stored: Stored) -> Result<()> {
        let found = fingerprint(&self.seal.key, &stored.id, &stored.value);
        if self.seal.values.get(self.values) != Some(&found) {
            return Err(self.differs());
        }
        self.values += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
