//! What holds for every field of every kind, from the lists alone: it is stored, changed, taken back, sorted, found,
//! told in the History and written to files. A field that is declared and not carried through fails here without a test
//! of its own.

use super::*;
use crate::{
    Act, any_list,
    clock::Now,
    contracts::{self, ContractInput},
    credentials::{self, CredentialInput},
    db::Db,
    export::{self, Columns},
    hardware::{self, DeviceInput, WarrantyInput},
    history::{self, Actor, Entity, Said},
    import::{self, ImportKind, ImportOptions},
    licenses::{self, LicenseInput},
    list::ListQuery,
    locations::{self, LocationInput},
    money::Money,
    people::{self, PersonInput},
    table::{self, Cell, CsvOptions, Table},
    tags,
    terms::TermInput,
    vendors::{self, Contact, VendorInput},
};
use chrono::{Days, NaiveDate};
use sqlx::SqliteConnection;
use std::collections::HashMap;

mod whole;

/// Things that fields can lead to, by kind.
struct Linked(HashMap<Kind, [String; 2]>);

const TODAY: &str = "2026-06-15";

fn now() -> Now {
    Now::as_of(TODAY.parse().unwrap())
}

fn act(title: &str) -> Act {
    Act::new(now(), Actor::Window, title)
}

async fn linked(conn: &mut SqliteConnection) -> Linked {
    let act = act("Prepare");
    let mut ids: HashMap<Kind, [String; 2]> = HashMap::new();
    for kind in Kind::ALL {
        let mut two = Vec::new();
        for number in 0..2 {
            let name = format!("Linked {kind} {number}");
            let id = match kind {
                Kind::Vendor => vendors::create(conn, &act, VendorInput { name, ..Default::default() }).await,
                Kind::License => {
                    licenses::create(conn, &act, LicenseInput { name, ..Default::default() }).await
                }
                Kind::Contract => {
                    contracts::create(conn, &act, ContractInput { name, ..Default::default() }).await
                }
                Kind::Device => {
                    hardware::create(conn, &act, DeviceInput { name, ..Default::default() }).await
                }
                Kind::Credential => {
                    credentials::create(conn, &act, CredentialInput { name, ..Default::default() }).await
                }
                Kind::Person => people::create(conn, &act, PersonInput { name, ..Default::default() }).await,
                Kind::Location => {
                    locations::create(conn, &act, LocationInput { name, ..Default::default() }).await
                }
            };
            two.push(id.unwrap());
        }
        ids.insert(kind, two.try_into().unwrap());
    }
    Linked(ids)
}

/// An input with a value in every field: unlike the default, and unlike that of another number.
fn filled<T: Fields>(number: usize, linked: &Linked) -> T {
    let mut input = T::default();
    for (place, field) in T::FIELDS.iter().enumerate() {
        let words = field.name.replace('_', " ");
        let day: NaiveDate = "2026-01-05".parse().unwrap();
        let value = match field.kind {
            FieldKind::Text => Value::Text(format!("Text{place}of{number} {words}")),
            // A domain is one too.
            FieldKind::Code => Value::Text(format!("c-{place}-{number}.example")),
            FieldKind::Email => Value::Text(format!("mail{place}.{number}@example.com")),
            FieldKind::Phone => Value::Text(format!("+49-30-55{number}{place}")),
            FieldKind::Host => Value::Text(format!("host{place}.{number}.example")),
            FieldKind::Url => Value::Text(format!("https://{number}.{place}.example.com/")),
            FieldKind::Notes => Value::Text(format!("Notes{place}of{number}\non {words}, with a comma")),
            FieldKind::Day => {
                let days = Days::new(u64::try_from(place * 7 + number).unwrap());
                Value::Text(day.checked_add_days(days).unwrap().to_string())
            }
            FieldKind::Money => {
                let minor = 9_000_000 - i64::try_from(place).unwrap() * 1_000;
                Value::Money(Money::new(minor + i64::try_from(number).unwrap(), ["EUR", "USD"][number]))
            }
            FieldKind::Count | FieldKind::Months | FieldKind::Percent => {
                Value::Number(i64::try_from(place + number * 3 + 2).unwrap())
            }
            FieldKind::YesNo => match input.get(place) {
                Value::YesNo(yes) => Value::YesNo(yes == (number == 1)),
                _ => Value::YesNo(number == 0),
            },
            FieldKind::Choice(words) => Value::Text(words[(number + 1) % words.len()].word.to_owned()),
            FieldKind::Named(kind) => Value::Text(format!("Linked {kind} {number}")),
            FieldKind::ById(kind) => Value::Text(linked.0[&kind][number].clone()),
            FieldKind::Tags => Value::Words(vec![format!("tag{number}"), "zone".to_owned()]),
        };
        input.set(place, value);
    }
    input
}

