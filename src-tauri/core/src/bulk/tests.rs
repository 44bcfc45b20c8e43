//! Edits of many: every field of every kind, the way back, and what one refusal does to the others.

use super::*;
use crate::{
    any_list, archive,
    clock::Now,
    db::Db,
    fields::{CustomValue, FieldKind, custom::CustomFieldInput},
    hardware::{self, DeviceInput},
    history::Actor,
    licenses::{self, LicenseInput},
    list::ListQuery,
    money::Money,
    people::{self, PersonInput},
};
use serde_json::Value as Json;

fn now() -> Now {
    Now::as_of("2026-06-15".parse().unwrap())
}

fn act(title: &str) -> Act {
    Act::new(now(), Actor::Window, title)
}

/// Everything that was entered, bookkeeping aside.
async fn entered(conn: &mut SqliteConnection) -> Json {
    fn plain(value: &mut Json) {
        match value {
            Json::Object(fields) => {
                for name in ["version", "updated_at", "exported_at"] {
                    fields.remove(name);
                }
                fields.values_mut().for_each(plain);
            }
            Json::Array(items) => items.iter_mut().for_each(plain),
            _ => {}
        }
    }
    let mut all = serde_json::from_slice(&archive::everything(conn, &now()).await.unwrap()).unwrap();
    plain(&mut all);
    all
}

async fn ids(conn: &mut SqliteConnection, kind: Kind, filter: &str) -> Vec<String> {
    let query = ListQuery { filter: filter.into(), ..Default::default() };
    any_list::ids(conn, kind, &query, now().today).await.unwrap()
}

fn set(name: &str, value: Option<CustomValue>) -> BulkEdit {
    BulkEdit { set: [(name.to_owned(), value)].into(), ..Default::default() }
}

fn number(number: i64) -> Option<CustomValue> {
    Some(CustomValue::Number(number))
}

fn text(text: &str) -> Option<CustomValue> {
    Some(CustomValue::Text(text.into()))
}

/// A value that a field of this kind takes, of a term that runs through 2026.
fn example(field: &BulkField, kind: FieldKind<'_>, apart: &HashMap<Kind, String>) -> CustomValue {
    CustomValue::Text(match kind {
        FieldKind::Count | FieldKind::Months | FieldKind::Percent => return CustomValue::Number(7),
        FieldKind::YesNo => return CustomValue::YesNo(true),
        FieldKind::Money => return CustomValue::Money(Money::new(1234, "EUR")),
        FieldKind::Day => match field.field.as_str() {
            "starts_on" => "2026-02-01".into(),
            "cancel_effective_on" => "2026-11-30".into(),
            "ends_on" | "leaves_on" | "expires_on" => "2027-03-31".into(),
            _ => "2026-05-04".into(),
        },
        FieldKind::Choice(words) => words.last().unwrap().word.to_owned(),
        FieldKind::ById(kind) => apart[&kind].clone(),
        FieldKind::Named(kind) => format!("Another {kind}"),
        FieldKind::Url => "https://a.example/page".into(),
        FieldKind::Host => "host.example".into(),
        FieldKind::Email => "a@example.com".into(),
        _ => "Other words".into(),
    })
}

