//! The XML within KDBX files, and the same XML as KeePass 2 exports it in plain text. Read event by event: nothing is
//! expanded, a document type is refused, and depth and number of entries are bounded.

mod build;
mod references;
mod values;

use super::{
    kdbx::{header::damaged, stream::InnerStream},
    limits,
    model::{VaultFile, VaultFormat},
    room::Room,
};
use crate::{Error, Result};
use build::Document;
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use zeroize::{Zeroize, Zeroizing};

/// An element that is open.
struct Open {
    name: String,
    /// Hidden by the inner stream.
    protected: bool,
    /// To be hidden in the memory of its program; the value stands as it is.
    protected_in_memory: bool,
    compressed: bool,
    reference: Option<String>,
    text: Zeroizing<String>,
}

impl Open {
    fn of(start: &BytesStart<'_>) -> Result<Open> {
        let mut open = Open {
            name: start.name().as_ref().to_owned(),
            protected: false,
            protected_in_memory: false,
            compressed: false,
            reference: None,
            text: Zeroizing::default(),
        };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| damaged("an element of it cannot be read"))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| damaged("an element of it cannot be read"))?;
            let yes = value.eq_ignore_ascii_case("true");
            match attribute.key.as_ref() {
                "Protected" => open.protected = yes,
                "ProtectInMemory" => open.protected_in_memory = yes,
                "Compressed" => open.compressed = yes,
                "Ref" | "ID" => open.reference = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(open)
    }
}

/// Whether a text file is KeePass's XML.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let start = String::from_utf8_lossy(start);
    start.trim_start_matches('\u{feff}').trim_start().starts_with('<') && start.contains("<KeePassFile")
}

/// Reads the plain-text XML of KeePass 2.
pub(super) fn read_plain(bytes: &[u8]) -> Result<VaultFile> {
    read(bytes, &mut InnerStream::Plain, Vec::new(), None, VaultFormat::KeepassXml, Room::default())
}

/// Reads the XML. `binaries` are the attachments that stand beside it; `header_hash` is what its own must equal.
///
/// # Errors
/// [`Error::Import`] when it is damaged or holds too much.
pub(super) fn read(
    xml: &[u8],
    stream: &mut InnerStream,
    binaries: Vec<Zeroizing<Vec<u8>>>,
    header_hash: Option<&[u8; 32]>,
    format: VaultFormat,
    room: Room,
) -> Result<VaultFile> {
    let xml = xml.strip_prefix(b"\xef\xbb\xbf").unwrap_or(xml);
    let text = std::str::from_utf8(xml).map_err(|_| damaged("its text is not UTF-8"))?;
    let mut reader = Reader::from_str(text);
    let mut document = Document::new(format, binaries, header_hash, room);
    let mut path: Vec<Open> = Vec::new();
    let unreadable = || damaged("its XML cannot be read");
    loop {
        match reader.read_event().map_err(|_| unreadable())? {
            Event::Start(start) => {
                let open = Open::of(&start)?;
                if path.len() >= limits::DEPTH {
                    return Err(Error::Import(format!(
                        "This file nests its groups more than {} deep. Nothing was written: move them up in its own program.",
                        limits::DEPTH
                    )));
                }
                document.open(&open.name, &names(&path))?;
                path.push(open);
            }
            Event::Empty(start) => {
                let open = Open::of(&start)?;
                document.open(&open.name, &names(&path))?;
                close(&mut document, stream, open, &path)?;
            }
            Event::End(_) => {
                let open = path.pop().ok_or_else(unreadable)?;
                close(&mut document, stream, open, &path)?;
            }
            Event::Text(text) => append(&mut path, &text.xml10_content()),
            Event::CData(data) => append(&mut path, &data.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref().map_err(|_| unreadable())? {
                    Some(character) => character,
                    None => match reference.as_ref() {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => return Err(damaged("it refers to an entity that XML does not have")),
                    },
                };
                append(&mut path, character.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => {
                return Err(Error::Import(
                    "This XML file declares a document type, which no vault does. Nothing was written: it was refused, because such declarations can harm."
                        .into(),
                ));
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if !path.is_empty() {
        return Err(damaged("its XML ends too early"));
    }
    document.finish()
}

fn names(path: &[Open]) -> Vec<&str> {
    path.iter().map(|open| open.name.as_str()).collect()
}

fn append(path: &mut [Open], text: &str) {
    let Some(open) = path.last_mut() else { return };
    let needed = open.text.len() + text.len();
    if needed > open.text.capacity() {
        // Growing in place would leave a copy behind.
        let mut grown = Zeroizing::new(String::with_capacity(needed.next_power_of_two()));
        grown.push_str(&open.text);
        open.text.zeroize();
        open.text = grown;
    }
    open.text.push_str(text);
}

fn close(document: &mut Document<'_>, stream: &mut InnerStream, mut open: Open, path: &[Open]) -> Result<()> {
    let hidden = open.protected && document.hides_values();
    let value = if hidden {
        // In the order of the document, whether it is needed or not: the stream runs on.
        let mut bytes = values::from_base64(&open.text).ok_or_else(|| damaged("a value is not base64"))?;
        stream.uncover(&mut bytes);
        values::Value::Bytes(bytes)
    } else {
        values::Value::Text(std::mem::take(&mut open.text))
    };
    let element = build::Element {
        name: &open.name,
        protected: open.protected || open.protected_in_memory,
        compressed: open.compressed,
        reference: open.reference.as_deref(),
        value,
    };
    document.close(element, &names(path))
}
