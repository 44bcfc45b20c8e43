//! Bytes to text: which encoding a file has, and what is no text at all.
//!
//! A file says what it is by a byte order mark, by being valid UTF-8 or by the zeros of UTF-16. Any other is read in every
//! encoding there is, and the readings are compared: one that reads like a language where the others do not is taken, and
//! where two do, the person is asked, with samples.

mod languages;
mod pages;

use super::headers::is_unseen;
use crate::{Error, Result};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use pages::{Page, TRIED, UTF8, UTF16BE, UTF16LE};
use zeroize::Zeroizing;

/// A file's text and how it was read.
#[derive(Debug)]
pub struct Decoded {
    pub text: String,
    pub encoding: String,
    /// The encodings it may be in, the likeliest first, each with a sample. Empty where one is clear or was named.
    pub candidates: Vec<Candidate>,
}

/// An encoding that a file may be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub encoding: &'static str,
    /// Up to three of the file's words that differ between the candidates, as they read in this one.
    pub sample: String,
}

/// How files that are no text begin, and what to call them.
const SIGNATURES: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "a damaged workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"\x1f\x8b", "a compressed file"),
];

/// How many bytes are looked at to find the encoding.
const SAMPLE: usize = 200_000;
/// By how much one reading must be better than every other to be taken without asking.
const CLEAR: i64 = 3;
/// Signs of East Asian writing from which on a guess among its encodings is trusted.
const MANY: usize = 20;
/// The most candidates a person is asked about.
const ASKED: usize = 4;

/// Reads the bytes in the named encoding, or finds out which it is.
///
/// # Errors
/// [`Error::Import`] when the file is empty, no text, or not in the named encoding.
pub fn decode(bytes: &[u8], named: Option<&str>) -> Result<Decoded> {
    if bytes.iter().all(|byte| byte.is_ascii_whitespace()) {
        return Err(Error::Import(
            "The file is empty. Nothing was written: choose a file with a header row and data.".into(),
        ));
    }
    if let Some((_, what)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(not_text(&format!("This is {what}, not a table, whatever its name")));
    }
    let (page, candidates) = match named {
        Some(name) => {
            let known = || pages::all().map(|page| page.name).collect::<Vec<_>>().join(", ");
            let page = pages::by_name(name).ok_or_else(|| {
                Error::field(
                    "encoding",
                    format!(
                        "Holdfast knows no encoding “{name}”. Nothing was written. It knows: {}.",
                        known()
                    ),
                )
            })?;
            (page, Vec::new())
        }
        None => detect(bytes),
    };
    let (text, broken) = page.decode(bytes);
    if broken {
        return Err(Error::Import(format!(
            "The file is not in {}: some of its bytes mean nothing there. Nothing was written: choose another encoding (--encoding).",
            page.name
        )));
    }
    // A stray control character is its cell's problem; a file that is full of them is no text.
    let strange = text.chars().take(100_000).filter(|c| is_unseen(*c)).count();
    if strange > 2 && strange * 20 > text.chars().take(100_000).count() {
        return Err(not_text("This is no text file, whatever its name"));
    }
    Ok(Decoded { text: text.into_owned(), encoding: page.name.to_owned(), candidates })
}

/// The question that a file in one of several encodings asks.
pub fn question(candidates: &[Candidate]) -> Error {
    let samples: Vec<String> = candidates
        .iter()
        .map(|candidate| format!("{} (“{}”)", candidate.encoding, candidate.sample))
        .collect();
    Error::Import(format!(
        "The file can be read in several encodings, and its letters do not settle which: {}. Nothing was written: choose the one that reads right (--encoding NAME).",
        samples.join(", ")
    ))
}

fn not_text(what: &str) -> Error {
    Error::Import(format!("{what}. Nothing was written: save the sheet as .xlsx or CSV and import that."))
}

