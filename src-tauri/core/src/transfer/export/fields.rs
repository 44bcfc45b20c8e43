//! Every field of a kind of thing, under the headings that the import knows.
//!
//! Licenses and hardware go by the import's own list of fields, so that what is written is what is read. A license has
//! a row for each holder, as the import reads one; its term is the leading one, earlier ones are in the JSON.

use crate::{
    Error, Result, contracts, credentials,
    ids::Kind,
    list::ListQuery,
    lists,
    money::Money,
    people,
    table::{Align, Cell, Column, Table},
    text_enum,
    transfer::{
        derived::IMPORT_ONLY,
        fields::{self, CellKind, Field},
        matching::Record,
        model::ImportKind,
        people::{Holder, PersonRef},
        store::{self, Stored},
        values::UNLIMITED,
    },
    vendors,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;
use std::collections::HashMap;

pub(super) async fn table(
    conn: &mut SqliteConnection,
    kind: Kind,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Table> {
    let ids = lists::ids(conn, kind, query, today).await?;
    match kind {
        Kind::License => licenses(conn, &ids, today).await,
        Kind::Device => hardware(conn, &ids).await,
        Kind::Vendor => vendors_table(conn, &ids).await,
        Kind::Person => people_table(conn, &ids, today).await,
        Kind::Credential => credentials_table(conn, &ids).await,
        Kind::Contract => contracts_table(conn, &ids, today).await,
        Kind::Location => Err(Error::Refused("Locations have no list of their own.".into())),
    }
}

/// The fields of an import that are written: no secret, and a holder's name in one piece.
fn written(kind: ImportKind) -> Vec<&'static Field> {
    let parts = ["holder_first_name", "holder_last_name"];
    let kept = |field: &&Field| {
        !field.secret() && !parts.contains(&field.name) && !IMPORT_ONLY.contains(&field.name)
    };
    fields::of(kind).iter().filter(kept).collect()
}

fn empty(title: &str, fields: &[&Field]) -> Table {
    let column = |field: &&Field| {
        let align = match field.kind {
            CellKind::Date | CellKind::Money | CellKind::Number | CellKind::Seats | CellKind::Months => {
                Align::Right
            }
            _ => Align::Left,
        };
        Column { name: field.name.to_owned(), heading: field.label.to_owned(), align }
    };
    Table::new(title, fields.iter().map(column).collect())
}

/// Names and numbers that are copied, never counted.
const CODES: [&str; 8] =
    ["asset_tag", "serial", "order_number", "purchase_order", "mac", "ip", "holder_username", "username"];

fn cell(field: &Field, stored: Option<&String>) -> Cell {
    let Some(text) = stored else { return Cell::Empty };
    match field.kind {
        CellKind::Date => Cell::stored_date(Some(text)),
        CellKind::Money => money(text).map_or_else(|| Cell::text(text), Cell::Money),
        CellKind::YesNo => Cell::YesNo(text == "1"),
        CellKind::Choice(_) => Cell::text(text.replace('_', " ")),
        CellKind::Number | CellKind::Months | CellKind::Seats | CellKind::Warranty => {
            text.parse().map_or_else(|_| Cell::text(text), Cell::Whole)
        }
        _ if CODES.contains(&field.name) => Cell::code(text),
        _ => Cell::text(text),
    }
}

/// "1258 USD", as the import compares amounts.
fn money(stored: &str) -> Option<Money> {
    let (minor, currency) = stored.split_once(' ')?;
    Some(Money::new(minor.parse().ok()?, currency))
}

/// What a row says of who holds it.
async fn holders(conn: &mut SqliteConnection) -> Result<HashMap<String, Stored>> {
    let people = store::people(conn).await?;
    Ok(people
        .into_iter()
        .map(|person| {
            let mut fields = Stored::from([("holder_name", person.name)]);
            fields.extend(person.email.map(|email| ("holder_email", email)));
            fields.extend(person.username.map(|username| ("holder_username", username)));
            (person.id, fields)
        })
        .collect())
}

async fn hardware(conn: &mut SqliteConnection, ids: &[String]) -> Result<Table> {
    let fields = written(ImportKind::Hardware);
    let people = holders(conn).await?;
    let mut devices: HashMap<String, Record> =
        store::devices(conn).await?.into_iter().map(|device| (device.id.clone(), device)).collect();
    let mut table = empty("Hardware", &fields);
    for device in ids.iter().filter_map(|id| devices.remove(id)) {
        let mut stored = device.views.into_iter().next().unwrap_or_default().fields;
        let holder = device.holders.first().and_then(|holder| said_of(holder, &people));
        stored.extend(holder.cloned().unwrap_or_default());
        table.push(fields.iter().map(|field| cell(field, stored.get(field.name))).collect());
    }
    Ok(table)
}

/// What a row says of a holder.
fn said_of<'a>(holder: &Holder, known: &'a HashMap<String, Stored>) -> Option<&'a Stored> {
    match holder {
        Holder::Person(PersonRef::Known(id)) | Holder::Device(id) => known.get(id),
        Holder::Person(PersonRef::New(_)) | Holder::Absent(_) => None,
    }
}

