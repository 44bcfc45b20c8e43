//! The calendar file, read back by Python's icalendar: what other calendars see, and what they see change.

use std::path::Path;
use std::process::Command;

use chrono::NaiveDate;
use holdfast_core::{
    calendar,
    db::Db,
    ids::Kind,
    licenses::{self, LicenseInput},
    reminders::{
        DeadlineKind,
        answers::{self, AnswerInput, DeadlineRef},
    },
    terms::TermInput,
    trash,
};
use holdfast_tests::{cli::holdfast_in, programs, sandbox::Sandbox, session::Session};
use serde_json::Value;

use super::place::{DAY, act, add, after, at, choose, day, open, remind};

/// The events of a calendar file, by title.
fn events(file: &Path) -> Vec<Value> {
    const READER: &str = "
import sys, json, icalendar
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
assert calendar['VERSION'] == '2.0' and calendar['PRODID'] and calendar['METHOD'] == 'PUBLISH'
print(json.dumps(sorted([{
  'uid': str(event['UID']), 'sequence': int(event['SEQUENCE']), 'status': str(event['STATUS']),
  'day': event.decoded('DTSTART').isoformat(), 'title': str(event['SUMMARY']), 'text': str(event['DESCRIPTION']),
  'stamp': event.decoded('DTSTAMP').isoformat(),
  'alarms': sorted(int(alarm.decoded('TRIGGER').total_seconds() // 3600) for alarm in event.walk('VALARM')),
} for event in calendar.walk('VEVENT')], key=lambda event: (event['title'], event['day']))))";
    let output = Command::new(programs::python()).args(["-c", READER]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Has the file written beside the data, alarms at nine.
async fn with_file(db: &Db, sandbox: &Sandbox) -> std::path::PathBuf {
    let file = sandbox.path("holdfast.ics");
    choose(db, |policy| {
        policy.notifications = false;
        policy.deliver_at = "09:00".into();
    })
    .await;
    let mut tx = db.write().await.unwrap();
    calendar::keep_file(&mut tx, Some(&file)).await.unwrap();
    tx.commit().await.unwrap();
    file
}

async fn sync(db: &Db, today: NaiveDate) -> bool {
    calendar::sync(db, &at(today, 10, 0)).await.unwrap()
}

async fn move_end(db: &Db, id: &str, name: &str, ends_on: NaiveDate) {
    let mut tx = db.write().await.unwrap();
    let license = licenses::get(&mut tx, id, day(DAY)).await.unwrap();
    let term = TermInput {
        id: Some(license.terms[0].id.clone()),
        ends_on: Some(ends_on.to_string()),
        ..TermInput::default()
    };
    let input = LicenseInput { name: name.to_owned(), terms: vec![term], ..LicenseInput::default() };
    licenses::update(&mut tx, &act(at(day(DAY), 9, 0)), id, license.version, input).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_event_keeps_its_uid_moves_with_its_date_and_is_cancelled_in_the_end() {
    let sandbox = Sandbox::new().unwrap();
    let db = open(&sandbox).await;
    let file = with_file(&db, &sandbox).await;
    let name =
        "Grün, Söhne; \\ “Prism” – ein sehr langer Name, der über die Zeile hinausgeht, und noch weiter";
    let ids = add(&db, &[(name, after(40)), ("Figma", after(100))]).await;
    assert!(sync(&db, day(DAY)).await);
    assert!(!sync(&db, day(DAY)).await, "nothing has changed");
    assert!(!sync(&db, after(1)).await, "another day changes nothing");

    let first = events(&file);
    assert_eq!(first.len(), 2);
    let (figma, prism) = (&first[0], &first[1]);
    assert_eq!(prism["title"], format!("{name} ends on 1 Jan 2027"));
    assert_eq!((&prism["day"], &prism["status"]), (&"2027-01-01".into(), &"CONFIRMED".into()));
    assert_eq!(prism["sequence"], 0);
    // At 9:00 on the days 90, 30, 7 and 1 before; the day itself begins at 0:00.
    let hours: Vec<i64> = [90, 30, 7, 1].map(|days: i64| 9 - 24 * days).to_vec();
    assert_eq!(prism["alarms"], serde_json::json!(hours));
    assert_ne!(prism["uid"], figma["uid"]);
    for line in std::fs::read_to_string(&file).unwrap().split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line:?}");
    }

    move_end(&db, &ids[0], name, after(405)).await;
    assert!(sync(&db, after(2)).await);
    let moved = events(&file);
    assert_eq!(moved.len(), 2, "it moved, and no other came: {moved:?}");
    assert_eq!((&moved[1]["uid"], &moved[1]["sequence"]), (&prism["uid"], &1.into()));
    assert_eq!(moved[1]["day"], after(405).to_string());
    assert!(prism["stamp"].as_str() < moved[1]["stamp"].as_str());
    assert_eq!(moved[0], first[0], "the other is as it was");

    let mut tx = db.write().await.unwrap();
    trash::delete(&mut tx, &act(at(after(3), 9, 0)), Kind::License, &ids[0]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(sync(&db, after(3)).await);
    let cancelled = events(&file);
    assert_eq!(cancelled.len(), 2, "a calendar must hear that it is gone: {cancelled:?}");
    assert_eq!((&cancelled[1]["status"], &cancelled[1]["sequence"]), (&"CANCELLED".into(), &2.into()));
    assert_eq!((&cancelled[1]["uid"], &cancelled[1]["alarms"]), (&prism["uid"], &serde_json::json!([])));

    let mut tx = db.write().await.unwrap();
    trash::restore(&mut tx, &act(at(after(4), 9, 0)), Kind::License, &ids[0]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(sync(&db, after(4)).await);
    let back = events(&file);
    assert_eq!((&back[1]["status"], &back[1]["sequence"]), (&"CONFIRMED".into(), &3.into()));
    assert_eq!(back[1]["uid"], prism["uid"]);
    assert_ne!(back[1]["alarms"], serde_json::json!([]));

    let mut tx = db.write().await.unwrap();
    trash::delete(&mut tx, &act(at(after(5), 9, 0)), Kind::License, &ids[0]).await.unwrap();
    tx.commit().await.unwrap();
    sync(&db, after(5)).await;
    assert!(sync(&db, after(70)).await);
    assert_eq!(events(&file).len(), 1, "after two months every calendar has heard it");
}

#[tokio::test]
async fn answers_change_the_alarms() {
    let sandbox = Sandbox::new().unwrap();
    let db = open(&sandbox).await;
    let file = with_file(&db, &sandbox).await;
    let ids = add(&db, &[("Prism", after(20))]).await;
    sync(&db, day(DAY)).await;
    let uid = events(&file)[0]["uid"].clone();
    let named = DeadlineRef {
        kind: DeadlineKind::LicenseEnds,
        subject_kind: Kind::License,
        subject_id: ids[0].clone(),
        due_on: after(20).to_string(),
    };
    let until = after(15).to_string();
    for (sequence, answer, alarms, status) in [
        (1, AnswerInput::Snooze { until }, vec![9 - 24 * 5], "CONFIRMED"),
        (2, AnswerInput::Acknowledge, vec![], "CONFIRMED"),
        (3, AnswerInput::Done, vec![], "CANCELLED"),
    ] {
        let mut tx = db.write().await.unwrap();
        let given = act(at(day(DAY), 9, 0));
        answers::give(&mut tx, &given, std::slice::from_ref(&named), &answer).await.unwrap();
        tx.commit().await.unwrap();
        assert!(sync(&db, day(DAY)).await);
        let events = events(&file);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["alarms"], serde_json::json!(alarms), "{answer:?}");
        assert_eq!((&events[0]["status"], &events[0]["sequence"]), (&status.into(), &sequence.into()));
        assert_eq!(events[0]["uid"], uid);
    }
}

#[tokio::test]
async fn the_command_line_keeps_the_file_up_to_date() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::absent(&sandbox);
    let db = open(&sandbox).await;
    let file = with_file(&db, &sandbox).await;
    add(&db, &[("Prism", after(20))]).await;
    assert_eq!(remind(&sandbox, &session, day(DAY), &["--dry-run"]).status, Some(0));
    assert!(!file.exists(), "a dry run writes nothing");
    assert_eq!(remind(&sandbox, &session, day(DAY), &[]).status, Some(0));
    assert_eq!(events(&file)[0]["title"], "Prism ends on 12 Dec 2026");

    let gone = sandbox.path("no-such-folder/holdfast.ics");
    let mut tx = db.write().await.unwrap();
    calendar::keep_file(&mut tx, Some(&gone)).await.unwrap();
    tx.commit().await.unwrap();
    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("no-such-folder"), "{outcome:?}");
    assert_eq!(holdfast_in(&sandbox, &session, &["due"]).unwrap().status, Some(0));
}

#[tokio::test]
async fn what_is_shown_is_exported_without_alarms() {
    let sandbox = Sandbox::new().unwrap();
    let db = open(&sandbox).await;
    add(&db, &[("Prism", after(20)), ("Figma", after(500))]).await;
    let mut conn = db.read().await.unwrap();
    let filter = calendar::CalendarFilter::default();
    let text =
        calendar::export(&mut conn, &at(day(DAY), 9, 0), "2026-01-01", "2026-12-31", &filter).await.unwrap();
    let file = sandbox.path("2026.ics");
    calendar::write_file(&db, &file, &text).unwrap();
    let events = events(&file);
    assert_eq!(events.len(), 1);
    assert_eq!((&events[0]["day"], &events[0]["alarms"]), (&"2026-12-12".into(), &serde_json::json!([])));
}
