//! The lists as tables: rows as the window gets them, each cell by what its field holds.

use super::ExportColumn;
use crate::{
    Result, contracts,
    ids::Kind,
    licenses,
    list::ListQuery,
    lists,
    money::Money,
    table::{Align, Cell, Column, Table},
};
use chrono::NaiveDate;
use serde_json::Value;
use sqlx::SqliteConnection;

/// The columns of a list in their order, each with its heading: what an export has that names none.
pub(super) fn columns(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::License => &[
            ("name", "Name"),
            ("publisher", "Publisher"),
            ("vendor", "Vendor"),
            ("category", "Category"),
            ("kind", "Kind"),
            ("starts_on", "Starts"),
            ("ends_on", "Ends"),
            ("cancel_by", "Cancel by"),
            ("used", "Used"),
            ("seats", "Seats"),
            ("price", "Price"),
            ("price_per_seat", "Price per seat"),
            ("yearly", "A year"),
            ("notes", "Notes"),
        ],
        Kind::Contract => &[
            ("name", "Name"),
            ("kind", "Kind"),
            ("vendor", "Vendor"),
            ("category", "Category"),
            ("reference", "Reference"),
            ("domain", "Domain"),
            ("starts_on", "Starts"),
            ("ends_on", "Ends"),
            ("cancel_by", "Cancel by"),
            ("devices", "Devices"),
            ("price", "Price"),
            ("yearly", "A year"),
            ("notes", "Notes"),
        ],
        Kind::Device => &[
            ("asset_tag", "Asset tag"),
            ("name", "Name"),
            ("serial", "Serial"),
            ("category", "Category"),
            ("manufacturer", "Manufacturer"),
            ("model", "Model"),
            ("status", "Status"),
            ("holder", "Holder"),
            ("location", "Location"),
            ("vendor", "Vendor"),
            ("purchased_on", "Purchased"),
            ("price", "Price"),
            ("covered_until", "Covered until"),
        ],
        Kind::Credential => &[
            ("name", "Name"),
            ("kind", "Kind"),
            ("username", "User name"),
            ("url", "URL"),
            ("vendor", "Vendor"),
            ("secret", "Value"),
            ("changed_on", "Changed"),
            ("rotate_on", "Change by"),
            ("expires_on", "Expires"),
        ],
        Kind::Vendor => &[
            ("name", "Name"),
            ("website", "Website"),
            ("account_number", "Account number"),
            ("support_phone", "Support phone"),
            ("support_email", "Support e-mail"),
            ("licenses", "Licenses"),
            ("contracts", "Contracts"),
            ("devices", "Devices"),
            ("credentials", "Credentials"),
            ("next_due_on", "Next due"),
        ],
        Kind::Person => &[
            ("name", "Name"),
            ("email", "E-mail"),
            ("department", "Department"),
            ("job_title", "Job title"),
            ("location", "Location"),
            ("leaves_on", "Leaves"),
            ("devices", "Devices"),
            ("seats", "Seats"),
        ],
        Kind::Location => &[
            ("path", "Location"),
            ("address", "Address"),
            ("devices", "Devices"),
            ("devices_within", "Devices within"),
            ("people", "People"),
        ],
    }
}

/// What the list of a kind is called.
pub(super) fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::License => "Licenses",
        Kind::Contract => "Contracts",
        Kind::Device => "Hardware",
        Kind::Credential => "Credentials",
        Kind::Vendor => "Vendors",
        Kind::Person => "People",
        Kind::Location => "Locations",
    }
}

pub(super) async fn table(
    conn: &mut SqliteConnection,
    kind: Kind,
    query: &ListQuery,
    columns: &[ExportColumn],
    today: NaiveDate,
) -> Result<Table> {
    let rows = lists::rows(conn, kind, query, today).await?;
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| columns.iter().map(|column| cell(&column.name, field(row, &column.name))).collect())
        .collect();
    let align = |place: usize| {
        let figures = |cell: &Cell| matches!(cell, Cell::Date(_) | Cell::Money(_) | Cell::Whole(_));
        let mut filled = cells.iter().filter_map(|row| row.get(place)).filter(|cell| **cell != Cell::Empty);
        if filled.next().is_some_and(figures) { Align::Right } else { Align::Left }
    };
    let mut table = Table::new(
        title(kind),
        columns
            .iter()
            .enumerate()
            .map(|(place, column)| Column {
                name: column.name.clone(),
                heading: column.label.clone(),
                align: align(place),
            })
            .collect(),
    );
    table.rows = cells;
    table.totals = totals(conn, kind, query, &table.columns, today).await?;
    Ok(table)
}

/// What a column shows: a renewed term ends when its renewal does.
fn field<'a>(row: &'a Value, name: &str) -> &'a Value {
    let rolled = (name == "ends_on").then(|| row.get("renewed_until")).flatten().filter(|end| !end.is_null());
    // A year that is paid in several currencies is all of them.
    let several = (name == "yearly").then(|| row.get("yearly_amounts")).flatten();
    let several = several.filter(|amounts| amounts.as_array().is_some_and(|amounts| amounts.len() > 1));
    rolled.or(several).or_else(|| row.get(name)).unwrap_or(&Value::Null)
}

/// Names and numbers that are copied, never counted.
const CODES: [&str; 6] = ["asset_tag", "serial", "account_number", "support_phone", "username", "reference"];
/// Words of a list, which stand with underscores between their parts.
const WORDS: [&str; 5] = ["kind", "status", "secret", "metric", "state"];

fn cell(name: &str, value: &Value) -> Cell {
    match value {
        Value::Null if name == "seats" => Cell::text("unlimited"),
        Value::Null => Cell::Empty,
        Value::Bool(yes) => Cell::YesNo(*yes),
        Value::Number(number) => number.as_i64().map_or_else(|| Cell::text(number.to_string()), Cell::Whole),
        Value::String(text) if CODES.contains(&name) => Cell::code(text),
        Value::String(text) if WORDS.contains(&name) => Cell::text(text.replace('_', " ")),
        Value::String(text) if is_day(name) => Cell::stored_date(Some(text)),
        Value::String(text) => Cell::text(text),
        Value::Array(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| cell("", part).plain()).collect();
            Cell::text(parts.join(", "))
        }
        Value::Object(_) => serde_json::from_value::<Money>(value.clone())
            .map_or_else(|_| Cell::text(value.to_string()), Cell::Money),
    }
}

/// Whether a field of this name holds a date.
fn is_day(name: &str) -> bool {
    ["_on", "_by", "_until", "_due"].iter().any(|end| name.ends_with(end))
}

/// The foot of a list: what its rows cost a year, per currency.
async fn totals(
    conn: &mut SqliteConnection,
    kind: Kind,
    query: &ListQuery,
    columns: &[Column],
    today: NaiveDate,
) -> Result<Vec<Vec<Cell>>> {
    let Some(place) = columns.iter().position(|column| column.name == "yearly").filter(|place| *place > 0)
    else {
        return Ok(Vec::new());
    };
    let sums = match kind {
        Kind::License => licenses::sums(conn, query, today).await?.yearly,
        Kind::Contract => contracts::sums(conn, query, today).await?.yearly,
        _ => return Ok(Vec::new()),
    };
    Ok(sums
        .into_iter()
        .map(|sum| {
            let mut total = vec![Cell::Empty; columns.len()];
            if let Some(first) = total.first_mut() {
                *first = Cell::text("Total a year");
            }
            if let Some(cell) = total.get_mut(place) {
                *cell = Cell::Money(sum);
            }
            total
        })
        .collect())
}