#[tokio::test]
async fn every_field_of_every_kind_is_changed_undone_and_done_again() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let name = || "Apart".to_owned();
    let person = PersonInput { name: name(), ..Default::default() };
    let person = people::create(&mut conn, &act("Add"), person).await.unwrap();
    let device = DeviceInput { name: name(), ..Default::default() };
    let device = hardware::create(&mut conn, &act("Add"), device).await.unwrap();
    let place = crate::locations::LocationInput { name: name(), ..Default::default() };
    let place = crate::locations::create(&mut conn, &act("Add"), place).await.unwrap();
    let license = LicenseInput { name: name(), ..Default::default() };
    let license = licenses::create(&mut conn, &act("Add"), license).await.unwrap();
    let contract = crate::contracts::ContractInput { name: name(), ..Default::default() };
    let contract = crate::contracts::create(&mut conn, &act("Add"), contract).await.unwrap();
    let apart = HashMap::from([
        (Kind::Person, person),
        (Kind::Device, device),
        (Kind::Location, place),
        (Kind::License, license),
        (Kind::Contract, contract),
    ]);
    let mut tried = 0;
    for kind in Kind::ALL {
        let mut three = Vec::new();
        for number in 0..3 {
            let term = TermInput {
                starts_on: Some("2026-01-01".into()),
                ends_on: Some("2026-12-31".into()),
                cancelled_on: Some("2026-05-01".into()),
                ..Default::default()
            };
            let name = format!("Thing {number}");
            three.push(
                match kind {
                    Kind::License => {
                        let input = LicenseInput { name, terms: vec![term], ..Default::default() };
                        licenses::create(&mut conn, &act("Add"), input).await
                    }
                    Kind::Contract => {
                        let input =
                            crate::contracts::ContractInput { name, terms: vec![term], ..Default::default() };
                        crate::contracts::create(&mut conn, &act("Add"), input).await
                    }
                    Kind::Device => {
                        hardware::create(
                            &mut conn,
                            &act("Add"),
                            DeviceInput {
                                name,
                                price: Some(Money::new(100_000, "EUR")),
                                ..Default::default()
                            },
                        )
                        .await
                    }
                    Kind::Person => {
                        people::create(&mut conn, &act("Add"), PersonInput { name, ..Default::default() })
                            .await
                    }
                    Kind::Vendor => {
                        let input = crate::vendors::VendorInput { name, ..Default::default() };
                        crate::vendors::create(&mut conn, &act("Add"), input).await
                    }
                    Kind::Location => {
                        let input = crate::locations::LocationInput { name, ..Default::default() };
                        crate::locations::create(&mut conn, &act("Add"), input).await
                    }
                    Kind::Credential => {
                        let input = crate::credentials::CredentialInput { name, ..Default::default() };
                        crate::credentials::create(&mut conn, &act("Add"), input).await
                    }
                }
                .unwrap(),
            );
        }
        for field in fields(&mut conn, kind).await.unwrap() {
            let listed = match field.of {
                FieldOwner::Term => TermInput::FIELDS,
                _ => fields::of_kind(kind),
            };
            let listed = listed.iter().find(|listed| listed.name == field.field).unwrap();
            let edit = set(&field.name, Some(example(&field, listed.kind, &apart)));
            let before = entered(&mut conn).await;
            let said = preview(&mut conn, &act("Preview"), kind, &three, &edit).await.unwrap();
            assert_eq!(entered(&mut conn).await, before, "{kind}.{}: a preview writes nothing", field.name);
            let change = act("Edit");
            let done = perform(&mut conn, &change, kind, &three, &edit).await.unwrap();
            assert_eq!(
                (done.refused, done.changed + done.unchanged),
                (0, 3),
                "{kind}.{}: {done:?}",
                field.name
            );
            assert_eq!(BulkReport { written: done.written, ..said }, done, "{kind}.{}", field.name);
            if done.changed == 0 {
                continue;
            }
            tried += 1;
            let cells = &done.things[0].changes;
            assert!(cells.iter().any(|cell| cell.before != cell.after), "{kind}.{}: {cells:?}", field.name);
            let after = entered(&mut conn).await;
            assert_ne!(after, before, "{kind}.{}", field.name);
            let undo = act("Undo");
            history::undo(&mut conn, &undo, &change.batch).await.unwrap();
            assert_eq!(live(entered(&mut conn).await), live(before.clone()), "{kind}.{}: undone", field.name);
            history::redo(&mut conn, &act("Redo"), &change.batch)
                .await
                .unwrap_or_else(|error| panic!("{kind}.{}: {error}", field.name));
            assert_eq!(live(entered(&mut conn).await), live(after), "{kind}.{}: done again", field.name);
            history::undo(&mut conn, &act("Undo"), &change.batch).await.unwrap();
        }
    }
    assert!(60 < tried, "only {tried} fields changed anything");
}

/// Without vendors that an edit brought: an undo leaves them in Trash.
fn live(mut all: Json) -> Json {
    fn prune(value: &mut Json) {
        if let Json::Array(items) = value {
            items.retain(|item| item.get("deleted_at").is_none_or(Json::is_null));
        }
        match value {
            Json::Array(items) => items.iter_mut().for_each(prune),
            Json::Object(fields) => fields.values_mut().for_each(prune),
            _ => {}
        }
    }
    prune(&mut all);
    all
}

