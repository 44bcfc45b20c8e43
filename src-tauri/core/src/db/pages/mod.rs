//! A SQLite file page by page, without SQLite: it gives up where one page is damaged that leads to others, and these are all
//! there. What a log beside the file holds is read with it. Nothing is written.
//!
//! The form is SQLite's own, <https://sqlite.org/fileformat2.html>.

mod btree;
mod log;
mod record;

pub(crate) use btree::{Entry, Kind, Page, Payload};
pub(crate) use record::{Value, record};

use crate::{Error, Result, files::suffixed};
use std::{
    collections::HashSet,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

/// What stands before the tree of the first page.
const HEAD: usize = 100;
const SIZES: [usize; 8] = [4096, 512, 1024, 2048, 8192, 16_384, 32_768, 65_536];

/// What the first page says of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub application: i64,
    pub version: i64,
    /// The first page of the list of free pages; 0 for none.
    free: u32,
    size: usize,
    reserved: usize,
}

/// The pages of a file and its log.
#[derive(Debug)]
pub(crate) struct Pages {
    file: File,
    log: Option<log::Log>,
    /// What the first page says; None where it is damaged.
    pub head: Option<Head>,
    size: usize,
    usable: usize,
    count: u32,
}

impl Pages {
    /// Opens a file that nobody writes to.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be read at all.
    pub(crate) fn open(path: &Path) -> Result<Pages> {
        let failed = |source| Error::io(format!("{} could not be read", path.display()), source);
        let file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let mut log = log::Log::open(&suffixed(path, "-wal"));
        let size = log.as_ref().map(|log| log.size);
        let mut pages = Pages { file, log: None, head: None, size: 4096, usable: 4096, count: 0 };
        // The log knows the size too, and may hold a newer first page.
        let size =
            size.or_else(|| Some(pages.own_head()?.size)).unwrap_or_else(|| pages.guessed_size(length));
        pages.sized(size, length);
        if let Some(log) = log.take() {
            pages.count = pages.count.max(log.count);
            pages.log = Some(log);
        }
        pages.head = pages.page(1).and_then(|bytes| head(&bytes)).filter(|head| head.size == size);
        pages.usable = size - pages.head.map_or(0, |head| head.reserved);
        Ok(pages)
    }

    fn sized(&mut self, size: usize, length: u64) {
        (self.size, self.usable) = (size, size);
        self.count = u32::try_from(length / size as u64).unwrap_or(u32::MAX);
    }

    fn own_head(&self) -> Option<Head> {
        let mut bytes = [0; HEAD];
        read_at(&self.file, 0, &mut bytes)?;
        head(&bytes)
    }

    /// The size of page by which most of the file makes sense.
    fn guessed_size(&mut self, length: u64) -> usize {
        let mut best = (0, SIZES[0]);
        for size in SIZES {
            self.sized(size, length);
            let fits = |number: &u32| self.tree(*number).is_some_and(|page| page.sound && page.full);
            let sense = (2..=self.count.min(200)).filter(fits).count() * size;
            if best.0 < sense {
                best = (sense, size);
            }
        }
        best.1
    }

    /// How many pages there are.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Whether a number is one of a page that can belong to a tree.
    pub(crate) fn has(&self, number: u32) -> bool {
        (1..=self.count).contains(&number)
    }

    /// The bytes of a page; pages count from 1.
    fn page(&self, number: u32) -> Option<Vec<u8>> {
        let place = u64::from(number.checked_sub(1)?) * self.size as u64;
        let mut bytes = vec![0; self.size];
        match self.log.as_ref().and_then(|log| log.place(number).map(|place| (&log.file, place))) {
            Some((file, place)) => read_at(file, place, &mut bytes)?,
            None => read_at(&self.file, place, &mut bytes)?,
        }
        Some(bytes)
    }

    /// A page of a tree; None for what is none.
    pub(crate) fn tree(&self, number: u32) -> Option<Page> {
        btree::page(&self.page(number)?, self.usable, if number == 1 { HEAD } else { 0 })
    }

    /// A page of a tree, with the bytes of its records.
    pub(crate) fn tree_and_bytes(&self, number: u32) -> Option<(Page, Vec<u8>)> {
        let bytes = self.page(number)?;
        Some((btree::page(&bytes, self.usable, if number == 1 { HEAD } else { 0 })?, bytes))
    }

    /// All bytes of a record that begins in a page. None where a page with more of it is damaged, by what that leads to.
    pub(crate) fn whole(&self, bytes: &[u8], payload: &Payload) -> Option<Vec<u8>> {
        let mut all = bytes.get(payload.local.clone())?.to_vec();
        let length = usize::try_from(payload.length).ok()?;
        let mut next = payload.overflow.unwrap_or(0);
        let mut seen = HashSet::new();
        while all.len() < length {
            if next < 2 || !self.has(next) || !seen.insert(next) {
                return None;
            }
            let more = self.page(next)?;
            next = u32::from_be_bytes(more.get(..4)?.try_into().ok()?);
            let end = (4 + length - all.len()).min(self.usable);
            all.extend_from_slice(more.get(4..end)?);
        }
        // The last one leads nowhere.
        (next == 0).then_some(all)
    }

    /// The pages that are in no use, as far as the list of them can be followed, and whether it could to its end.
    pub(crate) fn free(&self) -> (HashSet<u32>, bool) {
        let mut free = HashSet::new();
        let Some(head) = self.head else { return (free, false) };
        let mut next = head.free;
        while next != 0 {
            if !self.has(next) || !free.insert(next) {
                return (free, false);
            }
            let Some(bytes) = self.page(next) else { return (free, false) };
            let numbers = |at: usize| -> Option<u32> {
                Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
            };
            let (Some(after), Some(listed)) = (numbers(0), numbers(4)) else { return (free, false) };
            let listed = listed as usize;
            if self.usable / 4 - 2 < listed {
                return (free, false);
            }
            let pages: Vec<u32> = (0..listed).filter_map(|nth| numbers(8 + 4 * nth)).collect();
            if !pages.iter().all(|page| self.has(*page)) {
                return (free, false);
            }
            free.extend(pages);
            next = after;
        }
        (free, true)
    }
}

fn read_at(file: &File, place: u64, bytes: &mut [u8]) -> Option<()> {
    let mut file = file;
    file.seek(SeekFrom::Start(place)).ok()?;
    file.read_exact(bytes).ok()
}

/// What the first page says; None where that cannot be.
fn head(bytes: &[u8]) -> Option<Head> {
    let number =
        |at: usize| -> Option<u32> { Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
    let size = match u16::from_be_bytes(bytes.get(16..18)?.try_into().ok()?) {
        1 => 65_536,
        size => usize::from(size),
    };
    let reserved = usize::from(*bytes.get(20)?);
    let sane = bytes.starts_with(b"SQLite format 3\0")
        && SIZES.contains(&size)
        && bytes.get(21..24) == Some(&[64, 32, 32])
        && 480 <= size - reserved;
    sane.then_some(Head {
        application: i64::from(number(68)?),
        version: i64::from(number(60)?),
        free: number(32)?,
        size,
        reserved,
    })
}
