//! What the tests begin with: a day, people, devices, terms.

use chrono::NaiveDate;
use holdfast_core::{
    Act,
    clock::Now,
    contracts::ContractInput,
    hardware::{self, DeviceInput, WarrantyInput},
    history::Actor,
    list::ListQuery,
    money::Money,
    people,
    terms::TermInput,
};
use sqlx::SqliteConnection;

pub const TODAY: &str = "2026-11-22";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn act(title: &str) -> Act {
    Act::new(Now::as_of(day(TODAY)), Actor::CommandLine, title)
}

pub fn only(condition: &str) -> ListQuery {
    ListQuery { only: Some(condition.into()), ..ListQuery::default() }
}

pub async fn person(conn: &mut SqliteConnection, name: &str) -> String {
    let input = people::PersonInput { name: name.into(), ..people::PersonInput::default() };
    people::create(conn, &act("Add"), input).await.unwrap()
}

pub async fn device(conn: &mut SqliteConnection, name: &str, warranty_until: Option<&str>) -> String {
    let warranties = warranty_until.map(|end| WarrantyInput {
        starts_on: Some("2024-01-15".into()),
        ends_on: Some(end.into()),
        ..WarrantyInput::default()
    });
    let input = DeviceInput {
        name: name.into(),
        warranties: warranties.into_iter().collect(),
        ..DeviceInput::default()
    };
    hardware::create(conn, &act("Add"), input).await.unwrap()
}

pub fn yearly_term(start: &str, end: &str, seats: u32, cents: i64) -> TermInput {
    TermInput {
        starts_on: Some(start.into()),
        ends_on: Some(end.into()),
        seats: Some(seats),
        price: Some(Money::new(cents, "EUR")),
        price_per_seat: true,
        billing_months: Some(12),
        auto_renews: true,
        notice_months: Some(1),
        ..TermInput::default()
    }
}

pub fn support(name: &str, devices: &[&str], terms: Vec<TermInput>) -> ContractInput {
    ContractInput {
        name: name.into(),
        device_ids: devices.iter().map(|id| (*id).to_owned()).collect(),
        terms,
        ..ContractInput::default()
    }
}
