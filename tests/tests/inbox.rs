//! What needs an answer: what was answered leaves the counts of the first screen, and nothing leaves the data.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::NaiveDate;
use holdfast_core::{
    Act,
    clock::Now,
    db::Db,
    history::{self, Actor},
    ids::Kind,
    licenses::{self, LicenseInput},
    money::Money,
    overview,
    reminders::{
        DeadlineKind,
        answers::{self, AnswerInput, AnswerWord, DeadlineRef},
        inbox::{self, InboxGroupName},
        policy,
    },
    terms::TermInput,
};
use sqlx::SqliteConnection;

const TODAY: &str = "2026-11-22";

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

fn act(title: &str) -> Act {
    Act::new(Now::as_of(today()), Actor::Window, title)
}

async fn license(conn: &mut SqliteConnection, name: &str, ends_on: &str, notice: Option<u32>) -> DeadlineRef {
    let term = TermInput {
        starts_on: Some("2025-01-01".into()),
        ends_on: Some(ends_on.into()),
        price: Some(Money::new(100_000, "EUR")),
        auto_renews: notice.is_some(),
        notice_months: notice,
        ..TermInput::default()
    };
    let input = LicenseInput { name: name.into(), terms: vec![term], ..LicenseInput::default() };
    let id = licenses::create(conn, &act("Add"), input).await.unwrap();
    DeadlineRef {
        kind: DeadlineKind::LicenseEnds,
        subject_kind: Kind::License,
        subject_id: id,
        due_on: ends_on.into(),
    }
}

#[tokio::test]
async fn what_is_answered_leaves_the_counts_of_the_first_screen() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let soon = license(&mut tx, "Soon", "2026-11-25", None).await;
    let later = license(&mut tx, "Later", "2026-12-10", None).await;
    let first = overview::get(&mut tx, today()).await.unwrap();
    assert_eq!((first.listed, first.this_week, first.snoozed.count, first.waiting), (2, 1, 0, 1));

    let snooze = AnswerInput::Snooze { until: "2026-11-29".into() };
    let snoozing = act("Snooze");
    answers::give(&mut tx, &snoozing, std::slice::from_ref(&soon), &snooze).await.unwrap();
    answers::give(&mut tx, &act("Seen"), std::slice::from_ref(&later), &AnswerInput::Acknowledge)
        .await
        .unwrap();
    let after = overview::get(&mut tx, today()).await.unwrap();
    assert_eq!((after.listed, after.this_week, after.snoozed.count, after.waiting), (1, 0, 1, 0));
    // It is listed as seen, and what it costs does not go away.
    let listed: Vec<_> = after.entries.iter().map(|entry| entry.deadline.subject.name.as_str()).collect();
    assert_eq!(listed, ["Later"]);
    assert!(after.entries.iter().all(|entry| entry.acknowledged));
    assert_eq!(after.renewals, first.renewals);

    let lines = answers::of_subject(&mut tx, &soon.subject_id).await.unwrap();
    let said: Vec<_> = lines.iter().map(|line| (line.answer, line.until.as_deref())).collect();
    assert_eq!(said, [(AnswerWord::Snoozed, Some("2026-11-29"))]);
    history::undo(&mut tx, &act("Undo"), &snoozing.batch).await.unwrap();
    assert!(answers::of_subject(&mut tx, &soon.subject_id).await.unwrap().is_empty());
    assert_eq!(overview::get(&mut tx, today()).await.unwrap().waiting, 1);

    policy::mute(&mut tx, &act("Mute"), Kind::License, &soon.subject_id, true).await.unwrap();
    let muted = overview::get(&mut tx, today()).await.unwrap();
    // No message and no badge, but it is still listed.
    assert_eq!((muted.waiting, muted.this_week, muted.listed), (0, 0, 2));
}

#[tokio::test]
async fn an_end_and_its_cancel_by_are_at_stake_once() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    license(&mut tx, "Suite", "2026-12-20", Some(0)).await;
    license(&mut tx, "Cloud", "2027-01-10", Some(1)).await;
    let first = overview::get(&mut tx, today()).await.unwrap();
    let cloud = first.entries.iter().filter(|entry| entry.deadline.subject.name == "Cloud");
    assert_eq!(cloud.count(), 2, "its end and its cancel-by");
    let kinds: Vec<_> =
        first.kinds.iter().map(|stake| (stake.kind, stake.count, stake.at_stake.clone())).collect();
    let euros = |minor: i64| vec![Money::new(minor, "EUR")];
    // Suite ends on its last day of notice, Cloud's comes before its end: each is counted at the first.
    assert!(kinds.contains(&(DeadlineKind::LicenseEnds, 2, euros(100_000))), "{kinds:?}");
    assert!(kinds.contains(&(DeadlineKind::LicenseCancelBy, 2, euros(100_000))), "{kinds:?}");
    let stake = |name: InboxGroupName| {
        first.groups.iter().find(|group| group.name == name).map(|group| group.at_stake.clone())
    };
    assert_eq!(stake(InboxGroupName::Days30), Some(euros(200_000)));
    assert_eq!(stake(InboxGroupName::Days90), Some(Vec::new()), "counted by its cancel-by");
    assert_eq!(first.renewals, euros(200_000));
}

#[tokio::test]
async fn an_empty_inbox_names_what_comes_next() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    assert!(inbox::get(&mut tx, today()).await.unwrap().next.is_none());
    license(&mut tx, "Far", "2027-06-30", None).await;
    license(&mut tx, "Farther", "2027-12-31", None).await;
    let quiet = inbox::get(&mut tx, today()).await.unwrap();
    assert!(quiet.groups.is_empty());
    assert_eq!(quiet.next.unwrap().subject.name, "Far");
    license(&mut tx, "Near", "2026-12-01", None).await;
    assert!(inbox::get(&mut tx, today()).await.unwrap().next.is_none());
}

#[tokio::test]
async fn what_was_told_early_is_listed_from_that_day_on() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    // 119 and 121 days ahead, both told 120 days before; and one that is told as usual.
    let early = license(&mut tx, "Early", "2027-03-21", None).await;
    let not_yet = license(&mut tx, "Not yet", "2027-03-23", None).await;
    license(&mut tx, "As usual", "2027-03-21", None).await;
    for deadline in [&early, &not_yet] {
        let own = policy::ReminderRuleInput {
            subject_id: Some(deadline.subject_id.clone()),
            subject_kind: Some(Kind::License),
            steps: Some(vec![120]),
            ..policy::ReminderRuleInput::default()
        };
        policy::set_rule(&mut tx, &act("Own days"), own).await.unwrap();
    }
    let listed = inbox::get(&mut tx, today()).await.unwrap();
    let groups: Vec<_> = listed
        .groups
        .iter()
        .map(|group| {
            (group.name, group.entries.iter().map(|entry| entry.deadline.subject.name.as_str()).collect())
        })
        .collect();
    assert_eq!(groups, [(InboxGroupName::Later, vec!["Early"])]);
    assert_eq!(listed.waiting, 0, "it is not urgent");
    // The first screen looks 90 days ahead, as it says.
    let first = overview::get(&mut tx, today()).await.unwrap();
    assert!(first.entries.is_empty() && first.renewals.is_empty());
}
