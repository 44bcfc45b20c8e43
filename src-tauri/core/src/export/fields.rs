//! Every field of a kind of thing, under the headings that the import knows.
//!
//! Licenses and hardware go by the import's own list of fields, so that what is written is what is read. A license has
//! a row for each holder, as the import reads one; its term is the leading one, earlier ones are in the JSON.

use crate::{
    Error, Result, contracts, credentials,
    fields::{
        self, Field, Fields,
        custom::{self, CustomField},
    },
    hardware::{DeviceInput, best_warranty},
    ids::Kind,
    import::{
        model::ImportKind,
        people::{Holder, PersonRef},
        sheet::{self, Catalog, CellKind},
        store::{self, Kept},
    },
    licenses::LicenseInput,
    list::ListQuery,
    lists, people,
    table::{Align, Cell, Column, Table},
    terms::TermInput,
    vendors::{self, Contact},
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
async fn written(conn: &mut SqliteConnection, kind: ImportKind) -> Result<Vec<&'static sheet::Field>> {
    let catalog = Catalog::of(conn, kind).await?;
    Ok(catalog.all().filter(|field| !field.secret() && !field.only_read).collect())
}

fn empty(title: &str, columns: &[&sheet::Field]) -> Table {
    let column = |field: &&sheet::Field| {
        let align = match field.kind {
            CellKind::Date
            | CellKind::Money
            | CellKind::Number
            | CellKind::Whole
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
    let cell =
        |(place, field): (usize, &Field<'static>)| (column(field), fields::cell(field, &input.get(place)));
    T::FIELDS.iter().enumerate().map(cell).collect()
}

/// What a thing holds of the fields that people defined.
fn own_cells(defined: &[CustomField], input: &impl Fields) -> Cells {
    let cell = |field: &CustomField| Some((field.column(), field.cell(input.custom()?)));
    defined.iter().filter_map(cell).collect()
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
    let columns = written(conn, ImportKind::Hardware).await?;
    let defined = custom::list(conn, Some(Kind::Device)).await?;
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
        cells.extend(own_cells(&defined, &input));
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
    let columns = written(conn, ImportKind::Licenses).await?;
    let defined = custom::list(conn, Some(Kind::License)).await?;
    let mut known = holders(conn).await?;
    known.extend(store::devices(conn).await?.into_iter().map(|Kept { record, input }| {
        let said = Cell::code(input.asset_tag.unwrap_or(input.name));
        (record.id, Cells::from([("holder_asset".to_owned(), said)]))
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
            cells.extend(own_cells(&defined, &input));
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

/// A column of a field, under a name that the field's part begins with.
fn column(field: &Field<'_>, prefix: &str, part: &str) -> Column {
    let heading = match part {
        "" => field.label.to_owned(),
        part => format!("{part} {}", field.label.to_lowercase()),
    };
    let name = format!("{prefix}{}", field.shown_name());
    Column { name, heading, align: fields::align(field.kind) }
}

/// A kind's fields as columns, then those of its part, then others, then those that people defined.
fn columns_of(
    kind: Kind,
    part: impl Iterator<Item = Column>,
    others: &[Column],
    defined: &[CustomField],
) -> Vec<Column> {
    let own = fields::of_kind(kind).iter().map(|field| column(field, "", ""));
    let custom = defined
        .iter()
        .map(|field| Column { name: field.column(), ..column(&field.field(&field.choices()), "", "") });
    own.chain(part).chain(others.iter().cloned()).chain(custom).collect()
}

fn add(table: &mut Table, mut cells: Cells) {
    let row = table.columns.iter().map(|column| cells.remove(&column.name).unwrap_or_default()).collect();
    table.push(row);
}

/// The fields of an input, and the names of what its links by id lead to.
fn with_links<T: Fields, const N: usize>(input: &T, links: [(&str, &Option<String>); N]) -> Cells {
    let mut cells = entered(input, own);
    cells.extend(links.map(|(column, name)| (column.to_owned(), text(name))));
    cells
}

const CONTACT: &str = "contact_";

async fn vendors_table(conn: &mut SqliteConnection, ids: &[String]) -> Result<Table> {
    let defined = custom::list(conn, Some(Kind::Vendor)).await?;
    let of_contact = |field: &Field<'_>| format!("{CONTACT}{}", field.name);
    let contact = Contact::FIELDS.iter().filter(|field| field.name != "primary");
    let contact = contact.map(|field| column(field, CONTACT, "Contact"));
    let mut table = Table::new("Vendors", columns_of(Kind::Vendor, contact, &[], &defined));
    for id in ids {
        let fields = vendors::get(conn, id).await?.fields;
        let mut cells = entered(&fields, own);
        let first = fields.contacts.iter().find(|contact| contact.primary).or(fields.contacts.first());
        cells.extend(first.map(|contact| entered(contact, of_contact)).unwrap_or_default());
        cells.extend(own_cells(&defined, &fields));
        add(&mut table, cells);
    }
    Ok(table)
}

async fn contracts_table(conn: &mut SqliteConnection, ids: &[String], today: NaiveDate) -> Result<Table> {
    let defined = custom::list(conn, Some(Kind::Contract)).await?;
    // Of the vendor of a term as of the contract itself there is one column.
    let of_term =
        |field: &Field<'_>| if field.name == "vendor" { "term_vendor" } else { field.name }.to_owned();
    let term = TermInput::FIELDS.iter().map(|field| match field.name {
        "vendor" => column(field, "term_", "Term"),
        _ => column(field, "", ""),
    });
    let devices = Column::left("devices", "Devices");
    let mut table = Table::new("Contracts", columns_of(Kind::Contract, term, &[devices], &defined));
    for id in ids {
        let contract = contracts::get(conn, id, today).await?;
        let mut cells = entered(&contract.fields, own);
        let mut bases = contract.terms.iter().filter(|term| term.fields.adds_to_term_id.is_none());
        cells.extend(bases.next().map(|term| entered(&term.fields, of_term)).unwrap_or_default());
        let devices: Vec<&str> = contract.devices.iter().map(|device| device.name.as_str()).collect();
        cells.insert("devices".to_owned(), Cell::text(devices.join(", ")));
        cells.extend(own_cells(&defined, &contract.fields));
        add(&mut table, cells);
    }
    Ok(table)
}

async fn people_table(conn: &mut SqliteConnection, ids: &[String], today: NaiveDate) -> Result<Table> {
    let defined = custom::list(conn, Some(Kind::Person)).await?;
    let mut table = Table::new("People", columns_of(Kind::Person, std::iter::empty(), &[], &defined));
    for id in ids {
        let person = people::get(conn, id, today).await?;
        let mut cells = with_links(&person.fields, [("manager", &person.manager)]);
        cells.extend(own_cells(&defined, &person.fields));
        add(&mut table, cells);
    }
    Ok(table)
}

async fn credentials_table(conn: &mut SqliteConnection, ids: &[String]) -> Result<Table> {
    let defined = custom::list(conn, Some(Kind::Credential)).await?;
    let mut table =
        Table::new("Credentials", columns_of(Kind::Credential, std::iter::empty(), &[], &defined));
    for id in ids {
        let one = credentials::get(conn, id).await?;
        let links = [
            ("license", &one.license),
            ("contract", &one.contract),
            ("device", &one.device),
            ("person", &one.person),
        ];
        let mut cells = with_links(&one.fields, links);
        cells.extend(own_cells(&defined, &one.fields));
        add(&mut table, cells);
    }
    Ok(table)
}