/// The encoding, or the likeliest one with all that it may be.
fn detect(bytes: &[u8]) -> (Page, Vec<Candidate>) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let page = match encoding.name() {
            "UTF-16LE" => UTF16LE,
            "UTF-16BE" => UTF16BE,
            _ => UTF8,
        };
        return (page, Vec::new());
    }
    let sample = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or(bytes);
    if let Some(page) = by_zeros(sample) {
        return (page, Vec::new());
    }
    if std::str::from_utf8(bytes).is_ok() {
        return (UTF8, Vec::new());
    }
    among(bytes, &up_to_a_line(bytes))
}

/// Western text in UTF-16 has a zero in nearly every second byte, and none in the others.
fn by_zeros(sample: &[u8]) -> Option<Page> {
    let zeros =
        |odd: usize| sample.iter().enumerate().filter(|(at, byte)| at % 2 == odd && **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = sample.len() / 4;
    if even + odd == 0 {
        None
    } else if odd >= many && even * 20 <= odd {
        Some(UTF16LE)
    } else if even >= many && odd * 20 <= even {
        Some(UTF16BE)
    } else {
        None
    }
}

/// The lines that have letters beyond ASCII, up to a size: the others say nothing.
fn up_to_a_line(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        if !line.is_ascii() {
            kept.extend_from_slice(line);
            kept.push(b'\n');
        }
        if kept.len() > SAMPLE {
            break;
        }
    }
    kept
}

struct Reading {
    page: Page,
    /// It may hold passwords.
    text: Zeroizing<String>,
    points: i64,
}

/// The best of all readings, and its rivals where it is not clearly the best.
fn among(bytes: &[u8], telling: &[u8]) -> (Page, Vec<Candidate>) {
    let lines = (bytes.contains(&b'\n'), bytes.windows(2).any(|pair| pair == b"\r\n"));
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(telling, true);
    let guessed = detector.guess(None, Utf8Detection::Deny).name().to_lowercase();
    let mut readings: Vec<Reading> = Vec::new();
    for page in TRIED {
        let (text, broken) = page.decode(telling);
        if broken {
            continue;
        }
        let points = if page.wide {
            wide_points(page.name, &text, guessed == page.name)
        } else {
            // Old Macintosh programs end lines with CR, Windows ones with CR LF.
            let usual = match (page.name, lines) {
                ("macintosh", (false, _)) => 3,
                ("macintosh", (true, true)) => -2,
                // Rare, and with letters of which a few fit most texts.
                ("windows-1257" | "cp852", _) => -4,
                _ => 0,
            };
            languages::score(&text) + usual
        };
        // What reads alike is one reading, under the more usual name.
        match readings.iter_mut().find(|reading| *reading.text == *text) {
            Some(same) => same.points = same.points.max(points),
            None => readings.push(Reading { page, text: Zeroizing::new(text.into_owned()), points }),
        }
    }
    readings.sort_by_key(|reading| std::cmp::Reverse(reading.points));
    let Some(best) = readings.first() else { return (TRIED[0], Vec::new()) };
    let rivals: Vec<&Reading> =
        readings.iter().filter(|reading| best.points - reading.points < CLEAR).take(ASKED).collect();
    if rivals.len() < 2 {
        return (best.page, Vec::new());
    }
    (best.page, candidates(&rivals))
}

/// What a reading in an encoding of several bytes a sign is worth: much, where it has enough of those signs and they
/// stand by themselves. `guessed` says that a detector of such encodings takes it for this one.
fn wide_points(name: &str, text: &str, guessed: bool) -> i64 {
    let (all, clinging) = languages::east_asian(text);
    let strange = text.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()).count();
    if all == 0 || clinging * 5 > all || strange * 4 > all {
        return -1000;
    }
    let size = i64::try_from(all).unwrap_or(i64::MAX / 8);
    let japanese = matches!(name, "shift_jis" | "euc-jp");
    if japanese && languages::has_kana(text) {
        size * 4
    } else if guessed && !japanese && all >= MANY {
        size * 3
    } else if guessed {
        size * 2 + 1
    } else {
        size * 2
    }
}

/// How many cells a sample shows.
const SHOWN: usize = 3;

