//! The text file beside an automatic backup: its SHA-256 as `sha256sum -c` reads it, and whose backup it is.

use super::super::restore::fingerprint;
use crate::{Result, files::suffixed};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// What the name of the file beside a backup ends with.
pub(crate) const ENDING: &str = ".sha256";
/// A slip is a few lines.
const MOST: u64 = 4096;

/// What stands beside an automatic backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slip {
    pub database_id: String,
    /// RFC 3339.
    pub made_at: String,
    pub bytes: u64,
    /// Hexadecimal digits.
    pub sha256: String,
    /// The name of the backup.
    pub name: String,
}

impl Slip {
    /// Where the slip of a backup is.
    pub(crate) fn place(backup: &Path) -> PathBuf {
        suffixed(backup, ENDING)
    }

    /// Lines that `sha256sum -c` reads; it passes over those with a number sign.
    pub(super) fn text(&self) -> String {
        format!(
            "# Automatic backup by Holdfast. Passwords and keys are not in it.\n# database: {}\n# made: {}\n# bytes: {}\n{}  {}\n",
            self.database_id, self.made_at, self.bytes, self.sha256, self.name
        )
    }

    pub(super) fn parse(text: &str) -> Option<Slip> {
        let said = |what: &str| {
            let lines = text.lines().filter_map(|line| line.strip_prefix("# "));
            let mut values = lines.filter_map(|line| line.strip_prefix(what)?.strip_prefix(": "));
            values.next().map(|value| value.trim().to_owned())
        };
        let line = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty())?;
        let (sha256, name) = line.trim_end().split_once("  ")?;
        let digits = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then_some(Slip {
            database_id: said("database")?,
            made_at: said("made")?,
            bytes: said("bytes")?.parse().ok()?,
            sha256: sha256.to_ascii_lowercase(),
            name: name.to_owned(),
        })
    }

    /// The slip beside a backup; None where there is none, or it is another one's.
    pub(crate) fn beside(backup: &Path) -> Option<Slip> {
        Slip::read(&Slip::place(backup))
            .filter(|slip| backup.file_name().is_some_and(|name| name == slip.name.as_str()))
    }

    pub(super) fn read(path: &Path) -> Option<Slip> {
        let found = fs::metadata(path).ok()?;
        if !found.is_file() || MOST < found.len() {
            return None;
        }
        Slip::parse(&fs::read_to_string(path).ok()?)
    }

    /// Whether a file is byte for byte what was written.
    ///
    /// # Errors
    /// [`crate::Error::Io`] where it cannot be read.
    pub(crate) fn fits(&self, backup: &Path) -> Result<bool> {
        let failed = |source| crate::Error::io(format!("{} could not be read", backup.display()), source);
        let file = File::open(backup).map_err(failed)?;
        if file.metadata().map_err(failed)?.len() != self.bytes {
            return Ok(false);
        }
        Ok(fingerprint(backup, file)?.1 == self.sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip() -> Slip {
        Slip {
            database_id: "0193-abc".into(),
            made_at: "2027-02-28T08:05:00.000Z".into(),
            bytes: 123_456,
            sha256: "ab".repeat(32),
            name: "holdfast-2027-02-28-0905.db".into(),
        }
    }

    #[test]
    fn a_slip_is_read_back_also_after_another_program_wrote_it() {
        assert_eq!(Slip::parse(&slip().text()), Some(slip()));
        assert_eq!(Slip::parse(&slip().text().replace('\n', "\r\n")), Some(slip()));
        let upper = slip().text().replace(&"ab".repeat(32), &"AB".repeat(32));
        assert_eq!(Slip::parse(&upper), Some(slip()));
    }

    #[test]
    fn what_is_no_slip_is_none() {
        let text = slip().text();
        for broken in [
            String::new(),
            "some notes of mine".to_owned(),
            text.replace("# database", "# data"),
            text.replace("123456", "many"),
            text.replace("ab", "xy"),
            text.replace("  holdfast", " holdfast"),
            text.lines().take(4).collect::<Vec<_>>().join("\n"),
        ] {
            assert_eq!(Slip::parse(&broken), None, "{broken}");
        }
    }
}