async fn licenses(conn: &mut SqliteConnection, ids: &[String], today: NaiveDate) -> Result<Table> {
    let fields = written(ImportKind::Licenses);
    let mut known = holders(conn).await?;
    known.extend(store::devices(conn).await?.into_iter().filter_map(|device| {
        let said = device.own("asset_tag").or_else(|| device.own("name"))?.to_owned();
        Some((device.id, Stored::from([("holder_asset", said)])))
    }));
    let mut licenses: HashMap<String, Record> = store::licenses(conn, &today.to_string())
        .await?
        .into_iter()
        .map(|license| (license.id.clone(), license))
        .collect();
    let mut table = empty("Licenses", &fields);
    for license in ids.iter().filter_map(|id| licenses.remove(id)) {
        let held: Vec<Option<&Stored>> = match license.holders.as_slice() {
            [] => vec![None],
            holders => holders.iter().map(|holder| said_of(holder, &known)).collect(),
        };
        // The term without an end, else the one with the last end, as the list shows it.
        let leading = license
            .views
            .into_iter()
            .max_by_key(|view| (!view.fields.contains_key("ends_on"), view.fields.get("ends_on").cloned()));
        let stored = leading.unwrap_or_default().fields;
        // Seats that were added to it, each by itself.
        let added = license.added.into_iter();
        let added = added.filter(|view| view.fields.get("ends_on") == stored.get("ends_on"));
        let added: Vec<Stored> = added.map(|view| view.fields).collect();
        let rows = held.into_iter().map(|holder| (holder, &stored));
        for (holder, stored) in rows.chain(added.iter().map(|stored| (None, stored))) {
            let value = |field: &&Field| match field.name {
                name if name.starts_with("holder_") => {
                    cell(field, holder.and_then(|holder| holder.get(name)))
                }
                "price_per_seat" if !stored.contains_key("price") => Cell::Empty,
                "seats" if stored.get("seats").is_some_and(|seats| seats == UNLIMITED) => {
                    Cell::text(UNLIMITED)
                }
                name => cell(field, stored.get(name)),
            };
            table.push(fields.iter().map(value).collect());
        }
    }
    Ok(table)
}

fn text(text: &Option<String>) -> Cell {
    Cell::text_or_empty(text.as_deref())
}

fn code(text: &Option<String>) -> Cell {
    Cell::code_or_empty(text.as_deref())
}

fn tags(tags: &[String]) -> Cell {
    Cell::text(tags.join(", "))
}

async fn vendors_table(conn: &mut SqliteConnection, ids: &[String]) -> Result<Table> {
    let mut table = Table::new(
        "Vendors",
        vec![
            Column::left("name", "Name"),
            Column::left("website", "Website"),
            Column::left("portal_url", "Portal"),
            Column::left("address", "Address"),
            Column::left("account_number", "Account number"),
            Column::left("support_phone", "Support phone"),
            Column::left("support_email", "Support e-mail"),
            Column::left("support_hours", "Support hours"),
            Column::left("sla", "SLA"),
            Column::left("contact_name", "Contact"),
            Column::left("contact_role", "Contact's role"),
            Column::left("contact_email", "Contact's e-mail"),
            Column::left("contact_phone", "Contact's phone"),
            Column::left("tags", "Tags"),
            Column::left("notes", "Notes"),
        ],
    );
    for id in ids {
        let fields = vendors::get(conn, id).await?.fields;
        let contact = fields.contacts.iter().find(|contact| contact.primary).or(fields.contacts.first());
        table.push(vec![
            Cell::text(fields.name.as_str()),
            text(&fields.website),
            text(&fields.portal_url),
            text(&fields.address),
            code(&fields.account_number),
            code(&fields.support_phone),
            text(&fields.support_email),
            text(&fields.support_hours),
            text(&fields.sla),
            contact.map_or(Cell::Empty, |contact| Cell::text(contact.name.as_str())),
            contact.map_or(Cell::Empty, |contact| text(&contact.role)),
            contact.map_or(Cell::Empty, |contact| text(&contact.email)),
            contact.map_or(Cell::Empty, |contact| code(&contact.phone)),
            tags(&fields.tags),
            text(&fields.notes),
        ]);
    }
    Ok(table)
}

