//! What these tests build their companies from.

use chrono::NaiveDate;
use holdfast_core::Act;
use holdfast_core::clock::Now;
use holdfast_core::contracts::{self, ContractInput, ContractKind};
use holdfast_core::hardware::{self, DeviceInput, WarrantyInput};
use holdfast_core::history::Actor;
use holdfast_core::licenses::{self, LicenseInput};
use holdfast_core::list::ListQuery;
use holdfast_core::money::{Money, Totals};
use holdfast_core::terms::TermInput;
use sqlx::SqliteConnection;

pub const TODAY: &str = "2026-11-22";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn act(title: &str) -> Act {
    Act::new(Now::as_of(day(TODAY)), Actor::CommandLine, title)
}

pub fn euros(cents: i64) -> Money {
    Money::new(cents, "EUR")
}

pub fn term(start: &str, end: Option<&str>) -> TermInput {
    TermInput {
        starts_on: Some(start.into()),
        ends_on: end.map(Into::into),
        price: Some(euros(120_000)),
        ..TermInput::default()
    }
}

pub async fn license(conn: &mut SqliteConnection, name: &str, terms: Vec<TermInput>) -> String {
    let input =
        LicenseInput { name: name.into(), vendor: Some("Acme".into()), terms, ..LicenseInput::default() };
    licenses::create(conn, &act("Add"), input).await.unwrap()
}

pub async fn contract(
    conn: &mut SqliteConnection,
    name: &str,
    devices: &[&str],
    terms: Vec<TermInput>,
) -> String {
    let input = ContractInput {
        name: name.into(),
        kind: ContractKind::Support,
        vendor: Some("Acme".into()),
        device_ids: devices.iter().map(|id| (*id).to_owned()).collect(),
        terms,
        ..ContractInput::default()
    };
    contracts::create(conn, &act("Add"), input).await.unwrap()
}

pub async fn device(conn: &mut SqliteConnection, name: &str, warranties: &[(&str, &str)]) -> String {
    let warranties = warranties
        .iter()
        .map(|(start, end)| WarrantyInput {
            starts_on: Some((*start).into()),
            ends_on: Some((*end).into()),
            ..WarrantyInput::default()
        })
        .collect();
    let input = DeviceInput { name: name.into(), warranties, ..DeviceInput::default() };
    hardware::create(conn, &act("Add"), input).await.unwrap()
}

pub fn only(condition: &str) -> ListQuery {
    ListQuery { only: Some(condition.into()), ..ListQuery::default() }
}

pub fn sum<'a>(amounts: impl Iterator<Item = &'a Money>) -> Vec<Money> {
    let mut totals = Totals::default();
    amounts.for_each(|amount| totals.add(amount));
    totals.into_vec()
}