/// A word of the name that [`filled`] gives.
fn named<T: Fields>(number: usize) -> String {
    format!("Text{}of{number}", place_of(T::FIELDS, "name").unwrap())
}

/// The names of the fields in which two inputs differ.
fn different<T: Fields>(one: &T, other: &T) -> Vec<&'static str> {
    let differs = |(place, _): &(usize, &Field<'static>)| one.get(*place) != other.get(*place);
    T::FIELDS.iter().enumerate().filter(differs).map(|(_, field)| field.name).collect()
}

/// What every kind can do with an input.
trait Carried: Fields + Clone + Send + Sync {
    const KIND: Kind;
    async fn create(self, conn: &mut SqliteConnection, act: &Act) -> crate::Result<String>;
    async fn update(
        self,
        conn: &mut SqliteConnection,
        act: &Act,
        id: &str,
        version: u32,
    ) -> crate::Result<()>;
    async fn load(conn: &mut SqliteConnection, id: &str) -> crate::Result<(u32, Self)>;
}

macro_rules! carried {
    ($input:ident, $domain:ident, $kind:ident $(, $today:expr)?) => {
        impl Carried for $input {
            const KIND: Kind = Kind::$kind;

            async fn create(self, conn: &mut SqliteConnection, act: &Act) -> crate::Result<String> {
                $domain::create(conn, act, self).await
            }

            async fn update(self, conn: &mut SqliteConnection, act: &Act, id: &str, version: u32) -> crate::Result<()> {
                $domain::update(conn, act, id, version, self).await
            }

            async fn load(conn: &mut SqliteConnection, id: &str) -> crate::Result<(u32, Self)> {
                let thing = $domain::get(conn, id $(, $today)?).await?;
                Ok((thing.version, thing.fields))
            }
        }
    };
}

carried!(VendorInput, vendors, Vendor);
carried!(LicenseInput, licenses, License, now().today);
carried!(ContractInput, contracts, Contract, now().today);
carried!(DeviceInput, hardware, Device, now().today);
carried!(CredentialInput, credentials, Credential);
carried!(PersonInput, people, Person, now().today);
carried!(LocationInput, locations, Location);

/// Created, read back, changed, taken back, done again; sorted and found; told in the History; a column of files.
async fn carries_every_field<T: Carried>() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let linked = linked(&mut conn).await;
    let (first, second): (T, T) = (filled(0, &linked), filled(1, &linked));
    let default = T::default();
    assert_eq!(different(&first, &default).len(), T::FIELDS.len(), "a field has its default value");
    assert_eq!(different(&first, &second).len(), T::FIELDS.len(), "a field did not change");

    let id = first.clone().create(&mut conn, &act("Add")).await.unwrap();
    let (version, read) = T::load(&mut conn, &id).await.unwrap();
    assert_eq!(different(&read, &first), Vec::<&str>::new(), "not stored as entered");

    let change = act("Change");
    second.clone().update(&mut conn, &change, &id, version).await.unwrap();
    let read = T::load(&mut conn, &id).await.unwrap().1;
    assert_eq!(different(&read, &second), Vec::<&str>::new(), "not changed as entered");
    told_in_history::<T>(&mut conn, &id, &change.batch).await;

    let back = act("Back");
    history::undo(&mut conn, &back, &change.batch).await.unwrap();
    let read = T::load(&mut conn, &id).await.unwrap().1;
    assert_eq!(different(&read, &first), Vec::<&str>::new(), "not taken back");
    history::undo(&mut conn, &act("Again"), &back.batch).await.unwrap();
    let read = T::load(&mut conn, &id).await.unwrap().1;
    assert_eq!(different(&read, &second), Vec::<&str>::new(), "not done again");

    let mut other: T = filled(0, &linked);
    let name = place_of(T::FIELDS, "name").unwrap();
    other.set(name, Value::Text("Another of 0".to_owned()));
    let other = other.create(&mut conn, &act("Add another")).await.unwrap();
    sorted_and_found::<T>(&mut conn, [&other, &id]).await;
    written_to_files::<T>(&mut conn).await;
}

