//! The way back: what a backup holds and how that differs from now, and a backup in the place of the database.

use super::{
    full::{self, Held, ValuesBack},
    scheduled::Slip,
    store,
};
use crate::{
    Error, Result,
    clock::Now,
    db::{self, Ready},
    files::{self, PrivateFolder},
    ids::Kind,
    words,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};
pub(super) use store::Marks;

/// A backup that would restore: it was copied, checked whole and brought to the schema of today, as a restore does.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    pub file: PathBuf,
    /// Size of the file, without logs beside it.
    pub bytes: u64,
    /// SHA-256 of the file as hexadecimal digits.
    pub sha256: String,
    /// The schema that the file has.
    pub schema: i64,
    /// Which database it is a copy of.
    pub database_id: String,
    /// When something was last changed in it, RFC 3339; None when nothing ever was.
    pub last_change: Option<String>,
    /// How many records of each kind, Trash included.
    pub records: Vec<Count>,
    /// How many values of the keyring it names. None of them is in it.
    pub values_named: i64,
    /// Logs beside the file, left by a crash: what they hold was read with it.
    pub logs: Vec<PathBuf>,
    /// What a full backup holds besides the database; None for one without values.
    pub full: Option<Held>,
    /// Whether it is byte for byte what an automatic backup wrote, by the SHA-256 in the file beside it. None where there is
    /// no such file.
    pub as_written: Option<bool>,
}

/// A number of records.
#[derive(Debug, Clone, Serialize)]
pub struct Count {
    pub kind: Kind,
    pub number: usize,
}

/// What a restore would do.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    pub backup: Verified,
    /// What is there now.
    pub now: Present,
    /// For each kind what a restore would do. Empty where nothing is there now, or it cannot be read.
    pub kinds: Vec<Difference>,
    /// Whether the backup is one of the database that is there now. None where that is not known.
    pub same_database: Option<bool>,
}

/// What a data folder has before a restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Present {
    Nothing,
    Readable,
    /// There is a database, and it is damaged or lost in part.
    Damaged,
}

/// How the records of a kind would differ.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    pub kind: Kind,
    /// In the backup and not there now: they come back.
    pub added: usize,
    /// In both, and not alike: they become what they are in the backup.
    pub changed: usize,
    /// There now and not in the backup: they go.
    pub gone: usize,
}

/// A backup that took the place of the database.
#[derive(Debug, Clone, Serialize)]
pub struct Restored {
    pub backup: Verified,
    /// Where the database is that was there until then; None when there was none.
    pub kept: Option<PathBuf>,
    /// What became of the values of a full backup; None for one without values.
    pub values: Option<ValuesBack>,
}

/// Proves that a file would restore, and says what it holds. The file and its folder are only read.
///
/// # Errors
/// [`Error::Refused`] for a folder, a device or what is not there; [`Error::ForeignFile`], [`Error::NewerSchema`] and
/// [`Error::Damaged`] for what would not restore.
pub async fn verify(file: &Path) -> Result<Verified> {
    Ok(looked_into(file).await?.0)
}

/// What a restore of a file would do to a data folder. Nothing is written in either.
///
/// # Errors
/// Those of [`verify`], and those about the database that is there and that a restore would refuse to replace.
pub async fn preview(folder: &Path, file: &Path) -> Result<Preview> {
    compared(folder, looked_into(file).await?).await
}

/// What a restore of a file would do to a database, which is named.
pub(crate) async fn preview_over(present: &Path, file: &Path) -> Result<Preview> {
    compared_with(present, looked_into(file).await?).await
}

/// What a backup that was looked into would do to a data folder.
pub(super) async fn compared(folder: &Path, looked_into: (Verified, Marks)) -> Result<Preview> {
    compared_with(&db::database_file(folder), looked_into).await
}

async fn compared_with(present: &Path, (backup, marks): (Verified, Marks)) -> Result<Preview> {
    let (now, known) = match present.exists() {
        false => (Present::Nothing, None),
        true if std::fs::metadata(present).is_ok_and(|found| found.len() == 0) => (Present::Nothing, None),
        true => match looked_into(present).await {
            Ok(known) => (Present::Readable, Some(known)),
            Err(Error::Damaged { .. }) => (Present::Damaged, None),
            Err(error) => return Err(error),
        },
    };
    let same_database = known.as_ref().map(|(now, _)| now.database_id == backup.database_id);
    let kinds = known.map(|(_, known)| differences(&marks, &known)).unwrap_or_default();
    Ok(Preview { backup, now, kinds, same_database })
}

