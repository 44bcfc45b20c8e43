//! What people and programs enter wrongly: refused by field, or said plainly.

use chrono::NaiveDate;
use holdfast_core::{
    calendar,
    error::ErrorCode,
    mail::{self, MailSecurity, MailSettings},
    reminders::policy::{self, KindPolicy, PolicyKind, ReminderPolicy, ReminderRuleInput},
};
use holdfast_tests::{cli::holdfast_in, notifications::Desktop, sandbox::Sandbox, session::Session};

use super::place::{DAY, act, add, after, at, choose, day, open, remind, told};

fn with_steps(steps: &[i32]) -> ReminderPolicy {
    let kind = PolicyKind::LicenseEnds;
    let kinds = vec![KindPolicy { steps: steps.to_vec(), ..KindPolicy::usual(kind) }];
    ReminderPolicy { kinds, ..ReminderPolicy::default() }
}

#[tokio::test]
async fn steps_are_sorted_and_odd_ones_refused_by_field() {
    let sandbox = Sandbox::new().unwrap();
    let db = open(&sandbox).await;
    let one = add(&db, &[("Prism", after(5))]).await.remove(0);
    let mut tx = db.write().await.unwrap();
    for (given, kept) in [
        (vec![1, 90, 7, 30], vec![90, 30, 7, 1]),
        (vec![7, 7, 7], vec![7]),
        (vec![0], vec![0]),
        (vec![3650], vec![3650]),
        (vec![], vec![]),
    ] {
        let policy = policy::set(&mut tx, with_steps(&given)).await.unwrap();
        assert_eq!(policy.kind(PolicyKind::LicenseEnds).steps, kept, "{given:?}");
        assert_eq!(policy::get(&mut tx).await.unwrap(), policy, "{given:?}");
    }
    for given in [vec![-1], vec![30, -7], vec![3651], vec![i32::MAX], (0..21).collect()] {
        let error = policy::set(&mut tx, with_steps(&given)).await.unwrap_err();
        assert_eq!(
            (error.code(), error.field_name()),
            (ErrorCode::Field, Some("kinds.0.steps")),
            "{given:?}"
        );
    }
    for (given, fine) in [(vec![5, 5, 60], true), (vec![-3], false), (vec![99_999], false)] {
        let rule = ReminderRuleInput {
            subject_id: Some(one.clone()),
            subject_kind: Some(holdfast_core::ids::Kind::License),
            steps: Some(given.clone()),
            ..ReminderRuleInput::default()
        };
        let set = policy::set_rule(&mut tx, &act(at(day(DAY), 9, 0)), rule).await;
        match set {
            Ok(_) => assert!(fine, "{given:?}"),
            Err(error) => assert!(!fine && error.field_name() == Some("steps"), "{given:?}: {error}"),
        }
    }
}

#[tokio::test]
async fn times_that_leave_no_time_are_refused() {
    let sandbox = Sandbox::new().unwrap();
    let db = open(&sandbox).await;
    let mut tx = db.write().await.unwrap();
    type Fault = (&'static str, fn(&mut ReminderPolicy));
    let faults: [Fault; 7] = [
        ("deliver_at", |policy| policy.deliver_at = "25:00".into()),
        ("deliver_at", |policy| policy.deliver_at = "nine".into()),
        ("deliver_at", |policy| policy.deliver_at = String::new()),
        ("quiet_until", |policy| policy.quiet_from = Some("22:00".into())),
        ("quiet_from", |policy| policy.quiet_until = Some("22:00".into())),
        ("quiet_from", |policy| {
            (policy.quiet_from, policy.quiet_until) = (Some("09:00".into()), Some("08:59".into()));
            policy.deliver_at = "09:00".into();
        }),
        ("holidays.1", |policy| policy.holidays = vec!["2026-12-25".into(), "2026-02-30".into()]),
    ];
    for (field, fault) in faults {
        let mut policy = ReminderPolicy::default();
        fault(&mut policy);
        let error = policy::set(&mut tx, policy.clone()).await.unwrap_err();
        assert_eq!(error.field_name(), Some(field), "{policy:?}");
    }
    assert_eq!(policy::get(&mut tx).await.unwrap(), ReminderPolicy::default(), "nothing of it was kept");
}

#[tokio::test]
async fn a_policy_that_mutes_everything_is_said_plainly() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let db = open(&sandbox).await;
    add(&db, &[("Prism", after(5))]).await;
    choose(&db, |policy| policy.notifications = false).await;
    let off = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(told(&off), []);
    assert!(off.stderr.contains("notifications and email are both off"), "{off:?}");

    choose(&db, |policy| policy.kinds.iter_mut().for_each(|kind| kind.steps.clear())).await;
    let stepless = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(told(&stepless), []);
    assert!(stepless.stderr.contains("no kind of deadline has a reminder"), "{stepless:?}");

    choose(&db, |policy| policy.email = true).await;
    let no_account = remind(&sandbox, &session, day(DAY), &["--dry-run"]);
    assert_eq!(told(&no_account), [("Prism".to_owned(), 7)]);
    assert!(no_account.stderr.contains("no mail account is set up"), "{no_account:?}");
    for (channel, words) in [("email", "No mail account is set up"), ("carrier-pigeon", "carrier-pigeon")] {
        let refused = remind(&sandbox, &session, day(DAY), &["--channel", channel]);
        assert_ne!(refused.status, Some(0), "{refused:?}");
        assert!(refused.stderr.contains(words), "{refused:?}");
    }
    assert!(desktop.notes().is_empty());
    let due = holdfast_in(&sandbox, &session, &["due", "--as-of", DAY]).unwrap();
    assert!(due.stdout.contains("Prism"), "what is not told is still listed: {due:?}");
}