async fn told_in_history<T: Carried>(conn: &mut SqliteConnection, id: &str, batch: &str) {
    let entries = history::of_subject(conn, id, 100).await.unwrap();
    let changes: Vec<_> = entries
        .iter()
        .filter(|entry| entry.batch == batch && entry.entity == T::KIND.as_str())
        .flat_map(|entry| &entry.changes)
        .collect();
    for field in T::FIELDS.iter().filter(|field| field.kind != FieldKind::Tags) {
        let told = changes.iter().find(|change| change.label == field.label);
        let told = told.unwrap_or_else(|| panic!("the History does not name {}", field.label));
        for said in [&told.before, &told.after] {
            let readable = match said {
                Some(Said::Text(text)) => !text.contains('_') && !Kind::ALL.iter().any(|_| text.len() == 36),
                Some(_) => true,
                None => false,
            };
            assert!(readable, "{}: {said:?}", field.label);
        }
    }
    let unknown: Vec<_> = changes
        .iter()
        .filter(|change| change.label.contains('_') || change.label.contains("minor"))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// The two things, in the order that every ascending sort gives: `filled(0)` before `filled(1)`, choices by their word.
async fn sorted_and_found<T: Carried>(conn: &mut SqliteConnection, ids: [&str; 2]) {
    let today = now().today;
    for field in T::FIELDS.iter().chain(computed(T::KIND)).filter(|field| field.list != List::Never) {
        let mut orders = Vec::new();
        for descending in [false, true] {
            let query = ListQuery { sort: field.shown_name().to_owned(), descending, ..ListQuery::default() };
            let found = any_list::ids(conn, T::KIND, &query, today).await.unwrap();
            let order: Vec<String> = found.into_iter().filter(|id| ids.contains(&id.as_str())).collect();
            assert_eq!(order.len(), 2, "sorted by {}", field.name);
            orders.push(order);
        }
        // What is computed can be the same of both.
        if place_of(T::FIELDS, field.name).is_some() {
            assert_ne!(orders[0], orders[1], "{} does not sort", field.name);
        }
    }
    let second = T::load(conn, ids[1]).await.unwrap().1;
    for (place, field) in T::FIELDS.iter().enumerate().filter(|(_, field)| field.search != Search::Never) {
        let said = match second.get(place) {
            Value::Text(text) => text,
            Value::Words(words) => words[0].clone(),
            other => panic!("{} is no text: {other:?}", field.name),
        };
        // Its first word is in no other field.
        let said = said.split_whitespace().next().unwrap_or_default().to_owned();
        let query = ListQuery { filter: said.clone(), ..ListQuery::default() };
        let found = any_list::ids(conn, T::KIND, &query, today).await.unwrap();
        assert_eq!(found, [ids[1]], "{} is not found by “{said}”", field.name);
    }
}

async fn written_to_files<T: Carried>(conn: &mut SqliteConnection) {
    if T::KIND == Kind::Location {
        return;
    }
    let query = ListQuery { filter: named::<T>(1), ..ListQuery::default() };
    let table = export::table(conn, T::KIND, &query, &Columns::All, now().today).await.unwrap();
    assert_eq!(table.rows.len(), 1);
    for field in T::FIELDS {
        // Who holds a device stands in columns of its own.
        let name = if field.name == "holder_id" { "holder_name" } else { field.shown_name() };
        let place = table.columns.iter().position(|column| column.name == name);
        let place = place.unwrap_or_else(|| panic!("{name} has no column in files"));
        assert_ne!(table.rows[0][place], Cell::Empty, "{name} is left out of files");
        if field.name != "holder_id" {
            assert_eq!(table.columns[place].heading, field.label, "{name} has another name in files");
        }
    }
}

#[tokio::test]
async fn vendors_carry_every_field() {
    carries_every_field::<VendorInput>().await;
}

#[tokio::test]
async fn licenses_carry_every_field() {
    carries_every_field::<LicenseInput>().await;
}

#[tokio::test]
async fn contracts_carry_every_field() {
    carries_every_field::<ContractInput>().await;
}

#[tokio::test]
async fn devices_carry_every_field() {
    carries_every_field::<DeviceInput>().await;
}

#[tokio::test]
async fn credentials_carry_every_field() {
    carries_every_field::<CredentialInput>().await;
}

#[tokio::test]
async fn people_carry_every_field() {
    carries_every_field::<PersonInput>().await;
}

#[tokio::test]
async fn locations_carry_every_field() {
    carries_every_field::<LocationInput>().await;
}

/// The parts that have a list: a warranty, a contact, a term.
#[tokio::test]
async fn parts_carry_every_field() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let linked = linked(&mut conn).await;
    for number in 0..2 {
        // One that ends has an end, one for life has none.
        let mut warranty: WarrantyInput = filled(number, &linked);
        warranty.lifetime = number == 1;
        warranty.ends_on = warranty.ends_on.filter(|_| number == 0);
        let input = DeviceInput { warranties: vec![warranty.clone()], ..filled(number, &linked) };
        let id = hardware::create(&mut conn, &act("Add"), input).await.unwrap();
        let read = hardware::input_of(&mut conn, &id).await.unwrap().warranties.remove(0);
        assert_eq!(different(&read, &warranty), Vec::<&str>::new());

        let contact: Contact = filled(number, &linked);
        let input = VendorInput { contacts: vec![contact.clone()], ..filled(number, &linked) };
        let id = vendors::create(&mut conn, &act("Add"), input).await.unwrap();
        let read = vendors::get(&mut conn, &id).await.unwrap().fields.contacts.remove(0);
        assert_eq!(different(&read, &contact), Vec::<&str>::new());

        let term = term(number, &linked);
        let input = LicenseInput { terms: vec![term.clone()], ..filled(number, &linked) };
        let id = licenses::create(&mut conn, &act("Add"), input).await.unwrap();
        let read = licenses::get(&mut conn, &id, now().today).await.unwrap().fields.terms.remove(0);
        assert_eq!(different(&read, &term), Vec::<&str>::new());
    }
}

