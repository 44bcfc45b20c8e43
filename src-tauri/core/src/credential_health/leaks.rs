//! Looks values up in a file of leaked passwords: that of haveibeenpwned.com, "SHA-1, ordered by hash", whose lines are
//! `HASH:TIMES`. It has tens of gigabytes and is never loaded: each look-up reads some thirty places of it.

use crate::{
    Error, Result,
    secrets::{ExposeSecret, SecretString},
};
use sha1::{Digest, Sha1};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Characters of a SHA-1 hash in hexadecimal.
const HASH: usize = 40;
/// Longer than any line: hash, colon, number, line end.
const LINE: usize = 128;
/// At how many places the order of a file is tried before it is trusted.
const SAMPLES: u64 = 32;

/// An open list.
#[derive(Debug)]
pub struct LeakList {
    file: Mutex<File>,
    bytes: u64,
}

/// A line: where it ends, its hash, how often it was seen.
struct Line {
    end: u64,
    hash: [u8; HASH],
    times: u32,
}

impl LeakList {
    /// Opens a list and tries whether it is one, and ordered.
    ///
    /// # Errors
    /// [`Error::Refused`] in words when it is not; [`Error::Io`] when it cannot be read.
    pub fn open(path: &Path) -> Result<LeakList> {
        // Opening a pipe would wait for somebody to write, and a device has no end.
        if !std::fs::metadata(path).map_err(|error| unreadable(path, error))?.is_file() {
            return Err(unreadable(path, io::Error::other("it is a folder, a device or a pipe")));
        }
        let file = File::open(path).map_err(|error| unreadable(path, error))?;
        let bytes = file.metadata().map_err(|error| unreadable(path, error))?.len();
        let list = LeakList { file: Mutex::new(file), bytes };
        list.try_out().map_err(|error| unreadable(path, error))??;
        Ok(list)
    }

    /// How often a password was seen in leaks; None when it is not on the list.
    ///
    /// # Errors
    /// [`Error::Io`] when the list cannot be read.
    pub fn times_seen(&self, password: &SecretString) -> Result<Option<u32>> {
        let wanted = hex(&Sha1::digest(password.expose_secret()).into());
        self.find(&wanted).map_err(|error| Error::io("the list of leaked passwords could not be read", error))
    }

    fn try_out(&self) -> io::Result<Result<()>> {
        let mut start = [0; LINE];
        let read = self.read_at(0, &mut start)?;
        let first =
            start.get(..read).unwrap_or_default().split(|byte| *byte == b'\n').next().unwrap_or_default();
        let hex_digits = first.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let colon = first.get(hex_digits) == Some(&b':');
        if hex_digits == 32 && colon {
            return Ok(Err(Error::Refused(
                "This is the list for Windows passwords (NTLM). Get the one called SHA-1, ordered by hash."
                    .into(),
            )));
        }
        if hex_digits != HASH || !colon {
            return Ok(Err(Error::Refused(
                "This is no list of leaked passwords: its lines should read like 000000005AD76BD555C1D6D771DE417A4B87E4B4:10.".into(),
            )));
        }
        let mut last = [0; HASH];
        for sample in 0..SAMPLES {
            let Some(line) = self.line_from(self.bytes / SAMPLES * sample)? else { break };
            if line.hash < last {
                return Ok(Err(Error::Refused(
                    "This list is ordered by how often a password was seen. Get the one ordered by hash."
                        .into(),
                )));
            }
            last = line.hash;
        }
        Ok(Ok(()))
    }

    /// The wanted line begins in `from..to`, if there is one.
    fn find(&self, wanted: &[u8; HASH]) -> io::Result<Option<u32>> {
        let (mut from, mut to) = (0, self.bytes);
        while from < to {
            let middle = from + (to - from) / 2;
            match self.line_from(middle)? {
                Some(line) if line.hash == *wanted => return Ok(Some(line.times)),
                Some(line) if line.hash < *wanted => from = line.end,
                _ => to = middle,
            }
        }
        Ok(None)
    }

    /// The first whole line that begins at or after a place. A line that cannot be read counts as none.
    fn line_from(&self, place: u64) -> io::Result<Option<Line>> {
        let mut bytes = [0; 2 * LINE];
        // One byte earlier, so that a line that begins right here is seen to.
        let start = place.saturating_sub(1);
        let read = self.read_at(start, &mut bytes)?;
        let bytes = bytes.get(..read).unwrap_or_default();
        let skipped = match place {
            0 => 0,
            _ => match bytes.iter().position(|byte| *byte == b'\n') {
                Some(end) => end + 1,
                None => return Ok(None),
            },
        };
        let rest = bytes.get(skipped..).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or_default();
        let end = start + skipped as u64 + length as u64 + 1;
        Ok(parse(line).map(|(hash, times)| Line { end, hash, times }))
    }

