//! Many devices at once: copies of one, and ten of the same with their serials pasted or scanned.

use super::{DeviceInput, asset_tags, create, input_of, store};
use crate::{
    Act, Error, Result,
    text::{blank_to_none, serial_key},
};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// The most devices that one act adds.
const MOST: u32 = 1000;

/// "Ten of these."
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct BulkAdd {
    /// What they have in common; its serial and asset tag are not used.
    pub device: DeviceInput,
    /// How many; None: as many as there are serials.
    pub count: Option<u32>,
    /// One serial a line, as pasted or scanned.
    pub serials: String,
    /// Give each the next asset tag of the pattern.
    pub tags: bool,
    /// Add those too whose serial another device has already.
    pub known_serials: bool,
}

/// What is wrong with a line of pasted serials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SerialRemark {
    /// Counted from 1; blank lines count.
    pub line: u32,
    pub serial: String,
    pub message: String,
    /// A device has it already: allowed when `known_serials` says so.
    pub known: bool,
}

/// What a bulk add would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BulkCheck {
    /// How many devices it would add.
    pub devices: u32,
    pub serials: u32,
    pub remarks: Vec<SerialRemark>,
    /// The first and the last asset tag.
    pub tags: Option<(String, String)>,
    /// What stands in the way besides the remarks.
    pub problem: Option<String>,
}

/// A serial and the line it stands on.
struct Line {
    number: u32,
    serial: String,
}

/// Splits what was pasted or scanned: scanners end a code with CR, LF or a tab, and may put control characters around.
fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut number, mut after_cr) = (1, false);
    let mut code = String::new();
    let mut take = |code: &mut String, number: u32| {
        let serial = code.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned();
        if !serial.is_empty() {
            lines.push(Line { number, serial });
        }
        code.clear();
    };
    for c in text.chars() {
        match c {
            '\n' if after_cr => {}
            '\r' | '\n' => {
                take(&mut code, number);
                number += 1;
            }
            '\t' => take(&mut code, number),
            c if c.is_control() || c == '\u{200b}' => {}
            c => code.push(c),
        }
        after_cr = c == '\r';
    }
    take(&mut code, number);
    lines
}

/// Says what a bulk add would do and what is wrong with it, line by line. Nothing is written.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn check(conn: &mut SqliteConnection, input: &BulkAdd) -> Result<BulkCheck> {
    let lines = lines(&input.serials);
    let mut remarks = Vec::new();
    let mut first: HashMap<String, u32> = HashMap::new();
    for line in &lines {
        let mut remark = |message: String, known: bool| {
            remarks.push(SerialRemark { line: line.number, serial: line.serial.clone(), message, known });
        };
        let Some(key) = serial_key(&line.serial) else {
            remark("Makers write this where there is no serial.".to_owned(), false);
            continue;
        };
        if let Some(earlier) = first.get(&key) {
            remark(format!("Line {earlier} has this serial already."), false);
            continue;
        }
        let names = store::names_with_serial(conn, &key, "").await?;
        if let Some(name) = names.first() {
            remark(format!("“{name}” has this serial already."), true);
        }
        first.insert(key, line.number);
    }
    let serials = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let devices = input.count.unwrap_or(serials);
    let problem = if devices == 0 {
        Some("Enter how many, or their serials.".to_owned())
    } else if devices > MOST {
        Some(format!("At most {MOST} at once."))
    } else if serials > 0 && serials != devices {
        Some(format!("{devices} devices, and {serials} serials. Enter a serial for each, or none."))
    } else {
        None
    };
    let tags = match &problem {
        None if input.tags => {
            let tags = asset_tags::next_of(conn, devices as usize).await?;
            tags.first().cloned().zip(tags.last().cloned())
        }
        _ => None,
    };
    Ok(BulkCheck { devices, serials, remarks, tags, problem })
}

/// Adds all of them, or none; returns their ids.
///
/// # Errors
/// [`Error::Field`] for the field, and for the first line, that stands in the way; [`check`] names all lines.
pub async fn add(conn: &mut SqliteConnection, act: &Act, input: &BulkAdd) -> Result<Vec<String>> {
    let checked = check(conn, input).await?;
    let against: Vec<_> =
        checked.remarks.iter().filter(|remark| !(remark.known && input.known_serials)).collect();
    if let Some(first) = against.first() {
        let more = match against.len() {
            1 => String::new(),
            count => format!(" {} more lines have problems.", count - 1),
        };
        let message =
            format!("Line {}, {}: {}{more} Nothing was added.", first.line, first.serial, first.message);
        return Err(Error::field("serials", message));
    }
    if let Some(problem) = checked.problem {
        let field = if checked.serials > 0 { "serials" } else { "count" };
        return Err(Error::field(field, format!("{problem} Nothing was added.")));
    }
    if input.tags && checked.tags.is_none() {
        return Err(Error::field(
            "tags",
            "There is no pattern for asset tags. Enter one in Settings. Nothing was added.",
        ));
    }
    let tags =
        if input.tags { asset_tags::next_of(conn, checked.devices as usize).await? } else { Vec::new() };
    let mut serials = lines(&input.serials).into_iter().map(|line| line.serial);
    let mut tags = tags.into_iter();
    let mut ids = Vec::new();
    for _ in 0..checked.devices {
        let device = DeviceInput { serial: serials.next(), asset_tag: tags.next(), ..input.device.clone() };
        ids.push(create(conn, act, device).await?);
    }
    Ok(ids)
}

/// A device as the beginning of another one like it: what is its own alone is left out, and the next asset tag is
/// proposed.
///
/// # Errors
/// [`Error::NotFound`] for a device that is not there.
pub async fn copy_of(conn: &mut SqliteConnection, id: &str) -> Result<DeviceInput> {
    let mut input = input_of(conn, id).await?;
    for warranty in &mut input.warranties {
        warranty.id = None;
        warranty.reference = None;
    }
    let tagged = blank_to_none(input.asset_tag.take()).is_some();
    if input.status.gone() || input.holder_id.is_some() {
        input.status = super::DeviceStatus::InStock;
    }
    Ok(DeviceInput {
        asset_tag: if tagged { asset_tags::next(conn).await? } else { None },
        serial: None,
        mac: None,
        ip: None,
        holder_id: None,
        disposed_on: None,
        proceeds: None,
        wipe_note: None,
        ..input
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_and_scanned_serials_are_told_apart() {
        let read = |text: &str| -> Vec<(u32, String)> {
            lines(text).into_iter().map(|line| (line.number, line.serial)).collect()
        };
        let of = |pairs: &[(u32, &str)]| -> Vec<(u32, String)> {
            pairs.iter().map(|(number, serial)| (*number, (*serial).to_owned())).collect()
        };
        assert_eq!(read("A1\r\nB2\r\n\r\n C3 \n"), of(&[(1, "A1"), (2, "B2"), (4, "C3")]));
        assert_eq!(read("A1\rB2\r"), of(&[(1, "A1"), (2, "B2")]));
        assert_eq!(read("A1\tB2\tC3\t"), of(&[(1, "A1"), (1, "B2"), (1, "C3")]));
        assert_eq!(read("\u{feff}A1\u{2}\n\u{200b}B2"), of(&[(1, "A1"), (2, "B2")]));
        assert_eq!(read(" \t\r\n"), of(&[]));
    }
}
