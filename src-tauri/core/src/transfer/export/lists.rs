//! The lists as tables, with the columns that they have on screen.

use crate::{
    Error, Result, credentials, hardware,
    ids::Kind,
    licenses,
    list::ListQuery,
    people,
    table::{Cell, Column, Table},
    text_enum, vendors,
};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::SqliteConnection;

pub(super) fn no_list() -> Error {
    Error::Refused("Locations have no list of their own to export.".into())
}

/// The ids of the things that a query finds, in its order.
pub(super) async fn ids(
    conn: &mut SqliteConnection,
    kind: Kind,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Vec<String>> {
    fn of<Row>(rows: Vec<Row>, id: impl Fn(Row) -> String) -> Vec<String> {
        rows.into_iter().map(id).collect()
    }
    Ok(match kind {
        Kind::License => of(licenses::list(conn, query, today).await?.rows, |row| row.id),
        Kind::Device => of(hardware::list(conn, query, today).await?.rows, |row| row.id),
        Kind::Credential => of(credentials::list(conn, query, today).await?.rows, |row| row.id),
        Kind::Vendor => of(vendors::list(conn, query, today).await?.rows, |row| row.id),
        Kind::Person => of(people::list(conn, query, today).await?.rows, |row| row.id),
        Kind::Location => return Err(no_list()),
    })
}

pub(super) async fn table(
    conn: &mut SqliteConnection,
    kind: Kind,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Table> {
    match kind {
        Kind::License => licenses_table(conn, query, today).await,
        Kind::Device => hardware_table(conn, query, today).await,
        Kind::Credential => credentials_table(conn, query, today).await,
        Kind::Vendor => vendors_table(conn, query, today).await,
        Kind::Person => people_table(conn, query, today).await,
        Kind::Location => Err(no_list()),
    }
}

fn text(text: &Option<String>) -> Cell {
    Cell::text_or_empty(text.as_deref())
}

fn code(text: &Option<String>) -> Cell {
    Cell::code_or_empty(text.as_deref())
}

fn day(text: &Option<String>) -> Cell {
    Cell::stored_date(text.as_deref())
}

fn whole(number: u32) -> Cell {
    Cell::Whole(i64::from(number))
}

/// A word of a list as people read it: `in_use` is "in use".
fn word(value: &impl Serialize) -> Cell {
    Cell::text(text_enum::word(value).replace('_', " "))
}

async fn licenses_table(conn: &mut SqliteConnection, query: &ListQuery, today: NaiveDate) -> Result<Table> {
    let mut table = Table::new(
        "Licenses",
        vec![
            Column::left("name", "Name"),
            Column::left("publisher", "Publisher"),
            Column::left("vendor", "Vendor"),
            Column::left("category", "Category"),
            Column::left("kind", "Kind"),
            Column::right("starts_on", "Starts"),
            Column::right("ends_on", "Ends"),
            Column::right("cancel_by", "Cancel by"),
            Column::right("used", "Used"),
            Column::right("seats", "Seats"),
            Column::right("price", "Price"),
            Column::left("price_per_seat", "Price per seat"),
            Column::right("yearly", "A year"),
            Column::left("notes", "Notes"),
        ],
    );
    for row in licenses::list(conn, query, today).await?.rows {
        table.push(vec![
            Cell::text(row.name),
            text(&row.publisher),
            text(&row.vendor),
            text(&row.category),
            word(&row.kind),
            day(&row.starts_on),
            day(&row.renewed_until.or(row.ends_on)),
            day(&row.cancel_by),
            whole(row.used),
            row.seats.map_or_else(|| Cell::text("unlimited"), whole),
            Cell::money(row.price.as_ref()),
            if row.price.is_some() { Cell::YesNo(row.price_per_seat) } else { Cell::Empty },
            Cell::money(row.yearly.as_ref()),
            text(&row.notes),
        ]);
    }
    let place = table.columns.iter().position(|column| column.name == "yearly");
    for sum in licenses::sums(conn, query, today).await?.yearly {
        let mut total = vec![Cell::Empty; table.columns.len()];
        if let Some(first) = total.first_mut() {
            *first = Cell::text(format!("Total a year in {}", sum.currency));
        }
        if let Some(cell) = place.and_then(|place| total.get_mut(place)) {
            *cell = Cell::Money(sum);
        }
        table.totals.push(total);
    }
    Ok(table)
}

async fn hardware_table(conn: &mut SqliteConnection, query: &ListQuery, today: NaiveDate) -> Result<Table> {
    let mut table = Table::new(
        "Hardware",
        vec![
            Column::left("asset_tag", "Asset tag"),
            Column::left("name", "Name"),
            Column::left("serial", "Serial"),
            Column::left("category", "Category"),
            Column::left("manufacturer", "Manufacturer"),
            Column::left("model", "Model"),
            Column::left("status", "Status"),
            Column::left("holder", "Holder"),
            Column::left("location", "Location"),
            Column::left("vendor", "Vendor"),
            Column::right("purchased_on", "Purchased"),
            Column::right("price", "Price"),
            Column::right("covered_until", "Covered until"),
        ],
    );
    for row in hardware::list(conn, query, today).await?.rows {
        table.push(vec![
            code(&row.asset_tag),
            Cell::text(row.name),
            code(&row.serial),
            text(&row.category),
            text(&row.manufacturer),
            text(&row.model),
            word(&row.status),
            text(&row.holder),
            text(&row.location),
            text(&row.vendor),
            day(&row.purchased_on),
            Cell::money(row.price.as_ref()),
            day(&row.covered_until),
        ]);
    }
    Ok(table)
}

async fn credentials_table(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Table> {
    let mut table = Table::new(
        "Credentials",
        vec![
            Column::left("name", "Name"),
            Column::left("kind", "Kind"),
            Column::left("username", "User name"),
            Column::left("url", "URL"),
            Column::left("vendor", "Vendor"),
            Column::left("secret", "Value"),
            Column::right("changed_on", "Changed"),
            Column::right("rotate_on", "Change by"),
            Column::right("expires_on", "Expires"),
        ],
    );
    for row in credentials::list(conn, query, today).await?.rows {
        table.push(vec![
            Cell::text(row.name),
            word(&row.kind),
            code(&row.username),
            text(&row.url),
            text(&row.vendor),
            word(&row.secret),
            day(&row.changed_on),
            day(&row.rotate_on),
            day(&row.expires_on),
        ]);
    }
    Ok(table)
}

async fn vendors_table(conn: &mut SqliteConnection, query: &ListQuery, today: NaiveDate) -> Result<Table> {
    let mut table = Table::new(
        "Vendors",
        vec![
            Column::left("name", "Name"),
            Column::left("website", "Website"),
            Column::left("account_number", "Account number"),
            Column::left("support_phone", "Support phone"),
            Column::left("support_email", "Support e-mail"),
            Column::right("licenses", "Licenses"),
            Column::right("devices", "Devices"),
            Column::right("credentials", "Credentials"),
            Column::right("next_due_on", "Next due"),
        ],
    );
    for row in vendors::list(conn, query, today).await?.rows {
        table.push(vec![
            Cell::text(row.name),
            text(&row.website),
            code(&row.account_number),
            text(&row.support_phone),
            text(&row.support_email),
            whole(row.licenses),
            whole(row.devices),
            whole(row.credentials),
            day(&row.next_due_on),
        ]);
    }
    Ok(table)
}

async fn people_table(conn: &mut SqliteConnection, query: &ListQuery, today: NaiveDate) -> Result<Table> {
    let mut table = Table::new(
        "People",
        vec![
            Column::left("name", "Name"),
            Column::left("email", "E-mail"),
            Column::left("department", "Department"),
            Column::left("job_title", "Job title"),
            Column::left("location", "Location"),
            Column::right("leaves_on", "Leaves"),
            Column::right("devices", "Devices"),
            Column::right("seats", "Seats"),
        ],
    );
    for row in people::list(conn, query, today).await?.rows {
        table.push(vec![
            Cell::text(row.name),
            text(&row.email),
            text(&row.department),
            text(&row.job_title),
            text(&row.location),
            day(&row.leaves_on),
            whole(row.devices),
            whole(row.seats),
        ]);
    }
    Ok(table)
}
