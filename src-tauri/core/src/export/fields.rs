//! Every field of a kind of thing, under the headings that the import knows.
//!
//! All go by the import's own list of columns, so that what is written is what is read. A license has
//! a row for each holder, as the import reads one; its term is the leading one, earlier ones are in the JSON.

use crate::{
    Result, any_list,
    contracts::ContractInput,
    credentials::CredentialInput,
    fields::{
        self, Field, FieldKind, Fields,
        custom::{self, CustomField},
    },
    hardware::{DeviceInput, best_warranty},
    ids::Kind,
    import::{
        links,
        model::ImportKind,
        people::{Holder, PersonRef},
        sheet::{self, Catalog, CellKind},
        store::{self, Kept},
        things::{self, Thing},
    },
    licenses::LicenseInput,
    list::ListQuery,
    locations::LocationInput,
    people::PersonInput,
    table::{Align, Cell, Column, Table},
    terms::TermInput,
    vendors::VendorInput,
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
    let ids = any_list::ids(conn, kind, query, today).await?;
    let title = super::lists::title(kind);
    match kind {
        Kind::License => licenses(conn, &ids, today).await,
        Kind::Device => hardware(conn, &ids).await,
        Kind::Vendor => things::<VendorInput>(conn, title, &ids).await,
        Kind::Person => things::<PersonInput>(conn, title, &ids).await,
        Kind::Credential => things::<CredentialInput>(conn, title, &ids).await,
        Kind::Contract => things::<ContractInput>(conn, title, &ids).await,
        Kind::Location => things::<LocationInput>(conn, title, &ids).await,
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
            | CellKind::Billing
            | CellKind::Renewal
            | CellKind::Notice(_)
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
                cells.extend(entered(term, |field| sheet::term_column(ImportKind::Licenses, field)));
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

/// The kinds whose rows are what their list of fields says: a row for each contact of a vendor, else one for each thing.
async fn things<T: Written>(conn: &mut SqliteConnection, title: &str, ids: &[String]) -> Result<Table> {
    let kind = T::KIND.thing();
    let columns = written(conn, T::KIND).await?;
    let defined = custom::list(conn, Some(kind)).await?;
    let mut called: HashMap<Kind, HashMap<String, String>> = HashMap::new();
    for column in &columns {
        if let CellKind::Link(to) | CellKind::Links(to) = column.kind
            && !called.contains_key(&to)
        {
            called.insert(to, links::called(conn, to).await?);
        }
    }
    let name_of = |to: Kind, id: &str| called.get(&to).and_then(|names| names.get(id)).cloned();
    let all = store::things::<T>(conn).await?;
    let mut all: HashMap<String, Kept<T>> =
        all.into_iter().map(|kept| (kept.record.id.clone(), kept)).collect();
    let mut table = empty(title, &columns);
    for Kept { input, .. } in ids.iter().filter_map(|id| all.remove(id)) {
        let mut own = entered(&input, things::column);
        for (place, field) in T::FIELDS.iter().enumerate() {
            if let (FieldKind::ById(to), fields::Value::Text(id)) = (field.kind, input.get(place)) {
                own.insert(things::column(field), text(&name_of(to, &id)));
            }
        }
        own.extend(own_cells(&defined, &input));
        for (part, devices) in input.parts_written() {
            let mut cells = own.clone();
            cells.extend(part);
            let devices: Vec<String> = devices.iter().filter_map(|id| name_of(Kind::Device, id)).collect();
            cells.insert("devices".to_owned(), Cell::text(devices.join(", ")));
            put(&mut table, &columns, cells);
        }
    }
    Ok(table)
}

/// What a thing's rows say of its parts.
trait Written: Thing {
    /// The cells of each row, and the devices that they name.
    fn parts_written(&self) -> Vec<(Cells, Vec<String>)> {
        vec![(Cells::new(), Vec::new())]
    }
}

impl Written for PersonInput {}
impl Written for LocationInput {}
impl Written for CredentialInput {}

impl Written for VendorInput {
    fn parts_written(&self) -> Vec<(Cells, Vec<String>)> {
        let of_contact = |field: &Field<'_>| format!("{}{}", sheet::CONTACT, field.name);
        match self.contacts.as_slice() {
            [] => vec![(Cells::new(), Vec::new())],
            contacts => contacts.iter().map(|contact| (entered(contact, of_contact), Vec::new())).collect(),
        }
    }
}

impl Written for ContractInput {
    fn parts_written(&self) -> Vec<(Cells, Vec<String>)> {
        let bases = self.terms.iter().filter(|term| term.adds_to_term_id.is_none());
        let leading = bases.max_by_key(|term| (term.ends_on.is_none(), term.ends_on.clone()));
        let of_term = |field: &Field<'_>| sheet::term_column(ImportKind::Contracts, field);
        let mut cells = leading.map(|term| entered(term, of_term)).unwrap_or_default();
        if leading.is_none_or(|term| term.price.is_none()) {
            cells.insert("price_per_seat".to_owned(), Cell::Empty);
        }
        vec![(cells, self.device_ids.clone())]
    }
}