#[tokio::test]
async fn many_rows_are_changed_undone_and_done_again() {
    // HOLDFAST_ROWS=5000 tries as many.
    let rows: usize = std::env::var("HOLDFAST_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(150);
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let floor = CustomFieldInput {
        label: "Floor".into(),
        value_type: crate::fields::CustomType::Number,
        choices: Vec::new(),
        required: false,
        default: None,
        shown: false,
    };
    custom::create(&mut conn, &act("Define"), Kind::License, floor).await.unwrap();
    for number in 0..rows {
        let term = TermInput {
            starts_on: Some("2026-01-01".into()),
            ends_on: Some("2026-12-31".into()),
            price: Some(Money::new(1000 + i64::try_from(number).unwrap(), "EUR")),
            ..Default::default()
        };
        let input =
            LicenseInput { name: format!("License {number}"), terms: vec![term], ..Default::default() };
        licenses::create(&mut conn, &act("Add"), input).await.unwrap();
    }
    let before = entered(&mut conn).await;
    let all = ids(&mut conn, Kind::License, "").await;
    let edit = BulkEdit {
        set: [
            ("category".to_owned(), text("Office")),
            ("billing_months".to_owned(), Some(CustomValue::Number(12))),
            ("custom.floor".to_owned(), Some(CustomValue::Number(3))),
        ]
        .into(),
        add_tags: vec!["Finance".into()],
        price_by: Some(800),
        ..Default::default()
    };
    let change = act("Edit");
    let done = perform(&mut conn, &change, Kind::License, &all, &edit).await.unwrap();
    assert_eq!((done.changed, done.refused, done.written), (u32::try_from(rows).unwrap(), 0, true));
    assert_eq!(done.things.len(), NAMED.min(rows));
    let after = entered(&mut conn).await;
    let license = licenses::get(&mut conn, &all[0], now().today).await.unwrap();
    let number: i64 = license.fields.name.rsplit(' ').next().unwrap().parse().unwrap();
    let price = rounded(i128::from(1000 + number) * 108, 100);
    assert_eq!(license.fields.terms[0].price, Some(Money::new(i64::try_from(price).unwrap(), "EUR")));
    assert_eq!(
        (license.fields.tags, license.fields.category),
        (vec!["Finance".to_owned()], Some("Office".into()))
    );
    history::undo(&mut conn, &act("Undo"), &change.batch).await.unwrap();
    assert_eq!(entered(&mut conn).await, before);
    history::redo(&mut conn, &act("Redo"), &change.batch).await.unwrap();
    assert_eq!(entered(&mut conn).await, after);
    let again = perform(&mut conn, &act("Again"), Kind::License, &all, &set("category", text("Office")))
        .await
        .unwrap();
    assert_eq!((again.changed, again.unchanged, again.written), (0, u32::try_from(rows).unwrap(), false));
}

#[tokio::test]
async fn one_that_cannot_take_the_change_keeps_all_out_unless_it_may_be_left() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let mut all = Vec::new();
    for (name, start) in [("Early", "2026-01-01"), ("Late", "2027-06-01")] {
        let term = TermInput { starts_on: Some(start.into()), ..Default::default() };
        let input = LicenseInput { name: name.into(), terms: vec![term], ..Default::default() };
        all.push(licenses::create(&mut conn, &act("Add"), input).await.unwrap());
    }
    let gone = LicenseInput { name: "Gone".into(), ..Default::default() };
    let gone = licenses::create(&mut conn, &act("Add"), gone).await.unwrap();
    crate::trash::delete(&mut conn, &act("Delete"), Kind::License, &gone).await.unwrap();
    all.extend([gone, "no such id".into()]);
    let before = entered(&mut conn).await;
    let edit = set("ends_on", text("2026-12-31"));
    let kept_out = perform(&mut conn, &act("Edit"), Kind::License, &all, &edit).await.unwrap();
    assert_eq!((kept_out.changed, kept_out.refused, kept_out.written), (1, 3, false));
    assert_eq!(entered(&mut conn).await, before);
    let why: Vec<_> =
        kept_out.things.iter().filter_map(|thing| Some((&*thing.name, thing.refused.as_deref()?))).collect();
    assert_eq!(why.len(), 3, "{why:?}");
    assert!(why[0].0 == "Late" && why[0].1.contains("before the start"), "{why:?}");
    assert!(why[1].1.contains("Trash"), "{why:?}");
    let left = BulkEdit { skip_refused: true, ..edit };
    let done = perform(&mut conn, &act("Edit"), Kind::License, &all, &left).await.unwrap();
    assert_eq!((done.changed, done.refused, done.written), (1, 3, true));
    let early = licenses::get(&mut conn, &all[0], now().today).await.unwrap();
    assert_eq!(early.fields.terms[0].ends_on.as_deref(), Some("2026-12-31"));
}

