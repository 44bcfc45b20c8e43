//! The archive around a workbook: what it is, and how much is in it, before anything of it is parsed.

use super::refused;
use crate::{Error, Result};
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// The most bytes of a workbook's parts, unpacked: a sheet of 250,000 rows fits.
const UNPACKED: u64 = 300 * 1024 * 1024;
/// The most parts.
const PARTS: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
}

impl Kind {
    /// What the file is called where the delimiter of a text is said.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Xlsx => "XLSX",
            Kind::Ods => "ODS",
        }
    }
}

/// The kind of workbook that an archive is; None for any other file.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.index_for_name("xl/workbook.xml").is_some() {
        return Some(Kind::Xlsx);
    }
    let is_ods =
        bytes.windows(46).take(200).any(|at| at == b"application/vnd.oasis.opendocument.spreadsheet");
    (is_ods && archive.index_for_name("content.xml").is_some()).then_some(Kind::Ods)
}

/// Unpacks everything once and keeps nothing: an archive may say less than it holds.
pub(super) fn check(bytes: &[u8]) -> Result<()> {
    check_within(bytes, UNPACKED)
}

pub(super) fn check_within(bytes: &[u8], most: u64) -> Result<()> {
    let mut archive = open(bytes)?;
    if PARTS < archive.len() {
        return Err(refused(&format!("it has more than {PARTS} parts")));
    }
    let mut left = most;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let read = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(damaged)?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| refused(&format!("it holds more than {} MB. Split it", most / (1024 * 1024))))?;
    }
    Ok(())
}

pub(super) fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>> {
    ZipArchive::new(Cursor::new(bytes)).map_err(damaged)
}

pub(super) fn damaged(error: impl std::fmt::Display) -> Error {
    refused(&format!("it is damaged ({error}). Open it in a spreadsheet program and save it again"))
}
