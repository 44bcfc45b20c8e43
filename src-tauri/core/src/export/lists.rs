//! The lists as tables: rows as the window gets them, each cell by what its field holds.

use super::ExportColumn;
use crate::{
    Result, any_list, contracts,
    fields::{
        self, Choice, Field, FieldKind, List,
        custom::{self, CustomField, PREFIX},
    },
    ids::Kind,
    licenses,
    list::ListQuery,
    table::{Align, Cell, Column, Table},
};
use chrono::NaiveDate;
use serde_json::Value;
use sqlx::SqliteConnection;

/// The columns of a list, those of its fields first.
pub(super) fn columns(kind: Kind) -> impl Iterator<Item = &'static Field<'static>> {
    let all = fields::of_kind(kind).iter().chain(fields::computed(kind));
    all.filter(|field| field.list != List::Never)
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
    let rows = any_list::rows(conn, kind, query, today).await?;
    let mut table = of_rows(conn, kind, &rows, columns).await?;
    table.totals = totals(conn, kind, query, &table.columns, today).await?;
    Ok(table)
}

/// These rows, as the window gets them, under these columns.
async fn of_rows(
    conn: &mut SqliteConnection,
    kind: Kind,
    rows: &[Value],
    columns: &[ExportColumn],
) -> Result<Table> {
    let defined = custom::list(conn, Some(kind)).await?;
    let choices: Vec<Vec<Choice<'_>>> = defined.iter().map(CustomField::choices).collect();
    let custom: Vec<Field<'_>> =
        defined.iter().zip(&choices).map(|(field, choices)| field.field(choices)).collect();
    let listed: Vec<Option<&Field<'_>>> = columns
        .iter()
        .map(|column| match column.name.strip_prefix(PREFIX) {
            Some(name) => custom.iter().find(|field| field.name == name),
            None => self::columns(kind).find(|field| field.shown_name() == column.name),
        })
        .collect();
    let mut table = Table::new(
        title(kind),
        columns
            .iter()
            .zip(&listed)
            .map(|(column, field)| Column {
                name: column.name.clone(),
                heading: column.label.clone(),
                align: field.map_or(Align::Left, |field| fields::align(field.kind)),
            })
            .collect(),
    );
    table.rows = rows
        .iter()
        .map(|row| {
            let shown = |(column, field): (&ExportColumn, &Option<&Field<'_>>)| {
                field.map_or(Cell::Empty, |field| cell(field, shown(row, &column.name)))
            };
            columns.iter().zip(&listed).map(shown).collect()
        })
        .collect();
    Ok(table)
}

/// Rows of a kind's list, as the window gets them, under the columns that it shows at first, those named in `also`, and
/// the fields that people defined for it.
///
/// # Errors
/// When the database cannot be read.
pub async fn shown_at_first(
    conn: &mut SqliteConnection,
    kind: Kind,
    rows: &[Value],
    also: &[&str],
) -> Result<Table> {
    let shown = columns(kind).filter(|field| field.list == List::Shown || also.contains(&field.name));
    let mut listed: Vec<ExportColumn> = shown
        .map(|field| ExportColumn { name: field.shown_name().to_owned(), label: field.label.to_owned() })
        .collect();
    let defined = custom::list(conn, Some(kind)).await?.into_iter().filter(|field| field.input.shown);
    listed.extend(defined.map(|field| ExportColumn { name: field.column(), label: field.input.label }));
    of_rows(conn, kind, rows, &listed).await
}

/// What a column shows: a location is called by its whole path, a renewed term ends when its renewal does, and a year that
/// is paid in several currencies is all of them.
fn shown<'a>(row: &'a Value, name: &str) -> &'a Value {
    if let Some(name) = name.strip_prefix(PREFIX) {
        return row.get("custom").and_then(|values| values.get(name)).unwrap_or(&Value::Null);
    }
    let path = (name == "name").then(|| row.get("path")).flatten();
    let rolled = (name == "ends_on").then(|| row.get("renewed_until")).flatten().filter(|end| !end.is_null());
    let several = (name == "yearly").then(|| row.get("yearly_amounts")).flatten();
    let several = several.filter(|amounts| amounts.as_array().is_some_and(|amounts| amounts.len() > 1));
    path.or(rolled).or(several).or_else(|| row.get(name)).unwrap_or(&Value::Null)
}

fn cell(field: &Field<'_>, value: &Value) -> Cell {
    match value {
        Value::Array(parts) if field.kind == FieldKind::Money => {
            let parts: Vec<String> = parts.iter().map(|part| cell(field, part).plain()).collect();
            Cell::text(parts.join(", "))
        }
        value => fields::cell(field, &fields::of_json(value)),
    }
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
