//! The forms that values take in KeePass's XML.

use super::super::room::Room;
use crate::Result;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use flate2::read::GzDecoder;
use zeroize::Zeroizing;

/// An element's content.
pub(super) enum Value {
    Text(Zeroizing<String>),
    /// Uncovered by the inner stream.
    Bytes(Zeroizing<Vec<u8>>),
}

impl Value {
    /// As text; None for bytes that are none.
    pub fn into_text(self) -> Option<Zeroizing<String>> {
        match self {
            Value::Text(text) => Some(text),
            Value::Bytes(bytes) => {
                std::str::from_utf8(&bytes).ok().map(|text| Zeroizing::new(text.to_owned()))
            }
        }
    }
}

pub(super) fn from_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let compact: Zeroizing<String>;
    let text = if text.contains(|c: char| c.is_ascii_whitespace()) {
        compact = Zeroizing::new(text.split_ascii_whitespace().collect());
        compact.as_str()
    } else {
        text
    };
    STANDARD.decode(text).ok().map(Zeroizing::new)
}

/// An attachment's bytes, unpacked where they are compressed.
pub(super) fn attachment(
    value: Value,
    compressed: bool,
    room: &mut Room,
) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let bytes = match value {
        Value::Bytes(bytes) => bytes,
        Value::Text(text) => match from_base64(&text) {
            Some(bytes) => bytes,
            None => return Ok(None),
        },
    };
    if !compressed || bytes.is_empty() {
        return Ok(Some(bytes));
    }
    room.unpack(GzDecoder::new(bytes.as_slice()))
}

/// The local day of an instant: ISO 8601 in UTC, or (version 4) the base64 of the seconds since the year 1.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let instant: DateTime<Utc> = match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => instant.to_utc(),
        Err(_) => {
            let seconds = i64::from_le_bytes(from_base64(text)?.as_slice().try_into().ok()?);
            let year_one: NaiveDateTime = NaiveDate::from_ymd_opt(1, 1, 1)?.and_hms_opt(0, 0, 0)?;
            year_one.checked_add_signed(TimeDelta::try_seconds(seconds)?)?.and_utc()
        }
    };
    Some(instant.with_timezone(&Local).date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_forms() {
        let noon = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        assert_eq!(day("2026-12-31T12:00:00Z"), Some(noon));
        let seconds = (noon.and_hms_opt(12, 0, 0).unwrap()
            - NaiveDate::from_ymd_opt(1, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap())
        .num_seconds();
        assert_eq!(day(&STANDARD.encode(seconds.to_le_bytes())), Some(noon));
        for text in ["", "yesterday", "AAAA", "/////////38="] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
