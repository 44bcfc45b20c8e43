//! Every field of a kind of thing, under the headings that the import knows.
//!
//! Licenses and hardware go by the import's own list of fields, so that what is written is what is read. A license has
//! a row for each holder, as the import reads one; its term is the leading one, earlier ones are in the JSON.

use crate::{
    Error, Result, contracts, credentials,
    fields::{self, Field, Fields},
    hardware::{DeviceInput, best_warranty},
    ids::Kind,
    licenses::LicenseInput,
    list::ListQuery,
    lists, people,
    table::{Align, Cell, Column, Table},
    terms::TermInput,
    text_enum,
    transfer::{
        model::ImportKind,
        people::{Holder, PersonRef},
        sheet::{self, CellKind},
        store::{self, Kept},
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

/// The columns of an import that are written: no secret, and nothing that becomes another field.
fn written(kind: ImportKind) -> Vec<&'static sheet::Field> {
    sheet::of(kind).iter().filter(|field| !field.secret() && !field.only_read).collect()
}

fn empty(title: &str, columns: &[&sheet::Field]) -> Table {
    let column = |field: &&sheet::Field| {
        let align = match field.kind {
            CellKind::Date
            | CellKind::Money
            | CellKind::Number
            | CellKind::Seats
            | CellKind::Months
            | CellKind::Warranty
            | CellKind::Percent => Align::Right,
            _ => Align::Left,
        };
        Column { name: field.name.clone(), heading: field.label.clone(), align }
    };
    Table::new(title, columns.iter().map(column).collect())
}

/// The cells of a row, by their columns.
type Cells = HashMap<String, Cell>;

/// What was entered, each field under the name of its column.
fn entered<T: Fields>(input: &T, column: impl Fn(&Field<'_>) -> String) -> Cells {
    let cell = |(place, field): (usize, &Field<'static>)| (column(field), fields::cell(field, &input.get(place)));
    T::FIELDS.iter().enumerate().map(cell).collect()
}

fn own(field: &Field<'_>) -> String {
    field.name.to_owned()
}

fn put(table: &mut Table, columns: &[&sheet::Field], mut cells: Cells) {
    table.push(columns.iter().map(|column| cells.remove(&column.name).unwrap_or_default()).collect());
}

/// What a row says of who holds it, by the holder's id.
async fn holders(conn: &mut SqliteConnection) -> Result<HashMap<String, Cells>> {
    let people = store::people(conn).await?;
    Ok(people
        .into_iter()
        .map(|person| {
            let cells = [
                ("holder_name", Cell::text(person.name)),
                ("holder_email", text(&person.email)),
                ("holder_username", code(&person.username)),
            ];
            (person.id, cells.map(|(column, cell)| (column.to_owned(), cell)).into())
        })
        .collect())
}

async fn hardware(conn: &mut SqliteConnection, ids: &[String]) -> Result<Table> {
    let columns = written(ImportKind::Hardware);
    let people = holders(conn).await?;
    let devices = store::devices(conn).await?;
    let mut devices: HashMap<String, Kept<DeviceInput>> =
        devices.into_iter().map(|kept| (kept.record.id.clone(), kept)).collect();
    let mut table = empty("Hardware", &columns);
    for Kept { record, input } in ids.iter().filter_map(|id| devices.remove(id)) {
        let mut cells = entered(&input, own);
        let best = best_warranty(&input.warranties, None).and_then(|place| input.warranties.get(place));
        if let Some(warranty) = best {
            cells.extend(entered(warranty, |field| format!("{}{}", sheet::WARRANTY, field.name)));
        }
        cells.extend(input.holder_id.as_ref().and_then(|id| people.get(id)).cloned().unwrap_or_default());
        cells.insert("parent".to_owned(), Cell::code_or_empty(record.own("parent")));
        put(&mut table, &columns, cells);
    }
    Ok(table)
}

/// What a row says of a holder.
fn said_of<'a>(holder: &Holder, known: &'a HashMap<String, Cells>) -> Option<&'a Cells> {
    match holder {
        Holder::Person(PersonRef::Known(id)) | Holder::Device(id) => known.get(id),
        Holder::Person(PersonRef::New(_)) | Holder::Absent(_) => None,
    }
}

async fn licenses(conn: &mut SqliteConnection, ids: &[String], today: NaiveDate) -> Result<Table> {
    let columns = written(ImportKind::Licenses);
    let mut known = holders(conn).await?;
    known.extend(store::devices(conn).await?.into_iter().filter_map(|Kept { record, input }| {
        let said = Cell::code(input.asset_tag.unwrap_or(input.name));
        Some((record.id, Cells::from([("holder_asset".to_owned(), said)])))
    }));
    let licenses = store::licenses(conn, &today.to_string()).await?;
    let mut licenses: HashMap<String, Kept<LicenseInput>> =
        licenses.into_iter().map(|kept| (kept.record.id.clone(), kept)).collect();
    let mut table = empty("Licenses", &columns);
    for Kept { record, input } in ids.iter().filter_map(|id| licenses.remove(id)) {
        let held: Vec<Option<&Cells>> = match record.holders.as_slice() {
            [] => vec![None],
            holders => holders.iter().map(|holder| said_of(holder, &known)).collect(),
        };
        // The term without an end, else the one with the last end, as the list shows it.
        let (added, bases): (Vec<&TermInput>, Vec<&TermInput>) =
            input.terms.iter().partition(|term| term.adds_to_term_id.is_some());
        let leading = bases.into_iter().max_by_key(|term| (term.ends_on.is_none(), term.ends_on.clone()));
        // Seats that were added to it, each by itself.
        let added = added.into_iter().filter(|term| Some(&term.ends_on) == leading.map(|term| &term.ends_on));
        let rows = held.into_iter().map(|holder| (holder, leading));
        for (holder, term) in rows.chain(added.map(|term| (None, Some(term)))) {
            let mut cells = entered(&input, own);
            if let Some(term) = term {
                cells.extend(entered(term, sheet::term_column));
                if term.price.is_none() {
                    cells.insert("price_per_seat".to_owned(), Cell::Empty);
                }
                if term.adds_to_term_id.is_some() {
                    cells.insert("true_up".to_owned(), Cell::YesNo(true));
                }
            }
            cells.extend(holder.cloned().unwrap_or_default());
            put(&mut table, &columns, cells);
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
