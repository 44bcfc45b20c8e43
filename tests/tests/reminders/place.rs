//! A data folder with things that end, and `holdfast remind` on it.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use holdfast_core::{
    Act,
    clock::Now,
    db::Db,
    history::Actor,
    licenses::{self, LicenseInput},
    mail::{self, MailSecurity, MailSettings},
    reminders::policy::{self, ReminderPolicy},
    terms::TermInput,
};
use holdfast_tests::{
    cli::{Outcome, holdfast_in},
    sandbox::Sandbox,
    session::Session,
};
use serde_json::Value;

/// The day of these tests, unless a test says another one.
pub const DAY: &str = "2026-11-22";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// So many days after [`DAY`].
pub fn after(days: u64) -> NaiveDate {
    day(DAY).checked_add_days(Days::new(days)).unwrap()
}

/// The morning of a day, in UTC and by the wall clock alike.
pub fn at(date: NaiveDate, hour: u32, minute: u32) -> Now {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    Now { at: DateTime::from_naive_utc_and_offset(date.and_time(time), Utc), today: date, time }
}

pub fn act(now: Now) -> Act {
    Act::new(now, Actor::CommandLine, "Test")
}

pub async fn open(sandbox: &Sandbox) -> Db {
    Db::open(&sandbox.data_dir(), &at(day(DAY), 8, 0)).await.unwrap()
}

/// Adds licenses with the days they end on, and gives their ids.
pub async fn add(db: &Db, ending: &[(&str, NaiveDate)]) -> Vec<String> {
    let mut tx = db.write().await.unwrap();
    let mut ids = Vec::new();
    for (name, ends_on) in ending {
        let term = TermInput { ends_on: Some(ends_on.to_string()), ..TermInput::default() };
        let input = LicenseInput { name: (*name).to_owned(), terms: vec![term], ..LicenseInput::default() };
        ids.push(licenses::create(&mut tx, &act(at(day(DAY), 8, 0)), input).await.unwrap());
    }
    tx.commit().await.unwrap();
    ids
}

/// The usual policy, told at any time of the day, with the given change.
pub async fn choose(db: &Db, change: impl FnOnce(&mut ReminderPolicy)) {
    let mut chosen = ReminderPolicy { deliver_at: "00:00".to_owned(), ..ReminderPolicy::default() };
    change(&mut chosen);
    let mut tx = db.write().await.unwrap();
    policy::set(&mut tx, chosen).await.unwrap();
    tx.commit().await.unwrap();
}

/// An account at a server on this computer; mail is on, notifications are off.
pub async fn mail_account(db: &Db, port: u16, change: impl FnOnce(&mut MailSettings)) {
    let mut account = MailSettings {
        host: "localhost".to_owned(),
        port,
        security: MailSecurity::None,
        from: "it@example.com".to_owned(),
        to: vec!["anna@example.com".to_owned()],
        ..MailSettings::default()
    };
    change(&mut account);
    choose(db, |policy| (policy.notifications, policy.email) = (false, true)).await;
    let mut tx = db.write().await.unwrap();
    mail::set(&mut tx, account).await.unwrap();
    tx.commit().await.unwrap();
}

/// Runs `holdfast remind --json` as if a day had come.
pub fn remind(sandbox: &Sandbox, session: &Session<'_>, today: NaiveDate, more: &[&str]) -> Outcome {
    let today = today.to_string();
    let words = [&["remind", "--json", "--as-of", &today], more].concat();
    holdfast_in(sandbox, session, &words).unwrap()
}

/// Names and steps of what a run told. It must have told everything.
pub fn told(outcome: &Outcome) -> Vec<(String, u64)> {
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    reminders(outcome)
}

/// Names and steps of what a run told, whatever else it could not tell.
pub fn reminders(outcome: &Outcome) -> Vec<(String, u64)> {
    let answer = outcome.json().unwrap();
    let listed = answer["reminders"].as_array().unwrap();
    let places: BTreeSet<String> = listed
        .iter()
        .map(|one| format!("{}{}{}", one["kind"], one["subject"]["id"], one["due_on"]))
        .collect();
    assert_eq!(places.len(), listed.len(), "each deadline is there once: {answer}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    listed.iter().map(|one| (text(&one["subject"]["name"]), one["step"].as_u64().unwrap())).collect()
}
