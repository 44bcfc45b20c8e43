//! JSON to records: the inventory of one computer or of many, a list as `holdfast list --json` prints it, or any list of
//! flat objects. Their keys are the header row.

use super::written;
use crate::{
    Error, Result,
    money::{Currency, format_decimal},
};
use holdfast_sheets::{
    JSON_VALUES, MAX_COLUMNS, ROWS, Record, Sheet, check_json, decode, tell_apart, too_many_rows,
};
use serde_json::{Map, Value};

/// Whether a file is JSON: its first sign is that of an object or a list, and CSV does not begin so.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut signs = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    matches!((signs.next(), signs.next()), (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{' | b']')))
}

/// Reads the objects of a file: one, a list, one after the other, or the `rows` of one.
///
/// # Errors
/// [`Error::Import`] when it is no JSON, holds nothing, or something else than objects.
pub(super) fn sheet(bytes: &[u8], named: Option<&str>) -> Result<Sheet> {
    check_json(bytes, JSON_VALUES)?;
    let decoded = decode(bytes, named)?;
    let text = decoded.text.trim_start_matches('\u{feff}');
    let mut objects = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        let value = value.map_err(|error| {
            Error::Import(format!(
                "The file could not be read as JSON: {error}. Nothing was written: make the file again."
            ))
        })?;
        collect(value, &mut objects)?;
    }
    if objects.is_empty() {
        return Err(Error::Import(
            "The file holds no objects. Nothing was written: choose a file with data.".into(),
        ));
    }
    if (ROWS as usize) < objects.len() {
        return Err(too_many_rows().into());
    }
    let mut keys: Vec<String> = Vec::new();
    for object in &objects {
        for (key, value) in object {
            if cell(value).is_some() && !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        if keys.len() > MAX_COLUMNS {
            return Err(Error::Import(format!(
                "The objects have more than {MAX_COLUMNS} keys. Nothing was written: is this a list of things?"
            )));
        }
    }
    let mut records = Vec::with_capacity(objects.len());
    for (index, object) in objects.iter().enumerate() {
        let number = u32::try_from(index + 2).map_err(|_| {
            Error::Import("The file has too many rows. Nothing was written: split it.".into())
        })?;
        let cells = keys.iter().map(|key| object.get(key).and_then(cell).unwrap_or_default()).collect();
        records.push(Record { number, cells });
    }
    Ok(Sheet {
        encoding: decoded.encoding,
        encodings: decoded.candidates,
        delimiter: "JSON",
        delimiter_byte: b',',
        line_ends: "LF",
        headers: tell_apart(&keys),
        raw_headers: keys,
        records,
        tabs: Vec::new(),
        tab: None,
    })
}

fn collect(value: Value, objects: &mut Vec<Map<String, Value>>) -> Result<()> {
    match value {
        Value::Array(items) => {
            for item in items {
                match item {
                    Value::Object(object) => objects.extend(written::rows(object)),
                    _ => return Err(no_objects()),
                }
            }
            Ok(())
        }
        Value::Object(mut object) => match object.remove("rows") {
            Some(Value::Array(rows)) => collect(Value::Array(rows), objects),
            Some(other) => {
                object.insert("rows".to_owned(), other);
                objects.extend(written::rows(object));
                Ok(())
            }
            None => {
                objects.extend(written::rows(object));
                Ok(())
            }
        },
        _ => Err(no_objects()),
    }
}

fn no_objects() -> Error {
    Error::Import(
        "The file holds something else than a list of objects. Nothing was written: choose another file."
            .into(),
    )
}

/// A value as a cell of a table; None for one that has no place in a cell.
fn cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        }
        Value::Object(money) if money.len() == 2 => {
            let currency = Currency::parse(money.get("currency")?.as_str()?)?;
            let amount = format_decimal(money.get("minor")?.as_i64()?, currency.decimals());
            Some(format!("{amount} {currency}"))
        }
        Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_objects_is_bounded_in_rows() {
        let rows = format!("[{{\"a\":1}}{}]", ",{\"a\":1}".repeat(ROWS as usize));
        let error = sheet(rows.as_bytes(), None).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("250000 rows"), "{error}");
    }
    use proptest::prelude::*;

    fn read(text: &str) -> Sheet {
        sheet(text.as_bytes(), None).map_err(|e| e.to_string()).unwrap()
    }

    #[test]
    fn objects_are_rows_however_they_stand() {
        for text in [
            r#"{"name": "web01", "serial": null, "disks": [{"name": "sda"}]}"#,
            r#"[{"name": "web01", "serial": null}]"#,
            "{\"name\": \"web01\"}\n",
            r#"{"total": 1, "rows": [{"name": "web01", "serial": null}]}"#,
        ] {
            assert!(is_json(text.as_bytes()), "{text}");
            let sheet = read(text);
            assert_eq!((sheet.headers[0].as_str(), sheet.records[0].cell(0)), ("name", "web01"), "{text}");
            assert!(!sheet.headers.contains(&"disks".to_owned()));
        }
        let two = read(
            "{\"name\": \"a\"}\n{\"name\": \"b\", \"cores\": 8, \"price\": {\"minor\": 129900, \"currency\": \"EUR\"}}",
        );
        assert_eq!(two.headers, ["name", "cores", "price"]);
        assert_eq!(two.records[1].cells, ["b", "8", "1299.00 EUR"]);
        assert_eq!(two.records[0].cells, ["a", "", ""]);
    }

    #[test]
    fn csv_is_no_json_and_what_is_broken_says_so() {
        for text in ["name,seats\n", "[name],x\n", "", "{name}\n"] {
            assert!(!is_json(text.as_bytes()), "{text}");
        }
        for text in ["{\"name\": ", "[]", "[{\"a\": 1}, 2]", "{\"rows\": []}"] {
            let message = sheet(text.as_bytes(), None).map(|_| ()).unwrap_err().to_string();
            assert!(message.contains("Nothing was written"), "{message}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-c\\[\\]{}\",:0-9 \n]{0,60}") {
            let _ = sheet(text.as_bytes(), None);
        }
    }
}
