//! What the calendar hands to paper, and what a reminder policy would mean before it is kept.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::NaiveDate;
use holdfast_core::{
    Act, calendar,
    clock::Now,
    db::Db,
    history::Actor,
    licenses::{self, LicenseInput},
    money::Money,
    reminders::{
        policy::{self, PolicyKind, ReminderPolicy},
        preview,
    },
    table::Cell,
    terms::TermInput,
};

const TODAY: &str = "2026-11-22";

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

/// Two licenses that end on 27 December, in two currencies, the one of them with a cancel-by on 27 November.
async fn with_licenses() -> Db {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    for (name, currency, notice) in [("Drawing Suite", "EUR", Some(1)), ("Ledger", "USD", None)] {
        let license = LicenseInput {
            name: name.into(),
            vendor: Some("Softpoint".into()),
            terms: vec![TermInput {
                starts_on: Some("2025-12-28".into()),
                ends_on: Some("2026-12-27".into()),
                seats: Some(1),
                price: Some(Money::new(10_000, currency)),
                auto_renews: notice.is_some(),
                notice_months: notice,
                ..TermInput::default()
            }],
            ..LicenseInput::default()
        };
        let act = Act::new(Now::as_of(today()), Actor::CommandLine, "Add");
        licenses::create(&mut tx, &act, license).await.unwrap();
    }
    tx.commit().await.unwrap();
    db
}

#[tokio::test]
async fn a_calendar_on_paper_counts_each_amount_once() {
    let db = with_licenses().await;
    let mut conn = db.read().await.unwrap();
    let filter = calendar::CalendarFilter::default();
    let table = calendar::table(&mut conn, today(), "2026-11-01", "2026-12-31", &filter).await.unwrap();
    assert_eq!(table.rows.len(), 3, "{:?}", table.rows);
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    let sums: Vec<&Cell> = table.totals.iter().filter_map(|row| row.last()).collect();
    let expected = [Cell::Money(Money::new(10_000, "EUR")), Cell::Money(Money::new(10_000, "USD"))];
    assert_eq!(sums.len(), 2);
    assert!(expected.iter().all(|sum| sums.contains(&sum)), "{sums:?}");

    let none = calendar::CalendarFilter { text: "no such thing".into(), ..filter };
    let table = calendar::table(&mut conn, today(), "2026-11-01", "2026-12-31", &none).await.unwrap();
    assert!(table.rows.is_empty() && table.totals.is_empty());
}

#[tokio::test]
async fn a_draft_of_the_policy_is_read_back_and_not_kept() {
    let db = with_licenses().await;
    let mut conn = db.read().await.unwrap();
    let kept = policy::get(&mut conn).await.unwrap();
    let mut draft = ReminderPolicy { email: true, ..kept.clone() };
    for kind in &mut draft.kinds {
        if kind.kind == PolicyKind::LicenseEnds {
            kind.steps = vec![7, 14, 7];
            kind.email_to = vec!["anna@example.com".into()];
        }
        if kind.kind == PolicyKind::LicenseCancelBy {
            kind.steps.clear();
        }
    }
    let to = ["it@example.com".to_owned()];
    let (said, _) = preview::of_policy(&mut conn, today(), draft.clone(), &to).await.unwrap();
    let words = |kind: PolicyKind| said.iter().find(|one| one.kind == kind).unwrap().words.clone();
    assert_eq!(
        words(PolicyKind::LicenseEnds),
        "14 and 7 days before, by notification and e-mail to anna@example.com. Next: Drawing Suite on 13 Dec."
    );
    assert_eq!(
        words(PolicyKind::LicenseCancelBy),
        "No message: no reminder is set. It still shows in the window."
    );
    assert!(words(PolicyKind::WarrantyEnds).ends_with("e-mail to it@example.com."));

    draft.notifications = false;
    let (said, policies) = preview::of_policy(&mut conn, today(), draft.clone(), &[]).await.unwrap();
    assert!(said.iter().all(|one| one.words.starts_with("No message")));
    assert!(policy::warnings(&policies, false).iter().any(|one| one.starts_with("Nothing is ever sent")));

    draft.kinds[0].steps = vec![-1];
    let refused = preview::of_policy(&mut conn, today(), draft, &to).await.unwrap_err();
    assert_eq!(refused.field_name(), Some("kinds.0.steps"));
    assert_eq!(policy::get(&mut conn).await.unwrap(), kept);
}
