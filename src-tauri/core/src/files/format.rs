//! What a file is, by what stands in it: a name says only what it should be.

use std::{fs::File, io::Read, path::Path};

/// How much of a file is looked at, in bytes.
const HEAD: u64 = 64 * 1024;

/// The formats that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Lines of text with separators. Seen from outside it is text.
    Csv,
    Text,
    Json,
    /// iCalendar.
    Calendar,
    Pdf,
    /// An XLSX workbook.
    Workbook,
    /// KDB or KDBX.
    Vault,
    /// A full backup, or another file that age encrypted.
    Age,
    /// SQLite: a database, or the log of one.
    Database,
    Png,
    Jpeg,
    /// Nothing in it yet.
    Empty,
    /// Anything else. It is never replaced.
    Unknown,
}

impl FileFormat {
    /// What the bytes of a whole file are. A workbook shows only on the disk: here it is unknown.
    pub fn of(bytes: &[u8]) -> FileFormat {
        let mut head = bytes;
        if let Some(start) = bytes.get(..HEAD as usize) {
            head = start;
        }
        by_head(head)
    }

    /// What a file on the disk is.
    pub(crate) fn look(path: &Path) -> std::io::Result<FileFormat> {
        let mut head = Vec::new();
        File::open(path)?.take(HEAD).read_to_end(&mut head)?;
        if head.starts_with(b"PK\x03\x04") && is_workbook(path) {
            return Ok(FileFormat::Workbook);
        }
        Ok(by_head(&head))
    }

    /// Whether a file of this format may take the place of one of another.
    pub(super) fn replaces(self, other: FileFormat) -> bool {
        match (self, other) {
            (_, FileFormat::Empty) => true,
            (FileFormat::Unknown | FileFormat::Database | FileFormat::Empty, _) => false,
            (FileFormat::Csv | FileFormat::Text, other) => {
                matches!(other, FileFormat::Text | FileFormat::Csv)
            }
            (own, other) => own == other,
        }
    }

    /// As people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            FileFormat::Csv => "CSV file",
            FileFormat::Text => "text file",
            FileFormat::Json => "JSON file",
            FileFormat::Calendar => "calendar file",
            FileFormat::Pdf => "PDF",
            FileFormat::Workbook => "workbook",
            FileFormat::Vault => "KeePass file",
            FileFormat::Age => "full backup",
            FileFormat::Database => "database",
            FileFormat::Png | FileFormat::Jpeg => "picture of this kind",
            FileFormat::Empty | FileFormat::Unknown => "file of this kind",
        }
    }
}

fn by_head(head: &[u8]) -> FileFormat {
    if head.is_empty() {
        return FileFormat::Empty;
    }
    for (start, format) in [
        (b"SQLite format 3\0".as_slice(), FileFormat::Database),
        // The log of a database that is open, and the one of an interrupted change.
        (b"\x37\x7f\x06\x82", FileFormat::Database),
        (b"\x37\x7f\x06\x83", FileFormat::Database),
        (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", FileFormat::Database),
        // KDB, KDBX and the pre-release of KDBX share the first of their two signatures.
        (b"\x03\xd9\xa2\x9a", FileFormat::Vault),
        (b"age-encryption.org/v1\n", FileFormat::Age),
        (b"\x89PNG\r\n\x1a\n", FileFormat::Png),
        (b"\xff\xd8\xff", FileFormat::Jpeg),
        (b"%PDF-", FileFormat::Pdf),
    ] {
        if head.starts_with(start) {
            return format;
        }
    }
    let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let strange = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\t' | b'\n' | b'\r' | 0x0c);
    if !utf16 && head.iter().any(strange) {
        return FileFormat::Unknown;
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let mut signs = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (signs.next(), signs.next()) {
        (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{' | b']' | b'"')) => FileFormat::Json,
        // A page or a picture in XML, a program, a private key.
        (Some(b'<'), _) | (Some(b'#'), Some(b'!')) => FileFormat::Unknown,
        _ if text.starts_with(b"-----BEGIN ") => FileFormat::Unknown,
        _ if text.starts_with(b"BEGIN:VCALENDAR") => FileFormat::Calendar,
        _ => FileFormat::Text,
    }
}

fn is_workbook(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    zip::ZipArchive::new(file).is_ok_and(|archive| archive.index_for_name("xl/workbook.xml").is_some())
}
