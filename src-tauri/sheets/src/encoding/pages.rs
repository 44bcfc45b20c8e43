//! The encodings that a file may be in, by the names under which they are told and shown. Pure.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, IBM866, ISO_8859_2, ISO_8859_5, ISO_8859_7, ISO_8859_15, KOI8_R,
    MACINTOSH, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
    WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};
use oem_cp::code_table::{
    DECODING_TABLE_CP437, DECODING_TABLE_CP737, DECODING_TABLE_CP775, DECODING_TABLE_CP850,
    DECODING_TABLE_CP852, DECODING_TABLE_CP855, DECODING_TABLE_CP857, DECODING_TABLE_CP858,
    DECODING_TABLE_CP862, DECODING_TABLE_CP865,
};
use std::borrow::Cow;

/// How bytes become text.
#[derive(Clone, Copy)]
enum Table {
    Web(&'static Encoding),
    /// A page of DOS, which command-line programs of Windows still write; every byte means something there.
    Oem(&'static [char; 128]),
    /// One in which a few bytes mean nothing.
    OemInPart(&'static [Option<char>; 128]),
}

/// An encoding under its name in options.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub name: &'static str,
    table: Table,
    /// Several bytes stand for one sign.
    pub wide: bool,
}

const fn web(name: &'static str, encoding: &'static Encoding) -> Page {
    Page { name, table: Table::Web(encoding), wide: false }
}

const fn wide(name: &'static str, encoding: &'static Encoding) -> Page {
    Page { name, table: Table::Web(encoding), wide: true }
}

const fn oem(name: &'static str, table: &'static [char; 128]) -> Page {
    Page { name, table: Table::Oem(table), wide: false }
}

const fn oem_in_part(name: &'static str, table: &'static [Option<char>; 128]) -> Page {
    Page { name, table: Table::OemInPart(table), wide: false }
}

pub(super) const UTF8: Page = wide("utf-8", UTF_8);
pub(super) const UTF16LE: Page = wide("utf-16le", UTF_16LE);
pub(super) const UTF16BE: Page = wide("utf-16be", UTF_16BE);

/// Encodings in which bytes that are no Unicode are tried, the more usual ones first.
pub(super) static TRIED: [Page; 23] = [
    web("windows-1252", WINDOWS_1252),
    web("windows-1250", WINDOWS_1250),
    web("windows-1251", WINDOWS_1251),
    web("windows-1253", WINDOWS_1253),
    web("windows-1254", WINDOWS_1254),
    web("windows-1257", WINDOWS_1257),
    web("iso-8859-15", ISO_8859_15),
    web("iso-8859-2", ISO_8859_2),
    web("iso-8859-5", ISO_8859_5),
    web("iso-8859-7", ISO_8859_7),
    web("macintosh", MACINTOSH),
    oem("cp850", &DECODING_TABLE_CP850),
    oem_in_part("cp857", &DECODING_TABLE_CP857),
    oem("cp437", &DECODING_TABLE_CP437),
    oem("cp852", &DECODING_TABLE_CP852),
    web("cp866", IBM866),
    oem("cp737", &DECODING_TABLE_CP737),
    web("koi8-r", KOI8_R),
    wide("shift_jis", SHIFT_JIS),
    wide("gbk", GBK),
    wide("euc-kr", EUC_KR),
    wide("big5", BIG5),
    wide("euc-jp", EUC_JP),
];
/// Encodings that are only taken when they are named.
static NAMED: [Page; 11] = [
    UTF8,
    UTF16LE,
    UTF16BE,
    web("windows-1255", WINDOWS_1255),
    web("windows-1256", WINDOWS_1256),
    web("windows-1258", WINDOWS_1258),
    oem("cp775", &DECODING_TABLE_CP775),
    oem("cp855", &DECODING_TABLE_CP855),
    oem("cp858", &DECODING_TABLE_CP858),
    oem("cp862", &DECODING_TABLE_CP862),
    oem("cp865", &DECODING_TABLE_CP865),
];

impl Page {
    /// The text, and whether bytes among them mean nothing here.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> (Cow<'a, str>, bool) {
        match self.table {
            Table::Web(encoding) => {
                let (text, _, broken) = encoding.decode(bytes);
                (text, broken)
            }
            Table::Oem(table) => (Cow::Owned(oem_cp::decode_string_complete_table(bytes, table)), false),
            Table::OemInPart(table) => {
                let means_nothing = |byte: &u8| {
                    byte.checked_sub(128).is_some_and(|at| table.get(usize::from(at)) == Some(&None))
                };
                let text = oem_cp::decode_string_incomplete_table_lossy(bytes, table);
                (Cow::Owned(text), bytes.iter().any(means_nothing))
            }
        }
    }
}

/// The encodings that may be named.
pub(super) fn all() -> impl Iterator<Item = &'static Page> {
    NAMED.iter().chain(TRIED.iter())
}

/// An encoding by its name, however it is written: `CP1250`, `latin2`, `utf8`.
pub(super) fn by_name(name: &str) -> Option<Page> {
    let key = name.trim().to_lowercase();
    let plain = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>();
    let key = if plain(&key) == "macroman" { "macintosh".to_owned() } else { key };
    if let Some(page) = all().find(|page| plain(page.name) == plain(&key)) {
        return Some(*page);
    }
    let number = plain(&key).trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
    if let Some(page) = all().find(|page| {
        ["windows-", "cp"].iter().any(|start| page.name.strip_prefix(start) == Some(number.as_str()))
    }) {
        return Some(*page);
    }
    let known = Encoding::for_label(key.as_bytes())?;
    all().find(|page| matches!(page.table, Table::Web(encoding) if encoding == known)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_known_by_its_names() {
        for (name, page) in [
            ("windows-1250", "windows-1250"),
            ("CP1250", "windows-1250"),
            ("1251", "windows-1251"),
            ("latin2", "iso-8859-2"),
            ("ISO-8859-1", "windows-1252"),
            ("utf8", "utf-8"),
            ("UTF-16LE", "utf-16le"),
            ("IBM850", "cp850"),
            ("ibm866", "cp866"),
            ("Shift-JIS", "shift_jis"),
            ("sjis", "shift_jis"),
            ("gb2312", "gbk"),
            ("mac", "macintosh"),
            ("macroman", "macintosh"),
            ("IBM857", "cp857"),
            ("cp865", "cp865"),
        ] {
            assert_eq!(by_name(name).map(|page| page.name), Some(page), "{name}");
        }
        assert!(by_name("klingon").is_none() && by_name("").is_none());
    }

    #[test]
    fn every_name_is_found_and_stands_once() {
        let mut seen = std::collections::HashSet::new();
        for page in all() {
            assert!(seen.insert(page.name));
            assert_eq!(by_name(page.name).map(|found| found.name), Some(page.name));
        }
    }
}
