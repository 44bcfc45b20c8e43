//! A database in memory on a day of its own, and the words its tests share.

use chrono::NaiveDate;
use holdfast_core::{
    Act, Error,
    clock::Now,
    db::{Db, WriteTransaction},
    hardware::{
        self, DeviceInput, DeviceStatus,
        custody::{CustodyAct, CustodyInput},
    },
    history::Actor,
    people::{self, PersonInput},
};

pub(crate) const TODAY: &str = "2026-11-22";

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn act(title: &str) -> Act {
    act_on(title, TODAY)
}

pub(crate) fn act_on(title: &str, today: &str) -> Act {
    Act::new(Now::as_of(day(today)), Actor::CommandLine, title)
}

pub(crate) async fn begin() -> (Db, WriteTransaction) {
    let db = Db::in_memory().await.unwrap();
    let tx = db.write().await.unwrap();
    (db, tx)
}

pub(crate) fn laptop(tag: &str) -> DeviceInput {
    DeviceInput {
        name: "ThinkPad T14".into(),
        asset_tag: Some(tag.into()),
        serial: Some(format!("SN-{tag}")),
        category: Some("Laptop".into()),
        manufacturer: Some("Lenovo".into()),
        model: Some("ThinkPad T14".into()),
        status: DeviceStatus::InStock,
        location: Some("Store".into()),
        ..DeviceInput::default()
    }
}

pub(crate) async fn device(tx: &mut WriteTransaction, input: DeviceInput) -> String {
    hardware::create(tx, &act("Add"), input).await.unwrap()
}

pub(crate) async fn person(tx: &mut WriteTransaction, name: &str) -> String {
    let input = PersonInput { name: name.into(), ..PersonInput::default() };
    people::create(tx, &act("Add"), input).await.unwrap()
}

pub(crate) fn to(act: CustodyAct, person: &str, on: &str) -> CustodyInput {
    CustodyInput { act, person_id: Some(person.into()), on: Some(on.into()), ..CustodyInput::default() }
}

pub(crate) fn just(act: CustodyAct, on: &str) -> CustodyInput {
    CustodyInput { act, on: Some(on.into()), ..CustodyInput::default() }
}

pub(crate) fn field_of(error: &Error) -> (&str, String) {
    (error.field_name().unwrap_or("none"), error.to_string())
}
