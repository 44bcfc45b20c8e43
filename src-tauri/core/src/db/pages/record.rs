//! Records: the rows of a table and the keys of an index, as SQLite writes them.

/// What stands in a column of a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Whole(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    /// The text, where it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A number of one to nine bytes, and how many they are.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().take(8).enumerate() {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, at + 1));
        }
    }
    bytes.get(8).map(|last| (number << 8 | u64::from(*last), 9))
}

/// A number of up to eight bytes, the first one the highest, with its sign.
fn whole(bytes: &[u8]) -> i64 {
    let first = bytes.first().map_or(0, |byte| if byte & 0x80 == 0 { 0 } else { -1 });
    bytes.iter().fold(first, |number, byte| number << 8 | i64::from(*byte))
}

/// How many bytes a column of a type takes up.
fn length(kind: u64) -> Option<usize> {
    Some(match kind {
        0 | 8 | 9 => 0,
        1..=4 => kind as usize,
        5 => 6,
        6 | 7 => 8,
        10 | 11 => return None,
        _ => usize::try_from((kind - 12) / 2).ok()?,
    })
}

fn value(kind: u64, bytes: &[u8]) -> Option<Value> {
    Some(match kind {
        0 => Value::Null,
        7 => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
        8 => Value::Whole(0),
        9 => Value::Whole(1),
        1..=6 => Value::Whole(whole(bytes)),
        _ if kind.is_multiple_of(2) => Value::Bytes(bytes.to_vec()),
        _ => Value::Text(std::str::from_utf8(bytes).ok()?.to_owned()),
    })
}

/// The columns of a record. None for bytes that are no record, to the last of them.
pub(crate) fn record(bytes: &[u8]) -> Option<Vec<Value>> {
    let (head, mut at) = varint(bytes)?;
    let head = usize::try_from(head).ok().filter(|head| at <= *head && *head <= bytes.len())?;
    let mut body = head;
    let mut values = Vec::new();
    while at < head {
        let (kind, taken) = varint(bytes.get(at..head)?)?;
        at += taken;
        let end = body.checked_add(length(kind)?)?;
        values.push(value(kind, bytes.get(body..end)?)?);
        body = end;
    }
    (body == bytes.len()).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_all_their_lengths() {
        for (bytes, number) in [
            (&[0x00][..], 0),
            (&[0x7f], 127),
            (&[0x81, 0x00], 128),
            (&[0x82, 0x80, 0x00], 1 << 15),
            (&[0xff; 9], u64::MAX),
        ] {
            assert_eq!(varint(bytes), Some((number, bytes.len())), "{bytes:x?}");
        }
        assert_eq!(varint(&[0x81]), None, "it goes on, and there is no more");
        assert_eq!((whole(&[0xff]), whole(&[0xff, 0x7f]), whole(&[0x00, 0xff])), (-1, -129, 255));
    }

    #[test]
    fn what_is_no_record_to_its_last_byte_is_none() {
        let bytes = [5, 0, 1, 17, 8, 200, b'h', b'i'];
        let values = vec![Value::Null, Value::Whole(-56), Value::Text("hi".into()), Value::Whole(0)];
        assert_eq!(record(&bytes), Some(values));
        for broken in [
            &bytes[..7],
            &[bytes.as_slice(), &[0]].concat(),
            &[5, 0, 10, 17, 8, 200, b'h', b'i'],
            &[],
            &[9, 1],
        ] {
            assert_eq!(record(broken), None, "{broken:?}");
        }
        assert_eq!(record(&[3, 17, 8, 0xc3, 0x28]), None, "no text");
    }
}
