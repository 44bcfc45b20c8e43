//! What goes out as a file comes back into another database as it was, of every kind and in every field.

use super::*;
use crate::{
    import::{ImportReport, links},
    terms,
};

/// The values of all fields, each link as what it leads to is called.
async fn said<T: Fields>(conn: &mut SqliteConnection, input: &T) -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    for (place, field) in T::FIELDS.iter().enumerate() {
        let value = match (field.kind, input.get(place)) {
            (FieldKind::ById(kind), Value::Text(id)) => {
                Value::Text(links::called(conn, kind).await.unwrap().remove(&id).unwrap_or(id))
            }
            (_, value) => value,
        };
        all.push((field.name, value));
    }
    all
}

async fn import(db: &Db, kind: Kind, bytes: &[u8]) -> ImportReport {
    let options = ImportOptions::new(ImportKind::of(kind));
    import::commit(db, None, bytes, &options, &act("Import"), |_, _| {}).await.unwrap()
}

/// By CSV, XLSX and JSON; and the same file again changes nothing.
async fn comes_back<T: Carried>(with_parts: impl Fn(usize, &Linked, T) -> T) {
    let kind = T::KIND;
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let there = linked(&mut conn).await;
    let mut expected = HashMap::new();
    for number in 0..2 {
        let input = with_parts(number, &there, filled(number, &there));
        let id = input.create(&mut conn, &act("Add")).await.unwrap();
        let input = T::load(&mut conn, &id).await.unwrap().1;
        expected.insert(named::<T>(number), (id, said(&mut conn, &input).await));
    }
    conn.commit().await.unwrap();
    let mut conn = db.read().await.unwrap();
    let mut kept = HashMap::new();
    for (name, (id, said)) in expected {
        let parts = parts(&mut conn, &id, kind).await;
        kept.insert(name, (said, parts));
    }
    let query = ListQuery::default();
    let table = export::table(&mut conn, kind, &query, &Columns::All, now().today).await.unwrap();
    let files = [
        ("CSV", table::csv(&table, CsvOptions::default()).unwrap()),
        ("XLSX", table::xlsx(std::slice::from_ref(&table)).unwrap()),
        ("JSON", export::json(&mut conn, kind, &query, &now()).await.unwrap()),
    ];
    drop(conn);
    for (form, bytes) in files {
        // Where they came from, nothing is new.
        let report = import(&db, kind, &bytes).await;
        assert_eq!(
            (report.new, report.updated, report.problems.len()),
            (0, 0, 0),
            "{kind} {form}: {report:?}"
        );

        let other = Db::in_memory().await.unwrap();
        let mut tx = other.write().await.unwrap();
        linked(&mut tx).await;
        tx.commit().await.unwrap();
        let report = import(&other, kind, &bytes).await;
        assert_eq!((report.new, report.problems.len()), (2, 0), "{kind} {form}: {report:?}");
        if form != "JSON" {
            assert_eq!(report.left_out, Vec::<String>::new(), "{kind} {form}");
        }
        let mut tx = other.read().await.unwrap();
        for (name, (said_before, parts_before)) in &kept {
            let query = ListQuery { filter: name.clone(), ..ListQuery::default() };
            let id = any_list::ids(&mut tx, kind, &query, now().today).await.unwrap().remove(0);
            let read = T::load(&mut tx, &id).await.unwrap().1;
            assert_eq!(&said(&mut tx, &read).await, said_before, "{kind} {form}");
            assert_eq!(&parts(&mut tx, &id, kind).await, parts_before, "{kind} {form}");
        }
        drop(tx);
        let report = import(&other, kind, &bytes).await;
        let writes = (report.new, report.updated, report.problems.len());
        assert_eq!(writes, (0, 0, 0), "{kind} {form} again: {report:?}");
    }
}

/// The contacts of a vendor; the term and the devices of a contract.
async fn parts(
    conn: &mut SqliteConnection,
    id: &str,
    kind: Kind,
) -> (Vec<Contact>, Vec<TermInput>, Vec<String>) {
    let (mut contacts, mut terms, mut devices) = (Vec::new(), Vec::new(), Vec::new());
    if kind == Kind::Vendor {
        contacts = vendors::get(conn, id).await.unwrap().fields.contacts;
        contacts.iter_mut().for_each(|contact| contact.id = None);
        assert_eq!(contacts.len(), 2);
    }
    if kind == Kind::Contract {
        terms = terms::inputs(conn, terms::Owner::Contract(id)).await.unwrap();
        terms.iter_mut().for_each(|term| term.id = None);
        let covered = contracts::get(conn, id, now().today).await.unwrap().devices;
        devices = covered.into_iter().map(|device| device.name).collect();
        assert_eq!((terms.len(), devices.len()), (1, 2));
    }
    (contacts, terms, devices)
}

#[tokio::test]
async fn vendors_come_back_with_their_contacts() {
    comes_back::<VendorInput>(|number, linked, input| {
        let contact: Contact = filled(number, linked);
        let second =
            Contact { primary: !contact.primary, name: "Second, of two".into(), ..Contact::default() };
        VendorInput { contacts: vec![contact, second], ..input }
    })
    .await;
}

#[tokio::test]
async fn people_come_back() {
    comes_back::<PersonInput>(|_, _, input| input).await;
}

#[tokio::test]
async fn locations_come_back() {
    comes_back::<LocationInput>(|_, _, input| input).await;
}

#[tokio::test]
async fn contracts_come_back_with_their_term_and_devices() {
    comes_back::<ContractInput>(|number, linked, input| ContractInput {
        terms: vec![TermInput { seats: None, ..term(number, linked) }],
        device_ids: linked.0[&Kind::Device].to_vec(),
        ..input
    })
    .await;
}

#[tokio::test]
async fn credentials_come_back_without_values() {
    comes_back::<CredentialInput>(|_, _, input| input).await;
}