async fn contracts_table(conn: &mut SqliteConnection, ids: &[String], today: NaiveDate) -> Result<Table> {
    let mut table = Table::new(
        "Contracts",
        vec![
            Column::left("name", "Name"),
            Column::left("kind", "Kind"),
            Column::left("vendor", "Vendor"),
            Column::left("category", "Category"),
            Column::left("reference", "Reference"),
            Column::left("domain", "Domain"),
            Column::left("dns_host", "DNS host"),
            Column::left("sla", "SLA"),
            Column::left("escalation", "Escalation"),
            Column::right("starts_on", "Starts"),
            Column::right("ends_on", "Ends"),
            Column::right("price", "Price"),
            Column::right("billing_months", "Billed every (months)"),
            Column::left("auto_renews", "Renews by itself"),
            Column::right("renewal_months", "Renews for (months)"),
            Column::right("notice_months", "Notice (months)"),
            Column::right("notice_days", "Notice (days)"),
            Column::left("devices", "Devices"),
            Column::left("tags", "Tags"),
            Column::left("notes", "Notes"),
        ],
    );
    for id in ids {
        let contract = contracts::get(conn, id, today).await?;
        let fields = contract.fields;
        let number =
            |number: Option<u32>| number.map_or(Cell::Empty, |number| Cell::Whole(i64::from(number)));
        let bases = contract.terms.iter().filter(|term| term.fields.adds_to_term_id.is_none());
        let term = bases.map(|term| &term.fields).next();
        let devices: Vec<&str> = contract.devices.iter().map(|device| device.name.as_str()).collect();
        table.push(vec![
            Cell::text(fields.name.as_str()),
            Cell::text(text_enum::word(&fields.kind).replace('_', " ")),
            text(&fields.vendor),
            text(&fields.category),
            code(&fields.reference),
            text(&fields.domain),
            text(&fields.dns_host),
            text(&fields.sla),
            text(&fields.escalation),
            term.map_or(Cell::Empty, |term| Cell::stored_date(term.starts_on.as_deref())),
            term.map_or(Cell::Empty, |term| Cell::stored_date(term.ends_on.as_deref())),
            term.map_or(Cell::Empty, |term| Cell::money(term.price.as_ref())),
            number(term.and_then(|term| term.billing_months)),
            term.map_or(Cell::Empty, |term| Cell::YesNo(term.auto_renews)),
            number(term.and_then(|term| term.renewal_months)),
            number(term.and_then(|term| term.notice_months)),
            number(term.and_then(|term| term.notice_days)),
            Cell::text(devices.join(", ")),
            tags(&fields.tags),
            text(&fields.notes),
        ]);
    }
    Ok(table)
}

async fn people_table(conn: &mut SqliteConnection, ids: &[String], today: NaiveDate) -> Result<Table> {
    let mut table = Table::new(
        "People",
        vec![
            Column::left("name", "Name"),
            Column::left("email", "E-mail"),
            Column::left("username", "User name"),
            Column::left("employee_number", "Employee number"),
            Column::left("job_title", "Job title"),
            Column::left("department", "Department"),
            Column::left("phone", "Phone"),
            Column::left("location", "Location"),
            Column::left("manager", "Manager"),
            Column::right("starts_on", "Starts"),
            Column::right("leaves_on", "Leaves"),
            Column::left("tags", "Tags"),
            Column::left("notes", "Notes"),
        ],
    );
    for id in ids {
        let person = people::get(conn, id, today).await?;
        let fields = person.fields;
        table.push(vec![
            Cell::text(fields.name.as_str()),
            text(&fields.email),
            code(&fields.username),
            code(&fields.employee_number),
            text(&fields.job_title),
            text(&fields.department),
            code(&fields.phone),
            text(&fields.location),
            text(&person.manager),
            Cell::stored_date(fields.starts_on.as_deref()),
            Cell::stored_date(fields.leaves_on.as_deref()),
            tags(&fields.tags),
            text(&fields.notes),
        ]);
    }
    Ok(table)
}

async fn credentials_table(conn: &mut SqliteConnection, ids: &[String]) -> Result<Table> {
    let mut table = Table::new(
        "Credentials",
        vec![
            Column::left("name", "Name"),
            Column::left("kind", "Kind"),
            Column::left("username", "User name"),
            Column::left("url", "URL"),
            Column::left("vendor", "Vendor"),
            Column::left("license", "License"),
            Column::left("device", "Device"),
            Column::left("person", "Person"),
            Column::right("rotate_days", "Change every (days)"),
            Column::right("changed_on", "Changed"),
            Column::right("expires_on", "Expires"),
            Column::left("tags", "Tags"),
            Column::left("notes", "Notes"),
        ],
    );
    for id in ids {
        let credential = credentials::get(conn, id).await?;
        let fields = credential.fields;
        table.push(vec![
            Cell::text(fields.name.as_str()),
            Cell::text(text_enum::word(&fields.kind).replace('_', " ")),
            code(&fields.username),
            text(&fields.url),
            text(&fields.vendor),
            text(&credential.license),
            text(&credential.device),
            text(&credential.person),
            fields.rotate_days.map_or(Cell::Empty, |days| Cell::Whole(i64::from(days))),
            Cell::stored_date(fields.changed_on.as_deref()),
            Cell::stored_date(fields.expires_on.as_deref()),
            tags(&fields.tags),
            text(&fields.notes),
        ]);
    }
    Ok(table)
}