/// Each reading with cells by which it differs from the others.
fn candidates(rivals: &[&Reading]) -> Vec<Candidate> {
    let cells: Vec<Vec<String>> = rivals.iter().map(|rival| cells(&rival.text)).collect();
    let chosen = telling(&cells);
    rivals
        .iter()
        .zip(&cells)
        .map(|(rival, cells)| {
            let sample: Vec<&str> =
                chosen.iter().filter_map(|at| cells.get(*at)).map(String::as_str).collect();
            Candidate { encoding: rival.page.name, sample: sample.join(" · ") }
        })
        .collect()
}

/// The cells of a text, about: the first words of each.
fn cells(text: &str) -> Vec<String> {
    text.split([',', ';', '\t', '|', '\r', '\n', '"'])
        .map(|cell| cell.trim().chars().take(40).collect())
        .collect()
}

/// The places of the cells that tell the readings apart: first those that separate most of the pairs that look alike so far.
fn telling(readings: &[Vec<String>]) -> Vec<usize> {
    let count = readings.iter().map(Vec::len).min().unwrap_or(0);
    let cell = |reading: usize, at: usize| readings.get(reading).and_then(|cells| cells.get(at));
    let mut alike: Vec<(usize, usize)> =
        (0..readings.len()).flat_map(|one| (0..one).map(move |other| (one, other))).collect();
    let all = alike.clone();
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < SHOWN {
        let differ = |at: usize, pairs: &[(usize, usize)]| {
            pairs.iter().filter(|(one, other)| cell(*one, at) != cell(*other, at)).count()
        };
        let fresh = |at: &usize| chosen.iter().all(|known| cell(0, *known) != cell(0, *at));
        let best = (0..count)
            .filter(fresh)
            .map(|at| (differ(at, &alike), differ(at, &all), std::cmp::Reverse(at)))
            .filter(|(_, any, _)| *any > 0)
            .max();
        let Some((_, _, std::cmp::Reverse(at))) = best else { break };
        alike.retain(|(one, other)| cell(*one, at) == cell(*other, at));
        chosen.push(at);
    }
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{MACINTOSH, WINDOWS_1252};
    use proptest::prelude::*;

    #[test]
    fn samples_of_two_encodings_never_read_alike() {
        let cells = |text: &str| cells(text);
        let readings = [
            cells("Müller;Größe;Café;Preis €"),
            cells("Müller;Größe;Café;Preis ¤"),
            cells("Mﾃｼller;Größe;CafÈ;Preis ¤"),
        ];
        assert_eq!(telling(&readings), [0, 2, 3]);
        assert_eq!(telling(&[cells("a;b"), cells("a;b")]), [0_usize; 0]);
        assert_eq!(telling(&[]), [0_usize; 0]);
        // The same word again shows nothing new.
        assert_eq!(telling(&[cells("é;é;à"), cells("Ú;Ú;Ó")]), [0, 2]);
    }

    fn encoding_of(bytes: &[u8]) -> String {
        let decoded = decode(bytes, None).map_err(|error| error.to_string()).unwrap();
        assert_eq!(decoded.candidates, [], "{}", decoded.text);
        decoded.encoding
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

    /// Every letter of a file in an encoding of its country is right, or the person is asked.
    #[test]
    fn the_letters_of_each_country_are_right() {
        for (page, text) in [
            ("windows-1250", "Jméno;Město\r\nJiří Dvořák;Třebíč\r\nŠtěpán Žďárský;Plzeň\r\n"),
            ("windows-1250", "Név;Hely\r\nErdős Győző;Székesfehérvár\r\nŰrhajós Pál;Őriszentpéter\r\n"),
            ("windows-1250", "Nazwa;Miejsce\r\nMałgorzata Wiśniewska;Łódź\r\nGrażyna Dąbrowska;Kraków\r\n"),
            ("iso-8859-2", "Nazwa;Miejsce\nMałgorzata Wiśniewska;Łódź\nGrażyna Dąbrowska;Kraków\n"),
            ("windows-1251", "Имя;Город\r\nИван Петров;Москва\r\nОльга Смирнова;Казань\r\n"),
            ("koi8-r", "Имя;Город\nИван Петров;Москва\nОльга Смирнова;Казань\n"),
            ("cp866", "Имя;Город\r\nИван Петров;Москва\r\nОльга Смирнова;Казань\r\n"),
            ("windows-1253", "Όνομα;Πόλη\r\nΓιώργος Παπαδόπουλος;Αθήνα\r\nΟθόνη;Θεσσαλονίκη\r\n"),
            ("windows-1254", "Ad;Şehir\r\nÇağrı Yıldız;İstanbul\r\nGüneş Şahin;Eskişehir\r\n"),
            ("cp857", "Ad;Şehir\r\nÇağrı Yıldız;İstanbul\r\nGüneş Şahin;Eskişehir\r\n"),
            ("cp850", "Name;Ort\r\nJörg Müller;Köln\r\nGröße;Fürth\r\n"),
            ("windows-1252", "Name;Ort\r\nJörg Müller;Köln\r\nLaptop – “Pro”;Besançon\r\n"),
            ("windows-1252", "Name\r\nFrançois Lefèvre\r\nHélène Bœuf\r\n"),
            ("windows-1252", "Name\r\nSøren Ærøskøbing\r\nÅse Bjørnstad\r\n"),
            ("shift_jis", "名前,場所\r\nノートパソコン,東京\r\nモニター,大阪\r\n"),
            ("windows-1252", "Name;Price\r\nFigma;€ 12\r\n"),
            ("windows-1252", "Name;Price\r\nFigma;£12\r\n"),
        ] {
            let decoded = decode(&encoded(page, text), None).map_err(|error| error.to_string()).unwrap();
            if decoded.candidates.is_empty() {
                assert_eq!(decoded.text, text, "{page} was read as {}", decoded.encoding);
            } else {
                panic!("{page} asks: {:?}", decoded.candidates);
            }
        }
    }

    /// Few letters may be those of two languages: asked, and the right one is among the answers.
    #[test]
    fn what_reads_well_in_two_encodings_is_asked() {
        for (page, text, right) in [
            ("windows-1250", "Name\r\nKőszeg\r\n", "Kőszeg"),
            ("gbk", "Name,Place\r\n笔记本电脑,北京\r\n", "笔记本电脑"),
            ("euc-kr", "Name,Place\r\n노트북,서울\r\n", "노트북"),
        ] {
            let decoded = decode(&encoded(page, text), None).map_err(|error| error.to_string()).unwrap();
            if decoded.text != text {
                let right =
                    decoded.candidates.iter().any(|one| one.encoding == page && one.sample.contains(right));
                assert!(
                    right,
                    "{page}: read as {} without asking, {:?}",
                    decoded.encoding, decoded.candidates
                );
            }
        }
        let asked = decode(&encoded("windows-1250", "Name\r\nKőszeg\r\n"), None).unwrap_or_else(|_| panic!());
        let message = question(&asked.candidates).to_string();
        assert!(message.contains("windows-1250 (“Kőszeg”)") && message.contains("--encoding"), "{message}");
        assert_eq!(
            decode(b"Name\nK\xf5szeg\n", Some("cp1250")).map(|read| read.text).ok(),
            Some("Name\nKőszeg\n".into())
        );
    }

    /// The text in bytes of a page: each sign by the byte that reads as it.
    fn encoded(page: &str, text: &str) -> Vec<u8> {
        let page = pages::by_name(page).unwrap();
        if page.wide {
            let (bytes, _, unmappable) = Encoding::for_label(page.name.as_bytes()).unwrap().encode(text);
            assert!(!unmappable, "{text}");
            return bytes.into_owned();
        }
        let byte = |c: char| {
            (0..=255_u8)
                .find(|byte| page.decode(&[*byte]).0.chars().eq([c]))
                .unwrap_or_else(|| panic!("{c} is not in {}", page.name))
        };
        text.chars().map(byte).collect()
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
        assert!(decode(b"Name\n\xd5z\n", Some("cp857")).is_err(), "a byte that means nothing there");
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
