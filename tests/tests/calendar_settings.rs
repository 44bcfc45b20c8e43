//! What the calendar hands to paper, and what a reminder policy would mean before it is kept.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::NaiveDate;
use holdfast_core::{
    Act, calendar,
    clock::Now,
    db::Db,
    history::{self, Actor},
    ids::Kind,
    licenses::{self, LicenseInput},
    money::Money,
    reminders::{
        policy::{self, ChosenFor, PolicyKind, ReminderPolicy, ReminderRuleInput},
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
        "14 and 7 days before, by notification and email to anna@example.com. Next: Drawing Suite on 13 Dec."
    );
    assert_eq!(
        words(PolicyKind::LicenseCancelBy),
        "No message: no reminder is set. It still shows in the window."
    );
    assert!(words(PolicyKind::WarrantyEnds).ends_with("email to it@example.com."));

    draft.notifications = false;
    let (said, policies) = preview::of_policy(&mut conn, today(), draft.clone(), &[]).await.unwrap();
    assert!(said.iter().all(|one| one.words.starts_with("No message")));
    assert!(policy::warnings(&policies, false).iter().any(|one| one.starts_with("Nothing is ever sent")));

    draft.kinds[0].steps = vec![-1];
    let refused = preview::of_policy(&mut conn, today(), draft, &to).await.unwrap_err();
    assert_eq!(refused.field_name(), Some("kinds.0.steps"));
    assert_eq!(policy::get(&mut conn).await.unwrap(), kept);
}

fn act(title: &str) -> Act {
    Act::new(Now::as_of(today()), Actor::Window, title)
}

#[tokio::test]
async fn a_category_has_days_of_its_own_until_a_thing_has_others() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let term = TermInput { ends_on: Some("2027-12-27".into()), ..TermInput::default() };
    let license = |name: &str, category: Option<&str>| LicenseInput {
        name: name.into(),
        category: category.map(str::to_owned),
        terms: vec![term.clone()],
        ..LicenseInput::default()
    };
    let suite = licenses::create(&mut tx, &act("Add"), license("Suite", Some("Design"))).await.unwrap();
    let other = licenses::create(&mut tx, &act("Add"), license("Other", None)).await.unwrap();
    async fn holds(conn: &mut sqlx::SqliteConnection, id: &str) -> (Vec<u32>, ChosenFor, String) {
        let found = preview::of_subject(conn, id, today(), &[]).await.unwrap().remove(0);
        (found.steps, found.steps_of, found.words)
    }
    let usual = vec![90, 30, 7, 1];
    assert_eq!(holds(&mut tx, &suite).await.0, usual);

    let category = ReminderRuleInput {
        category: Some("design".into()),
        subject_kind: Some(Kind::License),
        kind: Some(PolicyKind::LicenseEnds),
        steps: Some(vec![20, 120]),
        ..ReminderRuleInput::default()
    };
    policy::set_rule(&mut tx, &act("Category"), category.clone()).await.unwrap();
    let (steps, of, _) = holds(&mut tx, &suite).await;
    assert_eq!((steps, of), (vec![120, 20], ChosenFor::Category));
    let (steps, of, _) = holds(&mut tx, &other).await;
    assert_eq!((steps, of), (usual.clone(), ChosenFor::Kind));

    let own = ReminderRuleInput {
        category: None,
        subject_id: Some(suite.clone()),
        steps: Some(vec![3]),
        ..category.clone()
    };
    policy::set_rule(&mut tx, &act("Thing"), own).await.unwrap();
    let (steps, of, _) = holds(&mut tx, &suite).await;
    assert_eq!((steps, of), (vec![3], ChosenFor::Thing));

    // What is muted with its category is not told, and says where that is changed.
    let mute = ReminderRuleInput { kind: None, steps: None, muted: true, ..category.clone() };
    let muting = act("Mute");
    policy::set_rule(&mut tx, &muting, mute).await.unwrap();
    assert!(holds(&mut tx, &suite).await.2.contains("Muted with its category"));
    assert!(!holds(&mut tx, &other).await.2.contains("Muted"));
    let refused = policy::mute(&mut tx, &act("Unmute"), Kind::License, &suite, false).await.unwrap_err();
    assert!(refused.to_string().contains("The whole category “design” is muted"), "{refused}");
    policy::mute(&mut tx, &act("Unmute"), Kind::License, &other, false).await.unwrap();
    history::undo(&mut tx, &act("Undo"), &muting.batch).await.unwrap();
    assert!(!holds(&mut tx, &suite).await.2.contains("Muted"));

    // One that says nothing is removed, and the kind's days hold again.
    policy::set_rule(&mut tx, &act("Category"), ReminderRuleInput { steps: None, ..category }).await.unwrap();
    let rules = policy::rules(&mut tx, None).await.unwrap();
    assert!(rules.iter().all(|rule| rule.fields.category.is_none()), "{rules:?}");
}
