//! `holdfast list`: the lists of the window, for scripts.

use crate::{
    Outcome,
    args::{List, ListKind},
    context::Context,
    output::{self, Align, Table},
};
use anyhow::Result;
use chrono::NaiveDate;
use holdfast_core::{
    contracts::{self, ContractRow},
    credentials::{self, CredentialRow},
    db::Db,
    hardware::{self, DeviceRow},
    licenses::{self, LicenseRow},
    list::{ListQuery, Page},
    locations::{self, LocationRow},
    people::{self, PersonRow},
    vendors::{self, VendorRow},
};
use serde::Serialize;

pub async fn run(context: &Context, args: &List) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    answer(context, args, &db).await?;
    db.close().await;
    Ok(Outcome::Done)
}

async fn answer(context: &Context, args: &List, db: &Db) -> Result<()> {
    let (sort, descending) = match args.sort.strip_prefix('-') {
        Some(field) => (field, true),
        None => (args.sort.as_str(), false),
    };
    let query = ListQuery {
        filter: args.filter.clone(),
        sort: sort.to_owned(),
        descending,
        offset: args.offset,
        limit: args.limit,
        ..ListQuery::default()
    };
    let today = context.now.today;
    let mut conn = db.read().await?;
    match args.kind {
        ListKind::Licenses => {
            print(context, args, &licenses::list(&mut conn, &query, today).await?, licenses_table)
        }
        ListKind::Contracts => {
            print(context, args, &contracts::list(&mut conn, &query, today).await?, contracts_table)
        }
        ListKind::Hardware => {
            print(context, args, &hardware::list(&mut conn, &query, today).await?, hardware_table)
        }
        ListKind::Credentials => {
            print(context, args, &credentials::list(&mut conn, &query, today).await?, credentials_table)
        }
        ListKind::Vendors => {
            print(context, args, &vendors::list(&mut conn, &query, today).await?, vendors_table)
        }
        ListKind::People => {
            print(context, args, &people::list(&mut conn, &query, today).await?, people_table)
        }
        ListKind::Locations => {
            print(context, args, &locations::list(&mut conn, &query, today).await?, locations_table)
        }
    }
}

fn print<Row: Serialize>(
    context: &Context,
    args: &List,
    page: &Page<Row>,
    table: fn(&[Row], NaiveDate) -> Table,
) -> Result<()> {
    if context.json {
        return output::print_json(page);
    }
    if page.rows.is_empty() {
        output::message(if page.total > 0 {
            "No rows there: --offset goes past the last one."
        } else if args.filter.is_empty() {
            "There are none yet."
        } else {
            "Nothing matches the filter."
        });
        return Ok(());
    }
    output::print(&table(&page.rows, context.now.today).render())?;
    if (page.rows.len() as u64) < u64::from(page.total) {
        output::message(&format!("{} of {} shown", page.rows.len(), page.total));
    }
    Ok(())
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

fn licenses_table(rows: &[LicenseRow], today: NaiveDate) -> Table {
    let mut table = Table::new()
        .leading("Name")
        .shrinking("Vendor")
        .column("Ends", Align::Right)
        .column("", Align::Left)
        .column("Seats", Align::Right)
        .column("Price", Align::Right);
    for row in rows {
        let ends = row.renewed_until.as_deref().or(row.ends_on.as_deref());
        let seats = row.seats.map_or_else(|| row.used.to_string(), |seats| format!("{}/{seats}", row.used));
        table.row(vec![
            row.fields.name.clone(),
            text(&row.fields.vendor),
            if ends.is_none() && row.starts_on.is_some() { "perpetual".into() } else { output::date(ends) },
            output::relative(ends, today),
            seats,
            row.price.as_ref().map(output::money).unwrap_or_default(),
        ]);
    }
    table
}

fn contracts_table(rows: &[ContractRow], today: NaiveDate) -> Table {
    let mut table = Table::new()
        .leading("Name")
        .shrinking("Kind")
        .shrinking("Vendor")
        .column("Ends", Align::Right)
        .column("", Align::Left)
        .column("Price", Align::Right);
    for row in rows {
        let ends = row.renewed_until.as_deref().or(row.ends_on.as_deref());
        table.row(vec![
            row.fields.name.clone(),
            output::word(&row.fields.kind),
            text(&row.fields.vendor),
            if ends.is_none() && row.starts_on.is_some() { "open".into() } else { output::date(ends) },
            output::relative(ends, today),
            row.price.as_ref().map(output::money).unwrap_or_default(),
        ]);
    }
    table
}

fn hardware_table(rows: &[DeviceRow], _today: NaiveDate) -> Table {
    let mut table = Table::new()
        .column("Tag", Align::Left)
        .leading("Name")
        .column("Serial", Align::Left)
        .shrinking("Holder")
        .shrinking("Status")
        .column("Covered", Align::Right);
    for row in rows {
        table.row(vec![
            text(&row.fields.asset_tag),
            row.fields.name.clone(),
            text(&row.fields.serial),
            text(&row.holder),
            output::word(&row.fields.status),
            output::date(row.covered_until.as_deref()),
        ]);
    }
    table
}

fn credentials_table(rows: &[CredentialRow], today: NaiveDate) -> Table {
    let mut table = Table::new()
        .leading("Name")
        .shrinking("Kind")
        .shrinking("Username")
        .shrinking("Vendor")
        .column("Due", Align::Right)
        .column("", Align::Left);
    for row in rows {
        let due = [row.rotate_on.as_deref(), row.fields.expires_on.as_deref()].into_iter().flatten().min();
        table.row(vec![
            row.fields.name.clone(),
            output::word(&row.fields.kind),
            text(&row.fields.username),
            text(&row.fields.vendor),
            output::date(due),
            output::relative(due, today),
        ]);
    }
    table
}

fn vendors_table(rows: &[VendorRow], today: NaiveDate) -> Table {
    let mut table = Table::new()
        .leading("Name")
        .column("Support", Align::Left)
        .column("Lic", Align::Right)
        .column("Con", Align::Right)
        .column("Dev", Align::Right)
        .column("Next due", Align::Right)
        .column("", Align::Left);
    for row in rows {
        table.row(vec![
            row.fields.name.clone(),
            text(&row.fields.support_phone),
            row.licenses.to_string(),
            row.contracts.to_string(),
            row.devices.to_string(),
            output::date(row.next_due_on.as_deref()),
            output::relative(row.next_due_on.as_deref(), today),
        ]);
    }
    table
}

fn people_table(rows: &[PersonRow], today: NaiveDate) -> Table {
    let mut table = Table::new()
        .leading("Name")
        .shrinking("Email")
        .shrinking("Department")
        .column("Dev", Align::Right)
        .column("Seats", Align::Right)
        .column("Leaves", Align::Right)
        .column("", Align::Left);
    for row in rows {
        table.row(vec![
            row.fields.name.clone(),
            text(&row.fields.email),
            text(&row.fields.department),
            row.devices.to_string(),
            row.seats.to_string(),
            output::date(row.fields.leaves_on.as_deref()),
            output::relative(row.fields.leaves_on.as_deref(), today),
        ]);
    }
    table
}

fn locations_table(rows: &[LocationRow], _today: NaiveDate) -> Table {
    let mut table = Table::new()
        .leading("Location")
        .shrinking("Address")
        .column("Devices", Align::Right)
        .column("With those within", Align::Right)
        .column("People", Align::Right);
    for row in rows {
        table.row(vec![
            row.path.clone(),
            text(&row.fields.address),
            row.devices.to_string(),
            row.devices_within.to_string(),
            row.people.to_string(),
        ]);
    }
    table
}