    fn read_at(&self, place: u64, bytes: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(place))?;
        let mut read = 0;
        while let Some(rest) = bytes.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match file.read(rest)? {
                0 => break,
                more => read += more,
            }
        }
        Ok(read)
    }
}

fn parse(line: &[u8]) -> Option<([u8; HASH], u32)> {
    let (hash, rest) = line.split_at_checked(HASH)?;
    let mut hash: [u8; HASH] = hash.try_into().ok()?;
    if !hash.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    hash.make_ascii_uppercase();
    let times = std::str::from_utf8(rest).ok()?.strip_prefix(':')?.trim();
    Some((hash, times.parse::<u64>().ok()?.try_into().unwrap_or(u32::MAX)))
}

fn hex(bytes: &[u8; 20]) -> [u8; HASH] {
    let mut text = [0; HASH];
    for (pair, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
        *pair = [byte >> 4, byte & 15].map(|digit| if digit < 10 { b'0' + digit } else { b'A' + digit - 10 });
    }
    text
}

fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::io(format!("{} could not be read", path.display()), error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{collections::BTreeMap, io::Write};

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    fn hash_of(text: &str) -> [u8; 20] {
        Sha1::digest(text).into()
    }

    fn list_of(text: &str) -> Result<LeakList> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        LeakList::open(file.path())
    }

    fn lines(entries: &BTreeMap<String, u32>, end: &str) -> String {
        entries.iter().map(|(hash, times)| format!("{hash}:{times}{end}")).collect()
    }

    fn entries(passwords: &[(&str, u32)]) -> BTreeMap<String, u32> {
        passwords
            .iter()
            .map(|(text, times)| (String::from_utf8(hex(&hash_of(text)).to_vec()).unwrap(), *times))
            .collect()
    }

    #[test]
    fn a_password_is_found_by_its_hash_and_others_are_not() {
        assert_eq!(&hex(&hash_of("password")), b"5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8");
        let known = entries(&[("password", 9_545_824), ("123456", 37_359_195), ("letmein", 1)]);
        for (end, cut) in [("\r\n", 0), ("\n", 0), ("\n", 1)] {
            let text = lines(&known, end);
            let list = list_of(&text[..text.len() - cut]).unwrap();
            assert_eq!(list.times_seen(&secret("password")).unwrap(), Some(9_545_824));
            assert_eq!(list.times_seen(&secret("123456")).unwrap(), Some(37_359_195));
            assert_eq!(list.times_seen(&secret("letmein")).unwrap(), Some(1));
            assert_eq!(list.times_seen(&secret("correct horse")).unwrap(), None);
        }
    }

    #[test]
    fn other_files_are_refused_with_what_they_are() {
        let told = |text: &str| list_of(text).unwrap_err().to_string();
        assert!(told("31D6CFE0D16AE931B73C59D7E0C089C0:5\r\n").contains("NTLM"));
        assert!(told("Name,Password\r\nx,y\r\n").contains("no list"));
        assert!(told("").contains("no list"));
        let known: BTreeMap<String, u32> = (0..200).map(|n| (format!("{:040X}", n * 7_919), n)).collect();
        let mut turned: Vec<String> = lines(&known, "\n").lines().map(str::to_owned).collect();
        turned.reverse();
        assert!(told(&turned.join("\n")).contains("ordered by hash"));
        assert!(LeakList::open(Path::new("/nonexistent/list.txt")).is_err());
    }

    proptest! {
        #[test]
        fn every_line_is_found_and_no_other(
            known in proptest::collection::btree_map("[0-9A-F]{40}", any::<u32>(), 1..200),
            other in "[0-9A-F]{40}", crlf: bool
        ) {
            let list = list_of(&lines(&known, if crlf { "\r\n" } else { "\n" })).unwrap();
            for (hash, times) in &known {
                let wanted: [u8; HASH] = hash.as_bytes().try_into().unwrap();
                prop_assert_eq!(list.find(&wanted).unwrap(), Some(*times));
            }
            let wanted: [u8; HASH] = other.as_bytes().try_into().unwrap();
            prop_assert_eq!(list.find(&wanted).unwrap(), known.get(&other).copied());
        }
    }
}