#[tokio::test]
async fn an_edit_that_makes_no_sense_is_refused_before_anything_is_read() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    for (kind, edit, part) in [
        (Kind::Device, set("serial", text("X")), "no field that is changed for many"),
        (Kind::Device, set("name", text("X")), "no field that is changed for many"),
        (Kind::Device, set("tags", text("X")), "no field that is changed for many"),
        (Kind::Device, set("colour", text("X")), "There are: "),
        (Kind::Person, BulkEdit { price_by: Some(100), ..Default::default() }, "has no price"),
        (Kind::Device, BulkEdit { price_by: Some(-10_000), ..Default::default() }, "100 %"),
        (Kind::Device, BulkEdit { price_by: Some(1), ..set("price", None) }, "not both"),
        (Kind::Device, BulkEdit::default(), "Say what"),
        (Kind::License, set("notice_days", number(-3)), "“Notice (days)” takes no number below zero"),
        (Kind::License, set("seats", number(5_000_000_000)), "“Seats” does not take this value"),
        (Kind::License, set("auto_renews", None), "“Renews automatically” cannot be empty"),
        (Kind::License, set("kind", None), "“Kind” cannot be empty"),
        (Kind::License, set("kind", text("saas")), "“Kind” does not take this value"),
    ] {
        let refused = preview(&mut conn, &act("Preview"), kind, &[], &edit).await.unwrap_err();
        assert!(refused.to_string().contains(part), "{refused}");
    }
}

#[tokio::test]
async fn prices_of_all_open_terms_change_and_those_of_renewed_ones_stay() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.write().await.unwrap();
    let term = |start: &str, end: &str, minor| TermInput {
        starts_on: Some(start.into()),
        ends_on: Some(end.into()),
        price: Some(Money::new(minor, "EUR")),
        ..Default::default()
    };
    let first = term("2025-01-01", "2025-12-31", 10_000);
    let input = LicenseInput { name: "Suite".into(), terms: vec![first], ..Default::default() };
    let id = licenses::create(&mut conn, &act("Add"), input).await.unwrap();
    let license = licenses::get(&mut conn, &id, now().today).await.unwrap();
    let mut input = license.fields;
    let renewed = input.terms[0].id.clone();
    input.terms.push(TermInput { renews_term_id: renewed, ..term("2026-01-01", "2026-12-31", 10_001) });
    licenses::update(&mut conn, &act("Renew"), &id, license.version, input).await.unwrap();
    let by = BulkEdit { price_by: Some(-333), ..Default::default() };
    let done = perform(&mut conn, &act("Edit"), Kind::License, std::slice::from_ref(&id), &by).await.unwrap();
    let shown: Vec<_> = done.things[0].changes.iter().map(|c| (c.before.plain(), c.after.plain())).collect();
    // 100.01 less 3.33 % is 96.679…
    assert_eq!(shown, [("100.01 EUR".to_owned(), "96.68 EUR".to_owned())]);
    let license = licenses::get(&mut conn, &id, now().today).await.unwrap();
    let mut prices: Vec<i64> =
        license.fields.terms.iter().filter_map(|term| Some(term.price.as_ref()?.minor)).collect();
    prices.sort_unstable();
    assert_eq!(prices, [9668, 10_000]);
}