/// Puts a backup in the place of a folder's database. What is there is kept aside first. The restored database reads the
/// values that it names and deletes none of them, until a person makes it their home.
///
/// Call it while this process has the database closed.
///
/// # Errors
/// Those of [`preview`]; [`Error::Refused`] while somebody has the database open. The folder then has what it had.
pub async fn restore(folder: &Path, file: &Path, now: &Now) -> Result<Restored> {
    if files::same_file(file, &db::database_file(folder)) {
        return Err(Error::Refused(format!(
            "{} is the database itself, not a backup. Nothing was changed: name a backup.",
            file.display()
        )));
    }
    let readable = without_values(file)?;
    db::begin_folder(folder)?;
    files::sweep(folder);
    let ready = db::make_ready(file, PrivateFolder::part(folder)?).await.map_err(no_backup)?;
    let (backup, _) = described(file, readable, &ready).await?;
    let kept = db::put_in_place(folder, ready, &format!("{}{}", db::BEFORE_RESTORE, now.today)).await?;
    Ok(Restored { backup, kept, values: None })
}

/// Copies a file to where there is room, and looks into the copy.
async fn looked_into(file: &Path) -> Result<(Verified, Marks)> {
    let readable = without_values(file)?;
    let mut failed = None;
    for place in files::places() {
        let made = match PrivateFolder::within(&place) {
            Ok(folder) => db::make_ready(file, folder).await,
            Err(error) => Err(error),
        };
        match made {
            Ok(ready) => return described(file, readable, &ready).await,
            Err(error @ (Error::Full { .. } | Error::Folder { .. })) => failed = Some(error),
            Err(error) => return Err(no_backup(error)),
        }
    }
    Err(failed.unwrap_or_else(|| Error::Internal("there is no place for a copy".to_owned())))
}

pub(super) async fn described(file: &Path, readable: File, ready: &Ready) -> Result<(Verified, Marks)> {
    let (bytes, sha256) = fingerprint(file, readable)?;
    let (facts, marks) = store::marks_of(&ready.file).await?;
    let records = Kind::ALL.into_iter().map(|kind| Count { kind, number: marks.of(kind).len() }).collect();
    let verified = Verified {
        file: file.to_owned(),
        bytes,
        as_written: Slip::beside(file).map(|slip| slip.sha256 == sha256),
        sha256,
        schema: ready.schema,
        database_id: facts.database_id,
        last_change: facts.last_change,
        records,
        values_named: facts.values,
        logs: ready.logs.clone(),
        full: None,
    };
    Ok((verified, marks))
}

/// Opens a file that has an end and is no full backup.
fn without_values(file: &Path) -> Result<File> {
    let readable = plain(file)?;
    if full::is_full(file) {
        return Err(Error::Refused(format!(
            "{} is a full backup, and encrypted. Nothing was changed: give its passphrase, with --password-stdin on the command line.",
            file.display()
        )));
    }
    Ok(readable)
}

/// Opens a file that has an end.
pub(super) fn plain(file: &Path) -> Result<File> {
    let refused = |why: &str| {
        Error::Refused(format!("{} {why} Nothing was changed: name the file of a backup.", file.display()))
    };
    match std::fs::metadata(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(refused("is not there.")),
        Err(error) => Err(refused(&format!("could not be read ({error})."))),
        Ok(found) if found.is_dir() => Err(refused("is a folder, not a backup.")),
        Ok(found) if !found.is_file() => Err(refused("is a device or a pipe, not a backup.")),
        Ok(found) if found.len() == 0 => Err(refused("is empty.")),
        Ok(_) => File::open(file).map_err(|error| refused(&format!("could not be read ({error})."))),
    }
}

/// Says of a file that does not restore what it is, in words about a backup.
fn no_backup(error: Error) -> Error {
    match error {
        Error::ForeignFile(path) => Error::Refused(format!(
            "{} is no Holdfast backup. Nothing was changed: name a file that “holdfast backup” or the window wrote.",
            path.display()
        )),
        other => other,
    }
}

