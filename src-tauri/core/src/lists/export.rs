//! A list as CSV for a spreadsheet: RFC 4180 with CRLF, UTF-8 with a byte order mark (without one Excel takes the
//! file for the system's old code page).

use crate::{
    Error, Result,
    money::{Currency, format_decimal},
};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// A column of the file: a field of the list's rows under the head the person sees.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportColumn {
    /// The field of the row.
    pub name: String,
    pub label: String,
}

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Rows as CSV. An amount becomes two cells, the number and its currency; dates stay as they are kept, YYYY-MM-DD.
pub fn csv_of(columns: &[ExportColumn], rows: &[Value]) -> Result<Vec<u8>> {
    let failed = |error: csv::Error| Error::Internal(error.to_string());
    let amounts: Vec<bool> = columns
        .iter()
        .map(|column| rows.iter().any(|row| row.get(&column.name).is_some_and(Value::is_object)))
        .collect();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for (column, is_amount) in columns.iter().zip(&amounts) {
        writer.write_field(harmless(&column.label).as_ref()).map_err(failed)?;
        if *is_amount {
            writer.write_field(format!("{} (currency)", column.label)).map_err(failed)?;
        }
    }
    writer.write_record(None::<&[u8]>).map_err(failed)?;
    for row in rows {
        for (column, is_amount) in columns.iter().zip(&amounts) {
            let value = row.get(&column.name).unwrap_or(&Value::Null);
            if *is_amount {
                let (number, currency) = amount(value).unwrap_or_default();
                writer.write_field(number).map_err(failed)?;
                writer.write_field(currency).map_err(failed)?;
            } else {
                writer.write_field(cell(value).as_ref()).map_err(failed)?;
            }
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Error::Internal(error.to_string()))
}

fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => harmless(text),
        Value::Bool(yes) => Cow::Borrowed(if *yes { "yes" } else { "no" }),
        Value::Array(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| cell(part).into_owned()).collect();
            Cow::Owned(harmless(&parts.join(", ")).into_owned())
        }
        other => Cow::Owned(other.to_string()),
    }
}

/// The number with its currency's decimals, and the currency.
fn amount(value: &Value) -> Option<(String, String)> {
    let code = value.get("currency")?.as_str()?;
    let decimals = Currency::parse(code).map_or(2, |currency| currency.decimals());
    Some((format_decimal(value.get("minor")?.as_i64()?, decimals), code.to_owned()))
}

/// A text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe in front, as OWASP
/// ("CSV Injection") advises.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn column(name: &str) -> ExportColumn {
        ExportColumn { name: name.into(), label: name.into() }
    }

    #[test]
    fn cells_that_look_like_formulas_are_made_harmless() {
        let rows = [json!({"a": "=1+1", "b": "-x"}), json!({"a": "@SUM(A1)", "b": "+49 30"})];
        let text = String::from_utf8(csv_of(&[column("a"), column("b")], &rows).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}a,b\r\n'=1+1,'-x\r\n'@SUM(A1),'+49 30\r\n");
    }

    #[test]
    fn amounts_are_a_number_and_a_currency() {
        let rows = [
            json!({"p": {"minor": -123_450, "currency": "EUR"}}),
            json!({"p": null}),
            json!({
                "p": {"minor": 500, "currency": "JPY"}
            }),
        ];
        let text = String::from_utf8(csv_of(&[column("p")], &rows).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}p,p (currency)\r\n-1234.50,EUR\r\n,\r\n500,JPY\r\n");
    }

    #[test]
    fn lines_quotes_and_commas_come_back_as_they_were() {
        let told = "one, \"two\"\nthree";
        let file = csv_of(&[column("notes")], &[json!({ "notes": told })]).unwrap();
        let mut reader = csv::Reader::from_reader(file.as_slice());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(record.get(0), Some(told));
    }
}
