//! The window's own rounds, with the clock in the test's hand: pauses after failures, one digest a day, quiet hours.

use chrono::{Days, NaiveTime, TimeDelta};
use holdfast_core::{
    clock::Now,
    db::Db,
    delivery::{self, Report, Round},
    reminders::engine::ReminderChannel,
    secrets::{self, Keyring},
};
use holdfast_tests::{
    mail_server::{MailServer, Manner},
    sandbox::Sandbox,
};

use super::place::{DAY, add, after, at, choose, day, mail_account, open};

/// A round as the window makes it, by mail alone.
async fn round(db: &Db, now: Now) -> Report {
    // No account here has a password, so the keyring is not asked.
    let keyring = Keyring::open(&secrets::service_name(Some("reminders-test")));
    let round = Round { channels: vec![ReminderChannel::Email], ..Round::by_itself(now) };
    delivery::run(db, &keyring, &round).await.unwrap()
}

/// The same clock, some time later.
fn later(now: Now, pause: TimeDelta) -> Now {
    let local = now.today.and_time(now.time) + pause;
    Now { at: now.at + pause, today: local.date(), time: local.time() }
}

#[tokio::test]
async fn failures_are_retried_with_growing_pauses() {
    let sandbox = Sandbox::new().unwrap();
    let server = MailServer::start().unwrap();
    server.behave(Manner::Refuses("451 4.3.0 try later"));
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    add(&db, &[("Prism", after(5))]).await;

    let mut now = at(day(DAY), 9, 0);
    for (attempt, pause) in [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (6, 240)] {
        assert_eq!(round(&db, now).await.refusals.len(), 1, "attempt {attempt}");
        assert_eq!(server.connections(), attempt);
        let standing = delivery::failures(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!((standing.len(), standing[0].attempts), (1, attempt), "{standing:?}");
        let early = later(now, TimeDelta::minutes(pause) - TimeDelta::seconds(1));
        assert!(round(&db, early).await.complete());
        assert_eq!(server.connections(), attempt, "not before {pause} minutes have passed");
        now = later(now, TimeDelta::minutes(pause));
    }
    server.behave(Manner::Takes);
    assert_eq!(round(&db, now).await.told.len(), 1);
    assert!(delivery::failures(&mut db.read().await.unwrap()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_failure_that_nobody_waits_for_any_more_is_not_shown() {
    let sandbox = Sandbox::new().unwrap();
    let server = MailServer::start().unwrap();
    server.behave(Manner::Refuses("550 no"));
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    add(&db, &[("Prism", after(5))]).await;
    let now = at(day(DAY), 9, 0);
    assert_eq!(round(&db, now).await.refusals.len(), 1);
    choose(&db, |policy| policy.email = false).await;
    assert!(round(&db, later(now, TimeDelta::hours(1))).await.complete());
    assert!(delivery::failures(&mut db.read().await.unwrap()).await.unwrap().is_empty());
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn one_digest_a_day_unless_it_is_urgent() {
    let sandbox = Sandbox::new().unwrap();
    let server = MailServer::start().unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    add(&db, &[("Prism", after(5)), ("Figma", after(6))]).await;
    let morning = at(day(DAY), 9, 0);
    assert_eq!(round(&db, morning).await.told.len(), 2);
    assert_eq!(server.take().len(), 1);

    add(&db, &[("Later", after(20)), ("Tomorrow", after(1))]).await;
    let noon = later(morning, TimeDelta::hours(3));
    let told = round(&db, noon).await.told;
    assert_eq!(told.iter().map(|one| one.deadline.subject.name.as_str()).collect::<Vec<_>>(), ["Tomorrow"]);
    assert_eq!(round(&db, later(noon, TimeDelta::hours(1))).await.told.len(), 0);
    let next = later(morning, TimeDelta::days(1));
    let told = round(&db, next).await.told;
    assert_eq!(told.iter().map(|one| one.deadline.subject.name.as_str()).collect::<Vec<_>>(), ["Later"]);
    assert_eq!(server.take().len(), 2);
}

#[tokio::test]
async fn delivery_time_and_quiet_hours_postpone_and_drop_nothing() {
    let sandbox = Sandbox::new().unwrap();
    let server = MailServer::start().unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    choose(&db, |policy| {
        (policy.notifications, policy.email) = (false, true);
        policy.deliver_at = "09:00".into();
        (policy.quiet_from, policy.quiet_until) = (Some("12:00".into()), Some("14:00".into()));
    })
    .await;
    add(&db, &[("Prism", after(5))]).await;
    for (hour, minute) in [(0, 0), (8, 59), (12, 0), (13, 59)] {
        assert!(round(&db, at(day(DAY), hour, minute)).await.told.is_empty(), "{hour}:{minute}");
    }
    assert_eq!(round(&db, at(day(DAY), 14, 0)).await.told.len(), 1);
}

/// Told in Tokyo in the morning; then the same computer is in Los Angeles, where it is still the day before.
#[tokio::test]
async fn a_ledger_from_another_time_zone_repeats_nothing_and_loses_nothing() {
    let sandbox = Sandbox::new().unwrap();
    let server = MailServer::start().unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    add(&db, &[("Prism", after(7)), ("Figma", after(6))]).await;
    let utc = at(day(DAY), 1, 0);
    let tokyo = later(Now { ..utc }, TimeDelta::zero());
    let tokyo = Now { time: NaiveTime::from_hms_opt(10, 0, 0).unwrap(), ..tokyo };
    assert_eq!(round(&db, tokyo).await.told.len(), 2, "both are within 7 days in Tokyo");

    let before = day(DAY).checked_sub_days(Days::new(1)).unwrap();
    let angeles = Now {
        at: utc.at + TimeDelta::hours(1),
        today: before,
        time: NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
    };
    assert!(round(&db, angeles).await.told.is_empty(), "a step that was told stays told");
    let next = later(angeles, TimeDelta::hours(15));
    assert_eq!(next.today, day(DAY));
    assert!(round(&db, next).await.told.is_empty());
    // The next step comes on its day, by the clock of the place.
    let told = round(&db, at(after(5), 9, 0)).await.told;
    assert_eq!(
        told.iter().map(|one| (one.deadline.subject.name.as_str(), one.step)).collect::<Vec<_>>(),
        [("Figma", 1)]
    );
    assert_eq!(round(&db, at(after(6), 9, 0)).await.told.len(), 1);
}

/// A clock that ran a year ahead told things; set right, they are told when they are really due.
#[tokio::test]
async fn what_a_wrong_clock_told_counts_for_nothing() {
    let sandbox = Sandbox::new().unwrap();
    let server = MailServer::start().unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    add(&db, &[("Prism", after(60))]).await;
    let wrong = at(after(59), 9, 0);
    assert_eq!(round(&db, wrong).await.told.first().map(|one| one.step), Some(1));
    let right = at(day(DAY), 9, 0);
    assert_eq!(round(&db, right).await.told.first().map(|one| one.step), Some(90));
    assert!(round(&db, later(right, TimeDelta::hours(1))).await.told.is_empty());
    assert_eq!(round(&db, at(after(30), 9, 0)).await.told.first().map(|one| one.step), Some(30));
}
