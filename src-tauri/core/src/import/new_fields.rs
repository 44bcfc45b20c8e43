//! Columns that become fields of their kind: the import defines them, within its transaction and its act, so that an undo takes
//! them back with the values.

use super::{
    amounts::is_scientific,
    blanks::is_blank,
    columns::cell_text,
    counts,
    dates::{self, DateCell},
    model::{ColumnMapping, ImportOptions, NewField},
    sheet::{Catalog, CellKind},
};
use crate::{
    Act, Error, Result,
    fields::{
        CustomType,
        custom::{self, CustomFieldInput},
    },
    text::name_key,
};
use chrono::NaiveDate;
use holdfast_sheets::{Sheet, header_key};
use sqlx::SqliteConnection;

/// Defines the fields that are not there yet.
///
/// # Errors
/// [`Error::Field`] for a column that the file has not, and those of [`custom::create`].
pub(super) async fn define(
    conn: &mut SqliteConnection,
    act: &Act,
    sheet: &Sheet,
    options: &ImportOptions,
) -> Result<()> {
    let kind = options.kind.thing();
    for field in &options.new_fields {
        let place = place_of(sheet, &field.column)?;
        let label = sheet.headers.get(place).cloned().unwrap_or_default();
        let there = custom::list(conn, Some(kind)).await?;
        if there.iter().any(|known| name_key(&known.input.label) == name_key(&label)) {
            continue;
        }
        let input = CustomFieldInput {
            label,
            value_type: field.value_type.unwrap_or_else(|| guessed(sheet, place, act.now.today)),
            choices: Vec::new(),
            required: false,
            default: None,
            shown: false,
        };
        custom::create(conn, act, kind, input).await?;
    }
    Ok(())
}

/// The mapping of the columns whose fields are defined by now.
///
/// # Errors
/// [`Error::Field`] for a column that the file has not.
pub(super) fn mapping(catalog: Catalog, sheet: &Sheet, fields: &[NewField]) -> Result<Vec<ColumnMapping>> {
    let mut found = Vec::new();
    for field in fields {
        let place = place_of(sheet, &field.column)?;
        let Some(header) = sheet.headers.get(place) else { continue };
        let own = catalog.custom().find(|(_, own)| name_key(&own.label) == name_key(header));
        found.extend(
            own.map(|(_, own)| ColumnMapping { column: header.clone(), field: Some(own.name.clone()) }),
        );
    }
    Ok(found)
}

fn place_of(sheet: &Sheet, column: &str) -> Result<usize> {
    let exact = sheet.headers.iter().position(|header| name_key(header) == name_key(column));
    let loose = || sheet.headers.iter().position(|header| header_key(header) == header_key(column));
    exact.or_else(loose).ok_or_else(|| {
        let message = format!("The file has no column “{column}”. It has: {}.", sheet.headers.join(", "));
        Error::field("new_fields", message)
    })
}

/// What the values of a column are: days, whole numbers or yes and no where all are, else texts.
fn guessed(sheet: &Sheet, column: usize, today: NaiveDate) -> CustomType {
    let cells = || {
        let texts = sheet.records.iter().map(|record| cell_text(sheet, CellKind::Text, record.cell(column)));
        texts.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty() && !is_blank(text))
    };
    let all = |fits: &dyn Fn(&str) -> bool| cells().next().is_some() && cells().all(|text| fits(&text));
    let whole = |text: &str| {
        // A number that begins with zero is a code.
        let code = is_scientific(text) || (text.len() > 1 && text.starts_with('0'));
        !code && text.parse::<i64>().is_ok()
    };
    let day = |text: &str| matches!(dates::look(text, today), DateCell::Plain(..) | DateCell::Numbers { .. });
    let web = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    if all(&whole) {
        CustomType::Number
    } else if all(&|text| matches!(counts::yes_no(text), Ok(Some(_)))) {
        CustomType::YesNo
    } else if all(&day) {
        CustomType::Day
    } else if all(&web) {
        CustomType::Url
    } else if cells().any(|text| text.contains('\n') || text.chars().count() > 200) {
        CustomType::Notes
    } else {
        CustomType::Text
    }
}