/// A term with a value in every field that go together.
fn term(number: usize, linked: &Linked) -> TermInput {
    let mut term: TermInput = filled(number, linked);
    term.ends_on = Some("2026-12-31".to_owned());
    term.cancel_effective_on = Some("2026-12-31".to_owned());
    term.cancelled_on = Some("2026-05-05".to_owned());
    term.auto_renews = true;
    term.price_per_seat = number == 0;
    term
}

/// What goes out as a file comes back into an empty database as it was.
#[tokio::test]
async fn devices_and_licenses_come_back_from_csv_whole() {
    come_back_whole(|table, _| table::csv(table, CsvOptions::default()).unwrap()).await;
}

#[tokio::test]
async fn devices_and_licenses_come_back_from_json_whole() {
    come_back_whole(|_, json| json).await;
}

#[tokio::test]
async fn devices_and_licenses_come_back_from_xlsx_whole() {
    come_back_whole(|table, _| table::xlsx(std::slice::from_ref(table)).unwrap()).await;
}

async fn come_back_whole(file: impl Fn(&Table, Vec<u8>) -> Vec<u8>) {
    let db = Db::in_memory().await.unwrap();
    let (mut device, mut license): (DeviceInput, LicenseInput);
    {
        let mut conn = db.write().await.unwrap();
        let linked = linked(&mut conn).await;
        device = filled(1, &linked);
        let mut warranty: WarrantyInput = filled(0, &linked);
        (warranty.lifetime, warranty.void) = (false, false);
        device.warranties = vec![warranty];
        license = filled(1, &linked);
        license.terms = vec![term(1, &linked)];
        hardware::create(&mut conn, &act("Add"), device.clone()).await.unwrap();
        licenses::create(&mut conn, &act("Add"), license.clone()).await.unwrap();
        conn.commit().await.unwrap();
    }
    let other = Db::in_memory().await.unwrap();
    for (kind, into) in [(Kind::Device, ImportKind::Hardware), (Kind::License, ImportKind::Licenses)] {
        let (table, json) = {
            let (mut conn, query) = (db.read().await.unwrap(), ListQuery::default());
            let table = export::table(&mut conn, kind, &query, &Columns::All, now().today).await.unwrap();
            (table, export::json(&mut conn, kind, &query, &now()).await.unwrap())
        };
        let is_json = file(&table, json.clone()) == json;
        let bytes = file(&table, json);
        let options = ImportOptions::new(into);
        let report = import::commit(&other, None, &bytes, &options, &act("Import"), |_, _| {}).await.unwrap();
        assert_eq!((report.new, report.problems.len()), (3, 0), "{report:?}");
        if !is_json {
            assert_eq!(report.left_out, Vec::<String>::new());
        }
    }
    let mut conn = other.read().await.unwrap();
    let query = |filter: String| ListQuery { filter, ..ListQuery::default() };
    let ids =
        any_list::ids(&mut conn, Kind::Device, &query(named::<DeviceInput>(1)), now().today).await.unwrap();
    let mut read = hardware::input_of(&mut conn, &ids[0]).await.unwrap();
    for (id, kind) in [(&mut read.holder_id, "person"), (&mut device.holder_id, "person")] {
        *id = id.as_ref().map(|_| kind.to_owned());
    }
    for id in [&mut read.parent_id, &mut device.parent_id] {
        *id = id.as_ref().map(|_| "device".to_owned());
    }
    assert_eq!(different(&read, &device), Vec::<&str>::new());
    assert_eq!(different(&read.warranties[0], &device.warranties[0]), Vec::<&str>::new());
    let ids =
        any_list::ids(&mut conn, Kind::License, &query(named::<LicenseInput>(1)), now().today).await.unwrap();
    let read = licenses::get(&mut conn, &ids[0], now().today).await.unwrap().fields;
    assert_eq!(different(&read, &license), Vec::<&str>::new());
    assert_eq!(different(&read.terms[0], &license.terms[0]), Vec::<&str>::new());
    assert_eq!(tags::of(&mut conn, &ids[0]).await.unwrap(), ["tag1", "zone"]);
}