#[tokio::test]
async fn dates_at_the_ends_of_time_are_told_or_passed_and_stop_nothing() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let db = open(&sandbox).await;
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    add(&db, &[("Epoch", date("1970-01-01")), ("Never", date("9999-12-31")), ("Prism", after(5))]).await;
    let file = sandbox.path("all.ics");
    let mut tx = db.write().await.unwrap();
    calendar::keep_file(&mut tx, Some(&file)).await.unwrap();
    tx.commit().await.unwrap();
    choose(&db, |policy| {
        for kind in &mut policy.kinds {
            kind.steps = vec![3650, 7, 0];
        }
    })
    .await;

    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(told(&outcome), [("Prism".to_owned(), 7)], "56 years late is listed, not told");
    assert_eq!(desktop.take().len(), 1);
    let due = holdfast_in(&sandbox, &session, &["due", "--json", "--as-of", DAY]).unwrap().json().unwrap();
    assert_eq!(due["deadlines"].as_array().unwrap().len(), 3, "nothing is hidden");
    let ends = remind(&sandbox, &session, date("9999-12-31"), &[]);
    // What was told before is no news, however late its last step comes.
    assert_eq!(told(&ends), [("Prism".to_owned(), 0), ("Never".to_owned(), 0)], "{ends:?}");
    assert!(std::fs::read_to_string(&file).unwrap().ends_with("END:VCALENDAR\r\n"));
}

#[tokio::test]
async fn a_mail_test_with_wrong_settings_names_the_field_and_sends_nothing() {
    let sandbox = Sandbox::new().unwrap();
    let db = open(&sandbox).await;
    let server = holdfast_tests::mail_server::MailServer::start().unwrap();
    let keyring = holdfast_core::secrets::Keyring::open("app.holdfast.Holdfast.reminders-test");
    let good = MailSettings {
        host: "localhost".into(),
        port: server.port,
        security: MailSecurity::None,
        from: "it@example.com".into(),
        to: vec!["anna@example.com".into()],
        ..MailSettings::default()
    };
    type Fault = (&'static str, fn(&mut MailSettings));
    let faults: [Fault; 6] = [
        ("host", |mail| mail.host = "smtp://localhost".into()),
        ("port", |mail| mail.port = 0),
        ("security", |mail| mail.host = "mail.example.com".into()),
        ("from", |mail| mail.from = "nobody".into()),
        ("to", |mail| mail.to = vec!["anna@".into()]),
        ("to", |mail| mail.to = vec![]),
    ];
    let now = at(day(DAY), 9, 0);
    for (field, fault) in faults {
        let mut wrong = good.clone();
        fault(&mut wrong);
        let error = mail::test(&db, &keyring, &now, wrong.clone(), None).await.unwrap_err();
        assert_eq!(error.field_name(), Some(field), "{wrong:?}");
    }
    assert_eq!(server.connections(), 0);
    mail::test(&db, &keyring, &now, good, None).await.unwrap();
    let mails = server.take();
    assert_eq!(mails.len(), 1);
    assert_eq!(super::mail::read(&mails[0].raw)["subject"], "Holdfast can send you reminders");
}
