//! Terms and seats where a mistake would cost money: currencies side by side, links in a circle, dates that move.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::NaiveDate;
use holdfast_core::{
    Act, Error,
    clock::Now,
    db::Db,
    history::Actor,
    licenses::{self, AssignmentInput, LicenseInput},
    list::ListQuery,
    money::Money,
    overview, people,
    reminders::{self, Deadline, DeadlineKind},
    terms::TermInput,
};
use sqlx::SqliteConnection;

const TODAY: &str = "2026-11-22";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn act_on(today: &str) -> Act {
    Act::new(Now::as_of(day(today)), Actor::CommandLine, "Test")
}

fn term(ends_on: &str, price: Money) -> TermInput {
    TermInput { ends_on: Some(ends_on.into()), price: Some(price), ..TermInput::default() }
}

fn license(terms: Vec<TermInput>) -> LicenseInput {
    LicenseInput { name: "Prism".into(), terms, ..LicenseInput::default() }
}

async fn created(conn: &mut SqliteConnection, terms: Vec<TermInput>) -> String {
    licenses::create(conn, &act_on(TODAY), license(terms)).await.unwrap()
}

async fn all_due(conn: &mut SqliteConnection, today: &str) -> Vec<Deadline> {
    reminders::deadlines(conn, day(today), None).await.unwrap()
}

#[tokio::test]
async fn amounts_in_several_currencies_are_neither_mixed_nor_lost() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let end = "2026-12-31";
    let prices = [Money::new(10_000, "EUR"), Money::new(30_000, "USD"), Money::new(7_000, "EUR")];
    created(&mut tx, prices.map(|price| term(end, price)).to_vec()).await;
    let due = all_due(&mut tx, TODAY).await;
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].amount, None);
    let each = [Money::new(30_000, "USD"), Money::new(17_000, "EUR")];
    assert_eq!(due[0].amounts, each);
    assert_eq!(overview::get(&mut tx, day(TODAY)).await.unwrap().renewals, each);
}

#[tokio::test]
async fn terms_that_renew_each_other_are_refused() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let price = || Money::new(100, "EUR");
    let three = ["2024-12-31", "2025-12-31", "2026-12-31"].map(|end| term(end, price())).to_vec();
    let id = created(&mut tx, three).await;
    let before = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let ids: Vec<String> = before.terms.iter().map(|term| term.id.clone()).collect();
    for links in [vec![(0, 1), (1, 0)], vec![(0, 1), (1, 2), (2, 0)]] {
        let mut input = before.fields.clone();
        for (term, renews) in &links {
            input.terms[*term].renews_term_id = Some(ids[*renews].clone());
        }
        let refused = licenses::update(&mut tx, &act_on(TODAY), &id, before.version, input).await;
        let field = refused.unwrap_err().field_name().map(str::to_owned);
        assert_eq!(field.as_deref(), Some("terms.0.renews_term_id"), "{links:?}");
    }
    let mut chain = before.fields.clone();
    chain.terms[0].renews_term_id = Some(ids[1].clone());
    chain.terms[1].renews_term_id = Some(ids[2].clone());
    licenses::update(&mut tx, &act_on(TODAY), &id, before.version, chain).await.unwrap();
    assert_eq!(all_due(&mut tx, TODAY).await.len(), 1);
}

#[tokio::test]
async fn seats_that_were_given_back_keep_their_day() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let id = created(&mut tx, vec![TermInput::default()]).await;
    let anna = people::PersonInput { name: "Anna".into(), ..people::PersonInput::default() };
    let person = people::create(&mut tx, &act_on(TODAY), anna).await.unwrap();
    let input = AssignmentInput {
        license_id: id.clone(),
        person_id: Some(person),
        quantity: 1,
        ..AssignmentInput::default()
    };
    let seats = licenses::assign(&mut tx, &act_on("2026-01-10"), input).await.unwrap();
    licenses::release(&mut tx, &act_on("2026-06-01"), &seats).await.unwrap();
    let again = licenses::release(&mut tx, &act_on(TODAY), &seats).await;
    assert!(matches!(&again, Err(Error::Refused(message)) if message.contains("2026-05-31")), "{again:?}");
    let ended: String = sqlx::query_scalar("SELECT until_on FROM assignment WHERE id = ?")
        .bind(&seats)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(ended, "2026-05-31");
}

#[tokio::test]
async fn no_deadline_lies_past_the_year_9999() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let mut renewing = term("9990-12-31", Money::new(100, "EUR"));
    renewing.starts_on = Some("9980-01-01".into());
    renewing.auto_renews = true;
    created(&mut tx, vec![renewing]).await;
    let due = all_due(&mut tx, "9998-01-01").await;
    let end = due.iter().find(|due| due.kind == DeadlineKind::LicenseEnds).unwrap();
    assert_eq!(end.due_on, "9999-12-31");
    assert!(due.iter().all(|due| due.due_on.len() == 10 && due.id.len() < 80), "{due:?}");
}

/// Notice can be given of a term that runs on its own; one that was renewed ends with the term that took over.
#[tokio::test]
async fn a_renewed_term_has_no_day_of_notice_and_no_deadline_any_more() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let first = TermInput {
        starts_on: Some("2026-01-01".into()),
        auto_renews: true,
        renewal_months: Some(12),
        notice_days: Some(20),
        ..term("2026-12-31", Money::new(120_000, "EUR"))
    };
    let id = created(&mut tx, vec![first.clone()]).await;
    let cancel_by = |license: &licenses::License, end: &str| {
        let term = license.terms.iter().find(|term| term.fields.ends_on.as_deref() == Some(end));
        term.unwrap().cancel_by.clone()
    };
    let before = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(cancel_by(&before, "2026-12-31").as_deref(), Some("2026-12-11"));
    let mut input = before.fields.clone();
    input.terms.push(TermInput {
        starts_on: Some("2027-01-01".into()),
        ends_on: Some("2027-12-31".into()),
        renews_term_id: Some(before.terms[0].id.clone()),
        ..first
    });
    licenses::update(&mut tx, &act_on(TODAY), &id, before.version, input).await.unwrap();
    let after = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(cancel_by(&after, "2026-12-31"), None);
    assert_eq!(cancel_by(&after, "2027-12-31").as_deref(), Some("2027-12-11"));
    let page = licenses::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap();
    assert_eq!(page.rows[0].cancel_by.as_deref(), Some("2027-12-11"));
    let due = all_due(&mut tx, TODAY).await;
    let days: Vec<&str> = due.iter().map(|due| due.due_on.as_str()).collect();
    assert_eq!(days, ["2027-12-11", "2027-12-31"], "those of the renewal alone");
}
