//! Bytes to text: which encoding a file has, and what is no text at all.

use super::values::is_unseen;
use crate::{Error, Result};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A file's text and the name of the encoding it was read with.
pub(super) struct Decoded {
    pub text: String,
    pub encoding: String,
}

/// How files that are no text begin, and what to call them.
const SIGNATURES: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "a workbook (.xlsx, .ods) or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"\x1f\x8b", "a compressed file"),
];

/// Letters that European languages add to the alphabet, and the signs that offices use.
const LIKELY: &str = "äöüßÄÖÜéèêëàâáåçñíìîïóòôøúùûæœÉÅØÇÑãõÀÁ";
const SIGNS: &str = "’‘“”–—…€£•®©™°§«»´";

/// Reads the bytes in the named encoding, or finds out which it is.
///
/// # Errors
/// [`Error::Import`] when the file is empty, no text, or not in the named encoding.
pub(super) fn decode(bytes: &[u8], named: Option<&str>) -> Result<Decoded> {
    if bytes.iter().all(|byte| byte.is_ascii_whitespace()) {
        return Err(Error::Import(
            "The file is empty. Nothing was written: choose a file with a header row and data.".into(),
        ));
    }
    if let Some((_, what)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(not_text(&format!("This is {what}, not a CSV file, whatever its name")));
    }
    let encoding = match named {
        Some(name) => by_name(name)?,
        None => detect(bytes)?,
    };
    let (text, used, broken) = encoding.decode(bytes);
    if broken {
        return Err(Error::Import(format!(
            "The file is not in {}: some of its bytes mean nothing there. Nothing was written: choose another encoding.",
            label(used)
        )));
    }
    // A stray control character is its cell's problem; a file that is full of them is no text.
    let strange = text.chars().take(100_000).filter(|c| is_unseen(*c)).count();
    if strange > 2 && strange * 20 > text.chars().take(100_000).count() {
        return Err(not_text("This is no text file, whatever its name"));
    }
    Ok(Decoded { text: text.into_owned(), encoding: label(used).to_owned() })
}

fn not_text(what: &str) -> Error {
    Error::Import(format!("{what}. Nothing was written: save the sheet as CSV and import that."))
}

fn by_name(name: &str) -> Result<&'static Encoding> {
    match name {
        "utf-8" => Ok(UTF_8),
        "utf-16le" => Ok(UTF_16LE),
        "utf-16be" => Ok(UTF_16BE),
        "windows-1252" => Ok(WINDOWS_1252),
        "macintosh" => Ok(MACINTOSH),
        other => Encoding::for_label(other.as_bytes())
            .ok_or_else(|| Error::field("encoding", format!("Holdfast knows no encoding “{other}”."))),
    }
}

fn label(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        other => other,
    }
}

fn detect(bytes: &[u8]) -> Result<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding);
    }
    let sample = bytes.get(..bytes.len().min(200_000)).unwrap_or(bytes);
    let zeros =
        |odd: usize| sample.iter().enumerate().filter(|(at, byte)| at % 2 == odd && **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if even + odd > 0 {
        // Western text in UTF-16 has a zero in nearly every second byte, and none in the others.
        let many = sample.len() / 4;
        if odd >= many && even * 20 <= odd {
            return Ok(UTF_16LE);
        }
        if even >= many && odd * 20 <= even {
            return Ok(UTF_16BE);
        }
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok(UTF_8);
    }
    // Old Macintosh programs end lines with CR, Windows ones with CRLF.
    let windows =
        score(sample, WINDOWS_1252) + if bytes.windows(2).any(|pair| pair == b"\r\n") { 1 } else { 0 };
    let mac = score(sample, MACINTOSH) + if bytes.contains(&b'\n') { 0 } else { 1 };
    if windows.max(mac) <= 0 {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        return Ok(detector.guess(None, Utf8Detection::Deny));
    }
    Ok(if mac > windows { MACINTOSH } else { WINDOWS_1252 })
}

/// How much the text reads like a Western one in this encoding: letters within words count for it, symbols
/// within words and capitals after small letters against it.
fn score(bytes: &[u8], encoding: &'static Encoding) -> i64 {
    let (text, _, _) = encoding.decode(bytes);
    let mut before = ' ';
    let mut points = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        if !c.is_ascii() {
            let in_word = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
            points += if c.is_control() {
                -3
            } else if c.is_alphabetic() {
                let likely = if LIKELY.contains(c) { 2 } else { -1 };
                if c.is_uppercase() && before.is_lowercase() {
                    -2
                } else if in_word {
                    likely
                } else {
                    0
                }
            } else if c == '’' && before.is_alphabetic() && after.is_alphabetic() {
                // O’Malley, Bob’s, don’t; but never Mart’nez.
                if after.is_uppercase() {
                    3
                } else if "stlrdmv".contains(after) {
                    2
                } else {
                    -1
                }
            } else if before.is_alphabetic() && after.is_alphabetic() {
                -2
            } else if SIGNS.contains(c) || c == '\u{a0}' {
                1
            } else {
                -1
            };
        }
        before = c;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoding_of(bytes: &[u8]) -> String {
        decode(bytes, None).map(|decoded| decoded.encoding).unwrap()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "Name,Location\nJürgen Müller,Köln\nZoë – “große” Straße,Besançon\n";
        let (windows, _, _) = WINDOWS_1252.encode(text);
        let (mac, _, _) = MACINTOSH.encode(text);
        assert_eq!(encoding_of(text.as_bytes()), "utf-8");
        assert_eq!(encoding_of(&[b"\xef\xbb\xbf", text.as_bytes()].concat()), "utf-8");
        assert_eq!(encoding_of(&windows), "windows-1252");
        assert_eq!(encoding_of(&mac), "macintosh");
        assert_eq!(encoding_of(b"Name\rM\x9fller\r"), "macintosh");
        assert_eq!(encoding_of(b"Name\r\nM\xfcller\r\n"), "windows-1252");
        assert_eq!(encoding_of(b"Name\nFinn O\x92Malley\nBob\x92s laptop\n"), "windows-1252");
        assert_eq!(encoding_of(b"Name\nMart\x92nez\n"), "macintosh");
        assert_eq!(
            encoding_of(
                "Имя\nИван Петров из Москвы\n"
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .fold(vec![0xff, 0xfe], |mut all, byte| {
                        all.push(byte);
                        all
                    })
                    .as_slice()
            ),
            "utf-16le"
        );
        let plain: Vec<u8> = "Name,Seats\nFigma,3\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(encoding_of(&plain), "utf-16be");
        assert_eq!(decode(&windows, None).unwrap().text, text);
        assert_eq!(decode(&mac, None).unwrap().text, text);
    }

    #[test]
    fn what_is_no_text_is_refused_in_words() {
        for (bytes, part) in [
            (b"".as_slice(), "empty"),
            (b" \r\n ", "empty"),
            (b"PK\x03\x04rest", "workbook"),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0", "no text file"),
        ] {
            let message = decode(bytes, None).map(|_| ()).unwrap_err().to_string();
            assert!(message.contains(part) && message.contains("Nothing was written"), "{message}");
        }
        assert!(decode(b"M\xfcller", Some("utf-8")).is_err());
        assert!(decode(b"x", Some("klingon")).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes, None);
            let _ = decode(&bytes, Some("macintosh"));
        }
    }
}