pub(super) fn fingerprint(path: &Path, mut file: File) -> Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut buffer = vec![0_u8; 64 * 1024];
    loop {
        let read = file
            .read(&mut buffer)
            .map_err(|source| Error::io(format!("{} could not be read", path.display()), source))?;
        if read == 0 {
            break;
        }
        hash.update(buffer.get(..read).unwrap_or_default());
        bytes += read as u64;
    }
    Ok((bytes, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn differences(backup: &Marks, now: &Marks) -> Vec<Difference> {
    let of = |kind| {
        let (backup, now) = (backup.of(kind), now.of(kind));
        Difference {
            kind,
            added: backup.keys().filter(|id| !now.contains_key(*id)).count(),
            changed: backup.iter().filter(|(id, mark)| now.get(*id).is_some_and(|now| now != *mark)).count(),
            gone: now.keys().filter(|id| !backup.contains_key(*id)).count(),
        }
    };
    Kind::ALL.into_iter().map(of).collect()
}

/// The plural by which people know a kind.
pub(crate) fn people_say(kind: Kind) -> &'static str {
    match kind {
        Kind::Vendor => "Vendors",
        Kind::License => "Licenses",
        Kind::Contract => "Contracts",
        Kind::Device => "Hardware",
        Kind::Credential => "Credentials",
        Kind::Person => "People",
        Kind::Location => "Locations",
    }
}

impl Verified {
    /// In words for a terminal or a question of the window, a line for each.
    pub fn in_words(&self) -> String {
        let mut lines = vec![format!(
            "{} is whole and would restore: {} KiB, schema {}.",
            self.file.display(),
            self.bytes.div_ceil(1024),
            self.schema
        )];
        match &self.last_change {
            Some(at) => lines.push(format!("Last change in it: {at}")),
            None => lines.push("Nothing was ever changed in it.".to_owned()),
        }
        let records = self.records.iter().filter(|count| count.number > 0);
        let records: Vec<String> = records
            .map(|count| format!("{} {}", people_say(count.kind), words::number(count.number as i64)))
            .collect();
        lines.push(match records.is_empty() {
            true => "It holds no records.".to_owned(),
            false => format!("It holds, Trash included: {}.", records.join(", ")),
        });
        lines.push(match self.values_named {
            _ if self.full.is_some() => self.values_in_words(),
            0 => "It names no secrets in the keyring.".to_owned(),
            number => format!(
                "It names {} secrets of the keyring. Their values are not in it: a keyring that has them still does.",
                words::number(number)
            ),
        });
        for log in &self.logs {
            lines.push(format!("{} was left beside it by a crash, and was read with it.", log.display()));
        }
        match self.as_written {
            Some(true) => lines.push("It is byte for byte what was written, by the checksum beside it.".to_owned()),
            Some(false) => lines.push(
                "It is not byte for byte what was written: the checksum beside it is another. A disk that fails may have changed it, or another program; an older backup may be the better one."
                    .to_owned(),
            ),
            None => {}
        }
        lines.join("\n")
    }
}

impl Verified {
    fn values_in_words(&self) -> String {
        let Some(full) = &self.full else { return String::new() };
        let held = match full.values {
            0 => "It is a full backup, and holds no secrets.".to_owned(),
            1 => "It is a full backup, and holds 1 secret of the keyring.".to_owned(),
            number => format!(
                "It is a full backup, and holds {} secrets of the keyring, previous ones and those in Trash included.",
                words::number(i64::from(number))
            ),
        };
        match full.unread {
            0 => held,
            1 => format!("{held} 1 more could not be read when it was made, and is not in it."),
            number => format!(
                "{held} {} more could not be read when it was made, and are not in it.",
                words::number(i64::from(number))
            ),
        }
    }
}

impl Preview {
    /// In words for a terminal or a question of the window, a line for each.
    pub fn in_words(&self) -> String {
        let mut lines = vec![self.backup.in_words()];
        if self.same_database == Some(false) {
            lines.push("It is a backup of another database than the one that is there now.".to_owned());
        }
        match self.now {
            Present::Nothing => lines.push("There is no database to be replaced.".to_owned()),
            Present::Damaged => lines.push(
                "The database that is there now is damaged. What there is of it is kept aside in its folder, under a name that begins with “before-restore-”.".to_owned(),
            ),
            Present::Readable => {
                let differing: Vec<String> = self
                    .kinds
                    .iter()
                    .filter(|kind| kind.added + kind.changed + kind.gone > 0)
                    .map(|kind| {
                        format!(
                            "  {}: {} come back, {} change, {} go",
                            people_say(kind.kind),
                            kind.added,
                            kind.changed,
                            kind.gone
                        )
                    })
                    .collect();
                lines.push(match differing.is_empty() {
                    true => "Its records are those that are there now.".to_owned(),
                    false => format!("Compared with now:\n{}", differing.join("\n")),
                });
                lines.push("The database that is there now is kept aside in its folder, under a name that begins with “before-restore-”.".to_owned());
            }
        }
        lines.join("\n")
    }
}

impl Restored {
    /// In words for a terminal, a line for each.
    pub fn in_words(&self) -> String {
        let mut lines = vec![format!("Restored {}.", self.backup.file.display())];
        if let Some(kept) = &self.kept {
            lines.push(format!("What was there until now is kept in {}.", kept.display()));
        }
        for log in &self.backup.logs {
            lines.push(format!("{} was left beside it by a crash, and was restored with it.", log.display()));
        }
        if let Some(values) = &self.values {
            lines.push(values.in_words());
        } else if self.backup.values_named > 0 {
            lines.push(
                "Values are not in a backup. Those that the keyring has can be used; to replace or delete them too, say: holdfast doctor --adopt"
                    .to_owned(),
            );
        }
        lines.join("\n")
    }
}