#[test]
fn every_field_has_a_name_of_its_own_and_a_label() {
    for kind in Kind::ALL {
        let fields = [of_kind(kind), computed(kind)].concat();
        for (place, field) in fields.iter().enumerate() {
            assert!(!field.label.is_empty() && !field.label.contains('_'), "{}", field.name);
            let same = |other: &Field<'_>| other.name == field.name || other.label == field.label;
            assert!(!fields.iter().skip(place + 1).any(same), "{kind}: {} twice", field.name);
        }
    }
}

#[test]
fn a_column_belongs_to_the_field_that_is_written_in_it() {
    for table in [Kind::License.into(), Kind::Device.into(), Entity::Term, Entity::Warranty, Entity::Contact]
    {
        for field in of_table(table) {
            for column in columns(field) {
                let holders: Vec<&str> = of_table(table)
                    .iter()
                    .filter(|other| holds(other, &column))
                    .map(|other| other.name)
                    .collect();
                if column == format!("{}_key", field.name) {
                    assert!(holders.is_empty(), "{column} is computed");
                } else {
                    assert_eq!(holders, [field.name], "{column}");
                }
            }
        }
    }
}

#[test]
fn a_number_is_as_large_as_its_field_takes_and_no_larger() {
    let at_most = |days: u32| TermInput { notice_days: Some(days), ..Default::default() };
    assert!(bounds("terms.0", &at_most(3650)).is_ok());
    let refused = bounds("terms.0", &at_most(3651)).unwrap_err();
    assert_eq!(refused.field_name(), Some("terms.0.notice_days"));
    assert_eq!(refused.to_string(), "“Notice (days)” is at most 3,650.");
    let refused = written(&TermInput { tax_rate: Some(10_001), ..Default::default() }).unwrap_err();
    assert_eq!((refused.field_name(), refused.to_string().contains("100 %")), (Some("tax_rate"), true));
}
